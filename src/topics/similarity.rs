//! How alike topics are: the cosine between their centroids, for all pairs.

use super::leaves::LeafProfiles;
use super::{TopicId, TopicSet};

/// Cosines between the centroids of some topics. A topic's place in `topics` is its row and column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Similarities {
    pub topics: Vec<TopicId>,
    /// `n × n`, row by row, in `0..=1`, 1 on the diagonal.
    values: Vec<f32>,
}

impl Similarities {
    /// Of `topics`, exactly: the centroid of a topic is the normalised sum of its documents.
    pub fn new(topics: Vec<TopicId>, set: &TopicSet, profiles: &LeafProfiles) -> Self {
        let leaves: Vec<_> = topics.iter().map(|&id| set.leaves_of(id)).collect();
        let dot = |a: usize, b: usize| -> f64 {
            leaves[a].iter().map(|&x| leaves[b].iter().map(|&y| profiles.dot(x, y)).sum::<f64>()).sum()
        };
        let n = topics.len();
        let lengths: Vec<f64> = (0..n).map(|place| dot(place, place).sqrt()).collect();
        let mut values = vec![1.0; n * n];
        for a in 0..n {
            for b in 0..a {
                // A topic that lost all its documents is like nothing.
                let lengths = lengths[a] * lengths[b];
                let cosine = if lengths > 0.0 { (dot(a, b) / lengths).min(1.0) as f32 } else { 0.0 };
                values[a * n + b] = cosine;
                values[b * n + a] = cosine;
            }
        }
        Self { topics, values }
    }

    /// Of topics whose `n × n` cosines are known.
    ///
    /// # Panics
    /// If `values` are not as many as there are pairs.
    pub fn from_values(topics: Vec<TopicId>, values: Vec<f32>) -> Self {
        assert_eq!(values.len(), topics.len() * topics.len(), "a cosine for each pair");
        Self { topics, values }
    }

    pub fn len(&self) -> usize {
        self.topics.len()
    }

    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    /// The cosine of the topics at two places.
    pub fn at(&self, a: usize, b: usize) -> f32 {
        self.values[a * self.len() + b]
    }

    /// `1 − cosine` of the topics at two places.
    pub fn distance(&self, a: usize, b: usize) -> f32 {
        1.0 - self.at(a, b)
    }

    pub fn place(&self, topic: TopicId) -> Option<usize> {
        self.topics.binary_search(&topic).ok()
    }

    /// The cosine of two topics, `None` if one of them is not here.
    pub fn between(&self, a: TopicId, b: TopicId) -> Option<f32> {
        Some(self.at(self.place(a)?, self.place(b)?))
    }

    /// The topic most similar to the one at `place`, and their cosine.
    pub fn nearest(&self, place: usize) -> Option<(TopicId, f32)> {
        let others = (0..self.len()).filter(|&other| other != place);
        let best = others.max_by(|&a, &b| self.at(place, a).total_cmp(&self.at(place, b)).then(b.cmp(&a)))?;
        Some((self.topics[best], self.at(place, best)))
    }

    /// All other topics with their cosines to the one at `place`, the most similar first.
    pub fn by_likeness(&self, place: usize) -> Vec<(TopicId, f32)> {
        let mut others: Vec<(TopicId, f32)> = (0..self.len())
            .filter(|&other| other != place)
            .map(|other| (self.topics[other], self.at(place, other)))
            .collect();
        others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        others
    }
}

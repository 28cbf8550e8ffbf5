//! How alike topics are, for all pairs.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::leaves::LeafProfiles;
use super::products::Space;
use super::{TopicId, TopicSet};

/// What "alike" means.
///
/// "Centred" takes away what all topics have in common before the cosine is taken: the mean of all clusters, each counting by
/// its documents. Two topics that share only what everything shares then have a similarity around 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Measure {
    /// Cosine of the centred square roots of the terms' shares. A merged topic's is the mean of its clusters', by documents.
    #[default]
    CentredHellinger,
    /// Cosine of the centred centroids.
    CentredCosine,
    /// Cosine of the centroids, as in the talk.
    Cosine,
}

impl Measure {
    pub const ALL: [Self; 3] = [Self::CentredHellinger, Self::CentredCosine, Self::Cosine];

    /// What was measured where nothing says so: before there was a choice.
    pub fn before_choice() -> Self {
        Self::Cosine
    }

    fn space(self) -> Space {
        match self {
            Self::CentredHellinger => Space::Roots,
            Self::CentredCosine | Self::Cosine => Space::Sums,
        }
    }
}

/// How alike some topics are. A topic's place in `topics` is its row and column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Similarities {
    pub topics: Vec<TopicId>,
    /// `n × n`, row by row, in `-1..=1`, 1 on the diagonal.
    values: Vec<f32>,
}

impl Similarities {
    /// Of `topics`, exactly: the centroid of a topic is the normalised sum of its documents.
    pub fn new(measure: Measure, topics: Vec<TopicId>, set: &TopicSet, leaves: &LeafProfiles) -> Self {
        Self::default().follow(measure, topics, &FxHashSet::default(), set, leaves)
    }

    /// Those of `topics`, of which all that are in these similarities too, but for the `changed` ones, are as they were.
    pub fn follow(
        &self,
        measure: Measure,
        topics: Vec<TopicId>,
        changed: &FxHashSet<TopicId>,
        set: &TopicSet,
        leaves: &LeafProfiles,
    ) -> Self {
        let n = topics.len();
        let known = |&id: &TopicId| if changed.contains(&id) { None } else { self.place(id) };
        let places: Vec<Option<usize>> = topics.iter().map(known).collect();
        let vectors: Vec<TopicVector> =
            topics.iter().map(|&id| TopicVector::new(measure, set.leaves_of(id), leaves)).collect();
        let centre_square = leaves.centre_square(measure.space());
        let mut values = vec![1.0; n * n];
        for a in 0..n {
            let Some(old_row) = places[a].map(|place| self.row(place)) else { continue };
            for b in 0..a {
                if let Some(place) = places[b] {
                    values[a * n + b] = old_row[place];
                }
            }
        }
        let space = measure.space();
        let mut products = vec![0.0; set.n_ids()];
        for a in (0..n).filter(|&place| places[place].is_none()) {
            products.fill(0.0);
            vectors[a].leaves.iter().for_each(|&leaf| leaves.add_products(space, leaf, &mut products));
            for b in 0..a {
                let product = vectors[b].leaves.iter().map(|leaf| products[leaf.index()]).sum();
                values[a * n + b] = vectors[a].similarity(&vectors[b], product, measure, centre_square);
            }
            // The sums are made as they are when the later topic is the one that changed, so that they are the same to the bit.
            for b in (a + 1..n).filter(|&place| places[place].is_some()) {
                let with =
                    |own: TopicId| vectors[b].leaves.iter().map(|&leaf| leaves.product(space, leaf, own)).sum::<f64>();
                let product = vectors[a].leaves.iter().map(|&own| with(own)).sum();
                values[b * n + a] = vectors[b].similarity(&vectors[a], product, measure, centre_square);
            }
        }
        for a in 0..n {
            for b in a + 1..n {
                values[a * n + b] = values[b * n + a];
            }
        }
        Self { topics, values }
    }

    /// Of topics whose `n × n` similarities are known.
    ///
    /// # Panics
    /// If `values` are not as many as there are pairs.
    pub fn from_values(topics: Vec<TopicId>, values: Vec<f32>) -> Self {
        assert_eq!(values.len(), topics.len() * topics.len(), "a similarity for each pair");
        Self { topics, values }
    }

    pub fn len(&self) -> usize {
        self.topics.len()
    }

    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    /// The similarity of the topics at two places.
    pub fn at(&self, a: usize, b: usize) -> f32 {
        self.values[a * self.len() + b]
    }

    /// The similarities of the topic at a place with all.
    pub fn row(&self, place: usize) -> &[f32] {
        &self.values[place * self.len()..][..self.len()]
    }

    pub fn place(&self, topic: TopicId) -> Option<usize> {
        self.topics.binary_search(&topic).ok()
    }

    /// The similarity of two topics, `None` if one of them is not here.
    pub fn between(&self, a: TopicId, b: TopicId) -> Option<f32> {
        Some(self.at(self.place(a)?, self.place(b)?))
    }

    /// The topic most similar to the one at `place`, and how similar.
    pub fn nearest(&self, place: usize) -> Option<(TopicId, f32)> {
        let mut best: Option<(usize, f32)> = None;
        for (other, &similarity) in self.row(place).iter().enumerate() {
            if other != place && best.is_none_or(|(_, most)| similarity > most) {
                best = Some((other, similarity));
            }
        }
        best.map(|(other, similarity)| (self.topics[other], similarity))
    }

    /// All other topics by their similarity to the one at `place`, the most similar first.
    pub fn by_likeness(&self, place: usize) -> Vec<(TopicId, f32)> {
        let mut others: Vec<(TopicId, f32)> = (0..self.len())
            .filter(|&other| other != place)
            .map(|other| (self.topics[other], self.at(place, other)))
            .collect();
        others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        others
    }
}

/// A topic's vector in the space of a measure, by its products.
struct TopicVector {
    leaves: Vec<TopicId>,
    /// What the sum of the leaves' vectors is multiplied by.
    scale: f64,
    /// The product of the scaled vector with the middle of all clusters.
    with_centre: f64,
    /// The length that the cosine divides by; 0 if there is no direction.
    length: f64,
}

/// Lengths below this are what rounding leaves of nothing.
const SHORTEST: f64 = 1e-6;

impl TopicVector {
    fn new(measure: Measure, topic_leaves: Vec<TopicId>, leaves: &LeafProfiles) -> Self {
        let space = measure.space();
        let product: f64 =
            topic_leaves.iter().map(|&a| topic_leaves.iter().map(|&b| leaves.product(space, a, b)).sum::<f64>()).sum();
        let n_documents: f64 = topic_leaves.iter().map(|&leaf| f64::from(leaves.leaf(leaf).n_documents)).sum();
        let divisor = match space {
            Space::Sums => product.sqrt(),
            Space::Roots => n_documents,
        };
        let scale = if divisor > 0.0 { 1.0 / divisor } else { 0.0 };
        let centred: f64 = topic_leaves.iter().map(|&leaf| leaves.with_centre(space, leaf)).sum();
        let with_centre = scale * centred;
        let square = match measure {
            Measure::Cosine => scale * scale * product,
            _ => scale * scale * product - 2.0 * with_centre + leaves.centre_square(space),
        };
        let length = square.max(0.0).sqrt();
        let has_direction = scale > 0.0 && length > SHORTEST;
        Self { leaves: topic_leaves, scale, with_centre, length: if has_direction { length } else { 0.0 } }
    }

    /// `product` is that of the unscaled vectors. A topic without a direction, such as one that lost all its documents, is
    /// like nothing.
    fn similarity(&self, other: &Self, product: f64, measure: Measure, centre_square: f64) -> f32 {
        let lengths = self.length * other.length;
        if lengths == 0.0 {
            return 0.0;
        }
        let product = self.scale * other.scale * product;
        let centred = match measure {
            Measure::Cosine => product,
            _ => product - self.with_centre - other.with_centre + centre_square,
        };
        (centred / lengths).clamp(-1.0, 1.0) as f32
    }
}

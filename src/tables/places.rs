//! Where topics stand on the map.
//!
//! A place belongs to a leaf; a topic stands at the middle of its leaves, each counting by its documents. So a merge
//! moves nothing but what it merges, and what is taken apart finds its places again. There are three of each: the one
//! among the clusters' principal components, which gives a topic its colour for good; the one of the layout that was
//! asked for last; and the one that is shown, which differs from it while overlaps are spread.

use super::Tables;
use crate::analysis::Analysis;
use crate::cluster::ClusterId;
use crate::layout::map_layout::{Fidelity, ProjectionKind};
use crate::topics::{Moved, TopicId, TopicSet};

#[derive(Debug)]
pub(super) struct Places {
    /// All by [`TopicId`].
    principal: Vec<[f64; 2]>,
    laid_out: Vec<[f64; 2]>,
    shown: Vec<[f64; 2]>,
}

/// What the positions on the map are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    pub kind: ProjectionKind,
    pub fidelity: Fidelity,
    /// Whether they were adjusted so that bubbles do not overlap.
    pub is_spread: bool,
}

/// A topic as it was when it was asked where it should stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Stander {
    pub topic: TopicId,
    pub leaves: Vec<TopicId>,
    /// In the layout, before any spreading.
    pub position: [f64; 2],
    pub n_documents: u32,
}

impl Places {
    pub(super) fn new(points: &[[f64; 2]]) -> Self {
        let points = points.to_vec();
        Self { principal: points.clone(), laid_out: points.clone(), shown: points }
    }

    pub(super) fn resize(&mut self, n: usize) {
        for points in [&mut self.principal, &mut self.laid_out, &mut self.shown] {
            points.resize(n, [0.0; 2]);
        }
    }

    pub(super) fn principal(&self, leaf: TopicId) -> [f64; 2] {
        self.principal.get(leaf.index()).copied().unwrap_or_default()
    }

    /// Puts a leaf at a place among the principal components; on other maps it goes as far as it goes there, from where
    /// it was or, when it is new, from the leaf that its documents came from.
    fn put(&mut self, leaf: TopicId, principal: [f64; 2], from: Option<TopicId>) {
        let near = from.unwrap_or(leaf).index();
        let before = self.principal[near];
        let go = |place: [f64; 2]| {
            // On the map of the run itself, exactly where the axes put it.
            let is_there = place.map(f64::to_bits) == before.map(f64::to_bits);
            if is_there { principal } else { [0, 1].map(|axis| place[axis] + (principal[axis] - before[axis])) }
        };
        self.laid_out[leaf.index()] = go(self.laid_out[near]);
        self.shown[leaf.index()] = go(self.shown[near]);
        self.principal[leaf.index()] = principal;
    }
}

impl Standing {
    /// The positions that a run gives.
    pub(super) fn initial(analysis: &Analysis) -> Self {
        let fidelity = Fidelity::VarianceShares(analysis.projection.variance_shares);
        Self { kind: ProjectionKind::Pca, fidelity, is_spread: false }
    }
}

impl Tables {
    /// Leaves that are no cluster stand where the principal axes put the centroid of their documents.
    pub(super) fn place_leaves(&mut self, analysis: &Analysis, topics: &TopicSet, moved: &[Moved]) {
        let n_clusters = analysis.profiles.n_clusters();
        self.places.resize(topics.n_ids().max(n_clusters));
        let mut born: Vec<TopicId> = moved.iter().filter_map(|moved| moved.to).collect();
        born.retain(|leaf| leaf.index() >= n_clusters);
        born.sort_unstable();
        born.dedup();
        if born.is_empty() {
            return;
        }
        let mean_cosines = self.mean_cosines.get_or_insert_with(|| {
            let cosines = analysis.profiles.cosines();
            cosines.chunks(n_clusters).map(|row| row.iter().sum::<f64>() / n_clusters as f64).collect()
        });
        for id in born {
            let length = self.leaves.leaf(id).length;
            let cosine = |cluster: u32| {
                let lengths = length * analysis.profiles.clusters[cluster as usize].length;
                if lengths > 0.0 { self.leaves.dot_with_cluster(id, ClusterId(cluster)) / lengths } else { 0.0 }
            };
            let cosines: Vec<f64> = (0..n_clusters as u32).map(cosine).collect();
            let came: Vec<&Moved> = moved.iter().filter(|moved| moved.to == Some(id)).collect();
            let n_left = moved.iter().filter(|moved| moved.from == Some(id)).count();
            let was_empty = self.leaves.leaf(id).n_documents as usize + n_left <= came.len();
            let from = came.iter().find_map(|moved| moved.from).filter(|_| was_empty);
            self.places.put(id, analysis.projection.place(&cosines, mean_cosines), from);
        }
    }

    /// The open topics by ascending id, to be laid out.
    pub fn standers(&self, topics: &TopicSet) -> Vec<Stander> {
        let stander = |topic: TopicId| {
            let leaves = topics.leaves_of(topic);
            let position = self.middle_of(&self.places.laid_out, topic, &leaves);
            let n_documents = self.row(topic).map_or(0, |row| row.n_documents);
            Stander { topic, leaves, position, n_documents }
        };
        topics.open().map(stander).collect()
    }

    /// Lets topics stand elsewhere, each with all of its leaves, so that what is taken apart later stands near.
    ///
    /// `positions`: one for each of `standers`, which may have been merged or split meanwhile.
    pub fn place_topics(&mut self, topics: &TopicSet, standers: &[Stander], positions: &[[f64; 2]], now: Standing) {
        for (stander, position) in standers.iter().zip(positions) {
            for leaf in &stander.leaves {
                let place = self.places.laid_out[leaf.index()];
                let place = [0, 1].map(|axis| place[axis] + (position[axis] - stander.position[axis]));
                if now.is_spread {
                    self.places.shown[leaf.index()] = place;
                } else {
                    self.places.laid_out[leaf.index()] = place;
                }
            }
        }
        if !now.is_spread {
            self.places.shown.clone_from(&self.places.laid_out);
        }
        self.standing = now;
        self.stand(topics);
    }

    /// Puts topics back where they stand in the layout.
    pub fn unspread(&mut self, topics: &TopicSet) {
        self.standing.is_spread = false;
        self.places.shown.clone_from(&self.places.laid_out);
        self.stand(topics);
    }

    /// Follows the places of the leaves.
    fn stand(&mut self, topics: &TopicSet) {
        for index in 0..self.described.len() {
            let id = TopicId(index as u32);
            if self.described[index].is_some() {
                let position = self.position_of(id, &topics.leaves_of(id));
                if let Some(described) = &mut self.described[index] {
                    described.position = position;
                }
            }
        }
        for bubble in &mut self.bubbles {
            if let Some(described) = &self.described[bubble.id.index()] {
                bubble.position = described.position;
            }
        }
    }

    /// Where a topic that is made of `leaves` is shown.
    pub(super) fn position_of(&self, topic: TopicId, leaves: &[TopicId]) -> [f64; 2] {
        self.middle_of(&self.places.shown, topic, leaves)
    }

    /// A merged topic stands at the middle of its leaves, each counting by its documents; one without any where it was.
    fn middle_of(&self, points: &[[f64; 2]], topic: TopicId, leaves: &[TopicId]) -> [f64; 2] {
        let n_documents: u32 = leaves.iter().map(|&leaf| self.leaves.leaf(leaf).n_documents).sum();
        if n_documents == 0 {
            return points.get(topic.index()).copied().unwrap_or_default();
        }
        leaves.iter().fold([0.0; 2], |sum, &leaf| {
            let share = f64::from(self.leaves.leaf(leaf).n_documents) / f64::from(n_documents);
            let point = points[leaf.index()];
            [sum[0] + share * point[0], sum[1] + share * point[1]]
        })
    }
}

//! The profiles of what topics hold themselves, kept up to date as documents move.
//!
//! Most leaves are whole clusters and share the profile that the run made. A leaf that lost or gained documents gets its
//! own: the rows that came are added and those that went are taken away, which is exact (see [`super::profile`]), so that
//! a move costs what moves and not what stays.

use std::sync::Arc;

use super::profile::{ClusterProfiles, Profile, RowSums};
use super::{Moved, TopicId};
use crate::cluster::ClusterId;
use crate::matrix::UnitRows;

/// The own documents of every topic, as profiles and as dot products between their sums.
#[derive(Clone, Debug)]
pub struct LeafProfiles {
    clusters: Arc<ClusterProfiles>,
    /// Indexed by [`TopicId`]; `None` for those that are still the cluster of that number.
    changed: Vec<Option<ChangedLeaf>>,
}

#[derive(Clone, Debug)]
struct ChangedLeaf {
    profile: Arc<Profile>,
    /// Dot products with the sums of all leaves, by [`TopicId`].
    dots: Vec<f64>,
}

impl LeafProfiles {
    /// Leaves as the run left them.
    pub fn new(clusters: Arc<ClusterProfiles>) -> Self {
        Self { changed: vec![None; clusters.n_clusters()], clusters }
    }

    /// The profile of a topic's own documents.
    pub fn leaf(&self, id: TopicId) -> &Arc<Profile> {
        match self.changed.get(id.index()) {
            Some(Some(changed)) => &changed.profile,
            _ => self.clusters.clusters.get(id.index()).unwrap_or(&self.clusters.empty),
        }
    }

    /// Dot product of the sums of two leaves.
    pub fn dot(&self, a: TopicId, b: TopicId) -> f64 {
        match (self.changed.get(a.index()), self.changed.get(b.index())) {
            (Some(Some(leaf)), _) => leaf.dots.get(b.index()).copied().unwrap_or(0.0),
            (_, Some(Some(leaf))) => leaf.dots.get(a.index()).copied().unwrap_or(0.0),
            (Some(None), Some(None)) => self.clusters.dot(ClusterId(a.0), ClusterId(b.0)),
            // A topic without documents of its own.
            _ => 0.0,
        }
    }

    /// Dot product of the sums of a leaf that differs from its cluster with those of a cluster, as the run left it.
    pub fn dot_with_cluster(&self, leaf: TopicId, cluster: ClusterId) -> f64 {
        if !self.is_changed(TopicId(cluster.0)) {
            return self.dot(leaf, TopicId(cluster.0));
        }
        let (a, b) = (self.leaf(leaf), &self.clusters.clusters[cluster.index()]);
        a.terms.iter().map(|sum| sum.weight * b.sum(sum.term).weight).sum()
    }

    /// Whether the leaf differs from the cluster of that number.
    pub fn is_changed(&self, id: TopicId) -> bool {
        !matches!(self.changed.get(id.index()), Some(None))
    }

    /// The profile of all documents of some leaves; of one leaf its own, shared.
    pub fn sum_of(&self, leaves: &[TopicId]) -> Arc<Profile> {
        if let [only] = leaves {
            return Arc::clone(self.leaf(*only));
        }
        let parts: Vec<&Profile> = leaves.iter().map(|&leaf| &**self.leaf(leaf)).collect();
        Arc::new(Profile::sum_of(&parts))
    }

    /// Takes documents from one leaf to another, in the order in which they moved.
    pub fn follow(&mut self, moved: &[Moved], rows: &UnitRows) {
        if moved.is_empty() {
            return;
        }
        let touched = moved.iter().flat_map(|moved| moved.from.into_iter().chain(moved.to));
        let mut touched: Vec<TopicId> = touched.collect();
        touched.sort_unstable();
        touched.dedup();
        for &leaf in &touched {
            let mut sums = RowSums::default();
            for moved in moved {
                // A document that comes and goes again leaves nothing behind.
                if moved.to == Some(leaf) {
                    sums.add(rows.row(moved.document.index()));
                }
                if moved.from == Some(leaf) {
                    sums.take_away(rows.row(moved.document.index()));
                }
            }
            let profile = Arc::new(self.leaf(leaf).with(sums));
            if self.changed.len() <= leaf.index() {
                self.changed.resize_with(leaf.index() + 1, || Some(ChangedLeaf::empty(&self.clusters.empty)));
            }
            self.changed[leaf.index()] = Some(ChangedLeaf { profile, dots: Vec::new() });
        }
        self.multiply(&touched, rows.n_cols());
    }

    /// Makes the dot products of `leaves` with all leaves anew.
    fn multiply(&mut self, leaves: &[TopicId], n_terms: usize) {
        let n_leaves = self.changed.len();
        let mut dense = vec![0.0; n_terms];
        for &leaf in leaves {
            let profile = Arc::clone(self.leaf(leaf));
            profile.terms.iter().for_each(|sum| dense[sum.term.0 as usize] = sum.weight);
            let product = |other: TopicId| -> f64 {
                self.leaf(other).terms.iter().map(|sum| dense[sum.term.0 as usize] * sum.weight).sum()
            };
            let dots: Vec<f64> = (0..n_leaves as u32).map(|other| product(TopicId(other))).collect();
            profile.terms.iter().for_each(|sum| dense[sum.term.0 as usize] = 0.0);
            for (other, &dot) in self.changed.iter_mut().zip(&dots) {
                if let Some(other) = other {
                    other.dots.resize(n_leaves, 0.0);
                    other.dots[leaf.index()] = dot;
                }
            }
            if let Some(changed) = &mut self.changed[leaf.index()] {
                changed.dots = dots;
            }
        }
    }
}

impl ChangedLeaf {
    fn empty(profile: &Arc<Profile>) -> Self {
        Self { profile: Arc::clone(profile), dots: Vec::new() }
    }
}

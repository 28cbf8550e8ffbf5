//! The profiles of what topics hold themselves, kept up to date as documents move.
//!
//! Most leaves are whole clusters and share the profile that the run made. A leaf that lost or gained documents gets its
//! own: the rows that came are added and those that went are taken away, which is exact (see [`super::profile`]), so that
//! a move costs what moves and not what stays.

use std::sync::Arc;

use super::products::Space;
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
    /// The same of the roots of their shares.
    roots: Vec<f32>,
    /// Products with the middle of all clusters, by [`Space`].
    with_centre: [f64; 2],
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

    /// The product of two leaves in `space`.
    pub fn product(&self, space: Space, a: TopicId, b: TopicId) -> f64 {
        match space {
            Space::Sums => self.dot(a, b),
            Space::Roots => {
                let root = match (self.changed.get(a.index()), self.changed.get(b.index())) {
                    (Some(Some(leaf)), _) => leaf.roots.get(b.index()).copied().unwrap_or(0.0),
                    (_, Some(Some(leaf))) => leaf.roots.get(a.index()).copied().unwrap_or(0.0),
                    (Some(None), Some(None)) => {
                        self.clusters.products.roots[a.index() * self.clusters.n_clusters() + b.index()]
                    }
                    _ => 0.0,
                };
                f64::from(self.leaf(a).n_documents) * f64::from(self.leaf(b).n_documents) * f64::from(root)
            }
        }
    }

    /// Adds to `row`, which has a place for each leaf, the products of `leaf` with all leaves in `space`.
    pub fn add_products(&self, space: Space, leaf: TopicId, row: &mut [f64]) {
        for (other, cell) in row.iter_mut().enumerate() {
            *cell += self.product(space, leaf, TopicId(other as u32));
        }
    }

    /// The product of a leaf's vector in `space` with the middle of all clusters.
    pub fn with_centre(&self, space: Space, leaf: TopicId) -> f64 {
        let profile = self.leaf(leaf);
        let products = &self.clusters.products;
        let centre = match space {
            Space::Sums => &products.sums_centre,
            Space::Roots => &products.roots_centre,
        };
        let direction = match self.changed.get(leaf.index()) {
            Some(Some(changed)) => changed.with_centre[space as usize],
            Some(None) => centre.with_cluster[leaf.index()],
            None => 0.0,
        };
        match space {
            Space::Sums => profile.length * direction,
            Space::Roots => f64::from(profile.n_documents) * direction,
        }
    }

    /// The squared length of the middle of all clusters.
    pub fn centre_square(&self, space: Space) -> f64 {
        match space {
            Space::Sums => self.clusters.products.sums_centre.square,
            Space::Roots => self.clusters.products.roots_centre.square,
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
            let with_centre =
                [Space::Sums, Space::Roots].map(|space| self.clusters.products.with_centre(space, &profile));
            self.changed[leaf.index()] =
                Some(ChangedLeaf { profile, dots: Vec::new(), roots: Vec::new(), with_centre });
        }
        self.multiply(&touched, rows.n_cols());
    }

    /// Makes the products of `leaves` with all leaves anew.
    fn multiply(&mut self, leaves: &[TopicId], n_terms: usize) {
        let n_leaves = self.changed.len();
        // Weights and roots of the shares.
        let mut dense = vec![(0.0, 0.0); n_terms];
        for &leaf in leaves {
            let profile = Arc::clone(self.leaf(leaf));
            for sum in &profile.terms {
                dense[sum.term.0 as usize] = (sum.weight, f64::from(profile.root(sum)));
            }
            let product = |other: TopicId| -> (f64, f32) {
                let other = self.leaf(other);
                let (mut weights, mut roots) = (0.0, 0.0);
                for sum in &other.terms {
                    let (weight, root) = dense[sum.term.0 as usize];
                    if root > 0.0 {
                        weights += weight * sum.weight;
                        roots += root * f64::from(other.root(sum));
                    }
                }
                (weights, roots as f32)
            };
            let (dots, roots): (Vec<f64>, Vec<f32>) = (0..n_leaves as u32).map(|other| product(TopicId(other))).unzip();
            profile.terms.iter().for_each(|sum| dense[sum.term.0 as usize] = (0.0, 0.0));
            for (place, other) in self.changed.iter_mut().enumerate() {
                if let Some(other) = other {
                    other.dots.resize(n_leaves, 0.0);
                    other.roots.resize(n_leaves, 0.0);
                    other.dots[leaf.index()] = dots[place];
                    other.roots[leaf.index()] = roots[place];
                }
            }
            if let Some(changed) = &mut self.changed[leaf.index()] {
                (changed.dots, changed.roots) = (dots, roots);
            }
        }
    }
}

impl ChangedLeaf {
    fn empty(profile: &Arc<Profile>) -> Self {
        Self { profile: Arc::clone(profile), dots: Vec::new(), roots: Vec::new(), with_centre: [0.0; 2] }
    }
}

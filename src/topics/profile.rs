//! What a cluster or a topic is made of: its size and the exact sums of its terms.
//!
//! Sums add up, so a merged topic's profile is exactly that of its documents, without looking at a document again; the
//! same holds for the dot products between sums, of which all pairs are kept. A weight counts as the nearest multiple of
//! [`WEIGHT_STEP`]: `f64` then adds and subtracts without any rounding, in whatever order, up to two million documents,
//! so that a document which moves can be taken out of a sum as if it had never been in it.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::products::Products;
use crate::cluster::{ClusterId, Clustering};
use crate::corpus::vocabulary::TermId;
use crate::matrix::{Row, UnitRows};
use crate::progress::{Cancelled, Monitor, Stage, StageKind};

/// The documents of a topic as one bag of terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    pub n_documents: u32,
    /// The terms that occur, by ascending id.
    pub terms: Vec<TermSum>,
    /// Sum of all weights.
    pub total_weight: f64,
    /// Euclidean length of the weights: the sum of the cosines of the documents to their common centroid.
    pub length: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermSum {
    pub term: TermId,
    /// Sum over the unit rows of the documents.
    pub weight: f64,
    /// Documents that hold the term.
    pub n_documents: u32,
}

/// How many terms of a vocabulary one counts in the time in which one is put in order.
const SPARSE: usize = 8;

impl Profile {
    fn new(n_documents: u32, terms: Vec<TermSum>) -> Self {
        debug_assert!(n_documents < 1 << 21, "sums are exact below 2²¹ documents");
        let total_weight = terms.iter().map(|sum| sum.weight).sum();
        let length = terms.iter().map(|sum| sum.weight * sum.weight).sum::<f64>().sqrt();
        Self { n_documents, terms, total_weight, length }
    }

    /// Mean cosine of the documents to their centroid, in `0..=1`.
    pub fn cohesion(&self) -> f64 {
        if self.n_documents == 0 { 0.0 } else { self.length / f64::from(self.n_documents) }
    }

    /// The sum of the term, zeros if the topic does not hold it.
    pub fn sum(&self, term: TermId) -> TermSum {
        let place = self.terms.binary_search_by_key(&term, |sum| sum.term);
        place.map_or(TermSum { term, weight: 0.0, n_documents: 0 }, |place| self.terms[place])
    }

    /// The profile of all documents of `parts`, which share none.
    pub fn sum_of(parts: &[&Profile]) -> Self {
        if let [only] = parts {
            return (*only).clone();
        }
        let n_documents = parts.iter().map(|part| part.n_documents).sum();
        let n_sums: usize = parts.iter().map(|part| part.terms.len()).sum();
        let n_terms = parts.iter().filter_map(|part| part.terms.last()).map(|last| last.term.0 as usize + 1).max();
        let n_terms = n_terms.unwrap_or(0);
        // Few terms of a large vocabulary are put in order rather than counted over all of it. Sums are exact either way.
        if n_sums < n_terms / SPARSE {
            let mut sums: Vec<TermSum> = parts.iter().flat_map(|part| part.terms.iter().copied()).collect();
            sums.sort_unstable_by_key(|sum| sum.term);
            sums.dedup_by(|next, sum| {
                let is_same = next.term == sum.term;
                if is_same {
                    sum.weight += next.weight;
                    sum.n_documents += next.n_documents;
                }
                is_same
            });
            return Self::new(n_documents, sums);
        }
        let mut dense = vec![(0.0, 0); n_terms];
        for sum in parts.iter().flat_map(|part| &part.terms) {
            let (weight, n_documents) = &mut dense[sum.term.0 as usize];
            *weight += sum.weight;
            *n_documents += sum.n_documents;
        }
        let sum = |(term, (weight, n_documents)): (usize, (f64, u32))| TermSum {
            term: TermId(term as u32),
            weight,
            n_documents,
        };
        let terms = dense.into_iter().enumerate().map(sum).filter(|sum| sum.n_documents > 0).collect();
        Self::new(n_documents, terms)
    }

    /// The profile after documents came and went.
    pub(super) fn with(&self, sums: RowSums) -> Self {
        let n_documents = (i64::from(self.n_documents) + sums.n_documents) as u32;
        let mut changed: Vec<(TermId, (f64, i64))> = sums.terms.into_iter().collect();
        changed.sort_unstable_by_key(|&(term, _)| term);
        let mut changed = changed.into_iter().peekable();
        let mut terms = Vec::with_capacity(self.terms.len());
        let mut push = |term, weight, n_documents: i64| {
            if n_documents > 0 {
                terms.push(TermSum { term, weight, n_documents: n_documents as u32 });
            }
        };
        for sum in &self.terms {
            while let Some((term, (weight, n_documents))) = changed.next_if(|&(term, _)| term < sum.term) {
                push(term, weight, n_documents);
            }
            let (weight, n_documents) = changed.next_if(|&(term, _)| term == sum.term).map_or((0.0, 0), |it| it.1);
            push(sum.term, sum.weight + weight, i64::from(sum.n_documents) + n_documents);
        }
        changed.for_each(|(term, (weight, n_documents))| push(term, weight, n_documents));
        Self::new(n_documents, terms)
    }

    /// The square root of a term's share of all weights: a coordinate in the space of Hellinger's distance.
    pub(super) fn root(&self, sum: &TermSum) -> f32 {
        (sum.weight / self.total_weight).sqrt() as f32
    }

    /// The centroid as a dense vector of `n_terms` values and length 1, or zeros.
    pub fn centroid(&self, n_terms: usize) -> Vec<f32> {
        let mut dense = vec![0.0; n_terms];
        for sum in &self.terms {
            dense[sum.term.0 as usize] = (sum.weight / self.length) as f32;
        }
        dense
    }
}

/// Weights are rounded to multiples of 2⁻³², finer than their own `f32` for all that are above 2⁻⁸.
pub const WEIGHT_STEP: f64 = 1.0 / (1_u64 << 32) as f64;

/// A weight as it counts in a sum.
fn countable(weight: f32) -> f64 {
    (f64::from(weight) / WEIGHT_STEP).round() * WEIGHT_STEP
}

/// What documents that come and go add to the sums of a leaf.
#[derive(Debug, Default)]
pub(super) struct RowSums {
    n_documents: i64,
    /// Weights and numbers of documents; either can be negative.
    terms: FxHashMap<TermId, (f64, i64)>,
}

impl RowSums {
    pub(super) fn add(&mut self, row: Row<'_>) {
        self.count(row, 1);
    }

    pub(super) fn take_away(&mut self, row: Row<'_>) {
        self.count(row, -1);
    }

    fn count(&mut self, row: Row<'_>, sign: i64) {
        self.n_documents += sign;
        for (term, weight) in row.iter() {
            let (sum, n_documents) = self.terms.entry(TermId(term)).or_default();
            *sum += sign as f64 * countable(weight);
            *n_documents += sign;
        }
    }
}

/// The profiles of all clusters, of the corpus, and how the clusters relate.
#[derive(Debug)]
pub struct ClusterProfiles {
    /// Indexed by [`ClusterId`].
    pub clusters: Vec<Arc<Profile>>,
    /// All documents that are in a cluster.
    pub corpus: Arc<Profile>,
    /// Of no documents.
    pub empty: Arc<Profile>,
    /// How their vectors relate, in both spaces.
    pub(super) products: Products,
}

impl ClusterProfiles {
    pub fn new(rows: &UnitRows, clustering: &Clustering, monitor: &dyn Monitor) -> Result<Self, Cancelled> {
        let n_clusters = clustering.n_clusters();
        monitor.report(Stage::at(StageKind::Describe, 0, n_clusters));
        let mut members: Vec<Vec<u32>> = clustering.sizes.iter().map(|&n| Vec::with_capacity(n as usize)).collect();
        for (row, label) in clustering.labels.iter().enumerate() {
            if let Some(cluster) = label {
                members[cluster.index()].push(row as u32);
            }
        }
        let clusters: Vec<Profile> = members
            .par_iter()
            .map_init(
                || vec![(0.0, 0); rows.n_cols()],
                |scratch, members| monitor.check().map(|()| profile_of(rows, members, scratch)),
            )
            .collect::<Result<_, Cancelled>>()?;
        let clusters: Vec<Arc<Profile>> = clusters.into_iter().map(Arc::new).collect();
        let corpus = Arc::new(profile_of_all(&clusters, rows.n_cols()));
        let products = Products::new(&clusters, rows.n_cols(), monitor)?;
        Ok(Self { clusters, corpus, empty: Arc::default(), products })
    }

    pub fn n_clusters(&self) -> usize {
        self.clusters.len()
    }

    /// Dot product of the sums of two clusters.
    pub fn dot(&self, a: ClusterId, b: ClusterId) -> f64 {
        self.products.sums[a.index() * self.n_clusters() + b.index()]
    }

    /// `n_clusters × n_clusters` cosines between centroids, row by row.
    pub fn cosines(&self) -> Vec<f64> {
        let lengths: Vec<f64> = self.clusters.iter().map(|cluster| cluster.length).collect();
        let n = self.n_clusters();
        let cosine = |place: usize, dot: &f64| dot / (lengths[place / n] * lengths[place % n]);
        self.products.sums.iter().enumerate().map(|(place, dot)| cosine(place, dot).min(1.0)).collect()
    }
}

/// `scratch` holds `(weight, n_documents)` of each term and is all zeros before and after.
fn profile_of(rows: &UnitRows, members: &[u32], scratch: &mut [(f64, u32)]) -> Profile {
    let mut touched = Vec::new();
    for &document in members {
        for (term, weight) in rows.row(document as usize).iter() {
            let (sum, n_documents) = &mut scratch[term as usize];
            if *n_documents == 0 {
                touched.push(term);
            }
            *sum += countable(weight);
            *n_documents += 1;
        }
    }
    touched.sort_unstable();
    let take = |term: u32| {
        let (weight, n_documents) = std::mem::take(&mut scratch[term as usize]);
        TermSum { term: TermId(term), weight, n_documents }
    };
    Profile::new(members.len() as u32, touched.into_iter().map(take).collect())
}

fn profile_of_all(clusters: &[Arc<Profile>], n_terms: usize) -> Profile {
    let mut sums: Vec<TermSum> =
        (0..n_terms as u32).map(|term| TermSum { term: TermId(term), weight: 0.0, n_documents: 0 }).collect();
    for sum in clusters.iter().flat_map(|cluster| &cluster.terms) {
        let total = &mut sums[sum.term.0 as usize];
        total.weight += sum.weight;
        total.n_documents += sum.n_documents;
    }
    sums.retain(|sum| sum.n_documents > 0);
    Profile::new(clusters.iter().map(|cluster| cluster.n_documents).sum(), sums)
}

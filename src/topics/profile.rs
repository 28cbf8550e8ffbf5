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
        // Sums of nothing are -0, which shows.
        let total_weight = terms.iter().map(|sum| sum.weight).sum::<f64>() + 0.0;
        let length = (terms.iter().map(|sum| sum.weight * sum.weight).sum::<f64>() + 0.0).sqrt();
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

/// A weight as it counts in a sum: in steps, a half rounded up. Whole numbers add up faster than they are rounded as `f64`.
fn steps(weight: f32) -> u64 {
    // Of a weight in 0..=1 the half is added without rounding, and the cast takes the fraction away.
    (f64::from(weight) / WEIGHT_STEP + 0.5) as u64
}

fn countable(weight: f32) -> f64 {
    steps(weight) as f64 * WEIGHT_STEP
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
        let clusters: Vec<Arc<Profile>> = members
            .par_iter()
            .map_init(
                || Tally::new(rows.n_cols()),
                |tally, members| monitor.check().map(|()| Arc::new(tally.profile_of(rows, members))),
            )
            .collect::<Result<_, Cancelled>>()?;
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
        let mut cosines = vec![0.0; n * n];
        let rows = cosines.par_chunks_mut(n.max(1)).zip(self.products.sums.par_chunks(n.max(1)));
        rows.enumerate().for_each(|(a, (cosines, dots))| {
            for ((cosine, dot), length) in cosines.iter_mut().zip(dots).zip(&lengths) {
                // Documents that were clustered by vectors need not hold a word.
                let lengths = lengths[a] * length;
                *cosine = if lengths > 0.0 { (dot / lengths).min(1.0) } else { 0.0 };
            }
        });
        cosines
    }
}

/// Counts the terms of some documents; all zeros between two clusters.
struct Tally {
    /// For each term its weight in steps, and the documents that hold it.
    sums: Vec<(u64, u32)>,
    /// A bit for each term that occurs.
    occurs: Vec<u64>,
    /// Some rows behind each other.
    terms: Vec<u32>,
    weights: Vec<f32>,
}

/// Rows that are brought near before they are counted. Those of a cluster lie far apart: brought one after another each
/// would be waited for, while copies of many are under way at once.
const ROWS_TOGETHER: usize = 16;

impl Tally {
    fn new(n_terms: usize) -> Self {
        Self {
            sums: vec![(0, 0); n_terms],
            occurs: vec![0; n_terms.div_ceil(64)],
            terms: Vec::new(),
            weights: Vec::new(),
        }
    }

    fn profile_of(&mut self, rows: &UnitRows, members: &[u32]) -> Profile {
        for members in members.chunks(ROWS_TOGETHER) {
            self.terms.clear();
            self.weights.clear();
            for &document in members {
                let row = rows.row(document as usize);
                self.terms.extend_from_slice(row.terms);
                self.weights.extend_from_slice(row.weights);
            }
            for (&term, &weight) in self.terms.iter().zip(&self.weights) {
                let (sum, n_documents) = &mut self.sums[term as usize];
                *sum += steps(weight);
                *n_documents += 1;
                self.occurs[term as usize / 64] |= 1 << (term % 64);
            }
        }
        let n_terms = self.occurs.iter().map(|bits| bits.count_ones() as usize).sum();
        let mut terms = Vec::with_capacity(n_terms);
        for (place, bits) in self.occurs.iter_mut().enumerate() {
            while *bits != 0 {
                let term = place as u32 * 64 + bits.trailing_zeros();
                *bits &= *bits - 1;
                let (steps, n_documents) = std::mem::take(&mut self.sums[term as usize]);
                terms.push(TermSum { term: TermId(term), weight: steps as f64 * WEIGHT_STEP, n_documents });
            }
        }
        Profile::new(members.len() as u32, terms)
    }
}

fn profile_of_all(clusters: &[Arc<Profile>], n_terms: usize) -> Profile {
    let mut sums: Vec<TermSum> =
        (0..n_terms as u32).map(|term| TermSum { term: TermId(term), weight: 0.0, n_documents: 0 }).collect();
    in_term_ranges(&mut sums, clusters, |total, cluster, place| {
        let sum = clusters[cluster].terms[place];
        total.weight += sum.weight;
        total.n_documents += sum.n_documents;
    });
    sums.retain(|sum| sum.n_documents > 0);
    Profile::new(clusters.iter().map(|cluster| cluster.n_documents).sum(), sums)
}

/// Terms that are gone through by one task.
const RANGE_TERMS: usize = 2048;

/// Goes through all terms of all clusters with what is kept `by_term`: for each term the clusters ascend. `add` gets the
/// cluster and the term's place in it.
pub(super) fn in_term_ranges<T: Send>(
    by_term: &mut [T],
    clusters: &[Arc<Profile>],
    add: impl Fn(&mut T, usize, usize) + Sync,
) {
    by_term.par_chunks_mut(RANGE_TERMS).enumerate().for_each(|(range, by_term)| {
        let first = range * RANGE_TERMS;
        for (cluster, profile) in clusters.iter().enumerate() {
            let start = profile.terms.partition_point(|sum| (sum.term.0 as usize) < first);
            for (place, sum) in profile.terms.iter().enumerate().skip(start) {
                let Some(kept) = by_term.get_mut(sum.term.0 as usize - first) else { break };
                add(kept, cluster, place);
            }
        }
    });
}

//! What can be asked of a run, and its check against the matrix.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::points::Points;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// Number of clusters, 1 or more. More than there are distinct documents is reduced to their number.
    pub n_clusters: usize,
    pub seeding: Seeding,
    /// Iterations, 1 or more; few suffice for text.
    pub max_iterations: usize,
    /// The run ends when at most this share of the documents moves, in `0..1`; 0 asks for none.
    pub tolerance: f64,
    pub seed: u64,
    /// Runs, 1 or more, with this seed and those that follow it; the one with the best objective is kept.
    #[serde(default = "one")]
    pub restarts: usize,
}

/// What parameters that were written before there were restarts say of them.
fn one() -> usize {
    1
}

/// How the first centroids are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Seeding {
    /// Random documents, unlike each other (Kim, Kim, Cho 2020).
    SimilarCut,
    /// Each next document with a probability that falls with its similarity to those chosen (Endo, Miyamoto 2015).
    KMeansPlusPlus,
    Random,
}

impl Params {
    pub const DEFAULT_MAX_ITERATIONS: usize = 10;

    /// The defaults for a corpus of `n_documents`.
    pub fn default_for(n_documents: usize) -> Self {
        Self {
            n_clusters: default_n_clusters(n_documents),
            seeding: Seeding::SimilarCut,
            max_iterations: Self::DEFAULT_MAX_ITERATIONS,
            tolerance: 0.0,
            seed: 0,
            restarts: 1,
        }
    }

    /// Checks the parameters against the points they are meant for.
    pub fn check<P: Points>(&self, points: &P) -> Result<ValidParams, ParamsError> {
        let n_rows = (0..points.n_rows() as u32).filter(|&row| !points.is_empty(row)).count();
        if n_rows == 0 {
            return Err(P::nothing_to_cluster(points.n_rows()));
        }
        if self.n_clusters == 0 {
            return Err(ParamsError::NoClusters { n_documents: n_rows });
        }
        if self.n_clusters.min(n_rows) > MAX_CLUSTERS {
            return Err(ParamsError::TooManyClusters { n_clusters: self.n_clusters });
        }
        if self.max_iterations == 0 {
            return Err(ParamsError::NoIterations);
        }
        if self.restarts == 0 {
            return Err(ParamsError::NoRestarts);
        }
        if !(0.0..1.0).contains(&self.tolerance) {
            return Err(ParamsError::ToleranceOutOfRange { tolerance: self.tolerance });
        }
        let n_clusters = count_distinct(points, self.n_clusters);
        let reduced_from = (n_clusters < self.n_clusters).then_some(self.n_clusters);
        Ok(ValidParams { params: Self { n_clusters, ..*self }, reduced_from })
    }
}

/// Parameters that fit the rows they were checked against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidParams {
    params: Params,
    reduced_from: Option<usize>,
}

impl ValidParams {
    pub fn get(&self) -> &Params {
        &self.params
    }

    /// The number of clusters asked for, if the rows allow only fewer.
    pub fn reduced_from(&self) -> Option<usize> {
        self.reduced_from
    }
}

#[derive(Debug, thiserror::Error, PartialEq)]
pub enum ParamsError {
    #[error("None of the {n_rows} documents holds a term of the vocabulary: lower min df or raise max df")]
    NoRows { n_rows: usize },
    #[error("None of the {n_rows} documents has a vector other than zeros: cluster by words")]
    NoVectors { n_rows: usize },
    #[error("Cannot make 0 clusters from {n_documents} documents: choose at least 1")]
    NoClusters { n_documents: usize },
    #[error("Cannot make {n_clusters} clusters: the heatmap compares all pairs of them, choose at most {MAX_CLUSTERS}")]
    TooManyClusters { n_clusters: usize },
    #[error("Cannot cluster in 0 iterations: choose at least 1")]
    NoIterations,
    #[error("Cannot choose the best of 0 runs: choose at least 1")]
    NoRestarts,
    #[error("The tolerance is {tolerance}: choose a share of the documents from 0 to below 1")]
    ToleranceOutOfRange { tolerance: f64 },
}

/// All pairs of so many clusters take about 2 GB.
pub const MAX_CLUSTERS: usize = 10_000;

/// A number of clusters that over-splits: the square root of the number of documents, from 2 to 1,000.
///
/// k-means makes clusters of even size whatever the truth, so that the method wants k too large and merges afterwards.
pub fn default_n_clusters(n_documents: usize) -> usize {
    (n_documents as f64).sqrt().round().clamp(2.0, 1000.0).min(n_documents.max(1) as f64) as usize
}

/// The number of rows that differ from each other and are not empty, at most `enough`.
fn count_distinct<P: Points>(points: &P, enough: usize) -> usize {
    let mut by_hash: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    let mut n_distinct = 0;
    for row in 0..points.n_rows() as u32 {
        if n_distinct == enough {
            break;
        }
        if points.is_empty(row) {
            continue;
        }
        let alike = by_hash.entry(points.hash(row)).or_default();
        if alike.iter().all(|&other| !points.are_equal(row, other)) {
            alike.push(row);
            n_distinct += 1;
        }
    }
    n_distinct
}

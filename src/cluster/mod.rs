//! Spherical k-means: parameters, the run, and what it returns. Knows rows of numbers, no words.
//!
//! The result is exact and the same bit for bit on any number of threads: a similarity is the `f64` sum, in stored
//! order, of the products of two `f32` (each exact in `f64`), ties go to the lowest centroid, a centroid is summed by one
//! task over its documents in ascending order, and random numbers come from a fixed generator.
//!
//! Speed changes none of this: `screen` compares bytes, a tile of 256 centroids in registers, and only leaves out who cannot
//! be nearest; where centroids are many and have few terms, `inverted` does, from lists. `arbiter` decides among the few that
//! are left. Documents that did not come away from their centroid are compared with moved centroids alone, and sums follow who
//! came and who left.
//!
//! Dhillon, Modha: *Concept decompositions for large sparse text data using clustering*, Machine Learning 42 (2001);
//! Kim, Kim, Cho: *Improving spherical k-means for document clustering*, Expert Systems with Applications 150 (2020).

mod params;
mod random;

mod seed_index;
mod seeding;

mod arbiter;
mod centroids;
mod lines;
mod simd;
mod terms;
mod tiles;

mod directory;
mod few;
mod inverted;
mod quantized;
mod reference;
mod screen;

mod options;
mod own;
mod span;

mod change;
mod pool;
mod prefetch;
mod sum;

mod assign;
mod bounds;
mod centroid_tables;
mod repair;
mod update;

mod points;

mod dense;

mod kmeans;
mod memory;

pub use centroids::Centroids;
pub use dense::{DenseCentroids, DenseError, DenseRows};
pub use kmeans::{Snapshot, cluster, cluster_watched, cluster_with};
#[doc(hidden)]
pub use memory::table_bytes;
pub use memory::{estimate_bytes, estimate_dense_bytes};
#[doc(hidden)]
pub use options::{KeptSums, Method, Options, Update, UseOfLists};
pub use params::{Params, ParamsError, Seeding, ValidParams, default_n_clusters};
pub use points::Points;
#[doc(hidden)]
pub use simd::Instructions;

use serde::{Deserialize, Serialize};

use crate::matrix::UnitRows;
use crate::progress::Iteration;

/// A cluster that k-means made. Never changes; topics are made of clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClusterId(pub u32);

impl ClusterId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What [`cluster`] returns: labels and centroids of one and the same run.
#[derive(Clone, Debug)]
pub struct Clustered<P: Points = UnitRows> {
    pub clustering: Clustering,
    /// A row a cluster.
    pub centroids: P::Centroids,
}

/// The documents of a corpus in clusters, and how it came to that.
#[derive(Clone, Debug, PartialEq)]
pub struct Clustering {
    /// For each row the cluster with the nearest centroid; `None` for an empty row.
    pub labels: Vec<Option<ClusterId>>,
    /// Documents a cluster; each has at least one.
    pub sizes: Vec<u32>,
    /// Mean cosine of the documents that are not empty to the normalised sum of their cluster.
    pub objective: f64,
    /// One entry an iteration, in order.
    pub iterations: Vec<Iteration>,
    pub stop: Stop,
    /// Clusters that ended without a document and were left out.
    pub n_dropped: usize,
    /// The number of clusters asked for, if there were fewer distinct documents than that.
    pub reduced_from: Option<usize>,
}

impl Clustering {
    pub fn n_clusters(&self) -> usize {
        self.sizes.len()
    }

    /// Documents with an empty row.
    pub fn n_unassigned(&self) -> usize {
        self.labels.len() - self.sizes.iter().map(|&size| size as usize).sum::<usize>()
    }
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stop {
    /// No more documents moved than the tolerance allows.
    Converged,
    MaxIterations,
    /// Cancelled: labels and centroids are those of the last complete iteration.
    Cancelled,
}

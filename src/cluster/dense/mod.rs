//! Rows without gaps, such as embeddings: their own kernels under the same loop and the same rule of the judge.

mod rows;

mod similarity;

mod panels;
mod screen;

mod assign;
mod centroids;
mod update;

mod seeds;

mod points;

pub use centroids::DenseCentroids;
pub(super) use rows::stride_of;
pub use rows::{DenseError, DenseRows};

//! Centroids side by side, 64 a panel, column by column: what a block of documents is multiplied with.

use rayon::prelude::*;

use super::super::simd::{LANES, TileRow};
use super::centroids::DenseCentroids;

/// Some centroids, packed.
pub struct Panels {
    n_cols: usize,
    /// The centroid of each lane of all panels, ascending.
    centroids: Vec<u32>,
    /// Value `[panel · n_cols + column][lane]`; the last panel is padded with zeros.
    values: Vec<TileRow>,
}

impl Panels {
    pub fn new(all: &DenseCentroids, centroids: Vec<u32>) -> Self {
        let n_cols = all.n_cols();
        let mut values = vec![TileRow([0.0; LANES]); centroids.len().div_ceil(LANES) * n_cols];
        values.par_chunks_mut(n_cols).zip(centroids.par_chunks(LANES)).for_each(|(panel, centroids)| {
            for (lane, &centroid) in centroids.iter().enumerate() {
                panel.iter_mut().zip(all.row(centroid as usize)).for_each(|(row, &value)| row.0[lane] = value);
            }
        });
        Self { n_cols, centroids, values }
    }

    /// Each panel: its centroids, and its rows, one a column.
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], &[TileRow])> {
        self.centroids.chunks(LANES).zip(self.values.chunks(self.n_cols))
    }
}

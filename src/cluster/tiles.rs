//! Centroids side by side: 64 of them a tile, so that their sums stay in registers while a document's terms pass by.

use rayon::prelude::*;

use super::centroids::Centroids;
use crate::matrix::Row;

/// Centroids a tile.
pub const LANES: usize = 64;

/// The weights that the centroids of one tile have for one term: whole cache lines.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct TileRow(pub [f32; LANES]);

/// Weight `[tile · n_terms + term][lane]` of centroid `columns[tile · LANES + lane]`; the last tile is padded with zeros.
#[derive(Clone, Debug)]
pub struct Tiles {
    pub columns: Vec<u32>,
    n_terms: usize,
    weights: Vec<TileRow>,
}

impl Tiles {
    /// The centroids that `columns` names, ascending.
    pub fn new(centroids: &Centroids, columns: Vec<u32>) -> Self {
        let n_terms = centroids.n_cols();
        let mut weights = vec![TileRow([0.0; LANES]); columns.len().div_ceil(LANES) * n_terms];
        weights.par_chunks_mut(n_terms.max(1)).zip(columns.par_chunks(LANES)).for_each(|(tile, columns)| {
            for (lane, &column) in columns.iter().enumerate() {
                write(tile, lane, centroids.row(column as usize));
            }
        });
        Self { columns, n_terms, weights }
    }

    /// Puts new centroids where the old ones are. `old`: the rows that were replaced, by ascending centroid. For tiles that
    /// hold all centroids.
    pub fn replace(&mut self, centroids: &Centroids, old: &[(u32, Row<'_>)]) {
        let n_terms = self.n_terms.max(1);
        self.weights.par_chunks_mut(n_terms).enumerate().for_each(|(number, tile)| {
            let first = old.partition_point(|(column, _)| (*column as usize) < number * LANES);
            let own = old[first..].iter().take_while(|(column, _)| (*column as usize) < (number + 1) * LANES);
            for &(column, row) in own {
                let lane = column as usize % LANES;
                row.terms.iter().for_each(|&term| tile[term as usize].0[lane] = 0.0);
                write(tile, lane, centroids.row(column as usize));
            }
        });
    }

    /// Each tile: the centroids of its columns and its rows, one a term.
    pub fn tiles(&self) -> impl Iterator<Item = (&[u32], &[TileRow])> {
        self.columns.chunks(LANES).zip(self.weights.chunks(self.n_terms.max(1)))
    }
}

fn write(tile: &mut [TileRow], lane: usize, row: Row<'_>) {
    for (term, weight) in row.iter() {
        tile[term as usize].0[lane] = weight;
    }
}

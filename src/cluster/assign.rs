//! The nearest centroid of every document, exactly.
//!
//! Similarity is the `f64` sum, in stored term order, of `f32 × f32`; ties go to the lowest centroid. Centroids are laid
//! out in tiles of [`LANES`] columns, so that their sums stay in registers while a document's terms pass by; each sum is
//! still taken in the stored order, and that is why the layout cannot change a label.

use std::ops::Range;

use rayon::prelude::*;

use crate::matrix::{Row, UnitRows};
use crate::progress::{Cancelled, Monitor};

/// Centroids a tile.
const LANES: usize = 16;

/// Documents a task. Fixed, and small enough that a cancel is answered at once.
const CHUNK_DOCUMENTS: usize = 256;

/// Memory for centroids in tiles at once; more of them are compared batch by batch.
const BATCH_BYTES: usize = 256 << 20;

/// Some centroids as tiles: weight `[tile · n_terms + term][lane]` of centroid `first + tile · LANES + lane`; the last tile
/// is padded with zeros.
struct CentroidTiles {
    first: usize,
    n_terms: usize,
    weights: Vec<[f32; LANES]>,
}

impl CentroidTiles {
    fn new(centroids: &UnitRows, batch: Range<usize>) -> Self {
        let n_terms = centroids.n_cols();
        let mut weights = vec![[0.0; LANES]; batch.len().div_ceil(LANES) * n_terms];
        weights.par_chunks_mut(n_terms).enumerate().for_each(|(tile, weights)| {
            let first = batch.start + tile * LANES;
            for index in first..batch.end.min(first + LANES) {
                for (term, weight) in centroids.row(index).iter() {
                    weights[term as usize][index - first] = weight;
                }
            }
        });
        Self { first: batch.start, n_terms, weights }
    }

    fn tiles(&self) -> impl Iterator<Item = (usize, &[[f32; LANES]])> {
        let tiles = self.weights.chunks(self.n_terms).enumerate();
        tiles.map(|(tile, weights)| (self.first + tile * LANES, weights))
    }
}

/// A document's nearest centroid and the cosine to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    pub centroid: u32,
    pub similarity: f64,
}

/// For each of `documents` its nearest centroid, in the same order.
pub fn nearest_centroids(
    rows: &UnitRows,
    documents: &[u32],
    centroids: &UnitRows,
    monitor: &dyn Monitor,
) -> Result<Vec<Nearest>, Cancelled> {
    let tile_bytes = size_of::<[f32; LANES]>() * centroids.n_cols();
    let per_batch = LANES * (BATCH_BYTES / tile_bytes.max(1)).max(1);
    let mut nearest = vec![Nearest { centroid: 0, similarity: f64::NEG_INFINITY }; documents.len()];
    // Batches ascend, so that ties still go to the lowest centroid.
    for first in (0..centroids.n_rows()).step_by(per_batch) {
        let tiles = CentroidTiles::new(centroids, first..centroids.n_rows().min(first + per_batch));
        compare(rows, documents, &tiles, &mut nearest, monitor)?;
    }
    Ok(nearest)
}

/// Replaces in `nearest` what a centroid of `tiles` is closer to.
fn compare(
    rows: &UnitRows,
    documents: &[u32],
    tiles: &CentroidTiles,
    nearest: &mut [Nearest],
    monitor: &dyn Monitor,
) -> Result<(), Cancelled> {
    let chunks = nearest.par_chunks_mut(CHUNK_DOCUMENTS).zip(documents.par_chunks(CHUNK_DOCUMENTS));
    chunks.try_for_each(|(nearest, documents)| {
        for (first, tile) in tiles.tiles() {
            monitor.check()?;
            for (nearest, &document) in nearest.iter_mut().zip(documents) {
                let similarities = similarities_in_tile(rows.row(document as usize), tile);
                for (lane, &similarity) in similarities.iter().enumerate() {
                    // Ascending order and a strict comparison give ties to the lowest centroid, and nothing to padding.
                    if similarity > nearest.similarity {
                        *nearest = Nearest { centroid: (first + lane) as u32, similarity };
                    }
                }
            }
        }
        Ok(())
    })
}

fn similarities_in_tile(row: Row<'_>, tile: &[[f32; LANES]]) -> [f64; LANES] {
    let mut sums = [0.0_f64; LANES];
    for (term, weight) in row.iter() {
        let centroid_weights = &tile[term as usize];
        let weight = f64::from(weight);
        for lane in 0..LANES {
            sums[lane] += weight * f64::from(centroid_weights[lane]);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::UnitRowsBuilder;

    /// The oracle: one document against one centroid at a time.
    fn nearest_by_hand(row: Row<'_>, centroids: &UnitRows) -> Nearest {
        let mut nearest = Nearest { centroid: 0, similarity: f64::NEG_INFINITY };
        for (index, centroid) in centroids.rows().enumerate() {
            let mut dense = vec![0.0; centroids.n_cols()];
            centroid.iter().for_each(|(term, weight)| dense[term as usize] = weight);
            let similarity = row.dot_dense(&dense);
            if similarity > nearest.similarity {
                nearest = Nearest { centroid: index as u32, similarity };
            }
        }
        nearest
    }

    fn random_rows(n_rows: usize, n_cols: u32, seed: u64) -> UnitRows {
        let mut random = super::super::random::Random::new(seed);
        let mut builder = UnitRowsBuilder::new(n_cols as usize).unwrap();
        for _ in 0..n_rows {
            let row: Vec<(u32, f64)> = (0..n_cols).map(|col| (col, random.below(8).saturating_sub(4) as f64)).collect();
            builder.push(&row).unwrap();
        }
        builder.finish()
    }

    #[test]
    fn tiles_agree_with_one_dot_product_at_a_time() {
        for n_centroids in [1, 2, 15, 16, 17, 64, 65] {
            let rows = random_rows(600, 23, 3);
            let centroids = random_rows(n_centroids, 23, 4);
            let documents: Vec<u32> = (0..600).collect();
            let found = nearest_centroids(&rows, &documents, &centroids, &()).unwrap();
            let expected: Vec<Nearest> = rows.rows().map(|row| nearest_by_hand(row, &centroids)).collect();
            assert_eq!(found, expected, "{n_centroids} centroids");
        }
    }

    #[test]
    fn ties_go_to_the_lowest_centroid() {
        let mut builder = UnitRowsBuilder::new(2).unwrap();
        (0..40).for_each(|_| builder.push(&[(0, 1.0)]).unwrap());
        let rows = builder.finish();
        let found = nearest_centroids(&rows, &[5], &rows, &()).unwrap();
        assert_eq!(found, [Nearest { centroid: 0, similarity: 1.0 }]);
    }
}

//! Two simple ways to the nearest centroids: the oracle of the tests, and what the benches compare with.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use rayon::prelude::*;

use super::arbiter::{Nearest, similarity};
use super::centroids::Centroids;
use super::simd::LANES;
use super::simd::{Instructions, Kernel, run};
use crate::matrix::{Row, UnitRows};
use crate::progress::{Cancelled, Monitor};

/// Documents a task.
const CHUNK_DOCUMENTS: usize = 256;

/// Every document against every centroid, by the definition.
pub fn by_definition(rows: &UnitRows, documents: &[u32], centroids: &Centroids) -> Vec<Nearest> {
    documents.iter().map(|&document| nearest_by_definition(rows.row(document as usize), centroids)).collect()
}

/// One document against every centroid, by the definition.
pub fn nearest_by_definition(row: Row<'_>, centroids: &Centroids) -> Nearest {
    let compared = centroids.rows().enumerate().map(|(index, centroid)| (index as u32, similarity(row, centroid)));
    compared.fold(Nearest::NONE, |nearest, (centroid, similarity)| nearest.or(Nearest { centroid, similarity }))
}

/// All documents in `f32`, a dense row of all centroids for each term: nearly exact, since ties and near ties are not judged.
pub fn straightforward(
    rows: &UnitRows,
    documents: &[u32],
    centroids: &Centroids,
    instructions: Instructions,
    monitor: &dyn Monitor,
) -> Result<Vec<Nearest>, Cancelled> {
    let n_centroids = centroids.n_rows();
    let mut by_term = vec![0.0_f32; centroids.n_cols() * n_centroids];
    for (index, centroid) in centroids.rows().enumerate() {
        centroid.iter().for_each(|(term, weight)| by_term[term as usize * n_centroids + index] = weight);
    }
    let mut nearest = vec![Nearest::NONE; documents.len()];
    let chunks = nearest.par_chunks_mut(CHUNK_DOCUMENTS).zip(documents.par_chunks(CHUNK_DOCUMENTS));
    chunks.try_for_each(|(nearest, documents)| {
        monitor.check()?;
        run(instructions, LANES, Axpy { rows, documents, by_term: &by_term, n_centroids, nearest });
        Ok(())
    })?;
    Ok(nearest)
}

struct Axpy<'a> {
    rows: &'a UnitRows,
    documents: &'a [u32],
    by_term: &'a [f32],
    n_centroids: usize,
    nearest: &'a mut [Nearest],
}

impl Kernel for Axpy<'_> {
    #[inline(always)]
    fn run<S: pulp::Simd, const N: usize, const FUSED: bool>(self, _: S) {
        let mut sums = vec![0.0_f32; self.n_centroids];
        for (nearest, &document) in self.nearest.iter_mut().zip(self.documents) {
            sums.fill(0.0);
            for (term, weight) in self.rows.row(document as usize).iter() {
                let columns = &self.by_term[term as usize * self.n_centroids..][..self.n_centroids];
                for (sum, &column) in sums.iter_mut().zip(columns) {
                    *sum = if FUSED { weight.mul_add(column, *sum) } else { weight * column + *sum };
                }
            }
            let mut best = (0, f32::NEG_INFINITY);
            for (index, &sum) in sums.iter().enumerate() {
                if sum > best.1 {
                    best = (index, sum);
                }
            }
            *nearest = Nearest { centroid: best.0 as u32, similarity: f64::from(best.1) };
        }
    }
}

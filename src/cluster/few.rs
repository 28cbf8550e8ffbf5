//! Few centroids: a row of `f32` for each term, which is gone through once a document. To make bytes of the documents would
//! cost more than it spares.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::Simd;

use super::arbiter::relative_error;
use super::centroids::Centroids;
use super::quantized::Error;
use super::screen::Candidates;
use super::simd::{Instructions, Kernel, LANES, multiply_add, run};
use crate::matrix::Row;

/// Centroids up to which this is the faster way.
pub const FEW: usize = 48;

/// Columns are padded to so many.
const QUARTER: usize = LANES / 4;

#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Quarter([f32; QUARTER]);

/// All centroids, a column each, in their order.
#[derive(Debug)]
pub struct FewCentroids {
    n_columns: usize,
    /// Term after term.
    rows: Vec<Quarter>,
}

impl FewCentroids {
    pub fn new(centroids: &Centroids) -> Self {
        let n_columns = centroids.n_rows();
        let rows = vec![Quarter([0.0; QUARTER]); n_columns.div_ceil(QUARTER) * centroids.n_cols()];
        let mut few = Self { n_columns, rows };
        few.write(centroids);
        few
    }

    /// Takes in as many other centroids.
    pub fn replace(&mut self, centroids: &Centroids) {
        self.rows.fill(Quarter([0.0; QUARTER]));
        self.write(centroids);
    }

    fn write(&mut self, centroids: &Centroids) {
        let n_quarters = self.n_columns.div_ceil(QUARTER);
        for (column, row) in centroids.rows().enumerate() {
            for (term, weight) in row.iter() {
                self.rows[term as usize * n_quarters + column / QUARTER].0[column % QUARTER] = weight;
            }
        }
    }

    pub fn n_bytes(&self) -> usize {
        size_of_val(self.rows.as_slice())
    }

    /// Compares each of `documents` with all centroids.
    pub fn screen(&self, documents: &[Row<'_>], instructions: Instructions, candidates: &mut Candidates) {
        run(instructions, self.n_columns, All { centroids: self, documents, candidates });
    }
}

/// How far a similarity in `f32` lies from the exact one, which is at most 1 and a little.
pub fn error_of(document: Row<'_>) -> Error {
    let error = 1.01 * relative_error(document.terms.len());
    Error { below: error, above: error }
}

struct All<'a> {
    centroids: &'a FewCentroids,
    documents: &'a [Row<'a>],
    candidates: &'a mut Candidates,
}

impl Kernel for All<'_> {
    #[inline(always)]
    fn run<S: Simd, const N: usize, const FUSED: bool>(self, simd: S) {
        let Self { centroids: FewCentroids { n_columns, rows }, documents, candidates } = self;
        let n_together = QUARTER / S::F32_LANES;
        for (place, document) in documents.iter().enumerate() {
            let mut sums = [simd.splat_f32s(0.0); N];
            for (&term, &weight) in document.terms.iter().zip(document.weights) {
                let weight = simd.splat_f32s(weight);
                let row = &rows[term as usize * (N / n_together)..][..N / n_together];
                for (number, sum) in sums.iter_mut().enumerate() {
                    let columns = S::as_simd_f32s(&row[number / n_together].0).0[number % n_together];
                    *sum = multiply_add::<S, FUSED>(simd, weight, columns, *sum);
                }
            }
            let mut screened = [0.0_f32; LANES];
            S::as_mut_simd_f32s(&mut screened).0[..N].copy_from_slice(&sums);
            candidates.look(place, 0, &mut screened[..*n_columns]);
        }
    }
}

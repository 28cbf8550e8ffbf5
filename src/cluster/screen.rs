//! The fast part: similarities in `f32`, tile by tile, to find the few centroids that may be nearest to a document.

use pulp::Simd;

use super::arbiter::{floor_of_screened, relative_error};
use super::simd::{Instructions, Kernel, multiply_add, run};
use super::tiles::{LANES, TileRow, Tiles};
use crate::matrix::Row;
use crate::progress::{Cancelled, Monitor};

/// Who may be nearest to the documents of one chunk. Kept from chunk to chunk, to be filled anew.
#[derive(Debug, Default)]
pub struct Candidates {
    /// For each document the least similarity in `f32` with which a centroid may still be nearest.
    floors: Vec<f32>,
    /// For each document its last entry in `found`, from 1; 0 if there is none.
    last: Vec<u32>,
    found: Vec<Found>,
}

#[derive(Clone, Copy, Debug)]
struct Found {
    centroid: u32,
    screened: f32,
    /// The entry of the same document before this one, from 1; 0 if there is none.
    before: u32,
}

impl Candidates {
    /// Begins a chunk whose documents need at least the similarities `floors`.
    pub fn begin(&mut self, floors: impl Iterator<Item = f32>) {
        self.floors.clear();
        self.floors.extend(floors);
        self.last.clear();
        self.last.resize(self.floors.len(), 0);
        self.found.clear();
    }

    /// The least similarity in `f32` of a centroid that may be nearest to a document.
    pub fn floor(&self, place: usize) -> f32 {
        self.floors[place]
    }

    /// All centroids that may be nearest to a document, in no order.
    pub fn of(&self, place: usize) -> impl Iterator<Item = u32> {
        let mut entry = self.last[place];
        let floor = self.floors[place];
        let next = move || {
            let found = *self.found.get((entry as usize).wrapping_sub(1))?;
            entry = found.before;
            Some(found)
        };
        std::iter::from_fn(next).filter(move |found| found.screened >= floor).map(|found| found.centroid)
    }

    /// Takes in those of a tile's centroids that may be nearest to a document.
    #[cold]
    fn take(&mut self, place: usize, columns: &[u32], screened: &[f32; LANES], error: f64) {
        for (&centroid, &screened) in columns.iter().zip(screened) {
            if screened >= self.floors[place] {
                self.found.push(Found { centroid, screened, before: self.last[place] });
                self.last[place] = self.found.len() as u32;
                self.floors[place] = self.floors[place].max(floor_of_screened(screened, error));
            }
        }
    }
}

/// Compares each of `documents` with all tiles.
pub fn screen(
    documents: &[Row<'_>],
    tiles: &Tiles,
    instructions: Instructions,
    candidates: &mut Candidates,
    monitor: &dyn Monitor,
) -> Result<(), Cancelled> {
    for (columns, tile) in tiles.tiles() {
        monitor.check()?;
        run(instructions, OneTile { documents, columns, tile, candidates });
    }
    Ok(())
}

struct OneTile<'a> {
    documents: &'a [Row<'a>],
    columns: &'a [u32],
    tile: &'a [TileRow],
    candidates: &'a mut Candidates,
}

impl Kernel for OneTile<'_> {
    #[inline(always)]
    fn run<S: Simd, const N: usize, const FUSED: bool>(self, simd: S) {
        let Self { documents, columns, tile, candidates } = self;
        for (place, row) in documents.iter().enumerate() {
            let sums = sums::<S, N, FUSED>(simd, *row, tile);
            let floor = simd.splat_f32s(candidates.floors[place]);
            let mut greatest = sums[0];
            for &sum in &sums[1..] {
                greatest = simd.max_f32s(greatest, sum);
            }
            if simd.first_true_m32s(simd.greater_than_or_equal_f32s(greatest, floor)) < S::F32_LANES {
                let mut screened = [0.0_f32; LANES];
                S::as_mut_simd_f32s(&mut screened).0.copy_from_slice(&sums);
                candidates.take(place, columns, &screened, relative_error(row.terms.len()));
            }
        }
    }
}

/// The similarities of a document to the 64 centroids of a tile.
#[inline(always)]
fn sums<S: Simd, const N: usize, const FUSED: bool>(simd: S, row: Row<'_>, tile: &[TileRow]) -> [S::f32s; N] {
    let mut sums = [simd.splat_f32s(0.0); N];
    for (&term, &weight) in row.terms.iter().zip(row.weights) {
        let (columns, _) = S::as_simd_f32s(&tile[term as usize].0);
        let columns: &[S::f32s; N] = columns.try_into().expect("N vectors make a tile row");
        let weight = simd.splat_f32s(weight);
        for (sum, &column) in sums.iter_mut().zip(columns) {
            *sum = multiply_add::<S, FUSED>(simd, weight, column, *sum);
        }
    }
    sums
}

//! The fast part: similarities in `f32`, tile by tile, to find the few centroids that may be nearest to a document.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::Simd;

use super::arbiter::{floor_of_screened, relative_error};
use super::simd::{Instructions, Kernel, multiply_add, run};
use super::terms::Translated;
use super::tiles::{FirstTiles, LANES, TileRow};
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
    column: u32,
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

    /// All columns of the tiles that may be nearest to a document, in no order.
    pub fn of(&self, place: usize) -> impl Iterator<Item = u32> {
        let mut entry = self.last[place];
        let floor = self.floors[place];
        let next = move || {
            let found = *self.found.get((entry as usize).wrapping_sub(1))?;
            entry = found.before;
            Some(found)
        };
        std::iter::from_fn(next).filter(move |found| found.screened >= floor).map(|found| found.column)
    }

    /// Takes in those of a tile's centroids that may be nearest to a document.
    #[cold]
    fn take(&mut self, place: usize, first: usize, screened: &[f32], error: f64) {
        for (column, &screened) in (first as u32..).zip(screened) {
            if screened >= self.floors[place] {
                self.found.push(Found { column, screened, before: self.last[place] });
                self.last[place] = self.found.len() as u32;
                self.floors[place] = self.floors[place].max(floor_of_screened(screened, error));
            }
        }
    }
}

/// Compares each of `documents` with all tiles. `starts` is filled anew.
pub fn screen(
    documents: &Translated,
    tiles: FirstTiles<'_>,
    instructions: Instructions,
    starts: &mut Vec<f32>,
    candidates: &mut Candidates,
    monitor: &dyn Monitor,
) -> Result<(), Cancelled> {
    fill_starts(documents, tiles, starts);
    for (first, n_columns, tile) in tiles.iter() {
        monitor.check()?;
        let starts = if starts.is_empty() { None } else { Some((&starts[first..], tiles.n_padded())) };
        run(instructions, n_columns, OneTile { documents, first, n_columns, tile, starts, candidates });
    }
    Ok(())
}

/// What the cold terms of each document add: `n_documents × n_padded`, or nothing if there are none.
fn fill_starts(documents: &Translated, tiles: FirstTiles<'_>, starts: &mut Vec<f32>) {
    starts.clear();
    let lists = tiles.tiles.cold();
    if lists.is_empty() || tiles.n_padded() == 0 {
        return;
    }
    starts.resize(documents.n_documents() * tiles.n_padded(), 0.0);
    for (document, starts) in starts.chunks_mut(tiles.n_padded()).enumerate() {
        for (place, weight) in documents.cold(document).iter() {
            let n_columns = starts.len();
            let entries = lists.of(place as usize);
            for (column, other) in entries.iter().take_while(|(column, _)| (*column as usize) < n_columns) {
                starts[column as usize] += weight * other;
            }
        }
    }
}

struct OneTile<'a> {
    documents: &'a Translated,
    first: usize,
    n_columns: usize,
    tile: &'a [TileRow],
    /// Sums to begin with, from this tile's first column on, and how far apart those of two documents are.
    starts: Option<(&'a [f32], usize)>,
    candidates: &'a mut Candidates,
}

impl Kernel for OneTile<'_> {
    #[inline(always)]
    fn run<S: Simd, const N: usize, const FUSED: bool>(self, simd: S) {
        let Self { documents, first, n_columns, tile, starts, candidates } = self;
        for place in 0..documents.n_documents() {
            let start = match starts {
                Some((starts, stride)) => vectors::<S, N>(&starts[place * stride..][..LANES]),
                None => [simd.splat_f32s(0.0); N],
            };
            let sums = sums::<S, N, FUSED>(simd, start, documents.hot(place), tile);
            let floor = simd.splat_f32s(candidates.floors[place]);
            let mut greatest = sums[0];
            for &sum in &sums[1..] {
                greatest = simd.max_f32s(greatest, sum);
            }
            if simd.first_true_m32s(simd.greater_than_or_equal_f32s(greatest, floor)) < S::F32_LANES {
                let mut screened = [0.0_f32; LANES];
                S::as_mut_simd_f32s(&mut screened).0[..N].copy_from_slice(&sums);
                candidates.take(place, first, &screened[..n_columns], relative_error(documents.n_terms(place)));
            }
        }
    }
}

/// The similarities of a document to the 64 centroids of a tile, beginning with `sums`.
#[inline(always)]
fn sums<S: Simd, const N: usize, const FUSED: bool>(
    simd: S,
    mut sums: [S::f32s; N],
    row: Row<'_>,
    tile: &[TileRow],
) -> [S::f32s; N] {
    for (&term, &weight) in row.terms.iter().zip(row.weights) {
        let columns = vectors::<S, N>(&tile[term as usize].0);
        let weight = simd.splat_f32s(weight);
        for (sum, column) in sums.iter_mut().zip(columns) {
            *sum = multiply_add::<S, FUSED>(simd, weight, column, *sum);
        }
    }
    sums
}

#[inline(always)]
fn vectors<S: Simd, const N: usize>(values: &[f32]) -> [S::f32s; N] {
    S::as_simd_f32s(values).0[..N].try_into().expect("a tile has at least N vectors")
}

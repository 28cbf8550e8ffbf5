//! Blocks of documents against panels of centroids, in `f32` and in registers, and who may be nearest taken out at once: no
//! similarity is written to memory.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::Simd;

use super::super::arbiter::Nearest;
use super::super::simd::{Instructions, Kernel, multiply_add, run};
use super::super::simd::{LANES, TileRow};
use super::centroids::DenseCentroids;
use super::panels::Panels;
use super::similarity::{floor_of_screened, similarity};
use crate::progress::{Cancelled, Monitor};

/// Who may be nearest to the documents of one chunk. Kept from chunk to chunk, to be filled anew.
#[derive(Debug, Default)]
pub struct Contenders {
    /// For each document the least similarity in `f32` with which a centroid may still be nearest.
    floors: Vec<f32>,
    found: Vec<Found>,
}

#[derive(Clone, Copy, Debug)]
struct Found {
    /// The document's place in the chunk.
    place: u32,
    centroid: u32,
    screened: f32,
}

impl Contenders {
    /// Begins a chunk whose documents need at least the similarities `floors`.
    pub fn begin(&mut self, floors: impl Iterator<Item = f32>) {
        self.floors.clear();
        self.floors.extend(floors);
        self.found.clear();
    }

    /// Takes in those of a panel's centroids that may be nearest to a document.
    #[inline(always)]
    fn take(&mut self, place: usize, centroids: &[u32], screened: &[f32], error: f64) {
        let greatest = screened.iter().fold(f32::NEG_INFINITY, |greatest, &screened| greatest.max(screened));
        let floor = self.floors[place].max(floor_of_screened(greatest, error));
        self.floors[place] = floor;
        let found = centroids.iter().zip(screened).filter(|(_, screened)| **screened >= floor);
        self.found.extend(found.map(|(&centroid, &screened)| Found { place: place as u32, centroid, screened }));
    }
}

/// Compares each of `rows`, which are padded, with all panels. `error`: of a similarity in `f32`.
pub fn screen(
    rows: &[&[f32]],
    panels: &Panels,
    error: f64,
    instructions: Instructions,
    contenders: &mut Contenders,
    monitor: &dyn Monitor,
) -> Result<(), Cancelled> {
    for (centroids, panel) in panels.iter() {
        monitor.check()?;
        run(instructions, centroids.len(), OnePanel { rows, centroids, panel, error, contenders });
    }
    Ok(())
}

struct OnePanel<'a> {
    rows: &'a [&'a [f32]],
    centroids: &'a [u32],
    panel: &'a [TileRow],
    error: f64,
    contenders: &'a mut Contenders,
}

impl Kernel for OnePanel<'_> {
    #[inline(always)]
    fn run<S: Simd, const N: usize, const FUSED: bool>(mut self, simd: S) {
        // As many sums as registers hold beside a few columns and a value. With 16 registers a panel is gone through in parts.
        if S::REGISTER_COUNT < 32 {
            (0..N / 2).for_each(|part| self.blocks::<S, 2, 6, FUSED>(simd, part));
            return;
        }
        match N {
            1 => self.blocks::<S, 1, 12, FUSED>(simd, 0),
            2 => self.blocks::<S, 2, 12, FUSED>(simd, 0),
            3 => self.blocks::<S, 3, 8, FUSED>(simd, 0),
            _ => self.blocks::<S, 4, 6, FUSED>(simd, 0),
        }
    }
}

impl OnePanel<'_> {
    /// All documents, `R` at a time, against part number `part` of the panel, which is `N` vectors wide.
    #[inline(always)]
    fn blocks<S: Simd, const N: usize, const R: usize, const FUSED: bool>(&mut self, simd: S, part: usize) {
        let first = part * N * S::F32_LANES;
        let Some(centroids) = self.centroids.get(first..) else { return };
        let centroids = &centroids[..centroids.len().min(N * S::F32_LANES)];
        for start in (0..self.rows.len()).step_by(R) {
            // The last block is filled up with its last document.
            let last = self.rows.len() - 1;
            let rows: [&[f32]; R] = std::array::from_fn(|row| self.rows[(start + row).min(last)]);
            let sums = block::<S, N, R, FUSED>(simd, rows, self.panel, first);
            for (place, sums) in (start..=last).zip(sums) {
                let mut greatest = sums[0];
                for &sum in &sums[1..] {
                    greatest = simd.max_f32s(greatest, sum);
                }
                let floor = simd.splat_f32s(self.contenders.floors[place]);
                if simd.first_true_m32s(simd.greater_than_or_equal_f32s(greatest, floor)) < S::F32_LANES {
                    let mut screened = [0.0_f32; LANES];
                    S::as_mut_simd_f32s(&mut screened).0[..N].copy_from_slice(&sums);
                    self.contenders.take(place, centroids, &screened[..centroids.len()], self.error);
                }
            }
        }
    }
}

/// The similarities of `R` documents to the centroids of `N` vectors from lane `first` of a panel on.
#[inline(always)]
fn block<S: Simd, const N: usize, const R: usize, const FUSED: bool>(
    simd: S,
    rows: [&[f32]; R],
    panel: &[TileRow],
    first: usize,
) -> [[S::f32s; N]; R] {
    let rows = rows.map(|row| &row[..panel.len()]);
    let mut sums = [[simd.splat_f32s(0.0); N]; R];
    for (column, centroids) in panel.iter().enumerate() {
        let centroids: [S::f32s; N] =
            S::as_simd_f32s(&centroids.0[first..]).0[..N].try_into().expect("a panel has N vectors from there on");
        for (sums, row) in sums.iter_mut().zip(rows) {
            let value = simd.splat_f32s(row[column]);
            for (sum, &centroids) in sums.iter_mut().zip(&centroids) {
                *sum = multiply_add::<S, FUSED>(simd, value, centroids, *sum);
            }
        }
    }
    sums
}

/// Judges the contenders of a chunk: `nearest` is what each document is known to be nearest to before, and after.
pub struct Judge<'a> {
    pub rows: &'a [&'a [f32]],
    pub centroids: &'a DenseCentroids,
    pub contenders: &'a Contenders,
    pub nearest: &'a mut [Nearest],
}

impl Kernel for Judge<'_> {
    #[inline(always)]
    fn run<S: Simd, const N: usize, const FUSED: bool>(self, _: S) {
        let Self { rows, centroids, contenders, nearest } = self;
        for found in &contenders.found {
            let place = found.place as usize;
            // A centroid that the document is known with has its similarity already.
            if found.screened >= contenders.floors[place] && found.centroid != nearest[place].centroid {
                let similarity = similarity::<FUSED>(rows[place], centroids.padded(found.centroid as usize));
                nearest[place] = nearest[place].or(Nearest { centroid: found.centroid, similarity });
            }
        }
    }
}

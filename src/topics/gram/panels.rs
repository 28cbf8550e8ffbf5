//! Clusters as if each held all terms: tiles of their products stay in registers while a block of terms passes by.
//!
//! A term that a cluster does not hold adds an exact 0. Everything that computes is inlined into what `pulp` compiles for each
//! kind of processor, and picks at run time.
#![expect(clippy::inline_always, reason = "what is not inlined is compiled for the oldest processors")]

use std::sync::Arc;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::{BLOCK_TERMS, Ways};
use crate::progress::{Cancelled, Monitor};
use crate::topics::profile::Profile;

/// Clusters next to each other in a panel, and products of a row of a tile.
pub(super) const LANES: usize = 8;

/// Rows of a tile: two tiles lie above each other in a panel.
const TILE_ROWS: usize = LANES / 2;

/// Weights and roots of [`LANES`] clusters side by side, place by place; the last panel is padded with zeros.
pub(super) struct Panels {
    n_places: usize,
    weights: Vec<[f64; LANES]>,
    roots: Vec<[f64; LANES]>,
}

impl Panels {
    pub(super) fn new(
        clusters: &[Arc<Profile>],
        roots: &[Vec<f32>],
        ways: &Ways,
        monitor: &dyn Monitor,
    ) -> Result<Self, Cancelled> {
        let n_places = ways.n_places();
        let n_panels = clusters.len().div_ceil(LANES);
        let mut panels = Self {
            n_places,
            weights: vec![[0.0; LANES]; n_panels * n_places],
            roots: vec![[0.0; LANES]; n_panels * n_places],
        };
        let weights = panels.weights.par_chunks_mut(n_places.max(1));
        let chunks = weights.zip(panels.roots.par_chunks_mut(n_places.max(1)));
        let members = clusters.par_chunks(LANES).zip(roots.par_chunks(LANES));
        chunks.zip(members).try_for_each(|((weights_at, roots_at), (clusters, roots))| {
            monitor.check()?;
            for (lane, (cluster, roots)) in clusters.iter().zip(roots).enumerate() {
                for (sum, &root) in cluster.terms.iter().zip(roots) {
                    if let Some(place) = ways.place(sum.term.0 as usize) {
                        weights_at[place][lane] = sum.weight;
                        roots_at[place][lane] = f64::from(root);
                    }
                }
            }
            Ok(())
        })?;
        Ok(panels)
    }

    /// Adds the products over a block of terms to a strip.
    pub(super) fn multiply(&self, block: usize, strip: &mut Strip) {
        Arch::new().dispatch(MultiplyBlock { panels: self, block, strip });
    }
}

/// Products of some clusters with all up to them, while they are made.
pub(super) struct Strip {
    first_panel: usize,
    /// Panels up to the last of the strip.
    n_panels: usize,
    /// Row by row, and panel by panel in a row.
    sums: Vec<[f64; LANES]>,
    roots: Vec<[f64; LANES]>,
}

impl Strip {
    pub(super) fn new(first_panel: usize, n_panels: usize) -> Self {
        let size = (n_panels - first_panel) * LANES * n_panels;
        Self { first_panel, n_panels, sums: vec![[0.0; LANES]; size], roots: vec![[0.0; LANES]; size] }
    }

    /// The products of a cluster of the strip.
    pub(super) fn row_mut(&mut self, cluster: usize) -> (&mut [f64], &mut [f64]) {
        let first = (cluster - self.first_panel * LANES) * self.n_panels;
        let row = first..first + self.n_panels;
        (self.sums[row.clone()].as_flattened_mut(), self.roots[row].as_flattened_mut())
    }
}

/// Adds the products over a block of terms to a strip.
struct MultiplyBlock<'a> {
    panels: &'a Panels,
    block: usize,
    strip: &'a mut Strip,
}

impl WithSimd for MultiplyBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { panels, block, strip } = self;
        for (panels_of, products) in [(&panels.weights, &mut strip.sums), (&panels.roots, &mut strip.roots)] {
            let space = SpaceBlock {
                panels: panels_of,
                n_places: panels.n_places,
                first_place: block * BLOCK_TERMS,
                first_panel: strip.first_panel,
                n_panels: strip.n_panels,
            };
            // Two panels keep the wide registers of AVX-512 busy, of which there are twice as many.
            if S::F64_LANES >= LANES { space.multiply::<2>(products) } else { space.multiply::<1>(products) }
        }
    }
}

/// A block of terms in one of the spaces, and the panels of a strip.
struct SpaceBlock<'a> {
    panels: &'a [[f64; LANES]],
    n_places: usize,
    first_place: usize,
    first_panel: usize,
    n_panels: usize,
}

impl SpaceBlock<'_> {
    #[inline(always)]
    fn terms_of(&self, panel: usize) -> &[[f64; LANES]; BLOCK_TERMS] {
        let first = panel * self.n_places + self.first_place;
        self.panels[first..].first_chunk().expect("a panel has whole blocks")
    }

    /// Multiplies the panels of the strip with those up to them, `N` at a time.
    #[inline(always)]
    fn multiply<const N: usize>(&self, products: &mut [[f64; LANES]]) {
        let mut other = 0;
        while other < self.n_panels {
            if other + N <= self.n_panels {
                self.multiply_with::<N>(other, products);
                other += N;
            } else {
                self.multiply_with::<1>(other, products);
                other += 1;
            }
        }
    }

    /// Beyond the diagonal there is nothing to do, but for what a tile takes along.
    #[inline(always)]
    fn multiply_with<const N: usize>(&self, other: usize, products: &mut [[f64; LANES]]) {
        let others: [&[[f64; LANES]; BLOCK_TERMS]; N] = std::array::from_fn(|place| self.terms_of(other + place));
        for own in self.first_panel.max(other)..self.n_panels {
            let owns = self.terms_of(own);
            let row = (own - self.first_panel) * LANES;
            multiply_tile::<0, N>(owns, others, products, row * self.n_panels + other, self.n_panels);
            multiply_tile::<TILE_ROWS, N>(
                owns,
                others,
                products,
                (row + TILE_ROWS) * self.n_panels + other,
                self.n_panels,
            );
        }
    }
}

/// Adds the products of half a panel, from lane `FIRST` on, with whole ones. Rounded after each term, never fused, so that
/// the width of the registers cannot change a bit.
#[inline(always)]
fn multiply_tile<const FIRST: usize, const N: usize>(
    owns: &[[f64; LANES]; BLOCK_TERMS],
    others: [&[[f64; LANES]; BLOCK_TERMS]; N],
    products: &mut [[f64; LANES]],
    first: usize,
    stride: usize,
) {
    let mut tile = [[[0.0; LANES]; N]; TILE_ROWS];
    for (row, sums) in tile.iter_mut().enumerate() {
        sums.copy_from_slice(&products[first + row * stride..][..N]);
    }
    for term in 0..BLOCK_TERMS {
        for (row, sums) in tile.iter_mut().enumerate() {
            let own = owns[term][FIRST + row];
            for (sums, others) in sums.iter_mut().zip(others) {
                for (sum, other) in sums.iter_mut().zip(&others[term]) {
                    *sum += own * other;
                }
            }
        }
    }
    for (row, sums) in tile.iter().enumerate() {
        products[first + row * stride..][..N].copy_from_slice(sums);
    }
}

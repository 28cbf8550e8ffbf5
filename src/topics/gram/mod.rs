//! All dot products of the clusters' vectors, in both spaces at once.
//!
//! Each is the `f64` sum over the common terms in ascending order, as one would take it for a single pair, to the bit: terms
//! that most clusters hold are multiplied as if all did, in tiles that stay in registers, where a term that is missing adds
//! an exact 0; terms of fewer clusters go through lists of those that hold them. Which way a term goes changes nothing else.

mod lists;
mod panels;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::profile::Profile;
use crate::progress::{Cancelled, Monitor};
use lists::Lists;
use panels::{LANES, Panels, Strip};

/// Terms that go the same way, and that pass by a tile before it is put back.
const BLOCK_TERMS: usize = 128;

/// Clusters whose rows are made by one task, in panels. Fixed, so that a cancel is answered at once at any size.
const STRIP_PANELS: usize = 8;

/// Rows that go through the lists together: their products stay at hand.
const LIST_ROWS: usize = 16;

/// How many products a tile makes in the time in which a list makes one.
const TILE_ADVANTAGE: u64 = 32;

/// Memory for panels; terms beyond go through lists.
const PANEL_BYTES: usize = 512 << 20;

/// `n × n` products row by row, of sums and of roots of shares; `roots` has the root of each term of each cluster.
pub(super) fn all_products(
    clusters: &[Arc<Profile>],
    roots: &[Vec<f32>],
    n_terms: usize,
    monitor: &dyn Monitor,
) -> Result<(Vec<f64>, Vec<f32>), Cancelled> {
    let n = clusters.len();
    let ways = Ways::new(clusters, n_terms);
    let panels = Panels::new(clusters, roots, &ways, monitor)?;
    let lists = Lists::new(clusters, roots, &ways);
    monitor.check()?;
    let mut sums = vec![0.0; n * n];
    let mut root_sums = vec![0.0_f32; n * n];
    let strip_rows = STRIP_PANELS * LANES;
    let strips = sums.par_chunks_mut((strip_rows * n).max(1)).zip(root_sums.par_chunks_mut((strip_rows * n).max(1)));
    // Later strips are longer: row `a` gets the products with clusters up to `a`.
    strips.enumerate().rev().with_max_len(1).try_for_each(|(strip, (sums, root_sums))| {
        let rows = strip * strip_rows..n.min((strip + 1) * strip_rows);
        let mut made = Strip::new(strip * STRIP_PANELS, rows.end.div_ceil(LANES));
        for run in &ways.runs {
            match run {
                Run::Panels(blocks) => {
                    for block in blocks.clone() {
                        monitor.check()?;
                        panels.multiply(block, &mut made);
                    }
                }
                Run::Lists(terms) => {
                    for first in rows.clone().step_by(LIST_ROWS) {
                        monitor.check()?;
                        lists.multiply(terms.clone(), first..rows.end.min(first + LIST_ROWS), &mut made);
                    }
                }
            }
        }
        for (place, row) in rows.enumerate() {
            let (own_sums, own_roots) = made.row_mut(row);
            sums[place * n..][..=row].copy_from_slice(&own_sums[..=row]);
            let single = root_sums[place * n..][..=row].iter_mut().zip(&own_roots[..=row]);
            single.for_each(|(single, exact)| *single = *exact as f32);
        }
        Ok(())
    })?;
    mirror(&mut sums, n);
    mirror(&mut root_sums, n);
    Ok((sums, root_sums))
}

/// Consecutive terms that go the same way.
enum Run {
    /// Blocks, numbered among those of the panels.
    Panels(Range<usize>),
    /// Terms.
    Lists(Range<usize>),
}

/// Which terms go through panels, and which through lists.
struct Ways {
    /// By ascending terms.
    runs: Vec<Run>,
    /// For each block of terms its number among those of the panels.
    panel_block: Vec<Option<usize>>,
    /// For each term how many clusters hold it.
    n_holding: Vec<u32>,
}

impl Ways {
    fn new(clusters: &[Arc<Profile>], n_terms: usize) -> Self {
        let mut n_holding = vec![0_u32; n_terms];
        for sum in clusters.iter().flat_map(|cluster| &cluster.terms) {
            n_holding[sum.term.0 as usize] += 1;
        }
        let n_clusters = clusters.len() as u64;
        let block_bytes = clusters.len().next_multiple_of(LANES) * BLOCK_TERMS * 2 * size_of::<f64>();
        let most_blocks = PANEL_BYTES / block_bytes.max(1);
        let mut ways = Self { runs: Vec::new(), panel_block: Vec::new(), n_holding };
        let mut n_blocks = 0;
        for first in (0..n_terms).step_by(BLOCK_TERMS) {
            let terms = first..n_terms.min(first + BLOCK_TERMS);
            let n_pairs: u64 = ways.n_holding[terms.clone()].iter().map(|&n| u64::from(n).pow(2)).sum();
            let pays = n_pairs * TILE_ADVANTAGE > BLOCK_TERMS as u64 * n_clusters.pow(2);
            let in_panels = pays && n_blocks < most_blocks;
            ways.panel_block.push(in_panels.then_some(n_blocks));
            match ways.runs.last_mut() {
                Some(Run::Panels(blocks)) if in_panels => blocks.end += 1,
                Some(Run::Lists(run)) if !in_panels => run.end = terms.end,
                _ if in_panels => ways.runs.push(Run::Panels(n_blocks..n_blocks + 1)),
                _ => ways.runs.push(Run::Lists(terms)),
            }
            n_blocks += usize::from(in_panels);
        }
        ways
    }

    /// Where a term stands in the panels.
    fn place(&self, term: usize) -> Option<usize> {
        self.panel_block[term / BLOCK_TERMS].map(|block| block * BLOCK_TERMS + term % BLOCK_TERMS)
    }

    fn n_places(&self) -> usize {
        self.panel_block.iter().flatten().count() * BLOCK_TERMS
    }
}

/// Rows and columns that are copied at once, so that both are at hand.
const MIRROR_TILE: usize = 32;

/// Makes the upper triangle the mirror image of the lower.
fn mirror<T: Copy>(values: &mut [T], n: usize) {
    for row_tile in (0..n).step_by(MIRROR_TILE) {
        for col_tile in (0..=row_tile).step_by(MIRROR_TILE) {
            for row in row_tile..n.min(row_tile + MIRROR_TILE) {
                for col in col_tile..row.min(col_tile + MIRROR_TILE) {
                    values[col * n + row] = values[row * n + col];
                }
            }
        }
    }
}

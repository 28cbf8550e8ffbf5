//! What clusters hold of some terms, put in the order in which it is multiplied.

use std::ops::Range;

use rayon::prelude::*;

use super::Ranked;
use super::panels::BLOCK_TERMS;

/// What a cluster has of a term.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    pub(super) weight: f64,
    pub(super) root: f32,
    /// Which of the terms, or of the clusters, where the others are together.
    pub(super) place: u32,
}

/// Blocks whose entries are put in order by one task.
const TASK_BLOCKS: usize = 16;

/// The entries of some blocks of terms: block by block, cluster by cluster, by ascending terms.
#[derive(Default)]
pub(super) struct Blocks {
    n_clusters: usize,
    entries: Vec<Entry>,
    /// Block by block, where each cluster's entries start; and the end of all.
    starts: Vec<u32>,
}

impl Blocks {
    /// Takes the entries of the next blocks, in the place of those before.
    pub(super) fn refill(&mut self, blocks: Range<usize>, clusters: &Ranked<'_>) {
        let (n, n_blocks) = (clusters.len(), blocks.len());
        let first_term = blocks.start * BLOCK_TERMS;
        self.n_clusters = n;
        self.starts.clear();
        self.starts.resize(n_blocks * n + 1, 0);
        // Cluster by cluster, where each block starts among its terms; and the end of the last.
        let stride = n_blocks + 1;
        let mut bounds = vec![0_u32; n * stride];
        bounds.par_chunks_mut(stride).enumerate().for_each(|(rank, bounds)| {
            let range = clusters.range(rank, first_term..blocks.end * BLOCK_TERMS);
            for sum in &clusters.profile(rank).terms[range.clone()] {
                bounds[(sum.term.0 as usize - first_term) / BLOCK_TERMS + 1] += 1;
            }
            bounds[0] = range.start as u32;
            (1..stride).for_each(|block| bounds[block] += bounds[block - 1]);
        });
        let mut end = 0;
        for block in 0..n_blocks {
            for rank in 0..n {
                self.starts[block * n + rank] = end;
                end += bounds[rank * stride + block + 1] - bounds[rank * stride + block];
            }
        }
        self.starts[n_blocks * n] = end;
        self.entries.resize(self.entries.len().max(end as usize), Entry::default());
        let mut tasks = Vec::new();
        let mut left = &mut self.entries[..];
        for first in (0..n_blocks).step_by(TASK_BLOCKS) {
            let task = first..n_blocks.min(first + TASK_BLOCKS);
            let (own, others) = left.split_at_mut((self.starts[task.end * n] - self.starts[task.start * n]) as usize);
            tasks.push((task, own));
            left = others;
        }
        let starts = &self.starts;
        tasks.into_par_iter().for_each(|(task, entries)| {
            let first_entry = starts[task.start * n] as usize;
            for (rank, bounds) in bounds.chunks(stride).enumerate() {
                let (terms, roots) = (&clusters.profile(rank).terms, clusters.roots(rank));
                for block in task.clone() {
                    let held = bounds[block] as usize..bounds[block + 1] as usize;
                    let own = &mut entries[starts[block * n + rank] as usize - first_entry..][..held.len()];
                    for ((entry, sum), &root) in own.iter_mut().zip(&terms[held.clone()]).zip(&roots[held]) {
                        *entry = Entry { weight: sum.weight, root, place: sum.term.0 % BLOCK_TERMS as u32 };
                    }
                }
            }
        });
    }

    pub(super) fn n_blocks(&self) -> usize {
        (self.starts.len() - 1) / self.n_clusters
    }

    /// What a cluster holds of a block.
    pub(super) fn of(&self, block: usize, rank: usize) -> &[Entry] {
        let place = block * self.n_clusters + rank;
        &self.entries[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// What some clusters hold of a block, with where that starts and where that of each ends.
    pub(super) fn of_all(&self, block: usize, ranks: Range<usize>) -> (&[Entry], usize, &[u32]) {
        let starts = &self.starts[block * self.n_clusters..][ranks.start..=ranks.end];
        let [start, end] = [starts[0] as usize, starts[ranks.len()] as usize];
        (&self.entries[start..end], start, &starts[1..])
    }
}

//! All dot products of the clusters' vectors, in both spaces at once.
//!
//! Each is the `f64` sum over the common terms in ascending order, as one would take it for a single pair, to the bit. Clusters
//! that hold few terms come last: each is looked up, term by term, in groups of those before it, as if these held all terms,
//! where a term that is missing adds an exact 0. Which of two clusters is looked up in the other changes nothing else.

mod entries;
mod panels;

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::profile::Profile;
use crate::progress::{Cancelled, Monitor};
use entries::{Blocks, Entry};
use panels::{BLOCK_TERMS, Cell, GROUP, Panel};

/// Rows of products that are made together, so that a panel that was filled for them is used often.
const CHUNK_ROWS: usize = 256;

/// Groups that one task multiplies with such rows, at most.
const MOST_TASK_GROUPS: usize = 6;

/// Terms of clusters that are put in order at a time, for which there is memory.
const RUN_ENTRIES: usize = 4 << 20;

/// Memory for products while they are made; clusters beyond take their turn.
const CHUNK_BYTES: usize = 256 << 20;

/// `n × n` products row by row, of sums and of roots of shares; `roots` has the root of each term of each cluster.
pub(super) fn all_products(
    clusters: &[Arc<Profile>],
    roots: &[Vec<f32>],
    n_terms: usize,
    monitor: &dyn Monitor,
) -> Result<(Vec<f64>, Vec<f32>), Cancelled> {
    products_in_turns(&Ranked::new(clusters, roots), n_terms, RUN_ENTRIES, CHUNK_BYTES, monitor)
}

fn products_in_turns(
    clusters: &Ranked<'_>,
    n_terms: usize,
    run_entries: usize,
    chunk_bytes: usize,
    monitor: &dyn Monitor,
) -> Result<(Vec<f64>, Vec<f32>), Cancelled> {
    let n = clusters.len();
    let mut sums = vec![0.0; n * n];
    let mut root_sums = vec![0.0_f32; n * n];
    let mut rows: Vec<_> = sums.chunks_mut(n.max(1)).zip(root_sums.chunks_mut(n.max(1))).map(Some).collect();
    let by_rank = clusters.by_rank.iter();
    let mut rows: Vec<ProductRow<'_>> = by_rank.filter_map(|&cluster| rows[cluster as usize].take()).collect();
    let runs = runs(clusters.clusters, n_terms, run_entries);
    let mut blocks = Blocks::default();
    for turn in Chunk::turns(n, chunk_bytes) {
        let mut chunks: Vec<Chunk> = turn.into_par_iter().map(|chunk| Chunk::new(chunk, n)).collect();
        for run in &runs {
            monitor.check()?;
            blocks.refill(run.clone(), clusters);
            multiply(&blocks, &mut chunks, n, monitor)?;
        }
        put_back(&chunks, clusters, &mut rows);
    }
    Ok((sums, root_sums))
}

/// The products of a cluster with all, in the order of the clusters, in both spaces.
type ProductRow<'a> = (&'a mut [f64], &'a mut [f32]);

/// Clusters by falling number of terms: a rank each.
struct Ranked<'a> {
    clusters: &'a [Arc<Profile>],
    roots: &'a [Vec<f32>],
    by_rank: Vec<u32>,
}

impl<'a> Ranked<'a> {
    fn new(clusters: &'a [Arc<Profile>], roots: &'a [Vec<f32>]) -> Self {
        let mut by_rank: Vec<u32> = (0..clusters.len() as u32).collect();
        by_rank.sort_by_key(|&cluster| Reverse(clusters[cluster as usize].terms.len()));
        Self { clusters, roots, by_rank }
    }

    fn len(&self) -> usize {
        self.by_rank.len()
    }

    fn profile(&self, rank: usize) -> &'a Profile {
        &self.clusters[self.by_rank[rank] as usize]
    }

    fn roots(&self, rank: usize) -> &'a [f32] {
        &self.roots[self.by_rank[rank] as usize]
    }

    /// Where a cluster has some terms among its own.
    fn range(&self, rank: usize, terms: Range<usize>) -> Range<usize> {
        let sums = &self.profile(rank).terms;
        let n_before = |term: usize| sums.partition_point(|sum| (sum.term.0 as usize) < term);
        n_before(terms.start)..n_before(terms.end)
    }
}

/// All blocks of terms, as many together as there is memory for.
fn runs(clusters: &[Arc<Profile>], n_terms: usize, run_entries: usize) -> Vec<Range<usize>> {
    let none = || vec![0; n_terms.div_ceil(BLOCK_TERMS)];
    let count = |mut n_entries: Vec<usize>, cluster: &Arc<Profile>| {
        cluster.terms.iter().for_each(|sum| n_entries[sum.term.0 as usize / BLOCK_TERMS] += 1);
        n_entries
    };
    let add = |mut a: Vec<usize>, b: Vec<usize>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let n_entries = clusters.par_iter().fold(none, count).reduce(none, add);
    // Where each cluster's entries start takes memory too.
    together(n_entries.into_iter().map(|n_entries| n_entries + clusters.len()), run_entries)
}

/// Numbers of things that follow each other and cost `most` together, or of a single one that costs more.
fn together(costs: impl Iterator<Item = usize>, most: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut cost_of_last = 0;
    for (number, cost) in costs.enumerate() {
        match ranges.last_mut() {
            Some(last) if cost_of_last + cost <= most => {
                last.end += 1;
                cost_of_last += cost;
            }
            _ => {
                ranges.push(number..number + 1);
                cost_of_last = cost;
            }
        }
    }
    ranges
}

/// Products of some clusters, by rank, with all of the groups up to their own, while they are made.
struct Chunk {
    rows: Range<usize>,
    /// Group by group a cell for each of the rows.
    cells: Vec<Cell>,
}

impl Chunk {
    /// The chunks of `n` clusters that are made together.
    fn turns(n: usize, bytes: usize) -> Vec<Range<usize>> {
        let n_cells = |chunk: usize| ((chunk + 1) * CHUNK_ROWS).div_ceil(GROUP) * CHUNK_ROWS;
        together((0..n.div_ceil(CHUNK_ROWS)).map(|chunk| n_cells(chunk) * size_of::<Cell>()), bytes)
    }

    fn new(number: usize, n: usize) -> Self {
        let rows = number * CHUNK_ROWS..n.min((number + 1) * CHUNK_ROWS);
        Self { cells: vec![Cell::ZERO; rows.end.div_ceil(GROUP) * rows.len()], rows }
    }

    /// Products of a row with a group.
    fn cell(&self, row: usize, group: usize) -> &Cell {
        &self.cells[group * self.rows.len() + row - self.rows.start]
    }
}

/// Adds the products over some blocks of terms.
fn multiply(blocks: &Blocks, chunks: &mut [Chunk], n: usize, monitor: &dyn Monitor) -> Result<(), Cancelled> {
    // Some tasks for each core also where there are few clusters.
    let task_groups = (n / CHUNK_ROWS).clamp(1, MOST_TASK_GROUPS);
    let mut tasks = Vec::new();
    for chunk in chunks {
        let n_rows = chunk.rows.len();
        for (task, cells) in chunk.cells.chunks_mut(task_groups * n_rows).enumerate() {
            tasks.push((chunk.rows.clone(), task * task_groups, cells));
        }
    }
    tasks.into_par_iter().with_max_len(1).try_for_each(|(rows, first_group, cells)| {
        let mut panel = Panel::new();
        for block in 0..blocks.n_blocks() {
            monitor.check()?;
            for (group, cells) in cells.chunks_mut(rows.len()).enumerate() {
                let group = (first_group + group) * GROUP..n.min((first_group + group + 1) * GROUP);
                // Rows before the group meet its clusters when they are looked up themselves.
                let own_rows = rows.start.max(group.start)..rows.end;
                let held = group.map(|rank| blocks.of(block, rank));
                if held.clone().all(<[Entry]>::is_empty) {
                    continue;
                }
                panel.fill(held.clone());
                let (entries, start, ends) = blocks.of_all(block, own_rows.clone());
                panel.multiply(entries, start, ends, &mut cells[own_rows.start - rows.start..]);
                panel.clear(held);
            }
        }
        Ok(())
    })
}

/// Takes the products of the chunks to where they belong; `rows` are by rank.
fn put_back(chunks: &[Chunk], clusters: &Ranked<'_>, rows: &mut [ProductRow<'_>]) {
    let columns_of = |group: usize| &clusters.by_rank[group * GROUP..][..GROUP];
    rows.par_chunks_mut(GROUP).enumerate().for_each(|(group, rows)| {
        let first = group * GROUP;
        for chunk in chunks.iter().filter(|chunk| first < chunk.rows.end) {
            if chunk.rows.contains(&first) {
                for (row, (sums, roots)) in (first..).zip(rows.iter_mut()) {
                    for before in 0..group {
                        for (&column, [sum, root]) in columns_of(before).iter().zip(chunk.cell(row, before).pairs()) {
                            (sums[column as usize], roots[column as usize]) = (sum, root as f32);
                        }
                    }
                }
            }
            for other in chunk.rows.start.max(first)..chunk.rows.end {
                let column = clusters.by_rank[other] as usize;
                for ((sums, roots), [sum, root]) in rows.iter_mut().zip(chunk.cell(other, group).pairs()) {
                    (sums[column], roots[column]) = (sum, root as f32);
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::vocabulary::TermId;
    use crate::topics::profile::TermSum;

    const N_TERMS: usize = 1000;

    /// Each holds a share of the terms of its own.
    fn some_clusters(n: usize) -> Vec<Arc<Profile>> {
        let mixed = |cluster: usize, term: usize| {
            let mixed = ((cluster * N_TERMS + term) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40
        };
        let cluster = |cluster: usize| {
            let held = (0..N_TERMS).filter(|&term| mixed(cluster, term) % (2 + cluster as u64 % 50) == 0);
            let sum = |term: usize| TermSum {
                term: TermId(term as u32),
                weight: 1.0 + mixed(term, cluster) as f64 / 7.0,
                n_documents: 1,
            };
            let terms: Vec<TermSum> = held.map(sum).collect();
            let total_weight = terms.iter().map(|sum| sum.weight).sum();
            Arc::new(Profile { n_documents: 1, terms, total_weight, length: 1.0 })
        };
        (0..n).map(cluster).collect()
    }

    #[test]
    fn what_costs_little_takes_its_turn_together() {
        assert_eq!(together([3, 4, 9, 1, 2, 4].into_iter(), 7), [0..2, 2..3, 3..6]);
        assert_eq!(together([].into_iter(), 7), []);
    }

    #[test]
    fn products_do_not_depend_on_how_many_terms_and_clusters_take_their_turn_together() {
        let clusters = some_clusters(2 * CHUNK_ROWS + 70);
        let roots_of = |cluster: &Arc<Profile>| cluster.terms.iter().map(|sum| cluster.root(sum)).collect();
        let roots: Vec<Vec<f32>> = clusters.iter().map(roots_of).collect();
        let ranked = Ranked::new(&clusters, &roots);
        let n = clusters.len();
        assert_eq!(runs(&clusters, N_TERMS, 2000).len(), N_TERMS.div_ceil(BLOCK_TERMS));
        assert_eq!(Chunk::turns(n, 1), [0..1, 1..2, 2..3]);
        let at_once = all_products(&clusters, &roots, N_TERMS, &()).unwrap();
        assert!(products_in_turns(&ranked, N_TERMS, 2000, 1, &()).unwrap() == at_once);
        // And they are those of each pair.
        for (a, b) in (0..n).map(|place| (place, place * 7919 % n)) {
            let [mut sum, mut root] = [0.0; 2];
            for (own, own_root) in clusters[a].terms.iter().zip(&roots[a]) {
                if let Ok(place) = clusters[b].terms.binary_search_by_key(&own.term, |other| other.term) {
                    sum += own.weight * clusters[b].terms[place].weight;
                    root += f64::from(*own_root) * f64::from(roots[b][place]);
                }
            }
            let found = (at_once.0[a * n + b], at_once.1[b * n + a]);
            assert_eq!(found, (sum, root as f32), "{a} and {b}");
        }
    }
}

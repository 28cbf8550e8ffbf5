//! From labels to centroids: sums of the members of each cluster, and the repair of clusters without any.
//!
//! A sum follows who came and who left as long as it is exact, so that it is the same bit for bit as if all members were
//! added in ascending order; where exactness is not certain, they are.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::arbiter::Nearest;
use super::change::{Change, Move};
use super::pool::Pool;
use crate::matrix::{Row, RowBuf, UnitRows};

/// A cluster whose members changed.
pub struct Updated<C = RowBuf> {
    pub cluster: u32,
    /// The sum of its members at length 1.
    pub centroid: C,
    /// Euclidean length of the sum: the sum of the cosines of the members to their centroid.
    pub length: f64,
    /// The exact similarity of each member to the centroid.
    pub similarities: Vec<f64>,
}

/// The sums of all clusters.
#[derive(Debug)]
pub struct Sums {
    /// Sums up to this are exact, in any order.
    limit: f64,
    clusters: Vec<Sum>,
    scratch: Pool<Scratch>,
}

/// The sum of a cluster's members: terms, ascending, with weights that are not 0.
#[derive(Clone, Debug, Default)]
struct Sum {
    weights: Vec<(u32, f64)>,
    is_exact: bool,
}

impl Sum {
    fn length(&self) -> f64 {
        self.weights.iter().map(|&(_, sum)| sum * sum).sum::<f64>().sqrt()
    }
}

/// What a thread keeps from cluster to cluster. Dense rows are all zeros between two.
#[derive(Debug)]
struct Scratch {
    sums: Vec<f64>,
    weights: Vec<f32>,
    touched: Vec<u32>,
    merged: Vec<(u32, f64)>,
}

impl Sums {
    pub fn new(rows: &UnitRows, n_clusters: usize) -> Self {
        Self { limit: exact_limit(rows), clusters: vec![Sum::default(); n_clusters], scratch: Pool::default() }
    }

    /// Follows a change, and gives what became of each cluster in it, in their order.
    pub fn update(&mut self, rows: &UnitRows, change: &Change<'_>) -> Vec<Updated> {
        self.follow(rows, change, |scratch, cluster, sum| {
            let centroid = RowBuf::unit(&sum.weights);
            let similarities = scratch.similarities(rows, change, cluster, &centroid);
            Updated { cluster, centroid, length: sum.length(), similarities }
        })
    }

    /// Follows a change, and gives the lengths of the sums of the clusters in it, in their order.
    pub fn lengths(&mut self, rows: &UnitRows, change: &Change<'_>) -> Vec<f64> {
        self.follow(rows, change, |_, _, sum| sum.length())
    }

    /// One task a cluster.
    fn follow<T: Send>(
        &mut self,
        rows: &UnitRows,
        change: &Change<'_>,
        finish: impl Fn(&mut Scratch, u32, &Sum) -> T + Sync,
    ) -> Vec<T> {
        let Self { limit, clusters, scratch } = self;
        let mut wanted = change.clusters.iter().peekable();
        let of_change = |(cluster, sum): (usize, _)| {
            wanted.next_if(|&&wanted| wanted as usize == cluster).map(|&cluster| (cluster, sum))
        };
        let mut tasks: Vec<(u32, &mut Sum)> = clusters.iter_mut().enumerate().filter_map(of_change).collect();
        // Largest first, so that no large one is left when the other threads are done.
        tasks.sort_by_key(|(cluster, _)| Reverse(change.members(*cluster).len()));
        let task = |(cluster, sum): (u32, &mut Sum)| {
            scratch.lend(
                || Scratch::new(rows.n_cols()),
                |scratch| {
                    scratch.follow(rows, change, cluster, *limit, sum);
                    (cluster, finish(scratch, cluster, sum))
                },
            )
        };
        let mut results: Vec<(u32, T)> = tasks.into_par_iter().with_max_len(1).map(task).collect();
        results.sort_unstable_by_key(|(cluster, _)| *cluster);
        results.into_iter().map(|(_, result)| result).collect()
    }
}

/// Sums of weights up to this are exact in `f64`: it is 2⁵³ times a number that all weights are multiples of.
fn exact_limit(rows: &UnitRows) -> f64 {
    let exponent = |weight: f32| {
        let (exponent, fraction) = (weight.to_bits() >> 23 & 0xff, weight.to_bits() & 0x7f_ffff);
        let significand = if exponent == 0 { fraction } else { fraction | 0x80_0000 };
        exponent.max(1) as i32 - 150 + significand.trailing_zeros() as i32
    };
    let least = |row: Row<'_>| row.weights.iter().filter(|weight| **weight > 0.0).map(|&weight| exponent(weight)).min();
    let least = (0..rows.n_rows()).into_par_iter().filter_map(|row| least(rows.row(row))).min();
    least.map_or(0.0, |least| 2.0_f64.powi(least + 53))
}

/// With fewer weights to sum than this share of all terms it is cheaper to remember which terms they are than to look at all.
const SPARSE_SHARE: usize = 8;

impl Scratch {
    fn new(n_terms: usize) -> Self {
        Self { sums: vec![0.0; n_terms], weights: vec![0.0; n_terms], touched: Vec::new(), merged: Vec::new() }
    }

    /// Brings the sum of a cluster up to date.
    fn follow(&mut self, rows: &UnitRows, change: &Change<'_>, cluster: u32, limit: f64, sum: &mut Sum) {
        let row = |&place: &u32| rows.row(change.documents[place as usize] as usize);
        match change.moves(cluster) {
            Some(moves) if sum.is_exact => {
                let rows = moves.iter().map(|Move { place, came }| (row(place), *came));
                if self.add_moves(rows, limit, sum) {
                    return;
                }
            }
            _ => {}
        }
        self.add_all(change.members(cluster).iter().map(row), sum);
        sum.is_exact = sum.weights.iter().all(|&(_, weight)| weight <= limit);
    }

    /// Sums rows in their order.
    fn add_all<'a>(&mut self, members: impl Iterator<Item = Row<'a>> + Clone, sum: &mut Sum) {
        let Self { sums, touched, .. } = self;
        for (term, weight) in members.clone().flat_map(Row::into_pairs) {
            sums[term as usize] += f64::from(weight);
        }
        sum.weights.clear();
        let n_weights: usize = members.clone().map(|row| row.terms.len()).sum();
        if n_weights * SPARSE_SHARE < sums.len() {
            touched.clear();
            members.for_each(|row| touched.extend_from_slice(row.terms));
            touched.sort_unstable();
            touched.dedup();
            sum.weights.extend(touched.iter().map(|&term| (term, std::mem::take(&mut sums[term as usize]))));
        } else {
            let all = sums.iter_mut().enumerate().filter(|(_, sum)| **sum != 0.0);
            sum.weights.extend(all.map(|(term, sum)| (term as u32, std::mem::take(sum))));
        }
    }

    /// Adds rows that came and takes away those that left. Gives up, and leaves `sum` as it was, if a sum on the way exceeds
    /// `limit`.
    fn add_moves<'a>(
        &mut self,
        moved: impl Iterator<Item = (Row<'a>, bool)> + Clone,
        limit: f64,
        sum: &mut Sum,
    ) -> bool {
        let Self { sums, touched, merged, .. } = self;
        sum.weights.iter().for_each(|&(term, weight)| sums[term as usize] = weight);
        touched.clear();
        let mut greatest = 0.0_f64;
        for (term, weight) in moved.clone().filter(|(_, came)| *came).flat_map(|(row, _)| row.into_pairs()) {
            let sum = &mut sums[term as usize];
            if *sum == 0.0 {
                touched.push(term);
            }
            *sum += f64::from(weight);
            greatest = greatest.max(*sum);
        }
        touched.sort_unstable();
        let is_exact = greatest <= limit;
        if !is_exact {
            touched.iter().chain(sum.weights.iter().map(|(term, _)| term)).for_each(|&term| sums[term as usize] = 0.0);
            return false;
        }
        for (term, weight) in moved.filter(|(_, came)| !came).flat_map(|(row, _)| row.into_pairs()) {
            sums[term as usize] -= f64::from(weight);
        }
        merged.clear();
        let mut new = touched.iter().copied().peekable();
        let mut push = |term: u32| match std::mem::take(&mut sums[term as usize]) {
            0.0 => {}
            weight => merged.push((term, weight)),
        };
        for &(term, _) in &sum.weights {
            while let Some(new) = new.next_if(|&new| new < term) {
                push(new);
            }
            push(term);
        }
        new.for_each(push);
        std::mem::swap(&mut sum.weights, merged);
        true
    }

    /// The exact similarity of each member of a cluster to its centroid.
    fn similarities(&mut self, rows: &UnitRows, change: &Change<'_>, cluster: u32, centroid: &RowBuf) -> Vec<f64> {
        let Self { weights, .. } = self;
        centroid.as_row().iter().for_each(|(term, weight)| weights[term as usize] = weight);
        let row = |&place: &u32| rows.row(change.documents[place as usize] as usize);
        let similarities = change.members(cluster).iter().map(|place| row(place).dot_dense(weights)).collect();
        centroid.terms.iter().for_each(|&term| weights[term as usize] = 0.0);
        similarities
    }
}

/// Gives each empty cluster the document that fits its own cluster worst, out of clusters with more than one.
///
/// The objective cannot fall by it: the length of a sum falls by at most 1 when a unit row leaves, and the row alone has
/// length 1. `labels` starts as the nearest centroids and is changed.
pub fn repair_empty_clusters(labels: &mut [u32], nearest: &[Nearest], n_clusters: usize) {
    let mut sizes = vec![0_usize; n_clusters];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    let empty: Vec<usize> = (0..n_clusters).filter(|&cluster| sizes[cluster] == 0).collect();
    if empty.is_empty() {
        return;
    }
    let mut worst_first: Vec<usize> = (0..labels.len()).collect();
    worst_first.sort_by(|&a, &b| nearest[a].similarity.total_cmp(&nearest[b].similarity));
    let mut donors = worst_first.into_iter();
    for cluster in empty {
        let Some(donor) = donors.find(|&place| sizes[labels[place] as usize] > 1) else { return };
        sizes[labels[donor] as usize] -= 1;
        sizes[cluster] = 1;
        labels[donor] = cluster as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::UnitRowsBuilder;

    fn rows(rows: &[&[(u32, f64)]]) -> UnitRows {
        let mut builder = UnitRowsBuilder::new(6).unwrap();
        rows.iter().for_each(|row| builder.push(row).unwrap());
        builder.finish()
    }

    #[test]
    fn sums_that_follow_moves_are_those_of_all_members() {
        let weights = [0.3, 0.1, 0.7, 0.05, 1.0, 0.9, 0.2, 0.45];
        let all: Vec<Vec<(u32, f64)>> = (0..8_u32)
            .map(|row| {
                (0..3).map(|term| (term * 2 + row % 2, weights[(row as usize + 3 * term as usize) % 8])).collect()
            })
            .collect();
        let rows = rows(&all.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let documents: Vec<u32> = (0..8).collect();
        let labels =
            [[0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1, 1, 1], [0, 0, 1, 1, 1, 0, 1, 1], [0, 0, 1, 1, 1, 1, 1, 1]];
        let mut followed = Sums::new(&rows, 2);
        let mut before: &[u32] = &[];
        for labels in &labels {
            let change = Change::new(&documents, before, labels, 2);
            let updated = followed.update(&rows, &change);
            let afresh = Sums::new(&rows, 2).update(&rows, &Change::new(&documents, &[], labels, 2));
            assert_eq!(updated.len(), afresh.len());
            for (updated, afresh) in updated.iter().zip(&afresh) {
                assert_eq!(updated.centroid, afresh.centroid);
                assert_eq!(updated.length.to_bits(), afresh.length.to_bits());
                assert_eq!(updated.similarities, afresh.similarities);
            }
            assert!(followed.clusters.iter().all(|sum| sum.is_exact));
            before = labels;
        }
    }

    #[test]
    fn the_limit_of_exact_sums_follows_the_smallest_step() {
        // 3/5 and 4/5 in `f32` are odd multiples of 2⁻²⁴ and 2⁻²³.
        let limit = exact_limit(&rows(&[&[(0, 3.0), (1, 4.0)]]));
        let steps = [0.6_f32, 0.8].map(|weight| f64::from(weight) * 2.0_f64.powi(53) / limit);
        assert!(steps.iter().all(|steps| steps.fract() == 0.0), "{steps:?}");
        assert!(steps.iter().any(|steps| (steps / 2.0).fract() > 0.0), "{steps:?}");
        assert!(exact_limit(&rows(&[&[(0, 1.0), (1, 1e-30)]])) < 1e-12);
    }
}

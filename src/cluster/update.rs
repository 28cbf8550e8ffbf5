//! From labels to centroids: sums of the members of each cluster.
//!
//! A sum follows who came and who left as long as it is exact, so that it is the same bit for bit as if all members were
//! added in ascending order; where exactness is not certain, they are.

use std::ops::Deref;

use rayon::prelude::*;

use super::bounds::note_rises;
use super::change::{Change, Moves};
use super::pool::Pool;
use super::prefetch::prefetched;
use super::sum::{Room, Sum, least_member_weights};
use crate::matrix::{ColumnSet, Row, RowBuf, UnitRows};

/// The sums of all clusters.
#[derive(Debug)]
pub struct Sums {
    /// Sums up to this are exact, in any order.
    limit: f64,
    least_member_weights: f64,
    clusters: Vec<Sum>,
    /// Of each term, by how much its weight rose last in any centroid, at most.
    rises: Vec<f32>,
    scratch: Pool<Scratch>,
}

/// What a thread keeps from cluster to cluster.
#[derive(Debug)]
struct Scratch {
    /// Of each term; all zeros between two clusters.
    sums: Vec<f64>,
    /// Terms of the rows that were summed; none between two clusters.
    touched: ColumnSet,
    /// Room for them in their order.
    ordered: Vec<u32>,
    room: Room,
    /// A centroid before it takes the place of the old one.
    centroid: RowBuf,
    /// Of those centroids that this thread has made.
    rises: Vec<f32>,
}

impl Sums {
    /// Keeps no more than some `bytes` of sums.
    pub fn new(rows: &UnitRows, n_clusters: usize, bytes: usize) -> Self {
        let (clusters, rises) = (vec![Sum::default(); n_clusters], vec![0.0; rows.n_cols()]);
        let (limit, least_member_weights) = (exact_limit(rows), least_member_weights(rows.nnz(), bytes));
        Self { limit, least_member_weights, clusters, rises, scratch: Pool::default() }
    }

    /// Follows a change: makes the centroids of the clusters in it, and gives the lengths of their sums, in their order.
    pub fn update(&mut self, rows: &UnitRows, centroids: &mut [RowBuf], change: &Change<'_>) -> Vec<f64> {
        let lengths = self.follow(rows, centroids.iter_mut(), change, |scratch, sum, centroid| {
            scratch.centroid.set_unit(&sum.terms, &sum.weights);
            note_rises(&mut scratch.rises, centroid.as_row(), scratch.centroid.as_row());
            centroid.set(scratch.centroid.as_row());
            sum.length()
        });
        self.rises.fill(0.0);
        self.scratch.for_each(|scratch| {
            for (rise, of_thread) in self.rises.iter_mut().zip(&mut scratch.rises) {
                *rise = rise.max(std::mem::take(of_thread));
            }
        });
        lengths
    }

    /// For each term the greatest rise of its weight in any centroid by the last update, but for rounding.
    pub fn rises(&self) -> &[f32] {
        &self.rises
    }

    /// Follows a change, and gives the lengths of the sums of the clusters in it, in their order. `centroids`: those that the
    /// last update made.
    pub fn lengths(&mut self, rows: &UnitRows, centroids: &[RowBuf], change: &Change<'_>) -> Vec<f64> {
        self.follow(rows, centroids.iter(), change, |_, sum, _| sum.length())
    }

    /// One task a cluster.
    fn follow<C: Deref<Target = RowBuf> + Send>(
        &mut self,
        rows: &UnitRows,
        centroids: impl Iterator<Item = C>,
        change: &Change<'_>,
        finish: impl Fn(&mut Scratch, &Sum, &mut C) -> f64 + Sync,
    ) -> Vec<f64> {
        let Self { limit, least_member_weights, clusters, scratch, .. } = self;
        let all = clusters.iter_mut().zip(centroids);
        let task = |(cluster, (sum, mut centroid)): (u32, (&mut Sum, C))| {
            let new = || Scratch::new(rows.n_cols());
            scratch.lend(new, |scratch| {
                sum.open(&centroid.terms, &mut scratch.room);
                scratch.follow(rows, change, cluster, *limit, sum);
                let length = finish(scratch, sum, &mut centroid);
                sum.close(&centroid.terms, *least_member_weights, &mut scratch.room);
                length
            })
        };
        change.for_each(all, task)
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

impl Scratch {
    fn new(n_terms: usize) -> Self {
        let (sums, rises) = (vec![0.0; n_terms], vec![0.0; n_terms]);
        let (room, centroid) = (Room::default(), RowBuf::default());
        Self { sums, touched: ColumnSet::new(n_terms), ordered: Vec::new(), room, centroid, rises }
    }

    /// Brings the sum of a cluster up to date.
    fn follow(&mut self, rows: &UnitRows, change: &Change<'_>, cluster: u32, limit: f64, sum: &mut Sum) {
        let row = |place: u32| rows.row(change.documents[place as usize] as usize);
        let moves = change.moves(cluster).filter(|_| sum.is_kept());
        let follows = moves.is_some_and(|moves| self.add_moves(moves, row, limit, sum));
        if !follows {
            self.add_all(change.members(cluster), row, sum);
        }
    }

    /// Sums members in their order.
    fn add_all<'a>(&mut self, members: &[u32], row: impl Fn(u32) -> Row<'a>, sum: &mut Sum) {
        let Self { sums, touched, ordered, .. } = self;
        sum.n_member_weights = 0;
        for row in prefetched(members.iter().map(|&place| row(place))) {
            sum.n_member_weights += row.terms.len();
            for (term, weight) in row.iter() {
                sums[term as usize] += f64::from(weight);
                touched.insert(term);
            }
        }
        ordered.clear();
        touched.drain(|term| ordered.push(term));
        sum.take(ordered, sums);
        sum.bound = sum.greatest();
    }

    /// Adds rows that came and takes away those that left. Gives up, and leaves `sum` as it was, if a sum on the way may exceed
    /// `limit`.
    fn add_moves<'a>(&mut self, moves: Moves<'_>, row: impl Fn(u32) -> Row<'a>, limit: f64, sum: &mut Sum) -> bool {
        let Self { sums: differences, touched, ordered, .. } = self;
        let mut greatest = 0.0_f64;
        let mut add = |places: &[u32], sign: f64| {
            let mut n_weights = 0;
            for row in prefetched(places.iter().map(|&place| row(place))) {
                n_weights += row.terms.len();
                for (term, weight) in row.iter() {
                    let difference = &mut differences[term as usize];
                    *difference += sign * f64::from(weight);
                    greatest = greatest.max(difference.abs());
                    touched.insert(term);
                }
            }
            n_weights
        };
        let n_member_weights = sum.n_member_weights + add(moves.came, 1.0) - add(moves.left, -1.0);
        if sum.bound + greatest > limit {
            sum.bound = sum.greatest();
        }
        if sum.bound + greatest > limit {
            touched.drain(|term| differences[term as usize] = 0.0);
            return false;
        }
        sum.bound += greatest;
        sum.n_member_weights = n_member_weights;
        sum.add(differences);
        ordered.clear();
        // What is left the sum does not have.
        touched.drain(|term| {
            if differences[term as usize] != 0.0 {
                ordered.push(term);
            }
        });
        sum.insert(ordered, differences);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::Update;
    use super::*;

    fn rows(rows: &[&[(u32, f64)]]) -> UnitRows {
        UnitRows::of(6, rows).unwrap()
    }

    #[test]
    fn sums_that_follow_moves_are_those_of_all_members() {
        let weights = [0.3, 0.1, 0.7, 0.05, 1.0, 0.9, 0.2, 0.45];
        let terms = |row: u32| if row < 10 { [0, 2, 4] } else { [1, 3, 5] };
        let of_row = |row: u32| (0..).map(move |number| weights[(row as usize + 3 * number) % 8]);
        let all: Vec<Vec<(u32, f64)>> = (0..16).map(|row| terms(row).into_iter().zip(of_row(row)).collect()).collect();
        let rows = rows(&all.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let documents: Vec<u32> = (0..16).collect();
        // One comes with new terms and leaves with them, while others go the other way.
        let labels = [&[][..], &[12], &[3], &[3, 8, 9], &[8]].map(|moved: &[u32]| {
            documents.iter().map(|&row| u32::from((row >= 8) != moved.contains(&row))).collect::<Vec<u32>>()
        });
        let mut followed = Sums::new(&rows, 2, usize::MAX);
        let mut centroids = [RowBuf::default(), RowBuf::default()];
        let mut before = Vec::new();
        for labels in &labels {
            let is_first = before.is_empty();
            let change = Change::new(&documents, before, labels, 2, Update::Moves);
            assert!(is_first || (0..2).all(|cluster| change.moves(cluster).is_some()));
            let lengths = followed.update(&rows, &mut centroids, &change);
            let mut afresh = [RowBuf::default(), RowBuf::default()];
            let change = Change::new(&documents, Vec::new(), labels, 2, Update::All);
            let all_lengths = Sums::new(&rows, 2, usize::MAX).update(&rows, &mut afresh, &change);
            assert_eq!(centroids, afresh);
            assert!(lengths.iter().all(|length| all_lengths.contains(length)), "{lengths:?} in {all_lengths:?}");
            assert!(followed.clusters.iter().all(|sum| sum.is_kept() && sum.bound <= followed.limit));
            before = labels.clone();
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

//! What the loop of k-means asks of its points, and how sparse rows answer.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;

use super::arbiter::similarity;
use super::assign::Assigner;
use super::centroids::Centroids;
use super::change::Change;
use super::options::Options;
use super::own::{Own, similarities};
use super::params::ParamsError;
use super::seed_index::SeedIndex;
use super::update::Sums;
use crate::matrix::UnitRows;
use crate::progress::{Cancelled, Monitor};

/// Rows of length 1, or empty, that can be clustered.
pub trait Points: Sync + Sized {
    /// All centroids of a run.
    type Centroids: Sync;
    /// The sums of the members of all clusters.
    type Sums;
    type TakeSeeds<'a>: TakeSeeds
    where
        Self: 'a;
    type Assigner<'a>: Assign<Self>
    where
        Self: 'a;

    fn n_rows(&self) -> usize;

    fn n_cols(&self) -> usize;

    /// Whether a row has no direction.
    fn is_empty(&self, row: u32) -> bool;

    /// What is the same for equal rows.
    fn hash(&self, row: u32) -> u64;

    fn are_equal(&self, row: u32, other: u32) -> bool;

    /// The error if all of `n_rows` rows are empty.
    fn nothing_to_cluster(n_rows: usize) -> ParamsError;

    /// Writes a row to `probe`, which has `n_cols` values.
    fn load(&self, row: u32, probe: &mut [f32]);

    /// Makes room for another row in `probe`, which holds `row`.
    fn unload(&self, row: u32, probe: &mut [f32]);

    /// Writes the exact similarities of `rows` to the one that `probe` holds.
    fn compare(&self, rows: &[u32], probe: &[f32], similarities: &mut [f64]);

    /// What takes seeds out of `documents`, which are similar if their similarity is at least `least`; that is positive.
    fn take_seeds<'a>(&'a self, documents: &[u32], least: f64) -> Self::TakeSeeds<'a>;

    /// The rows that `picked` names, as centroids.
    fn pick(&self, picked: &[u32]) -> Self::Centroids;

    /// The exact similarity of a row to a centroid.
    fn similarity(&self, row: u32, centroids: &Self::Centroids, centroid: u32) -> f64;

    /// The centroids that `kept` names, ascending, in the place of all.
    fn keep(centroids: Self::Centroids, kept: &[u32]) -> Self::Centroids;

    /// `documents`: rows that are not empty, ascending.
    fn assigner<'a>(&'a self, documents: &'a [u32], options: Options) -> Self::Assigner<'a>;

    /// What sums keep from one iteration to the next, no more than some `bytes`.
    fn sums(&self, n_clusters: usize, bytes: usize) -> Self::Sums;

    /// Makes the centroids of the clusters of a change: the sums of their members in ascending order at length 1, bit for bit.
    /// Gives the Euclidean lengths of the sums, cluster by cluster: each is the sum of the members' cosines to their centroid.
    fn update(&self, sums: &mut Self::Sums, centroids: &mut Self::Centroids, change: &Change<'_>) -> Vec<f64>;

    /// The lengths alone. `centroids`: those that the last update made.
    fn lengths(&self, sums: &mut Self::Sums, centroids: &Self::Centroids, change: &Change<'_>) -> Vec<f64>;

    /// The exact similarities of some members of clusters to the centroid of theirs, part by part. Members are places in
    /// `documents`.
    fn own_similarities(
        &self,
        centroids: &Self::Centroids,
        documents: &[u32],
        parts: &[(u32, &[u32])],
    ) -> Vec<Vec<f64>>;
}

/// Takes seeds that are not similar to each other.
pub trait TakeSeeds: Sync {
    /// A row that is similar to none of the seeds there were when it became one.
    type Candidate: Send;

    /// Nothing if `row` is similar to a seed.
    fn candidate(&self, row: u32) -> Option<Self::Candidate>;

    /// Takes a candidate, unless it is similar to a seed that was taken since it became one.
    fn take(&mut self, candidate: Self::Candidate);

    /// In the order in which they were taken.
    fn seeds(&self) -> &[u32];
}

/// Finds nearest centroids, iteration by iteration, run after run.
pub trait Assign<P: Points> {
    /// The nearest centroid of each document, of which nothing is known in this run.
    fn first(&mut self, centroids: &P::Centroids, monitor: &dyn Monitor) -> Result<Own, Cancelled>;

    /// Finds the nearest centroid of each document after some centroids moved. `moved`: which, ascending; `sums`: that they were
    /// made of; `own`: of the centroids as they are now. Cancelled, it leaves some labels of before in `own`.
    fn next(
        &mut self,
        centroids: &P::Centroids,
        moved: &[u32],
        sums: &P::Sums,
        own: &mut Own,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled>;

    /// How many bytes of sums a run may keep.
    fn bytes_for_sums(&self) -> usize;
}

impl Points for UnitRows {
    type Centroids = Centroids;
    type Sums = Sums;
    type TakeSeeds<'a> = SeedIndex<'a>;
    type Assigner<'a> = Assigner<'a>;

    fn n_rows(&self) -> usize {
        Self::n_rows(self)
    }

    fn n_cols(&self) -> usize {
        Self::n_cols(self)
    }

    fn is_empty(&self, row: u32) -> bool {
        self.row(row as usize).is_empty()
    }

    fn hash(&self, row: u32) -> u64 {
        let row = self.row(row as usize);
        let mut hasher = FxHasher::default();
        row.terms.hash(&mut hasher);
        row.weights.iter().for_each(|weight| weight.to_bits().hash(&mut hasher));
        hasher.finish()
    }

    fn are_equal(&self, row: u32, other: u32) -> bool {
        self.row(row as usize) == self.row(other as usize)
    }

    fn nothing_to_cluster(n_rows: usize) -> ParamsError {
        ParamsError::NoRows { n_rows }
    }

    fn load(&self, row: u32, probe: &mut [f32]) {
        self.row(row as usize).iter().for_each(|(term, weight)| probe[term as usize] = weight);
    }

    fn unload(&self, row: u32, probe: &mut [f32]) {
        self.row(row as usize).terms.iter().for_each(|&term| probe[term as usize] = 0.0);
    }

    fn compare(&self, rows: &[u32], probe: &[f32], similarities: &mut [f64]) {
        let compared = rows.iter().map(|&row| self.row(row as usize).dot_dense(probe));
        similarities.iter_mut().zip(compared).for_each(|(similarity, compared)| *similarity = compared);
    }

    fn take_seeds<'a>(&'a self, documents: &[u32], least: f64) -> SeedIndex<'a> {
        SeedIndex::new(self, documents, least)
    }

    fn pick(&self, picked: &[u32]) -> Centroids {
        Centroids::pick(self, picked)
    }

    fn similarity(&self, row: u32, centroids: &Centroids, centroid: u32) -> f64 {
        similarity(self.row(row as usize), centroids.row(centroid as usize))
    }

    fn keep(centroids: Centroids, kept: &[u32]) -> Centroids {
        centroids.keep(kept)
    }

    fn assigner<'a>(&'a self, documents: &'a [u32], options: Options) -> Assigner<'a> {
        Assigner::new(self, documents, options)
    }

    fn sums(&self, n_clusters: usize, bytes: usize) -> Sums {
        Sums::new(self, n_clusters, bytes)
    }

    fn update(&self, sums: &mut Sums, centroids: &mut Centroids, change: &Change<'_>) -> Vec<f64> {
        sums.update(self, centroids.rows_mut(), change)
    }

    fn lengths(&self, sums: &mut Sums, centroids: &Centroids, change: &Change<'_>) -> Vec<f64> {
        sums.lengths(self, centroids.all(), change)
    }

    fn own_similarities(&self, centroids: &Centroids, documents: &[u32], parts: &[(u32, &[u32])]) -> Vec<Vec<f64>> {
        similarities(self, centroids, documents, parts)
    }
}

impl Assign<UnitRows> for Assigner<'_> {
    fn first(&mut self, centroids: &Centroids, monitor: &dyn Monitor) -> Result<Own, Cancelled> {
        Assigner::first(self, centroids, monitor)
    }

    fn next(
        &mut self,
        centroids: &Centroids,
        moved: &[u32],
        sums: &Sums,
        own: &mut Own,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        Assigner::next(self, centroids, moved, sums.rises(), own, monitor)
    }

    fn bytes_for_sums(&self) -> usize {
        Assigner::bytes_for_sums(self)
    }
}

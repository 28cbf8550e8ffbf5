//! How dense rows answer the loop of k-means.

use std::hash::{Hash as _, Hasher as _};

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::super::change::Change;
use super::super::options::Options;
use super::super::params::ParamsError;
use super::super::points::Points;
use super::super::simd::Instructions;
use super::assign::DenseAssigner;
use super::centroids::DenseCentroids;
use super::rows::{DenseRows, write_unit};
use super::seeds::DenseSeeds;
use super::update::{compare, sums};

impl Points for DenseRows {
    type Centroids = DenseCentroids;
    type Sums = ();
    type TakeSeeds<'a> = DenseSeeds<'a>;
    type Assigner<'a> = DenseAssigner<'a>;

    fn n_rows(&self) -> usize {
        Self::n_rows(self)
    }

    /// With the padding.
    fn n_cols(&self) -> usize {
        super::rows::stride_of(Self::n_cols(self))
    }

    fn is_empty(&self, row: u32) -> bool {
        Self::is_empty(self, row as usize)
    }

    fn hash(&self, row: u32) -> u64 {
        let mut hasher = FxHasher::default();
        self.row(row as usize).iter().for_each(|value| value.to_bits().hash(&mut hasher));
        hasher.finish()
    }

    fn are_equal(&self, row: u32, other: u32) -> bool {
        self.row(row as usize) == self.row(other as usize)
    }

    fn nothing_to_cluster(n_rows: usize) -> ParamsError {
        ParamsError::NoVectors { n_rows }
    }

    fn load(&self, row: u32, probe: &mut [f32]) {
        probe.copy_from_slice(self.padded(row as usize));
    }

    fn unload(&self, _: u32, _: &mut [f32]) {}

    fn compare(&self, rows: &[u32], probe: &[f32], similarities: &mut [f64]) {
        compare(self, rows, probe, similarities, Instructions::best());
    }

    fn take_seeds<'a>(&'a self, _: &[u32], least: f64) -> DenseSeeds<'a> {
        DenseSeeds::new(self, least)
    }

    fn pick(&self, picked: &[u32]) -> DenseCentroids {
        DenseCentroids::pick(self, picked)
    }

    fn similarity(&self, row: u32, centroids: &DenseCentroids, centroid: u32) -> f64 {
        let mut similarities = [0.0];
        self.compare(&[row], centroids.padded(centroid as usize), &mut similarities);
        similarities[0]
    }

    fn keep(centroids: DenseCentroids, kept: &[u32]) -> DenseCentroids {
        centroids.keep(kept)
    }

    fn assigner<'a>(&'a self, documents: &'a [u32], options: Options) -> DenseAssigner<'a> {
        DenseAssigner { rows: self, documents, options }
    }

    fn sums(&self, _: usize, _: usize) {}

    fn update(&self, (): &mut (), centroids: &mut DenseCentroids, change: &Change<'_>) -> Vec<f64> {
        change.for_each(centroids.rows_mut().iter_mut(), |(cluster, centroid)| {
            let (sums, length) = sums(self, change, cluster);
            centroid.fill(0.0);
            write_unit(sums.into_iter(), centroid);
            length
        })
    }

    fn lengths(&self, (): &mut (), _: &DenseCentroids, change: &Change<'_>) -> Vec<f64> {
        change.for_each(std::iter::repeat(()), |(cluster, ())| sums(self, change, cluster).1)
    }

    fn own_similarities(
        &self,
        centroids: &DenseCentroids,
        documents: &[u32],
        parts: &[(u32, &[u32])],
    ) -> Vec<Vec<f64>> {
        let instructions = Instructions::best();
        let task = |&(cluster, members): &(u32, &[u32])| {
            let rows: Vec<u32> = members.iter().map(|&place| documents[place as usize]).collect();
            let mut similarities = vec![0.0; rows.len()];
            compare(self, &rows, centroids.padded(cluster as usize), &mut similarities, instructions);
            similarities
        };
        parts.par_iter().with_max_len(1).map(task).collect()
    }
}

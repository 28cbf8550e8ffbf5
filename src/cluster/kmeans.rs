//! One run: assign, repair, update, until nothing moves.

use super::assign::{Nearest, nearest_centroids};
use super::params::ValidParams;
use super::seeding::choose_seeds;
use super::update::{ClusterSum, Members, centroids, repair_empty_clusters, sum_members};
use super::{ClusterId, Clustered, Clustering, Stop};
use crate::matrix::{UnitRows, UnitRowsBuilder};
use crate::progress::{Cancelled, Iteration, Monitor, Progress, Stage, StageKind};

/// A run as it stands after an iteration.
pub struct Snapshot<'a> {
    pub iteration: Iteration,
    /// `n_clusters × n_terms`, rows of length 1.
    pub centroids: &'a UnitRows,
    /// Documents a cluster.
    pub sizes: Vec<u32>,
}

/// Clusters the rows that are not empty. `params` must have been checked against these `rows`.
///
/// Cancelled before the first iteration is complete it gives `Err(Cancelled)`, later the last complete iteration.
pub fn cluster(rows: &UnitRows, params: &ValidParams, monitor: &dyn Monitor) -> Result<Clustered, Cancelled> {
    cluster_watched(rows, params, monitor, &mut |_| {})
}

/// As [`cluster`], and shows every iteration to `watch`, on the calling thread.
pub fn cluster_watched(
    rows: &UnitRows,
    params: &ValidParams,
    monitor: &dyn Monitor,
    watch: &mut dyn FnMut(&Snapshot<'_>),
) -> Result<Clustered, Cancelled> {
    let documents: Vec<u32> = (0..rows.n_rows() as u32).filter(|&row| !rows.row(row as usize).is_empty()).collect();
    let seeds = choose_seeds(rows, &documents, params.get(), monitor)?;
    monitor.report(Stage::at(StageKind::Iterate, 0, params.get().max_iterations));
    let first = Assignment::new(rows, &documents, pick_rows(rows, &seeds), monitor)?;
    let run = Run { rows, documents: &documents, params };
    let mut iterations = Vec::new();
    let (last, stop) = run.iterate(first, &mut iterations, monitor, watch)?;
    Ok(run.finish(last, iterations, stop))
}

/// Centroids and the nearest of them for each document: consistent by construction.
struct Assignment {
    centroids: UnitRows,
    nearest: Vec<Nearest>,
}

impl Assignment {
    fn new(rows: &UnitRows, documents: &[u32], centroids: UnitRows, monitor: &dyn Monitor) -> Result<Self, Cancelled> {
        let nearest = nearest_centroids(rows, documents, &centroids, monitor)?;
        Ok(Self { centroids, nearest })
    }

    fn labels(&self) -> Vec<u32> {
        self.nearest.iter().map(|nearest| nearest.centroid).collect()
    }
}

struct Run<'a> {
    rows: &'a UnitRows,
    /// Rows that are not empty, ascending.
    documents: &'a [u32],
    params: &'a ValidParams,
}

impl Run<'_> {
    /// The last complete assignment and why there is no further one.
    fn iterate(
        &self,
        first: Assignment,
        iterations: &mut Vec<Iteration>,
        monitor: &dyn Monitor,
        watch: &mut dyn FnMut(&Snapshot<'_>),
    ) -> Result<(Assignment, Stop), Cancelled> {
        monitor.check()?;
        let params = self.params.get();
        let n_clusters = params.n_clusters;
        let max_moved = (params.tolerance * self.documents.len() as f64) as usize;
        let mut assignment = first;
        // Of the iteration before: labels after repair, and their sums.
        let mut labels: Vec<u32> = Vec::new();
        let mut sums: Vec<ClusterSum> = vec![ClusterSum::default(); n_clusters];
        for number in 1..=params.max_iterations {
            let mut new_labels = assignment.labels();
            repair_empty_clusters(&mut new_labels, &assignment.nearest, n_clusters);
            let moved = self.update_sums(&labels, &new_labels, &mut sums);
            labels = new_labels;

            let objective = sums.iter().map(|sum| sum.length).sum::<f64>() / self.documents.len() as f64;
            let iteration = Iteration { number, moved, objective };
            iterations.push(iteration);
            monitor.report(Progress::Iteration(iteration));
            monitor.report(Stage::at(StageKind::Iterate, number, params.max_iterations));
            let centroids = centroids(&sums, self.rows.n_cols());
            watch(&Snapshot { iteration, centroids: &centroids, sizes: sizes(&labels, n_clusters) });

            // After the last update the documents are assigned once more, so that labels fit the centroids returned.
            match Assignment::new(self.rows, self.documents, centroids, monitor) {
                Ok(next) => assignment = next,
                Err(Cancelled) => return Ok((assignment, Stop::Cancelled)),
            }
            let n_moving = assignment.nearest.iter().zip(&labels).filter(|(new, old)| new.centroid != **old).count();
            if n_moving <= max_moved {
                return Ok((assignment, Stop::Converged));
            }
        }
        Ok((assignment, Stop::MaxIterations))
    }

    /// Sums anew the clusters whose members changed; gives the number of documents that changed cluster.
    fn update_sums(&self, old: &[u32], new: &[u32], sums: &mut [ClusterSum]) -> usize {
        let mut changed = vec![old.is_empty(); sums.len()];
        let mut moved = if old.is_empty() { new.len() } else { 0 };
        for (&old, &new) in old.iter().zip(new).filter(|(old, new)| old != new) {
            moved += 1;
            changed[old as usize] = true;
            changed[new as usize] = true;
        }
        let wanted: Vec<u32> = (0..sums.len() as u32).filter(|&cluster| changed[cluster as usize]).collect();
        let members = Members::new(self.documents, new, sums.len());
        for (cluster, sum) in wanted.iter().zip(sum_members(self.rows, &members, &wanted)) {
            sums[*cluster as usize] = sum;
        }
        moved
    }

    /// Leaves out clusters that no document is nearest to: their absence changes no label.
    fn finish(&self, last: Assignment, iterations: Vec<Iteration>, stop: Stop) -> Clustered {
        let n_asked = self.params.get().n_clusters;
        let labels = last.labels();
        let all_sizes = sizes(&labels, n_asked);
        let kept: Vec<u32> = (0..n_asked as u32).filter(|&cluster| all_sizes[cluster as usize] > 0).collect();
        let mut new_of_old = vec![0_u32; n_asked];
        kept.iter().enumerate().for_each(|(new, &old)| new_of_old[old as usize] = new as u32);

        let sums = sum_members(self.rows, &Members::new(self.documents, &labels, n_asked), &kept);
        let objective = sums.iter().map(|sum| sum.length).sum::<f64>() / self.documents.len() as f64;
        let mut label_of_row = vec![None; self.rows.n_rows()];
        for (&document, &label) in self.documents.iter().zip(&labels) {
            label_of_row[document as usize] = Some(ClusterId(new_of_old[label as usize]));
        }
        let centroids = if kept.len() == n_asked { last.centroids } else { pick_rows(&last.centroids, &kept) };
        let clustering = Clustering {
            labels: label_of_row,
            sizes: kept.iter().map(|&cluster| all_sizes[cluster as usize]).collect(),
            objective,
            iterations,
            stop,
            n_dropped: n_asked - kept.len(),
            reduced_from: self.params.reduced_from(),
        };
        Clustered { clustering, centroids }
    }
}

fn sizes(labels: &[u32], n_clusters: usize) -> Vec<u32> {
    let mut sizes = vec![0; n_clusters];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    sizes
}

fn pick_rows(rows: &UnitRows, picked: &[u32]) -> UnitRows {
    let mut builder = UnitRowsBuilder::new(rows.n_cols()).expect("as many columns as the rows have");
    for &row in picked {
        builder.push_unit(rows.row(row as usize));
    }
    builder.finish()
}

//! One run: assign, repair, update, until nothing moves.

use rayon::prelude::*;

use super::arbiter::Nearest;
use super::change::Change;
use super::options::Options;
use super::own::Own;
use super::params::ValidParams;
use super::points::{Assign, Points};
use super::seeding::choose_seeds;
use super::update::repair_empty_clusters;
use super::{ClusterId, Clustered, Clustering, Stop};
use crate::matrix::UnitRows;
use crate::progress::{Cancelled, Iteration, Monitor, Progress, Stage, StageKind};

/// A run as it stands after an iteration.
pub struct Snapshot<'a, P: Points = UnitRows> {
    pub iteration: Iteration,
    /// A row a cluster.
    pub centroids: &'a P::Centroids,
    /// Rows that are not empty, ascending, and the cluster of each.
    pub documents: &'a [u32],
    pub labels: &'a [u32],
    /// Documents a cluster.
    pub sizes: Vec<u32>,
}

/// Clusters the rows that are not empty. `params` must have been checked against these `points`.
///
/// Cancelled before the first iteration is complete it gives `Err(Cancelled)`, later the last complete iteration.
pub fn cluster<P: Points>(points: &P, params: &ValidParams, monitor: &dyn Monitor) -> Result<Clustered<P>, Cancelled> {
    cluster_watched(points, params, monitor, &mut |_| {})
}

/// As [`cluster`], and shows every iteration to `watch`, on the calling thread.
pub fn cluster_watched<P: Points>(
    points: &P,
    params: &ValidParams,
    monitor: &dyn Monitor,
    watch: &mut dyn FnMut(&Snapshot<'_, P>),
) -> Result<Clustered<P>, Cancelled> {
    cluster_with(points, params, Options::default(), monitor, watch)
}

/// As [`cluster_watched`], in the way that `options` say.
#[doc(hidden)]
pub fn cluster_with<P: Points>(
    points: &P,
    params: &ValidParams,
    options: Options,
    monitor: &dyn Monitor,
    watch: &mut dyn FnMut(&Snapshot<'_, P>),
) -> Result<Clustered<P>, Cancelled> {
    let documents: Vec<u32> = (0..points.n_rows() as u32).filter(|&row| !points.is_empty(row)).collect();
    let run = Run { points, documents: &documents, params, options };
    // One for all runs, which take the same room.
    let mut assigner = points.assigner(&documents, options);
    let mut best = run.restart(0, &mut assigner, monitor, watch)?;
    for number in 1..params.get().restarts {
        if best.clustering.stop == Stop::Cancelled {
            break;
        }
        // Two sets of centroids would take much of the memory.
        best.centroids = None;
        match run.restart(number, &mut assigner, monitor, watch) {
            Ok(next) if next.clustering.stop == Stop::Cancelled || is_better(&next, &best) => {
                let stop = next.clustering.stop;
                best = if is_better(&next, &best) { next } else { best };
                best.clustering.stop = stop;
            }
            Ok(_) => {}
            Err(Cancelled) => best.clustering.stop = Stop::Cancelled,
        }
    }
    drop(assigner);
    Ok(run.complete(best))
}

/// A run that has ended, while another may still be better.
struct Ended<P: Points> {
    clustering: Clustering,
    /// The clusters in it, of all that were asked for.
    kept: Vec<u32>,
    seeds: Vec<u32>,
    /// The labels that the centroids were made of; empty if they are the seeds.
    labels: Vec<u32>,
    /// Of all clusters, unless they have to be made again.
    centroids: Option<P::Centroids>,
}

fn is_better<P: Points>(a: &Ended<P>, b: &Ended<P>) -> bool {
    a.clustering.objective > b.clustering.objective
}

/// Centroids and the nearest of them for each document.
struct Assignment<P: Points> {
    centroids: P::Centroids,
    nearest: Vec<Nearest>,
}

impl<P: Points> Assignment<P> {
    fn labels(&self) -> Vec<u32> {
        self.nearest.iter().map(|nearest| nearest.centroid).collect()
    }
}

/// What a run has come to: its last labels, and what is known of the clusters that they make.
struct Course<P: Points> {
    /// The documents that the first centroids are.
    seeds: Vec<u32>,
    labels: Vec<u32>,
    sums: P::Sums,
    /// Of the sum of each cluster.
    lengths: Vec<f64>,
    iterations: Vec<Iteration>,
}

struct Run<'a, P> {
    points: &'a P,
    /// Rows that are not empty, ascending.
    documents: &'a [u32],
    params: &'a ValidParams,
    options: Options,
}

impl<P: Points> Run<'_, P> {
    /// The run with the seed that is `number` after the first.
    fn restart(
        &self,
        number: usize,
        assigner: &mut P::Assigner<'_>,
        monitor: &dyn Monitor,
        watch: &mut dyn FnMut(&Snapshot<'_, P>),
    ) -> Result<Ended<P>, Cancelled> {
        let params = self.params.get();
        let seed = params.seed.wrapping_add(number as u64);
        let seeds = choose_seeds(self.points, self.documents, params, seed, monitor)?;
        let n_before = number * params.max_iterations;
        monitor.report(Stage::at(StageKind::Iterate, n_before, params.restarts * params.max_iterations));
        let centroids = self.points.pick(&seeds);
        let nearest = assigner.first(&centroids, monitor)?;
        let first = Assignment { centroids, nearest };
        let n_clusters = params.n_clusters;
        let (sums, lengths) = (self.points.sums(n_clusters), vec![0.0; n_clusters]);
        let mut course = Course { seeds, labels: Vec::new(), sums, lengths, iterations: Vec::new() };
        let (last, stop) = self.iterate(assigner, first, &mut course, n_before, monitor, watch)?;
        Ok(self.finish(last, course, stop))
    }

    /// The last complete assignment and why there is no further one. `n_before`: iterations of earlier runs at most.
    fn iterate(
        &self,
        assigner: &mut P::Assigner<'_>,
        mut assignment: Assignment<P>,
        course: &mut Course<P>,
        n_before: usize,
        monitor: &dyn Monitor,
        watch: &mut dyn FnMut(&Snapshot<'_, P>),
    ) -> Result<(Assignment<P>, Stop), Cancelled> {
        monitor.check()?;
        let params = self.params.get();
        let n_clusters = params.n_clusters;
        let max_moved = (params.tolerance * self.documents.len() as f64) as usize;
        for number in 1..=params.max_iterations {
            let mut new_labels = assignment.labels();
            if sizes(&new_labels, n_clusters).contains(&0) {
                self.judge(&mut assignment);
            }
            repair_empty_clusters(&mut new_labels, &assignment.nearest, n_clusters);
            // What the nearest were if the next assignment is cancelled.
            let pairs = (0_u32..).zip(new_labels.iter().zip(&assignment.nearest));
            let repaired = pairs.filter(|(_, (label, nearest))| **label != nearest.centroid);
            let repaired: Vec<(u32, u32)> = repaired.map(|(place, (_, nearest))| (place, nearest.centroid)).collect();
            let (own, n_moved, moved) = {
                let change = self.change(&course.labels, &new_labels);
                self.update(course, &mut assignment.centroids, &change);
                let similarities = self.points.own_similarities(&assignment.centroids, &change);
                let own = Own::new(&new_labels, std::mem::take(&mut assignment.nearest), &change, &similarities);
                (own, change.n_moved, change.clusters)
            };
            let old_labels = std::mem::replace(&mut course.labels, new_labels);

            let objective = course.lengths.iter().sum::<f64>() / self.documents.len() as f64;
            let iteration = Iteration { number, moved: n_moved, objective };
            course.iterations.push(iteration);
            monitor.report(Progress::Iteration(iteration));
            monitor.report(Stage::at(StageKind::Iterate, n_before + number, params.restarts * params.max_iterations));
            let centroids = &assignment.centroids;
            let (documents, labels) = (self.documents, &course.labels);
            watch(&Snapshot { iteration, centroids, documents, labels, sizes: sizes(labels, n_clusters) });

            // After the last update the documents are assigned once more, so that labels fit the centroids returned.
            match assigner.next(centroids, &moved, &course.sums, own, monitor) {
                Ok(nearest) => assignment.nearest = nearest,
                Err(Cancelled) => {
                    let mut nearest = course.labels.clone();
                    repaired.into_iter().for_each(|(place, centroid)| nearest[place as usize] = centroid);
                    self.go_back(course, &mut assignment.centroids, old_labels);
                    let of_label = |centroid: u32| Nearest { centroid, similarity: f64::NAN };
                    assignment.nearest = nearest.into_iter().map(of_label).collect();
                    return Ok((assignment, Stop::Cancelled));
                }
            }
            let n_moving = assignment.nearest.iter().zip(labels).filter(|(new, old)| new.centroid != **old).count();
            if n_moving <= max_moved {
                return Ok((assignment, Stop::Converged));
            }
        }
        Ok((assignment, Stop::MaxIterations))
    }

    fn change(&self, old: &[u32], new: &[u32]) -> Change<'_> {
        Change::new(self.documents, old, new, self.params.get().n_clusters, self.options.update)
    }

    /// From labels to centroids.
    fn update(&self, course: &mut Course<P>, centroids: &mut P::Centroids, change: &Change<'_>) {
        let lengths = self.points.update(&mut course.sums, centroids, change);
        change.clusters.iter().zip(lengths).for_each(|(&cluster, length)| course.lengths[cluster as usize] = length);
    }

    /// Makes the centroids of the labels before the last ones again: to keep them would take as much memory as they do.
    fn go_back(&self, course: &mut Course<P>, centroids: &mut P::Centroids, labels: Vec<u32>) {
        if labels.is_empty() {
            // The sums are not those of these centroids; they are made anew when they are needed.
            *centroids = self.centroids_of(&course.seeds, &labels);
            course.sums = self.points.sums(self.params.get().n_clusters);
            course.labels = labels;
            return;
        }
        let change = self.change(&course.labels, &labels);
        self.update(course, centroids, &change);
        course.labels = labels;
    }

    /// The centroids that a run had made of `labels`, or chosen if there are none, bit for bit.
    fn centroids_of(&self, seeds: &[u32], labels: &[u32]) -> P::Centroids {
        let mut centroids = self.points.pick(seeds);
        if !labels.is_empty() {
            self.points.update(&mut self.points.sums(seeds.len()), &mut centroids, &self.change(&[], labels));
        }
        centroids
    }

    /// Finds those similarities to the nearest centroids that were not needed to tell which they are.
    fn judge(&self, assignment: &mut Assignment<P>) {
        let Assignment { centroids, nearest } = assignment;
        nearest.par_iter_mut().zip(self.documents).filter(|(nearest, _)| nearest.similarity.is_nan()).for_each(
            |(nearest, &document)| {
                nearest.similarity = self.points.similarity(document, centroids, nearest.centroid);
            },
        );
    }

    /// Leaves out clusters that no document is nearest to: their absence changes no label.
    fn finish(&self, last: Assignment<P>, mut course: Course<P>, stop: Stop) -> Ended<P> {
        let n_asked = self.params.get().n_clusters;
        let Assignment { centroids, nearest } = last;
        let labels: Vec<u32> = nearest.into_iter().map(|nearest| nearest.centroid).collect();
        let all_sizes = sizes(&labels, n_asked);
        let kept: Vec<u32> = (0..n_asked as u32).filter(|&cluster| all_sizes[cluster as usize] > 0).collect();
        let mut new_of_old = vec![0_u32; n_asked];
        kept.iter().enumerate().for_each(|(new, &old)| new_of_old[old as usize] = new as u32);

        let mut label_of_row = vec![None; self.points.n_rows()];
        for (&document, &label) in self.documents.iter().zip(&labels) {
            label_of_row[document as usize] = Some(ClusterId(new_of_old[label as usize]));
        }
        let clustering = Clustering {
            labels: label_of_row,
            sizes: kept.iter().map(|&cluster| all_sizes[cluster as usize]).collect(),
            objective: self.last_objective(&mut course, &centroids, &labels),
            iterations: course.iterations,
            stop,
            n_dropped: n_asked - kept.len(),
            reduced_from: self.params.reduced_from(),
        };
        Ended { clustering, kept, seeds: course.seeds, labels: course.labels, centroids: Some(centroids) }
    }

    fn complete(&self, ended: Ended<P>) -> Clustered<P> {
        let Ended { clustering, kept, seeds, labels, centroids } = ended;
        let centroids = centroids.unwrap_or_else(|| self.centroids_of(&seeds, &labels));
        Clustered { clustering, centroids: P::keep(centroids, &kept) }
    }

    /// The objective of the last `labels`.
    fn last_objective(&self, course: &mut Course<P>, centroids: &P::Centroids, labels: &[u32]) -> f64 {
        let change = self.change(&course.labels, labels);
        let lengths = self.points.lengths(&mut course.sums, centroids, &change);
        change.clusters.iter().zip(lengths).for_each(|(&cluster, length)| course.lengths[cluster as usize] = length);
        course.lengths.iter().sum::<f64>() / self.documents.len() as f64
    }
}

fn sizes(labels: &[u32], n_clusters: usize) -> Vec<u32> {
    let mut sizes = vec![0; n_clusters];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    sizes
}

//! One run: assign, repair, update, until nothing moves.

use super::change::{Change, Past};
use super::options::Options;
use super::own::Own;
use super::params::ValidParams;
use super::points::{Assign, Points};
use super::repair::repair_empty_clusters;
use super::seeding::choose_seeds;
use super::{ClusterId, Clustered, Clustering, Stop};
use crate::matrix::UnitRows;
use crate::progress::{Cancelled, Iteration, Monitor, Progress, Stage, StageKind};

/// Chunks of documents whose similarities to their own centroids are held at once.
const NOTED_CHUNKS: usize = 64;

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
        if best.stop == Stop::Cancelled {
            break;
        }
        // Two sets of centroids would take much of the memory.
        best.centroids = None;
        match run.restart(number, &mut assigner, monitor, watch) {
            Ok(next) if next.stop == Stop::Cancelled || is_better(&next, &best) => {
                let stop = next.stop;
                best = if is_better(&next, &best) { next } else { best };
                best.stop = stop;
            }
            Ok(_) => {}
            Err(Cancelled) => best.stop = Stop::Cancelled,
        }
    }
    drop(assigner);
    Ok(run.complete(best))
}

/// A run that has ended, while another may still be better.
struct Ended<P: Points> {
    seeds: Vec<u32>,
    /// The nearest centroid of each document.
    labels: Vec<u32>,
    /// The way to the labels that the centroids were made of.
    past: Past,
    /// Unless they have to be made again.
    centroids: Option<P::Centroids>,
    objective: f64,
    iterations: Vec<Iteration>,
    stop: Stop,
}

fn is_better<P: Points>(a: &Ended<P>, b: &Ended<P>) -> bool {
    a.objective > b.objective
}

/// Centroids and the nearest of them for each document.
struct Assignment<P: Points> {
    centroids: P::Centroids,
    own: Own,
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

impl<P: Points> Course<P> {
    /// Notes the lengths of the sums of the clusters of a change.
    fn note(&mut self, change: &Change<'_>, lengths: Vec<f64>) {
        change.clusters.iter().zip(lengths).for_each(|(&cluster, length)| self.lengths[cluster as usize] = length);
    }

    fn objective(&self, n_documents: usize) -> f64 {
        self.lengths.iter().sum::<f64>() / n_documents as f64
    }
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
        let own = assigner.first(&centroids, monitor)?;
        let first = Assignment { centroids, own };
        let n_clusters = params.n_clusters;
        let sums = self.points.sums(n_clusters, assigner.bytes_for_sums());
        let lengths = vec![0.0; n_clusters];
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
            let Assignment { centroids, own } = &mut assignment;
            let similarity =
                |place: usize, centroid| self.points.similarity(self.documents[place], centroids, centroid);
            let repaired = repair_empty_clusters(own, n_clusters, similarity);
            let change = self.change(std::mem::take(&mut course.labels), &own.labels);
            self.update(course, centroids, &change);
            own.follow(self.points, centroids, &change, &repaired, NOTED_CHUNKS * self.options.chunk_documents);
            let n_moved = change.n_moved;
            let (moved, past) = change.end();
            course.labels.clone_from(&own.labels);

            let objective = course.objective(self.documents.len());
            let iteration = Iteration { number, moved: n_moved, objective };
            course.iterations.push(iteration);
            monitor.report(Progress::Iteration(iteration));
            monitor.report(Stage::at(StageKind::Iterate, n_before + number, params.restarts * params.max_iterations));
            let (documents, labels) = (self.documents, &course.labels);
            watch(&Snapshot { iteration, centroids, documents, labels, sizes: sizes(labels, n_clusters) });

            // After the last update the documents are assigned once more, so that labels fit the centroids returned.
            if assigner.next(centroids, &moved, &course.sums, own, monitor).is_err() {
                own.labels.copy_from_slice(labels);
                repaired.iter().for_each(|repair| own.labels[repair.place as usize] = repair.nearest);
                self.go_back(course, centroids, &past);
                return Ok((assignment, Stop::Cancelled));
            }
            let n_moving = own.labels.iter().zip(labels).filter(|(new, old)| new != old).count();
            if n_moving <= max_moved {
                return Ok((assignment, Stop::Converged));
            }
        }
        Ok((assignment, Stop::MaxIterations))
    }

    fn change(&self, old: Vec<u32>, new: &[u32]) -> Change<'_> {
        Change::new(self.documents, old, new, self.params.get().n_clusters, self.options.update)
    }

    /// Those of which nothing is kept.
    fn sums(&self) -> P::Sums {
        self.points.sums(self.params.get().n_clusters, 0)
    }

    /// From labels to centroids.
    fn update(&self, course: &mut Course<P>, centroids: &mut P::Centroids, change: &Change<'_>) {
        let lengths = self.points.update(&mut course.sums, centroids, change);
        course.note(change, lengths);
    }

    /// Makes the centroids of the labels before the last ones again: to keep them would take as much memory as they do.
    fn go_back(&self, course: &mut Course<P>, centroids: &mut P::Centroids, past: &Past) {
        let mut labels = course.labels.clone();
        past.restore(&mut labels);
        if labels.is_empty() {
            // The sums are not those of these centroids; they are made anew when they are needed.
            *centroids = self.centroids_of(&course.seeds, &labels);
            course.sums = self.sums();
            course.labels = labels;
            return;
        }
        let change = self.change(std::mem::take(&mut course.labels), &labels);
        self.update(course, centroids, &change);
        course.labels = labels;
    }

    /// The centroids that a run had made of `labels`, or chosen if there are none, bit for bit.
    fn centroids_of(&self, seeds: &[u32], labels: &[u32]) -> P::Centroids {
        let mut centroids = self.points.pick(seeds);
        if !labels.is_empty() {
            self.points.update(&mut self.sums(), &mut centroids, &self.change(Vec::new(), labels));
        }
        centroids
    }

    fn finish(&self, last: Assignment<P>, mut course: Course<P>, stop: Stop) -> Ended<P> {
        let Assignment { centroids, own } = last;
        let labels = own.into_labels();
        let change = self.change(std::mem::take(&mut course.labels), &labels);
        let lengths = self.points.lengths(&mut course.sums, &centroids, &change);
        course.note(&change, lengths);
        let objective = course.objective(self.documents.len());
        let Course { seeds, iterations, .. } = course;
        let (_, past) = change.end();
        Ended { seeds, labels, past, centroids: Some(centroids), objective, iterations, stop }
    }

    /// Leaves out clusters that no document is nearest to: their absence changes no label.
    fn complete(&self, ended: Ended<P>) -> Clustered<P> {
        let Ended { seeds, mut labels, past, centroids, objective, iterations, stop } = ended;
        let n_asked = self.params.get().n_clusters;
        let all_sizes = sizes(&labels, n_asked);
        let kept: Vec<u32> = (0..n_asked as u32).filter(|&cluster| all_sizes[cluster as usize] > 0).collect();
        let mut new_of_old = vec![0_u32; n_asked];
        kept.iter().enumerate().for_each(|(new, &old)| new_of_old[old as usize] = new as u32);

        let mut label_of_row = vec![None; self.points.n_rows()];
        for (&document, &label) in self.documents.iter().zip(&labels) {
            label_of_row[document as usize] = Some(ClusterId(new_of_old[label as usize]));
        }
        let centroids = centroids.unwrap_or_else(|| {
            past.restore(&mut labels);
            self.centroids_of(&seeds, &labels)
        });
        let clustering = Clustering {
            labels: label_of_row,
            sizes: kept.iter().map(|&cluster| all_sizes[cluster as usize]).collect(),
            objective,
            iterations,
            stop,
            n_dropped: n_asked - kept.len(),
            reduced_from: self.params.reduced_from(),
        };
        Clustered { clustering, centroids: P::keep(centroids, &kept) }
    }
}

fn sizes(labels: &[u32], n_clusters: usize) -> Vec<u32> {
    let mut sizes = vec![0; n_clusters];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    sizes
}

//! Spherical k-means as one would write it with some care: what the engine has to beat.
//!
//! Centroids lie term by term, so that a document passes each of its terms once, adding a row of all centroids to its sums;
//! documents are shared out over all cores. Nothing is left out and nothing is blocked. Sums are `f32`, and sums of clusters
//! are taken anew each time.

use mungchi::matrix::UnitRows;
use rayon::prelude::*;

/// Documents a task.
const CHUNK: usize = 512;

pub struct Straightforward<'a> {
    rows: &'a UnitRows,
    n_clusters: usize,
    /// `n_terms × n_clusters`.
    centroids: Vec<f32>,
    /// Of each document; those without terms have any.
    labels: Vec<u32>,
}

impl<'a> Straightforward<'a> {
    /// Starts at centroids of length 1.
    pub fn new(rows: &'a UnitRows, centroids: &UnitRows) -> Self {
        let n_clusters = centroids.n_rows();
        let mut by_term = vec![0.0; rows.n_cols() * n_clusters];
        for (cluster, centroid) in centroids.rows().enumerate() {
            centroid.iter().for_each(|(term, weight)| by_term[term as usize * n_clusters + cluster] = weight);
        }
        Self { rows, n_clusters, centroids: by_term, labels: vec![0; rows.n_rows()] }
    }

    /// Finds the nearest centroid of each document; gives the number of those that moved.
    pub fn assign(&mut self) -> usize {
        let Self { rows, n_clusters, centroids, labels } = self;
        let n_clusters = *n_clusters;
        let chunks = labels.par_chunks_mut(CHUNK).enumerate();
        let assign = |sums: &mut Vec<f32>, (chunk, labels): (usize, &mut [u32])| {
            let mut n_moved = 0;
            for (place, label) in labels.iter_mut().enumerate() {
                sums.fill(0.0);
                for (term, weight) in rows.row(chunk * CHUNK + place).iter() {
                    let of_term = &centroids[term as usize * n_clusters..][..n_clusters];
                    sums.iter_mut().zip(of_term).for_each(|(sum, value)| *sum += weight * value);
                }
                let first = (0, f32::NEG_INFINITY);
                let nearer = |best: (u32, f32), (cluster, &sum): (usize, &f32)| {
                    if sum > best.1 { (cluster as u32, sum) } else { best }
                };
                let (nearest, _) = sums.iter().enumerate().fold(first, nearer);
                n_moved += usize::from(*label != nearest);
                *label = nearest;
            }
            n_moved
        };
        chunks.map_init(|| vec![0.0; n_clusters], assign).sum()
    }

    /// Makes the centroids of the labels; those of clusters without a document stay as they are. Gives the objective: the
    /// mean cosine of the documents to the centroid of their cluster.
    pub fn update(&mut self) -> f64 {
        let n_clusters = self.n_clusters;
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); n_clusters];
        let has_terms = |row: &usize| !self.rows.row(*row).is_empty();
        let documents = (0..self.rows.n_rows()).filter(has_terms);
        documents.for_each(|row| members[self.labels[row] as usize].push(row));
        let n_documents: usize = members.iter().map(Vec::len).sum();
        let sums: Vec<(Vec<(u32, f64)>, f64)> = members
            .par_iter()
            .map_init(
                || vec![0.0_f64; self.rows.n_cols()],
                |dense, members| {
                    for &row in members {
                        let row = self.rows.row(row);
                        row.iter().for_each(|(term, weight)| dense[term as usize] += f64::from(weight));
                    }
                    let terms = dense.iter_mut().enumerate().filter(|(_, sum)| **sum > 0.0);
                    let sums: Vec<(u32, f64)> = terms.map(|(term, sum)| (term as u32, std::mem::take(sum))).collect();
                    let length = sums.iter().map(|(_, sum)| sum * sum).sum::<f64>().sqrt();
                    (sums, length)
                },
            )
            .collect();
        let filled: Vec<bool> = sums.iter().map(|(terms, _)| !terms.is_empty()).collect();
        self.centroids.par_chunks_mut(n_clusters).for_each(|of_term| {
            of_term.iter_mut().zip(&filled).filter(|(_, filled)| **filled).for_each(|(value, _)| *value = 0.0);
        });
        for (cluster, (terms, length)) in sums.iter().enumerate() {
            for &(term, sum) in terms {
                self.centroids[term as usize * n_clusters + cluster] = (sum / length) as f32;
            }
        }
        sums.iter().map(|(_, length)| length).sum::<f64>() / n_documents as f64
    }
}

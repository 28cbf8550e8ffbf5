//! How similar documents are to the centroids of their own clusters.

use rayon::prelude::*;

use super::arbiter::Nearest;
use super::assign::Own;
use super::centroids::Centroids;
use super::change::Change;
use super::pool::Pool;
use super::prefetch::prefetched;
use crate::matrix::UnitRows;

/// Members of a cluster that one task compares, so that no large cluster is left when the other threads are done.
pub const MEMBERS_TOGETHER: usize = 2048;

/// What the documents know of their clusters after an update. `nearest`: of the centroids before it; `labels`: after repair;
/// `similarities`: to the new centroids, of the members of each cluster that changed.
///
/// A centroid that did not move lost against the document's own then, so it still does if the own similarity did not fall.
pub fn own(labels: &[u32], nearest: &[Nearest], change: &Change<'_>, similarities: &[f64]) -> Vec<Own> {
    let unmoved = |(&label, &nearest): (&u32, &Nearest)| {
        // Of a document that repair has put where it was put before, nothing is known.
        let is_nearest = label == nearest.centroid;
        Own { nearest: if is_nearest { nearest } else { Nearest::NONE }, was_nearest: is_nearest, settled: is_nearest }
    };
    let mut own: Vec<Own> = labels.iter().zip(nearest).map(unmoved).collect();
    let members =
        change.clusters.iter().flat_map(|&cluster| change.members(cluster).iter().map(move |&place| (cluster, place)));
    for ((centroid, place), &similarity) in members.zip(similarities) {
        let before = nearest[place as usize];
        let was_nearest = centroid == before.centroid;
        let settled = was_nearest && similarity >= before.similarity;
        own[place as usize] = Own { nearest: Nearest { centroid, similarity }, was_nearest, settled };
    }
    own
}

/// The exact similarities of the members of each cluster that changed to its centroid, cluster after cluster.
pub fn similarities(rows: &UnitRows, centroids: &Centroids, change: &Change<'_>) -> Vec<f64> {
    // Of each term; all zeros between two tasks.
    let scratch = Pool::default();
    let new = || vec![0.0; rows.n_cols()];
    let row = |&place: &u32| rows.row(change.documents[place as usize] as usize);
    let task = |(cluster, members): (u32, &[u32])| {
        scratch.lend(new, |weights: &mut Vec<f32>| {
            let centroid = centroids.row(cluster as usize);
            centroid.iter().for_each(|(term, weight)| weights[term as usize] = weight);
            let mut similarities = Vec::with_capacity(members.len());
            let mut members = prefetched(members.iter().map(row));
            while let Some(row) = members.next() {
                match members.next() {
                    Some(other) => similarities.extend(row.dot_dense_with(other, weights)),
                    None => similarities.push(row.dot_dense(weights)),
                }
            }
            centroid.terms.iter().for_each(|&term| weights[term as usize] = 0.0);
            similarities
        })
    };
    let parts: Vec<Vec<f64>> = change.parts(MEMBERS_TOGETHER).into_par_iter().with_max_len(1).map(task).collect();
    parts.concat()
}

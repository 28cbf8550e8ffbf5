//! From labels to centroids: sums of the members of each cluster, and the repair of clusters without any.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::arbiter::Nearest;
use crate::matrix::{Row, RowBuf, UnitRows};

/// The documents of each cluster, ascending, as places in the list of documents.
pub struct Members {
    starts: Vec<usize>,
    places: Vec<u32>,
}

impl Members {
    /// `labels` holds the cluster of each document.
    pub fn new(labels: &[u32], n_clusters: usize) -> Self {
        let mut starts = vec![0; n_clusters + 1];
        labels.iter().for_each(|&label| starts[label as usize + 1] += 1);
        for cluster in 0..n_clusters {
            starts[cluster + 1] += starts[cluster];
        }
        let mut next = starts.clone();
        let mut places = vec![0; labels.len()];
        for (place, &label) in labels.iter().enumerate() {
            places[next[label as usize]] = place as u32;
            next[label as usize] += 1;
        }
        Self { starts, places }
    }

    pub fn of(&self, cluster: u32) -> &[u32] {
        &self.places[self.starts[cluster as usize]..self.starts[cluster as usize + 1]]
    }
}

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

/// Sums the members of each cluster that `wanted` names, one task a cluster, in ascending order of documents; gives them in
/// the order of `wanted`.
pub fn update_clusters(rows: &UnitRows, documents: &[u32], members: &Members, wanted: &[u32]) -> Vec<Updated> {
    // Largest first, so that no large one is left when the other threads are done.
    let mut order: Vec<u32> = (0..wanted.len() as u32).collect();
    order.sort_by_key(|&place| Reverse(members.of(wanted[place as usize]).len()));
    let scratch = || Scratch::new(rows.n_cols());
    let update = |scratch: &mut Scratch, &place: &u32| {
        let cluster = wanted[place as usize];
        let row = |&place: &u32| rows.row(documents[place as usize] as usize);
        (place, scratch.update(cluster, members.of(cluster).iter().map(row)))
    };
    let mut updated: Vec<(u32, Updated)> = order.par_iter().with_max_len(1).map_init(scratch, update).collect();
    updated.sort_unstable_by_key(|(place, _)| *place);
    updated.into_iter().map(|(_, updated)| updated).collect()
}

/// What a thread keeps from cluster to cluster. Dense rows are all zeros between two.
struct Scratch {
    sums: Vec<f64>,
    weights: Vec<f32>,
    touched: Vec<u32>,
    sum: Vec<(u32, f64)>,
}

/// With fewer weights to sum than this share of all terms it is cheaper to remember which terms they are than to look at all.
const SPARSE_SHARE: usize = 8;

impl Scratch {
    fn new(n_terms: usize) -> Self {
        Self { sums: vec![0.0; n_terms], weights: vec![0.0; n_terms], touched: Vec::new(), sum: Vec::new() }
    }

    fn update<'a>(&mut self, cluster: u32, members: impl Iterator<Item = Row<'a>> + Clone) -> Updated {
        let Self { sums, weights, touched, sum } = self;
        for row in members.clone() {
            for (term, weight) in row.iter() {
                sums[term as usize] += f64::from(weight);
            }
        }
        sum.clear();
        let n_weights: usize = members.clone().map(|row| row.terms.len()).sum();
        if n_weights * SPARSE_SHARE < sums.len() {
            touched.clear();
            members.clone().for_each(|row| touched.extend_from_slice(row.terms));
            touched.sort_unstable();
            touched.dedup();
            sum.extend(touched.iter().map(|&term| (term, std::mem::take(&mut sums[term as usize]))));
        } else {
            let all = sums.iter_mut().enumerate().filter(|(_, sum)| **sum != 0.0);
            sum.extend(all.map(|(term, sum)| (term as u32, std::mem::take(sum))));
        }
        let length = sum.iter().map(|&(_, sum)| sum * sum).sum::<f64>().sqrt();
        let centroid = RowBuf::unit(sum);
        centroid.as_row().iter().for_each(|(term, weight)| weights[term as usize] = weight);
        let similarities = members.map(|row| row.dot_dense(weights)).collect();
        centroid.terms.iter().for_each(|&term| weights[term as usize] = 0.0);
        Updated { cluster, centroid, length, similarities }
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

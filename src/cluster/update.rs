//! From labels to centroids: sums of the members of each cluster, and the repair of clusters without any.

use rayon::prelude::*;

use super::assign::Nearest;
use crate::matrix::{UnitRows, UnitRowsBuilder};

/// The sum of the rows of one cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusterSum {
    /// `(term, sum)`, terms ascending.
    pub terms: Vec<(u32, f64)>,
    /// Euclidean length of the sum: the sum of the cosines of the members to their centroid.
    pub length: f64,
}

/// The documents of each cluster, ascending.
pub struct Members {
    starts: Vec<usize>,
    documents: Vec<u32>,
}

impl Members {
    /// `documents` ascend; `labels` holds the cluster of each.
    pub fn new(documents: &[u32], labels: &[u32], n_clusters: usize) -> Self {
        let mut starts = vec![0; n_clusters + 1];
        labels.iter().for_each(|&label| starts[label as usize + 1] += 1);
        for cluster in 0..n_clusters {
            starts[cluster + 1] += starts[cluster];
        }
        let mut next = starts.clone();
        let mut sorted = vec![0; documents.len()];
        for (&document, &label) in documents.iter().zip(labels) {
            sorted[next[label as usize]] = document;
            next[label as usize] += 1;
        }
        Self { starts, documents: sorted }
    }

    pub fn of(&self, cluster: usize) -> &[u32] {
        &self.documents[self.starts[cluster]..self.starts[cluster + 1]]
    }
}

/// Sums the members of each cluster that `wanted` names, one task a cluster, in ascending order of documents.
pub fn sum_members(rows: &UnitRows, members: &Members, wanted: &[u32]) -> Vec<ClusterSum> {
    let scratch = || (vec![0.0_f64; rows.n_cols()], Vec::new());
    let sum = |(dense, touched): &mut (Vec<f64>, Vec<u32>), &cluster: &u32| {
        sum_rows(rows, members.of(cluster as usize), dense, touched)
    };
    wanted.par_iter().map_init(scratch, sum).collect()
}

/// `dense` is all zeros before and after.
fn sum_rows(rows: &UnitRows, documents: &[u32], dense: &mut [f64], touched: &mut Vec<u32>) -> ClusterSum {
    touched.clear();
    for &document in documents {
        for (term, weight) in rows.row(document as usize).iter() {
            let sum = &mut dense[term as usize];
            if *sum == 0.0 {
                touched.push(term);
            }
            *sum += f64::from(weight);
        }
    }
    touched.sort_unstable();
    let terms: Vec<(u32, f64)> =
        touched.iter().map(|&term| (term, std::mem::take(&mut dense[term as usize]))).collect();
    let length = terms.iter().map(|&(_, sum)| sum * sum).sum::<f64>().sqrt();
    ClusterSum { terms, length }
}

/// `n_clusters × n_terms` centroids: the sums at length 1.
pub fn centroids(sums: &[ClusterSum], n_terms: usize) -> UnitRows {
    let mut builder = UnitRowsBuilder::new(n_terms).expect("as many columns as the rows have");
    builder.reserve(sums.len(), sums.iter().map(|sum| sum.terms.len()).sum());
    for sum in sums {
        builder.push(&sum.terms).expect("sums of valid rows are valid");
    }
    builder.finish()
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

//! Terms of few clusters: only what holds them is multiplied.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::Ways;
use super::panels::Strip;
use crate::topics::profile::Profile;

/// Terms whose lists are filled by one task.
const RANGE_TERMS: usize = 1024;

/// For each term that does not go through panels the clusters that hold it, ascending, with weight and root.
pub(super) struct Lists {
    starts: Vec<usize>,
    clusters: Vec<u32>,
    values: Vec<[f64; 2]>,
}

impl Lists {
    pub(super) fn new(clusters: &[Arc<Profile>], roots: &[Vec<f32>], ways: &Ways) -> Self {
        let n_terms = ways.n_holding.len();
        let mut starts = vec![0; n_terms + 1];
        for term in 0..n_terms {
            let n_listed = if ways.place(term).is_some() { 0 } else { ways.n_holding[term] as usize };
            starts[term + 1] = starts[term] + n_listed;
        }
        let n_listed = starts[n_terms];
        let mut lists = Self { starts, clusters: vec![0; n_listed], values: vec![[0.0; 2]; n_listed] };
        // Each task has the lists of some terms for itself, which lie next to each other.
        let mut tasks = Vec::new();
        let mut left = (&mut lists.clusters[..], &mut lists.values[..]);
        for first in (0..n_terms).step_by(RANGE_TERMS) {
            let terms = first..n_terms.min(first + RANGE_TERMS);
            let n_of_range = lists.starts[terms.end] - lists.starts[terms.start];
            let (own_clusters, other_clusters) = left.0.split_at_mut(n_of_range);
            let (own_values, other_values) = left.1.split_at_mut(n_of_range);
            tasks.push((terms, own_clusters, own_values));
            left = (other_clusters, other_values);
        }
        tasks.into_par_iter().for_each(|(terms, own_clusters, own_values)| {
            let starts = &lists.starts[terms.start..=terms.end];
            let mut next: Vec<usize> = starts.iter().map(|start| start - starts[0]).collect();
            let ends = next[1..].to_vec();
            for (cluster, (profile, roots)) in clusters.iter().zip(roots).enumerate() {
                let start = profile.terms.partition_point(|sum| (sum.term.0 as usize) < terms.start);
                for (sum, &root) in profile.terms[start..].iter().zip(&roots[start..]) {
                    let term = sum.term.0 as usize - terms.start;
                    let Some(&end) = ends.get(term) else { break };
                    if next[term] < end {
                        own_clusters[next[term]] = cluster as u32;
                        own_values[next[term]] = [sum.weight, f64::from(root)];
                        next[term] += 1;
                    }
                }
            }
        });
        lists
    }

    /// Adds the products of some clusters over some terms with all clusters up to them. A list is read once for all of them.
    pub(super) fn multiply(&self, terms: Range<usize>, rows: Range<usize>, strip: &mut Strip) {
        // Side by side both products of a pair are added at once.
        let width = rows.end;
        let mut pairs = vec![[0.0; 2]; rows.len() * width];
        for (row, pairs) in rows.clone().zip(pairs.chunks_mut(width)) {
            let (sums, roots) = strip.row_mut(row);
            pairs.iter_mut().zip(sums.iter().zip(roots)).for_each(|(pair, (sum, root))| *pair = [*sum, *root]);
        }
        for term in terms {
            let list = self.starts[term]..self.starts[term + 1];
            let (clusters, values) = (&self.clusters[list.clone()], &self.values[list]);
            let place_of = |row: usize| clusters.partition_point(|&cluster| (cluster as usize) < row);
            for place in place_of(rows.start)..place_of(rows.end) {
                let pairs = &mut pairs[(clusters[place] as usize - rows.start) * width..][..width];
                let own = values[place];
                for (&cluster, other) in clusters[..=place].iter().zip(values) {
                    let pair = &mut pairs[cluster as usize];
                    *pair = [pair[0] + own[0] * other[0], pair[1] + own[1] * other[1]];
                }
            }
        }
        for (row, pairs) in rows.zip(pairs.chunks(width)) {
            let (sums, roots) = strip.row_mut(row);
            pairs.iter().zip(sums.iter_mut().zip(roots)).for_each(|(pair, (sum, root))| [*sum, *root] = *pair);
        }
    }
}

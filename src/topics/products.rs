//! Dot products between what clusters are made of, in the two spaces in which topics are compared.
//!
//! A topic's vector is a weighted sum of the vectors of its leaves, so its products with other topics are sums of theirs.

use std::sync::Arc;

use rayon::prelude::*;

use super::profile::{Profile, TermSum};
use crate::progress::{Cancelled, Monitor};

/// Where the vectors of leaves and topics live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Sums of the documents' weights; a topic's is the sum of its leaves'. Its direction is the centroid.
    Sums,
    /// Square roots of the shares of the terms (Hellinger's space, in which each leaf has length 1), times the number of
    /// documents; a topic's is the sum of its leaves', so that over its documents it is their mean.
    Roots,
}

/// All products of the clusters, as the run left them.
#[derive(Debug)]
pub(super) struct Products {
    /// `n × n`, row by row, in [`Space::Sums`].
    pub(super) sums: Vec<f64>,
    /// `n × n`, row by row, of roots of length 1.
    pub(super) roots: Vec<f32>,
    pub(super) sums_centre: Centre,
    pub(super) roots_centre: Centre,
}

/// The middle of all clusters in one of the spaces, each counting by its documents.
///
/// It stays as the run left it, so that the similarity of two topics changes only when one of them does.
#[derive(Debug)]
pub(super) struct Centre {
    mean: Vec<f64>,
    pub(super) square: f64,
    /// Its product with each cluster, as a direction.
    pub(super) with_cluster: Vec<f64>,
}

impl Centre {
    fn new(clusters: &[Arc<Profile>], n_terms: usize, coordinate: fn(&Profile, &TermSum) -> f64) -> Self {
        let total: f64 = clusters.iter().map(|cluster| f64::from(cluster.n_documents)).sum();
        let mut mean = vec![0.0; n_terms];
        for cluster in clusters {
            let share = f64::from(cluster.n_documents) / total;
            cluster.terms.iter().for_each(|sum| mean[sum.term.0 as usize] += share * coordinate(cluster, sum));
        }
        let square = mean.iter().map(|value| value * value).sum();
        let with_cluster = clusters.iter().map(|cluster| product_with(&mean, cluster, coordinate)).collect();
        Self { mean, square, with_cluster }
    }
}

fn product_with(mean: &[f64], profile: &Profile, coordinate: fn(&Profile, &TermSum) -> f64) -> f64 {
    profile.terms.iter().map(|sum| mean[sum.term.0 as usize] * coordinate(profile, sum)).sum()
}

fn direction(profile: &Profile, sum: &TermSum) -> f64 {
    sum.weight / profile.length
}

fn root(profile: &Profile, sum: &TermSum) -> f64 {
    f64::from(profile.root(sum))
}

impl Products {
    pub(super) fn new(clusters: &[Arc<Profile>], n_terms: usize, monitor: &dyn Monitor) -> Result<Self, Cancelled> {
        let (sums, roots) = all_products(clusters, n_terms, monitor)?;
        let sums_centre = Centre::new(clusters, n_terms, direction);
        let roots_centre = Centre::new(clusters, n_terms, root);
        Ok(Self { sums, roots, sums_centre, roots_centre })
    }

    /// The product of a leaf that is no cluster with the middle, as a direction.
    pub(super) fn with_centre(&self, space: Space, leaf: &Profile) -> f64 {
        match space {
            _ if leaf.terms.is_empty() => 0.0,
            Space::Sums => product_with(&self.sums_centre.mean, leaf, direction),
            Space::Roots => product_with(&self.roots_centre.mean, leaf, root),
        }
    }
}

/// A term of a cluster, for the lists of clusters of each term.
struct Posting {
    cluster: u32,
    root: f32,
    weight: f64,
}

/// All products in both spaces, each added up in ascending order of terms.
fn all_products(
    clusters: &[Arc<Profile>],
    n_terms: usize,
    monitor: &dyn Monitor,
) -> Result<(Vec<f64>, Vec<f32>), Cancelled> {
    let mut postings: Vec<Vec<Posting>> = Vec::new();
    postings.resize_with(n_terms, Vec::new);
    for (cluster, profile) in clusters.iter().enumerate() {
        for sum in &profile.terms {
            let posting = Posting { cluster: cluster as u32, root: profile.root(sum), weight: sum.weight };
            postings[sum.term.0 as usize].push(posting);
        }
    }
    let n = clusters.len();
    let mut sums = vec![0.0; n * n];
    let mut roots = vec![0.0_f32; n * n];
    // Row `a` gets its lower triangle; the upper is its mirror image.
    let rows = sums.par_chunks_mut(n.max(1)).zip(roots.par_chunks_mut(n.max(1))).zip(clusters).enumerate();
    rows.try_for_each_init(
        || vec![0.0_f64; n],
        |exact_roots, (a, ((sums, roots), profile))| {
            monitor.check()?;
            exact_roots.fill(0.0);
            for sum in &profile.terms {
                let own_root = f64::from(profile.root(sum));
                for posting in &postings[sum.term.0 as usize] {
                    let b = posting.cluster as usize;
                    if b > a {
                        break;
                    }
                    sums[b] += sum.weight * posting.weight;
                    exact_roots[b] += own_root * f64::from(posting.root);
                }
            }
            roots[..=a].iter_mut().zip(&*exact_roots).for_each(|(root, exact)| *root = *exact as f32);
            Ok(())
        },
    )?;
    for a in 0..n {
        for b in a + 1..n {
            sums[a * n + b] = sums[b * n + a];
            roots[a * n + b] = roots[b * n + a];
        }
    }
    Ok((sums, roots))
}

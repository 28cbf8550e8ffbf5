//! Dot products between what clusters are made of, in the two spaces in which topics are compared.
//!
//! A topic's vector is a weighted sum of the vectors of its leaves, so its products with other topics are sums of theirs.

use std::sync::Arc;

use rayon::prelude::*;

use super::gram::all_products;
use super::profile::{Profile, TermSum, in_term_ranges};
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

/// The middles in both spaces; `roots` has the root of each term of each cluster.
fn centres(clusters: &[Arc<Profile>], roots: &[Vec<f32>], n_terms: usize) -> [Centre; 2] {
    let total: f64 = clusters.iter().map(|cluster| f64::from(cluster.n_documents)).sum();
    let coordinates = |cluster: usize, place: usize| {
        let profile: &Profile = &clusters[cluster];
        [direction(profile, &profile.terms[place]), f64::from(roots[cluster][place])]
    };
    let mut means = vec![[0.0; 2]; n_terms];
    in_term_ranges(&mut means, clusters, |mean, cluster, place| {
        let share = f64::from(clusters[cluster].n_documents) / total;
        let [direction, root] = coordinates(cluster, place);
        *mean = [mean[0] + share * direction, mean[1] + share * root];
    });
    let products = clusters.par_iter().enumerate().map(|(cluster, profile)| {
        profile.terms.iter().enumerate().fold([0.0; 2], |sums, (place, sum)| {
            let (mean, [direction, root]) = (means[sum.term.0 as usize], coordinates(cluster, place));
            [sums[0] + mean[0] * direction, sums[1] + mean[1] * root]
        })
    });
    let with_cluster: Vec<[f64; 2]> = products.collect();
    [0, 1].map(|space| {
        let mean: Vec<f64> = means.iter().map(|mean| mean[space]).collect();
        let square = mean.iter().map(|value| value * value).sum();
        Centre { mean, square, with_cluster: with_cluster.iter().map(|products| products[space]).collect() }
    })
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
        let roots_of = |cluster: &Arc<Profile>| cluster.terms.iter().map(|sum| cluster.root(sum)).collect();
        let coordinates: Vec<Vec<f32>> = clusters.par_iter().map(roots_of).collect();
        let (sums, roots) = all_products(clusters, &coordinates, n_terms, monitor)?;
        let [sums_centre, roots_centre] = centres(clusters, &coordinates, n_terms);
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

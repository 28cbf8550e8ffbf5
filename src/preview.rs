//! The map of a run that is still going: good enough to watch, and cheap enough not to slow the run.

use std::cmp::Reverse;

use crate::cluster::Centroids;
use crate::corpus::vocabulary::{TermId, Vocabulary};
use crate::layout::pca::{align, project};

/// Clusters after some iteration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    pub iteration: usize,
    pub bubbles: Vec<PreviewBubble>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PreviewBubble {
    pub position: [f64; 2],
    pub n_documents: u32,
    /// The heaviest terms of the centroid.
    pub name: String,
}

/// Terms of each centroid that the preview looks at: they hold most of a centroid's length.
const HEAVIEST_TERMS: usize = 128;

/// Terms in a bubble's name.
const NAME_TERMS: usize = 3;

impl Preview {
    /// Draws the clusters after an iteration by their centroids in words, turned so that they lie close to `previous`.
    pub fn new(
        iteration: usize,
        sizes: &[u32],
        centroids: &Centroids,
        vocabulary: &Vocabulary,
        previous: Option<&Preview>,
    ) -> Self {
        let heads: Vec<Vec<(u32, f32)>> =
            (0..centroids.n_rows()).map(|cluster| heaviest_terms(centroids, cluster)).collect();
        let mut projection = project(&dot_products(&heads, centroids.n_cols()), heads.len());
        if let Some(previous) = previous {
            let before: Vec<[f64; 2]> = previous.bubbles.iter().map(|bubble| bubble.position).collect();
            align(&mut projection, &before);
        }
        let name = |head: &[(u32, f32)]| {
            let terms: Vec<&str> =
                head.iter().take(NAME_TERMS).map(|&(term, _)| vocabulary.term(TermId(term))).collect();
            terms.join(", ")
        };
        let bubble = |cluster: usize| PreviewBubble {
            position: projection.points[cluster],
            n_documents: sizes[cluster],
            name: name(&heads[cluster]),
        };
        Self { iteration, bubbles: (0..heads.len()).map(bubble).collect() }
    }
}

/// `(term, weight)` by falling weight.
fn heaviest_terms(centroids: &Centroids, cluster: usize) -> Vec<(u32, f32)> {
    let mut terms: Vec<(u32, f32)> = centroids.row(cluster).iter().collect();
    let order = |&(term, weight): &(u32, f32)| (Reverse(weight.to_bits()), term);
    if terms.len() > HEAVIEST_TERMS {
        terms.select_nth_unstable_by_key(HEAVIEST_TERMS, order);
        terms.truncate(HEAVIEST_TERMS);
    }
    terms.sort_unstable_by_key(order);
    terms
}

/// Dot products of the centroids' heaviest terms: close to those of the whole centroids, since what is left out is light.
fn dot_products(heads: &[Vec<(u32, f32)>], n_terms: usize) -> Vec<f64> {
    let n = heads.len();
    let mut dense = vec![0.0_f32; n_terms];
    let mut dots = vec![0.0; n * n];
    for (a, head) in heads.iter().enumerate() {
        head.iter().for_each(|&(term, weight)| dense[term as usize] = weight);
        for (b, other) in heads.iter().enumerate().take(a + 1) {
            let products = other.iter().map(|&(term, weight)| f64::from(weight) * f64::from(dense[term as usize]));
            let dot: f64 = products.sum();
            dots[a * n + b] = dot;
            dots[b * n + a] = dot;
        }
        head.iter().for_each(|&(term, _)| dense[term as usize] = 0.0);
    }
    dots
}

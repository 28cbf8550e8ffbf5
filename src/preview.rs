//! The map of a run that is still going: good enough to watch, and cheap enough not to slow the run.

use std::cmp::Reverse;

use crate::cluster::Snapshot;
use crate::corpus::vocabulary::{TermId, Vocabulary};
use crate::layout::pca::{align, project};
use crate::matrix::UnitRows;

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
const HEAVIEST_TERMS: usize = 64;

/// Terms in a bubble's name.
const NAME_TERMS: usize = 3;

impl Preview {
    /// Draws the clusters of `snapshot`, turned so that they lie close to `previous`.
    pub fn new(snapshot: &Snapshot<'_>, vocabulary: &Vocabulary, previous: Option<&Preview>) -> Self {
        let heads: Vec<Vec<(u32, f32)>> =
            (0..snapshot.centroids.n_rows()).map(|cluster| heaviest_terms(snapshot.centroids, cluster)).collect();
        let mut projection = project(&cosines(&heads, snapshot.centroids.n_cols()), heads.len());
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
            n_documents: snapshot.sizes[cluster],
            name: name(&heads[cluster]),
        };
        Self { iteration: snapshot.iteration.number, bubbles: (0..heads.len()).map(bubble).collect() }
    }
}

/// `(term, weight)` by falling weight.
fn heaviest_terms(centroids: &UnitRows, cluster: usize) -> Vec<(u32, f32)> {
    let mut terms: Vec<(u32, f32)> = centroids.row(cluster).iter().collect();
    let order = |&(term, weight): &(u32, f32)| (Reverse(weight.to_bits()), term);
    if terms.len() > HEAVIEST_TERMS {
        terms.select_nth_unstable_by_key(HEAVIEST_TERMS, order);
        terms.truncate(HEAVIEST_TERMS);
    }
    terms.sort_unstable_by_key(order);
    terms
}

fn cosines(heads: &[Vec<(u32, f32)>], n_terms: usize) -> Vec<f64> {
    let n = heads.len();
    let length = |head: &[(u32, f32)]| head.iter().map(|&(_, weight)| f64::from(weight).powi(2)).sum::<f64>().sqrt();
    let lengths: Vec<f64> = heads.iter().map(|head| length(head)).collect();
    let mut dense = vec![0.0_f32; n_terms];
    let mut cosines = vec![0.0; n * n];
    for (a, head) in heads.iter().enumerate() {
        head.iter().for_each(|&(term, weight)| dense[term as usize] = weight);
        for (b, other) in heads.iter().enumerate().take(a + 1) {
            let dot: f64 =
                other.iter().map(|&(term, weight)| f64::from(weight) * f64::from(dense[term as usize])).sum();
            let cosine = dot / (lengths[a] * lengths[b]).max(f64::MIN_POSITIVE);
            cosines[a * n + b] = cosine;
            cosines[b * n + a] = cosine;
        }
        head.iter().for_each(|&(term, _)| dense[term as usize] = 0.0);
    }
    cosines
}

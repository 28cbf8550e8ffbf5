//! Which documents need no comparison: an upper bound of a document's similarity to all centroids but its own, that follows
//! how they move.
//!
//! If no weight of a term rose by more than `rise` in any centroid, no similarity of a document rose by more than the sum of
//! its weights times these rises: x · c′ ≤ x · c + Σ xₜ · maxⱼ (c′ⱼₜ − cⱼₜ)⁺, as no weight is negative. Where the similarity to
//! the own centroid exceeds that, the others are not looked at. A bound by the distances that the centroids moved
//! (Hamerly: *Making k-means even faster*, SDM 2010) leaves several times as many documents: most of what changes in a
//! centroid are terms that a document does not have.

use rayon::prelude::*;

use super::arbiter::relative_error;
use super::own::{Own, Standing};
use super::span::Span;
use crate::matrix::Row;

/// Of each document, the greatest similarity to a centroid other than that which was nearest when it was last compared, at
/// most.
#[derive(Debug)]
pub struct Bounds(Vec<f32>);

/// The bounds of some documents.
pub struct BoundsSpan<'a>(Span<'a, f32>);

/// Documents a task.
const TOGETHER: usize = 2048;

/// Room for the rounding of rises.
const SLACK: f64 = 1.0 + 1.0 / (1 << 20) as f64;

/// Sums side by side, so that none waits for its last addition.
const LANES: usize = 4;

/// By how much the similarity of a document to a centroid can have risen: the sum of its weights times the rises of its terms,
/// rounded up. What is too small for `f32` is below the rounding of any bound.
fn rise_of(row: Row<'_>, rises: &[f32]) -> f64 {
    let mut sums = [0.0_f32; LANES];
    let add = |(sum, (&term, &weight)): (&mut f32, (&u32, &f32))| *sum += weight * rises[term as usize];
    let (terms, last_terms) = row.terms.as_chunks::<LANES>();
    let (weights, last_weights) = row.weights.as_chunks::<LANES>();
    for (terms, weights) in terms.iter().zip(weights) {
        sums.iter_mut().zip(terms.iter().zip(weights)).for_each(add);
    }
    sums.iter_mut().zip(last_terms.iter().zip(last_weights)).for_each(add);
    let error = relative_error(row.terms.len());
    // 1 means that the sum says nothing.
    if error < 1.0 { f64::from(sums.iter().sum::<f32>()) * (SLACK + error) } else { f64::INFINITY }
}

impl Bounds {
    /// Nothing is known.
    pub fn new(n_documents: usize) -> Self {
        Self(vec![f32::INFINITY; n_documents])
    }

    /// Lets the bounds follow `rises`, of each term, and notes who is ahead. `own`: of the centroids as they are now; `row`: of a
    /// place.
    pub fn follow<'a>(&mut self, row: impl Fn(usize) -> Row<'a> + Sync, own: &mut Own, rises: &[f32]) {
        let parts = (self.0.par_chunks_mut(TOGETHER), own.standings.par_chunks_mut(TOGETHER));
        parts.into_par_iter().enumerate().for_each(|(part, (bounds, standings))| {
            for (place, (bound, standing)) in (part * TOGETHER..).zip(bounds.iter_mut().zip(standings)) {
                let is_beyond = |bound: f32| f64::from(bound) < own.similarities[place];
                // Of one that repair has put elsewhere, the bound leaves out the wrong centroid. Where it is too much already
                // there is nothing to add, and it still holds for centroids that did not move.
                if *standing != Standing::Repaired && is_beyond(*bound) {
                    let raised = rounded_up(f64::from(*bound) + rise_of(row(place), rises));
                    if is_beyond(raised) {
                        (*bound, *standing) = (raised, Standing::Ahead);
                    }
                }
            }
        });
    }

    /// For each `n_together` of `places`, ascending, the bounds from the first of them to the last.
    pub fn spans(&mut self, places: &[u32], n_together: usize) -> Vec<BoundsSpan<'_>> {
        Span::all(&mut self.0, places, n_together).into_iter().map(BoundsSpan).collect()
    }
}

impl BoundsSpan<'_> {
    /// A document was compared with all centroids: none but its nearest is more similar to it.
    pub fn set(&mut self, place: u32, similarity: f32) {
        self.0[place] = similarity;
    }

    /// A document was compared with some centroids: none of them but its nearest is more similar to it.
    pub fn raise(&mut self, place: u32, similarity: f32) {
        let bound = &mut self.0[place];
        *bound = bound.max(similarity);
    }
}

/// An `f32` that is not below `bound`.
pub fn rounded_up(bound: f64) -> f32 {
    (bound * (1.0 + f64::from(f32::EPSILON))) as f32
}

/// For each term the greatest rise of its weight, kept up as centroid after centroid is replaced.
pub fn note_rises(rises: &mut [f32], old: Row<'_>, new: Row<'_>) {
    let mut before = 0;
    for (term, weight) in new.iter() {
        // Most terms stay: seldom one is skipped.
        while old.terms.get(before).is_some_and(|&before| before < term) {
            before += 1;
        }
        let is_same = old.terms.get(before) == Some(&term);
        let old_weight = if is_same { old.weights[before] } else { 0.0 };
        before += usize::from(is_same);
        let (greatest, rise) = (&mut rises[term as usize], weight - old_weight);
        if rise > *greatest {
            *greatest = rise;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::arbiter::{Nearest, similarity};
    use super::*;
    use crate::matrix::UnitRows;

    fn rows(rows: &[&[(u32, f64)]]) -> UnitRows {
        UnitRows::of(6, rows).unwrap()
    }

    #[test]
    fn a_rise_is_the_greatest_of_all_centroids() {
        let centroids = rows(&[&[(0, 3.0), (2, 4.0)], &[(1, 1.0)], &[(0, 4.0), (3, 3.0)], &[(1, 4.0), (2, 3.0)]]);
        let mut rises = vec![0.0; 6];
        note_rises(&mut rises, centroids.row(0), centroids.row(2));
        note_rises(&mut rises, centroids.row(1), centroids.row(3));
        let expected = [0.8 - 0.6, 0.0, 0.6, 0.6, 0.0, 0.0_f32];
        assert_eq!(rises, expected);
    }

    #[test]
    fn who_cannot_be_caught_up_with_needs_no_comparison() {
        let documents = rows(&[&[(0, 1.0)], &[(0, 1.0), (5, 1.0)], &[(4, 1.0)], &[(4, 1.0)]]);
        let mut bounds = Bounds::new(4);
        let mut rises = vec![0.0; 6];
        rises[0] = 0.125;
        let nearest = Nearest { centroid: 0, similarity: 0.5 };
        let behind = |bounds: &mut Bounds, rises: &[f32], standing: Standing| {
            let mut own: Own = [nearest; 4].into_iter().collect();
            own.standings.fill(standing);
            bounds.follow(|place| documents.row(place), &mut own, rises);
            assert!(own.standings.iter().all(|&now| now == Standing::Ahead || now == standing));
            (0..4).filter(|&place| own.standings[place] != Standing::Ahead).collect::<Vec<_>>()
        };
        let places = [0, 1, 2, 3];
        assert_eq!(behind(&mut bounds, &rises, Standing::CameAway), places);
        let [span] = &mut bounds.spans(&[0, 1, 2, 3], 4)[..] else { panic!("one span") };
        (0..).zip([0.25, 0.25, 0.25, 0.5]).for_each(|(place, seen)| span.set(place, seen));
        // 0.25 and 0.125 are below 0.5, what is as similar as the own centroid is not.
        assert_eq!(behind(&mut bounds, &rises, Standing::CameAway), [3]);
        // Another 0.125 makes the first 0.5; the second has less of the term.
        assert_eq!(behind(&mut bounds, &rises, Standing::Settled), [0, 3]);
        let [span] = &mut bounds.spans(&[0, 1, 2, 3], 4)[..] else { panic!("one span") };
        (0..).zip([0.125, 0.625, 0.25, 0.125]).for_each(|(place, seen)| span.raise(place, seen));
        assert_eq!(behind(&mut bounds, &[0.0; 6], Standing::Settled), [1, 3]);
        // What is known of another centroid than the own does not help.
        assert_eq!(behind(&mut bounds, &[0.0; 6], Standing::Repaired), places);
    }

    #[test]
    fn a_rise_of_many_terms_is_not_rounded_below_that_of_the_definition() {
        let row: Vec<(u32, f64)> = (0..999).map(|term| (term, 1.0 + f64::from(term % 7))).collect();
        let row = UnitRows::of(999, &[&row]).unwrap();
        let rises: Vec<f32> = (0..999).map(|term| 1.0 / (3.0 + (term % 11) as f32)).collect();
        let (exact, rise) = (row.row(0).dot_dense(&rises), rise_of(row.row(0), &rises));
        assert!(rise >= exact && rise < exact * 1.001, "{rise} for {exact}");
        assert!(rise_of(row.row(0), &[0.0; 999]).abs() < 1e-300);
    }

    #[test]
    fn the_bound_of_a_document_is_not_below_its_similarity() {
        let [old, new] = [[(0, 0.3), (1, 0.5), (4, 0.9)], [(0, 0.7), (1, 0.5), (5, 0.2)]].map(|row| rows(&[&row]));
        let document = rows(&[&[(0, 0.1), (1, 0.7), (4, 0.3), (5, 0.8)]]);
        let mut rises = vec![0.0; 6];
        note_rises(&mut rises, old.row(0), new.row(0));
        let [before, after] = [&old, &new].map(|centroid| similarity(document.row(0), centroid.row(0)));
        let bound = f64::from(rounded_up(before)) + rise_of(document.row(0), &rises);
        assert!(after > before && bound >= after, "{before} {after} {bound}");
    }
}

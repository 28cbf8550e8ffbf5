//! The judge: which centroid is nearest is decided here, in `f64`; everything else only leaves out who cannot win.
//!
//! A similarity is the sum in `f64`, in stored order, of products of two `f32`. Each product is exact, so the value depends
//! on the order alone; the nearest centroid is the one with the greatest, and of several the lowest.

use crate::matrix::Row;

/// Greater than the number of any centroid.
pub const NO_CENTROID: u32 = u32::MAX;

/// A document's nearest centroid and the cosine to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    pub centroid: u32,
    /// Not a number if it was not needed to tell which centroid it is.
    pub similarity: f64,
}

impl Nearest {
    /// What anything else is nearer than.
    pub const NONE: Self = Self { centroid: NO_CENTROID, similarity: f64::NEG_INFINITY };

    /// The nearer of the two; of equals the lower.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let wins = other.similarity > self.similarity
            || (other.similarity >= self.similarity && other.centroid < self.centroid);
        if wins { other } else { self }
    }
}

/// The similarity of a document to a centroid. Terms that only one of them has add 0, which changes no sum.
pub fn similarity(document: Row<'_>, centroid: Row<'_>) -> f64 {
    // Each term is searched for by itself, so that a processor searches for several at once.
    let weight_of = |term: u32| centroid.terms.binary_search(&term).map_or(0.0, |place| centroid.weights[place]);
    document.iter().map(|(term, weight)| f64::from(weight) * f64::from(weight_of(term))).sum()
}

/// How far a similarity in `f32` lies from that in `f64`, relative to it, at most, if no weight is negative.
///
/// Each of the `n_terms` products and sums is rounded once, by 2⁻²⁴ of what it is at most, and sums of what is not negative
/// only grow: |error| ≤ ((1 + 2⁻²⁴)ⁿ⁺¹ − 1) · sum (Higham: *Accuracy and Stability of Numerical Algorithms*, section 3.1).
/// Twice that, so that the rounding of the bounds themselves and of the sum in `f64` is covered as well. 1 means that
/// nothing is known.
pub fn relative_error(n_terms: usize) -> f64 {
    let bound = (n_terms as f64 + 2.0) / f64::from(1_u32 << 23);
    if bound < 0.25 { bound } else { 1.0 }
}

/// A screened similarity below this may have lost products that are too small for `f32`, and says nothing.
pub const SMALLEST: f32 = 1.0 / (1_u128 << 100) as f32;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(n_cols: u32) -> impl Strategy<Value = Vec<f32>> {
        // Weights of very different size, zeros among them.
        let weight = prop_oneof![Just(0.0_f32), 1e-6_f32..1.0, 0.0_f32..1e-9, 0.9_f32..1.0];
        prop::collection::vec(weight, n_cols as usize)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

        #[test]
        fn sums_in_single_precision_stay_within_the_relative_error(document in row(60), other in row(60), fused in any::<bool>()) {
            let exact: f64 = document.iter().zip(&other).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum();
            // In the reverse order, as sums may take terms in any.
            let pairs = document.iter().zip(&other).rev();
            let sum = pairs.fold(0.0_f32, |sum, (&x, &y)| if fused { x.mul_add(y, sum) } else { x * y + sum });
            prop_assume!(sum > 2.0 * SMALLEST);
            prop_assert!((f64::from(sum) - exact).abs() <= relative_error(document.len()) * exact);
        }
    }

    #[test]
    fn of_equals_the_lower_wins() {
        let at = |centroid, similarity| Nearest { centroid, similarity };
        assert_eq!(at(3, 0.5).or(at(1, 0.5)), at(1, 0.5));
        assert_eq!(at(1, 0.5).or(at(3, 0.5)), at(1, 0.5));
        assert_eq!(at(1, 0.5).or(at(3, 0.75)), at(3, 0.75));
        assert_eq!(Nearest::NONE.or(at(9, 0.0)), at(9, 0.0));
    }

    #[test]
    fn similarity_sums_the_common_terms() {
        let document = Row { terms: &[1, 4, 7, 9], weights: &[0.5, 0.25, 1.0, 0.5] };
        let centroid = Row { terms: &[0, 4, 5, 7, 8], weights: &[1.0, 0.5, 1.0, 0.25, 1.0] };
        assert!((similarity(document, centroid) - 0.375).abs() < 1e-15);
        assert!(similarity(document, Row { terms: &[], weights: &[] }).abs() < 1e-15);
    }
}

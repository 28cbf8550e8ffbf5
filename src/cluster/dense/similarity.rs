//! The exact similarity of two dense rows, and how far from it single precision can be.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use super::super::arbiter::Nearest;
use super::centroids::DenseCentroids;
use super::rows::LINE;

/// The sum in `f64` of products of two `f32`, each exact: column `j` counts in sum `j mod 16`, in stored order, and the 16
/// sums are added in halves. One chain of additions would take as long as all the screening; 16 fit any vector registers,
/// and as the order is fixed the value is the same with all of them.
///
/// `FUSED` if a multiply-add is one instruction; as products are exact it changes no value. Rows are padded to whole lines.
#[inline(always)]
pub fn similarity<const FUSED: bool>(row: &[f32], other: &[f32]) -> f64 {
    let mut sums = [0.0_f64; LINE];
    for (row, other) in row.as_chunks::<LINE>().0.iter().zip(other.as_chunks::<LINE>().0) {
        for ((sum, &x), &y) in sums.iter_mut().zip(row).zip(other) {
            let (x, y) = (f64::from(x), f64::from(y));
            *sum = if FUSED { x.mul_add(y, *sum) } else { x * y + *sum };
        }
    }
    let mut width = LINE / 2;
    while width > 0 {
        for place in 0..width {
            sums[place] += sums[place + width];
        }
        width /= 2;
    }
    sums[0]
}

/// A row against every centroid, by the definition: the oracle of the tests.
pub fn nearest_by_definition(row: &[f32], centroids: &DenseCentroids) -> Nearest {
    let compared =
        (0..centroids.n_rows()).map(|index| (index as u32, similarity::<false>(row, centroids.padded(index))));
    compared.fold(Nearest::NONE, |nearest, (centroid, similarity)| nearest.or(Nearest { centroid, similarity }))
}

/// How far a similarity in `f32` of two rows of length 1 lies from that in `f64`, at most.
///
/// In any order and fused or not, |error| ≤ γ(n) · Σ|xᵢ||yᵢ| with γ(n) = n·2⁻²⁴ / (1 − n·2⁻²⁴) (Higham: *Accuracy and
/// Stability of Numerical Algorithms*, section 3.1); weights of both signs cancel, so that nothing is known relative to the
/// sum, but Σ|xᵢ||yᵢ| ≤ ‖x‖·‖y‖ (Cauchy, Schwarz), which is 1. Twice that and a little: for lengths that are rounded, products
/// too small for `f32`, the sum in `f64`, and the floors below.
pub fn absolute_error(n_cols: usize) -> f64 {
    (n_cols as f64 + 2.0) / f64::from(1_u32 << 23)
}

/// The least similarity in `f32` of a centroid that is as near as one whose exact similarity is `exact`.
pub fn floor_of_exact(exact: f64, error: f64) -> f32 {
    (exact - error) as f32
}

/// The least similarity in `f32` of a centroid that may be as near as one whose similarity in `f32` is `screened`.
#[inline(always)]
pub fn floor_of_screened(screened: f32, error: f64) -> f32 {
    (f64::from(screened) - 2.0 * error) as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rows::DenseRows;
    use super::*;

    /// Values of very different size and both signs, zeros among them.
    fn row(n_cols: usize) -> impl Strategy<Value = Vec<f32>> {
        let value = prop_oneof![Just(0.0_f32), -1.0_f32..1.0, -1e-9_f32..1e-9, 0.9_f32..1.0, Just(1e-30_f32)];
        prop::collection::vec(value, n_cols)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

        #[test]
        fn whoever_is_as_near_stays_above_the_floors(
            rows in (1_usize..70).prop_flat_map(|n_cols| [row(n_cols), row(n_cols), row(n_cols)]),
            fused in any::<bool>(),
            backwards in any::<bool>(),
        ) {
            let rows = DenseRows::new(rows[0].len(), &rows.concat()).unwrap();
            let exact = |other: usize| similarity::<false>(rows.padded(0), rows.padded(other));
            let screened = |other: usize| {
                let mut pairs: Vec<(f32, f32)> = rows.row(0).iter().copied().zip(rows.row(other).iter().copied()).collect();
                if backwards {
                    pairs.reverse();
                }
                pairs.iter().fold(0.0_f32, |sum, &(x, y)| if fused { x.mul_add(y, sum) } else { x * y + sum })
            };
            let error = absolute_error(rows.n_cols());
            let (near, far) = if exact(1) >= exact(2) { (1, 2) } else { (2, 1) };
            prop_assert!(screened(near) >= floor_of_exact(exact(far), error));
            prop_assert!(screened(near) >= floor_of_screened(screened(far), error));
            prop_assert!((f64::from(screened(near)) - exact(near)).abs() <= error);
            let fused = similarity::<true>(rows.padded(0), rows.padded(1));
            prop_assert_eq!(fused.to_bits(), exact(1).to_bits());
        }
    }

    #[test]
    fn a_similarity_is_the_sum_of_the_products() {
        let x: Vec<f32> = (0..48).map(|column| (column % 7) as f32 - 3.0).collect();
        let y: Vec<f32> = (0..48).map(|column| (column % 5) as f32 * 0.5).collect();
        let expected: f32 = x.iter().zip(&y).map(|(x, y)| x * y).sum();
        assert!((similarity::<false>(&x, &y) - f64::from(expected)).abs() < 1e-12);
    }
}

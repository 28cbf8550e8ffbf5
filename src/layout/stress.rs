//! How far the distances between points are from those that they should show.

/// Kruskal's stress-1 of `points` against `distance` of each pair, the distances scaled to fit best: 0 is perfect.
///
/// Kruskal: *Multidimensional scaling by optimizing goodness of fit to a nonmetric hypothesis*, Psychometrika 29 (1964),
/// with `b · δ` for the disparities. The `b` of least squares is `Σ dδ / Σ δ²`, which leaves
/// `Σ (d − bδ)² / Σ d² = 1 − (Σ dδ)² / (Σ d² · Σ δ²)`.
pub fn stress_1(points: &[[f64; 2]], distance: impl Fn(usize, usize) -> f64) -> f64 {
    let (mut crossed, mut shown_squared, mut true_squared) = (0.0, 0.0, 0.0);
    for (a, [x, y]) in points.iter().enumerate() {
        for (b, [other_x, other_y]) in points[..a].iter().enumerate() {
            let (shown, truth) = (((x - other_x).powi(2) + (y - other_y).powi(2)).sqrt(), distance(a, b));
            crossed += shown * truth;
            shown_squared += shown * shown;
            true_squared += truth * truth;
        }
    }
    if shown_squared > 0.0 && true_squared > 0.0 {
        return (1.0 - crossed / shown_squared * (crossed / true_squared)).max(0.0).sqrt();
    }
    // All in one place: right if nothing is apart, else nothing is shown.
    if shown_squared > 0.0 || true_squared > 0.0 { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_at_another_scale_is_perfect() {
        let points = [[0.0, 0.0], [3.0, 0.0], [3.0, 4.0]];
        let distances = [[0.0, 6.0, 10.0], [6.0, 0.0, 8.0], [10.0, 8.0, 0.0]];
        assert!(stress_1(&points, |a, b| distances[a][b]) < 1e-7);
    }

    #[test]
    fn stress_is_what_the_best_scale_leaves() {
        // Three topics as far from each other as can be, on a line: d = 1, 1, 2 and δ = 1, so b = 4/3 and the residuals are
        // 1/3, 1/3, 2/3 to distances whose squares add up to 6.
        let stress = stress_1(&[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]], |_, _| 1.0);
        assert!((stress - (6.0_f64 / 9.0 / 6.0).sqrt()).abs() < 1e-12, "{stress}");
    }

    #[test]
    fn all_in_one_place_is_right_only_if_nothing_is_apart() {
        let together = [[0.5, 0.5]; 3];
        assert!(stress_1(&together, |_, _| 0.0).abs() < f64::EPSILON);
        assert!((stress_1(&together, |_, _| 1.0) - 1.0).abs() < f64::EPSILON);
        assert!(stress_1(&[], |_, _| 1.0).abs() < f64::EPSILON);
    }
}

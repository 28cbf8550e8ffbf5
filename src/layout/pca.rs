//! Centroids in the plane that keeps most of their variance.

use nalgebra::{DMatrix, SymmetricEigen};

/// Points in the plane and what the plane keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projection {
    pub points: Vec<[f64; 2]>,
    /// Share of the total variance along each axis, in `0..=1`.
    pub variance_shares: [f64; 2],
}

/// Projects `n` vectors, given by their `n × n` dot products, on their first two principal components.
///
/// With the centred Gram matrix `B = J G J`, coordinates are eigenvectors times the square root of their eigenvalue: the
/// same as PCA of the vectors, without a matrix of terms. The sign of an axis, which PCA leaves open, is chosen so that
/// the coordinate farthest from the middle is positive.
///
/// # Panics
/// If `dots` is no square.
pub fn project(dots: &[f64], n: usize) -> Projection {
    assert_eq!(dots.len(), n * n, "a dot product for each pair");
    let mut projection = Projection { points: vec![[0.0; 2]; n], variance_shares: [0.0; 2] };
    if n < 2 {
        return projection;
    }
    let means: Vec<f64> = dots.chunks(n).map(|row| row.iter().sum::<f64>() / n as f64).collect();
    let mean = means.iter().sum::<f64>() / n as f64;
    let centred = DMatrix::from_fn(n, n, |a, b| dots[a * n + b] - means[a] - means[b] + mean);
    let total = centred.trace();
    if total <= f64::EPSILON * n as f64 {
        return projection;
    }
    let eigen = SymmetricEigen::new(centred);
    let mut largest_first: Vec<usize> = (0..n).collect();
    largest_first.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]).then(a.cmp(&b)));
    for (axis, &column) in largest_first.iter().take(2).enumerate() {
        let eigenvalue = eigen.eigenvalues[column].max(0.0);
        let vector = eigen.eigenvectors.column(column);
        let farthest = vector.iter().fold(0.0_f64, |far, &value| if value.abs() > far.abs() { value } else { far });
        let scale = eigenvalue.sqrt().copysign(farthest);
        projection.points.iter_mut().zip(vector.iter()).for_each(|(point, value)| point[axis] = value * scale);
        projection.variance_shares[axis] = eigenvalue / total;
    }
    projection
}

/// Mirrors the axes of `projection` where that brings its points closer to `reference`, so that a map that is drawn anew does not flip.
pub fn align(projection: &mut Projection, reference: &[[f64; 2]]) {
    for axis in 0..2 {
        let agreement: f64 = projection.points.iter().zip(reference).map(|(new, old)| new[axis] * old[axis]).sum();
        if agreement < 0.0 {
            projection.points.iter_mut().for_each(|point| point[axis] = -point[axis]);
        }
    }
}

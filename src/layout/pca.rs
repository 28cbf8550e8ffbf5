//! Centroids in the plane that keeps most of their variance.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Points in the plane and what the plane keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    pub points: Vec<[f64; 2]>,
    /// Share of the total variance along each axis, in `0..=1`.
    pub variance_shares: [f64; 2],
}

impl Projection {
    /// Where a vector that took no part in the projection falls: `dots` are its dot products with the projected vectors,
    /// `mean_dots` the means of theirs with each other.
    ///
    /// Each axis is a weighted sum of the projected vectors; the weights are their coordinates over the eigenvalue, which
    /// is the sum of the squared coordinates (Schölkopf, Smola, Müller 1998, section 3, with a linear kernel).
    pub fn place(&self, dots: &[f64], mean_dots: &[f64]) -> [f64; 2] {
        [0, 1].map(|axis| {
            let eigenvalue: f64 = self.points.iter().map(|point| point[axis] * point[axis]).sum();
            let centred = dots.iter().zip(mean_dots).map(|(dot, mean)| dot - mean);
            let sum: f64 = self.points.iter().zip(centred).map(|(point, dot)| point[axis] * dot).sum();
            if eigenvalue > 0.0 { sum / eigenvalue } else { 0.0 }
        })
    }
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
    let means: Vec<f64> = dots.par_chunks(n).map(|row| row.iter().sum::<f64>() / n as f64).collect();
    let mean = means.iter().sum::<f64>() / n as f64;
    let mut centred = DMatrix::zeros(n, n);
    // A matrix that is its own mirror image: its columns are filled from rows.
    centred.as_mut_slice().par_chunks_mut(n).zip(dots.par_chunks(n)).enumerate().for_each(|(b, (column, row))| {
        for (a, (value, dot)) in column.iter_mut().zip(row).enumerate() {
            *value = dot - means[a] - means[b] + mean;
        }
    });
    let total = centred.trace();
    if total <= f64::EPSILON * n as f64 {
        return projection;
    }
    for (axis, (eigenvalue, vector)) in leading_eigenpairs(centred).into_iter().enumerate() {
        let eigenvalue = eigenvalue.max(0.0);
        let farthest = vector.iter().fold(0.0_f64, |far, &value| if value.abs() > far.abs() { value } else { far });
        let scale = eigenvalue.sqrt().copysign(farthest);
        projection.points.iter_mut().zip(vector.iter()).for_each(|(point, value)| point[axis] = value * scale);
        projection.variance_shares[axis] = eigenvalue / total;
    }
    projection
}

/// Above this size the whole decomposition, which grows with the cube, gives way to Lanczos' method.
const LARGEST_WHOLE: usize = 256;

/// Steps of Lanczos' method: enough for the two outermost eigenvalues of a matrix of any size to settle.
const LANCZOS_STEPS: usize = 96;

/// The two largest eigenvalues of a symmetric matrix with their vectors of length 1.
fn leading_eigenpairs(matrix: DMatrix<f64>) -> Vec<(f64, DVector<f64>)> {
    if matrix.nrows() <= LARGEST_WHOLE {
        return largest_two(&SymmetricEigen::new(matrix));
    }
    let Krylov { basis, images } = Krylov::new(&matrix);
    let small = basis.transpose() * images;
    let pairs = largest_two(&SymmetricEigen::new(small));
    pairs.into_iter().map(|(value, vector)| (value, (&basis * vector).normalize())).collect()
}

fn largest_two(eigen: &SymmetricEigen<f64, nalgebra::Dyn>) -> Vec<(f64, DVector<f64>)> {
    let mut largest_first: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    largest_first.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]).then(a.cmp(&b)));
    let pair = |&column: &usize| (eigen.eigenvalues[column], eigen.eigenvectors.column(column).into_owned());
    largest_first.iter().take(2).map(pair).collect()
}

/// An orthonormal basis of the vectors that a matrix makes of one start vector, applied again and again, and what the matrix
/// makes of each.
struct Krylov {
    basis: DMatrix<f64>,
    images: DMatrix<f64>,
}

impl Krylov {
    /// Lanczos (1950), with every vector made orthogonal to all before, twice, so that rounding cannot bring any back.
    fn new(matrix: &DMatrix<f64>) -> Self {
        let n = matrix.nrows();
        // Any fixed start without symmetry serves; this one is not orthogonal to anything but by accident.
        let start = DVector::from_fn(n, |row, _| 1.0 + ((row * 7919 + 104_729) % 1009) as f64 / 1009.0);
        let mut basis: Vec<DVector<f64>> = vec![start.normalize()];
        let mut images: Vec<DVector<f64>> = Vec::new();
        loop {
            let image = image_of(matrix, &basis[basis.len() - 1]);
            images.push(image.clone());
            if basis.len() == LANCZOS_STEPS.min(n) {
                break;
            }
            let (mut next, length) = (image, images[images.len() - 1].norm());
            for _ in 0..2 {
                for known in &basis {
                    next.axpy(-known.dot(&next), known, 1.0);
                }
            }
            if next.norm() <= 1e-12 * length.max(f64::MIN_POSITIVE) {
                break;
            }
            basis.push(next.normalize());
        }
        Self { basis: DMatrix::from_columns(&basis), images: DMatrix::from_columns(&images) }
    }
}

/// Rows that a task multiplies.
const TASK_ROWS: usize = 64;

/// A symmetric matrix times a vector.
fn image_of(matrix: &DMatrix<f64>, vector: &DVector<f64>) -> DVector<f64> {
    let n = matrix.nrows();
    let mut image = DVector::zeros(n);
    let tasks = image.as_mut_slice().par_chunks_mut(TASK_ROWS).zip(matrix.as_slice().par_chunks(TASK_ROWS * n));
    tasks.for_each(|(image, columns)| {
        image.iter_mut().zip(columns.chunks(n)).for_each(|(value, column)| *value = dot(column, vector.as_slice()));
    });
    image
}

/// A dot product in eight sums, whose order is fixed.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanczos_finds_what_the_whole_decomposition_finds() {
        let n = LARGEST_WHOLE + 60;
        let vectors =
            DMatrix::from_fn(n, 40, |row, col| (((row * 31 + col * 17) % 97) as f64 / 97.0).sin() / (1.0 + col as f64));
        let matrix = &vectors * vectors.transpose();
        let whole = largest_two(&SymmetricEigen::new(matrix.clone()));
        let found = leading_eigenpairs(matrix);
        for ((value, vector), (known_value, known_vector)) in found.iter().zip(&whole) {
            assert!((value - known_value).abs() < 1e-9 * known_value, "{value} {known_value}");
            assert!((vector.dot(known_vector).abs() - 1.0).abs() < 1e-9);
        }
    }
}

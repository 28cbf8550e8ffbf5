//! Dense rows of length 1, or zeros: what is clustered when documents come as vectors.

use rayon::prelude::*;

/// Columns that are summed side by side, and `f32` in a cache line.
pub const LINE: usize = 16;

/// `n_rows × n_cols`; every row has length 1, up to the rounding of `f32`, or is all zeros.
#[derive(Clone, Debug)]
pub struct DenseRows {
    n_cols: usize,
    /// Values from one row to the next. What is beyond the columns is 0.
    stride: usize,
    values: Vec<f32>,
    /// Whether a row is all zeros.
    empty: Vec<bool>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DenseError {
    #[error("Value {column} of the vector of document {row} is infinite or not a number: vectors must be finite")]
    NotFinite {
        /// From 1, as those who read it count.
        row: usize,
        column: usize,
    },
    #[error("{n_values} values cannot be rows of {n_cols} columns")]
    Uneven { n_values: usize, n_cols: usize },
    #[error("Vectors of {n_cols} columns are too long: at most {} can be compared", DenseRows::MAX_COLS)]
    TooManyColumns { n_cols: usize },
}

/// Rows that are normalised by one task.
const CHUNK_ROWS: usize = 1024;

impl DenseRows {
    /// So many columns that single precision still tells similarities apart.
    pub const MAX_COLS: usize = 1 << 20;

    /// Rows of `n_cols` raw `values` each, brought to length 1: lengths are taken in `f64`, and each value is rounded once.
    pub fn new(n_cols: usize, values: &[f32]) -> Result<Self, DenseError> {
        if n_cols > Self::MAX_COLS {
            return Err(DenseError::TooManyColumns { n_cols });
        }
        if n_cols == 0 || !values.len().is_multiple_of(n_cols) {
            return Err(DenseError::Uneven { n_values: values.len(), n_cols });
        }
        let is_bad = |value: &f32| !value.is_finite();
        let chunks = values.par_chunks(n_cols * CHUNK_ROWS).enumerate();
        // All of a chunk are looked at side by side; the place is searched for only where there is one.
        let bad = chunks.find_map_first(|(number, chunk)| {
            let found = chunk.iter().fold(false, |found, value| found | is_bad(value));
            found.then(|| number * n_cols * CHUNK_ROWS + chunk.iter().position(is_bad).unwrap_or(0))
        });
        if let Some(place) = bad {
            return Err(DenseError::NotFinite { row: place / n_cols + 1, column: place % n_cols + 1 });
        }
        let n_rows = values.len() / n_cols;
        let stride = stride_of(n_cols);
        let mut rows = Self { n_cols, stride, values: vec![0.0; n_rows * stride], empty: vec![false; n_rows] };
        let units = rows.values.par_chunks_mut(stride * CHUNK_ROWS).zip(rows.empty.par_chunks_mut(CHUNK_ROWS));
        units.zip(values.par_chunks(n_cols * CHUNK_ROWS)).for_each(|((units, empty), values)| {
            let rows = units.chunks_mut(stride).zip(empty).zip(values.chunks(n_cols));
            rows.for_each(|((unit, empty), row)| *empty = !write_unit(row.iter().map(|&value| f64::from(value)), unit));
        });
        Ok(rows)
    }

    pub fn n_rows(&self) -> usize {
        self.empty.len()
    }

    pub fn n_cols(&self) -> usize {
        self.n_cols
    }

    /// # Panics
    /// If `index` is not below `n_rows()`.
    pub fn row(&self, index: usize) -> &[f32] {
        &self.padded(index)[..self.n_cols]
    }

    /// Whether a row is all zeros.
    pub fn is_empty(&self, index: usize) -> bool {
        self.empty[index]
    }

    /// A row with the zeros that fill it up to whole lines.
    pub(super) fn padded(&self, index: usize) -> &[f32] {
        &self.values[index * self.stride..][..self.stride]
    }
}

/// An odd number of cache lines, so that the same column of several rows is not kept in the same few places of a cache.
pub fn stride_of(n_cols: usize) -> usize {
    (n_cols.div_ceil(LINE) | 1) * LINE
}

/// Writes `row` at length 1 to the begin of `unit`, which holds zeros; false if it has none.
pub(super) fn write_unit(row: impl Iterator<Item = f64> + Clone, unit: &mut [f32]) -> bool {
    let length = row.clone().map(|value| value * value).sum::<f64>().sqrt();
    if length <= 0.0 {
        return false;
    }
    // Adding 0 makes one zero of the two.
    unit.iter_mut().zip(row).for_each(|(unit, value)| *unit = (value / length) as f32 + 0.0);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_length_one_or_are_zeros() {
        let rows = DenseRows::new(3, &[3.0, 0.0, -4.0, 0.0, -0.0, 0.0, 0.0, 1e-45, 0.0, 3e38, 3e38, -0.0]).unwrap();
        assert_eq!(rows.row(0), [0.6, 0.0, -0.8]);
        assert_eq!(rows.row(2), [0.0, 1.0, 0.0]);
        let half = std::f32::consts::FRAC_1_SQRT_2;
        assert_eq!(
            rows.row(3).iter().map(|value| value.to_bits()).collect::<Vec<_>>(),
            [half, half, 0.0].map(f32::to_bits)
        );
        assert_eq!((0..4).map(|row| rows.is_empty(row)).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!((rows.n_rows(), rows.n_cols(), rows.padded(1).len()), (4, 3, 16));
    }

    #[test]
    fn what_cannot_be_rows_is_refused_with_the_place() {
        assert_eq!(
            DenseRows::new(2, &[1.0, 2.0, 3.0, f32::NAN]).unwrap_err().to_string(),
            "Value 2 of the vector of document 2 is infinite or not a number: vectors must be finite"
        );
        assert_eq!(DenseRows::new(2, &[1.0; 3]).unwrap_err(), DenseError::Uneven { n_values: 3, n_cols: 2 });
        assert_eq!(DenseRows::new(0, &[]).unwrap_err(), DenseError::Uneven { n_values: 0, n_cols: 0 });
        let n_cols = DenseRows::MAX_COLS + 1;
        assert_eq!(DenseRows::new(n_cols, &[]).unwrap_err(), DenseError::TooManyColumns { n_cols });
    }
}

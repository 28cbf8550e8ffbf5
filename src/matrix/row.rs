//! One row of a matrix, and what is done with it.

/// One row: parallel slices, `terms` ascending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    pub terms: &'a [u32],
    pub weights: &'a [f32],
}

impl<'a> Row<'a> {
    /// As [`Row::iter`], as long as the matrix lives.
    pub fn into_pairs(self) -> impl Iterator<Item = (u32, f32)> + Clone + use<'a> {
        self.terms.iter().copied().zip(self.weights.iter().copied())
    }
}

impl Row<'_> {
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.terms.iter().copied().zip(self.weights.iter().copied())
    }

    /// Dot product with a dense vector of `n_cols` values, summed in stored order.
    ///
    /// A product of two `f32` is exact in `f64`, so the value depends on the order of the sum alone.
    pub fn dot_dense(&self, dense: &[f32]) -> f64 {
        self.iter().map(|(term, weight)| f64::from(weight) * f64::from(dense[term as usize])).sum()
    }

    /// [`Row::dot_dense`] of this row and of another, to the bit: a sum of nothing is −0. Each sum waits for its own last
    /// addition only.
    pub fn dot_dense_with(&self, other: Row<'_>, dense: &[f32]) -> [f64; 2] {
        let n_both = self.terms.len().min(other.terms.len());
        let product =
            |row: &Row<'_>, place: usize| f64::from(row.weights[place]) * f64::from(dense[row.terms[place] as usize]);
        let both = (0..n_both)
            .fold([-0.0; 2], |[sum, of_other], place| [sum + product(self, place), of_other + product(&other, place)]);
        let rest =
            |sum: f64, row: &Row<'_>| (n_both..row.terms.len()).fold(sum, |sum, place| sum + product(row, place));
        [rest(both[0], self), rest(both[1], &other)]
    }
}

/// One row of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowBuf {
    pub terms: Vec<u32>,
    pub weights: Vec<f32>,
}

impl RowBuf {
    /// Becomes the row that [`super::UnitRowsBuilder::push_weights`] adds, of finite weights that are not negative.
    pub fn set_unit(&mut self, columns: &[u32], weights: &[f64]) {
        self.terms.clear();
        self.weights.clear();
        self.terms.reserve_exact(columns.len());
        self.weights.reserve_exact(columns.len());
        push_unit_weights(columns, weights, &mut self.terms, &mut self.weights);
    }

    /// Becomes a copy of `row`.
    pub fn set(&mut self, row: Row<'_>) {
        self.terms.clear();
        self.weights.clear();
        self.terms.reserve_exact(row.terms.len());
        self.weights.reserve_exact(row.weights.len());
        self.terms.extend_from_slice(row.terms);
        self.weights.extend_from_slice(row.weights);
    }

    pub fn as_row(&self) -> Row<'_> {
        Row { terms: &self.terms, weights: &self.weights }
    }
}

impl From<Row<'_>> for RowBuf {
    fn from(row: Row<'_>) -> Self {
        Self { terms: row.terms.to_vec(), weights: row.weights.to_vec() }
    }
}

/// Adds a row of `raw` weights, one for each of `columns`, divided by its length; what is 0 then is left out.
pub(super) fn push_unit_weights(columns: &[u32], raw: &[f64], terms: &mut Vec<u32>, weights: &mut Vec<f32>) {
    // Dividing by the largest weight first keeps the squares of extreme weights inside the range of f64.
    let largest = raw.iter().fold(0.0, |largest, &weight| if weight > largest { weight } else { largest });
    if largest <= 0.0 {
        return;
    }
    let length = raw.iter().map(|weight| (weight / largest).powi(2)).sum::<f64>().sqrt();
    // A row that was rounded to length 1 before stays as it is, bit for bit, so that a matrix can be written and read.
    let is_unit = (largest * length - 1.0).abs() <= UNIT_TOLERANCE;
    let unit = |&weight: &f64| if is_unit { weight as f32 } else { (weight / largest / length) as f32 };
    let start = weights.len();
    weights.extend(raw.iter().map(unit));
    if weights[start..].iter().all(|&unit| unit > 0.0) {
        terms.extend_from_slice(columns);
        return;
    }
    weights.truncate(start);
    for (&column, unit) in columns.iter().zip(raw.iter().map(unit)).filter(|&(_, unit)| unit > 0.0) {
        terms.push(column);
        weights.push(unit);
    }
}

/// How far from 1 the rounding of weights to `f32` can leave the length of a row.
const UNIT_TOLERANCE: f64 = 1.0 / (1 << 22) as f64;

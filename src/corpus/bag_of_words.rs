//! Terms counted elsewhere.

/// Documents as weights of terms, without their text.
#[derive(Debug)]
pub struct BagOfWords {
    /// Indexed by column.
    pub terms: Vec<String>,
    /// For each document its `(column, value)`, columns ascending, values above 0.
    pub rows: Vec<Vec<(u32, f32)>>,
    /// Whether all values are whole numbers, hence counts that still want weighting.
    pub counts: bool,
}

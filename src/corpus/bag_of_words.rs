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

impl BagOfWords {
    /// By column: the number of documents that hold the term.
    pub fn document_counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.terms.len()];
        self.rows.iter().flatten().for_each(|&(term, _)| counts[term as usize] += 1);
        counts
    }
}

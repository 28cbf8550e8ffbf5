//! Rows that lie apart in memory, copied together before they are used: copies are fetched ahead of one another, where sums
//! that wait for each other would make memory wait as well.

use crate::matrix::Row;

/// Rows to copy together: enough to fetch ahead, and few enough to stay near.
pub const TOGETHER: usize = 16;

/// Room for copies of some rows, kept from use to use.
#[derive(Debug, Default)]
pub struct Gathered {
    terms: Vec<u32>,
    weights: Vec<f32>,
    ends: Vec<usize>,
}

impl Gathered {
    /// Copies `rows` in the place of those before, and gives the copies.
    pub fn fill<'a>(&mut self, rows: impl Iterator<Item = Row<'a>>) -> impl Iterator<Item = Row<'_>> {
        self.terms.clear();
        self.weights.clear();
        self.ends.clear();
        for row in rows {
            self.terms.extend_from_slice(row.terms);
            self.weights.extend_from_slice(row.weights);
            self.ends.push(self.terms.len());
        }
        let Self { terms, weights, ends } = &*self;
        let mut start = 0;
        ends.iter().map(move |&end| {
            let range = std::mem::replace(&mut start, end)..end;
            Row { terms: &terms[range.clone()], weights: &weights[range] }
        })
    }
}

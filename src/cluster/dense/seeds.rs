//! Whether a dense row is similar to a seed.

use super::super::points::{Points as _, TakeSeeds};
use super::rows::DenseRows;

/// Seeds that were taken.
pub struct DenseSeeds<'a> {
    rows: &'a DenseRows,
    /// From this similarity on rows are similar.
    least: f64,
    seeds: Vec<u32>,
}

/// Seeds that a row is compared with before one looks whether it is similar to one of them.
const SEEDS_TOGETHER: usize = 64;

impl<'a> DenseSeeds<'a> {
    pub fn new(rows: &'a DenseRows, least: f64) -> Self {
        Self { rows, least, seeds: Vec::new() }
    }

    /// Whether a row is similar to a seed from the `first`-th on.
    fn is_similar(&self, row: u32, first: usize) -> bool {
        let mut similarities = [0.0; SEEDS_TOGETHER];
        self.seeds[first..].chunks(SEEDS_TOGETHER).any(|seeds| {
            let similarities = &mut similarities[..seeds.len()];
            self.rows.compare(seeds, self.rows.padded(row as usize), similarities);
            similarities.iter().any(|similarity| *similarity >= self.least)
        })
    }
}

impl TakeSeeds for DenseSeeds<'_> {
    /// A row, and the number of seeds that it was compared with.
    type Candidate = (u32, usize);

    fn candidate(&self, row: u32) -> Option<Self::Candidate> {
        (!self.is_similar(row, 0)).then_some((row, self.seeds.len()))
    }

    fn take(&mut self, (row, n_compared): Self::Candidate) {
        if !self.is_similar(row, n_compared) {
            self.seeds.push(row);
        }
    }

    fn seeds(&self) -> &[u32] {
        &self.seeds
    }
}

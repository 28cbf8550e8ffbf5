//! Which of some documents are similar to a row, without looking at all of them.
//!
//! A document that shares with a row only terms whose weights in it have a length below the wanted similarity cannot be that
//! similar: x · y ≤ |x| for a y of length 1, taken over these terms. So the row's most frequent terms, which most documents
//! have and which weigh little, are left out at first, and those alone are judged who may come up to it with them.
//!
//! Bayardo, Ma, Srikant: *Scaling up all pairs similarity search*, WWW 2007.

use super::arbiter::relative_error;
use super::left::{Left, N_BITS};
use crate::matrix::{Row, UnitRows};

/// Documents in which rows are looked for.
pub struct Neighbours<'a> {
    rows: &'a UnitRows,
    documents: &'a [u32],
    /// Of the documents that were left when they were made.
    postings: Postings,
    n_in_postings: usize,
    /// The row in question; zeros between two.
    probe: Vec<f32>,
    /// Of each document, the similarity as far as it is known; zeros between two.
    partial: Vec<f32>,
    /// Terms of the row in question with the number of documents that have them.
    by_frequency: Vec<(usize, u32, f32)>,
}

/// What is left out at first has at most this share of the wanted similarity.
const LEFT_OUT: f64 = 0.65;

/// Room for the rounding of rows, whose lengths are 1 within 2⁻²².
const SLACK: f64 = 1e-6;

impl<'a> Neighbours<'a> {
    pub fn new(rows: &'a UnitRows, documents: &'a [u32]) -> Self {
        let (probe, partial) = (vec![0.0; rows.n_cols()], vec![0.0; documents.len()]);
        let left = Left::all(documents.len());
        let (postings, n_in_postings) = (Postings::new(rows, documents, &left), left.len());
        Self { rows, documents, postings, n_in_postings, probe, partial, by_frequency: Vec::new() }
    }

    /// The documents that are left and whose similarity to a row is at least `least`, which is positive, as places in the list.
    pub fn of(&mut self, row: u32, least: f64, left: &Left) -> Vec<u32> {
        if left.len() < self.n_in_postings / 4 * 3 {
            (self.postings, self.n_in_postings) = (Postings::new(self.rows, self.documents, left), left.len());
        }
        let row = self.rows.row(row as usize);
        let left_out = self.leave_out(row, LEFT_OUT * least);
        let Self { rows, documents, postings, probe, partial, by_frequency, .. } = self;
        for &(_, term, weight) in by_frequency.iter() {
            for (place, other) in postings.of(term).iter() {
                partial[place as usize] += weight * other;
            }
        }
        let enough = (least - left_out - SLACK - relative_error(row.terms.len())) as f32;
        row.iter().for_each(|(term, weight)| probe[term as usize] = weight);
        let mut found = Vec::new();
        for (number, partial) in partial.chunks_mut(N_BITS).enumerate() {
            let comes_up = |known: &f32| *known >= enough;
            // Seldom any: to count them takes vectors.
            if partial.iter().map(|known| u32::from(comes_up(known))).sum::<u32>() == 0 {
                partial.fill(0.0);
                continue;
            }
            let may_be = partial.iter().rev().fold(0, |bits, known| bits << 1 | u64::from(comes_up(known)));
            partial.fill(0.0);
            let is_similar = |place: &u32| rows.row(documents[*place as usize] as usize).dot_dense(probe) >= least;
            found.extend(left.among(number, may_be).filter(is_similar));
        }
        row.terms.iter().for_each(|&term| probe[term as usize] = 0.0);
        found
    }

    /// Sets out the terms of a row but the most frequent ones, whose weights have at most `length`, and gives that length.
    fn leave_out(&mut self, row: Row<'_>, length: f64) -> f64 {
        self.by_frequency.clear();
        self.by_frequency.extend(row.iter().map(|(term, weight)| (self.postings.of(term).terms.len(), term, weight)));
        self.by_frequency.sort_unstable_by_key(|&(frequency, term, _)| (frequency, term));
        let mut square = 0.0;
        while let Some((_, _, weight)) = self.by_frequency.last() {
            let with_this = square + f64::from(*weight).powi(2);
            if with_this > length * length {
                break;
            }
            square = with_this;
            self.by_frequency.pop();
        }
        square.sqrt()
    }
}

/// For each term the documents that are left of a list and hold it: places in the list, ascending, with their weights.
struct Postings {
    starts: Vec<usize>,
    places: Vec<u32>,
    weights: Vec<f32>,
}

impl Postings {
    fn new(rows: &UnitRows, documents: &[u32], left: &Left) -> Self {
        let row = |place: u32| rows.row(documents[place as usize] as usize);
        let mut starts = vec![0; rows.n_cols() + 1];
        left.iter().map(row).flat_map(|row| row.terms).for_each(|&term| starts[term as usize + 1] += 1);
        for term in 0..rows.n_cols() {
            starts[term + 1] += starts[term];
        }
        let n_weights = starts[rows.n_cols()];
        let (mut places, mut weights) = (vec![0; n_weights], vec![0.0; n_weights]);
        let mut next = starts.clone();
        for place in left.iter() {
            for (term, weight) in row(place).iter() {
                let entry = &mut next[term as usize];
                places[*entry] = place;
                weights[*entry] = weight;
                *entry += 1;
            }
        }
        Self { starts, places, weights }
    }

    fn of(&self, term: u32) -> Row<'_> {
        let range = self.starts[term as usize]..self.starts[term as usize + 1];
        Row { terms: &self.places[range.clone()], weights: &self.weights[range] }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matrix::UnitRowsBuilder;

    /// Few terms in all rows, many in some, and rows of nothing but frequent ones.
    fn rows() -> impl Strategy<Value = UnitRows> {
        let frequent = prop::collection::btree_map(0_u32..4, 0.1_f64..1.0, 1..4);
        let rare = prop::collection::btree_map(4_u32..40, 0.5_f64..3.0, 0..6);
        prop::collection::vec((frequent, rare), 1..150).prop_map(|rows| {
            let mut builder = UnitRowsBuilder::new(40).unwrap();
            for (frequent, rare) in rows {
                builder.push(&frequent.into_iter().chain(rare).collect::<Vec<_>>()).unwrap();
            }
            builder.finish()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        #[test]
        fn found_are_those_whose_similarity_to_a_row_is_enough(rows in rows(), least in 0.05_f64..1.0) {
            let documents: Vec<u32> = (0..rows.n_rows() as u32).filter(|row| row % 3 != 1).collect();
            let mut left = Left::all(documents.len());
            let mut neighbours = Neighbours::new(&rows, &documents);
            for row in 0..rows.n_rows() as u32 {
                let mut dense = vec![0.0; rows.n_cols()];
                rows.row(row as usize).iter().for_each(|(term, weight)| dense[term as usize] = weight);
                let is_similar = |place: &u32| rows.row(documents[*place as usize] as usize).dot_dense(&dense) >= least;
                let expected: Vec<u32> = left.iter().filter(is_similar).collect();
                let found = neighbours.of(row, least, &left);
                prop_assert_eq!(&found, &expected, "row {}", row);
                // Half of what was found goes, so that what is left is listed anew now and then.
                found.into_iter().step_by(2).for_each(|place| left.remove(place));
            }
        }
    }
}

//! Terms in the order of the tiles: frequent ones first, so that what is used often lies together, rare ones apart.

use std::cmp::Reverse;

use super::options::Options;
use super::tiles::LANES;
use crate::matrix::{Row, UnitRows};

/// A place for each term: below `n_hot` a row of the tiles, from there on a list of those centroids that have the term.
#[derive(Clone, Debug)]
pub struct TermPlaces {
    places: Vec<u32>,
    n_hot: usize,
}

/// A list entry costs as much time as so many columns of a tile row.
const COLUMNS_PER_ENTRY: usize = 32;

/// Lists want a row of start values for each document, which costs as much as so many tile rows.
const ROWS_PER_START: usize = 4;

impl TermPlaces {
    pub fn new(rows: &UnitRows, n_documents: usize, n_clusters: usize, options: &Options) -> Self {
        let mut frequencies = vec![0_u32; rows.n_cols()];
        for row in rows.rows() {
            row.terms.iter().for_each(|&term| frequencies[term as usize] += 1);
        }
        let mut order: Vec<u32> = (0..rows.n_cols() as u32).collect();
        order.sort_by_key(|&term| Reverse(frequencies[term as usize]));
        let mut places = vec![0; rows.n_cols()];
        order.iter().enumerate().for_each(|(place, &term)| places[term as usize] = place as u32);

        let frequency = |place: usize| frequencies[order[place] as usize] as usize;
        let rare = order.partition_point(|&term| frequencies[term as usize] as usize * COLUMNS_PER_ENTRY >= n_clusters);
        let n_in_rare: usize = (rare..order.len()).map(frequency).sum();
        let n_quick = if n_in_rare < ROWS_PER_START * n_documents { order.len() } else { rare };
        let row_bytes = size_of::<f32>() * n_clusters.next_multiple_of(LANES);
        let n_hot = n_quick.min(options.tile_bytes / row_bytes.max(1)).max(1).min(order.len());
        Self { places, n_hot }
    }

    pub fn n_hot(&self) -> usize {
        self.n_hot
    }

    pub fn n_cold(&self) -> usize {
        self.places.len() - self.n_hot
    }

    /// The row of the tiles that a term has, or the number of its list.
    pub fn of(&self, term: u32) -> Result<usize, usize> {
        let place = self.places[term as usize] as usize;
        if place < self.n_hot { Ok(place) } else { Err(place - self.n_hot) }
    }
}

/// The documents of a chunk in places instead of terms. Kept from chunk to chunk, to be filled anew.
#[derive(Debug, Default)]
pub struct Translated {
    /// For each document its first hot and its first cold weight, and the ends of the last.
    starts: Vec<(usize, usize)>,
    hot: (Vec<u32>, Vec<f32>),
    cold: (Vec<u32>, Vec<f32>),
}

impl Translated {
    pub fn fill<'a>(&mut self, rows: impl Iterator<Item = Row<'a>>, places: &TermPlaces) {
        for (terms, weights) in [&mut self.hot, &mut self.cold] {
            terms.clear();
            weights.clear();
        }
        self.starts.clear();
        self.starts.push((0, 0));
        for row in rows {
            if places.n_cold() == 0 {
                self.hot.0.extend(row.terms.iter().map(|&term| places.places[term as usize]));
                self.hot.1.extend_from_slice(row.weights);
                self.starts.push((self.hot.0.len(), 0));
                continue;
            }
            for (term, weight) in row.iter() {
                let (place, part) = match places.of(term) {
                    Ok(place) => (place, &mut self.hot),
                    Err(place) => (place, &mut self.cold),
                };
                part.0.push(place as u32);
                part.1.push(weight);
            }
            self.starts.push((self.hot.0.len(), self.cold.0.len()));
        }
    }

    pub fn n_documents(&self) -> usize {
        self.starts.len() - 1
    }

    /// Rows of the tiles and weights.
    pub fn hot(&self, document: usize) -> Row<'_> {
        let range = self.starts[document].0..self.starts[document + 1].0;
        Row { terms: &self.hot.0[range.clone()], weights: &self.hot.1[range] }
    }

    /// Numbers of lists and weights.
    pub fn cold(&self, document: usize) -> Row<'_> {
        let range = self.starts[document].1..self.starts[document + 1].1;
        Row { terms: &self.cold.0[range.clone()], weights: &self.cold.1[range] }
    }

    /// Number of terms of a document, hot and cold.
    pub fn n_terms(&self, document: usize) -> usize {
        let (start, end) = (self.starts[document], self.starts[document + 1]);
        end.0 - start.0 + end.1 - start.1
    }
}

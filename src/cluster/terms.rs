//! Terms in the order of the tiles: frequent ones first, so that what is used often lies together, rare ones apart.

use std::cmp::Reverse;

use super::lines::Line;
use super::options::Options;
use crate::matrix::UnitRows;

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
        order.sort_unstable_by_key(|&term| (Reverse(frequencies[term as usize]), term));
        let mut places = vec![0; rows.n_cols()];
        order.iter().enumerate().for_each(|(place, &term)| places[term as usize] = place as u32);

        let frequency = |place: usize| frequencies[order[place] as usize] as usize;
        let rare = order.partition_point(|&term| frequencies[term as usize] as usize * COLUMNS_PER_ENTRY >= n_clusters);
        let n_in_rare: usize = (rare..order.len()).map(frequency).sum();
        let n_quick = if n_in_rare < ROWS_PER_START * n_documents { order.len() } else { rare };
        let row_bytes = n_clusters.next_multiple_of(Line::N_BYTES);
        let n_hot = n_quick.min(options.tile_bytes / row_bytes.max(1)).max(1).min(order.len());
        Self { places, n_hot }
    }

    pub fn n_hot(&self) -> usize {
        self.n_hot
    }

    /// The place of each term.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.places.iter().copied()
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

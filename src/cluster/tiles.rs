//! Centroids side by side: 64 of them a tile, so that their sums stay in registers while a document's terms pass by.
//!
//! Frequent terms have a row in every tile. Rare ones would fill it with zeros: they have a list of who has them.

use rayon::prelude::*;

use super::centroids::Centroids;
use super::terms::TermPlaces;
use crate::matrix::Row;

/// Centroids a tile.
pub const LANES: usize = 64;

/// The weights that the centroids of one tile have for one term: whole cache lines.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct TileRow(pub [f32; LANES]);

/// All centroids, a column each: first those that moved last.
#[derive(Clone, Debug)]
pub struct Tiles {
    /// The centroid of each column.
    pub columns: Vec<u32>,
    n_hot: usize,
    /// Weight `[tile · n_hot + place][lane]` of column `tile · LANES + lane`; the last tile is padded with zeros.
    weights: Vec<TileRow>,
    cold: Lists,
}

impl Tiles {
    /// All centroids, ascending.
    pub fn new(centroids: &Centroids, places: &TermPlaces) -> Self {
        let columns: Vec<u32> = (0..centroids.n_rows() as u32).collect();
        let n_hot = places.n_hot();
        let mut weights = vec![TileRow([0.0; LANES]); columns.len().div_ceil(LANES) * n_hot];
        weights.par_chunks_mut(n_hot).zip(columns.par_chunks(LANES)).for_each(|(tile, columns)| {
            for (lane, &column) in columns.iter().enumerate() {
                write(tile, lane, centroids.row(column as usize), places);
            }
        });
        let cold = Lists::new(centroids, &columns, places);
        Self { columns, n_hot, weights, cold }
    }

    /// Puts new centroids in place of old ones, and all of them before those that did not move. `old`: the rows that were
    /// replaced, by ascending centroid.
    pub fn replace(&mut self, centroids: &Centroids, old: &[(u32, Row<'_>)], places: &TermPlaces) {
        let mut replaced = vec![None; centroids.n_rows()];
        old.iter().for_each(|&(centroid, row)| replaced[centroid as usize] = Some(row));
        let moved = |column: usize, columns: &[u32]| replaced[columns[column] as usize].is_some();
        let before = self.columns.clone();
        let strays: Vec<usize> = (old.len()..before.len()).filter(|&column| moved(column, &before)).collect();
        let to_leave = (0..old.len()).filter(|&column| !moved(column, &before));
        to_leave.zip(strays).for_each(|(column, stray)| self.columns.swap(column, stray));

        let columns = &self.columns;
        self.weights.par_chunks_mut(self.n_hot).enumerate().for_each(|(number, tile)| {
            for column in number * LANES..columns.len().min((number + 1) * LANES) {
                let (was, is) = (before[column], columns[column]);
                if was != is || replaced[is as usize].is_some() {
                    // The row of a centroid that did not move is still that of before.
                    let erased = replaced[was as usize].unwrap_or_else(|| centroids.row(was as usize));
                    overwrite(tile, column % LANES, erased, centroids.row(is as usize), places);
                }
            }
        });
        self.cold = Lists::new(centroids, &self.columns, places);
    }

    /// The first `n_columns` of them, and what fills up their last tile.
    pub fn first(&self, n_columns: usize) -> FirstTiles<'_> {
        FirstTiles { tiles: self, n_columns: n_columns.next_multiple_of(LANES).min(self.columns.len()) }
    }

    pub fn cold(&self) -> &Lists {
        &self.cold
    }

    /// The exact similarity of a document to a column, as [`similarity`](super::arbiter::similarity) gives it: what is added
    /// for terms that the centroid lacks is 0.
    pub fn similarity(&self, row: Row<'_>, column: u32, places: &TermPlaces) -> f64 {
        let (tile, lane) = (column as usize / LANES, column as usize % LANES);
        let tile = &self.weights[tile * self.n_hot..][..self.n_hot];
        let weight_of = |term| match places.of(term) {
            Ok(place) => tile[place].0[lane],
            Err(place) => self.cold.weight(place, column),
        };
        row.iter().map(|(term, weight)| f64::from(weight) * f64::from(weight_of(term))).sum()
    }
}

/// Some tiles from the first on.
#[derive(Clone, Copy)]
pub struct FirstTiles<'a> {
    pub tiles: &'a Tiles,
    n_columns: usize,
}

impl<'a> FirstTiles<'a> {
    /// Each tile: the number of its first column, of its columns, and its rows, one a hot term.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, &'a [TileRow])> + use<'a> {
        let n_columns = self.n_columns;
        let tiles = self.tiles.weights.chunks(self.tiles.n_hot).take(n_columns.div_ceil(LANES)).enumerate();
        tiles.map(move |(tile, rows)| (tile * LANES, LANES.min(n_columns - tile * LANES), rows))
    }

    /// Number of columns with their padding.
    pub fn n_padded(&self) -> usize {
        self.n_columns.next_multiple_of(LANES)
    }
}

/// Writes `new` where `old` was.
fn overwrite(tile: &mut [TileRow], lane: usize, old: Row<'_>, new: Row<'_>, places: &TermPlaces) {
    let mut kept = new.terms.iter().peekable();
    // Most terms stay, and are written over.
    for &term in old.terms {
        while kept.next_if(|&&kept| kept < term).is_some() {}
        if let (true, Ok(place)) = (kept.peek() != Some(&&term), places.of(term)) {
            tile[place].0[lane] = 0.0;
        }
    }
    write(tile, lane, new, places);
}

fn write(tile: &mut [TileRow], lane: usize, row: Row<'_>, places: &TermPlaces) {
    for (term, weight) in row.iter() {
        if let Ok(place) = places.of(term) {
            tile[place].0[lane] = weight;
        }
    }
}

/// For each cold term the columns that have it, ascending, with their weights.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    starts: Vec<usize>,
    columns: Vec<u32>,
    weights: Vec<f32>,
}

impl Lists {
    fn new(centroids: &Centroids, columns: &[u32], places: &TermPlaces) -> Self {
        if places.n_cold() == 0 {
            return Self::default();
        }
        let cold = |column: &u32| centroids.row(*column as usize);
        let mut starts = vec![0_usize; places.n_cold() + 1];
        for place in columns.iter().flat_map(|column| cold(column).terms).filter_map(|&term| places.of(term).err()) {
            starts[place + 1] += 1;
        }
        for place in 0..places.n_cold() {
            starts[place + 1] += starts[place];
        }
        let n_entries = starts[places.n_cold()];
        let mut lists = Self { columns: vec![0; n_entries], weights: vec![0.0; n_entries], starts: Vec::new() };
        let mut next = starts.clone();
        for (number, column) in columns.iter().enumerate() {
            for (term, weight) in cold(column).iter() {
                if let Err(place) = places.of(term) {
                    lists.columns[next[place]] = number as u32;
                    lists.weights[next[place]] = weight;
                    next[place] += 1;
                }
            }
        }
        lists.starts = starts;
        lists
    }

    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The columns and weights of a term.
    pub fn of(&self, place: usize) -> Row<'_> {
        let range = self.starts[place]..self.starts[place + 1];
        Row { terms: &self.columns[range.clone()], weights: &self.weights[range] }
    }

    fn weight(&self, place: usize, column: u32) -> f32 {
        let list = self.of(place);
        list.terms.binary_search(&column).map_or(0.0, |found| list.weights[found])
    }
}

//! Centroids side by side, a byte each: 256 of them a tile, so that their sums stay in registers while a document's terms
//! pass by, and little memory has to.
//!
//! A byte is at least the weight: `weight ≤ byte · scale / 255 ≤ weight + scale / 255`, where the scale of a term is its
//! greatest weight in any centroid; what is 0 stays 0. Frequent terms have a row in every tile. Rare ones would fill it with
//! zeros: they have a list of who has them.

use rayon::prelude::*;

use super::centroids::Centroids;
use super::lines::Line;
use super::terms::TermPlaces;
use crate::matrix::Row;

/// Lines a tile.
const TILE_LINES: usize = 4;

/// Centroids a tile.
pub const TILE_COLUMNS: usize = TILE_LINES * Line::N_BYTES;

/// Where a term is and what its bytes are worth.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// Below the number of hot terms a row of the tiles, from there on a list.
    pub place: u32,
    /// The greatest weight in any centroid; 0 if none has the term, or if it is cold.
    pub scale: f32,
}

/// All centroids, a column each: first those that moved last.
#[derive(Clone, Debug)]
pub struct Tiles {
    /// The centroid of each column.
    pub columns: Vec<u32>,
    /// The column of each centroid.
    column_of: Vec<u32>,
    /// Of each term.
    slots: Vec<Slot>,
    n_hot: usize,
    /// Tile after tile, in each row after row, in each as many lines as it takes.
    lines: Vec<Line>,
    cold: Lists,
}

impl Tiles {
    /// All centroids, ascending.
    pub fn new(centroids: &Centroids, places: &TermPlaces) -> Self {
        let columns: Vec<u32> = (0..centroids.n_rows() as u32).collect();
        let n_hot = places.n_hot();
        let slots = places.iter().map(|place| Slot { place, scale: 0.0 }).collect();
        let lines = vec![Line::ZERO; columns.len().div_ceil(Line::N_BYTES) * n_hot];
        let column_of = columns.clone();
        let mut tiles = Self { columns, column_of, slots, n_hot, lines, cold: Lists::default() };
        tiles.scale(centroids);
        tiles.write(centroids, &vec![true; tiles.columns.len().div_ceil(TILE_COLUMNS)]);
        tiles.cold = Lists::new(centroids, &tiles.columns, places);
        tiles
    }

    /// Takes in new centroids, and puts all that moved before those that did not. `moved`: ascending.
    pub fn replace(&mut self, centroids: &Centroids, moved: &[u32], places: &TermPlaces) {
        let mut is_moved = vec![false; centroids.n_rows()];
        moved.iter().for_each(|&centroid| is_moved[centroid as usize] = true);
        let before = self.columns.clone();
        let strays = (moved.len()..before.len()).filter(|&column| is_moved[before[column] as usize]);
        let to_leave = (0..moved.len()).filter(|&column| !is_moved[before[column] as usize]);
        to_leave.zip(strays).for_each(|(column, stray)| self.columns.swap(column, stray));

        for (column, &centroid) in (0..).zip(&self.columns) {
            self.column_of[centroid as usize] = column;
        }

        // Scales follow when much moved anyway, and where they no longer suffice.
        let exceeds = |&centroid: &u32| {
            centroids.row(centroid as usize).iter().any(|(term, weight)| {
                let slot = self.slots[term as usize];
                weight > slot.scale && (slot.place as usize) < self.n_hot
            })
        };
        let to_write: Vec<bool> = if 2 * moved.len() >= self.columns.len() || moved.par_iter().any(exceeds) {
            self.scale(centroids);
            vec![true; self.columns.len().div_ceil(TILE_COLUMNS)]
        } else {
            let pairs = self.columns.chunks(TILE_COLUMNS).zip(before.chunks(TILE_COLUMNS));
            pairs.map(|(is, was)| is != was || is.iter().any(|&centroid| is_moved[centroid as usize])).collect()
        };
        self.write(centroids, &to_write);
        // Two of them would take more memory.
        self.cold = Lists::default();
        self.cold = Lists::new(centroids, &self.columns, places);
    }

    /// Sets each hot term's scale to its greatest weight.
    fn scale(&mut self, centroids: &Centroids) {
        let all: Vec<u32> = (0..centroids.n_rows() as u32).collect();
        let n_together = all.len().div_ceil(rayon::current_num_threads());
        let greatest = |centroids: &Centroids, some: &[u32]| {
            let mut scales = vec![0.0_f32; centroids.n_cols()];
            for &centroid in some {
                for (term, weight) in centroids.row(centroid as usize).iter() {
                    let scale = &mut scales[term as usize];
                    *scale = scale.max(weight);
                }
            }
            scales
        };
        let parts: Vec<Vec<f32>> = all.par_chunks(n_together).map(|some| greatest(centroids, some)).collect();
        let n_hot = self.n_hot;
        for (term, slot) in self.slots.iter_mut().enumerate().filter(|(_, slot)| (slot.place as usize) < n_hot) {
            slot.scale = parts.iter().fold(0.0, |scale, part| scale.max(part[term]));
        }
    }

    /// Writes those tiles that `wanted` names. Each thread takes some rows of some of them.
    fn write(&mut self, centroids: &Centroids, wanted: &[bool]) {
        let Self { columns, slots, n_hot, lines, .. } = self;
        let n_wanted = wanted.iter().filter(|wanted| **wanted).count();
        let rows_a_band = n_hot.div_ceil(rayon::current_num_threads().div_ceil(n_wanted.max(1)));
        let tiles = lines.chunks_mut(*n_hot * TILE_LINES).zip(columns.chunks(TILE_COLUMNS)).zip(wanted);
        let bands = tiles.filter(|(_, wanted)| **wanted).flat_map(|((tile, columns), _)| {
            let n_lines = columns.len().div_ceil(Line::N_BYTES);
            let bands = tile.chunks_mut(rows_a_band * n_lines).enumerate();
            bands.map(move |(number, band)| (number * rows_a_band, n_lines, columns, band))
        });
        let bands: Vec<_> = bands.collect();
        bands.into_par_iter().for_each(|(first_row, n_lines, columns, band)| {
            band.fill(Line::ZERO);
            let n_rows = band.len() / n_lines;
            for (column, &centroid) in columns.iter().enumerate() {
                let (line, byte) = (column / Line::N_BYTES, column % Line::N_BYTES);
                for (term, weight) in centroids.row(centroid as usize).iter() {
                    let slot = slots[term as usize];
                    let row = (slot.place as usize).wrapping_sub(first_row);
                    if row < n_rows {
                        band[row * n_lines + line].set(byte, byte_of(weight, slot.scale));
                    }
                }
            }
        });
    }

    /// The first `n_columns` of them.
    pub fn first(&self, n_columns: usize) -> FirstTiles<'_> {
        FirstTiles { tiles: self, n_columns }
    }

    pub fn cold(&self) -> &Lists {
        &self.cold
    }

    pub fn n_bytes(&self) -> usize {
        size_of_val(self.lines.as_slice()) + self.cold.n_bytes()
    }

    pub fn column_of(&self, centroid: u32) -> u32 {
        self.column_of[centroid as usize]
    }

    pub fn n_hot(&self) -> usize {
        self.n_hot
    }

    pub fn has_cold(&self) -> bool {
        self.n_hot < self.slots.len()
    }

    pub fn slot(&self, term: u32) -> Slot {
        self.slots[term as usize]
    }
}

/// The least byte that is worth at least `weight`, or one more.
fn byte_of(weight: f32, scale: f32) -> u8 {
    // What is above 255 becomes 255, which is worth the scale. A little more than 1, so that rounding takes none away.
    (weight / scale * 255.0 + 1.0001) as u8
}

/// Some columns from the first on.
#[derive(Clone, Copy)]
pub struct FirstTiles<'a> {
    pub tiles: &'a Tiles,
    n_columns: usize,
}

/// Some columns of a tile.
#[derive(Clone, Copy)]
pub struct Tile<'a> {
    pub first_column: usize,
    pub n_columns: usize,
    /// Row after row, `stride` lines each.
    pub lines: &'a [Line],
    pub stride: usize,
}

impl<'a> FirstTiles<'a> {
    pub fn iter(&self) -> impl Iterator<Item = Tile<'a>> + use<'a> {
        let (tiles, n_columns) = (self.tiles, self.n_columns);
        let lines = tiles.lines.chunks(tiles.n_hot * TILE_LINES).take(n_columns.div_ceil(TILE_COLUMNS)).enumerate();
        lines.map(move |(number, lines)| {
            let first_column = number * TILE_COLUMNS;
            let stride = lines.len() / tiles.n_hot;
            Tile { first_column, n_columns: TILE_COLUMNS.min(n_columns - first_column), lines, stride }
        })
    }

    pub fn n_columns(&self) -> usize {
        self.n_columns
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

    fn n_bytes(&self) -> usize {
        size_of_val(self.columns.as_slice()) + size_of_val(self.weights.as_slice())
    }

    /// The columns and weights of a term.
    pub fn of(&self, place: usize) -> Row<'_> {
        let range = self.starts[place]..self.starts[place + 1];
        Row { terms: &self.columns[range.clone()], weights: &self.weights[range] }
    }
}

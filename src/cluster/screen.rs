//! The fast part: similarities from bytes, tile by tile, to find the few centroids that may be nearest to a document.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use super::arbiter::SMALLEST;
use super::bounds::rounded_up;
use super::lines::{LINE_WORDS, Line, LineKernel, Vectors, run_lines};
use super::prefetch::prefetch;
use super::quantized::{Error, Part, Quantized};
use super::simd::Instructions;
use super::tiles::{FirstTiles, TILE_COLUMNS, Tile};
use crate::progress::{Cancelled, Monitor};

/// Greater than the number of any column.
pub const NO_COLUMN: u32 = u32::MAX;

/// Who may be nearest to the documents of one chunk. Kept from chunk to chunk, to be filled anew.
#[derive(Debug, Default)]
pub struct Candidates {
    /// For each document the least screened similarity with which a centroid may still be nearest.
    floors: Vec<f32>,
    /// For each document the column that is no candidate, or [`NO_COLUMN`].
    own: Vec<u32>,
    errors: Vec<Error>,
    /// For each document the greatest screened similarity to a column that is not its own.
    greatest: Vec<f32>,
    /// For each document its last entry in `found`, from 1; 0 if there is none.
    last: Vec<u32>,
    found: Vec<Found>,
}

#[derive(Clone, Copy, Debug)]
struct Found {
    column: u32,
    screened: f32,
    /// The entry of the same document before this one, from 1; 0 if there is none.
    before: u32,
}

impl Candidates {
    /// Begins a chunk: for each document the least similarity that a candidate needs, the column that is none, and how far
    /// screened similarities lie from exact ones.
    pub fn begin(&mut self, documents: impl Iterator<Item = (f32, u32, Error)>) {
        self.floors.clear();
        self.own.clear();
        self.errors.clear();
        for (floor, own, error) in documents {
            self.floors.push(floor);
            self.own.push(own);
            self.errors.push(error);
        }
        self.greatest.clear();
        self.greatest.resize(self.floors.len(), 0.0);
        self.last.clear();
        self.last.resize(self.floors.len(), 0);
        self.found.clear();
    }

    /// The least screened similarity of a centroid that may be nearest to a document.
    pub fn floor(&self, place: usize) -> f32 {
        self.floors[place]
    }

    /// No centroid that a document was compared with is more similar to it, its own left out.
    pub fn greatest(&self, place: usize) -> f32 {
        rounded_up(f64::from(self.greatest[place].max(SMALLEST)) + self.errors[place].below)
    }

    /// How far the screened similarities of a document lie from the exact ones.
    pub fn error(&self, place: usize) -> Error {
        self.errors[place]
    }

    /// All columns of the tiles that may be nearest to a document, with their screened similarities, in no order.
    pub fn of(&self, place: usize) -> impl Iterator<Item = (u32, f32)> {
        let mut entry = self.last[place];
        let floor = self.floors[place];
        let next = move || {
            let found = *self.found.get((entry as usize).wrapping_sub(1))?;
            entry = found.before;
            Some(found)
        };
        std::iter::from_fn(next)
            .filter(move |found| found.screened >= floor)
            .map(|found| (found.column, found.screened))
    }

    /// Takes in those columns from the `first` on that may be nearest to a document, but not its own, whose value is lost.
    #[inline(always)]
    pub fn look(&mut self, place: usize, first: usize, screened: &mut [f32]) {
        let own = (self.own[place] as usize).wrapping_sub(first);
        if let Some(own) = screened.get_mut(own) {
            *own = 0.0;
        }
        // None is negative, so that their bits are in the same order, and those are compared in vectors.
        let greatest = screened.iter().fold(0, |greatest, screened| screened.to_bits().max(greatest));
        let greatest = f32::from_bits(greatest);
        self.see(place, greatest);
        if greatest >= self.floors[place] {
            self.take(place, first, screened);
        }
    }

    /// Takes in the greatest of some similarities.
    #[inline(always)]
    fn see(&mut self, place: usize, greatest: f32) {
        self.greatest[place] = self.greatest[place].max(greatest);
    }

    /// Takes in those columns from the `first` on that may be nearest to a document.
    #[inline(always)]
    fn take(&mut self, place: usize, first: usize, screened: &[f32]) {
        let error = self.errors[place];
        for (column, &screened) in (first as u32..).zip(screened) {
            if screened >= self.floors[place] {
                self.found.push(Found { column, screened, before: self.last[place] });
                self.last[place] = self.found.len() as u32;
                self.floors[place] = self.floors[place].max(floor_of_screened(screened, error));
            }
        }
    }
}

/// The least screened similarity of a centroid that is as near as one whose exact similarity is `exact`.
pub fn floor_of_exact(exact: f64, error: Error) -> f32 {
    rounded_down(exact - error.below)
}

/// The least screened similarity of a centroid that may be as near as one whose own is `screened`.
fn floor_of_screened(screened: f32, error: Error) -> f32 {
    rounded_down(f64::from(screened) - error.above - error.below)
}

fn rounded_down(floor: f64) -> f32 {
    ((floor * (1.0 - f64::from(f32::EPSILON))) as f32).max(SMALLEST)
}

/// Compares each of `documents` with all tiles. `starts` is filled anew.
pub fn screen(
    documents: &Quantized,
    tiles: FirstTiles<'_>,
    instructions: Instructions,
    starts: &mut Vec<f32>,
    candidates: &mut Candidates,
    monitor: &dyn Monitor,
) -> Result<(), Cancelled> {
    fill_starts(documents, tiles, starts);
    for tile in tiles.iter() {
        monitor.check()?;
        let starts = if starts.is_empty() { None } else { Some((&starts[tile.first_column..], tiles.n_columns())) };
        let n_lines = tile.n_columns.div_ceil(Line::N_BYTES);
        let sums = [0.0; TILE_COLUMNS];
        run_lines(instructions, n_lines, &mut OneTile { documents, tile, starts, candidates, sums });
    }
    Ok(())
}

/// What the cold terms of each document add: `n_documents × n_columns`, or nothing if there are none.
fn fill_starts(documents: &Quantized, tiles: FirstTiles<'_>, starts: &mut Vec<f32>) {
    starts.clear();
    let lists = tiles.tiles.cold();
    if lists.is_empty() || tiles.n_columns() == 0 {
        return;
    }
    starts.resize(documents.n_documents() * tiles.n_columns(), 0.0);
    for (document, starts) in starts.chunks_mut(tiles.n_columns()).enumerate() {
        for (place, weight) in documents.cold(document).iter() {
            let n_columns = starts.len();
            let entries = lists.of(place as usize);
            for (column, other) in entries.iter().take_while(|(column, _)| (*column as usize) < n_columns) {
                starts[column as usize] += weight * other;
            }
        }
    }
}

struct OneTile<'a> {
    documents: &'a Quantized,
    tile: Tile<'a>,
    /// Similarities to begin with, from this tile's first column on, and how far apart those of two documents are.
    starts: Option<(&'a [f32], usize)>,
    candidates: &'a mut Candidates,
    /// Of one document, a column each.
    sums: [f32; TILE_COLUMNS],
}

impl LineKernel for OneTile<'_> {
    #[inline(always)]
    fn run<I: Vectors, const N: usize>(&mut self, vectors: I, first_line: usize) {
        let from = first_line * Line::N_BYTES;
        let first_column = self.tile.first_column + from;
        let n_columns = (self.tile.n_columns - from).min(2 * N * I::LANES);
        for place in 0..self.documents.n_documents() {
            let floor = self.candidates.floors[place];
            let mut parts = self.documents.parts(place);
            let own = (self.candidates.own[place] as usize).wrapping_sub(first_column);
            if self.starts.is_none() && parts.len() <= 1 {
                let Some(part) = parts.next() else { continue };
                let sums = products::<I, N>(vectors, part, self.tile, first_line);
                let mut words = Words::of::<I, N>(vectors, &sums);
                words.erase::<I, N>(own);
                let greatest = words.greatest::<I, N>(vectors);
                self.candidates.see(place, f32::from(greatest) * part.unit);
                // Rounded down, so that none is missed; a sum in 16 bits is below the greatest of them.
                if greatest < (floor / part.unit) as u16 {
                    continue;
                }
                self.sums[..n_columns].fill(0.0);
                words.add_to(part.unit, &mut self.sums[..n_columns]);
                self.candidates.take(place, first_column, &self.sums[..n_columns]);
            } else {
                match self.starts {
                    Some((starts, stride)) => {
                        self.sums[..n_columns].copy_from_slice(&starts[place * stride + from..][..n_columns]);
                    }
                    None => self.sums[..n_columns].fill(0.0),
                }
                for part in parts {
                    let sums = products::<I, N>(vectors, part, self.tile, first_line);
                    Words::of::<I, N>(vectors, &sums).add_to(part.unit, &mut self.sums[..n_columns]);
                }
                self.candidates.look(place, first_column, &mut self.sums[..n_columns]);
            }
        }
    }
}

/// For `N` vectors of bytes the sums of those that are even, and of those that are odd.
type Sums<I, const N: usize> = [[<I as Vectors>::Vector; 2]; N];

/// The sums of ⌊byte · weight / 256⌋ over some terms of a document, from a line of each row on.
#[inline(always)]
fn products<I: Vectors, const N: usize>(vectors: I, part: Part<'_>, tile: Tile<'_>, first_line: usize) -> Sums<I, N> {
    let mut sums = [[vectors.splat(0); 2]; N];
    let lines = |row: u32| &tile.lines[row as usize * tile.stride + first_line..][..N * I::LANES / LINE_WORDS];
    for ((&row, &weight), &ahead) in part.places.iter().zip(part.weights).zip(part.ahead) {
        prefetch(lines(ahead));
        let lines = lines(row);
        let weight = vectors.splat(weight);
        for (number, [even, odd]) in sums.iter_mut().enumerate() {
            let start = number * I::LANES;
            let bytes = vectors.load(&lines[start / LINE_WORDS].0[start % LINE_WORDS..]);
            *even = vectors.add_low(*even, bytes, weight);
            *odd = vectors.add_high(*odd, bytes, weight);
        }
    }
    sums
}

/// Sums at rest: vector after vector those of even bytes, then those of odd ones.
struct Words([[u16; TILE_COLUMNS / 2]; 2]);

impl Words {
    #[inline(always)]
    fn of<I: Vectors, const N: usize>(vectors: I, sums: &Sums<I, N>) -> Self {
        let mut words = [[0; TILE_COLUMNS / 2]; 2];
        for (number, &[even, odd]) in sums.iter().enumerate() {
            vectors.store(even, &mut words[0][number * I::LANES..]);
            vectors.store(odd, &mut words[1][number * I::LANES..]);
        }
        Self(words)
    }

    /// Makes the sum of a column 0, if it is one of these.
    #[inline(always)]
    fn erase<I: Vectors, const N: usize>(&mut self, column: usize) {
        if column < 2 * N * I::LANES {
            self.0[column % 2][column / 2] = 0;
        }
    }

    #[inline(always)]
    fn greatest<I: Vectors, const N: usize>(&self, vectors: I) -> u16 {
        let mut greatest = vectors.splat(0);
        for number in 0..N {
            for words in &self.0 {
                greatest = vectors.max(greatest, vectors.load(&words[number * I::LANES..]));
            }
        }
        let mut words = [0; LINE_WORDS];
        vectors.store(greatest, &mut words);
        words.iter().fold(0, |greatest, &word| greatest.max(word))
    }

    /// Adds the sums, worth `unit` each, to the columns that they belong to.
    #[inline(always)]
    fn add_to(&self, unit: f32, columns: &mut [f32]) {
        let [even, odd] = &self.0;
        for ((pair, &even), &odd) in columns.chunks_mut(2).zip(even).zip(odd) {
            for (column, word) in pair.iter_mut().zip([even, odd]) {
                *column += f32::from(word) * unit;
            }
        }
    }
}

//! The documents of a chunk as the tiles want them: places instead of terms, weights in 16 bits, and what that costs in
//! exactness.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::NullaryFnOnce;

use super::arbiter::relative_error;
use super::lines::vectorized;
use super::simd::Instructions;
use super::tiles::Tiles;
use crate::matrix::Row;

/// Terms a segment, at most: as many as can be summed in 16 bits with all of them rounded up.
const SEGMENT_TERMS: usize = 128;

/// The greatest sum of a segment's weights before they are rounded up. With [`ROUNDED_UP`] for each of [`SEGMENT_TERMS`] it
/// stays below 2¹⁶.
const SEGMENT_SUM: f64 = 65_000.0;

/// A weight is greater than what it stands for, by at most this: nearly 1 for rounding up, the rest for rounding in `f32`,
/// which is below 65 000 · 2⁻²² in all.
const ROUNDED_UP: f32 = 1.0625;

/// 2²³.
const ONES: f32 = (1 << 23) as f32;

/// A weight times the scale of its term that is not above this is left out, so that no segment is made of numbers which are
/// too small to be told apart.
const LOST: f32 = 1e-30;

/// Room for the rounding of bounds themselves, relative to them.
const SLACK: f64 = 1.01;

/// A row of a tile is asked for while so many others are added up.
const AHEAD: usize = 64;

/// Lanes of a sum, so that it can be computed in vectors.
const LANES: usize = 16;

/// In any order: the relative error is below 2⁻¹⁷ for a segment, which [`SLACK`] covers.
#[inline(always)]
fn sum(values: &[f32]) -> f32 {
    let (whole, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for values in whole {
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    sums.iter().sum::<f32>() + rest.iter().sum::<f32>()
}

struct WriteWeights<'a>(&'a mut Quantized);

impl NullaryFnOnce for WriteWeights<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.0.write_weights();
    }
}

/// Some documents. Kept from chunk to chunk, to be filled anew.
#[derive(Debug, Default)]
pub struct Quantized {
    documents: Vec<Document>,
    segments: Vec<Segment>,
    /// Hot terms of all documents; there may be room behind the last.
    places: Vec<u32>,
    /// Weights times the scales of their terms.
    scaled: Vec<f32>,
    weights: Vec<u16>,
    n_hot: usize,
    cold: (Vec<u32>, Vec<f32>),
}

#[derive(Clone, Copy, Debug)]
struct Document {
    first_segment: usize,
    first_cold: usize,
    error: Error,
}

#[derive(Clone, Copy, Debug)]
struct Segment {
    /// Its first place and weight.
    start: usize,
    unit: f32,
}

/// How far a document's similarities in the tiles lie from the exact ones, at most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Error {
    pub below: f64,
    pub above: f64,
}

/// Part of a document's hot terms.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Rows of the tiles.
    pub places: &'a [u32],
    pub weights: &'a [u16],
    /// For each place the one that comes [`AHEAD`] places later, in another document perhaps; behind the last, any.
    pub ahead: &'a [u32],
    /// What 1 in a sum of ⌊byte · weight / 256⌋ is worth as a similarity.
    pub unit: f32,
}

impl Quantized {
    pub fn fill(&mut self, rows: &[Row<'_>], tiles: &Tiles, instructions: Instructions) {
        self.documents.clear();
        self.segments.clear();
        self.n_hot = 0;
        self.cold.0.clear();
        self.cold.1.clear();
        // One more, since each term is written before it is known whether it is taken; and what is ahead of the last.
        let room = rows.iter().map(|row| row.terms.len()).sum::<usize>() + 1 + AHEAD;
        if self.places.len() < room {
            self.places.resize(room, 0);
            self.scaled.resize(room, 0.0);
            self.weights.resize(room, 0);
        }
        rows.iter().for_each(|&row| self.push(row, tiles));
        vectorized(instructions, WriteWeights(self));
        self.end();
    }

    /// Adds a document. Its segments get their units and weights when all of them are known.
    fn push(&mut self, row: Row<'_>, tiles: &Tiles) {
        let (first_segment, first_cold, start) = (self.segments.len(), self.cold.0.len(), self.n_hot);
        let n_hot = tiles.n_hot() as u32;
        let room = start..=start + row.terms.len();
        let (places, scaled) = (&mut self.places[room.clone()], &mut self.scaled[room]);
        let slots = || row.iter().map(|(term, weight)| (tiles.slot(term), weight));
        let mut n_taken = 0;
        for (slot, weight) in slots() {
            let product = weight * slot.scale;
            (places[n_taken], scaled[n_taken]) = (slot.place, product);
            // What no centroid has adds nothing, or next to nothing. Cold terms have no scale.
            n_taken += usize::from(product > LOST);
        }
        self.n_hot += n_taken;
        if tiles.has_cold() {
            let cold = slots().filter(|(slot, _)| slot.place >= n_hot);
            self.cold.extend(cold.map(|(slot, weight)| (slot.place - n_hot, weight)));
        }
        let starts = (start..self.n_hot).step_by(SEGMENT_TERMS);
        self.segments.extend(starts.map(|start| Segment { start, unit: 0.0 }));
        let mut error = Error { below: row.terms.len() as f64 * f64::from(LOST), above: 0.0 };
        let n_cold = self.cold.0.len() - first_cold;
        if n_cold > 0 {
            // Sums of segments and cold terms are added in `f32`; those of the cold terms are at most 1, as all cosines are.
            let rounding = relative_error(n_cold + self.segments.len() - first_segment);
            error.below += rounding;
            error.above += rounding;
        }
        self.documents.push(Document { first_segment, first_cold, error });
    }

    /// Chooses units, writes weights and adds up errors.
    ///
    /// With w = ⌈x · scale · K⌉ and c ≤ q · scale / 255, the similarity Σ x c is at most Σ w q / (255 K); a sum in 16 bits
    /// lacks less than 1 a term of Σ w q / 256. It is at most (Σ x (255 c + scale) + n) / (255 K).
    #[inline(always)]
    fn write_weights(&mut self) {
        let n_segments = self.segments.len();
        for number in 0..self.documents.len() {
            let end = self.documents.get(number + 1).map_or(n_segments, |next| next.first_segment);
            let document = &mut self.documents[number];
            let n_parts = end - document.first_segment;
            for segment in document.first_segment..end {
                let range =
                    self.segments[segment].start..self.segments.get(segment + 1).map_or(self.n_hot, |next| next.start);
                let scaled = &self.scaled[range.clone()];
                let sum = f64::from(sum(scaled));
                let factor = SEGMENT_SUM / sum;
                let unit = 256.0 / (255.0 * factor);
                let n_terms = scaled.len() as f64;
                // Sums of several segments are added in `f32`.
                let rounding = if n_parts > 1 { sum * relative_error(n_parts) } else { 0.0 };
                document.error.below += SLACK * n_terms * unit + rounding;
                document.error.above += SLACK * (sum / 255.0 + n_terms * f64::from(ROUNDED_UP) * unit) + rounding;
                self.segments[segment].unit = unit as f32;
                let factor = factor as f32;
                for (weight, scaled) in self.weights[range].iter_mut().zip(scaled) {
                    // The last bits of a number between 2²³ and 2²⁴ count ones: a conversion would be made one by one.
                    *weight = (scaled * factor + (ROUNDED_UP - 0.5) + ONES).to_bits() as u16;
                }
            }
        }
    }

    /// Marks where the last document ends.
    fn end(&mut self) {
        let (first_segment, first_cold) = (self.segments.len(), self.cold.0.len());
        // What was written there and not taken may be the place of a cold term.
        self.places[self.n_hot..][..AHEAD].fill(0);
        self.segments.push(Segment { start: self.n_hot, unit: 0.0 });
        self.documents.push(Document { first_segment, first_cold, error: Error::default() });
    }

    pub fn n_documents(&self) -> usize {
        self.documents.len() - 1
    }

    pub fn error(&self, document: usize) -> Error {
        self.documents[document].error
    }

    /// The hot terms that some centroid has.
    pub fn parts(&self, document: usize) -> impl ExactSizeIterator<Item = Part<'_>> {
        let segments = self.documents[document].first_segment..self.documents[document + 1].first_segment;
        segments.map(|number| {
            let range = self.segments[number].start..self.segments[number + 1].start;
            Part {
                places: &self.places[range.clone()],
                ahead: &self.places[range.start + AHEAD..range.end + AHEAD],
                weights: &self.weights[range],
                unit: self.segments[number].unit,
            }
        })
    }

    /// Numbers of lists and weights.
    pub fn cold(&self, document: usize) -> Row<'_> {
        let range = self.documents[document].first_cold..self.documents[document + 1].first_cold;
        Row { terms: &self.cold.0[range.clone()], weights: &self.cold.1[range] }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbiter::similarity;
    use super::super::centroids::Centroids;
    use super::super::lines::Line;
    use super::super::options::Options;
    use super::super::terms::TermPlaces;
    use super::*;
    use crate::matrix::{UnitRows, UnitRowsBuilder};

    const N_TERMS: usize = 400;

    /// Rows of up to 300 terms with weights of very different size.
    fn rows(n_rows: usize) -> impl Strategy<Value = UnitRows> {
        let weight = prop_oneof![1e-3_f64..1.0, 1e-9_f64..1e-6, Just(1.0), Just(1e-40)];
        let row = prop::collection::btree_map(0..N_TERMS as u32, weight, 1..300);
        prop::collection::vec(row, n_rows).prop_map(|rows| {
            let mut builder = UnitRowsBuilder::new(N_TERMS).unwrap();
            for row in rows {
                builder.push(&row.into_iter().collect::<Vec<_>>()).unwrap();
            }
            builder.finish()
        })
    }

    /// The similarity that the tiles give by their definition, without cold terms.
    fn screened(documents: &Quantized, document: usize, tiles: &Tiles, column: usize) -> f64 {
        let tile = tiles.first(tiles.columns.len()).iter().next().unwrap();
        let byte = |row: u32| {
            let line = &tile.lines[row as usize * tile.stride + column / Line::N_BYTES];
            let word = line.0[column % Line::N_BYTES / 2];
            u32::from(if column.is_multiple_of(2) { word & 0xff } else { word >> 8 })
        };
        let part = |part: Part<'_>| {
            let products =
                part.places.iter().zip(part.weights).map(|(&row, &weight)| (byte(row) * u32::from(weight)) >> 8);
            let sum = u16::try_from(products.sum::<u32>()).expect("a sum fits 16 bits");
            f64::from(f32::from(sum) * part.unit)
        };
        documents.parts(document).map(part).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

        #[test]
        fn similarities_from_bytes_stay_within_the_error(documents in rows(12), seeds in rows(20)) {
            let centroids = Centroids::pick(&seeds, &(0..20).collect::<Vec<_>>());
            let places = TermPlaces::new(&documents, 12, 20, &Options::default());
            let tiles = Tiles::new(&centroids, &places);
            for instructions in Instructions::available() {
                let mut quantized = Quantized::default();
                quantized.fill(&documents.rows().collect::<Vec<_>>(), &tiles, instructions);
                prop_assert_eq!(quantized.n_documents(), 12);
                for (number, row) in documents.rows().enumerate() {
                    for column in 0..20 {
                        let exact = similarity(row, centroids.row(column));
                        let screened = screened(&quantized, number, &tiles, column);
                        let Error { below, above } = quantized.error(number);
                        prop_assert!(exact - screened <= below, "{} lacks more than {}", screened, below);
                        prop_assert!(screened - exact <= above, "{} exceeds by more than {}", screened, above);
                        prop_assert!(above < 0.2, "{}", above);
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_that_is_asked_for_ahead_is_there_whatever_was_written_before() {
        // Every other term is cold: of the rows of 64 bytes each there is room for half.
        let rows =
            UnitRows::of(8, &[&[(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)], &[(4, 1.0), (5, 1.0), (6, 1.0), (7, 1.0)]]);
        let rows = rows.unwrap();
        let centroids = Centroids::pick(&rows, &[0, 1]);
        let options = Options { tile_bytes: 4 * Line::N_BYTES, ..Options::default() };
        let places = TermPlaces::new(&rows, 2, 2, &options);
        let tiles = Tiles::new(&centroids, &places);
        assert_eq!(places.n_cold(), 4);
        let mut quantized = Quantized::default();
        // All terms of the last of the first chunk are cold; in the second that is [`AHEAD`] places behind a hot one.
        for (n_hot, n_cold) in [(39, 1), (24, 0), (0, 3), (1, 1)] {
            let documents = [vec![0; n_hot], vec![1; n_cold]].concat();
            let rows: Vec<Row<'_>> = documents.iter().map(|&document| rows.row(document)).collect();
            quantized.fill(&rows, &tiles, Instructions::Portable);
            let ahead = |document: usize| quantized.parts(document).flat_map(|part| part.ahead).copied();
            assert!((0..rows.len()).flat_map(ahead).all(|place| place < 4), "{n_hot} {n_cold}");
        }
    }
}

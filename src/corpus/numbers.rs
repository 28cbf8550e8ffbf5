//! Documents as numbers of terms: counted here, or elsewhere.

use rayon::prelude::*;

use super::bag_of_words::BagOfWords;
use super::choosing::STOPPED;
use super::counting::Counted;

/// Documents as numbers of terms, in blocks that can be gone through side by side.
pub(super) trait Numbers: Sync {
    fn n_documents(&self) -> usize;

    fn n_blocks(&self) -> usize;

    /// The number of the block's first document.
    fn first_row(&self, block: usize) -> usize;

    /// Shows for each document of a block the entries of terms with a column, in no order, and the sum of all its numbers.
    fn for_each_row(&self, block: usize, each: &mut dyn FnMut(&[Entry], f64));

    /// What the bits of an entry stand for.
    fn number(bits: u32) -> f64;

    /// The block will not be asked for again.
    fn forget(&mut self, block: usize);
}

/// A column, and below it the bits of a number.
pub(super) type Entry = u64;

pub(super) fn entry(column: u32, bits: u32) -> Entry {
    u64::from(column) << 32 | u64::from(bits)
}

pub(super) fn column_of(entry: Entry) -> u32 {
    (entry >> 32) as u32
}

pub(super) fn bits_of(entry: Entry) -> u32 {
    entry as u32
}

/// Words that were counted here.
pub(super) struct Texts {
    counted: Counted,
    /// By piece: `number inside the piece → column`.
    columns: Vec<Vec<u32>>,
}

impl Texts {
    /// `columns`: of each term, see [`Chosen::columns`](super::choosing::Chosen::columns).
    pub(super) fn new(counted: Counted, columns: &[u32]) -> Self {
        let of_piece = |piece: &Vec<u32>| piece.iter().map(|&term| columns[term as usize]).collect();
        Self { columns: counted.pieces.par_iter().map(of_piece).collect(), counted }
    }
}

impl Numbers for Texts {
    fn n_documents(&self) -> usize {
        self.counted.n_documents()
    }

    fn n_blocks(&self) -> usize {
        self.counted.blocks.len()
    }

    fn first_row(&self, block: usize) -> usize {
        self.counted.blocks[block].first
    }

    fn for_each_row(&self, block: usize, each: &mut dyn FnMut(&[Entry], f64)) {
        let block = &self.counted.blocks[block];
        let columns = &self.columns[block.piece];
        let mut entries = Vec::new();
        for row in 0..block.counts.n_rows() {
            let terms = &block.terms[block.counts.places(row)];
            entries.resize(entries.len().max(terms.len()), 0);
            let (mut n_entries, mut length) = (0, 0_u64);
            for (&term, count) in terms.iter().zip(block.counts.row(row)) {
                let column = columns[term as usize];
                // Whether a term has a column cannot be foreseen, so there is no branch.
                entries[n_entries] = entry(column, count);
                n_entries += usize::from(column < STOPPED);
                length += u64::from(count) * u64::from(column != STOPPED);
            }
            each(&entries[..n_entries], length as f64);
        }
    }

    fn number(bits: u32) -> f64 {
        f64::from(bits)
    }

    fn forget(&mut self, block: usize) {
        self.counted.blocks[block] = std::sync::Arc::default();
    }
}

/// Terms counted elsewhere.
pub(super) struct Bag<'a> {
    pub bag: &'a BagOfWords,
    pub columns: Vec<u32>,
}

const BLOCK_ROWS: usize = 512;

impl Numbers for Bag<'_> {
    fn n_documents(&self) -> usize {
        self.bag.rows.len()
    }

    fn n_blocks(&self) -> usize {
        self.bag.rows.len().div_ceil(BLOCK_ROWS)
    }

    fn first_row(&self, block: usize) -> usize {
        block * BLOCK_ROWS
    }

    fn for_each_row(&self, block: usize, each: &mut dyn FnMut(&[Entry], f64)) {
        let start = self.first_row(block);
        let mut entries = Vec::new();
        for row in &self.bag.rows[start..self.bag.rows.len().min(start + BLOCK_ROWS)] {
            entries.clear();
            let columns = row.iter().map(|&(term, value)| (self.columns[term as usize], value));
            entries.extend(
                columns.filter(|&(column, _)| column < STOPPED).map(|(column, value)| entry(column, value.to_bits())),
            );
            let counted = row.iter().filter(|&&(term, _)| self.columns[term as usize] != STOPPED);
            each(&entries, counted.map(|&(_, value)| f64::from(value)).sum());
        }
    }

    fn number(bits: u32) -> f64 {
        f64::from(f32::from_bits(bits))
    }

    fn forget(&mut self, _: usize) {}
}

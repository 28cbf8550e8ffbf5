//! Entries of a row in the order of their columns.

use super::numbers::{Entry, bits_of, column_of};

/// Orders the entries of one row after the other, with a bit for each column that a row has: few entries are moved often
/// in sorting, and rows are many.
#[derive(Debug)]
pub(super) struct RowOrder {
    /// By column, 64 of them in each: a bit for what the row has. All 0 between rows.
    columns: Vec<u64>,
    /// By place in `columns`, 64 of them in each: a bit for what is not 0.
    places: Vec<u64>,
    /// By column of the row: the bits of the number.
    bits: Vec<u32>,
}

const N_BITS: usize = u64::BITS as usize;

impl RowOrder {
    pub(super) fn new(n_columns: usize) -> Self {
        let n_places = n_columns.div_ceil(N_BITS);
        Self { columns: vec![0; n_places], places: vec![0; n_places.div_ceil(N_BITS)], bits: vec![0; n_columns] }
    }

    /// Calls `each` with the column and the bits of each entry, by ascending columns, which differ.
    #[inline]
    pub(super) fn for_each(&mut self, entries: &[Entry], mut each: impl FnMut(u32, u32)) {
        let Self { columns, places, bits } = self;
        for &entry in entries {
            let column = column_of(entry) as usize;
            let place = column / N_BITS;
            columns[place] |= 1 << (column % N_BITS);
            places[place / N_BITS] |= 1 << (place % N_BITS);
            bits[column] = bits_of(entry);
        }
        for (first, places) in (0..).step_by(N_BITS).zip(places) {
            for place in ones(std::mem::take(places)) {
                let place = first + place;
                for column in ones(std::mem::take(&mut columns[place])) {
                    let column = place * N_BITS + column;
                    each(column as u32, bits[column]);
                }
            }
        }
    }
}

/// The places of bits that are 1, from the lowest.
#[inline]
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        lowest
    })
}

#[cfg(test)]
mod tests {
    use super::super::numbers::entry;
    use super::*;

    #[test]
    fn entries_come_by_column_and_nothing_of_a_row_is_left_for_the_next() {
        let mut order = RowOrder::new(5000);
        let rows: [&[(u32, u32)]; 4] =
            [&[(4999, 7), (0, 1), (64, 2), (63, u32::MAX), (4096, 3)], &[], &[(1, 9)], &[(4095, 4), (4032, 5)]];
        for row in rows {
            let entries: Vec<Entry> = row.iter().map(|&(column, bits)| entry(column, bits)).collect();
            let mut found = Vec::new();
            order.for_each(&entries, |column, bits| found.push((column, bits)));
            let mut expected = row.to_vec();
            expected.sort_unstable();
            assert_eq!(found, expected);
        }
    }
}

//! Entries of a row in the order of their columns.

use super::numbers::{Entry, bits_of, column_of};
use crate::matrix::ColumnSet;

/// Orders the entries of one row after the other: few entries are moved often in sorting, and rows are many.
#[derive(Debug)]
pub(super) struct RowOrder {
    /// Of the row; none between rows.
    columns: ColumnSet,
    /// By column of the row: the bits of the number.
    bits: Vec<u32>,
}

impl RowOrder {
    pub(super) fn new(n_columns: usize) -> Self {
        Self { columns: ColumnSet::new(n_columns), bits: vec![0; n_columns] }
    }

    /// Calls `each` with the column and the bits of each entry, by ascending columns, which differ.
    #[inline]
    pub(super) fn for_each(&mut self, entries: &[Entry], mut each: impl FnMut(u32, u32)) {
        let Self { columns, bits } = self;
        for &entry in entries {
            let column = column_of(entry);
            columns.insert(column);
            bits[column as usize] = bits_of(entry);
        }
        columns.drain(|column| each(column, bits[column as usize]));
    }
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

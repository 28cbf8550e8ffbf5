//! Columns as they come, and in their order when they are taken out.

/// Some columns of a matrix, a bit each: cheaper than to sort those of many short rows.
#[derive(Debug)]
pub struct ColumnSet {
    /// By column, 64 of them in each.
    columns: Vec<u64>,
    /// By place in `columns`, 64 of them in each: a bit for what is not 0.
    places: Vec<u64>,
}

const N_BITS: usize = u64::BITS as usize;

impl ColumnSet {
    /// None of `n_columns`.
    pub fn new(n_columns: usize) -> Self {
        let n_places = n_columns.div_ceil(N_BITS);
        Self { columns: vec![0; n_places], places: vec![0; n_places.div_ceil(N_BITS)] }
    }

    #[inline]
    pub fn insert(&mut self, column: u32) {
        let place = column as usize / N_BITS;
        self.columns[place] |= 1 << (column as usize % N_BITS);
        self.places[place / N_BITS] |= 1 << (place % N_BITS);
    }

    /// Takes all out, ascending.
    #[inline]
    pub fn drain(&mut self, mut each: impl FnMut(u32)) {
        let Self { columns, places } = self;
        for (first, places) in (0..).step_by(N_BITS).zip(places) {
            for place in ones(std::mem::take(places)) {
                let place = first + place;
                ones(std::mem::take(&mut columns[place])).for_each(|column| each((place * N_BITS + column) as u32));
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
    use super::*;

    #[test]
    fn columns_are_taken_out_once_and_in_their_order() {
        let mut set = ColumnSet::new(5000);
        for columns in [&[4999, 0, 64, 63, 0, 4096][..], &[], &[1], &[4095, 4032, 4095]] {
            columns.iter().for_each(|&column| set.insert(column));
            let mut found = Vec::new();
            set.drain(|column| found.push(column));
            let mut expected = columns.to_vec();
            expected.sort_unstable();
            expected.dedup();
            assert_eq!(found, expected);
        }
    }
}

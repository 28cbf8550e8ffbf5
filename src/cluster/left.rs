//! Places of a list that are still left, to be drawn and taken out.

/// A bit for each place.
#[derive(Clone, Debug)]
pub struct Left {
    words: Vec<u64>,
    n_left: usize,
}

/// Places a word.
pub const N_BITS: usize = u64::BITS as usize;

impl Left {
    /// All of `n_places`.
    pub fn all(n_places: usize) -> Self {
        let mut words = vec![u64::MAX; n_places.div_ceil(N_BITS)];
        if let Some(last) = words.last_mut().filter(|_| !n_places.is_multiple_of(N_BITS)) {
            *last = (1 << (n_places % N_BITS)) - 1;
        }
        Self { words, n_left: n_places }
    }

    pub fn len(&self) -> usize {
        self.n_left
    }

    /// The place that has `number` others before it.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn nth(&self, number: usize) -> u32 {
        let mut n_before = number;
        for (place, &word) in self.words.iter().enumerate() {
            let n_here = word.count_ones() as usize;
            if n_before < n_here {
                // Without its lowest bits the next one is the lowest.
                let rest = (0..n_before).fold(word, |word, _| word & (word - 1));
                return (place * N_BITS) as u32 + rest.trailing_zeros();
            }
            n_before -= n_here;
        }
        panic!("{} places are left, {number} was asked for", self.n_left)
    }

    /// Takes a place out, if it is left.
    pub fn remove(&mut self, place: u32) {
        let (word, bit) = (&mut self.words[place as usize / N_BITS], 1 << (place as usize % N_BITS));
        self.n_left -= usize::from(*word & bit != 0);
        *word &= !bit;
    }

    /// Ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        (0..self.words.len()).flat_map(|word| self.among(word, u64::MAX))
    }

    /// Those of 64 places, the `number`-th so many of all, that `wanted` has a bit for, from the lowest.
    pub fn among(&self, number: usize, wanted: u64) -> impl Iterator<Item = u32> + use<> {
        let mut bits = self.words[number] & wanted;
        std::iter::from_fn(move || {
            let lowest = (bits != 0).then(|| (number * N_BITS) as u32 + bits.trailing_zeros());
            bits &= bits.wrapping_sub(1);
            lowest
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_numbered_anew() {
        for n_places in [1, 63, 64, 65, 200] {
            let mut expected: Vec<u32> = (0..n_places as u32).collect();
            let mut left = Left::all(n_places);
            let mut number = 7;
            while !expected.is_empty() {
                assert_eq!(left.len(), expected.len());
                assert!(left.iter().eq(expected.iter().copied()));
                number = (number * 31 + 11) % expected.len();
                let place = expected.remove(number);
                assert_eq!(left.nth(number), place);
                left.remove(place);
                left.remove(place);
            }
            assert_eq!((left.len(), left.iter().count()), (0, 0));
        }
    }
}

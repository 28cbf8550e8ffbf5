//! A table of words in which most questions are for words that are not there.

use super::hangul::Word;

/// What is known of words. None is taken out again.
#[derive(Debug)]
pub struct WordMap<T> {
    /// A table with open addressing and linear probing, at most half full; the empty word is a free slot. Its length is a
    /// power of two.
    slots: Vec<(Word, T)>,
    /// [`BITS_PER_SLOT`] bits for each slot: a word whose bit is not set is not there, which is told in little memory.
    bits: Vec<u64>,
    len: usize,
}

const BITS_PER_SLOT: usize = 8;
const FEWEST_SLOTS: usize = 64;

impl<T: Copy + Default> Default for WordMap<T> {
    fn default() -> Self {
        Self::with_slots(FEWEST_SLOTS)
    }
}

impl<T: Copy + Default> WordMap<T> {
    fn with_slots(n: usize) -> Self {
        Self { slots: vec![(Word::default(), T::default()); n], bits: vec![0; n * BITS_PER_SLOT / 64], len: 0 }
    }

    #[inline]
    pub fn get(&self, word: Word) -> Option<&T> {
        let hash = word.mixed();
        let (place, bit) = bit_of(hash, self.bits.len());
        if self.bits[place] & bit == 0 {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let (other, value) = &self.slots[place];
            if *other == word && !word.is_empty() {
                return Some(value);
            }
            if other.is_empty() {
                return None;
            }
            place = (place + 1) & mask;
        }
    }

    pub fn insert(&mut self, word: Word, value: T) {
        *self.entry(word) = value;
    }

    /// What is known of the word, which is not empty; the default where it is new.
    pub fn entry(&mut self, word: Word) -> &mut T {
        if 2 * (self.len + 1) > self.slots.len() {
            let mut larger = Self::with_slots(2 * self.slots.len());
            self.iter().for_each(|(word, value)| larger.insert(word, *value));
            *self = larger;
        }
        let hash = word.mixed();
        let (place, bit) = bit_of(hash, self.bits.len());
        self.bits[place] |= bit;
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        while !self.slots[place].0.is_empty() && self.slots[place].0 != word {
            place = (place + 1) & mask;
        }
        let (other, value) = &mut self.slots[place];
        self.len += usize::from(other.is_empty());
        *other = word;
        value
    }

    /// All words with what is known of them, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = (Word, &T)> {
        self.slots.iter().filter(|(word, _)| !word.is_empty()).map(|(word, value)| (*word, value))
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().filter(|(word, _)| !word.is_empty()).map(|(_, value)| value)
    }
}

/// Where the bit of a hash stands in `n` words of bits, a power of two. The slot is told by other bits of the hash.
#[inline]
fn bit_of(hash: u64, n: usize) -> (usize, u64) {
    let bit = (hash >> 32) as usize;
    ((bit / 64) & (n - 1), 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_what_was_said_last() {
        let word = |n: u16| (0..=n % 9).fold(Word::default(), |word, at| word.with(at as usize, 1 + n + 7 * at));
        let mut map = WordMap::default();
        for round in 0..2 {
            (0..3000).for_each(|n| map.insert(word(n), u32::from(n) + round));
        }
        *map.entry(word(5)) += 1;
        assert!((0..3000).all(|n| map.get(word(n)) == Some(&(u32::from(n) + 1 + u32::from(n == 5)))));
        assert!((3000..9000).all(|n| map.get(word(n)).is_none()) && map.get(Word::default()).is_none());
        let mut all: Vec<u32> = map.iter().map(|(_, n)| *n).collect();
        all.sort_unstable();
        assert_eq!((all.len(), all[0], all[2999]), (3000, 1, 3000));
    }
}

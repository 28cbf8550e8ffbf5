//! Words to numbers: each distinct word is kept once, all of them in one long text.

use std::hash::Hasher as _;
use std::ops::Range;

use rustc_hash::FxHasher;

/// Distinct words, numbered in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Interner {
    words: Words,
    /// A table with open addressing and linear probing, at most half full; its length is a power of two or 0. A slot is 0,
    /// or the word's tag above its number plus 1.
    slots: Vec<u64>,
}

/// Words without the means to find one.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    /// Word `i` is `text[ends[i - 1]..ends[i]]`.
    ends: Vec<usize>,
}

/// What a word is found by: 32 bits of its hash. The same for the same word, in every run.
pub(super) fn tag_of(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

impl Interner {
    /// The numbers of some words, written into `ids`. Much faster than one by one: what is looked up lies all over the
    /// memory, and the processor fetches for many words at once if none waits for another.
    pub(super) fn intern_all(&mut self, batch: &Batch, ids: &mut Vec<u32>) {
        ids.clear();
        if batch.len() == 0 {
            return;
        }
        self.reserve(batch.len());
        let mask = self.slots.len() - 1;
        let find = |&(_, tag): &(u32, u32)| {
            let mut place = tag as usize & mask;
            loop {
                match self.slots[place] {
                    0 => return NO_ID,
                    slot if (slot >> 32) as u32 == tag => return slot as u32 - 1,
                    _ => place = (place + 1) & mask,
                }
            }
        };
        ids.extend(batch.tokens.iter().map(find));
        let mut start = 0;
        for (id, &(end, tag)) in ids.iter_mut().zip(&batch.tokens) {
            let word = start..end as usize;
            start = word.end;
            if *id == NO_ID || self.words.bytes(*id) != &batch.text.as_bytes()[word.clone()] {
                *id = self.intern(&batch.text[word], tag);
            }
        }
    }

    /// The word's number; a word that was not there gets the next.
    pub(super) fn intern(&mut self, word: &str, tag: u32) -> u32 {
        self.reserve(1);
        match self.find_slot(word, tag) {
            Ok(id) => id,
            Err(slot) => {
                let id = self.words.len() as u32;
                self.words.push(word);
                self.slots[slot] = entry(tag, id);
                id
            }
        }
    }

    pub(super) fn find(&self, word: &str) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.find_slot(word, tag_of(word)).ok() }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn word(&self, id: u32) -> &str {
        self.words.word(id)
    }

    pub(super) fn into_words(self) -> Words {
        self.words
    }

    /// The word's number, or the slot that is free for it.
    fn find_slot(&self, word: &str, tag: u32) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut place = tag as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                return Err(place);
            }
            let id = (slot as u32) - 1;
            if (slot >> 32) as u32 == tag && self.words.bytes(id) == word.as_bytes() {
                return Ok(id);
            }
            place = (place + 1) & mask;
        }
    }

    /// Makes room for so many words more.
    fn reserve(&mut self, n_words: usize) {
        let needed = 2 * (self.words.len() + n_words);
        if self.slots.len() < needed {
            self.grow(needed.next_power_of_two().max(1024));
        }
    }

    fn grow(&mut self, n_slots: usize) {
        let mut slots = vec![0; n_slots];
        let mask = slots.len() - 1;
        for &slot in self.slots.iter().filter(|&&slot| slot != 0) {
            let mut place = (slot >> 32) as usize & mask;
            while slots[place] != 0 {
                place = (place + 1) & mask;
            }
            slots[place] = slot;
        }
        self.slots = slots;
    }
}

/// Words that are looked up together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    text: String,
    /// Where each word ends in `text`, and its tag.
    tokens: Vec<(u32, u32)>,
}

impl Batch {
    pub(super) fn push(&mut self, word: &str) {
        self.text.push_str(word);
        self.tokens.push((self.text.len() as u32, tag_of(word)));
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.tokens.clear();
    }
}

const NO_ID: u32 = u32::MAX;

fn entry(tag: u32, id: u32) -> u64 {
    u64::from(tag) << 32 | (u64::from(id) + 1)
}

impl Words {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn word(&self, id: u32) -> &str {
        &self.text[self.place(id)]
    }

    fn bytes(&self, id: u32) -> &[u8] {
        &self.text.as_bytes()[self.place(id)]
    }

    fn place(&self, id: u32) -> Range<usize> {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        start..self.ends[id]
    }

    pub(super) fn push(&mut self, word: &str) {
        self.text.push_str(word);
        self.ends.push(self.text.len());
    }

    /// Adds other words behind these.
    pub(super) fn append(&mut self, others: &Self) {
        let before = self.text.len();
        self.text.push_str(&others.text);
        self.ends.extend(others.ends.iter().map(|end| before + end));
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbered_as_they_come_and_found_again() {
        let mut interner = Interner::default();
        assert_eq!(interner.find("none"), None);
        let words: Vec<String> = (0..5000).map(|n| format!("word{}", n % 3000)).collect();
        let ids: Vec<u32> = words.iter().map(|word| interner.intern(word, tag_of(word))).collect();
        assert!(ids.iter().enumerate().all(|(n, &id)| id as usize == n % 3000));
        assert_eq!((interner.len(), interner.word(2999), interner.find("word17")), (3000, "word2999", Some(17)));
        assert_eq!(interner.find("word"), None);
    }

    #[test]
    fn words_together_get_the_numbers_that_they_get_one_by_one() {
        let (mut together, mut alone) = (Interner::default(), Interner::default());
        let mut ids = Vec::new();
        for round in 0..9_usize {
            let words: Vec<String> = (0..700).map(|n| format!("w{}", (n * n + round * 31) % 997)).collect();
            let mut batch = Batch::default();
            words.iter().for_each(|word| batch.push(word));
            together.intern_all(&batch, &mut ids);
            let expected: Vec<u32> = words.iter().map(|word| alone.intern(word, tag_of(word))).collect();
            assert_eq!(ids, expected, "round {round}");
        }
        let same_tag = Batch { text: "aabba".to_owned(), tokens: vec![(2, 5), (4, 5), (5, 5)] };
        together.intern_all(&same_tag, &mut ids);
        let n = alone.len() as u32;
        assert_eq!(ids, [n, n + 1, n + 2]);
    }

    #[test]
    fn words_with_the_same_tag_stay_apart() {
        let mut interner = Interner::default();
        let ids = ["가", "", "나", "가", ""].map(|word| interner.intern(word, 7));
        assert_eq!(ids, [0, 1, 2, 0, 1]);
        let mut words = interner.into_words();
        words.append(&Words { text: "다라".to_owned(), ends: vec![3, 6] });
        assert_eq!((0..5).map(|id| words.word(id)).collect::<Vec<_>>(), ["가", "", "나", "다", "라"]);
    }
}

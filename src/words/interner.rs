//! Words to numbers: each distinct word is kept once, all of them in one long text.

use std::ops::Range;

use super::key::Key;
use super::keyed::Keyed;

/// Distinct words, numbered in the order in which they came.
#[derive(Debug, Default)]
pub struct Interner {
    words: Words,
    /// By word. Those that come often came early, so that their keys are close together.
    keys: Vec<Key>,
    /// A table with open addressing and linear probing, at most half full; its length is a power of two or 0.
    slots: Vec<Slot>,
    /// Of words that are looked up together, the places of those for which a look at their slot and key was not enough.
    unsure: Vec<u32>,
}

/// The bits of the tag of a word's [`Key`] that do not say its place in the table, and below them the word's number plus 1,
/// which is less than the number of slots; 0 where the slot is free.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Slot(u32);

impl Slot {
    const FREE: Self = Self(0);

    /// `mask` has the bits of a place.
    fn new(tag: u32, id: u32, mask: usize) -> Self {
        Self(tag & !(mask as u32) | (id + 1))
    }

    /// Whether it may be the slot of a word with this tag.
    #[inline]
    fn fits(self, tag: u32, mask: usize) -> bool {
        (self.0 ^ tag) & !(mask as u32) == 0
    }

    /// The word's number, [`NO_ID`] if the slot is free.
    #[inline]
    fn id(self, mask: usize) -> u32 {
        (self.0 & mask as u32).wrapping_sub(1)
    }
}

/// Words without the means to find one.
#[derive(Debug, Default)]
pub struct Words {
    text: String,
    /// Word `i` is `text[ends[i - 1]..ends[i]]`.
    ends: Vec<usize>,
}

/// No number: the word was passed over.
pub const NO_ID: u32 = u32::MAX;

impl Interner {
    /// The numbers of some words, written into `ids`. Much faster than one by one: what is looked up lies all over the
    /// memory, and the processor fetches for many words at once if none waits for another.
    pub fn intern_all(&mut self, words: &impl Keyed, ids: &mut Vec<u32>) {
        ids.clear();
        if words.n_words() == 0 {
            return;
        }
        self.reserve(words.n_words());
        let mask = self.slots.len() - 1;
        let slots = &self.slots[..=mask];
        let find = |tag: u32| {
            let mut place = tag as usize & mask;
            loop {
                let slot = slots[place];
                if slot == Slot::FREE || slot.fits(tag, mask) {
                    return slot.id(mask);
                }
                place = (place + 1) & mask;
            }
        };
        ids.extend(words.keys().map(|key| find(key.tag())));
        self.unsure.resize(self.unsure.len().max(words.n_words()), 0);
        let unsure = &mut self.unsure[..words.n_words()];
        let mut n_unsure = 0;
        for (place, (key, &id)) in (0..).zip(words.keys().zip(&*ids)) {
            let is_known = self.keys.get(id as usize).is_some_and(|known| known.is(key));
            // Whether more is to be done cannot be foreseen, so there is no branch.
            unsure[n_unsure] = place;
            n_unsure += usize::from(!(is_known & key.is_whole()));
        }
        for unsure in 0..n_unsure {
            let place = self.unsure[unsure] as usize;
            let id = ids[place];
            let is_settled = match id {
                NO_ID => words.is_passed_over(place),
                id => self.has(id, words.word(place), words.key(place)),
            };
            if !is_settled {
                ids[place] = self.intern(words.word(place), words.key(place));
            }
        }
    }

    /// The word's number; a word that was not there gets the next.
    #[inline]
    pub fn intern(&mut self, word: &str, key: Key) -> u32 {
        self.reserve(1);
        match self.find_slot(word, key) {
            Ok(id) => id,
            Err(slot) => {
                let id = self.words.len() as u32;
                self.words.push(word);
                self.keys.push(key);
                let mask = self.slots.len() - 1;
                self.slots[slot] = Slot::new(key.tag(), id, mask);
                id
            }
        }
    }

    pub fn find(&self, word: &str, key: Key) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.find_slot(word, key).ok() }
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn word(&self, id: u32) -> &str {
        self.words.word(id)
    }

    /// By word.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The words. Nothing is left but room for others.
    pub fn take_words(&mut self) -> Words {
        self.slots.fill(Slot::FREE);
        self.keys.clear();
        std::mem::take(&mut self.words)
    }

    /// The word's number, or the slot that is free for it.
    #[inline]
    fn find_slot(&self, word: &str, key: Key) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let tag = key.tag();
        let mut place = tag as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == Slot::FREE {
                return Err(place);
            }
            if slot.fits(tag, mask) && self.has(slot.id(mask), word, key) {
                return Ok(slot.id(mask));
            }
            place = (place + 1) & mask;
        }
    }

    /// Whether this is the word with that number.
    #[inline]
    fn has(&self, id: u32, word: &str, key: Key) -> bool {
        self.keys[id as usize].is(key) && (key.is_whole() || self.words.bytes(id) == word.as_bytes())
    }

    /// Makes room for so many words more.
    #[inline]
    fn reserve(&mut self, n_words: usize) {
        let needed = (self.words.len() + n_words) * 2 + 4;
        if self.slots.len() < needed {
            self.grow(needed.next_power_of_two().max(1024));
        }
    }

    #[cold]
    fn grow(&mut self, n_slots: usize) {
        let mut slots = vec![Slot::FREE; n_slots];
        let mask = slots.len() - 1;
        // In the order in which the words came: those that come often came early, and are found at the first look.
        for (id, key) in (0..).zip(&self.keys) {
            let tag = key.tag();
            let mut place = tag as usize & mask;
            while slots[place] != Slot::FREE {
                place = (place + 1) & mask;
            }
            slots[place] = Slot::new(tag, id, mask);
        }
        self.slots = slots;
    }
}

impl Words {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    #[inline]
    pub fn word(&self, id: u32) -> &str {
        &self.text[self.place(id)]
    }

    #[inline]
    fn bytes(&self, id: u32) -> &[u8] {
        &self.text.as_bytes()[self.place(id)]
    }

    #[inline]
    fn place(&self, id: u32) -> Range<usize> {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        start..self.ends[id]
    }

    pub fn push(&mut self, word: &str) {
        self.text.push_str(word);
        self.ends.push(self.text.len());
    }

    /// Makes room for all of these.
    pub fn reserve<'a>(&mut self, others: impl Iterator<Item = &'a Self>) {
        let (n_words, n_bytes) = others.fold((0, 0), |(n, bytes), words| (n + words.len(), bytes + words.text.len()));
        self.ends.reserve_exact(n_words);
        self.text.reserve_exact(n_bytes);
    }

    /// Adds other words behind these.
    pub fn append(&mut self, others: &Self) {
        let before = self.text.len();
        self.text.push_str(&others.text);
        self.ends.extend(others.ends.iter().map(|end| before + end));
    }

    pub fn n_bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ascii::AsciiWords;
    use super::super::keyed::Batch;
    use super::*;

    #[test]
    fn words_are_numbered_as_they_come_and_found_again() {
        let mut interner = Interner::default();
        assert_eq!(interner.find("none", Key::of("none")), None);
        let words: Vec<String> = (0..5000).map(|n| format!("word{}", n % 3000)).collect();
        let ids: Vec<u32> = words.iter().map(|word| interner.intern(word, Key::of(word))).collect();
        assert!(ids.iter().enumerate().all(|(n, &id)| id as usize == n % 3000));
        assert_eq!(
            (interner.len(), interner.word(2999), interner.find("word17", Key::of("word17"))),
            (3000, "word2999", Some(17))
        );
        assert_eq!(interner.find("word", Key::of("word")), None);
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
            let expected: Vec<u32> = words.iter().map(|word| alone.intern(word, Key::of(word))).collect();
            assert_eq!(ids, expected, "round {round}");
        }
        let key = Key::of("longer than the key");
        let mut same_key = Batch::default();
        ["aa", "bb", "a"].into_iter().for_each(|word| same_key.push_with(word, key));
        together.intern_all(&same_key, &mut ids);
        let n = alone.len() as u32;
        assert_eq!(ids, [n, n + 1, n + 2]);
    }

    #[test]
    fn numbers_of_a_text_are_passed_over() {
        let mut interner = Interner::default();
        let (mut found, mut ids) = (Vec::new(), Vec::new());
        AsciiWords::default().find("1984 3d 3.14 1984 word 3D", |words, _| {
            interner.intern_all(words, &mut ids);
            found.extend_from_slice(&ids);
        });
        assert_eq!(found, [NO_ID, 0, NO_ID, NO_ID, 1, 0]);
    }

    #[test]
    fn words_with_the_same_key_stay_apart() {
        let mut interner = Interner::default();
        let ids = ["가", "", "나", "가", ""].map(|word| interner.intern(word, Key::of("longer than the key")));
        assert_eq!(ids, [0, 1, 2, 0, 1]);
        let mut words = interner.take_words();
        assert_eq!((interner.len(), interner.find("가", Key::of("longer than the key"))), (0, None));
        words.append(&Words { text: "다라".to_owned(), ends: vec![3, 6] });
        assert_eq!((0..5).map(|id| words.word(id)).collect::<Vec<_>>(), ["가", "", "나", "다", "라"]);
    }
}

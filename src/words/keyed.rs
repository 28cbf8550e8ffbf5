//! Words with their keys, to be looked up together.

use super::ascii::AsciiWords;
use super::key::Key;

/// Words to be looked up together.
pub trait Keyed {
    fn n_words(&self) -> usize;

    fn keys(&self) -> impl Iterator<Item = Key>;

    fn key(&self, place: usize) -> Key;

    fn word(&self, place: usize) -> &str;

    /// Whether the word gets no number if it was not there before.
    fn is_passed_over(&self, place: usize) -> bool;
}

/// Words that are looked up together.
#[derive(Debug, Default)]
pub struct Batch {
    text: String,
    /// Where each word ends in `text`, and its key.
    words: Vec<(usize, Key)>,
}

impl Batch {
    pub fn push(&mut self, word: &str) {
        self.push_with(word, Key::of(word));
    }

    pub(super) fn push_with(&mut self, word: &str, key: Key) {
        self.text.push_str(word);
        self.words.push((self.text.len(), key));
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.words.clear();
    }
}

impl Keyed for Batch {
    fn n_words(&self) -> usize {
        self.len()
    }

    #[inline]
    fn keys(&self) -> impl Iterator<Item = Key> {
        self.words.iter().map(|&(_, key)| key)
    }

    fn key(&self, place: usize) -> Key {
        self.words[place].1
    }

    fn word(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.words[place - 1].0 };
        &self.text[start..self.words[place].0]
    }

    #[inline]
    fn is_passed_over(&self, _: usize) -> bool {
        false
    }
}

impl Keyed for AsciiWords {
    fn n_words(&self) -> usize {
        self.words().len()
    }

    #[inline]
    fn keys(&self) -> impl Iterator<Item = Key> {
        self.words().iter().map(|word| word.key)
    }

    fn key(&self, place: usize) -> Key {
        self.words()[place].key
    }

    fn word(&self, place: usize) -> &str {
        self.text(self.words()[place])
    }

    /// There is no end of numbers, and they are seldom terms.
    #[inline]
    fn is_passed_over(&self, place: usize) -> bool {
        self.is_number(self.words()[place])
    }
}

/// One word.
impl Keyed for &str {
    fn n_words(&self) -> usize {
        1
    }

    fn keys(&self) -> impl Iterator<Item = Key> {
        std::iter::once(Key::of(self))
    }

    fn key(&self, _: usize) -> Key {
        Key::of(self)
    }

    fn word(&self, _: usize) -> &str {
        self
    }

    fn is_passed_over(&self, _: usize) -> bool {
        false
    }
}

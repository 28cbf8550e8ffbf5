//! All ways of finding words, put together for one corpus.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::params::WordParams;
use super::unicode;
use crate::progress::{Cancelled, Monitor};

/// What is learned from the texts, and kept in the project: with it a tokenizer is there again without the texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Learned {}

/// Finds the terms of texts. Never changes once it is prepared; each thread takes a [`Cutter`].
#[derive(Debug)]
pub struct Tokenizer {
    params: WordParams,
    learned: Learned,
}

/// The texts that a tokenizer is prepared for.
pub trait Texts: Sync {
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows the texts of `rows` in their order, each with the title if its words count, otherwise with "".
    fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(&str, &str)) -> Result<(), WordsError>;
}

#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    #[error("Cannot read the texts: {reason}")]
    Texts { reason: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A piece of a text that was looked at as a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Byte range of the text.
    pub place: Range<usize>,
    /// The form that is counted.
    pub term: &'a str,
    pub fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// May become a term of the vocabulary.
    Term,
    StopWord,
    /// Too short, a number, or of a class that is not kept (a Korean particle or ending).
    NoWord,
}

impl Tokenizer {
    /// Learns from the texts what `params` ask for; without such a wish they are not visited.
    pub fn prepare(params: &WordParams, texts: &dyn Texts, monitor: &dyn Monitor) -> Result<Self, WordsError> {
        let _ = (texts, monitor);
        Ok(Self { params: params.clone(), learned: Learned::default() })
    }

    /// The tokenizer that once learned this.
    pub fn restore(params: &WordParams, learned: Learned) -> Result<Self, WordsError> {
        Ok(Self { params: params.clone(), learned })
    }

    /// Unicode words, see [`WordParams::plain`].
    pub fn plain() -> Self {
        Self { params: WordParams::plain(), learned: Learned::default() }
    }

    pub fn params(&self) -> &WordParams {
        &self.params
    }

    pub fn learned(&self) -> &Learned {
        &self.learned
    }

    pub fn cutter(&self) -> Cutter<'_> {
        Cutter { tokenizer: self, lower: String::new() }
    }
}

/// What one thread needs to find words.
#[derive(Debug)]
pub struct Cutter<'a> {
    #[expect(dead_code, reason = "the skeleton knows one way only")]
    tokenizer: &'a Tokenizer,
    lower: String,
}

impl Cutter<'_> {
    /// Calls `each` with all tokens of `text`, in the order of their places.
    pub fn for_each(&mut self, text: &str, mut each: impl FnMut(Token<'_>)) {
        unicode::for_each_word(text, &mut self.lower, |place, term, fate| each(Token { place, term, fate }));
    }
}

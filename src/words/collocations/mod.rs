//! Neighbouring words that are one term, such as “machine learning”: learned by normalised PMI, and joined where they are met.
//!
//! Bouma: *Normalized (Pointwise) Mutual Information in Collocation Extraction*, GSCL 2009. Who calls gives tokens, not
//! text: which words are neighbours, and where a sentence or a word that was left out parts them, is not decided here.

mod counts;
mod joiner;
mod learn;

use std::ops::Range;

pub use joiner::{Joiner, Joining};
use serde::{Deserialize, Serialize};

use super::WordsError;
use super::params::CollocationParams;
use crate::progress::Monitor;

/// The tokens of documents, as often as they are asked for.
pub trait Sequences: Sync {
    /// Number of documents.
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows the tokens of `rows` in their order, each document begun by [`Piece::Document`].
    fn visit(&self, rows: Range<usize>, each: &mut dyn FnMut(Piece<'_>)) -> Result<(), WordsError>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A document begins; parts as well.
    Document,
    Word(&'a str),
    /// What is before and behind are no neighbours.
    Break,
}

/// The collocations of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Collocations {
    /// The most firmly bound first.
    all: Vec<Collocation>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Collocation {
    pub words: Vec<String>,
    pub count: u64,
    /// Documents that hold it.
    pub df: u32,
    /// Of its last joint: of two words, or of what was one before and what came to it.
    pub npmi: f64,
}

impl Collocations {
    /// Goes through all documents `max_words` times, or less often if nothing longer is found. The same collocations come
    /// out on any number of threads.
    pub fn learn(
        sequences: &dyn Sequences,
        params: &CollocationParams,
        monitor: &dyn Monitor,
    ) -> Result<Self, WordsError> {
        let mut all = learn::learn(sequences, params, monitor)?;
        all.sort_by(|a, b| b.npmi.total_cmp(&a.npmi).then_with(|| b.df.cmp(&a.df)).then_with(|| a.words.cmp(&b.words)));
        Ok(Self { all })
    }

    /// The most firmly bound first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Collocation> {
        self.all.iter()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// `ln(p(xy) / (p(x) p(y))) / −ln p(xy)` with `p = count / n`: Bouma 2009, equations 4 and 6. 1 if the two are always
/// neighbours, 0 if they are as often as by chance, −1 if they never are.
pub fn npmi(pair: u64, left: u64, right: u64, n: u64) -> f64 {
    if pair == 0 || left == 0 || right == 0 {
        return -1.0;
    }
    if pair >= n {
        return 1.0;
    }
    let n = n as f64;
    let pmi = (pair as f64 * n / (left as f64 * right as f64)).ln();
    (pmi / -(pair as f64 / n).ln()).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests;

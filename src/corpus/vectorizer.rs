//! Documents to [`UnitRows`]: counting words, choosing the vocabulary, weighting.
//!
//! Counting takes nearly all of the time, and the rest needs no texts: [`Counted`] can be kept and [`weigh`]ed again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Corpus;
use super::bag_of_words::BagOfWords;
use super::choosing::{Choice, Spellings, choose, tokenizer_of_bag};
pub use super::counting::{Counted, count};
use super::counts::Counts;
use super::documents::ShelfError;
use super::numbers::{Bag, Texts};
use super::vocabulary::Vocabulary;
pub use super::weighting::Weighting;
use super::weighting::weigh_all;
use crate::matrix::{MatrixError, UnitRows};
use crate::progress::{Cancelled, Monitor};
use crate::words::{Tokenizer, WordParams, WordsError};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VectorizeParams {
    /// A term must be in at least this many documents.
    pub min_df: u32,
    /// A term must be in at most this share of the documents, in `0..=1`.
    pub max_df: f64,
    /// Of the terms that are left, the most frequent ones are kept; `None` keeps all.
    #[serde(default)]
    pub max_terms: Option<u32>,
    pub weighting: Weighting,
    #[serde(default = "WordParams::plain")]
    pub words: WordParams,
}

impl VectorizeParams {
    /// Every term of Unicode words, by tf-idf.
    pub fn plain() -> Self {
        Self { min_df: 1, max_df: 1.0, max_terms: None, weighting: Weighting::TfIdf, words: WordParams::plain() }
    }

    /// What suits the corpus: a term in 5 documents or more (2 below 1,000) and in at most half of them; every term of
    /// fewer than 10 documents, and everything that a matrix holds, weighted only if it holds counts. The weighting is the
    /// one that finds known classes best (`docs/words.md`).
    pub fn default_for(corpus: &Corpus) -> Self {
        let weighting = Weighting::SublinearTfIdf;
        if let Some(bag) = &corpus.bag {
            let weighting = if bag.counts { weighting } else { Weighting::None };
            return Self { weighting, ..Self::plain() };
        }
        let (min_df, max_df) = match corpus.documents.len() {
            ..10 => (1, 1.0),
            10..1000 => (2, 0.5),
            1000.. => (5, 0.5),
        };
        Self { min_df, max_df, max_terms: None, weighting, words: WordParams::default() }
    }

    pub(super) fn check(&self) -> Result<(), VectorizeError> {
        if !(self.max_df > 0.0 && self.max_df <= 1.0) {
            return Err(VectorizeError::MaxDfOutOfRange { max_df: self.max_df });
        }
        if self.max_terms == Some(0) {
            return Err(VectorizeError::NoRoomForTerms);
        }
        Ok(())
    }
}

/// A corpus as numbers: `n_documents × n_terms` rows and what their columns mean.
#[derive(Debug)]
pub struct Vectorized {
    pub vocabulary: Vocabulary,
    pub rows: UnitRows,
    /// How often each document holds its terms, parallel to `rows`: scores other than distances need it. `None` for a
    /// matrix of other values, and in projects of earlier versions.
    pub counts: Option<Counts>,
    /// Finds the same words in the texts again.
    pub tokenizer: Arc<Tokenizer>,
    /// What the rows were made of, if it was kept: see [`vectorize_again`].
    pub counted: Option<Counted>,
}

#[derive(Debug, thiserror::Error)]
pub enum VectorizeError {
    #[error("The greatest share of documents (max df) is {max_df}: choose a number above 0 and at most 1")]
    MaxDfOutOfRange { max_df: f64 },
    #[error("The greatest number of terms is 0: choose at least 1")]
    NoRoomForTerms,
    #[error(
        "No term is left of {n_terms}: none is in at least {min_df} and at most {max_documents} of {n_documents} \
         documents. Lower min df or raise max df"
    )]
    NoTerms { n_terms: usize, min_df: u32, max_documents: u64, n_documents: usize },
    #[error("None of the {n_documents} documents holds a word that can be counted")]
    NoWords { n_documents: usize },
    #[error("The matrix holds values that are no counts, which {} needs: choose tf-idf or none", weighting.name())]
    NeedsCounts { weighting: Weighting },
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    #[error(transparent)]
    Words(WordsError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<WordsError> for VectorizeError {
    fn from(error: WordsError) -> Self {
        match error {
            WordsError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            error => Self::Words(error),
        }
    }
}

/// Counts, chooses and weighs the terms of a corpus. What was counted is given back block by block as it is weighed.
pub fn vectorize(
    corpus: &Corpus,
    params: &VectorizeParams,
    monitor: &dyn Monitor,
) -> Result<Vectorized, VectorizeError> {
    params.check()?;
    match &corpus.bag {
        Some(bag) => weigh_bag(bag, params, monitor),
        None => weigh(count(corpus, &params.words, monitor)?, params, monitor),
    }
}

/// Memory of counts that are kept for another time: those of about half a million abstracts.
const MAX_KEPT_BYTES: usize = 256 << 20;

/// The same as [`vectorize`], without going through the texts if what was counted before, of the same corpus, serves. Keeps
/// what was counted if it is not too large.
pub fn vectorize_again(
    corpus: &Corpus,
    params: &VectorizeParams,
    before: Option<&Counted>,
    monitor: &dyn Monitor,
) -> Result<Vectorized, VectorizeError> {
    if corpus.bag.is_some() {
        return vectorize(corpus, params, monitor);
    }
    params.check()?;
    let serves = |before: &&Counted| before.n_documents() == corpus.documents.len() && before.serves(&params.words);
    let counted = match before.filter(serves) {
        Some(before) => before.clone(),
        None => count(corpus, &params.words, monitor)?,
    };
    let kept = (counted.n_bytes() <= MAX_KEPT_BYTES).then(|| counted.clone());
    Ok(Vectorized { counted: kept, ..weigh(counted, params, monitor)? })
}

/// Chooses and weighs what was counted, with words that it [serves](Counted::serves). Its memory is given back meanwhile,
/// unless the caller keeps a clone.
pub fn weigh(counted: Counted, params: &VectorizeParams, monitor: &dyn Monitor) -> Result<Vectorized, VectorizeError> {
    params.check()?;
    let known = counted.tokenizer();
    let tokenizer = if *known.params() == params.words {
        Arc::clone(known)
    } else {
        Arc::new(Tokenizer::restore(&params.words, known.learned().clone())?)
    };
    let terms = Arc::clone(&counted.terms);
    let choice = Choice {
        terms: Spellings::Words(&terms.words),
        document_counts: &terms.document_counts,
        n_documents: counted.n_documents(),
        tokenizer: &tokenizer,
    };
    let chosen = choose(&choice, params);
    monitor.check()?;
    chosen.check(&choice, params)?;
    let (vocabulary, numbers) = rayon::join(|| chosen.vocabulary(&choice), || Texts::new(counted, &chosen.columns()));
    let (rows, counts) = weigh_all(numbers, vocabulary.document_counts(), params.weighting, true, monitor)?;
    Ok(Vectorized { vocabulary, rows, counts, tokenizer, counted: None })
}

fn weigh_bag(bag: &BagOfWords, params: &VectorizeParams, monitor: &dyn Monitor) -> Result<Vectorized, VectorizeError> {
    if params.weighting.needs_counts() && !bag.counts {
        return Err(VectorizeError::NeedsCounts { weighting: params.weighting });
    }
    let document_counts = bag.document_counts();
    let choice = Choice {
        terms: Spellings::Strings(&bag.terms),
        document_counts: &document_counts,
        n_documents: bag.rows.len(),
        tokenizer: &tokenizer_of_bag(&params.words)?,
    };
    let chosen = choose(&choice, params);
    monitor.check()?;
    chosen.check(&choice, params)?;
    let (vocabulary, numbers) = (chosen.vocabulary(&choice), Bag { bag, columns: chosen.columns() });
    let (rows, counts) = weigh_all(numbers, vocabulary.document_counts(), params.weighting, bag.counts, monitor)?;
    Ok(Vectorized { vocabulary, rows, counts, tokenizer: Arc::new(Tokenizer::plain()), counted: None })
}

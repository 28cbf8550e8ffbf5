//! All ways of finding words, put together for one corpus.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::cleaning::Cleaner;
use super::cleaning::boilerplate::Boilerplate;
use super::collocations::{Collocations, Joining};
pub use super::cutter::Cutter;
use super::dictionary::DictionaryError;
use super::fates::Wishes;
use super::hangul::Hangul;
use super::language::Language;
use super::learned::LearnedWords;
use super::learning;
use super::params::{Cleaning, KoreanAnalyser, WordParams};
use super::stem::{Stems, SurfaceForms};
use super::user_words::UserWords;
use crate::progress::{Cancelled, Monitor};

/// What is learned from the texts, and kept in the project: with it a tokenizer is there again without the texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Learned {
    /// Whether a text holds Hangul: only then a dictionary is loaded.
    pub hangul: bool,
    /// The language of most documents, for those that are too short to tell.
    pub language: Option<Language>,
    pub boilerplate: Boilerplate,
    pub korean: LearnedWords,
    pub surface_forms: SurfaceForms,
    pub collocations: Collocations,
}

/// Finds the terms of texts. Never changes once it is prepared; each thread takes a [`Cutter`].
#[derive(Debug)]
pub struct Tokenizer {
    pub(super) params: WordParams,
    pub(super) learned: Learned,
    /// Whether texts are cut as version 0.1 cut them.
    pub(super) plain: bool,
    /// The language that the researcher named for all documents, if it is a known one.
    pub(super) named_language: Option<Language>,
    pub(super) wishes: Wishes,
    pub(super) user_words: UserWords,
    pub(super) cleaner: Cleaner,
    pub(super) hangul: Hangul,
    pub(super) stems: Stems,
    pub(super) joining: Option<Joining>,
}

/// The texts that a tokenizer is prepared for.
pub trait Texts: Sync {
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is Hangul among their words, if that is known.
    fn has_hangul(&self) -> Option<bool> {
        None
    }

    /// Shows the texts of `rows` in their order, each with the title if its words count, otherwise with "".
    fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(&str, &str)) -> Result<(), WordsError>;
}

#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    #[error("Cannot read the texts: {reason}")]
    Texts { reason: String },
    #[error(transparent)]
    Dictionary(DictionaryError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<DictionaryError> for WordsError {
    fn from(error: DictionaryError) -> Self {
        if let DictionaryError::Cancelled(cancelled) = error {
            return Self::Cancelled(cancelled);
        }
        Self::Dictionary(error)
    }
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
    /// Learns from the texts what `params` ask for: which lines are boilerplate, in which language most texts are, whether
    /// they hold Hangul, and then Korean words, forms of one stem and collocations. Words as of version 0.1 need none of
    /// it, and the texts are not visited.
    pub fn prepare(params: &WordParams, texts: &dyn Texts, monitor: &dyn Monitor) -> Result<Self, WordsError> {
        let mut learned = Learned::default();
        if !is_plain(params) {
            if let Some(share) = params.cleaning.boilerplate {
                learned.boilerplate = Boilerplate::learn(share, texts, monitor)?;
            }
            (learned.hangul, learned.language) = learning::survey(texts, monitor)?;
            if learned.hangul && params.korean.analyser == KoreanAnalyser::Learned {
                learned.korean = LearnedWords::learn(texts, monitor)?;
            }
        }
        let mut tokenizer = Self::new(params, learned, monitor)?;
        if params.stem {
            let forms = learning::surface_forms(&tokenizer, texts, monitor)?;
            tokenizer.learn_forms(forms);
        }
        if let Some(wanted) = &params.collocations {
            let tokens = learning::TokenSequences { tokenizer: &tokenizer, texts };
            let collocations = Collocations::learn(&tokens, wanted, monitor)?;
            tokenizer.learn_collocations(collocations);
        }
        Ok(tokenizer)
    }

    /// The tokenizer that once learned this.
    pub fn restore(params: &WordParams, mut learned: Learned) -> Result<Self, WordsError> {
        let forms = std::mem::take(&mut learned.surface_forms);
        let collocations = std::mem::take(&mut learned.collocations);
        let mut tokenizer = Self::new(params, learned, &())?;
        tokenizer.learn_forms(forms);
        tokenizer.learn_collocations(collocations);
        Ok(tokenizer)
    }

    /// Unicode words, see [`WordParams::plain`].
    pub fn plain() -> Self {
        let params = WordParams::plain();
        let wishes = Wishes::new(&params.stop_words, params.numbers);
        Self::with(params, Learned::default(), wishes, Hangul::Spaces)
    }

    fn new(params: &WordParams, learned: Learned, monitor: &dyn Monitor) -> Result<Self, WordsError> {
        let hangul = Hangul::load(params, learned.hangul, &learned.korean, monitor)?;
        let wishes = Wishes::new(&params.stop_words, params.numbers);
        Ok(Self::with(params.clone(), learned, wishes, hangul))
    }

    fn with(params: WordParams, learned: Learned, wishes: Wishes, hangul: Hangul) -> Self {
        Self {
            plain: is_plain(&params),
            named_language: params.language.as_deref().and_then(Language::from_code),
            wishes,
            user_words: UserWords::new(&params.user_words),
            cleaner: Cleaner::new(params.cleaning, learned.boilerplate.clone()),
            hangul,
            stems: Stems::default(),
            joining: None,
            params,
            learned,
        }
    }

    fn learn_forms(&mut self, forms: SurfaceForms) {
        self.stems = Stems::from(&forms);
        self.wishes.extend(|word| self.stems.any_form(word));
        self.learned.surface_forms = forms;
    }

    fn learn_collocations(&mut self, collocations: Collocations) {
        self.joining = (!collocations.is_empty()).then(|| Joining::new(&collocations));
        self.learned.collocations = collocations;
    }

    pub fn params(&self) -> &WordParams {
        &self.params
    }

    pub fn learned(&self) -> &Learned {
        &self.learned
    }

    /// Whether the researcher wants `term` to be kept, whatever its document frequency.
    pub fn keeps(&self, term: &str) -> bool {
        self.wishes.keep(term)
    }

    /// Whether `term` is a stop word of the researcher's own list, and none to keep.
    pub fn stops(&self, term: &str) -> bool {
        self.wishes.stop(term)
    }

    pub fn cutter(&self) -> Cutter<'_> {
        Cutter::new(self)
    }
}

/// Whether texts are cut as version 0.1 cut them: words between blanks, and both of its stop word lists for all documents.
/// Own stop words, words to keep, user words, numbers and collocations may come on top.
fn is_plain(params: &WordParams) -> bool {
    params.korean.analyser == KoreanAnalyser::Spaces
        && params.language.is_none()
        && !params.stem
        && params.cleaning == Cleaning::default()
}

#[cfg(test)]
mod tests;

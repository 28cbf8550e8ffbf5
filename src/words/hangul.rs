//! The ways of finding Korean words, chosen by [`KoreanAnalyser`]: dictionary, learned words, or nothing but blanks.

use std::sync::Arc;

use super::analyser::Analyser;
use super::dictionary::{Dictionary, DictionaryError, cache};
use super::korean::{Found, for_each_word};
use super::learned::{LearnedCutter, LearnedTokenizer, LearnedWords};
use super::params::{KoreanAnalyser, WordParams};
use super::script::has_hangul;
use crate::progress::Monitor;

pub enum Hangul {
    Spaces,
    Dictionary(Arc<Dictionary>),
    Learned(Box<LearnedTokenizer>),
}

/// What one thread needs of it.
pub enum HangulCutter<'a> {
    Spaces,
    Dictionary(Box<Analyser<'a>>),
    Learned(Box<LearnedCutter<'a>>),
}

impl std::fmt::Debug for Hangul {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Spaces => "Spaces",
            Self::Dictionary(_) => "Dictionary",
            Self::Learned(_) => "Learned",
        })
    }
}

impl Hangul {
    /// Loads what the parameters ask for, unless the texts hold no Hangul.
    pub fn load(
        params: &WordParams,
        met: bool,
        learned: &LearnedWords,
        monitor: &dyn Monitor,
    ) -> Result<Self, DictionaryError> {
        let analyser = &params.korean.analyser;
        if !met || *analyser == KoreanAnalyser::Spaces {
            return Ok(Self::Spaces);
        }
        // Other words of the list, and those of several words, are found in the text before it comes here.
        let user_words =
            params.user_words.iter().filter(|word| has_hangul(word) && !word.contains(char::is_whitespace));
        let user_words: Vec<String> = user_words.cloned().collect();
        let dictionary = match analyser {
            KoreanAnalyser::Learned => {
                let with = [&params.korean.learned_with[..], &user_words].concat();
                let learned = learned.edited(&params.korean.learned_without, &with);
                return Ok(Self::Learned(Box::new(LearnedTokenizer::new(&learned))));
            }
            KoreanAnalyser::Folder(folder) => Dictionary::from_folder(folder, cache(), monitor)?,
            _ => Dictionary::embedded()?,
        };
        let dictionary = if user_words.is_empty() { dictionary } else { dictionary.with_user_words(&user_words)? };
        Ok(Self::Dictionary(dictionary))
    }

    pub fn cutter(&self) -> HangulCutter<'_> {
        match self {
            Self::Spaces => HangulCutter::Spaces,
            Self::Dictionary(dictionary) => HangulCutter::Dictionary(Box::new(dictionary.analyser())),
            Self::Learned(learned) => HangulCutter::Learned(Box::new(learned.cutter())),
        }
    }
}

impl std::fmt::Debug for HangulCutter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HangulCutter")
    }
}

impl<'a> HangulCutter<'a> {
    /// Whether Korean goes the way of all words between blanks.
    pub fn is_spaces(&self) -> bool {
        matches!(self, Self::Spaces)
    }

    /// Who cuts by learned words, if that is the way.
    pub fn learned(&mut self) -> Option<&mut LearnedCutter<'a>> {
        if let Self::Learned(cutter) = self { Some(cutter) } else { None }
    }

    /// Calls `each` with what is found in a stretch with Hangul.
    pub fn for_each(&mut self, text: &str, params: &WordParams, each: &mut dyn FnMut(Found<'_>)) {
        match self {
            Self::Spaces => each(Found::Other(0..text.len())),
            Self::Dictionary(analyser) => for_each_word(analyser, text, &params.korean, each),
            Self::Learned(cutter) => cutter.for_each_word(text, &params.korean, each),
        }
    }
}

//! Korean words learned from the corpus itself: the left part of an eojeol that takes many particles is a noun.
//!
//! The idea, of which this is an implementation of our own: an eojeol (what stands between blanks) is L + R, a word and
//! what inflects it; nouns are the L that many different noun particles follow and few verb endings. Kim, Cho, Kang:
//! *`KR-WordRank`: An Unsupervised Korean Word Extraction Method Based on `WordRank`*, 2014, and the noun extraction from
//! L-R graphs that its authors made of it. Particles and endings are closed classes and come as short lists
//! (`assets/korean/`). What no list can know, a domain's nouns, is counted.
//!
//! Decided once: the plural 들 and the suffix 적 are cut off (국민|들은, 경제|적인); 화 and 성 belong to the noun (민영화,
//! 가능성). Verbs are told as such, but weakly: a stem that the corpus shows seldom may pass for a noun.

mod count;
mod cutter;
mod eojeols;
mod evidence;
mod forms;
mod hangul;
mod lexicon;
mod stems;
mod tokenizer;
mod word_map;

pub use cutter::{EojeolJudge, LearnedCutter, Split, SplitKind};
pub use hangul::Word;
use serde::{Deserialize, Serialize};

pub use tokenizer::LearnedTokenizer;

use super::{Texts, WordsError};
use crate::progress::Monitor;

/// The nouns and stems of a corpus, and what the researcher changed about them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LearnedWords {
    /// The most frequent first.
    nouns: Vec<LearnedWord>,
    /// Stems of verbs and adjectives, the most frequent first.
    stems: Vec<LearnedWord>,
    /// What looks like noun and particle and never is: 거꾸로, 제대로.
    fixed: Vec<String>,
    /// Words of the researcher: they win over whatever was learned.
    added: Vec<String>,
    /// What the researcher does not want to be a word.
    struck: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LearnedWord {
    pub word: String,
    /// Eojeols that begin with it.
    pub count: u32,
    /// `(p − n) / (p + n)` of its `p` noun particles and `n` verb endings, in `-1..=1`; below 0 for a stem.
    pub score: f32,
    /// How firmly its syllables hold together: `(count / count of its first syllable)^(1 / (syllables − 1))`.
    pub cohesion: f32,
}

impl LearnedWords {
    /// Goes through all texts once. The same words come out on any number of threads.
    pub fn learn(texts: &dyn Texts, monitor: &dyn Monitor) -> Result<Self, WordsError> {
        let types = count::count_eojeols(texts, monitor)?;
        monitor.check()?;
        Ok(evidence::words_of(&types))
    }

    /// The learned nouns, the most frequent first.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &LearnedWord> {
        self.nouns.iter()
    }

    /// Without some of the learned words and with others. A word in both is in.
    pub fn edited(&self, without: &[String], with: &[String]) -> Self {
        let mut edited = self.clone();
        edited.added.extend(with.iter().cloned());
        edited.added.sort_unstable();
        edited.added.dedup();
        edited.struck.extend(without.iter().cloned());
        edited.struck.sort_unstable();
        edited.struck.dedup();
        edited.struck.retain(|word| edited.added.binary_search(word).is_err());
        let struck = &edited.struck;
        edited.nouns.retain(|noun| struck.binary_search(&noun.word).is_err());
        edited
    }
}

#[cfg(test)]
mod tests;

//! What counts as a word: everything that the researcher may choose.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Everything that a [`Tokenizer`](super::Tokenizer) depends on, besides the texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordParams {
    /// The corpus' language as an ISO 639-3 code; `None` tells it for each document.
    pub language: Option<String>,
    pub korean: KoreanParams,
    /// Whether inflected forms of a European language are one term, shown as the commonest of them.
    pub stem: bool,
    pub stop_words: StopWordParams,
    /// Words that are never cut: new nouns, names, brands. One entry may hold blanks.
    pub user_words: Vec<String>,
    pub collocations: Option<CollocationParams>,
    /// Whether numbers are terms.
    pub numbers: bool,
    pub cleaning: Cleaning,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KoreanParams {
    pub analyser: KoreanAnalyser,
    /// Whether stems of verbs and adjectives are terms, shown with 다.
    pub predicates: bool,
    /// Whether a prefix or suffix is joined to its noun (초+미세, 소비+자).
    pub join_affixes: bool,
    /// Whether nouns that follow each other without a blank are one term (인공+지능 → 인공지능).
    pub join_compounds: bool,
    /// Learned words that the researcher struck out, and words that were added.
    pub learned_without: Vec<String>,
    pub learned_with: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KoreanAnalyser {
    /// The dictionary that comes with the program (mecab-ko-dic).
    #[default]
    Dictionary,
    /// Words learned from the corpus itself, for domains that no dictionary knows.
    Learned,
    /// What stands between blanks.
    Spaces,
    /// A folder with another `MeCab` dictionary.
    Folder(PathBuf),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StopWordParams {
    /// Whether the lists that come with the program are left aside.
    pub without_lists: bool,
    pub user: Vec<String>,
    /// Terms that are kept whatever the lists and the document frequencies say.
    pub keep: Vec<String>,
}

/// Neighbouring words that are one term, such as “machine learning”.
///
/// Score: normalised pointwise mutual information, Bouma: *Normalized (Pointwise) Mutual Information in Collocation
/// Extraction*, GSCL 2009.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CollocationParams {
    /// The least normalised PMI, in `-1..=1`.
    pub min_npmi: f64,
    /// In how many documents the words must be neighbours.
    pub min_df: u32,
    /// Words of the longest collocation, from 2 on.
    pub max_words: u32,
}

/// What of a text is not looked at for words. The text itself stays whole and can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Cleaning {
    /// Lines quoted from another message, and the line that announces them.
    pub quotes: bool,
    /// What follows a line `-- `.
    pub signatures: bool,
    pub email_addresses: bool,
    pub urls: bool,
    pub html_tags: bool,
    /// Blocks of uuencoded or base64 data.
    pub encoded_blocks: bool,
    /// Lines that are in more than this share of the documents, in `0..1`.
    pub boilerplate: Option<f64>,
}

impl Default for WordParams {
    fn default() -> Self {
        Self {
            language: None,
            korean: KoreanParams::default(),
            stem: false,
            stop_words: StopWordParams::default(),
            user_words: Vec::new(),
            collocations: None,
            numbers: false,
            cleaning: Cleaning { email_addresses: true, urls: true, encoded_blocks: true, ..Cleaning::default() },
        }
    }
}

impl WordParams {
    /// Unicode words between blanks and nothing else: what projects of version 0.1 were made with, and what needs no
    /// preparation.
    pub fn plain() -> Self {
        let korean = KoreanParams { analyser: KoreanAnalyser::Spaces, ..KoreanParams::default() };
        Self { korean, cleaning: Cleaning::default(), ..Self::default() }
    }
}

impl Default for KoreanParams {
    fn default() -> Self {
        Self {
            analyser: KoreanAnalyser::default(),
            predicates: false,
            join_affixes: true,
            join_compounds: false,
            learned_without: Vec::new(),
            learned_with: Vec::new(),
        }
    }
}

impl Default for CollocationParams {
    fn default() -> Self {
        Self { min_npmi: 0.5, min_df: 10, max_words: 3 }
    }
}

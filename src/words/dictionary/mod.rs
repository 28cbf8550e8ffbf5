//! Morphological dictionaries: the one that comes with the program, a folder with another, and the researcher's words.
//!
//! A [`Dictionary`] never changes and is shared by all threads; each takes an [`Analyser`] of its own. Loading one takes
//! half a second and about 90 MB: only on a worker's thread, and only once there is Korean to read.

mod folder;
mod stored;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use vibrato::Tokenizer;
use vibrato::errors::VibratoError;

use super::analyser::Analyser;
use super::mecab::NounIds;
use crate::progress::{Cancelled, Monitor};

/// A dictionary that vibrato can analyse texts with.
pub struct Dictionary {
    tokenizer: Tokenizer,
    noun_ids: NounIds,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    #[error("Cannot read the dictionary: {reason}: {path}")]
    Unreadable { path: String, reason: String },
    #[error(
        "This folder holds no MeCab dictionary: choose one with sys.dic, unk.dic, char.bin and matrix.bin, or with *.csv, \
         unk.def, char.def and matrix.def: {path}"
    )]
    NoDictionary { path: String },
    #[error("The dictionary has {bytes} bytes: at most {most} can be read: {path}")]
    TooLarge { bytes: u64, most: u64, path: String },
    #[error("Cannot use the dictionary's file {file}: {reason}")]
    Damaged { file: String, reason: String },
    #[error("The dictionary holds no common nouns (tag NNG): choose a Korean one with the tags of the Sejong corpus")]
    NoNouns,
    #[error("Cannot build the dictionary: {reason}")]
    Unusable { reason: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Unknown words are at most this much longer than one character, as in `MeCab`.
const MAX_GROUPING: usize = 24;
/// A new noun costs so little that it is preferred to any words it could be cut into.
const USER_COST: i16 = -2000;
/// Longer entries of a user's list are no words.
const MAX_USER_WORD: usize = 64;

/// Where the whole program keeps dictionaries that it built from folders.
static CACHE: OnceLock<PathBuf> = OnceLock::new();

/// From now on [`cache`] is this folder, which is made when it is needed. Only the first call counts. What a text is cut into
/// does not depend on it, only how long a dictionary takes to load.
pub fn set_cache(folder: PathBuf) {
    drop(CACHE.set(folder));
}

/// The folder for dictionaries that were built, if the program has named one.
pub fn cache() -> Option<&'static Path> {
    CACHE.get().map(PathBuf::as_path)
}

impl Dictionary {
    /// mecab-ko-dic, which comes with the program. Decoded at the first call, then shared as long as the program runs.
    pub fn embedded() -> Result<Arc<Self>, DictionaryError> {
        static EMBEDDED: OnceLock<Result<Arc<Dictionary>, DictionaryError>> = OnceLock::new();
        EMBEDDED.get_or_init(|| stored::read_embedded().map(Arc::new)).clone()
    }

    /// A folder with a compiled `MeCab` dictionary in UTF-8, or with the sources of one.
    ///
    /// It is built anew, which takes some ten seconds for a million words, and kept in `cache` under a hash of all its
    /// files. A cache that cannot be written costs the next call that time and nothing else.
    pub fn from_folder(
        folder: &Path,
        cache: Option<&Path>,
        monitor: &dyn Monitor,
    ) -> Result<Arc<Self>, DictionaryError> {
        folder::read(folder, cache, monitor).map(Arc::new)
    }

    /// The same dictionary with these words and no others of a user: nouns that are never cut, also in lower case.
    /// Entries may hold blanks; empty ones and those of more than 64 characters are left out.
    pub fn with_user_words(self: &Arc<Self>, words: &[String]) -> Result<Arc<Self>, DictionaryError> {
        let words = words.iter().map(|word| word.trim());
        let words = words.filter(|word| (1..=MAX_USER_WORD).contains(&word.chars().count()));
        let words = words.filter(|word| !word.contains(char::is_control));
        let words: BTreeSet<String> = words.flat_map(|word| [word.to_owned(), word.to_lowercase()]).collect();
        if words.is_empty() {
            return Ok(Arc::clone(self));
        }
        let mut lines = String::new();
        for word in words {
            let NounIds { left, right_open, right_closed } = self.noun_ids;
            let right = if super::mecab::is_closed(&word) { right_closed } else { right_open };
            let quoted = word.replace('"', "\"\"");
            writeln!(lines, "\"{quoted}\",{left},{right},{USER_COST},NNP").expect("a String takes all");
        }
        // vibrato's dictionaries cannot be cloned: through its own format, as from disk.
        let mut bytes = Vec::new();
        self.tokenizer.dictionary().write(&mut bytes)?;
        let copy = vibrato::Dictionary::read(&bytes[..])?;
        drop(bytes);
        let copy = copy.reset_user_lexicon_from_reader(Some(lines.as_bytes()))?;
        Self::new(copy, self.noun_ids).map(Arc::new)
    }

    /// What one thread needs to analyse texts.
    pub fn analyser(&self) -> Analyser<'_> {
        Analyser::new(self.tokenizer.new_worker())
    }

    /// Writes the dictionary in the form in which the program carries it and keeps it in its cache.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        stored::write(self, out)
    }

    fn new(built: vibrato::Dictionary, noun_ids: NounIds) -> Result<Self, DictionaryError> {
        let tokenizer = Tokenizer::new(built).ignore_space(true)?;
        Ok(Self { tokenizer: tokenizer.max_grouping_len(MAX_GROUPING), noun_ids })
    }
}

impl From<VibratoError> for DictionaryError {
    fn from(error: VibratoError) -> Self {
        Self::Unusable { reason: error.to_string() }
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Dictionary").field("noun_ids", &self.noun_ids).finish_non_exhaustive()
    }
}

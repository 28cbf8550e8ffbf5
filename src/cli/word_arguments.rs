//! What counts as a word.

use std::path::PathBuf;

use clap::Args;

use super::values::{LanguageChoice, korean, language, leave_out, list_of_words, npmi, share};
use crate::words::WordParams;
use crate::words::params::{Cleaning, CollocationParams, KoreanAnalyser, KoreanParams, StopWordParams};

#[derive(Debug, Args)]
#[command(next_help_heading = "Words")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct WordArguments {
    /// Language of the texts: auto, which tells it for each document, or a code such as ko, en or deu
    #[arg(long, value_name = "CODE", default_value = "auto", value_parser = language)]
    language: LanguageChoice,
    /// How Korean is cut: dictionary, learned (from the corpus), spaces, or a folder with a `MeCab` dictionary
    #[arg(long, value_name = "WAY", default_value = "dictionary", value_parser = korean)]
    korean: KoreanAnalyser,
    /// Stems of Korean verbs and adjectives are words too
    #[arg(long)]
    predicates: bool,
    /// Korean nouns that follow each other without a blank are one word
    #[arg(long)]
    join_compounds: bool,
    /// Korean prefixes and suffixes are not joined to their nouns
    #[arg(long)]
    no_join_affixes: bool,
    /// Forms of one stem of a European language are one word, shown as the commonest of them
    #[arg(long)]
    stem: bool,
    /// Words that often follow each other are one, from this normalised PMI on; by default 0.5
    #[arg(
        long, value_name = "NPMI", num_args = 0..=1, require_equals = true, default_missing_value = "0.5",
        value_parser = npmi
    )]
    collocations: Option<f64>,
    /// List of words that are never cut, one a line
    #[arg(long, value_name = "FILE")]
    user_words: Option<PathBuf>,
    /// List of further stop words, one a line
    #[arg(long, value_name = "FILE")]
    stop_words: Option<PathBuf>,
    /// List of words to keep whatever else says no, one a line
    #[arg(long, value_name = "FILE")]
    keep_words: Option<PathBuf>,
    /// Leave the stop word lists of the languages aside
    #[arg(long)]
    no_stop_lists: bool,
    /// Numbers are words
    #[arg(long)]
    numbers: bool,
    /// What of the texts does not count, of quotes,signatures,emails,urls,html,encoded, or nothing; by default
    /// emails,urls,encoded
    #[arg(long, value_name = "PARTS", value_parser = leave_out)]
    leave_out: Option<Cleaning>,
    /// Lines in more than this share of the documents do not count
    #[arg(long, value_name = "SHARE", value_parser = share)]
    boilerplate: Option<f64>,
}

impl WordArguments {
    /// Reads the lists.
    pub(super) fn params(&self) -> anyhow::Result<WordParams> {
        let list = |path: &Option<PathBuf>| path.as_deref().map_or(Ok(Vec::new()), list_of_words);
        let by_default = WordParams::default();
        Ok(WordParams {
            language: match self.language {
                LanguageChoice::Auto => None,
                LanguageChoice::Named(language) => Some(language.code().to_owned()),
            },
            korean: KoreanParams {
                analyser: self.korean.clone(),
                predicates: self.predicates,
                join_affixes: !self.no_join_affixes,
                join_compounds: self.join_compounds,
                ..by_default.korean
            },
            stem: self.stem,
            stop_words: StopWordParams {
                without_lists: self.no_stop_lists,
                user: list(&self.stop_words)?,
                keep: list(&self.keep_words)?,
            },
            user_words: list(&self.user_words)?,
            collocations: self
                .collocations
                .map(|min_npmi| CollocationParams { min_npmi, ..CollocationParams::default() }),
            numbers: self.numbers,
            cleaning: Cleaning { boilerplate: self.boilerplate, ..self.leave_out.unwrap_or(by_default.cleaning) },
        })
    }
}

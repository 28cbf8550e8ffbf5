//! Which corpus is read, and what becomes of it before it is clustered or written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::reading_arguments::ReadingArguments;
use super::terminal::TerminalMonitor;
use super::values::{at_least_1, share};
use super::word_arguments::WordArguments;
use crate::analysis::RunParams;
use crate::corpus::Corpus;
use crate::corpus::vectorizer::Weighting;
use crate::export::file::write_whole;
use crate::export::report;
use crate::import::{read, read_sample};
use crate::words::WordParams;

#[derive(Debug, Args)]
pub(super) struct CorpusArguments {
    /// Files or folders: text, Markdown, HTML, CSV, TSV, JSON, Excel, ODS, DOCX, HWPX, HWP 5, PDF, Parquet, Matrix Market, UCI
    /// docword, SVMlight, NumPy; also in zip, tar, gzip or zstd
    #[arg(required_unless_present = "sample")]
    pub(super) inputs: Vec<PathBuf>,
    /// Take the sample corpus
    #[arg(long, conflicts_with = "inputs")]
    pub(super) sample: bool,
    /// Threads; by default all cores
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    words: WordArguments,
    #[command(flatten)]
    terms: TermArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Terms")]
struct TermArguments {
    /// Documents that must hold a term; by default 5, in a corpus below 1,000 documents 2, below 10 and in a matrix 1
    #[arg(long, value_name = "N")]
    min_df: Option<u32>,
    /// Share of the documents that may hold a term; by default 0.5, below 10 documents and in a matrix 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_df: Option<f64>,
    /// Terms at most, the most frequent ones; by default all
    #[arg(long, value_name = "N", value_parser = at_least_1)]
    max_terms: Option<usize>,
    /// Weights of the terms; by default sublinear tf-idf, or none for a matrix that does not hold counts
    #[arg(long, value_enum)]
    weighting: Option<WeightingName>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum WeightingName {
    TfIdf,
    /// With 1 + ln tf for the number of times
    SublinearTfIdf,
    /// Okapi BM25: a term that is frequent in a document, or a long document, counts less
    Bm25,
    /// ln(1 + tf), and less for terms that are spread evenly
    LogEntropy,
    None,
}

impl WeightingName {
    fn weighting(self) -> Weighting {
        match self {
            Self::TfIdf => Weighting::TfIdf,
            Self::SublinearTfIdf => Weighting::SublinearTfIdf,
            Self::Bm25 => Weighting::Bm25,
            Self::LogEntropy => Weighting::LogEntropy,
            Self::None => Weighting::None,
        }
    }
}

/// Warnings that are shown on a terminal.
const MAX_WARNINGS_SHOWN: usize = 10;

impl CorpusArguments {
    /// Reads the corpus, writes the report on it, and says by which parameters it is to be vectorised.
    pub(super) fn read(&self, monitor: &TerminalMonitor) -> anyhow::Result<(Corpus, RunParams)> {
        // Lists of words that cannot be read are told before a corpus is read for minutes.
        let words = self.words.params()?;
        let options = self.reading.options();
        let corpus = if self.sample { read_sample(&options, monitor) } else { read(&self.inputs, &options, monitor) }?;
        monitor.clear();
        if let Some(path) = &self.reading.report {
            write_whole(path, &report::as_csv(&corpus.warnings)?)?;
        }
        self.reading.check(&corpus)?;
        for warning in corpus.warnings.iter().take(MAX_WARNINGS_SHOWN) {
            eprintln!("Warning: {warning}");
        }
        if corpus.warnings.len() > MAX_WARNINGS_SHOWN {
            eprintln!("… and {} more warnings; `--report FILE` keeps all", corpus.warnings.len() - MAX_WARNINGS_SHOWN);
        }
        let params = self.params(&corpus, words);
        Ok((corpus, params))
    }

    fn params(&self, corpus: &Corpus, words: WordParams) -> RunParams {
        let mut params = RunParams::default_for(corpus);
        let vectorize = &mut params.vectorize;
        if corpus.bag.is_none() {
            vectorize.words = words;
        } else {
            vectorize.words.stop_words = words.stop_words.clone();
            if words != (WordParams { stop_words: words.stop_words.clone(), ..WordParams::default() }) {
                eprintln!("Note: these words were counted elsewhere: only --stop-words and --keep-words change them");
            }
        }
        let TermArguments { min_df, max_df, max_terms, weighting } = &self.terms;
        vectorize.min_df = min_df.unwrap_or(vectorize.min_df);
        vectorize.max_df = max_df.unwrap_or(vectorize.max_df);
        vectorize.max_terms = max_terms.map(|n| u32::try_from(n).unwrap_or(u32::MAX)).or(vectorize.max_terms);
        vectorize.weighting = weighting.map_or(vectorize.weighting, WeightingName::weighting);
        params
    }
}

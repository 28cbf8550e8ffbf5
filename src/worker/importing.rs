//! A look at files before they are read whole, at what becomes of their words, and at what went wrong.

use std::sync::Arc;

use super::job::{CorpusSource, FileContent, Outcome};
use crate::corpus::provenance::ReadOptions;
use crate::corpus::vectorizer::{VectorizeError, VectorizeParams, Vectorized};
use crate::corpus::word_preview::preview_words;
use crate::corpus::{Corpus, DocId, Document, WarningKind};
use crate::export::report;
use crate::import::{Inspection, ReadError, inspect, inspect_sample};
use crate::progress::Monitor;
use crate::words::tokenizer::Learned;
use crate::words::{Tokenizer, WordsError, learned};

/// Documents that are looked at before all are read.
pub const N_INSPECTED: usize = 2000;

/// Documents whose words are shown.
const N_SHOWN: usize = 25;

/// A word that was learned from the corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedWord {
    pub word: String,
    pub count: u32,
    pub score: f64,
}

/// What has a report: a corpus, or its first documents.
#[derive(Clone, Debug)]
pub enum Reported {
    Whole(Arc<Corpus>),
    First(Arc<Inspection>),
}

impl Reported {
    pub fn corpus(&self) -> &Corpus {
        match self {
            Self::Whole(corpus) => corpus,
            Self::First(inspection) => &inspection.corpus,
        }
    }
}

/// Which lines of the report are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportFilter {
    pub kind: Option<WarningKind>,
    /// Shown is what has this in its file or its reason, in any case.
    pub text: String,
}

pub(super) fn inspect_source(source: &CorpusSource, options: &ReadOptions, monitor: &dyn Monitor) -> Outcome {
    let inspected = match source {
        CorpusSource::Sample => inspect_sample(options, N_INSPECTED, monitor),
        CorpusSource::Paths(paths) => inspect(paths, options, N_INSPECTED, monitor),
    };
    match inspected {
        Ok(inspection) => Outcome::Inspected(Arc::new(inspection)),
        Err(ReadError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

pub(super) fn excerpt(corpus: &Corpus) -> Outcome {
    let n_documents = corpus.documents.len().min(N_INSPECTED);
    let ids: Vec<DocId> = (0..n_documents as u32).map(DocId).collect();
    match corpus.documents.pick(&ids) {
        Ok(documents) => Outcome::Inspected(Arc::new(Inspection {
            complete: n_documents == corpus.documents.len(),
            n_bytes: corpus.provenance.files.iter().map(|file| file.n_bytes).sum(),
            n_files: corpus.provenance.files.iter().map(|file| file.n_files).sum(),
            corpus: corpus.with_documents(documents.into()),
        })),
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// Bytes beyond ASCII in the texts whose words are looked at. Korean is cut at some megabytes a second, and what a choice
/// does to the words shall be seen at once.
const MOST_BEYOND_ASCII: usize = 1_000_000;

/// The documents whose words are looked at: all that are inspected, or the first of many long ones.
fn n_looked_at(documents: &[Document]) -> usize {
    let mut n_bytes = 0;
    let is_over = |document: &Document| {
        n_bytes += document.text.bytes().filter(|byte| !byte.is_ascii()).count();
        n_bytes > MOST_BEYOND_ASCII
    };
    documents.iter().position(is_over).map_or(documents.len(), |place| place.max(N_SHOWN).min(documents.len()))
}

pub(super) fn preview(inspection: &Inspection, params: &VectorizeParams, monitor: &dyn Monitor) -> Outcome {
    let corpus = &inspection.corpus;
    let documents = corpus.documents.here().unwrap_or_default();
    let n_looked_at = n_looked_at(documents);
    let excerpt =
        (n_looked_at < documents.len()).then(|| corpus.with_documents(documents[..n_looked_at].to_vec().into()));
    match preview_words(excerpt.as_ref().unwrap_or(corpus), params, N_SHOWN, monitor) {
        Ok(preview) => Outcome::WordsPreviewed(Arc::new(preview)),
        Err(VectorizeError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

pub(super) fn learn(
    known: Option<&Vectorized>,
    inspection: &Inspection,
    params: &VectorizeParams,
    monitor: &dyn Monitor,
) -> Outcome {
    // What was struck out is listed too, so that it can be taken back.
    let mut words = params.words.clone();
    words.korean.learned_without.clear();
    words.korean.learned_with.clear();
    let words = match known {
        Some(vectorized) => words_of(vectorized.tokenizer.learned()),
        None => match Tokenizer::prepare(&words, &inspection.corpus.documents, monitor) {
            Ok(tokenizer) => words_of(tokenizer.learned()),
            Err(WordsError::Cancelled(_)) => return Outcome::Cancelled,
            Err(error) => return Outcome::Failed(error.to_string()),
        },
    };
    Outcome::WordsLearned(Arc::new(words))
}

/// What was learned, the commonest first.
fn words_of(learned: &Learned) -> Vec<LearnedWord> {
    let korean = &learned.korean;
    let word = |learned: &learned::LearnedWord| LearnedWord {
        word: learned.word.clone(),
        count: learned.count,
        score: f64::from(learned.score),
    };
    korean.words().map(word).collect()
}

/// Lines of the report that are looked through between two questions whether to stop.
const LINES_A_CHECK: usize = 4096;

pub(super) fn filter_report(reported: &Reported, filter: &ReportFilter, monitor: &dyn Monitor) -> Outcome {
    let wanted = filter.text.trim().to_lowercase();
    let mut found = Vec::new();
    for (place, warning) in reported.corpus().warnings.iter().enumerate() {
        if place % LINES_A_CHECK == 0 && monitor.is_cancelled() {
            return Outcome::Cancelled;
        }
        let fits = filter.kind.is_none_or(|kind| kind == warning.kind);
        let holds = |text: &str| text.to_lowercase().contains(&wanted);
        if fits && (wanted.is_empty() || holds(&warning.reason) || holds(&warning.file)) {
            found.push(place as u32);
        }
    }
    Outcome::ReportFiltered(Arc::new(found))
}

/// The report of reading as a file, made where it is written.
pub fn report_as_csv(reported: Reported) -> FileContent {
    FileContent::new(move || report::as_csv(&reported.corpus().warnings).map_err(|error| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_fewer_documents_are_looked_at_if_they_are_long_and_korean() {
        let documents = |text: &str| vec![Document { text: text.into(), ..Document::default() }; 100];
        assert_eq!(n_looked_at(&documents(&"word ".repeat(10_000))), 100);
        assert_eq!(n_looked_at(&documents(&"말 ".repeat(10_000))), 33, "30,000 bytes each");
        assert_eq!(n_looked_at(&documents(&"말 ".repeat(100_000))), N_SHOWN, "as many as are shown");
        assert_eq!(n_looked_at(&[]), 0);
    }
}

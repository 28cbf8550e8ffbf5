//! Which documents hold a piece of text.
//!
//! What the vocabulary knows is found at once: the documents with the very term, then those with a term that the text is a
//! part of. Then all texts are scanned for the rest, piece by piece; each document is given once, as soon as it is found.

use std::ops::Range;

use memchr::memmem::Finder;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::documents::ShelfError;
use super::vectorizer::Vectorized;
use super::{Corpus, DocId};
use crate::progress::{Cancelled, Monitor};

#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Documents that a task scans between two looks at the monitor.
const TASK_DOCUMENTS: usize = 2048;

/// Documents whose hits are given together.
const ROUND_DOCUMENTS: usize = 16 * TASK_DOCUMENTS;

/// Gives `found` the documents whose title or text holds `query`, upper and lower case alike.
pub fn search(
    corpus: &Corpus,
    vectorized: Option<&Vectorized>,
    query: &str,
    monitor: &dyn Monitor,
    found: &mut dyn FnMut(Vec<DocId>),
) -> Result<(), SearchError> {
    let query: String = query.trim().to_lowercase().nfc().collect();
    let mut seen = vec![false; corpus.documents.len()];
    let mut give = |documents: Vec<DocId>| {
        let new = documents.into_iter().filter(|document| !std::mem::replace(&mut seen[document.index()], true));
        let new: Vec<DocId> = new.collect();
        if !new.is_empty() {
            found(new);
        }
    };
    if let Some(vectorized) = vectorized {
        let matches = TermMatches::new(vectorized, &query);
        if let Some(whole) = matches.whole {
            give(documents_with(vectorized, monitor, |term| term == whole)?);
        }
        if matches.n_parts > 0 {
            give(documents_with(vectorized, monitor, |term| matches.holds[term as usize])?);
        }
    }
    let needle = Needle::new(&query);
    for start in (0..corpus.documents.len()).step_by(ROUND_DOCUMENTS) {
        let end = (start + ROUND_DOCUMENTS).min(corpus.documents.len());
        let tasks: Vec<Range<usize>> =
            (start..end).step_by(TASK_DOCUMENTS).map(|from| from..(from + TASK_DOCUMENTS).min(end)).collect();
        let scan = |rows: Range<usize>| {
            monitor.check()?;
            let mut hits = Vec::new();
            corpus.documents.visit(rows, &mut |id, document| {
                if needle.is_in(document.title) || needle.is_in(document.text) {
                    hits.push(id);
                }
            })?;
            Ok(hits)
        };
        let hits: Vec<Vec<DocId>> = tasks.into_par_iter().map(scan).collect::<Result<_, SearchError>>()?;
        give(hits.concat());
    }
    Ok(())
}

/// The terms of the vocabulary that a query is, or is a part of.
struct TermMatches {
    whole: Option<u32>,
    /// By term.
    holds: Vec<bool>,
    n_parts: usize,
}

impl TermMatches {
    fn new(vectorized: &Vectorized, query: &str) -> Self {
        let finder = Finder::new(query);
        let holds: Vec<bool> =
            vectorized.vocabulary.terms().map(|term| finder.find(term.as_bytes()).is_some()).collect();
        let whole = vectorized.vocabulary.terms().position(|term| term == query).map(|term| term as u32);
        Self { whole, n_parts: holds.iter().filter(|&&holds| holds).count(), holds }
    }
}

fn documents_with(
    vectorized: &Vectorized,
    monitor: &dyn Monitor,
    wanted: impl Fn(u32) -> bool + Sync,
) -> Result<Vec<DocId>, Cancelled> {
    let rows = &vectorized.rows;
    let holds = |row: usize| {
        if row.is_multiple_of(TASK_DOCUMENTS) {
            monitor.check()?;
        }
        let found = rows.row(row).terms.iter().any(|&term| wanted(term));
        Ok(found.then_some(DocId(row as u32)))
    };
    let found = (0..rows.n_rows()).into_par_iter().map(holds).collect::<Result<Vec<_>, Cancelled>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// A query in lower case, to be found in texts of any case.
struct Needle<'a> {
    query: &'a str,
    finder: Finder<'a>,
    /// Whether upper and lower case differ in the script of the query: others, such as Hangul, need no copy in lower case.
    cased: bool,
}

impl<'a> Needle<'a> {
    fn new(query: &'a str) -> Self {
        Self { query, finder: Finder::new(query), cased: query.chars().any(char::is_lowercase) }
    }

    fn is_in(&self, text: &str) -> bool {
        if self.cased { text.to_lowercase().contains(self.query) } else { self.finder.find(text.as_bytes()).is_some() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Document;
    use crate::corpus::vectorizer::{VectorizeParams, vectorize};

    fn found(corpus: &Corpus, vectorized: Option<&Vectorized>, query: &str) -> Vec<u32> {
        let mut all = Vec::new();
        search(corpus, vectorized, query, &(), &mut |documents| all.extend(documents)).unwrap();
        all.into_iter().map(|document: DocId| document.0).collect()
    }

    #[test]
    fn titles_and_texts_are_searched_in_any_case_and_script() {
        let document =
            |title: &str, text: &str| Document { title: title.into(), text: text.into(), ..Document::default() };
        let documents = vec![document("BERT", "models"), document("", "기계 번역을 위한"), document("", "bert again")];
        let corpus = Corpus { documents: documents.into(), ..Corpus::default() };
        assert_eq!(found(&corpus, None, "Bert "), [0, 2]);
        assert_eq!(found(&corpus, None, "번역"), [1]);
        assert!(found(&corpus, None, "absent").is_empty());
    }

    #[test]
    fn whole_terms_come_first_then_parts_of_terms_then_other_text_each_document_once() {
        let document = |text: &str| Document { text: text.into(), ..Document::default() };
        let texts = ["영화관 앞", "새 영화 한 편", "앞 영화 앞", "참영\u{d654}", "다른 글"];
        let corpus = Corpus { documents: texts.map(document).to_vec().into(), ..Corpus::default() };
        let params = VectorizeParams::plain();
        let vectorized = vectorize(&corpus, &params, &()).unwrap();
        assert_eq!(found(&corpus, Some(&vectorized), "영화"), [1, 2, 0, 3]);
        assert_eq!(found(&corpus, Some(&vectorized), "화 한"), [1], "across words");
    }
}

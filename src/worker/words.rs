//! The words of one document and where they stand.

use std::ops::Range;

use super::job::Outcome;
use crate::corpus::{Corpus, DocId};
use crate::words::{Fate, Tokenizer};

/// The words of a document that may be terms, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentWords {
    pub document: DocId,
    pub title: Vec<WordAt>,
    pub text: Vec<WordAt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordAt {
    /// Byte range of the title or the text.
    pub place: Range<usize>,
    pub term: Box<str>,
}

pub(super) fn find_words(tokenizer: &Tokenizer, corpus: &Corpus, id: DocId) -> Outcome {
    let document = match corpus.documents.pick(&[id]) {
        Ok(found) => found.into_iter().next().unwrap_or_default(),
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    let mut cutter = tokenizer.cutter();
    let title = document.by_ref().counted_title();
    let language = cutter.language_of(title, &document.text);
    let mut words_of = |text: &str| {
        let mut words = Vec::new();
        cutter.for_each_in(text, language, |token| {
            if token.fate == Fate::Term {
                words.push(WordAt { place: token.place, term: token.term.into() });
            }
        });
        words
    };
    let (title, text) = (words_of(title), words_of(&document.text));
    Outcome::WordsFound(DocumentWords { document: id, title, text })
}

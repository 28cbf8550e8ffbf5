//! What becomes of the words of a few documents: for a look before a whole corpus is vectorised.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Corpus;
use super::vectorizer::{VectorizeError, VectorizeParams};
use crate::progress::Monitor;
use crate::words::{Fate, Tokenizer};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordPreview {
    pub n_documents: usize,
    /// Terms of the vocabulary.
    pub n_terms: usize,
    /// Documents without any of them.
    pub n_empty: usize,
    pub n_too_rare: usize,
    pub n_too_common: usize,
    /// Terms with their document frequencies, the most frequent first.
    pub most_frequent: Vec<(String, u32)>,
    /// The first documents.
    pub documents: Vec<PreviewDocument>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct PreviewDocument {
    pub heading: String,
    pub text: String,
    /// Byte ranges of the text, ascending.
    pub tokens: Vec<(Range<usize>, TokenFate)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFate {
    Kept,
    StopWord,
    TooRare,
    TooCommon,
    NoWord,
}

/// Cuts the documents of a small corpus into words, and chooses the vocabulary.
pub fn preview_words(
    corpus: &Corpus,
    params: &VectorizeParams,
    monitor: &dyn Monitor,
) -> Result<WordPreview, VectorizeError> {
    let tokenizer = Tokenizer::prepare(&params.words, &corpus.documents, monitor)?;
    let n_documents = corpus.documents.len();
    let mut counts: BTreeMap<String, (u32, usize)> = BTreeMap::new();
    let mut cutter = tokenizer.cutter();
    corpus.documents.visit(0..n_documents, &mut |id, document| {
        cutter.for_each(document.text, |token| {
            if token.fate == Fate::Term {
                let (count, last) = counts.entry(token.term.to_owned()).or_insert((0, usize::MAX));
                if *last != id.index() {
                    (*count, *last) = (*count + 1, id.index());
                }
            }
        });
    })?;
    monitor.check()?;
    let most = params.max_df * n_documents as f64;
    let fate = |count: u32| match count {
        count if count < params.min_df => TokenFate::TooRare,
        count if f64::from(count) > most => TokenFate::TooCommon,
        _ => TokenFate::Kept,
    };
    let n_of = |wanted: TokenFate| counts.values().filter(|(count, _)| fate(*count) == wanted).count();
    let mut preview = WordPreview {
        n_documents,
        n_terms: n_of(TokenFate::Kept),
        n_too_rare: n_of(TokenFate::TooRare),
        n_too_common: n_of(TokenFate::TooCommon),
        ..WordPreview::default()
    };
    corpus.documents.visit(0..n_documents, &mut |id, document| {
        let mut tokens = Vec::new();
        cutter.for_each(document.text, |token| {
            let fate = match token.fate {
                Fate::Term => fate(counts.get(token.term).map_or(0, |(count, _)| *count)),
                Fate::StopWord => TokenFate::StopWord,
                Fate::NoWord => TokenFate::NoWord,
            };
            tokens.push((token.place, fate));
        });
        preview.n_empty += usize::from(!tokens.iter().any(|(_, fate)| *fate == TokenFate::Kept));
        if id.index() < 50 {
            let (heading, text) = (document.heading().to_owned(), document.text.to_owned());
            preview.documents.push(PreviewDocument { heading, text, tokens });
        }
    })?;
    let kept = counts.iter().filter(|(_, (count, _))| fate(*count) == TokenFate::Kept);
    preview.most_frequent = kept.map(|(term, (count, _))| (term.clone(), *count)).collect();
    preview.most_frequent.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    preview.most_frequent.truncate(50);
    Ok(preview)
}

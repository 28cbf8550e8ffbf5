//! Documents to [`UnitRows`]: counting terms, choosing the vocabulary, weighting.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Corpus;
use super::documents::ShelfError;
use super::vocabulary::Vocabulary;
use crate::matrix::{MatrixError, UnitRows, UnitRowsBuilder};
use crate::progress::{Cancelled, Monitor, Stage, StageKind};
use crate::words::{Fate, Token, Tokenizer, WordParams, WordsError};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VectorizeParams {
    /// A term must be in at least this many documents.
    pub min_df: u32,
    /// A term must be in at most this share of the documents, in `0..=1`.
    pub max_df: f64,
    /// Of the terms that are left, the most frequent ones are kept; `None` keeps all.
    #[serde(default)]
    pub max_terms: Option<u32>,
    pub weighting: Weighting,
    #[serde(default = "WordParams::plain")]
    pub words: WordParams,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Weighting {
    /// `tf · idf` with scikit-learn's smooth `idf(t) = ln((1 + n) / (1 + df(t))) + 1` over `n` documents, then rows of length 1.
    TfIdf,
    /// The same with `1 + ln tf`.
    SublinearTfIdf,
    Bm25,
    LogEntropy,
    /// The counts, or the values of a matrix, then rows of length 1.
    None,
}

impl VectorizeParams {
    /// Every term of Unicode words, by tf-idf.
    pub fn plain() -> Self {
        Self { min_df: 1, max_df: 1.0, max_terms: None, weighting: Weighting::TfIdf, words: WordParams::plain() }
    }

    /// What suits the corpus: a term in 5 documents or more (2 below 1,000) and in at most half of them; every term of
    /// fewer than 10 documents, and everything that a matrix holds, weighted only if it holds counts.
    pub fn default_for(corpus: &Corpus) -> Self {
        if let Some(bag) = &corpus.bag {
            let weighting = if bag.counts { Weighting::TfIdf } else { Weighting::None };
            return Self { weighting, ..Self::plain() };
        }
        let (min_df, max_df) = match corpus.documents.len() {
            ..10 => (1, 1.0),
            10..1000 => (2, 0.5),
            1000.. => (5, 0.5),
        };
        Self { min_df, max_df, words: WordParams::default(), ..Self::plain() }
    }
}

/// A corpus as numbers: `n_documents × n_terms` rows and what their columns mean.
#[derive(Debug)]
pub struct Vectorized {
    pub vocabulary: Vocabulary,
    pub rows: UnitRows,
    /// Finds the same words in the texts again.
    pub tokenizer: Arc<Tokenizer>,
}

#[derive(Debug, thiserror::Error)]
pub enum VectorizeError {
    #[error("The greatest share of documents (max df) is {max_df}: choose a number above 0 and at most 1")]
    MaxDfOutOfRange { max_df: f64 },
    #[error(
        "No term is left of {n_terms}: none is in at least {min_df} and at most {max_documents} of {n_documents} \
         documents. Lower min df or raise max df"
    )]
    NoTerms { n_terms: usize, min_df: u32, max_documents: u64, n_documents: usize },
    #[error("None of the {n_documents} documents holds a word that can be counted")]
    NoWords { n_documents: usize },
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    #[error(transparent)]
    Words(WordsError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<WordsError> for VectorizeError {
    fn from(error: WordsError) -> Self {
        match error {
            WordsError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            error => Self::Words(error),
        }
    }
}

/// Documents a task: few enough that long ones are shared between threads and a cancel is answered soon.
const CHUNK_DOCUMENTS: usize = 128;

/// Counts, chooses and weighs the terms of a corpus.
pub fn vectorize(
    corpus: &Corpus,
    params: &VectorizeParams,
    monitor: &dyn Monitor,
) -> Result<Vectorized, VectorizeError> {
    if !(params.max_df > 0.0 && params.max_df <= 1.0) {
        return Err(VectorizeError::MaxDfOutOfRange { max_df: params.max_df });
    }
    match &corpus.bag {
        Some(bag) => {
            let terms: Vec<&str> = bag.terms.iter().map(String::as_str).collect();
            let tokenizer = Arc::new(Tokenizer::plain());
            weigh(&terms, bag.rows.len(), |row, out| out.extend_from_slice(&bag.rows[row]), tokenizer, params, monitor)
        }
        None => {
            let tokenizer = Arc::new(Tokenizer::prepare(&params.words, &corpus.documents, monitor)?);
            let counted = count_terms(corpus, &tokenizer, monitor)?;
            let terms: Vec<&str> = counted.terms.iter().map(AsRef::as_ref).collect();
            let row = |row: usize, out: &mut Vec<(u32, f32)>| counted.row(row, out);
            weigh(&terms, corpus.documents.len(), row, tokenizer, params, monitor)
        }
    }
}

/// Term counts of all documents, chunk by chunk as they were counted.
struct Counted {
    terms: Vec<Box<str>>,
    chunks: Vec<CountedChunk>,
}

struct CountedChunk {
    /// `local id → global id`.
    global: Vec<u32>,
    /// Document `i` of the chunk has `counts[ends[i - 1]..ends[i]]`.
    ends: Vec<usize>,
    /// `(local id, count)` in the order of first appearance.
    counts: Vec<(u32, u32)>,
}

impl Counted {
    fn row(&self, document: usize, out: &mut Vec<(u32, f32)>) {
        let chunk = &self.chunks[document / CHUNK_DOCUMENTS];
        let within = document % CHUNK_DOCUMENTS;
        let start = if within == 0 { 0 } else { chunk.ends[within - 1] };
        let counts = &chunk.counts[start..chunk.ends[within]];
        out.extend(counts.iter().map(|&(local, count)| (chunk.global[local as usize], count as f32)));
    }
}

fn count_terms(corpus: &Corpus, tokenizer: &Tokenizer, monitor: &dyn Monitor) -> Result<Counted, VectorizeError> {
    let n_documents = corpus.documents.len();
    monitor.report(Stage::at(StageKind::CountTerms, 0, n_documents));
    let done = std::sync::atomic::AtomicUsize::new(0);
    let count_chunk = |chunk: usize| {
        monitor.check()?;
        let rows = chunk * CHUNK_DOCUMENTS..((chunk + 1) * CHUNK_DOCUMENTS).min(n_documents);
        let n_rows = rows.len();
        let chunk = count_chunk(corpus, tokenizer, rows, monitor)?;
        let done = done.fetch_add(n_rows, std::sync::atomic::Ordering::Relaxed) + n_rows;
        monitor.report(Stage::at(StageKind::CountTerms, done, n_documents));
        Ok(chunk)
    };
    let chunks = (0..n_documents.div_ceil(CHUNK_DOCUMENTS)).into_par_iter();
    let counted: Vec<(Vec<Box<str>>, CountedChunk)> = chunks.map(count_chunk).collect::<Result<_, VectorizeError>>()?;

    // Chunks are joined in their order. A term's number here does not last: the vocabulary is sorted once it is chosen.
    let mut ids: FxHashMap<Box<str>, u32> = FxHashMap::default();
    let mut terms: Vec<Box<str>> = Vec::new();
    let mut chunks = Vec::with_capacity(counted.len());
    for (local_terms, mut chunk) in counted {
        chunk.global = local_terms
            .into_iter()
            .map(|term| {
                *ids.entry(term).or_insert_with_key(|term| {
                    terms.push(term.clone());
                    terms.len() as u32 - 1
                })
            })
            .collect();
        chunks.push(chunk);
    }
    Ok(Counted { terms, chunks })
}

fn count_chunk(
    corpus: &Corpus,
    tokenizer: &Tokenizer,
    rows: Range<usize>,
    monitor: &dyn Monitor,
) -> Result<(Vec<Box<str>>, CountedChunk), VectorizeError> {
    let mut ids: FxHashMap<Box<str>, u32> = FxHashMap::default();
    let mut terms: Vec<Box<str>> = Vec::new();
    // For each term the place in `counts` where its current document counts it, if it does.
    let mut places: Vec<usize> = Vec::new();
    let mut chunk = CountedChunk { global: Vec::new(), ends: Vec::new(), counts: Vec::new() };
    let mut cutter = tokenizer.cutter();
    corpus.documents.visit(rows, &mut |_, document| {
        if monitor.is_cancelled() {
            return;
        }
        let start = chunk.counts.len();
        let mut count = |token: Token<'_>| {
            if token.fate != Fate::Term {
                return;
            }
            let token = token.term;
            let id = ids.get(token).copied().unwrap_or_else(|| {
                let id = terms.len() as u32;
                terms.push(token.into());
                ids.insert(token.into(), id);
                places.push(usize::MAX);
                id
            });
            let place = places[id as usize];
            match chunk.counts.get_mut(place) {
                Some((counted, n)) if place >= start && *counted == id => *n += 1,
                _ => {
                    places[id as usize] = chunk.counts.len();
                    chunk.counts.push((id, 1));
                }
            }
        };
        if document.title_counts {
            cutter.for_each(document.title, &mut count);
        }
        cutter.for_each(document.text, &mut count);
        chunk.ends.push(chunk.counts.len());
    })?;
    monitor.check()?;
    Ok((terms, chunk))
}

/// Chooses the vocabulary by document frequency and makes unit rows; `read_row` appends the `(term, count)` of a document.
fn weigh(
    terms: &[&str],
    n_documents: usize,
    read_row: impl Fn(usize, &mut Vec<(u32, f32)>),
    tokenizer: Arc<Tokenizer>,
    params: &VectorizeParams,
    monitor: &dyn Monitor,
) -> Result<Vectorized, VectorizeError> {
    monitor.report(Stage::at(StageKind::Weigh, 0, n_documents));
    let mut row = Vec::new();
    let mut document_counts = vec![0_u32; terms.len()];
    for document in 0..n_documents {
        if document % CHUNK_DOCUMENTS == 0 {
            monitor.check()?;
        }
        row.clear();
        read_row(document, &mut row);
        row.iter().for_each(|&(term, _)| document_counts[term as usize] += 1);
    }
    if document_counts.iter().all(|&count| count == 0) {
        return Err(VectorizeError::NoWords { n_documents });
    }

    // As scikit-learn does: kept is `min_df <= df <= max_df · n`.
    let max_documents = params.max_df * n_documents as f64;
    let kept = |count: u32| count >= params.min_df.max(1) && f64::from(count) <= max_documents;
    let mut chosen: Vec<u32> = (0..terms.len() as u32).filter(|&term| kept(document_counts[term as usize])).collect();
    if chosen.is_empty() {
        let (n_terms, min_df, max_documents) = (terms.len(), params.min_df, max_documents as u64);
        return Err(VectorizeError::NoTerms { n_terms, min_df, max_documents, n_documents });
    }
    let count_of = |term: u32| document_counts[term as usize];
    chosen.sort_unstable_by(|&a, &b| count_of(b).cmp(&count_of(a)).then(terms[a as usize].cmp(terms[b as usize])));

    let mut column_of_term = vec![u32::MAX; terms.len()];
    chosen.iter().enumerate().for_each(|(column, &term)| column_of_term[term as usize] = column as u32);
    let idf = |term: u32| match params.weighting {
        // Not the logarithm of the system's library, whose last bit may differ from machine to machine.
        Weighting::TfIdf | Weighting::SublinearTfIdf | Weighting::Bm25 | Weighting::LogEntropy => {
            libm::log((1.0 + n_documents as f64) / (1.0 + f64::from(count_of(term)))) + 1.0
        }
        Weighting::None => 1.0,
    };
    let idf: Vec<f64> = chosen.iter().map(|&term| idf(term)).collect();

    let mut builder = UnitRowsBuilder::new(chosen.len())?;
    builder.reserve(n_documents, chosen.iter().map(|&term| count_of(term) as usize).sum());
    let mut weights: Vec<(u32, f64)> = Vec::new();
    for document in 0..n_documents {
        if document % CHUNK_DOCUMENTS == 0 {
            monitor.check()?;
            monitor.report(Stage::at(StageKind::Weigh, document, n_documents));
        }
        row.clear();
        read_row(document, &mut row);
        weights.clear();
        let columns = row.iter().map(|&(term, count)| (column_of_term[term as usize], count));
        let kept = columns.filter(|&(column, _)| column != u32::MAX);
        weights.extend(kept.map(|(column, count)| (column, f64::from(count) * idf[column as usize])));
        weights.sort_unstable_by_key(|&(column, _)| column);
        builder.push(&weights)?;
    }
    let named = chosen.iter().map(|&term| (terms[term as usize].into(), count_of(term))).collect();
    Ok(Vectorized { vocabulary: Vocabulary::new(named), rows: builder.finish(), tokenizer })
}

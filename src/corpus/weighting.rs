//! From counts to weights: how much a term says about a document, then rows of length 1.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::counts::Counts;
use super::numbers::{Numbers, bits_of, column_of};
use super::row_order::RowOrder;
use super::vectorizer::VectorizeError;
use crate::matrix::{UnitRows, UnitRowsBuilder, UnitRowsJoiner};
use crate::progress::{Cancelled, Monitor, Stage, StageKind};

/// The weight of a term that is `tf` times in a document and in `df` of `n` documents. All rows get length 1 afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Weighting {
    /// `tf · idf` with scikit-learn's smooth `idf = ln((1 + n) / (1 + df)) + 1`.
    TfIdf,
    /// `(1 + ln tf) · idf`, as scikit-learn's with `sublinear_tf`.
    SublinearTfIdf,
    /// Okapi BM25 as the weight of a document's term: `tf · (k₁ + 1) / (tf + k₁ · (1 − b + b · length / mean length)) · idf`
    /// with `k₁` = 1.2, `b` = 0.75 and `idf = ln(1 + (n − df + ½) / (df + ½))`. Robertson and Zaragoza: *The Probabilistic
    /// Relevance Framework: BM25 and Beyond*, Foundations and Trends in Information Retrieval 3(4), 2009; the 1 inside the
    /// logarithm is added here, so that a term in more than half of the documents does not weigh below 0. A length is the
    /// number of words that were counted, in the vocabulary or not.
    Bm25,
    /// `ln(1 + tf) · (1 + Σ p ln p / ln n)` over all documents, `p` being the document's share of all occurrences of the
    /// term. Dumais: *Improving the retrieval of information from external sources*, Behavior Research Methods, Instruments
    /// & Computers 23(2), 1991. A term that is equally often in each document weighs 0 and is in no row.
    LogEntropy,
    /// The counts, or the values of a matrix.
    None,
}

impl Weighting {
    pub const ALL: [Self; 5] = [Self::TfIdf, Self::SublinearTfIdf, Self::Bm25, Self::LogEntropy, Self::None];

    /// As it is written in a sentence or a list.
    pub fn name(self) -> &'static str {
        match self {
            Self::TfIdf => "tf-idf",
            Self::SublinearTfIdf => "sublinear tf-idf",
            Self::Bm25 => "BM25",
            Self::LogEntropy => "log-entropy",
            Self::None => "none",
        }
    }

    /// Whether it means anything for values that are no counts.
    pub fn needs_counts(self) -> bool {
        matches!(self, Self::SublinearTfIdf | Self::Bm25 | Self::LogEntropy)
    }
}

/// What BM25 gives a frequent term at most, against one that is there once: `k₁ + 1` times as much.
const K1: f64 = 1.2;

/// How much of its length counts against a document.
const B: f64 = 0.75;

/// Blocks a thread that are weighed before their rows are joined: few enough that only a small part of the rows is there
/// twice.
const ROUND_BLOCKS: usize = 12;

/// Weighs all documents: their rows, and with `keeps_counts` the counts beside.
///
/// `document_counts`: by column, the number of documents that hold the term.
pub(super) fn weigh_all<N: Numbers>(
    mut numbers: N,
    document_counts: &[u32],
    weighting: Weighting,
    keeps_counts: bool,
    monitor: &dyn Monitor,
) -> Result<(UnitRows, Option<Counts>), VectorizeError> {
    let (n_documents, n_blocks) = (numbers.n_documents(), numbers.n_blocks());
    monitor.report(Stage::at(StageKind::Weigh, 0, n_documents));
    let weigher = Weigher::new(weighting, &numbers, document_counts, monitor)?;
    let nnz = document_counts.iter().map(|&count| count as usize).sum();
    let mut rows = UnitRowsJoiner::new(document_counts.len(), n_documents, nnz);
    let mut counts = keeps_counts.then(Counts::default);
    if let Some(counts) = &mut counts {
        counts.reserve(n_documents, nnz);
    }
    // One a thread, for all rounds.
    let rooms: Mutex<Vec<Room>> = Mutex::default();
    let round_blocks = ROUND_BLOCKS * rayon::current_num_threads();
    for start in (0..n_blocks).step_by(round_blocks) {
        let blocks = start..n_blocks.min(start + round_blocks);
        monitor.report(Stage::at(StageKind::Weigh, numbers.first_row(start), n_documents));
        let weigh = |block: usize| {
            monitor.check()?;
            let free = rooms.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut room = free.unwrap_or_else(|| Room::new(document_counts.len()));
            let part = weigher.weigh_block(&numbers, block, keeps_counts, &mut room);
            rooms.lock().unwrap_or_else(PoisonError::into_inner).push(room);
            part
        };
        let parts: Vec<Part> = blocks.clone().into_par_iter().map(weigh).collect::<Result<_, VectorizeError>>()?;
        let append_counts = || {
            if let Some(counts) = &mut counts {
                parts.iter().for_each(|part| counts.append(&part.counts));
            }
        };
        rayon::join(|| rows.append(&parts.iter().map(|part| &part.rows).collect::<Vec<_>>()), append_counts);
        blocks.for_each(|block| numbers.forget(block));
    }
    Ok((rows.finish(), counts))
}

struct Part {
    rows: UnitRowsBuilder,
    counts: Counts,
}

/// Room to weigh one row after the other.
struct Room {
    order: RowOrder,
    /// Of the row, ascending, and parallel to them the bits of their numbers and their weights.
    columns: Vec<u32>,
    bits: Vec<u32>,
    weights: Vec<f64>,
}

impl Room {
    fn new(n_columns: usize) -> Self {
        Self { order: RowOrder::new(n_columns), columns: Vec::new(), bits: Vec::new(), weights: Vec::new() }
    }
}

struct Weigher {
    weighting: Weighting,
    /// By column: what the weight in a document is multiplied with.
    factors: Vec<f64>,
    mean_length: f64,
    /// Logarithms of small whole numbers, by number.
    logs: Vec<f64>,
}

const N_LOGS: u32 = 256;

impl Weigher {
    fn new<N: Numbers>(
        weighting: Weighting,
        numbers: &N,
        document_counts: &[u32],
        monitor: &dyn Monitor,
    ) -> Result<Self, Cancelled> {
        let n = numbers.n_documents() as f64;
        // Not the logarithm of the system's library, whose last bit may differ from machine to machine.
        let per_count = |factor: fn(f64, f64) -> f64| -> Vec<f64> {
            document_counts.iter().map(|&count| factor(n, f64::from(count))).collect()
        };
        let mut mean_length = 1.0;
        let factors = match weighting {
            Weighting::TfIdf | Weighting::SublinearTfIdf => per_count(|n, df| libm::log((1.0 + n) / (1.0 + df)) + 1.0),
            Weighting::Bm25 => {
                mean_length = total_length(numbers, monitor)? / n;
                per_count(|n, df| libm::log(1.0 + (n - df + 0.5) / (df + 0.5)))
            }
            Weighting::LogEntropy => entropy_factors(numbers, document_counts.len(), monitor)?,
            Weighting::None => vec![1.0; document_counts.len()],
        };
        Ok(Self { weighting, factors, mean_length, logs: (0..N_LOGS).map(|n| libm::log(f64::from(n))).collect() })
    }

    fn weigh_block<N: Numbers>(
        &self,
        numbers: &N,
        block: usize,
        keeps_counts: bool,
        room: &mut Room,
    ) -> Result<Part, VectorizeError> {
        let rows = UnitRowsBuilder::part(self.factors.len(), numbers.first_row(block))?;
        let mut part = Part { rows, counts: Counts::default() };
        let Room { order, columns, bits, weights } = room;
        let mut outcome = Ok(());
        numbers.for_each_row(block, &mut |entries, length| {
            columns.clear();
            bits.clear();
            order.for_each(entries, |column, of_column| {
                columns.push(column);
                bits.push(of_column);
            });
            let weigh =
                |(&column, &bits): (&u32, &u32)| self.local(N::number(bits), length) * self.factors[column as usize];
            weights.clear();
            weights.extend(columns.iter().zip(&*bits).map(weigh));
            if outcome.is_ok() {
                outcome = part.rows.push_weights(columns, weights);
            }
            if keeps_counts {
                let count = |&bits: &u32| N::number(bits) as u32;
                let stored = part.rows.last_columns();
                if stored.len() == columns.len() {
                    part.counts.push_row(bits.iter().map(count));
                } else {
                    // Weights of 0 are not stored.
                    let both = columns.iter().zip(&*bits);
                    let of_stored = both.filter(|(column, _)| stored.binary_search(column).is_ok());
                    part.counts.push_row(of_stored.map(|(_, bits)| count(bits)));
                }
            }
        });
        outcome?;
        Ok(part)
    }

    /// The weight inside a document of `length` words, of a term that is `tf` times in it.
    #[inline]
    fn local(&self, tf: f64, length: f64) -> f64 {
        match self.weighting {
            Weighting::TfIdf | Weighting::None => tf,
            Weighting::SublinearTfIdf => 1.0 + self.log(tf),
            Weighting::Bm25 => tf * (K1 + 1.0) / (tf + K1 * (1.0 - B + B * length / self.mean_length)),
            Weighting::LogEntropy => self.log(1.0 + tf),
        }
    }

    /// The logarithm of a whole number.
    #[inline]
    fn log(&self, n: f64) -> f64 {
        self.logs.get(n as usize).copied().unwrap_or_else(|| libm::log(n))
    }
}

fn total_length<N: Numbers>(numbers: &N, monitor: &dyn Monitor) -> Result<f64, Cancelled> {
    let mut total = 0.0;
    for block in 0..numbers.n_blocks() {
        monitor.check()?;
        numbers.for_each_row(block, &mut |_, length| total += length);
    }
    Ok(total)
}

/// `1 + Σ p ln p / ln n` for each column, by `Σ p ln p = Σ tf ln tf / Σ tf − ln Σ tf`: summed in the order of the documents,
/// so that it does not depend on how they are divided into blocks.
fn entropy_factors<N: Numbers>(numbers: &N, n_columns: usize, monitor: &dyn Monitor) -> Result<Vec<f64>, Cancelled> {
    let mut sums = vec![(0.0, 0.0); n_columns];
    for block in 0..numbers.n_blocks() {
        monitor.check()?;
        numbers.for_each_row(block, &mut |entries, _| {
            for &entry in entries {
                let tf = N::number(bits_of(entry));
                let (total, tf_log_tf) = &mut sums[column_of(entry) as usize];
                *total += tf;
                if tf > 1.0 {
                    *tf_log_tf += tf * libm::log(tf);
                }
            }
        });
    }
    let log_n = libm::log(numbers.n_documents() as f64);
    let factor = |(total, tf_log_tf): (f64, f64)| {
        // A single document says nothing about how a term is spread.
        let is_spread = log_n > 0.0 && total > 0.0;
        if is_spread { (1.0 + (tf_log_tf / total - libm::log(total)) / log_n).clamp(0.0, 1.0) } else { 1.0 }
    };
    Ok(sums.into_iter().map(factor).collect())
}

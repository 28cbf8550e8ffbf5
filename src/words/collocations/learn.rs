//! Counting words and their neighbours, pass by pass: pairs of words, then what joins to those.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::counts::{Count, Counts};
use super::joiner::{Pending, Trie};
use super::{Collocation, Piece, Sequences, npmi};
use crate::progress::{Monitor, Stage, StageKind};
use crate::words::WordsError;
use crate::words::params::CollocationParams;

const TASK_DOCUMENTS: usize = 128;
/// Documents after which counts are joined and thinned; fixed, so that nothing depends on threads.
const BLOCK_DOCUMENTS: usize = 1 << 16;
/// Words, and pairs, that are kept beyond a block: where there are more, the rarest are dropped as in Manku, Motwani:
/// *Approximate Frequency Counts over Data Streams*, VLDB 2002.
const MAX_COUNTED: usize = 4_000_000;
/// The most frequent collocations that are kept.
const MAX_COLLOCATIONS: usize = 200_000;
/// Words of the longest collocation that anyone may ask for.
const MAX_WORDS: u32 = 8;

/// The words that are frequent enough, and the collocations found so far. A unit is the id of a word, or
/// `words.len()` and the number of a collocation.
struct Units {
    words: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, u32>,
    joined: Vec<Joined>,
    trie: Trie,
}

struct Joined {
    words: Vec<u32>,
    count: Count,
    npmi: f64,
}

pub fn learn(
    sequences: &dyn Sequences,
    params: &CollocationParams,
    monitor: &dyn Monitor,
) -> Result<Vec<Collocation>, WordsError> {
    let max_words = params.max_words.clamp(2, MAX_WORDS) as usize;
    let min_df = params.min_df.max(1);
    let pass = |number| Pass { sequences, monitor, number, n_in_all: max_words };
    let mut units = Units::of(pass(0).count_words()?.frequent(min_df));
    for number in 1..max_words {
        let pairs = pass(number).count_pairs(&units, max_words)?;
        let found = units.chosen(pairs, params.min_npmi, min_df);
        if found.is_empty() {
            break;
        }
        units.add(found);
    }
    let shown = |joined: &Joined| Collocation {
        words: joined.words.iter().map(|&id| units.words[id as usize].to_string()).collect(),
        count: joined.count.n,
        df: joined.count.df,
        npmi: joined.npmi,
    };
    Ok(units.joined.iter().map(shown).collect())
}

impl Units {
    fn of(words: Vec<(Box<str>, Count)>) -> Self {
        let words: Vec<Box<str>> = words.into_iter().map(|(word, _)| word).collect();
        let ids = words.iter().enumerate().map(|(id, word)| (word.clone(), id as u32)).collect();
        Self { words, ids, joined: Vec::new(), trie: Trie::default() }
    }

    fn len(&self) -> usize {
        self.words.len() + self.joined.len()
    }

    fn joined(&self, unit: u32) -> Option<&Joined> {
        self.joined.get((unit as usize).checked_sub(self.words.len())?)
    }

    fn n_words(&self, unit: u32) -> usize {
        self.joined(unit).map_or(1, |joined| joined.words.len())
    }

    fn words_of(&self, unit: u32) -> Vec<u32> {
        self.joined(unit).map_or_else(|| vec![unit], |joined| joined.words.clone())
    }

    /// The pairs that are bound firmly enough, the most frequent first.
    fn chosen(&self, counted: Pairs, min_npmi: f64, min_df: u32) -> Vec<Joined> {
        let of = |unit: u32| counted.units[unit as usize];
        let n = counted.n;
        let mut found: Vec<Joined> = Vec::new();
        for ((left, right), count) in counted.counts.frequent(min_df) {
            let npmi = npmi(count.n, of(left), of(right), n);
            if npmi >= min_npmi {
                let words = [self.words_of(left), self.words_of(right)].concat();
                found.push(Joined { words, count, npmi });
            }
        }
        found.sort_by(|a, b| b.count.n.cmp(&a.count.n).then_with(|| a.words.cmp(&b.words)));
        // (new york) city and new (york city) are the same.
        let mut known: FxHashSet<Vec<u32>> = self.joined.iter().map(|joined| joined.words.clone()).collect();
        found.retain(|joined| known.insert(joined.words.clone()));
        found.truncate(MAX_COLLOCATIONS.saturating_sub(self.joined.len()));
        found
    }

    fn add(&mut self, found: Vec<Joined>) {
        for joined in found {
            self.trie.insert(joined.words.iter().copied(), self.joined.len() as u32);
            self.joined.push(joined);
        }
    }
}

/// One way through all documents.
struct Pass<'a> {
    sequences: &'a dyn Sequences,
    monitor: &'a dyn Monitor,
    number: usize,
    n_in_all: usize,
}

/// Counts of units and of those that follow each other.
#[derive(Clone)]
struct Pairs {
    counts: Counts<(u32, u32)>,
    /// By unit.
    units: Vec<u64>,
    /// Units in all, also of words that are too rare.
    n: u64,
}

impl Pass<'_> {
    fn count_words(&self) -> Result<Counts<Box<str>>, WordsError> {
        let mut all = Counts::new();
        let see = |counts: &mut Counts<Box<str>>, document: u32, piece: Piece<'_>| {
            if let Piece::Word(word) = piece {
                counts.see(word, document);
            }
        };
        self.for_each_block(Counts::new, see, |parts| {
            all.join(parts);
            all.thin(MAX_COUNTED);
        })?;
        Ok(all)
    }

    /// Counts the pairs that are no longer than `max_words`.
    fn count_pairs(&self, units: &Units, max_words: usize) -> Result<Pairs, WordsError> {
        let new = || Pairs { counts: Counts::new(), units: vec![0; units.len()], n: 0 };
        let mut all = new();
        let start = || Neighbours { counted: new(), pending: Pending::default(), last: None };
        let see = |neighbours: &mut Neighbours, document: u32, piece: Piece<'_>| {
            neighbours.see(units, max_words, document, piece);
        };
        self.for_each_block(start, see, |parts| {
            let mut pairs = Vec::with_capacity(parts.len());
            for Neighbours { counted, .. } in parts {
                all.n += counted.n;
                all.units.iter_mut().zip(counted.units).for_each(|(sum, n)| *sum += n);
                pairs.push(counted.counts);
            }
            all.counts.join(pairs);
            all.counts.thin(MAX_COUNTED);
        })?;
        Ok(all)
    }

    /// Shows all pieces to states of the threads, with the number of their document from 1, and block by block the states
    /// to `join`. A task ends with [`Piece::Document`].
    fn for_each_block<S: Send>(
        &self,
        new: impl Fn() -> S + Sync + Send,
        see: impl Fn(&mut S, u32, Piece<'_>) + Sync + Send,
        mut join: impl FnMut(Vec<S>),
    ) -> Result<(), WordsError> {
        let n_documents = self.sequences.len();
        let total = n_documents * self.n_in_all;
        let done = AtomicUsize::new(n_documents * self.number);
        self.monitor.report(Stage::at(StageKind::LearnWords, n_documents * self.number, total));
        let run = |mut state: S, rows: Range<usize>| {
            self.monitor.check()?;
            let n_rows = rows.len();
            let mut document = rows.start as u32;
            let mut cancelled = false;
            self.sequences.visit(rows, &mut |piece| {
                if piece == Piece::Document {
                    document += 1;
                    cancelled = self.monitor.is_cancelled();
                }
                if !cancelled {
                    see(&mut state, document, piece);
                }
            })?;
            see(&mut state, document, Piece::Document);
            let done = done.fetch_add(n_rows, Ordering::Relaxed) + n_rows;
            self.monitor.report(Stage::at(StageKind::LearnWords, done, total));
            Ok::<_, WordsError>(state)
        };
        for block in (0..n_documents).step_by(BLOCK_DOCUMENTS) {
            let end = (block + BLOCK_DOCUMENTS).min(n_documents);
            let tasks: Vec<usize> = (block..end).step_by(TASK_DOCUMENTS).collect();
            let rows = |start: usize| start..(start + TASK_DOCUMENTS).min(end);
            let states = tasks.into_par_iter().try_fold(&new, |state, start| run(state, rows(start)));
            join(states.collect::<Result<Vec<S>, _>>()?);
        }
        self.monitor.check()?;
        Ok(())
    }
}

/// What one thread counts of pairs.
struct Neighbours {
    counted: Pairs,
    pending: Pending<()>,
    /// The unit before, unless something parts it from the next.
    last: Option<u32>,
}

impl Neighbours {
    fn see(&mut self, units: &Units, max_words: usize, document: u32, piece: Piece<'_>) {
        let Self { counted, pending, last } = self;
        let first_joined = units.words.len() as u32;
        let mut count = |unit: u32| {
            counted.units[unit as usize] += 1;
            counted.n += 1;
            if let Some(left) = *last
                && units.n_words(left) + units.n_words(unit) <= max_words
            {
                counted.counts.see(&(left, unit), document);
            }
            *last = Some(unit);
        };
        let id = match piece {
            Piece::Word(word) => units.ids.get(word),
            Piece::Document | Piece::Break => None,
        };
        let unit_of = |sequence: Option<u32>, word: u32| sequence.map_or(word, |sequence| first_joined + sequence);
        if let Some(&word) = id {
            pending.push(&units.trie, word, (), &mut |found| count(unit_of(found.sequence, found.word)));
            return;
        }
        pending.flush(&units.trie, &mut |found| count(unit_of(found.sequence, found.word)));
        *last = None;
        // A word that is too rare for any pair parts its neighbours, and is one of all words.
        counted.n += u64::from(matches!(piece, Piece::Word(_)));
    }
}

//! How often each document holds each word: the part of vectorising that goes through the texts.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Corpus;
use super::counts::Counts;
use super::documents::{DocumentRef, Documents};
use super::interner::{Batch, Interner, Words, tag_of};
use super::vectorizer::VectorizeError;
use crate::progress::{Cancelled, Monitor, Stage, StageKind};
use crate::words::{Cutter, Fate, Token, Tokenizer, WordParams};

/// The words of all documents, counted. Cheap to clone: the counts are shared.
///
/// Memory: 5 bytes for each distinct word of a document, 8 a document, and for each distinct word of the corpus its text and
/// 12 bytes, with 4 more for each thread.
#[derive(Clone, Debug)]
pub struct Counted {
    pub(super) terms: Arc<Terms>,
    /// `number inside a piece → term`.
    pub(super) pieces: Arc<[Vec<u32>]>,
    /// In the order of the documents.
    pub(super) blocks: Vec<Arc<Block>>,
    n_documents: usize,
    stop_words: Arc<Met>,
    tokenizer: Arc<Tokenizer>,
}

/// All distinct words of a corpus. Their numbers do not last, they depend on how threads took turns: a vocabulary is
/// sorted once it is chosen.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub words: Words,
    /// By term: the number of documents that hold it.
    pub document_counts: Vec<u32>,
}

/// Documents that follow each other, counted by one thread.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub first: usize,
    /// Place in [`Counted::pieces`].
    pub piece: usize,
    /// Numbers inside the piece, in the order in which a document first holds them.
    pub terms: Vec<u32>,
    /// Parallel to `terms`, with a row a document.
    pub counts: Counts,
}

/// Bytes of text in a block: few enough that threads end together, and many enough that a block costs nothing by itself.
const BLOCK_BYTES: usize = 256 << 10;

/// Documents in a block at most; so many are in it if they are on disk, where their lengths are not known.
const BLOCK_DOCUMENTS: usize = 512;

/// Parts of the words, by tag, that are joined side by side: enough for all cores, and for an answer to a cancel.
const N_SHARDS: usize = 64;

impl Counted {
    pub fn n_documents(&self) -> usize {
        self.n_documents
    }

    /// Number of distinct words.
    pub fn n_terms(&self) -> usize {
        self.terms.words.len()
    }

    pub fn tokenizer(&self) -> &Arc<Tokenizer> {
        &self.tokenizer
    }

    /// Memory that the counts take.
    pub fn n_bytes(&self) -> usize {
        let blocks = self.blocks.iter().map(|block| size_of_val(&*block.terms) + block.counts.n_bytes());
        let pieces = self.pieces.iter().map(|piece| size_of_val(&**piece));
        let terms = self.terms.words.n_bytes() + size_of_val(&*self.terms.document_counts);
        blocks.chain(pieces).sum::<usize>() + terms
    }

    /// Whether counting anew with other parameters would give the same counts, but for stop words that are taken out later:
    /// all is the same, but some stop words are new, and none that was met is now to be kept.
    pub fn serves(&self, words: &WordParams) -> bool {
        let known = self.tokenizer.params();
        let mut same = words.clone();
        same.stop_words = known.stop_words.clone();
        if same != *known {
            return false;
        }
        let (before, now) = (&known.stop_words, &words.stop_words);
        if before == now {
            return true;
        }
        // What a stem or a collocation looks like may depend on the words around it.
        let independent = !words.stem && words.collocations.is_none();
        let user: FxHashSet<&str> = now.user.iter().map(String::as_str).collect();
        let keep_now: FxHashSet<&str> = now.keep.iter().map(String::as_str).collect();
        let keep_before: FxHashSet<&str> = before.keep.iter().map(String::as_str).collect();
        independent
            && before.without_lists == now.without_lists
            && before.user.iter().all(|word| user.contains(word.as_str()))
            && before.keep.iter().all(|word| keep_now.contains(word.as_str()))
            && now.keep.iter().filter(|word| !keep_before.contains(word.as_str())).all(|word| self.never_stopped(word))
    }

    fn never_stopped(&self, word: &str) -> bool {
        // A blank may be in it, or a form that is counted as another.
        let mut tokens = 0;
        let mut plain = true;
        self.tokenizer.cutter().for_each(word, |token| {
            tokens += 1;
            plain &= token.fate == Fate::Term && token.term == word && !self.stop_words.may_hold(token.term);
        });
        plain && tokens == 1
    }
}

/// Counts the words of a corpus with texts.
pub fn count(corpus: &Corpus, words: &WordParams, monitor: &dyn Monitor) -> Result<Counted, VectorizeError> {
    let tokenizer = Arc::new(Tokenizer::prepare(words, &corpus.documents, monitor)?);
    let n_documents = corpus.documents.len();
    monitor.report(Stage::at(StageKind::CountTerms, 0, n_documents));
    let queue = Queue { rows: block_rows(&corpus.documents), next: AtomicUsize::new(0), n_done: AtomicUsize::new(0) };
    // One vocabulary a thread: with one a block, most of the time would go into joining them.
    let count_piece = |piece: usize| count_piece(corpus, &tokenizer, piece, &queue, monitor);
    let pieces: Vec<Piece> =
        (0..rayon::current_num_threads()).into_par_iter().with_max_len(1).map(count_piece).collect::<Result<_, _>>()?;
    let (mut blocks, mut vocabularies, mut stop_words) = (Vec::new(), Vec::new(), Met::default());
    for Piece { words, tallies, blocks: own, stop_words: met, .. } in pieces {
        blocks.extend(own);
        vocabularies.push((words, tallies));
        stop_words.add(&met);
    }
    blocks.sort_unstable_by_key(|block| block.first);
    let (terms, pieces) = join(vocabularies, monitor)?;
    let blocks = blocks.into_iter().map(Arc::new).collect();
    let (terms, pieces, stop_words) = (Arc::new(terms), pieces.into(), Arc::new(stop_words));
    Ok(Counted { terms, pieces, blocks, n_documents, stop_words, tokenizer })
}

/// The documents of each block.
fn block_rows(documents: &Documents) -> Vec<Range<usize>> {
    let n_documents = documents.len();
    let Some(here) = documents.here() else {
        let starts = (0..n_documents).step_by(BLOCK_DOCUMENTS);
        return starts.map(|start| start..(start + BLOCK_DOCUMENTS).min(n_documents)).collect();
    };
    let mut blocks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (row, document) in here.iter().enumerate() {
        bytes += document.text.len();
        if bytes >= BLOCK_BYTES || row + 1 - start == BLOCK_DOCUMENTS || row + 1 == n_documents {
            blocks.push(start..row + 1);
            (start, bytes) = (row + 1, 0);
        }
    }
    blocks
}

/// Blocks that threads take as they are free.
struct Queue {
    rows: Vec<Range<usize>>,
    next: AtomicUsize,
    /// Documents.
    n_done: AtomicUsize,
}

/// What one thread has counted.
#[derive(Default)]
struct Piece {
    words: Interner,
    /// By word.
    tallies: Vec<Tally>,
    blocks: Vec<Block>,
    stop_words: Met,
    pending: Pending,
}

/// Words that were found and not yet looked up.
#[derive(Default)]
struct Pending {
    batch: Batch,
    /// Where in the batch documents end.
    document_ends: Vec<usize>,
    ids: Vec<u32>,
    /// The `(word, count)` of the document that is being counted.
    document: Vec<(u32, u32)>,
}

#[derive(Clone, Copy)]
struct Tally {
    /// Where the document that held the word last counts it.
    place: u32,
    n_documents: u32,
}

/// Words that are looked up together.
const BATCH_WORDS: usize = 1024;

fn count_piece(
    corpus: &Corpus,
    tokenizer: &Tokenizer,
    number: usize,
    queue: &Queue,
    monitor: &dyn Monitor,
) -> Result<Piece, VectorizeError> {
    let mut piece = Piece::default();
    let mut cutter = tokenizer.cutter();
    while let Some(rows) = queue.rows.get(queue.next.fetch_add(1, Ordering::Relaxed)) {
        let mut block = Block { first: rows.start, piece: number, ..Block::default() };
        corpus.documents.visit(rows.clone(), &mut |_, document| {
            if !monitor.is_cancelled() {
                piece.count_document(document, &mut cutter, &mut block);
            }
        })?;
        monitor.check()?;
        piece.look_up(&mut block);
        block.terms.shrink_to_fit();
        block.counts.shrink();
        piece.blocks.push(block);
        let n_done = queue.n_done.fetch_add(rows.len(), Ordering::Relaxed) + rows.len();
        monitor.report(Stage::at(StageKind::CountTerms, n_done, corpus.documents.len()));
    }
    Ok(piece)
}

impl Piece {
    fn count_document(&mut self, document: DocumentRef<'_>, cutter: &mut Cutter<'_>, block: &mut Block) {
        let mut count = |token: Token<'_>| match token.fate {
            Fate::Term => {
                self.pending.batch.push(token.term);
                if self.pending.batch.len() == BATCH_WORDS {
                    self.look_up(block);
                }
            }
            Fate::StopWord => self.stop_words.insert(token.term),
            Fate::NoWord => {}
        };
        let (title, text) = (document.counted_title(), document.text);
        let language = cutter.language_of(title, text);
        cutter.for_each_in(title, language, &mut count);
        cutter.for_each_in(text, language, &mut count);
        self.pending.document_ends.push(self.pending.batch.len());
    }

    /// Counts the words that are pending; documents that end among them go into the block.
    fn look_up(&mut self, block: &mut Block) {
        let Pending { batch, document_ends, ids, document } = &mut self.pending;
        self.words.intern_all(batch, ids);
        self.tallies.resize(self.words.len(), Tally { place: 0, n_documents: 0 });
        let mut start = 0;
        for &end in &*document_ends {
            count_ids(&ids[start..end], document, &mut self.tallies);
            block.terms.extend(document.iter().map(|&(word, _)| word));
            block.counts.push_row(document.iter().map(|&(_, count)| count));
            document.clear();
            start = end;
        }
        count_ids(&ids[start..], document, &mut self.tallies);
        document_ends.clear();
        batch.clear();
    }
}

/// Adds words to the `(word, count)` of their document.
fn count_ids(ids: &[u32], document: &mut Vec<(u32, u32)>, tallies: &mut [Tally]) {
    for &id in ids {
        let tally = &mut tallies[id as usize];
        // The place may be that of a document before: it counts only if the word is there.
        match document.get_mut(tally.place as usize) {
            Some((found, n)) if *found == id => *n = n.saturating_add(1),
            _ => {
                *tally = Tally { place: document.len() as u32, n_documents: tally.n_documents + 1 };
                document.push((id, 1));
            }
        }
    }
}

/// The words of all pieces, and for each piece what its numbers have become.
fn join(pieces: Vec<(Interner, Vec<Tally>)>, monitor: &dyn Monitor) -> Result<(Terms, Vec<Vec<u32>>), Cancelled> {
    let tags_of = |(words, _): &(Interner, Vec<Tally>)| -> Vec<u32> {
        (0..words.len() as u32).map(|id| tag_of(words.word(id))).collect()
    };
    let tags: Vec<Vec<u32>> = pieces.par_iter().map(tags_of).collect();
    let shards: Vec<Shard> = (0..N_SHARDS)
        .into_par_iter()
        .map(|number| {
            monitor.check()?;
            let mut shard = Shard::default();
            for ((words, tallies), tags) in pieces.iter().zip(&tags) {
                shard.take(number, words, tallies, tags);
            }
            Ok(shard)
        })
        .collect::<Result<_, Cancelled>>()?;
    drop(pieces);

    let mut terms = Terms::default();
    let mut first_of_shard = Vec::with_capacity(N_SHARDS);
    let mut ids_of_shards = Vec::with_capacity(N_SHARDS);
    for Shard { words, document_counts, ids } in shards {
        first_of_shard.push(terms.words.len() as u32);
        terms.words.append(&words.into_words());
        terms.document_counts.extend(document_counts);
        ids_of_shards.push(ids);
    }
    let number_anew = |(piece, tags): (usize, &Vec<u32>)| -> Vec<u32> {
        let mut ids: Vec<_> = ids_of_shards.iter().map(|ids| ids[piece].iter()).collect();
        let shards = tags.iter().map(|&tag| shard_of(tag));
        shards.map(|shard| ids[shard].next().map_or(0, |id| first_of_shard[shard] + id)).collect()
    };
    let pieces = tags.par_iter().enumerate().map(number_anew).collect();
    Ok((terms, pieces))
}

/// The words whose tags begin alike.
#[derive(Default)]
struct Shard {
    words: Interner,
    document_counts: Vec<u32>,
    /// By piece: what the words of this shard are here, in their order there.
    ids: Vec<Vec<u32>>,
}

impl Shard {
    fn take(&mut self, number: usize, words: &Interner, tallies: &[Tally], tags: &[u32]) {
        let mut ids = Vec::new();
        for (id, &tag) in tags.iter().enumerate().filter(|&(_, &tag)| shard_of(tag) == number) {
            let here = self.words.intern(words.word(id as u32), tag);
            if here as usize == self.document_counts.len() {
                self.document_counts.push(0);
            }
            self.document_counts[here as usize] += tallies[id].n_documents;
            ids.push(here);
        }
        self.ids.push(ids);
    }
}

/// A table finds its slots by the last bits of a tag, so the first ones are free for this.
fn shard_of(tag: u32) -> usize {
    tag as usize >> (u32::BITS - N_SHARDS.ilog2())
}

/// Words that may have been met: never forgets one, and seldom takes one for another.
#[derive(Debug)]
struct Met(Box<[u64]>);

const MET_BITS: usize = 1 << 16;

impl Default for Met {
    fn default() -> Self {
        Self(vec![0; MET_BITS / 64].into())
    }
}

impl Met {
    fn insert(&mut self, word: &str) {
        let bit = tag_of(word) as usize % MET_BITS;
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn may_hold(&self, word: &str) -> bool {
        let bit = tag_of(word) as usize % MET_BITS;
        self.0[bit / 64] & 1 << (bit % 64) != 0
    }

    fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(own, other)| *own |= other);
    }
}

//! How often each document holds each word: the part of vectorising that goes through the texts.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Corpus;
use super::counts::Counts;
use super::documents::{DocumentRef, Documents};
use super::eojeols::Eojeols;
use super::joining::join;
use super::met::Met;
use super::tally::{DocumentWords, Tally};
use super::vectorizer::VectorizeError;
use crate::progress::{Monitor, Stage, StageKind};
use crate::words::ascii::AsciiWords;
use crate::words::interner::{Interner, NO_ID, Words};
use crate::words::key::Key;
use crate::words::keyed::Batch;
use crate::words::learned::{EojeolJudge, Word};
use crate::words::sink::{EojeolSink, Sink};
use crate::words::{Cutter, Fate, Fates, Language, Token, Tokenizer, WordParams};

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
    /// Those that are terms, and others that stand for one or for none.
    words: Interner,
    /// By word.
    tallies: Vec<Tally>,
    judgements: Vec<Judgement>,
    eojeols: Eojeols,
    blocks: Vec<Block>,
    stop_words: Met,
    pending: Pending,
}

/// What words as they stand are counted as, in texts of one language: each is judged once.
struct Judgement {
    language: Option<Language>,
    /// By word: the number of the term, [`NO_TERM`] or [`NOT_JUDGED`].
    terms: Vec<u32>,
}

pub(super) const NO_TERM: u32 = u32::MAX;
const NOT_JUDGED: u32 = u32::MAX - 1;

/// Words that were found and not yet looked up.
#[derive(Default)]
struct Pending {
    batch: Batch,
    /// Where in the batch documents end.
    document_ends: Vec<usize>,
    ids: Vec<u32>,
    /// The words of the document that is being counted.
    document: DocumentWords,
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
        // About as many as in the block before.
        let terms =
            Vec::with_capacity(piece.blocks.last().map_or(0, |block| block.terms.len() + block.terms.len() / 4));
        let mut block = Block { first: rows.start, piece: number, terms, ..Block::default() };
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
        let title = document.counted_title();
        let language = cutter.language_of(title, document.text);
        let judgement = self.judgements.iter().position(|judgement| judgement.language == language);
        let judgement = judgement.unwrap_or_else(|| {
            self.judgements.push(Judgement { language, terms: Vec::new() });
            self.judgements.len() - 1
        });
        for text in [title, document.text] {
            cutter.bring(text, language, &mut Counter { piece: self, block, judgement });
        }
        self.pending.document_ends.push(self.pending.batch.len());
        if self.pending.batch.is_empty() {
            self.look_up(block);
        }
    }

    /// Counts the words that are pending; documents that end among them go into the block.
    fn look_up(&mut self, block: &mut Block) {
        let Pending { batch, document_ends, ids, document, .. } = &mut self.pending;
        self.words.intern_all(batch, ids);
        self.tallies.resize(self.words.len(), Tally::default());
        let mut start = 0;
        for &end in &*document_ends {
            document.count(&ids[start..end], &mut self.tallies);
            block.terms.extend(document.words());
            block.counts.push_row(document.counts());
            document.clear();
            start = end;
        }
        document.count(&ids[start..], &mut self.tallies);
        document_ends.clear();
        batch.clear();
    }

    /// Counts words as they stand.
    fn count_words(&mut self, words: &AsciiWords, judgement: usize, fates: Fates<'_>) {
        self.words.intern_all(words, &mut self.pending.ids);
        self.judgements[judgement].terms.resize(self.words.len(), NOT_JUDGED);
        let mut ids = std::mem::take(&mut self.pending.ids);
        let (mut n_terms, mut n_seen) = (0, 0);
        while n_seen < ids.len() {
            let judged = &self.judgements[judgement].terms[..];
            let mut unknown = None;
            for place in n_seen..ids.len() {
                let id = ids[place];
                let Some(&term) = judged.get(id as usize).filter(|&&term| term != NOT_JUDGED) else {
                    unknown = Some((place, id));
                    break;
                };
                // The terms come to the front: whether a word is one cannot be foreseen, so there is no branch.
                ids[n_terms] = term;
                n_terms += usize::from(term != NO_TERM);
            }
            let Some((place, id)) = unknown else { break };
            if id != NO_ID || !fates.ignores_numbers() {
                let word = words.words()[place];
                ids[n_terms] = self.judge(id, words.text(word), word.key, judgement, fates);
                n_terms += usize::from(ids[n_terms] != NO_TERM);
            }
            n_seen = place + 1;
        }
        self.pending.ids = ids;
        self.tallies.resize(self.words.len(), Tally::default());
        self.pending.document.count(&self.pending.ids[..n_terms], &mut self.tallies);
    }

    fn count_eojeols(&mut self, eojeols: &[Word], judgement: usize, judge: &mut EojeolJudge<'_, '_>) {
        let Self { words, eojeols: known, pending, stop_words, .. } = self;
        known.find_all(eojeols, judgement, judge, words, &mut pending.ids, stop_words);
        self.tallies.resize(self.words.len(), Tally::default());
        pending.document.count(&pending.ids, &mut self.tallies);
    }

    /// The term that a word is counted as; remembered unless the word has no number.
    #[cold]
    fn judge(&mut self, id: u32, word: &str, key: Key, judgement: usize, fates: Fates<'_>) -> u32 {
        let (term, fate) = fates.of_keyed(word, key);
        let term = match fate {
            // Most words are counted as they stand.
            Fate::Term if id != NO_ID && term.len() == word.len() && term == word => id,
            Fate::Term => self.words.intern(term, Key::of(term)),
            Fate::StopWord => {
                self.stop_words.insert(term);
                NO_TERM
            }
            Fate::NoWord => NO_TERM,
        };
        if id != NO_ID {
            self.judgements[judgement].terms[id as usize] = term;
        }
        term
    }
}

/// Counts the words of one text.
struct Counter<'a> {
    piece: &'a mut Piece,
    block: &'a mut Block,
    /// Place in [`Piece::judgements`].
    judgement: usize,
}

impl Sink for Counter<'_> {
    fn token(&mut self, token: Token<'_>) {
        match token.fate {
            Fate::Term => {
                self.piece.pending.batch.push(token.term);
                if self.piece.pending.batch.len() == BATCH_WORDS {
                    self.piece.look_up(self.block);
                }
            }
            Fate::StopWord => self.piece.stop_words.insert(token.term),
            Fate::NoWord => {}
        }
    }

    fn words(&mut self, words: &AsciiWords, fates: Fates<'_>) -> bool {
        self.look_up_pending();
        self.piece.count_words(words, self.judgement, fates);
        true
    }

    fn eojeol_sink(&mut self) -> Option<&mut dyn EojeolSink> {
        Some(self)
    }
}

impl EojeolSink for Counter<'_> {
    fn eojeols(&mut self, eojeols: &[Word], judge: &mut EojeolJudge<'_, '_>) {
        self.look_up_pending();
        self.piece.count_eojeols(eojeols, self.judgement, judge);
    }
}

impl Counter<'_> {
    /// Before words are counted at once: words of documents before may be pending.
    fn look_up_pending(&mut self) {
        if !self.piece.pending.batch.is_empty() {
            self.piece.look_up(self.block);
        }
    }
}

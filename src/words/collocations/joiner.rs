//! Joins tokens to collocations: the longest from the left, one token at a time.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Collocations;

const ROOT: u32 = 0;
/// A collocation of more words than this is no term.
const MAX_WORDS: usize = 16;

/// Collocations ready to be found; shared by all threads.
#[derive(Debug, Default)]
pub struct Joining {
    words: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, u32>,
    trie: Trie,
    /// The term of each collocation.
    terms: Vec<Box<str>>,
}

/// Sequences of word ids.
#[derive(Debug, Default)]
pub(super) struct Trie {
    children: FxHashMap<(u32, u32), u32>,
    /// For each node the sequence that ends there, and whether one goes on.
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    sequence: Option<u32>,
    goes_on: bool,
}

impl Trie {
    pub fn insert(&mut self, words: impl IntoIterator<Item = u32>, sequence: u32) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut node = ROOT;
        for word in words {
            self.nodes[node as usize].goes_on = true;
            let next = self.nodes.len() as u32;
            node = *self.children.entry((node, word)).or_insert(next);
            if node == next {
                self.nodes.push(Node::default());
            }
        }
        self.nodes[node as usize].sequence.get_or_insert(sequence);
    }

    /// The longest sequence that `words` begin with, and how many words it has; `None` if more words must be known first.
    fn longest(&self, words: impl Iterator<Item = u32>, more_may_come: bool) -> Option<(Option<u32>, usize)> {
        let mut best = (None, 1);
        let mut node = ROOT;
        for (at, word) in words.enumerate() {
            let Some(&child) = self.children.get(&(node, word)) else { return Some(best) };
            node = child;
            if let Some(sequence) = self.nodes[node as usize].sequence {
                best = (Some(sequence), at + 1);
            }
        }
        let wait = more_may_come && self.nodes.get(node as usize).is_some_and(|node| node.goes_on);
        (!wait).then_some(best)
    }
}

/// The words that wait for their successors.
#[derive(Clone, Debug)]
pub(super) struct Pending<T> {
    waiting: Vec<(u32, T)>,
}

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self { waiting: Vec::new() }
    }
}

/// What comes out: a sequence or a single word, with its first and last place.
pub(super) struct Found<'a, T> {
    pub sequence: Option<u32>,
    pub word: u32,
    pub first: &'a T,
    pub last: &'a T,
}

impl<T> Pending<T> {
    pub fn push(&mut self, trie: &Trie, word: u32, place: T, each: &mut impl FnMut(Found<'_, T>)) {
        self.waiting.push((word, place));
        self.tell(trie, true, each);
    }

    pub fn flush(&mut self, trie: &Trie, each: &mut impl FnMut(Found<'_, T>)) {
        self.tell(trie, false, each);
    }

    fn tell(&mut self, trie: &Trie, more_may_come: bool, each: &mut impl FnMut(Found<'_, T>)) {
        let mut told = 0;
        while told < self.waiting.len() {
            let rest = &self.waiting[told..];
            let Some((sequence, n)) = trie.longest(rest.iter().map(|&(word, _)| word), more_may_come) else { break };
            each(Found { sequence, word: rest[0].0, first: &rest[0].1, last: &rest[n - 1].1 });
            told += n;
        }
        self.waiting.drain(..told);
    }
}

impl Joining {
    pub fn new(collocations: &Collocations) -> Self {
        let mut joining = Self::default();
        for collocation in collocations.iter().filter(|one| (2..=MAX_WORDS).contains(&one.words.len())) {
            let ids: Vec<u32> = collocation.words.iter().map(|word| joining.id(word)).collect();
            joining.trie.insert(ids, joining.terms.len() as u32);
            joining.terms.push(collocation.words.join(" ").into());
        }
        joining
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = self.words.len() as u32;
        self.words.push(word.into());
        self.ids.insert(word.into(), id);
        id
    }

    pub fn joiner(&self) -> Joiner<'_> {
        Joiner { joining: self, pending: Pending::default() }
    }
}

/// What one thread needs to join the tokens of a text.
///
/// Tokens come out in their order but may come late: call [`pause`](Self::pause) at the end of a text, and before
/// anything that parts neighbours is told.
#[derive(Clone, Debug)]
pub struct Joiner<'a> {
    joining: &'a Joining,
    pending: Pending<Range<usize>>,
}

impl Joiner<'_> {
    /// Takes the next term of a text and tells what is now certain: terms with their places, joined ones with a blank
    /// between their words and the place from the first word to the last.
    pub fn push(&mut self, place: Range<usize>, term: &str, each: &mut dyn FnMut(Range<usize>, &str)) {
        match self.joining.ids.get(term) {
            Some(&word) => {
                let joining = self.joining;
                self.pending.push(&joining.trie, word, place, &mut |found| joining.tell(&found, each));
            }
            None => {
                self.pause(each);
                each(place, term);
            }
        }
    }

    /// Tells what is left: the next term is no neighbour of the last.
    pub fn pause(&mut self, each: &mut dyn FnMut(Range<usize>, &str)) {
        let joining = self.joining;
        self.pending.flush(&joining.trie, &mut |found| joining.tell(&found, each));
    }
}

impl Joining {
    fn tell(&self, found: &Found<'_, Range<usize>>, each: &mut dyn FnMut(Range<usize>, &str)) {
        let place = found.first.start..found.last.end;
        match found.sequence {
            Some(sequence) => each(place, &self.terms[sequence as usize]),
            None => each(place, &self.words[found.word as usize]),
        }
    }
}

//! The learned words at work: eojeols cut into noun and particle.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::forms::{Reading, forms};
use super::hangul::{
    MAX_SYLLABLES, SSANG_SIOS, Syllable, Word, char_of, final_of, is_jamo, opened, stem_of_past, syllable,
};
use super::{LearnedWord, LearnedWords};
use crate::words::Fate;
use crate::words::params::KoreanParams;

/// What speaks for a split besides the word itself.
const PARTICLE: f32 = 0.5;
const LIGHT: f32 = 0.4;
const COPULA: f32 = 0.3;
const NOTHING_LEFT: f32 = 0.2;
const PER_SYLLABLE: f32 = 0.02;
const COHESION: f32 = 0.5;

/// Syllables of the longest eojeol that counts as one word when it cannot be cut: more is text without blanks.
const LONGEST_WHOLE: usize = 20;
/// Splits that a thread remembers; a power of two.
const CACHE_SIZE: usize = 1 << 15;
const UTF8_SYLLABLE: usize = 3;

/// Cuts Hangul with [`LearnedWords`]. Each thread takes a [`LearnedCutter`].
#[derive(Debug, Default)]
pub struct LearnedTokenizer {
    words: FxHashMap<Word, Known>,
    /// Added words that are longer than a [`Word`].
    long_words: FxHashSet<Box<[Syllable]>>,
    /// Of cutters that are gone, for those to come.
    caches: Mutex<Vec<Vec<Cached>>>,
}

#[derive(Clone, Copy, Debug)]
enum Known {
    /// With its score and cohesion.
    Noun(f32),
    Stem(f32),
    Added,
    Struck,
}

/// How an eojeol is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Bytes of the noun, of the eojeol's part with the stem, or of the whole.
    pub noun_len: usize,
    pub kind: SplitKind,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SplitKind {
    Noun,
    /// A verb or adjective.
    Predicate,
    /// Neither was recognised.
    #[default]
    Whole,
}

/// A [`Split`] in syllables; of a predicate also the last syllable of its stem, 0 where it is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cut {
    n: u32,
    kind: SplitKind,
    stem_end: Syllable,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cached {
    eojeol: Word,
    cut: Cut,
}

impl LearnedTokenizer {
    pub fn new(learned: &LearnedWords) -> Self {
        let mut tokenizer = Self::default();
        let words = &mut tokenizer.words;
        let mut insert = |all: &[LearnedWord], known: fn(f32) -> Known| {
            for LearnedWord { word, score, cohesion, .. } in all {
                if let Some(word) = Word::parse(word) {
                    words.insert(word, known(score.abs() + COHESION * cohesion));
                }
            }
        };
        insert(&learned.stems, Known::Stem);
        insert(&learned.nouns, Known::Noun);
        for (list, known) in [(&learned.struck, Known::Struck), (&learned.added, Known::Added)] {
            words.extend(list.iter().filter_map(|word| Some((Word::parse(word)?, known))));
        }
        let long = learned.added.iter().filter_map(|word| word.chars().map(syllable).collect::<Option<Box<[_]>>>());
        tokenizer.long_words = long.filter(|word| word.len() > MAX_SYLLABLES).collect();
        tokenizer
    }

    pub fn cutter(&self) -> LearnedCutter<'_> {
        let cache = self.caches.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let cache = cache.unwrap_or_else(|| vec![Cached::default(); CACHE_SIZE]);
        LearnedCutter { tokenizer: self, cache, syllables: Vec::new(), stem: String::new() }
    }

    fn cut(&self, eojeol: &[Syllable]) -> Cut {
        if let Some(n) = self.added(eojeol) {
            return Cut { n: n as u32, kind: SplitKind::Noun, stem_end: 0 };
        }
        self.best(eojeol).unwrap_or_else(|| self.by_rule(eojeol))
    }

    /// Syllables of the longest added word that the eojeol is, or that it is with something that can follow a noun.
    fn added(&self, eojeol: &[Syllable]) -> Option<usize> {
        let fits = |n: usize, word_is_added: bool| {
            word_is_added
                && (n == eojeol.len()
                    || Word::of(&eojeol[n..]).is_some_and(|rest| {
                        let reading = forms().reading(n, eojeol[n - 1], rest);
                        reading.after_noun()
                    }))
        };
        if !self.long_words.is_empty() && eojeol.len() > MAX_SYLLABLES {
            // Behind the word is at most what a `Word` holds.
            let lengths = (eojeol.len().saturating_sub(MAX_SYLLABLES).max(MAX_SYLLABLES + 1)..=eojeol.len()).rev();
            let found = lengths.into_iter().find(|&n| fits(n, self.long_words.contains(&eojeol[..n])));
            if found.is_some() {
                return found;
            }
        }
        let is_added =
            |n: usize| Word::of(&eojeol[..n]).is_some_and(|word| matches!(self.words.get(&word), Some(Known::Added)));
        (1..=eojeol.len().min(MAX_SYLLABLES)).rev().find(|&n| fits(n, is_added(n)))
    }

    /// The split at a learned word that most speaks for.
    fn best(&self, eojeol: &[Syllable]) -> Option<Cut> {
        let mut best: Option<(f32, Cut)> = None;
        let mut propose = |value: f32, n: usize, kind, stem_end| {
            let value = value + PER_SYLLABLE * n as f32;
            if best.is_none_or(|(other, _)| value > other) {
                best = Some((value, Cut { n: n as u32, kind, stem_end }));
            }
        };
        let mut before = Word::default();
        for n in 1..=eojeol.len().min(MAX_SYLLABLES) {
            let last = eojeol[n - 1];
            let word = before.with(n - 1, last);
            let Some(rest) = Word::of(&eojeol[n..]) else {
                before = word;
                continue;
            };
            let reading = if rest.is_empty() { Reading::NONE } else { forms().reading(n, last, rest) };
            match self.words.get(&word) {
                Some(&Known::Noun(value)) => {
                    if let Some(bonus) = noun_bonus(rest, reading) {
                        propose(value + bonus, n, SplitKind::Noun, 0);
                    }
                }
                Some(&Known::Stem(value)) if reading.after_stem() => {
                    propose(value + PARTICLE, n, SplitKind::Predicate, self.plain_stem(before, n, last));
                }
                _ => {}
            }
            if let Some(stem_end) = forms().unfused(last, rest)
                && let Some(&Known::Stem(value)) = self.words.get(&before.with(n - 1, stem_end))
            {
                propose(value, n, SplitKind::Predicate, stem_end);
            }
            before = word;
        }
        best.map(|(_, cut)| cut)
    }

    /// The last syllable of the stem that stands in `before` + `last`: of 느꼈 it is 끼, if 느끼 was learned too.
    fn plain_stem(&self, before: Word, n: usize, last: Syllable) -> Syllable {
        if final_of(last) != SSANG_SIOS {
            return last;
        }
        let candidates = [stem_of_past(last), opened(last)];
        let known = |&end: &Syllable| matches!(self.words.get(&before.with(n - 1, end)), Some(Known::Stem(_)));
        candidates.into_iter().find(known).unwrap_or(last)
    }

    /// Where no learned word is: the longest form that fits decides.
    fn by_rule(&self, eojeol: &[Syllable]) -> Cut {
        let whole = Cut { n: eojeol.len() as u32, ..Cut::default() };
        let Some((n, reading)) = forms().longest_at_end(eojeol) else { return whole };
        let rest_len = eojeol.len() - n;
        if reading.is_ending_only() {
            // One syllable ends nouns as well; past stems and two syllables do not lie.
            let sure = rest_len > 1 || final_of(eojeol[n - 1]) == SSANG_SIOS;
            return if sure { Cut { n: n as u32, kind: SplitKind::Predicate, stem_end: 0 } } else { whole };
        }
        let is_struck = Word::of(&eojeol[..n]).is_some_and(|word| matches!(self.words.get(&word), Some(Known::Struck)));
        let long_enough = n > 1 || (rest_len > 1 && reading == Reading::PARTICLE);
        let follows_noun = reading.has(Reading::PARTICLE) || reading.has(Reading::LIGHT) || !reading.after_stem();
        if !is_struck && long_enough && follows_noun {
            return Cut { n: n as u32, kind: SplitKind::Noun, stem_end: 0 };
        }
        whole
    }
}

fn noun_bonus(rest: Word, reading: Reading) -> Option<f32> {
    match reading {
        _ if rest.is_empty() => Some(NOTHING_LEFT),
        _ if reading.has(Reading::PARTICLE) => Some(PARTICLE),
        _ if reading.has(Reading::LIGHT) => Some(LIGHT),
        _ if reading.has(Reading::COPULA) => Some(COPULA),
        _ => None,
    }
}

/// What one thread needs to cut; remembers the eojeols it met.
#[derive(Debug)]
pub struct LearnedCutter<'a> {
    tokenizer: &'a LearnedTokenizer,
    cache: Vec<Cached>,
    syllables: Vec<Syllable>,
    stem: String,
}

impl Drop for LearnedCutter<'_> {
    fn drop(&mut self) {
        let cache = std::mem::take(&mut self.cache);
        self.tokenizer.caches.lock().unwrap_or_else(PoisonError::into_inner).push(cache);
    }
}

impl LearnedCutter<'_> {
    /// Cuts an eojeol; what holds something else than syllables is whole.
    pub fn split(&mut self, eojeol: &str) -> Split {
        self.syllables.clear();
        for c in eojeol.chars() {
            let Some(syllable) = syllable(c) else {
                return Split { noun_len: eojeol.len(), kind: SplitKind::Whole };
            };
            self.syllables.push(syllable);
        }
        let cut = self.cut();
        Split { noun_len: cut.n as usize * UTF8_SYLLABLE, kind: cut.kind }
    }

    /// Calls `each` with the words of a Hangul run: a noun is a term, what inflects it is none; a predicate is one as
    /// `params` ask, with its stem and 다. Of other text only jamo are told, as no words.
    pub fn for_each_word(&mut self, text: &str, params: &KoreanParams, each: &mut dyn FnMut(Range<usize>, &str, Fate)) {
        self.syllables.clear();
        let mut jamo_start = None;
        let mut end = 0;
        for (at, c) in text.char_indices() {
            end = at;
            let syllable = syllable(c);
            if syllable.is_none() {
                self.tell(text, at, params, each);
            }
            match (jamo_start, is_jamo(c)) {
                (None, true) => jamo_start = Some(at),
                (Some(start), false) => {
                    each(start..at, &text[start..at], Fate::NoWord);
                    jamo_start = None;
                }
                _ => {}
            }
            self.syllables.extend(syllable);
            end += c.len_utf8();
        }
        self.tell(text, end, params, each);
        if let Some(start) = jamo_start {
            each(start..end, &text[start..end], Fate::NoWord);
        }
    }

    /// Tells the words of the syllables that end at `end`, and forgets them.
    fn tell(&mut self, text: &str, end: usize, params: &KoreanParams, each: &mut dyn FnMut(Range<usize>, &str, Fate)) {
        if self.syllables.is_empty() {
            return;
        }
        let start = end - self.syllables.len() * UTF8_SYLLABLE;
        let cut = self.cut();
        let inner = start + cut.n as usize * UTF8_SYLLABLE;
        let eojeol = &text[start..end];
        match cut.kind {
            SplitKind::Noun => {
                each(start..inner, &text[start..inner], Fate::Term);
                if inner < end {
                    each(inner..end, &text[inner..end], Fate::NoWord);
                }
            }
            SplitKind::Predicate if params.predicates && cut.stem_end != 0 => {
                self.stem.clear();
                self.stem.push_str(&text[start..inner - UTF8_SYLLABLE]);
                self.stem.push(char_of(cut.stem_end));
                self.stem.push('다');
                each(start..end, &self.stem, Fate::Term);
            }
            SplitKind::Predicate => each(start..end, eojeol, if params.predicates { Fate::Term } else { Fate::NoWord }),
            // One syllable that is no learned noun is a particle gone astray, a determiner or an adverb.
            SplitKind::Whole if (2..=LONGEST_WHOLE).contains(&self.syllables.len()) => {
                each(start..end, eojeol, Fate::Term);
            }
            SplitKind::Whole => each(start..end, eojeol, Fate::NoWord),
        }
        self.syllables.clear();
    }

    /// How `syllables` are cut.
    fn cut(&mut self) -> Cut {
        let Some(eojeol) = Word::of(&self.syllables).filter(|word| !word.is_empty()) else {
            return self.tokenizer.cut(&self.syllables);
        };
        let cached = &mut self.cache[eojeol.mixed() as usize % CACHE_SIZE];
        if cached.eojeol != eojeol {
            *cached = Cached { eojeol, cut: self.tokenizer.cut(&self.syllables) };
        }
        cached.cut
    }
}

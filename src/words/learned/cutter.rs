//! The learned words at work: eojeols cut into noun and particle.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::forms::{Reading, SURE_AFTER_ONE, forms};
use super::hangul::{MAX_SYLLABLES, SSANG_SIOS, Syllable, Word, char_of, final_of, is_jamo, syllable};
use super::stems::stem_of;
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
const CACHE_SIZE: usize = 1 << 16;
const UTF8_SYLLABLE: usize = 3;

/// Cuts Hangul with [`LearnedWords`]. Each thread takes a [`LearnedCutter`].
#[derive(Debug, Default)]
pub struct LearnedTokenizer {
    words: FxHashMap<Word, Known>,
    has_added: bool,
    /// Added words that are longer than a [`Word`].
    long_words: FxHashSet<Box<[Syllable]>>,
    /// Of cutters that are gone, for those to come.
    caches: Mutex<Vec<Vec<Cached>>>,
}

#[derive(Clone, Copy, Debug)]
enum Known {
    /// With what its score and cohesion speak for it.
    Noun(f32),
    Stem(f32),
    /// Looks like noun and particle, and is neither.
    Fixed,
    Added,
    Struck,
}

/// How an eojeol is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Bytes of the noun, as many as a stem has, or of the whole.
    pub noun_len: usize,
    pub kind: SplitKind,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SplitKind {
    Noun,
    /// A verb or adjective.
    Predicate,
    /// Nothing but a particle or copula: it belongs to a number or a foreign word before it.
    Particle,
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
        words.extend(learned.fixed.iter().filter_map(|word| Some((Word::parse(word)?, Known::Fixed))));
        words.extend(forms().verbs().iter().map(|&verb| (verb, Known::Stem(1.0))));
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
        tokenizer.has_added = !learned.added.is_empty();
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
        if self.has_added
            && let Some(n) = self.added(eojeol)
        {
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
        let mut propose = |value: f32, n: usize, cut: Cut| {
            let value = value + PER_SYLLABLE * n as f32;
            if best.is_none_or(|(other, _)| value > other) {
                best = Some((value, cut));
            }
        };
        let inflected = eojeol.last().is_some_and(|&last| forms().may_end(last));
        let mut word = Word::default();
        for n in 1..=eojeol.len().min(MAX_SYLLABLES) {
            let last = eojeol[n - 1];
            word = word.with(n - 1, last);
            if !inflected && n < eojeol.len() {
                continue;
            }
            let Some(rest) = Word::of(&eojeol[n..]) else { continue };
            let reading = if rest.is_empty() { Reading::NONE } else { forms().reading(n, last, rest) };
            if let Some(&Known::Noun(value)) = self.words.get(&word)
                && let Some(bonus) = noun_bonus(rest, reading)
            {
                propose(value + bonus, n, Cut { n: n as u32, kind: SplitKind::Noun, stem_end: 0 });
            }
            let is_stem = |stem: Word| matches!(self.words.get(&stem), Some(Known::Stem(_)));
            if let Some(stem) = stem_of(word, n, rest, reading, is_stem)
                && let Some(&Known::Stem(value)) = self.words.get(&stem)
            {
                let bonus = if reading.after_stem() { PARTICLE } else { 0.0 };
                let cut = Cut { n: stem.len() as u32, kind: SplitKind::Predicate, stem_end: stem.last() };
                propose(value + bonus, n, cut);
            }
        }
        best.map(|(_, cut)| cut)
    }

    /// Where no learned word is: the longest form that fits decides.
    fn by_rule(&self, eojeol: &[Syllable]) -> Cut {
        let whole = Cut { n: eojeol.len() as u32, ..Cut::default() };
        if !eojeol.last().is_some_and(|&last| forms().may_end(last)) {
            return whole;
        }
        if let Some(word) = Word::of(eojeol) {
            if forms().is_form_of_its_own(word) {
                return Cut { kind: SplitKind::Particle, ..whole };
            }
            if matches!(self.words.get(&word), Some(Known::Fixed)) {
                return whole;
            }
        }
        let Some((n, reading)) = forms().longest_at_end(eojeol) else { return whole };
        let rest_len = eojeol.len() - n;
        if reading.is_ending_only() {
            // One syllable ends nouns as well; past stems and two syllables do not lie.
            let sure = rest_len > 1 || final_of(eojeol[n - 1]) == SSANG_SIOS;
            return if sure { Cut { n: n as u32, kind: SplitKind::Predicate, stem_end: 0 } } else { whole };
        }
        let is_struck = Word::of(&eojeol[..n]).is_some_and(|word| matches!(self.words.get(&word), Some(Known::Struck)));
        let long_enough = n > 1 || (rest_len > 1 && SURE_AFTER_ONE.contains(&eojeol[n]));
        // A copula of one syllable ends nouns as well: 확인, 생일.
        let copula = !reading.after_stem() && rest_len > 1;
        let follows_noun = reading.has(Reading::PARTICLE) || reading.has(Reading::LIGHT) || copula;
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
        let mut jamo_start: Option<usize> = None;
        for (at, c) in text.char_indices() {
            let syllable = syllable(c);
            if let Some(start) = jamo_start.filter(|_| syllable.is_some() || !is_jamo(c)) {
                each(start..at, &text[start..at], Fate::NoWord);
                jamo_start = None;
            }
            match syllable {
                Some(syllable) => self.syllables.push(syllable),
                None => {
                    self.tell(text, at, params, each);
                    if is_jamo(c) {
                        jamo_start.get_or_insert(at);
                    }
                }
            }
        }
        self.tell(text, text.len(), params, each);
        if let Some(start) = jamo_start {
            each(start..text.len(), &text[start..], Fate::NoWord);
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
            SplitKind::Whole | SplitKind::Particle => each(start..end, eojeol, Fate::NoWord),
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

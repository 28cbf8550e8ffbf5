//! Where an eojeol is parted, by learned words and by the forms that may follow them.

use std::sync::Mutex;

use rustc_hash::FxHashSet;

use super::cutter::{Cached, LearnedCutter, SplitKind};
use super::forms::{Following, Reading, SURE_AFTER_ONE, forms};
use super::hangul::{MAX_SYLLABLES, SSANG_SIOS, Syllable, Word, final_of, syllable};
use super::stems::stem_of;
use super::word_map::WordMap;
use super::{LearnedWord, LearnedWords};

/// What speaks for a split besides the word itself.
const PARTICLE: f32 = 0.5;
const LIGHT: f32 = 0.4;
const COPULA: f32 = 0.3;
const NOTHING_LEFT: f32 = 0.2;
const PER_SYLLABLE: f32 = 0.02;
const COHESION: f32 = 0.5;

/// Cuts Hangul with [`LearnedWords`]. Each thread takes a [`LearnedCutter`].
#[derive(Debug, Default)]
pub struct LearnedTokenizer {
    words: WordMap<Known>,
    has_added: bool,
    /// Added words that are longer than a [`Word`].
    long_words: FxHashSet<Box<[Syllable]>>,
    /// Of cutters that are gone, for those to come.
    pub(super) caches: Mutex<Vec<Vec<Cached>>>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Known {
    /// With what its score and cohesion speak for it.
    Noun(f32),
    Stem(f32),
    /// Looks like noun and particle, and is neither.
    #[default]
    Fixed,
    Added,
    Struck,
}

/// A [`Split`](super::Split) in syllables; of a predicate also the last syllable of its stem, 0 where it is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    pub n: u32,
    pub kind: SplitKind,
    pub stem_end: Syllable,
}

/// An eojeol, and what may stand at its end.
struct Eojeol<'a> {
    syllables: &'a [Syllable],
    /// The last syllables, as many as a [`Word`] holds, and how many come before them.
    tail: Word,
    before_tail: usize,
    /// `following[n - before_tail]` is what the syllables from `n` on are to those before.
    following: [Following; MAX_SYLLABLES + 1],
}

impl<'a> Eojeol<'a> {
    fn new(syllables: &'a [Syllable]) -> Self {
        let len = syllables.len();
        let before_tail = len.saturating_sub(MAX_SYLLABLES);
        let tail = Word::of(&syllables[before_tail..]).unwrap_or_default();
        let mut eojeol = Self { syllables, tail, before_tail, following: Default::default() };
        eojeol.following[len - before_tail] = Following::NOTHING;
        if syllables.last().is_some_and(|&last| forms().may_end(last)) {
            for n in before_tail.max(1)..len {
                let rest = tail.rest(n - before_tail);
                eojeol.following[n - before_tail] = forms().following(n, syllables[n - 1], rest);
            }
        }
        eojeol
    }

    fn len(&self) -> usize {
        self.syllables.len()
    }

    /// The eojeol itself, unless it is longer than a [`Word`].
    fn whole(&self) -> Option<Word> {
        (self.before_tail == 0).then_some(self.tail)
    }

    /// What the syllables from `n` on are, if they are a form, or there are none.
    fn following(&self, n: usize) -> Option<Following> {
        let following = self.following[n.checked_sub(self.before_tail)?];
        (!following.is_no_form()).then_some(following)
    }
}

impl LearnedTokenizer {
    pub fn new(learned: &LearnedWords) -> Self {
        let mut tokenizer = Self::default();
        let words = &mut tokenizer.words;
        let mut insert = |word: &str, known: Known| {
            if let Some(word) = Word::parse(word) {
                words.insert(word, known);
            }
        };
        learned.fixed.iter().for_each(|word| insert(word, Known::Fixed));
        forms().verbs().iter().for_each(|verb| insert(&verb.to_string(), Known::Stem(1.0)));
        let value = |LearnedWord { score, cohesion, .. }: &LearnedWord| score.abs() + COHESION * cohesion;
        learned.stems.iter().for_each(|stem| insert(&stem.word, Known::Stem(value(stem))));
        learned.nouns.iter().for_each(|noun| insert(&noun.word, Known::Noun(value(noun))));
        learned.struck.iter().for_each(|word| insert(word, Known::Struck));
        learned.added.iter().for_each(|word| insert(word, Known::Added));
        tokenizer.has_added = !learned.added.is_empty();
        let long = learned.added.iter().filter_map(|word| word.chars().map(syllable).collect::<Option<Box<[_]>>>());
        tokenizer.long_words = long.filter(|word| word.len() > MAX_SYLLABLES).collect();
        tokenizer
    }

    pub fn cutter(&self) -> LearnedCutter<'_> {
        LearnedCutter::new(self)
    }

    pub(super) fn cut(&self, syllables: &[Syllable]) -> Cut {
        if self.has_added
            && let Some(n) = self.added(syllables)
        {
            return Cut { n: n as u32, kind: SplitKind::Noun, stem_end: 0 };
        }
        let eojeol = Eojeol::new(syllables);
        self.best(&eojeol).unwrap_or_else(|| self.by_rule(&eojeol))
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
            |n: usize| Word::of(&eojeol[..n]).is_some_and(|word| matches!(self.words.get(word), Some(Known::Added)));
        (1..=eojeol.len().min(MAX_SYLLABLES)).rev().find(|&n| fits(n, is_added(n)))
    }

    /// The split at a learned word that most speaks for.
    fn best(&self, eojeol: &Eojeol<'_>) -> Option<Cut> {
        let mut best: Option<(f32, Cut)> = None;
        let mut propose = |value: f32, n: usize, cut: Cut| {
            let value = value + PER_SYLLABLE * n as f32;
            if best.is_none_or(|(other, _)| value > other) {
                best = Some((value, cut));
            }
        };
        let stem_value = |stem: Word| match self.words.get(stem) {
            Some(&Known::Stem(value)) => Some(value),
            _ => None,
        };
        let mut word = Word::default();
        for (at, &last) in eojeol.syllables.iter().enumerate().take(MAX_SYLLABLES) {
            let n = at + 1;
            word = word.with(at, last);
            let Some(rest) = eojeol.following(n) else { continue };
            if let Some(bonus) = noun_bonus(rest)
                && let Some(&Known::Noun(value)) = self.words.get(word)
            {
                propose(value + bonus, n, Cut { n: n as u32, kind: SplitKind::Noun, stem_end: 0 });
            }
            if let Some((stem, value)) = stem_of(word, n, rest, stem_value) {
                let bonus = if rest.reading.after_stem() { PARTICLE } else { 0.0 };
                let cut = Cut { n: stem.len() as u32, kind: SplitKind::Predicate, stem_end: stem.last() };
                propose(value + bonus, n, cut);
            }
        }
        best.map(|(_, cut)| cut)
    }

    /// Where no learned word is: the longest form that fits decides.
    fn by_rule(&self, eojeol: &Eojeol<'_>) -> Cut {
        let len = eojeol.len();
        let whole = Cut { n: len as u32, ..Cut::default() };
        if !eojeol.syllables.last().is_some_and(|&last| forms().may_end(last)) {
            return whole;
        }
        if let Some(word) = eojeol.whole() {
            if forms().is_form_of_its_own(word) {
                return Cut { kind: SplitKind::Particle, ..whole };
            }
            if matches!(self.words.get(word), Some(Known::Fixed)) {
                return whole;
            }
        }
        let follows = |n: usize| {
            let reading = eojeol.following(n)?.reading;
            (reading.after_noun() || reading.has(Reading::ENDING)).then_some((n, reading))
        };
        let Some((n, reading)) = (eojeol.before_tail.max(1)..len).find_map(follows) else { return whole };
        let (last, rest_len) = (eojeol.syllables[n - 1], len - n);
        if reading.is_ending_only() {
            // One syllable ends nouns as well; past stems and two syllables do not lie.
            let sure = rest_len > 1 || final_of(last) == SSANG_SIOS;
            return if sure { Cut { n: n as u32, kind: SplitKind::Predicate, stem_end: 0 } } else { whole };
        }
        let word = Word::of(&eojeol.syllables[..n]);
        let is_struck = word.is_some_and(|word| matches!(self.words.get(word), Some(Known::Struck)));
        let long_enough = n > 1 || (rest_len > 1 && SURE_AFTER_ONE.contains(&eojeol.syllables[n]));
        // A copula of one syllable ends nouns as well: 확인, 생일.
        let copula = !reading.after_stem() && rest_len > 1;
        let follows_noun = reading.has(Reading::PARTICLE) || reading.has(Reading::LIGHT) || copula;
        if !is_struck && long_enough && follows_noun {
            return Cut { n: n as u32, kind: SplitKind::Noun, stem_end: 0 };
        }
        whole
    }
}

fn noun_bonus(rest: Following) -> Option<f32> {
    let reading = rest.reading;
    match reading {
        _ if rest.is_nothing() => Some(NOTHING_LEFT),
        _ if reading.has(Reading::PARTICLE) => Some(PARTICLE),
        _ if reading.has(Reading::LIGHT) => Some(LIGHT),
        _ if reading.has(Reading::COPULA) => Some(COPULA),
        _ => None,
    }
}

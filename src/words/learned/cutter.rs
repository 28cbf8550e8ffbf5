//! The learned words at work on texts: eojeols cut into noun and particle.

use std::ops::Range;
use std::sync::PoisonError;

use super::eojeols::{Part, for_each_part};
use super::hangul::{MAX_SYLLABLES, Syllable, Word, char_of, syllable};
use super::tokenizer::{Cut, LearnedTokenizer};
use crate::words::korean::Found;
use crate::words::params::KoreanParams;
use crate::words::script::SYLLABLE_BYTES;
use crate::words::{Fate, Fates, Token};

/// Syllables of the longest eojeol that counts as one word when it cannot be cut: more is text without blanks.
const LONGEST_WHOLE: usize = 20;
/// Splits that a thread remembers; a power of two.
const CACHE_SIZE: usize = 1 << 16;

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

/// What one thread needs to cut; remembers the eojeols it met.
#[derive(Debug)]
pub struct LearnedCutter<'a> {
    tokenizer: &'a LearnedTokenizer,
    /// Empty before the first eojeol.
    cache: Vec<Cached>,
    syllables: Vec<Syllable>,
    eojeol: String,
    stem: String,
}

/// Tells what an eojeol is counted as, to who remembers it.
#[derive(Debug)]
pub struct EojeolJudge<'a, 'c> {
    pub cutter: &'a mut LearnedCutter<'c>,
    pub params: &'a KoreanParams,
    pub fates: Fates<'a>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Cached {
    eojeol: Word,
    cut: Cut,
}

impl Drop for LearnedCutter<'_> {
    fn drop(&mut self) {
        if !self.cache.is_empty() {
            let cache = std::mem::take(&mut self.cache);
            self.tokenizer.caches.lock().unwrap_or_else(PoisonError::into_inner).push(cache);
        }
    }
}

impl<'a> LearnedCutter<'a> {
    pub(super) fn new(tokenizer: &'a LearnedTokenizer) -> Self {
        Self { tokenizer, cache: Vec::new(), syllables: Vec::new(), eojeol: String::new(), stem: String::new() }
    }

    /// Cuts an eojeol; what holds something else than syllables is whole.
    pub fn split(&mut self, eojeol: &str) -> Split {
        let Some(syllables) = eojeol.chars().map(syllable).collect::<Option<Vec<_>>>() else {
            return Split { noun_len: eojeol.len(), kind: SplitKind::Whole };
        };
        let remembered = Word::of(&syllables).filter(|word| !word.is_empty());
        let cut = remembered.map_or_else(|| self.tokenizer.cut(&syllables), |eojeol| self.remembered(eojeol));
        Split { noun_len: cut.n as usize * SYLLABLE_BYTES, kind: cut.kind }
    }

    /// Calls `each` with the words of a text: of an eojeol the noun is a term, what inflects it is none; a predicate is one
    /// as `params` ask, with its stem and 다; jamo are no words. What is no Hangul is told for the caller to look at, unless
    /// no word can be in it.
    pub fn for_each_word(&mut self, text: &str, params: &KoreanParams, each: &mut dyn FnMut(Found<'_>)) {
        for_each_part(text, |place, part| match part {
            Part::Eojeol(eojeol) => {
                let cut = self.remembered(eojeol);
                tell(&text[place.clone()], place.start, cut, params, &mut self.stem, each);
            }
            other => self.tell_other(text, place, other, params, each),
        });
    }

    /// The same, but eojeols are written into `eojeols` unless they are longer than a [`Word`]: see [`EojeolJudge`].
    pub fn gather(
        &mut self,
        text: &str,
        params: &KoreanParams,
        eojeols: &mut Vec<Word>,
        each: &mut dyn FnMut(Found<'_>),
    ) {
        eojeols.clear();
        for_each_part(text, |place, part| match part {
            Part::Eojeol(eojeol) => eojeols.push(eojeol),
            other => self.tell_other(text, place, other, params, each),
        });
    }

    fn tell_other(
        &mut self,
        text: &str,
        place: Range<usize>,
        part: Part,
        params: &KoreanParams,
        each: &mut dyn FnMut(Found<'_>),
    ) {
        match part {
            Part::Other => each(Found::Other(place)),
            Part::Jamo => word(place.clone(), &text[place], Fate::NoWord, each),
            Part::Eojeol(_) | Part::LongEojeol => {
                let eojeol = &text[place.clone()];
                self.syllables.clear();
                self.syllables.extend(eojeol.chars().filter_map(syllable));
                let cut = self.tokenizer.cut(&self.syllables);
                tell(eojeol, place.start, cut, params, &mut self.stem, each);
            }
        }
    }

    fn remembered(&mut self, eojeol: Word) -> Cut {
        if self.cache.is_empty() {
            let cache = self.tokenizer.caches.lock().unwrap_or_else(PoisonError::into_inner).pop();
            self.cache = cache.unwrap_or_else(|| vec![Cached::default(); CACHE_SIZE]);
        }
        let cached = &mut self.cache[eojeol.mixed() as usize % CACHE_SIZE];
        if cached.eojeol != eojeol {
            *cached = Cached { eojeol, cut: cut_of(self.tokenizer, eojeol) };
        }
        cached.cut
    }
}

impl EojeolJudge<'_, '_> {
    /// Calls `each` with the words of an eojeol, as they are counted, and their fates.
    pub fn for_each_word(&mut self, eojeol: Word, each: &mut dyn FnMut(&str, Fate)) {
        let Self { cutter: LearnedCutter { tokenizer, eojeol: text, stem, .. }, params, fates } = self;
        text.clear();
        text.extend(eojeol.syllables().map(char_of));
        tell(text, 0, cut_of(tokenizer, eojeol), params, stem, &mut |found| {
            if let Found::Word(Token { term, fate, .. }) = found {
                let (term, fate) = fates.of_judged(term, fate);
                each(term, fate);
            }
        });
    }
}

fn cut_of(tokenizer: &LearnedTokenizer, eojeol: Word) -> Cut {
    let mut syllables = [0; MAX_SYLLABLES];
    let len = eojeol.len();
    syllables.iter_mut().zip(eojeol.syllables()).for_each(|(place, syllable)| *place = syllable);
    tokenizer.cut(&syllables[..len])
}

/// Tells the words of an eojeol that begins at `start`; `stem` is room to work in.
fn tell(
    eojeol: &str,
    start: usize,
    cut: Cut,
    params: &KoreanParams,
    stem: &mut String,
    each: &mut dyn FnMut(Found<'_>),
) {
    let (inner, end) = (cut.n as usize * SYLLABLE_BYTES, eojeol.len());
    let place = start..start + end;
    match cut.kind {
        SplitKind::Noun => {
            word(start..start + inner, &eojeol[..inner], Fate::Term, each);
            if inner < end {
                word(start + inner..start + end, &eojeol[inner..], Fate::NoWord, each);
            }
        }
        SplitKind::Predicate if params.predicates && cut.stem_end != 0 => {
            stem.clear();
            stem.push_str(&eojeol[..inner - SYLLABLE_BYTES]);
            stem.push(char_of(cut.stem_end));
            stem.push('다');
            word(place, stem, Fate::Term, each);
        }
        SplitKind::Predicate => word(place, eojeol, if params.predicates { Fate::Term } else { Fate::NoWord }, each),
        // One syllable that is no learned noun is a particle gone astray, a determiner or an adverb.
        SplitKind::Whole if (2..=LONGEST_WHOLE).contains(&(end / SYLLABLE_BYTES)) => {
            word(place, eojeol, Fate::Term, each);
        }
        SplitKind::Whole | SplitKind::Particle => word(place, eojeol, Fate::NoWord, each),
    }
}

fn word(place: Range<usize>, term: &str, fate: Fate, each: &mut dyn FnMut(Found<'_>)) {
    each(Found::Word(Token { place, term, fate }));
}

//! From counted eojeols to nouns and stems: what follows each beginning of an eojeol, and what that says of it.

use rayon::prelude::*;

use super::LearnedWords;
use super::forms::{CASES, EU, Forms, OBJECT, Reading, SUBJECT, forms};
use super::hangul::{MAX_SYLLABLES, Tail, Word};
use super::lexicon::lexicon_of;

/// Eojeols from which on a corpus is large, so that a word must be seen more often.
const LARGE_CORPUS: u64 = 200_000;
/// Least score of a noun, and of a noun of one syllable.
const MIN_SCORE: f32 = 0.3;
const MIN_SCORE_SINGLE: f32 = 0.5;
/// Share of a beginning's uses from which on one eojeol is all there is of it.
const FIXED: f32 = 0.9;
/// Greatest score of a stem.
const MAX_STEM_SCORE: f32 = -0.5;
/// Least share of subjects, and of objects, in the uses of a noun of one syllable; of both together in those of others.
const MIN_CORE_SINGLE: f32 = 0.01;
const MIN_CORE: f32 = 0.005;
/// Least share of light verbs, or of particles, in the uses of a noun that is no subject or object.
const MIN_USE: f32 = 0.1;
/// Least share of subjects and objects in those of a word that ends as if a particle, copula or ending were its last part: 정도가, 정도를, but never 정부와가.
pub const MIN_CORE_SUSPECT: f32 = 0.03;

/// What the corpus says about one beginning.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    pub word: Word,
    pub n: usize,
    /// Eojeols that begin so, and that are no longer.
    pub count: u32,
    pub alone: u32,
    /// Eojeols that go on with what only nouns take.
    particles: u32,
    copulas: u32,
    light: u32,
    /// Eojeols that go on with what only stems take.
    endings: u32,
    /// Eojeols that go on as a subject or object.
    subjects: u32,
    objects: u32,
    /// Different first syllables of particles, copulas and light verbs, and of endings.
    noun_kinds: u32,
    ending_kinds: u32,
    pub cohesion: f32,
}

/// What is asked of a word in a corpus of this size.
#[derive(Clone, Copy, Debug)]
struct Demand {
    count: u32,
    count_single: u32,
}

/// The words of a corpus whose eojeol types are given in their order.
pub fn words_of(types: &[(Word, u32)]) -> LearnedWords {
    let n_eojeols: u64 = types.iter().map(|&(_, n)| u64::from(n)).sum();
    let demand = if n_eojeols >= LARGE_CORPUS {
        Demand { count: 5, count_single: 20 }
    } else {
        Demand { count: 2, count_single: 8 }
    };
    let by_first: Vec<&[(Word, u32)]> = types.chunk_by(|a, b| a.0.get(0) == b.0.get(0)).collect();
    let found: Vec<Vec<(Kind, Evidence)>> = by_first
        .into_par_iter()
        .map(|types| {
            let mut found = Vec::new();
            weigh_beginnings(types, 1, demand, forms(), &mut found);
            let first_count = found.first().map_or(0, |first| first.count);
            for evidence in &mut found {
                evidence.cohesion = cohesion(evidence.count, first_count, evidence.n);
            }
            let is_fixed = fixed(&found, demand);
            let kind_of = |(evidence, is_fixed): (Evidence, bool)| match is_fixed {
                _ if evidence.is_noun(demand) => Some((Kind::Noun, evidence)),
                _ if evidence.is_stem(demand) => Some((Kind::Stem, evidence)),
                true => Some((Kind::Fixed, evidence)),
                false => None,
            };
            found.into_iter().zip(is_fixed).filter_map(kind_of).collect()
        })
        .collect();
    lexicon_of(found.into_iter().flatten())
}

/// What a beginning looks like by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Noun,
    Stem,
    /// An eojeol that looks like a word and a particle, but the word has no other particle.
    Fixed,
}

/// For each beginning whether it is [`Kind::Fixed`] unless its first part is a noun. Shorter ones stand before those that
/// they begin.
fn fixed(found: &[Evidence], demand: Demand) -> Vec<bool> {
    // The beginnings of the current one, by their syllables.
    let mut parts: Vec<&Evidence> = Vec::new();
    let mut all = Vec::with_capacity(found.len());
    for evidence in found {
        parts.truncate(evidence.n - 1);
        let is_fixed_after = |part: &&Evidence| {
            let reading = forms().reading(part.n, part.word.last(), evidence.word.rest(part.n));
            // A noun may be met with its case only (게시물의): adverbs end otherwise.
            let is_case = CASES.contains(&evidence.word.get(part.n));
            part.n > 1
                && !is_case
                && reading.has(Reading::PARTICLE)
                && evidence.alone as f32 >= FIXED * part.count as f32
        };
        all.push(evidence.alone >= 2 * demand.count && parts.iter().any(is_fixed_after));
        parts.push(evidence);
    }
    all
}

/// Evidence for every beginning of `n` syllables and more, shorter before longer; `types` agree in the first `n − 1`.
fn weigh_beginnings(types: &[(Word, u32)], n: usize, demand: Demand, forms: &Forms, found: &mut Vec<Evidence>) {
    for group in types.chunk_by(|a, b| a.0.get(n - 1) == b.0.get(n - 1)) {
        let word = group[0].0.prefix(n);
        let count = group.iter().fold(0_u32, |sum, &(_, count)| sum.saturating_add(count));
        if word.len() < n || count < demand.count {
            continue;
        }
        found.push(weigh(group, word, n, count, forms));
        if n < MAX_SYLLABLES {
            weigh_beginnings(group, n + 1, demand, forms, found);
        }
    }
}

fn weigh(types: &[(Word, u32)], word: Word, n: usize, count: u32, forms: &Forms) -> Evidence {
    let mut evidence = Evidence { word, n, count, ..Evidence::default() };
    let last = word.last();
    let (mut last_noun_kind, mut last_ending_kind) = (0, 0);
    for &(eojeol, count) in types {
        if eojeol == word {
            evidence.alone = count;
            continue;
        }
        // `n` is below the greatest number of syllables, or nothing else would be in the group.
        let rest = eojeol.rest(n);
        let reading = forms.reading(n, last, rest);
        if reading == Reading::NONE {
            continue;
        }
        let first = rest.get(0);
        if reading.after_noun() {
            // The rests come in order, so that those which begin alike follow each other.
            evidence.noun_kinds += u32::from(first != last_noun_kind);
            last_noun_kind = first;
            if rest.len() == 1 && SUBJECT.contains(&first) {
                evidence.subjects = evidence.subjects.saturating_add(count);
            }
            if rest.len() == 1 && OBJECT.contains(&first) {
                evidence.objects = evidence.objects.saturating_add(count);
            }
            if !reading.after_stem() && !longer_ending(eojeol, n, forms) {
                let sum = match reading {
                    _ if reading.has(Reading::PARTICLE) => &mut evidence.particles,
                    _ if reading.has(Reading::LIGHT) => &mut evidence.light,
                    _ => &mut evidence.copulas,
                };
                *sum = sum.saturating_add(count);
            }
        } else if reading.has(Reading::ENDING) {
            evidence.ending_kinds += u32::from(first != last_ending_kind);
            last_ending_kind = first;
            evidence.endings = evidence.endings.saturating_add(count);
        }
    }
    evidence
}

/// Whether a longer rest is an ending, so that the short one says nothing: 만 of 하|지만.
fn longer_ending(eojeol: Word, n: usize, forms: &Forms) -> bool {
    let ends = |n: usize| forms.reading(n, eojeol.get(n - 1), eojeol.rest(n)).is_ending_only();
    (n.saturating_sub(3).max(1)..n).any(ends)
}

fn cohesion(count: u32, first_count: u32, n: usize) -> f32 {
    if n < 2 || first_count == 0 {
        return 0.0;
    }
    (f64::from(count) / f64::from(first_count)).powf(1.0 / (n - 1) as f64) as f32
}

impl Evidence {
    pub fn score(&self) -> f32 {
        let light = if self.n > 1 { self.light } else { 0 };
        let nominal = f64::from(self.particles) + f64::from(self.copulas) + f64::from(light);
        let verbal = f64::from(self.endings);
        if nominal + verbal > 0.0 { ((nominal - verbal) / (nominal + verbal)) as f32 } else { 0.0 }
    }

    /// Whether at least this share of its uses are as subject or object, and one is.
    pub fn has_core(&self, share: f32) -> bool {
        let core = self.subjects.saturating_add(self.objects);
        core > 0 && core as f32 >= share * self.count as f32
    }

    fn is_noun(&self, demand: Demand) -> bool {
        let last = self.word.last();
        if Tail::of(last) == Tail::Verbal || last == EU || self.n == MAX_SYLLABLES {
            return false;
        }
        if self.n == 1 {
            let min_core = MIN_CORE_SINGLE * self.count as f32;
            return self.score() >= MIN_SCORE_SINGLE
                && self.noun_kinds >= 4
                && self.count >= demand.count_single
                && self.particles >= self.count / 10
                && self.subjects as f32 >= min_core
                && self.objects as f32 >= min_core;
        }
        let supported = self.particles.saturating_add(self.light) >= 2;
        let varied = self.noun_kinds >= 2 && supported;
        let stands_alone = self.alone >= 3 && self.noun_kinds >= 1 && self.particles >= 1;
        // Some nouns are no subjects: those that are met before light verbs (훈훈하다), or with other particles (최고의).
        let often = |times: u32| times as f32 >= MIN_USE * self.count as f32;
        let takes_part =
            self.has_core(MIN_CORE) || often(self.light) || (often(self.particles) && self.noun_kinds >= 3);
        self.score() >= MIN_SCORE && (varied || stands_alone) && takes_part
    }

    fn is_stem(&self, demand: Demand) -> bool {
        let count = if self.n == 1 { demand.count_single } else { demand.count };
        self.score() <= MAX_STEM_SCORE && self.ending_kinds >= 2 && self.count >= count
    }
}

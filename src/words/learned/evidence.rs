//! From counted eojeols to nouns and stems: what follows each beginning of an eojeol, and what that says of it.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::forms::{DEUL, EU, Forms, JEOK, Reading, SUBJECT_OR_OBJECT, forms};
use super::hangul::{MAX_SYLLABLES, Syllable, Tail, Word};
use super::{LearnedWord, LearnedWords};

/// Eojeols from which on a corpus is large, so that a word must be seen more often.
const LARGE_CORPUS: u64 = 200_000;
/// The most frequent words that are kept.
const MAX_WORDS: usize = 300_000;
/// Least score of a noun, and of a noun of one syllable.
const MIN_SCORE: f32 = 0.3;
const MIN_SCORE_SINGLE: f32 = 0.5;
/// Greatest score of a stem.
const MAX_STEM_SCORE: f32 = -0.5;
/// Share of a word's uses from which on a longer word is the whole of it (고양 of 고양이).
const WHOLE: f32 = 0.9;
/// Least share of subjects and objects in the uses of a word that ends like a particle: 정도가, 정도를, but never 정부와가.
const MIN_CORE: f32 = 0.02;

/// What the corpus says about one beginning.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    word: Word,
    n: usize,
    /// Eojeols that begin so, and that are no longer.
    count: u32,
    alone: u32,
    /// Eojeols that go on with what only nouns take.
    particles: u32,
    copulas: u32,
    light: u32,
    /// Eojeols that go on with what only stems take.
    endings: u32,
    /// Eojeols that go on as a subject or object.
    core: u32,
    /// Different first syllables of particles, copulas and light verbs, and of endings.
    noun_kinds: u32,
    ending_kinds: u32,
    cohesion: f32,
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
    let found: Vec<Vec<Evidence>> = by_first
        .into_par_iter()
        .map(|types| {
            let mut found = Vec::new();
            weigh_beginnings(types, 1, demand, forms(), &mut found);
            let first_count = found.first().map_or(0, |first| first.count);
            for evidence in &mut found {
                evidence.cohesion = cohesion(evidence.count, first_count, evidence.n);
            }
            found.retain(|evidence| evidence.is_noun(demand) || evidence.is_stem(demand));
            found
        })
        .collect();
    let (nouns, stems): (Vec<Evidence>, Vec<Evidence>) =
        found.into_iter().flatten().partition(|evidence| evidence.is_noun(demand));
    let nouns = without_parts(nouns, &stems);
    LearnedWords { nouns: listed(&nouns), stems: listed(&stems), ..LearnedWords::default() }
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
            if rest.len() == 1 && SUBJECT_OR_OBJECT.contains(&first) {
                evidence.core = evidence.core.saturating_add(count);
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
    fn score(&self) -> f32 {
        let light = if self.n > 1 { self.light } else { 0 };
        let nouns = f64::from(self.particles) + f64::from(self.copulas) + f64::from(light);
        let stems = f64::from(self.endings);
        if nouns + stems > 0.0 { ((nouns - stems) / (nouns + stems)) as f32 } else { 0.0 }
    }

    fn is_noun(&self, demand: Demand) -> bool {
        let last = self.word.last();
        if Tail::of(last) == Tail::Verbal || last == EU || self.n == MAX_SYLLABLES {
            return false;
        }
        if self.n == 1 {
            return self.score() >= MIN_SCORE_SINGLE
                && self.noun_kinds >= 4
                && self.count >= demand.count_single
                && self.particles >= self.count / 10;
        }
        let supported = self.particles.saturating_add(self.light) >= 2;
        let varied = self.noun_kinds >= 2 && supported;
        let stands_alone = self.alone >= 3 && self.noun_kinds >= 1 && self.particles >= 1;
        self.score() >= MIN_SCORE && (varied || stands_alone) && self.is_no_word_with_particle()
    }

    /// 정부와 is 정부 + 와, 결과 is not 결 + 과: only nouns become subjects and objects.
    fn is_no_word_with_particle(&self) -> bool {
        let ends_in_particle =
            (1..self.n).any(|n| forms().reading(n, self.word.get(n - 1), self.word.rest(n)).has(Reading::PARTICLE));
        !ends_in_particle || (self.core as f32 >= MIN_CORE * self.count as f32 && self.core > 0)
    }

    fn is_stem(&self, demand: Demand) -> bool {
        let count = if self.n == 1 { demand.count_single } else { demand.count };
        self.score() <= MAX_STEM_SCORE && self.ending_kinds >= 2 && self.count >= count
    }
}

/// The nouns without plurals and 적 of other nouns, and without those that are nearly always the beginning of a longer
/// word. `nouns` and `stems` are in the order of words.
fn without_parts(nouns: Vec<Evidence>, stems: &[Evidence]) -> Vec<Evidence> {
    let mut longest_use: FxHashMap<Word, u32> = FxHashMap::default();
    for longer in nouns.iter().chain(stems).filter(|longer| longer.n > 1) {
        let uses = longest_use.entry(longer.word.prefix(longer.n - 1)).or_default();
        *uses = longer.count.max(*uses);
    }
    let is_noun = |word: Word| nouns.binary_search_by_key(&word, |noun| noun.word).is_ok();
    let is_part = |noun: &Evidence| {
        let last: Syllable = noun.word.last();
        let suffixed = (last == DEUL || last == JEOK) && noun.n > 2 && is_noun(noun.word.prefix(noun.n - 1));
        let longer = longest_use.get(&noun.word).copied().unwrap_or(0);
        suffixed || longer as f32 >= WHOLE * noun.count as f32
    };
    nouns.iter().filter(|noun| !is_part(noun)).copied().collect()
}

fn listed(all: &[Evidence]) -> Vec<LearnedWord> {
    let mut all: Vec<&Evidence> = all.iter().collect();
    all.sort_by_key(|evidence| (u32::MAX - evidence.count, evidence.word));
    all.truncate(MAX_WORDS);
    let rounded = |value: f32| (value * 1000.0).round() / 1000.0;
    all.into_iter()
        .map(|evidence| LearnedWord {
            word: evidence.word.to_string(),
            count: evidence.count,
            score: rounded(evidence.score()),
            cohesion: rounded(evidence.cohesion),
        })
        .collect()
}

//! From what each beginning looks like by itself to a lexicon: of words that contain each other, those that are words.

use rustc_hash::{FxHashMap, FxHashSet};

use super::evidence::{Evidence, Kind, MIN_CORE_SUSPECT};
use super::forms::{DA, DEUL, EU, Following, JEOK, Reading, forms};
use super::hangul::{Tail, Word};
use super::stems::stem_of;
use super::{LearnedWord, LearnedWords};

/// The most frequent words that are kept.
const MAX_WORDS: usize = 300_000;
/// Share of a word's uses from which on a longer word is the whole of it (고양 of 고양이).
const WHOLE: f32 = 0.9;

/// The words among the beginnings.
pub fn lexicon_of(found: impl Iterator<Item = (Kind, Evidence)>) -> LearnedWords {
    let (mut nouns, mut stems, mut fixed) = (Vec::new(), Vec::new(), Vec::new());
    for (kind, evidence) in found {
        match kind {
            Kind::Noun => nouns.push(evidence),
            Kind::Stem => stems.push(evidence),
            Kind::Fixed => fixed.push(evidence),
        }
    }
    let mut known = Known::default();
    known.nouns.extend(nouns.iter().map(|noun| noun.word));
    known.stems.extend(stems.iter().map(|stem| (stem.word, stem.count)));
    known.stems.extend(forms().verbs().iter().map(|&verb| (verb, u32::MAX)));
    // What is taken away does not change what else is: all ask the same sets.
    stems.retain(|stem| !known.is_inflected_stem(stem));
    nouns.retain(|noun| !known.is_inflected(noun));
    let mut longest_use: FxHashMap<Word, u32> = FxHashMap::default();
    for longer in nouns.iter().chain(&stems) {
        for n in 1..longer.n {
            let uses = longest_use.entry(longer.word.prefix(n)).or_default();
            *uses = longer.count.max(*uses);
        }
    }
    let is_whole = |noun: &Evidence| {
        let longer = longest_use.get(&noun.word).copied().unwrap_or(0);
        (longer as f32) < WHOLE * noun.count as f32
    };
    nouns.retain(is_whole);
    known.nouns = nouns.iter().map(|noun| noun.word).collect();
    fixed.retain(|fixed| (1..fixed.n).all(|n| !known.nouns.contains(&fixed.word.prefix(n))));
    let fixed = fixed.iter().map(|fixed| fixed.word.to_string()).collect();
    LearnedWords { nouns: listed(&nouns), stems: listed(&stems), fixed, ..LearnedWords::default() }
}

/// Nouns and stems by evidence, before those that are made of others are taken away.
#[derive(Debug, Default)]
struct Known {
    nouns: FxHashSet<Word>,
    /// With their counts.
    stems: FxHashMap<Word, u32>,
}

impl Known {
    /// Whether a noun is one with something that inflects it, or a form of a verb. Those that end so by chance (결과, 한국인,
    /// 사고) are subjects and objects as often as other nouns.
    fn is_inflected(&self, noun: &Evidence) -> bool {
        let Evidence { word, n, .. } = *noun;
        let last = word.last();
        let suffixed = (last == DEUL || last == JEOK) && n > 2 && self.nouns.contains(&word.prefix(n - 1));
        let is_verb = n > 1 && forms().verbs().contains(&word);
        suffixed
            || is_verb
            || (!noun.has_core(MIN_CORE_SUSPECT) && (self.is_noun_and_more(word, n) || self.is_verb(word, n)))
    }

    /// 정부와, 영화다, 생각합니다. A particle may also stand behind what was not learned.
    fn is_noun_and_more(&self, word: Word, n: usize) -> bool {
        (1..n).any(|part| {
            let reading = forms().reading(part, word.get(part - 1), word.rest(part));
            reading.has(Reading::PARTICLE) || (reading.after_noun() && self.nouns.contains(&word.prefix(part)))
        })
    }

    /// 봤는데, 하지, 느낀.
    fn is_verb(&self, word: Word, n: usize) -> bool {
        (1..=n).any(|part| {
            let rest = forms().following(part, word.get(part - 1), word.rest(part));
            stem_of(word.prefix(part), part, rest, |stem| self.stems.get(&stem)).is_some()
        })
    }

    /// Whether a stem is a form of another (느꼈, 해, 한다), or a noun and its verb (공부하).
    fn is_inflected_stem(&self, stem: &Evidence) -> bool {
        let Evidence { word, n, count, .. } = *stem;
        let last = word.last();
        let eu_is_of_the_ending = last == EU && (n == 1 || Tail::of(word.get(n - 2)) != Tail::Open);
        // 웃기 may come of 웃길, but that one is hardly met.
        let is_other = |other: Word| other != word && self.stems.get(&other).is_some_and(|&seen| seen >= count / 10);
        let is_form = stem_of(word, n, Following::ANY_ENDING, |other| is_other(other).then_some(())).is_some();
        let is_light = |part: usize| {
            self.nouns.contains(&word.prefix(part)) && forms().is_light(part, word.get(part - 1), word.rest(part))
        };
        eu_is_of_the_ending || (last == DA && n > 1) || is_form || (1..n).any(is_light)
    }
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

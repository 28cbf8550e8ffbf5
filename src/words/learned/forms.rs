//! What may follow a noun or a stem: our lists of particles, endings and light verbs, looked up by form and last sound.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::hangul::{BIEUP, BITS, NIEUN, RIEUL, Syllable, Tail, Word, final_of, opened, syllable};
use super::word_map::WordMap;

/// In which parts of speech a form can follow a word: a set of the constants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading(u8);

impl Reading {
    pub const NONE: Self = Self(0);
    pub const PARTICLE: Self = Self(1);
    /// 이다, with and without its 이; also 있다 and 없다.
    pub const COPULA: Self = Self(2);
    /// 하다, 되다 and their like, and 적.
    pub const LIGHT: Self = Self(4);
    /// Speaks for a verb.
    pub const ENDING: Self = Self(8);
    /// An ending that nouns are met before as well: no evidence.
    pub const SOFT: Self = Self(16);
    const FUSED_N: Self = Self(32);
    const FUSED_L: Self = Self(64);
    const FUSED_B: Self = Self(128);
    const FUSED: Self = Self(32 | 64 | 128);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether a noun can stand before it.
    pub fn after_noun(self) -> bool {
        self.0 & (Self::PARTICLE.0 | Self::COPULA.0 | Self::LIGHT.0) != 0
    }

    /// Whether a stem can stand before it.
    pub fn after_stem(self) -> bool {
        self.0 & (Self::ENDING.0 | Self::SOFT.0) != 0
    }

    /// Whether only a stem can stand before it.
    pub fn is_ending_only(self) -> bool {
        self.has(Self::ENDING) && !self.after_noun()
    }
}

/// What the rest of an eojeol can be behind a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Following {
    pub reading: Reading,
    /// The endings that have melted into the word of which this is the rest.
    fused: Reading,
    /// Whether there is no rest.
    is_nothing: bool,
}

impl Following {
    pub const NOTHING: Self = Self { reading: Reading::NONE, fused: Reading::NONE, is_nothing: true };
    /// As if an ending followed that fits everything.
    pub const ANY_ENDING: Self = Self { reading: Reading::ENDING, ..Self::NOTHING };

    /// Whether there is no rest.
    pub fn is_nothing(self) -> bool {
        self.is_nothing
    }

    /// Whether there is a rest, and neither a noun nor any form of a stem can stand before it.
    pub fn is_no_form(self) -> bool {
        self == Self::default()
    }

    /// The last syllable of the stem that an ending has melted into, if the word ends in `last`: 느낀|다 → 끼.
    pub fn unfused(self, last: Syllable) -> Option<Syllable> {
        let fits = match final_of(last) {
            NIEUN => self.is_nothing || self.fused.has(Reading::FUSED_N),
            RIEUL => self.is_nothing || self.fused.has(Reading::FUSED_L),
            BIEUP => self.fused.has(Reading::FUSED_B),
            _ => false,
        };
        fits.then(|| opened(last))
    }
}

static FORMS: LazyLock<Forms> = LazyLock::new(Forms::from_lists);

/// The lists, made ready at the first use.
pub fn forms() -> &'static Forms {
    &FORMS
}

#[derive(Debug, Default)]
pub struct Forms {
    readings: WordMap<[Reading; Tail::ALL.len()]>,
    /// Whether a form begins, and whether one ends, with a syllable: most questions are answered by that.
    begins: Vec<bool>,
    ends: Vec<bool>,
    /// 하, 했, 되, … without an ending.
    light_stems: FxHashSet<Word>,
    verbs: Vec<Word>,
}

const PARTICLES: &str = include_str!("../../../assets/korean/particles.txt");
const ENDINGS: &str = include_str!("../../../assets/korean/endings.txt");
const LIGHT_VERBS: &str = include_str!("../../../assets/korean/light_verbs.txt");

const ANY: [bool; 5] = [true; 5];

/// After which of [`Tail::ALL`] a form stands.
fn tails_of(condition: &str) -> [bool; 5] {
    match condition {
        "final" => [false, false, true, true, true],
        "open" => [true, true, false, false, false],
        "ro" => [true, true, true, false, false],
        "eu" => [false, false, false, true, true],
        "infinitive" => [false, true, false, false, false],
        "past" => [false, false, false, false, true],
        _ => ANY,
    }
}

/// The lines `head: forms` of a list.
fn lines(list: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    lines.map(|(head, forms)| {
        let (class, condition) = head.split_once(' ').unwrap_or((head, ""));
        (class, condition, forms)
    })
}

impl Forms {
    fn from_lists() -> Self {
        let mut all = Self::default();
        for (class, condition, forms) in lines(PARTICLES).chain(lines(ENDINGS)) {
            let reading = match (class, condition) {
                ("particle", _) => Reading::PARTICLE,
                ("copula", _) => Reading::COPULA,
                ("either", _) => Reading(Reading::COPULA.0 | Reading::SOFT.0),
                ("ending", _) => Reading::ENDING,
                ("soft", _) => Reading::SOFT,
                (_, "n") => Reading::FUSED_N,
                (_, "l") => Reading::FUSED_L,
                _ => Reading::FUSED_B,
            };
            forms.split_whitespace().for_each(|form| all.add(form, tails_of(condition), reading));
        }
        all.add_light_verbs();
        all.add_plurals();
        // Nothing that follows a noun follows ㅆ, ㅎ and their like.
        let verbal = Tail::Verbal as usize;
        let nominal = Reading::PARTICLE.0 | Reading::COPULA.0 | Reading::LIGHT.0;
        all.readings.values_mut().for_each(|readings| readings[verbal].0 &= !nominal);
        (all.begins, all.ends) = (vec![false; 1 << BITS], vec![false; 1 << BITS]);
        for (form, _) in all.readings.iter() {
            all.begins[form.get(0) as usize] = true;
            all.ends[form.last() as usize] = true;
        }
        all
    }

    fn add(&mut self, form: &str, tails: [bool; 5], reading: Reading) {
        if let Some(word) = Word::parse(form) {
            let readings = self.readings.entry(word);
            readings.iter_mut().zip(tails).filter(|(_, fits)| *fits).for_each(|(each, _)| each.add(reading));
        }
    }

    /// Light verbs with the endings that fit their stem or past stem, and the forms that are listed.
    fn add_light_verbs(&mut self) {
        for (class, verb, forms) in lines(LIGHT_VERBS) {
            let forms = forms.split_whitespace();
            match class {
                "past" => forms.for_each(|form| self.add_inflected(form)),
                "verb" => self.verbs.extend(forms.filter_map(Word::parse)),
                _ => forms.for_each(|form| self.add(form, ANY, Reading::LIGHT)),
            }
            if class == "stem" {
                self.add_inflected(verb);
            }
        }
    }

    fn add_inflected(&mut self, stem: &str) {
        self.light_stems.extend(Word::parse(stem));
        let Some(tail) = stem.chars().last().and_then(syllable).map(Tail::of) else { return };
        for (class, condition, endings) in lines(ENDINGS) {
            let fits = tails_of(condition)[tail as usize];
            if class == "ending" && fits {
                endings.split_whitespace().for_each(|ending| {
                    self.add(&format!("{stem}{ending}"), ANY, Reading::LIGHT);
                });
            }
        }
    }

    /// 들 and everything that a noun in 들 takes.
    fn add_plurals(&mut self) {
        self.add("들", ANY, Reading::PARTICLE);
        for (_, condition, forms) in lines(PARTICLES) {
            if tails_of(condition)[Tail::Rieul as usize] {
                forms.split_whitespace().for_each(|form| self.add(&format!("들{form}"), ANY, Reading::PARTICLE));
            }
        }
    }

    /// Whether an eojeol that ends in `last` may end with a form.
    pub fn may_end(&self, last: Syllable) -> bool {
        self.ends.get(last as usize).copied().unwrap_or(false)
    }

    fn get(&self, form: Word) -> Option<[Reading; Tail::ALL.len()]> {
        let may_be = self.begins.get(form.get(0) as usize).copied().unwrap_or(false);
        if may_be { self.readings.get(form).copied() } else { None }
    }

    /// What `rest` can be after a word of `n` syllables that ends in `last`.
    pub fn reading(&self, n: usize, last: Syllable, rest: Word) -> Reading {
        self.get(rest).map_or(Reading::NONE, |readings| reading_after(n, last, rest, readings))
    }

    /// As [`reading`](Self::reading), with the endings that melt into the word.
    pub fn following(&self, n: usize, last: Syllable, rest: Word) -> Following {
        if rest.is_empty() {
            return Following::NOTHING;
        }
        let Some(readings) = self.get(rest) else { return Following::default() };
        let fused = Reading(readings[0].0 & Reading::FUSED.0);
        Following { reading: reading_after(n, last, rest, readings), fused, is_nothing: false }
    }

    /// Stems that are known without learning.
    pub fn verbs(&self) -> &[Word] {
        &self.verbs
    }

    /// Whether `rest` behind a noun makes a verb of it, with or without an ending.
    pub fn is_light(&self, n: usize, last: Syllable, rest: Word) -> bool {
        self.light_stems.contains(&rest) || self.reading(n, last, rest).has(Reading::LIGHT)
    }

    /// Whether a word is a form of particle or copula: what follows a number, a quotation mark or foreign letters.
    pub fn is_form_of_its_own(&self, word: Word) -> bool {
        let nominal = |reading: &Reading| reading.has(Reading::PARTICLE) || reading.has(Reading::COPULA);
        word.len() > 1 && self.get(word).is_some_and(|readings| readings.iter().any(nominal))
    }
}

fn reading_after(n: usize, last: Syllable, rest: Word, readings: [Reading; Tail::ALL.len()]) -> Reading {
    let mut reading = readings[Tail::of(last) as usize];
    if reading.has(Reading::LIGHT) && (n < 2 || never_before_light_verb(last)) {
        reading.0 &= !Reading::LIGHT.0;
    }
    // 집으|로 is 집|으로.
    if last == EU && rest.get(0) == RO {
        reading.0 &= !Reading::PARTICLE.0;
    }
    reading
}

pub const fn syllable_const(c: char) -> Syllable {
    (c as u32 - 0xAC00 + 1) as Syllable
}

pub const EU: Syllable = syllable_const('으');
pub const RO: Syllable = syllable_const('로');
pub const DEUL: Syllable = syllable_const('들');
pub const JEOK: Syllable = syllable_const('적');
pub const DA: Syllable = syllable_const('다');
/// Subject and object: after no other particle, but after every noun.
pub const SUBJECT: [Syllable; 2] = [syllable_const('이'), syllable_const('가')];
pub const OBJECT: [Syllable; 2] = [syllable_const('을'), syllable_const('를')];
/// First syllables of the particles of case that no adverb is made with.
pub const CASES: [Syllable; 10] = [
    syllable_const('이'),
    syllable_const('가'),
    syllable_const('을'),
    syllable_const('를'),
    syllable_const('은'),
    syllable_const('는'),
    syllable_const('의'),
    syllable_const('에'),
    syllable_const('와'),
    syllable_const('과'),
];
/// First syllables of particles that tell even a word of one syllable: 집에서, 집까지.
pub const SURE_AFTER_ONE: [Syllable; 6] = [
    syllable_const('에'),
    syllable_const('으'),
    syllable_const('까'),
    syllable_const('부'),
    syllable_const('한'),
    syllable_const('께'),
];

/// Verb forms that 하다 or 되다 is written to: 좋아하다, 그리워하다, 하게되다, 그렇하다.
fn never_before_light_verb(last: Syllable) -> bool {
    const ENDS: [Syllable; 7] = [
        syllable_const('아'),
        syllable_const('어'),
        syllable_const('워'),
        syllable_const('게'),
        syllable_const('러'),
        syllable_const('야'),
        syllable_const('떻'),
    ];
    ENDS.contains(&last) || Tail::of(last) == Tail::Verbal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(word: &str, rest: &str) -> Reading {
        let word = Word::parse(word).unwrap();
        forms().reading(word.len(), word.last(), Word::parse(rest).unwrap())
    }

    #[test]
    fn particles_ask_for_the_last_sound_they_go_with() {
        for (word, particle) in [
            ("국민", "은"),
            ("정부", "는"),
            ("국민", "이"),
            ("정부", "가"),
            ("책", "과"),
            ("학교", "와"),
            ("집", "으로"),
            ("서울", "로"),
            ("학교", "로부터"),
            ("학교", "에서는"),
            ("친구", "들에게"),
            ("사람", "들을"),
            ("사람", "이라도"),
        ] {
            assert!(reading(word, particle).has(Reading::PARTICLE), "{word}+{particle}");
        }
        for (word, particle) in [
            ("정부", "은"),
            ("국민", "는"),
            ("정부", "이"),
            ("국민", "가"),
            ("학교", "과"),
            ("책", "와"),
            ("서울", "으로"),
            ("집", "로"),
            ("집으", "로"),
            ("정부", "이라도"),
            ("했", "은"),
            ("않", "을"),
        ] {
            assert!(!reading(word, particle).has(Reading::PARTICLE), "{word}+{particle}");
        }
    }

    #[test]
    fn light_verbs_and_endings_are_told_from_particles() {
        for form in ["하는", "했습니다", "되었다", "시키고", "적으로", "한다는", "했다면", "드립니다", "스러운"]
        {
            assert!(reading("공부", form).has(Reading::LIGHT), "{form}");
        }
        assert!(!reading("좋아", "하는").has(Reading::LIGHT) && !reading("변", "하는").has(Reading::LIGHT));
        for (stem, ending) in
            [("먹", "습니다"), ("먹", "는"), ("좋", "아서"), ("했", "다"), ("만들", "면서"), ("느끼", "는데")]
        {
            assert!(reading(stem, ending).has(Reading::ENDING), "{stem}+{ending}");
        }
        assert!(reading("먹", "습니다").is_ending_only() && !reading("영화", "는").is_ending_only());
        assert!(!reading("관광", "지").has(Reading::ENDING) && reading("관광", "지").after_stem());
    }

    #[test]
    fn melted_endings_are_led_back_to_the_stem() {
        let stem = |last: char, rest: &str| {
            let rest = Word::parse(rest).unwrap_or_default();
            let last = syllable(last).unwrap();
            forms().following(1, last, rest).unfused(last).map(super::super::hangul::char_of)
        };
        assert_eq!(stem('낀', ""), Some('끼'));
        assert_eq!(stem('낄', "까"), Some('끼'));
        assert_eq!(stem('낍', "니다"), Some('끼'));
        assert_eq!(stem('낍', ""), None);
        assert_eq!(stem('낀', "습니다"), None);
    }
}

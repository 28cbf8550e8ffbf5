//! Hangul as numbers: syllables, their last sound, and short words in 128 bits.

use std::cmp::Ordering;
use std::fmt::{self, Display, Formatter, Write as _};
use std::hash::{Hash, Hasher};

use crate::words::key::mix;

/// A syllable of 가..=힣 as `1..=11172`; 0 is none.
pub type Syllable = u16;

/// Syllables of the longest word that [`Word`] holds.
pub const MAX_SYLLABLES: usize = 9;

const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;
const N_FINALS: u16 = 28;
const N_VOWELS: u16 = 21;
/// Bits of a syllable.
pub const BITS: usize = 14;
const MASK: u128 = (1 << (BITS * MAX_SYLLABLES)) - 1;

pub fn syllable(c: char) -> Option<Syllable> {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code).then(|| (code - FIRST + 1) as u16)
}

pub fn char_of(syllable: Syllable) -> char {
    char::from_u32(FIRST - 1 + u32::from(syllable)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Whether `c` is a consonant or vowel that stands by itself, as in ㅋㅋ, or waits to be composed.
pub fn is_jamo(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{A960}'..='\u{A97F}' | '\u{D7B0}'..='\u{D7FF}')
}

/// What the last sound of a syllable decides: the form of particle or ending that may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// A vowel.
    Open,
    /// A vowel that 아/어 forms of verbs end in (가, 느껴, 봐, 해).
    Infinitive,
    Rieul,
    /// Another consonant.
    Closed,
    /// ㅆ, ㅎ, ㄶ, ㅀ: no noun ends so.
    Verbal,
}

impl Tail {
    pub const ALL: [Self; 5] = [Self::Open, Self::Infinitive, Self::Rieul, Self::Closed, Self::Verbal];

    pub fn of(syllable: Syllable) -> Self {
        match (final_of(syllable), vowel_of(syllable)) {
            (0, 0 | 1 | 4 | 6 | 9 | 10 | 14) => Self::Infinitive,
            (0, _) => Self::Open,
            (8, _) => Self::Rieul,
            (6 | 15 | 20 | 27, _) => Self::Verbal,
            _ => Self::Closed,
        }
    }
}

/// Numbers of final consonants, in the order of Unicode.
pub const NIEUN: u16 = 4;
pub const RIEUL: u16 = 8;
pub const BIEUP: u16 = 17;
pub const SSANG_SIOS: u16 = 20;

/// The final consonant; 0 is none.
pub fn final_of(syllable: Syllable) -> u16 {
    syllable.saturating_sub(1) % N_FINALS
}

fn vowel_of(syllable: Syllable) -> u16 {
    syllable.saturating_sub(1) / N_FINALS % N_VOWELS
}

/// The syllable without its final consonant.
pub fn opened(syllable: Syllable) -> Syllable {
    syllable - final_of(syllable)
}

/// The last syllable of a stem whose past ends in `past`: 꼈 → 끼, 봤 → 보, 줬 → 주, 됐 → 되, 했 → 하, 갔 → 가.
pub fn stem_of_past(past: Syllable) -> Syllable {
    let open = opened(past);
    let vowel = vowel_of(open);
    let stem_vowel = match vowel {
        1 => 0,
        6 => 20,
        9 => 8,
        10 => 11,
        14 => 13,
        other => other,
    };
    open + stem_vowel * N_FINALS - vowel * N_FINALS
}

/// Up to `MAX_SYLLABLES` syllables, 14 bits each from the highest on: words that begin alike stand together in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Word {
    high: u64,
    low: u64,
}

impl Ord for Word {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.bits().cmp(&other.bits())
    }
}

impl PartialOrd for Word {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    // Without a branch, which a sort could not foresee.
    #[inline]
    fn lt(&self, other: &Self) -> bool {
        self.bits() < other.bits()
    }
}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.high);
        state.write_u64(self.low);
    }
}

impl Word {
    /// `None` if there are too many syllables.
    pub fn of(syllables: &[Syllable]) -> Option<Self> {
        let fits = syllables.len() <= MAX_SYLLABLES;
        fits.then(|| syllables.iter().enumerate().fold(Self::default(), |word, (at, &s)| word.with(at, s)))
    }

    /// `None` if something else than syllables is in it, or nothing, or too many.
    pub fn parse(text: &str) -> Option<Self> {
        let mut word = Self::default();
        let mut n = 0;
        for c in text.chars() {
            if n == MAX_SYLLABLES {
                return None;
            }
            word = word.with(n, syllable(c)?);
            n += 1;
        }
        (n > 0).then_some(word)
    }

    /// The word with a syllable at `at`, below `MAX_SYLLABLES`, where none was.
    pub fn with(self, at: usize, syllable: Syllable) -> Self {
        Self::from_bits(self.bits() | u128::from(syllable) << shift(at))
    }

    pub fn syllables(self) -> impl Iterator<Item = Syllable> {
        (0..MAX_SYLLABLES).map(move |at| self.get(at)).take_while(|&syllable| syllable != 0)
    }

    pub fn len(self) -> usize {
        if self == Self::default() { 0 } else { MAX_SYLLABLES - self.bits().trailing_zeros() as usize / BITS }
    }

    /// The first `n` syllables.
    pub fn prefix(self, n: usize) -> Self {
        Self::from_bits(self.bits() & MASK & !(MASK >> (n * BITS)))
    }

    /// All but the first `n` syllables, `n` below `MAX_SYLLABLES`.
    pub fn rest(self, n: usize) -> Self {
        Self::from_bits(self.bits() << (n * BITS) & MASK)
    }

    /// The syllable at `at`; 0 behind the end.
    pub fn get(self, at: usize) -> Syllable {
        (self.bits() >> shift(at)) as u16 & ((1 << BITS) - 1)
    }

    pub fn last(self) -> Syllable {
        self.len().checked_sub(1).map_or(0, |at| self.get(at))
    }

    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// A number that differs for most words, in all of its bits: for tables of a power of two.
    #[inline]
    pub fn mixed(self) -> u64 {
        mix(self.high, self.low)
    }

    fn bits(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }

    fn from_bits(bits: u128) -> Self {
        Self { high: (bits >> 64) as u64, low: bits as u64 }
    }
}

/// The syllables of the beginning of a word, as they come.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShortWord(u64);

impl ShortWord {
    pub const MAX_SYLLABLES: usize = u64::BITS as usize / BITS;

    #[inline]
    pub fn and(self, syllable: Syllable) -> Self {
        Self(self.0 << BITS | u64::from(syllable))
    }

    /// The word of the `n` syllables that were added.
    #[inline]
    pub fn aligned(self, n: usize) -> Word {
        // All of them are in the higher half.
        const FIRST_SHIFT: usize = BITS * (MAX_SYLLABLES - 1) - u64::BITS as usize;
        Word { high: self.0 << (FIRST_SHIFT + BITS - BITS * n.max(1)), low: 0 }
    }
}

fn shift(at: usize) -> usize {
    BITS * (MAX_SYLLABLES - 1 - at)
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.syllables().try_for_each(|syllable| f.write_char(char_of(syllable)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_apart_and_put_together() {
        let word = Word::parse("가힣학교에서").unwrap();
        assert_eq!((word.len(), word.to_string()), (6, "가힣학교에서".to_owned()));
        assert_eq!(word.prefix(2).to_string(), "가힣");
        assert_eq!(word.rest(4), Word::parse("에서").unwrap());
        assert_eq!(char_of(word.last()), '서');
        assert!(word.rest(6).is_empty() && word.prefix(0).is_empty());
        assert_eq!(word.prefix(MAX_SYLLABLES), word);
        assert_eq!(Word::parse("가나다라마바사아자").unwrap().len(), MAX_SYLLABLES);
        for text in ["", "가나다라마바사아자차", "가a", "ㅋㅋ"] {
            assert_eq!(Word::parse(text), None, "{text}");
        }
        assert!(Word::parse("학교").unwrap() < Word::parse("학교가").unwrap());
        assert!(Word::parse("학교가").unwrap() < Word::parse("학급").unwrap());
    }

    #[test]
    fn the_last_sound_decides_what_may_follow() {
        let tail = |c: char| Tail::of(syllable(c).unwrap());
        assert_eq!(['주', '영', '서', '길', '있', '않', '봐', '과'].map(tail), {
            use Tail::{Closed, Infinitive, Open, Rieul, Verbal};
            [Open, Closed, Infinitive, Rieul, Verbal, Verbal, Infinitive, Infinitive]
        });
    }

    #[test]
    fn past_stems_are_led_back() {
        let stem = |c: char| char_of(stem_of_past(syllable(c).unwrap()));
        assert_eq!(['꼈', '봤', '줬', '됐', '했', '갔', '섰'].map(stem), ['끼', '보', '주', '되', '하', '가', '서']);
    }
}

//! Which language a text is in: by its script, by its function words, and only then by its trigrams.

use serde::{Deserialize, Serialize};
use whatlang::Lang;

use super::script::Script;
use super::stop_words::FunctionWords;
use super::unicode::{Finder, Found};

/// A language that texts can be told to be in; written as its ISO 639-3 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Language(Lang);

#[derive(Debug, thiserror::Error)]
#[error("“{0}” is no code of a language that Mungchi can tell: take a three-letter code of ISO 639-3, such as kor")]
pub struct UnknownLanguage(String);

/// What a sample of a text says about its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    Sure(Language),
    /// The best of those that the script allows; of a short text it is often wrong.
    Unsure(Language),
    /// Fewer letters than `FEWEST_LETTERS`, or of no known script.
    Nothing,
}

/// Characters that are looked at.
const SAMPLE_CHARS: usize = 1000;
/// Bytes whose characters are counted at once.
const PART_BYTES: usize = 64;
/// Bytes of the words that are often enough.
const FIRST_BYTES: usize = 120;
/// Letters below which a text that could be in several languages is not guessed.
const FEWEST_LETTERS: usize = 40;
/// Letters below which trigrams are not asked where most documents' language is known.
const LETTERS_FOR_TRIGRAMS: usize = 200;
/// Bytes that trigrams are taken of.
const TRIGRAM_BYTES: usize = 600;
/// A character of these scripts says as much as this many letters.
const LETTERS_OF_A_SYLLABLE: usize = 3;

/// Codes that people also write, with the one that is meant.
const OTHER_CODES: [(&str, &str); 27] = [
    ("ar", "ara"),
    ("cs", "ces"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("es", "spa"),
    ("fi", "fin"),
    ("fr", "fra"),
    ("hi", "hin"),
    ("hu", "hun"),
    ("it", "ita"),
    ("ja", "jpn"),
    ("ko", "kor"),
    ("nl", "nld"),
    ("no", "nob"),
    ("nor", "nob"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ru", "rus"),
    ("sv", "swe"),
    ("th", "tha"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("vi", "vie"),
    ("zh", "cmn"),
    ("zho", "cmn"),
];

impl Language {
    /// The language of an ISO 639-3 code; common two-letter codes are understood.
    pub fn from_code(code: &str) -> Option<Self> {
        let other = OTHER_CODES.iter().find(|(other, _)| *other == code);
        Lang::from_code(other.map_or(code, |&(_, code)| code)).map(Self)
    }

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The name in English.
    pub fn name(self) -> &'static str {
        match self.0 {
            Lang::Cmn => "Chinese",
            Lang::Nob => "Norwegian",
            Lang::Pes => "Persian",
            lang => lang.eng_name(),
        }
    }

    /// All languages, by their names.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = Lang::all().iter().copied().map(Self).collect();
        all.sort_unstable_by_key(|language| language.name());
        all
    }

    pub fn has_latin_script(self) -> bool {
        whatlang::Script::Latin.langs().contains(&self.0)
    }

    /// The beginnings with an apostrophe that are words by themselves: `l'homme`, `dell'arte`.
    pub fn elided_words(self) -> &'static [&'static str] {
        match self.0 {
            Lang::Fra => &["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"],
            Lang::Ita => {
                &["l", "d", "c", "un", "dell", "all", "dall", "nell", "sull", "quell", "quest", "com", "dov", "gl"]
            }
            Lang::Cat => &["l", "d", "s", "m", "n", "t"],
            _ => &[],
        }
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.code().to_owned()
    }
}

impl TryFrom<String> for Language {
    type Error = UnknownLanguage;

    fn try_from(code: String) -> Result<Self, UnknownLanguage> {
        Self::from_code(&code).ok_or(UnknownLanguage(code))
    }
}

/// The beginning of a text that is enough to tell its language.
pub fn sample_of(text: &str) -> &str {
    let near = &text.as_bytes()[..text.len().min(SAMPLE_CHARS)];
    if near.is_ascii() {
        return &text[..near.len()];
    }
    let begins_character = |&&byte: &&u8| byte as i8 >= -0x40;
    let mut n_chars = 0;
    for (n, part) in text.as_bytes().chunks(PART_BYTES).enumerate() {
        let n_here = part.iter().filter(begins_character).count();
        if n_chars + n_here > SAMPLE_CHARS {
            let mut ends = part.iter().enumerate().filter(|(_, byte)| begins_character(byte));
            let end = ends.nth(SAMPLE_CHARS - n_chars).map_or(0, |(end, _)| end);
            return &text[..PART_BYTES * n + end];
        }
        n_chars += n_here;
    }
    text
}

/// Guesses the language of a sample; `finder` is room to work in. If that of most documents is known, it is taken for one
/// that has more of its function words than of another's, and trigrams are left to longer texts: they are slow, and often
/// wrong about short ones.
pub fn guess(sample: &str, most: Option<Language>, finder: &mut Finder) -> Guess {
    guess_without_trigrams(sample, most, finder).unwrap_or_else(|| guess_by_trigrams(sample))
}

/// The same, or `None` where trigrams have to be asked.
pub fn guess_without_trigrams(sample: &str, most: Option<Language>, finder: &mut Finder) -> Option<Guess> {
    let letters = Letters::of(sample);
    let among_all = letters.hangul.max(letters.han + letters.kana).max(letters.thai).max(letters.khmer);
    if among_all > letters.others {
        return Some(letters.language_of_script());
    }
    if letters.others < FEWEST_LETTERS {
        return Some(Guess::Nothing);
    }
    let told = if letters.cyrillic * 2 > letters.others {
        // Lists of Slavic languages have too much in common; letters tell Russian from the others.
        is_russian(sample).then_some(Language(Lang::Rus))
    } else {
        language_of_function_words(sample, most, finder)
    };
    if let Some(language) = told {
        return Some(Guess::Sure(language));
    }
    (most.is_some() && letters.others < LETTERS_FOR_TRIGRAMS).then_some(Guess::Nothing)
}

fn guess_by_trigrams(sample: &str) -> Guess {
    match whatlang::detect(&sample[..sample.floor_char_boundary(TRIGRAM_BYTES)]) {
        Some(found) if found.is_reliable() => Guess::Sure(Language(found.lang())),
        Some(found) => Guess::Unsure(Language(found.lang())),
        None => Guess::Nothing,
    }
}

/// The language of the first words, if they are clear enough, otherwise of the whole sample.
fn language_of_function_words(sample: &str, most: Option<Language>, finder: &mut Finder) -> Option<Language> {
    let mut words = FunctionWords::default();
    let mut start = 0;
    for length in [FIRST_BYTES, 3 * FIRST_BYTES, sample.len()] {
        // To the next blank, so that no word is cut.
        let near = sample.floor_char_boundary(length).max(start);
        let end = near + sample[near..].find(' ').unwrap_or(sample.len() - near);
        let part = &sample[start..end];
        finder.find(part, |found| match found {
            Found::Ascii(ascii, _) => words.count(ascii),
            Found::Word(_, word) => words.count(&word),
        });
        if end == sample.len() {
            return words.clear_language().or(most.filter(|&most| words.rather(most)));
        }
        if let Some(language) = words.obvious_language() {
            return Some(language);
        }
        start = end;
    }
    None
}

/// Whether Cyrillic text has letters that its neighbours lack, and none of theirs.
fn is_russian(sample: &str) -> bool {
    sample.contains(['ы', 'э']) && !sample.contains(|c| "іїєґўјљњћђџѓќѕөүәқғңұһ".contains(c))
}

/// How many letters of which scripts a text has.
#[derive(Debug, Default)]
struct Letters {
    cyrillic: usize,
    hangul: usize,
    han: usize,
    kana: usize,
    thai: usize,
    khmer: usize,
    /// Of all scripts that several languages share, Latin and Cyrillic among them.
    others: usize,
}

impl Letters {
    fn of(sample: &str) -> Self {
        let mut letters = Self::default();
        if sample.is_ascii() {
            // Whether there are more makes no difference.
            for part in sample.as_bytes().chunks(LETTERS_FOR_TRIGRAMS) {
                // So few that a byte holds their number, which the processor adds up many at a time.
                letters.others += usize::from(part.iter().map(|byte| u8::from(byte.is_ascii_alphabetic())).sum::<u8>());
                if letters.others >= LETTERS_FOR_TRIGRAMS {
                    break;
                }
            }
            return letters;
        }
        for c in sample.chars() {
            if c.is_ascii() {
                letters.others += usize::from(c.is_ascii_alphabetic());
                continue;
            }
            match Script::of(c) {
                Script::Common | Script::Lao | Script::Burmese => {}
                Script::Cyrillic => {
                    letters.cyrillic += 1;
                    letters.others += 1;
                }
                Script::Hangul => letters.hangul += LETTERS_OF_A_SYLLABLE,
                Script::Han => letters.han += LETTERS_OF_A_SYLLABLE,
                Script::Kana => letters.kana += LETTERS_OF_A_SYLLABLE,
                Script::Thai => letters.thai += 1,
                Script::Khmer => letters.khmer += 1,
                Script::Latin | Script::Arabic | Script::Other => letters.others += 1,
            }
        }
        letters
    }

    /// Japanese if a tenth of Han and kana are kana; Korean with Hanja if there is as much Hangul.
    fn language_of_script(&self) -> Guess {
        let han_and_kana = self.han + self.kana;
        let lang = if self.hangul >= han_and_kana.max(self.thai).max(self.khmer) {
            Lang::Kor
        } else if han_and_kana >= self.thai.max(self.khmer) {
            if self.kana * 10 >= han_and_kana { Lang::Jpn } else { Lang::Cmn }
        } else if self.thai >= self.khmer {
            Lang::Tha
        } else {
            Lang::Khm
        };
        Guess::Sure(Language(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        match guess(sample_of(text), None, &mut Finder::default()) {
            Guess::Sure(language) => Some(language.code()),
            _ => None,
        }
    }

    #[test]
    fn languages_of_ten_sentences_are_told() {
        let sentences = [
            ("kor", "새 다리가 놓이면서 두 마을 사이를 오가는 시간이 절반으로 줄었다."),
            ("eng", "The new bridge has cut the time that people need to travel between the two villages by half."),
            ("jpn", "新しい橋ができて、二つの村の間を移動する時間が半分になりました。"),
            ("cmn", "新桥建成以后，两个村庄之间的路程缩短了一半。"),
            ("tha", "สะพานใหม่ทำให้เวลาเดินทางระหว่างสองหมู่บ้านลดลงครึ่งหนึ่ง"),
            ("ara", "قلل الجسر الجديد الوقت الذي يحتاجه الناس للسفر بين القريتين إلى النصف خلال هذا العام."),
            ("deu", "Die neue Brücke hat die Zeit halbiert, die man für den Weg zwischen den beiden Dörfern braucht."),
            ("rus", "Новый мост вдвое сократил время, которое нужно людям, чтобы добраться из одной деревни в другую."),
            ("hin", "नए पुल के बनने से दोनों गाँवों के बीच आने-जाने का समय आधा हो गया है और लोग बहुत खुश हैं।"),
            ("vie", "Cây cầu mới đã giúp thời gian đi lại giữa hai ngôi làng giảm đi một nửa so với trước đây."),
        ];
        for (expected, sentence) in sentences {
            assert_eq!(code(sentence), Some(expected), "{sentence}");
        }
    }

    #[test]
    fn a_sample_has_a_thousand_characters() {
        for text in ["a", "é", "한", "🙂", "ab한🙂 é", ""] {
            let text = text.repeat(1500);
            let expected: String = text.chars().take(SAMPLE_CHARS).collect();
            assert_eq!(sample_of(&text), expected);
            assert_eq!(sample_of(&expected), expected);
        }
    }

    #[test]
    fn short_texts_are_not_guessed_and_mixed_ones_go_by_their_script() {
        assert_eq!(code("Good movie"), None);
        assert_eq!(code("12345 !!"), None);
        assert_eq!(code("굿"), Some("kor"));
        assert_eq!(code("BERT 모델을 사용한 한국어 감성 분석 실험 결과 Transformer encoder"), Some("kor"));
    }

    #[test]
    fn a_language_is_written_as_its_code() {
        let korean = Language::from_code("ko").unwrap();
        assert_eq!((korean.code(), korean.name()), ("kor", "Korean"));
        let json = serde_json::to_string(&korean).unwrap();
        assert_eq!(json, "\"kor\"");
        assert_eq!(serde_json::from_str::<Language>(&json).unwrap(), korean);
        assert!(serde_json::from_str::<Language>("\"xyz\"").is_err());
        for (_, meant) in OTHER_CODES {
            assert!(Language::from_code(meant).is_some(), "{meant}");
        }
    }
}

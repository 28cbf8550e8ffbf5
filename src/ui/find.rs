//! Finding by typing: every word that was typed is in the name, wherever it stands.
//!
//! Text is compared letter by letter as it is typed: “한” is ㅎ, ㅏ, ㄴ, so that every state of typing “한국어” or “하나” finds
//! it before a syllable is complete. Accents stand behind their letter, so “cafe” finds “café”.

use unicode_normalization::UnicodeNormalization as _;

/// A name as [`Query::score`] takes it.
pub fn normalized(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    for letter in name.nfkd().flat_map(char::to_lowercase) {
        match typed_as(letter) {
            Some(typed) => letters.push_str(typed),
            None => letters.push(letter),
        }
    }
    letters
}

/// The final consonants U+11A8 to U+11C2 as initial ones: a final becomes the next initial when a vowel follows.
const FINALS: [&str; 27] = [
    "ᄀ", "ᄁ", "ᄀᄉ", "ᄂ", "ᄂᄌ", "ᄂᄒ", "ᄃ", "ᄅ", "ᄅᄀ", "ᄅᄆ", "ᄅᄇ", "ᄅᄉ", "ᄅᄐ", "ᄅᄑ", "ᄅᄒ", "ᄆ",
    "ᄇ", "ᄇᄉ", "ᄉ", "ᄊ", "ᄋ", "ᄌ", "ᄎ", "ᄏ", "ᄐ", "ᄑ", "ᄒ",
];

/// What is typed for a Hangul letter of Unicode's block U+1100 that is made of others, or is one at the end of a syllable.
fn typed_as(letter: char) -> Option<&'static str> {
    match letter {
        '\u{11A8}'..='\u{11C2}' => FINALS.get(letter as usize - 0x11A8).copied(),
        '\u{116A}' => Some("\u{1169}\u{1161}"),
        '\u{116B}' => Some("\u{1169}\u{1162}"),
        '\u{116C}' => Some("\u{1169}\u{1175}"),
        '\u{116F}' => Some("\u{116E}\u{1165}"),
        '\u{1170}' => Some("\u{116E}\u{1166}"),
        '\u{1171}' => Some("\u{116E}\u{1175}"),
        '\u{1174}' => Some("\u{1173}\u{1175}"),
        _ => None,
    }
}

/// What was typed, in words.
pub struct Query {
    words: Vec<String>,
}

impl Query {
    pub fn new(text: &str) -> Self {
        Self { words: normalized(text).split_whitespace().map(str::to_owned).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well a [`normalized`] name fits: the less the better; `None` if a word is missing.
    pub fn score(&self, name: &str) -> Option<u32> {
        self.words.iter().map(|word| score_of_word(word, name)).sum()
    }
}

/// 0 where the name begins with the word, 1 where one of its words does, 2 where it stands within one.
fn score_of_word(word: &str, name: &str) -> Option<u32> {
    let places = name.match_indices(word).map(|(place, _)| {
        let is_inside = name[..place].chars().next_back().is_some_and(char::is_alphanumeric);
        if place == 0 { 0 } else { 1 + u32::from(is_inside) }
    });
    places.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(text: &str, name: &str) -> Option<u32> {
        Query::new(text).score(&normalized(name))
    }

    #[test]
    fn all_words_have_to_be_there_in_any_order() {
        assert!(score("groups merge", "Merge proposed groups").is_some());
        assert!(score("merge topics", "Merge proposed groups").is_none());
        assert_eq!(score("", "anything"), Some(0));
    }

    #[test]
    fn the_beginning_of_the_name_is_better_than_of_a_word_and_that_than_the_middle() {
        let scores = ["Merge selected", "Un-merge", "Submerged"].map(|name| score("merge", name));
        assert_eq!(scores, [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn a_syllable_that_is_still_being_typed_finds_the_word() {
        for typed in ["ㅎ", "하", "한", "한ㄱ", "한구", "한국", "한국어"] {
            assert_eq!(score(typed, "한국어 번역"), Some(0), "{typed}");
        }
        for typed in ["ㅎ", "하", "한", "하나", "하나ㅇ", "하나으", "하나의", "하나의 ㄱ", "하나의 고", "하나의 과"]
        {
            assert!(score(typed, "하나의 과일").is_some(), "{typed}");
        }
        assert_eq!(score("달", "닭과 달걀").and(score("닭", "닭과 달걀")), Some(0));
        assert_eq!(score("번여", "한국어 번역"), Some(1));
        assert_eq!(score("훈", "한국어 번역"), None);
    }

    #[test]
    fn case_width_and_accents_make_no_difference() {
        assert!(score("CAFE", "Le café").is_some());
        assert!(score("ａｂ", "AB").is_some());
        assert!(score("É", "CAFÉ").is_some());
    }
}

//! Unicode words (UAX 29) in lower case, for all scripts that part their words.
//!
//! Where UAX 29 meets Chinese or Japanese it gives one word for each Han character: see `segmenter.rs` for better ones.

use std::ops::Range;

use memchr::memchr3_iter;
use unicode_segmentation::UnicodeSegmentation as _;

use super::ascii::AsciiWords;

/// Finds words, and has room to write them in lower case.
#[derive(Debug, Default)]
pub struct Finder {
    ascii: AsciiWords,
    pub lower: String,
}

/// What is found of a text, in the order of the places.
pub enum Found<'a> {
    /// All words of a piece of ASCII that begins there.
    Ascii(&'a AsciiWords, usize),
    /// A word and its form in lower case.
    Word(Range<usize>, &'a str),
}

impl Finder {
    /// Calls `each` with the words of `text`, which is ASCII, piece by piece, and with where the piece begins.
    pub fn find_ascii(&mut self, text: &str, each: impl FnMut(&AsciiWords, usize)) {
        self.ascii.find(text, each);
    }

    /// Calls `each` with every word of `text` in lower case, those of ASCII together: the words of
    /// [`unicode_segmentation`] without the connectors at their ends: `_hard_` of plain text is `hard`, and `snake_case`
    /// stays.
    ///
    /// UAX 29 breaks on both sides of an ASCII blank, line feed or tab that an ASCII character follows, and what is beyond
    /// changes nothing, so that each piece between them can go its own way. (A combining mark would join the blank.)
    pub fn find(&mut self, text: &str, mut each: impl FnMut(Found<'_>)) {
        let Self { ascii, lower } = self;
        let mut find_ascii = |from: usize, to: usize, each: &mut dyn FnMut(Found<'_>)| {
            ascii.find(&text[from..to], |words, start| each(Found::Ascii(words, from + start)));
        };
        if text.is_ascii() {
            return find_ascii(0, text.len(), &mut each);
        }
        let bytes = text.as_bytes();
        let mut ascii_from = 0;
        let mut start = 0;
        let breaks = memchr3_iter(b' ', b'\n', b'\t', bytes).filter(|&at| bytes.get(at + 1).is_none_or(u8::is_ascii));
        for end in breaks.chain([bytes.len()]) {
            if !bytes[start..end].is_ascii() {
                find_ascii(ascii_from, start, &mut each);
                for (at, word) in text[start..end].unicode_word_indices() {
                    let bare = word.trim_start_matches(is_connector);
                    let from = start + at + word.len() - bare.len();
                    let bare = bare.trim_end_matches(is_connector);
                    each(Found::Word(from..from + bare.len(), lower_case(bare, lower)));
                }
                ascii_from = end;
            }
            start = (end + 1).min(bytes.len());
        }
        find_ascii(ascii_from, bytes.len(), &mut each);
    }
}

/// Connector punctuation (the general category Pc), which UAX 29 takes for a part of words.
fn is_connector(c: char) -> bool {
    matches!(
        c,
        '_' | '\u{203F}' | '\u{2040}' | '\u{2054}' | '\u{FE33}' | '\u{FE34}' | '\u{FE4D}'..='\u{FE4F}' | '\u{FF3F}'
    )
}

/// `word` in lower case and with straight apostrophes; what has to be changed is written into `lower`.
pub fn lower_case<'a>(word: &'a str, lower: &'a mut String) -> &'a str {
    if word.is_ascii() {
        if !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return word;
        }
        lower.clear();
        lower.push_str(word);
        lower.make_ascii_lowercase();
        return lower;
    }
    lower.clear();
    for c in word.chars() {
        match c {
            '’' => lower.push('\''),
            'A'..='Z' => lower.push(c.to_ascii_lowercase()),
            '\0'..='\u{7F}' | '\u{AC00}'..='\u{D7A3}' | '\u{3041}'..='\u{9FFF}' => lower.push(c),
            _ => lower.extend(c.to_lowercase()),
        }
    }
    lower
}

/// Whether a token can be a term: it has a letter (or is a number, if they count) and two characters or more, or is one Han
/// character or Hangul syllable.
pub fn can_be_term(token: &str, numbers: bool) -> bool {
    let mut chars = token.chars();
    let long_enough = match (chars.next(), chars.next()) {
        (Some(_), Some(_)) => true,
        (Some(only), None) => stands_alone(only),
        _ => false,
    };
    long_enough && token.chars().any(|c| c.is_alphabetic() || numbers && c.is_numeric())
}

/// Whether one character is a word by itself: Han ideographs and Hangul syllables.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        let mut room = String::new();
        for_each_word(text, |place, lower| {
            assert_eq!(lower, lower_case(&text[place.clone()], &mut room));
            words.push(&text[place]);
        });
        words
    }

    fn for_each_word(text: &str, mut each: impl FnMut(Range<usize>, &str)) {
        Finder::default().find(text, |found| match found {
            Found::Ascii(words, start) => words.iter().for_each(|(word, lower)| each(word.place(start), lower)),
            Found::Word(place, lower) => each(place, lower),
        });
    }

    #[test]
    fn ascii_words_keep_what_stands_between_letters_or_digits() {
        assert_eq!(
            words("don't e.g. 3.14, 1,000; a:b x_1 __ _ 5'6 a,b 'so'"),
            ["don't", "e.g", "3.14", "1,000", "a:b", "x_1", "5'6", "a", "b", "so"]
        );
        assert_eq!(words("naïve café-au-lait, L’été"), ["naïve", "café", "au", "lait", "L’été"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn lower_case_changes_what_it_must() {
        let lower = &mut String::new();
        assert_eq!(lower_case("parser", lower), "parser");
        assert_eq!(lower_case("GPT", lower), "gpt");
        assert_eq!(lower_case("Parser’s", lower), "parser's");
        assert_eq!(lower_case("İÉ한", lower), "i\u{307}é한");
    }

    #[test]
    fn connectors_at_the_ends_are_no_part_of_a_word() {
        assert_eq!(words("_hard_ __init__ snake_case_ _x's_ ___ _1_"), ["hard", "init", "snake_case", "x's", "1"]);
        assert_eq!(words("_été_ ‿naïve⁀ ＿漢字＿ _한국어_ été_ñ"), ["été", "naïve", "漢", "字", "한국어", "été_ñ"]);
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_standard(
            text in proptest::string::string_regex(
                "([a-cA-C0-2_]|[ \n\t\r'.:;,\"-]|[éß’·א\u{301}\u{200D}]|[가한漢かカ🇰🇷👍\u{FE0F}\u{A0}\u{3000}]){0,40}"
            ).expect("a regular expression")
        ) {
            let expected: Vec<&str> = text.unicode_words().map(|word| word.trim_matches(is_connector)).collect();
            prop_assert_eq!(words(&text), expected);
        }

        #[test]
        fn words_of_long_ascii_are_those_of_the_standard(
            text in "([a-cA-C0-2_]{1,9}|[a-z]{17,40}|[ \n\t\r]|['.:;,\"@\\[`{/-]){0,60}", n in 1_usize..200
        ) {
            let text = text.repeat(n);
            let expected: Vec<&str> = text.unicode_words().map(|word| word.trim_matches(is_connector)).collect();
            prop_assert_eq!(words(&text), expected);
        }

        #[test]
        fn words_of_any_text_are_those_of_the_standard(text in any::<String>()) {
            let trimmed = |(at, word): (usize, &str)| {
                (at + word.len() - word.trim_start_matches(is_connector).len(), word.trim_matches(is_connector).to_owned())
            };
            let expected: Vec<(usize, String)> = text.unicode_word_indices().map(trimmed).collect();
            let mut found = Vec::new();
            for_each_word(&text, |place, _| found.push((place.start, text[place].to_owned())));
            prop_assert_eq!(found, expected);
        }
    }
}

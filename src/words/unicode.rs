//! Unicode words (UAX 29) in lower case, for all scripts that part their words.
//!
//! Where UAX 29 meets Chinese or Japanese it gives one word for each Han character: see `segmenter.rs` for better ones.

use std::ops::Range;

use memchr::memchr3_iter;
use unicode_segmentation::UnicodeSegmentation as _;

/// Calls `each` with the place of every word of `text`: the words of [`unicode_segmentation`], found faster where they
/// are ASCII, without the connectors at their ends: `_hard_` of plain text is `hard`, and `snake_case` stays.
///
/// UAX 29 breaks on both sides of an ASCII blank, line feed or tab that an ASCII character follows, and what is beyond
/// changes nothing, so that each piece between them can go its own way. (A combining mark would join the blank.)
pub fn for_each_word(text: &str, mut each: impl FnMut(Range<usize>)) {
    if text.is_ascii() {
        return for_each_ascii_word(text.as_bytes(), 0, &mut each);
    }
    let bytes = text.as_bytes();
    let mut ascii_from = 0;
    let mut start = 0;
    let breaks = memchr3_iter(b' ', b'\n', b'\t', bytes).filter(|&at| bytes.get(at + 1).is_none_or(u8::is_ascii));
    for end in breaks.chain([bytes.len()]) {
        if !bytes[start..end].is_ascii() {
            for_each_ascii_word(&bytes[ascii_from..start], ascii_from, &mut each);
            for (at, word) in text[start..end].unicode_word_indices() {
                let from = start + at + word.len() - word.trim_start_matches(is_connector).len();
                each(from..from + word.trim_matches(is_connector).len());
            }
            ascii_from = end;
        }
        start = (end + 1).min(bytes.len());
    }
    for_each_ascii_word(&bytes[ascii_from..], ascii_from, &mut each);
}

/// The rules WB5 to 13b of UAX 29 for ASCII, where no other joins two characters of a word.
fn for_each_ascii_word(bytes: &[u8], offset: usize, each: &mut impl FnMut(Range<usize>)) {
    let mut at = 0;
    while at < bytes.len() {
        if !in_word(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        let mut has_alphanumeric = false;
        loop {
            while at < bytes.len() && in_word(bytes[at]) {
                has_alphanumeric |= bytes[at] != b'_';
                at += 1;
            }
            let joins = at + 1 < bytes.len() && joined(bytes[at - 1], bytes[at], bytes[at + 1]);
            if !joins {
                break;
            }
            at += 1;
        }
        if has_alphanumeric {
            let n_before = bytes[start..at].iter().take_while(|&&byte| byte == b'_').count();
            let n_behind = bytes[start..at].iter().rev().take_while(|&&byte| byte == b'_').count();
            each(offset + start + n_before..offset + at - n_behind);
        }
    }
}

/// Connector punctuation (the general category Pc), which UAX 29 takes for a part of words.
fn is_connector(c: char) -> bool {
    matches!(
        c,
        '_' | '\u{203F}' | '\u{2040}' | '\u{2054}' | '\u{FE33}' | '\u{FE34}' | '\u{FE4D}'..='\u{FE4F}' | '\u{FF3F}'
    )
}

fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether punctuation belongs to the word around it: `don't`, `e.g`, `3.14`, `1,000`.
fn joined(before: u8, byte: u8, after: u8) -> bool {
    match byte {
        b'\'' | b'.' => {
            before.is_ascii_alphabetic() && after.is_ascii_alphabetic()
                || before.is_ascii_digit() && after.is_ascii_digit()
        }
        b':' => before.is_ascii_alphabetic() && after.is_ascii_alphabetic(),
        b',' | b';' => before.is_ascii_digit() && after.is_ascii_digit(),
        _ => false,
    }
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
        for_each_word(text, |place| words.push(&text[place]));
        words
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
        fn words_of_any_text_are_those_of_the_standard(text in any::<String>()) {
            let trimmed = |(at, word): (usize, &str)| {
                (at + word.len() - word.trim_start_matches(is_connector).len(), word.trim_matches(is_connector).to_owned())
            };
            let expected: Vec<(usize, String)> = text.unicode_word_indices().map(trimmed).collect();
            let mut found = Vec::new();
            for_each_word(&text, |place| found.push((place.start, text[place].to_owned())));
            prop_assert_eq!(found, expected);
        }
    }
}

//! Text to tokens: Unicode words (UAX 29) in lower case.
//!
//! Chinese and Japanese words are not found: UAX 29 gives one token for each Han character, and that is what is counted.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::stop_words::is_stop_word;
use super::tokenizer::Fate;

/// Calls `each` with every word of `text`: its place, its form in lower case, and what becomes of it. A term has a letter
/// and two characters or more (or is one Han character or Hangul syllable) and is no stop word.
pub fn for_each_word(text: &str, lower: &mut String, mut each: impl FnMut(Range<usize>, &str, Fate)) {
    for (start, word) in text.unicode_word_indices() {
        let place = start..start + word.len();
        let (token, fate) = token_of_word(word, lower);
        each(place, token, fate);
    }
}

/// The token of a word, written into `lower`.
fn token_of_word<'a>(word: &str, lower: &'a mut String) -> (&'a str, Fate) {
    lower.clear();
    for c in word.chars() {
        match c {
            '’' => lower.push('\''),
            'A'..='Z' => lower.push(c.to_ascii_lowercase()),
            _ => lower.extend(c.to_lowercase()),
        }
    }
    if is_stop_word(lower) {
        return (lower, Fate::StopWord);
    }
    let token = lower.strip_suffix("'s").unwrap_or(lower);
    let mut chars = token.chars();
    let long_enough = match (chars.next(), chars.next()) {
        (Some(_), Some(_)) => true,
        (Some(only), None) => stands_alone(only),
        _ => false,
    };
    let fate = match long_enough && token.chars().any(char::is_alphabetic) {
        _ if is_stop_word(token) => Fate::StopWord,
        true => Fate::Term,
        false => Fate::NoWord,
    };
    (token, fate)
}

/// Whether one character is a word by itself: Han ideographs and Hangul syllables.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        for_each_word(text, &mut String::new(), |_, token, fate| {
            if fate == Fate::Term {
                tokens.push(token.to_owned());
            }
        });
        assert_eq!(tokens, expected, "{text}");
    }

    #[test]
    fn words_are_lower_case_without_stop_words_numbers_and_single_letters() {
        check("The Parser’s F1 score was 93.5, don't ask x!", &["parser", "f1", "score", "ask"]);
        check("GPT-2 and 3D models", &["gpt", "3d", "models"]);
        check("", &[]);
    }

    #[test]
    fn korean_words_and_han_characters_are_tokens() {
        check("한국어 형태소를 분석합니다. 그리고 집", &["한국어", "형태소를", "분석합니다", "집"]);
        check("東京に", &["東", "京"]);
        check("ÉCOLE Straße", &["école", "straße"]);
    }

    #[test]
    fn words_are_found_where_they_stand() {
        let text = "Neural nets, neural’s, NEURAL";
        let mut hits = Vec::new();
        for_each_word(text, &mut String::new(), |place, token, _| {
            if token == "neural" {
                hits.push(&text[place]);
            }
        });
        assert_eq!(hits, ["Neural", "neural’s", "NEURAL"]);
    }
}

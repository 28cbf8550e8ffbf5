//! Text to tokens: Unicode words (UAX 29) in lower case.
//!
//! Chinese and Japanese words are not found: UAX 29 gives one token for each Han character, and that is what is counted.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::stop_words::is_stop_word;

/// Calls `each` with every token of `text` that may become a term: lower case, with a letter, of two characters or more
/// (or one Han character or Hangul syllable), no stop word.
pub fn for_each_token(text: &str, mut each: impl FnMut(&str)) {
    let mut lower = String::new();
    for word in text.unicode_words() {
        if let Some(token) = token_of_word(word, &mut lower) {
            each(token);
        }
    }
}

/// The places of the tokens that `wanted` accepts, as byte ranges of `text`.
pub fn find_tokens(text: &str, mut wanted: impl FnMut(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for_each_token_at(text, |place, token| {
        if wanted(token) {
            found.push(place);
        }
    });
    found
}

/// Calls `each` with every such token of `text` and its place, as a byte range.
pub fn for_each_token_at(text: &str, mut each: impl FnMut(Range<usize>, &str)) {
    let mut lower = String::new();
    for (start, word) in text.unicode_word_indices() {
        if let Some(token) = token_of_word(word, &mut lower) {
            each(start..start + word.len(), token);
        }
    }
}

/// The token of a word, written into `lower`; `None` for a word that is never counted.
fn token_of_word<'a>(word: &str, lower: &'a mut String) -> Option<&'a str> {
    lower.clear();
    for c in word.chars() {
        match c {
            '’' => lower.push('\''),
            'A'..='Z' => lower.push(c.to_ascii_lowercase()),
            _ => lower.extend(c.to_lowercase()),
        }
    }
    if is_stop_word(lower) {
        return None;
    }
    let token = lower.strip_suffix("'s").unwrap_or(lower);
    let mut chars = token.chars();
    let (first, second) = (chars.next()?, chars.next());
    let long_enough = second.is_some() || stands_alone(first);
    (long_enough && token.chars().any(char::is_alphabetic) && !is_stop_word(token)).then_some(token)
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
        for_each_token(text, |token| tokens.push(token.to_owned()));
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
    fn tokens_are_found_where_they_stand() {
        let text = "Neural nets, neural’s, NEURAL";
        let hits: Vec<&str> =
            find_tokens(text, |token| token == "neural").into_iter().map(|range| &text[range]).collect();
        assert_eq!(hits, ["Neural", "neural’s", "NEURAL"]);
    }
}

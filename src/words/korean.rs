//! Stand-in: replaced by the Korean analyser.

use std::ops::Range;

use super::analyser::Analyser;
use super::params::KoreanParams;
use super::script::Script;
use super::tokenizer::{Fate, Token};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    Word(Token<'a>),
    Other(Range<usize>),
}

/// Hangul runs are words, without one of some particles.
pub fn for_each_word(analyser: &mut Analyser<'_>, text: &str, params: &KoreanParams, each: &mut dyn FnMut(Found<'_>)) {
    let _ = (&analyser.words, params);
    let is_hangul = |c: char| Script::of(c) == Script::Hangul;
    let mut start = 0;
    while start < text.len() {
        let hangul = text[start..].starts_with(is_hangul);
        let length = text[start..].find(|c| is_hangul(c) != hangul).unwrap_or(text.len() - start);
        let end = start + length;
        let noun =
            ["은", "는", "이", "가", "을", "를"].iter().find_map(|&end| text[start..start + length].strip_suffix(end));
        match noun.filter(|_| hangul) {
            Some(noun) => {
                let inner = start + noun.len();
                if inner > start {
                    each(Found::Word(Token { place: start..inner, term: noun, fate: Fate::Term }));
                }
                each(Found::Word(Token { place: inner..end, term: &text[inner..end], fate: Fate::NoWord }));
            }
            None if hangul => each(Found::Word(Token { place: start..end, term: &text[start..end], fate: Fate::Term })),
            None => each(Found::Other(start..end)),
        }
        start = end;
    }
}

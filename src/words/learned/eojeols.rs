//! Which parts of a text are eojeols: runs of Hangul syllables, told as numbers.

use std::ops::Range;

use super::hangul::{MAX_SYLLABLES, ShortWord, Word, is_jamo};
use crate::words::script::{SYLLABLE_BYTES, Script, syllable_at, syllable_of};

/// A part of a text; its neighbours are none of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A run of syllables.
    Eojeol(Word),
    /// A run of more syllables than a [`Word`] holds.
    LongEojeol,
    /// Consonants and vowels that stand by themselves.
    Jamo,
    /// No Hangul. What is ASCII and holds neither letter nor digit is not told.
    Other,
}

/// Calls `each` with the parts of `text`, in their order.
#[inline]
pub fn for_each_part(text: &str, mut each: impl FnMut(Range<usize>, Part)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if let Some((word, n)) = run_at(bytes, at) {
            at += n * SYLLABLE_BYTES;
            each(start..at, if n <= MAX_SYLLABLES { Part::Eojeol(word) } else { Part::LongEojeol });
            continue;
        }
        let mut may_hold_words = false;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii() {
                may_hold_words |= byte.is_ascii_alphanumeric();
                at += 1;
                continue;
            }
            let Some(c) = other_than_hangul(text, at) else { break };
            may_hold_words = true;
            at += c.len_utf8();
        }
        if at > start {
            if may_hold_words {
                each(start..at, Part::Other);
            }
            continue;
        }
        at += text[at..].chars().take_while(|&c| is_jamo(c)).map(char::len_utf8).sum::<usize>();
        if at > start {
            each(start..at, Part::Jamo);
        } else {
            // Half the width of jamo, for terminals.
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
}

/// The character at `at`, which is not ASCII, if it is of another script.
fn other_than_hangul(text: &str, at: usize) -> Option<char> {
    if syllable_at(text.as_bytes(), at).is_some() {
        return None;
    }
    text[at..].chars().next().filter(|&c| Script::of(c) != Script::Hangul)
}

/// The run of syllables that begins at `at`, and how many they are; more than a [`Word`] holds make an empty one.
#[inline]
fn run_at(bytes: &[u8], at: usize) -> Option<(Word, usize)> {
    let mut rest = bytes.get(at..)?;
    let mut next = || {
        let (&first, behind) = rest.split_first_chunk::<SYLLABLE_BYTES>()?;
        let syllable = syllable_of(first)?;
        rest = behind;
        Some(syllable)
    };
    // Most runs are short.
    let (mut word, mut n) = (ShortWord::default(), 0);
    while n < ShortWord::MAX_SYLLABLES {
        let Some(syllable) = next() else { return (n > 0).then(|| (word.aligned(n), n)) };
        word = word.and(syllable);
        n += 1;
    }
    let mut word = word.aligned(n);
    while let Some(syllable) = next() {
        if n < MAX_SYLLABLES {
            word = word.with(n, syllable);
        }
        n += 1;
    }
    Some((if n <= MAX_SYLLABLES { word } else { Word::default() }, n))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str) -> Vec<(&str, char)> {
        let mut parts = Vec::new();
        for_each_part(text, |place, part| {
            let kind = match part {
                Part::Eojeol(word) => {
                    assert_eq!(word.to_string(), text[place.clone()]);
                    'e'
                }
                Part::LongEojeol => 'l',
                Part::Jamo => 'j',
                Part::Other => 'o',
            };
            parts.push((&text[place], kind));
        });
        parts
    }

    #[test]
    fn eojeols_end_at_anything_else() {
        assert_eq!(
            parts("영화가, nice한ㅋㅋ \u{3000}가나다라마바사아자차 끝!"),
            [
                ("영화가", 'e'),
                (", nice", 'o'),
                ("한", 'e'),
                ("ㅋㅋ", 'j'),
                (" \u{3000}", 'o'),
                ("가나다라마바사아자차", 'l'),
                ("끝", 'e')
            ]
        );
        assert_eq!(parts(":\u{FFFC}"), [(":\u{FFFC}", 'o')]);
        assert_eq!(
            parts("ㅋ\u{FFA1}ㅋ힣\u{1112}\u{1161}é"),
            [("ㅋ", 'j'), ("ㅋ", 'j'), ("힣", 'e'), ("\u{1112}\u{1161}", 'j'), ("é", 'o')]
        );
    }

    proptest! {
        #[test]
        fn parts_are_the_runs_of_their_scripts(
            text in "([가-힣]{0,12}|[ㄱ-ㅎ\u{1100}-\u{1112}\u{FFA1}]|[ a.1\n]{0,3}|[é漢か”\u{318F}\u{3000}]|\\PC){0,20}"
        ) {
            let is_syllable = |c: char| ('가'..='힣').contains(&c);
            let kind_of = |c: char| if is_syllable(c) { 0 } else if Script::of(c) != Script::Hangul { 2 } else if is_jamo(c) { 1 } else { 3 };
            let chars: Vec<(usize, char)> = text.char_indices().collect();
            let mut expected = Vec::new();
            for run in chars.chunk_by(|a, b| kind_of(a.1) == kind_of(b.1)) {
                let (last, c) = run[run.len() - 1];
                let run_text = &text[run[0].0..last + c.len_utf8()];
                match kind_of(c) {
                    0 => expected.push((run_text, if run.len() > MAX_SYLLABLES { 'l' } else { 'e' })),
                    1 => expected.push((run_text, 'j')),
                    2 if !run_text.is_ascii() || run_text.bytes().any(|byte| byte.is_ascii_alphanumeric()) => expected.push((run_text, 'o')),
                    _ => {}
                }
            }
            prop_assert_eq!(parts(&text), expected);
        }
    }
}

//! Words that the researcher never wants to be cut: names, brands, several words as one.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::fates::term_of;
use super::script::Script;

/// Finds the longest word of the researcher's list at each place where a word can begin.
#[derive(Debug, Default)]
pub struct UserWords {
    /// By their first character in lower case; longest first.
    by_first: FxHashMap<char, Vec<UserWord>>,
}

#[derive(Debug)]
struct UserWord {
    chars: Box<[char]>,
    term: Box<str>,
}

/// A stretch between words of the list, or one of them.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Rest(Range<usize>),
    Word(Range<usize>, &'a str),
    /// A Korean particle that stands at a word of the list.
    Particle(Range<usize>),
}

/// What may follow a word in Korean without a blank: particles and the forms of 이다.
const PARTICLES: &[&str] = &[
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "와",
    "과",
    "도",
    "만",
    "로",
    "으로",
    "나",
    "이나",
    "라",
    "이라",
    "란",
    "이란",
    "다",
    "이다",
    "며",
    "이며",
    "고",
    "이고",
    "들",
    "들은",
    "들이",
    "들을",
    "들의",
    "들에게",
    "에서",
    "에게",
    "에는",
    "에도",
    "에서는",
    "에서도",
    "에게는",
    "한테",
    "께",
    "께서",
    "부터",
    "까지",
    "처럼",
    "보다",
    "마다",
    "조차",
    "밖에",
    "로는",
    "으로는",
    "로서",
    "으로서",
    "로써",
    "으로써",
    "로부터",
    "으로부터",
    "랑",
    "이랑",
    "라는",
    "이라는",
    "라고",
    "이라고",
    "인",
    "입니다",
    "와의",
    "과의",
    "만이",
    "만의",
    "만을",
];
/// Bytes of the longest particle.
const LONGEST_PARTICLE: usize = 12;
/// Bytes of blanks that may stand where the list has one.
const LONGEST_BLANK: usize = 16;

impl UserWords {
    pub fn new(words: &[String]) -> Self {
        let mut by_first: FxHashMap<char, Vec<UserWord>> = FxHashMap::default();
        for word in words {
            let term = term_of(word);
            let chars: Box<[char]> = term.chars().collect();
            let Some(first) = chars.first().and_then(|c| c.to_lowercase().next()) else { continue };
            let same_first = by_first.entry(first).or_default();
            if !same_first.iter().any(|other| other.chars == chars) {
                same_first.push(UserWord { chars, term: term.into() });
            }
        }
        by_first.values_mut().for_each(|words| words.sort_by_key(|word| std::cmp::Reverse(word.chars.len())));
        Self { by_first }
    }

    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// Calls `each` with all pieces of `text` in their order; together they are the text.
    pub fn for_each_piece(&self, text: &str, mut each: impl FnMut(Piece<'_>)) {
        let (mut given, mut at, mut before) = (0, 0, None);
        while let Some(c) = text[at..].chars().next() {
            let found = if begins_word(before, c) { self.found_at(text, at, c) } else { None };
            let Some((word, end, particle)) = found else {
                at += c.len_utf8();
                before = Some(c);
                continue;
            };
            if at > given {
                each(Piece::Rest(given..at));
            }
            each(Piece::Word(at..end, &word.term));
            if particle > 0 {
                each(Piece::Particle(end..end + particle));
            }
            at = end + particle;
            given = at;
            before = text[..at].chars().next_back();
        }
        if given < text.len() {
            each(Piece::Rest(given..text.len()));
        }
    }

    /// The longest word that stands at `at`, where `first` is; where it ends, and the length of the particle after it.
    fn found_at(&self, text: &str, at: usize, first: char) -> Option<(&UserWord, usize, usize)> {
        let first = first.to_lowercase().next()?;
        self.by_first.get(&first)?.iter().find_map(|word| {
            let end = at + word.length_at(&text[at..])?;
            let particle = particle_after(text, end)?;
            Some((word, end, particle))
        })
    }
}

impl UserWord {
    /// The length of the word at the beginning of `text`; a blank stands for some blanks and at most one end of a line.
    fn length_at(&self, text: &str) -> Option<usize> {
        let mut rest = text;
        let mut wanted = self.chars.iter().copied();
        while let Some(next) = wanted.next() {
            let c = rest.chars().next()?;
            if next == ' ' {
                let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
                let blank = blank + usize::from(rest[blank..].starts_with('\n'));
                let more = rest[blank..].len() - rest[blank..].trim_start_matches([' ', '\t']).len();
                if blank + more == 0 || blank + more > LONGEST_BLANK {
                    return None;
                }
                rest = &rest[blank + more..];
                continue;
            }
            let c_len = c.len_utf8();
            let mut lower = if c == '’' { '\''.to_lowercase() } else { c.to_lowercase() };
            if lower.next() != Some(next) || lower.any(|more| wanted.next() != Some(more)) {
                return None;
            }
            rest = &rest[c_len..];
        }
        Some(text.len() - rest.len())
    }
}

fn begins_word(before: Option<char>, c: char) -> bool {
    let Some(before) = before else { return !c.is_whitespace() };
    if c.is_whitespace() {
        return false;
    }
    !before.is_alphanumeric() || !c.is_alphanumeric() || parts_no_words(before) || parts_no_words(c)
}

/// The length of the Korean particle that stands at the end of a word, 0 without one; `None` if the word goes on.
fn particle_after(text: &str, end: usize) -> Option<usize> {
    let last = text[..end].chars().next_back()?;
    let rest = &text[end..];
    let Some(next) = rest.chars().next() else { return Some(0) };
    if !next.is_alphanumeric() && next != '_' || parts_no_words(next) || parts_no_words(last) {
        return Some(0);
    }
    if Script::of(next) != Script::Hangul {
        return if last.is_alphanumeric() { None } else { Some(0) };
    }
    let near = &rest[..rest.floor_char_boundary(LONGEST_PARTICLE + 4)];
    let length = near.find(|c: char| !c.is_alphanumeric()).unwrap_or(near.len());
    PARTICLES.contains(&&near[..length]).then_some(length)
}

fn parts_no_words(c: char) -> bool {
    !c.is_ascii() && Script::of(c).parts_no_words()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(list: &[&str], text: &str) -> Vec<String> {
        let list: Vec<String> = list.iter().map(|&word| word.to_owned()).collect();
        let mut words = Vec::new();
        let mut end = 0;
        UserWords::new(&list).for_each_piece(text, |piece| {
            let place = match piece {
                Piece::Rest(place) | Piece::Particle(place) => place,
                Piece::Word(place, term) => {
                    words.push(term.to_owned());
                    place
                }
            };
            assert_eq!(place.start, end);
            assert!(!text[place.clone()].is_empty());
            end = place.end;
        });
        assert_eq!(end, text.len());
        words
    }

    #[test]
    fn the_longest_word_is_found_in_any_case_and_over_blanks() {
        let list = ["machine learning", "Machine", "C++", ".NET", "node.js"];
        assert_eq!(
            words(&list, "Machine  Learning in C++, .net and Node.js; machines"),
            ["machine learning", "c++", ".net", "node.js"]
        );
        assert_eq!(words(&list, "machine\nlearning"), ["machine learning"]);
        assert_eq!(words(&list, "machine\n\nlearning"), ["machine"]);
        assert_eq!(words(&["NASA"], "NASA's and nasal"), ["nasa"]);
    }

    #[test]
    fn korean_words_are_found_with_their_particles_but_not_inside_others() {
        assert_eq!(words(&["챗GPT", "인공 지능"], "챗GPT는 인공 지능입니다. 챗GPT류"), ["챗gpt", "인공 지능"]);
        assert_eq!(words(&["지능"], "인공지능은"), [""; 0]);
    }

    #[test]
    fn scripts_without_blanks_hold_words_anywhere() {
        assert_eq!(words(&["北京大学"], "我在北京大学学习"), ["北京大学"]);
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(list in proptest::collection::vec("[aB가 ’漢İ+]{0,4}", 0..4), text in "[aAbB가는 \n’漢İ+é]{0,30}") {
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            words(&list, &text);
        }
    }
}

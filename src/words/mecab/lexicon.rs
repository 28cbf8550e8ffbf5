//! Words with their connection ids and costs, gathered as the text that vibrato reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Lines `surface,left,right,cost,feature`.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub text: String,
    /// How many common nouns have these ids, by left id, right id and whether the noun ends in a consonant.
    nouns: BTreeMap<(bool, u16, u16), usize>,
}

/// Connection ids that a new noun gets: those that most common nouns of the dictionary have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NounIds {
    pub left: u16,
    /// After a vowel, where 가, 는 and 를 follow.
    pub right_open: u16,
    /// After a consonant, where 이, 은 and 을 follow.
    pub right_closed: u16,
}

impl Lexicon {
    /// Adds a word; one that no text can hold, or that would not survive as a line, is left out.
    pub fn push(&mut self, surface: &str, ids: (u16, u16), cost: i16, feature: &str) {
        if surface.is_empty() || surface.len() > 1024 || surface.contains(char::is_control) {
            return;
        }
        if feature == "NNG" {
            *self.nouns.entry((is_closed(surface), ids.0, ids.1)).or_default() += 1;
        }
        if surface.contains([',', '"']) {
            write!(self.text, "\"{}\"", surface.replace('"', "\"\"")).expect("a String takes all");
        } else {
            self.text.push_str(surface);
        }
        writeln!(self.text, ",{},{},{cost},{feature}", ids.0, ids.1).expect("a String takes all");
    }

    /// `None` if there is no common noun (tag NNG): the dictionary is of another language or has other tags.
    pub fn noun_ids(&self) -> Option<NounIds> {
        let commonest = |closed: bool| {
            let nouns = self.nouns.iter().filter(|((is_closed, ..), _)| *is_closed == closed);
            // Of equally common ones the smallest.
            nouns.rev().max_by_key(|(_, count)| **count).map(|((_, left, right), _)| (*left, *right))
        };
        let (open, closed) = (commonest(false), commonest(true));
        let (left, right_open) = open.or(closed)?;
        Some(NounIds { left, right_open, right_closed: closed.map_or(right_open, |(_, right)| right) })
    }
}

/// Whether the last character is a syllable with a final consonant.
pub fn is_closed(word: &str) -> bool {
    // Syllables stand in blocks of 28: first one without, then one for each final consonant.
    word.chars().next_back().is_some_and(|last| is_syllable(last) && !(last as u32 - 0xAC00).is_multiple_of(28))
}

/// Whether `c` is a composed Hangul syllable.
pub fn is_syllable(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// `NNG`, or `VV+EP,가` for a contraction such as 갔 whose `expression` is `가/VV/*+았/EP/*`.
pub fn short_feature(tag: &str, expression: Option<&str>) -> String {
    let plain = |text: &str| !text.is_empty() && text.len() <= 64 && !text.contains([',', '"', '\r', '\n']);
    let tag = if plain(tag) { tag } else { "UNKNOWN" };
    let stem = expression.filter(|_| tag.contains('+')).and_then(|expression| expression.split('/').next());
    // Homonyms are numbered.
    let stem = stem.map(|stem| stem.trim_end_matches(|c: char| c.is_ascii_digit()));
    match stem.filter(|stem| plain(stem)) {
        Some(stem) => format!("{tag},{stem}"),
        None => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_cut_to_the_tag_and_the_stem_of_a_contraction() {
        assert_eq!(short_feature("NNG", Some("인공/NNG/*+지능/NNG/*")), "NNG");
        assert_eq!(short_feature("VV+EP", Some("가/VV/*+았/EP/*")), "VV+EP,가");
        assert_eq!(short_feature("NNG+XSV+EC", Some("정진7/NNG/*+하/XSV/*")), "NNG+XSV+EC,정진");
        assert_eq!(short_feature("VV+EP", None), "VV+EP");
        assert_eq!(short_feature("", None), "UNKNOWN");
        assert_eq!(short_feature("a\nb", None), "UNKNOWN");
    }

    #[test]
    fn new_nouns_get_the_ids_of_most_common_nouns() {
        let mut lexicon = Lexicon::default();
        assert_eq!(lexicon.noun_ids(), None);
        for (word, right) in [("나무", 3), ("바다", 3), ("구두", 4), ("집", 5)] {
            lexicon.push(word, (2, right), 10, "NNG");
        }
        lexicon.push("a,\"b", (7, 7), -5, "SL");
        lexicon.push("", (1, 1), 0, "NNG");
        assert_eq!(lexicon.noun_ids(), Some(NounIds { left: 2, right_open: 3, right_closed: 5 }));
        assert_eq!(lexicon.text.lines().last(), Some("\"a,\"\"b\",7,7,-5,SL"));
        assert!(is_closed("집") && !is_closed("나무") && !is_closed("AI") && !is_closed(""));
    }
}

//! Words of scripts that part no words (Han, kana, Thai, Lao, Khmer, Burmese), by dictionaries.
//!
//! Not by the neural models that there are for some of these scripts: sums of floating-point numbers would make the words
//! depend on the machine.

use std::ops::Range;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::script::Script;

#[derive(Debug)]
pub struct Segmenter(WordSegmenterBorrowed<'static>);

impl Segmenter {
    pub fn new() -> Self {
        Self(WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()))
    }

    /// Calls `each` with the place of every word of `text`, and whether it may be one: a single kana is a particle.
    pub fn for_each_word(&self, text: &str, mut each: impl FnMut(Range<usize>, bool)) {
        let mut start = 0;
        for (end, kind) in self.0.segment_str(text).iter_with_word_type() {
            if kind.is_word_like() && end > start {
                each(start..end, !is_single_kana(&text[start..end]));
            }
            start = end;
        }
    }
}

fn is_single_kana(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| Script::of(c) == Script::Kana) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        Segmenter::new().for_each_word(text, |place, may| {
            if may {
                words.push(&text[place]);
            }
        });
        words
    }

    #[test]
    fn words_without_blanks_are_found() {
        assert_eq!(words("東京都に行く。"), ["東京", "都", "行く"]);
        assert_eq!(words("北京大学的学生")[..3], ["北京", "大学", "的"]);
        assert_eq!(words("ภาษาไทย"), ["ภาษา", "ไทย"]);
        assert_eq!(words("。、"), [""; 0]);
    }
}

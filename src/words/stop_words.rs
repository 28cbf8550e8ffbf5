//! Function words that no topic is about: small lists of our own, each for the documents of its language.

use std::sync::LazyLock;

use super::interner::Interner;
use super::key::Key;
use super::keyed::Keyed;
use super::language::Language;

/// A set of lists, as a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lists(u32);

/// The lists with the ISO 639-3 code of their language; the place here is the bit.
const LISTS: [(&str, &str); 16] = [
    ("eng", include_str!("../../assets/stop_words/en.txt")),
    ("kor", include_str!("../../assets/stop_words/ko.txt")),
    ("tha", include_str!("../../assets/stop_words/th.txt")),
    ("deu", include_str!("../../assets/stop_words/de.txt")),
    ("fra", include_str!("../../assets/stop_words/fr.txt")),
    ("spa", include_str!("../../assets/stop_words/es.txt")),
    ("ita", include_str!("../../assets/stop_words/it.txt")),
    ("por", include_str!("../../assets/stop_words/pt.txt")),
    ("nld", include_str!("../../assets/stop_words/nl.txt")),
    ("swe", include_str!("../../assets/stop_words/sv.txt")),
    ("vie", include_str!("../../assets/stop_words/vi.txt")),
    ("rus", include_str!("../../assets/stop_words/ru.txt")),
    ("ara", include_str!("../../assets/stop_words/ar.txt")),
    ("hin", include_str!("../../assets/stop_words/hi.txt")),
    ("jpn", include_str!("../../assets/stop_words/ja.txt")),
    ("cmn", include_str!("../../assets/stop_words/zh.txt")),
];

/// All words of the lists.
struct Listed {
    words: Interner,
    /// For each word the lists that hold it, by the word's number.
    lists_of: Vec<Lists>,
    /// The same with a byte for each list, the first lowest.
    bytes_of: Vec<u128>,
    /// The last bits of the words' tags: most words that are in no list are known by them, in little memory.
    tags: Box<[u64]>,
}

const TAG_BITS: usize = 1 << 15;

static WORDS: LazyLock<Listed> = LazyLock::new(|| {
    let (mut words, mut lists_of) = (Interner::default(), Vec::new());
    let mut tags = vec![0; TAG_BITS / 64];
    for (bit, (_, list)) in LISTS.into_iter().enumerate() {
        let lines = list.lines().filter(|line| !line.starts_with('#'));
        for word in lines.flat_map(str::split_whitespace) {
            let key = Key::of(word);
            let id = words.intern(word, key) as usize;
            let tag = key.tag() as usize % TAG_BITS;
            tags[tag / 64] |= 1 << (tag % 64);
            lists_of.resize(lists_of.len().max(id + 1), Lists::NONE);
            lists_of[id].0 |= 1 << bit;
        }
    }
    let bytes = |lists: &Lists| (0..LISTS.len()).map(|bit| u128::from(lists.0 >> bit & 1) << (8 * bit)).sum();
    let bytes_of = lists_of.iter().map(bytes).collect();
    Listed { words, lists_of, bytes_of, tags: tags.into() }
});

impl Listed {
    /// Whether a list may hold the word.
    #[inline]
    fn may_hold(&self, key: Key) -> bool {
        let tag = key.tag() as usize % TAG_BITS;
        self.tags[tag / 64] >> (tag % 64) & 1 == 1
    }
}

impl Lists {
    pub const NONE: Self = Self(0);
    /// What version 0.1 applied to all documents, and what is applied where no language is known.
    pub const ENGLISH_AND_KOREAN: Self = Self(0b11);
    /// Languages that alone have their script: no word of another language can be in these lists.
    const OF_THEIR_OWN_SCRIPT: Self = Self(0b110);

    /// The lists for documents of a language. Words in Latin letters among Korean, Japanese or Russian ones are mostly
    /// English, so the English list is for all languages with another script as well.
    pub fn of(language: Option<Language>) -> Self {
        let Some(language) = language else { return Self::ENGLISH_AND_KOREAN };
        let own = LISTS.iter().position(|&(code, _)| code == language.code()).map_or(0, |bit| 1 << bit);
        let english = u32::from(!language.has_latin_script());
        Self(own | english | Self::OF_THEIR_OWN_SCRIPT.0)
    }

    /// Whether one of the lists holds `word`, which is in lower case and has that key.
    pub fn contain(self, word: &str, key: Key) -> bool {
        let Listed { words, lists_of, .. } = &*WORDS;
        WORDS.may_hold(key) && words.find(word, key).is_some_and(|id| self.0 & lists_of[id as usize].0 != 0)
    }
}

/// Counts function words of all languages, to tell which language a text is in.
#[derive(Debug, Default)]
pub struct FunctionWords {
    of_list: [u32; LISTS.len()],
    n_words: u32,
}

/// Words that are looked at together.
const MOST_TOGETHER: usize = u64::BITS as usize;

impl FunctionWords {
    /// Counts words in lower case.
    pub fn count(&mut self, words: &impl Keyed) {
        let listed = &*WORDS;
        self.n_words += words.n_words() as u32;
        for start in (0..words.n_words()).step_by(MOST_TOGETHER) {
            // Whether a word may be listed cannot be foreseen, so there is no branch.
            let keys = words.keys().skip(start).take(MOST_TOGETHER);
            let mut likely =
                keys.enumerate().fold(0_u64, |bits, (at, key)| bits | u64::from(listed.may_hold(key)) << at);
            // A byte for each list holds their number.
            let mut n_of_lists = 0_u128;
            while likely != 0 {
                let place = start + likely.trailing_zeros() as usize;
                let id = listed.words.find(words.word(place), words.key(place));
                n_of_lists += id.map_or(0, |id| listed.bytes_of[id as usize]);
                likely &= likely - 1;
            }
            self.of_list.iter_mut().zip(n_of_lists.to_le_bytes()).for_each(|(n, more)| *n += u32::from(more));
        }
    }

    /// The language that has a fifth of the words, and twice as many as any other.
    pub fn clear_language(&self) -> Option<Language> {
        self.language(5, 5, 2)
    }

    /// The language that has a third of the words, and thrice as many as any other: more words would not change it.
    pub fn obvious_language(&self) -> Option<Language> {
        self.language(6, 3, 3)
    }

    /// Whether the text is rather in this language than in another one with a list.
    pub fn rather(&self, language: Language) -> bool {
        let Some(bit) = LISTS.iter().position(|&(code, _)| code == language.code()) else { return false };
        let others = self.of_list.iter().enumerate().filter(|&(other, _)| other != bit);
        self.of_list[bit] >= 2 && others.map(|(_, &n)| n).all(|n| 2 * n <= self.of_list[bit] + 1)
    }

    fn language(&self, least: u32, one_in: u32, times_the_second: u32) -> Option<Language> {
        let (bit, &most) = self.of_list.iter().enumerate().max_by_key(|&(bit, &n)| (n, LISTS.len() - bit))?;
        let others = self.of_list.iter().enumerate().filter(|&(other, _)| other != bit);
        let second = others.map(|(_, &n)| n).max().unwrap_or_default();
        let clear = most >= least && most * one_in >= self.n_words && most >= times_the_second * second;
        if clear { Language::from_code(LISTS[bit].0) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::is_nfc;

    use super::*;
    use crate::words::unicode::{Finder, Found};

    impl Lists {
        fn have(self, word: &str) -> bool {
            self.contain(word, Key::of(word))
        }
    }

    fn lists(code: &str) -> Lists {
        Lists::of(Language::from_code(code))
    }

    #[test]
    fn lists_know_function_words_of_both_languages_and_leave_content_words() {
        for word in ["the", "don't", "between", "그리고", "있습니다", "것"] {
            assert!(Lists::ENGLISH_AND_KOREAN.have(word), "{word}");
        }
        for word in ["parsing", "translation", "청원", "국민", "#", "und"] {
            assert!(!Lists::ENGLISH_AND_KOREAN.have(word), "{word}");
        }
    }

    #[test]
    fn a_list_is_for_documents_of_its_language() {
        assert!(lists("deu").have("und") && !lists("eng").have("und"));
        assert!(!lists("eng").have("die") && lists("deu").have("die"));
        assert!(lists("jpn").have("the") && lists("rus").have("the") && !lists("deu").have("the"));
        assert!(lists("eng").have("그리고"));
        assert!(!lists("pol").have("the"));
    }

    #[test]
    fn every_listed_word_is_found_and_no_other() {
        for (bit, (_, list)) in LISTS.into_iter().enumerate() {
            for word in list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
                assert!(Lists(1 << bit).have(word), "{word}");
                let longer = format!("{word}{word}x");
                assert!(!Lists(u32::MAX).have(&longer), "{longer}");
            }
        }
        assert!(!Lists(u32::MAX).have(""));
    }

    #[test]
    fn function_words_are_counted_by_list_in_texts_of_any_length() {
        let mut finder = Finder::default();
        for n in [1, 3, 40, 400] {
            let mut words = FunctionWords::default();
            finder.find(&"the und parsing ".repeat(n), |found| match found {
                Found::Ascii(ascii, _) => words.count(ascii),
                Found::Word(_, word) => words.count(&word),
            });
            words.count(&"그리고");
            let n_words = n as u32;
            assert_eq!(
                (words.n_words, words.of_list[0], words.of_list[1], words.of_list[3]),
                (3 * n_words + 1, n_words, 1, n_words)
            );
        }
    }

    #[test]
    fn each_list_is_in_lower_case_and_composed_and_of_sensible_size() {
        for (code, list) in LISTS {
            assert!(Language::from_code(code).is_some(), "{code}");
            assert!(list.starts_with('#'), "{code}");
            let words: Vec<&str> =
                list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
            assert!((60..600).contains(&words.len()), "{code}: {} words", words.len());
            for word in words {
                assert!(is_nfc(word), "{code}: {word}");
                assert_eq!(word.to_lowercase(), word, "{code}");
            }
        }
    }
}

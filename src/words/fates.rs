//! What becomes of a word: stop word, term or neither. All lists and wishes of the researcher meet here.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization as _;

use super::key::Key;
use super::language::Language;
use super::params::StopWordParams;
use super::stem::Shown;
use super::stop_words::Lists;
use super::tokenizer::Fate;
use super::unicode;

/// Decides for all documents of a corpus.
#[derive(Debug, Default)]
pub struct Wishes {
    without_lists: bool,
    numbers: bool,
    /// Words that are kept (`Term`), and the researcher's stop words.
    named: FxHashMap<Box<str>, Fate>,
}

/// Decides for the words of one document.
#[derive(Clone, Copy, Debug)]
pub struct Fates<'a> {
    wishes: &'a Wishes,
    lists: Lists,
    elided: &'static [&'static str],
    shown: Option<Shown<'a>>,
}

impl Wishes {
    pub fn new(params: &StopWordParams, numbers: bool) -> Self {
        let mut wishes = Self { without_lists: params.without_lists, numbers, named: FxHashMap::default() };
        for (words, fate) in [(&params.user, Fate::StopWord), (&params.keep, Fate::Term)] {
            for word in words {
                wishes.named.insert(term_of(word).into(), fate);
            }
        }
        wishes
    }

    /// Whether the researcher wants this term to be kept.
    pub fn keep(&self, term: &str) -> bool {
        self.named.get(term) == Some(&Fate::Term)
    }

    /// Whether the researcher wants this term to be none.
    pub fn stop(&self, term: &str) -> bool {
        self.named.get(term) == Some(&Fate::StopWord)
    }

    /// With the forms that named words are shown in.
    pub fn extend(&mut self, shown_form: impl Fn(&str) -> Option<Box<str>>) {
        let mut more: Vec<(Box<str>, Fate)> =
            self.named.iter().filter_map(|(word, &fate)| Some((shown_form(word)?, fate))).collect();
        // Of a word to keep and one to stop that are shown alike, it is the one to keep that counts.
        more.sort_unstable_by_key(|&(_, fate)| fate == Fate::Term);
        for (word, fate) in more {
            if !self.keep(&word) {
                self.named.insert(word, fate);
            }
        }
    }

    /// As version 0.1 did for all documents.
    pub fn plain(&self) -> Fates<'_> {
        let lists = if self.without_lists { Lists::NONE } else { Lists::ENGLISH_AND_KOREAN };
        Fates { wishes: self, lists, elided: &[], shown: None }
    }

    pub fn in_language<'a>(&'a self, language: Option<Language>, shown: Option<Shown<'a>>) -> Fates<'a> {
        let lists = if self.without_lists { Lists::NONE } else { Lists::of(language) };
        Fates { wishes: self, lists, elided: language.map_or(&[], Language::elided_words), shown }
    }
}

/// A word that the researcher typed, as terms are: composed, in lower case, with single blanks.
pub fn term_of(word: &str) -> String {
    let mut lower = String::new();
    let word: String = word.nfc().collect();
    let words: Vec<String> =
        word.split_whitespace().map(|word| unicode::lower_case(word, &mut lower).to_owned()).collect();
    words.join(" ")
}

impl<'a> Fates<'a> {
    /// The term that a word in lower case is counted as, and its fate.
    pub fn of_word<'w>(&self, word: &'w str) -> (&'w str, Fate)
    where
        'a: 'w,
    {
        self.of_keyed(word, Key::of(word))
    }

    /// The same of a word whose key is known.
    pub fn of_keyed<'w>(&self, word: &'w str, key: Key) -> (&'w str, Fate)
    where
        'a: 'w,
    {
        if let Some(fate) = self.named(word, key) {
            return (word, fate);
        }
        let mut token = word.strip_suffix("'s").unwrap_or(word);
        if !self.elided.is_empty()
            && let Some((before, after)) = token.split_once('\'')
            && !after.is_empty()
            && self.elided.contains(&before)
        {
            token = after;
        }
        if token.len() != word.len()
            && let Some(fate) = self.named(token, Key::of(token))
        {
            return (token, fate);
        }
        if !unicode::can_be_term(token, self.wishes.numbers) {
            return (token, Fate::NoWord);
        }
        self.shown(token)
    }

    /// Whether no word without letters is a term.
    pub fn ignores_numbers(&self) -> bool {
        !self.wishes.numbers && self.wishes.named.is_empty()
    }

    /// As [`of_word`](Self::of_word), for a word that an analyser of Korean has judged.
    pub fn of_judged<'w>(&self, word: &'w str, fate: Fate) -> (&'w str, Fate)
    where
        'a: 'w,
    {
        if let Some(named) = self.named(word, Key::of(word)) {
            return (word, named);
        }
        let counted_number = self.wishes.numbers
            && fate == Fate::NoWord
            && word.starts_with(char::is_numeric)
            && !word.contains(char::is_alphabetic)
            && unicode::can_be_term(word, true);
        (word, if counted_number { Fate::Term } else { fate })
    }

    /// As [`of_word`](Self::of_word), for a word of the researcher's own list, which no list of ours stops.
    pub fn of_user_word<'w>(&self, word: &'w str) -> (&'w str, Fate) {
        (word, self.wishes.named.get(word).copied().unwrap_or(Fate::Term))
    }

    fn named(&self, word: &str, key: Key) -> Option<Fate> {
        if !self.wishes.named.is_empty()
            && let Some(&fate) = self.wishes.named.get(word)
        {
            return Some(fate);
        }
        self.lists.contain(word, key).then_some(Fate::StopWord)
    }

    /// The commonest form of the same stem, which may be a word that the researcher named.
    fn shown<'w>(&self, token: &'w str) -> (&'w str, Fate)
    where
        'a: 'w,
    {
        match self.shown.and_then(|shown| shown.form(token)) {
            Some(shown) => (shown, self.wishes.named.get(shown).copied().unwrap_or(Fate::Term)),
            None => (token, Fate::Term),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes(user: &[&str], keep: &[&str], numbers: bool) -> Wishes {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Wishes::new(&StopWordParams { without_lists: false, user: owned(user), keep: owned(keep) }, numbers)
    }

    fn fate(wishes: &Wishes, code: &str, word: &str) -> Fate {
        wishes.in_language(Language::from_code(code), None).of_word(word).1
    }

    #[test]
    fn what_is_to_be_kept_beats_all_lists_and_lengths() {
        let wishes = wishes(&["Model", "who"], &["who", "C"], false);
        assert_eq!(fate(&wishes, "eng", "who"), Fate::Term);
        assert_eq!(fate(&wishes, "eng", "c"), Fate::Term);
        assert_eq!(fate(&wishes, "eng", "model"), Fate::StopWord);
        assert_eq!(fate(&wishes, "eng", "model's"), Fate::StopWord);
        assert_eq!(fate(&wishes, "eng", "the"), Fate::StopWord);
        assert_eq!(fate(&wishes, "eng", "d"), Fate::NoWord);
        assert!(wishes.keep("who") && !wishes.keep("model"));
        assert!(wishes.stop("model") && !wishes.stop("who") && !wishes.stop("the"));
        assert_eq!(term_of(" \u{1112}\u{1161}\u{11ab}국  Word "), "한국 word");
    }

    #[test]
    fn numbers_are_terms_only_if_wanted() {
        assert_eq!(fate(&wishes(&[], &[], false), "eng", "1984"), Fate::NoWord);
        let numbers = wishes(&[], &[], true);
        assert_eq!(fate(&numbers, "eng", "1984"), Fate::Term);
        assert_eq!(numbers.plain().of_judged("1984", Fate::NoWord).1, Fate::Term);
        assert_eq!(numbers.plain().of_judged("라도", Fate::NoWord).1, Fate::NoWord);
    }

    #[test]
    fn french_and_italian_words_lose_their_elided_article() {
        let wishes = wishes(&[], &[], false);
        let of = |code: &str, word: &'static str| wishes.in_language(Language::from_code(code), None).of_word(word);
        assert_eq!(of("fra", "l'histoire"), ("histoire", Fate::Term));
        assert_eq!(of("fra", "qu'il"), ("il", Fate::StopWord));
        assert_eq!(of("fra", "aujourd'hui"), ("aujourd'hui", Fate::Term));
        assert_eq!(of("ita", "dell'arte"), ("arte", Fate::Term));
        assert_eq!(of("eng", "o'brien"), ("o'brien", Fate::Term));
    }
}

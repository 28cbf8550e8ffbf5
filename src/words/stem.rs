//! Inflected forms of European languages as one term, which is shown as the commonest of them.
//!
//! Stems (Snowball; Porter: *An algorithm for suffix stripping*, 1980) are only used to find which forms belong together: no
//! stem is ever shown.

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::language::Language;

/// A word and the form that it is shown in.
type Pair = (Box<str>, Box<str>);
type Forms = FxHashMap<Box<str>, Box<str>>;

/// For each language the words that are shown in another form, as they are kept in the project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SurfaceForms {
    of_languages: Vec<(Language, Vec<Pair>)>,
}

/// [`SurfaceForms`] to look words up in.
#[derive(Debug, Default)]
pub struct Stems {
    of_languages: Vec<(Language, Forms)>,
}

/// How often each word of each language was met.
#[derive(Debug, Default)]
pub struct WordCounts {
    of_languages: Vec<(Language, FxHashMap<Box<str>, u64>)>,
}

/// The forms for the words of one document.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    forms: &'a Forms,
    /// In a document of another script, only words in Latin letters have forms.
    only_ascii: bool,
}

impl<'a> Shown<'a> {
    pub fn form(self, word: &str) -> Option<&'a str> {
        if self.only_ascii && !word.is_ascii() {
            return None;
        }
        self.forms.get(word).map(AsRef::as_ref)
    }
}

/// The language whose stems count in documents of `language`, if there is one: English for words in Latin letters where
/// the documents' own language has another script and no stemmer.
pub fn stemmed_language(language: Option<Language>) -> Option<Language> {
    let language = language?;
    if algorithm(language).is_some() {
        return Some(language);
    }
    if language.has_latin_script() { None } else { Language::from_code("eng") }
}

impl Stems {
    pub fn shown(&self, language: Option<Language>) -> Option<Shown<'_>> {
        let stemmed = stemmed_language(language)?;
        let (_, forms) = self.of_languages.iter().find(|(of, _)| *of == stemmed)?;
        Some(Shown { forms, only_ascii: language != Some(stemmed) })
    }

    /// The form that `word` is shown in, in the first language that has one.
    pub fn any_form(&self, word: &str) -> Option<Box<str>> {
        self.of_languages.iter().find_map(|(_, forms)| forms.get(word).cloned())
    }
}

impl From<&SurfaceForms> for Stems {
    fn from(forms: &SurfaceForms) -> Self {
        let of_languages = forms.of_languages.iter();
        Self {
            of_languages: of_languages.map(|(language, forms)| (*language, forms.iter().cloned().collect())).collect(),
        }
    }
}

impl WordCounts {
    pub fn count(&mut self, language: Language, word: &str) {
        let counts = self.counts_of(language);
        match counts.get_mut(word) {
            Some(n) => *n += 1,
            None => {
                counts.insert(word.into(), 1);
            }
        }
    }

    /// The counts of both; the order does not matter.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (language, words) in other.of_languages {
            let mine = self.counts_of(language);
            if mine.is_empty() {
                *mine = words;
                continue;
            }
            words.into_iter().for_each(|(word, n)| *mine.entry(word).or_default() += n);
        }
        self
    }

    fn counts_of(&mut self, language: Language) -> &mut FxHashMap<Box<str>, u64> {
        let at = self.of_languages.iter().position(|(of, _)| *of == language);
        let at = at.unwrap_or_else(|| {
            self.of_languages.push((language, FxHashMap::default()));
            self.of_languages.len() - 1
        });
        &mut self.of_languages[at].1
    }

    /// For each word whose stem has a commoner form, that form; of equally common ones it is the first in code point order.
    pub fn into_surface_forms(mut self) -> SurfaceForms {
        self.of_languages.sort_by_key(|(language, _)| language.code());
        let of_languages = self.of_languages.into_iter().filter_map(|(language, counts)| {
            let stemmer = Stemmer::create(algorithm(language)?);
            let mut words: Vec<(Box<str>, u64)> = counts.into_iter().collect();
            words.sort_unstable();
            let stems: Vec<Option<String>> =
                words.iter().map(|(word, _)| can_be_stemmed(word).then(|| stemmer.stem(word).into_owned())).collect();
            let mut commonest: FxHashMap<&str, usize> = FxHashMap::default();
            for (at, stem) in stems.iter().enumerate() {
                let Some(stem) = stem else { continue };
                let best = commonest.entry(stem).or_insert(at);
                if words[at].1 > words[*best].1 {
                    *best = at;
                }
            }
            let forms = stems.iter().enumerate().filter_map(|(at, stem)| {
                let best = *commonest.get(stem.as_deref()?)?;
                (best != at).then(|| (words[at].0.clone(), words[best].0.clone()))
            });
            Some((language, forms.collect()))
        });
        SurfaceForms { of_languages: of_languages.collect() }
    }
}

/// Stemmers are made for words: no numbers, names of files or endless strings.
fn can_be_stemmed(word: &str) -> bool {
    word.len() <= 64 && word.chars().all(|c| c.is_alphabetic() || c == '\'')
}

fn algorithm(language: Language) -> Option<Algorithm> {
    Some(match language.code() {
        "ara" => Algorithm::Arabic,
        "dan" => Algorithm::Danish,
        "nld" => Algorithm::Dutch,
        "eng" => Algorithm::English,
        "fin" => Algorithm::Finnish,
        "fra" => Algorithm::French,
        "deu" => Algorithm::German,
        "ell" => Algorithm::Greek,
        "hun" => Algorithm::Hungarian,
        "ita" => Algorithm::Italian,
        "nob" => Algorithm::Norwegian,
        "por" => Algorithm::Portuguese,
        "ron" => Algorithm::Romanian,
        "rus" => Algorithm::Russian,
        "spa" => Algorithm::Spanish,
        "swe" => Algorithm::Swedish,
        "tam" => Algorithm::Tamil,
        "tur" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn language(code: &str) -> Language {
        Language::from_code(code).unwrap()
    }

    fn forms(code: &str, words: &[&str]) -> Stems {
        let mut counts = WordCounts::default();
        words.iter().for_each(|word| counts.count(language(code), word));
        Stems::from(&counts.into_surface_forms())
    }

    #[test]
    fn forms_of_one_stem_are_shown_as_the_commonest() {
        let stems = forms("eng", &["studies", "studies", "study", "studied", "model", "models"]);
        let shown = stems.shown(Some(language("eng"))).unwrap();
        assert_eq!(shown.form("study"), Some("studies"));
        assert_eq!(shown.form("studied"), Some("studies"));
        assert_eq!(shown.form("studies"), None);
        assert_eq!((shown.form("models"), shown.form("model")), (Some("model"), None));
    }

    #[test]
    fn latin_words_of_korean_documents_follow_the_english_ones() {
        let stems = forms("eng", &["models", "models", "model"]);
        assert_eq!(stems.shown(Some(language("kor"))).unwrap().form("model"), Some("models"));
        assert!(stems.shown(Some(language("deu"))).is_none());
        assert!(stems.shown(None).is_none());
        assert_eq!(stemmed_language(Some(language("pol"))), None);
    }

    #[test]
    fn counts_merge_in_any_order() {
        let counted = |words: &[&str]| {
            let mut counts = WordCounts::default();
            words.iter().for_each(|word| counts.count(language("deu"), word));
            counts
        };
        let (one, other) = (["häuser", "haus", "haus"], ["häusern", "häuser"]);
        let forward = counted(&one).merge(counted(&other)).into_surface_forms();
        assert_eq!(forward, counted(&other).merge(counted(&one)).into_surface_forms());
    }

    proptest! {
        #[test]
        fn no_word_breaks_a_stemmer(
            word in "[a-zß-žА-яα-ωء-ي\u{B80}-\u{BFF}' ]{0,12}|\\PC{0,12}"
        ) {
            for language in Language::all() {
                let mut counts = WordCounts::default();
                counts.count(language, &word.to_lowercase());
                let _ = counts.into_surface_forms();
            }
        }
    }
}

//! Values that can be typed: names of choices, shares, numbers, lists of words.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::import::ENCODINGS;
use crate::import::encoding::{compose, detect, for_label};
use crate::words::Language;
use crate::words::params::{Cleaning, KoreanAnalyser};

/// Choices with their names and what else they may be called.
pub(super) type Names<T> = &'static [(&'static str, &'static [&'static str], T)];

/// Takes one of the names; a wrong one is told with those that there are.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(names: Names<T>) -> impl TypedValueParser<Value = T> {
    let values = names.iter().map(|(name, others, _)| PossibleValue::new(*name).aliases(*others));
    PossibleValuesParser::new(values).map(move |typed| {
        let mut known = names.iter().filter(|(name, others, _)| *name == typed || others.contains(&typed.as_str()));
        known.next().expect("the parser lets nothing else through").2
    })
}

/// What a choice is called.
pub(super) fn name_of<T: PartialEq>(names: Names<T>, value: &T) -> &'static str {
    names.iter().find(|(_, _, known)| known == value).map_or("", |(name, ..)| name)
}

pub(super) fn at_least_1(text: &str) -> Result<usize, String> {
    let number: usize = text.parse().map_err(|_| "not a whole number".to_owned())?;
    if number == 0 { Err("choose at least 1".to_owned()) } else { Ok(number) }
}

pub(super) fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("choose a number from 0 to 1".to_owned()) }
}

pub(super) fn npmi(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (-1.0..=1.0).contains(&number) { Ok(number) } else { Err("choose a number from -1 to 1".to_owned()) }
}

pub(super) fn encoding(label: &str) -> Result<String, String> {
    if for_label(label).is_some() {
        return Ok(label.trim().to_owned());
    }
    let labels: Vec<&str> = ENCODINGS.iter().map(|(label, _)| *label).collect();
    Err(format!("choose {}, or another label of the WHATWG Encoding Standard", labels.join(", ")))
}

/// The language of a corpus.
#[derive(Clone, Copy, Debug)]
pub(super) enum LanguageChoice {
    /// Told for each document.
    Auto,
    Named(Language),
}

pub(super) fn language(code: &str) -> Result<LanguageChoice, String> {
    if code == "auto" {
        return Ok(LanguageChoice::Auto);
    }
    Language::from_code(code).map(LanguageChoice::Named).ok_or_else(|| {
        let mut codes: Vec<&str> = Language::all().into_iter().map(Language::code).collect();
        codes.sort_unstable();
        format!("choose auto, a common code of two letters such as ko or en, or one of {}", codes.join(", "))
    })
}

pub(super) fn korean(text: &str) -> Result<KoreanAnalyser, String> {
    match text {
        "dictionary" => Ok(KoreanAnalyser::Dictionary),
        "learned" => Ok(KoreanAnalyser::Learned),
        "spaces" => Ok(KoreanAnalyser::Spaces),
        folder if Path::new(folder).is_dir() => Ok(KoreanAnalyser::Folder(PathBuf::from(folder))),
        _ => Err("choose dictionary, learned, spaces or a folder with a MeCab dictionary".to_owned()),
    }
}

/// What can be left out of texts, with commas, or `nothing`.
pub(super) fn leave_out(text: &str) -> Result<Cleaning, String> {
    let mut cleaning = Cleaning::default();
    if text.trim() == "nothing" {
        return Ok(cleaning);
    }
    for part in text.split(',').map(str::trim) {
        *match part {
            "quotes" => &mut cleaning.quotes,
            "signatures" => &mut cleaning.signatures,
            "emails" => &mut cleaning.email_addresses,
            "urls" => &mut cleaning.urls,
            "html" => &mut cleaning.html_tags,
            "encoded" => &mut cleaning.encoded_blocks,
            _ => {
                let choose = "choose from quotes, signatures, emails, urls, html, encoded, with commas, or nothing";
                return Err(format!("“{part}” cannot be left out: {choose}"));
            }
        } = true;
    }
    Ok(cleaning)
}

/// Bytes of the longest list of words.
const LONGEST_LIST: u64 = 64 << 20;

/// The words of a file, one a line, in any encoding.
pub(super) fn list_of_words(path: &Path) -> anyhow::Result<Vec<String>> {
    let told = || format!("Cannot read the list of words: {}", path.display());
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(told)?;
    file.take(LONGEST_LIST + 1).read_to_end(&mut bytes).with_context(told)?;
    if bytes.len() as u64 > LONGEST_LIST {
        bail!("The list of words has more than {} MiB: take a shorter one: {}", LONGEST_LIST >> 20, path.display());
    }
    let detected = detect(&bytes, true);
    let (text, _, is_broken) = detected.encoding.decode(&bytes);
    if is_broken {
        let encoding = detected.shown();
        bail!("The list of words is broken, read as {encoding}: save it as UTF-8: {}", path.display());
    }
    let words = text.lines().map(str::trim).filter(|word| !word.is_empty());
    Ok(words.map(|word| compose(word).into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_named_with_commas() {
        let expected = Cleaning { quotes: true, html_tags: true, ..Cleaning::default() };
        assert_eq!(leave_out("quotes, html"), Ok(expected));
        assert_eq!(leave_out("nothing"), Ok(Cleaning::default()));
        for wrong in ["", "quotes,", "nothing,urls", "digits"] {
            assert!(leave_out(wrong).unwrap_err().ends_with("urls, html, encoded, with commas, or nothing"), "{wrong}");
        }
    }

    #[test]
    fn languages_go_by_their_codes() {
        assert!(matches!(language("auto"), Ok(LanguageChoice::Auto)));
        for code in ["ko", "kor"] {
            assert!(matches!(language(code), Ok(LanguageChoice::Named(language)) if language.code() == "kor"));
        }
        assert!(language("korean").unwrap_err().contains("deu, ell, eng, epo"));
    }

    #[test]
    fn encodings_go_by_their_labels() {
        assert_eq!(encoding("CP949").as_deref(), Ok("CP949"));
        assert_eq!(encoding(" iso-8859-7").as_deref(), Ok("iso-8859-7"));
        assert!(encoding("korean-ish").unwrap_err().starts_with("choose utf-8, euc-kr, utf-16le, "));
    }

    #[test]
    fn lists_of_words_are_read_in_any_encoding() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.txt");
        let words = "초미세먼지\r\n\r\n 기계 학습 \n";
        for bytes in
            [words.as_bytes(), &encoding_rs::EUC_KR.encode(words).0, &[b"\xEF\xBB\xBF", words.as_bytes()].concat()]
        {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(list_of_words(&path).unwrap(), ["초미세먼지", "기계 학습"]);
        }
        std::fs::write(&path, [words.repeat(20).as_bytes(), b"\xC7"].concat()).unwrap();
        let error = list_of_words(&path).unwrap_err().to_string();
        assert!(error.starts_with("The list of words is broken, read as UTF-8: save it as UTF-8: "), "{error}");
        let error = format!("{:#}", list_of_words(folder.path()).unwrap_err());
        assert!(error.starts_with("Cannot read the list of words: "), "{error}");
    }
}

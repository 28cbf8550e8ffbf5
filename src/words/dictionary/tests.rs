//! Folders with small dictionaries, as they should be and as they should not.

use std::fs;
use std::path::Path;

use super::*;
use crate::words::korean::{Found, for_each_word};
use crate::words::mecab::compiled_fixtures::{char_bin, dic};
use crate::words::params::KoreanParams;
use crate::words::tokenizer::Fate;

const CHAR_DEF: &str = "DEFAULT 0 1 0\nSPACE 0 1 0\nHANGUL 0 1 2\n0x0020 SPACE\n0xAC00..0xD7A3 HANGUL\n";
const UNK_DEF: &str = "DEFAULT,0,0,50,SY,*\nSPACE,0,0,50,SP,*\nHANGUL,1,1,9000,UNKNOWN,*\n";
const NOUNS_CSV: &str = "나무,1,1,10,NNG,*,F,나무,*,*,*,*\n집,1,1,10,NNG,*,T,집,*,*,*,*\n";
const OTHER_CSV: &str =
    "에,0,0,5,JKB,*,F,에,*,*,*,*\n갔다,0,0,9,VV+EP+EF,*,F,갔다,Inflect,VV,EF,가/VV/*+았/EP/*+다/EF/*\n";
const MATRIX_DEF: &str = "2 2\n0 0 1\n0 1 2\n1 0 -3\n1 1 4\n";

fn write(folder: &Path, files: &[(&str, &[u8])]) {
    files.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
}

fn write_sources(folder: &Path) {
    write(folder, &[("a.csv", NOUNS_CSV.as_bytes()), ("b.CSV", OTHER_CSV.as_bytes()), ("notes.txt", b"?")]);
    write(folder, &[("char.def", CHAR_DEF.as_bytes()), ("unk.def", UNK_DEF.as_bytes())]);
    write(folder, &[("matrix.def", MATRIX_DEF.as_bytes())]);
}

fn write_compiled(folder: &Path) {
    let words = [
        ("갔다", 0, 0, 9, "VV+EP+EF,*,F,갔다,Inflect,VV,EF,가/VV/*+았/EP/*+다/EF/*"),
        ("나무", 1, 1, 10, "NNG,*,F,나무,*,*,*,*"),
        ("에", 0, 0, 5, "JKB,*,F,에,*,*,*,*"),
        ("집", 1, 1, 10, "NNG,*,T,집,*,*,*,*"),
    ];
    let unknown = [("DEFAULT", 0, 0, 50, "SY,*"), ("HANGUL", 1, 1, 9000, "UNKNOWN,*"), ("SPACE", 0, 0, 50, "SP,*")];
    let matrix: Vec<u8> = [2_i16, 2, 1, -3, 2, 4].iter().flat_map(|number| number.to_le_bytes()).collect();
    write(folder, &[("sys.dic", &dic(&words, "utf8")), ("unk.dic", &dic(&unknown, "UTF-8"))]);
    write(folder, &[("char.bin", &char_bin()), ("matrix.bin", &matrix)]);
}

fn terms(dictionary: &Dictionary, text: &str) -> String {
    let params = KoreanParams { predicates: true, ..KoreanParams::default() };
    let mut terms = Vec::new();
    for_each_word(&mut dictionary.analyser(), text, &params, &mut |found| {
        if let Found::Word(token) = found
            && token.fate == Fate::Term
        {
            terms.push(token.term.to_owned());
        }
    });
    terms.join(" ")
}

#[test]
fn sources_and_compiled_files_are_the_same_dictionary() {
    let [sources, compiled] = [write_sources as fn(&Path), write_compiled].map(|write| {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        Dictionary::from_folder(folder.path(), None, &()).unwrap()
    });
    for dictionary in [&sources, &compiled] {
        assert_eq!(dictionary.noun_ids, NounIds { left: 1, right_open: 1, right_closed: 1 });
        assert_eq!(terms(dictionary, "나무에 집에 갔다. 몰라요"), "나무 집 가다 몰라요");
        let with = dictionary.with_user_words(&["집에".to_owned()]).unwrap();
        assert_eq!(terms(&with, "나무에 집에 갔다"), "나무 집에 가다");
    }
}

#[test]
fn a_built_dictionary_is_kept_and_a_damaged_copy_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("new").join("cache");
    write_sources(folder.path());
    let read = || Dictionary::from_folder(folder.path(), Some(&cache), &()).unwrap();
    read();
    let kept: Vec<_> = fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [kept] = &kept[..] else { panic!("{kept:?}") };
    let bytes = fs::read(kept).unwrap();
    assert_eq!(terms(&read(), "집에 갔다"), "집 가다");
    for damage in [&bytes[..bytes.len() - 1], &[bytes.as_slice(), b"x"].concat(), b"", &{
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        flipped
    }] {
        fs::write(kept, damage).unwrap();
        assert_eq!(terms(&read(), "집에 갔다"), "집 가다");
        assert_eq!(fs::read(kept).unwrap(), bytes);
    }
    write(folder.path(), &[("a.csv", b"\xEC\xA7\x91\xEC\x97\x90,1,1,-9,NNG\n")]);
    assert_eq!(terms(&read(), "집에 갔다"), "집에 가다");
    assert_eq!(fs::read_dir(&cache).unwrap().count(), 2);
}

#[test]
fn what_is_wrong_with_a_folder_is_told() {
    for (name, bytes, part) in [
        ("a.csv", "나무,1,1\n", "file a.csv: line 1 should be"),
        ("a.csv", "나무,1,x,1,NNG\n", "file a.csv: line 1 should be"),
        ("a.csv", "나무,7,7,1,NNG\n", "invalid connection ids"),
        ("a.csv", "", "no common nouns (tag NNG)"),
        ("char.def", "DEFAULT 0 1 0\n", "char.def: the category SPACE is missing"),
        ("unk.def", "DEFAULT,0,0,50,SY\nHANGUL,0,0,50,SY\n", "no unknown word for the category SPACE"),
        ("matrix.def", "", "matrix.def: it is empty"),
        ("matrix.def", "2 2\n0 9 1\n", "matrix.def: line 2"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write_sources(folder.path());
        write(folder.path(), &[(name, bytes.as_bytes())]);
        let error = Dictionary::from_folder(folder.path(), None, &()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let error = Dictionary::from_folder(folder.path(), None, &()).unwrap_err();
    assert!(matches!(error, DictionaryError::NoDictionary { .. }), "{error}");
    write_compiled(folder.path());
    write(folder.path(), &[("matrix.bin", &[2, 0, 2, 0, 1])]);
    let error = Dictionary::from_folder(folder.path(), None, &()).unwrap_err().to_string();
    assert!(error.contains("matrix.bin: 4 costs were expected and 0 are there"), "{error}");
}

#[test]
fn building_stops_when_it_is_cancelled() {
    struct Impatient;
    impl Monitor for Impatient {
        fn report(&self, _: crate::progress::Progress) {}
        fn is_cancelled(&self) -> bool {
            true
        }
    }
    let folder = tempfile::tempdir().unwrap();
    write_sources(folder.path());
    let cancelled = DictionaryError::Cancelled(Cancelled);
    assert_eq!(Dictionary::from_folder(folder.path(), None, &Impatient).unwrap_err(), cancelled);
}

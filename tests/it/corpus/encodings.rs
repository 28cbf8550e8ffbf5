//! The same documents are read from every encoding that Korean programs write.

use encoding_rs::EUC_KR;
use mungchi::corpus::provenance::{Delimiter, ReadOptions};
use mungchi::import::{inspect, read_bytes};
use tempfile::tempdir;
use unicode_normalization::UnicodeNormalization as _;

use crate::fixtures::{texts, write};

/// Some petitions of nobody, with syllables that only CP949 has.
fn table(delimiter: char) -> String {
    let row = |id: usize| {
        let text = format!("\"버스가 \"\"{id}분\"\"마다 온다고 됬는데, 떄가 늦습니다.\"");
        [id.to_string(), "도로/교통".to_owned(), format!("제{id}호 청원"), text].join(&delimiter.to_string())
    };
    let names = ["번호", "분류", "제목", "내용"].join(&delimiter.to_string());
    std::iter::once(names).chain((1..=60).map(row)).map(|line| line + "\n").collect()
}

fn utf_16(text: &str) -> Vec<u8> {
    std::iter::once('\u{feff}')
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

#[test]
fn six_ways_to_write_a_table_give_the_same_documents() {
    let text = table(',');
    let windows = text.replace('\n', "\r\n");
    let cp949 = EUC_KR.encode(&windows).0.into_owned();
    let decomposed: String = text.nfd().collect();
    let ways = [
        ("utf8.csv", text.clone().into_bytes(), "UTF-8"),
        ("mark.csv", format!("\u{feff}{windows}").into_bytes(), "UTF-8 with byte order mark"),
        ("cp949.csv", cp949, "CP949"),
        ("utf16.csv", utf_16(&windows), "UTF-16LE with byte order mark"),
        ("utf16.tsv", utf_16(&table('\t').replace('\n', "\r\n")), "UTF-16LE with byte order mark"),
        ("nfd.csv", decomposed.into_bytes(), "UTF-8"),
    ];
    let options = ReadOptions::default();
    let expected = read_bytes("utf8.csv", ways[0].1.clone(), &options, &()).unwrap();
    assert_eq!(expected.documents.len(), 60);
    assert_eq!(&*expected.documents.here().unwrap()[4].text, "버스가 \"5분\"마다 온다고 됬는데, 떄가 늦습니다.");
    for (name, bytes, encoding) in ways {
        let corpus = read_bytes(name, bytes, &options, &()).unwrap();
        assert_eq!(corpus.documents.here(), expected.documents.here(), "{name}");
        assert_eq!(corpus.columns, expected.columns, "{name}");
        assert_eq!(corpus.provenance.files[0].encoding.as_deref(), Some(encoding), "{name}");
        assert!(corpus.warnings.is_empty(), "{name}: {:?}", corpus.warnings);
    }
}

#[test]
fn korean_that_comes_late_in_a_file_is_found() {
    let text = format!("{}마지막 줄은 한국어로 된 문장입니다.\n", "a line in plain ascii\n".repeat(10_000));
    let corpus = read_bytes("a.txt", EUC_KR.encode(&text).0.into_owned(), &ReadOptions::default(), &()).unwrap();
    assert_eq!(texts(&corpus).last(), Some(&"마지막 줄은 한국어로 된 문장입니다."));
    assert_eq!(corpus.provenance.files[0].encoding.as_deref(), Some("CP949"));
}

#[test]
fn a_page_is_read_in_the_encoding_that_it_names_unless_it_is_utf_8() {
    let head = "<html><head><meta http-equiv='Content-Type' content='text/html; charset=euc-kr'></head><body><p>";
    let long = format!("{head}{}", "plain ascii<br>".repeat(9000));
    // Too little Korean for a guess, at the beginning of the file and behind the first look at it.
    for page in [head, &long].map(|page| format!("{page}똠 in English")) {
        let corpus = read_bytes("a.html", EUC_KR.encode(&page).0.into_owned(), &ReadOptions::default(), &()).unwrap();
        assert!(texts(&corpus)[0].ends_with("똠 in English"), "{:?}", texts(&corpus));
        assert_eq!(corpus.provenance.files[0].encoding.as_deref(), Some("CP949"));
        assert_eq!(corpus.warnings, []);
        let moved = read_bytes("a.html", page.into_bytes(), &ReadOptions::default(), &()).unwrap();
        assert!(texts(&moved)[0].ends_with("똠 in English"));
        assert_eq!(moved.provenance.files[0].encoding.as_deref(), Some("UTF-8"));
    }
    let chosen = ReadOptions { encoding: Some("windows-1252".to_owned()), ..ReadOptions::default() };
    let page = EUC_KR.encode(&format!("{head}한")).0.into_owned();
    assert_eq!(texts(&read_bytes("a.html", page, &chosen, &()).unwrap()), ["ÇÑ"]);
}

#[test]
fn the_encoding_can_be_chosen() {
    let bytes = EUC_KR.encode("한글\n").0.into_owned();
    let options = ReadOptions { encoding: Some("windows-1252".to_owned()), ..ReadOptions::default() };
    assert_eq!(texts(&read_bytes("a.txt", bytes.clone(), &options, &()).unwrap()), ["ÇÑ±Û"]);
    let options = ReadOptions { encoding: Some("cp949".to_owned()), ..ReadOptions::default() };
    assert_eq!(texts(&read_bytes("a.txt", bytes, &options, &()).unwrap()), ["한글"]);
}

#[test]
fn broken_bytes_of_other_encodings_are_counted() {
    let bytes = [&EUC_KR.encode("좋은 글이 있습니다\n나쁜 ").0[..], b"\xFF\xFF", &EUC_KR.encode(" 글\n").0].concat();
    let options = ReadOptions { encoding: Some("euc-kr".to_owned()), ..ReadOptions::default() };
    let corpus = read_bytes("a.txt", bytes, &options, &()).unwrap();
    assert_eq!(texts(&corpus)[1], "나쁜 \u{fffd}\u{fffd} 글");
    let warning = corpus.warnings[0].to_string();
    assert_eq!(warning, "a.txt, record 2: 2 broken byte sequences replaced by “\u{fffd}”");
}

#[test]
fn a_look_at_a_file_says_what_was_found() {
    let folder = tempdir().unwrap();
    let rows: Vec<String> = (0..5000).map(|number| format!("{number};낱말 {number}")).collect();
    let path = write(folder.path(), "a.csv", EUC_KR.encode(&format!("id;text\n{}\n", rows.join("\n"))).0);
    let n_bytes = std::fs::metadata(&path).unwrap().len();
    let looked = inspect(&[path], &ReadOptions::default(), 20, &()).unwrap();
    assert_eq!((looked.corpus.documents.len(), looked.complete), (20, false));
    assert_eq!((looked.n_bytes, looked.n_files), (n_bytes, 1));
    let file = &looked.corpus.provenance.files[0];
    assert_eq!((file.encoding.as_deref(), file.delimiter.map(Delimiter::byte)), (Some("CP949"), Some(b';')));
    assert_eq!((file.has_header, file.n_documents), (Some(true), 20));
}

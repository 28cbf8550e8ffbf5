//! Each format is read as it is meant, and a broken record becomes a warning, never a lost document.

use mungchi::corpus::provenance::{ReadOptions, Role, Roles};
use mungchi::corpus::{Columns, Warning, WarningKind};
use mungchi::import::read;
use tempfile::tempdir;

use crate::fixtures::{Random, gzipped, read_one, texts, write};

const CSV: &str = "id,title,body\n7,Rivers,Cold water from the mountain\n8,Bread,\"Warm,\nfresh bread\"\n";

#[test]
fn csv_text_is_the_column_with_the_longest_text() {
    let folder = tempdir().unwrap();
    let corpus = read_one(&write(folder.path(), "rivers.csv", CSV)).unwrap();
    assert_eq!(corpus.name, "rivers.csv");
    assert_eq!(texts(&corpus), ["Cold water from the mountain", "Warm,\nfresh bread"]);
    let titles: Vec<&str> = corpus.documents.here().unwrap().iter().map(|document| &*document.title).collect();
    assert_eq!(titles, ["Rivers", "Bread"]);
    let ids: Vec<&str> = corpus.documents.here().unwrap().iter().map(|document| &*document.id).collect();
    assert_eq!(ids, ["7", "8"]);
    let names = ["id", "title", "body"].map(str::to_owned).to_vec();
    let columns = Columns {
        names,
        text: Some("body".to_owned()),
        title: Some("title".to_owned()),
        label: None,
        id: Some("id".to_owned()),
        ..Columns::default()
    };
    assert_eq!(corpus.columns, columns);
    assert!(corpus.documents.here().unwrap().iter().all(|document| document.title_counts));
    assert!(corpus.warnings.is_empty(), "{:?}", corpus.warnings);
}

#[test]
fn csv_columns_can_be_named() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "rivers.csv", CSV);
    let roles = Roles {
        text: vec!["title".to_owned()],
        label: Role::Column("body".to_owned()),
        id: Role::Column("title".to_owned()),
        ..Default::default()
    };
    let options = ReadOptions { roles, ..Default::default() };
    let corpus = read(&[path], &options, &()).unwrap();
    assert_eq!(texts(&corpus), ["Rivers", "Bread"]);
    assert_eq!(&*corpus.documents.here().unwrap()[1].id, "Bread");
    assert_eq!(corpus.documents.here().unwrap()[1].label.as_deref(), Some("Warm,\nfresh bread"));
    assert_eq!(corpus.columns.title, None);
}

#[test]
fn ragged_csv_records_are_kept_with_a_warning() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "ragged.csv", "id,text\n1,alpha beta\n2\n3,gamma,delta\n");
    let corpus = read_one(&path).unwrap();
    assert_eq!(texts(&corpus), ["alpha beta", "", "gamma,delta"]);
    let warnings: Vec<String> = corpus.warnings.iter().map(ToString::to_string).collect();
    let file = path.display();
    assert_eq!(
        warnings,
        [
            format!("{file}, record 2: has 1 field, the header 2"),
            format!("{file}, record 3: has 3 fields, the header 2: what is too many was joined to the last"),
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_is_told() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "open.csv", "id,text\n1,alpha\n2,\"beta\n3,gamma\n");
    let corpus = read_one(&path).unwrap();
    assert_eq!(texts(&corpus), ["alpha", "\"beta", "gamma"]);
    let [warning] = &corpus.warnings[..] else { panic!("{:?}", corpus.warnings) };
    assert_eq!((warning.kind, warning.record), (WarningKind::Repaired, Some(2)));
    let expected = "a quote in line 3 is never closed: it was taken as a letter, and the next line as a record";
    assert_eq!(warning.reason, expected);
}

#[test]
fn quotes_in_a_regular_tsv_are_letters() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "a.tsv", "id\ttext\n1\tsay \"cheese\n2\t\"quoted\" words\n");
    let corpus = read_one(&path).unwrap();
    assert_eq!(texts(&corpus), ["say \"cheese", "\"quoted\" words"]);
    assert!(corpus.warnings.is_empty(), "{:?}", corpus.warnings);
}

#[test]
fn quotes_in_a_tsv_may_hold_a_line_break() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "a.tsv", "id\ttext\n1\t\"two\nlines\"\n2\tplain words\n");
    assert_eq!(texts(&read_one(&path).unwrap()), ["two\nlines", "plain words"]);
}

#[test]
fn json_lines_keep_a_broken_line_as_text() {
    let folder = tempdir().unwrap();
    let content =
        "{\"id\": 1, \"text\": \"alpha beta gamma\", \"venue\": \"acl\"}\n\nnot json\n{\"text\": \"delta\"}\n";
    let path = write(folder.path(), "a.jsonl", content);
    let corpus = read_one(&path).unwrap();
    let trimmed: Vec<&str> = texts(&corpus).into_iter().map(str::trim_end).collect();
    assert_eq!(trimmed, ["alpha beta gamma", "not json", "delta"]);
    let ids: Vec<&str> = corpus.documents.here().unwrap().iter().map(|document| &*document.id).collect();
    assert_eq!(ids, ["1", "3", "4"]);
    assert_eq!(corpus.documents.here().unwrap()[0].label.as_deref(), Some("acl"));
    let [warning] = &corpus.warnings[..] else { panic!("{:?}", corpus.warnings) };
    assert_eq!((&*warning.file, warning.record), (path.to_str().unwrap(), Some(3)));
    assert!(warning.reason.starts_with("is no JSON object and was kept as plain text: "), "{warning}");
}

#[test]
fn a_folder_gives_a_document_a_file_with_its_sub_folder_as_label() {
    let folder = tempdir().unwrap();
    write(folder.path(), "rivers/a.txt", "cold water");
    write(folder.path(), "bread/b.txt", "warm bread\nand butter");
    write(folder.path(), "top.txt", "no label");
    write(folder.path(), ".hidden/c.txt", "passed over");
    let image = write(folder.path(), "image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let corpus = read_one(folder.path()).unwrap();
    assert_eq!(texts(&corpus), ["warm bread\nand butter", "cold water", "no label"]);
    let labels: Vec<Option<&str>> =
        corpus.documents.here().unwrap().iter().map(|document| document.label.as_deref()).collect();
    assert_eq!(labels, [Some("bread"), Some("rivers"), None]);
    assert_eq!(&*corpus.documents.here().unwrap()[0].title, "b.txt");
    assert!(!corpus.documents.here().unwrap()[0].title_counts);
    let reason = "left out: Not a text file: 3 of its first 16 bytes are no text. If it is text in another encoding, \
                  choose the encoding and open it again";
    let (kind, file) = (WarningKind::Skipped, image.display().to_string().into());
    assert_eq!(corpus.warnings, [Warning { kind, file, record: None, reason: reason.to_owned() }]);
}

#[test]
fn lines_are_documents_unless_blank() {
    let folder = tempdir().unwrap();
    let corpus = read_one(&write(folder.path(), "a.txt", "alpha\n\n  \nbeta gamma\r\nno end")).unwrap();
    assert_eq!(texts(&corpus), ["alpha", "beta gamma", "no end"]);
    let ids: Vec<&str> = corpus.documents.here().unwrap().iter().map(|document| &*document.id).collect();
    assert_eq!(ids, ["1", "4", "5"]);
}

#[test]
fn a_name_that_promises_nothing_leaves_the_format_to_the_content() {
    let folder = tempdir().unwrap();
    let json = write(folder.path(), "records", "{\"text\": \"alpha beta\"}\n");
    assert_eq!(texts(&read_one(&json).unwrap()), ["alpha beta"]);
    let lines = write(folder.path(), "notes.log", "alpha\nbeta\n");
    assert_eq!(texts(&read_one(&lines).unwrap()), ["alpha", "beta"]);
}

#[test]
fn several_files_become_one_corpus_in_their_order() {
    let folder = tempdir().unwrap();
    let paths = [write(folder.path(), "b.txt", "beta\n"), write(folder.path(), "a.txt", "alpha\n")];
    let corpus = read(&paths, &ReadOptions::default(), &()).unwrap();
    assert_eq!(texts(&corpus), ["beta", "alpha"]);
    assert_eq!(corpus.name, "b.txt and 1 other");
}

#[test]
fn one_file_of_several_that_cannot_be_read_is_left_out_with_a_warning() {
    let folder = tempdir().unwrap();
    let missing = folder.path().join("nowhere.txt");
    let paths = [write(folder.path(), "a.txt", "alpha\n"), missing.clone(), write(folder.path(), "b.txt", "beta\n")];
    let corpus = read(&paths, &ReadOptions::default(), &()).unwrap();
    assert_eq!(texts(&corpus), ["alpha", "beta"]);
    let [warning] = &corpus.warnings[..] else { panic!("{:?}", corpus.warnings) };
    assert_eq!((&*warning.file, warning.record), (missing.to_str().unwrap(), None));
    assert!(warning.reason.starts_with("left out: Cannot read: "), "{warning}");
}

/// Two documents in each format.
const FORMATS: [(&str, &str); 4] = [
    ("a.csv", "id,text\n1,cold water\n2,warm bread\n"),
    ("a.tsv", "id\ttext\n1\tcold water\n2\twarm bread\n"),
    ("a.jsonl", "{\"id\": 1, \"text\": \"cold water\"}\n{\"id\": 2, \"text\": \"warm bread\"}\n"),
    ("a.txt", "cold water\nwarm bread\n"),
];

#[test]
fn gzipped_files_read_as_plain_ones() {
    let folder = tempdir().unwrap();
    for (name, content) in FORMATS {
        let plain = read_one(&write(folder.path(), name, content)).unwrap();
        let packed = read_one(&write(folder.path(), &format!("{name}.gz"), gzipped(content))).unwrap();
        assert_eq!(texts(&plain), ["cold water", "warm bread"], "{name}");
        assert_eq!(packed.documents.here(), plain.documents.here(), "{name}");
        assert_eq!(packed.columns, plain.columns, "{name}");
    }
}

#[test]
fn byte_order_marks_are_no_text() {
    let folder = tempdir().unwrap();
    for (name, content) in FORMATS {
        let plain = read_one(&write(folder.path(), name, content)).unwrap();
        let marked = read_one(&write(folder.path(), name, format!("\u{feff}{content}"))).unwrap();
        assert_eq!(marked.documents.here(), plain.documents.here(), "{name}");
        assert_eq!(marked.columns, plain.columns, "{name}");
    }
}

#[test]
fn broken_bytes_are_replaced_with_a_warning_and_the_document_kept() {
    let folder = tempdir().unwrap();
    // One broken byte among more than 100 letters beyond ASCII: UTF-8 that was damaged, not another encoding.
    let good = "좋은 낱말이 많이 있는 글 ".repeat(20);
    let files: [(&str, String, &str); 4] = [
        ("a.csv", format!("id,text\n1,{good}\n2,caf"), " au lait\n"),
        ("a.tsv", format!("id\ttext\n1\t{good}\n2\tcaf"), " au lait\n"),
        ("a.jsonl", format!("{{\"text\": \"{good}\"}}\n{{\"text\": \"caf"), " au lait\"}\n"),
        ("a.txt", format!("{good}\ncaf"), " au lait\n"),
    ];
    for (name, before, after) in files {
        let path = write(folder.path(), name, [before.as_bytes(), b"\xE9", after.as_bytes()].concat());
        let corpus = read_one(&path).unwrap();
        assert_eq!(texts(&corpus)[1], "caf\u{fffd} au lait", "{name}");
        let reason = "1 broken byte sequence replaced by “\u{fffd}”".to_owned();
        let (kind, file) = (WarningKind::Repaired, path.display().to_string().into());
        assert_eq!(corpus.warnings, [Warning { kind, file, record: Some(2), reason }], "{name}");
    }
}

#[test]
fn a_truncated_gzip_keeps_what_was_read() {
    let mut random = Random::new(1);
    let lines: Vec<String> =
        (0..20_000).map(|number| format!("document{number} {} {}", random.below(9999), random.below(9999))).collect();
    let csv: Vec<String> = lines.iter().enumerate().map(|(id, line)| format!("{id},{line}")).collect();
    let json: Vec<String> = lines.iter().map(|line| format!("{{\"text\": \"{line}\"}}")).collect();
    let folder = tempdir().unwrap();
    let files = [
        ("a.csv.gz", format!("id,text\n{}\n", csv.join("\n"))),
        ("a.jsonl.gz", json.join("\n")),
        ("a.txt.gz", lines.join("\n")),
    ];
    for (name, content) in files {
        let packed = gzipped(content);
        let corpus = read_one(&write(folder.path(), name, &packed[..packed.len() / 2])).unwrap();
        let n_read = corpus.documents.len();
        assert!((1000..19_000).contains(&n_read), "{name}: {n_read}");
        // The last document may be cut anywhere.
        for (line, document) in lines.iter().zip(&corpus.documents.here().unwrap()[..n_read - 1]) {
            assert_eq!(line, &*document.text, "{name}");
        }
        // JSON that is cut inside an object has a second warning, that its line was kept as plain text.
        let warning = corpus.warnings.iter().find(|warning| warning.kind == WarningKind::Skipped).unwrap();
        assert!(corpus.warnings.len() <= if name == "a.jsonl.gz" { 2 } else { 1 }, "{:?}", corpus.warnings);
        assert!(warning.record.is_some_and(|record| record >= n_read as u64), "{warning}");
        assert!(warning.reason.starts_with("the rest cannot be read: "), "{warning}");
    }
}

#[test]
fn a_short_truncated_gzip_keeps_what_was_read() {
    let folder = tempdir().unwrap();
    for (name, content) in FORMATS {
        let packed = gzipped(content);
        let path = write(folder.path(), &format!("{name}.gz"), &packed[..packed.len() - 4]);
        let corpus = read_one(&path).unwrap();
        assert_eq!(texts(&corpus), ["cold water", "warm bread"], "{name}");
        assert_eq!(corpus.warnings.len(), 1, "{name}: {:?}", corpus.warnings);
    }
}

#[test]
fn quotes_that_are_not_closed_where_their_field_ends_are_told() {
    let folder = tempdir().unwrap();
    let mut lines: Vec<String> = (0..30).map(|number| format!("{number},a text of some words")).collect();
    // Two stray quotes: what stands between them becomes one record, and an even number of quotes hides it.
    lines[9] = "9,\"opened and never closed".to_owned();
    lines[19] = "19,\"opened once more".to_owned();
    let corpus = read_one(&write(folder.path(), "a.csv", format!("id,text\n{}\n", lines.join("\n")))).unwrap();
    assert!(corpus.documents.len() < 30);
    let warning =
        corpus.warnings.iter().find(|warning| warning.reason.starts_with("a quote in line 11 is not closed")).unwrap();
    assert_eq!(warning.record, Some(10));

    let sound = "id,text\n1,\"quoted, with \"\"quotes\"\" and\na line\"\n2,a 5\" disk in plain words\n";
    let corpus = read_one(&write(folder.path(), "b.csv", sound)).unwrap();
    assert_eq!((corpus.documents.len(), &corpus.warnings[..]), (2, &[][..]));
}

#[test]
fn files_opened_together_take_their_text_from_the_same_column() {
    let folder = tempdir().unwrap();
    let first = write(folder.path(), "a.csv", "title,body\nshort,the body has the longest text here\n");
    let second = write(folder.path(), "b.csv", "title,body\na title longer than what the body says,little\n");
    let third = write(folder.path(), "c.csv", "words\nanother column altogether\n");
    let corpus = read(&[first, second, third], &ReadOptions::default(), &()).unwrap();
    assert_eq!(texts(&corpus), ["the body has the longest text here", "little", "another column altogether"]);
    let [warning] = &corpus.warnings[..] else { panic!("{:?}", corpus.warnings) };
    assert_eq!(warning.reason, "text read from “words”, in the files before from “body”");
}

#[test]
fn json_records_without_the_text_are_told() {
    let folder = tempdir().unwrap();
    let lines = "{\"text\": \"some words\"}\n{\"body\": \"elsewhere\"}\n";
    let corpus = read_one(&write(folder.path(), "a.jsonl", lines)).unwrap();
    assert_eq!(corpus.documents.len(), 2);
    assert_eq!(corpus.warnings[0].reason, "has no field “text”");
}

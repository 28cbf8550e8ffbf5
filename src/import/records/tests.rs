//! Columns to documents: parts, metadata, embeddings, over several files.

use proptest::prelude::*;

use super::*;
use crate::corpus::Columns;
use crate::corpus::provenance::{ReadOptions, Role, Roles};
use crate::import::ReadError;

/// Reads rows under a header, as a table gives them.
fn table_into(header: &[&str], rows: &[Vec<String>], intake: &mut Intake<'_>) -> Result<(), Halt> {
    let mut taker = RecordTaker::new(header.iter().map(|&name| name.to_owned()).collect());
    for (index, row) in rows.iter().enumerate() {
        let fields = row.iter().cloned().map(Cell::Text).enumerate().collect();
        taker.take(Record { number: index as u64 + 1, fields }, intake)?;
    }
    taker.finish(intake)
}

fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|&value| value.to_owned()).collect()).collect()
}

fn table_with(roles: Roles, header: &[&str], table: &[&[&str]]) -> Result<Corpus, Halt> {
    let options = ReadOptions { roles, ..ReadOptions::default() };
    let mut intake = Intake::new(&options, None, &());
    intake.begin_file("a.csv");
    table_into(header, &rows(table), &mut intake)?;
    Ok(intake.corpus)
}

fn table(header: &[&str], rows: &[&[&str]]) -> Corpus {
    table_with(Roles::default(), header, rows).unwrap()
}

/// `text title label id date` as they were taken, `-` for none.
fn taken(corpus: &Corpus) -> String {
    let Columns { text, title, label, id, date, .. } = &corpus.columns;
    [text, title, label, id, date].map(|name| name.as_deref().unwrap_or("-")).join(" ")
}

fn field_names(corpus: &Corpus) -> Vec<String> {
    corpus.fields.iter().map(|field| format!("{}:{:?}", field.name, field.kind)).collect()
}

fn reasons(corpus: &Corpus) -> Vec<String> {
    // These tests say the same in many documents, and little.
    let of_texts =
        |warning: &&Warning| warning.kind == WarningKind::Duplicate || warning.reason.starts_with("has no text");
    corpus.warnings.iter().filter(|warning| !of_texts(warning)).map(ToString::to_string).collect()
}

#[test]
fn a_title_that_is_joined_to_the_text_stays_the_heading_and_counts_once() {
    let header = &["title", "body"];
    let rows: &[&[&str]] = &[&["Cold", "Water of the rivers"]];
    let by = |roles| table_with(roles, header, rows).unwrap();
    let joined = Roles { text: vec!["title".into(), "body".into()], ..Roles::default() };
    for title in [Role::Guessed, Role::Column("title".into())] {
        let corpus = by(Roles { title, ..joined.clone() });
        let document = &corpus.documents.here().unwrap()[0];
        assert_eq!((document.heading(), &*document.text), ("Cold", "Cold\n\nWater of the rivers"));
        assert_eq!(document.by_ref().counted_title(), "", "its words are those of the text");
        assert_eq!(taken(&corpus), "title title - - -");
    }
    let nobody = by(Roles { title: Role::Nobody, ..joined });
    assert_eq!(&*nobody.documents.here().unwrap()[0].title, "");
    let beside = by(Roles { text: vec!["body".into()], ..Roles::default() });
    assert_eq!(beside.documents.here().unwrap()[0].by_ref().counted_title(), "Cold");
    let alone = by(Roles { text: vec!["title".into()], ..Roles::default() });
    assert_eq!((taken(&alone), alone.documents.here().unwrap()[0].heading()), ("title - - - -".to_owned(), "Cold"));
}

#[test]
fn parts_are_guessed_from_names_and_values() {
    let corpus = table(
        &["petition_idx", "month", "category", "num_agree", "title", "content"],
        &[
            &["510", "2017-08", "육아/교육", "88", "학교는", "안녕하세요 현재 사대 교대"],
            &["511", "2017-9", "기타", "1", "제목", ""],
        ],
    );
    assert_eq!(taken(&corpus), "content title category petition_idx month");
    assert_eq!(field_names(&corpus), ["month:Date", "num_agree:Number"]);
    let documents = corpus.documents.here().unwrap();
    assert_eq!((&*documents[0].id, documents[0].label.as_deref()), ("510", Some("육아/교육")));
    assert_eq!(documents[1].metadata, ["2017-09".into(), "1".into()].into());
    assert_eq!(reasons(&corpus), [""; 0]);

    let corpus = table(
        &["id", "year", "venue", "booktitle", "title", "abstract"],
        &[&[
            "2020.aacl-main.1",
            "2020",
            "aacl",
            "Proceedings of it",
            "Touch Editing",
            "We propose a touch-based method of editing",
        ]],
    );
    assert_eq!(taken(&corpus), "abstract title venue id year");
    let corpus =
        table(&["package", "section", "summary", "text"], &[&["0ad", "games", "A game", "It is a free strategy game"]]);
    assert_eq!(taken(&corpus), "text summary section package -");
    let corpus = table(
        &["split", "index_id", "category", "text"],
        &[&["train", "431", "geography", "터키는 서쪽으로는 에게해, 북쪽으로는 흑해"]],
    );
    assert_eq!(taken(&corpus), "text - category index_id -");
    let corpus = table(
        &["url", "작성일", "본문", "분류"],
        &[&["https://example.org/a/very/long/path", "2019.8.1.", "짧은 글", "가"]],
    );
    assert_eq!(taken(&corpus), "본문 - 분류 - 작성일");
}

#[test]
fn short_dates_of_reviews_are_read() {
    let rows: Vec<Vec<String>> = (0..60)
        .map(|n| {
            vec![
                format!("{}", 900 + n),
                "10001".into(),
                "10".into(),
                format!("{}.08.{:02}", 13 + n % 3, n % 30 + 1),
                "재밌다".into(),
            ]
        })
        .collect();
    let options = ReadOptions::default();
    let mut intake = Intake::new(&options, None, &());
    table_into(&["review_id", "movie_id", "rating", "date", "review"], &rows, &mut intake).unwrap();
    assert_eq!(taken(&intake.corpus), "review - rating review_id date");
    assert_eq!(intake.corpus.documents.here().unwrap()[0].metadata, ["2013-08-01".into(), "10001".into()].into());
}

#[test]
fn named_columns_are_taken_and_must_exist() {
    let header = &["title", "a", "b", "label"];
    let rows: &[&[&str]] = &[&["T", "first part", "", "x"], &["U", "one", "two", "y"]];
    let roles = Roles {
        text: vec!["b".into(), "a".into()],
        title: Role::Nobody,
        label: Role::Column("title".into()),
        kept: Some(vec!["label".into(), "gone".into()]),
        ..Roles::default()
    };
    let corpus = table_with(roles, header, rows).unwrap();
    let documents = corpus.documents.here().unwrap();
    assert_eq!((&*documents[0].text, &*documents[1].text), ("first part", "two\n\none"));
    assert_eq!((&*documents[0].title, documents[0].label.as_deref()), ("", Some("T")));
    assert_eq!(corpus.columns.more_text, ["a"]);
    assert_eq!(field_names(&corpus), ["label:Text"]);
    assert_eq!(reasons(&corpus), ["a.csv: has no column “gone” to keep"]);

    let roles = Roles { date: Role::Column("when".into()), ..Roles::default() };
    let Err(Halt::Failed(ReadError::UnknownColumn { wanted, columns, .. })) = table_with(roles, header, rows) else {
        panic!()
    };
    assert_eq!((wanted.as_str(), columns.len()), ("when", 4));
    let numbers = table_with(Roles::default(), &["a", "b"], &[&["1", "2"]]);
    assert!(matches!(numbers, Err(Halt::Failed(ReadError::NoTextColumn { looked_at: 1, .. }))));
}

#[test]
fn files_are_united_by_the_names_of_their_columns() {
    let options = ReadOptions::default();
    let mut intake = Intake::new(&options, None, &());
    intake.begin_file("a.csv");
    table_into(&["text", "date", "n"], &rows(&[&["some words", "2019", "1"]]), &mut intake).unwrap();
    intake.begin_file("b.csv");
    let second = rows(&[&["x", "1 Aug 2019", "a much longer body"], &["2", "never", "words"]]);
    table_into(&["n", "date", "body"], &second, &mut intake).unwrap();
    let corpus = intake.corpus;
    assert_eq!(field_names(&corpus), ["date:Date", "n:Text"]);
    let metadata: Vec<String> =
        corpus.documents.here().unwrap().iter().map(|document| document.metadata.join("|")).collect();
    assert_eq!(metadata, ["2019|1", "2019-08-01|x", "never|2"]);
    assert_eq!(corpus.columns.names, ["text", "date", "n", "body"]);
    assert_eq!(
        reasons(&corpus),
        [
            "b.csv: text read from “body”, in the files before from “text”",
            "b.csv: 1 of 2 dates could not be read for certain and stay as they are written",
        ]
    );
}

#[test]
fn columns_that_come_late_are_kept_and_what_is_missing_is_empty() {
    let options = ReadOptions::default();
    let mut intake = Intake::new(&options, None, &());
    intake.begin_file("a.jsonl");
    let mut taker = RecordTaker::new(Vec::new());
    for number in 1..=250 {
        let mut fields = vec![(taker.column("text"), Cell::Text("some words".into()))];
        if number == 240 {
            fields.push((taker.column("note"), Cell::Text("late ".repeat(300))));
        }
        if number == 250 {
            fields.remove(0);
        }
        taker.take(Record { number, fields }, &mut intake).unwrap();
    }
    taker.take_text(251, "broken".into(), &mut intake).unwrap();
    taker.finish(&mut intake).unwrap();
    let corpus = intake.corpus;
    let documents = corpus.documents.here().unwrap();
    assert!(documents.iter().all(|document| document.metadata.len() == 1));
    assert_eq!(documents[239].metadata[0].chars().count(), 1000);
    assert_eq!((documents.len(), &*documents[250].text), (251, "broken"));
    assert_eq!(
        reasons(&corpus),
        [
            "a.jsonl, record 250: has no field “text”",
            "a.jsonl: 1 values beside the text were cut after 1000 characters",
        ]
    );
}

/// Sixteen times the value, and a text.
fn row(value: &str) -> Vec<&str> {
    let mut row = vec![value; 16];
    row.push("some words");
    row
}

#[test]
fn columns_of_coordinates_are_an_embedding_and_answers_are_not() {
    let mut header: Vec<String> = (0..16).rev().map(|n| format!("dim_{n}")).collect();
    header.push("text".into());
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut first = row("0.5");
    first[15] = "-1e-3";
    let corpus = table(&header, &[&first, &row("")]);
    let vectors = corpus.vectors.as_ref().unwrap();
    assert_eq!(vectors.n_cols, 16);
    assert_eq!(vectors.values, [vec![-0.001], vec![0.5; 15], vec![0.0; 16]].concat());
    assert_eq!(corpus.fields, []);
    assert_eq!(reasons(&corpus), ["a.csv: 1 documents have no vector of 16 numbers: they got zeros"]);

    let answers = table(&header, &[&row("3"), &row("5")]);
    assert_eq!((answers.vectors.is_none(), answers.fields.len()), (true, 16));
}

#[test]
fn vectors_follow_the_documents_over_files() {
    let options = ReadOptions::default();
    let mut intake = Intake::new(&options, None, &());
    intake.begin_file("a.csv");
    table_into(&["text"], &rows(&[&["some words"]]), &mut intake).unwrap();
    intake.begin_file("b.jsonl");
    let mut taker = RecordTaker::new(Vec::new());
    for (number, n_cols) in [(1, 20), (2, 17), (3, 20)] {
        let text = (taker.column("text"), Cell::Text("words".into()));
        let vector = (taker.column("v"), Cell::Vector(vec![1.0; n_cols]));
        taker.take(Record { number, fields: vec![text, vector] }, &mut intake).unwrap();
    }
    taker.finish(&mut intake).unwrap();
    let vectors = intake.corpus.vectors.as_ref().unwrap();
    let sums: Vec<f32> = vectors.values.chunks(vectors.n_cols).map(|row| row.iter().sum()).collect();
    assert_eq!(sums, [0.0, 20.0, 0.0, 20.0]);
    let reason = "2 documents have no vector of 20 numbers: they got zeros (1 have one of another length)";
    assert_eq!(reasons(&intake.corpus).last().map(String::as_str), Some(format!("b.jsonl: {reason}").as_str()));
    intake.begin_file("c.csv");
    table_into(&["text"], &rows(&[&["more words"]]), &mut intake).unwrap();
    complete(&mut intake.corpus);
    assert_eq!(intake.corpus.vectors.unwrap().values.len(), 5 * 20);
}

#[test]
fn enough_documents_end_the_reading_with_all_that_was_found() {
    let options = ReadOptions::default();
    let mut intake = Intake::new(&options, Some(1), &());
    let table = rows(&[&["some words", "3"], &["more words", "4"]]);
    assert!(matches!(table_into(&["text", "n"], &table, &mut intake), Err(Halt::Enough)));
    assert_eq!(taken(&intake.corpus), "text - - - -");
    assert_eq!(field_names(&intake.corpus), ["n:Number"]);
}

#[test]
fn names_are_made_different_and_are_not_without_end() {
    let taker = RecordTaker::new(vec!["a".into(), String::new(), "a".into(), "a".into()]);
    assert_eq!(taker.names, ["a", "column 2", "a (2)", "a (3)"]);
    let options = ReadOptions::default();
    let mut intake = Intake::new(&options, None, &());
    let mut taker = RecordTaker::new(vec!["text".into()]);
    for number in 1..=300 {
        let mut fields = vec![(0, Cell::Text("some words".into()))];
        fields.extend((0..40).map(|n| (taker.column(&format!("{number}.{n}")), Cell::Text("x".into()))));
        taker.take(Record { number, fields }, &mut intake).unwrap();
    }
    taker.finish(&mut intake).unwrap();
    assert_eq!(intake.corpus.fields.len(), MAX_FIELDS);
    assert_eq!(intake.corpus.columns.names.len(), MAX_COLUMNS);
    assert_eq!(reasons(&intake.corpus).len(), 2, "{:?}", reasons(&intake.corpus));
}

proptest! {
    #[test]
    fn any_table_gives_a_document_a_row(
        header in prop::collection::vec("[a-c가date_]{0,4}", 0..6),
        table in prop::collection::vec(prop::collection::vec("\\PC{0,6}|[0-9./-]{0,10}", 0..7), 0..30),
    ) {
        let options = ReadOptions::default();
        let mut intake = Intake::new(&options, None, &());
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        if table_into(&header, &table, &mut intake).is_ok() {
            let documents = intake.corpus.documents.here().unwrap();
            prop_assert_eq!(documents.len(), table.len());
            prop_assert!(documents.iter().all(|document| document.metadata.len() == intake.corpus.fields.len()));
        }
    }
}

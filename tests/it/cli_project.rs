//! Projects on the command line: a run that is kept, what is told of it, tables for others, and decisions done again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::fixtures::{topical_lines, write};

fn mungchi(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mungchi")).args(arguments).output().unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// What a run with these arguments prints.
#[track_caller]
fn printed(arguments: &[&str]) -> String {
    let output = mungchi(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn json(arguments: &[&str]) -> Value {
    let text = printed(&[arguments, &["--json"]].concat());
    serde_json::from_str(&text).expect("one JSON object and nothing else")
}

/// The reason that a run gives which fails.
#[track_caller]
fn refusal(arguments: &[&str], exit_code: i32) -> String {
    let output = mungchi(arguments);
    assert_eq!(output.status.code(), Some(exit_code), "{}", stderr(&output));
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    stderr(&output).to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A project of the sample, merged at 0.3, and what the run printed.
fn sample_project() -> (TempDir, PathBuf, Value) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sample.mungchi");
    let run =
        ["cluster", "--sample", "--k", "20", "--merge-above", "0.3", "--similarity", "cosine", "--out", text(&path)];
    let object = json(&run);
    (folder, path, object)
}

/// A small project in which nothing was merged.
fn small_project(folder: &Path, name: &str) -> PathBuf {
    let corpus = write(folder, "corpus.txt", topical_lines(4, 120, 1).join("\n"));
    let path = folder.join(name);
    printed(&["cluster", text(&corpus), "--k", "6", "--out", text(&path)]);
    path
}

/// The records of a table by the names of its columns; the file begins with a byte order mark, as Excel wants.
#[track_caller]
fn table(folder: &Path, name: &str, columns: &[&str]) -> Vec<BTreeMap<String, String>> {
    let bytes = fs::read(folder.join(name)).unwrap();
    let content = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(content);
    assert_eq!(reader.headers().unwrap(), columns, "{name}");
    let record = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.unwrap();
        columns
            .iter()
            .zip(&record)
            .map(|(column, cell)| ((*column).to_owned(), cell.to_owned()))
            .collect::<BTreeMap<_, _>>()
    };
    reader.records().map(record).collect()
}

fn documents_of(folder: &Path) -> Vec<BTreeMap<String, String>> {
    let columns = ["id", "title", "label", "cluster", "topic", "topic name", "similarity", "margin"];
    table(folder, "documents.csv", &columns)
}

fn topics_of(folder: &Path) -> Vec<BTreeMap<String, String>> {
    let columns = [
        "topic",
        "name",
        "named by",
        "documents",
        "clusters",
        "cohesion",
        "in trash",
        "locked",
        "tags",
        "note",
        "keywords",
        "made of clusters",
    ];
    table(folder, "topics.csv", &columns)
}

#[test]
fn a_run_is_kept_and_what_is_in_it_is_told() {
    let (_folder, path, run) = sample_project();
    assert!(run["topics"].as_u64() < Some(20), "something was merged: {run}");
    let info = json(&["info", text(&path)]);
    let keys: BTreeSet<&str> = info.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "corpus",
        "documents",
        "unassigned",
        "terms",
        "nonzeros",
        "clusters",
        "by",
        "vector_columns",
        "topics",
        "trashed",
        "decisions",
        "steps",
        "objective",
        "parameters",
        "warnings",
        "bytes",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    for field in ["documents", "unassigned", "terms", "nonzeros", "clusters", "topics", "objective"] {
        assert_eq!(info[field], run[field], "{field}");
    }
    assert_eq!(
        (&info["decisions"], &info["steps"], &info["trashed"]),
        (&Value::from(1), &Value::from(1), &Value::from(0))
    );
    assert_eq!(info["parameters"]["cluster"]["n_clusters"], 20);
    assert_eq!(info["bytes"], fs::metadata(&path).unwrap().len());

    let lines = printed(&["info", text(&path)]);
    let (documents, topics) = (&info["documents"], &info["topics"]);
    assert!(lines.contains(&format!("documents: {documents} (unassigned: 0)")), "{lines}");
    assert!(lines.contains(&format!("topics: {topics} (in the trash: 0)")), "{lines}");
    assert!(lines.contains("decisions: 1 (steps in the history: 1)"), "{lines}");
    assert!(lines.contains(&format!("at similarity 0.30 (20 → {topics} topics)")), "{lines}");
}

#[test]
fn every_document_and_topic_is_exported_once() {
    let (folder, path, run) = sample_project();
    let out = folder.path().join("new/tables");
    assert_eq!(printed(&["export", text(&path), "--out", text(&out)]), "");
    let documents = documents_of(&out);
    assert_eq!(run["documents"], documents.len());
    let ids: BTreeSet<&String> = documents.iter().map(|document| &document["id"]).collect();
    assert_eq!(ids.len(), documents.len(), "the sample names each document differently");

    let topics = topics_of(&out);
    assert_eq!(run["topics"], topics.len());
    let mut n_documents: BTreeMap<&str, usize> = BTreeMap::new();
    for document in &documents {
        *n_documents.entry(&document["topic"]).or_default() += 1;
        for (column, most) in [("similarity", 1.0001), ("margin", 2.0)] {
            let number: f64 = document[column].parse().unwrap();
            assert!(number.abs() <= most, "{document:?}");
        }
    }
    for topic in &topics {
        assert_eq!(n_documents[topic["topic"].as_str()].to_string(), topic["documents"], "{topic:?}");
        let made_of: BTreeSet<&str> = topic["made of clusters"].split(' ').collect();
        assert_eq!(made_of.len().to_string(), topic["clusters"], "{topic:?}");
        let own = documents.iter().filter(|document| document["topic"] == topic["topic"]);
        let clusters: BTreeSet<&str> = own.map(|document| document["cluster"].as_str()).collect();
        assert_eq!(clusters, made_of, "{topic:?}");
    }

    let columns = ["topic", "topic name", "rank", "term", "relevance", "proportion", "documents in topic", "documents"];
    let keywords = table(&out, "keywords.csv", &columns);
    for topic in &topics {
        let own: Vec<&BTreeMap<String, String>> =
            keywords.iter().filter(|keyword| keyword["topic"] == topic["topic"]).collect();
        assert!((1..=30).contains(&own.len()), "{topic:?}");
        for (place, keyword) in own.iter().enumerate() {
            assert_eq!(keyword["rank"], (place + 1).to_string());
            let number = |column: &str| keyword[column].parse::<usize>().unwrap();
            assert!(number("documents in topic") <= number("documents"), "{keyword:?}");
        }
    }

    let content: Value = serde_json::from_slice(&fs::read(out.join("project.json")).unwrap()).unwrap();
    assert_eq!((&content["format"], &content["version"]), (&Value::from("mungchi project"), &Value::from(1)));
    assert_eq!(content["topics"].as_array().unwrap().len(), topics.len());
    assert_eq!(content["decisions"]["format"], "mungchi decisions");
    assert_eq!(content["decisions"]["steps"].as_array().unwrap().len(), 1);
}

#[test]
fn korean_stays_and_formulas_become_text() {
    let folder = tempdir().unwrap();
    let lines = [
        "id,title,text,class",
        "1,=1+1,기계 번역 모형,=HYPERLINK(\"x\")",
        "2,+SUM(A1),기계 학습 모형,언어",
        "3,보통 제목,번역 학습 자료,언어",
        "@4,,-번역 자료,언어",
        "5,,,언어",
    ];
    let corpus = write(folder.path(), "논문.csv", lines.join("\n"));
    let (path, out) = (folder.path().join("논문.mungchi"), folder.path().join("표"));
    let columns = ["--id-column", "id", "--title-column", "title", "--text-column", "text", "--label-column", "class"];
    let terms = ["--k", "2", "--min-df", "1", "--max-df", "1", "--out", text(&path)];
    printed(&[&["cluster", text(&corpus)][..], &columns, &terms].concat());
    printed(&["export", text(&path), "--out", text(&out)]);
    let documents = documents_of(&out);
    let column = |name: &str| documents.iter().map(|document| document[name].as_str()).collect::<Vec<_>>();
    assert_eq!(column("id"), ["1", "2", "3", "'@4", "5"]);
    assert_eq!(column("title"), ["'=1+1", "'+SUM(A1)", "보통 제목", "'-번역 자료", "5"]);
    assert_eq!(column("label"), ["'=HYPERLINK(\"x\")", "언어", "언어", "언어", "언어"]);
    let unassigned = &documents[4];
    for name in ["cluster", "topic", "topic name", "similarity", "margin"] {
        assert_eq!(unassigned[name], "", "{name}");
        assert!(documents[..4].iter().all(|document| !document[name].is_empty()), "{name}");
    }
}

#[test]
fn decisions_are_done_again_from_an_export_and_from_a_project() {
    let (folder, path, run) = sample_project();
    let out = folder.path().join("tables");
    printed(&["export", text(&path), "--out", text(&out)]);
    let log = out.join("project.json");
    for (number, from) in [&log, &path].into_iter().enumerate() {
        let other = folder.path().join(format!("other {number}.mungchi"));
        let fresh = json(&["cluster", "--sample", "--k", "20", "--out", text(&other)]);
        assert_eq!(fresh["topics"], 20);
        let told = printed(&["replay", text(from), "--on", text(&other)]);
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 2, "{told}");
        assert!(lines[0].starts_with("1  Merged ") && lines[0].ends_with(" topics)"), "{told}");
        assert!(lines[1].starts_with("Done: 1 of 1 steps, 0 of them in part ("), "{told}");
        let info = json(&["info", text(&other)]);
        assert_eq!((&info["topics"], &info["decisions"]), (&run["topics"], &Value::from(1)));
    }
    let again = folder.path().join("other 0.mungchi");
    let report = json(&["replay", text(&log), "--on", text(&again)]);
    let keys: BTreeSet<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["n_steps", "n_done", "partly", "not_done", "n_shared_documents"]));
    assert_eq!((&report["n_steps"], &report["n_done"]), (&Value::from(1), &Value::from(0)));
    assert_eq!(report["n_shared_documents"], run["documents"]);
    assert_eq!(report["not_done"].as_array().unwrap().len(), 1, "what was merged already is told: {report}");
}

#[test]
fn a_project_that_is_there_is_not_overwritten() {
    let folder = tempdir().unwrap();
    let path = small_project(folder.path(), "a.mungchi");
    let before = fs::read(&path).unwrap();
    let corpus = folder.path().join("corpus.txt");
    let reason = refusal(&["cluster", text(&corpus), "--k", "3", "--out", text(&path)], 1);
    let expected = format!("Error: There is a file of that name already: choose another name: {}", path.display());
    assert_eq!(reason.lines().last(), Some(&*expected), "{reason}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_no_project_and_what_is_no_log_is_told() {
    let folder = tempdir().unwrap();
    let project = small_project(folder.path(), "a.mungchi");
    let before = fs::read(&project).unwrap();
    let missing = folder.path().join("missing.mungchi");
    let out = folder.path().join("tables");
    let verbs: [&[&str]; 4] = [
        &["info", text(&missing)],
        &["export", text(&missing), "--out", text(&out)],
        &["replay", text(&missing), "--on", text(&project)],
        &["replay", text(&project), "--on", text(&missing)],
    ];
    for verb in verbs {
        let reason = refusal(verb, 1);
        let expected = format!("Error: Cannot open {0}: There is no such file: {0}\n", missing.display());
        assert_eq!(reason, expected, "{verb:?}");
    }
    assert!(!missing.exists() && !out.exists());

    let plain = write(folder.path(), "plain.txt", "no project");
    let reason = refusal(&["info", text(&plain)], 1);
    assert!(reason.contains("Not a Mungchi project: open a file that ends in .mungchi"), "{reason}");

    let no_logs = [
        ("plain.json", "no JSON", "Cannot read the decisions: "),
        ("other.json", "{\"a\": 1}", "Cannot read the decisions: "),
        (
            "newer.json",
            r#"{"format": "mungchi decisions", "version": 99, "corpus": "", "n_clusters": 1, "documents": [],
               "clusters": [], "steps": []}"#,
            "Not a log of decisions that this version knows (“mungchi decisions”, version 99): ",
        ),
    ];
    for (name, content, expected) in no_logs {
        let log = write(folder.path(), name, content);
        let reason = refusal(&["replay", text(&log), "--on", text(&project)], 1);
        assert!(reason.contains(expected) && reason.contains(name), "{reason}");
    }
    assert_eq!(json(&["info", text(&project)])["steps"], 0);
    assert_eq!(fs::read(&project).unwrap().len(), before.len());
}

#[test]
fn missing_and_unknown_arguments_end_with_2() {
    for arguments in [
        &["info"][..],
        &["export", "a.mungchi"],
        &["export", "--out", "tables"],
        &["replay", "log.json"],
        &["info", "a.mungchi", "--yaml"],
        &["cluster", "--sample", "--merge-above", "2"],
    ] {
        let reason = refusal(arguments, 2);
        assert!(reason.contains("Usage: mungchi ") || reason.contains("For more information"), "{reason}");
    }
}

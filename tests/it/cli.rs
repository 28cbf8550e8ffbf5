//! The command line as a process: what it prints, where, and how it ends.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::fixtures::{topical_lines, write};

pub fn mungchi(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mungchi")).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// The one JSON object that a run with these arguments prints.
#[track_caller]
pub fn json(arguments: &[&str]) -> Value {
    let output = mungchi(&[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let object: Value = serde_json::from_str(stdout(&output)).expect("one JSON object and nothing else");
    assert!(object.is_object(), "{object}");
    object
}

#[track_caller]
pub fn assert_fails(arguments: &[&str], exit_code: i32) -> String {
    let output = mungchi(arguments);
    assert_eq!(output.status.code(), Some(exit_code), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    stderr(&output).to_owned()
}

/// A folder with 240 lines about 4 topics.
fn corpus() -> (TempDir, String) {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "corpus.txt", topical_lines(4, 240, 1).join("\n"));
    (folder, path_text(&path))
}

pub fn path_text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_json_of_the_sample_has_every_field() {
    let object = json(&["cluster", "--sample", "--k", "12", "--max-iter", "2", "--threads", "2"]);
    let fields = [
        "documents",
        "unassigned",
        "terms",
        "nonzeros",
        "clusters",
        "by",
        "vector_columns",
        "topics",
        "objective",
        "iterations",
        "converged",
        "seconds",
        "peak_rss_bytes",
        "warnings",
        "warnings_by_kind",
        "provenance",
        "seed",
        "threads",
        "version",
    ];
    assert_eq!(keys(&object), BTreeSet::from(fields));
    for field in ["documents", "terms", "nonzeros", "clusters", "topics", "peak_rss_bytes", "threads"] {
        assert!(object[field].as_u64().is_some_and(|number| number > 0), "{field}: {}", object[field]);
    }
    assert!(object["documents"].as_u64() > Some(1000));
    assert!(object["unassigned"].is_u64() && object["converged"].is_boolean());
    assert!(object["objective"].as_f64().is_some_and(|objective| objective > 0.0 && objective < 1.0));
    assert_eq!((&object["clusters"], &object["topics"]), (&Value::from(12), &Value::from(12)));
    assert_eq!((&object["seed"], &object["threads"]), (&Value::from(0), &Value::from(2)));
    assert_eq!(object["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(object["warnings"], Value::Array(Vec::new()));

    let iterations = object["iterations"].as_array().unwrap();
    assert_eq!(iterations.len(), 2);
    for iteration in iterations {
        assert_eq!(keys(iteration), BTreeSet::from(["moved", "objective", "seconds"]));
        assert!(iteration["moved"].is_u64() && iteration["objective"].is_f64() && iteration["seconds"].is_f64());
    }
    let stages = ["read", "vectorize", "seed", "iterate", "label", "layout", "save", "total"];
    assert_eq!(keys(&object["seconds"]), BTreeSet::from(stages));
    let seconds = stages.map(|stage| object["seconds"][stage].as_f64().unwrap());
    assert!(seconds.iter().all(|&seconds| seconds >= 0.0), "{seconds:?}");
    assert!(seconds[..7].iter().sum::<f64>() <= seconds[7] + 0.1, "{seconds:?}");
}

#[test]
fn the_same_seed_gives_the_same_on_any_number_of_threads() {
    let (_folder, corpus) = corpus();
    let run = |seed: &str, threads: &str| {
        let object = json(&["cluster", &corpus, "--k", "9", "--seed", seed, "--threads", threads]);
        assert_eq!(object["threads"].to_string(), threads);
        let objectives =
            object["iterations"].as_array().unwrap().iter().map(|iteration| iteration["objective"].clone());
        objectives.chain([object["objective"].clone()]).collect::<Vec<_>>()
    };
    assert_eq!(run("7", "1"), run("7", "2"));
    assert_ne!(run("7", "1"), run("8", "1"));
}

#[test]
fn a_table_lists_every_topic() {
    let (_folder, corpus) = corpus();
    let output = mungchi(&["cluster", &corpus, "--k", "6"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let lines: Vec<&str> = stdout(&output).lines().collect();
    assert_eq!(lines.len(), 8, "{lines:?}");
    let n_documents: u32 =
        lines[..6].iter().map(|line| line.split_whitespace().nth(1).unwrap().parse::<u32>().unwrap()).sum();
    assert_eq!(n_documents, 240);
    assert!(lines[..6].iter().all(|line| line.contains("topic")), "{lines:?}");
    assert!(
        lines[7].starts_with("documents: 240 (unassigned: 0), clusters: 6, topics: 6, mean cosine: 0."),
        "{lines:?}"
    );
    assert!(stderr(&output).contains("Iteration 1: mean cosine 0."), "{}", stderr(&output));
}

#[test]
fn what_is_alike_is_merged_on_demand() {
    let (_folder, corpus) = corpus();
    for linkage in ["average", "single", "complete", "greedy"] {
        let object = json(&["cluster", &corpus, "--k", "12", "--merge-above", "0.3", "--linkage", linkage]);
        assert_eq!(object["clusters"], 12, "{linkage}");
        assert_eq!(object["topics"], 4, "{linkage}");
    }
    let reason = assert_fails(&["cluster", &corpus, "--merge-above", "1.5"], 2);
    assert!(reason.contains("invalid value '1.5'") && reason.contains("choose a number from 0 to 1"), "{reason}");
}

#[test]
fn a_vectorised_corpus_gives_the_same_clusters() {
    let (folder, corpus) = corpus();
    let matrix_folder = path_text(&folder.path().join("matrix"));
    let written = mungchi(&["vectorize", &corpus, "--out", &matrix_folder]);
    assert!(written.status.success(), "{}", stderr(&written));
    assert_eq!(stdout(&written), "");
    let matrix = path_text(&folder.path().join("matrix/matrix.mtx"));
    let text = json(&["cluster", &corpus, "--k", "6", "--seed", "3"]);
    let numbers = json(&["cluster", &matrix, "--k", "6", "--seed", "3"]);
    for field in ["documents", "unassigned", "terms", "nonzeros", "clusters"] {
        assert_eq!(numbers[field], text[field], "{field}");
    }
    let objective = |object: &Value| object["objective"].as_f64().unwrap();
    assert!((objective(&numbers) - objective(&text)).abs() < 1e-6, "{numbers} {text}");
}

#[test]
fn a_column_is_read_as_it_is_named() {
    let folder = tempdir().unwrap();
    let path =
        path_text(&write(folder.path(), "a.csv", "id,short,long\n1,alpha,some long words\n2,beta,other long words\n"));
    let terms = |more: &[&str]| {
        let arguments = ["cluster", &path, "--k", "1", "--min-df", "1", "--max-df", "1"];
        json(&[&arguments[..], more].concat())["terms"].clone()
    };
    // "some" and "other" are stop words.
    assert_eq!(terms(&[]), 2);
    assert_eq!(terms(&["--text-column", "short"]), 2);
    assert_eq!(terms(&["--text-column", "short", "--title-column", "long"]), 4);
    let reason = assert_fails(&["cluster", &path, "--text-column", "body"], 1);
    assert!(reason.contains("There is no column “body”: the columns are id, short, long: "), "{reason}");
}

#[test]
fn more_clusters_than_documents_are_reduced_with_a_warning() {
    let folder = tempdir().unwrap();
    let path = path_text(&write(folder.path(), "a.txt", "alpha\nbeta\ngamma\nalpha\n"));
    let arguments = ["cluster", &path, "--k", "10", "--min-df", "1", "--max-df", "1"];
    let expected = "Only 3 documents differ from each other: 10 clusters were reduced to 3";
    let object = json(&arguments);
    assert_eq!(object["clusters"], 3);
    assert!(object["warnings"].as_array().unwrap().contains(&Value::from(expected)), "{object}");
    let output = mungchi(&arguments);
    assert!(stderr(&output).contains(expected), "without --json too: {}", stderr(&output));
}

#[test]
fn warnings_of_reading_are_told() {
    let folder = tempdir().unwrap();
    let path = path_text(&write(folder.path(), "a.csv", "id,text\n1,alpha beta\n2\n"));
    let arguments = ["cluster", &path, "--k", "1", "--min-df", "1", "--max-df", "1"];
    let warning = format!("{path}, record 2: has 1 field, the header 2");
    let object = json(&arguments);
    assert_eq!(object["warnings"], Value::from(vec![warning.clone()]));
    assert_eq!((&object["documents"], &object["unassigned"]), (&Value::from(2), &Value::from(1)));
    assert!(stderr(&mungchi(&arguments)).contains(&format!("Warning: {warning}")));
}

#[test]
fn what_cannot_be_read_fails_with_its_reason() {
    let folder = tempdir().unwrap();
    let path = path_text(&folder.path().join("nowhere.txt"));
    for verb in [&["cluster", &path, "--json"][..], &["vectorize", &path, "--out", &path]] {
        let reason = assert_fails(verb, 1);
        assert!(reason.starts_with("Error: Cannot read: ") && reason.trim_end().ends_with(&path), "{reason}");
        // Not once for the reader and once more for its cause.
        assert_eq!(reason.lines().count(), 1, "{reason}");
        assert_eq!(reason.matches("(os error").count(), 1, "{reason}");
    }
}

#[test]
fn bad_usage_ends_with_2() {
    for arguments in [
        &["cluster"][..],
        &["cluster", "--sample", "a.txt"],
        &["cluster", "a.txt", "--k", "many"],
        &["cluster", "a.txt", "--linkage", "nearest"],
        &["vectorize", "a.txt"],
        &["cluster", "a.txt", "--colour"],
    ] {
        let reason = assert_fails(arguments, 2);
        assert!(reason.contains("Usage: mungchi ") || reason.contains("For more information"), "{reason}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let output = mungchi(&["--version"]);
    assert_eq!(stdout(&output), format!("mungchi {}\n", env!("CARGO_PKG_VERSION")));
}

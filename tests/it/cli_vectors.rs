//! Documents that come with vectors are clustered by them on request, and described by their words in any case.

use std::path::Path;

use mungchi::analysis::Basis;
use mungchi::cluster::ClusterId;
use mungchi::store::{Project, read_project};
use serde_json::Value;
use tempfile::tempdir;

use crate::cli::{assert_fails, json, mungchi, path_text};
use crate::fixtures::write;

/// Words go by threes, vectors by pairs of neighbours on a line; one document has no words, one has a vector of zeros.
const DOCUMENTS: [(&str, [f32; 3]); 10] = [
    ("apple pear plum orchard", [1.0, 0.1, 0.0]),
    ("hammer nail saw workshop", [2.0, 0.1, 0.0]),
    ("apple pear cherry orchard", [4.0, -0.1, 0.0]),
    ("hammer saw drill workshop", [-1.0, 0.1, 0.0]),
    ("pear plum cherry orchard", [-3.0, 0.2, 0.0]),
    ("nail drill saw workshop", [-1.0, -0.1, 0.0]),
    ("!", [0.1, 0.0, 5.0]),
    ("?", [0.0, 0.1, 2.0]),
    ("apple plum cherry orchard", [0.0, 0.0, 0.0]),
    ("hammer nail drill workshop", [-1.0, 0.0, 0.1]),
];

/// Clusters of the documents by their vectors, numbered by first appearance.
const BY_VECTORS: [Option<u32>; 10] =
    [Some(0), Some(0), Some(0), Some(1), Some(1), Some(1), Some(2), Some(2), None, Some(1)];

/// The file of an array of `f32`, as NumPy writes it.
fn npy(rows: &[[f32; 3]]) -> Vec<u8> {
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, 3), }}", rows.len());
    let header = format!("{header:<117}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    rows.iter().flatten().for_each(|value| bytes.extend(value.to_le_bytes()));
    bytes
}

/// Clusters, numbered by first appearance.
fn in_order(labels: &[Option<ClusterId>]) -> Vec<Option<u32>> {
    let mut seen: Vec<ClusterId> = Vec::new();
    let number = |cluster: ClusterId| {
        let place = seen.iter().position(|&known| known == cluster);
        place.unwrap_or_else(|| {
            seen.push(cluster);
            seen.len() - 1
        }) as u32
    };
    let mut number = number;
    labels.iter().map(|label| label.map(&mut number)).collect()
}

/// A table of the texts with the array of the vectors beside it.
fn table_and_array(folder: &Path) -> [String; 2] {
    let lines: Vec<String> = DOCUMENTS.iter().enumerate().map(|(row, (text, _))| format!("d{row},{text}")).collect();
    let table = write(folder, "texts.csv", format!("id,text\n{}\n", lines.join("\n")));
    let array = write(folder, "vectors.npy", npy(&DOCUMENTS.map(|(_, vector)| vector)));
    [table, array].map(|path| path_text(&path))
}

#[track_caller]
fn assert_by_vectors(inputs: &[&str], n_columns: usize) -> Project {
    let folder = tempdir().unwrap();
    let path = path_text(&folder.path().join("by vectors.mungchi"));
    let options = ["--by", "vectors", "--k", "3", "--restarts", "5", "--min-df", "1", "--out", &path];
    let object = json(&[&["cluster"], inputs, &options].concat());
    assert_eq!((&object["by"], &object["vector_columns"]), (&Value::from("vectors"), &Value::from(n_columns)));
    assert_eq!((&object["clusters"], &object["unassigned"]), (&Value::from(3), &Value::from(1)));
    let told = object["warnings"].to_string();
    assert!(told.contains("1 document has a vector of zeros and is unassigned"), "{told}");

    let project = read_project(Path::new(&path), &()).unwrap();
    assert_eq!(in_order(&project.analysis.clustering.labels), BY_VECTORS);
    assert_eq!(project.analysis.params.basis, Basis::Vectors);
    let info = json(&["info", &path]);
    assert_eq!((&info["by"], &info["parameters"]["basis"]), (&Value::from("vectors"), &Value::from("Vectors")));
    let lines = mungchi(&["info", &path]);
    assert!(String::from_utf8_lossy(&lines.stdout).contains("clusters: 3, by vectors, mean cosine: 0.9"));
    project
}

#[test]
fn a_table_is_clustered_by_the_array_beside_it() {
    let folder = tempdir().unwrap();
    let inputs = table_and_array(folder.path());
    let project = assert_by_vectors(&inputs.each_ref().map(String::as_str), 3);
    // The third cluster holds no word at all: its numbers are numbers, and it is like nothing.
    let profiles = &project.analysis.profiles;
    let wordless = project.analysis.clustering.labels[6].unwrap();
    let profile = &profiles.clusters[wordless.index()];
    assert_eq!((profile.n_documents, profile.terms.len(), profile.cohesion()), (2, 0, 0.0));
    let cosines = profiles.cosines();
    assert!(cosines.iter().all(|cosine| (0.0..=1.0).contains(cosine)), "{cosines:?}");
    assert!(cosines[wordless.index() * 3..][..3].iter().all(|&cosine| cosine == 0.0), "{cosines:?}");
    assert!(project.analysis.projection.points.iter().flatten().all(|place| place.is_finite()));
}

#[test]
fn a_topic_without_words_is_named_by_its_number() {
    let folder = tempdir().unwrap();
    let [table, array] = table_and_array(folder.path());
    let printed =
        mungchi(&["cluster", &table, &array, "--by", "vectors", "--k", "3", "--restarts", "5", "--min-df", "1"]);
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(printed.lines().any(|line| line.contains("  0.000  topic ")), "{printed}");
    assert!(printed.lines().any(|line| line.contains("orchard")), "{printed}");
    assert!(!printed.contains("NaN"), "{printed}");
}

#[test]
fn records_are_clustered_by_their_own_numbers() {
    let folder = tempdir().unwrap();
    // Fewer than 16 numbers would pass for answers or places.
    let record = |(text, vector): (&str, [f32; 3])| {
        let vector: Vec<f32> = vector.into_iter().chain([0.0; 13]).collect();
        serde_json::json!({ "text": text, "embedding": vector }).to_string()
    };
    let records = write(folder.path(), "records.jsonl", DOCUMENTS.map(record).join("\n"));
    assert_by_vectors(&[&path_text(&records)], 16);
}

#[test]
fn words_stay_the_default_beside_vectors() {
    let folder = tempdir().unwrap();
    let [table, array] = table_and_array(folder.path());
    let run = |inputs: &[&str]| json(&[&["cluster"], inputs, &["--k", "2", "--min-df", "1"]].concat());
    let [with, without] = [run(&[&table, &array]), run(&[&table])];
    assert_eq!((&with["by"], &with["vector_columns"]), (&Value::from("words"), &Value::from(3)));
    assert_eq!((&without["by"], &without["vector_columns"]), (&Value::from("words"), &Value::Null));
    assert_eq!(with["objective"], without["objective"]);
    assert_eq!(with["unassigned"], Value::from(2));
}

#[test]
fn without_vectors_nothing_is_clustered_by_them() {
    let folder = tempdir().unwrap();
    let [table, _] = table_and_array(folder.path());
    let told = assert_fails(&["cluster", &table, "--by", "vectors"], 1);
    let expected = "The corpus has no vectors: open a .npy file together with the texts, or cluster by words";
    assert!(told.contains(expected), "{told}");
    let zeros = path_text(&write(folder.path(), "zeros.npy", npy(&[[0.0; 3]; 10])));
    let told = assert_fails(&["cluster", &table, &zeros, "--by", "vectors", "--min-df", "1"], 1);
    assert!(told.contains("None of the 10 documents has a vector other than zeros: cluster by words"), "{told}");
}

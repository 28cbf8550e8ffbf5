//! The choice of what documents are clustered by: there with vectors, gone without, kept with a project.

use std::path::PathBuf;

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mungchi::analysis::{Basis, RunParams, analyse, vectorize_corpus};
use mungchi::corpus::provenance::ReadOptions;
use mungchi::import::read;
use mungchi::store::{NewProject, create_project};
use mungchi::topics::TopicId;
use mungchi::worker::CorpusSource;

use crate::hands::{Window, listing, n_documents, name_of, press, select};
use crate::harness::{FRUIT_AND_TOOLS, n_open, run_with, session, settle, start, start_on_lines};

/// One with which the three groups are found.
const SEED: u64 = 1;

/// Documents: the lines, and two without any word.
const N_DOCUMENTS: usize = 14;

/// A table of the lines with an array beside it, by which even and odd rows belong together; the last line has zeros. The
/// documents without words are by themselves.
fn table_and_array(folder: &tempfile::TempDir) -> Vec<PathBuf> {
    let [table, array] = ["texts.csv", "vectors.npy"].map(|name| folder.path().join(name));
    std::fs::write(&table, format!("text\n{}\n!\n?\n", FRUIT_AND_TOOLS.join("\n"))).unwrap();
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({N_DOCUMENTS}, 2), }}");
    let mut bytes = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
    bytes.extend(format!("{header:<117}\n").as_bytes());
    for row in 0..N_DOCUMENTS {
        let vector: [f32; 2] = match row {
            11 => [0.0, 0.0],
            12.. => [0.1 * row as f32 - 1.3, -1.0],
            _ if row % 2 == 0 => [1.0, 0.02 * row as f32],
            _ => [-1.0, 0.02 * row as f32],
        };
        vector.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
    }
    std::fs::write(&array, bytes).unwrap();
    vec![table, array]
}

#[track_caller]
fn basis(window: &Window) -> String {
    window.get_by_role_and_label(Role::ComboBox, "Cluster by").accesskit_node().value().unwrap_or_default()
}

#[test]
fn without_vectors_there_is_no_choice() {
    let window = start_on_lines(FRUIT_AND_TOOLS, 3);
    assert!(window.query_by_label("Cluster by").is_none());
}

#[test]
fn a_run_by_vectors_gives_topics_with_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = start(Some(CorpusSource::Paths(table_and_array(&folder))));
    settle(&mut window);
    assert!(window.query_by_label_contains("Vectors: 2 columns").is_some());
    assert_eq!(basis(&window), "Words");
    window.get_by_role_and_label(Role::ComboBox, "Cluster by").click();
    window.run();
    window.get_by_label("Vectors (2 columns)").click();
    window.run();
    assert_eq!(basis(&window), "Vectors");
    window.get_by_role_and_label(Role::SpinButton, "Random seed").set_value_accesskit(SEED as f64);
    run_with(&mut window, "Clusters (k)", 3.0);

    assert_eq!(n_open(&window), 3);
    assert!(window.query_by_label_contains("3 clusters by vectors").is_some());
    let analysis = &session(&window).analysis;
    assert_eq!(analysis.params.basis, Basis::Vectors);
    let labels = &analysis.clustering.labels;
    assert!((0..11).all(|row| labels[row].is_some() && labels[row] == labels[row % 2]), "{labels:?}");
    assert_eq!((labels[0] == labels[1], labels[11]), (false, None));
    assert_eq!(labels[12], labels[13]);
    let wordless = TopicId(labels[12].unwrap().0);
    let names: Vec<String> = session(&window).topics.open().map(|topic| name_of(&window, topic)).collect();
    let (numbers, words): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| name.starts_with("topic "));
    assert_eq!(numbers, [&format!("topic {wordless}")]);
    assert!(words.iter().all(|name| name.split(", ").count() == 3), "{words:?}");
    // Whatever draws a topic draws one without words.
    select(&mut window, &[wordless]);
    settle(&mut window);
    assert_eq!(n_documents(&window, wordless), 2);
    assert_eq!(listing(&window).documents.len(), 2);
    let others: Vec<TopicId> = session(&window).topics.open().filter(|&topic| topic != wordless).collect();
    select(&mut window, &[wordless, others[0]]);
    settle(&mut window);
    press(&mut window, Key::G);
    settle(&mut window);
    assert_eq!(n_open(&window), 2);
}

#[test]
fn a_project_that_is_opened_again_says_what_it_was_clustered_by() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = read(&table_and_array(&folder), &ReadOptions::default(), &()).unwrap();
    let mut params = RunParams { basis: Basis::Vectors, ..RunParams::default_for(&corpus) };
    params.cluster.n_clusters = 3;
    params.cluster.seed = SEED;
    let vectorized = vectorize_corpus(&corpus, &params, &()).unwrap();
    let analysis = analyse(vectorized, params.vectors(&corpus).unwrap(), &params, &(), &mut |_| {}).unwrap();
    let path = folder.path().join("kept.mungchi");
    let project = NewProject { corpus: &corpus, analysis: &analysis, source: "a test", replace: false };
    create_project(&path, &project, &()).unwrap();

    let mut window = start(Some(CorpusSource::Paths(vec![path])));
    settle(&mut window);
    assert_eq!(session(&window).analysis.clustering.labels, analysis.clustering.labels);
    assert!(window.query_by_label_contains("3 clusters by vectors").is_some());
    // The panel is folded up beside topics.
    window.get_by_label("Clustering").click();
    window.run();
    assert_eq!(basis(&window), "Vectors");
}

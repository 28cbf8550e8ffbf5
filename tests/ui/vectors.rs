//! The choice of what documents are clustered by: there with vectors, gone without, kept with a project.

use std::path::PathBuf;

use egui::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mungchi::analysis::{Basis, RunParams, analyse, vectorize_corpus};
use mungchi::corpus::provenance::ReadOptions;
use mungchi::import::read;
use mungchi::store::{NewProject, create_project};
use mungchi::worker::CorpusSource;

use crate::hands::Window;
use crate::harness::{FRUIT_AND_TOOLS, n_open, run_with, session, settle, start, start_on_lines};

/// A table of the lines with an array beside it, by which even and odd rows belong together; the last has zeros.
fn table_and_array(folder: &tempfile::TempDir) -> Vec<PathBuf> {
    let [table, array] = ["texts.csv", "vectors.npy"].map(|name| folder.path().join(name));
    std::fs::write(&table, format!("text\n{}\n", FRUIT_AND_TOOLS.join("\n"))).unwrap();
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, 2), }}", FRUIT_AND_TOOLS.len());
    let mut bytes = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
    bytes.extend(format!("{header:<117}\n").as_bytes());
    for row in 0..FRUIT_AND_TOOLS.len() {
        let vector: [f32; 2] = match row {
            11 => [0.0, 0.0],
            _ if row % 2 == 0 => [1.0, 0.1 * row as f32],
            _ => [-1.0, 0.1 * row as f32],
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
    run_with(&mut window, "Clusters (k)", 2.0);

    assert_eq!(n_open(&window), 2);
    assert!(window.query_by_label_contains("2 clusters by vectors").is_some());
    let analysis = &session(&window).analysis;
    assert_eq!(analysis.params.basis, Basis::Vectors);
    let labels = &analysis.clustering.labels;
    assert!((0..11).all(|row| labels[row].is_some() && labels[row] == labels[row % 2]), "{labels:?}");
    assert_eq!((labels[0] == labels[1], labels[11]), (false, None));
    let (topics, tables) = (&session(&window).topics, &session(&window).tables);
    let names: Vec<&str> = topics.open().filter_map(|id| Some(&*tables.row(id)?.name)).collect();
    assert!(names.len() == 2 && names.iter().all(|name| name.split(", ").count() > 1), "{names:?}");
}

#[test]
fn a_project_that_is_opened_again_says_what_it_was_clustered_by() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = read(&table_and_array(&folder), &ReadOptions::default(), &()).unwrap();
    let mut params = RunParams { basis: Basis::Vectors, ..RunParams::default_for(&corpus) };
    params.cluster.n_clusters = 2;
    let vectorized = vectorize_corpus(&corpus, &params, &()).unwrap();
    let analysis = analyse(vectorized, params.vectors(&corpus).unwrap(), &params, &(), &mut |_| {}).unwrap();
    let path = folder.path().join("kept.mungchi");
    let project = NewProject { corpus: &corpus, analysis: &analysis, source: "a test", replace: false };
    create_project(&path, &project, &()).unwrap();

    let mut window = start(Some(CorpusSource::Paths(vec![path])));
    settle(&mut window);
    assert_eq!(session(&window).analysis.clustering.labels, analysis.clustering.labels);
    assert!(window.query_by_label_contains("2 clusters by vectors").is_some());
    // The panel is folded up beside topics.
    window.get_by_label("Clustering").click();
    window.run();
    assert_eq!(basis(&window), "Vectors");
}

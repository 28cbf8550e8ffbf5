//! The project file from outside: what goes in comes out again, what goes wrong is told, and a kill loses nothing.

mod faults;
mod journals;
mod kill;
mod permissions;
mod round_trip;
mod versions;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mungchi::analysis::{Analysis, RunParams, analyse, vectorize_corpus};
use mungchi::corpus::vectorizer::Weighting;
use mungchi::corpus::{Corpus, DocId, Document};
use mungchi::export::project::document_ids;
use mungchi::store::{NewProject, Project, Save, SaveState, create_project, open_project};
use mungchi::topics::replay::DecisionLog;
use mungchi::topics::{Change, Command, History, NewStep, StepId, TopicId};
use mungchi::words::WordParams;
use tempfile::{TempDir, tempdir};

use crate::fixtures::topical_lines;

/// The time of every decision: what it is does not matter, that it comes back does.
const AT_MS: u64 = 1_700_000_000_123;

/// Documents about `n_topics` topics, each with a name, every second with a title and every third with a label; the
/// last has no words.
fn corpus_of(n_topics: usize, n_documents: usize) -> Corpus {
    let document = |(row, text): (usize, String)| Document {
        id: format!("paper {row}").into(),
        title: if row % 2 == 0 { format!("제목 {row}").into() } else { Box::default() },
        title_counts: row % 4 == 0,
        text: text.into(),
        label: (row % 3 == 0).then(|| Arc::from("세 번째")),
        metadata: Box::default(),
    };
    let mut documents: Vec<Document> =
        topical_lines(n_topics, n_documents - 1, 3).into_iter().enumerate().map(document).collect();
    documents.push(Document { id: "empty".into(), ..Document::default() });
    Corpus { name: "papers".to_owned(), documents: documents.into(), ..Corpus::default() }
}

fn params(corpus: &Corpus, n_clusters: usize) -> RunParams {
    let mut params = RunParams::default_for(corpus);
    params.vectorize.words = WordParams::plain();
    params.vectorize.weighting = Weighting::TfIdf;
    params.cluster.n_clusters = n_clusters;
    params
}

fn analysed(corpus: &Corpus, n_clusters: usize) -> Analysis {
    let params = params(corpus, n_clusters);
    let vectorized = vectorize_corpus(corpus, &params, &()).unwrap();
    analyse(vectorized, None, &params, &(), &mut |_| {}).unwrap()
}

fn write_project(path: &Path, corpus: &Corpus, analysis: &Analysis, replace: bool) {
    create_project(path, &NewProject { corpus, analysis, source: "a test", replace }, &()).unwrap();
}

/// A folder with a project of 8 clusters, in which nothing was decided yet.
fn new_project(n_documents: usize) -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("papers.mungchi");
    let corpus = corpus_of(8, n_documents);
    write_project(&path, &corpus, &analysed(&corpus, 8), false);
    (folder, path)
}

#[track_caller]
fn open(path: &Path) -> Project {
    open_project(path, &()).unwrap()
}

/// Closes a project with everything on disk and opens it again.
#[track_caller]
fn reopened(project: Project, path: &Path) -> Project {
    let state = project.store.unwrap().close();
    assert!(state.is_saved() && state.failure.is_none(), "{state:?}");
    open(path)
}

/// Does a command and hands it to the store, as the window does; whether it was possible.
fn decide(project: &mut Project, command: Command) -> bool {
    // As it was before commands said what was alike, so that projects of all versions say the same.
    let sentence = format!("{command:?}").replace(", measure: Cosine", "");
    match project.history.perform(&mut project.topics, command, sentence, AT_MS) {
        Ok((change, step)) => {
            keep(project, &change, Some(step));
            true
        }
        Err(_) => false,
    }
}

fn keep(project: &Project, change: &Change, step: Option<NewStep>) {
    let store = project.store.as_ref().unwrap();
    store.save(Save::decision(&project.topics, &project.history, change, step));
}

/// Waits for the store.
fn flushed(project: &Project) -> SaveState {
    project.store.as_ref().unwrap().flush()
}

fn rename(topic: u32, name: &str) -> Command {
    Command::Rename { topic: TopicId(topic), name: Some(name.to_owned()) }
}

fn decision_log(project: &Project) -> DecisionLog {
    let Project { corpus, analysis, topics, history, .. } = project;
    let ids = document_ids(corpus).unwrap();
    DecisionLog::new(corpus.name.clone(), ids, &analysis.clustering.labels, topics, history)
}

/// All documents with their numbers, as they are visited.
fn all_documents(corpus: &Corpus) -> Vec<(DocId, Document)> {
    let mut all = Vec::new();
    let visited = corpus.documents.visit(0..corpus.documents.len(), &mut |id, document| {
        let document = Document {
            id: document.id.into(),
            title: document.title.into(),
            title_counts: document.title_counts,
            text: document.text.into(),
            label: document.label.map(Arc::from),
            metadata: document.metadata.to_boxes(),
        };
        all.push((id, document));
    });
    visited.unwrap();
    all
}

/// The same steps with the same patches, in the same places.
#[track_caller]
fn assert_same_history(found: &History, expected: &History) {
    assert_eq!(found.done(), expected.done());
    assert_eq!(found.redo_line(), expected.redo_line());
    assert_eq!(found.branches(), expected.branches());
    assert_eq!(found.n_steps(), expected.n_steps());
    for id in (1..=expected.n_steps() as u32).map(StepId) {
        assert_eq!(found.step(id), expected.step(id), "{id:?}");
    }
}

/// The names of what is in a folder, also hidden ones.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

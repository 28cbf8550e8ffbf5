//! The journal beside a project: a commit that was cut off is taken back, and a journal of another file does no harm.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{all_documents, analysed, corpus_of, decide, new_project, open, rename, reopened, write_project};

fn journal_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}

/// Copies a project and its journal as a power cut in the middle of a commit leaves them: some pages written, others
/// not.
fn cut_off(path: &Path, to: &Path) {
    let connection = Connection::open(path).unwrap();
    // With room for few pages SQLite writes some before the commit.
    connection
        .execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE document SET title = title || ' lost'")
        .unwrap();
    fs::copy(path, to).unwrap();
    fs::copy(journal_of(path), journal_of(to)).unwrap();
    connection.execute_batch("ROLLBACK").unwrap();
    assert_ne!(fs::read(to).unwrap(), fs::read(path).unwrap(), "some pages are written");
}

#[test]
fn a_commit_that_was_cut_off_is_taken_back() {
    let (folder, path) = new_project(1200);
    let mut project = open(&path);
    assert!(decide(&mut project, rename(2, "kept")));
    let project = reopened(project, &path);
    let (documents, topics) = (all_documents(&project.corpus), project.topics.clone());
    drop(project);
    let broken = folder.path().join("broken.mungchi");
    cut_off(&path, &broken);
    let mut found = open(&broken);
    assert_eq!(all_documents(&found.corpus), documents);
    assert_eq!(found.topics, topics);
    assert!(!journal_of(&broken).exists());
    assert!(decide(&mut found, rename(3, "goes on")));
    let expected = found.topics.clone();
    assert_eq!(reopened(found, &broken).topics, expected);
}

/// SQLite would play the journal back into the new file.
#[test]
fn a_journal_of_an_older_file_does_not_harm_a_new_project() {
    let (folder, path) = new_project(1200);
    let corpus = corpus_of(5, 1500);
    let analysis = analysed(&corpus, 9);
    for replace in [true, false] {
        let new = folder.path().join("new.mungchi");
        cut_off(&path, &new);
        if !replace {
            fs::remove_file(&new).unwrap();
        }
        write_project(&new, &corpus, &analysis, replace);
        let found = open(&new);
        assert_eq!(all_documents(&found.corpus), all_documents(&corpus), "replace: {replace}");
        assert_eq!(found.analysis.clustering, analysis.clustering, "replace: {replace}");
        drop(found);
        fs::remove_file(&new).unwrap();
    }
}

#[test]
fn a_journal_of_an_older_file_does_not_harm_a_copy() {
    let (folder, path) = new_project(1200);
    let copy = folder.path().join("copy.mungchi");
    cut_off(&path, &copy);
    let project = open(&path);
    let store = project.store.as_ref().unwrap();
    store.save_copy(copy.clone());
    store.flush();
    let found = open(&copy);
    assert_eq!(all_documents(&found.corpus), all_documents(&project.corpus));
    assert_eq!(found.topics, project.topics);
}

//! What goes wrong with a project file: it is told in a sentence with numbers, nothing panics, and no decision is lost.

use std::fs;
use std::path::Path;
use std::process::Command as Process;
use std::sync::atomic::{AtomicUsize, Ordering};

use mungchi::progress::{Monitor, Progress};
use mungchi::store::schema::VERSION;
use mungchi::store::{CreateError, NewProject, OpenError, StoreEvent, create_project, open_project};
use rusqlite::Connection;
use tempfile::tempdir;

use super::{
    all_documents, analysed, assert_same_history, corpus_of, decide, decision_log, flushed, names_in, new_project,
    open, rename, reopened, write_project,
};
use crate::fixtures::{Random, write};

#[track_caller]
fn refusal(path: &Path) -> OpenError {
    open_project(path, &()).expect_err("a file that cannot be opened")
}

/// Why decisions cannot be kept in a project that is open to read.
#[track_caller]
fn reason_to_read(path: &Path) -> String {
    open(path).store.expect_err("a project that is open to read only")
}

#[test]
fn what_is_no_project_is_told() {
    let folder = tempdir().unwrap();
    let missing = folder.path().join("missing.mungchi");
    let error = refusal(&missing);
    assert!(matches!(&error, OpenError::Missing { path } if *path == missing), "{error:?}");
    assert_eq!(error.to_string(), format!("There is no such file: {}", missing.display()));
    assert!(names_in(folder.path()).is_empty(), "to look for a file does not make it");

    let foreign = folder.path().join("foreign.mungchi");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE document (doc)").unwrap();
    let no_projects = [
        write(folder.path(), "empty.mungchi", ""),
        write(folder.path(), "short.mungchi", "hello"),
        write(folder.path(), "long.mungchi", "a line of text\n".repeat(1000)),
        foreign,
    ];
    for path in no_projects {
        let before = fs::read(&path).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, OpenError::NoProject), "{}: {error:?}", path.display());
        assert_eq!(error.to_string(), "Not a Mungchi project: open a file that ends in .mungchi, or a corpus");
        assert_eq!(fs::read(&path).unwrap(), before, "{}", path.display());
    }
}

#[test]
fn a_newer_project_is_left_as_it_is() {
    let (_folder, path) = new_project(40);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&path).unwrap();
    let error = refusal(&path);
    assert!(matches!(error, OpenError::Newer { version: 99, known: VERSION }), "{error:?}");
    let expected =
        format!("The project was made by a newer Mungchi (format 99; this one knows up to {VERSION}): update Mungchi");
    assert_eq!(error.to_string(), expected);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_was_cut_short_is_told_with_both_sizes() {
    let (folder, path) = new_project(200);
    let whole = fs::read(&path).unwrap();
    for n_bytes in [whole.len() / 2, whole.len() - 1, 100] {
        let cut = write(folder.path(), "cut.mungchi", &whole[..n_bytes]);
        let error = refusal(&cut);
        let (expected, found) = (whole.len() as u64, n_bytes as u64);
        let text = error.to_string();
        assert!(text.contains(&format!("it says {expected} bytes and has {found}")), "{text}");
        let OpenError::Truncated { expected: told_expected, found: told_found } = error else { panic!("{error:?}") };
        assert_eq!((told_expected, told_found), (expected, found));
    }
}

#[test]
fn garbage_anywhere_is_told_or_does_no_harm() {
    let (folder, path) = new_project(200);
    let mut project = open(&path);
    for topic in 0..6 {
        assert!(decide(&mut project, rename(topic, "a name")));
    }
    drop(project);
    let whole = fs::read(&path).unwrap();
    let mut random = Random::new(11);
    let mut n_refused = 0;
    for _ in 0..60 {
        let mut bytes = whole.clone();
        let n_garbage = [1, 30, 4000][random.below(3)];
        // The first 100 bytes say whether it is a project at all.
        let start = 100 + random.below(bytes.len() - 100 - n_garbage);
        bytes[start..start + n_garbage].iter_mut().for_each(|byte| *byte = random.below(256) as u8);
        let damaged = write(folder.path(), "damaged.mungchi", &bytes);
        match open_project(&damaged, &()) {
            Ok(project) => {
                // A text that cannot be read is told when it is asked for.
                let all = 0..project.corpus.documents.len();
                drop(project.corpus.documents.visit(all, &mut |_, _| {}));
            }
            Err(OpenError::Damaged { reason } | OpenError::Failed { reason }) => {
                assert!(!reason.is_empty());
                n_refused += 1;
            }
            Err(other) => panic!("{n_garbage} bytes at {start}: {other:?}"),
        }
    }
    assert!(n_refused > 3, "only {n_refused} of 60 were refused");
}

#[test]
fn a_second_window_reads_while_the_first_goes_on_saving() {
    let (_folder, path) = new_project(60);
    let mut first = open(&path);
    assert!(decide(&mut first, rename(0, "before")));
    assert!(flushed(&first).is_saved());
    let second = open(&path);
    assert_eq!(second.store.as_ref().err().unwrap(), "it is open in another window of Mungchi");
    assert_eq!(second.topics, first.topics);
    assert_same_history(&second.history, &first.history);
    assert_eq!(all_documents(&second.corpus), all_documents(&first.corpus));
    assert!(decide(&mut first, rename(1, "after")));
    let state = flushed(&first);
    assert_eq!((state.n_given, state.n_saved, state.failure), (2, 2, None));
    drop(second);
    let expected = first.topics.clone();
    drop(first);
    let third = open(&path);
    assert!(third.store.is_ok(), "the first is closed");
    assert_eq!(third.topics, expected);
}

/// What another process says that wants to write.
fn replay_elsewhere(folder: &Path, path: &Path) -> (Option<i32>, String) {
    let other = folder.join("other.mungchi");
    let corpus = corpus_of(8, 60);
    write_project(&other, &corpus, &analysed(&corpus, 8), false);
    let mut decided = open(&other);
    assert!(decide(&mut decided, rename(3, "from elsewhere")));
    let log = serde_json::to_string(&decision_log(&decided)).unwrap();
    let log = write(folder, "log.json", log);
    let process = Process::new(env!("CARGO_BIN_EXE_mungchi")).arg("replay").arg(log).arg("--on").arg(path).output();
    let output = process.unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn another_process_cannot_write_to_what_is_open_here() {
    let (folder, path) = new_project(60);
    let _first = open(&path);
    let (code, reason) = replay_elsewhere(folder.path(), &path);
    assert_eq!(code, Some(1), "{reason}");
    assert!(reason.contains("it is open in another window of Mungchi"), "{reason}");
}

/// On Unix a process loses its locks on a file when it closes any handle of it, also one that SQLite knows nothing of.
#[test]
fn a_second_look_from_the_same_process_does_not_let_another_write() {
    let (folder, path) = new_project(60);
    let _first = open(&path);
    assert_eq!(reason_to_read(&path), "it is open in another window of Mungchi");
    let (code, reason) = replay_elsewhere(folder.path(), &path);
    assert_eq!(code, Some(1), "two processes write to one project: {reason}");
    assert!(reason.contains("it is open in another window of Mungchi"), "{reason}");
}

/// Elsewhere the system does not let an open file be moved.
#[cfg(unix)]
#[test]
fn a_project_that_was_moved_away_is_told_can_be_copied_and_goes_on_when_it_is_back() {
    let (folder, path) = new_project(60);
    let away = folder.path().join("away.mungchi");
    let copy = folder.path().join("copy.mungchi");
    let mut project = open(&path);
    assert!(decide(&mut project, rename(0, "before")));
    assert!(flushed(&project).is_saved());

    fs::rename(&path, &away).unwrap();
    assert!(decide(&mut project, rename(1, "while it is away")));
    let state = flushed(&project);
    assert_eq!((state.n_given, state.n_saved), (2, 1));
    assert_eq!(state.failure.as_deref(), Some("the project file was moved or removed: save a copy"));
    assert!(!path.exists(), "no new file takes its name");

    let store = project.store.as_ref().unwrap();
    store.save_copy(copy.clone());
    assert_eq!((store.flush().n_saved, store.take_events()), (1, vec![StoreEvent::CopySaved(copy.clone())]));
    let copied = open(&copy);
    assert_eq!(copied.topics, project.topics, "the copy has what could not be saved");
    assert_same_history(&copied.history, &project.history);

    fs::rename(&away, &path).unwrap();
    let state = flushed(&project);
    assert_eq!((state.n_given, state.n_saved, state.failure), (2, 2, None));
    assert!(decide(&mut project, rename(2, "after")));
    let (topics, history) = (project.topics.clone(), project.history.clone());
    let project = reopened(project, &path);
    assert_eq!(project.topics, topics);
    assert_same_history(&project.history, &history);
    assert_eq!(names_in(folder.path()), ["copy.mungchi", "papers.mungchi"]);
}

#[cfg(unix)]
#[test]
fn a_project_that_was_replaced_is_told_and_the_other_file_is_left_alone() {
    let (folder, path) = new_project(60);
    let (away, other) = (folder.path().join("away.mungchi"), folder.path().join("other.mungchi"));
    let corpus = corpus_of(4, 50);
    write_project(&other, &corpus, &analysed(&corpus, 4), false);
    let of_other = fs::read(&other).unwrap();
    let mut project = open(&path);

    fs::rename(&path, &away).unwrap();
    fs::rename(&other, &path).unwrap();
    assert!(decide(&mut project, rename(1, "while another is there")));
    let state = flushed(&project);
    assert_eq!((state.n_given, state.n_saved), (1, 0));
    assert_eq!(state.failure.as_deref(), Some("the project file was replaced by another: save a copy"));
    assert_eq!(fs::read(&path).unwrap(), of_other);

    fs::rename(&path, &other).unwrap();
    fs::rename(&away, &path).unwrap();
    assert!(flushed(&project).is_saved());
    let topics = project.topics.clone();
    assert_eq!(reopened(project, &path).topics, topics);
}

#[test]
fn what_cannot_be_copied_is_told_and_saving_goes_on() {
    let (folder, path) = new_project(40);
    let mut project = open(&path);
    let nowhere = folder.path().join("no folder/copy.mungchi");
    let store = project.store.as_ref().unwrap();
    store.save_copy(nowhere.clone());
    store.flush();
    let events = store.take_events();
    let [StoreEvent::CopyFailed { path: told, reason }] = &events[..] else { panic!("{events:?}") };
    assert!(*told == nowhere && !reason.is_empty(), "{events:?}");
    assert!(decide(&mut project, rename(0, "after")));
    assert!(flushed(&project).is_saved());
}

#[test]
fn a_compacted_project_holds_the_same_and_stays_locked() {
    let (_folder, path) = new_project(200);
    let mut project = open(&path);
    assert!(decide(&mut project, rename(0, "before")));
    let store = project.store.as_ref().unwrap();
    store.compact();
    store.flush();
    let events = store.take_events();
    let [StoreEvent::Compacted(before, after)] = events[..] else { panic!("{events:?}") };
    assert!(before > 0 && after > 0, "{events:?}");
    assert_eq!(reason_to_read(&path), "it is open in another window of Mungchi");
    assert!(decide(&mut project, rename(1, "after")));
    let topics = project.topics.clone();
    let project = reopened(project, &path);
    assert_eq!(project.topics, topics);
    assert_eq!(all_documents(&project.corpus), all_documents(&corpus_of(8, 200)));
}

#[test]
fn a_new_project_does_not_overwrite() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "a.mungchi", "somebody's work");
    let corpus = corpus_of(4, 50);
    let analysis = analysed(&corpus, 4);
    let project = NewProject { corpus: &corpus, analysis: &analysis, source: "a test", replace: false };
    let error = create_project(&path, &project, &()).unwrap_err();
    assert!(matches!(&error, CreateError::Exists { path: told } if *told == path), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), b"somebody's work");
    write_project(&path, &corpus, &analysis, true);
    assert_eq!(all_documents(&open(&path).corpus), all_documents(&corpus), "unless it is asked to");
    assert_eq!(names_in(folder.path()), ["a.mungchi"]);

    let nowhere = folder.path().join("no folder/a.mungchi");
    let error = create_project(&nowhere, &project, &()).unwrap_err();
    assert!(matches!(error, CreateError::Failed { .. }), "{error:?}");
    assert!(error.to_string().starts_with("Cannot write the project: "), "{error}");
}

/// Wants to stop after so many reports.
struct StopAfter {
    n_reports: usize,
    n_seen: AtomicUsize,
}

impl Monitor for StopAfter {
    fn report(&self, _: Progress) {
        self.n_seen.fetch_add(1, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.n_seen.load(Ordering::Relaxed) >= self.n_reports
    }
}

#[test]
fn a_cancelled_import_leaves_no_file() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.mungchi");
    let corpus = corpus_of(4, 50);
    let analysis = analysed(&corpus, 4);
    for n_reports in 0..2 {
        let project = NewProject { corpus: &corpus, analysis: &analysis, source: "a test", replace: false };
        let monitor = StopAfter { n_reports, n_seen: AtomicUsize::new(0) };
        let error = create_project(&path, &project, &monitor).unwrap_err();
        assert!(matches!(error, CreateError::Cancelled(_)), "{n_reports}: {error:?}");
        assert!(names_in(folder.path()).is_empty(), "{n_reports}: {:?}", names_in(folder.path()));
    }
}

#[test]
fn what_a_killed_import_left_is_overwritten() {
    let (folder, path) = new_project(40);
    let half = fs::read(&path).unwrap();
    let corpus = corpus_of(4, 50);
    for left in [&half[..half.len() / 2], &b"garbage"[..], &half[..]] {
        let hidden = write(folder.path(), ".again.mungchi.unfinished", left);
        let again = folder.path().join("again.mungchi");
        write_project(&again, &corpus, &analysed(&corpus, 4), false);
        assert!(!hidden.exists());
        assert_eq!(all_documents(&open(&again).corpus), all_documents(&corpus));
        fs::remove_file(again).unwrap();
    }
}

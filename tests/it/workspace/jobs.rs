//! Opening and running beside the window: what replaces what, and what stays when work fails or is cancelled.

use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;

use mungchi::topics::Command;
use mungchi::workspace::{Action, Activity, DocumentList, NoticeKind};

use super::{Desk, name, open, select};
use crate::fixtures::PATIENCE;

#[test]
fn opening_a_corpus_waits_for_a_run() {
    let desk = Desk::with_corpus();
    let workspace = &desk.workspace;
    assert_eq!(workspace.corpus().unwrap().documents.len(), 80);
    assert_eq!(workspace.params().unwrap().cluster.n_clusters, 9);
    assert!(workspace.session().is_none() && !workspace.is_busy());
    assert!(desk.notices().is_empty(), "{:?}", desk.notices());
}

#[test]
fn a_corpus_can_be_searched_before_it_is_clustered() {
    let mut desk = Desk::with_corpus();
    desk.perform(Action::Search("topic0".to_owned()));
    assert_eq!(desk.listing().documents.len(), 20);
    desk.perform(Action::Search(String::new()));
    assert_eq!(desk.workspace.detail().documents, DocumentList::NothingSelected);
}

#[test]
fn the_text_can_be_read_from_another_column() {
    let mut desk = Desk::new();
    let path = desk.write("a.csv", "title,body\nrivers,cold water from the mountain\nbread,warm bread\n");
    desk.perform(open(path));
    let text = |desk: &Desk| desk.workspace.corpus().unwrap().columns.text.clone();
    assert_eq!(text(&desk).as_deref(), Some("body"));
    let mut params = desk.workspace.params().unwrap().clone();
    params.cluster.seed = 5;
    desk.perform(Action::SetParams(Box::new(params)));
    desk.perform(Action::ReadColumn("title".to_owned()));
    assert_eq!(desk.workspace.params().unwrap().cluster.seed, 5);
    assert_eq!(text(&desk).as_deref(), Some("title"));
    assert_eq!(&*desk.workspace.corpus().unwrap().documents.here().unwrap()[0].text, "rivers");
    desk.perform(Action::ReadColumn("summary".to_owned()));
    assert_eq!(text(&desk).as_deref(), Some("title"));
    let notices = desk.notices();
    let [(NoticeKind::Warning, reason)] = &notices[..] else { panic!("{notices:?}") };
    assert!(reason.starts_with("There is no column “summary”: the columns are title, body: "), "{reason}");
}

#[test]
fn what_was_there_stays_when_opening_fails() {
    let mut desk = Desk::with_topics();
    desk.perform(name(desk.listed(0), Some("Rivers")));
    let analysis = Arc::clone(&desk.session().analysis);
    let missing = desk.folder.path().join("nowhere.txt");
    desk.perform(open(missing.clone()));
    assert!(Arc::ptr_eq(&desk.session().analysis, &analysis));
    assert_eq!(desk.workspace.n_decisions(), 1);
    assert_eq!(desk.workspace.corpus().unwrap().name, "corpus.txt");
    let notices = desk.notices();
    let [(NoticeKind::Warning, reason)] = &notices[..] else { panic!("{notices:?}") };
    assert!(reason.contains(missing.to_str().unwrap()), "{reason}");
}

#[test]
fn what_was_there_stays_when_a_run_fails() {
    let mut desk = Desk::with_topics();
    let analysis = Arc::clone(&desk.session().analysis);
    let mut params = desk.workspace.params().unwrap().clone();
    params.cluster.n_clusters = 0;
    desk.perform(Action::SetParams(Box::new(params)));
    desk.perform(Action::Run);
    assert!(Arc::ptr_eq(&desk.session().analysis, &analysis));
    let expected = "Cannot make 0 clusters from 80 documents: choose at least 1".to_owned();
    assert_eq!(desk.notices(), [(NoticeKind::Warning, expected)]);
}

#[test]
fn a_new_corpus_replaces_topics_and_decisions() {
    let mut desk = Desk::with_topics();
    desk.perform(select(&[desk.listed(0), desk.listed(1)]));
    desk.perform(Action::MergeSelected);
    let path = desk.write("other.txt", "alpha\nbeta\n");
    desk.perform(open(path));
    let workspace = &desk.workspace;
    assert!(workspace.session().is_none() && workspace.selection().is_empty());
    assert_eq!(workspace.n_decisions(), 0);
    assert_eq!(workspace.detail().documents, DocumentList::NothingSelected);
}

#[test]
fn a_run_that_takes_the_place_of_an_opening_is_shown_as_a_run() {
    let mut desk = Desk::with_corpus();
    let other = desk.write("other.txt", "alpha\nbeta\n");
    desk.workspace.perform(open(other));
    assert!(matches!(desk.workspace.activity(), Activity::Opening(_)));
    desk.workspace.perform(Action::Run);
    assert!(matches!(desk.workspace.activity(), Activity::Running(_)));
    desk.settle();
    assert!(matches!(desk.workspace.activity(), Activity::Idle));
    assert_eq!(desk.workspace.corpus().unwrap().name, "corpus.txt");
    assert!(desk.workspace.session().is_some());
}

#[test]
fn cancelling_keeps_what_was_there() {
    let mut desk = Desk::with_topics();
    desk.perform(name(desk.listed(0), Some("Rivers")));
    desk.perform(Action::Cancel);
    let other = desk.write("other.txt", &"alpha beta\n".repeat(100_000));
    desk.workspace.perform(open(other));
    desk.workspace.perform(Action::Cancel);
    assert!(desk.workspace.is_cancelling() || !desk.workspace.is_busy());
    desk.settle();
    // A cancel that comes too late finds the other corpus open.
    if desk.workspace.corpus().unwrap().name == "corpus.txt" {
        assert_eq!(desk.workspace.n_decisions(), 1);
        assert_eq!(desk.notices(), [(NoticeKind::Told, "Cancelled: nothing was changed".to_owned())]);
    }
}

#[test]
fn shutting_down_leaves_no_work_behind() {
    let Desk { mut workspace, wakes, folder: _folder } = Desk::with_topics();
    let topic = workspace.session().unwrap().tables.listed[0];
    workspace.perform(select(&[topic]));
    workspace.perform(Action::Run);
    workspace.shut_down();
    drop(workspace);
    let end = std::iter::repeat_with(|| wakes.recv_timeout(PATIENCE)).find_map(Result::err);
    assert_eq!(end, Some(RecvTimeoutError::Disconnected));
}

#[test]
fn no_decision_is_made_that_a_run_would_discard() {
    let mut desk = Desk::with_topics();
    let topic = desk.listed(0);
    desk.workspace.perform(Action::Run);
    assert!(desk.workspace.is_busy());
    desk.workspace.perform(Action::Curate(Command::Trash(vec![topic])));
    assert_eq!(desk.workspace.n_decisions(), 0, "refused while the run goes on");
    desk.settle();
    desk.perform(Action::Curate(Command::Trash(vec![topic])));
    assert_eq!(desk.workspace.n_decisions(), 1, "possible again after it");
}

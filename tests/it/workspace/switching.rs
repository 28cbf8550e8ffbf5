//! Save as, save a copy, and files that are taken away: each decision is where one would look for it, once.

use std::path::{Path, PathBuf};

use mungchi::corpus::DocId;
use mungchi::topics::Command;
use mungchi::workspace::{Action, SaveStatus};

use super::saving::{assert_same_history, on_disk};
use super::{Desk, name, open};
use crate::fixtures::topical_lines;

/// With one decision on disk, and the path of a file that is not there yet.
fn saved() -> (Desk, PathBuf, PathBuf) {
    let mut desk = Desk::with_topics();
    desk.decide(0, "Rivers");
    assert!(desk.is_saved());
    let (old, new) = (desk.project(), desk.folder.path().join("new.mungchi"));
    (desk, old, new)
}

/// Waits until the window has gone on to another file, and everything is in it.
#[track_caller]
fn settle_in(desk: &mut Desk, path: &Path) {
    desk.settle_until(|desk| desk.workspace.project_path() == Some(path) && desk.is_saved());
}

#[track_caller]
fn assert_on_disk(desk: &Desk, path: &Path) {
    let kept = on_disk(path);
    assert_eq!(kept.topics, desk.session().topics);
    assert_same_history(&kept.history, &desk.session().history);
}

#[test]
fn save_as_goes_on_in_the_new_file_and_leaves_the_old_one() {
    let (mut desk, old, new) = saved();
    let topics_before = desk.session().topics.clone();
    desk.workspace.perform(Action::SaveAs(new.clone()));
    settle_in(&mut desk, &new);
    desk.decide(1, "Bread");
    assert_eq!(desk.project(), new);
    assert_on_disk(&desk, &new);
    let left = on_disk(&old);
    assert_eq!(left.topics, topics_before);
    assert_eq!(left.history.n_steps(), 1);
    let wanted = DocId(7);
    desk.perform(Action::NeedDocuments(vec![wanted]));
    assert_eq!(&*desk.workspace.document(wanted).unwrap().text, topical_lines(4, 80, 1)[7]);
    assert_eq!(desk.workspace.recent()[0], new.canonicalize().unwrap());
}

#[test]
fn what_is_decided_right_after_save_as_is_in_the_new_file_once() {
    let (mut desk, _, new) = saved();
    let (second, third) = (desk.listed(1), desk.listed(2));
    desk.workspace.perform(Action::SaveAs(new.clone()));
    desk.workspace.perform(name(second, Some("Bread")));
    desk.workspace.perform(Action::Curate(Command::Trash(vec![third])));
    desk.workspace.perform(Action::Undo);
    settle_in(&mut desk, &new);
    assert_eq!((desk.workspace.n_unsaved(), desk.session().history.n_steps()), (0, 3));
    assert_on_disk(&desk, &new);
    desk.perform(Action::Redo);
    assert_on_disk(&desk, &new);
}

#[test]
fn save_as_before_any_decision_makes_the_project_there() {
    let mut desk = Desk::with_topics();
    let new = desk.folder.path().join("new.mungchi");
    desk.perform(Action::SaveAs(new.clone()));
    assert_eq!(desk.project(), new);
    assert_eq!(on_disk(&new).history.n_steps(), 0);
    desk.decide(0, "Rivers");
    assert_on_disk(&desk, &new);
    assert!(!desk.folder.path().join("corpus.mungchi").exists());
}

#[test]
fn save_as_that_fails_stays_in_the_old_file() {
    let (mut desk, old, _) = saved();
    let second = desk.listed(1);
    let nowhere = desk.folder.path().join("no folder").join("new.mungchi");
    desk.workspace.perform(Action::SaveAs(nowhere.clone()));
    desk.workspace.perform(name(second, Some("Bread")));
    desk.settle_until(|desk| desk.is_told("Cannot save a copy: "));
    assert!(desk.notices().last().unwrap().1.ends_with(nowhere.to_str().unwrap()), "{:?}", desk.notices());
    desk.decide(2, "Stars");
    assert!(desk.is_saved() && desk.workspace.n_unsaved() == 0);
    assert_eq!(desk.project(), old);
    assert_on_disk(&desk, &old);
}

#[test]
fn a_copy_is_left_behind_and_the_project_goes_on() {
    let (mut desk, old, copy) = saved();
    let topics_before = desk.session().topics.clone();
    desk.workspace.perform(Action::SaveCopy(copy.clone()));
    desk.settle_until(|desk| desk.is_told("Saved a copy: "));
    desk.decide(1, "Bread");
    assert_eq!(desk.project(), old);
    assert_on_disk(&desk, &old);
    let kept = on_disk(&copy);
    assert_eq!(kept.topics, topics_before);
    assert_eq!((kept.history.n_steps(), kept.corpus.documents.len()), (1, 80));
}

/// Elsewhere the system does not let an open file be removed.
#[cfg(unix)]
#[test]
fn a_file_that_was_removed_is_told_and_a_copy_keeps_everything() {
    let (mut desk, old, copy) = saved();
    std::fs::remove_file(&old).unwrap();
    for (place, n_unsaved) in [(1, 1), (2, 2)] {
        desk.decide(place, "a name");
        let SaveStatus::Unsaved { reason, tries_on } = desk.workspace.save_status() else {
            panic!("{:?}", desk.workspace.save_status())
        };
        assert_eq!((&*reason, tries_on), ("the project file was moved or removed: save a copy", true));
        assert_eq!(desk.workspace.n_unsaved(), n_unsaved);
    }
    assert!(!old.exists(), "no new file takes its name");
    desk.workspace.perform(Action::SaveCopy(copy.clone()));
    desk.settle_until(|desk| desk.is_told("Saved a copy: "));
    assert_on_disk(&desk, &copy);
    let kept = on_disk(&copy);
    assert_eq!(&*kept.corpus.documents.pick(&[DocId(79)]).unwrap()[0].text, topical_lines(4, 80, 1)[79]);
}

#[test]
fn a_copy_of_a_project_that_is_open_elsewhere_is_worked_on() {
    let (first, old, copy) = saved();
    let mut second = Desk::new();
    second.perform(open(old.clone()));
    assert!(matches!(second.workspace.save_status(), SaveStatus::Unsaved { tries_on: false, .. }));
    second.decide(1, "Bread");
    assert_eq!(second.workspace.n_unsaved(), 1);
    second.perform(Action::SaveCopy(copy.clone()));
    assert_eq!(second.project(), copy);
    assert!(second.is_saved());
    assert_on_disk(&second, &copy);
    assert_on_disk(&first, &old);
}

/// Were the project made anew from its clusters, the decisions before the failure would be lost.
#[test]
fn a_second_attempt_to_save_what_is_read_only_keeps_the_decisions_before() {
    let (_first, old, copy) = saved();
    let mut second = Desk::new();
    second.perform(open(old));
    second.decide(1, "Bread");
    let nowhere = second.folder.path().join("no folder").join("new.mungchi");
    second.perform(Action::SaveAs(nowhere));
    assert!(second.is_told("Cannot save a copy: "));
    assert_eq!(second.workspace.n_unsaved(), 1);
    second.perform(Action::SaveAs(copy.clone()));
    assert!(second.is_saved());
    assert_on_disk(&second, &copy);
}

/// A step that is written twice is refused by the file for good.
#[test]
fn save_as_twice_in_a_row_writes_nothing_twice() {
    let (mut desk, _, new) = saved();
    let newer = desk.folder.path().join("newer.mungchi");
    let second = desk.listed(1);
    desk.workspace.perform(Action::SaveAs(new));
    desk.workspace.perform(name(second, Some("Bread")));
    desk.workspace.perform(Action::SaveAs(newer.clone()));
    desk.settle_until(|desk| {
        let is_there = desk.workspace.project_path() == Some(newer.as_path());
        is_there && !matches!(desk.workspace.save_status(), SaveStatus::Saving)
    });
    assert!(desk.is_saved(), "{:?}", desk.workspace.save_status());
    assert_on_disk(&desk, &newer);
}

#[test]
fn how_one_looked_at_a_project_is_kept_when_another_corpus_is_opened() {
    let (mut desk, project, _) = saved();
    desk.perform(Action::SetThreshold(0.5));
    let other = desk.write("other.txt", "alpha beta\nbeta gamma\n");
    desk.perform(open(other));
    let threshold = Some(on_disk(&project).view.threshold);
    assert_eq!(threshold, Some(0.5));
}

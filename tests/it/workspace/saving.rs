//! Decisions are kept by themselves: where, since when, and all of them when the project is opened again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mungchi::corpus::DocId;
use mungchi::store::{Project, read_project};
use mungchi::topics::{Command, History, StepId, Topic};
use mungchi::workspace::{Action, Activity, NoticeKind, SaveStatus};
use tempfile::TempDir;

use super::{Desk, name, open, select};
use crate::fixtures::{PATIENCE, topical_lines};

impl Desk {
    /// Gives a name to the topic with that place in the list.
    #[track_caller]
    pub(super) fn decide(&mut self, place: usize, new: &str) {
        let topic = self.listed(place);
        self.perform(name(topic, Some(new)));
    }

    pub(super) fn is_saved(&self) -> bool {
        matches!(self.workspace.save_status(), SaveStatus::Saved)
    }

    #[track_caller]
    pub(super) fn project(&self) -> PathBuf {
        self.workspace.project_path().unwrap().to_owned()
    }

    /// Settles, and on until something is so that settling does not wait for.
    #[track_caller]
    pub(super) fn settle_until(&mut self, is_so: impl Fn(&Self) -> bool) {
        self.settle();
        while !is_so(self) {
            self.wakes.recv_timeout(PATIENCE).expect("a worker or the store wakes the window when it is done");
            self.settle();
        }
    }

    pub(super) fn is_told(&self, beginning: &str) -> bool {
        self.workspace.notices().any(|notice| notice.text.starts_with(beginning))
    }

    /// Clusters what is open into 8 clusters.
    fn run(&mut self) {
        let mut params = self.workspace.params().unwrap().clone();
        params.cluster.n_clusters = 8;
        self.perform(Action::SetParams(Box::new(params)));
        self.perform(Action::Run);
    }

    /// Ends as the program does; gives the folder with what was written.
    fn shut_down(self) -> TempDir {
        let Self { mut workspace, wakes: _wakes, folder } = self;
        workspace.shut_down();
        folder
    }
}

/// A project as it is on disk by now.
#[track_caller]
pub(super) fn on_disk(path: &Path) -> Project {
    read_project(path, &()).unwrap()
}

/// The same steps in the same places.
#[track_caller]
pub(super) fn assert_same_history(found: &History, expected: &History) {
    assert_eq!((found.n_steps(), found.done()), (expected.n_steps(), expected.done()));
    assert_eq!((found.redo_line(), found.branches()), (expected.redo_line(), expected.branches()));
    for id in (1..=expected.n_steps() as u32).map(StepId) {
        assert_eq!(found.step(id), expected.step(id), "{id:?}");
    }
}

/// What is in a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// With a name, a merge, a tag that was undone, and a branch that was left.
fn decided() -> Desk {
    let mut desk = Desk::with_topics();
    let topics = desk.session().tables.listed.clone();
    desk.perform(Action::Curate(Command::Lock(vec![topics[7]])));
    desk.perform(Action::Undo);
    desk.perform(name(topics[0], Some("Rivers")));
    desk.perform(select(&topics[1..3]));
    desk.perform(Action::MergeSelected);
    desk.perform(Action::Curate(Command::Tag { topics: vec![topics[0]], tag: "cold".to_owned() }));
    desk.perform(Action::Undo);
    assert!(desk.is_saved() && desk.workspace.n_decisions() == 2);
    desk
}

#[test]
fn the_first_decision_makes_a_project_beside_the_corpus() {
    let mut desk = Desk::with_topics();
    let topic = desk.listed(0);
    desk.perform(select(&[topic]));
    desk.perform(Action::SetThreshold(0.3));
    desk.perform(Action::SetRelevance(0.3));
    assert_eq!(names_in(desk.folder.path()), ["corpus.txt"], "nothing is written before");
    assert!(matches!(desk.workspace.save_status(), SaveStatus::Nothing));
    assert_eq!((desk.workspace.project_path(), desk.workspace.n_unsaved()), (None, 0));

    desk.workspace.perform(name(topic, Some("Rivers")));
    assert!(matches!(desk.workspace.save_status(), SaveStatus::Creating(_)));
    assert_eq!(desk.workspace.n_unsaved(), 1);
    desk.settle();
    assert!(desk.is_saved(), "{:?}", desk.workspace.save_status());
    assert_eq!(desk.workspace.n_unsaved(), 0);
    assert_eq!(desk.project(), desk.folder.path().join("corpus.mungchi"));
    assert!(names_in(desk.folder.path()).iter().all(|name| !name.starts_with('.')), "nothing unfinished is left");
    assert_eq!(on_disk(&desk.project()).topics, desk.session().topics);
}

#[test]
fn a_second_corpus_of_the_same_name_gets_a_number() {
    let mut desk = Desk::with_topics();
    desk.decide(0, "Rivers");
    let first = desk.project();
    let rows: Vec<String> = topical_lines(4, 80, 2).iter().map(|line| format!("a title,{line}")).collect();
    let path = desk.write("corpus.csv", &format!("title,text\n{}\n", rows.join("\n")));
    desk.perform(open(path));
    desk.run();
    desk.decide(0, "Bread");
    let second = desk.project();
    assert_eq!(second, desk.folder.path().join("corpus 2.mungchi"));
    assert_eq!([&first, &second].map(|path| on_disk(path).history.n_steps()), [1, 1]);
    let names = [&first, &second].map(|path| on_disk(path).corpus.name.clone());
    assert_eq!(names, ["corpus.txt", "corpus.csv"]);
}

#[test]
fn a_project_goes_to_the_usual_folder_if_there_is_none_beside_the_corpus() {
    let mut desk = Desk::new();
    let path = desk.write("stick/corpus.txt", &topical_lines(4, 80, 1).join("\n"));
    desk.perform(open(path));
    desk.run();
    // As a stick that was pulled out: not even root can write there.
    fs::remove_dir_all(desk.folder.path().join("stick")).unwrap();
    desk.decide(0, "Rivers");
    assert!(desk.is_saved(), "{:?}", desk.workspace.save_status());
    assert_eq!(desk.project(), desk.folder.path().join("projects").join("corpus.mungchi"));
    assert!(desk.notices().iter().all(|(kind, _)| *kind != NoticeKind::Warning), "{:?}", desk.notices());
    assert_eq!(on_disk(&desk.project()).topics, desk.session().topics);
}

#[test]
fn a_project_is_opened_again_as_it_was_left() {
    let mut desk = decided();
    desk.perform(Action::SetRelevance(0.25));
    desk.perform(Action::SetThreshold(0.5));
    let (path, topics, history) = (desk.project(), desk.session().topics.clone(), desk.session().history.clone());
    let analysis = Arc::clone(&desk.session().analysis);
    let _folder = desk.shut_down();

    let mut again = Desk::new();
    again.perform(open(path.clone()));
    assert_eq!(again.project(), path);
    assert!(again.is_saved() && again.notices().is_empty(), "{:?}", again.notices());
    assert_eq!(again.session().topics, topics);
    assert_same_history(&again.session().history, &history);
    assert_eq!(again.session().analysis.clustering.labels, analysis.clustering.labels);
    let view = (again.workspace.terms().lambda, again.workspace.merging().threshold());
    assert_eq!(view, (0.25, 0.5));
    assert_eq!(again.workspace.corpus().unwrap().documents.len(), 80);
}

#[test]
fn undo_and_redo_go_on_where_they_were() {
    let desk = decided();
    let is_rivers = |topic: &Topic| topic.name.as_deref() == Some("Rivers");
    let (topic, _) = desk.session().topics.iter().find(|(_, topic)| is_rivers(topic)).unwrap();
    let path = desk.project();
    let _folder = desk.shut_down();

    let mut again = Desk::new();
    again.perform(open(path.clone()));
    let tags = |desk: &Desk| desk.session().topics.get(topic).unwrap().tags.len();
    assert_eq!((again.workspace.n_decisions(), again.n_open()), (2, 7));
    again.perform(Action::Redo);
    assert_eq!((again.workspace.n_decisions(), tags(&again)), (3, 1));
    again.perform(Action::Undo);
    again.perform(Action::Undo);
    assert_eq!((again.workspace.n_decisions(), again.n_open(), tags(&again)), (1, 8, 0));
    let (topics, history) = (again.session().topics.clone(), again.session().history.clone());
    assert!(again.is_saved());
    let kept = on_disk(&path);
    assert_eq!(kept.topics, topics);
    assert_same_history(&kept.history, &history);
    // The branch that was left first is still there to go to.
    again.perform(Action::Travel(StepId(1)));
    assert_eq!(again.session().history.current(), StepId(1));
    assert!(again.is_saved() && on_disk(&path).history.current() == StepId(1));
}

#[test]
fn another_corpus_leaves_the_decisions_in_their_project() {
    let mut desk = decided();
    let (path, topics) = (desk.project(), desk.session().topics.clone());
    let other = desk.write("other.txt", "alpha beta\nbeta gamma\n");
    desk.perform(open(other));
    assert_eq!((desk.workspace.project_path(), desk.workspace.n_decisions()), (None, 0));
    assert!(matches!(desk.workspace.save_status(), SaveStatus::Nothing));
    assert_eq!(on_disk(&path).topics, topics);
    desk.perform(open(path));
    assert_eq!(desk.session().topics, topics);
    assert!(desk.is_saved());
}

#[test]
fn a_project_that_is_open_is_not_opened_again() {
    let mut desk = decided();
    let analysis = Arc::clone(&desk.session().analysis);
    let path = desk.project();
    desk.perform(open(path.clone()));
    assert_eq!(desk.notices(), [(NoticeKind::Told, "This project is open already".to_owned())]);
    assert!(Arc::ptr_eq(&desk.session().analysis, &analysis));
    assert_eq!((desk.project(), desk.workspace.n_decisions()), (path, 2));
}

#[test]
fn the_newest_project_comes_first_among_the_recent_ones() {
    let mut desk = Desk::with_topics();
    assert!(desk.workspace.recent().is_empty());
    desk.decide(0, "Rivers");
    let first = desk.project().canonicalize().unwrap();
    assert_eq!(desk.workspace.recent(), std::slice::from_ref(&first));
    let path = desk.write("other.txt", &topical_lines(4, 80, 2).join("\n"));
    desk.perform(open(path));
    desk.run();
    desk.decide(0, "Bread");
    let second = desk.project().canonicalize().unwrap();
    assert_eq!(desk.workspace.recent(), [second.clone(), first.clone()]);
    desk.perform(open(first.clone()));
    assert_eq!(desk.workspace.recent(), [first, second]);
}

#[test]
fn documents_of_a_project_are_read_when_they_are_needed() {
    let mut desk = Desk::with_topics();
    desk.decide(0, "Rivers");
    assert!(desk.workspace.corpus().unwrap().documents.here().is_none(), "they are on disk by now");
    let wanted = [DocId(79), DocId(3)];
    assert!(wanted.iter().all(|&id| desk.workspace.document(id).is_none()));
    desk.perform(Action::NeedDocuments(wanted.to_vec()));
    let lines = topical_lines(4, 80, 1);
    for id in wanted {
        assert_eq!(&*desk.workspace.document(id).unwrap().text, lines[id.index()]);
    }
    assert!(desk.workspace.document(DocId(4)).is_none(), "nobody asked for it");
}

#[test]
fn a_cancelled_run_keeps_topics_that_were_decided_about() {
    let mut desk = Desk::new();
    let path = desk.write("corpus.txt", &topical_lines(20, 3000, 1).join("\n"));
    desk.perform(open(path));
    desk.run();
    desk.decide(0, "Rivers");
    let (analysis, project) = (Arc::clone(&desk.session().analysis), desk.project());
    let mut params = desk.workspace.params().unwrap().clone();
    params.cluster.n_clusters = 400;
    desk.perform(Action::SetParams(Box::new(params)));
    desk.workspace.perform(Action::Run);
    // After the first iteration there are topics, which would take the place of those that are there.
    loop {
        desk.workspace.poll();
        match desk.workspace.activity() {
            Activity::Running(progress) if progress.iterations.is_empty() => {
                desk.wakes.recv_timeout(PATIENCE).expect("a run wakes the window");
            }
            _ => break,
        }
    }
    desk.workspace.perform(Action::Cancel);
    desk.settle();
    // A cancel that comes too late finds the new topics.
    if Arc::ptr_eq(&desk.session().analysis, &analysis) {
        assert!(desk.is_told("Cancelled: "), "{:?}", desk.notices());
        assert_eq!((desk.n_open(), desk.workspace.n_decisions()), (8, 1));
        desk.decide(1, "Bread");
        assert_eq!(desk.project(), project);
        assert_eq!(on_disk(&project).history.done().len(), 2);
    }
}

#[test]
fn compacting_tells_sizes_and_saving_goes_on() {
    let mut desk = decided();
    desk.workspace.perform(Action::Compact);
    desk.settle_until(|desk| desk.is_told("Compacted the project: "));
    let notices = desk.notices();
    let (kind, told) = notices.last().unwrap();
    assert!(*kind == NoticeKind::Told && told.contains(" → ") && told.ends_with(" MB"), "{told}");
    desk.decide(3, "Bread");
    assert!(desk.is_saved());
    assert_eq!(on_disk(&desk.project()).topics, desk.session().topics);
}

#[test]
fn export_writes_four_tables_and_tells_where() {
    let mut desk = decided();
    let folder = desk.folder.path().join("tables");
    desk.perform(Action::Export(folder.clone()));
    assert_eq!(desk.notices(), [(NoticeKind::Told, format!("Exported tables to {}", folder.display()))]);
    assert_eq!(names_in(&folder), ["documents.csv", "keywords.csv", "project.json", "topics.csv"]);
    let documents = fs::read_to_string(folder.join("documents.csv")).unwrap();
    assert_eq!(documents.lines().count(), 81, "a line a document, also of those that are on disk");
    assert!(documents.contains("Rivers"));
}

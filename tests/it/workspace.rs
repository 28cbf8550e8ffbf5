//! The state of the window, driven by actions as the window drives it, and no window.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use mungchi::topics::{Command, TopicId};
use mungchi::worker::CorpusSource;
use mungchi::workspace::{
    Action, Activity, DocumentList, NoticeKind, SelectMode, Session, TopicColumn, TopicSort, Workspace,
};
use tempfile::{TempDir, tempdir};

use crate::fixtures::{PATIENCE, topical_lines, write};

/// A workspace, the wakes of its workers, and a folder for its corpora.
struct Desk {
    workspace: Workspace,
    wakes: Receiver<()>,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let (sender, wakes) = channel();
        let wake = Arc::new(move || drop(sender.send(()).is_ok()));
        Self { workspace: Workspace::new(wake), wakes, folder: tempdir().unwrap() }
    }

    /// With 80 lines about 4 topics open.
    fn with_corpus() -> Self {
        let mut desk = Self::new();
        let path = desk.write("corpus.txt", &topical_lines(4, 80, 1).join("\n"));
        desk.perform(open(path));
        desk
    }

    /// With that corpus in 8 clusters.
    fn with_topics() -> Self {
        let mut desk = Self::with_corpus();
        let mut params = *desk.workspace.params().unwrap();
        params.cluster.n_clusters = 8;
        desk.perform(Action::SetParams(params));
        desk.perform(Action::Run);
        desk
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        write(self.folder.path(), name, content)
    }

    /// Carries out an action and waits for the work that it starts.
    #[track_caller]
    fn perform(&mut self, action: Action) {
        self.workspace.perform(action);
        self.settle();
    }

    #[track_caller]
    fn settle(&mut self) {
        self.workspace.poll();
        while self.workspace.is_busy() || self.workspace.detail().documents == DocumentList::Ranking {
            self.wakes.recv_timeout(PATIENCE).expect("a worker wakes the window when it is done");
            self.workspace.poll();
        }
    }

    fn session(&self) -> &Session {
        self.workspace.session().unwrap()
    }

    fn n_open(&self) -> usize {
        self.session().tables.bubbles.len()
    }

    /// The topic with that place in the list.
    fn listed(&self, place: usize) -> TopicId {
        self.session().tables.listed[place]
    }

    fn n_documents(&self, topic: TopicId) -> u32 {
        self.session().tables.row(topic).unwrap().n_documents
    }

    fn notices(&self) -> Vec<(NoticeKind, String)> {
        self.workspace.notices().map(|notice| (notice.kind, notice.text.clone())).collect()
    }
}

fn open(path: PathBuf) -> Action {
    Action::Open(CorpusSource::Paths(vec![path]))
}

fn select(topics: &[TopicId]) -> Action {
    Action::Select(topics.to_vec(), SelectMode::Replace)
}

fn name(topic: TopicId, name: Option<&str>) -> Action {
    Action::Curate(Command::Rename { topic, name: name.map(str::to_owned) })
}

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
fn a_run_fills_every_table() {
    let desk = Desk::with_topics();
    let tables = &desk.session().tables;
    let n_topics = desk.session().analysis.profiles.n_clusters();
    assert_eq!(n_topics, 8);
    assert_eq!([tables.bubbles.len(), tables.listed.len(), tables.order.len(), tables.similarities.len()], [8; 4]);
    assert!(tables.trashed.is_empty());
    assert_eq!(tables.bubbles.iter().map(|bubble| bubble.n_documents).sum::<u32>(), 80);
    assert!(tables.bubbles.is_sorted_by(|a, b| a.n_documents >= b.n_documents));
    assert_eq!(tables.largest, tables.bubbles[0].n_documents);
    for bubble in &tables.bubbles {
        let row = tables.row(bubble.id).unwrap();
        assert_eq!((row.n_documents, row.n_clusters, row.is_named), (bubble.n_documents, 1, false));
        assert!(!row.name.is_empty() && row.cohesion > 0.0 && row.cohesion <= 1.0 + 1e-9, "{row:?}");
    }
    assert_eq!(desk.workspace.merging().n_left, 8);
    assert_eq!(desk.workspace.merging().curve.len(), 8);
    assert_eq!(desk.workspace.n_decisions(), 0);
}

#[test]
fn documents_follow_the_selection_and_terms_the_pointer() {
    let mut desk = Desk::with_topics();
    let (selected, other) = (desk.listed(0), desk.listed(1));
    desk.perform(select(&[selected]));
    let DocumentList::Ready(documents) = desk.workspace.detail().documents.clone() else { panic!("no documents") };
    assert_eq!(documents.len(), desk.n_documents(selected) as usize);
    let terms = desk.workspace.detail().terms.clone();
    assert!(!terms.is_empty());
    assert_eq!(desk.workspace.detail().terms_of, [selected]);

    desk.perform(Action::Hover(vec![other]));
    let detail = desk.workspace.detail();
    assert_eq!(detail.terms_of, [other]);
    assert_ne!(detail.terms, terms);
    assert_eq!(detail.documents, DocumentList::Ready(documents));
    assert!(desk.workspace.selection().is_lit(selected) && desk.workspace.selection().is_lit(other));

    desk.perform(Action::Hover(Vec::new()));
    assert_eq!(desk.workspace.detail().terms, terms);
    desk.perform(Action::SetRelevance(0.0));
    assert_ne!(desk.workspace.detail().terms, terms);
    desk.perform(select(&[]));
    assert_eq!(desk.workspace.detail().documents, DocumentList::NothingSelected);
    assert!(desk.workspace.detail().terms.is_empty());
}

#[test]
fn a_merge_is_one_topic_until_it_is_undone() {
    let mut desk = Desk::with_topics();
    let (first, second) = (desk.listed(0), desk.listed(1));
    let together = desk.n_documents(first) + desk.n_documents(second);
    let before = desk.session().tables.bubbles.clone();
    desk.perform(select(&[second, first]));
    desk.perform(Action::MergeSelected);
    assert_eq!(desk.n_open(), 7);
    assert_eq!(desk.workspace.selection().topics(), [first]);
    assert_eq!(desk.n_documents(first), together);
    assert_eq!(desk.session().tables.row(first).unwrap().n_clusters, 2);
    assert!(desk.session().tables.row(second).is_none());
    for bubble in desk.session().tables.bubbles.iter().filter(|bubble| bubble.id != first) {
        assert!(before.contains(bubble), "{bubble:?} has moved");
    }
    let DocumentList::Ready(documents) = &desk.workspace.detail().documents else { panic!("no documents") };
    assert_eq!(documents.len(), together as usize);
    assert_eq!(desk.workspace.n_decisions(), 1);
    let [(NoticeKind::Undoable, told)] = &desk.notices()[..] else { panic!("{:?}", desk.notices()) };
    assert!(told.starts_with("Merged “"), "{told}");

    let merged = desk.session().tables.bubbles.clone();
    desk.perform(Action::Undo);
    assert_eq!(desk.session().tables.bubbles, before);
    assert_eq!(desk.workspace.n_decisions(), 0);
    desk.perform(Action::Redo);
    assert_eq!(desk.session().tables.bubbles, merged);
    desk.perform(Action::TakeSelectedApart);
    assert_eq!(desk.session().tables.bubbles, before);
    assert_eq!(desk.workspace.n_decisions(), 2);
}

#[test]
fn a_threshold_proposes_groups_that_one_action_merges() {
    let mut desk = Desk::with_topics();
    let curve = desk.workspace.merging().curve.clone();
    assert!(curve.is_sorted_by(|a, b| a.0 <= b.0 && a.1 <= b.1), "{curve:?}");
    assert_eq!(curve.last(), Some(&(1.0, 8)));
    let (threshold, n_left) = curve[curve.len() - 4];
    assert_eq!(n_left, 5);
    desk.perform(Action::SetThreshold(threshold));
    let merging = desk.workspace.merging();
    assert_eq!(merging.n_left, 5);
    assert_eq!(merging.groups.iter().map(|proposed| proposed.group.absorbed.len()).sum::<usize>(), 3);
    for (place, proposed) in merging.groups.iter().enumerate() {
        assert!(proposed.group.members().all(|member| merging.group_of(member) == Some(place)));
        let n_documents: u32 = proposed.group.members().map(|member| desk.n_documents(member)).sum();
        assert_eq!(proposed.n_documents, n_documents);
        let (a, b, similarity) = proposed.weakest;
        assert_eq!(desk.session().tables.similarities.between(a, b), Some(similarity));
    }
    assert_eq!(desk.n_open(), 8, "a proposal changes nothing");

    desk.perform(Action::MergeGroups);
    assert_eq!(desk.n_open(), 5);
    assert_eq!(desk.workspace.merging().threshold(), 1.0);
    assert!(desk.workspace.merging().groups.is_empty());
    assert_eq!(desk.workspace.n_decisions(), 1);
    desk.perform(Action::Undo);
    assert_eq!(desk.n_open(), 8);
}

#[test]
fn nothing_is_proposed_at_rest() {
    let mut desk = Desk::with_topics();
    desk.perform(Action::MergeGroups);
    assert_eq!(desk.n_open(), 8);
    assert_eq!(desk.workspace.n_decisions(), 0);
}

#[test]
fn a_name_replaces_the_keywords_until_it_is_emptied() {
    let mut desk = Desk::with_topics();
    let topic = desk.listed(0);
    let automatic = desk.session().tables.name(topic).to_owned();
    desk.perform(name(topic, Some("  Rivers ")));
    let row = desk.session().tables.row(topic).unwrap();
    assert_eq!((&*row.name, row.is_named), ("Rivers", true));
    desk.perform(name(topic, None));
    assert_eq!(desk.session().tables.name(topic), automatic);
}

#[test]
fn trash_leaves_the_map_and_the_tables() {
    let mut desk = Desk::with_topics();
    let topic = desk.listed(0);
    let n_documents = desk.n_documents(topic);
    let before = desk.session().tables.bubbles.clone();
    desk.perform(select(&[topic]));
    desk.perform(Action::TrashSelected);
    let tables = &desk.session().tables;
    assert_eq!([tables.bubbles.len(), tables.listed.len(), tables.order.len(), tables.similarities.len()], [7; 4]);
    assert_eq!(tables.trashed, [topic]);
    assert_eq!(tables.bubbles.iter().map(|bubble| bubble.n_documents).sum::<u32>(), 80 - n_documents);
    assert!(desk.workspace.selection().is_empty());
    assert_eq!(desk.workspace.detail().documents, DocumentList::NothingSelected);
    desk.perform(Action::Curate(Command::Restore(vec![topic])));
    assert_eq!(desk.session().tables.bubbles, before);
    assert_eq!(desk.workspace.selection().topics(), [topic]);
}

#[test]
fn all_topics_may_be_in_the_trash() {
    let mut desk = Desk::with_topics();
    desk.perform(select(&desk.session().tables.listed.clone()));
    desk.perform(Action::TrashSelected);
    assert_eq!((desk.n_open(), desk.session().tables.trashed.len()), (0, 8));
    desk.perform(Action::SetThreshold(0.1));
    assert!(desk.workspace.merging().groups.is_empty());
    desk.perform(Action::Undo);
    assert_eq!(desk.n_open(), 8);
}

#[test]
fn an_impossible_command_warns_and_changes_nothing() {
    let mut desk = Desk::with_topics();
    desk.perform(Action::TrashSelected);
    let expected = "No topics are given: select at least 1".to_owned();
    assert_eq!(desk.notices(), [(NoticeKind::Warning, expected)]);
    assert_eq!((desk.n_open(), desk.workspace.n_decisions()), (8, 0));
}

#[test]
fn the_list_is_filtered_and_sorted() {
    let mut desk = Desk::with_topics();
    let all = desk.session().tables.listed.clone();
    desk.perform(Action::SortTopics(TopicSort { by: TopicColumn::Documents, descending: false }));
    let sizes: Vec<u32> = desk.session().tables.listed.iter().map(|&id| desk.n_documents(id)).collect();
    assert!(sizes.is_sorted());
    desk.perform(name(all[3], Some("Rivers")));
    desk.perform(Action::FilterTopics(" rIVER".to_owned()));
    assert_eq!(desk.session().tables.listed, [all[3]]);
    assert_eq!(desk.n_open(), 8);
    desk.perform(Action::FilterTopics(String::new()));
    assert_eq!(desk.session().tables.listed.len(), 8);
}

#[test]
fn the_text_can_be_read_from_another_column() {
    let mut desk = Desk::new();
    let path = desk.write("a.csv", "title,body\nrivers,cold water from the mountain\nbread,warm bread\n");
    desk.perform(open(path));
    let text = |desk: &Desk| desk.workspace.corpus().unwrap().columns.text.clone();
    assert_eq!(text(&desk).as_deref(), Some("body"));
    desk.perform(Action::ReadColumn("title".to_owned()));
    assert_eq!(text(&desk).as_deref(), Some("title"));
    assert_eq!(&*desk.workspace.corpus().unwrap().documents[0].text, "rivers");
    desk.perform(Action::ReadColumn("summary".to_owned()));
    assert_eq!(text(&desk).as_deref(), Some("title"));
    let [(NoticeKind::Warning, reason)] = &desk.notices()[..] else { panic!("{:?}", desk.notices()) };
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
    let [(NoticeKind::Warning, reason)] = &desk.notices()[..] else { panic!("{:?}", desk.notices()) };
    assert!(reason.contains(missing.to_str().unwrap()), "{reason}");
}

#[test]
fn what_was_there_stays_when_a_run_fails() {
    let mut desk = Desk::with_topics();
    let analysis = Arc::clone(&desk.session().analysis);
    let mut params = *desk.workspace.params().unwrap();
    params.cluster.n_clusters = 0;
    desk.perform(Action::SetParams(params));
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
    let end = std::iter::repeat_with(|| wakes.try_recv()).find_map(Result::err);
    assert_eq!(end, Some(TryRecvError::Disconnected));
}

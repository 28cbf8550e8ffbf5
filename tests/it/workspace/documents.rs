//! The list of documents in every order, duplicates, and what pulls the document that is read.

use mungchi::topics::listing::{DocumentColumn, DocumentSort};
use mungchi::workspace::{Action, DocumentList};

use super::{Desk, open, select};
use crate::fixtures::topical_lines;

impl Desk {
    /// 60 lines about 3 topics, two of them written three times; 3 clusters.
    fn with_duplicates() -> Self {
        let mut desk = Self::new();
        let mut lines = topical_lines(3, 60, 2);
        lines.extend([lines[0].clone(), lines[0].clone(), lines[3].clone()]);
        let path = desk.write("twice.txt", &lines.join("\n"));
        desk.perform(open(path));
        let mut params = desk.workspace.params().unwrap().clone();
        params.cluster.n_clusters = 3;
        desk.perform(Action::SetParams(Box::new(params)));
        desk.perform(Action::Run);
        desk
    }

    fn is_shelved(&self) -> bool {
        self.workspace.corpus().unwrap().documents.here().is_none()
    }

    fn is_reading(&self) -> Option<usize> {
        self.workspace.detail().reading
    }
}

#[test]
fn the_chosen_order_stays_with_the_next_selection() {
    let mut desk = Desk::with_topics();
    desk.perform(Action::SortDocuments(DocumentSort::Borderline));
    for place in 0..2 {
        desk.perform(select(&[desk.listed(place)]));
        let listing = desk.listing();
        assert_eq!(listing.documents.len(), desk.n_documents(desk.listed(place)) as usize);
        let margins: Vec<f32> = listing.runner_ups.iter().map(|runner_up| runner_up.unwrap().margin).collect();
        assert!(!margins.is_empty() && margins.is_sorted(), "{margins:?}");
        let is_other = |place: usize| listing.runner_up(place).unwrap().topic != Some(desk.listed(place));
        assert!(is_other(0));
    }
    desk.perform(Action::SortDocuments(DocumentSort::AsRead));
    assert!(desk.listing().documents.is_sorted());
}

#[test]
fn documents_on_disk_are_listed_by_their_titles() {
    let mut desk = Desk::with_topics();
    let topic = desk.listed(0);
    desk.decide(0, "Rivers");
    assert!(desk.is_shelved());
    desk.perform(Action::SortDocuments(DocumentSort::Column(DocumentColumn::Title)));
    desk.perform(select(&[topic]));
    let documents = desk.listing().documents.clone();
    assert_eq!(documents.len(), desk.n_documents(topic) as usize);
    let texts = desk.workspace.corpus().unwrap().documents.pick(&documents).unwrap();
    assert!(texts.is_sorted_by(|a, b| a.heading() <= b.heading()));
}

#[test]
fn duplicates_are_one_line_and_move_together() {
    let mut desk = Desk::with_duplicates();
    let home = |desk: &Desk, row: u32| desk.session().topics.home(mungchi::corpus::DocId(row)).unwrap();
    let from = home(&desk, 0);
    let to = (0..3).map(|place| desk.listed(place)).find(|&topic| topic != from).unwrap();
    desk.perform(select(&[from]));
    let listing = desk.listing();
    assert_eq!(listing.documents.len(), desk.n_documents(from) as usize);
    let line = (0..listing.n_lines()).map(|line| listing.line(line)).find(|line| line.n_same == 3).unwrap();
    assert_eq!(listing.documents[line.place].0, 0);
    let n_lines = listing.n_lines();
    assert_eq!(n_lines, listing.n_bundles());

    desk.perform(Action::Unfold(line.place));
    assert_eq!(desk.listing().n_lines(), n_lines + 2);
    desk.perform(Action::Unfold(line.place));
    desk.perform(Action::ReadDocument(Some(line.place)));
    desk.perform(Action::MoveChosen(to));
    assert_eq!([0, 60, 61].map(|row| home(&desk, row)), [to; 3]);
    assert!(desk.is_reading().is_some(), "the reader goes on");
    desk.perform(Action::Undo);
    assert_eq!([0, 60, 61].map(|row| home(&desk, row)), [from; 3]);

    desk.perform(Action::FoldDuplicates(false));
    assert_eq!(desk.listing().n_lines(), desk.listing().documents.len());
}

#[test]
fn the_next_document_is_read_when_the_one_before_has_moved() {
    let mut desk = Desk::with_topics();
    let (from, to) = (desk.listed(0), desk.listed(1));
    desk.perform(select(&[from]));
    desk.perform(Action::ReadDocument(Some(1)));
    let [moved, next] = [1, 2].map(|place| desk.listing().documents[place]);
    desk.perform(Action::MoveChosen(to));
    assert_eq!(desk.session().topics.home(moved), Some(to));
    assert_eq!(desk.is_reading().map(|place| desk.listing().documents[place]), Some(next));

    let last = desk.listing().documents.len() - 1;
    desk.perform(Action::ReadDocument(Some(last)));
    let before = desk.listing().documents[last - 1];
    desk.perform(Action::MoveChosen(to));
    assert_eq!(desk.is_reading().map(|place| desk.listing().documents[place]), Some(before));
    desk.perform(select(&[to]));
    assert_eq!(desk.is_reading(), None, "another topic begins with its list");
}

#[test]
fn what_pulls_the_read_document_adds_up_and_follows_the_topics() {
    let mut desk = Desk::with_topics();
    desk.perform(select(&[desk.listed(0)]));
    assert!(desk.workspace.pull().is_none());
    desk.perform(Action::ReadDocument(Some(0)));
    let pull = desk.workspace.pull().unwrap().clone();
    assert_eq!((pull.document, pull.own), (desk.listing().documents[0], desk.listed(0)));
    assert!((pull.similarity - f64::from(desk.listing().similarity(0).unwrap())).abs() < 1e-6);
    assert!((pull.towards - pull.away - pull.margin()).abs() < 1e-9);
    let sum: f64 = pull.terms.iter().map(|term| term.pull).sum();
    assert!((sum - pull.margin()).abs() < 1e-9);
    assert!(pull.terms.is_sorted_by(|a, b| a.pull.abs() >= b.pull.abs()));
    assert!((pull.strength(&pull.terms[0].text).unwrap().abs() - 1.0).abs() < 1e-6);

    let runner_up = desk.workspace.runner_up().unwrap();
    desk.perform(Action::MoveChosen(runner_up));
    assert_ne!(desk.workspace.pull().unwrap().document, pull.document);
    desk.perform(Action::Undo);
    let revision = desk.session().revision;
    assert_eq!(desk.workspace.pull().unwrap().revision, revision);
    desk.perform(Action::ReadDocument(None));
    assert!(desk.workspace.pull().is_none());
}

#[test]
fn a_range_and_everything_can_be_chosen() {
    let mut desk = Desk::with_topics();
    desk.perform(select(&[desk.listed(0)]));
    let documents = desk.listing().documents.clone();
    desk.perform(Action::ChooseRange(3, 1));
    assert_eq!(desk.workspace.detail().chosen(), &documents[1..4]);
    desk.perform(Action::ChooseAllDocuments);
    assert_eq!(desk.workspace.detail().chosen(), documents);
    desk.perform(select(&[desk.listed(1)]));
    assert!(desk.workspace.detail().chosen().is_empty());
}

#[test]
fn found_documents_can_be_sorted_and_come_as_found_again() {
    let mut desk = Desk::with_topics();
    desk.perform(Action::Search("topic1".to_owned()));
    let found = desk.listing().documents.clone();
    desk.perform(Action::SortDocuments(DocumentSort::Borderline));
    let listing = desk.listing();
    assert_eq!((listing.query.as_deref(), listing.documents.len()), (Some("topic1"), found.len()));
    let margins: Vec<f32> = listing.runner_ups.iter().flatten().map(|runner_up| runner_up.margin).collect();
    assert!(margins.len() == found.len() && margins.is_sorted());
    desk.perform(Action::SortDocuments(DocumentSort::AsRead));
    assert_eq!(desk.listing().documents, found);
    assert!(matches!(desk.workspace.detail().documents, DocumentList::Ready(_)));
}

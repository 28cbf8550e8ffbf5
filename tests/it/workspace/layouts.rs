//! Where topics stand on the map, what colours say, and documents as dots.

use mungchi::layout::map_layout::{Fidelity, ProjectionKind};
use mungchi::topics::TopicId;
use mungchi::workspace::{Action, BubbleScale, ColourBy, DocumentDots};

use super::{Desk, open, select};

fn positions(desk: &Desk) -> Vec<(TopicId, [f64; 2])> {
    let mut positions: Vec<_> =
        desk.session().tables.bubbles.iter().map(|bubble| (bubble.id, bubble.position)).collect();
    positions.sort_by_key(|&(id, _)| id);
    positions
}

fn position(desk: &Desk, topic: TopicId) -> [f64; 2] {
    positions(desk).into_iter().find(|&(id, _)| id == topic).unwrap().1
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn own_points(desk: &Desk) -> Vec<[f64; 2]> {
    (0..8).map(|id| desk.session().tables.own_point(TopicId(id))).collect()
}

#[test]
fn a_run_stands_on_its_principal_components() {
    let desk = Desk::with_topics();
    let session = desk.session();
    let standing = session.tables.standing;
    assert_eq!(standing.kind, ProjectionKind::Pca);
    assert_eq!(standing.fidelity, Fidelity::VarianceShares(session.analysis.projection.variance_shares));
    assert!(!standing.is_spread);
}

#[test]
fn another_layout_is_no_decision_and_leaves_colours_and_topics() {
    let mut desk = Desk::with_topics();
    let (colours, revision) = (own_points(&desk), desk.session().revision);
    let places_before = desk.session().places_revision;
    desk.perform(Action::LayOut(ProjectionKind::Tsne));
    assert_eq!(desk.session().tables.standing.kind, ProjectionKind::Tsne);
    assert_eq!(own_points(&desk), colours);
    assert_eq!(desk.session().revision, revision);
    assert!(desk.session().places_revision > places_before);
    assert_eq!(desk.workspace.n_decisions(), 0);
}

#[test]
fn a_merge_moves_nothing_but_what_it_merges_whatever_the_layout() {
    for kind in [None, Some(ProjectionKind::Hellinger), Some(ProjectionKind::Tsne)] {
        let mut desk = Desk::with_topics();
        if let Some(kind) = kind {
            desk.perform(Action::LayOut(kind));
        }
        let before = positions(&desk);
        let (a, b) = (desk.listed(0), desk.listed(1));
        let (from, n) = ([position(&desk, a), position(&desk, b)], [a, b].map(|id| f64::from(desk.n_documents(id))));
        desk.perform(select(&[a, b]));
        desk.perform(Action::MergeSelected);
        for &(id, position) in before.iter().filter(|(id, _)| ![a, b].contains(id)) {
            assert!(distance(self::position(&desk, id), position) < 1e-12, "{kind:?}");
        }
        let survivor = desk.workspace.selection().topics()[0];
        let middle = [0, 1].map(|axis| (n[0] * from[0][axis] + n[1] * from[1][axis]) / (n[0] + n[1]));
        assert!(distance(position(&desk, survivor), middle) < 1e-9, "{kind:?}");
        desk.perform(Action::Undo);
        assert_eq!(positions(&desk), before, "{kind:?}");
    }
}

#[test]
fn to_lay_out_again_follows_the_merges_and_parts_come_back_near_their_topic() {
    let mut desk = Desk::with_topics();
    let colours = own_points(&desk);
    let (a, b) = (desk.listed(0), desk.listed(1));
    desk.perform(select(&[a, b]));
    desk.perform(Action::MergeSelected);
    let before = positions(&desk);
    desk.perform(Action::LayOut(ProjectionKind::Pca));
    assert_ne!(positions(&desk), before, "seven topics have other axes than eight clusters");
    assert_eq!(own_points(&desk), colours);
    let merged = position(&desk, desk.workspace.selection().topics()[0]);
    desk.perform(Action::Undo);
    let n = [a, b].map(|id| f64::from(desk.n_documents(id)));
    let parts = [position(&desk, a), position(&desk, b)];
    let middle = [0, 1].map(|axis| (n[0] * parts[0][axis] + n[1] * parts[1][axis]) / (n[0] + n[1]));
    assert!(distance(merged, middle) < 1e-9);
}

#[test]
fn topics_that_are_merged_while_they_are_laid_out_go_along() {
    let mut desk = Desk::with_topics();
    let (a, b) = (desk.listed(0), desk.listed(1));
    desk.perform(select(&[a, b]));
    desk.workspace.perform(Action::LayOut(ProjectionKind::JensenShannon));
    desk.perform(Action::MergeSelected);
    assert_eq!(desk.session().tables.standing.kind, ProjectionKind::JensenShannon);
    assert_eq!(desk.n_open(), 7);
    assert!(positions(&desk).iter().flat_map(|(_, position)| position).all(|value| value.is_finite()));
}

#[test]
fn spread_overlaps_are_marked_and_taken_back_exactly() {
    let mut desk = Desk::with_topics();
    let before = positions(&desk);
    desk.perform(Action::SpreadOverlaps(BubbleScale { unit_radius: 0.1, smallest_radius: 0.01 }));
    assert!(desk.session().tables.standing.is_spread);
    assert_eq!(desk.session().tables.standing.kind, ProjectionKind::Pca);
    let spread = positions(&desk);
    let (a, b) = (desk.listed(0), desk.listed(1));
    desk.perform(select(&[a, b]));
    desk.perform(Action::MergeSelected);
    for &(id, position) in spread.iter().filter(|(id, _)| ![a, b].contains(id)) {
        assert!(distance(self::position(&desk, id), position) < 1e-12, "who is not merged stays where it was put");
    }
    desk.perform(Action::Undo);
    desk.perform(Action::UnspreadOverlaps);
    assert!(!desk.session().tables.standing.is_spread);
    assert_eq!(positions(&desk), before);
}

#[test]
fn a_new_run_begins_with_its_principal_components_again() {
    let mut desk = Desk::with_topics();
    desk.perform(Action::LayOut(ProjectionKind::Tsne));
    desk.perform(Action::Run);
    assert_eq!(desk.session().tables.standing.kind, ProjectionKind::Pca);
}

#[test]
fn layouts_can_be_stopped() {
    let mut desk = Desk::with_topics();
    let before = positions(&desk);
    desk.workspace.perform(Action::LayOut(ProjectionKind::Tsne));
    assert_eq!(desk.workspace.mapping().coming_layout(), Some(ProjectionKind::Tsne));
    desk.workspace.perform(Action::StopLayingOut);
    desk.settle();
    assert_eq!((desk.session().tables.standing.kind, positions(&desk)), (ProjectionKind::Pca, before));
}

#[test]
fn topics_are_coloured_by_the_most_common_label_of_their_documents() {
    let mut desk = Desk::new();
    let line = |number: usize| match number % 2 {
        0 => format!("river water bridge stream {number},{}\n", if number == 0 { "trade" } else { "nature" }),
        _ => format!("bank money credit loan {number},trade\n"),
    };
    let rows: String = (0..20).map(line).collect();
    let path = desk.write("labelled.csv", &format!("text,label\n{rows}"));
    desk.perform(open(path));
    let mut params = desk.workspace.params().unwrap().clone();
    params.cluster.n_clusters = 2;
    desk.perform(Action::SetParams(Box::new(params)));
    desk.perform(Action::Run);
    assert_eq!(desk.workspace.label_of(TopicId(0)), None, "labels are counted when they are asked for");
    desk.perform(Action::ColourMap(ColourBy::Label));
    let mut labels: Vec<(String, u32)> = (0..2)
        .filter_map(|id| desk.workspace.label_of(TopicId(id)))
        .map(|label| (label.name.to_string(), label.n_documents))
        .collect();
    labels.sort();
    assert_eq!(labels, [("nature".to_owned(), 9), ("trade".to_owned(), 10)]);
    let all: Vec<TopicId> = desk.session().topics.open().collect();
    desk.perform(select(&all));
    desk.perform(Action::MergeSelected);
    let label = desk.workspace.label_of(desk.listed(0)).unwrap();
    assert_eq!((&*label.name, label.n_documents), ("trade", 11));
}

#[test]
fn dots_are_the_documents_that_are_listed_and_need_principal_axes() {
    let mut desk = Desk::with_topics();
    assert_eq!(desk.workspace.document_dots(), DocumentDots::Hidden);
    desk.perform(Action::ShowDots(true));
    assert_eq!(desk.workspace.document_dots(), DocumentDots::NothingListed);
    let topic = desk.listed(0);
    desk.perform(select(&[topic]));
    let DocumentDots::Ready { dots, n_listed } = desk.workspace.document_dots() else { panic!("no dots") };
    assert_eq!(n_listed, desk.n_documents(topic) as usize);
    assert_eq!(dots.len(), n_listed);
    for dot in dots {
        assert!(desk.workspace.is_listed_at(dot.document, dot.place));
        assert!(dot.position.iter().all(|value| value.is_finite()));
    }
    desk.perform(Action::LayOut(ProjectionKind::Tsne));
    assert_eq!(desk.workspace.document_dots(), DocumentDots::NeedPrincipalAxes);
    desk.perform(Action::LayOut(ProjectionKind::Pca));
    assert!(matches!(desk.workspace.document_dots(), DocumentDots::Ready { .. }));
}

#[test]
fn one_goes_through_the_nearest_topics_with_the_first_kept() {
    let mut desk = Desk::with_topics();
    assert_eq!(desk.workspace.next_nearest(true), None, "nothing is selected");
    let anchor = desk.listed(0);
    desk.perform(select(&[anchor]));
    assert_eq!(desk.workspace.next_nearest(false), None);
    let mut cosines = Vec::new();
    while let Some(pair) = desk.workspace.next_nearest(true) {
        assert_eq!(pair[0], anchor);
        cosines.push(desk.session().tables.relations.similarities.between(pair[0], pair[1]).unwrap());
        desk.perform(select(&pair));
    }
    assert_eq!(cosines.len(), 7);
    assert!(cosines.is_sorted_by(|a, b| a >= b), "{cosines:?}");
    for _ in 0..7 {
        let back = desk.workspace.next_nearest(false).unwrap();
        desk.perform(select(&back));
    }
    assert_eq!(desk.workspace.selection().topics(), [anchor]);
}

//! What a researcher does with topics, and that every table follows.

use mungchi::tables::{TopicColumn, TopicFilter, TopicSort};
use mungchi::topics::Command;
use mungchi::workspace::{Action, DocumentList, NoticeKind};

use super::{Desk, name, select};

#[test]
fn a_run_fills_every_table() {
    let desk = Desk::with_topics();
    let tables = &desk.session().tables;
    let n_topics = desk.session().analysis.profiles.n_clusters();
    assert_eq!(n_topics, 8);
    assert_eq!(
        [tables.bubbles.len(), tables.listed.len(), tables.relations.order.len(), tables.relations.similarities.len()],
        [8; 4]
    );
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
    let relations = &tables.relations;
    let n_joins = relations.tree.joins.iter().filter(|join| join.similarity >= 0.0).count();
    assert_eq!((relations.curve.len(), relations.pairs.len()), (n_joins + 1, 28));
    assert_eq!(desk.workspace.n_decisions(), 0);
}

#[test]
fn documents_follow_the_selection_and_terms_the_pointer() {
    let mut desk = Desk::with_topics();
    let (selected, other) = (desk.listed(0), desk.listed(1));
    desk.perform(select(&[selected]));
    let listing = desk.listing().clone();
    assert_eq!(listing.documents.len(), desk.n_documents(selected) as usize);
    assert!(listing.similarities.is_sorted_by(|a, b| a >= b));
    let terms = desk.workspace.terms().bars.clone();
    assert!(!terms.is_empty());
    assert_eq!(desk.workspace.terms().of, [selected]);

    desk.perform(Action::Hover(vec![other]));
    let detail = desk.workspace.detail();
    assert_eq!(desk.workspace.terms().of, [other]);
    assert_ne!(desk.workspace.terms().bars, terms);
    assert_eq!(detail.documents, DocumentList::Ready(listing));
    assert!(desk.workspace.selection().is_lit(selected) && desk.workspace.selection().is_lit(other));

    desk.perform(Action::Hover(Vec::new()));
    assert_eq!(desk.workspace.terms().bars, terms);
    desk.perform(Action::SetRelevance(0.0));
    assert_ne!(desk.workspace.terms().bars, terms);
    desk.perform(select(&[]));
    assert_eq!(desk.workspace.detail().documents, DocumentList::NothingSelected);
    assert!(desk.workspace.terms().bars.is_empty());
}

#[test]
fn found_documents_give_way_to_those_of_the_selection() {
    let mut desk = Desk::with_topics();
    desk.perform(select(&[desk.listed(0)]));
    let of_selection = desk.listing().clone();
    desk.perform(Action::Search("TOPIC1word3".to_owned()));
    let found = desk.listing();
    assert_eq!(found.query.as_deref(), Some("TOPIC1word3"));
    assert!(found.similarities.is_empty());
    let documents = desk.workspace.corpus().unwrap().documents.here().unwrap();
    let holding = documents.iter().filter(|document| document.text.contains("topic1word3")).count();
    assert!(found.documents.iter().all(|id| documents[id.index()].text.contains("topic1word3")));
    assert_eq!(found.documents.len(), holding);
    desk.perform(Action::Search(String::new()));
    assert_eq!(*desk.listing(), of_selection);
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
    assert_eq!(desk.listing().documents.len(), together as usize);
    assert_eq!(desk.workspace.n_decisions(), 1);
    let notices = desk.notices();
    let [(NoticeKind::Undoable, told)] = &notices[..] else { panic!("{notices:?}") };
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
    let curve = desk.session().tables.relations.curve.clone();
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
        assert_eq!(desk.session().tables.relations.similarities.between(a, b), Some(similarity));
    }
    assert_eq!(desk.n_open(), 8, "a proposal changes nothing");

    desk.perform(Action::MergeGroups);
    assert_eq!(desk.n_open(), 5);
    assert!(desk.workspace.merging().threshold() >= 1.0);
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
    assert_eq!(
        [tables.bubbles.len(), tables.listed.len(), tables.relations.order.len(), tables.relations.similarities.len()],
        [7; 4]
    );
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
    desk.perform(Action::FilterTopics(TopicFilter::by_text(" rIVER")));
    assert_eq!(desk.session().tables.listed, [all[3]]);
    assert_eq!(desk.n_open(), 8);
    desk.perform(Action::FilterTopics(TopicFilter::default()));
    assert_eq!(desk.session().tables.listed.len(), 8);
}

//! Decisions done again where documents or clusters are others: what has a counterpart is done, the rest is told.

use mungchi::topics::{Command, StepId, TopicId};

use super::replay::{Side, decided, same, side};
use super::{
    documents_of, group, ids, merge, merge_groups, move_to, open, pair, remove, rename, split, tag, take_apart,
};

fn told(steps: &[(&str, &str)]) -> Vec<(String, String)> {
    steps.iter().map(|&(step, reason)| (step.to_owned(), reason.to_owned())).collect()
}

/// Cluster 2 is not found again: its documents are all over the others, the first of them in cluster 0.
fn scattered() -> Side {
    let cluster = |row: u32| if row / 6 == 2 { [0, 1, 3, 4, 5, 5][row as usize % 6] } else { row / 6 };
    Side::new((0..36).map(|row| (format!("d{row}"), Some(cluster(row)))).chain([("d36".to_owned(), None)]))
}

const NO_TOPIC: &str = "no topic holds the documents of topic 3";

#[test]
fn a_corpus_that_grew_and_was_shuffled_gets_the_same_topics() {
    let source = decided();
    let mut documents: Vec<(String, Option<u32>)> =
        (0..36).map(|row| (format!("d{row}"), Some((row / 6 + 1) % 6))).collect();
    documents.push(("d36".to_owned(), None));
    // New documents: two in each cluster, and one in none.
    documents.extend((0..12).map(|number| (format!("new{number}"), Some(number % 6))));
    documents.push(("unassigned".to_owned(), None));
    documents.reverse();
    documents.rotate_left(17);
    let mut target = Side::new(documents);
    let report = target.replay(&source.log());
    assert!(report.partly.is_empty() && report.not_done.is_empty(), "{report:?}");
    assert_eq!((report.n_steps, report.n_done, report.n_shared_documents), (21, 21, 37));
    assert_eq!(target.shown(&source.names), source.shown(&source.names));
    // What is new stays with the topic of its cluster.
    let row = |name: &str| target.names.iter().position(|other| other == name).unwrap() as u32;
    let topic_of =
        |name: &str| (0..target.set.n_ids() as u32).find(|&id| documents_of(&target.set, id).contains(&row(name)));
    assert_eq!(topic_of("new4"), topic_of("d20"));
    assert_eq!(topic_of("unassigned"), None);
}

#[test]
fn documents_of_one_name_match_in_their_order() {
    let twins = || Side::new((0..12).map(|row| ("twin".to_owned(), Some(row / 6))));
    let mut source = twins();
    source.decide(&[split(1, &[&[7, 8]])]);
    let mut target = twins();
    let report = target.replay(&source.log());
    assert_eq!((report.n_done, report.n_shared_documents), (1, 12));
    assert_eq!(target.set, source.set);
}

#[test]
fn a_topic_without_counterpart_is_told_and_the_rest_is_done() {
    let mut source = same();
    source.decide(&[
        rename(2, Some("lost")),
        rename(3, Some("kept")),
        merge(0, &[1, 2]),
        tag(&[3, 4], "done"),
        Command::MarkDifferent(pair(3, 4)),
    ]);
    let mut target = scattered();
    let report = target.replay(&source.log());
    assert_eq!(report.not_done, told(&[("step 1", NO_TOPIC)]));
    let partly = "it reaches 78 % of 18 documents; the others are in topics of something else";
    assert_eq!(report.partly, told(&[("step 3", partly)]));
    assert_eq!((report.n_steps, report.n_done, report.n_shared_documents), (5, 4, 37));
    assert_eq!(open(&target.set), ids(&[0, 2, 3, 4, 5]));
    assert_eq!(target.set.get(TopicId(3)).unwrap().name.as_deref(), Some("kept"));
    assert_eq!(target.set.marks_between(TopicId(3), TopicId(4)), [pair(3, 4)]);
}

#[test]
fn groups_are_merged_as_far_as_they_are_found() {
    let mut source = same();
    source.decide(&[merge_groups(vec![group(0, &[1]), group(2, &[3]), group(4, &[5])])]);
    let mut target = scattered();
    let report = target.replay(&source.log());
    assert!(report.not_done.is_empty());
    assert_eq!(report.partly, told(&[("step 1", "1 of 3 groups are not there or one topic already")]));
    assert_eq!(open(&target.set), ids(&[0, 2, 3, 4]));

    let mut source = same();
    source.decide(&[merge_groups(vec![group(2, &[3])])]);
    let report = scattered().replay(&source.log());
    assert_eq!(report.not_done, told(&[("step 1", "none of its 1 groups is there")]));
}

/// Merges clusters 0 and 1, where the rows from 6 on are in `clusters`, and gives the topics that are left open.
fn merged_where(clusters: [u32; 30]) -> Vec<TopicId> {
    let mut source = same();
    source.decide(&[merge(0, &[1])]);
    let clusters = [0; 6].into_iter().chain(clusters).enumerate();
    let mut target = Side::new(clusters.map(|(row, cluster)| (format!("d{row}"), Some(cluster))));
    let report = target.replay(&source.log());
    assert!(report.partly.is_empty() && report.not_done.is_empty(), "{report:?}");
    assert_eq!(documents_of(&target.set, 0), (0..12).collect::<Vec<_>>());
    open(&target.set)
}

#[test]
fn a_merge_gathers_however_many_topics_hold_its_documents() {
    // What is cluster 1 there is clusters 1, 2 and 3 here.
    let mut clusters = [4; 30];
    clusters[..6].copy_from_slice(&[1, 1, 2, 2, 3, 3]);
    assert_eq!(merged_where(clusters), ids(&[0, 4, 5]));
}

#[test]
fn a_merge_gathers_what_is_left_beside_the_best_match() {
    // Cluster 1 there is for the most part cluster 1 here, and the rest is cluster 2.
    let mut clusters = [4; 30];
    clusters[..6].copy_from_slice(&[1, 1, 1, 1, 2, 2]);
    assert_eq!(merged_where(clusters), ids(&[0, 3, 4, 5]));
}

#[test]
fn a_merge_whose_documents_are_all_over_is_not_done() {
    let mut source = same();
    source.decide(&[merge(0, &[1])]);
    let mut target = Side::new((0..36).map(|row| (format!("d{row}"), Some(row % 6))));
    let report = target.replay(&source.log());
    assert_eq!(report.not_done, told(&[("step 1", "no topic here is mostly made of its documents")]));
    assert_eq!(open(&target.set), ids(&[0, 1, 2, 3, 4, 5]));
}

#[test]
fn a_merge_that_was_not_done_is_not_taken_apart() {
    let mut source = same();
    source.decide(&[merge(0, &[2]), take_apart(0, 0), merge(0, &[2]), remove(2)]);
    let mut target = scattered();
    let report = target.replay(&source.log());
    let undone = "the merge was not done";
    let one = "its documents are in one topic here already";
    let expected = [("step 1", one), ("step 2", undone), ("step 3", one), ("step 4", undone)];
    assert_eq!(report.not_done, told(&expected));
    assert_eq!(report.n_done, 0);
}

#[test]
fn a_step_that_was_not_done_is_not_taken_back() {
    let mut source = same();
    source.decide(&[rename(2, Some("lost")), rename(3, Some("kept"))]);
    source.history.revert(&mut source.set, StepId(1), 1).unwrap();
    let mut target = scattered();
    let report = target.replay(&source.log());
    let expected = [("step 1", NO_TOPIC), ("Undid only: step 1", "the step that it undoes was not done")];
    assert_eq!(report.not_done, told(&expected));
    assert_eq!(report.n_done, 1);
}

#[test]
fn documents_that_went_are_told() {
    let mut source = same();
    source.decide(&[split(0, &[&[0, 1], &[2]]), move_to(4, &[0, 18]), move_to(5, &[1]), Command::Trash(ids(&[1]))]);
    // Documents 1 and 2 are not here.
    let there = (0..36).filter(|row| ![1, 2].contains(row));
    let mut target = Side::new(there.map(|row| (format!("d{row}"), Some(row / 6))));
    let report = target.replay(&source.log());
    let expected = "1 of 2 documents are not there; none of its documents is there";
    assert_eq!(report.partly, told(&[("step 1", expected)]));
    assert_eq!(report.not_done, told(&[("step 3", "none of its documents is there")]));
    assert_eq!((report.n_done, report.n_shared_documents), (3, 34));
    assert_eq!(open(&target.set), ids(&[0, 2, 3, 4, 5, 6]));
}

#[test]
fn what_the_other_side_forbids_is_told_in_its_own_words() {
    let mut source = same();
    source.decide(&[merge(0, &[1]), rename(0, Some("a"))]);
    let mut target = same();
    target.decide(&[Command::MarkDifferent(pair(0, 1))]);
    let report = target.replay(&source.log());
    let expected = [("step 1", "Topic 1 and topic 2 are marked as different: clear the mark first")];
    assert_eq!(report.not_done, told(&expected));
    // Half of the merged topic's documents are in topic 0 here: just enough to be found again.
    assert_eq!(report.n_done, 1);
    assert_eq!(target.set.get(TopicId(0)).unwrap().name.as_deref(), Some("a"));
}

#[test]
fn topics_that_are_one_elsewhere_are_not_merged_again() {
    let mut source = same();
    source.decide(&[merge(0, &[1]), Command::MarkDifferent(pair(2, 3))]);
    // Clusters 0 and 1 are one here, and so are 2 and 3.
    let mut target = side(|cluster| if cluster < 4 { cluster / 2 } else { cluster });
    let report = target.replay(&source.log());
    let expected = [("step 1", "its documents are in one topic here already"), ("step 2", "they are one topic here")];
    assert_eq!(report.not_done, told(&expected));
}

#[test]
fn terms_need_no_counterpart() {
    let mut source = same();
    let terms = super::words(&["the"]);
    source.decide(&[Command::IgnoreTerms(terms.clone())]);
    let mut target = Side::new([("other".to_owned(), Some(0))]);
    let report = target.replay(&source.log());
    assert_eq!((report.n_done, report.n_shared_documents), (1, 0));
    assert!(target.set.ignored().iter().eq(&terms));
}

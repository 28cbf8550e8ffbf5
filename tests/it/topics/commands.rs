//! Merging and letting out, each command on the smallest set that shows it.

use mungchi::cluster::ClusterId;
use mungchi::corpus::DocId;
use mungchi::topics::merge_tree::GroupingRule;
use mungchi::topics::similarity::Measure;
use mungchi::topics::{Change, Command, Group, History, MergeId, Origin, Place, TopicId, TopicSet};

use super::{
    all, documents_of, group, ids, inside, merge, merge_groups, merges_of, open, perform, remove, rename, take_apart,
    topics, trashed,
};

fn outermost(set: &TopicSet) -> Vec<TopicId> {
    set.outermost_of_all().into_iter().flatten().collect()
}

#[test]
fn a_set_begins_with_one_open_topic_a_cluster() {
    let set = topics(2);
    assert_eq!((set.n_ids(), set.n_documents(), set.next_merge()), (2, 7, MergeId(0)));
    assert_eq!(open(&set), ids(&[0, 1]));
    assert_eq!(documents_of(&set, 1), [3, 4, 5]);
    assert_eq!(set.home(DocId(6)), None);
    assert_eq!(set.home(DocId(7)), None);
    assert!(set.different().is_empty() && set.ignored().is_empty() && set.tags().is_empty());
    assert!(set.is_whole());
}

#[test]
fn merge_keeps_every_document() {
    let mut set = topics(4);
    perform(&mut set, &merge(2, &[0, 3]));
    assert_eq!(documents_of(&set, 2), [0, 1, 2, 6, 7, 8, 9, 10, 11]);
    assert_eq!(set.leaves_of(TopicId(2)), ids(&[0, 2, 3]));
    assert_eq!(outermost(&set), ids(&[2, 1, 2, 2]));
    assert_eq!(open(&set), ids(&[1, 2]));
    assert_eq!(set.get(TopicId(0)).unwrap().place, inside(2, 0));
    assert_eq!(set.home(DocId(0)), Some(TopicId(0)));
}

#[test]
fn ids_never_shift() {
    let mut set = topics(4);
    perform(&mut set, &merge(2, &[0, 3]));
    perform(&mut set, &merge(1, &[2]));
    let origins: Vec<(TopicId, Origin)> = set.iter().map(|(id, topic)| (id, topic.origin)).collect();
    assert_eq!(origins, [0, 1, 2, 3].map(|number| (TopicId(number), Origin::Cluster(ClusterId(number)))));
}

#[test]
fn take_apart_restores_exactly() {
    let mut set = topics(4);
    perform(&mut set, &rename(3, Some("rivers")));
    let before = all(&set);
    perform(&mut set, &merge(2, &[0, 3]));
    perform(&mut set, &take_apart(2, 0));
    assert_eq!(all(&set), before);
}

#[test]
fn an_earlier_merge_can_be_taken_apart_alone() {
    let mut set = topics(4);
    perform(&mut set, &merge(0, &[1]));
    perform(&mut set, &merge(0, &[2, 3]));
    assert_eq!(merges_of(&set, 0), [(0, ids(&[1])), (1, ids(&[2, 3]))]);
    perform(&mut set, &take_apart(0, 0));
    assert_eq!(open(&set), ids(&[0, 1]));
    assert_eq!(set.leaves_of(TopicId(0)), ids(&[0, 2, 3]));
    assert_eq!(merges_of(&set, 0), [(1, ids(&[2, 3]))]);
}

#[test]
fn merges_are_listed_the_earliest_first() {
    let mut set = topics(3);
    perform(&mut set, &merge(0, &[2]));
    perform(&mut set, &merge(0, &[1]));
    assert_eq!(merges_of(&set, 0), [(0, ids(&[2])), (1, ids(&[1]))]);
    assert!(merges_of(&set, 9).is_empty());
}

#[test]
fn an_absorbed_topic_keeps_its_own_merges() {
    let mut set = topics(3);
    perform(&mut set, &merge(1, &[2]));
    perform(&mut set, &merge(0, &[1]));
    assert_eq!(set.leaves_of(TopicId(0)), ids(&[0, 1, 2]));
    assert_eq!(outermost(&set), ids(&[0, 0, 0]));
    perform(&mut set, &take_apart(0, 1));
    assert_eq!(set.leaves_of(TopicId(1)), ids(&[1, 2]));
    assert_eq!(open(&set), ids(&[0, 1]));
}

#[test]
fn groups_merge_as_one_step() {
    let mut set = topics(5);
    let before = all(&set);
    let command = merge_groups(vec![group(0, &[1]), group(4, &[2, 3])]);
    let mut change = Change::default();
    let undo = set.swap_noting(set.plan(&command).unwrap(), &mut change);
    assert_eq!(outermost(&set), ids(&[0, 0, 4, 4, 4]));
    assert_eq!(change.topics, ids(&[0, 1, 2, 3, 4]));
    assert!(change.moved.is_empty() && !change.different && !change.ignored);
    // Each group is a merge of its own.
    assert_eq!((merges_of(&set, 0), merges_of(&set, 4)), (vec![(0, ids(&[1]))], vec![(1, ids(&[2, 3]))]));
    set.swap(undo);
    assert_eq!(all(&set), before);
}

#[test]
fn a_step_of_groups_records_how_they_were_found() {
    let (mut set, mut history) = (topics(4), History::default());
    let command = Command::MergeGroups {
        groups: vec![group(0, &[1])],
        above: 0.25,
        rule: GroupingRule::Complete,
        measure: Measure::Cosine,
        exceptions: ids(&[3]),
    };
    let (_, new) = history.perform(&mut set, command.clone(), "Merged".to_owned(), 5).unwrap();
    assert_eq!(new.command, command);
    assert_eq!(history.step(new.id).unwrap().command, command);
    assert_eq!(open(&set), ids(&[0, 2, 3]));
}

#[test]
fn one_member_leaves_and_the_others_stay() {
    let mut set = topics(4);
    perform(&mut set, &merge(0, &[1, 2]));
    perform(&mut set, &remove(1));
    assert_eq!(open(&set), ids(&[0, 1, 3]));
    assert_eq!(merges_of(&set, 0), [(0, ids(&[2]))]);
    assert_eq!(documents_of(&set, 1), [3, 4, 5]);
    perform(&mut set, &remove(2));
    assert_eq!(open(&set), ids(&[0, 1, 2, 3]));
    assert!(merges_of(&set, 0).is_empty());
}

#[test]
fn a_member_that_leaves_keeps_its_own_merges() {
    let mut set = topics(4);
    perform(&mut set, &merge(1, &[2]));
    perform(&mut set, &merge(0, &[1, 3]));
    perform(&mut set, &remove(1));
    assert_eq!(merges_of(&set, 1), [(0, ids(&[2]))]);
    assert_eq!(documents_of(&set, 1), [3, 4, 5, 6, 7, 8]);
    assert_eq!(documents_of(&set, 0), [0, 1, 2, 9, 10, 11]);
}

#[test]
fn a_member_of_a_member_leaves_alone() {
    let mut set = topics(3);
    perform(&mut set, &merge(1, &[2]));
    perform(&mut set, &merge(0, &[1]));
    let mut change = Change::default();
    set.swap_noting(set.plan(&remove(2)).unwrap(), &mut change);
    assert_eq!(open(&set), ids(&[0, 2]));
    assert_eq!(merges_of(&set, 0), [(1, ids(&[1]))]);
    // The topic on the map that it was part of changed too.
    assert_eq!(change.topics, ids(&[0, 2]));
}

#[test]
fn trashed_topics_come_back_as_they_were() {
    let mut set = topics(4);
    perform(&mut set, &merge(1, &[0]));
    let before = all(&set);
    perform(&mut set, &Command::Trash(ids(&[3, 1, 3])));
    assert_eq!(open(&set), ids(&[2]));
    assert_eq!(trashed(&set), ids(&[1, 3]));
    assert_eq!(outermost(&set), ids(&[1, 1, 2, 3]));
    assert_eq!(documents_of(&set, 1), [0, 1, 2, 3, 4, 5]);
    perform(&mut set, &Command::Restore(ids(&[3, 1])));
    assert_eq!(all(&set), before);
}

#[test]
fn merge_ids_are_not_given_twice() {
    let mut set = topics(3);
    let undo = perform(&mut set, &merge(0, &[1]));
    assert_eq!(merges_of(&set, 0), [(0, ids(&[1]))]);
    set.swap(undo);
    perform(&mut set, &merge(0, &[2]));
    assert_eq!(merges_of(&set, 0), [(1, ids(&[2]))]);
    perform(&mut set, &take_apart(0, 1));
    perform(&mut set, &merge(0, &[2]));
    assert_eq!(merges_of(&set, 0), [(2, ids(&[2]))]);
    assert_eq!(set.next_merge(), MergeId(3));
}

#[test]
fn the_survivor_is_the_named_then_the_largest_then_the_first() {
    let mut set = topics(4);
    let survivor = |set: &TopicSet, members: &[u32], sizes: [u32; 4]| {
        Group::among(&ids(members), set, |id| sizes[id.index()]).map(|group| group.into.0)
    };
    assert_eq!(survivor(&set, &[3, 1, 2], [9, 5, 7, 5]), Some(2));
    assert_eq!(survivor(&set, &[3, 1], [9, 5, 7, 5]), Some(1));
    perform(&mut set, &rename(3, Some("rivers")));
    assert_eq!(survivor(&set, &[3, 1, 2], [9, 5, 7, 5]), Some(3));
    assert_eq!(survivor(&set, &[3], [9, 5, 7, 5]), None);
    assert_eq!(survivor(&set, &[], [9, 5, 7, 5]), None);
    assert_eq!(Group::into(TopicId(1), &ids(&[0, 1, 2])), Some(group(1, &[0, 2])));
    assert_eq!(Group::into(TopicId(1), &ids(&[1])), None);
}

#[test]
fn a_command_names_its_topics() {
    let named = |command: &Command| command.topics();
    assert_eq!(named(&merge(2, &[0, 1])), ids(&[2, 0, 1]));
    assert_eq!(named(&merge_groups(vec![group(0, &[1]), group(3, &[2])])), ids(&[0, 1, 3, 2]));
    assert_eq!(named(&remove(4)), ids(&[4]));
    assert_eq!(named(&Command::MarkDifferent(super::pair(5, 2))), ids(&[2, 5]));
    assert!(named(&Command::IgnoreTerms(super::words(&["the"]))).is_empty());
}

#[test]
fn a_set_is_put_together_from_its_parts() {
    let mut set = topics(3);
    perform(&mut set, &merge(1, &[2]));
    perform(&mut set, &merge(0, &[1]));
    perform(&mut set, &Command::Trash(ids(&[0])));
    assert_eq!(TopicSet::from_parts(set.to_parts()), Ok(set.clone()));

    let broken = |change: &dyn Fn(&mut super::TopicSetParts)| {
        let mut parts = set.to_parts();
        change(&mut parts);
        TopicSet::from_parts(parts).unwrap_err()
    };
    let nowhere = "a topic or a document is nowhere";
    assert_eq!(broken(&|parts| parts.topics[2].place = inside(7, 0)), "a topic is inside topic 8 of 3");
    assert_eq!(broken(&|parts| parts.topics[0].place = inside(2, 9)), nowhere);
    assert_eq!(broken(&|parts| parts.topics[0].place = Place::Nowhere), nowhere);
    assert_eq!(broken(&|parts| parts.homes[0] = Some(TopicId(3))), nowhere);
}

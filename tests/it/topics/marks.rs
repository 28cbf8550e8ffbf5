//! Topics that are marked as different: kept apart also through merges, until the mark is cleared.

use std::collections::BTreeSet;

use mungchi::topics::{Command, CommandError, Pair, TopicId, TopicSet};

use super::{all, group, ids, merge, merge_groups, open, pair, perform, refused, remove, take_apart, topics};

fn mark(a: u32, b: u32) -> Command {
    Command::MarkDifferent(pair(a, b))
}

fn clear(a: u32, b: u32) -> Command {
    Command::ClearDifferent(pair(a, b))
}

#[track_caller]
fn assert_apart(set: &TopicSet, command: &Command, a: u32, b: u32) {
    assert_eq!(refused(set, command), CommandError::MarkedDifferent { a: TopicId(a), b: TopicId(b) }, "{command:?}");
}

#[test]
fn a_pair_is_in_no_order() {
    assert_eq!(pair(2, 1), pair(1, 2));
    assert_eq!((pair(2, 1).low(), pair(2, 1).high()), (TopicId(1), TopicId(2)));
    assert_eq!(Pair::new(TopicId(1), TopicId(1)), None);
}

#[test]
fn no_merge_joins_what_is_marked_as_different() {
    let mut set = topics(5);
    let before = all(&set);
    let undo = perform(&mut set, &mark(1, 0));
    assert_eq!(*set.different(), BTreeSet::from([pair(0, 1)]));
    assert_eq!(set.marks_between(TopicId(1), TopicId(0)), [pair(0, 1)]);
    assert!(set.marks_between(TopicId(0), TopicId(2)).is_empty());
    assert_apart(&set, &merge(0, &[1]), 0, 1);
    assert_apart(&set, &merge(1, &[2, 0]), 1, 0);
    assert_apart(&set, &merge(2, &[0, 3, 1]), 0, 1);
    assert_apart(&set, &merge_groups(vec![group(3, &[4]), group(0, &[1])]), 0, 1);
    set.plan(&merge_groups(vec![group(0, &[2]), group(1, &[3])])).unwrap();
    set.swap(undo);
    assert_eq!(all(&set), before);
    set.plan(&merge(0, &[1])).unwrap();
}

#[test]
fn a_mark_holds_through_merges() {
    let mut set = topics(4);
    perform(&mut set, &mark(0, 1));
    perform(&mut set, &merge(2, &[0]));
    assert_eq!(set.marks_between(TopicId(2), TopicId(1)), [pair(0, 1)]);
    assert_apart(&set, &merge(2, &[1]), 2, 1);
    assert_apart(&set, &merge(1, &[2]), 1, 2);
    perform(&mut set, &merge(3, &[1]));
    assert_apart(&set, &merge(3, &[2]), 3, 2);
    assert_eq!(refused(&set, &mark(2, 3)), CommandError::NothingChanges);
}

#[test]
fn clearing_the_outer_topics_clears_the_mark_of_what_is_inside() {
    let mut set = topics(3);
    perform(&mut set, &mark(0, 1));
    perform(&mut set, &merge(2, &[0]));
    let undo = perform(&mut set, &clear(2, 1));
    assert!(set.different().is_empty());
    set.plan(&merge(2, &[1])).unwrap();
    set.swap(undo);
    assert_apart(&set, &merge(2, &[1]), 2, 1);
}

#[test]
fn all_marks_between_two_topics_are_cleared_together() {
    let mut set = topics(4);
    perform(&mut set, &mark(0, 2));
    perform(&mut set, &mark(1, 2));
    perform(&mut set, &mark(0, 3));
    perform(&mut set, &merge(0, &[1]));
    assert_eq!(set.marks_between(TopicId(0), TopicId(2)), [pair(0, 2), pair(1, 2)]);
    perform(&mut set, &clear(0, 2));
    assert_eq!(*set.different(), BTreeSet::from([pair(0, 3)]));
    assert_eq!(refused(&set, &clear(0, 2)), CommandError::NothingChanges);
}

#[test]
fn a_mark_follows_what_leaves_a_merge() {
    let mut set = topics(4);
    perform(&mut set, &mark(0, 1));
    perform(&mut set, &merge(2, &[0, 3]));
    perform(&mut set, &remove(0));
    set.plan(&merge(2, &[1])).unwrap();
    assert_apart(&set, &merge(0, &[1]), 0, 1);
    perform(&mut set, &merge(2, &[1]));
    assert_apart(&set, &merge(2, &[0]), 2, 0);
    perform(&mut set, &take_apart(2, 1));
    assert_eq!(open(&set), ids(&[0, 1, 2]));
    assert_apart(&set, &merge(0, &[1]), 0, 1);
}

#[test]
fn a_mark_holds_while_a_topic_is_in_the_trash() {
    let mut set = topics(2);
    perform(&mut set, &Command::Trash(ids(&[1])));
    perform(&mut set, &mark(0, 1));
    perform(&mut set, &Command::Restore(ids(&[1])));
    assert_apart(&set, &merge(0, &[1]), 0, 1);
}

#[test]
fn marking_twice_or_clearing_nothing_changes_nothing() {
    let mut set = topics(2);
    assert_eq!(refused(&set, &clear(0, 1)), CommandError::NothingChanges);
    perform(&mut set, &mark(0, 1));
    assert_eq!(refused(&set, &mark(1, 0)), CommandError::NothingChanges);
}

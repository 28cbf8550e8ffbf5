//! Each command on the smallest set that shows it, and each reason why one is impossible.

use mungchi::cluster::ClusterId;
use mungchi::topics::{Command, CommandError, Group, MergeId, Place, TopicId, TopicSet};

use super::{all, group, ids, merge, perform, rename, take_apart};

fn clusters(set: &TopicSet, topic: u32) -> Vec<u32> {
    set.clusters_of(TopicId(topic)).into_iter().map(|cluster| cluster.0).collect()
}

fn open(set: &TopicSet) -> Vec<TopicId> {
    set.at(Place::Open).collect()
}

#[test]
fn merge_keeps_every_document() {
    let mut set = TopicSet::new(4);
    perform(&mut set, &merge(2, &[0, 3]));
    assert_eq!(clusters(&set, 2), [0, 2, 3]);
    assert_eq!(set.topic_of_clusters(), ids(&[2, 1, 2, 2]));
    assert_eq!(open(&set), ids(&[1, 2]));
    assert_eq!(set.get(TopicId(0)).unwrap().place, Place::Inside(TopicId(2)));
}

#[test]
fn ids_never_shift() {
    let mut set = TopicSet::new(4);
    perform(&mut set, &merge(2, &[0, 3]));
    perform(&mut set, &merge(1, &[2]));
    let of_cluster: Vec<(TopicId, ClusterId)> = set.iter().map(|(id, topic)| (id, topic.cluster)).collect();
    assert_eq!(of_cluster, [0, 1, 2, 3].map(|number| (TopicId(number), ClusterId(number))));
}

#[test]
fn take_apart_restores_exactly() {
    let mut set = TopicSet::new(4);
    perform(&mut set, &rename(3, Some("rivers")));
    let before = all(&set);
    perform(&mut set, &merge(2, &[0, 3]));
    perform(&mut set, &take_apart(2, 0));
    assert_eq!(all(&set), before);
}

#[test]
fn an_earlier_merge_can_be_taken_apart_alone() {
    let mut set = TopicSet::new(4);
    perform(&mut set, &merge(0, &[1]));
    perform(&mut set, &merge(0, &[2, 3]));
    perform(&mut set, &take_apart(0, 0));
    assert_eq!(open(&set), ids(&[0, 1]));
    assert_eq!(clusters(&set, 0), [0, 2, 3]);
}

#[test]
fn an_absorbed_topic_keeps_its_own_merges() {
    let mut set = TopicSet::new(3);
    perform(&mut set, &merge(1, &[2]));
    perform(&mut set, &merge(0, &[1]));
    assert_eq!(clusters(&set, 0), [0, 1, 2]);
    assert_eq!(set.topic_of_clusters(), ids(&[0, 0, 0]));
    perform(&mut set, &take_apart(0, 1));
    assert_eq!(clusters(&set, 1), [1, 2]);
    assert_eq!(open(&set), ids(&[0, 1]));
}

#[test]
fn groups_merge_as_one_step() {
    let mut set = TopicSet::new(5);
    let before = all(&set);
    let groups = vec![group(0, &[1]), group(4, &[2, 3])];
    let undo = perform(&mut set, &Command::MergeGroups { groups, above: 0.5 });
    assert_eq!(set.topic_of_clusters(), ids(&[0, 0, 4, 4, 4]));
    let mut changed: Vec<TopicId> = undo.changed().collect();
    changed.sort_unstable();
    assert_eq!(changed, ids(&[0, 1, 2, 3, 4]));
    set.swap(undo);
    assert_eq!(all(&set), before);
}

#[test]
fn trashed_topics_come_back_as_they_were() {
    let mut set = TopicSet::new(4);
    perform(&mut set, &merge(1, &[0]));
    let before = all(&set);
    perform(&mut set, &Command::Trash(ids(&[1, 3])));
    assert_eq!(open(&set), ids(&[2]));
    assert_eq!(set.at(Place::Trash).collect::<Vec<_>>(), ids(&[1, 3]));
    assert_eq!(set.topic_of_clusters(), ids(&[1, 1, 2, 3]));
    perform(&mut set, &Command::Restore(ids(&[3, 1])));
    assert_eq!(all(&set), before);
}

#[test]
fn names_are_trimmed_and_an_empty_one_gives_the_keywords_back() {
    let mut set = TopicSet::new(2);
    perform(&mut set, &rename(1, Some("  rivers and seas \t")));
    assert_eq!(set.get(TopicId(1)).unwrap().name.as_deref(), Some("rivers and seas"));
    perform(&mut set, &rename(1, Some(" ")));
    assert_eq!(set.get(TopicId(1)).unwrap().name, None);
}

#[test]
fn a_topic_in_the_trash_can_be_renamed() {
    let mut set = TopicSet::new(2);
    perform(&mut set, &Command::Trash(ids(&[1])));
    perform(&mut set, &rename(1, Some("rivers")));
    assert_eq!(set.get(TopicId(1)).unwrap().place, Place::Trash);
}

#[test]
fn merge_ids_are_not_given_twice() {
    let mut set = TopicSet::new(3);
    let newest = |set: &TopicSet| set.get(TopicId(0)).unwrap().merges.last().map(|merge| merge.id);
    let undo = perform(&mut set, &merge(0, &[1]));
    assert_eq!(newest(&set), Some(MergeId(0)));
    set.swap(undo);
    perform(&mut set, &merge(0, &[2]));
    assert_eq!(newest(&set), Some(MergeId(1)));
    perform(&mut set, &take_apart(0, 1));
    perform(&mut set, &merge(0, &[2]));
    assert_eq!(newest(&set), Some(MergeId(2)));
}

#[test]
fn the_survivor_is_the_named_then_the_largest_then_the_first() {
    let mut set = TopicSet::new(4);
    let survivor = |set: &TopicSet, members: &[u32], sizes: [u32; 4]| {
        Group::among(&ids(members), set, |id| sizes[id.index()]).map(|group| group.into.0)
    };
    assert_eq!(survivor(&set, &[3, 1, 2], [9, 5, 7, 5]), Some(2));
    assert_eq!(survivor(&set, &[3, 1], [9, 5, 7, 5]), Some(1));
    perform(&mut set, &rename(3, Some("rivers")));
    assert_eq!(survivor(&set, &[3, 1, 2], [9, 5, 7, 5]), Some(3));
    assert_eq!(survivor(&set, &[3], [9, 5, 7, 5]), None);
    assert_eq!(survivor(&set, &[], [9, 5, 7, 5]), None);
}

#[test]
fn impossible_commands_say_why_and_change_nothing() {
    // Topic 1 is inside topic 0 by merge 0, topic 4 in the trash.
    let mut set = TopicSet::new(5);
    perform(&mut set, &merge(0, &[1]));
    perform(&mut set, &Command::Trash(ids(&[4])));
    let before = set.clone();
    let topic = TopicId;
    let n_topics = 5;
    let unknown = CommandError::UnknownTopic { topic: topic(9), n_topics };
    let inside = || CommandError::InsideAnother { topic: topic(1), outer: topic(0) };
    let in_trash = || CommandError::InTrash { topic: topic(4) };
    let no_such_merge = |number: u32| CommandError::NoSuchMerge { topic: topic(number) };
    let groups = |groups: Vec<Group>| Command::MergeGroups { groups, above: 0.5 };
    let cases = [
        (merge(2, &[9]), unknown),
        (merge(1, &[2]), inside()),
        (merge(2, &[1]), inside()),
        (take_apart(1, 0), inside()),
        (rename(1, Some("rivers")), inside()),
        (Command::Trash(ids(&[1])), inside()),
        (merge(2, &[4]), in_trash()),
        (merge(4, &[2]), in_trash()),
        (take_apart(4, 0), in_trash()),
        (Command::Trash(ids(&[2, 4])), in_trash()),
        (Command::Restore(ids(&[4, 2])), CommandError::NotInTrash { topic: topic(2) }),
        (merge(2, &[3, 3]), CommandError::NamedTwice { topic: topic(3) }),
        (merge(2, &[3, 2]), CommandError::NamedTwice { topic: topic(2) }),
        (merge(2, &[]), CommandError::TooFew),
        (groups(Vec::new()), CommandError::TooFew),
        (groups(vec![group(2, &[3]), group(0, &[])]), CommandError::TooFew),
        (groups(vec![group(2, &[3]), group(0, &[1])]), inside()),
        (
            groups(vec![group(2, &[3]), group(0, &[3])]),
            CommandError::InsideAnother { topic: topic(3), outer: topic(2) },
        ),
        (Command::Trash(Vec::new()), CommandError::NoTopics),
        (Command::Restore(Vec::new()), CommandError::NoTopics),
        (take_apart(0, 1), no_such_merge(0)),
        (take_apart(2, 0), no_such_merge(2)),
        (rename(2, None), CommandError::SameName { topic: topic(2) }),
        (rename(2, Some("  ")), CommandError::SameName { topic: topic(2) }),
    ];
    for (command, expected) in cases {
        assert_eq!(set.plan(&command), Err(expected), "{command:?}");
        assert_eq!(set, before, "{command:?}");
    }
}

#[test]
fn errors_count_topics_from_one() {
    let set = TopicSet::new(3);
    let refused = |command: &Command| set.plan(command).unwrap_err().to_string();
    assert_eq!(refused(&merge(0, &[7])), "There is no topic 8: the topics are 1 to 3");
    assert_eq!(refused(&merge(0, &[2, 2])), "Topic 3 is named twice: a merge takes different topics");
    assert_eq!(refused(&merge(0, &[])), "A merge takes at least 2 topics: select more");
    assert_eq!(refused(&Command::Restore(ids(&[1]))), "Topic 2 is not in the trash");
}

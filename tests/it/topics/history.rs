//! Random sequences of decisions, possible and impossible, with undo and redo in between.

use std::collections::BTreeSet;

use mungchi::topics::{Command, Group, History, Merge, MergeId, Place, TopicId, TopicSet};
use proptest::prelude::*;

use super::{all, merge, merges};
use crate::fixtures::fixed_cases;

const N_TOPICS: u32 = 7;

#[derive(Clone, Debug)]
enum Step {
    Do(Command),
    /// Takes apart one of the merges that there are.
    TakeApartOne(prop::sample::Index),
    Undo,
    Redo,
}

/// One id in 8 is of no topic.
fn any_id() -> impl Strategy<Value = TopicId> {
    (0..=N_TOPICS).prop_map(TopicId)
}

fn any_ids() -> impl Strategy<Value = Vec<TopicId>> {
    prop::collection::vec(any_id(), 0..4)
}

fn any_group() -> impl Strategy<Value = Group> {
    (any_id(), any_ids()).prop_map(|(into, absorbed)| Group { into, absorbed })
}

fn any_command() -> impl Strategy<Value = Command> {
    let groups = prop::collection::vec(any_group(), 0..3);
    prop_oneof![
        4 => any_group().prop_map(Command::Merge),
        2 => groups.prop_map(|groups| Command::MergeGroups { groups, above: 0.5 }),
        1 => (any_id(), 0..9_u32).prop_map(|(topic, merge)| Command::TakeApart { topic, merge: MergeId(merge) }),
        1 => (any_id(), prop::option::of("[ab ]{0,3}")).prop_map(|(topic, name)| Command::Rename { topic, name }),
        1 => any_ids().prop_map(Command::Trash),
        1 => any_ids().prop_map(Command::Restore),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => any_command().prop_map(Step::Do),
        2 => any::<prop::sample::Index>().prop_map(Step::TakeApartOne),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
    ]
}

/// Every cluster is in exactly one topic that is open or in the trash, and every merge is where it says it is.
fn assert_whole(set: &TopicSet) {
    let of_cluster = set.topic_of_clusters();
    let mut n_seen = [0; N_TOPICS as usize];
    for id in set.at(Place::Open).chain(set.at(Place::Trash)) {
        for cluster in set.clusters_of(id) {
            n_seen[cluster.index()] += 1;
            assert_eq!(of_cluster[cluster.index()], id);
        }
    }
    assert_eq!(n_seen, [1; N_TOPICS as usize]);

    let merges = merges(set);
    let distinct: BTreeSet<MergeId> = merges.iter().map(|(_, merge)| merge.id).collect();
    assert_eq!(distinct.len(), merges.len(), "{merges:?}");
    for (holder, Merge { absorbed, .. }) in &merges {
        assert!(absorbed.iter().all(|&id| set.get(id).unwrap().place == Place::Inside(*holder)), "{merges:?}");
    }
    let n_absorbed: usize = merges.iter().map(|(_, merge)| merge.absorbed.len()).sum();
    let n_inside = set.iter().filter(|(_, topic)| matches!(topic.place, Place::Inside(_))).count();
    assert_eq!(n_absorbed, n_inside);
}

fn merge_ids(set: &TopicSet) -> BTreeSet<MergeId> {
    merges(set).into_iter().map(|(_, merge)| merge.id).collect()
}

/// Does a command; an impossible one must change nothing, and the ids of new merges must never have been `given`.
fn perform(history: &mut History, set: &mut TopicSet, command: Command, given: &mut BTreeSet<MergeId>) {
    let before = set.clone();
    let n_done = history.commands().len();
    if history.perform(set, command, String::new()).is_err() {
        assert_eq!(*set, before);
        assert_eq!(history.commands().len(), n_done);
        return;
    }
    for id in merge_ids(set).difference(&merge_ids(&before)) {
        assert!(given.insert(*id), "{id:?} was given twice");
    }
}

proptest! {
    #![proptest_config(fixed_cases(128))]

    #[test]
    fn decisions_keep_the_topics_whole_and_can_be_travelled(steps in prop::collection::vec(any_step(), 0..=60)) {
        let mut set = TopicSet::new(N_TOPICS as usize);
        let mut history = History::default();
        let mut given = BTreeSet::new();
        let beginning = all(&set);
        for step in steps {
            match step {
                Step::Do(command) => perform(&mut history, &mut set, command, &mut given),
                Step::TakeApartOne(index) => {
                    let merges = merges(&set);
                    if !merges.is_empty() {
                        let (topic, Merge { id: merge, .. }) = *index.get(&merges);
                        perform(&mut history, &mut set, Command::TakeApart { topic, merge }, &mut given);
                    }
                }
                Step::Undo => drop(history.undo(&mut set)),
                Step::Redo => drop(history.redo(&mut set)),
            }
            assert_whole(&set);
        }

        let end = all(&set);
        let n_done = history.commands().len();
        for _ in 0..n_done {
            prop_assert!(history.undo(&mut set).is_some());
            assert_whole(&set);
        }
        prop_assert!(history.undo(&mut set).is_none());
        prop_assert_eq!(all(&set), beginning);
        for _ in 0..n_done {
            prop_assert!(history.redo(&mut set).is_some());
        }
        prop_assert_eq!(all(&set), end);
    }
}

#[test]
fn a_new_decision_ends_what_could_be_done_again() {
    let mut set = TopicSet::new(4);
    let mut history = History::default();
    history.perform(&mut set, merge(0, &[1]), "first".to_owned()).unwrap();
    history.perform(&mut set, merge(0, &[2]), "second".to_owned()).unwrap();
    assert_eq!(history.undo_sentence(), Some("second"));
    let changed = history.undo(&mut set).unwrap();
    assert_eq!(changed.len(), 2);
    assert_eq!((history.undo_sentence(), history.redo_sentence()), (Some("first"), Some("second")));
    history.perform(&mut set, merge(3, &[2]), "third".to_owned()).unwrap();
    assert_eq!((history.undo_sentence(), history.redo_sentence()), (Some("third"), None));
    assert!(history.redo(&mut set).is_none());
    let commands: Vec<&Command> = history.commands().collect();
    assert_eq!(commands, [&merge(0, &[1]), &merge(3, &[2])]);
}

#[test]
fn an_impossible_decision_keeps_what_can_be_done_again() {
    let mut set = TopicSet::new(2);
    let mut history = History::default();
    history.perform(&mut set, merge(0, &[1]), String::new()).unwrap();
    history.undo(&mut set);
    history.perform(&mut set, merge(0, &[0]), String::new()).unwrap_err();
    assert!(history.redo(&mut set).is_some());
    assert_eq!(set.topic_of_clusters(), [TopicId(0); 2]);
}

//! What a topic is called and how it is marked up: names, notes, colours, tags, locks; and terms that are not shown.

use std::collections::BTreeSet;

use mungchi::topics::{Command, CommandError, Patch, Place, TopicId, TopicSet};

use super::{
    all, documents_of, ids, merge, move_to, open, pair, perform, refused, remove, rename, split, tag, take_apart,
    topics, untag, words,
};

fn note(topic: u32, note: &str) -> Command {
    Command::Note { topic: TopicId(topic), note: note.to_owned() }
}

fn colour(topics: &[u32], colour: Option<u8>) -> Command {
    Command::Colour { topics: ids(topics), colour }
}

fn tags(set: &TopicSet, topic: u32) -> Vec<&str> {
    set.get(TopicId(topic)).unwrap().tags.iter().map(String::as_str).collect()
}

/// Does a command and takes it back: the set must be as before.
#[track_caller]
fn check_undo(set: &mut TopicSet, command: &Command) {
    let before = all(set);
    let undo: Patch = perform(set, command);
    assert_ne!(all(set), before);
    let redo = set.swap(undo);
    assert_eq!(all(set), before);
    set.swap(redo);
}

#[test]
fn names_are_trimmed_and_an_empty_one_gives_the_keywords_back() {
    let mut set = topics(2);
    check_undo(&mut set, &rename(1, Some("  rivers and seas \t")));
    assert_eq!(set.get(TopicId(1)).unwrap().name.as_deref(), Some("rivers and seas"));
    check_undo(&mut set, &rename(1, Some(" ")));
    assert_eq!(set.get(TopicId(1)).unwrap().name, None);
    perform(&mut set, &rename(1, Some("rivers")));
    assert_eq!(refused(&set, &rename(1, Some(" rivers "))), CommandError::SameName { topic: TopicId(1) });
    perform(&mut set, &rename(1, None));
    assert_eq!(set.get(TopicId(1)).unwrap().name, None);
}

#[test]
fn a_topic_in_the_trash_can_be_renamed() {
    let mut set = topics(2);
    perform(&mut set, &Command::Trash(ids(&[1])));
    perform(&mut set, &rename(1, Some("rivers")));
    assert_eq!(set.get(TopicId(1)).unwrap().place, Place::Trash);
}

#[test]
fn a_note_is_trimmed_and_replaced() {
    let mut set = topics(1);
    check_undo(&mut set, &note(0, " see Kim 2020\nand others \n"));
    assert_eq!(set.get(TopicId(0)).unwrap().note, "see Kim 2020\nand others");
    assert_eq!(refused(&set, &note(0, "see Kim 2020\nand others ")), CommandError::NothingChanges);
    check_undo(&mut set, &note(0, "  "));
    assert_eq!(set.get(TopicId(0)).unwrap().note, "");
}

#[test]
fn a_colour_is_given_and_taken_off_again() {
    let mut set = topics(3);
    let colours = |set: &TopicSet| set.iter().map(|(_, topic)| topic.colour).collect::<Vec<_>>();
    check_undo(&mut set, &colour(&[0, 2], Some(7)));
    assert_eq!(colours(&set), [Some(7), None, Some(7)]);
    // Some have it already: the others get it.
    perform(&mut set, &colour(&[0, 1, 1], Some(7)));
    assert_eq!(colours(&set), [Some(7); 3]);
    assert_eq!(refused(&set, &colour(&[0, 1], Some(7))), CommandError::NothingChanges);
    check_undo(&mut set, &colour(&[1], None));
    assert_eq!(colours(&set), [Some(7), None, Some(7)]);
}

#[test]
fn tags_are_trimmed_and_held_once() {
    let mut set = topics(3);
    check_undo(&mut set, &tag(&[0, 1], " to read "));
    check_undo(&mut set, &tag(&[1, 2], "to read"));
    check_undo(&mut set, &tag(&[1], "method"));
    assert_eq!([0, 1, 2].map(|topic| tags(&set, topic).join(", ")), ["to read", "method, to read", "to read"]);
    assert_eq!(set.tags(), BTreeSet::from(["method", "to read"]));
    assert_eq!(refused(&set, &tag(&[0, 2], "to read")), CommandError::NothingChanges);
    check_undo(&mut set, &untag(&[0, 1, 2], "to read"));
    assert_eq!([0, 1, 2].map(|topic| tags(&set, topic).join(", ")), ["", "method", ""]);
    assert_eq!(refused(&set, &untag(&[0], "method")), CommandError::NothingChanges);
}

#[test]
fn a_merged_topic_goes_by_the_survivor_and_what_it_absorbed_keeps_its_own() {
    let mut set = topics(2);
    let marked_up = [rename(1, Some("seas")), note(1, "salt"), colour(&[1], Some(2)), tag(&[1], "water")];
    marked_up.iter().for_each(|command| drop(perform(&mut set, command)));
    let before = all(&set);
    perform(&mut set, &merge(0, &[1]));
    assert_eq!(set.get(TopicId(0)).unwrap().name, None);
    assert_eq!(set.get(TopicId(1)).unwrap().name.as_deref(), Some("seas"));
    perform(&mut set, &take_apart(0, 0));
    assert_eq!(all(&set), before);
}

#[test]
fn tags_of_a_topic_whose_creation_was_undone_are_not_in_use() {
    let mut set = topics(1);
    let undo = perform(&mut set, &split(0, &[&[0]]));
    perform(&mut set, &tag(&[1], "method"));
    set.swap(undo);
    assert!(set.tags().is_empty());
}

#[test]
fn terms_are_ignored_and_heeded_again() {
    let mut set = topics(1);
    let ignore = |terms: &[&str]| Command::IgnoreTerms(words(terms));
    let heed = |terms: &[&str]| Command::HeedTerms(words(terms));
    check_undo(&mut set, &ignore(&["the", " of ", "the", ""]));
    assert_eq!(*set.ignored(), BTreeSet::from(["of".to_owned(), "the".to_owned()]));
    assert_eq!(refused(&set, &ignore(&["of", "the"])), CommandError::NothingChanges);
    check_undo(&mut set, &ignore(&["of", "and"]));
    check_undo(&mut set, &heed(&["of", "the", "unknown"]));
    assert_eq!(*set.ignored(), BTreeSet::from(["and".to_owned()]));
    assert_eq!(refused(&set, &heed(&["of"])), CommandError::NothingChanges);
}

/// Topics 0 and 1, which absorbed 2, are locked; topic 4 is locked in the trash; document 15 is in no topic.
fn locked() -> TopicSet {
    let mut set = topics(5);
    perform(&mut set, &merge(1, &[2]));
    perform(&mut set, &Command::Trash(ids(&[4])));
    check_undo(&mut set, &Command::Lock(ids(&[0, 1, 4])));
    set
}

#[test]
fn nothing_joins_or_leaves_a_locked_topic() {
    let set = locked();
    let refusals = [
        (merge(0, &[3]), 0),
        (merge(3, &[0]), 0),
        (merge(3, &[1]), 1),
        (take_apart(1, 0), 1),
        (remove(2), 1),
        (split(0, &[&[0]]), 0),
        (split(1, &[&[6]]), 1),
        (move_to(0, &[9]), 0),
        (move_to(0, &[15]), 0),
        (move_to(3, &[0]), 0),
        (move_to(3, &[6]), 1),
        (move_to(3, &[9, 15, 12]), 4),
        (Command::Trash(ids(&[0])), 0),
        (Command::Trash(ids(&[3, 1])), 1),
    ];
    for (command, topic) in refusals {
        assert_eq!(refused(&set, &command), CommandError::Locked { topic: TopicId(topic) }, "{command:?}");
    }
}

#[test]
fn a_locked_topic_can_be_marked_up_and_restored() {
    let mut set = locked();
    let allowed = [
        rename(0, Some("rivers")),
        note(0, "done"),
        colour(&[0], Some(1)),
        tag(&[0, 1], "done"),
        untag(&[1], "done"),
        Command::MarkDifferent(pair(0, 3)),
        Command::ClearDifferent(pair(0, 3)),
        Command::Restore(ids(&[4])),
        Command::Lock(ids(&[0, 3])),
    ];
    for command in allowed {
        check_undo(&mut set, &command);
    }
    assert_eq!(open(&set), ids(&[0, 1, 3, 4]));
    assert_eq!(refused(&set, &Command::Lock(ids(&[0, 3]))), CommandError::NothingChanges);
}

#[test]
fn an_unlocked_topic_takes_documents_again() {
    let mut set = locked();
    check_undo(&mut set, &Command::Unlock(ids(&[0, 3])));
    perform(&mut set, &move_to(0, &[9]));
    assert_eq!(documents_of(&set, 0), [0, 1, 2, 9]);
    assert_eq!(refused(&set, &Command::Unlock(ids(&[0, 3]))), CommandError::NothingChanges);
}

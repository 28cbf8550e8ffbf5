//! Each reason why a command is impossible, and the sentence that tells it.

use mungchi::corpus::DocId;
use mungchi::topics::{Command, CommandError, Group, StepId, TopicId, TopicSet};

use super::{
    group, ids, merge, merge_groups, move_to, pair, perform, refused, remove, rename, split, tag, take_apart, topics,
    words,
};

/// Topic 1 is inside topic 0 by merge 0, topic 4 in the trash, topic 5 is no more; document 15 is in no topic.
fn example() -> TopicSet {
    let mut set = topics(5);
    let undo = perform(&mut set, &split(0, &[&[0]]));
    set.swap(undo);
    perform(&mut set, &merge(0, &[1]));
    perform(&mut set, &Command::Trash(ids(&[4])));
    set
}

#[track_caller]
fn check(cases: impl IntoIterator<Item = (Command, CommandError)>) {
    let set = example();
    let before = set.clone();
    for (command, expected) in cases {
        assert_eq!(set.plan(&command), Err(expected), "{command:?}");
        assert_eq!(set, before, "{command:?}");
    }
}

fn unknown(number: u32) -> CommandError {
    CommandError::UnknownTopic { topic: TopicId(number), n_topics: 6 }
}

fn inside() -> CommandError {
    CommandError::InsideAnother { topic: TopicId(1), outer: TopicId(0) }
}

fn in_trash() -> CommandError {
    CommandError::InTrash { topic: TopicId(4) }
}

#[test]
fn topics_must_be_there() {
    check([
        (merge(2, &[9]), unknown(9)),
        (merge(5, &[2]), unknown(5)),
        (take_apart(9, 0), unknown(9)),
        (remove(9), unknown(9)),
        (remove(5), unknown(5)),
        (split(9, &[&[0]]), unknown(9)),
        (move_to(9, &[0]), unknown(9)),
        (rename(5, Some("rivers")), unknown(5)),
        (tag(&[2, 9], "method"), unknown(9)),
        (Command::Trash(ids(&[9])), unknown(9)),
        (Command::Restore(ids(&[5])), unknown(5)),
        (Command::MarkDifferent(pair(2, 9)), unknown(9)),
        (Command::Lock(ids(&[9])), unknown(9)),
    ]);
}

#[test]
fn topics_inside_others_are_left_alone() {
    check([
        (merge(1, &[2]), inside()),
        (merge(2, &[1]), inside()),
        (merge_groups(vec![group(2, &[3]), group(0, &[1])]), inside()),
        (take_apart(1, 0), inside()),
        (split(1, &[&[3]]), inside()),
        (move_to(1, &[6]), inside()),
        (rename(1, Some("rivers")), inside()),
        (tag(&[1], "method"), inside()),
        (Command::Note { topic: TopicId(1), note: "salt".to_owned() }, inside()),
        (Command::Colour { topics: ids(&[1]), colour: None }, inside()),
        (Command::Trash(ids(&[1])), inside()),
        (Command::MarkDifferent(pair(1, 2)), inside()),
        (Command::Lock(ids(&[1])), inside()),
        (remove(2), CommandError::NotInsideAnother { topic: TopicId(2) }),
        (remove(4), CommandError::NotInsideAnother { topic: TopicId(4) }),
        (Command::Restore(ids(&[1])), CommandError::NotInTrash { topic: TopicId(1) }),
    ]);
}

#[test]
fn what_is_in_the_trash_is_restored_first() {
    check([
        (merge(2, &[4]), in_trash()),
        (merge(4, &[2]), in_trash()),
        (take_apart(4, 0), in_trash()),
        (split(4, &[&[12]]), in_trash()),
        (move_to(4, &[6]), in_trash()),
        (Command::Trash(ids(&[2, 4])), in_trash()),
        (Command::Restore(ids(&[4, 2])), CommandError::NotInTrash { topic: TopicId(2) }),
    ]);
    let mut set = topics(2);
    perform(&mut set, &merge(0, &[1]));
    perform(&mut set, &Command::Trash(ids(&[0])));
    assert_eq!(refused(&set, &remove(1)), CommandError::InTrash { topic: TopicId(0) });
}

#[test]
fn a_merge_takes_two_different_topics() {
    let named_twice = |number: u32| CommandError::NamedTwice { topic: TopicId(number) };
    check([
        (merge(2, &[3, 3]), named_twice(3)),
        (merge(2, &[3, 2]), named_twice(2)),
        (merge_groups(vec![group(2, &[3]), group(0, &[3])]), named_twice(3)),
        (merge(2, &[]), CommandError::TooFew),
        (merge_groups(Vec::<Group>::new()), CommandError::TooFew),
        (merge_groups(vec![group(2, &[3]), group(0, &[])]), CommandError::TooFew),
        (take_apart(0, 1), CommandError::NoSuchMerge { topic: TopicId(0) }),
        (take_apart(2, 0), CommandError::NoSuchMerge { topic: TopicId(2) }),
    ]);
}

#[test]
fn documents_must_be_there_and_named_once() {
    let unknown = |number: u32| CommandError::UnknownDocument { document: DocId(number), n_documents: 16 };
    let twice = |number: u32| CommandError::DocumentTwice { document: DocId(number) };
    let elsewhere = |number: u32| CommandError::NotInTopic { document: DocId(number), topic: TopicId(2) };
    check([
        (split(2, &[]), CommandError::NoDocuments),
        (split(2, &[&[6], &[]]), CommandError::NoDocuments),
        (split(2, &[&[16]]), unknown(16)),
        (split(2, &[&[6], &[6]]), twice(6)),
        (split(2, &[&[6, 6]]), twice(6)),
        (split(2, &[&[6, 0]]), elsewhere(0)),
        (split(2, &[&[15]]), elsewhere(15)),
        (split(2, &[&[6], &[7, 8]]), CommandError::NothingLeft { topic: TopicId(2), n_documents: 3 }),
        (move_to(2, &[]), CommandError::NoDocuments),
        (move_to(2, &[16]), unknown(16)),
        (move_to(2, &[9, 10, 9]), twice(9)),
        (move_to(2, &[6, 7]), CommandError::NothingChanges),
        (move_to(0, &[0, 3]), CommandError::NothingChanges),
    ]);
}

#[test]
fn a_command_must_name_something_and_change_something() {
    let no_topics = || CommandError::NoTopics;
    check([
        (Command::Trash(Vec::new()), no_topics()),
        (Command::Restore(Vec::new()), no_topics()),
        (Command::Lock(Vec::new()), no_topics()),
        (Command::Unlock(Vec::new()), no_topics()),
        (tag(&[], "method"), no_topics()),
        (Command::Colour { topics: Vec::new(), colour: None }, no_topics()),
        (tag(&[2], " \t"), CommandError::EmptyTag),
        (super::untag(&[2], ""), CommandError::EmptyTag),
        (super::untag(&[2], "method"), CommandError::NothingChanges),
        (Command::IgnoreTerms(Vec::new()), CommandError::NoTerms),
        (Command::HeedTerms(words(&["", " "])), CommandError::NoTerms),
        (Command::HeedTerms(words(&["the"])), CommandError::NothingChanges),
        (Command::Colour { topics: ids(&[2, 3]), colour: None }, CommandError::NothingChanges),
        (Command::Note { topic: TopicId(2), note: " ".to_owned() }, CommandError::NothingChanges),
        (Command::Unlock(ids(&[2])), CommandError::NothingChanges),
        (Command::ClearDifferent(pair(2, 3)), CommandError::NothingChanges),
        (rename(2, None), CommandError::SameName { topic: TopicId(2) }),
        (rename(2, Some("  ")), CommandError::SameName { topic: TopicId(2) }),
        (Command::Revert(StepId(1)), CommandError::NotACommand),
    ]);
}

#[test]
fn errors_count_topics_and_documents_from_one() {
    let mut set = example();
    perform(&mut set, &Command::Lock(ids(&[3])));
    let sentence = |command: &Command| refused(&set, command).to_string();
    assert_eq!(sentence(&merge(0, &[7])), "There is no topic 8: the topics are 1 to 6");
    assert_eq!(sentence(&merge(2, &[1])), "Topic 2 is inside topic 1: take topic 1 apart first");
    assert_eq!(sentence(&remove(2)), "Topic 3 is not inside another: there is no merge to let it out of");
    assert_eq!(sentence(&merge(0, &[4])), "Topic 5 is in the trash: restore it first");
    assert_eq!(sentence(&Command::Restore(ids(&[2]))), "Topic 3 is not in the trash");
    assert_eq!(sentence(&merge(0, &[3])), "Topic 4 is locked: unlock it first");
    assert_eq!(sentence(&merge(0, &[2, 2])), "Topic 3 is named twice: a merge takes different topics");
    assert_eq!(sentence(&merge(0, &[])), "A merge takes at least 2 topics: select more");
    assert_eq!(sentence(&Command::Trash(Vec::new())), "No topics are given: select at least 1");
    assert_eq!(
        sentence(&take_apart(0, 5)),
        "Topic 1 holds no such merge: it is still one cluster or was taken apart already"
    );
    assert_eq!(sentence(&rename(2, None)), "Topic 3 already has that name");
    assert_eq!(sentence(&Command::Unlock(ids(&[0]))), "Nothing would change");
    assert_eq!(sentence(&tag(&[0], "")), "A tag needs at least one letter");
    assert_eq!(sentence(&Command::IgnoreTerms(Vec::new())), "No terms are given: name at least 1");
    assert_eq!(sentence(&move_to(0, &[])), "No documents are given: select at least 1");
    assert_eq!(sentence(&move_to(0, &[16])), "There is no document 17: the corpus has 16");
    assert_eq!(sentence(&split(2, &[&[0]])), "Document 1 is not in topic 3: only its own documents can be split off");
    assert_eq!(sentence(&split(2, &[&[6, 6]])), "Document 7 is named twice: each part takes different documents");
    assert_eq!(
        sentence(&split(2, &[&[6, 7, 8]])),
        "A split leaves at least 1 document in topic 3: choose fewer than all 3"
    );
    assert_eq!(sentence(&Command::Revert(StepId(1))), "A step of the history is undone from the history");
    perform(&mut set, &Command::MarkDifferent(pair(0, 2)));
    assert_eq!(
        refused(&set, &merge(2, &[0])).to_string(),
        "Topic 3 and topic 1 are marked as different: clear the mark first"
    );
}

#[test]
fn errors_are_told_with_the_names_of_topics() {
    let name = |id: TopicId| format!("“{}”", ["rivers", "seas", "bread", "wine", "oil"][id.index()]);
    let set = example();
    let told = |command: &Command| refused(&set, command).told(name);
    assert_eq!(told(&merge(2, &[1])), "“seas” is inside “rivers”: take “rivers” apart first");
    assert_eq!(told(&merge(2, &[4])), "“oil” is in the trash: restore it first");
    assert_eq!(told(&split(2, &[&[0]])), "Document 1 is not in “bread”: only its own documents can be split off");
    assert_eq!(told(&merge(2, &[])), "A merge takes at least 2 topics: select more");
    assert_eq!(told(&merge(2, &[9])), "There is no topic 10: the topics are 1 to 6");
}

#[test]
fn a_number_that_begins_another_is_not_taken_for_it() {
    // Topic 1 is inside topic 12.
    let error = CommandError::InsideAnother { topic: TopicId(0), outer: TopicId(11) };
    let name = |id: TopicId| if id == TopicId(0) { "“rivers”".to_owned() } else { "“seas”".to_owned() };
    assert_eq!(error.told(name), "“rivers” is inside “seas”: take “seas” apart first");
    let error = CommandError::MarkedDifferent { a: TopicId(0), b: TopicId(9) };
    assert_eq!(error.told(name), "“rivers” and “seas” are marked as different: clear the mark first");
}

#[test]
fn a_name_that_reads_like_a_number_is_told_as_it_is() {
    let error = CommandError::InsideAnother { topic: TopicId(0), outer: TopicId(1) };
    let name = |id: TopicId| if id == TopicId(0) { "“topic 2”".to_owned() } else { "“seas”".to_owned() };
    assert_eq!(error.told(name), "“topic 2” is inside “seas”: take “seas” apart first");
}

//! What commands did, told with names and numbers.

use mungchi::topics::{Command, Sentences, SplitBy, StepId, TopicId};

use super::{
    docs, group, ids, merge, merge_groups, move_to, pair, perform, remove, rename, split, tag, take_apart, topics,
    untag, words,
};

/// The sentence of a command on six topics of three documents, of which topic 0 absorbed 1.
fn told(command: &Command) -> String {
    let mut set = topics(6);
    perform(&mut set, &merge(0, &[1]));
    let name = |id: TopicId| ["rivers", "seas", "bread", "wine", "oil", "salt"][id.index()].to_owned();
    let n_documents = |id: TopicId| if id == TopicId(0) { 6 } else { 3 };
    Sentences { topics: &set, name: &name, n_documents: &n_documents }.of(command)
}

#[test]
fn merges_are_told_with_what_they_gather() {
    assert_eq!(told(&merge(0, &[2])), "Merged “bread” into “rivers”, 3 documents");
    assert_eq!(told(&merge(2, &[0, 3])), "Merged “rivers” and “wine” into “bread”, 9 documents");
    assert_eq!(told(&merge(2, &[3, 4, 5])), "Merged “wine” and 2 others into “bread”, 9 documents");
    let groups = merge_groups(vec![group(0, &[2]), group(3, &[4, 5])]);
    assert_eq!(told(&groups), "Merged 2 groups at similarity 0.50 (5 → 2 topics)");
    assert_eq!(told(&merge_groups(vec![group(0, &[2])])), "Merged 1 group at similarity 0.50 (5 → 4 topics)");
    assert_eq!(told(&take_apart(0, 0)), "Took “rivers” apart into 2 topics");
    assert_eq!(told(&remove(1)), "Let “seas” out of “rivers”");
}

#[test]
fn documents_that_move_are_counted() {
    assert_eq!(told(&split(2, &[&[6]])), "Split “bread” into 2 topics by selected documents, 1 document split off");
    let by = |by: SplitBy| Command::Split { topic: TopicId(0), parts: vec![docs(&[0]), docs(&[1, 3])], by };
    let expected = "Split “rivers” into 3 topics by clustering, 3 documents split off";
    assert_eq!(told(&by(SplitBy::Clustering { seed: 1 })), expected);
    let expected = "Split “rivers” into 3 topics by the term “sea”, 3 documents split off";
    assert_eq!(told(&by(SplitBy::Term("sea".to_owned()))), expected);
    assert_eq!(told(&move_to(2, &[9])), "Moved 1 document to “bread”");
    assert_eq!(told(&move_to(2, &[9, 12])), "Moved 2 documents to “bread”");
}

#[test]
fn what_is_marked_up_is_named() {
    let note = |note: &str| Command::Note { topic: TopicId(2), note: note.to_owned() };
    let colour = |colour| Command::Colour { topics: ids(&[2, 3]), colour };
    assert_eq!(told(&rename(2, Some(" food "))), "Renamed “bread” to “food”");
    assert_eq!(told(&rename(2, None)), "Let “bread” go by its keywords");
    assert_eq!(told(&note("good")), "Wrote a note on “bread”");
    assert_eq!(told(&note(" ")), "Removed the note of “bread”");
    assert_eq!(told(&colour(Some(1))), "Gave “bread” and “wine” a colour");
    assert_eq!(told(&colour(None)), "Gave “bread” and “wine” the colour of the map again");
    assert_eq!(told(&tag(&[2], " food ")), "Tagged “bread” “food”");
    assert_eq!(told(&untag(&[2], "food")), "Took the tag “food” off “bread”");
    assert_eq!(told(&Command::Trash(ids(&[0, 3]))), "Moved “rivers” and “wine” to the trash, 9 documents");
    assert_eq!(told(&Command::Restore(ids(&[3]))), "Restored “wine” from the trash, 3 documents");
    assert_eq!(told(&Command::MarkDifferent(pair(3, 2))), "Marked “bread” and “wine” as different");
    assert_eq!(told(&Command::ClearDifferent(pair(2, 3))), "Let “bread” and “wine” be alike again");
    assert_eq!(told(&Command::Lock(ids(&[2]))), "Locked “bread”");
    assert_eq!(told(&Command::Unlock(ids(&[2, 3, 4]))), "Unlocked “bread” and 2 others");
    assert_eq!(told(&Command::Revert(StepId(4))), "Undid only step 4");
}

#[test]
fn terms_are_quoted_and_many_are_counted() {
    let ignored = |terms: &[&str]| told(&Command::IgnoreTerms(words(terms)));
    assert_eq!(ignored(&["the"]), "Ignored the term “the”");
    assert_eq!(ignored(&["the", "of", "and"]), "Ignored the terms “the”, “of”, “and”");
    assert_eq!(ignored(&["the", "of", "and", "in"]), "Ignored the terms “the” and 3 others");
    assert_eq!(told(&Command::HeedTerms(words(&["the", "of"]))), "Showed the terms “the”, “of” again");
}

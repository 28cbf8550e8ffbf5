//! Documents that change their topic: splits and moves.

use mungchi::corpus::DocId;
use mungchi::topics::{Change, Command, CommandError, Moved, Origin, Place, SplitBy, TopicId};

use super::{
    all, docs, documents_of, ids, merge, merges_of, move_to, open, perform, refused, remove, rename, split, take_apart,
    topics,
};

#[test]
fn each_part_of_a_split_becomes_a_topic_after_all_others() {
    let mut set = topics(3);
    perform(&mut set, &rename(1, Some("rivers")));
    let patch = set.plan(&split(1, &[&[4], &[5]])).unwrap();
    assert_eq!(patch.born().collect::<Vec<_>>(), ids(&[3, 4]));
    let mut change = Change::default();
    set.swap_noting(patch, &mut change);
    assert_eq!(open(&set), ids(&[0, 1, 2, 3, 4]));
    assert_eq!([1, 3, 4].map(|topic| documents_of(&set, topic)), [[3], [4], [5]]);
    assert_eq!(set.get(TopicId(3)).unwrap().origin, Origin::Split(TopicId(1)));
    assert_eq!(set.get(TopicId(3)).unwrap().name, None);
    assert_eq!(set.get(TopicId(1)).unwrap().name.as_deref(), Some("rivers"));
    assert_eq!(change.topics, ids(&[1, 3, 4]));
    let moved = |document, to| Moved { document: DocId(document), from: Some(TopicId(1)), to: Some(TopicId(to)) };
    assert_eq!(change.moved, [moved(4, 3), moved(5, 4)]);
}

#[test]
fn ids_of_parts_stay_taken_when_their_split_is_undone() {
    let mut set = topics(2);
    let before = all(&set);
    let undo = perform(&mut set, &split(0, &[&[0]]));
    let redo = set.swap(undo);
    assert_eq!(set.get(TopicId(2)).unwrap().place, Place::Nowhere);
    assert_eq!((set.n_ids(), set.outermost(TopicId(2))), (3, None));
    assert_eq!(open(&set), ids(&[0, 1]));
    assert_eq!((set.to_parts().homes, &set.to_parts().topics[..2]), (before.homes, &before.topics[..]));
    let undo = perform(&mut set, &split(0, &[&[1]]));
    assert_eq!(open(&set), ids(&[0, 1, 3]));
    set.swap(undo);
    set.swap(redo);
    assert_eq!(open(&set), ids(&[0, 1, 2]));
    assert_eq!(documents_of(&set, 2), [0]);
}

#[test]
fn what_was_split_off_a_merged_topic_stays_apart_when_the_merge_is_taken_apart() {
    let mut set = topics(3);
    perform(&mut set, &merge(0, &[1]));
    perform(&mut set, &split(0, &[&[1, 4]]));
    assert_eq!(documents_of(&set, 0), [0, 2, 3, 5]);
    assert_eq!(merges_of(&set, 0), [(0, ids(&[1]))]);
    perform(&mut set, &take_apart(0, 0));
    assert_eq!([0, 1].map(|topic| documents_of(&set, topic)), [[0, 2], [3, 5]]);
    assert_eq!(documents_of(&set, 3), [1, 4]);
    assert_eq!(open(&set), ids(&[0, 1, 2, 3]));
}

#[test]
fn a_split_can_empty_what_is_inside_but_not_the_topic() {
    let mut set = topics(2);
    perform(&mut set, &merge(0, &[1]));
    let everything = split(0, &[&[0, 1, 2], &[3, 4, 5]]);
    assert_eq!(refused(&set, &everything), CommandError::NothingLeft { topic: TopicId(0), n_documents: 6 });
    perform(&mut set, &split(0, &[&[3, 4, 5]]));
    perform(&mut set, &remove(1));
    assert!(documents_of(&set, 1).is_empty());
    assert!(set.is_open(TopicId(1)));
    assert_eq!(documents_of(&set, 0), [0, 1, 2]);
}

#[test]
fn a_part_can_be_merged_back_and_split_again() {
    let mut set = topics(2);
    perform(&mut set, &split(0, &[&[0, 1]]));
    perform(&mut set, &split(2, &[&[1]]));
    assert_eq!(set.get(TopicId(3)).unwrap().origin, Origin::Split(TopicId(2)));
    perform(&mut set, &merge(2, &[3]));
    perform(&mut set, &merge(0, &[2]));
    assert_eq!(documents_of(&set, 0), [0, 1, 2]);
    assert_eq!(set.leaves_of(TopicId(0)), ids(&[0, 2, 3]));
}

#[test]
fn how_the_parts_were_found_does_not_matter() {
    let set = topics(2);
    let by = |by: SplitBy| Command::Split { topic: TopicId(0), parts: vec![docs(&[0])], by };
    let planned = [SplitBy::Selection, SplitBy::Clustering { seed: 3 }, SplitBy::Term("sea".to_owned())];
    let planned = planned.map(|how| set.plan(&by(how)).unwrap());
    assert!(planned.iter().all(|patch| *patch == planned[0]));
}

#[test]
fn documents_move_from_topics_and_from_nowhere() {
    let mut set = topics(3);
    let before = all(&set);
    let mut change = Change::default();
    // Document 9 is in no topic, document 3 is there already.
    let undo = set.swap_noting(set.plan(&move_to(1, &[9, 3, 0])).unwrap(), &mut change);
    assert_eq!(documents_of(&set, 1), [0, 3, 4, 5, 9]);
    assert_eq!(documents_of(&set, 0), [1, 2]);
    let moved = |document, from: Option<u32>| Moved {
        document: DocId(document),
        from: from.map(TopicId),
        to: Some(TopicId(1)),
    };
    assert_eq!(change.moved, [moved(9, None), moved(0, Some(0))]);
    assert_eq!(change.topics, ids(&[0, 1]));
    set.swap(undo);
    assert_eq!(all(&set), before);
}

#[test]
fn documents_move_out_of_the_trash() {
    let mut set = topics(2);
    perform(&mut set, &Command::Trash(ids(&[1])));
    perform(&mut set, &move_to(0, &[4]));
    assert_eq!([0, 1].map(|topic| documents_of(&set, topic)), [vec![0, 1, 2, 4], vec![3, 5]]);
}

#[test]
fn documents_that_are_inside_the_topic_already_keep_their_home() {
    let mut set = topics(3);
    perform(&mut set, &merge(0, &[1]));
    assert_eq!(refused(&set, &move_to(0, &[3, 0])), CommandError::NothingChanges);
    perform(&mut set, &move_to(0, &[3, 6]));
    assert_eq!(set.home(DocId(3)), Some(TopicId(1)));
    assert_eq!(set.home(DocId(6)), Some(TopicId(0)));
    perform(&mut set, &take_apart(0, 0));
    assert_eq!(documents_of(&set, 1), [3, 4, 5]);
}

#[test]
fn documents_of_what_is_inside_another_name_the_outer_topic_when_they_move() {
    let mut set = topics(3);
    perform(&mut set, &merge(0, &[1]));
    let mut change = Change::default();
    set.swap_noting(set.plan(&move_to(2, &[3])).unwrap(), &mut change);
    assert_eq!(change.topics, ids(&[0, 1, 2]));
    assert_eq!(documents_of(&set, 0), [0, 1, 2, 4, 5]);
}

#[test]
fn a_topic_that_lost_all_its_documents_stays_open() {
    let mut set = topics(2);
    perform(&mut set, &move_to(0, &[3, 4, 5]));
    assert_eq!(open(&set), ids(&[0, 1]));
    assert!(documents_of(&set, 1).is_empty());
    perform(&mut set, &move_to(1, &[0]));
    assert_eq!(documents_of(&set, 1), [0]);
}

#[test]
fn the_homes_that_work_in_the_background_holds_do_not_change_under_it() {
    let mut set = topics(2);
    let homes = std::sync::Arc::clone(set.homes());
    perform(&mut set, &move_to(0, &[3]));
    assert_eq!(homes[3], Some(TopicId(1)));
    assert_eq!(set.homes()[3], Some(TopicId(0)));
}

//! What came from where.

use mungchi::cluster::ClusterId;
use mungchi::topics::compare::{Comparison, Origins, compare_with_start};
use mungchi::topics::{Command, TopicId, TopicSet};

use super::{ids, merge, move_to, perform, split};

/// Clusters 0 to 3 of 2 documents each, and one document in none.
fn labels() -> Vec<Option<ClusterId>> {
    (0..8).map(|row| Some(ClusterId(row / 2))).chain([None]).collect()
}

#[test]
fn nothing_differs_at_the_start() {
    let set = TopicSet::new(4, &labels());
    assert_eq!(compare_with_start(&set, &labels()), Comparison { changed: Vec::new(), n_unchanged: 4 });
}

#[test]
fn merged_moved_split_and_trashed_documents_are_told_with_their_clusters() {
    let mut set = TopicSet::new(4, &labels());
    perform(&mut set, &merge(0, &[1]));
    perform(&mut set, &move_to(0, &[8, 4]));
    perform(&mut set, &split(0, &[&[0]]));
    perform(&mut set, &Command::Trash(ids(&[3])));
    let cluster = |number: u32, n: u32| (Some(ClusterId(number)), n);
    let origins = |topic: u32, in_trash, from| Origins { topic: TopicId(topic), in_trash, from };
    let expected = [
        origins(0, false, vec![cluster(1, 2), (None, 1), cluster(0, 1), cluster(2, 1)]),
        origins(3, true, vec![cluster(3, 2)]),
        origins(2, false, vec![cluster(2, 1)]),
        origins(4, false, vec![cluster(0, 1)]),
    ];
    assert_eq!(compare_with_start(&set, &labels()), Comparison { changed: expected.to_vec(), n_unchanged: 0 });
}

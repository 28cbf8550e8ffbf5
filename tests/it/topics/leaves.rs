//! Profiles that follow documents as they move are exactly those that are made from scratch.

use std::sync::Arc;

use mungchi::cluster::ClusterId;
use mungchi::corpus::DocId;
use mungchi::corpus::vocabulary::TermId;
use mungchi::matrix::UnitRows;
use mungchi::topics::leaves::LeafProfiles;
use mungchi::topics::profile::{Profile, WEIGHT_STEP};
use mungchi::topics::similarity::{Measure, Similarities};
use mungchi::topics::{Change, Moved, TopicId};
use proptest::prelude::*;

use super::{move_to, open, profiles_from_scratch, split, topics};
use crate::fixtures::{Random, fixed_cases, random_rows, unit_rows};

const N_CLUSTERS: usize = 5;
/// Clusters, and topics that were split off.
const N_TOPICS: usize = 8;

/// Rows, the cluster of each, and the leaves as a run leaves them. Documents without terms, and others, are in none.
fn example(seed: u64) -> (UnitRows, Vec<Option<TopicId>>, LeafProfiles) {
    let rows = random_rows(150, 40, seed);
    let mut random = Random::new(seed);
    let home = |row: usize| {
        let cluster = random.below(N_CLUSTERS + 1);
        (cluster < N_CLUSTERS && !rows.row(row).is_empty()).then_some(TopicId(cluster as u32))
    };
    let homes: Vec<Option<TopicId>> = (0..rows.n_rows()).map(home).collect();
    let profiles = Arc::new(profiles_from_scratch(&rows, &homes, N_CLUSTERS));
    (rows, homes, LeafProfiles::new(profiles))
}

/// Moves documents at random, also out of every topic, and some of them more than once.
fn random_moves(random: &mut Random, homes: &mut [Option<TopicId>], n_moves: usize) -> Vec<Moved> {
    let mut move_one = || {
        let document = random.below(homes.len());
        let topic = random.below(N_TOPICS + 1);
        let to = (topic < N_TOPICS).then_some(TopicId(topic as u32));
        let from = std::mem::replace(&mut homes[document], to);
        Moved { document: DocId(document as u32), from, to }
    };
    (0..n_moves).map(|_| move_one()).collect()
}

fn back(moved: &[Moved]) -> Vec<Moved> {
    moved.iter().rev().map(|&Moved { document, from, to }| Moved { document, from: to, to: from }).collect()
}

fn all_topics() -> impl Iterator<Item = TopicId> {
    (0..N_TOPICS as u32).map(TopicId)
}

fn all_dots(leaves: &LeafProfiles) -> Vec<f64> {
    all_topics().flat_map(|a| all_topics().map(move |b| leaves.dot(a, b))).collect()
}

/// Leaves are, bit for bit, what they would be if a run had made them.
#[track_caller]
fn assert_from_scratch(leaves: &LeafProfiles, rows: &UnitRows, homes: &[Option<TopicId>]) {
    let scratch = profiles_from_scratch(rows, homes, N_TOPICS);
    for id in all_topics() {
        assert_eq!(leaves.leaf(id), &scratch.clusters[id.index()], "topic {id}");
    }
    let dot = |place: usize| {
        let (a, b) = (place / N_TOPICS, place % N_TOPICS);
        scratch.dot(ClusterId(a as u32), ClusterId(b as u32))
    };
    assert_eq!(all_dots(leaves), (0..N_TOPICS * N_TOPICS).map(dot).collect::<Vec<_>>());
    let everything: Vec<TopicId> = all_topics().collect();
    assert_eq!(leaves.sum_of(&everything), scratch.corpus);
}

proptest! {
    #![proptest_config(fixed_cases(48))]

    #[test]
    fn leaves_that_follow_documents_are_those_made_from_scratch(
        seed in 0_u64..1000,
        sizes in prop::collection::vec(0_usize..30, 1..8),
    ) {
        let (rows, mut homes, mut leaves) = example(seed);
        let mut random = Random::new(seed + 1);
        assert_from_scratch(&leaves, &rows, &homes);
        for n_moves in sizes {
            let moved = random_moves(&mut random, &mut homes, n_moves);
            leaves.follow(&moved, &rows);
            assert_from_scratch(&leaves, &rows, &homes);
        }
    }

    #[test]
    fn there_and_back_is_as_if_nothing_had_moved(seed in 0_u64..1000, n_moves in 1_usize..200) {
        let (rows, mut homes, mut leaves) = example(seed);
        let before = leaves.clone();
        let moved = random_moves(&mut Random::new(seed), &mut homes, n_moves);
        leaves.follow(&moved, &rows);
        leaves.follow(&back(&moved), &rows);
        for id in all_topics() {
            prop_assert_eq!(leaves.leaf(id), before.leaf(id));
        }
        prop_assert_eq!(all_dots(&leaves), all_dots(&before));
        // Within one change too.
        leaves.follow(&[moved.clone(), back(&moved)].concat(), &rows);
        for id in all_topics() {
            prop_assert_eq!(leaves.leaf(id), before.leaf(id));
        }
    }
}

#[test]
fn leaves_that_nothing_happened_to_are_shared_with_the_run() {
    let (rows, homes, mut leaves) = example(3);
    let before = leaves.clone();
    let document = homes.iter().position(|&home| home == Some(TopicId(1))).unwrap();
    let moved = Moved { document: DocId(document as u32), from: Some(TopicId(1)), to: Some(TopicId(2)) };
    leaves.follow(&[], &rows);
    assert!(all_topics().take(N_CLUSTERS).all(|id| !leaves.is_changed(id)));
    leaves.follow(&[moved], &rows);
    let changed: Vec<u32> = (0..N_CLUSTERS as u32).filter(|&id| leaves.is_changed(TopicId(id))).collect();
    assert_eq!(changed, [1, 2]);
    for id in [0, 3, 4].map(TopicId) {
        assert!(Arc::ptr_eq(leaves.leaf(id), before.leaf(id)));
        assert!(Arc::ptr_eq(&leaves.sum_of(&[id]), before.leaf(id)));
    }
}

#[test]
fn a_topic_that_there_never_was_is_empty() {
    let (.., leaves) = example(4);
    let far = TopicId(100);
    assert_eq!(**leaves.leaf(far), Profile::default());
    assert_eq!([leaves.dot(far, TopicId(0)), leaves.dot(TopicId(0), far), leaves.dot(far, far)].to_vec(), [0.0; 3]);
}

#[test]
fn dots_with_clusters_are_those_with_what_the_run_left() {
    let (rows, mut homes, mut leaves) = example(5);
    let before = leaves.clone();
    let moved = random_moves(&mut Random::new(6), &mut homes, 60);
    leaves.follow(&moved, &rows);
    for leaf in all_topics().filter(|&id| leaves.is_changed(id)) {
        for cluster in (0..N_CLUSTERS as u32).map(ClusterId) {
            let profile = before.leaf(TopicId(cluster.0));
            let terms = &leaves.leaf(leaf).terms;
            let by_hand: f64 = terms.iter().map(|sum| sum.weight * profile.sum(sum.term).weight).sum();
            let found = leaves.dot_with_cluster(leaf, cluster);
            assert!((found - by_hand).abs() < 1e-9, "{leaf} {cluster:?}: {found} {by_hand}");
        }
    }
}

#[test]
fn what_a_set_tells_of_its_moves_is_enough_to_follow_it() {
    let rows = random_rows(16, 20, 8);
    let mut set = topics(5);
    let profiles = Arc::new(profiles_from_scratch(&rows, set.homes(), N_CLUSTERS));
    let mut leaves = LeafProfiles::new(profiles);
    let mut change = Change::default();
    for command in [split(0, &[&[0], &[1]]), move_to(1, &[15, 2, 6]), move_to(5, &[2, 15]), split(1, &[&[3]])] {
        set.swap_noting(set.plan(&command).unwrap(), &mut change);
    }
    leaves.follow(&change.moved, &rows);
    assert_eq!(set.n_ids(), N_TOPICS);
    assert_from_scratch(&leaves, &rows, set.homes());
}

#[test]
fn weights_count_as_the_nearest_multiple_of_a_step() {
    let step = WEIGHT_STEP;
    assert!((step * 2.0_f64.powi(32) - 1.0).abs() < f64::EPSILON);
    // Columns: a weight below half a step, one that lies between two steps, one above 2⁻⁸, and the rest.
    let rows = unit_rows(4, &[&[(0, 1e-10), (1, 1e-5), (2, 0.01), (3, 1.0)], &[(2, 0.6), (3, 0.8)]]);
    let homes = [Some(TopicId(0)); 2];
    let profiles = profiles_from_scratch(&rows, &homes, 1);
    let sums = |term: u32| profiles.clusters[0].sum(TermId(term));
    let weights = |row: usize| rows.row(row).weights.iter().map(|&weight| f64::from(weight)).collect::<Vec<_>>();
    let (first, second) = (weights(0), weights(1));

    assert_eq!((sums(0).n_documents, sums(1).n_documents, sums(3).n_documents), (1, 1, 2));
    assert!(sums(0).weight.abs() < f64::MIN_POSITIVE, "less than half a step counts as nothing");
    assert!((sums(1).weight - first[1]).abs() <= step / 2.0);
    assert!((sums(1).weight / step).fract().abs() < f64::MIN_POSITIVE, "a whole number of steps");
    // Above 2⁻⁸ a step is finer than the f32 itself: nothing is rounded.
    assert_eq!(vec![sums(2).weight, sums(3).weight], [first[2] + second[0], first[3] + second[1]]);
}

#[test]
fn an_empty_topic_is_like_nothing() {
    let rows = random_rows(10, 12, 9);
    let mut set = topics(3);
    let profiles = Arc::new(profiles_from_scratch(&rows, set.homes(), 3));
    let mut leaves = LeafProfiles::new(profiles);
    let mut change = Change::default();
    set.swap_noting(set.plan(&move_to(0, &[3, 4, 5])).unwrap(), &mut change);
    leaves.follow(&change.moved, &rows);
    assert_eq!(**leaves.leaf(TopicId(1)), Profile::default());
    let similarities = Similarities::new(Measure::Cosine, open(&set), &set, &leaves);
    let empty = TopicId(1);
    for other in [0, 2].map(TopicId) {
        assert_eq!(similarities.between(empty, other), Some(0.0));
        assert_eq!(similarities.between(other, empty), Some(0.0));
    }
    assert_eq!(similarities.between(empty, empty), Some(1.0));
    assert!(similarities.between(TopicId(0), TopicId(2)).unwrap() > 0.0);
}

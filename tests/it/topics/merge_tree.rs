//! The merge tree as scipy builds it, groups that nest, the reference's greedy grouping, and weakest links.

use mungchi::topics::merge_tree::{Apart, GroupingRule, Linkage, MergeTree, greedy_groups, weakest_link};
use mungchi::topics::similarity::Similarities;
use mungchi::topics::{Command, Pair, TopicId, TopicSet};
use proptest::prelude::*;
use serde::Deserialize;

use super::{ids, merge, pair, perform, topics};
use crate::fixtures::{any_similarities, fixed_cases, similarities};

#[derive(Deserialize)]
struct Oracle {
    distance: Vec<Vec<f32>>,
    methods: Methods,
    average_groups: Vec<Cut>,
}

#[derive(Deserialize)]
struct Methods {
    average: Steps,
    single: Steps,
    complete: Steps,
}

#[derive(Deserialize)]
struct Steps {
    heights: Vec<f64>,
    merges: Vec<[Vec<usize>; 2]>,
}

#[derive(Deserialize)]
struct Cut {
    threshold: f64,
    groups: Vec<Vec<usize>>,
}

fn oracle() -> (Oracle, Similarities) {
    let oracle: Oracle = serde_json::from_str(include_str!("../oracle/linkage.json")).unwrap();
    let values = oracle.distance.iter().flatten().map(|distance| 1.0_f32 - distance).collect();
    let similarities = similarities(oracle.distance.len(), values);
    (oracle, similarities)
}

#[test]
fn joins_are_those_of_scipy() {
    let (oracle, similarities) = oracle();
    let Methods { average, single, complete } = oracle.methods;
    for (linkage, expected) in [(Linkage::Average, average), (Linkage::Single, single), (Linkage::Complete, complete)] {
        let tree = MergeTree::new(&similarities, linkage);
        let mut members: Vec<Vec<usize>> = (0..tree.n_leaves()).map(|leaf| vec![leaf]).collect();
        assert_eq!(tree.joins.len(), expected.heights.len());
        for ((join, height), merged) in tree.joins.iter().zip(&expected.heights).zip(&expected.merges) {
            assert!((1.0 - join.similarity - height).abs() < 1e-6, "{linkage:?}: {join:?} {height}");
            let mut joined = join.children.map(|node| members[node].clone());
            joined.sort_unstable();
            assert_eq!(joined, *merged, "{linkage:?}");
            let mut together = joined.concat();
            together.sort_unstable();
            members.push(together);
        }
    }
}

#[test]
fn groups_at_a_threshold_are_those_of_scipy() {
    let (oracle, similarities) = oracle();
    let tree = MergeTree::new(&similarities, Linkage::Average);
    for Cut { threshold, groups } in oracle.average_groups {
        assert_eq!(tree.n_left_at(1.0 - threshold), groups.len(), "distance {threshold}");
        let merged: Vec<Vec<usize>> = groups.into_iter().filter(|members| members.len() > 1).collect();
        assert_eq!(tree.groups_above(1.0 - threshold), merged, "distance {threshold}");
    }
}

#[test]
fn no_topic_and_one_topic_have_a_tree_without_joins() {
    for n in [0, 1] {
        let tree = MergeTree::new(&similarities(n, vec![1.0; n]), Linkage::Average);
        assert_eq!((tree.n_leaves(), tree.joins.len(), tree.n_left_at(0.0)), (n, 0, n));
        assert!(tree.groups_above(0.0).is_empty());
    }
}

proptest! {
    #![proptest_config(fixed_cases(128))]

    #[test]
    fn groups_nest_as_the_threshold_falls(
        similarities in any_similarities(),
        high in 0.0..1.0,
        low in 0.0..1.0,
        linkage in prop::sample::select(vec![Linkage::Average, Linkage::Single, Linkage::Complete]),
    ) {
        let (low, high) = if low < high { (low, high) } else { (high, low) };
        let tree = MergeTree::new(&similarities, linkage);
        prop_assert!(tree.joins.is_sorted_by(|a, b| a.similarity >= b.similarity));
        let wide = tree.groups_above(low);
        let narrow = tree.groups_above(high);
        for group in &narrow {
            let holding = wide.iter().filter(|wide| group.iter().all(|leaf| wide.contains(leaf))).count();
            prop_assert_eq!(holding, 1);
        }
        for (threshold, groups) in [(low, &wide), (high, &narrow)] {
            let n_absorbed: usize = groups.iter().map(|group| group.len() - 1).sum();
            prop_assert_eq!(tree.n_left_at(threshold), similarities.len() - n_absorbed);
        }
    }
}

/// Topics 0 and 1 are alike, and so are 2 and 3; topic 3 is also close to 0.
fn four() -> Similarities {
    #[rustfmt::skip]
    let values = vec![
        1.0, 0.9, 0.2, 0.8,
        0.9, 1.0, 0.3, 0.2,
        0.2, 0.3, 1.0, 0.85,
        0.8, 0.2, 0.85, 1.0,
    ];
    similarities(4, values)
}

/// A chain: 0 is like 1, and 1 like 2.
fn chain() -> Similarities {
    similarities(3, vec![1.0, 0.6, 0.1, 0.6, 1.0, 0.6, 0.1, 0.6, 1.0])
}

#[test]
fn greedy_grouping_joins_the_group_most_similar_on_average() {
    assert_eq!(greedy_groups(&four(), &Apart::default(), &[10, 9, 8, 7], 0.5), [[0, 1], [2, 3]]);
    assert_eq!(greedy_groups(&four(), &Apart::default(), &[7, 8, 9, 10], 0.5), [[0, 1], [2, 3]]);
    assert_eq!(greedy_groups(&four(), &Apart::default(), &[10, 9, 8, 7], 0.88), [[0, 1]]);
    assert_eq!(greedy_groups(&four(), &Apart::default(), &[10, 9, 8, 7], 0.0), [[0, 1, 2, 3]]);
}

#[test]
fn greedy_grouping_depends_on_sizes() {
    assert_eq!(greedy_groups(&chain(), &Apart::default(), &[3, 2, 1], 0.5), [[0, 1]]);
    assert_eq!(greedy_groups(&chain(), &Apart::default(), &[1, 2, 3], 0.5), [[1, 2]]);
}

#[test]
fn the_weakest_link_is_the_least_similar_pair() {
    assert_eq!(weakest_link(&chain(), &[0, 1, 2]), Some((0, 2, 0.1)));
    assert_eq!(weakest_link(&chain(), &[1, 2]), Some((1, 2, 0.6)));
    assert_eq!(weakest_link(&chain(), &[1]), None);
}

#[test]
fn each_rule_groups_by_its_own_tree() {
    let cut = |rule: GroupingRule, threshold| rule.groups_above(&chain(), &[3, 2, 1], threshold);
    assert_eq!(cut(GroupingRule::Single, 0.5), [[0, 1, 2]]);
    assert_eq!(cut(GroupingRule::Average, 0.5).concat().len(), 2);
    assert_eq!(cut(GroupingRule::Average, 0.3), [[0, 1, 2]]);
    assert_eq!(cut(GroupingRule::Complete, 0.3).concat().len(), 2);
    assert_eq!(cut(GroupingRule::Complete, 0.1 - 1e-6), [[0, 1, 2]]);
    assert_eq!(cut(GroupingRule::Greedy, 0.5), [[0, 1]]);
}

/// As many topics as there are similarities, with some pairs marked as different and some topics locked.
fn kept_apart(n: usize, marks: &[(usize, usize)], locks: &[usize]) -> TopicSet {
    let mut set = TopicSet::new(n, &[]);
    let id = |place: usize| TopicId((place % n) as u32);
    let commands = marks.iter().filter_map(|&(a, b)| Pair::new(id(a), id(b))).map(Command::MarkDifferent);
    for command in commands.chain(locks.iter().map(|&place| Command::Lock(vec![id(place)]))) {
        // A mark or a lock that is there already is refused.
        if let Ok(patch) = set.plan(&command) {
            set.swap(patch);
        }
    }
    set
}

proptest! {
    #![proptest_config(fixed_cases(256))]

    #[test]
    fn marked_pairs_and_locked_topics_join_at_no_threshold(
        similarities in any_similarities(),
        marks in prop::collection::vec((0_usize..12, 0_usize..12), 0..12),
        locks in prop::collection::vec(0_usize..12, 0..3),
        linkage in prop::sample::select(vec![Linkage::Average, Linkage::Complete]),
    ) {
        let set = kept_apart(similarities.len(), &marks, &locks);
        let is_locked = |place: &usize| set.get(similarities.topics[*place]).unwrap().locked;
        let tree = MergeTree::respecting(&Apart::new(&set, &similarities), &similarities, linkage);
        prop_assert_eq!(tree.n_leaves(), similarities.len());
        prop_assert_eq!(tree.joins.len(), similarities.len() - 1);
        prop_assert!(tree.joins.is_sorted_by(|a, b| a.similarity >= b.similarity));
        let thresholds = tree.joins.iter().map(|join| join.similarity).filter(|&similarity| similarity >= 0.0);
        for threshold in thresholds.chain([0.0, 0.5, 1.0]) {
            for group in tree.groups_above(threshold) {
                prop_assert!(!group.iter().any(is_locked), "{group:?} at {threshold}");
                for pair in set.different() {
                    let holds = |id: TopicId| group.contains(&id.index());
                    prop_assert!(!(holds(pair.low()) && holds(pair.high())), "{group:?} at {threshold}: {pair:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_kept_apart_joins_as_ever(
        similarities in any_similarities(),
        linkage in prop::sample::select(vec![Linkage::Average, Linkage::Single, Linkage::Complete]),
    ) {
        let set = kept_apart(similarities.len(), &[], &[]);
        let tree = MergeTree::respecting(&Apart::new(&set, &similarities), &similarities, linkage);
        prop_assert_eq!(tree, MergeTree::new(&similarities, linkage));
    }
}

#[test]
fn a_mark_of_what_was_merged_keeps_the_merged_topic_apart() {
    let mut set = topics(4);
    perform(&mut set, &Command::MarkDifferent(pair(0, 1)));
    perform(&mut set, &merge(2, &[0]));
    // Open are the topics 1, 2 and 3; 1 and 2 are the most similar.
    let values = vec![1.0, 0.9, 0.5, 0.9, 1.0, 0.4, 0.5, 0.4, 1.0];
    let similarities = Similarities::from_values(ids(&[1, 2, 3]), values);
    let tree = MergeTree::respecting(&Apart::new(&set, &similarities), &similarities, Linkage::Average);
    assert_eq!(tree.groups_above(0.0), [[0, 2]]);
    assert_eq!(MergeTree::new(&similarities, Linkage::Average).groups_above(0.6), [[0, 1]]);
}

#[test]
fn a_mark_with_a_topic_in_the_trash_bars_nothing() {
    let mut set = topics(3);
    perform(&mut set, &Command::MarkDifferent(pair(0, 1)));
    perform(&mut set, &Command::Trash(ids(&[0])));
    let similarities = Similarities::from_values(ids(&[1, 2]), vec![1.0, 0.9, 0.9, 1.0]);
    let tree = MergeTree::respecting(&Apart::new(&set, &similarities), &similarities, Linkage::Average);
    assert_eq!(tree, MergeTree::new(&similarities, Linkage::Average));
}

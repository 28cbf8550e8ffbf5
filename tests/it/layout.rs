//! Positions in the plane as scikit-learn computes them, and the order of the heatmap.

use mungchi::corpus::vocabulary::TermId;
use mungchi::layout::axes::Axes;
use mungchi::layout::order::leaf_order;
use mungchi::layout::pca::{Projection, align, project};
use mungchi::topics::merge_tree::{Linkage, MergeTree};
use mungchi::topics::profile::{Profile, TermSum};
use proptest::prelude::*;
use serde::Deserialize;

use crate::fixtures::{any_similarities, fixed_cases, similarities};

#[derive(Deserialize)]
struct Oracle {
    vectors: Vec<Vec<f64>>,
    coordinates: Vec<[f64; 2]>,
    explained_variance_ratio: [f64; 2],
}

/// All dot products of some vectors.
fn gram(vectors: &[Vec<f64>]) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    vectors.iter().flat_map(|a| vectors.iter().map(move |b| dot(a, b))).collect()
}

#[test]
fn coordinates_are_those_of_scikit_learn_up_to_mirroring() {
    let oracle: Oracle = serde_json::from_str(include_str!("oracle/pca.json")).unwrap();
    let projection = project(&gram(&oracle.vectors), oracle.vectors.len());
    assert_eq!(projection.points.len(), oracle.coordinates.len());
    for axis in 0..2 {
        let farthest = |points: &[[f64; 2]]| {
            points.iter().map(|point| point[axis]).max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap()
        };
        let mirror = farthest(&oracle.coordinates).signum();
        for (found, expected) in projection.points.iter().zip(&oracle.coordinates) {
            assert!((found[axis] - mirror * expected[axis]).abs() < 1e-6, "axis {axis}: {found:?} {expected:?}");
        }
        // The sign is fixed: the farthest point lies on the positive side.
        assert!(farthest(&projection.points) > 0.0, "axis {axis}");
        let share = projection.variance_shares[axis];
        assert!((share - oracle.explained_variance_ratio[axis]).abs() < 1e-6, "axis {axis}: {share}");
    }
}

#[test]
fn no_point_one_point_and_two_points_have_a_plane() {
    assert_eq!(project(&[], 0), Projection::default());
    assert_eq!(project(&[1.0], 1), Projection { points: vec![[0.0; 2]], variance_shares: [0.0; 2] });
    // Two unit vectors with a cosine of 1/2 are 1 apart.
    let Projection { points, variance_shares } = project(&[1.0, 0.5, 0.5, 1.0], 2);
    assert!((points[0][0] + points[1][0]).abs() < 1e-12);
    assert!(((points[0][0] - points[1][0]).abs() - 1.0).abs() < 1e-12);
    assert!(points.iter().all(|point| point[1].abs() < 1e-6));
    assert!((variance_shares[0] - 1.0).abs() < 1e-12 && variance_shares[1].abs() < 1e-12);
}

#[test]
fn identical_points_stay_at_the_middle() {
    for n in [2, 3, 50] {
        let projection = project(&vec![1.0; n * n], n);
        assert_eq!(projection, Projection { points: vec![[0.0; 2]; n], variance_shares: [0.0; 2] });
    }
}

#[test]
fn a_map_drawn_anew_does_not_flip() {
    let mut projection = Projection { points: vec![[1.0, 2.0], [-1.0, -2.0]], variance_shares: [0.7, 0.3] };
    align(&mut projection, &[[-0.9, 1.9], [0.8, -2.1]]);
    assert_eq!(projection.points, [[-1.0, 2.0], [1.0, -2.0]]);
}

#[test]
fn the_order_of_few_leaves_is_their_own() {
    for n in [0, 1] {
        let similarities = similarities(n, vec![1.0; n]);
        let order = leaf_order(&MergeTree::new(&similarities, Linkage::Average), &similarities);
        assert_eq!(order, (0..n).collect::<Vec<_>>());
    }
}

#[test]
fn joins_are_turned_so_that_similar_ends_meet() {
    // 0 and 1 join, then 2 and 3, then both pairs; 1 and 3 are the most similar ends.
    #[rustfmt::skip]
    let values = vec![
        1.0, 0.9, 0.1, 0.1,
        0.9, 1.0, 0.1, 0.4,
        0.1, 0.1, 1.0, 0.8,
        0.1, 0.4, 0.8, 1.0,
    ];
    let similarities = similarities(4, values);
    let order = leaf_order(&MergeTree::new(&similarities, Linkage::Average), &similarities);
    assert!(order == [0, 1, 3, 2] || order == [2, 3, 1, 0], "{order:?}");
}

proptest! {
    #![proptest_config(fixed_cases(128))]

    #[test]
    fn groups_are_blocks_of_the_heatmap_at_every_threshold(
        similarities in any_similarities(),
        linkage in prop::sample::select(vec![Linkage::Average, Linkage::Single, Linkage::Complete]),
    ) {
        let tree = MergeTree::new(&similarities, linkage);
        let order = leaf_order(&tree, &similarities);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        prop_assert!(sorted.into_iter().eq(0..similarities.len()), "no permutation: {order:?}");
        for join in &tree.joins {
            for group in tree.groups_above(join.similarity) {
                let place = |leaf: &usize| order.iter().position(|other| other == leaf).unwrap();
                let mut places: Vec<usize> = group.iter().map(place).collect();
                places.sort_unstable();
                let width = places[places.len() - 1] - places[0] + 1;
                prop_assert_eq!(width, group.len(), "{:?} in {:?}", group, order);
            }
        }
    }
}

#[test]
fn axes_put_a_vector_where_its_dot_products_do() {
    let vectors = [[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.0, 0.6, 0.8], [0.0, 0.0, 1.0]].map(|vector| vector.to_vec());
    let dots = gram(&vectors);
    let projection = project(&dots, 4);
    // As sums of documents, of which the length does not count.
    let profile = |(place, vector): (usize, &Vec<f64>)| {
        let scale = 1.0 + place as f64;
        let sum = |(term, weight): (usize, &f64)| TermSum {
            term: TermId(term as u32),
            weight: weight * scale,
            n_documents: 1,
        };
        let terms = vector.iter().enumerate().filter(|(_, weight)| **weight > 0.0).map(sum).collect();
        Profile { n_documents: 1, terms, total_weight: scale, length: scale }
    };
    let profiles: Vec<Profile> = vectors.iter().enumerate().map(profile).collect();
    let axes = Axes::new(&profiles.iter().collect::<Vec<_>>(), &projection.points, &()).unwrap();
    let mean_dots: Vec<f64> = dots.chunks(4).map(|row| row.iter().sum::<f64>() / 4.0).collect();
    for document in [[1.0_f32, 0.0, 0.0], [0.0, 0.6, 0.8], [0.48, 0.6, 0.64]] {
        let products: Vec<f64> =
            vectors.iter().map(|vector| vector.iter().zip(document).map(|(a, b)| a * f64::from(b)).sum()).collect();
        let expected = projection.place(&products, &mean_dots);
        let found = axes.place(document.iter().enumerate().map(|(term, &weight)| (term as u32, weight)));
        for axis in 0..2 {
            assert!((found[axis] - expected[axis]).abs() < 1e-9, "{found:?} {expected:?}");
        }
    }
}

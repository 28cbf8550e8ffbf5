//! Positions in the plane, those of PCA as scikit-learn computes them, and the order of the heatmap.

use std::f64::consts::LN_2;

use mungchi::corpus::vocabulary::TermId;
use mungchi::layout::axes::Axes;
use mungchi::layout::distances::{cosines, jensen_shannon};
use mungchi::layout::map_layout::{Fidelity, MapLayout, ProjectionKind, lay_out};
use mungchi::layout::order::{leaf_order, steady_order};
use mungchi::layout::pca::{Projection, align, project};
use mungchi::layout::spread::spread;
use mungchi::progress::{Cancelled, Monitor, Progress};
use mungchi::topics::merge_tree::{Linkage, MergeTree};
use mungchi::topics::profile::{ClusterProfiles, Profile, TermSum};
use proptest::prelude::*;
use serde::Deserialize;

use crate::fixtures::{any_similarities, fixed_cases, on_threads, params, random_rows, run, similarities};

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

const KINDS: [ProjectionKind; 4] =
    [ProjectionKind::Pca, ProjectionKind::Hellinger, ProjectionKind::JensenShannon, ProjectionKind::Tsne];

/// A topic with a weight for each term; 0 for a term that it does not hold.
fn profile(weights: &[f64]) -> Profile {
    let held = weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
    let sum = |(term, &weight): (usize, &f64)| TermSum { term: TermId(term as u32), weight, n_documents: 1 };
    Profile {
        n_documents: 1,
        terms: held.map(sum).collect(),
        total_weight: weights.iter().sum(),
        length: weights.iter().map(|weight| weight * weight).sum::<f64>().sqrt(),
    }
}

/// Jensen–Shannon divergence of two vectors of weights, term by term.
fn divergence(a: &[f64], b: &[f64]) -> f64 {
    let [total_a, total_b] = [a, b].map(|weights| weights.iter().sum::<f64>());
    let half = |own: f64, mean: f64| if own > 0.0 { 0.5 * own * (own / mean).ln() } else { 0.0 };
    let shares = a.iter().zip(b).map(|(a, b)| (a / total_a, b / total_b));
    shares.map(|(p, q)| half(p, f64::midpoint(p, q)) + half(q, f64::midpoint(p, q))).sum()
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn lay_out_all(kind: ProjectionKind, topics: &[Profile]) -> MapLayout {
    lay_out(kind, &topics.iter().collect::<Vec<_>>(), &()).unwrap()
}

#[test]
fn three_topics_without_common_terms_are_an_equilateral_triangle() {
    let topics = [&[1.0, 2.0, 0.0, 0.0, 0.0], &[0.0, 0.0, 5.0, 0.0, 0.0], &[0.0, 0.0, 0.0, 0.5, 0.25]];
    let topics = topics.map(|weights| profile(weights));
    let sides = [
        (ProjectionKind::JensenShannon, LN_2.sqrt()),
        (ProjectionKind::Hellinger, 2.0_f64.sqrt()),
        (ProjectionKind::Pca, 2.0_f64.sqrt()),
    ];
    for (kind, side) in sides {
        let MapLayout { points, fidelity, .. } = lay_out_all(kind, &topics);
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let found = distance(points[a], points[b]);
            assert!((found - side).abs() < 1e-9, "{kind:?}: {found} for {side}");
        }
        let Fidelity::VarianceShares(shares) = fidelity else { panic!("{fidelity:?}") };
        assert!(shares.iter().all(|share| (share - 0.5).abs() < 1e-9), "{kind:?}: {shares:?}");
    }
}

#[test]
fn jensen_shannon_distances_are_those_of_the_formula() {
    let weights = [[1.0, 2.0, 0.0, 3.0], [2.0, 0.5, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0], [3.0, 6.0, 0.0, 9.0], [0.1; 4]];
    let topics = weights.map(|weights| profile(&weights));
    let found = jensen_shannon(&topics.iter().collect::<Vec<_>>(), &()).unwrap();
    for (place, found) in found.iter().enumerate() {
        let expected = divergence(&weights[place / 5], &weights[place % 5]);
        assert!((found - expected).abs() < 1e-14, "pair {place}: {found} {expected}");
    }
    // Three points lie in a plane, so the map shows their distances as they are.
    let points = lay_out_all(ProjectionKind::JensenShannon, &topics[..3]).points;
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let expected = divergence(&weights[a], &weights[b]).sqrt();
        assert!((distance(points[a], points[b]) - expected).abs() < 1e-9, "{a} {b}");
    }
}

#[test]
fn cosines_for_the_map_are_those_of_the_run_bit_for_bit() {
    let rows = random_rows(300, 40, 5);
    let profiles = ClusterProfiles::new(&rows, &run(&rows, &params(12)).clustering, &()).unwrap();
    let topics: Vec<&Profile> = profiles.clusters.iter().map(AsRef::as_ref).collect();
    assert_eq!(cosines(&topics, &()).unwrap(), profiles.cosines());
}

#[test]
fn topics_lie_the_same_on_any_number_of_threads() {
    let rows = random_rows(300, 40, 6);
    let profiles = ClusterProfiles::new(&rows, &run(&rows, &params(15)).clustering, &()).unwrap();
    let topics: Vec<&Profile> = profiles.clusters.iter().map(AsRef::as_ref).collect();
    for kind in KINDS {
        let [one, two] = [1, 2].map(|n_threads| on_threads(n_threads, || lay_out(kind, &topics, &()).unwrap()));
        assert_eq!(one, two);
        assert_eq!(one.points.len(), topics.len());
        let is_stress = matches!(one.fidelity, Fidelity::Stress(stress) if (0.0..1.0).contains(&stress));
        assert_eq!(is_stress, kind == ProjectionKind::Tsne, "{:?}", one.fidelity);
    }
}

#[test]
fn few_topics_and_topics_without_documents_have_a_finite_place() {
    let full = [profile(&[1.0, 2.0, 0.0]), profile(&[0.0, 1.0, 1.0]), profile(&[4.0, 0.0, 1.0])];
    for kind in KINDS {
        assert_eq!(lay_out_all(kind, &[]).points, Vec::<[f64; 2]>::new());
        for n_full in 0..=3 {
            for n_empty in 0..=3 {
                let topics = [&full[..n_full], &vec![Profile::default(); n_empty]].concat();
                let MapLayout { points, fidelity, .. } = lay_out_all(kind, &topics);
                assert_eq!(points.len(), topics.len());
                assert!(points.iter().flatten().all(|value| value.is_finite()), "{kind:?}: {points:?}");
                let numbers = match fidelity {
                    Fidelity::VarianceShares(shares) => shares,
                    Fidelity::Stress(stress) => [stress; 2],
                };
                assert!(numbers.iter().all(|number| (0.0..=1.0 + 1e-9).contains(number)), "{kind:?}: {fidelity:?}");
            }
        }
    }
}

struct CancelsAtOnce;

impl Monitor for CancelsAtOnce {
    fn report(&self, _: Progress) {}

    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn layouts_can_be_cancelled() {
    let topics = [profile(&[1.0, 2.0]), profile(&[2.0, 1.0])];
    for kind in KINDS {
        assert_eq!(lay_out(kind, &topics.iter().collect::<Vec<_>>(), &CancelsAtOnce), Err(Cancelled));
    }
    assert_eq!(spread(&[[0.0; 2]; 2], &[1.0; 2], &CancelsAtOnce), Err(Cancelled));
}

proptest! {
    #![proptest_config(fixed_cases(64))]

    #[test]
    fn spread_circles_overlap_by_no_more_than_a_hundredth(
        circles in prop::collection::vec(((-1.0..1.0, -1.0..1.0), 0.0..0.5), 0..30),
    ) {
        let points: Vec<[f64; 2]> = circles.iter().map(|&((x, y), _)| [x, y]).collect();
        let radii: Vec<f64> = circles.iter().map(|&(_, radius)| radius).collect();
        let places = spread(&points, &radii, &()).unwrap();
        for a in 0..places.len() {
            for b in 0..a {
                let (found, least) = (distance(places[a], places[b]), 0.99 * (radii[a] + radii[b]));
                prop_assert!(found >= least, "{} and {}: {} below {}", a, b, found, least);
            }
        }
    }
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
        is_steady in any::<bool>(),
    ) {
        let tree = MergeTree::new(&similarities, linkage);
        let places: Vec<Option<usize>> = (0..similarities.len()).map(|leaf| (leaf % 3 > 0).then_some(leaf)).collect();
        let order =
            if is_steady { steady_order(&tree, &places) } else { leaf_order(&tree, &similarities) };
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

//! Dense rows take the same road: what the definition says, at every iteration, in every way; corners as for sparse rows.

use std::sync::atomic::{AtomicBool, Ordering};

use mungchi::cluster::{
    ClusterId, Clustered, DenseCentroids, DenseRows, Instructions, Method, Options, Params, Snapshot, Stop, cluster,
    cluster_with,
};
use mungchi::progress::{Cancelled, Monitor, Progress};
use proptest::prelude::*;

use super::assert_objective_never_falls;
use crate::fixtures::{SEEDINGS, fixed_cases, on_threads, params};

/// `n_rows` rows around some directions: values of both signs, some rows doubled, every ninth of zeros.
fn random_rows(n_rows: usize, n_cols: usize, seed: u64) -> DenseRows {
    let mut state = seed;
    let mut unit = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1 << 24) as f32 - 0.5
    };
    let directions: Vec<f32> = (0..7 * n_cols).map(|_| unit()).collect();
    let mut values: Vec<f32> = Vec::new();
    for row in 0..n_rows {
        if row % 11 == 5 {
            values.extend_from_within((row - 3) * n_cols..(row - 2) * n_cols);
        } else if row % 9 == 4 {
            values.resize(values.len() + n_cols, 0.0);
        } else {
            let direction = &directions[row % 7 * n_cols..][..n_cols];
            values.extend(direction.iter().map(|value| value + unit()));
        }
    }
    DenseRows::new(n_cols, &values).unwrap()
}

fn run(rows: &DenseRows, params: &Params) -> Clustered<DenseRows> {
    cluster(rows, &params.check(rows).unwrap(), &()).unwrap()
}

fn bits_of(row: &[f32]) -> Vec<u32> {
    row.iter().map(|value| value.to_bits()).collect()
}

fn bits(centroids: &DenseCentroids) -> Vec<Vec<u32>> {
    centroids.rows().map(bits_of).collect()
}

/// The cosine in `f64`, in one sum.
fn cosine_by_hand(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

/// What holds of every result, however the run ended.
#[track_caller]
fn assert_consistent(rows: &DenseRows, clustered: &Clustered<DenseRows>) {
    let Clustered { clustering, centroids } = clustered;
    assert_eq!(centroids.n_rows(), clustering.n_clusters());
    assert_eq!(clustering.labels.len(), rows.n_rows());
    let mut sizes = vec![0; clustering.n_clusters()];
    for (row, label) in clustering.labels.iter().enumerate() {
        assert_eq!(label.is_none(), rows.row(row).iter().all(|&value| value == 0.0), "row {row}");
        let Some(cluster) = label else { continue };
        sizes[cluster.index()] += 1;
        let own = cosine_by_hand(rows.row(row), centroids.row(cluster.index()));
        for other in centroids.rows() {
            assert!(cosine_by_hand(rows.row(row), other) <= own + 1e-12, "row {row}");
        }
    }
    assert_eq!(clustering.sizes, sizes);
    assert!(sizes.iter().all(|&size| size > 0), "{sizes:?}");
}

/// The labels and the bits of the centroids after each iteration, and the result.
type History = (Vec<(Vec<u32>, Vec<Vec<u32>>)>, Clustered<DenseRows>);

fn history(rows: &DenseRows, params: &Params, options: Options) -> History {
    let mut steps = Vec::new();
    let mut watch = |snapshot: &Snapshot<'_, DenseRows>| {
        steps.push((snapshot.labels.to_vec(), bits(snapshot.centroids)));
    };
    let clustered = cluster_with(rows, &params.check(rows).unwrap(), options, &(), &mut watch).unwrap();
    (steps, clustered)
}

#[track_caller]
fn assert_all_ways_agree(rows: &DenseRows, params: &Params) {
    let reference = Options { method: Method::Reference, ..Options::default() };
    let (expected, by_definition) = history(rows, params, reference);
    assert_consistent(rows, &by_definition);
    let objectives: Vec<f64> = by_definition.clustering.iterations.iter().map(|it| it.objective).collect();
    assert!(objectives.windows(2).all(|pair| pair[1] >= pair[0] - 1e-9), "{objectives:?}");
    let mut number = 0;
    for instructions in Instructions::available() {
        for moved_only in [true, false] {
            for chunk_documents in [1024, 7] {
                let options = Options { instructions, moved_only, chunk_documents, ..Options::default() };
                let n_threads = [1, 2, 7][number % 3];
                number += 1;
                let (found, clustered) = on_threads(n_threads, || history(rows, params, options));
                assert_eq!(found.len(), expected.len(), "{options:?}");
                for (iteration, (found, expected)) in found.iter().zip(&expected).enumerate() {
                    assert!(found == expected, "iteration {}, {n_threads} threads, {options:?}", iteration + 1);
                }
                assert_eq!(clustered.clustering, by_definition.clustering, "{options:?}");
                assert_eq!(bits(&clustered.centroids), bits(&by_definition.centroids));
            }
        }
    }
}

#[test]
fn every_way_gives_the_labels_of_the_definition_at_every_iteration() {
    let rows = random_rows(500, 37, 11);
    for n_clusters in [1, 2, 16, 17, 33, 49, 63, 64, 65, 200] {
        assert_all_ways_agree(&rows, &Params { max_iterations: 8, ..params(n_clusters) });
    }
}

#[test]
fn every_way_agrees_for_every_seeding_and_width() {
    for n_cols in [1, 2, 16, 17, 31, 100] {
        for seeding in SEEDINGS {
            let params = Params { seeding, seed: 3, max_iterations: 20, ..params(9) };
            assert_all_ways_agree(&random_rows(150, n_cols, 12), &params);
        }
    }
}

#[test]
fn ties_go_to_the_lowest_centroid_in_every_way() {
    // Few columns of -1, 0 and 1: many rows are equal, many are opposite and many lie in the middle between others.
    for (n_rows, n_cols, n_clusters) in [(300, 3, 20), (200, 2, 8), (120, 4, 70)] {
        let values: Vec<f32> = (0..n_rows * n_cols).map(|place| (place * place / 7 % 3) as f32 - 1.0).collect();
        let rows = DenseRows::new(n_cols, &values).unwrap();
        for seeding in SEEDINGS {
            assert_all_ways_agree(&rows, &Params { seeding, ..params(n_clusters) });
        }
    }
}

#[test]
fn near_ties_are_judged_beyond_single_precision() {
    // Rows that differ in the last bit of some value only.
    let n_cols = 24;
    let mut values = Vec::new();
    for row in 0..200_usize {
        for column in 0..n_cols {
            let value = 1.0_f32 + (column as f32) * 0.25;
            let last_bit = u32::from(row * 31 % n_cols == column) + u32::from(row % 5 == column);
            values.push(f32::from_bits(value.to_bits() + last_bit) * if column % 2 == 0 { 1.0 } else { -1.0 });
        }
    }
    let rows = DenseRows::new(n_cols, &values).unwrap();
    for seed in 0..3 {
        assert_all_ways_agree(&rows, &Params { seed, max_iterations: 10, ..params(6) });
    }
}

#[test]
fn equal_rows_make_one_cluster_and_as_many_clusters_as_rows_leave_each_alone() {
    let equal = DenseRows::new(2, &[3.0, -4.0].repeat(6)).unwrap();
    // Its own scaled copies and opposites are other rows only if their directions are.
    let alone: Vec<f32> =
        (0..12).flat_map(|row| [(f64::from(row) * 0.5).cos() as f32, (f64::from(row) * 0.5).sin() as f32]).collect();
    let alone = DenseRows::new(2, &alone).unwrap();
    for seeding in SEEDINGS {
        let clustering = run(&equal, &Params { seeding, ..params(4) }).clustering;
        assert_eq!((&clustering.sizes[..], clustering.reduced_from), (&[6][..], Some(4)));
        let clustered = run(&alone, &Params { seeding, ..params(12) });
        assert_eq!(clustered.clustering.sizes, [1; 12]);
        assert!((clustered.clustering.objective - 1.0).abs() < 1e-6);
        assert_eq!(clustered.clustering.stop, Stop::Converged);
        assert_consistent(&alone, &clustered);
    }
}

#[test]
fn opposite_rows_may_leave_a_centroid_without_direction() {
    let rows = DenseRows::new(2, &[1.0, 0.0, -1.0, 0.0]).unwrap();
    assert_all_ways_agree(&rows, &params(1));
    let Clustered { clustering, centroids } = run(&rows, &params(1));
    assert_eq!((&clustering.sizes[..], clustering.objective), (&[2][..], 0.0));
    assert_eq!(centroids.row(0), [0.0, 0.0]);
}

#[test]
fn rows_of_zeros_stay_unassigned() {
    let rows = DenseRows::new(2, &[1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0]).unwrap();
    let clustering = run(&rows, &params(2)).clustering;
    assert_eq!((clustering.labels[1], clustering.labels[3], clustering.n_unassigned()), (None, None, 2));
    assert_eq!(clustering.sizes, [1, 1]);
    assert_eq!(clustering.labels[0].max(clustering.labels[2]), Some(ClusterId(1)));
    let nothing = DenseRows::new(2, &[0.0; 6]).unwrap();
    assert_eq!(
        params(2).check(&nothing).unwrap_err().to_string(),
        "None of the 3 documents has a vector other than zeros: cluster by words"
    );
}

#[test]
fn directions_are_found_again() {
    let rows = random_rows(700, 40, 5);
    for seeding in SEEDINGS {
        let clustering = run(&rows, &Params { seeding, seed: 1, ..params(14) }).clustering;
        // Row and direction go in step; rows that are copies belong to another.
        let mut of_direction = vec![[0_u32; 7]; clustering.n_clusters()];
        for (row, label) in clustering.labels.iter().enumerate().filter(|(row, _)| row % 11 != 5) {
            if let Some(cluster) = label {
                of_direction[cluster.index()][row % 7] += 1;
            }
        }
        let pure: u32 = of_direction.iter().filter_map(|counts| counts.iter().max()).sum();
        let all: u32 = of_direction.iter().flatten().sum();
        assert!(f64::from(pure) / f64::from(all) > 0.95, "{seeding:?}: {pure} of {all}");
    }
}

#[test]
fn a_cancelled_run_gives_its_last_complete_iteration() {
    struct Cancelling<'a>(&'a AtomicBool);
    impl Monitor for Cancelling<'_> {
        fn report(&self, _: Progress) {}

        fn is_cancelled(&self) -> bool {
            self.0.load(Ordering::Relaxed)
        }
    }
    let rows = random_rows(400, 20, 6);
    let checked = params(12).check(&rows).unwrap();
    let stop = AtomicBool::new(false);
    let mut watch = |snapshot: &Snapshot<'_, DenseRows>| {
        stop.store(snapshot.iteration.number == 2, Ordering::Relaxed);
    };
    let clustered = cluster_with(&rows, &checked, Options::default(), &Cancelling(&stop), &mut watch).unwrap();
    assert_eq!((clustered.clustering.stop, clustered.clustering.iterations.len()), (Stop::Cancelled, 2));
    assert_consistent(&rows, &clustered);
    stop.store(true, Ordering::Relaxed);
    assert_eq!(cluster(&rows, &checked, &Cancelling(&stop)).unwrap_err(), Cancelled);
}

proptest! {
    #![proptest_config(fixed_cases(64))]

    #[test]
    fn the_objective_never_falls(
        n_rows in 5_usize..120,
        n_cols in 1_usize..40,
        n_clusters in 1_usize..20,
        max_iterations in 1_usize..12,
        seeding in 0_usize..3,
        seed in 0_u64..1000,
    ) {
        let rows = random_rows(n_rows, n_cols, seed);
        let params = Params { seeding: SEEDINGS[seeding], seed, max_iterations, ..params(n_clusters) };
        let clustered = run(&rows, &params);
        assert_consistent(&rows, &clustered);
        let clustering = clustered.clustering;
        assert_objective_never_falls(&clustering);
        prop_assert!((-1e-6..=1.0 + 1e-6).contains(&clustering.objective));
    }
}

//! Every way to the nearest centroids gives what the definition says, at every iteration: instructions, filters, lists.

use mungchi::cluster::{Clustered, Instructions, KeptSums, Method, Options, Params, Update, UseOfLists, cluster_with};
use mungchi::matrix::UnitRows;

use super::assert_consistent;
use crate::fixtures::{Bits, SEEDINGS, bits, on_threads, params, random_rows, unit_rows};

/// The centroids after each iteration, bit for bit, and the result. Labels of an iteration determine its centroids.
fn history(rows: &UnitRows, params: &Params, options: Options) -> (Vec<Vec<Bits>>, Clustered) {
    let mut centroids = Vec::new();
    let mut watch = |snapshot: &mungchi::cluster::Snapshot<'_>| {
        centroids.push(bits(snapshot.centroids.rows()));
    };
    let clustered = cluster_with(rows, &params.check(rows).unwrap(), options, &(), &mut watch).unwrap();
    (centroids, clustered)
}

/// All ways of the tiled method on this machine.
fn ways() -> Vec<Options> {
    let mut ways = Vec::new();
    for instructions in Instructions::available() {
        let filters = [
            (Update::Moves, true, true, UseOfLists::Never),
            (Update::Moves, false, true, UseOfLists::Never),
            (Update::Moves, true, false, UseOfLists::Never),
            (Update::Changed, true, true, UseOfLists::Never),
            (Update::All, true, true, UseOfLists::Never),
            (Update::Moves, true, true, UseOfLists::Always),
            (Update::Moves, true, false, UseOfLists::Always),
            (Update::Moves, false, false, UseOfLists::Always),
        ];
        for (update, moved_only, bounds, lists) in filters {
            // Room for all terms, for a few, and for one.
            for tile_bytes in [usize::MAX, 10_000, 0] {
                // With chunks of 5 there are more documents than are listed at once.
                for (chunk_documents, few, kept_sums) in
                    [(1024, 0, KeptSums::Worthwhile), (5, 0, KeptSums::WithinMemory), (100, 64, KeptSums::Worthwhile)]
                {
                    let of_tiles = Options { few, tile_bytes, chunk_documents, kept_sums, ..Options::default() };
                    ways.push(Options { instructions, update, moved_only, bounds, lists, ..of_tiles });
                }
            }
        }
    }
    ways
}

#[track_caller]
fn assert_all_ways_agree(rows: &UnitRows, params: &Params) {
    let reference = Options { method: Method::Reference, ..Options::default() };
    let (expected, by_definition) = history(rows, params, reference);
    assert_consistent(rows, &by_definition);
    let objectives: Vec<f64> = by_definition.clustering.iterations.iter().map(|it| it.objective).collect();
    assert!(objectives.windows(2).all(|pair| pair[1] >= pair[0] - 1e-9), "{objectives:?}");
    for (number, options) in ways().into_iter().enumerate() {
        let n_threads = [1, 2, 7][number % 3];
        let (found, clustered) = on_threads(n_threads, || history(rows, params, options));
        assert_eq!(found.len(), expected.len(), "{options:?}");
        for (iteration, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert!(found == expected, "iteration {}, {n_threads} threads, {options:?}", iteration + 1);
        }
        assert_eq!(clustered.clustering, by_definition.clustering, "{options:?}");
    }
}

#[test]
fn every_way_gives_the_labels_of_the_definition_at_every_iteration() {
    let rows = random_rows(700, 90, 11);
    for n_clusters in [1, 2, 63, 64, 65, 500] {
        assert_all_ways_agree(&rows, &Params { max_iterations: 12, ..params(n_clusters) });
    }
}

#[test]
fn with_many_clusters_labels_do_not_depend_on_whether_lists_are_chosen() {
    // As many and as long documents as it takes for lists to be worth while at first.
    let row = |row: u32| -> Vec<(u32, f64)> {
        (0..60).map(|number| (number * 50 + (row * 7 + number * row) % 50, f64::from(1 + (row + number) % 5))).collect()
    };
    let all: Vec<Vec<(u32, f64)>> = (0..1300).map(row).collect();
    let rows = unit_rows(3000, &all.iter().map(Vec::as_slice).collect::<Vec<_>>());
    // The second run takes over the tables of the first.
    let params = Params { max_iterations: 3, restarts: 2, ..params(1100) };
    let with = |lists| history(&rows, &params, Options { lists, ..Options::default() });
    let (expected, tiled) = with(UseOfLists::Never);
    assert_consistent(&rows, &tiled);
    for lists in [UseOfLists::Cheaper, UseOfLists::Always] {
        let (found, listed) = with(lists);
        assert!(found == expected, "{lists:?}");
        assert_eq!(listed.clustering, tiled.clustering, "{lists:?}");
    }
}

#[test]
fn every_way_agrees_for_every_seeding_and_in_a_second_run() {
    let rows = random_rows(300, 40, 12);
    for seeding in SEEDINGS {
        assert_all_ways_agree(&rows, &Params { seeding, seed: 3, restarts: 2, ..params(20) });
    }
}

#[test]
fn ties_go_to_the_lowest_centroid_in_every_way() {
    // Few terms and weights of 1 to 3: many documents are equal, and many lie in the middle between others.
    for (n_rows, n_cols, n_clusters) in [(400, 4, 30), (200, 2, 9), (90, 3, 90)] {
        let rows = random_rows(n_rows, n_cols, 13);
        for seeding in SEEDINGS {
            assert_all_ways_agree(&rows, &Params { seeding, ..params(n_clusters) });
        }
    }
}

#[test]
fn equal_one_term_and_unrelated_documents_are_judged_alike_in_every_way() {
    let equal = unit_rows(3, &[&[(0, 1.0), (2, 2.0)][..]; 30]);
    assert_all_ways_agree(&equal, &params(5));
    // No document shares a term with one of another number, and most seeds share none with a document.
    let alone: Vec<[(u32, f64); 1]> = (0..80).map(|row| [(row % 40, 1.0)]).collect();
    let alone: Vec<&[(u32, f64)]> = alone.iter().map(<[_; 1]>::as_slice).collect();
    assert_all_ways_agree(&unit_rows(40, &alone), &params(7));
    // One term in every document.
    let common: Vec<[(u32, f64); 2]> = (0..90).map(|row| [(0, 1.0), (1 + row % 30, 2.0)]).collect();
    let common: Vec<&[(u32, f64)]> = common.iter().map(<[_; 2]>::as_slice).collect();
    assert_all_ways_agree(&unit_rows(31, &common), &params(11));
}

#[test]
fn long_documents_are_judged_alike_in_every_way() {
    // More terms than one sum in 16 bits takes, in weights that differ by far.
    let weight =
        |row: usize, term: usize| 1.0 + (row * 7 + term * 13) as f64 % 31.0 + if term == row % 9 { 400.0 } else { 0.0 };
    let row = |row: usize| -> Vec<(u32, f64)> {
        let terms = (0..600).filter(|term| (row * 31 + term * 17) % 5 < 1 + row % 4);
        terms.map(|term| (term as u32, weight(row, term))).collect()
    };
    let rows: Vec<Vec<(u32, f64)>> = (0..120).map(row).collect();
    let rows: Vec<&[(u32, f64)]> = rows.iter().map(Vec::as_slice).collect();
    assert_all_ways_agree(&unit_rows(600, &rows), &params(24));
}

#[test]
fn weights_too_small_for_products_in_single_precision_still_count() {
    let tiny = |term: u32, other: u32| [(term, 1.0), (other, 1e-25)];
    let rows: Vec<[(u32, f64); 2]> = (0..60).map(|row| tiny(row % 6, 6 + row % 5)).collect();
    let rows: Vec<&[(u32, f64)]> = rows.iter().map(<[_; 2]>::as_slice).collect();
    for seed in 0..5 {
        assert_all_ways_agree(&unit_rows(11, &rows), &Params { seed, ..params(4) });
    }
}

#[test]
fn the_straightforward_way_finds_much_the_same() {
    let rows = random_rows(500, 200, 14);
    let params = Params { max_iterations: 1, ..params(20) };
    let simple = Options { method: Method::Straightforward, ..Options::default() };
    let [simple, tiled] = [simple, Options::default()].map(|options| history(&rows, &params, options).1.clustering);
    assert!((simple.objective - tiled.objective).abs() < 0.01, "{} and {}", simple.objective, tiled.objective);
}

#[test]
fn repair_that_is_done_twice_does_not_pass_for_the_nearest_centroid() {
    // Rows that differ in the last bits of some weights only: centroids fall together, and repair acts in each iteration.
    let weights: Vec<Vec<(u32, f64)>> = (0..200_usize)
        .map(|row| {
            let weight = |column: usize| {
                let last_bits = u32::from(row * 31 % 24 == column) + u32::from(row % 5 == column);
                f32::from_bits((1.0 + column as f32 * 0.25).to_bits() + last_bits)
            };
            (0..24).map(|column| (column as u32, f64::from(weight(column)))).collect()
        })
        .collect();
    let rows: Vec<&[(u32, f64)]> = weights.iter().map(Vec::as_slice).collect();
    let rows = unit_rows(24, &rows);
    for seed in 0..3 {
        assert_all_ways_agree(&rows, &Params { seed, max_iterations: 10, ..params(6) });
    }
}

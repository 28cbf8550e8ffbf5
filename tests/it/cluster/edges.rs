//! The corners: one cluster, as many as documents, more than that, equal and empty documents, impossible parameters.

use std::sync::Arc;

use mungchi::analysis::{Basis, RunParams, analyse};
use mungchi::cluster::{ClusterId, Params, Stop, default_n_clusters};
use mungchi::corpus::vectorizer::VectorizeParams;

use super::assert_consistent;
use crate::fixtures::{SEEDINGS, all_terms, length, lines_corpus, params, random_rows, run, unit_rows};

#[test]
fn one_cluster_takes_every_document() {
    let rows = random_rows(50, 20, 1);
    let n_assigned = rows.rows().filter(|row| !row.is_empty()).count();
    let mut sum = vec![0.0; 20];
    for (term, weight) in rows.rows().flat_map(|row| row.terms.iter().zip(row.weights)) {
        sum[*term as usize] += f64::from(*weight);
    }
    for seeding in SEEDINGS {
        let clustered = run(&rows, &Params { seeding, ..params(1) });
        assert_eq!(clustered.clustering.sizes, [n_assigned as u32]);
        assert!((clustered.clustering.objective - length(&sum) / n_assigned as f64).abs() < 1e-9);
        assert_consistent(&rows, &clustered);
    }
}

#[test]
fn as_many_clusters_as_documents_leave_each_alone() {
    let weights: Vec<[(u32, f64); 2]> = (0..12).map(|row| [(row, 2.0), (row + 1, 1.0)]).collect();
    let rows: Vec<&[(u32, f64)]> = weights.iter().map(<[_; 2]>::as_slice).collect();
    let rows = unit_rows(13, &rows);
    for seeding in SEEDINGS {
        let clustered = run(&rows, &Params { seeding, ..params(12) });
        assert_consistent(&rows, &clustered);
        let clustering = clustered.clustering;
        assert_eq!(clustering.sizes, [1; 12]);
        assert!((clustering.objective - 1.0).abs() < 1e-6, "{}", clustering.objective);
        assert_eq!((clustering.stop, clustering.reduced_from), (Stop::Converged, None));
    }
}

#[test]
fn more_clusters_than_distinct_documents_are_reduced() {
    let [a, b, c] = [(0_u32, 1.0), (1, 1.0), (2, 1.0)].map(|weight| [weight]);
    let rows = unit_rows(3, &[&a, &a, &b, &b, &c]);
    for seeding in SEEDINGS {
        for seed in 0..10 {
            let clustered = run(&rows, &Params { seeding, seed, ..params(10) });
            assert_consistent(&rows, &clustered);
            let clustering = clustered.clustering;
            assert_eq!(clustering.reduced_from, Some(10));
            assert_eq!(clustering.n_clusters(), 3, "{seeding:?}, seed {seed}");
            assert!((clustering.objective - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn a_reduced_number_of_clusters_is_told() {
    let vectorized = Arc::new(all_terms(&lines_corpus("alpha\nalpha\nbeta\ngamma\nbeta")));
    let vectorize = VectorizeParams { min_df: 1, max_df: 1.0, ..VectorizeParams::default_for(&lines_corpus("")) };
    let params = RunParams { vectorize, cluster: params(10), basis: Basis::Words };
    let analysis = analyse(vectorized, None, &params, &(), &mut |_| {}).unwrap();
    assert_eq!(analysis.notices(), ["Only 3 documents differ from each other: 10 clusters were reduced to 3"]);
}

#[test]
fn equal_documents_make_one_cluster() {
    let rows = unit_rows(2, &[&[(0, 3.0), (1, 4.0)][..]; 6]);
    for seeding in SEEDINGS {
        let clustering = run(&rows, &Params { seeding, ..params(4) }).clustering;
        assert_eq!(clustering.sizes, [6]);
        assert_eq!(clustering.reduced_from, Some(4));
        assert!((clustering.objective - 1.0).abs() < 1e-6);
    }
}

#[test]
fn copies_share_a_cluster() {
    let once = random_rows(40, 30, 6);
    let weights: Vec<Vec<(u32, f64)>> =
        once.rows().map(|row| row.iter().map(|(term, weight)| (term, f64::from(weight))).collect()).collect();
    let twice: Vec<&[(u32, f64)]> = weights.iter().chain(&weights).map(Vec::as_slice).collect();
    let rows = unit_rows(30, &twice);
    for seeding in SEEDINGS {
        let clustered = run(&rows, &Params { seeding, ..params(7) });
        let labels = &clustered.clustering.labels;
        assert_eq!(labels[..40], labels[40..]);
        assert_consistent(&rows, &clustered);
    }
}

#[test]
fn documents_of_one_term_gather_by_it() {
    let row = |number: u32| [(number % 3, 1.0)];
    let weights: Vec<[(u32, f64); 1]> = (0..9).map(row).collect();
    let rows: Vec<&[(u32, f64)]> = weights.iter().map(<[_; 1]>::as_slice).collect();
    let clustering = run(&unit_rows(3, &rows), &params(3)).clustering;
    assert_eq!(clustering.sizes, [3; 3]);
    for (row, label) in clustering.labels.iter().enumerate() {
        assert_eq!(*label, clustering.labels[row % 3]);
    }
}

#[test]
fn empty_rows_stay_unassigned() {
    let rows = unit_rows(2, &[&[(0, 1.0)], &[], &[(1, 1.0)], &[]]);
    let clustering = run(&rows, &params(2)).clustering;
    assert_eq!(clustering.labels[1], None);
    assert_eq!(clustering.labels[3], None);
    assert_eq!(clustering.n_unassigned(), 2);
    assert_eq!(clustering.sizes, [1, 1]);
    assert!((clustering.objective - 1.0).abs() < 1e-12);
    assert_eq!(clustering.labels[0].max(clustering.labels[2]), Some(ClusterId(1)));
}

#[test]
fn impossible_parameters_are_refused_with_the_numbers() {
    let rows = unit_rows(2, &[&[(0, 1.0)], &[(1, 1.0)], &[]]);
    let refused = |params: Params| params.check(&rows).unwrap_err().to_string();
    assert_eq!(refused(params(0)), "Cannot make 0 clusters from 2 documents: choose at least 1");
    assert_eq!(refused(Params { max_iterations: 0, ..params(2) }), "Cannot cluster in 0 iterations: choose at least 1");
    assert_eq!(refused(Params { restarts: 0, ..params(2) }), "Cannot choose the best of 0 runs: choose at least 1");
    for (tolerance, shown) in [(1.0, "1"), (-0.25, "-0.25"), (f64::NAN, "NaN")] {
        assert_eq!(
            refused(Params { tolerance, ..params(2) }),
            format!("The tolerance is {shown}: choose a share of the documents from 0 to below 1")
        );
    }
    let nothing = unit_rows(2, &[&[], &[]]);
    assert_eq!(
        params(2).check(&nothing).unwrap_err().to_string(),
        "None of the 2 documents holds a term of the vocabulary: lower min df or raise max df"
    );
}

#[test]
fn more_clusters_than_can_be_compared_are_refused() {
    let rows = vec![&[(0, 1.0)][..]; 10_001];
    let refused = params(20_000).check(&unit_rows(1, &rows)).unwrap_err().to_string();
    let expected = "Cannot make 20000 clusters: the heatmap compares all pairs of them, choose at most 10000";
    assert_eq!(refused, expected);
}

#[test]
fn the_default_number_of_clusters_over_splits() {
    for (n_documents, expected) in [(0, 1), (1, 1), (2, 2), (100, 10), (63_000, 251), (4_000_000, 1000)] {
        assert_eq!(default_n_clusters(n_documents), expected, "{n_documents} documents");
    }
}

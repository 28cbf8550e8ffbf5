//! Spherical k-means: the same on any number of threads, labels that fit the centroids, and the corners of the parameters.

mod dense;
mod edges;
mod exactness;
mod kernels;

use mungchi::cluster::{ClusterId, Clustered, Clustering};
use mungchi::matrix::UnitRows;

use crate::fixtures::dense;

/// The cluster whose centroid is nearest to a row, one dot product at a time, ties to the lowest; `None` for an empty row.
fn nearest_by_hand(rows: &UnitRows, row: usize, centroids: &[Vec<f64>]) -> Option<ClusterId> {
    if rows.row(row).is_empty() {
        return None;
    }
    let mut nearest = (0, f64::NEG_INFINITY);
    for (cluster, centroid) in centroids.iter().enumerate() {
        let mut similarity = 0.0;
        for (term, weight) in rows.row(row).iter() {
            similarity += f64::from(weight) * centroid[term as usize];
        }
        if similarity > nearest.1 {
            nearest = (cluster as u32, similarity);
        }
    }
    Some(ClusterId(nearest.0))
}

/// What holds of every result, however the run ended.
#[track_caller]
fn assert_consistent(rows: &UnitRows, clustered: &Clustered) {
    let Clustered { clustering, centroids } = clustered;
    assert_eq!(centroids.n_rows(), clustering.n_clusters());
    assert_eq!(clustering.labels.len(), rows.n_rows());
    let centroids: Vec<Vec<f64>> = centroids.rows().map(|centroid| dense(centroid, rows.n_cols())).collect();
    let mut sizes = vec![0; clustering.n_clusters()];
    for (row, &label) in clustering.labels.iter().enumerate() {
        assert_eq!(label, nearest_by_hand(rows, row, &centroids), "row {row}");
        if let Some(cluster) = label {
            sizes[cluster.index()] += 1;
        }
    }
    assert_eq!(clustering.sizes, sizes);
    assert!(sizes.iter().all(|&size| size > 0), "{sizes:?}");
}

/// From iteration to iteration, and to the end of a run.
#[track_caller]
fn assert_objective_never_falls(clustering: &Clustering) {
    let steps = clustering.iterations.iter().map(|iteration| iteration.objective);
    let objectives: Vec<f64> = steps.chain([clustering.objective]).collect();
    assert!(objectives.windows(2).all(|pair| pair[1] >= pair[0] - 1e-6), "{objectives:?}");
}

/// Sums of the rows of each cluster.
fn sums_by_hand(rows: &UnitRows, clustering: &Clustering) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; rows.n_cols()]; clustering.n_clusters()];
    for (row, label) in clustering.labels.iter().enumerate() {
        let Some(cluster) = label else { continue };
        rows.row(row).iter().for_each(|(term, weight)| sums[cluster.index()][term as usize] += f64::from(weight));
    }
    sums
}

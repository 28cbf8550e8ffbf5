//! How much memory a run takes, told before it begins.

use super::centroid_tables::{MIN_LISTED, Tables};
use super::centroids::Centroids;
use super::dense::stride_of;
use super::few::FEW;
use super::lines::Line;
use super::options::Options;
use super::params::ValidParams;
use super::simd::LANES;
use super::sum::least_member_weights;
use super::terms::TermPlaces;
use crate::matrix::UnitRows;

/// Bytes that clustering takes at its peak beside the `rows` themselves: an estimate, above which measured peaks lay by a few
/// megabytes at most.
pub fn estimate_bytes(rows: &UnitRows, params: &ValidParams) -> u64 {
    let n_clusters = params.get().n_clusters;
    // At most all clusters hold a term, and at most as many as documents do.
    let mut frequencies = vec![0_u64; rows.n_cols()];
    rows.rows().for_each(|row| row.terms.iter().for_each(|&term| frequencies[term as usize] += 1));
    let n_weights = |term: usize| frequencies[term].min(n_clusters as u64);
    let all: u64 = (0..frequencies.len()).map(n_weights).sum();

    let places = TermPlaces::new(rows, rows.n_rows(), n_clusters, &Options::default());
    let cold: u64 = (0..frequencies.len()).filter(|&term| places.of(term as u32).is_err()).map(n_weights).sum();
    let tiled = if n_clusters <= FEW {
        few_bytes(rows.n_cols(), n_clusters)
    } else {
        bytes_in(&places, n_clusters) + cold * ENTRY_BYTES
    };
    // Lists of all centroids, and of those that moved.
    let listed = if n_clusters < MIN_LISTED { 0 } else { 3 * all / 2 * ENTRY_BYTES };
    let tables = tiled.max(listed);
    let least = least_member_weights(rows.nnz(), bytes_for_sums(rows, tables as usize));
    let in_sums = all.min((rows.nnz() as f64 / least) as u64);
    tables + (all + in_sums) * WEIGHT_BYTES + bytes_without_clusters(rows) as u64
}

/// How many bytes of sums a run may keep, so that these and what it takes whatever its clusters stay within a share of its
/// `rows` and of the tables that it compares them with. If rows are short or few, that may be none.
pub fn bytes_for_sums(rows: &UnitRows, table_bytes: usize) -> usize {
    let row_bytes = rows.nnz() * size_of::<(u32, f32)>() + rows.n_rows() * size_of::<usize>();
    let share = SHARE_FOR_REST * (row_bytes + table_bytes) as f64;
    (share as usize).saturating_sub(bytes_without_clusters(rows))
}

/// What a run takes, on as many threads as it has here, whatever its clusters.
fn bytes_without_clusters(rows: &UnitRows) -> usize {
    rows.n_rows() * DOCUMENT_BYTES + rayon::current_num_threads() * THREAD_BYTES
}

/// Bytes of the tables that a run compares `rows` with, beside its `centroids` themselves. `similarity`: of the documents to
/// their own centroids, on average; `n_moved`: centroids that moved last.
#[doc(hidden)]
pub fn table_bytes(rows: &UnitRows, centroids: &Centroids, similarity: f64, n_moved: usize) -> usize {
    let moved: Vec<u32> = (0..n_moved as u32).collect();
    let tables = Tables::new(rows, rows.n_rows(), centroids, Options::default());
    tables.replace(centroids, &[], false, similarity).replace(centroids, &moved, n_moved > 0, similarity).n_bytes()
}

/// Of a row of `f32` for each term.
fn few_bytes(n_terms: usize, n_clusters: usize) -> u64 {
    (n_terms * n_clusters * size_of::<f32>()) as u64
}

/// Of the tiles, where each term has its place.
fn bytes_in(places: &TermPlaces, n_clusters: usize) -> u64 {
    places.n_hot() as u64 * n_clusters.next_multiple_of(Line::N_BYTES) as u64
}

/// Bytes that clustering `n_documents` vectors of `n_cols` takes beside the vectors themselves.
pub fn estimate_dense_bytes(n_documents: usize, n_cols: usize, n_clusters: usize) -> u64 {
    let value_bytes = size_of::<f32>() as u64;
    let row_bytes = stride_of(n_cols) as u64 * value_bytes;
    let panels = n_clusters.next_multiple_of(LANES) as u64 * n_cols as u64 * value_bytes;
    // Rows of length 1, and centroids.
    (n_documents as u64 + n_clusters as u64) * row_bytes + panels + n_documents as u64 * DOCUMENT_BYTES as u64
}

/// A run may take this share of its rows and tables for all the rest.
const SHARE_FOR_REST: f64 = 0.5;

/// What is known of a document in a run: its row, its cluster now, before and in the best run so far, its similarity, standing
/// and bound, its places among members and among those who moved.
const DOCUMENT_BYTES: usize = 40;

/// What a thread takes for itself: about a megabyte of scratch, and what the allocator keeps between.
const THREAD_BYTES: usize = 2_500_000;

/// A column and a weight in a list.
const ENTRY_BYTES: u64 = 8;

/// Of a weight of a centroid with its term, and of the sum that it is made of; an eighth more, as these change in size.
const WEIGHT_BYTES: u64 = 9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_short_documents_and_of_few_have_no_memory() {
        let bytes = |n_rows: usize, n_terms: u32, table_bytes: usize| {
            let row: Vec<(u32, f64)> = (0..n_terms).map(|term| (term, 1.0)).collect();
            let rows = UnitRows::of(100, &vec![row.as_slice(); n_rows]).unwrap();
            rayon::ThreadPoolBuilder::new()
                .num_threads(1)
                .build()
                .unwrap()
                .install(|| bytes_for_sums(&rows, table_bytes))
        };
        assert_eq!((bytes(100_000, 2, 0), bytes(100, 100, 0)), (0, 0));
        // Half of 100,000 rows of 808 bytes; what is known of them and a thread take 6.5 MB.
        assert_eq!(bytes(100_000, 100, 0), 40_400_000 - 6_500_000);
        assert_eq!(bytes(100_000, 100, 2_000_000), 41_400_000 - 6_500_000);
    }
}

//! Whether a run fits into memory, told before it begins.

use sysinfo::{CGroupLimits, System};

use crate::analysis::RunParams;
use crate::cluster::{estimate_bytes, estimate_dense_bytes};
use crate::corpus::Vectors;
use crate::matrix::UnitRows;

/// A sentence if clustering the rows, or the vectors if a run goes by them, is likely to take more memory than is left beside
/// them.
pub fn warning(rows: &UnitRows, vectors: Option<&Vectors>, params: &RunParams) -> Option<String> {
    if let Some(vectors) = vectors {
        let n_clusters = params.cluster.n_clusters.min(rows.n_rows());
        let (wanted, available) = (estimate_dense_bytes(rows.n_rows(), vectors.n_cols, n_clusters), available_bytes()?);
        return (wanted > available).then(|| sentence(wanted, available, n_clusters, "cluster by words"));
    }
    let checked = params.cluster.check(rows).ok()?;
    let (wanted, available) = (estimate_bytes(rows, &checked), available_bytes()?);
    (wanted > available).then(|| sentence(wanted, available, checked.get().n_clusters, "a higher min df"))
}

fn sentence(wanted: u64, available: u64, n_clusters: usize, otherwise: &str) -> String {
    let [wanted, available] = [wanted, available].map(|bytes| bytes as f64 / 1e9);
    format!(
        "{n_clusters} clusters of this corpus take up to {wanted:.1} GB of memory, and {available:.1} GB are free: \
         choose fewer clusters or {otherwise}"
    )
}

/// Memory that could be had without swapping, where the system tells it.
fn available_bytes() -> Option<u64> {
    let mut system = System::new().ok()?;
    system.refresh_memory();
    let of_system = system.available_memory();
    // A container may have less than the machine. What it uses as a cache of files is given back when it is wanted.
    let of_container = |limits: CGroupLimits| limits.total_memory.saturating_sub(limits.rss);
    let available = system.cgroup_limits().map_or(of_system, |limits| of_container(limits).min(of_system));
    (available > 0).then_some(available)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_tells_its_available_memory() {
        let available = available_bytes().expect("this system tells it");
        assert!((1 << 20..1 << 50).contains(&available), "{available} bytes");
    }

    #[test]
    fn the_warning_tells_both_numbers() {
        let expected = "2000 clusters of this corpus take up to 12.3 GB of memory, and 8.0 GB are free: \
                        choose fewer clusters or a higher min df";
        assert_eq!(sentence(12_340_000_000, 8_000_000_000, 2000, "a higher min df"), expected);
    }
}

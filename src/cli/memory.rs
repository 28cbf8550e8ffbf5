//! Whether a run fits into memory, told before it begins.

use crate::analysis::RunParams;
use crate::cluster::{estimate_bytes, estimate_dense_bytes};
use crate::corpus::Vectors;
use crate::matrix::UnitRows;

/// A sentence if clustering the rows, or the vectors if a run goes by them, is likely to take more memory than there is.
pub fn warning(rows: &UnitRows, vectors: Option<&Vectors>, params: &RunParams) -> Option<String> {
    if let Some(vectors) = vectors {
        let n_clusters = params.cluster.n_clusters.min(rows.n_rows());
        // The vectors themselves are there already.
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
    let told = std::fs::read_to_string("/proc/meminfo").ok()?;
    available_in(&told)
}

fn available_in(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn available_memory_is_read_from_what_the_system_tells() {
        let told = "MemTotal:       16000 kB\nMemFree:         1000 kB\nMemAvailable:    8000 kB\n";
        assert_eq!(available_in(told), Some(8_192_000));
        assert_eq!(available_in("MemFree: 1 kB\n"), None);
    }

    #[test]
    fn the_warning_tells_both_numbers() {
        let expected = "2000 clusters of this corpus take up to 12.3 GB of memory, and 8.0 GB are free: \
                        choose fewer clusters or a higher min df";
        assert_eq!(sentence(12_340_000_000, 8_000_000_000, 2000, "a higher min df"), expected);
    }
}

//! The JSON of a run.

use serde::Serialize;

use super::Curated;
use super::terminal::Log;
use crate::analysis::Analysis;
use crate::cluster::Stop;
use crate::corpus::Corpus;
use crate::progress::{Iteration, StageKind};

/// What `cluster --json` prints. Scripts depend on the names: they are added to, not changed.
#[derive(Serialize)]
pub(super) struct Summary {
    documents: usize,
    unassigned: usize,
    terms: usize,
    nonzeros: usize,
    clusters: usize,
    topics: usize,
    objective: f64,
    iterations: Vec<IterationSummary>,
    converged: bool,
    seconds: Seconds,
    peak_rss_bytes: Option<u64>,
    warnings: Vec<String>,
    seed: u64,
    threads: usize,
    version: &'static str,
}

#[derive(Serialize)]
pub(super) struct IterationSummary {
    moved: usize,
    objective: f64,
    seconds: f64,
}

#[derive(Serialize)]
pub(super) struct Seconds {
    read: f64,
    vectorize: f64,
    seed: f64,
    iterate: f64,
    label: f64,
    layout: f64,
    save: f64,
    total: f64,
}

impl Summary {
    pub(super) fn new(corpus: &Corpus, analysis: &Analysis, curated: &Curated, log: &Log) -> Self {
        let clustering = &analysis.clustering;
        let summarised = |&(iteration, seconds): &(Iteration, f64)| IterationSummary {
            moved: iteration.moved,
            objective: iteration.objective,
            seconds,
        };
        let read_warnings = corpus.warnings.iter().map(ToString::to_string);
        Self {
            documents: corpus.documents.len(),
            unassigned: clustering.n_unassigned(),
            terms: analysis.vectorized.rows.n_cols(),
            nonzeros: analysis.vectorized.rows.nnz(),
            clusters: clustering.n_clusters(),
            topics: curated.topics.len(),
            objective: clustering.objective,
            iterations: log.iterations.iter().map(summarised).collect(),
            converged: clustering.stop == Stop::Converged,
            seconds: Seconds {
                read: log.seconds_in(&[StageKind::Read]),
                vectorize: log.seconds_in(&[StageKind::LearnWords, StageKind::CountTerms, StageKind::Weigh]),
                seed: log.seconds_in(&[StageKind::Seed]),
                iterate: log.seconds_in(&[StageKind::Iterate]),
                label: log.seconds_in(&[StageKind::Describe]),
                layout: log.seconds_in(&[StageKind::Layout]),
                save: log.seconds_in(&[StageKind::Save]),
                total: log.last_seconds,
            },
            peak_rss_bytes: peak_rss_bytes(),
            warnings: read_warnings.chain(analysis.notices()).collect(),
            seed: analysis.params.cluster.seed,
            threads: rayon::current_num_threads(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// The most memory that the process has held at once, where the system tells.
fn peak_rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

//! The JSON of a run.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Curated;
use super::reading_arguments::{DELIMITERS, FORMATS, UNITS};
use super::terminal::Log;
use super::values::name_of;
use crate::analysis::Analysis;
use crate::cluster::Stop;
use crate::corpus::provenance::FileRead;
use crate::corpus::{Columns, Corpus, WarningKind};
use crate::progress::{Iteration, StageKind};

/// What `cluster --json` prints. Scripts depend on the names: they are added to, not changed.
#[derive(Serialize)]
pub(super) struct Summary {
    documents: usize,
    unassigned: usize,
    terms: usize,
    nonzeros: usize,
    clusters: usize,
    /// What documents were clustered by: `words` or `vectors`.
    by: &'static str,
    /// Of the vectors that came with the corpus.
    vector_columns: Option<usize>,
    topics: usize,
    objective: f64,
    iterations: Vec<IterationSummary>,
    converged: bool,
    seconds: Seconds,
    peak_rss_bytes: Option<u64>,
    warnings: Vec<String>,
    /// Of the records that were read.
    warnings_by_kind: BTreeMap<&'static str, usize>,
    provenance: Provenance,
    seed: u64,
    threads: usize,
    version: &'static str,
}

/// How the corpus was read; choices by the names by which they are typed.
#[derive(Serialize)]
struct Provenance {
    files: Vec<FileSummary>,
    /// Columns or fields by the part that they play.
    columns: ColumnsSummary,
}

#[derive(Serialize)]
struct FileSummary {
    name: String,
    format: &'static str,
    encoding: Option<String>,
    delimiter: Option<&'static str>,
    header: Option<bool>,
    sheet: Option<String>,
    unit: Option<&'static str>,
    files: u64,
    bytes: u64,
    documents: u64,
}

#[derive(Serialize)]
struct ColumnsSummary {
    text: Vec<String>,
    title: Option<String>,
    label: Option<String>,
    id: Option<String>,
    date: Option<String>,
    kept: Vec<String>,
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
        let counted = |kind: WarningKind| corpus.warnings.iter().filter(|warning| warning.kind == kind).count();
        let read_warnings = corpus.warnings.iter().map(ToString::to_string);
        Self {
            documents: corpus.documents.len(),
            unassigned: clustering.n_unassigned(),
            terms: analysis.vectorized.rows.n_cols(),
            nonzeros: analysis.vectorized.rows.nnz(),
            clusters: clustering.n_clusters(),
            by: analysis.params.basis.name(),
            vector_columns: corpus.vectors.as_ref().map(|vectors| vectors.n_cols),
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
            warnings_by_kind: WarningKind::ALL.map(|kind| (kind.name(), counted(kind))).into(),
            provenance: Provenance::of(corpus),
            seed: analysis.params.cluster.seed,
            threads: rayon::current_num_threads(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

impl Provenance {
    fn of(corpus: &Corpus) -> Self {
        let Columns { text, title, label, id, date, more_text, .. } = corpus.columns.clone();
        Self {
            files: corpus.provenance.files.iter().map(FileSummary::of).collect(),
            columns: ColumnsSummary {
                text: text.into_iter().chain(more_text).collect(),
                title,
                label,
                id,
                date,
                kept: corpus.fields.iter().map(|field| field.name.clone()).collect(),
            },
        }
    }
}

impl FileSummary {
    fn of(file: &FileRead) -> Self {
        Self {
            name: file.name.clone(),
            format: name_of(FORMATS, &file.format),
            encoding: file.encoding.clone(),
            delimiter: file.delimiter.map(|delimiter| name_of(DELIMITERS, &delimiter)),
            header: file.has_header,
            sheet: file.sheets.as_ref().map(|(taken, _)| taken.clone()),
            unit: file.unit.map(|unit| name_of(UNITS, &unit)),
            files: file.n_files,
            bytes: file.n_bytes,
            documents: file.n_documents,
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

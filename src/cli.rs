//! The command line: arguments, and the runs that need no window.
//!
//! With `--json`, standard output is exactly one JSON object; progress and warnings go to standard error. Exit codes: 0
//! done, 1 failed, 2 bad usage.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;

use crate::analysis::{Analysis, RunParams, analyse, vectorize_corpus};
use crate::cluster::{Seeding, Stop};
use crate::corpus::vectorizer::Weighting;
use crate::corpus::{Corpus, ReadOptions, read, read_sample};
use crate::export::matrix::write_matrix;
use crate::progress::{Iteration, Monitor, Progress, StageKind};
use crate::topics::keywords::automatic_name;
use crate::topics::merge_tree::{Linkage, MergeTree, greedy_groups};
use crate::topics::profile::Profile;
use crate::topics::similarity::Similarities;
use crate::topics::{Command as TopicCommand, Group, Place, TopicId, TopicSet};

/// Explore document clusters by eye and gather them into topics.
#[derive(Debug, Parser)]
#[command(name = "mungchi", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// Corpus to open in the window: files, or a folder of text files
    pub inputs: Vec<PathBuf>,
    /// Open the sample corpus and cluster it
    #[arg(long, conflicts_with = "inputs")]
    pub sample: bool,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Cluster a corpus without a window
    Cluster(ClusterArguments),
    /// Write a corpus as a matrix for other tools
    Vectorize(VectorizeArguments),
}

#[derive(Debug, Args)]
pub struct ClusterArguments {
    #[command(flatten)]
    corpus: CorpusArguments,
    /// Number of clusters; by default the square root of the number of documents
    #[arg(long = "k", value_name = "N")]
    n_clusters: Option<usize>,
    /// Random seed
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Iterations at most
    #[arg(long, value_name = "N", default_value_t = crate::cluster::Params::DEFAULT_MAX_ITERATIONS)]
    max_iter: usize,
    /// Stop when at most this share of the documents moves
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    tolerance: f64,
    /// How the first centroids are chosen
    #[arg(long, value_enum, default_value_t = Init::SimilarCut)]
    init: Init,
    /// Merge what is at least this similar (cosine of centroids)
    #[arg(long, value_name = "SIMILARITY")]
    merge_above: Option<f64>,
    /// How alike two groups are, from how alike their members are
    #[arg(long, value_enum, default_value_t = GroupingRule::Average)]
    linkage: GroupingRule,
    /// Threads; by default all cores
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct VectorizeArguments {
    #[command(flatten)]
    corpus: CorpusArguments,
    /// Folder for matrix.mtx, vocabulary.txt and documents.csv
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Args)]
struct CorpusArguments {
    /// Files (CSV, TSV, JSON lines, text with one document a line, each also .gz; or one .mtx) or folders of text files
    #[arg(required_unless_present = "sample")]
    inputs: Vec<PathBuf>,
    /// Take the sample corpus
    #[arg(long, conflicts_with = "inputs")]
    sample: bool,
    /// Column or field with the text; by default the one with the longest text
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,
    /// Column with titles; their words count too
    #[arg(long, value_name = "NAME")]
    title_column: Option<String>,
    /// Column with given classes
    #[arg(long, value_name = "NAME")]
    label_column: Option<String>,
    /// Column with the documents' own names
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
    /// Documents that must hold a term; by default 5, in a corpus below 1,000 documents 2, in a matrix 1
    #[arg(long, value_name = "N")]
    min_df: Option<u32>,
    /// Share of the documents that may hold a term; by default 0.5, in a matrix 1
    #[arg(long, value_name = "SHARE")]
    max_df: Option<f64>,
    /// Weights of the terms; by default tf-idf, or none for a matrix that does not hold counts
    #[arg(long, value_enum)]
    weighting: Option<WeightingName>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Init {
    SimilarCut,
    #[value(name = "k-means++")]
    KMeansPlusPlus,
    Random,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum GroupingRule {
    Average,
    Single,
    Complete,
    /// The reference library's rule; groups depend on the order of sizes
    Greedy,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum WeightingName {
    TfIdf,
    None,
}

/// Carries out a verb; what it prints goes to standard output.
pub fn run(verb: &Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Cluster(arguments) => {
            let threads = arguments.threads.unwrap_or(0);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("Cannot start threads")?;
            pool.install(|| run_cluster(arguments))
        }
        Verb::Vectorize(arguments) => run_vectorize(arguments),
    }
}

fn run_vectorize(arguments: &VectorizeArguments) -> anyhow::Result<()> {
    let monitor = TerminalMonitor::new();
    let corpus = arguments.corpus.read(&monitor)?;
    let vectorized = vectorize_corpus(&corpus, &arguments.corpus.params(&corpus), &monitor)?;
    monitor.clear();
    write_matrix(&arguments.out, &corpus, &vectorized)?;
    let rows = &vectorized.rows;
    eprintln!(
        "{} documents, {} terms, {} weights written to {}",
        rows.n_rows(),
        rows.n_cols(),
        rows.nnz(),
        arguments.out.display()
    );
    Ok(())
}

fn run_cluster(arguments: &ClusterArguments) -> anyhow::Result<()> {
    if let Some(threshold) = arguments.merge_above {
        anyhow::ensure!(
            (0.0..=1.0).contains(&threshold),
            "Cannot merge above a similarity of {threshold}: choose a cosine from 0 to 1"
        );
    }
    let monitor = TerminalMonitor::new();
    let corpus = arguments.corpus.read(&monitor)?;
    let mut params = arguments.corpus.params(&corpus);
    arguments.refine(&mut params);
    let vectorized = vectorize_corpus(&corpus, &params, &monitor)?;
    let analysis = analyse(vectorized, &params, &monitor, &mut |_| {})?;
    let curated = Curated::new(&analysis, arguments)?;
    monitor.clear();
    if arguments.json {
        let summary = serde_json::to_string(&Summary::new(&corpus, &analysis, &curated, &monitor.log()))?;
        ignore_closed_pipe(writeln!(std::io::stdout(), "{summary}"))?;
    } else {
        analysis.notices().iter().for_each(|notice| eprintln!("Note: {notice}"));
        ignore_closed_pipe(print_table(&corpus, &analysis, &curated))?;
    }
    Ok(())
}

/// Who reads our output may have seen enough, as `head` does.
fn ignore_closed_pipe(written: std::io::Result<()>) -> std::io::Result<()> {
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

impl CorpusArguments {
    fn read(&self, monitor: &TerminalMonitor) -> anyhow::Result<Corpus> {
        let options = ReadOptions {
            text_column: self.text_column.clone(),
            title_column: self.title_column.clone(),
            label_column: self.label_column.clone(),
            id_column: self.id_column.clone(),
        };
        let corpus = if self.sample { read_sample(&options, monitor) } else { read(&self.inputs, &options, monitor) }?;
        monitor.clear();
        for warning in corpus.warnings.iter().take(MAX_WARNINGS_SHOWN) {
            eprintln!("Warning: {warning}");
        }
        if corpus.warnings.len() > MAX_WARNINGS_SHOWN {
            eprintln!(
                "… and {} more warnings (all of them are in the JSON)",
                corpus.warnings.len() - MAX_WARNINGS_SHOWN
            );
        }
        Ok(corpus)
    }

    fn params(&self, corpus: &Corpus) -> RunParams {
        let mut params = RunParams::default_for(corpus);
        let vectorize = &mut params.vectorize;
        vectorize.min_df = self.min_df.unwrap_or(vectorize.min_df);
        vectorize.max_df = self.max_df.unwrap_or(vectorize.max_df);
        vectorize.weighting = match self.weighting {
            Some(WeightingName::TfIdf) => Weighting::TfIdf,
            Some(WeightingName::None) => Weighting::None,
            None => vectorize.weighting,
        };
        params
    }
}

const MAX_WARNINGS_SHOWN: usize = 10;

impl ClusterArguments {
    fn refine(&self, params: &mut RunParams) {
        let cluster = &mut params.cluster;
        cluster.n_clusters = self.n_clusters.unwrap_or(cluster.n_clusters);
        cluster.seed = self.seed;
        cluster.max_iterations = self.max_iter;
        cluster.tolerance = self.tolerance;
        cluster.seeding = match self.init {
            Init::SimilarCut => Seeding::SimilarCut,
            Init::KMeansPlusPlus => Seeding::KMeansPlusPlus,
            Init::Random => Seeding::Random,
        };
    }
}

/// The topics after the merges that were asked for, the largest first.
struct Curated {
    topics: Vec<(TopicId, Profile)>,
}

impl Curated {
    fn new(analysis: &Analysis, arguments: &ClusterArguments) -> anyhow::Result<Self> {
        let profiles = &analysis.profiles;
        let mut set = TopicSet::new(profiles.n_clusters());
        if let Some(threshold) = arguments.merge_above {
            let similarities = Similarities::new(set.at(Place::Open).collect(), &set, profiles);
            let size = |id: TopicId| profiles.clusters[id.index()].n_documents;
            let tree_groups = |linkage| MergeTree::new(&similarities, linkage).groups_above(threshold);
            let groups = match arguments.linkage {
                GroupingRule::Average => tree_groups(Linkage::Average),
                GroupingRule::Single => tree_groups(Linkage::Single),
                GroupingRule::Complete => tree_groups(Linkage::Complete),
                GroupingRule::Greedy => greedy_groups(&similarities, &analysis.clustering.sizes, threshold),
            };
            let topics_of = |places: &Vec<usize>| places.iter().map(|&place| similarities.topics[place]).collect();
            let group = |members: Vec<TopicId>| Group::among(&members, &set, size);
            let groups: Vec<Group> = groups.iter().map(topics_of).filter_map(group).collect();
            if !groups.is_empty() {
                let patch = set.plan(&TopicCommand::MergeGroups { groups, above: threshold })?;
                set.swap(patch);
            }
        }
        let profile = |id: TopicId| {
            let clusters = set.clusters_of(id);
            let parts: Vec<&Profile> = clusters.iter().map(|cluster| &profiles.clusters[cluster.index()]).collect();
            (id, Profile::sum_of(&parts))
        };
        let mut topics: Vec<(TopicId, Profile)> = set.at(Place::Open).map(profile).collect();
        topics.sort_by_key(|(id, profile)| (std::cmp::Reverse(profile.n_documents), *id));
        Ok(Self { topics })
    }
}

fn print_table(corpus: &Corpus, analysis: &Analysis, curated: &Curated) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for (id, profile) in &curated.topics {
        let name = automatic_name(profile, &analysis.profiles.corpus, &analysis.vectorized.vocabulary);
        writeln!(out, "{:>6}  {:>8}  {:.3}  {name}", id.to_string(), profile.n_documents, profile.cohesion())?;
    }
    let clustering = &analysis.clustering;
    writeln!(
        out,
        "\ndocuments: {} (unassigned: {}), clusters: {}, topics: {}, mean cosine: {:.4}. Columns: topic, documents, cohesion, name",
        corpus.documents.len(),
        clustering.n_unassigned(),
        clustering.n_clusters(),
        curated.topics.len(),
        clustering.objective
    )
}

/// What `cluster --json` prints. Scripts depend on the names: they are added to, not changed.
#[derive(Serialize)]
struct Summary {
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
struct IterationSummary {
    moved: usize,
    objective: f64,
    seconds: f64,
}

#[derive(Serialize)]
struct Seconds {
    read: f64,
    vectorize: f64,
    seed: f64,
    iterate: f64,
    label: f64,
    layout: f64,
    total: f64,
}

impl Summary {
    fn new(corpus: &Corpus, analysis: &Analysis, curated: &Curated, log: &Log) -> Self {
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
                vectorize: log.seconds_in(&[StageKind::CountTerms, StageKind::Weigh]),
                seed: log.seconds_in(&[StageKind::Seed]),
                iterate: log.seconds_in(&[StageKind::Iterate]),
                label: log.seconds_in(&[StageKind::Describe]),
                layout: log.seconds_in(&[StageKind::Layout]),
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

/// Shows progress on standard error and remembers when each stage and iteration came.
struct TerminalMonitor {
    start: Instant,
    on_terminal: bool,
    log: Mutex<Log>,
}

#[derive(Clone, Default)]
struct Log {
    /// Seconds from the start at which each stage began.
    stages: Vec<(StageKind, f64)>,
    /// Each iteration with its seconds.
    iterations: Vec<(Iteration, f64)>,
    last_seconds: f64,
    last_shown: f64,
}

impl TerminalMonitor {
    fn new() -> Self {
        Self { start: Instant::now(), on_terminal: std::io::stderr().is_terminal(), log: Mutex::default() }
    }

    fn log(&self) -> Log {
        let mut log = self.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        log.last_seconds = self.start.elapsed().as_secs_f64();
        log
    }

    /// Removes the progress line.
    fn clear(&self) {
        if self.on_terminal {
            eprint!("\r\x1b[K");
        }
    }
}

impl Log {
    /// Seconds from the beginning of each of these stages to the beginning of the next.
    fn seconds_in(&self, kinds: &[StageKind]) -> f64 {
        let ends = self.stages.iter().skip(1).map(|&(_, start)| start).chain([self.last_seconds]);
        let stages = self.stages.iter().zip(ends).filter(|((kind, _), _)| kinds.contains(kind));
        stages.map(|((_, start), end)| end - start).sum()
    }
}

impl Monitor for TerminalMonitor {
    fn report(&self, progress: Progress) {
        let now = self.start.elapsed().as_secs_f64();
        let mut log = self.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match progress {
            Progress::Stage(stage) => {
                if log.stages.iter().all(|&(kind, _)| kind != stage.kind) {
                    log.stages.push((stage.kind, now));
                }
                if self.on_terminal && now - log.last_shown > 0.1 {
                    log.last_shown = now;
                    let percent = (stage.done * 100).checked_div(stage.total);
                    let percent = percent.map_or(String::new(), |percent| format!(" {percent} %"));
                    eprint!("\r\x1b[K{}{percent}", stage.kind.title());
                }
            }
            Progress::Iteration(iteration) => {
                let begun = log.stages.iter().find(|&&(kind, _)| kind == StageKind::Iterate).map_or(0.0, |&(_, at)| at);
                let spent: f64 = log.iterations.iter().map(|&(_, seconds)| seconds).sum();
                log.iterations.push((iteration, now - begun - spent));
                let Iteration { number, moved, objective } = iteration;
                if self.on_terminal {
                    eprint!("\r\x1b[K");
                }
                eprintln!("Iteration {number}: mean cosine {objective:.4}, {moved} documents moved");
            }
        }
    }
}

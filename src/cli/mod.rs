//! The command line: arguments, and the runs that need no window.
//!
//! With `--json`, standard output is exactly one JSON object; progress and warnings go to standard error. Exit codes: 0
//! done, 1 failed, 2 bad usage.

mod arguments;
mod corpus_arguments;
mod limit_arguments;
mod project;
mod reading_arguments;
mod summary;
mod terminal;
mod values;
mod word_arguments;

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use crate::analysis::{Analysis, analyse, vectorize_corpus};
use crate::corpus::Corpus;
use crate::corpus::vocabulary::TermSet;
use crate::export::matrix::write_matrix;
use crate::store::{NewProject, Save, create_project, open_store};
use crate::topics::keywords::automatic_name;
use crate::topics::leaves::LeafProfiles;
use crate::topics::profile::Profile;
use crate::topics::similarity::Similarities;
use crate::topics::{Change, Command as TopicCommand, Group, History, NewStep, Sentences, TopicId, TopicSet};
use crate::worker::{initial_topics, memory_warning, now_ms};
pub use arguments::{Arguments, Verb};
use arguments::{ClusterArguments, VectorizeArguments};
use summary::Summary;
use terminal::TerminalMonitor;

/// Carries out a verb; what it prints goes to standard output.
pub fn run(verb: &Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Cluster(arguments) => with_threads(arguments.corpus.threads, || run_cluster(arguments)),
        Verb::Vectorize(arguments) => with_threads(arguments.corpus.threads, || run_vectorize(arguments)),
        Verb::Export(arguments) => project::export(arguments),
        Verb::Info(arguments) => project::info(arguments),
        Verb::Replay(arguments) => project::replay(arguments),
    }
}

/// `None` takes all cores.
fn with_threads(n_threads: Option<usize>, run: impl FnOnce() -> anyhow::Result<()> + Send) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads.unwrap_or(0)).build();
    pool.context("Cannot start threads")?.install(run)
}

fn run_vectorize(arguments: &VectorizeArguments) -> anyhow::Result<()> {
    let monitor = TerminalMonitor::new();
    let (corpus, params) = arguments.corpus.read(&monitor)?;
    let vectorized = vectorize_corpus(&corpus, &params, &monitor)?;
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
    let monitor = TerminalMonitor::new();
    let (corpus, mut params) = arguments.corpus.read(&monitor)?;
    arguments.refine(&mut params);
    let vectors = params.vectors(&corpus)?;
    let vectorized = vectorize_corpus(&corpus, &params, &monitor)?;
    if let Some(warning) = memory_warning(&vectorized.rows, vectors, &params) {
        monitor.clear();
        eprintln!("Warning: {warning}");
    }
    let analysis = analyse(vectorized, vectors, &params, &monitor, &mut |_| {})?;
    let curated = Curated::new(&analysis, arguments)?;
    if let Some(path) = &arguments.out {
        save_new(path, &corpus, &analysis, &curated, arguments, &monitor)?;
    }
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

/// Keeps a run, and the merges that were asked for, in a new project file.
fn save_new(
    path: &Path,
    corpus: &Corpus,
    analysis: &Analysis,
    curated: &Curated,
    arguments: &ClusterArguments,
    monitor: &TerminalMonitor,
) -> anyhow::Result<()> {
    let source = arguments.corpus.inputs.iter().map(|input| input.display().to_string()).collect::<Vec<_>>().join(", ");
    let source = if source.is_empty() { "the sample".to_owned() } else { source };
    create_project(path, &NewProject { corpus, analysis, source: &source, replace: false }, monitor)?;
    let Some((change, step)) = &curated.merged else { return Ok(()) };
    let (store, _) = open_store(path, corpus.documents.len()).map_err(anyhow::Error::msg)?;
    store.save(Save::decision(&curated.set, &curated.history, change, Some(step.clone())));
    let state = store.close();
    if state.is_saved() {
        return Ok(());
    }
    let reason = state.failure.unwrap_or_else(|| "the writer has ended".to_owned());
    bail!("Cannot save the merges: {reason}: {}", path.display())
}

/// The topics after the merges that were asked for.
struct Curated {
    set: TopicSet,
    history: History,
    /// The step that merged, if something was merged.
    merged: Option<(Change, NewStep)>,
    /// The largest first.
    topics: Vec<(TopicId, Arc<Profile>)>,
}

impl Curated {
    fn new(analysis: &Analysis, arguments: &ClusterArguments) -> anyhow::Result<Self> {
        let mut set = initial_topics(analysis);
        let mut history = History::default();
        let leaves = LeafProfiles::new(Arc::clone(&analysis.profiles));
        let mut merged = None;
        if let Some(threshold) = arguments.merge_above {
            let measure = arguments.similarity.measure();
            let similarities = Similarities::new(measure, set.open().collect(), &set, &leaves);
            let size = |id: TopicId| leaves.leaf(id).n_documents;
            let rule = arguments.linkage.rule();
            let groups = rule.groups_above(&similarities, &analysis.clustering.sizes, threshold);
            let topics_of = |places: &Vec<usize>| places.iter().map(|&place| similarities.topics[place]).collect();
            let group = |members: Vec<TopicId>| Group::among(&members, &set, size);
            let groups: Vec<Group> = groups.iter().map(topics_of).filter_map(group).collect();
            if !groups.is_empty() {
                let command =
                    TopicCommand::MergeGroups { groups, above: threshold, rule, measure, exceptions: Vec::new() };
                let sentences = Sentences { topics: &set, name: &|id| format!("topic {id}"), n_documents: &size };
                let sentence = sentences.of(&command);
                merged = Some(history.perform(&mut set, command, sentence, now_ms())?);
            }
        }
        let profile = |id: TopicId| (id, leaves.sum_of(&set.leaves_of(id)));
        let mut topics: Vec<(TopicId, Arc<Profile>)> = set.open().map(profile).collect();
        topics.sort_by_key(|(id, profile)| (std::cmp::Reverse(profile.n_documents), *id));
        Ok(Self { set, history, merged, topics })
    }
}

fn print_table(corpus: &Corpus, analysis: &Analysis, curated: &Curated) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for (id, profile) in &curated.topics {
        let (corpus, vocabulary) = (&analysis.profiles.corpus, &analysis.vectorized.vocabulary);
        let name = match automatic_name(profile, corpus, &TermSet::default(), vocabulary) {
            // Documents that were clustered by vectors need not hold a word.
            name if name.is_empty() => format!("topic {id}"),
            name => name,
        };
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

//! The command line: arguments, and the runs that need no window.
//!
//! With `--json`, standard output is exactly one JSON object; progress and warnings go to standard error. Exit codes: 0
//! done, 1 failed, 2 bad usage.

mod arguments;
mod summary;
mod terminal;

use std::io::Write as _;
use std::sync::Arc;

use anyhow::Context as _;

use crate::analysis::{Analysis, analyse, vectorize_corpus};
use crate::corpus::Corpus;
use crate::export::matrix::write_matrix;
use crate::topics::keywords::automatic_name;
use crate::topics::merge_tree::{Linkage, MergeTree, greedy_groups};
use crate::topics::profile::Profile;
use crate::topics::similarity::Similarities;
use crate::topics::{Command as TopicCommand, Group, Place, TopicId, TopicSet};
pub use arguments::{Arguments, Verb};
use arguments::{ClusterArguments, GroupingRule, VectorizeArguments};
use summary::Summary;
use terminal::TerminalMonitor;

/// Carries out a verb; what it prints goes to standard output.
pub fn run(verb: &Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Cluster(arguments) => with_threads(arguments.corpus.threads, || run_cluster(arguments)),
        Verb::Vectorize(arguments) => with_threads(arguments.corpus.threads, || run_vectorize(arguments)),
    }
}

/// `None` takes all cores.
fn with_threads(n_threads: Option<usize>, run: impl FnOnce() -> anyhow::Result<()> + Send) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads.unwrap_or(0)).build();
    pool.context("Cannot start threads")?.install(run)
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

/// The topics after the merges that were asked for, the largest first.
struct Curated {
    topics: Vec<(TopicId, Arc<Profile>)>,
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
        let profile = |id: TopicId| (id, profiles.sum_of(&set.clusters_of(id)));
        let mut topics: Vec<(TopicId, Arc<Profile>)> = set.at(Place::Open).map(profile).collect();
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

//! What can be typed, and what it means for reading and running.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::terminal::TerminalMonitor;
use crate::analysis::RunParams;
use crate::cluster::{Params, Seeding};
use crate::corpus::Corpus;
use crate::corpus::provenance::{ReadOptions, Role, Roles};
use crate::corpus::vectorizer::Weighting;
use crate::import::{read, read_sample};
use crate::topics::merge_tree::GroupingRule;
use crate::topics::similarity::Measure;

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
    /// Write the topics of a project as tables and JSON
    Export(ExportArguments),
    /// Say what is in a project
    Info(InfoArguments),
    /// Do the decisions of a log again on another clustering
    Replay(ReplayArguments),
}

#[derive(Debug, Args)]
pub struct ExportArguments {
    /// Project file
    pub(super) project: PathBuf,
    /// Folder for documents.csv, topics.csv, keywords.csv and project.json
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub struct InfoArguments {
    /// Project file
    pub(super) project: PathBuf,
    /// Print one JSON object instead of lines
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub struct ReplayArguments {
    /// The decisions: a project.json that `export` wrote, or a project file
    pub(super) log: PathBuf,
    /// Project whose topics are decided about
    #[arg(long, value_name = "PROJECT")]
    pub(super) on: PathBuf,
    /// Print one JSON object instead of lines
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub struct ClusterArguments {
    #[command(flatten)]
    pub(super) corpus: CorpusArguments,
    /// Number of clusters; by default the square root of the number of documents
    #[arg(long = "k", value_name = "N", value_parser = at_least_1)]
    pub(super) n_clusters: Option<usize>,
    /// Random seed
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Iterations at most
    #[arg(long, value_name = "N", default_value_t = Params::DEFAULT_MAX_ITERATIONS, value_parser = at_least_1)]
    pub(super) max_iter: usize,
    /// Stop when at most this share of the documents moves
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub(super) tolerance: f64,
    /// How the first centroids are chosen
    #[arg(long, value_enum, default_value_t = Init::SimilarCut)]
    pub(super) init: Init,
    /// Merge what is at least this similar
    #[arg(long, value_name = "SIMILARITY", value_parser = share)]
    pub(super) merge_above: Option<f64>,
    /// What "similar" means
    #[arg(long, value_enum, default_value_t = MeasureName::CentredHellinger)]
    pub(super) similarity: MeasureName,
    /// How alike two groups are, from how alike their members are
    #[arg(long, value_enum, default_value_t = RuleName::Average)]
    pub(super) linkage: RuleName,
    /// Keep the result in a new project file
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub struct VectorizeArguments {
    #[command(flatten)]
    pub(super) corpus: CorpusArguments,
    /// Folder for matrix.mtx, vocabulary.txt and documents.csv
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct CorpusArguments {
    /// Files (CSV, TSV, JSON lines, text with one document a line, each also .gz; or one .mtx) or folders of text files
    #[arg(required_unless_present = "sample")]
    pub(super) inputs: Vec<PathBuf>,
    /// Take the sample corpus
    #[arg(long, conflicts_with = "inputs")]
    pub(super) sample: bool,
    /// Column or field with the text; by default the one with the longest text
    #[arg(long, value_name = "NAME")]
    pub(super) text_column: Option<String>,
    /// Column with titles; their words count too
    #[arg(long, value_name = "NAME")]
    pub(super) title_column: Option<String>,
    /// Column with given classes
    #[arg(long, value_name = "NAME")]
    pub(super) label_column: Option<String>,
    /// Column with the documents' own names
    #[arg(long, value_name = "NAME")]
    pub(super) id_column: Option<String>,
    /// Documents that must hold a term; by default 5, in a corpus below 1,000 documents 2, in a matrix 1
    #[arg(long, value_name = "N")]
    pub(super) min_df: Option<u32>,
    /// Share of the documents that may hold a term; by default 0.5, in a matrix 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(super) max_df: Option<f64>,
    /// Terms at most, the most frequent ones; by default all
    #[arg(long, value_name = "N", value_parser = at_least_1)]
    pub(super) max_terms: Option<usize>,
    /// Threads; by default all cores
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
    /// Weights of the terms; by default tf-idf, or none for a matrix that does not hold counts
    #[arg(long, value_enum)]
    pub(super) weighting: Option<WeightingName>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Init {
    SimilarCut,
    #[value(name = "k-means++")]
    KMeansPlusPlus,
    Random,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RuleName {
    Average,
    Single,
    Complete,
    /// The reference library's rule; groups depend on the order of sizes
    Greedy,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum MeasureName {
    /// Cosine of the square roots of the terms' shares, after what all clusters share is taken away
    CentredHellinger,
    /// Cosine of the centroids, after their mean is taken away
    CentredCosine,
    /// Cosine of the centroids
    Cosine,
}

impl MeasureName {
    pub(super) fn measure(self) -> Measure {
        match self {
            Self::CentredHellinger => Measure::CentredHellinger,
            Self::CentredCosine => Measure::CentredCosine,
            Self::Cosine => Measure::Cosine,
        }
    }
}

impl RuleName {
    pub(super) fn rule(self) -> GroupingRule {
        match self {
            Self::Average => GroupingRule::Average,
            Self::Single => GroupingRule::Single,
            Self::Complete => GroupingRule::Complete,
            Self::Greedy => GroupingRule::Greedy,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum WeightingName {
    TfIdf,
    /// With 1 + ln tf for the number of times
    SublinearTfIdf,
    /// Okapi BM25: a term that is frequent in a document, or a long document, counts less
    Bm25,
    /// ln(1 + tf), and less for terms that are spread evenly
    LogEntropy,
    None,
}

impl WeightingName {
    pub(super) fn weighting(self) -> Weighting {
        match self {
            Self::TfIdf => Weighting::TfIdf,
            Self::SublinearTfIdf => Weighting::SublinearTfIdf,
            Self::Bm25 => Weighting::Bm25,
            Self::LogEntropy => Weighting::LogEntropy,
            Self::None => Weighting::None,
        }
    }
}

fn at_least_1(text: &str) -> Result<usize, String> {
    let number: usize = text.parse().map_err(|_| "not a whole number".to_owned())?;
    if number == 0 { Err("choose at least 1".to_owned()) } else { Ok(number) }
}

fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("choose a number from 0 to 1".to_owned()) }
}

impl CorpusArguments {
    pub(super) fn read(&self, monitor: &TerminalMonitor) -> anyhow::Result<Corpus> {
        let options = ReadOptions {
            roles: Roles {
                text: self.text_column.clone().into_iter().collect(),
                title: role(self.title_column.as_ref()),
                label: role(self.label_column.as_ref()),
                id: role(self.id_column.as_ref()),
                ..Roles::default()
            },
            ..ReadOptions::default()
        };
        let corpus = if self.sample { read_sample(&options, monitor) } else { read(&self.inputs, &options, monitor) }?;
        monitor.clear();
        for warning in corpus.warnings.iter().take(MAX_WARNINGS_SHOWN) {
            eprintln!("Warning: {warning}");
        }
        if corpus.warnings.len() > MAX_WARNINGS_SHOWN {
            eprintln!("… and {} more warnings; `cluster --json` gives all", corpus.warnings.len() - MAX_WARNINGS_SHOWN);
        }
        Ok(corpus)
    }

    pub(super) fn params(&self, corpus: &Corpus) -> RunParams {
        let mut params = RunParams::default_for(corpus);
        let vectorize = &mut params.vectorize;
        vectorize.min_df = self.min_df.unwrap_or(vectorize.min_df);
        vectorize.max_df = self.max_df.unwrap_or(vectorize.max_df);
        vectorize.max_terms = self.max_terms.map(|n| u32::try_from(n).unwrap_or(u32::MAX)).or(vectorize.max_terms);
        vectorize.weighting = self.weighting.map_or(vectorize.weighting, WeightingName::weighting);
        params
    }
}

const MAX_WARNINGS_SHOWN: usize = 10;

impl ClusterArguments {
    pub(super) fn refine(&self, params: &mut RunParams) {
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

fn role(column: Option<&String>) -> Role {
    column.map_or(Role::Guessed, |column| Role::Column(column.clone()))
}

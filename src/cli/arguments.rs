//! What can be typed, and what it means for a run.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::corpus_arguments::CorpusArguments;
use super::values::{at_least_1, share};
use crate::analysis::RunParams;
use crate::cluster::{Params, Seeding};
use crate::topics::merge_tree::GroupingRule;
use crate::topics::similarity::Measure;

/// Explore document clusters by eye and gather them into topics.
#[derive(Debug, Parser)]
#[command(name = "mungchi", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// Corpus or project to open in the window: files or folders
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
    // Last: what follows it would stand under its last heading.
    #[command(flatten)]
    pub(super) corpus: CorpusArguments,
}

#[derive(Debug, Args)]
pub struct VectorizeArguments {
    /// Folder for matrix.mtx, vocabulary.txt and documents.csv
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
<<<<<<< HEAD
    // Last: what follows it would stand under its last heading.
    #[command(flatten)]
    pub(super) corpus: CorpusArguments,
=======
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
    /// Weights of the terms; by default sublinear tf-idf, or none for a matrix that does not hold counts
    #[arg(long, value_enum)]
    pub(super) weighting: Option<WeightingName>,
>>>>>>> 302e9af (corpus: sublinear tf-idf is the default weighting)
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

//! What can be typed, and what it means for a run.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::corpus_arguments::CorpusArguments;
use super::values::{at_least_1, share};
use crate::analysis::{Basis, RunParams};
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
    /// What makes documents similar: their words, or the vectors that came with them
    #[arg(long, value_enum, value_name = "BASIS", default_value_t = BasisName::Words)]
    pub(super) by: BasisName,
    /// Number of clusters; by default the square root of the number of documents
    #[arg(long = "k", value_name = "N", value_parser = at_least_1)]
    pub(super) n_clusters: Option<usize>,
    /// Random seed
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Runs, with this seed and those that follow it; the best is kept
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = at_least_1)]
    pub(super) restarts: usize,
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
    // Last: what follows it would stand under its last heading.
    #[command(flatten)]
    pub(super) corpus: CorpusArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum BasisName {
    Words,
    /// Of a .npy file that was named together with the texts, or of columns of numbers; topics are described by their words
    Vectors,
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
        params.basis = match self.by {
            BasisName::Words => Basis::Words,
            BasisName::Vectors => Basis::Vectors,
        };
        let cluster = &mut params.cluster;
        cluster.n_clusters = self.n_clusters.unwrap_or(cluster.n_clusters);
        cluster.seed = self.seed;
        cluster.restarts = self.restarts;
        cluster.max_iterations = self.max_iter;
        cluster.tolerance = self.tolerance;
        cluster.seeding = match self.init {
            Init::SimilarCut => Seeding::SimilarCut,
            Init::KMeansPlusPlus => Seeding::KMeansPlusPlus,
            Init::Random => Seeding::Random,
        };
    }
}

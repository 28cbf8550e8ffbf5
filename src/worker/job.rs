//! What can be asked of a worker, and what comes back.

use std::path::PathBuf;
use std::sync::Arc;

use super::labels::{LabelColumn, LabelCounts};
use crate::analysis::{Analysis, RunParams};
use crate::corpus::vectorizer::{VectorizeParams, Vectorized};
use crate::corpus::vocabulary::TermId;
use crate::corpus::{Corpus, DocId, Document, Documents, ReadOptions};
use crate::layout::map_layout::{MapLayout, ProjectionKind};
use crate::preview::Preview;
use crate::progress::{Iteration, Stage};
use crate::store::places::{Places, ProjectName};
use crate::store::{Project, Store};
use crate::tables::Tables;
use crate::topics::compare::Comparison;
use crate::topics::profile::Profile;
use crate::topics::ranking::RankedDocument;
use crate::topics::split::SplitProposal;
use crate::topics::{History, TopicId, TopicSet};

/// Where a corpus comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorpusSource {
    Sample,
    Paths(Vec<PathBuf>),
}

#[derive(Debug)]
pub enum Job {
    Open {
        source: CorpusSource,
        options: ReadOptions,
    },
    Run {
        corpus: Arc<Corpus>,
        params: RunParams,
        /// What an earlier run vectorised, and how.
        vectorized: Option<(VectorizeParams, Arc<Vectorized>)>,
    },
    /// Opens a project.
    Load(PathBuf),
    /// Writes a new project and opens it to write.
    Create {
        name: ProjectName,
        corpus: Arc<Corpus>,
        analysis: Arc<Analysis>,
        places: Places,
    },
    /// Ranks the documents of some topics, which are made of `leaves`.
    Rank {
        analysis: Arc<Analysis>,
        homes: Homes,
        leaves: Vec<TopicId>,
        profile: Arc<Profile>,
    },
    Search {
        corpus: Arc<Corpus>,
        vectorized: Option<Arc<Vectorized>>,
        query: String,
    },
    /// Reads documents that are on disk.
    Fetch(Arc<Corpus>, Vec<DocId>),
    /// Proposes parts of a topic, which is made of `leaves`.
    Split {
        analysis: Arc<Analysis>,
        homes: Homes,
        topic: TopicId,
        leaves: Vec<TopicId>,
        how: SplitHow,
    },
    /// Writes tables of the topics, as they are now.
    Export {
        folder: PathBuf,
        corpus: Arc<Corpus>,
        analysis: Arc<Analysis>,
        topics: Box<TopicSet>,
        history: Box<History>,
    },
    Compare {
        analysis: Arc<Analysis>,
        topics: Box<TopicSet>,
    },
    LayOut {
        kind: ProjectionKind,
        topics: Vec<Arc<Profile>>,
        /// Where they stand: what comes anew is mirrored to lie close to that.
        before: Vec<[f64; 2]>,
        /// How far from the middle they shall stand on average, as a root of squares, so that all layouts are as large.
        extent: f64,
    },
    /// Moves bubbles of `radii` at `points` apart.
    Spread {
        points: Vec<[f64; 2]>,
        radii: Vec<f64>,
    },
    /// Counts the labels of the documents that are at home in each leaf; the labels themselves may be `known`.
    Labels {
        corpus: Arc<Corpus>,
        homes: Homes,
        known: Option<Arc<LabelColumn>>,
    },
    /// Places documents of a list, given by their places in it, on the principal axes of `topics` at `points`.
    PlaceDocuments {
        analysis: Arc<Analysis>,
        topics: Vec<Arc<Profile>>,
        points: Vec<[f64; 2]>,
        documents: Vec<(usize, DocId)>,
    },
    /// Adds a project to the list of recent ones.
    Remember(Places, PathBuf),
    /// Copies a project that cannot be written, and opens the copy to write.
    Copy {
        from: PathBuf,
        to: PathBuf,
        n_documents: usize,
    },
    /// Opens a project to write whose contents are known.
    Reopen {
        path: PathBuf,
        n_documents: usize,
    },
}

/// Where each document is at home.
pub type Homes = Arc<Vec<Option<TopicId>>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitHow {
    IntoParts { n_parts: usize, seed: u64 },
    ByTerm(TermId),
}

#[derive(Debug)]
pub enum Outcome {
    Opened(Arc<Corpus>),
    /// A clustering, and the tables of its topics before anything is decided.
    Analysed(Arc<Analysis>, Box<Tables>),
    Loaded(Box<Project>, Box<Tables>),
    Created(Store, Documents),
    Ranked(Vec<RankedDocument>),
    /// All that hold the text have been [found](super::Worker::take_found).
    Searched,
    Fetched(Vec<(DocId, Document)>),
    SplitProposed(SplitProposal),
    Exported(PathBuf),
    Compared(Comparison),
    LaidOut(MapLayout),
    Spread(Vec<[f64; 2]>),
    Labelled(Arc<LabelColumn>, LabelCounts),
    DocumentsPlaced(Vec<DocumentDot>),
    /// The recent projects, the newest first.
    Remembered(Vec<PathBuf>),
    Cancelled,
    /// What went wrong, for the researcher.
    Failed(String),
}

/// A document on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DocumentDot {
    pub document: DocId,
    /// In the list of documents.
    pub place: usize,
    pub position: [f64; 2],
}

/// How far a job is.
#[derive(Clone, Debug, Default)]
pub struct JobProgress {
    pub stage: Option<Stage>,
    pub iterations: Vec<Iteration>,
    pub preview: Option<Arc<Preview>>,
}

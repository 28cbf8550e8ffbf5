//! What can be asked of a worker, and what comes back.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::importing::{LearnedWord, ReportFilter, Reported};
use super::labels::{LabelColumn, LabelCounts, LabelSource};
use super::words::DocumentWords;
use crate::analysis::{Analysis, RunParams};
use crate::corpus::provenance::ReadOptions;
use crate::corpus::vectorizer::{VectorizeParams, Vectorized};
use crate::corpus::vocabulary::TermId;
use crate::corpus::word_preview::WordPreview;
use crate::corpus::{Corpus, DocId, Document, Documents};
use crate::import::Inspection;
use crate::layout::map_layout::{MapLayout, ProjectionKind};
use crate::preview::Preview;
use crate::progress::{Iteration, Stage};
use crate::store::choices::Choices;
use crate::store::places::{Places, ProjectName};
use crate::store::settings::Settings;
use crate::store::{Project, Store};
use crate::tables::{Relations, Tables};
use crate::topics::compare::Comparison;
use crate::topics::leaves::LeafProfiles;
use crate::topics::listing::{ListRequest, ListedDocuments};
use crate::topics::merge_tree::Grouping;
use crate::topics::profile::Profile;
use crate::topics::pull::Pull;
use crate::topics::split::SplitProposal;
use crate::topics::{History, TopicId, TopicSet};
use crate::words::Tokenizer;

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
        params: Box<RunParams>,
        grouping: Grouping,
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
    /// Lists documents in the order that is asked for.
    List {
        corpus: Arc<Corpus>,
        analysis: Arc<Analysis>,
        homes: Homes,
        request: ListRequest,
    },
    /// Finds what keeps a document in its topic `own`, among `topics`.
    Pull {
        analysis: Arc<Analysis>,
        document: DocId,
        own: TopicId,
        topics: Vec<(TopicId, Arc<Profile>)>,
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
    /// Works out how the open topics relate.
    Relate {
        topics: Box<TopicSet>,
        leaves: Box<LeafProfiles>,
        grouping: Grouping,
    },
    /// Makes a file and writes it, whole or not at all.
    WriteFile(NewFile),
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
        source: LabelSource,
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
    /// Finds the words of a document.
    FindWords {
        tokenizer: Arc<Tokenizer>,
        corpus: Arc<Corpus>,
        document: DocId,
    },
    /// Adds a project to the list of recent ones.
    Remember(Places, PathBuf),
    KeepSettings(Places, Settings),
    /// Looks up how these files were read last.
    RecallChoices(Places, Vec<PathBuf>),
    KeepChoices(Places, Vec<PathBuf>, Box<Choices>),
    /// Reads the first documents of a corpus.
    Inspect {
        source: CorpusSource,
        options: ReadOptions,
    },
    /// Takes the first documents of a corpus that is open.
    Excerpt(Arc<Corpus>),
    /// Shows what becomes of the words of a few documents.
    PreviewWords {
        corpus: Arc<Inspection>,
        params: VectorizeParams,
    },
    /// Lists the words that were learned: those that `known` uses, or else what a few documents teach.
    LearnWords {
        known: Option<Arc<Vectorized>>,
        corpus: Arc<Inspection>,
        params: VectorizeParams,
    },
    /// Finds what happened while a corpus was read, by kind and text.
    FilterReport(Reported, ReportFilter),
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

/// A file that is made and written beside the window.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFile {
    pub path: PathBuf,
    /// What is in it, in a word.
    pub what: &'static str,
    pub content: FileContent,
}

/// The bytes of a file, made where they are written: to encode a picture takes longer than a frame.
#[derive(Clone)]
pub struct FileContent(Arc<MakeBytes>);

type MakeBytes = dyn Fn() -> Result<Vec<u8>, String> + Send + Sync;

impl FileContent {
    pub fn new(make: impl Fn() -> Result<Vec<u8>, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }

    pub fn make(&self) -> Result<Vec<u8>, String> {
        (self.0)()
    }
}

impl PartialEq for FileContent {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for FileContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileContent")
    }
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
    Listed(ListedDocuments),
    /// `None` for a document without terms.
    Pulled(Option<Pull>),
    /// All that hold the text have been [found](super::Worker::take_found).
    Searched,
    Fetched(Vec<(DocId, Document)>),
    SplitProposed(SplitProposal),
    Exported(PathBuf),
    FileWritten(NewFile),
    Compared(Comparison),
    Related(Box<Relations>),
    LaidOut(MapLayout),
    Spread(Vec<[f64; 2]>),
    Labelled(Arc<LabelColumn>, LabelCounts),
    WordsFound(DocumentWords),
    DocumentsPlaced(Vec<DocumentDot>),
    /// The recent projects, the newest first.
    Remembered(Vec<PathBuf>),
    SettingsKept,
    ChoicesRecalled(Option<Box<Choices>>),
    ChoicesKept,
    Inspected(Arc<Inspection>),
    WordsPreviewed(Arc<WordPreview>),
    /// The commonest first.
    WordsLearned(Arc<Vec<LearnedWord>>),
    /// Places in the report.
    ReportFiltered(Arc<Vec<u32>>),
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
    /// Documents that have been read.
    pub n_documents: u64,
    pub iterations: Vec<Iteration>,
    pub preview: Option<Arc<Preview>>,
    /// What the user should know while it runs.
    pub warning: Option<String>,
    /// How long it has run.
    pub elapsed: Duration,
}

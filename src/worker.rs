//! Work beside the window: a job goes in, one outcome comes out, progress can be looked at meanwhile.
//!
//! Progress is a state (only the latest matters), the outcome an event. A worker first stores or sends, then wakes the
//! window. Dropping a [`Worker`] cancels its job. A panic inside a job is a bug; it ends the job, not the program.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::analysis::{Analysis, RunParams, analyse, vectorize_corpus};
use crate::corpus::search::{SearchError, search};
use crate::corpus::vectorizer::{VectorizeParams, Vectorized};
use crate::corpus::vocabulary::TermId;
use crate::corpus::{Corpus, DocId, Document, Documents, ReadError, ReadOptions, read, read_sample};
use crate::export::{ExportError, project};
use crate::preview::Preview;
use crate::progress::{Iteration, Monitor, Progress, Stage};
use crate::store::places::{Places, ProjectName};
use crate::store::{
    CreateError, NewProject, OpenError, Project, Store, copy_project, create_project, open_project, open_store,
};
use crate::tables::Tables;
use crate::topics::compare::{Comparison, compare_with_start};
use crate::topics::profile::Profile;
use crate::topics::ranking::{RankedDocument, rank_documents};
use crate::topics::split::{SplitError, SplitProposal, split_by_clustering, split_by_term};
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
    /// All that hold the text have been [found](Worker::take_found).
    Searched,
    Fetched(Vec<(DocId, Document)>),
    SplitProposed(SplitProposal),
    Exported(PathBuf),
    Compared(Comparison),
    /// The recent projects, the newest first.
    Remembered(Vec<PathBuf>),
    Cancelled,
    /// What went wrong, for the researcher.
    Failed(String),
}

/// How far a job is.
#[derive(Clone, Debug, Default)]
pub struct JobProgress {
    pub stage: Option<Stage>,
    pub iterations: Vec<Iteration>,
    pub preview: Option<Arc<Preview>>,
}

/// Called from the worker's thread when there is something new to look at.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A job on its own thread.
pub struct Worker {
    shared: Arc<Shared>,
    outcome: Receiver<Outcome>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    cancelled: AtomicBool,
    abandoned: AtomicBool,
    progress: Mutex<JobProgress>,
    found: Mutex<Vec<DocId>>,
    wake: Wake,
    last_wake: Mutex<Instant>,
}

/// The window is woken for progress at most this often.
const WAKE_EVERY: Duration = Duration::from_millis(50);

impl Worker {
    pub fn start(job: Job, wake: Wake) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            cancelled: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
            progress: Mutex::default(),
            found: Mutex::default(),
            wake,
            last_wake: Mutex::new(Instant::now()),
        });
        let (sender, outcome) = channel();
        let for_thread = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("worker".to_owned()).spawn(move || work(job, &for_thread, &sender))?;
        Ok(Self { shared, outcome, thread: Some(thread) })
    }

    pub fn progress(&self) -> JobProgress {
        lock(&self.shared.progress).clone()
    }

    /// Documents that a search has found since the last call.
    pub fn take_found(&self) -> Vec<DocId> {
        std::mem::take(&mut *lock(&self.shared.found))
    }

    /// Asks the job to end; its outcome still comes, within 0.1 s.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Relaxed)
    }

    /// Asks the job to end, and wants no outcome.
    fn abandon(&self) {
        self.shared.abandoned.store(true, Ordering::Relaxed);
        self.cancel();
    }

    /// The outcome, once; `None` while the job runs.
    pub fn poll(&self) -> Option<Outcome> {
        self.outcome.try_recv().ok()
    }

    /// Waits for the outcome, for a clean end of the program.
    pub fn wait(self) -> Option<Outcome> {
        self.outcome.recv().ok()
    }

    /// Cancels and waits for the end, for a clean end of the program.
    pub fn stop(mut self) {
        self.abandon();
        if let Some(thread) = self.thread.take() {
            // A panic was caught inside the thread and told as an outcome that nobody wants any more.
            drop(thread.join());
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.abandon();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work(job: Job, shared: &Shared, sender: &Sender<Outcome>) {
    let outcome = catch_unwind(AssertUnwindSafe(|| carry_out(job, shared))).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Outcome::Failed(format!("The program made a mistake; what you had is unchanged. Please report: {message}"))
    });
    // Nobody listens to a worker that was dropped.
    drop(sender.send(outcome));
    (shared.wake)();
}

fn carry_out(job: Job, shared: &Shared) -> Outcome {
    match job {
        Job::Open { source, options } => {
            let corpus = match source {
                CorpusSource::Sample => read_sample(&options, shared),
                CorpusSource::Paths(paths) => read(&paths, &options, shared),
            };
            match corpus {
                Ok(corpus) => Outcome::Opened(Arc::new(corpus)),
                Err(ReadError::Cancelled(_)) => Outcome::Cancelled,
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Run { corpus, params, vectorized } => {
            let known = vectorized.filter(|(known, _)| *known == params.vectorize).map(|(_, vectorized)| vectorized);
            let vectorized = known.map_or_else(|| vectorize_corpus(&corpus, &params, shared), Ok);
            let analysed = vectorized.and_then(|vectorized| {
                let mut watcher = Watcher::new(shared, Arc::clone(&vectorized));
                analyse(vectorized, &params, shared, &mut |snapshot| watcher.watch(snapshot))
            });
            match analysed {
                Ok(analysis) => {
                    let tables = Tables::new(&analysis, &initial_topics(&analysis));
                    Outcome::Analysed(Arc::new(analysis), Box::new(tables))
                }
                Err(error) if error.is_cancelled() => Outcome::Cancelled,
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Load(path) => match open_project(&path, shared) {
            Ok(project) => {
                let tables = Tables::new(&project.analysis, &project.topics);
                Outcome::Loaded(Box::new(project), Box::new(tables))
            }
            Err(OpenError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(format!("{error}: {}", path.display())),
        },
        Job::Create { name, corpus, analysis, places } => create(&name, &corpus, &analysis, &places, shared),
        Job::Rank { analysis, homes, leaves, profile } => {
            let rows = &analysis.vectorized.rows;
            let ranked = rank_documents(rows, &homes, &leaves, &profile, shared);
            ranked.map_or(Outcome::Cancelled, Outcome::Ranked)
        }
        Job::Search { corpus, vectorized, query } => {
            let mut give = |documents: Vec<DocId>| {
                lock(&shared.found).extend(documents);
                (shared.wake)();
            };
            match search(&corpus, vectorized.as_deref(), &query, shared, &mut give) {
                Ok(()) => Outcome::Searched,
                Err(SearchError::Cancelled(_)) => Outcome::Cancelled,
                Err(SearchError::Shelf(error)) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Fetch(corpus, ids) => match corpus.documents.pick(&ids) {
            Ok(documents) => Outcome::Fetched(ids.into_iter().zip(documents).collect()),
            Err(error) => Outcome::Failed(error.to_string()),
        },
        Job::Split { analysis, homes, topic, leaves, how } => {
            let rows = &analysis.vectorized.rows;
            let is_inside = |home: &Option<TopicId>| home.is_some_and(|home| leaves.binary_search(&home).is_ok());
            let documents = homes.iter().enumerate().filter(|(_, home)| is_inside(home));
            let documents: Vec<DocId> = documents.map(|(row, _)| DocId(row as u32)).collect();
            let proposal = match how {
                SplitHow::IntoParts { n_parts, seed } => {
                    split_by_clustering(rows, topic, &documents, n_parts, seed, shared)
                }
                SplitHow::ByTerm(term) => {
                    split_by_term(rows, topic, &documents, term, analysis.vectorized.vocabulary.term(term))
                }
            };
            match proposal {
                Ok(proposal) => Outcome::SplitProposed(proposal),
                Err(SplitError::Cancelled(_)) => Outcome::Cancelled,
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Copy { from, to, n_documents } => match copy_project(&from, &to) {
            Ok(()) => reopen(&to, n_documents),
            Err(reason) => Outcome::Failed(format!("Cannot save a copy: {reason}: {}", to.display())),
        },
        Job::Reopen { path, n_documents } => reopen(&path, n_documents),
        Job::Export { folder, corpus, analysis, topics, history } => {
            let tables = Tables::new(&analysis, &topics);
            let exported = project::Exported {
                corpus: &corpus,
                analysis: &analysis,
                topics: &topics,
                history: &history,
                tables: &tables,
            };
            match project::export_project(&folder, &exported, shared) {
                Ok(()) => Outcome::Exported(folder),
                Err(ExportError::Cancelled(_)) => Outcome::Cancelled,
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Compare { analysis, topics } => {
            Outcome::Compared(compare_with_start(&topics, &analysis.clustering.labels))
        }
        Job::Remember(places, path) => Outcome::Remembered(places.remember(&path)),
    }
}

/// The topics that a run begins with.
pub fn initial_topics(analysis: &Analysis) -> TopicSet {
    TopicSet::new(analysis.clustering.n_clusters(), &analysis.clustering.labels)
}

fn create(name: &ProjectName, corpus: &Corpus, analysis: &Analysis, places: &Places, monitor: &dyn Monitor) -> Outcome {
    let mut refusal = String::new();
    for (path, replace) in places.candidates(name) {
        let project = NewProject { corpus, analysis, source: name.source(), replace };
        match create_project(&path, &project, monitor) {
            Ok(()) => return reopen(&path, corpus.documents.len()),
            Err(CreateError::Cancelled(_)) => return Outcome::Cancelled,
            Err(CreateError::Exists { .. }) => {}
            Err(error) => refusal = error.to_string(),
        }
    }
    Outcome::Failed(refusal)
}

fn reopen(path: &Path, n_documents: usize) -> Outcome {
    match open_store(path, n_documents) {
        Ok((store, documents)) => Outcome::Created(store, documents),
        Err(reason) => Outcome::Failed(format!("Cannot keep decisions in {}: {reason}", path.display())),
    }
}

/// Milliseconds since 1970, UTC.
pub fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as u64)
}

/// Draws previews of a run, as many as cost a tenth of its time.
struct Watcher<'a> {
    shared: &'a Shared,
    vectorized: Arc<Vectorized>,
    start: Instant,
    spent: Duration,
    previous: Option<Arc<Preview>>,
}

impl<'a> Watcher<'a> {
    fn new(shared: &'a Shared, vectorized: Arc<Vectorized>) -> Self {
        Self { shared, vectorized, start: Instant::now(), spent: Duration::ZERO, previous: None }
    }

    fn watch(&mut self, snapshot: &crate::cluster::Snapshot<'_>) {
        if self.previous.is_some() && self.spent * 10 > self.start.elapsed() {
            return;
        }
        let began = Instant::now();
        let preview = Arc::new(Preview::new(snapshot, &self.vectorized.vocabulary, self.previous.as_deref()));
        self.spent += began.elapsed();
        lock(&self.shared.progress).preview = Some(Arc::clone(&preview));
        self.previous = Some(preview);
        (self.shared.wake)();
    }
}

impl Monitor for Shared {
    fn report(&self, progress: Progress) {
        {
            let mut latest = lock(&self.progress);
            match progress {
                Progress::Stage(stage) => latest.stage = Some(stage),
                Progress::Iteration(iteration) => latest.iterations.push(iteration),
            }
        }
        let mut last_wake = lock(&self.last_wake);
        if last_wake.elapsed() >= WAKE_EVERY {
            *last_wake = Instant::now();
            drop(last_wake);
            (self.wake)();
        }
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Relaxed)
    }
}

//! Work beside the window: a job goes in, one outcome comes out, progress can be looked at meanwhile.
//!
//! Progress is a state (only the latest matters), the outcome an event. A worker first stores or sends, then wakes the
//! window. Dropping a [`Worker`] cancels its job. A panic inside a job is a bug; it ends the job, not the program.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::analysis::{Analysis, RunParams, analyse, vectorize_corpus};
use crate::cluster::ClusterId;
use crate::corpus::search::search;
use crate::corpus::vectorizer::{VectorizeParams, Vectorized};
use crate::corpus::{Corpus, DocId, ReadError, ReadOptions, read, read_sample};
use crate::preview::Preview;
use crate::progress::{Cancelled, Iteration, Monitor, Progress, Stage};
use crate::tables::Tables;
use crate::topics::TopicSet;
use crate::topics::profile::Profile;
use crate::topics::ranking::{RankedDocument, rank_documents};

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
    Rank {
        analysis: Arc<Analysis>,
        clusters: Vec<ClusterId>,
        profile: Arc<Profile>,
    },
    Search {
        corpus: Arc<Corpus>,
        query: String,
    },
}

#[derive(Debug)]
pub enum Outcome {
    Opened(Arc<Corpus>),
    /// A clustering, and the tables of its topics before anything is decided.
    Analysed(Arc<Analysis>, Box<Tables>),
    Ranked(Vec<RankedDocument>),
    Found(Vec<DocId>),
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
                    let tables = Tables::new(&analysis, &TopicSet::new(analysis.clustering.n_clusters()));
                    Outcome::Analysed(Arc::new(analysis), Box::new(tables))
                }
                Err(error) if error.is_cancelled() => Outcome::Cancelled,
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Rank { analysis, clusters, profile } => {
            let rows = &analysis.vectorized.rows;
            let ranked = rank_documents(rows, &analysis.clustering.labels, &clusters, &profile, shared);
            ranked.map_or(Outcome::Cancelled, Outcome::Ranked)
        }
        Job::Search { corpus, query } => match search(&corpus, &query, shared) {
            Ok(documents) => Outcome::Found(documents),
            Err(Cancelled) => Outcome::Cancelled,
        },
    }
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

//! Work beside the window: a job goes in, one outcome comes out, progress can be looked at meanwhile.
//!
//! Progress is a state (only the latest matters), the outcome an event. A worker first stores or sends, then wakes the
//! window. Dropping a [`Worker`] cancels its job. A panic inside a job is a bug; it ends the job, not the program.

mod carry_out;
mod importing;
mod job;
mod labels;
mod mapping;
mod memory;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::corpus::DocId;
use crate::progress::{Monitor, Progress};
use carry_out::carry_out;
pub use carry_out::initial_topics;
pub use importing::{LearnedWord, N_INSPECTED, ReportFilter, Reported, report_as_csv};
pub use job::{CorpusSource, DocumentDot, FileContent, Homes, Job, JobProgress, NewFile, Outcome, SplitHow};
pub use labels::{LabelColumn, LabelCounts, LabelSource};
pub use memory::warning as memory_warning;
pub use words::{DocumentWords, WordAt};

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
    began: Instant,
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
            began: Instant::now(),
        });
        let (sender, outcome) = channel();
        let for_thread = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("worker".to_owned()).spawn(move || work(job, &for_thread, &sender))?;
        Ok(Self { shared, outcome, thread: Some(thread) })
    }

    pub fn progress(&self) -> JobProgress {
        JobProgress { elapsed: self.shared.began.elapsed(), ..lock(&self.shared.progress).clone() }
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

/// Milliseconds since 1970, UTC.
pub fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as u64)
}

impl Monitor for Shared {
    fn report(&self, progress: Progress) {
        {
            let mut latest = lock(&self.progress);
            match progress {
                Progress::Stage(stage) => latest.stage = Some(stage),
                Progress::Documents(n) => latest.n_documents = n,
                Progress::Iteration(iteration) => {
                    // Of several runs with different seeds the one that goes on is shown.
                    if iteration.number == 1 {
                        latest.iterations.clear();
                    }
                    latest.iterations.push(iteration);
                }
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

//! Where decisions are kept: in a project that is made by itself with the first of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Workspace;
use crate::store::places::ProjectName;
use crate::store::{Save, Store, StoreEvent, View};
use crate::worker::{CorpusSource, Job, JobProgress, Outcome, Worker};

/// The way of decisions to the disk.
#[derive(Default)]
pub(super) struct Saving {
    home: Home,
    /// Decisions that no writer has taken over yet.
    waiting: Vec<Save>,
    /// Where a copy is being written to that is to be worked on.
    switching_to: Option<PathBuf>,
    /// Where to go on after that, if it was asked for meanwhile.
    then_to: Option<PathBuf>,
    view: View,
}

#[derive(Default)]
enum Home {
    /// No project: nothing was decided yet.
    #[default]
    None,
    /// A worker writes or opens the project; `known` is a file that holds all but what waits.
    Coming {
        worker: Worker,
        known: Option<PathBuf>,
    },
    Open(Store),
    ReadOnly {
        path: PathBuf,
        reason: String,
    },
    Failed(String),
}

/// What the status bar says about decisions.
#[derive(Clone, Debug)]
pub enum SaveStatus {
    /// Nothing was decided that would have to be kept.
    Nothing,
    Creating(JobProgress),
    Saving,
    /// Everything is on disk.
    Saved,
    /// Decisions wait: why, and whether the program tries on by itself.
    Unsaved {
        reason: String,
        tries_on: bool,
    },
}

impl Home {
    /// Nothing to write to, for a reason. What `known` holds is not to be made anew from the clusters.
    fn without(known: Option<PathBuf>, reason: String) -> Self {
        match known {
            Some(path) => Self::ReadOnly { path, reason },
            None => Self::Failed(reason),
        }
    }
}

impl Saving {
    pub(super) fn opened(store: Result<Store, String>, path: &Path, view: View) -> Self {
        let home = match store {
            Ok(store) => Home::Open(store),
            Err(reason) => Home::ReadOnly { path: path.to_owned(), reason },
        };
        Self { home, view, ..Self::default() }
    }

    fn status(&self) -> SaveStatus {
        match &self.home {
            Home::None => SaveStatus::Nothing,
            Home::Coming { worker, .. } => SaveStatus::Creating(worker.progress()),
            Home::Open(store) => {
                let state = store.state();
                match state.failure.clone() {
                    _ if state.is_saved() => SaveStatus::Saved,
                    Some(reason) => SaveStatus::Unsaved { reason, tries_on: true },
                    None => SaveStatus::Saving,
                }
            }
            Home::ReadOnly { reason, .. } | Home::Failed(reason) => {
                SaveStatus::Unsaved { reason: reason.clone(), tries_on: false }
            }
        }
    }

    /// Decisions that are not on disk.
    fn n_unsaved(&self) -> usize {
        let in_store = match &self.home {
            Home::Open(store) => {
                let state = store.state();
                (state.n_given - state.n_saved) as usize
            }
            _ => 0,
        };
        // What is decided while a copy is written waits for it too, and is counted once.
        if self.switching_to.is_some() { in_store } else { self.waiting.len() + in_store }
    }
}

impl Workspace {
    pub fn save_status(&self) -> SaveStatus {
        self.saving.status()
    }

    /// Decisions that are not on disk, whether they will be in a moment or cannot be.
    pub fn n_unsaved(&self) -> usize {
        self.saving.n_unsaved()
    }

    /// Whether decisions are on their way to the disk and nothing has gone wrong.
    pub fn is_saving(&self) -> bool {
        matches!(self.saving.status(), SaveStatus::Creating(_) | SaveStatus::Saving)
    }

    /// Whether a project is being written or opened that is not there yet.
    pub(super) fn is_bringing(&self) -> bool {
        matches!(self.saving.home, Home::Coming { .. })
    }

    /// The project file, if there is one.
    pub fn project_path(&self) -> Option<&Path> {
        match &self.saving.home {
            Home::Open(store) => Some(store.path()),
            Home::ReadOnly { path, .. } => Some(path),
            _ => None,
        }
    }

    /// Whether there is a project that decisions are kept in.
    pub fn can_write(&self) -> bool {
        matches!(self.saving.home, Home::Open(_))
    }

    /// The projects that were open lately, the newest first.
    pub fn recent(&self) -> &[PathBuf] {
        &self.recent
    }

    pub(super) fn keep(&mut self, save: Save) {
        match &self.saving.home {
            Home::Open(store) => {
                // What is decided while a copy is written goes to the copy too, once it is open.
                if self.saving.switching_to.is_some() {
                    self.saving.waiting.push(save.clone());
                }
                store.save(save);
            }
            Home::None => {
                self.saving.waiting.push(save);
                self.create(None);
            }
            Home::Coming { .. } | Home::ReadOnly { .. } | Home::Failed(_) => self.saving.waiting.push(save),
        }
    }

    /// Keeps how the researcher looks at the project; without a project there is nothing to remember it in.
    pub(super) fn keep_view(&mut self) {
        let view =
            View { relevance: self.terms.lambda, threshold: self.merging.threshold(), grouping: self.grouping.wanted };
        if self.saving.view != view
            && let Home::Open(store) = &self.saving.home
        {
            store.save(Save::View(view.clone()));
            self.saving.view = view;
        }
    }

    fn create(&mut self, chosen: Option<PathBuf>) {
        let (Some(opened), Some(session)) = (&self.opened, &self.session) else { return };
        let corpus_path = match &opened.source {
            CorpusSource::Paths(paths) => paths.first().cloned(),
            CorpusSource::Sample => None,
        };
        let source = corpus_path.as_ref().map_or("the sample".to_owned(), |path| path.display().to_string());
        let name = match chosen {
            Some(path) => ProjectName::Chosen { path, source },
            None => ProjectName::Like { corpus: corpus_path, name: opened.corpus.name.clone() },
        };
        let job = Job::Create {
            name,
            corpus: Arc::clone(&opened.corpus),
            analysis: Arc::clone(&session.analysis),
            places: self.places.clone(),
        };
        self.bring(job, None);
    }

    fn bring(&mut self, job: Job, known: Option<PathBuf>) {
        self.saving.home = match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => Home::Coming { worker, known },
            Err(error) => Home::without(known, format!("no thread can be started: {error}")),
        };
    }

    pub(super) fn save_as(&mut self, path: PathBuf) {
        let Some(opened) = &self.opened else { return };
        if self.is_busy() {
            self.notices.warn("What the run brings takes the place of the topics: save them when it has ended");
            return;
        }
        let n_documents = opened.corpus.documents.len();
        match &self.saving.home {
            Home::Open(_) | Home::Coming { .. } if self.is_bringing() || self.saving.switching_to.is_some() => {
                self.saving.then_to = Some(path);
            }
            Home::Open(store) if store.path() == path => {}
            Home::Open(store) => {
                store.save_copy(path.clone());
                self.saving.switching_to = Some(path);
            }
            Home::ReadOnly { path: from, .. } => {
                let from = from.clone();
                self.bring(Job::Copy { from: from.clone(), to: path, n_documents }, Some(from));
            }
            Home::None | Home::Failed(_) | Home::Coming { .. } => self.create(Some(path)),
        }
    }

    pub(super) fn save_copy(&mut self, path: PathBuf) {
        match &self.saving.home {
            Home::Open(store) => store.save_copy(path),
            // Decisions that are nowhere yet are to be kept in the copy.
            _ => self.save_as(path),
        }
    }

    pub(super) fn compact(&mut self) {
        if let Home::Open(store) = &self.saving.home {
            store.compact();
        }
    }

    /// Takes in what the store and the worker that brings one have done.
    pub(super) fn poll_saving(&mut self) {
        if let Home::Coming { worker, .. } = &self.saving.home
            && let Some(outcome) = worker.poll()
        {
            self.take_home(outcome);
        }
        let Home::Open(store) = &self.saving.home else { return };
        for event in store.take_events() {
            match event {
                StoreEvent::CopySaved(path) if self.saving.switching_to.as_ref() == Some(&path) => {
                    self.saving.switching_to = None;
                    let n_documents = self.opened.as_ref().map_or(0, |opened| opened.corpus.documents.len());
                    // The file that was open is closed first; what waits in it is in the copy.
                    self.saving.home = Home::None;
                    self.bring(Job::Reopen { path: path.clone(), n_documents }, Some(path));
                    return;
                }
                StoreEvent::CopySaved(path) => self.notices.tell(format!("Saved a copy: {}", path.display())),
                StoreEvent::CopyFailed { path, reason } => {
                    if self.saving.switching_to.as_ref() == Some(&path) {
                        self.saving.switching_to = None;
                        self.saving.waiting.clear();
                    }
                    self.notices.warn(format!("Cannot save a copy: {reason}: {}", path.display()));
                }
                StoreEvent::Compacted(before, after) => {
                    let [before, after] = [before, after].map(|bytes| bytes as f64 / 1e6);
                    self.notices.tell(format!("Compacted the project: {before:.1} → {after:.1} MB"));
                }
                StoreEvent::CompactFailed(reason) => self.notices.warn(format!("Cannot compact the project: {reason}")),
            }
        }
    }

    fn take_home(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created(store, documents) => {
                store.wake_with(Arc::clone(&self.wake));
                self.saving.waiting.drain(..).for_each(|save| store.save(save));
                if let Some(opened) = &mut self.opened {
                    opened.corpus = Arc::new(opened.corpus.with_documents(documents));
                }
                self.remember(store.path().to_owned());
                self.saving.home = Home::Open(store);
            }
            Outcome::Cancelled => self.lose_home("saving was cancelled".to_owned()),
            Outcome::Failed(reason) => {
                self.notices.warn(reason.clone());
                self.lose_home(reason);
            }
            _ => {}
        }
        if let Some(next) = self.saving.then_to.take() {
            self.save_as(next);
        }
    }

    fn lose_home(&mut self, reason: String) {
        let known = match std::mem::take(&mut self.saving.home) {
            Home::Coming { known, .. } => known,
            _ => None,
        };
        self.saving.home = match Home::without(known, reason) {
            // Nothing was decided yet: the first decision tries anew, by itself.
            Home::Failed(_) if self.saving.waiting.is_empty() => Home::None,
            other => other,
        };
    }

    /// Stops writing a new project; its decisions stay, unsaved.
    pub(super) fn cancel_saving(&mut self) -> bool {
        match &self.saving.home {
            Home::Coming { worker, .. } => {
                worker.cancel();
                true
            }
            _ => false,
        }
    }

    pub(super) fn remember(&mut self, path: PathBuf) {
        let job = Job::Remember(self.places.clone(), path);
        // Not to be in the list of recent projects is not worth a message.
        self.remembering = Worker::start(job, Arc::clone(&self.wake)).ok();
    }

    pub(super) fn poll_remembering(&mut self) {
        if let Some(Outcome::Remembered(recent)) = self.remembering.as_ref().and_then(Worker::poll) {
            self.recent = recent;
            self.remembering = None;
        }
    }

    pub(super) fn export(&mut self, folder: PathBuf) {
        let (Some(opened), Some(session)) = (&self.opened, &self.session) else { return };
        let job = Job::Export {
            folder,
            corpus: Arc::clone(&opened.corpus),
            analysis: Arc::clone(&session.analysis),
            topics: Box::new(session.topics.clone()),
            history: Box::new(session.history.clone()),
        };
        self.notices.clear();
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => {
                self.exporting = Some(worker);
                self.notices.tell("Exporting tables");
            }
            Err(error) => self.notices.warn(format!("Cannot export in the background: {error}")),
        }
    }

    pub(super) fn poll_export(&mut self) {
        let Some(outcome) = self.exporting.as_ref().and_then(Worker::poll) else { return };
        self.exporting = None;
        self.notices.clear();
        match outcome {
            Outcome::Exported(folder) => self.notices.tell(format!("Exported tables to {}", folder.display())),
            Outcome::Failed(reason) => self.notices.warn(reason),
            _ => {}
        }
    }

    /// Closes the project, with how it was looked at.
    pub(super) fn leave_project(&mut self) {
        self.keep_view();
        self.saving = Saving::default();
    }

    /// Waits until everything is on disk or cannot be.
    pub(super) fn finish_saving(&mut self) {
        match std::mem::take(&mut self.saving.home) {
            Home::Coming { worker, .. } => {
                if let Some(outcome) = worker.wait() {
                    self.take_home(outcome);
                }
            }
            other => self.saving.home = other,
        }
        self.keep_view();
        if let Home::Open(store) = std::mem::take(&mut self.saving.home) {
            store.close();
        }
        if let Some(exporting) = self.exporting.take() {
            exporting.wait();
        }
        if let Some(remembering) = self.remembering.take() {
            remembering.wait();
        }
    }
}

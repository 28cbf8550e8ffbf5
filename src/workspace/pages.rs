//! Documents that are on disk and on screen: read by a worker, kept while there is room.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Workspace;
use crate::corpus::{DocId, Document};
use crate::worker::{Job, Outcome, Worker};

#[derive(Default)]
pub(super) struct Pages {
    /// With the turn in which each was last asked for.
    read: FxHashMap<DocId, (u64, Document)>,
    turn: u64,
    fetching: Option<Worker>,
    /// Could not be read: not asked for again.
    failed: FxHashSet<DocId>,
    asked: Vec<DocId>,
    /// Asked for while the worker was busy.
    next: Vec<DocId>,
}

/// Documents that are kept; beyond that those go that were not asked for lately.
const N_KEPT: usize = 2000;

impl Workspace {
    /// A document, or `None` while it is read from disk: [`super::Action::NeedDocuments`] asks for that.
    pub fn document(&self, id: DocId) -> Option<&Document> {
        match self.corpus()?.documents.here() {
            Some(documents) => documents.get(id.index()),
            None => self.pages.read.get(&id).map(|(_, document)| document),
        }
    }

    pub(super) fn need_documents(&mut self, ids: Vec<DocId>) {
        let Some(opened) = &self.opened else { return };
        if opened.corpus.documents.here().is_some() {
            return;
        }
        self.pages.turn += 1;
        let mut missing = Vec::new();
        for id in ids {
            match self.pages.read.get_mut(&id) {
                Some((turn, _)) => *turn = self.pages.turn,
                None if self.pages.failed.contains(&id) => {}
                None => missing.push(id),
            }
        }
        if missing.is_empty() {
            return;
        }
        if self.pages.fetching.is_some() {
            self.pages.next = missing;
            return;
        }
        self.pages.asked.clone_from(&missing);
        let job = Job::Fetch(Arc::clone(&opened.corpus), missing);
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => self.pages.fetching = Some(worker),
            Err(error) => self.notices.warn(format!("Cannot read documents in the background: {error}")),
        }
    }

    /// Whether documents are being read from disk.
    pub fn is_fetching(&self) -> bool {
        self.pages.fetching.is_some()
    }

    pub(super) fn poll_pages(&mut self) {
        let Some(outcome) = self.pages.fetching.as_ref().and_then(Worker::poll) else { return };
        self.pages.fetching = None;
        match outcome {
            Outcome::Fetched(documents) => {
                let turn = self.pages.turn;
                self.pages.read.extend(documents.into_iter().map(|(id, document)| (id, (turn, document))));
                self.pages.forget_oldest();
            }
            Outcome::Failed(reason) => {
                self.pages.failed.extend(self.pages.asked.drain(..));
                self.notices.warn(reason);
            }
            _ => {}
        }
        let next = std::mem::take(&mut self.pages.next);
        self.need_documents(next);
    }
}

impl Pages {
    fn forget_oldest(&mut self) {
        if self.read.len() > N_KEPT {
            let mut turns: Vec<u64> = self.read.values().map(|&(turn, _)| turn).collect();
            turns.sort_unstable();
            let oldest_kept = turns[turns.len() - N_KEPT / 2];
            self.read.retain(|_, (turn, _)| *turn >= oldest_kept);
        }
    }
}

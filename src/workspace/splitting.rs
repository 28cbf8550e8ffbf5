//! Parts of a topic that are proposed before they become topics.

use std::sync::Arc;

use super::Workspace;
use crate::topics::Command;
use crate::topics::split::SplitProposal;
use crate::worker::{Job, Outcome, SplitHow, Worker};

/// A proposal on its way, or to be looked at.
#[derive(Default)]
pub struct Splitting {
    worker: Option<Worker>,
    proposal: Option<SplitProposal>,
    how: Option<SplitHow>,
}

impl Splitting {
    pub fn is_pending(&self) -> bool {
        self.worker.is_some()
    }

    pub fn proposal(&self) -> Option<&SplitProposal> {
        self.proposal.as_ref()
    }

    /// How parts were last looked for; `None` while no split is asked for.
    pub fn how(&self) -> Option<SplitHow> {
        self.how
    }
}

impl Workspace {
    pub fn splitting(&self) -> &Splitting {
        &self.splitting
    }

    pub(super) fn propose_split(&mut self, how: SplitHow) {
        let Some(session) = &self.session else { return };
        let [topic] = *self.selection.topics() else { return };
        let job = Job::Split {
            analysis: Arc::clone(&session.analysis),
            homes: Arc::clone(session.topics.homes()),
            topic,
            leaves: session.topics.leaves_of(topic),
            how,
        };
        self.splitting.how = Some(how);
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => self.splitting.worker = Some(worker),
            Err(error) => self.notices.warn(format!("Cannot look for parts in the background: {error}")),
        }
    }

    pub(super) fn poll_split(&mut self) {
        match self.splitting.worker.as_ref().and_then(Worker::poll) {
            Some(Outcome::SplitProposed(proposal)) => self.splitting.proposal = Some(proposal),
            Some(Outcome::Failed(reason)) => {
                self.notices.clear();
                self.notices.warn(reason);
                self.splitting.how = None;
                self.splitting.proposal = None;
            }
            Some(_) => {}
            None => return,
        }
        self.splitting.worker = None;
    }

    pub(super) fn accept_split(&mut self) {
        if self.splitting.is_pending() {
            return;
        }
        let Some(proposal) = self.splitting.proposal.take() else { return };
        let parts = proposal.parts.into_iter().skip(1).map(|part| part.documents).collect();
        self.curate(Command::Split { topic: proposal.topic, parts, by: proposal.by });
        // A split that was refused is over too.
        self.drop_split();
    }

    pub(super) fn drop_split(&mut self) {
        self.splitting = Splitting::default();
    }
}

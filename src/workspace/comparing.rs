//! The topics held against the start, by a worker, when somebody looks.

use std::sync::Arc;

use super::Workspace;
use crate::topics::compare::Comparison;
use crate::worker::{Job, Outcome, Worker};

#[derive(Default)]
pub(super) struct Comparing {
    /// With the revision of the topics that it holds for.
    found: Option<(u64, Comparison)>,
    worker: Option<(u64, Worker)>,
    /// The revision that could not be compared: not tried again.
    failed: Option<u64>,
}

impl Workspace {
    /// How the topics differ from the start; `None` until [`super::Action::CompareWithStart`] was carried out for them.
    pub fn comparison(&self) -> Option<&Comparison> {
        let revision = self.session.as_ref()?.revision;
        self.comparing.found.as_ref().filter(|(known, _)| *known == revision).map(|(_, comparison)| comparison)
    }

    pub(super) fn is_comparing(&self) -> bool {
        self.comparing.worker.is_some()
    }

    pub(super) fn compare_with_start(&mut self) {
        let Some(session) = &self.session else { return };
        if self.comparing.failed == Some(session.revision) {
            return;
        }
        if self.comparing.worker.as_ref().is_some_and(|(revision, _)| *revision == session.revision) {
            return;
        }
        let (analysis, topics) = (Arc::clone(&session.analysis), Box::new(session.topics.clone()));
        match Worker::start(Job::Compare { analysis, topics }, Arc::clone(&self.wake)) {
            Ok(worker) => self.comparing.worker = Some((session.revision, worker)),
            Err(error) => self.notices.warn(format!("Cannot compare in the background: {error}")),
        }
    }

    pub(super) fn poll_comparing(&mut self) {
        let Some((revision, worker)) = &self.comparing.worker else { return };
        let Some(outcome) = worker.poll() else { return };
        match outcome {
            Outcome::Compared(comparison) => self.comparing.found = Some((*revision, comparison)),
            other => {
                self.comparing.failed = Some(*revision);
                if let Outcome::Failed(reason) = other {
                    self.notices.warn(reason);
                }
            }
        }
        self.comparing.worker = None;
    }
}

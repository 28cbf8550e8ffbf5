//! What counts as alike and how groups are cut: chosen by the researcher, worked out by a worker.

use std::sync::Arc;

use super::Workspace;
use crate::topics::merge_tree::{Grouping, GroupingRule};
use crate::worker::{Job, Outcome, Worker};

#[derive(Default)]
pub(super) struct GroupingChoice {
    /// For this and the next clusterings.
    pub(super) wanted: Grouping,
    /// With the revision of the topics that it is for.
    worker: Option<(u64, Worker)>,
}

impl Workspace {
    /// What counts as alike, as soon as it is worked out.
    pub fn grouping(&self) -> Grouping {
        self.grouping.wanted
    }

    /// Whether relations are being worked out.
    pub fn is_relating(&self) -> bool {
        self.grouping.worker.is_some()
    }

    pub(super) fn set_grouping(&mut self, grouping: Grouping) {
        self.grouping.wanted = grouping;
        self.keep_view();
        self.relate();
    }

    /// Starts to work out how the topics relate, unless that is known: after a choice, and for the greedy rule, whose curve
    /// takes too long for the window, after each change of the topics.
    pub(super) fn relate(&mut self) {
        let Some(session) = &self.session else { return };
        let wanted = self.grouping.wanted;
        let relations = &session.tables.relations;
        let lacks_curve = wanted.rule == GroupingRule::Greedy && relations.curve.is_empty();
        if relations.grouping == wanted && !lacks_curve {
            self.grouping.worker = None;
            return;
        }
        let job = Job::Relate {
            topics: Box::new(session.topics.clone()),
            leaves: Box::new(session.tables.leaves().clone()),
            grouping: wanted,
        };
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => self.grouping.worker = Some((session.revision, worker)),
            Err(error) => self.notices.warn(format!("Cannot compare topics in the background: {error}")),
        }
    }

    pub(super) fn poll_relations(&mut self) {
        let Some((revision, worker)) = &self.grouping.worker else { return };
        let (revision, Some(outcome)) = (*revision, worker.poll()) else { return };
        self.grouping.worker = None;
        let Some(session) = &mut self.session else { return };
        match outcome {
            // What was worked out for topics that have changed since is worked out again.
            Outcome::Related(_) if session.revision != revision => self.relate(),
            Outcome::Related(relations) => {
                session.tables.take_relations(*relations, &session.topics);
                self.last_revision += 1;
                session.revision = self.last_revision;
                self.session_changed();
            }
            Outcome::Failed(reason) => {
                self.grouping.wanted = session.tables.relations.grouping;
                self.notices.warn(reason);
            }
            _ => {}
        }
    }
}

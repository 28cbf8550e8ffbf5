//! Why a document is where it is: what pulls it to its topic and to the runner-up, found by a worker for the document that
//! is read, or the one line that is chosen.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Workspace;
use crate::corpus::DocId;
use crate::topics::TopicId;
use crate::topics::pull::Pull;
use crate::worker::{Job, Outcome, Worker};

/// The pulls on a document, as they are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownPull {
    pub document: DocId,
    /// The revision of the topics that it holds for.
    pub revision: u64,
    pub own: TopicId,
    /// Cosine to the centroid of its own topic.
    pub similarity: f64,
    /// The most similar other topic with its cosine.
    pub runner_up: Option<(TopicId, f64)>,
    /// Sum of all pulls towards the own topic, and of all towards the runner-up: both 0 or more.
    pub towards: f64,
    pub away: f64,
    /// The strongest pull first.
    pub terms: Vec<PullingTerm>,
    strengths: FxHashMap<String, f32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PullingTerm {
    pub text: String,
    /// Above 0 towards the own topic.
    pub pull: f64,
}

impl ShownPull {
    /// By how much the own topic is more similar than the runner-up.
    pub fn margin(&self) -> f64 {
        self.similarity - self.runner_up.map_or(0.0, |(_, cosine)| cosine)
    }

    /// The pull of a term as a share of the strongest, from −1 (to the runner-up) to 1 (to the own topic).
    pub fn strength(&self, term: &str) -> Option<f32> {
        self.strengths.get(term).copied()
    }
}

#[derive(Default)]
pub(super) struct Pulling {
    shown: Option<Arc<ShownPull>>,
    /// The document that was last asked about, with the revision of the topics.
    asked: Option<(DocId, u64)>,
    worker: Option<Worker>,
}

impl Pulling {
    pub(super) fn is_pending(&self) -> bool {
        self.worker.is_some()
    }
}

impl Workspace {
    /// What pulls the document in question; `None` until it is known, or if it is in no open topic or holds no term.
    pub fn pull(&self) -> Option<&Arc<ShownPull>> {
        let document = self.detail.in_question()?;
        self.pulling.shown.as_ref().filter(|shown| shown.document == document)
    }

    /// The topic that the read or chosen documents are next to, if it is known and one for all of them.
    pub fn runner_up(&self) -> Option<TopicId> {
        let session = self.session.as_ref()?;
        let known = if self.detail.in_question().is_some() {
            let pull = self.pull().filter(|pull| pull.revision == session.revision);
            pull.and_then(|pull| pull.runner_up).map(|(topic, _)| topic)
        } else {
            self.detail.chosen.runner_up
        };
        known.filter(|&topic| session.topics.is_open(topic))
    }

    /// Asks for the pulls on the document in question and its words, unless that was done already.
    pub(super) fn update_pull(&mut self) {
        self.update_reading_words();
        let wanted = self.detail.in_question().zip(self.session.as_ref().map(|session| session.revision));
        if self.pulling.asked == wanted {
            return;
        }
        self.pulling.asked = wanted;
        self.pulling.worker = None;
        let (Some((document, _)), Some(session)) = (wanted, &self.session) else {
            self.pulling.shown = None;
            return;
        };
        let home = session.topics.home(document).and_then(|home| session.topics.outermost(home));
        let Some(own) = home.filter(|&own| session.topics.is_open(own)) else {
            self.pulling.shown = None;
            return;
        };
        let (analysis, topics) = (Arc::clone(&session.analysis), session.open_profiles().collect());
        match Worker::start(Job::Pull { analysis, document, own, topics }, Arc::clone(&self.wake)) {
            Ok(worker) => self.pulling.worker = Some(worker),
            Err(error) => self.notices.warn(format!("Cannot compare a document in the background: {error}")),
        }
    }

    pub(super) fn poll_pull(&mut self) {
        let Some(outcome) = self.pulling.worker.as_ref().and_then(Worker::poll) else { return };
        self.pulling.worker = None;
        self.pulling.shown = match outcome {
            Outcome::Pulled(Some(pull)) => self.pulling.asked.and_then(|asked| self.shown_pull(asked, &pull)),
            Outcome::Failed(reason) => {
                self.notices.warn(reason);
                None
            }
            _ => None,
        };
    }

    fn shown_pull(&self, (document, revision): (DocId, u64), pull: &Pull) -> Option<Arc<ShownPull>> {
        let vocabulary = &self.session.as_ref()?.analysis.vectorized.vocabulary;
        let strongest = pull.terms.first().map_or(0.0, |term| term.pull.abs());
        let share = |pull: f64| if strongest > 0.0 { (pull / strongest) as f32 } else { 0.0 };
        let terms: Vec<PullingTerm> = pull
            .terms
            .iter()
            .map(|term| PullingTerm { text: vocabulary.term(term.term).to_owned(), pull: term.pull })
            .collect();
        Some(Arc::new(ShownPull {
            document,
            revision,
            own: pull.own,
            similarity: pull.similarity,
            runner_up: pull.runner_up,
            towards: pull.terms.iter().map(|term| term.pull.max(0.0)).sum(),
            away: pull.terms.iter().map(|term| (-term.pull).max(0.0)).sum(),
            strengths: terms.iter().map(|term| (term.text.clone(), share(term.pull))).collect(),
            terms,
        }))
    }
}

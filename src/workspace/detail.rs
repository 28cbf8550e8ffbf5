//! The topic in focus: its terms, its documents, and the document that is being read.
//!
//! Terms follow the pointer; documents follow the selection and are ranked by a worker.

use std::sync::Arc;

use super::Workspace;
use crate::cluster::ClusterId;
use crate::corpus::DocId;
use crate::corpus::vocabulary::TermId;
use crate::topics::TopicId;
use crate::topics::keywords::relevant_terms;
use crate::topics::profile::Profile;
use crate::topics::ranking::RankedDocument;
use crate::worker::{Job, Outcome, Worker};

pub struct Detail {
    /// λ of the relevance, in `0..=1`.
    pub lambda: f64,
    /// The topics whose terms are shown: those under the pointer, or else the selected ones, as if they were one.
    pub terms_of: Vec<TopicId>,
    pub terms: Vec<TermBar>,
    pub documents: DocumentList,
    pub reading: Option<DocId>,
    /// Grows with every new list of documents.
    pub documents_revision: u64,
    ranking: Option<Worker>,
    /// The clusters whose documents are shown or being ranked.
    ranked_clusters: Vec<ClusterId>,
}

/// A term of a topic with its number of documents.
#[derive(Clone, Debug, PartialEq)]
pub struct TermBar {
    pub term: TermId,
    pub text: String,
    pub n_in_topic: u32,
    pub n_in_corpus: u32,
    pub relevance: f64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum DocumentList {
    #[default]
    NothingSelected,
    Ranking,
    Ready(Vec<RankedDocument>),
}

/// The customary λ (Sievert, Shirley 2014).
const DEFAULT_LAMBDA: f64 = 0.6;

/// Term bars shown.
const N_TERMS: usize = 30;

impl Default for Detail {
    fn default() -> Self {
        Self {
            lambda: DEFAULT_LAMBDA,
            terms_of: Vec::new(),
            terms: Vec::new(),
            documents: DocumentList::default(),
            reading: None,
            documents_revision: 0,
            ranking: None,
            ranked_clusters: Vec::new(),
        }
    }
}

impl Detail {
    pub(super) fn reset(&mut self) {
        *self = Self { lambda: self.lambda, documents_revision: self.documents_revision + 1, ..Self::default() };
    }

    pub(super) fn stop(&mut self) {
        if let Some(ranking) = self.ranking.take() {
            ranking.stop();
        }
    }
}

impl Workspace {
    pub(super) fn set_relevance(&mut self, lambda: f64) {
        self.detail.lambda = lambda.clamp(0.0, 1.0);
        self.update_terms();
    }

    /// Follows a change of the selection or of the topics.
    pub(super) fn update_detail(&mut self) {
        self.update_terms();
        self.update_documents();
    }

    pub(super) fn update_terms(&mut self) {
        let hovered = self.selection.hovered();
        let topics = if hovered.is_empty() { self.selection.topics() } else { hovered }.to_vec();
        self.detail.terms.clear();
        if let (Some(session), Some(profile)) = (&self.session, self.profile_of(&topics)) {
            let corpus = &session.analysis.profiles.corpus;
            let vocabulary = &session.analysis.vectorized.vocabulary;
            let bar = |keyword: crate::topics::keywords::Keyword| TermBar {
                term: keyword.term,
                text: vocabulary.term(keyword.term).to_owned(),
                n_in_topic: keyword.sum.n_documents,
                n_in_corpus: vocabulary.document_count(keyword.term),
                relevance: keyword.score,
            };
            let terms = relevant_terms(&profile, corpus, self.detail.lambda, N_TERMS);
            self.detail.terms = terms.into_iter().map(bar).collect();
        }
        self.detail.terms_of = topics;
    }

    fn update_documents(&mut self) {
        let topics = self.selection.topics().to_vec();
        let Some(session) = &self.session else { return };
        let mut clusters: Vec<ClusterId> = topics.iter().flat_map(|&id| session.topics.clusters_of(id)).collect();
        clusters.sort_unstable();
        if clusters == self.detail.ranked_clusters && self.detail.documents != DocumentList::NothingSelected {
            return;
        }
        self.detail.reading = None;
        self.detail.documents_revision += 1;
        self.detail.ranked_clusters.clone_from(&clusters);
        let Some(profile) = self.profile_of(&topics) else {
            self.detail.documents = DocumentList::NothingSelected;
            self.detail.ranking = None;
            return;
        };
        let job = Job::Rank { analysis: Arc::clone(&session.analysis), clusters, profile };
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => {
                self.detail.ranking = Some(worker);
                self.detail.documents = DocumentList::Ranking;
            }
            Err(error) => self.notices.warn(format!("Cannot rank documents in the background: {error}")),
        }
    }

    pub(super) fn poll_documents(&mut self) {
        match self.detail.ranking.as_ref().and_then(Worker::poll) {
            Some(Outcome::Ranked(documents)) => {
                self.detail.documents = DocumentList::Ready(documents);
                self.detail.ranking = None;
            }
            Some(Outcome::Failed(reason)) => {
                self.notices.warn(reason);
                self.detail.ranking = None;
            }
            _ => {}
        }
    }

    /// The profile of some topics taken as one.
    fn profile_of(&self, topics: &[TopicId]) -> Option<Arc<Profile>> {
        let tables = &self.session.as_ref()?.tables;
        match topics {
            [] => None,
            [only] => tables.profile(*only).cloned(),
            several => {
                let parts: Vec<&Profile> =
                    several.iter().filter_map(|&id| tables.profile(id)).map(AsRef::as_ref).collect();
                Some(Arc::new(Profile::sum_of(&parts)))
            }
        }
    }
}

//! The topic in focus: its terms, its documents, and the document that is being read.
//!
//! Terms follow the pointer; documents follow the selection and are ranked by a worker.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Workspace;
use super::choosing::Chosen;
use super::documents::{ListKind, ListedFor};
use super::listing::DocumentList;
use crate::corpus::vocabulary::TermId;
use crate::topics::TopicId;
use crate::topics::keywords::{Keyword, relevant_terms};
use crate::topics::listing::DocumentSort;
use crate::topics::profile::Profile;
use crate::worker::Worker;

pub struct Detail {
    /// λ of the relevance, in `0..=1`.
    pub lambda: f64,
    /// The topics whose terms are shown: those under the pointer, or else the selected ones, as if they were one.
    pub terms_of: Vec<TopicId>,
    pub terms: Vec<TermBar>,
    /// The terms of the selected topics, to be marked in documents. They do not follow the pointer.
    pub marks: Arc<FxHashSet<String>>,
    /// The selected topics taken as one.
    pub(super) selected: Option<Arc<Profile>>,
    pub documents: DocumentList,
    /// The order of the selection's documents.
    pub(super) sort: DocumentSort,
    /// The order of what was searched for.
    pub(super) found_sort: DocumentSort,
    /// Whether documents with the same words are shown once.
    pub(super) folds: bool,
    pub(super) chosen: Chosen,
    /// The document that is read, as its place in the list.
    pub reading: Option<usize>,
    /// Grows with every list of other documents, or in another order.
    pub documents_revision: u64,
    pub(super) listing: Option<Worker>,
    /// Whether nothing of the list that is being made is shown yet.
    pub(super) is_new: bool,
    /// What the list is that is being made, or was made last.
    pub(super) list_kind: ListKind,
    /// What the documents that are shown or being listed were asked for with; `None` while search results are.
    pub(super) listed_for: Option<ListedFor>,
    /// What is searched for.
    pub(super) query: Option<String>,
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
            marks: Arc::default(),
            selected: None,
            documents: DocumentList::default(),
            sort: DocumentSort::default(),
            found_sort: DocumentSort::AsRead,
            folds: true,
            chosen: Chosen::default(),
            reading: None,
            documents_revision: 0,
            listing: None,
            is_new: false,
            list_kind: ListKind::default(),
            listed_for: None,
            query: None,
        }
    }
}

impl Detail {
    pub(super) fn reset(&mut self) {
        let (sort, folds) = (self.sort, self.folds);
        let documents_revision = self.documents_revision + 1;
        *self = Self { lambda: self.lambda, sort, folds, documents_revision, ..Self::default() };
    }
}

impl Workspace {
    pub(super) fn set_relevance(&mut self, lambda: f64) {
        self.detail.lambda = lambda.clamp(0.0, 1.0);
        self.update_selected();
        self.update_terms();
    }

    /// Follows a change of the selection.
    pub(super) fn update_detail(&mut self) {
        self.update_selected();
        self.update_terms();
        self.update_documents(ListKind::Other);
    }

    /// Follows a change of the topics under the same selection; documents that were searched for stay.
    pub(super) fn refresh_detail(&mut self) {
        self.update_selected();
        self.update_terms();
        self.refresh_documents();
    }

    /// Sums the selected topics up, once for terms, marks and documents.
    fn update_selected(&mut self) {
        self.detail.selected = self.profile_of(self.selection.topics());
        let bars = self.detail.selected.as_ref().map_or_else(Vec::new, |profile| self.term_bars(profile));
        self.detail.marks = Arc::new(bars.iter().map(|bar| bar.text.clone()).collect());
    }

    pub(super) fn update_terms(&mut self) {
        let hovered = self.selection.hovered();
        let (topics, profile) = if hovered.is_empty() {
            (self.selection.topics(), self.detail.selected.clone())
        } else {
            (hovered, self.profile_of(hovered))
        };
        self.detail.terms_of = topics.to_vec();
        self.detail.terms = profile.map_or_else(Vec::new, |profile| self.term_bars(&profile));
    }

    /// The most relevant terms of a topic.
    fn term_bars(&self, profile: &Profile) -> Vec<TermBar> {
        let Some(session) = &self.session else { return Vec::new() };
        let vocabulary = &session.analysis.vectorized.vocabulary;
        let background = session.tables.background();
        let bar = |keyword: Keyword| TermBar {
            term: keyword.term,
            text: vocabulary.term(keyword.term).to_owned(),
            n_in_topic: keyword.sum.n_documents,
            n_in_corpus: background.sum(keyword.term).n_documents.max(keyword.sum.n_documents),
            relevance: keyword.score,
        };
        let ignored = session.tables.ignored();
        relevant_terms(profile, background, ignored, self.detail.lambda, N_TERMS).into_iter().map(bar).collect()
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

//! The terms of the topic in focus, which follow the pointer, and the term that is lit up: under the pointer, or kept by a
//! click. The map shows how the documents of the lit term spread over the topics.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Workspace;
use crate::corpus::vocabulary::TermId;
use crate::topics::TopicId;
use crate::topics::keywords::{Keyword, relevant_terms};
use crate::topics::profile::Profile;

pub struct Terms {
    /// λ of the relevance, in `0..=1`.
    pub lambda: f64,
    /// The topics whose terms are shown: those under the pointer, or else the selected ones, as if they were one.
    pub of: Vec<TopicId>,
    pub bars: Vec<TermBar>,
    /// The terms of the selected topics, to be marked in documents. They do not follow the pointer.
    pub marks: Arc<FxHashSet<String>>,
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

impl Default for Terms {
    fn default() -> Self {
        Self { lambda: DEFAULT_LAMBDA, of: Vec::new(), bars: Vec::new(), marks: Arc::default() }
    }
}

impl Terms {
    pub(super) fn reset(&mut self) {
        *self = Self { lambda: self.lambda, ..Self::default() };
    }
}

impl Workspace {
    pub(super) fn set_relevance(&mut self, lambda: f64) {
        self.terms.lambda = lambda.clamp(0.0, 1.0);
        self.update_marks();
        self.update_terms();
    }

    /// Follows the selected topics, once they are summed up.
    pub(super) fn update_marks(&mut self) {
        let bars = self.detail.selected.as_ref().map_or_else(Vec::new, |profile| self.term_bars(profile));
        self.terms.marks = Arc::new(bars.iter().map(|bar| bar.text.clone()).collect());
    }

    pub(super) fn update_terms(&mut self) {
        let hovered = self.selection.hovered();
        let (topics, profile) = if hovered.is_empty() {
            (self.selection.topics(), self.detail.selected.clone())
        } else {
            (hovered, self.profile_of(hovered))
        };
        self.terms.of = topics.to_vec();
        self.terms.bars = profile.map_or_else(Vec::new, |profile| self.term_bars(&profile));
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
        relevant_terms(profile, background, ignored, self.terms.lambda, N_TERMS).into_iter().map(bar).collect()
    }
}

/// How the documents that hold a term spread over the open topics.
#[derive(Clone, Debug, PartialEq)]
pub struct LitTerm {
    pub term: TermId,
    pub text: String,
    /// Documents with the term in all open topics.
    pub n_documents: u32,
    in_topic: FxHashMap<TopicId, u32>,
}

impl LitTerm {
    /// Documents of an open topic that hold the term.
    pub fn n_in(&self, topic: TopicId) -> u32 {
        self.in_topic.get(&topic).copied().unwrap_or(0)
    }
}

#[derive(Default)]
pub(super) struct TermLight {
    hovered: Option<TermId>,
    pinned: Option<TermId>,
    /// What is lit, with the revision of the topics that it was counted in.
    lit: Option<(u64, LitTerm)>,
}

impl Workspace {
    /// The term under the pointer, or else the one that was pinned.
    pub fn lit_term(&self) -> Option<&LitTerm> {
        self.term_light.lit.as_ref().map(|(_, lit)| lit)
    }

    /// Whether a click keeps the term lit.
    pub fn is_pinned(&self, term: TermId) -> bool {
        self.term_light.pinned == Some(term)
    }

    pub(super) fn hover_term(&mut self, term: Option<TermId>) {
        self.term_light.hovered = term;
        self.update_lit_term();
    }

    /// Keeps a term lit, or lets go of the one that is.
    pub(super) fn pin_term(&mut self, term: TermId) {
        self.term_light.pinned = (!self.is_pinned(term)).then_some(term);
        self.update_lit_term();
    }

    pub(super) fn unpin_term(&mut self) {
        self.term_light = TermLight::default();
    }

    /// Follows the pointer and the topics.
    pub(super) fn update_lit_term(&mut self) {
        let wanted = self.term_light.hovered.or(self.term_light.pinned);
        let (Some(term), Some(session)) = (wanted, &self.session) else {
            self.term_light.lit = None;
            return;
        };
        if self.term_light.lit.as_ref().is_some_and(|(known, lit)| *known == session.revision && lit.term == term) {
            return;
        }
        let in_topic: FxHashMap<TopicId, u32> = session
            .topics
            .open()
            .filter_map(|id| Some((id, session.tables.profile(id)?.sum(term).n_documents)))
            .filter(|&(_, n)| n > 0)
            .collect();
        let text = session.analysis.vectorized.vocabulary.term(term).to_owned();
        let n_documents = session.topics.open().filter_map(|id| in_topic.get(&id)).sum();
        self.term_light.lit = Some((session.revision, LitTerm { term, text, n_documents, in_topic }));
    }
}

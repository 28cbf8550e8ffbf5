//! The terms of the topic in focus, which follow the pointer, and the term that is lit up: under the pointer, or kept by a
//! click. The map shows how the documents of the lit term spread over the topics.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Workspace;
use super::pair::TopicPair;
use crate::corpus::vocabulary::TermId;
use crate::topics::TopicId;
use crate::topics::keywords::{Keyword, TermScore, ranked_terms};
use crate::topics::profile::Profile;

pub struct Terms {
    /// What puts one term before another.
    pub score: TermScore,
    /// λ of the relevance, in `0..=1`, also while another score ranks.
    pub lambda: f64,
    /// The topics whose terms are shown: those under the pointer, or else the selected ones, as if they were one.
    pub of: Vec<TopicId>,
    /// Documents of these topics, and of all open ones.
    pub n_documents: u32,
    pub n_in_corpus: u32,
    /// The best terms, at most [`n_wanted`](Self::n_wanted).
    pub bars: Vec<TermBar>,
    pub n_wanted: usize,
    /// The two topics side by side, if the terms are of two.
    pub pair: Option<TopicPair>,
    /// The terms of the selected topics, to be marked in documents. They do not follow the pointer.
    pub marks: Arc<FxHashSet<String>>,
}

/// A term of a topic with its numbers of documents.
#[derive(Clone, Debug, PartialEq)]
pub struct TermBar {
    pub term: TermId,
    pub text: String,
    pub n_in_topic: u32,
    pub n_in_corpus: u32,
    pub score: f64,
}

/// The customary λ (Sievert, Shirley 2014).
const DEFAULT_LAMBDA: f64 = 0.6;

/// Terms that are listed unless more are wanted, and those that are marked in documents.
pub const N_TERMS: usize = 30;

/// The longest list of terms.
pub const MOST_TERMS: usize = 100;

impl Default for Terms {
    fn default() -> Self {
        Self {
            score: TermScore::Relevance { lambda: DEFAULT_LAMBDA },
            lambda: DEFAULT_LAMBDA,
            of: Vec::new(),
            n_documents: 0,
            n_in_corpus: 0,
            bars: Vec::new(),
            n_wanted: N_TERMS,
            pair: None,
            marks: Arc::default(),
        }
    }
}

impl Terms {
    /// Whether a longer list may hold more.
    pub fn may_have_more(&self) -> bool {
        self.n_wanted < MOST_TERMS && self.bars.len() == self.n_wanted
    }

    pub(super) fn reset(&mut self) {
        *self = Self { score: self.score, lambda: self.lambda, n_wanted: self.n_wanted, ..Self::default() };
    }
}

/// Topics under the pointer whose terms are shown as one.
const MOST_SUMMED: usize = 8;

impl Workspace {
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Keeps λ for the relevance, and ranks by it if that is what ranks.
    pub(super) fn set_relevance(&mut self, lambda: f64) {
        self.terms.lambda = lambda.clamp(0.0, 1.0);
        if matches!(self.terms.score, TermScore::Relevance { .. }) {
            self.set_term_score(TermScore::Relevance { lambda });
        }
    }

    pub(super) fn set_term_score(&mut self, score: TermScore) {
        self.terms.score = match score {
            TermScore::Relevance { lambda } => {
                self.terms.lambda = lambda.clamp(0.0, 1.0);
                TermScore::Relevance { lambda: self.terms.lambda }
            }
            other => other,
        };
        self.update_marks();
        self.update_terms();
    }

    pub(super) fn list_terms(&mut self, n_wanted: usize) {
        self.terms.n_wanted = n_wanted.clamp(1, MOST_TERMS);
        self.update_terms();
    }

    /// Follows the selected topics, once they are summed up.
    pub(super) fn update_marks(&mut self) {
        let bars = self.detail.selected.as_ref().map_or_else(Vec::new, |profile| self.term_bars(profile, N_TERMS));
        self.terms.marks = Arc::new(bars.into_iter().map(|bar| bar.text).collect());
    }

    pub(super) fn update_terms(&mut self) {
        let hovered = self.selection.hovered();
        // To sum up very many topics takes longer than a pointer stays: their terms are shown once they are selected.
        let (topics, profile) = if hovered.is_empty() || hovered.len() > MOST_SUMMED {
            (self.selection.topics(), self.detail.selected.clone())
        } else {
            (hovered, self.profile_of(hovered))
        };
        self.terms.pair = match *topics {
            [a, b] => self.pair_of(a, b),
            _ => None,
        };
        self.terms.of = topics.to_vec();
        self.terms.n_in_corpus = self.session.as_ref().map_or(0, |session| session.tables.background().n_documents);
        self.terms.n_documents = profile.as_ref().map_or(0, |profile| profile.n_documents);
        let n = self.terms.n_wanted;
        self.terms.bars = profile.map_or_else(Vec::new, |profile| self.term_bars(&profile, n));
    }

    /// The `n` best terms of a topic, by the score that was chosen.
    pub(super) fn ranked_terms(&self, profile: &Profile, n: usize) -> Vec<Keyword> {
        let Some(session) = &self.session else { return Vec::new() };
        let tables = &session.tables;
        ranked_terms(self.terms.score, profile, tables.background(), tables.relations.len(), tables.ignored(), n)
    }

    pub(super) fn term_bars(&self, profile: &Profile, n: usize) -> Vec<TermBar> {
        let Some(session) = &self.session else { return Vec::new() };
        let vocabulary = &session.analysis.vectorized.vocabulary;
        let background = session.tables.background();
        let bar = |keyword: Keyword| TermBar {
            term: keyword.term,
            text: vocabulary.term(keyword.term).to_owned(),
            n_in_topic: keyword.sum.n_documents,
            n_in_corpus: background.sum(keyword.term).n_documents.max(keyword.sum.n_documents),
            score: keyword.score,
        };
        self.ranked_terms(profile, n).into_iter().map(bar).collect()
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
    /// Open topics with a document that holds the term.
    pub fn n_topics(&self) -> usize {
        self.in_topic.len()
    }

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

    /// The term that stays lit when the pointer leaves it.
    pub fn pinned_term(&self) -> Option<TermId> {
        self.term_light.pinned
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
        let ignored = self.session.as_ref().map(|session| session.tables.ignored());
        // What is ignored is in no list any more, where a click could let it go.
        self.term_light.pinned =
            self.term_light.pinned.filter(|&term| !ignored.is_some_and(|them| them.contains(term)));
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

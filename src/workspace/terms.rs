//! The term that is lit up: under the pointer, or kept by a click. The map shows how its documents spread over the topics.

use rustc_hash::FxHashMap;

use super::Workspace;
use crate::corpus::vocabulary::TermId;
use crate::topics::TopicId;

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

//! Two topics side by side: the words of each, and those that both share. Made once for a pair, not for a frame.

use rustc_hash::FxHashSet;

use super::Workspace;
use crate::corpus::vocabulary::TermId;
use crate::topics::TopicId;

#[derive(Clone, Debug, PartialEq)]
pub struct TopicPair {
    pub topics: [TopicId; 2],
    pub n_documents: [u32; 2],
    /// By the measure that topics are grouped by.
    pub similarity: f32,
    /// Of the centroids.
    pub cosine: f32,
    /// The place of the pair among all `n_pairs`, the most similar first, from 1.
    pub rank: usize,
    pub n_pairs: usize,
    /// Terms that are among the best of one topic only, the best first.
    pub own: [Vec<PairTerm>; 2],
    /// Terms that are among the best of both, first those that the less likely of the two has most of.
    pub shared: Vec<PairTerm>,
    /// The largest share of the documents of a topic that holds one of the terms, in `0..=1`.
    pub largest_share: f64,
}

/// A term with its documents in either topic.
#[derive(Clone, Debug, PartialEq)]
pub struct PairTerm {
    pub term: TermId,
    pub text: String,
    pub n_in: [u32; 2],
}

/// Best terms of a topic that are held against those of the other: a few more than a list shows, since words of two topics
/// that are much alike hardly meet among the very first.
const N_COMPARED: usize = 60;

impl TopicPair {
    /// Share of the documents of one of the topics that hold the term, in `0..=1`.
    pub fn share(&self, term: &PairTerm, side: usize) -> f64 {
        f64::from(term.n_in[side]) / f64::from(self.n_documents[side].max(1))
    }
}

impl Workspace {
    pub(super) fn pair_of(&self, a: TopicId, b: TopicId) -> Option<TopicPair> {
        let session = self.session.as_ref()?;
        let tables = &session.tables;
        let profiles = [tables.profile(a)?, tables.profile(b)?];
        let best = profiles.map(|profile| self.ranked_terms(profile, N_COMPARED));
        let sets: [FxHashSet<TermId>; 2] = [0, 1].map(|side: usize| best[side].iter().map(|word| word.term).collect());
        let vocabulary = &session.analysis.vectorized.vocabulary;
        let pair_term = |term: TermId| PairTerm {
            term,
            text: vocabulary.term(term).to_owned(),
            n_in: profiles.map(|profile| profile.sum(term).n_documents),
        };
        let own = [0, 1].map(|side: usize| {
            let alone = best[side].iter().filter(|word| !sets[1 - side].contains(&word.term));
            alone.map(|word| pair_term(word.term)).collect()
        });
        let shared =
            best[0].iter().filter(|word| sets[1].contains(&word.term)).map(|word| pair_term(word.term)).collect();
        let mut pair = TopicPair {
            topics: [a, b],
            n_documents: profiles.map(|profile| profile.n_documents),
            similarity: tables.relations.similarities.between(a, b)?,
            cosine: tables.relations.cosine(a, b)?,
            rank: tables.relations.rank(a, b)?,
            n_pairs: tables.relations.pairs.len(),
            own,
            shared,
            largest_share: 0.0,
        };
        let mut shared = std::mem::take(&mut pair.shared);
        let lesser = |term: &PairTerm| pair.share(term, 0).min(pair.share(term, 1));
        shared.sort_by(|x, y| lesser(y).total_cmp(&lesser(x)).then(x.term.cmp(&y.term)));
        let all = pair.own.iter().flatten().chain(&shared);
        let largest_share = all.flat_map(|term| [0, 1].map(|side| pair.share(term, side))).fold(0.0, f64::max);
        (pair.shared, pair.largest_share) = (shared, largest_share);
        Some(pair)
    }
}

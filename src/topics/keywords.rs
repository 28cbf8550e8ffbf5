//! The terms that tell a topic from the rest of the corpus.

use super::profile::{Profile, TermSum};
use crate::corpus::vocabulary::{TermId, TermSet, Vocabulary};

/// A term with its score for a topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keyword {
    pub term: TermId,
    pub score: f64,
    /// The topic's sum of the term.
    pub sum: TermSum,
}

/// Terms with the largest share of the topic that are weighed against the rest of the corpus. The talk takes 300 for
/// lists of 30; a name needs the commonest terms only, and 12 keep out those that are in a few documents only.
pub const CANDIDATES: usize = 12;

/// The `n` best terms by proportion: candidates are the terms with the largest share `p` of the topic (coverage), ranked by
/// `s = p / (p + q)` with `q` their share of all other documents (discrimination); 0.5 means as common as elsewhere, and
/// terms below it are left out.
///
/// Terms of `ignored` are passed over. Kim, Kim, Cho 2020, section 3.3. Shares are those of the true sums of the documents, where the reference code takes
/// `n · centroid`, which overstates loose clusters. Without any other document every term scores 1.
pub fn proportion_keywords(topic: &Profile, corpus: &Profile, ignored: &TermSet, n: usize) -> Vec<Keyword> {
    // Counted in documents: a difference of equal sums can leave a rest of rounding.
    let has_rest = corpus.n_documents > topic.n_documents;
    let rest_weight = corpus.total_weight - topic.total_weight;
    let score = |sum: TermSum| {
        let p = sum.weight / topic.total_weight;
        let rest = (corpus.sum(sum.term).weight - sum.weight).max(0.0);
        let q = if has_rest { rest / rest_weight } else { 0.0 };
        Keyword { term: sum.term, score: p / (p + q), sum }
    };
    let mut candidates: Vec<TermSum> = heeded(topic, ignored).copied().collect();
    keep_first(&mut candidates, CANDIDATES.max(n), |a, b| b.weight.total_cmp(&a.weight).then(a.term.cmp(&b.term)));
    let mut keywords: Vec<Keyword> = candidates.into_iter().map(score).filter(|word| word.score >= 0.5).collect();
    // Equal scores are common (a term that is nowhere else scores 1): then the larger share goes first.
    keywords.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then(b.sum.weight.total_cmp(&a.sum.weight)).then(a.term.cmp(&b.term))
    });
    keywords.truncate(n);
    keywords
}

/// Terms in the name of a topic that the researcher has not named.
pub const NAME_TERMS: usize = 3;

/// What a topic is called until the researcher names it: its best keywords.
pub fn automatic_name(topic: &Profile, corpus: &Profile, ignored: &TermSet, vocabulary: &Vocabulary) -> String {
    let mut keywords = proportion_keywords(topic, corpus, ignored, NAME_TERMS);
    if keywords.is_empty() {
        // Nothing sets the topic apart: it goes by what it has most of.
        keywords = relevant_terms(topic, corpus, ignored, 1.0, NAME_TERMS);
    }
    let terms: Vec<&str> = keywords.iter().map(|keyword| vocabulary.term(keyword.term)).collect();
    terms.join(", ")
}

/// The `n` best terms by relevance `λ · ln p(w | topic) + (1 − λ) · ln (p(w | topic) / p(w))`; λ = 1 ranks by share, λ = 0 by lift.
///
/// Sievert, Shirley: *LDAvis: A method for visualizing and interpreting topics*, ACL workshop 2014, equation 1, with the
/// shares of the topic's and the corpus's sums of weights.
pub fn relevant_terms(topic: &Profile, corpus: &Profile, ignored: &TermSet, lambda: f64, n: usize) -> Vec<Keyword> {
    let score = |sum: &TermSum| {
        let p = sum.weight / topic.total_weight;
        let p_corpus = corpus.sum(sum.term).weight / corpus.total_weight;
        Keyword { term: sum.term, score: lambda * p.ln() + (1.0 - lambda) * (p / p_corpus).ln(), sum: *sum }
    };
    let mut terms: Vec<Keyword> = heeded(topic, ignored).map(score).collect();
    keep_first(&mut terms, n, |a, b| b.score.total_cmp(&a.score).then(a.term.cmp(&b.term)));
    terms
}

fn heeded<'a>(topic: &'a Profile, ignored: &TermSet) -> impl Iterator<Item = &'a TermSum> {
    topic.terms.iter().filter(|sum| !ignored.contains(sum.term))
}

/// Sorts the first `n` items to the front and drops the others.
fn keep_first<T>(items: &mut Vec<T>, n: usize, mut compare: impl FnMut(&T, &T) -> std::cmp::Ordering) {
    if n > 0 && items.len() > n {
        items.select_nth_unstable_by(n - 1, &mut compare);
    }
    items.truncate(n);
    items.sort_unstable_by(compare);
}

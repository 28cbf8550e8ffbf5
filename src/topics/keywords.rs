//! The terms that tell a topic from the rest of the corpus, and the scores that say how well they do.
//!
//! Proportion and relevance go by sums of weights. c-TF-IDF and log-odds are made for counts: of these a profile keeps how
//! many documents hold a term, not how often it stands in them, so a "word" counts once a document.

use std::cmp::Ordering;

use rayon::prelude::*;

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

/// What puts one term of a topic before another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TermScore {
    /// Share of the topic against share of the rest: [`proportion_keywords`], of more candidates than a name has.
    Proportion,
    /// Share and lift, mixed by λ in `0..=1`: [`relevant_terms`].
    Relevance { lambda: f64 },
    /// Share of the topic's words, less for those that are common everywhere.
    CTfIdf,
    /// How surely a term is more usual in the topic than in the rest, in standard deviations.
    LogOdds,
}

impl TermScore {
    /// What the score is called in a table.
    pub fn name(self) -> String {
        match self {
            Self::Proportion => "proportion".to_owned(),
            Self::Relevance { lambda } => format!("relevance (λ = {lambda:.2})"),
            Self::CTfIdf => "c-TF-IDF".to_owned(),
            Self::LogOdds => "log-odds (z)".to_owned(),
        }
    }
}

/// Candidates of a list by proportion: 300 for lists of 30, as in the talk that goes with Kim, Kim, Cho 2020.
const LIST_CANDIDATES: usize = 300;

/// The `n` best terms of `topic`, one of the `n_topics` that make up `corpus`, by `score`, best first. Terms of `ignored` are
/// passed over; in the totals of a score they count.
pub fn ranked_terms(
    score: TermScore,
    topic: &Profile,
    corpus: &Profile,
    n_topics: usize,
    ignored: &TermSet,
    n: usize,
) -> Vec<Keyword> {
    match score {
        TermScore::Proportion => proportion_terms(topic, corpus, ignored, LIST_CANDIDATES.max(n), n),
        TermScore::Relevance { lambda } => relevant_terms(topic, corpus, ignored, lambda, n),
        TermScore::CTfIdf => c_tf_idf_terms(topic, corpus, n_topics, ignored, n),
        TermScore::LogOdds => log_odds_terms(topic, corpus, n_topics, ignored, n),
    }
}

/// The [`ranked_terms`] of all `topics` that make up `corpus`, in their order.
pub fn ranked_terms_of_all(
    score: TermScore,
    topics: &[&Profile],
    corpus: &Profile,
    ignored: &TermSet,
    n: usize,
) -> Vec<Vec<Keyword>> {
    topics.par_iter().map(|topic| ranked_terms(score, topic, corpus, topics.len(), ignored, n)).collect()
}

/// Terms with the largest share of the topic that are weighed against the rest of the corpus. The talk takes 300 for
/// lists of 30; a name needs the commonest terms only, and 12 keep out those that are in a few documents only.
pub const CANDIDATES: usize = 12;

/// The `n` best terms by proportion: candidates are the terms with the largest share `p` of the topic (coverage), ranked by
/// `s = p / (p + q)` with `q` their share of all other documents (discrimination); 0.5 means as common as elsewhere, and
/// terms below it are left out.
///
/// Terms of `ignored` are passed over. Kim, Kim, Cho 2020, section 3.3. Shares are those of the true sums of the documents,
/// where the reference code takes `n · centroid`, which overstates loose clusters. Without any other document every term
/// scores 1.
pub fn proportion_keywords(topic: &Profile, corpus: &Profile, ignored: &TermSet, n: usize) -> Vec<Keyword> {
    proportion_terms(topic, corpus, ignored, CANDIDATES.max(n), n)
}

fn proportion_terms(
    topic: &Profile,
    corpus: &Profile,
    ignored: &TermSet,
    n_candidates: usize,
    n: usize,
) -> Vec<Keyword> {
    // Counted in documents: a difference of equal sums can leave a rest of rounding.
    let has_rest = corpus.n_documents > topic.n_documents;
    let rest_weight = corpus.total_weight - topic.total_weight;
    let score = |sum: TermSum| {
        let p = sum.weight / topic.total_weight;
        let rest = (corpus.sum(sum.term).weight - sum.weight).max(0.0);
        // A rest that holds no word at all has no shares.
        let q = if has_rest && rest_weight > 0.0 { rest / rest_weight } else { 0.0 };
        Keyword { term: sum.term, score: p / (p + q), sum }
    };
    let heaviest_first = |a: &TermSum, b: &TermSum| b.weight.total_cmp(&a.weight).then(a.term.cmp(&b.term));
    let candidates = first_of(heeded(topic, ignored).copied(), n_candidates, heaviest_first);
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
    best_by(topic, corpus, ignored, n, |sum, in_corpus| {
        let p = sum.weight / topic.total_weight;
        let p_corpus = in_corpus.weight / corpus.total_weight;
        lambda * p.ln() + (1.0 - lambda) * (p / p_corpus).ln()
    })
}

/// By `tf · ln(1 + A / f)`: `tf` the term's share of the topic's words, `f` how often it is in all topics, `A` the mean number
/// of words of a topic.
///
/// Grootendorst: *Neural topic modeling with a class-based TF-IDF procedure*, arXiv 2203.05794 (2022), section 3.3, with `tf`
/// divided by the length of the class, as its implementation does. Here a word counts once a document, the classes are the
/// open topics, and words are those of the vocabulary.
fn c_tf_idf_terms(topic: &Profile, corpus: &Profile, n_topics: usize, ignored: &TermSet, n: usize) -> Vec<Keyword> {
    let n_words = n_words(topic);
    let mean_words = mean_words(corpus, n_topics);
    best_by(topic, corpus, ignored, n, |sum, in_corpus| {
        let count = f64::from(sum.n_documents);
        let frequency = f64::from(in_corpus.n_documents).max(count);
        count / n_words * (mean_words / frequency).ln_1p()
    })
}

/// By `z = δ / √var`, the topic against all other documents, with
/// `δ = ln((y + α) / (n + α₀ − y − α)) − ln((y′ + α) / (n′ + α₀ − y′ − α))` and `var ≈ 1 / (y + α) + 1 / (y′ + α)`: `y` of the
/// topic's `n` words and `y′` of the `n′` others are the term.
///
/// Monroe, Colaresi, Quinn: *Fightin' Words*, Political Analysis 16 (2008), equations 15, 16 and 22, with its informative
/// Dirichlet prior: `α` is the term's share of the corpus, times `α₀`. Here `α₀` is the mean number of words of a topic, so
/// that the prior weighs as much as one more topic of usual size that is like the corpus, whatever the corpus and the number
/// of topics. A word counts once a document.
fn log_odds_terms(topic: &Profile, corpus: &Profile, n_topics: usize, ignored: &TermSet, n: usize) -> Vec<Keyword> {
    let n_words_here = n_words(topic);
    let n_words_all = n_words(corpus).max(n_words_here);
    let prior_words = mean_words(corpus, n_topics);
    best_by(topic, corpus, ignored, n, |sum, in_corpus| {
        let here = f64::from(sum.n_documents);
        let all = f64::from(in_corpus.n_documents).max(here);
        let prior = prior_words * (all / n_words_all);
        let elsewhere = all - here;
        let others_here = (n_words_here - here) + (prior_words - prior);
        let others_elsewhere = (n_words_all - n_words_here - elsewhere) + (prior_words - prior);
        if others_here <= 0.0 || others_elsewhere <= 0.0 {
            // Where there is no other word, none is more usual here than elsewhere.
            return 0.0;
        }
        let (here, elsewhere) = (here + prior, elsewhere + prior);
        let delta = (here / others_here / (elsewhere / others_elsewhere)).ln();
        delta / (1.0 / here + 1.0 / elsewhere).sqrt()
    })
}

/// Words of the documents, each counted once a document.
fn n_words(profile: &Profile) -> f64 {
    profile.terms.iter().map(|sum| f64::from(sum.n_documents)).sum()
}

fn mean_words(corpus: &Profile, n_topics: usize) -> f64 {
    n_words(corpus) / n_topics.max(1) as f64
}

/// The `n` best terms by a score that is made of their sums in the topic and in the corpus; of equals the term that is more
/// common in the corpus goes first.
fn best_by(
    topic: &Profile,
    corpus: &Profile,
    ignored: &TermSet,
    n: usize,
    score: impl Fn(&TermSum, &TermSum) -> f64,
) -> Vec<Keyword> {
    // Both are in the order of their terms: one walk along both finds all, at a tenth of the cost of a search for each.
    let mut rest = &corpus.terms[..];
    let words = heeded(topic, ignored).map(|sum| {
        let n_before = rest.iter().take_while(|known| known.term < sum.term).count();
        rest = &rest[n_before..];
        let nowhere = TermSum { term: sum.term, weight: 0.0, n_documents: 0 };
        let in_corpus = rest.first().filter(|known| known.term == sum.term).unwrap_or(&nowhere);
        Keyword { term: sum.term, score: score(sum, in_corpus), sum: *sum }
    });
    first_of(words, n, |a, b| b.score.total_cmp(&a.score).then(a.term.cmp(&b.term)))
}

fn heeded<'a>(topic: &'a Profile, ignored: &TermSet) -> impl Iterator<Item = &'a TermSum> {
    topic.terms.iter().filter(|sum| !ignored.contains(sum.term))
}

/// The first `n` of some items in an order without equals. Few are kept at a time: most are seen to come too late at once.
fn first_of<T: Copy>(items: impl Iterator<Item = T>, n: usize, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    if n == 0 {
        return Vec::new();
    }
    let n_kept = 2 * n + FEW;
    let mut kept: Vec<T> = Vec::with_capacity(n_kept);
    // The last of `n` items: nothing behind it is among the first.
    let mut bar: Option<T> = None;
    for item in items {
        if bar.is_some_and(|bar| compare(&item, &bar) == Ordering::Greater) {
            continue;
        }
        kept.push(item);
        if kept.len() == n_kept {
            kept.select_nth_unstable_by(n - 1, &compare);
            kept.truncate(n);
            bar = Some(kept[n - 1]);
        }
    }
    kept.sort_unstable_by(compare);
    kept.truncate(n);
    kept
}

/// Items that are kept beside twice those that are wanted, so that they are put in order seldom.
const FEW: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_items_are_those_that_sorting_brings_to_the_front() {
        // Many equal first halves, so that the second ones decide.
        let items: Vec<(u32, u32)> = (0..500).map(|place| (place * 7919 % 13, place * 104_729 % 1009)).collect();
        let mut sorted = items.clone();
        sorted.sort_unstable();
        for n in [0, 1, 2, 12, 100, 233, 500, 600] {
            let found = first_of(items.iter().copied(), n, Ord::cmp);
            assert_eq!(found, sorted[..n.min(500)], "the first {n}");
        }
    }
}

//! Keywords of two topics made by hand: topic A is mostly of term 0, which is even more common in topic B.

use mungchi::corpus::vocabulary::{TermId, TermSet, Vocabulary};
use mungchi::topics::keywords::{
    Keyword, TermScore, automatic_name, proportion_keywords, ranked_terms, ranked_terms_of_all, relevant_terms,
};
use mungchi::topics::profile::{Profile, TermSum};

fn profile(sums: &[(u32, f64)]) -> Profile {
    let sum = |&(term, weight): &(u32, f64)| TermSum { term: TermId(term), weight, n_documents: 1 };
    Profile {
        n_documents: 4,
        terms: sums.iter().map(sum).collect(),
        total_weight: sums.iter().map(|(_, weight)| weight).sum(),
        length: sums.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt(),
    }
}

/// Topic A, topic B, and both together.
fn topics() -> [Profile; 3] {
    let a = profile(&[(0, 4.0), (1, 3.0), (2, 1.0)]);
    let b = profile(&[(0, 6.0), (2, 0.5), (3, 1.5)]);
    let corpus = Profile::sum_of(&[&a, &b]);
    [a, b, corpus]
}

fn vocabulary() -> Vocabulary {
    Vocabulary::new(["water", "river", "sea", "bread"].map(|term| (Box::<str>::from(term), 1)).to_vec())
}

fn ignored(terms: &[u32]) -> TermSet {
    terms.iter().copied().map(TermId).collect()
}

fn none() -> TermSet {
    ignored(&[])
}

#[track_caller]
fn check(keywords: &[Keyword], expected: &[(u32, f64)]) {
    let terms: Vec<u32> = keywords.iter().map(|keyword| keyword.term.0).collect();
    let expected_terms: Vec<u32> = expected.iter().map(|&(term, _)| term).collect();
    assert_eq!(terms, expected_terms);
    for (keyword, (_, score)) in keywords.iter().zip(expected) {
        assert!((keyword.score - score).abs() < 1e-12, "{keyword:?} {score}");
    }
}

#[test]
fn proportion_ranks_by_share_here_against_elsewhere() {
    let [a, b, corpus] = topics();
    // p / (p + q): term 1 is here only; term 2 is 1/8 of A and 1/16 of B; term 0 is 4/8 of A and 6/8 of B, and so left out.
    check(&proportion_keywords(&a, &corpus, &none(), 9), &[(1, 1.0), (2, 2.0 / 3.0)]);
    check(&proportion_keywords(&b, &corpus, &none(), 9), &[(3, 1.0), (0, 0.6)]);
    check(&proportion_keywords(&a, &corpus, &none(), 1), &[(1, 1.0)]);
    assert_eq!(proportion_keywords(&a, &corpus, &none(), 9)[0].sum, a.terms[1]);
}

#[test]
fn among_equal_proportions_the_larger_share_goes_first() {
    let corpus = profile(&[(0, 1.0), (1, 3.0), (2, 2.0)]);
    check(&proportion_keywords(&corpus, &corpus, &none(), 9), &[(1, 1.0), (2, 1.0), (0, 1.0)]);
}

#[test]
fn all_topics_together_have_no_rest_to_be_told_from() {
    // Thirds, so that sums in another order would leave a rest by rounding.
    let parts: Vec<Profile> = (1..8).map(|n| profile(&[(0, 1.0 / f64::from(n)), (1, f64::from(n) / 3.0)])).collect();
    let whole = Profile::sum_of(&parts.iter().collect::<Vec<_>>());
    let turned = Profile::sum_of(&parts.iter().rev().collect::<Vec<_>>());
    for corpus in [&whole, &turned] {
        check(&proportion_keywords(&whole, corpus, &none(), 9), &[(1, 1.0), (0, 1.0)]);
    }
}

#[test]
fn relevance_goes_from_share_to_lift() {
    let [a, _, corpus] = topics();
    let shares = [(0, 4.0 / 8.0), (1, 3.0 / 8.0), (2, 1.0 / 8.0)];
    check(&relevant_terms(&a, &corpus, &none(), 1.0, 9), &shares.map(|(term, share): (u32, f64)| (term, share.ln())));

    let lifts = [(1, 2.0), (2, 4.0 / 3.0), (0, 0.8)];
    check(&relevant_terms(&a, &corpus, &none(), 0.0, 9), &lifts.map(|(term, lift): (u32, f64)| (term, lift.ln())));

    let mixed = |share: f64, lift: f64| 0.6 * share.ln() + 0.4 * lift.ln();
    let expected = [(1, mixed(3.0 / 8.0, 2.0)), (0, mixed(4.0 / 8.0, 0.8)), (2, mixed(1.0 / 8.0, 4.0 / 3.0))];
    check(&relevant_terms(&a, &corpus, &none(), 0.6, 9), &expected);
    check(&relevant_terms(&a, &corpus, &none(), 0.6, 2), &expected[..2]);
    check(&relevant_terms(&a, &corpus, &none(), 0.6, 0), &[]);
}

#[test]
fn a_topic_goes_by_its_best_keywords() {
    let [a, b, corpus] = topics();
    assert_eq!(automatic_name(&a, &corpus, &none(), &vocabulary()), "river, sea");
    assert_eq!(automatic_name(&b, &corpus, &none(), &vocabulary()), "bread, water");
}

#[test]
fn ignored_terms_appear_nowhere() {
    let [a, b, corpus] = topics();
    check(&proportion_keywords(&a, &corpus, &ignored(&[1]), 9), &[(2, 2.0 / 3.0)]);
    check(&proportion_keywords(&b, &corpus, &ignored(&[0, 1, 3]), 9), &[]);
    // The others score as before, and take the places that are free.
    check(&proportion_keywords(&a, &corpus, &ignored(&[1]), 1), &[(2, 2.0 / 3.0)]);
    check(&relevant_terms(&a, &corpus, &ignored(&[0]), 1.0, 9), &[(1, (3.0_f64 / 8.0).ln()), (2, 0.125_f64.ln())]);
    check(&relevant_terms(&a, &corpus, &ignored(&[0]), 1.0, 1), &[(1, (3.0_f64 / 8.0).ln())]);
    check(&relevant_terms(&a, &corpus, &ignored(&[0, 1, 2]), 1.0, 9), &[]);
    assert_eq!(automatic_name(&a, &corpus, &ignored(&[1]), &vocabulary()), "sea");
    // Without any keyword a topic goes by what it has most of.
    assert_eq!(automatic_name(&a, &corpus, &ignored(&[1, 2]), &vocabulary()), "water");
    assert_eq!(automatic_name(&a, &corpus, &ignored(&[0, 1, 2]), &vocabulary()), "");
}

#[test]
fn many_ignored_terms_do_not_take_the_places_of_candidates() {
    // The 20 commonest terms are ignored: the next ones are weighed all the same.
    let sums: Vec<(u32, f64)> = (0..25).map(|term| (term, 100.0 - f64::from(term))).collect();
    let topic = profile(&sums);
    let most: Vec<u32> = (0..20).collect();
    let expected: Vec<(u32, f64)> = (20..25).map(|term| (term, 1.0)).collect();
    check(&proportion_keywords(&topic, &topic, &ignored(&most), 9), &expected);
}

/// A profile of counts; its weights are the counts too.
fn counted(n_documents: u32, counts: &[(u32, u32)]) -> Profile {
    let sum = |&(term, n): &(u32, u32)| TermSum { term: TermId(term), weight: f64::from(n), n_documents: n };
    let terms: Vec<TermSum> = counts.iter().map(sum).collect();
    Profile {
        n_documents,
        total_weight: terms.iter().map(|sum| sum.weight).sum(),
        length: terms.iter().map(|sum| sum.weight * sum.weight).sum::<f64>().sqrt(),
        terms,
    }
}

/// Three topics of 10, 20 and 10 documents, and all of them. Counts of terms 0 to 4 are A 8 5 1 0 0, B 9 0 2 12 1,
/// C 3 1 0 0 6; of all 20 6 3 12 7, which are 48, so 16 a topic.
fn counted_topics() -> [Profile; 4] {
    let a = counted(10, &[(0, 8), (1, 5), (2, 1)]);
    let b = counted(20, &[(0, 9), (2, 2), (3, 12), (4, 1)]);
    let c = counted(10, &[(0, 3), (1, 1), (4, 6)]);
    let corpus = Profile::sum_of(&[&a, &b, &c]);
    [a, b, c, corpus]
}

#[test]
fn c_tf_idf_weighs_the_share_by_how_rare_a_term_is() {
    let [a, _, _, corpus] = counted_topics();
    // y / n * log(1 + 16 / f) in Python, with n = 14 and f = 20, 6, 3.
    let expected = [(1, 0.464_029_637_189_378_9), (0, 0.335_878_094_229_782_3), (2, 0.131_844_763_607_023_6)];
    check(&ranked_terms(TermScore::CTfIdf, &a, &corpus, 3, &none(), 9), &expected);
    check(&ranked_terms(TermScore::CTfIdf, &a, &corpus, 3, &none(), 2), &expected[..2]);
    check(&ranked_terms(TermScore::CTfIdf, &a, &corpus, 3, &ignored(&[1]), 9), &expected[1..]);
    // By hand: one class, one word in one document of one: 1 · ln(1 + 1 / 1).
    let only = counted(1, &[(0, 1)]);
    check(&ranked_terms(TermScore::CTfIdf, &only, &only, 1, &none(), 9), &[(0, 2.0_f64.ln())]);
}

#[test]
fn log_odds_tell_how_surely_a_term_is_the_topics() {
    let [a, b, _, corpus] = counted_topics();
    // In Python, with n = 14, n_all = 48, a0 = 16, al = a0 * f / n_all, r = f - y:
    // d = log((y + al) / (n + a0 - y - al)) - log((r + al) / (n_all - n + a0 - r - al)); d / sqrt(1 / (y + al) + 1 / (r + al)).
    let expected = [(1, 2.263_482_396_740_22), (0, 1.356_974_712_513_757_5), (2, 0.123_213_457_490_970_1)];
    check(&ranked_terms(TermScore::LogOdds, &a, &corpus, 3, &none(), 9), &expected);
    check(&ranked_terms(TermScore::LogOdds, &a, &corpus, 3, &ignored(&[0]), 1), &expected[..1]);
    // What is less usual here than elsewhere scores below zero and stands last.
    let last = ranked_terms(TermScore::LogOdds, &b, &corpus, 3, &none(), 9).pop().unwrap();
    assert_eq!(last.term, TermId(4));
    assert!(last.score < 0.0, "{last:?}");
}

#[test]
fn scores_stay_numbers_where_there_is_nothing_to_compare() {
    let [a, .., corpus] = counted_topics();
    let only = counted(3, &[(2, 3)]);
    for score in [TermScore::Proportion, TermScore::Relevance { lambda: 0.6 }, TermScore::CTfIdf, TermScore::LogOdds] {
        for (topic, corpus) in [(&corpus, &corpus), (&only, &only), (&a, &a)] {
            let terms = ranked_terms(score, topic, corpus, 1, &none(), 9);
            assert_eq!(terms.len(), topic.terms.len(), "{score:?}");
            assert!(terms.iter().all(|term| term.score.is_finite()), "{score:?} {terms:?}");
        }
        assert!(ranked_terms(score, &Profile::default(), &corpus, 3, &none(), 9).is_empty());
        assert!(ranked_terms(score, &a, &corpus, 3, &none(), 0).is_empty());
    }
    // Without a rest nothing is more usual here than there.
    check(&ranked_terms(TermScore::LogOdds, &only, &only, 1, &none(), 9), &[(2, 0.0)]);
}

#[test]
fn a_list_by_proportion_has_more_candidates_than_a_name() {
    // Term 40 is the rarest of the topic and nowhere else; the others are as common elsewhere.
    let here: Vec<(u32, u32)> = (0..=40).map(|term| (term, 100 - term)).collect();
    let elsewhere: Vec<(u32, u32)> = (0..40).map(|term| (term, 100 - term)).collect();
    let (topic, rest) = (counted(100, &here), counted(100, &elsewhere));
    let corpus = Profile::sum_of(&[&topic, &rest]);
    let best = ranked_terms(TermScore::Proportion, &topic, &corpus, 2, &none(), 3);
    assert_eq!((best[0].term, best[0].score), (TermId(40), 1.0));
    assert!(proportion_keywords(&topic, &corpus, &none(), 3).iter().all(|keyword| keyword.term != TermId(40)));
    let relevant = relevant_terms(&topic, &corpus, &none(), 0.3, 5);
    assert_eq!(ranked_terms(TermScore::Relevance { lambda: 0.3 }, &topic, &corpus, 2, &none(), 5), relevant);
}

#[test]
fn the_terms_of_all_topics_are_those_of_each() {
    let [a, b, corpus] = topics();
    for score in [TermScore::Proportion, TermScore::Relevance { lambda: 0.6 }, TermScore::CTfIdf, TermScore::LogOdds] {
        let each = [&a, &b].map(|topic| ranked_terms(score, topic, &corpus, 2, &ignored(&[1]), 3));
        let found = ranked_terms_of_all(score, &[&a, &b], &corpus, &ignored(&[1]), 3);
        assert_eq!(found, each, "{score:?}");
        assert!(found.iter().any(|terms| !terms.is_empty()), "{score:?}");
    }
}

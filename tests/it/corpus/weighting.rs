//! Tokens, the choice of terms, and tf-idf as scikit-learn computes it.

use std::collections::{BTreeMap, BTreeSet};

use mungchi::corpus::bag_of_words::BagOfWords;
use mungchi::corpus::vectorizer::{VectorizeParams, Vectorized, Weighting, vectorize};
use mungchi::corpus::vocabulary::TermId;
use mungchi::corpus::{Corpus, Document};
use mungchi::words::{Fate, Tokenizer};
use serde::Deserialize;

use crate::fixtures::{all_terms, bits, lines_corpus, on_threads, topical_lines};

#[derive(Deserialize)]
struct Oracle {
    documents: Vec<String>,
    settings: Vec<Setting>,
}

#[derive(Deserialize)]
struct Setting {
    min_df: u32,
    max_df: f64,
    terms: BTreeSet<String>,
    rows: Vec<BTreeMap<String, f64>>,
}

/// Words of two letters or more, stop words too, counted as scikit-learn counts them.
fn bag_of(documents: &[String]) -> Corpus {
    let count = |document: &String| {
        let mut counts: BTreeMap<String, f32> = BTreeMap::new();
        let lower = document.to_lowercase();
        for word in lower.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1) {
            *counts.entry(word.to_owned()).or_default() += 1.0;
        }
        counts
    };
    let counted: Vec<BTreeMap<String, f32>> = documents.iter().map(count).collect();
    let terms: BTreeSet<String> = counted.iter().flat_map(BTreeMap::keys).cloned().collect();
    let terms: Vec<String> = terms.into_iter().collect();
    let row = |counts: &BTreeMap<String, f32>| {
        counts.iter().map(|(word, &n)| (terms.binary_search(word).unwrap() as u32, n)).collect()
    };
    let rows = counted.iter().map(row).collect();
    let documents = vec![Document::default(); documents.len()].into();
    let bag = BagOfWords { terms, rows, counts: true };
    Corpus { documents, bag: Some(bag.into()), ..Corpus::default() }
}

/// The weights of a document by their words.
fn weights(vectorized: &Vectorized, document: usize) -> BTreeMap<String, f64> {
    let row = vectorized.rows.row(document);
    row.iter().map(|(term, weight)| (vectorized.vocabulary.term(TermId(term)).to_owned(), f64::from(weight))).collect()
}

#[test]
fn weights_are_those_of_scikit_learn() {
    let oracle: Oracle = serde_json::from_str(include_str!("../oracle/tfidf.json")).unwrap();
    let corpus = bag_of(&oracle.documents);
    for Setting { min_df, max_df, terms, rows } in oracle.settings {
        let params = VectorizeParams { min_df, max_df, ..VectorizeParams::plain() };
        let vectorized = vectorize(&corpus, &params, &()).unwrap();
        let kept: BTreeSet<String> = vectorized.vocabulary.terms().map(str::to_owned).collect();
        assert_eq!(kept, terms, "min_df {min_df}");
        assert_eq!(vectorized.rows.n_rows(), rows.len());
        for (document, expected) in rows.iter().enumerate() {
            let found = weights(&vectorized, document);
            assert!(found.keys().eq(expected.keys()), "document {document}: {found:?}");
            for (word, weight) in expected {
                assert!((found[word] - weight).abs() < 1e-6, "document {document}, {word}: {} {weight}", found[word]);
            }
        }
    }
}

#[test]
fn without_weighting_rows_are_the_counts_at_length_one() {
    let corpus = lines_corpus("alpha alpha alpha beta beta beta beta");
    let params = VectorizeParams { weighting: Weighting::None, ..VectorizeParams::plain() };
    let vectorized = vectorize(&corpus, &params, &()).unwrap();
    let rounded = |weight: f64| (weight * 1e6).round() / 1e6;
    let found: Vec<f64> = weights(&vectorized, 0).into_values().map(rounded).collect();
    assert_eq!(found, [0.6, 0.8]);
}

#[test]
fn tokens_are_lower_case_words_without_stop_words() {
    let mut tokens = Vec::new();
    let text = "The Rivers AND the Sea's cold water, 42 x 강물은 그리고 바다";
    Tokenizer::plain().cutter().for_each(text, |token| {
        if token.fate == Fate::Term {
            tokens.push(token.term.to_owned());
        }
    });
    assert_eq!(tokens, ["rivers", "sea", "cold", "water", "강물은", "바다"]);
}

#[test]
fn term_ids_fall_by_document_frequency_then_rise_by_spelling() {
    let vectorized = all_terms(&lines_corpus("zeta alpha\nalpha beta beta beta\nalpha beta\ngamma alpha gamma"));
    let vocabulary = &vectorized.vocabulary;
    let terms: Vec<&str> = vocabulary.terms().collect();
    assert_eq!(terms, ["alpha", "beta", "gamma", "zeta"]);
    let counts: Vec<u32> = (0..4).map(|id| vocabulary.document_count(TermId(id))).collect();
    assert_eq!(counts, [4, 2, 1, 1]);
    assert_eq!(vocabulary.term(TermId(2)), "gamma");
}

#[test]
fn terms_and_weights_do_not_depend_on_the_number_of_threads() {
    let corpus = lines_corpus(&topical_lines(9, 3000, 1).join("\n"));
    let one = on_threads(1, || all_terms(&corpus));
    for n_threads in [2, 7] {
        let several = on_threads(n_threads, || all_terms(&corpus));
        assert!(several.vocabulary.terms().eq(one.vocabulary.terms()), "{n_threads} threads");
        assert_eq!(bits(&several.rows), bits(&one.rows), "{n_threads} threads");
    }
}

#[test]
fn words_of_titles_count_where_the_document_says_so() {
    for (title_counts, expected) in [(true, &["alpha", "beta"][..]), (false, &["beta"])] {
        let document = Document { title: "alpha".into(), title_counts, text: "beta".into(), ..Document::default() };
        let corpus = Corpus { documents: vec![document].into(), ..Corpus::default() };
        let terms: Vec<String> = all_terms(&corpus).vocabulary.terms().map(str::to_owned).collect();
        assert_eq!(terms, expected);
    }
}

#[test]
fn a_corpus_without_terms_is_refused_with_the_numbers() {
    let refused = |text: &str, min_df: u32, max_df: f64| {
        let params = VectorizeParams { min_df, max_df, ..VectorizeParams::plain() };
        vectorize(&lines_corpus(text), &params, &()).unwrap_err().to_string()
    };
    assert_eq!(refused("the and\n42", 1, 1.0), "None of the 2 documents holds a word that can be counted");
    assert_eq!(
        refused("alpha beta\ngamma delta\nbeta", 3, 1.0),
        "No term is left of 4: none is in at least 3 and at most 3 of 3 documents. Lower min df or raise max df"
    );
    for (max_df, shown) in [(1.5, "1.5"), (0.0, "0"), (f64::NAN, "NaN")] {
        let expected =
            format!("The greatest share of documents (max df) is {shown}: choose a number above 0 and at most 1");
        assert_eq!(refused("alpha", 1, max_df), expected);
    }
}

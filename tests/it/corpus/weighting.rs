//! Tokens, the choice of terms, and tf-idf as scikit-learn computes it.

use std::collections::{BTreeMap, BTreeSet};

use mungchi::corpus::bag_of_words::BagOfWords;
use mungchi::corpus::vectorizer::{VectorizeParams, Vectorized, Weighting, vectorize, vectorize_again};
use mungchi::corpus::vocabulary::TermId;
use mungchi::corpus::{Corpus, Document};
use mungchi::words::params::{KoreanAnalyser, KoreanParams};
use mungchi::words::{Fate, Tokenizer, WordParams};
use proptest::prelude::*;
use serde::Deserialize;

use crate::fixtures::{all_terms, bits, fixed_cases, lines_corpus, on_threads, topical_lines};

#[derive(Deserialize)]
struct Oracle {
    documents: Vec<String>,
    settings: Vec<Setting>,
}

#[derive(Deserialize)]
struct Setting {
    min_df: u32,
    max_df: f64,
    sublinear_tf: bool,
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
    for Setting { min_df, max_df, sublinear_tf, terms, rows } in oracle.settings {
        let weighting = if sublinear_tf { Weighting::SublinearTfIdf } else { Weighting::TfIdf };
        let params = VectorizeParams { min_df, max_df, weighting, ..VectorizeParams::plain() };
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

/// 4 documents: `alpha` is in 3 of them, `beta` in 2, `gamma` in 1, `delta` once in each.
const FOUR: &str = "alpha alpha alpha beta delta\nalpha beta beta delta\nalpha delta\ngamma delta";

/// Asserts that the rows of [`FOUR`] are these weights at length 1.
fn assert_weights(weighting: Weighting, expected: [&[(&str, f64)]; 4]) {
    let params = VectorizeParams { weighting, ..VectorizeParams::plain() };
    let vectorized = vectorize(&lines_corpus(FOUR), &params, &()).unwrap();
    for (document, expected) in expected.into_iter().enumerate() {
        let length = expected.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        let found = weights(&vectorized, document);
        assert!(found.keys().eq(expected.iter().map(|(term, _)| term)), "document {document}: {found:?}");
        for (term, weight) in expected {
            let unit = weight / length;
            assert!((found[*term] - unit).abs() < 1e-6, "document {document}, {term}: {} {unit}", found[*term]);
        }
    }
}

#[test]
fn bm25_saturates_and_counts_the_length_of_documents() {
    // The mean length is 13 / 4 words.
    let weight = |tf: f64, length: f64, df: f64| {
        let idf = (1.0 + (4.0 - df + 0.5) / (df + 0.5)).ln();
        tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / 3.25)) * idf
    };
    assert_weights(
        Weighting::Bm25,
        [
            &[("alpha", weight(3.0, 5.0, 3.0)), ("beta", weight(1.0, 5.0, 2.0)), ("delta", weight(1.0, 5.0, 4.0))],
            &[("alpha", weight(1.0, 4.0, 3.0)), ("beta", weight(2.0, 4.0, 2.0)), ("delta", weight(1.0, 4.0, 4.0))],
            &[("alpha", weight(1.0, 2.0, 3.0)), ("delta", weight(1.0, 2.0, 4.0))],
            &[("delta", weight(1.0, 2.0, 4.0)), ("gamma", weight(1.0, 2.0, 1.0))],
        ],
    );
}

#[test]
fn log_entropy_leaves_out_what_is_spread_evenly() {
    let entropy = |shares: &[f64]| 1.0 + shares.iter().map(|p| p * p.ln()).sum::<f64>() / 4_f64.ln();
    let (alpha, beta) = (entropy(&[0.6, 0.2, 0.2]), entropy(&[1.0 / 3.0, 2.0 / 3.0]));
    assert_weights(
        Weighting::LogEntropy,
        [
            &[("alpha", 4_f64.ln() * alpha), ("beta", 2_f64.ln() * beta)],
            &[("alpha", 2_f64.ln() * alpha), ("beta", 3_f64.ln() * beta)],
            &[("alpha", 1.0)],
            &[("gamma", 1.0)],
        ],
    );
    let alone = VectorizeParams { weighting: Weighting::LogEntropy, ..VectorizeParams::plain() };
    let alone = vectorize(&lines_corpus("alpha alpha beta"), &alone, &()).unwrap();
    assert_eq!(alone.rows.row(0).terms.len(), 2, "one document alone");
}

/// The counts of a document by its words.
fn counts(vectorized: &Vectorized, document: usize) -> BTreeMap<String, u32> {
    let counts = vectorized.counts.as_ref().unwrap().row(document);
    let terms = vectorized.rows.row(document).terms;
    assert_eq!(counts.len(), terms.len(), "document {document}");
    terms.iter().map(|&term| vectorized.vocabulary.term(TermId(term)).to_owned()).zip(counts).collect()
}

#[test]
fn counts_stand_beside_the_weights() {
    let often = "omega ".repeat(700);
    let corpus = lines_corpus(&format!("{FOUR}\nthe\nbeta {often} alpha beta"));
    for weighting in Weighting::ALL {
        let params = VectorizeParams { min_df: 2, weighting, ..VectorizeParams::plain() };
        let vectorized = vectorize(&corpus, &params, &()).unwrap();
        let numbers = |counts: &[(&str, u32)]| {
            counts.iter().map(|&(term, n)| (term.to_owned(), n)).collect::<BTreeMap<String, u32>>()
        };
        assert_eq!(counts(&vectorized, 0), numbers(&[("alpha", 3), ("beta", 1), ("delta", 1)]), "{weighting:?}");
        assert_eq!(counts(&vectorized, 3), numbers(&[("delta", 1)]));
        assert_eq!(counts(&vectorized, 4), numbers(&[]));
        assert_eq!(counts(&vectorized, 5), numbers(&[("alpha", 1), ("beta", 2)]));
    }
    let vectorized = all_terms(&corpus);
    assert_eq!(counts(&vectorized, 5)["omega"], 700);
    let even = VectorizeParams { weighting: Weighting::LogEntropy, ..VectorizeParams::plain() };
    let even = vectorize(&lines_corpus(FOUR), &even, &()).unwrap();
    assert!(!counts(&even, 0).contains_key("delta"), "weighs 0");
}

#[test]
fn a_matrix_keeps_its_counts_and_other_values_are_no_counts() {
    let bag = |value: f32| {
        let terms = ["alpha", "beta"].map(str::to_owned).to_vec();
        let rows = vec![vec![(0, 300.0), (1, 1.0)], vec![(1, value)]];
        let bag = BagOfWords { terms, rows, counts: value.fract() == 0.0 };
        let documents = vec![Document::default(); 2].into();
        Corpus { documents, bag: Some(bag.into()), ..Corpus::default() }
    };
    let counted = all_terms(&bag(2.0));
    assert_eq!(counts(&counted, 0), BTreeMap::from([("alpha".to_owned(), 300), ("beta".to_owned(), 1)]));
    assert_eq!(counts(&counted, 1), BTreeMap::from([("beta".to_owned(), 2)]));
    assert!(all_terms(&bag(0.25)).counts.is_none());
    let params = VectorizeParams { weighting: Weighting::Bm25, ..VectorizeParams::plain() };
    assert_eq!(
        vectorize(&bag(0.25), &params, &()).unwrap_err().to_string(),
        "The matrix holds values that are no counts, which BM25 needs: choose tf-idf or none"
    );
}

/// Vocabulary with document frequencies, rows and counts: everything that vectorising gives.
fn all_of(vectorized: &Vectorized) -> impl PartialEq + std::fmt::Debug + use<> {
    let terms: Vec<String> = vectorized.vocabulary.terms().map(str::to_owned).collect();
    (terms, vectorized.vocabulary.document_counts().to_vec(), bits(vectorized.rows.rows()), vectorized.counts.clone())
}

#[test]
fn what_was_counted_serves_for_other_choices_and_weights() {
    let corpus = lines_corpus(&topical_lines(9, 700, 3).join("\n"));
    let first = vectorize_again(&corpus, &VectorizeParams::plain(), None, &()).unwrap();
    let counted = first.counted.as_ref().unwrap();
    let words = |user: &[&str], keep: &[&str]| {
        let mut words = WordParams::plain();
        words.stop_words.user = user.iter().map(|&word| word.to_owned()).collect();
        words.stop_words.keep = keep.iter().map(|&word| word.to_owned()).collect();
        words
    };
    for weighting in Weighting::ALL {
        for (min_df, max_df, max_terms) in [(1, 1.0, None), (20, 0.3, None), (1, 1.0, Some(40))] {
            let params = VectorizeParams { min_df, max_df, max_terms, weighting, words: words(&[], &["noise3"]) };
            assert!(counted.serves(&params.words));
            let again = vectorize_again(&corpus, &params, Some(counted), &()).unwrap();
            assert_eq!(all_of(&again), all_of(&vectorize(&corpus, &params, &()).unwrap()), "{params:?}");
        }
    }
    let stopped = VectorizeParams { words: words(&["Noise7", "topic1word2"], &[]), ..VectorizeParams::plain() };
    let again = vectorize_again(&corpus, &stopped, Some(counted), &()).unwrap();
    let terms: BTreeSet<&str> = again.vocabulary.terms().collect();
    assert_eq!(terms.len(), first.vocabulary.len() - 2);
    assert!(!terms.contains("noise7") && !terms.contains("topic1word2"));
    let numbers = WordParams { numbers: true, ..WordParams::plain() };
    assert!(!counted.serves(&numbers), "other words");
    let listed = vectorize_again(&corpus, &stopped, None, &()).unwrap();
    assert!(!listed.counted.unwrap().serves(&WordParams::plain()), "a stop word was taken back");
}

#[test]
fn a_stop_word_that_was_met_cannot_be_kept_without_counting() {
    let corpus = lines_corpus("the alpha\nbeta of gamma");
    let counted = vectorize_again(&corpus, &VectorizeParams::plain(), None, &()).unwrap().counted.unwrap();
    let keeping = |word: &str| {
        let mut words = WordParams::plain();
        words.stop_words.keep.push(word.to_owned());
        words
    };
    assert!(!counted.serves(&keeping("the")));
    assert!(counted.serves(&keeping("alpha")));
}

#[test]
fn tokens_are_lower_case_words_without_stop_words() {
    let mut tokens = Vec::new();
    Tokenizer::plain().cutter().for_each(
        "The Rivers AND the Sea's cold water, 42 x 강물은 그리고 바다",
        |token| {
            if token.fate == Fate::Term {
                tokens.push(token.term.to_owned());
            }
        },
    );
    assert_eq!(tokens, ["rivers", "sea", "cold", "water", "강물은", "바다"]);
}

/// Words of each document with their numbers, one token after the other.
fn counted_one_by_one(corpus: &Corpus, tokenizer: &Tokenizer) -> Vec<BTreeMap<String, u32>> {
    let mut cutter = tokenizer.cutter();
    let mut count = |document: &Document| {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let title = document.by_ref().counted_title();
        let language = cutter.language_of(title, &document.text);
        for text in [title, &document.text] {
            cutter.for_each_in(text, language, |token| {
                if token.fate == Fate::Term {
                    *counts.entry(token.term.to_owned()).or_default() += 1;
                }
            });
        }
        counts
    };
    corpus.documents.here().unwrap().iter().map(&mut count).collect()
}

proptest! {
    #![proptest_config(fixed_cases(200))]

    /// Counting looks up many words together, and judges each distinct one once for each language.
    #[test]
    fn counts_are_those_of_the_tokens_one_by_one(
        texts in prop::collection::vec(
            "(The |of |and is the with |Parser|model's |don’t |naïve |die und der das ist |1984 |3.14 |3d |[a-c]{1,3} |longwordsofmanyletters |한국어를 |가나 |漢字|GPT-4는 |a@b.org |[.,;'\n]|학교(가|는|에서)? |느꼈습니다[.] |ㅋㅋ|[가나는]{0,24}){0,60}",
            1..20,
        ),
        numbers in any::<bool>(),
        named in any::<bool>(),
        learned in any::<bool>(),
    ) {
        let document = |text: &String| Document {
            title: "The Model 7".into(),
            title_counts: text.len().is_multiple_of(2),
            text: text.as_str().into(),
            ..Document::default()
        };
        let corpus = Corpus { documents: texts.iter().map(document).collect::<Vec<_>>().into(), ..Corpus::default() };
        let mut words = WordParams { numbers, ..WordParams::default() };
        if learned {
            words.korean = KoreanParams { analyser: KoreanAnalyser::Learned, predicates: numbers, ..words.korean };
        }
        if named {
            words.stop_words.user = ["model", "가나"].map(str::to_owned).into();
            // With a particle to keep, one eojeol has two terms.
            words.stop_words.keep = ["the", "1984", "b", "는"].map(str::to_owned).into();
        }
        let params = VectorizeParams { words, ..VectorizeParams::plain() };
        let expected = match vectorize(&corpus, &params, &()) {
            Ok(vectorized) => {
                let found: Vec<_> = (0..texts.len()).map(|document| counts(&vectorized, document)).collect();
                let expected = counted_one_by_one(&corpus, &vectorized.tokenizer);
                prop_assert_eq!(&found, &expected);
                let terms: BTreeSet<&str> = expected.iter().flat_map(|counts| counts.keys().map(String::as_str)).collect();
                prop_assert_eq!(vectorized.vocabulary.terms().collect::<BTreeSet<_>>(), terms);
                for (id, term) in vectorized.vocabulary.ids().zip(vectorized.vocabulary.terms()) {
                    let n_documents = expected.iter().filter(|counts| counts.contains_key(term)).count();
                    prop_assert_eq!(vectorized.vocabulary.document_count(id) as usize, n_documents);
                }
                return Ok(());
            }
            Err(_) => Tokenizer::prepare(&params.words, &corpus.documents, &()).unwrap(),
        };
        prop_assert!(counted_one_by_one(&corpus, &expected).iter().all(BTreeMap::is_empty));
    }
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
        assert_eq!(bits(several.rows.rows()), bits(one.rows.rows()), "{n_threads} threads");
        assert_eq!(several.counts, one.counts, "{n_threads} threads");
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

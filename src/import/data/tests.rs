//! Bags of words, arrays and items: what is read of good, broken and hostile files.

use proptest::prelude::*;

use super::bag::{Counted, Terms, read_vocabulary, vocabulary_names};
use super::{DataError, matrix_market, svmlight, uci};
use crate::corpus::Corpus;
use crate::corpus::provenance::Limits;

type Read = fn(&mut dyn std::io::BufRead, &Limits, &dyn crate::progress::Monitor) -> Result<Counted, DataError>;

fn read(read: Read, text: &str) -> Result<Counted, DataError> {
    read(&mut text.as_bytes(), &Limits::default(), &())
}

fn message(outcome: Result<Counted, DataError>) -> String {
    outcome.unwrap_err().to_string()
}

const KOS: &str = "3\n4\n4\n1 2 1\n1 1 3\n3 4 2\n3 1 1\n";

#[test]
fn docwords_are_read_and_documents_may_be_empty() {
    let counted = read(uci::read, KOS).unwrap();
    assert_eq!(counted.rows, [vec![(0, 3.0), (1, 1.0)], vec![], vec![(0, 1.0), (3, 2.0)]]);
    assert!(uci::looks_so(KOS.as_bytes()) && !uci::looks_so(b"1\n2\n3\n4\n") && !uci::looks_so(b""));
    let mut corpus = Corpus::default();
    let vocabulary = read_vocabulary(&mut &b"alpha\r\nbeta\ngamma\ndelta\n\n"[..], &Limits::default()).unwrap();
    counted.put_into(Some(vocabulary), &mut corpus, "docword.kos.txt").unwrap();
    let bag = corpus.bag.unwrap();
    assert_eq!(bag.terms, ["alpha", "beta", "gamma", "delta"]);
    assert!(bag.counts);
    assert_eq!(&*corpus.documents.here().unwrap()[2].id, "3");
}

#[test]
fn docwords_that_do_not_add_up_say_where() {
    assert_eq!(message(read(uci::read, "3\nmany\n")), "Line 2 does not give the number of words");
    assert_eq!(message(read(uci::read, "3\n")), "Line 1 does not give the number of words");
    assert_eq!(message(read(uci::read, "1\n1\n1\n1 2 1\n")), "Line 4 names row 1, column 2 of a 1 × 1 matrix");
    assert_eq!(message(read(uci::read, "1\n1\n1\n1 1 -1\n")), "Line 4 has no value of 0 or more");
    assert_eq!(message(read(uci::read, "1\n2\n2\n1 1 1\n")), "Line 4 ends the file after 1 of 2 entries");
    assert_eq!(
        message(read(uci::read, "9000000\n2\n1\n9000000 1 1\n")),
        "Line 4 ends the file after 1 entries of 9000000 announced documents"
    );
    assert!(message(read(uci::read, "99999999999\n2\n1\n")).contains("more than can be held"));
}

#[test]
fn matrices_are_read_as_the_format_says() {
    let text = "%%MatrixMarket matrix coordinate pattern general\n% made by hand\n2 3 2\n2 3\n1 1\n";
    assert_eq!(read(matrix_market::read, text).unwrap().rows, [vec![(0, 1.0)], vec![(2, 1.0)]]);
    let array = "%%MatrixMarket matrix array real general\n";
    assert!(message(read(matrix_market::read, array)).starts_with("Line 1 is not “%%MatrixMarket"));
    let twice = "%%MatrixMarket matrix coordinate real general\n1 1 2\n1 1 1.5\n1 1 2\n";
    assert_eq!(message(read(matrix_market::read, twice)), "Line 4 ends a matrix that gives row 1, column 1 twice");
}

#[test]
fn vocabularies_must_fit() {
    let mut corpus = Corpus::default();
    let counted = read(uci::read, KOS).unwrap();
    let error = counted.put_into(Some(vec!["alpha".to_owned()]), &mut corpus, "a").unwrap_err();
    assert_eq!(error.to_string(), "The matrix has 4 columns but its vocabulary 1 lines: they must be as many");
    let error = read(uci::read, KOS).unwrap().put_into(None, &mut corpus, "a").unwrap_err();
    assert!(error.to_string().starts_with("The matrix has 4 columns but no vocabulary was found"));
    assert_eq!(vocabulary_names("docword.kos.txt.gz")[0], "vocab.kos.txt");
    assert!(vocabulary_names("matrix.mtx").contains(&"vocabulary.txt".to_owned()));
}

#[test]
fn svmlight_lines_are_documents() {
    let text = "# made by hand\n+1 qid:4 7:1 3:2.5 # first post\n\n-1 3:1 3:1\n-1 x:1\n2\n";
    let counted = read(svmlight::read, text).unwrap();
    assert_eq!(counted.rows, [vec![(0, 2.5), (1, 1.0)], vec![(0, 2.0)], vec![]]);
    assert_eq!(counted.columns, Terms::Features { numbers: vec![3, 7], from_zero: false });
    assert_eq!(counted.labels.iter().map(|label| &**label).collect::<Vec<_>>(), ["+1", "-1", "2"]);
    assert_eq!(&*counted.names[0], "first post");
    let reasons: Vec<(u64, &str)> = counted.notes.iter().map(|(_, line, reason)| (*line, reason.as_str())).collect();
    assert_eq!(
        reasons,
        [(4, "names 1 features more than once: their values were added"), (5, "left out: “x:1” is no feature:value")]
    );
    let mut corpus = Corpus::default();
    counted.put_into(None, &mut corpus, "a.svm").unwrap();
    assert_eq!(corpus.bag.unwrap().terms, ["feature 3", "feature 7"]);
    assert_eq!(corpus.documents.here().unwrap()[1].label.as_deref(), Some("-1"));
    assert_eq!(corpus.warnings[0].record, Some(4));
}

#[test]
fn svmlight_features_are_looked_up_from_0_or_from_1() {
    let terms = |text: &str| {
        let mut corpus = Corpus::default();
        let vocabulary = ["a", "b", "c"].map(str::to_owned).to_vec();
        read(svmlight::read, text)
            .unwrap()
            .put_into(Some(vocabulary), &mut corpus, "a")
            .map(|()| corpus.bag.unwrap().terms.clone())
    };
    assert_eq!(terms("1 1:1 3:1\n").unwrap(), ["a", "c"]);
    assert_eq!(terms("1 0:1 2:1\n").unwrap(), ["a", "c"]);
    assert!(terms("1 4:1\n").is_err());
    assert!(
        message(read(svmlight::read, "some words\n")).starts_with("Line 1 “words” is no feature:value: it should be")
    );
}

#[test]
fn long_lines_are_refused() {
    let limits = Limits { record_bytes: 10, ..Limits::default() };
    let error = svmlight::read(&mut &b"1 1:1\n1 1:1 2:1 3:1\n"[..], &limits, &()).unwrap_err();
    assert_eq!(error.to_string(), "Line 2 is longer than 10 bytes, the limit “Largest record” of the settings");
}

proptest! {
    #[test]
    fn any_bytes_give_counts_or_an_error(bytes: Vec<u8>, numbers in "[0-9 :\n.#%-]{0,60}", at: prop::sample::Index, byte: u8) {
        let mut changed = KOS.as_bytes().to_vec();
        let at = at.index(changed.len());
        changed[at] = byte;
        let market = format!("%%MatrixMarket matrix coordinate real general\n{numbers}");
        for bytes in [&bytes[..], numbers.as_bytes(), &changed, market.as_bytes()] {
            for read in [uci::read as Read, matrix_market::read, svmlight::read] {
                if let Ok(counted) = read(&mut &bytes[..], &Limits::default(), &()) {
                    let ascending = counted.rows.iter().all(|row| row.windows(2).all(|pair| pair[0].0 < pair[1].0));
                    prop_assert!(ascending && counted.rows.iter().flatten().all(|&(_, value)| value > 0.0));
                }
            }
        }
    }
}

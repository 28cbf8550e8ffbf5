//! A matrix that was written is read as the same numbers; a broken one is refused with its line.

use mungchi::corpus::Document;
use mungchi::corpus::bag_of_words::BagOfWords;
use mungchi::corpus::vectorizer::{VectorizeParams, Weighting, vectorize};
use mungchi::export::matrix::write_matrix;
use tempfile::tempdir;

use crate::fixtures::{all_terms, gzipped, lines_corpus, read_one, topical_lines, write};

const BANNER: &str = "%%MatrixMarket matrix coordinate integer general\n";

#[test]
fn a_written_matrix_gives_the_same_rows_and_words() {
    let corpus = lines_corpus(&topical_lines(3, 60, 1).join("\n"));
    let written = all_terms(&corpus);
    let folder = tempdir().unwrap();
    write_matrix(folder.path(), &corpus, &written).unwrap();

    let matrix = read_one(&folder.path().join("matrix.mtx")).unwrap();
    let params = VectorizeParams::default_for(&matrix);
    assert_eq!(params, VectorizeParams { weighting: Weighting::None, ..VectorizeParams::plain() });
    let read = vectorize(&matrix, &params, &()).unwrap();
    assert!(read.vocabulary.terms().eq(written.vocabulary.terms()));
    assert_eq!(read.rows.n_rows(), 60);
    for (read, written) in read.rows.rows().zip(written.rows.rows()) {
        assert_eq!(read.terms, written.terms);
        for (read, written) in read.weights.iter().zip(written.weights) {
            assert!((read - written).abs() <= f32::EPSILON, "{read} {written}");
        }
    }
    assert!(
        matrix.documents.here().unwrap().iter().map(Document::heading).eq(corpus
            .documents
            .here()
            .unwrap()
            .iter()
            .map(Document::heading))
    );
    assert!(matrix.warnings.is_empty(), "{:?}", matrix.warnings);
}

#[test]
fn counts_are_weighted_and_comments_passed_over() {
    let folder = tempdir().unwrap();
    write(folder.path(), "vocabulary.txt", "alpha\nbeta\n");
    let content = format!("{BANNER}% a comment\n3 2 3\n1 1 2\n1 2 1\n\n3 2 4\n");
    for (name, content) in [("a.mtx", content.clone().into_bytes()), ("a.mtx.gz", gzipped(content))] {
        let corpus = read_one(&write(folder.path(), name, content)).unwrap();
        let ids: Vec<&str> = corpus.documents.here().unwrap().iter().map(|document| &*document.id).collect();
        assert_eq!(ids, ["1", "2", "3"], "{name}");
        assert_eq!(VectorizeParams::default_for(&corpus).weighting, Weighting::SublinearTfIdf);
        let Some(BagOfWords { terms, rows, counts: true }) = corpus.bag.as_deref() else { panic!("{:?}", corpus.bag) };
        assert_eq!(terms, &["alpha", "beta"]);
        let expected: [Vec<(u32, f32)>; 3] = [vec![(0, 2.0), (1, 1.0)], vec![], vec![(1, 4.0)]];
        assert_eq!(rows, &expected);
    }
}

#[test]
fn a_broken_matrix_is_refused_with_its_line() {
    let folder = tempdir().unwrap();
    write(folder.path(), "vocabulary.txt", "alpha\nbeta\n");
    let cases = [
        ("1 2\n", "Line 2 does not give rows, columns and entries"),
        ("1 2 1\n1 x 1\n", "Line 3 does not give row and column"),
        ("1 2 1\n1 3 1\n", "Line 3 names row 1, column 3 of a 1 × 2 matrix"),
        ("1 2 1\n0 1 1\n", "Line 3 names row 0, column 1 of a 1 × 2 matrix"),
        ("1 2 1\n1 1 -1\n", "Line 3 has no value of 0 or more"),
        ("1 2 1\n1 1\n", "Line 3 has no value of 0 or more"),
        ("1 2 1\n1 1 1\n1 2 1\n", "Line 4 is entry 2, but 1 were announced"),
        ("1 2 2\n1 1 1\n", "Line 3 ends the file after 1 of 2 entries"),
        ("", "Line 1 ends before the size"),
        ("1 2 2\n1 2 1\n1 2 1\n", "Line 4 ends a matrix that gives row 1, column 2 twice"),
        (
            "1000000000000000000 1 1\n1 1 1\n",
            "Line 2 announces 1000000000000000000 × 1, which is more than can be held",
        ),
    ];
    for (content, expected) in cases {
        let path = write(folder.path(), "a.mtx", format!("{BANNER}{content}"));
        let error = read_one(&path).unwrap_err().to_string();
        assert_eq!(error, format!("{expected}: {}", path.display()));
    }
    let path = write(folder.path(), "a.mtx", "alpha\n");
    let expected = "Line 1 is not “%%MatrixMarket matrix coordinate real|integer|pattern general”";
    assert_eq!(read_one(&path).unwrap_err().to_string(), format!("{expected}: {}", path.display()));
}

#[test]
fn a_matrix_wants_a_vocabulary_of_its_size() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "a.mtx", format!("{BANNER}1 2 1\n1 2 1\n"));
    let expected = "The matrix has 2 columns but no vocabulary was found: put a file vocabulary.txt with one term a line \
                    beside it";
    assert_eq!(read_one(&path).unwrap_err().to_string(), format!("{expected}: {}", path.display()));
    write(folder.path(), "vocabulary.txt", "alpha\n");
    let expected = "The matrix has 2 columns but its vocabulary 1 lines: they must be as many";
    assert_eq!(read_one(&path).unwrap_err().to_string(), format!("{expected}: {}", path.display()));
}

#[test]
fn names_of_other_documents_are_not_used() {
    let folder = tempdir().unwrap();
    write(folder.path(), "vocabulary.txt", "alpha\n");
    let names = write(folder.path(), "documents.csv", "id,title,label\n1,one,\n2,two,\n");
    let path = write(folder.path(), "a.mtx", format!("{BANNER}1 1 1\n1 1 1\n"));
    let corpus = read_one(&path).unwrap();
    assert_eq!(corpus.documents.here().unwrap()[0].heading(), "1");
    let warnings: Vec<String> = corpus.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, [format!("{}: not used: it names 2 documents, the matrix has 1", names.display())]);
}

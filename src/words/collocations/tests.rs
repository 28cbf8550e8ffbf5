//! Collocations of small corpora, with values computed by hand.

use proptest::prelude::*;

use super::*;

/// One document a string; `.` parts neighbours.
struct Lines<'a>(&'a [String]);

impl Sequences for Lines<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn visit(&self, rows: Range<usize>, each: &mut dyn FnMut(Piece<'_>)) -> Result<(), WordsError> {
        for line in &self.0[rows] {
            each(Piece::Document);
            for word in line.split(' ') {
                each(if word == "." { Piece::Break } else { Piece::Word(word) });
            }
        }
        Ok(())
    }
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|&line| line.to_owned()).collect()
}

fn learned(lines: &[String], params: &CollocationParams) -> Collocations {
    Collocations::learn(&Lines(lines), params, &()).unwrap()
}

/// The terms of a text of words and blanks, each with its place.
fn joined(collocations: &Collocations, text: &str) -> Vec<(String, String)> {
    let joining = Joining::new(collocations);
    let mut joiner = joining.joiner();
    let mut told = Vec::new();
    let mut tell = |place: Range<usize>, term: &str| told.push((term.to_owned(), text[place].to_owned()));
    let mut start = 0;
    for word in text.split(' ') {
        if word == "." {
            joiner.pause(&mut tell);
        } else {
            joiner.push(start..start + word.len(), word, &mut tell);
        }
        start += word.len() + 1;
    }
    joiner.pause(&mut tell);
    told
}

fn terms(collocations: &Collocations, text: &str) -> Vec<String> {
    joined(collocations, text).into_iter().map(|(term, _)| term).collect()
}

#[test]
fn npmi_is_that_of_the_formula() {
    // p(xy) = 2/16, p(x) = 4/16, p(y) = 2/16: ln(0.125 / 0.03125) / −ln 0.125 = ln 4 / ln 8 = 2/3.
    assert!((npmi(2, 4, 2, 16) - 2.0 / 3.0).abs() < 1e-12);
    // Always together: ln(1/p) / −ln p = 1. By chance: ln 1 = 0.
    assert!((npmi(3, 3, 3, 100) - 1.0).abs() < 1e-12);
    assert!(npmi(1, 4, 4, 16).abs() < 1e-12);
    // Less than by chance: ln(16 / 64) / ln 16 = −1/2.
    assert!((npmi(1, 8, 8, 16) + 0.5).abs() < 1e-12);
    for (pair, left, right, n) in [(0, 4, 4, 16), (0, 0, 0, 0)] {
        assert!((npmi(pair, left, right, n) + 1.0).abs() < 1e-12);
    }
    assert!((npmi(5, 5, 5, 5) - 1.0).abs() < 1e-12);
}

#[test]
fn pairs_are_scored_by_counts_and_kept_by_documents() {
    // 16 words; machine 4, learning 2, machine learning 2 in 2 documents: 2/3 as above.
    let texts = lines(&["machine learning a machine b c d e", "machine learning f machine g h . i j"]);
    let params = CollocationParams { min_npmi: 0.5, min_df: 2, max_words: 2 };
    let collocations = learned(&texts, &params);
    let shown: Vec<&Collocation> = collocations.iter().collect();
    let [only] = shown[..] else { panic!("{shown:?}") };
    assert_eq!((only.words.join(" "), only.count, only.df), ("machine learning".to_owned(), 2, 2));
    assert!((only.npmi - 2.0 / 3.0).abs() < 1e-12, "{}", only.npmi);
    assert!(learned(&texts, &CollocationParams { min_npmi: 0.7, ..params }).is_empty());
    assert!(learned(&texts, &CollocationParams { min_df: 3, ..params }).is_empty());
    let restored: Collocations = serde_json::from_str(&serde_json::to_string(&collocations).unwrap()).unwrap();
    assert_eq!(restored, collocations);
}

#[test]
fn breaks_documents_and_rare_words_part_neighbours() {
    let texts = lines(&["a b . a b", "b rare1 a", "b rare2 a", "a . b", "a . b", "a", "b", "a", "b"]);
    let params = CollocationParams { min_npmi: -1.0, min_df: 1, max_words: 2 };
    let pairs: Vec<String> = learned(&texts, &params).iter().map(|one| one.words.join(" ")).collect();
    assert!(pairs.contains(&"a b".to_owned()) && !pairs.contains(&"b a".to_owned()), "{pairs:?}");
    let frequent = learned(&texts, &CollocationParams { min_df: 2, ..params });
    assert!(frequent.is_empty(), "a b is twice in one document: {frequent:?}");
}

#[test]
fn longer_ones_grow_from_shorter_up_to_the_limit() {
    let mut texts =
        lines(&["new york stock exchange fell", "the new york stock exchange rose", "in new york stock exchange x"]);
    texts.extend((0..40).map(|i| format!("filler{i} other{i} the in")));
    let of = |max_words| {
        let params = CollocationParams { min_npmi: 0.6, min_df: 3, max_words };
        let collocations = learned(&texts, &params);
        let longest = collocations.iter().map(|one| one.words.len()).max().unwrap();
        (longest, terms(&collocations, "at new york stock exchange today"))
    };
    assert_eq!(of(2), (2, lines(&["at", "new york", "stock exchange", "today"])));
    assert_eq!(of(4), (4, lines(&["at", "new york stock exchange", "today"])));
    assert_eq!(of(3).0, 2, "two pairs next to each other are four words");
}

fn given(all: &[&str]) -> Collocations {
    let one =
        |words: &&str| Collocation { words: words.split(' ').map(str::to_owned).collect(), ..Collocation::default() };
    Collocations { all: all.iter().map(one).collect() }
}

#[test]
fn the_longest_from_the_left_is_joined_where_it_stands() {
    let collocations = given(&["기계 학습", "a b", "b c d e", "a b c"]);
    assert_eq!(terms(&collocations, "기계 학습 기계 번역 학습"), ["기계 학습", "기계", "번역", "학습"]);
    assert_eq!(terms(&collocations, "a b c d e"), ["a b c", "d", "e"]);
    assert_eq!(terms(&collocations, "b c d a b x"), ["b", "c", "d", "a b", "x"]);
    assert_eq!(terms(&collocations, "b c d e b c"), ["b c d e", "b", "c"]);
    assert_eq!(terms(&collocations, "a . b a b . c"), ["a", "b", "a b", "c"]);
    let placed = joined(&collocations, "x a b y");
    assert!(placed.iter().all(|(term, text)| term == text), "{placed:?}");
    assert_eq!(terms(&Collocations::default(), "a b"), ["a", "b"]);
}

#[test]
fn learning_does_not_depend_on_threads() {
    let texts: Vec<String> = (0..2000_u32)
        .map(|i| format!("w{} w{} x y w{}", i % 7, (i * i) % 11, i.wrapping_mul(2_654_435_761) % 13))
        .collect();
    let params = CollocationParams { min_npmi: 0.05, min_df: 5, max_words: 4 };
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| learned(&texts, &params))
    };
    assert_eq!(on(1), on(4));
    assert!(!on(2).is_empty());
}

proptest! {
    #[test]
    fn joined_terms_hold_all_words_in_their_order(
        text in "[abc]( [abc.]){0,30}",
        found in proptest::collection::vec("[abc]( [abc]){1,4}", 0..6),
    ) {
        let collocations = given(&found.iter().map(String::as_str).collect::<Vec<_>>());
        let told = joined(&collocations, &text);
        let words: Vec<&str> = text.split(' ').filter(|&word| word != ".").collect();
        prop_assert_eq!(told.iter().flat_map(|(term, _)| term.split(' ')).collect::<Vec<_>>(), words);
        prop_assert!(told.iter().all(|(term, place)| term == place));
    }
}

//! What becomes of the words of some documents: for a look before a whole corpus is vectorised.

use std::ops::Range;

use super::Corpus;
use super::bag_of_words::BagOfWords;
use super::choosing::{Choice, Chosen, Spellings, TermFate, choose, tokenizer_of_bag};
use super::counting::{Counted, count};
use super::documents::DocumentRef;
use super::numbers::{Bag, Numbers, Texts};
use super::vectorizer::{VectorizeError, VectorizeParams};
use crate::progress::Monitor;
use crate::words::interner::Interner;
use crate::words::key::Key;
use crate::words::{Cutter, Fate};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordPreview {
    pub n_documents: usize,
    /// Terms of the vocabulary.
    pub n_terms: usize,
    /// Documents without any of them.
    pub n_empty: usize,
    /// Terms in too few documents, or beyond the number of terms to be kept.
    pub n_too_rare: usize,
    pub n_too_common: usize,
    /// Terms with their document frequencies, the most frequent first; a hundred at most.
    pub most_frequent: Vec<(String, u32)>,
    /// The first documents.
    pub documents: Vec<PreviewDocument>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct PreviewDocument {
    /// Empty for an untitled document: its text stands below.
    pub title: String,
    pub id: String,
    pub label: Option<String>,
    /// The beginning of the text: 2,000 characters at most.
    pub text: String,
    /// Byte ranges of `text`, ascending.
    pub tokens: Vec<(Range<usize>, TokenFate)>,
}

impl PreviewDocument {
    fn without_text(document: DocumentRef<'_>) -> Self {
        let DocumentRef { title, id, label, .. } = document;
        let label = label.map(str::to_owned);
        Self { title: title.to_owned(), id: id.to_owned(), label, ..Self::default() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFate {
    Kept,
    StopWord,
    TooRare,
    TooCommon,
    NoWord,
}

const MAX_FREQUENT: usize = 100;

const MAX_TEXT_CHARS: usize = 2000;

/// Counts the words of a small corpus, chooses the vocabulary, and shows the first `n_shown` documents. That no term is left is
/// no error here, but to be seen: `n_terms` is 0.
pub fn preview_words(
    corpus: &Corpus,
    params: &VectorizeParams,
    n_shown: usize,
    monitor: &dyn Monitor,
) -> Result<WordPreview, VectorizeError> {
    params.check()?;
    let shown = 0..n_shown.min(corpus.documents.len());
    if let Some(bag) = &corpus.bag {
        let mut preview = preview_bag(bag, params)?;
        corpus.documents.visit(shown, &mut |_, document| {
            preview.documents.push(PreviewDocument::without_text(document));
        })?;
        return Ok(preview);
    }
    let counted = count(corpus, &params.words, monitor)?;
    let terms = &*counted.terms;
    let choice = Choice {
        terms: Spellings::Words(&terms.words),
        document_counts: &terms.document_counts,
        n_documents: counted.n_documents(),
        tokenizer: counted.tokenizer(),
    };
    let chosen = choose(&choice, params);
    monitor.check()?;
    let mut preview = preview_of(&choice, &chosen, &Texts::new(counted.clone(), &chosen.columns()));

    let mut cutter = counted.tokenizer().cutter();
    let mut met = Interner::default();
    let mut tokens_of_documents = Vec::new();
    corpus.documents.visit(shown, &mut |_, document| {
        if !monitor.is_cancelled() {
            let (document, tokens) = cut(document, &mut cutter, &mut met);
            preview.documents.push(document);
            tokens_of_documents.push(tokens);
        }
    })?;
    monitor.check()?;
    let fates = fates_of(&met, &counted, &chosen);
    for (document, tokens) in preview.documents.iter_mut().zip(tokens_of_documents) {
        document.tokens = tokens.into_iter().map(|token| (token.place, token.cut.fate(&fates))).collect();
    }
    Ok(preview)
}

fn preview_bag(bag: &BagOfWords, params: &VectorizeParams) -> Result<WordPreview, VectorizeError> {
    let document_counts = bag.document_counts();
    let choice = Choice {
        terms: Spellings::Strings(&bag.terms),
        document_counts: &document_counts,
        n_documents: bag.rows.len(),
        tokenizer: &tokenizer_of_bag(&params.words)?,
    };
    let chosen = choose(&choice, params);
    Ok(preview_of(&choice, &chosen, &Bag { bag, columns: chosen.columns() }))
}

fn preview_of(choice: &Choice<'_>, chosen: &Chosen, numbers: &impl Numbers) -> WordPreview {
    let n_of = |wanted: TermFate| {
        let fates = chosen.fates.iter().zip(choice.document_counts);
        fates.filter(|&(&fate, &count)| fate == wanted && count > 0).count()
    };
    let mut n_empty = 0;
    for block in 0..numbers.n_blocks() {
        numbers.for_each_row(block, &mut |entries, _| n_empty += usize::from(entries.is_empty()));
    }
    let frequent = chosen.terms.iter().take(MAX_FREQUENT);
    WordPreview {
        n_documents: choice.n_documents,
        n_terms: chosen.terms.len(),
        n_empty,
        n_too_rare: n_of(TermFate::TooRare),
        n_too_common: n_of(TermFate::TooCommon),
        most_frequent: frequent
            .map(|&term| (choice.terms.of(term).to_owned(), choice.document_counts[term as usize]))
            .collect(),
        documents: Vec::new(),
    }
}

struct CutToken {
    place: Range<usize>,
    cut: Cut,
}

/// What is known of a token before the vocabulary is asked.
enum Cut {
    /// Its number among the words that were met.
    Term(u32),
    StopWord,
    NoWord,
}

impl Cut {
    fn fate(&self, fates: &[TokenFate]) -> TokenFate {
        match self {
            Self::Term(met) => fates[*met as usize],
            Self::StopWord => TokenFate::StopWord,
            Self::NoWord => TokenFate::NoWord,
        }
    }
}

/// The beginning of a document, still without tokens, and what the tokens in it are.
fn cut(document: DocumentRef<'_>, cutter: &mut Cutter<'_>, met: &mut Interner) -> (PreviewDocument, Vec<CutToken>) {
    let end = document.text.char_indices().nth(MAX_TEXT_CHARS).map_or(document.text.len(), |(end, _)| end);
    let mut tokens = Vec::new();
    // The whole text is cut, as it will be when it counts: its language may only show later.
    let language = cutter.language_of(document.counted_title(), document.text);
    cutter.for_each_in(document.text, language, |token| {
        if token.place.end <= end {
            let cut = match token.fate {
                Fate::Term => Cut::Term(met.intern(token.term, Key::of(token.term))),
                Fate::StopWord => Cut::StopWord,
                Fate::NoWord => Cut::NoWord,
            };
            tokens.push(CutToken { place: token.place, cut });
        }
    });
    let text = document.text[..end].to_owned();
    (PreviewDocument { text, ..PreviewDocument::without_text(document) }, tokens)
}

/// For each of the words that were met, what the vocabulary makes of it.
fn fates_of(met: &Interner, counted: &Counted, chosen: &Chosen) -> Vec<TokenFate> {
    let mut fates = vec![TokenFate::NoWord; met.len()];
    let find = |term: u32| {
        let word = counted.terms.words.word(term);
        met.find(word, Key::of(word))
    };
    for (term, &fate) in chosen.fates.iter().enumerate() {
        if let Some(place) = find(term as u32) {
            fates[place as usize] = match fate {
                TermFate::Kept => TokenFate::Kept,
                TermFate::TooRare => TokenFate::TooRare,
                TermFate::TooCommon => TokenFate::TooCommon,
                TermFate::Stopped => TokenFate::StopWord,
            };
        }
    }
    fates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Document;
    use crate::words::WordParams;

    fn corpus(texts: &[&str]) -> Corpus {
        let documents: Vec<Document> =
            texts.iter().map(|&text| Document { text: text.into(), ..Document::default() }).collect();
        Corpus { documents: documents.into(), ..Corpus::default() }
    }

    fn fates(document: &PreviewDocument) -> Vec<(&str, TokenFate)> {
        document.tokens.iter().map(|(place, fate)| (&document.text[place.clone()], *fate)).collect()
    }

    #[test]
    fn tokens_are_shown_with_what_becomes_of_them() {
        let corpus = corpus(&["The Alpha and beta 42", "alpha beta gamma", "alpha beta gamma", "alpha"]);
        let params = VectorizeParams { min_df: 2, max_df: 0.8, ..VectorizeParams::plain() };
        let preview = preview_words(&corpus, &params, 1, &()).unwrap();
        assert_eq!((preview.n_documents, preview.n_terms, preview.n_empty), (4, 2, 1));
        assert_eq!((preview.n_too_rare, preview.n_too_common), (0, 1));
        assert_eq!(preview.most_frequent, [("beta".to_owned(), 3), ("gamma".to_owned(), 2)]);
        assert_eq!(preview.documents.len(), 1);
        let expected = [
            ("The", TokenFate::StopWord),
            ("Alpha", TokenFate::TooCommon),
            ("and", TokenFate::StopWord),
            ("beta", TokenFate::Kept),
            ("42", TokenFate::NoWord),
        ];
        assert_eq!(fates(&preview.documents[0]), expected);
    }

    #[test]
    fn terms_beyond_the_cap_are_too_rare_and_no_term_left_is_no_error() {
        let corpus = corpus(&["alpha beta", "alpha gamma"]);
        let capped = VectorizeParams { max_terms: Some(1), ..VectorizeParams::plain() };
        let preview = preview_words(&corpus, &capped, 9, &()).unwrap();
        assert_eq!((preview.n_terms, preview.n_too_rare, preview.n_empty), (1, 2, 0));
        let expected = [("alpha", TokenFate::Kept), ("gamma", TokenFate::TooRare)];
        assert_eq!(fates(&preview.documents[1]), expected);
        let none = VectorizeParams { min_df: 3, ..VectorizeParams::plain() };
        let preview = preview_words(&corpus, &none, 9, &()).unwrap();
        assert_eq!((preview.n_terms, preview.n_too_rare, preview.n_empty), (0, 3, 2));
        let preview = preview_words(&Corpus::default(), &none, 9, &()).unwrap();
        assert_eq!(preview, WordPreview::default());
    }

    #[test]
    fn long_texts_are_cut_between_characters_and_tokens() {
        let text = "단어 ".repeat(1000);
        let preview = preview_words(&corpus(&[&text]), &VectorizeParams::plain(), 1, &()).unwrap();
        let document = &preview.documents[0];
        assert_eq!(document.text.chars().count(), MAX_TEXT_CHARS);
        assert_eq!(document.tokens.len(), 667, "the last ends with the text");
    }

    #[test]
    fn title_and_text_are_in_one_language() {
        let english = "The dog and the cat are in the house and not in the garden, where there is also a mouse";
        let german = "Der Hund und die Katze sind in dem Haus und nicht in dem Garten, wo es auch eine Maus gibt";
        let mut documents = vec![Document { text: english.into(), ..Document::default() }; 6];
        let params = VectorizeParams { words: WordParams::default(), ..VectorizeParams::plain() };
        for (title_counts, fate) in [(true, TokenFate::StopWord), (false, TokenFate::Kept)] {
            documents[0] =
                Document { title: german.into(), title_counts, text: "die Katze".into(), ..Document::default() };
            let corpus = Corpus { documents: documents.clone().into(), ..Corpus::default() };
            let preview = preview_words(&corpus, &params, 1, &()).unwrap();
            assert_eq!(fates(&preview.documents[0]), [("die", fate), ("Katze", TokenFate::Kept)]);
            let is_term = preview.most_frequent.iter().any(|(term, _)| term == "die");
            assert_eq!(is_term, fate == TokenFate::Kept);
        }
    }

    #[test]
    fn words_counted_elsewhere_are_told_without_tokens() {
        let terms = ["alpha", "beta", "nowhere"].map(str::to_owned).to_vec();
        let bag = BagOfWords { terms, rows: vec![vec![(0, 2.0), (1, 1.0)], vec![(1, 1.0)], vec![]], counts: true };
        let documents = vec![Document { id: "7".into(), ..Document::default() }; 3];
        let corpus = Corpus { documents: documents.into(), bag: Some(bag.into()), ..Corpus::default() };
        let params = VectorizeParams { min_df: 2, ..VectorizeParams::plain() };
        let preview = preview_words(&corpus, &params, 2, &()).unwrap();
        assert_eq!((preview.n_terms, preview.n_too_rare, preview.n_empty), (1, 1, 1));
        assert_eq!(preview.documents[1].id, "7");
    }
}

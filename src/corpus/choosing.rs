//! Which terms make the vocabulary: by document frequency, and as the researcher says.

use rayon::prelude::*;

use super::vectorizer::{VectorizeError, VectorizeParams};
use super::vocabulary::Vocabulary;
use crate::words::interner::Words;
use crate::words::{Learned, Tokenizer, WordParams, WordsError};

/// Terms to choose from.
pub(super) struct Choice<'a> {
    pub terms: Spellings<'a>,
    /// By term: the number of documents that hold it.
    pub document_counts: &'a [u32],
    pub n_documents: usize,
    /// Knows the stop words and the words to keep of the researcher, which may have come after counting.
    pub tokenizer: &'a Tokenizer,
}

#[derive(Clone, Copy)]
pub(super) enum Spellings<'a> {
    Words(&'a Words),
    Strings(&'a [String]),
}

impl<'a> Spellings<'a> {
    pub fn of(self, term: u32) -> &'a str {
        match self {
            Self::Words(words) => words.word(term),
            Self::Strings(strings) => &strings[term as usize],
        }
    }
}

/// Why a term is in the vocabulary or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TermFate {
    Kept,
    /// In fewer documents than asked for, or than the most frequent terms if only so many are kept.
    TooRare,
    TooCommon,
    Stopped,
}

/// A vocabulary, not checked: it may be empty.
pub(super) struct Chosen {
    /// By descending document frequency, then in code point order: the place is the column.
    pub terms: Vec<u32>,
    /// By term.
    pub fates: Vec<TermFate>,
}

/// No column: the term is left out of the vocabulary, but its document holds it.
pub(super) const NO_COLUMN: u32 = u32::MAX;

/// No column, and not counted either: a stop word.
pub(super) const STOPPED: u32 = u32::MAX - 1;

/// What knows the wishes of the researcher where the terms were counted elsewhere.
pub(super) fn tokenizer_of_bag(words: &WordParams) -> Result<Tokenizer, WordsError> {
    Tokenizer::restore(words, Learned::default())
}

/// Chooses as scikit-learn does: kept is `min_df <= df <= max_df · n`, of these the `max_terms` most frequent, ties by code
/// point. Terms of the keep-list are kept if any document holds them, and take their places among `max_terms` first.
pub(super) fn choose(choice: &Choice<'_>, params: &VectorizeParams) -> Chosen {
    let Choice { terms, document_counts, n_documents, tokenizer } = choice;
    let named = &tokenizer.params().stop_words;
    let has_named = !named.keep.is_empty() || !named.user.is_empty();
    let max_documents = params.max_df * *n_documents as f64;
    let fate = |(term, &count): (usize, &u32)| {
        if has_named {
            let spelling = terms.of(term as u32);
            if count > 0 && tokenizer.keeps(spelling) {
                return TermFate::Kept;
            }
            if tokenizer.stops(spelling) {
                return TermFate::Stopped;
            }
        }
        match count {
            _ if count < params.min_df.max(1) => TermFate::TooRare,
            _ if f64::from(count) > max_documents => TermFate::TooCommon,
            _ => TermFate::Kept,
        }
    };
    let mut fates: Vec<TermFate> = document_counts.par_iter().enumerate().map(fate).collect();
    let mut chosen: Vec<u32> = (0..fates.len() as u32).filter(|&term| fates[term as usize] == TermFate::Kept).collect();
    let count_of = |term: u32| document_counts[term as usize];
    // With the first bytes beside the count, few spellings have to be looked at.
    let ranked =
        |term: u32| (u64::from(u32::MAX - count_of(term)) << 32 | u64::from(first_bytes(terms.of(term))), term);
    let mut ranks: Vec<(u64, u32)> = chosen.par_iter().map(|&term| ranked(term)).collect();
    ranks.par_sort_unstable_by(|&(a_rank, a), &(b_rank, b)| {
        a_rank.cmp(&b_rank).then_with(|| terms.of(a).cmp(terms.of(b))).then(a.cmp(&b))
    });
    chosen.clear();
    chosen.extend(ranks.into_iter().map(|(_, term)| term));
    if let Some(max_terms) = params.max_terms.filter(|&max_terms| (max_terms as usize) < chosen.len()) {
        let n_listed = chosen.iter().filter(|&&term| tokenizer.keeps(terms.of(term))).count();
        let mut n_free = (max_terms as usize).saturating_sub(n_listed);
        chosen.retain(|&term| {
            if tokenizer.keeps(terms.of(term)) {
                return true;
            }
            let has_place = n_free > 0;
            n_free = n_free.saturating_sub(1);
            if !has_place {
                fates[term as usize] = TermFate::TooRare;
            }
            has_place
        });
    }
    Chosen { terms: chosen, fates }
}

/// Numbers in the order of the code points that words begin with.
fn first_bytes(word: &str) -> u32 {
    let mut first = [0; 4];
    word.bytes().zip(&mut first).for_each(|(byte, place)| *place = byte);
    u32::from_be_bytes(first)
}

impl Chosen {
    /// Says what to change if there is no term.
    pub fn check(&self, choice: &Choice<'_>, params: &VectorizeParams) -> Result<(), VectorizeError> {
        let n_documents = choice.n_documents;
        if choice.document_counts.iter().all(|&count| count == 0) {
            return Err(VectorizeError::NoWords { n_documents });
        }
        if self.terms.is_empty() {
            let max_documents = (params.max_df * n_documents as f64) as u64;
            let n_terms = self.fates.iter().filter(|&&fate| fate != TermFate::Stopped).count();
            return Err(VectorizeError::NoTerms { n_terms, min_df: params.min_df, max_documents, n_documents });
        }
        Ok(())
    }

    /// By term: its column, [`NO_COLUMN`] or [`STOPPED`].
    pub fn columns(&self) -> Vec<u32> {
        let column = |fate: &TermFate| if *fate == TermFate::Stopped { STOPPED } else { NO_COLUMN };
        let mut columns: Vec<u32> = self.fates.iter().map(column).collect();
        self.terms.iter().enumerate().for_each(|(column, &term)| columns[term as usize] = column as u32);
        columns
    }

    pub fn vocabulary(&self, choice: &Choice<'_>) -> Vocabulary {
        let named = |&term: &u32| (choice.terms.of(term).into(), choice.document_counts[term as usize]);
        Vocabulary::new(self.terms.par_iter().map(named).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::params::StopWordParams;

    /// Spellings with their document frequencies, of 10 documents.
    const TERMS: [(&str, u32); 6] = [("delta", 3), ("alpha", 10), ("beta", 3), ("gamma", 1), ("없다", 2), ("never", 0)];

    fn chosen(params: &VectorizeParams, stopped: &[&str]) -> Vec<&'static str> {
        let strings: Vec<String> = TERMS.iter().map(|(term, _)| (*term).to_owned()).collect();
        let document_counts = TERMS.map(|(_, count)| count);
        let mut words = params.words.clone();
        words.stop_words.user = stopped.iter().map(|&word| word.to_owned()).collect();
        let tokenizer = tokenizer_of_bag(&words).unwrap();
        let terms = Spellings::Strings(&strings);
        let choice = Choice { terms, document_counts: &document_counts, n_documents: 10, tokenizer: &tokenizer };
        choose(&choice, params).terms.into_iter().map(|term| TERMS[term as usize].0).collect()
    }

    fn keeping(keep: &[&str]) -> WordParams {
        let keep = keep.iter().map(|&word| word.to_owned()).collect();
        WordParams { stop_words: StopWordParams { keep, ..StopWordParams::default() }, ..WordParams::plain() }
    }

    #[test]
    fn terms_fall_by_document_frequency_then_rise_by_code_point_up_to_the_cap() {
        let plain = VectorizeParams::plain();
        assert_eq!(chosen(&plain, &[]), ["alpha", "beta", "delta", "없다", "gamma"]);
        let capped = VectorizeParams { max_terms: Some(2), ..plain.clone() };
        assert_eq!(chosen(&capped, &[]), ["alpha", "beta"]);
        let bounded = VectorizeParams { min_df: 2, max_df: 0.9, ..plain };
        assert_eq!(chosen(&bounded, &[]), ["beta", "delta", "없다"]);
    }

    #[test]
    fn the_keep_list_survives_both_frequencies_and_the_cap() {
        let params = VectorizeParams {
            min_df: 2,
            max_df: 0.9,
            max_terms: Some(3),
            words: keeping(&["Gamma", " ALPHA ", "never"]),
            ..VectorizeParams::plain()
        };
        assert_eq!(chosen(&params, &[]), ["alpha", "beta", "gamma"]);
        assert_eq!(chosen(&VectorizeParams { max_terms: Some(1), ..params }, &[]), ["alpha", "gamma"]);
    }

    #[test]
    fn stop_words_that_came_later_are_left_out_unless_they_are_kept() {
        let params = VectorizeParams { words: keeping(&["delta"]), ..VectorizeParams::plain() };
        assert_eq!(chosen(&params, &["Beta", "delta"]), ["alpha", "delta", "없다", "gamma"]);
    }
}

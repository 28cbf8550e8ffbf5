//! The terms of a corpus and their numbers.

use rustc_hash::FxHashSet;

/// A term's number: its column in the matrix. Frequent terms come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// Some terms, to be asked for often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermSet(FxHashSet<TermId>);

impl TermSet {
    pub fn contains(&self, id: TermId) -> bool {
        self.0.contains(&id)
    }
}

impl FromIterator<TermId> for TermSet {
    fn from_iter<I: IntoIterator<Item = TermId>>(terms: I) -> Self {
        Self(terms.into_iter().collect())
    }
}

/// The terms that were kept, indexed by [`TermId`]: by descending document frequency, then in code point order.
#[derive(Debug, Default)]
pub struct Vocabulary {
    terms: Vec<Box<str>>,
    document_counts: Vec<u32>,
}

impl Vocabulary {
    /// `terms` with the number of documents that hold each, in the order of their future ids.
    pub fn new(terms: Vec<(Box<str>, u32)>) -> Self {
        let (terms, document_counts) = terms.into_iter().unzip();
        Self { terms, document_counts }
    }

    pub fn len(&self) -> usize {
        self.terms.len()
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// # Panics
    /// If `id` is of another vocabulary.
    pub fn term(&self, id: TermId) -> &str {
        &self.terms[id.0 as usize]
    }

    /// Number of documents that hold the term.
    pub fn document_count(&self, id: TermId) -> u32 {
        self.document_counts[id.0 as usize]
    }

    /// The same for all terms, indexed by [`TermId`].
    pub fn document_counts(&self) -> &[u32] {
        &self.document_counts
    }

    pub fn ids(&self) -> impl ExactSizeIterator<Item = TermId> + use<> {
        (0..self.terms.len() as u32).map(TermId)
    }

    pub fn terms(&self) -> impl ExactSizeIterator<Item = &str> {
        self.terms.iter().map(AsRef::as_ref)
    }
}

//! Counts the words of a document, and for each word the documents that hold it.

use crate::words::interner::NO_ID;

/// What is known of a word.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    /// Where the document that held the word last counts it.
    place: u32,
    pub n_documents: u32,
}

/// The `(word, count)` of a document, and room for those of the next.
#[derive(Default)]
pub(super) struct DocumentWords {
    /// Behind the words of the document none is left of those before, so that a word is where its tally says or nowhere.
    counts: Vec<(u32, u32)>,
    n_words: usize,
}

const NOTHING: (u32, u32) = (NO_ID, 0);

impl DocumentWords {
    /// Counts words. Whether one is new in the document cannot be foreseen, so there is no branch.
    pub(super) fn count(&mut self, ids: &[u32], tallies: &mut [Tally]) {
        let mut n_words = self.n_words;
        self.counts.resize(self.counts.len().max(n_words + ids.len() + 1), NOTHING);
        let counts = &mut self.counts[..];
        for &id in ids {
            let tally = &mut tallies[id as usize];
            let is_new = counts[tally.place as usize].0 != id;
            let place = if is_new { n_words } else { tally.place as usize };
            let (word, count) = &mut counts[place];
            (*word, *count) = (id, count.saturating_add(1));
            *tally = Tally { place: place as u32, n_documents: tally.n_documents + u32::from(is_new) };
            n_words += usize::from(is_new);
        }
        self.n_words = n_words;
    }

    pub(super) fn words(&self) -> impl Iterator<Item = u32> {
        self.counts[..self.n_words].iter().map(|&(word, _)| word)
    }

    pub(super) fn counts(&self) -> impl Iterator<Item = u32> + Clone {
        self.counts[..self.n_words].iter().map(|&(_, count)| count)
    }

    pub(super) fn clear(&mut self) {
        self.counts[..self.n_words].fill(NOTHING);
        self.n_words = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_document_in_the_order_in_which_they_came() {
        let mut tallies = vec![Tally::default(); 9];
        let mut document = DocumentWords::default();
        let counted = |document: &DocumentWords| document.words().zip(document.counts()).collect::<Vec<_>>();
        document.count(&[3, 1, 3], &mut tallies);
        document.count(&[], &mut tallies);
        document.count(&[8, 1, 3], &mut tallies);
        assert_eq!(counted(&document), [(3, 3), (1, 2), (8, 1)]);
        document.clear();
        assert_eq!(counted(&document), []);
        document.count(&[8, 3, 0, 8], &mut tallies);
        assert_eq!(counted(&document), [(8, 2), (3, 1), (0, 1)]);
        assert_eq!(tallies.iter().map(|tally| tally.n_documents).collect::<Vec<_>>(), [1, 1, 0, 2, 0, 0, 0, 0, 2]);
    }
}

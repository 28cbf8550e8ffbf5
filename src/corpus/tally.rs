//! Counts the words of a document, and for each word the documents that hold it.

use crate::words::interner::NO_ID;

/// What is known of a word.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    /// Where the document that held the word last counts it.
    place: u32,
    pub n_documents: u32,
}

/// Adds words to the `(word, count)` of their document. Whether one is new in it cannot be foreseen, so there is no branch.
pub(super) fn count_ids(ids: &[u32], document: &mut Vec<(u32, u32)>, tallies: &mut [Tally]) {
    let mut n_words = document.len();
    document.resize(n_words + ids.len() + 1, (NO_ID, 0));
    for &id in ids {
        let tally = &mut tallies[id as usize];
        // The place may be that of a document before: it counts only if the word is there.
        let place = (tally.place as usize).min(n_words);
        let is_new = document[place].0 != id;
        let place = if is_new { n_words } else { place };
        let (word, count) = &mut document[place];
        (*word, *count) = (id, count.saturating_add(1));
        *tally = Tally { place: place as u32, n_documents: tally.n_documents + u32::from(is_new) };
        n_words += usize::from(is_new);
    }
    document.truncate(n_words);
}

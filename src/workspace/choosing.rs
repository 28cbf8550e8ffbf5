//! Documents of the list that were chosen, to be moved or split off: one, a line, a range, or all.

use rustc_hash::FxHashSet;

use super::listing::{DocumentList, Listing};
use super::{Detail, SelectMode};
use crate::corpus::DocId;
use crate::topics::TopicId;

#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    /// In the order in which they were.
    documents: Vec<DocId>,
    members: FxHashSet<DocId>,
    /// The topic that all of them are next to, where the list knows.
    pub(super) runner_up: Option<TopicId>,
    /// Whether they are one line of the list.
    is_one_line: bool,
}

impl Chosen {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn add(&mut self, documents: &[DocId]) {
        for &document in documents {
            if self.members.insert(document) {
                self.documents.push(document);
            }
        }
    }

    /// Brings up to date what is told from the list.
    fn update(&mut self, listing: &Listing) {
        let first = self.documents.first().and_then(|&first| listing.place_of(first));
        self.is_one_line = first.is_some_and(|first| {
            let line = &listing.documents[listing.together(first)];
            line.len() == self.documents.len() && line.iter().all(|document| self.members.contains(document))
        });
        let places = || (0..listing.documents.len()).filter(|&place| self.members.contains(&listing.documents[place]));
        let topic = |place: usize| listing.runner_up(place).and_then(|runner_up| runner_up.topic);
        self.runner_up = match first {
            Some(first) if !listing.runner_ups.is_empty() => {
                topic(first).filter(|&all| places().all(|place| topic(place) == Some(all)))
            }
            _ => None,
        };
    }
}

impl Detail {
    /// Documents of the list that were chosen, to be moved or split off, in the order in which they were.
    pub fn chosen(&self) -> &[DocId] {
        &self.chosen.documents
    }

    pub fn is_chosen(&self, document: DocId) -> bool {
        self.chosen.members.contains(&document)
    }

    /// The document that is read with those that are folded behind it, or else the chosen ones.
    pub fn chosen_or_read(&self) -> Vec<DocId> {
        match (&self.documents, self.reading) {
            (DocumentList::Ready(listing), Some(place)) => listing.documents[listing.together(place)].to_vec(),
            _ => self.chosen.documents.clone(),
        }
    }

    /// How many [`chosen_or_read`](Self::chosen_or_read) are.
    pub fn n_chosen_or_read(&self) -> usize {
        match (&self.documents, self.reading) {
            (DocumentList::Ready(listing), Some(place)) => listing.together(place).len(),
            _ => self.chosen.documents.len(),
        }
    }

    /// The document that decisions are about, if they are about one line of the list.
    pub fn in_question(&self) -> Option<DocId> {
        match (&self.documents, self.reading) {
            (DocumentList::Ready(listing), Some(place)) => Some(listing.documents[place]),
            _ => self.chosen.documents.first().copied().filter(|_| self.chosen.is_one_line),
        }
    }

    pub(super) fn choose(&mut self, document: DocId, mode: SelectMode) {
        let DocumentList::Ready(listing) = &self.documents else { return };
        let Some(place) = listing.place_of(document) else { return };
        let together = &listing.documents[listing.together(place)];
        let was_chosen = self.chosen.members.contains(&document);
        if mode == SelectMode::Replace {
            self.chosen.clear();
        }
        if mode == SelectMode::Toggle && was_chosen {
            for document in together {
                self.chosen.members.remove(document);
            }
            let members = &self.chosen.members;
            self.chosen.documents.retain(|document| members.contains(document));
        } else {
            self.chosen.add(together);
        }
        self.chosen.update(listing);
    }

    /// Chooses what lies between two places, both included.
    pub(super) fn choose_range(&mut self, from: usize, to: usize) {
        let DocumentList::Ready(listing) = &self.documents else { return };
        let last = listing.documents.len().saturating_sub(1);
        let (from, to) = (from.min(to).min(last), from.max(to).min(last));
        if listing.documents.is_empty() {
            return;
        }
        self.chosen.clear();
        let places = listing.together(from).start..listing.together(to).end;
        self.chosen.add(&listing.documents[places]);
        self.chosen.update(listing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::listing::tests::listing;

    #[test]
    fn a_folded_line_is_chosen_as_a_whole_and_a_range_takes_whole_lines() {
        let mut detail = Detail { documents: DocumentList::Ready(listing()), ..Detail::default() };
        detail.choose(DocId(11), SelectMode::Toggle);
        assert_eq!(detail.chosen(), [11, 12, 13].map(DocId));
        assert_eq!(detail.in_question(), Some(DocId(11)));
        detail.choose(DocId(10), SelectMode::Toggle);
        assert_eq!((detail.chosen().len(), detail.in_question()), (4, None));
        detail.choose(DocId(11), SelectMode::Toggle);
        assert_eq!(detail.chosen(), [DocId(10)]);
        detail.choose_range(5, 4);
        assert_eq!(detail.chosen(), [14, 15, 16].map(DocId));
        detail.choose(DocId(12), SelectMode::Replace);
        assert_eq!(detail.chosen(), [11, 12, 13].map(DocId));
    }
}

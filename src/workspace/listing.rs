//! A list of documents as it is shown: lines, some of which stand for several documents with the same text.
//!
//! A *place* is one in the whole list, a *line* one among what is shown. Documents with the same text follow each other.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Detail;
use super::documents::ListKind;
use crate::corpus::DocId;
use crate::topics::listing::{DocumentSort, ListedDocuments, RunnerUp};
use crate::worker::JobProgress;

#[derive(Clone, Debug, Default, PartialEq)]
pub enum DocumentList {
    #[default]
    NothingSelected,
    /// A worker is making the list.
    Pending,
    Ready(Listing),
}

/// Documents in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The text that all of them hold, if they were searched for.
    pub query: Option<String>,
    pub documents: Vec<DocId>,
    /// Cosine of each to the centroid of the selected topics; to that of its own topic if they were searched for. None as
    /// they were found.
    pub similarities: Vec<Option<f32>>,
    /// Only if they are sorted by the margin.
    pub runner_ups: Vec<Option<RunnerUp>>,
    /// Where each bundle of documents with the same text begins; empty if every document is a bundle.
    starts: Vec<u32>,
    /// Bundles all of whose documents are shown.
    unfolded: BTreeSet<usize>,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub place: usize,
    /// Documents with the same text, this one included.
    pub n_same: usize,
    pub is_unfolded: bool,
    /// Whether it follows another of its bundle.
    pub is_copy: bool,
}

impl Listing {
    pub(super) fn new(query: Option<String>, listed: ListedDocuments) -> Self {
        let ListedDocuments { documents, similarities, runner_ups, starts } = listed;
        Self { query, documents, similarities, runner_ups, starts, unfolded: BTreeSet::new() }
    }

    pub(super) fn found(query: Option<String>, documents: Vec<DocId>) -> Self {
        Self { query, documents, ..Self::default() }
    }

    /// The cosine of the document at `place`, where there is one.
    pub fn similarity(&self, place: usize) -> Option<f32> {
        self.similarities.get(place).copied().flatten()
    }

    /// What the document at `place` is next to, if the list is sorted by that.
    pub fn runner_up(&self, place: usize) -> Option<RunnerUp> {
        self.runner_ups.get(place).copied().flatten()
    }

    /// Bundles of documents with the same text: as many as there are different documents, as far as that was looked for.
    pub fn n_bundles(&self) -> usize {
        if self.starts.is_empty() { self.documents.len() } else { self.starts.len() }
    }

    pub fn n_lines(&self) -> usize {
        self.n_bundles() + self.unfolded.iter().map(|&bundle| self.bundle(bundle).len() - 1).sum::<usize>()
    }

    /// The line with that number; it must be below [`n_lines`](Self::n_lines).
    pub fn line(&self, number: usize) -> Line {
        // Lines that unfolded bundles have added so far.
        let mut n_added = 0;
        for &bundle in &self.unfolded {
            let first = bundle + n_added;
            if number < first {
                break;
            }
            let places = self.bundle(bundle);
            if number < first + places.len() {
                let (place, n_same) = (places.start + number - first, places.len());
                return Line { place, n_same, is_unfolded: true, is_copy: number > first };
            }
            n_added += places.len() - 1;
        }
        let places = self.bundle(number - n_added);
        Line { place: places.start, n_same: places.len(), is_unfolded: false, is_copy: false }
    }

    /// The number of the line in which the document at `place` is.
    pub fn line_of(&self, place: usize) -> usize {
        let bundle = self.bundle_of(place);
        let n_added: usize = self.unfolded.range(..bundle).map(|&before| self.bundle(before).len() - 1).sum();
        let within = if self.unfolded.contains(&bundle) { place - self.bundle(bundle).start } else { 0 };
        bundle + n_added + within
    }

    /// The places that are one line together with `place`: what is done to the line is done to all of them.
    pub fn together(&self, place: usize) -> Range<usize> {
        let bundle = self.bundle_of(place);
        if self.unfolded.contains(&bundle) { place..place + 1 } else { self.bundle(bundle) }
    }

    /// The place of the line after or before that of `place`.
    pub fn neighbour(&self, place: usize, after: bool) -> Option<usize> {
        let line = self.line_of(place);
        let line = if after { line + 1 } else { line.checked_sub(1)? };
        (line < self.n_lines()).then(|| self.line(line).place)
    }

    pub(super) fn unfold(&mut self, place: usize) {
        let bundle = self.bundle_of(place);
        if self.bundle(bundle).len() > 1 && !self.unfolded.remove(&bundle) {
            self.unfolded.insert(bundle);
        }
    }

    pub(super) fn place_of(&self, document: DocId) -> Option<usize> {
        self.documents.iter().position(|&listed| listed == document)
    }

    fn bundle(&self, bundle: usize) -> Range<usize> {
        if self.starts.is_empty() {
            return bundle..bundle + 1;
        }
        let end = self.starts.get(bundle + 1).map_or(self.documents.len(), |&end| end as usize);
        self.starts[bundle] as usize..end
    }

    fn bundle_of(&self, place: usize) -> usize {
        if self.starts.is_empty() {
            return place;
        }
        self.starts.partition_point(|&start| start as usize <= place) - 1
    }
}

impl Detail {
    /// Whether a worker is making the list of documents.
    pub fn is_pending(&self) -> bool {
        self.listing.is_some()
    }

    pub(super) fn is_searching(&self) -> bool {
        self.is_pending() && self.list_kind == ListKind::Search
    }

    /// How far the worker is that makes the list of documents.
    pub fn progress(&self) -> Option<JobProgress> {
        self.listing.as_ref().map(crate::worker::Worker::progress)
    }

    /// The order of what is listed.
    pub fn sort(&self) -> DocumentSort {
        if self.query.is_some() { self.found_sort } else { self.sort }
    }

    /// Whether documents with the same text are shown once.
    pub fn folds(&self) -> bool {
        self.folds
    }

    /// The place after or before the document that is read; its own at the ends of the list.
    pub fn neighbour_of_read(&self, after: bool) -> Option<usize> {
        let place = self.reading?;
        let DocumentList::Ready(listing) = &self.documents else { return Some(place) };
        listing.neighbour(place, after).or(Some(place))
    }

    /// The document to be read when the one that is has gone: the next, or at the end of the list the one before.
    pub(super) fn next_to_read(&self) -> Option<DocId> {
        let (DocumentList::Ready(listing), Some(place)) = (&self.documents, self.reading) else { return None };
        let next = listing.neighbour(place, true).or_else(|| listing.neighbour(place, false))?;
        Some(listing.documents[next])
    }

    pub(super) fn read(&mut self, place: Option<usize>) {
        let n_listed = match &self.documents {
            DocumentList::Ready(listing) => listing.documents.len(),
            _ => 0,
        };
        self.reading = place.filter(|&place| place < n_listed);
    }

    pub(super) fn show(&mut self, listing: Listing) {
        let is_refresh = self.list_kind == ListKind::Refresh;
        self.reading = self.reading.filter(|_| is_refresh).and_then(|place| {
            let DocumentList::Ready(before) = &self.documents else { return None };
            let last = listing.documents.len().checked_sub(1)?;
            // A document that left the list makes room for the one that has its place now.
            before.documents.get(place).and_then(|&read| listing.place_of(read)).or(Some(place.min(last)))
        });
        self.documents = DocumentList::Ready(listing);
        if !is_refresh {
            self.documents_revision += 1;
        }
        self.is_new = false;
        self.chosen.clear();
    }

    /// Adds what a search has found meanwhile to its list.
    pub(super) fn add_found(&mut self, found: Vec<DocId>) {
        match &mut self.documents {
            DocumentList::Ready(listing) if !self.is_new => listing.documents.extend(found),
            _ => self.show(Listing::found(self.query.clone(), found)),
        }
    }

    pub(super) fn stop(&mut self) {
        if let Some(listing) = self.listing.take() {
            listing.stop();
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Seven documents; the second to the fourth hold the same words, and so do the last two.
    pub(in crate::workspace) fn listing() -> Listing {
        let listed = ListedDocuments {
            documents: (10..17).map(DocId).collect(),
            similarities: vec![None; 7],
            runner_ups: Vec::new(),
            starts: vec![0, 1, 4, 5],
        };
        Listing::new(None, listed)
    }

    fn places(listing: &Listing) -> Vec<usize> {
        (0..listing.n_lines()).map(|line| listing.line(line).place).collect()
    }

    #[test]
    fn folded_documents_are_one_line_until_they_are_unfolded() {
        let mut listing = listing();
        assert_eq!(places(&listing), [0, 1, 4, 5]);
        assert_eq!(listing.line(1), Line { place: 1, n_same: 3, is_unfolded: false, is_copy: false });
        assert_eq!(listing.together(2), 1..4);
        assert_eq!((listing.neighbour(1, true), listing.neighbour(5, true)), (Some(4), None));

        listing.unfold(2);
        listing.unfold(0);
        assert_eq!(places(&listing), [0, 1, 2, 3, 4, 5]);
        assert_eq!(listing.line(3), Line { place: 3, n_same: 3, is_unfolded: true, is_copy: true });
        assert_eq!(listing.together(2), 2..3);
        listing.unfold(6);
        assert_eq!(places(&listing), [0, 1, 2, 3, 4, 5, 6]);
        listing.unfold(3);
        assert_eq!(places(&listing), [0, 1, 4, 5, 6]);
        for line in 0..listing.n_lines() {
            assert_eq!(listing.line_of(listing.line(line).place), line);
        }
        assert_eq!((listing.neighbour(6, false), listing.neighbour(4, false)), (Some(5), Some(1)));
        assert_eq!(listing.n_bundles(), 4);
    }
}

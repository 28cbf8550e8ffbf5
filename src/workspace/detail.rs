//! The documents of the topic in focus, and the one that is being read. They follow the selection and are ranked by a worker.

use std::sync::Arc;

use super::{SelectMode, Workspace};
use crate::corpus::DocId;
use crate::topics::TopicId;
use crate::topics::profile::Profile;
use crate::topics::ranking::RankedDocument;
use crate::worker::{Job, Outcome, Worker};

#[derive(Default)]
pub struct Detail {
    /// The selected topics taken as one.
    pub(super) selected: Option<Arc<Profile>>,
    pub documents: DocumentList,
    /// Documents of the list that were chosen, in the order in which they were.
    chosen: Vec<DocId>,
    /// The document that is read, as its place in the list.
    pub reading: Option<usize>,
    /// Grows with every new list of documents.
    pub documents_revision: u64,
    listing: Option<Worker>,
    /// Whether nothing of the list that is being made is shown yet.
    is_new: bool,
    /// The topics whose documents are shown or being ranked, with the revision of the documents' homes; `None` while
    /// search results are.
    ranked: Option<(Vec<TopicId>, u64)>,
    /// What is searched for.
    query: Option<String>,
}

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
    /// Cosine of each to the centroid of the selected topics; none for what was searched for.
    pub similarities: Vec<f32>,
}

impl Listing {
    fn ranked(documents: &[RankedDocument]) -> Self {
        Self {
            query: None,
            documents: documents.iter().map(|ranked| ranked.document).collect(),
            similarities: documents.iter().map(|ranked| ranked.similarity).collect(),
        }
    }

    /// The cosine of the document at `place`, where there is one.
    pub fn similarity(&self, place: usize) -> Option<f32> {
        self.similarities.get(place).copied()
    }
}

impl Detail {
    /// Whether a worker is making the list of documents.
    pub fn is_pending(&self) -> bool {
        self.listing.is_some()
    }

    /// Documents of the list that were chosen, to be moved or split off.
    pub fn chosen(&self) -> &[DocId] {
        &self.chosen
    }

    /// The chosen documents, or the one that is read.
    pub fn chosen_or_read(&self) -> Vec<DocId> {
        match (&self.documents, self.reading) {
            (DocumentList::Ready(listing), Some(place)) if self.chosen.is_empty() => vec![listing.documents[place]],
            _ => self.chosen.clone(),
        }
    }

    /// The place after or before the document that is read; its own at the ends of the list.
    pub fn neighbour_of_read(&self, after: bool) -> Option<usize> {
        let place = self.reading?;
        let DocumentList::Ready(listing) = &self.documents else { return Some(place) };
        Some(if after { (place + 1).min(listing.documents.len() - 1) } else { place.saturating_sub(1) })
    }

    pub(super) fn choose(&mut self, document: DocId, mode: SelectMode) {
        let was_chosen = self.chosen.contains(&document);
        match mode {
            SelectMode::Replace => self.chosen = vec![document],
            SelectMode::Toggle if was_chosen => self.chosen.retain(|&chosen| chosen != document),
            SelectMode::Add | SelectMode::Toggle if !was_chosen => self.chosen.push(document),
            SelectMode::Add | SelectMode::Toggle => {}
        }
    }

    pub(super) fn reset(&mut self) {
        *self = Self { documents_revision: self.documents_revision + 1, ..Self::default() };
    }

    fn show(&mut self, listing: Listing) {
        self.documents = DocumentList::Ready(listing);
        self.documents_revision += 1;
        self.is_new = false;
        self.reading = None;
    }

    /// Adds what a search has found meanwhile to its list.
    fn add_found(&mut self, found: Vec<DocId>) {
        match &mut self.documents {
            DocumentList::Ready(listing) if !self.is_new => listing.documents.extend(found),
            _ => self.show(Listing { query: self.query.clone(), documents: found, similarities: Vec::new() }),
        }
    }

    pub(super) fn read(&mut self, place: Option<usize>) {
        let n_listed = match &self.documents {
            DocumentList::Ready(listing) => listing.documents.len(),
            _ => 0,
        };
        self.reading = place.filter(|&place| place < n_listed);
    }

    pub(super) fn stop(&mut self) {
        if let Some(listing) = self.listing.take() {
            listing.stop();
        }
    }
}

impl Workspace {
    /// Follows a change of the selection.
    pub(super) fn update_detail(&mut self) {
        self.update_selected();
        self.update_terms();
        self.update_documents();
    }

    /// Follows a change of the topics under the same selection; documents that were searched for stay.
    pub(super) fn refresh_detail(&mut self) {
        self.update_selected();
        self.update_terms();
        if self.detail.query.is_none() {
            self.update_documents();
        }
    }

    /// The text that the listed documents were searched for.
    pub fn query(&self) -> Option<&str> {
        self.detail.query.as_deref()
    }

    /// Sums the selected topics up, once for terms, marks and documents.
    fn update_selected(&mut self) {
        self.detail.selected = self.profile_of(self.selection.topics());
        self.update_marks();
    }

    fn update_documents(&mut self) {
        let topics = self.selection.topics().to_vec();
        let Some(session) = &self.session else { return };
        let mut leaves: Vec<TopicId> = topics.iter().flat_map(|&id| session.topics.leaves_of(id)).collect();
        leaves.sort_unstable();
        let ranked = (leaves, session.homes_revision);
        if self.detail.ranked.as_ref() == Some(&ranked) {
            return;
        }
        let leaves = ranked.0.clone();
        self.detail.query = None;
        self.detail.ranked = Some(ranked);
        let Some(profile) = self.detail.selected.clone() else {
            self.detail.reading = None;
            self.detail.chosen.clear();
            self.detail.documents = DocumentList::NothingSelected;
            self.detail.listing = None;
            return;
        };
        let (analysis, homes) = (Arc::clone(&session.analysis), Arc::clone(session.topics.homes()));
        self.list(Job::Rank { analysis, homes, leaves, profile });
    }

    /// Lists the documents that hold `query`, or with an empty one those of the selection again.
    pub(super) fn search(&mut self, query: String) {
        let Some(opened) = &self.opened else { return };
        self.detail.ranked = None;
        if query.trim().is_empty() {
            self.detail.query = None;
            self.detail.listing = None;
            self.detail.documents = DocumentList::NothingSelected;
            self.update_documents();
            return;
        }
        let vectorized = self.session.as_ref().map(|session| Arc::clone(&session.analysis.vectorized));
        let job = Job::Search { corpus: Arc::clone(&opened.corpus), vectorized, query: query.clone() };
        self.detail.query = Some(query);
        self.list(job);
    }

    fn list(&mut self, job: Job) {
        self.detail.reading = None;
        self.detail.chosen.clear();
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => {
                self.detail.listing = Some(worker);
                self.detail.is_new = true;
                // The list before stays in sight until there is something of the new one, so that nothing flickers.
                if !matches!(self.detail.documents, DocumentList::Ready(_)) {
                    self.detail.documents = DocumentList::Pending;
                }
            }
            Err(error) => {
                self.detail.documents = DocumentList::NothingSelected;
                self.notices.warn(format!("Cannot list documents in the background: {error}"));
            }
        }
    }

    pub(super) fn poll_documents(&mut self) {
        let Some(worker) = &self.detail.listing else { return };
        // First whether it has ended, then what it found: nothing is found after the end.
        let outcome = worker.poll();
        let found = worker.take_found();
        if !found.is_empty() {
            self.detail.add_found(found);
        }
        match outcome {
            Some(Outcome::Ranked(documents)) => self.detail.show(Listing::ranked(&documents)),
            Some(Outcome::Searched) => {
                if self.detail.is_new {
                    self.detail.show(Listing { query: self.detail.query.clone(), ..Listing::default() });
                }
            }
            Some(Outcome::Failed(reason)) => {
                self.notices.warn(reason);
                self.detail.documents = DocumentList::NothingSelected;
            }
            Some(_) => {}
            None => return,
        }
        self.detail.listing = None;
    }

    /// The profile of some topics taken as one.
    pub(super) fn profile_of(&self, topics: &[TopicId]) -> Option<Arc<Profile>> {
        let tables = &self.session.as_ref()?.tables;
        match topics {
            [] => None,
            [only] => tables.profile(*only).cloned(),
            several => {
                let parts: Vec<&Profile> =
                    several.iter().filter_map(|&id| tables.profile(id)).map(AsRef::as_ref).collect();
                Some(Arc::new(Profile::sum_of(&parts)))
            }
        }
    }
}

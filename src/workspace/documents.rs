//! Which documents are listed: those of the selection or what was searched for, in the order that was chosen.

use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::listing::{DocumentList, Listing};
use super::{SelectMode, Session, Workspace};
use crate::corpus::DocId;
use crate::topics::TopicId;
use crate::topics::listing::{DocumentSort, ListRequest};
use crate::topics::profile::Profile;
use crate::worker::{Job, Outcome, Worker};

/// What a list was made for: as long as it is the same, so is the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListedFor {
    leaves: Vec<TopicId>,
    /// The revision of the documents' homes.
    homes: u64,
    sort: DocumentSort,
    folds: bool,
    /// Of all open topics and their sizes, where the order depends on the others too.
    others: Option<u64>,
}

/// What a list has to do with the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ListKind {
    /// It holds other documents, or the same in another order.
    #[default]
    Other,
    /// It holds the same documents, more or less: who reads or scrolls stays where they are.
    Refresh,
    /// It grows by what a search finds.
    Search,
}

impl Workspace {
    /// The text that the listed documents were searched for.
    pub fn query(&self) -> Option<&str> {
        self.detail.query.as_deref()
    }

    /// Lists the documents of the selection; a refresh keeps the document that is read and what is in sight.
    pub(super) fn update_documents(&mut self, kind: ListKind) {
        let Some(session) = &self.session else { return };
        let topics = self.selection.topics();
        let mut leaves: Vec<TopicId> = topics.iter().flat_map(|&id| session.topics.leaves_of(id)).collect();
        leaves.sort_unstable();
        let (sort, folds) = (self.detail.sort, self.detail.folds);
        let others = (sort == DocumentSort::Borderline).then(|| session.shape_of_open());
        let listed_for = ListedFor { leaves, homes: session.homes_revision, sort, folds, others };
        if self.detail.listed_for.as_ref() == Some(&listed_for) {
            return;
        }
        let Some((&first, profile)) = topics.first().zip(self.detail.selected.clone()) else {
            self.detail.listed_for = Some(listed_for);
            self.detail.query = None;
            self.detail.reading = None;
            self.detail.chosen.clear();
            self.detail.documents = DocumentList::NothingSelected;
            self.detail.listing = None;
            self.update_pull();
            return;
        };
        // Several selected topics count as one, under the name of the first; the rest are others.
        let mut own = vec![None; session.topics.n_ids()];
        listed_for.leaves.iter().for_each(|leaf| own[leaf.index()] = Some(first));
        let mut held_against = vec![(first, profile)];
        if sort == DocumentSort::Borderline {
            held_against.extend(session.open_profiles().filter(|(id, _)| !topics.contains(id)));
        }
        let request = ListRequest { documents: None, own, topics: held_against, sort, folded: folds };
        let Some(job) = self.list_job(request) else { return };
        self.detail.query = None;
        self.detail.listed_for = Some(listed_for);
        self.list(job, kind);
    }

    /// Follows a change of the topics; what was searched for stays listed.
    pub(super) fn refresh_documents(&mut self) {
        if self.detail.query.is_none() {
            self.update_documents(ListKind::Refresh);
        } else if self.detail.found_sort != DocumentSort::AsRead {
            self.sort_found(ListKind::Refresh);
        }
    }

    pub(super) fn sort_documents(&mut self, sort: DocumentSort) {
        if self.detail.query.is_some() {
            self.detail.found_sort = sort;
            if sort == DocumentSort::AsRead {
                // The order of finding is known to the search alone.
                self.search(self.detail.query.clone().unwrap_or_default());
            } else {
                self.sort_found(ListKind::Other);
            }
        } else {
            self.detail.sort = sort;
            self.update_documents(ListKind::Other);
        }
    }

    pub(super) fn fold_duplicates(&mut self, folds: bool) {
        self.detail.folds = folds;
        if self.detail.query.is_none() {
            self.update_documents(ListKind::Other);
        } else if self.detail.found_sort != DocumentSort::AsRead {
            self.sort_found(ListKind::Other);
        }
    }

    /// Sorts what a search has found, each document held against its own topic.
    fn sort_found(&mut self, kind: ListKind) {
        let (Some(session), DocumentList::Ready(listing)) = (&self.session, &self.detail.documents) else { return };
        // What is still being looked for is sorted when all of it is there.
        if self.detail.is_searching() {
            return;
        }
        let request = ListRequest {
            documents: Some(listing.documents.clone()),
            own: session.topics.outermost_of_all(),
            topics: session.open_profiles().collect(),
            sort: self.detail.found_sort,
            folded: self.detail.folds,
        };
        if let Some(job) = self.list_job(request) {
            self.list(job, kind);
        }
    }

    fn list_job(&self, request: ListRequest) -> Option<Job> {
        let (opened, session) = (self.opened.as_ref()?, self.session.as_ref()?);
        let (corpus, analysis) = (Arc::clone(&opened.corpus), Arc::clone(&session.analysis));
        Some(Job::List { corpus, analysis, homes: Arc::clone(session.topics.homes()), request })
    }

    /// Lists the documents that hold `query`, or with an empty one those of the selection again.
    pub(super) fn search(&mut self, query: String) {
        let Some(opened) = &self.opened else { return };
        self.detail.listed_for = None;
        self.detail.found_sort = DocumentSort::AsRead;
        if query.trim().is_empty() {
            self.detail.query = None;
            self.detail.listing = None;
            self.detail.documents = DocumentList::NothingSelected;
            self.update_documents(ListKind::Other);
            return;
        }
        let vectorized = self.session.as_ref().map(|session| Arc::clone(&session.analysis.vectorized));
        let job = Job::Search { corpus: Arc::clone(&opened.corpus), vectorized, query: query.clone() };
        self.detail.query = Some(query);
        self.list(job, ListKind::Search);
    }

    fn list(&mut self, job: Job, kind: ListKind) {
        // What refreshes a list that is not shown yet is as new as that.
        let replaces_unseen = self.detail.is_pending() && self.detail.list_kind != ListKind::Refresh;
        let kind = if kind == ListKind::Refresh && replaces_unseen { ListKind::Other } else { kind };
        if kind != ListKind::Refresh {
            self.detail.reading = None;
        }
        self.detail.chosen.clear();
        self.detail.list_kind = kind;
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
                self.detail.reading = None;
                self.notices.warn(format!("Cannot list documents in the background: {error}"));
            }
        }
        self.update_pull();
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
            Some(Outcome::Listed(listed)) => {
                let listing = Listing::new(self.detail.query.clone(), listed);
                self.detail.show(listing);
            }
            Some(Outcome::Searched) => {
                if self.detail.is_new {
                    self.detail.show(Listing::found(self.detail.query.clone(), Vec::new()));
                }
            }
            Some(Outcome::Failed(reason)) => {
                self.notices.warn(reason);
                self.detail.documents = DocumentList::NothingSelected;
                self.detail.reading = None;
            }
            Some(_) => {}
            None => return,
        }
        let was_searching = self.detail.is_searching();
        self.detail.listing = None;
        if was_searching && self.detail.found_sort != DocumentSort::AsRead {
            self.sort_found(ListKind::Other);
        }
        self.update_pull();
    }

    pub(super) fn read(&mut self, place: Option<usize>) {
        self.detail.read(place);
        self.update_pull();
    }

    /// Reads a document of the list, if it is there.
    pub(super) fn read_on(&mut self, next: Option<DocId>) {
        self.detail.chosen.clear();
        if let (DocumentList::Ready(listing), Some(next)) = (&self.detail.documents, next) {
            self.detail.reading = listing.place_of(next).or(self.detail.reading);
        }
        self.update_pull();
    }

    pub(super) fn choose(&mut self, document: DocId, mode: SelectMode) {
        self.detail.choose(document, mode);
        self.update_pull();
    }

    pub(super) fn choose_range(&mut self, from: usize, to: usize) {
        self.detail.choose_range(from, to);
        self.update_pull();
    }

    pub(super) fn choose_all(&mut self) {
        self.choose_range(0, usize::MAX);
    }

    pub(super) fn unfold(&mut self, place: usize) {
        if let DocumentList::Ready(listing) = &mut self.detail.documents
            && place < listing.documents.len()
        {
            listing.unfold(place);
        }
    }
}

impl Session {
    /// The open topics with what they are made of.
    pub(super) fn open_profiles(&self) -> impl Iterator<Item = (TopicId, Arc<Profile>)> + '_ {
        self.topics.open().filter_map(|id| Some((id, Arc::clone(self.tables.profile(id)?))))
    }

    /// A number that changes when open topics come, go or change their documents.
    fn shape_of_open(&self) -> u64 {
        let mut hasher = FxHasher::default();
        for (id, profile) in self.topics.open().filter_map(|id| Some((id, self.tables.profile(id)?))) {
            (id, profile.n_documents, profile.length.to_bits()).hash(&mut hasher);
        }
        hasher.finish()
    }
}

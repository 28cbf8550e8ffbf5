//! The documents of the topic in focus, and the one that is being read. They follow the selection and are ranked by a worker.

use std::sync::Arc;

use super::Workspace;
use super::choosing::Chosen;
use super::documents::{ListKind, ListedFor};
use super::listing::DocumentList;
use crate::topics::TopicId;
use crate::topics::listing::DocumentSort;
use crate::topics::profile::Profile;
use crate::worker::Worker;

pub struct Detail {
    /// The selected topics taken as one.
    pub(super) selected: Option<Arc<Profile>>,
    pub documents: DocumentList,
    /// The order of the selection's documents.
    pub(super) sort: DocumentSort,
    /// The order of what was searched for.
    pub(super) found_sort: DocumentSort,
    /// Whether documents with the same text are shown once.
    pub(super) folds: bool,
    pub(super) chosen: Chosen,
    /// The document that is read, as its place in the list.
    pub reading: Option<usize>,
    /// Grows with every list of other documents, or in another order.
    pub documents_revision: u64,
    pub(super) listing: Option<Worker>,
    /// Whether nothing of the list that is being made is shown yet.
    pub(super) is_new: bool,
    /// What the list is that is being made, or was made last.
    pub(super) list_kind: ListKind,
    /// What the documents that are shown or being listed were asked for with; `None` while search results are.
    pub(super) listed_for: Option<ListedFor>,
    /// What is searched for.
    pub(super) query: Option<String>,
}

impl Default for Detail {
    fn default() -> Self {
        Self {
            selected: None,
            documents: DocumentList::default(),
            sort: DocumentSort::default(),
            found_sort: DocumentSort::AsRead,
            folds: true,
            chosen: Chosen::default(),
            reading: None,
            documents_revision: 0,
            listing: None,
            is_new: false,
            list_kind: ListKind::default(),
            listed_for: None,
            query: None,
        }
    }
}

impl Detail {
    pub(super) fn reset(&mut self) {
        let (sort, folds) = (self.sort, self.folds);
        let documents_revision = self.documents_revision + 1;
        *self = Self { sort, folds, documents_revision, ..Self::default() };
    }
}

impl Workspace {
    /// Follows a change of the selection.
    pub(super) fn update_detail(&mut self) {
        self.update_selected();
        self.update_terms();
        self.update_documents(ListKind::Other);
    }

    /// Follows a change of the topics under the same selection; documents that were searched for stay.
    pub(super) fn refresh_detail(&mut self) {
        self.update_selected();
        self.update_terms();
        self.refresh_documents();
    }

    /// Sums the selected topics up, once for terms, marks and documents.
    fn update_selected(&mut self) {
        self.detail.selected = self.profile_of(self.selection.topics());
        self.update_marks();
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

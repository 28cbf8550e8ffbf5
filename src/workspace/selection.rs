//! Which topics are selected and which are under the pointer; every view shows the same.

use rustc_hash::FxHashSet;

use super::Workspace;
use crate::topics::TopicId;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// In the order in which they were selected.
    topics: Vec<TopicId>,
    /// The same, to be asked for often.
    members: FxHashSet<TopicId>,
    hovered: Vec<TopicId>,
}

/// What a click does to the topics that are selected already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectMode {
    Replace,
    Add,
    /// Adds what is not selected and takes out what is.
    Toggle,
}

impl Selection {
    pub fn topics(&self) -> &[TopicId] {
        &self.topics
    }

    pub fn hovered(&self) -> &[TopicId] {
        &self.hovered
    }

    pub fn contains(&self, topic: TopicId) -> bool {
        self.members.contains(&topic)
    }

    pub fn is_hovered(&self, topic: TopicId) -> bool {
        self.hovered.contains(&topic)
    }

    /// Whether `topic` is lit up: selected or under the pointer.
    pub fn is_lit(&self, topic: TopicId) -> bool {
        self.contains(topic) || self.is_hovered(topic)
    }

    /// Whether anything is lit up, so that the rest steps back.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.hovered.is_empty()
    }

    /// What [`Workspace::perform`] will do to this selection.
    pub fn change(&mut self, topics: &[TopicId], mode: SelectMode) {
        if mode == SelectMode::Replace {
            self.topics.clear();
            self.members.clear();
        }
        for &topic in topics {
            if self.members.insert(topic) {
                self.topics.push(topic);
            } else if mode == SelectMode::Toggle {
                self.members.remove(&topic);
                self.topics.retain(|&selected| selected != topic);
            }
        }
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(TopicId) -> bool) {
        self.topics.retain(|&topic| keep(topic));
        self.members = self.topics.iter().copied().collect();
        self.hovered.retain(|&topic| keep(topic));
    }
}

impl Workspace {
    /// The topic after or before the selected one in the list, or its first or last.
    pub fn neighbour_of_selected(&self, after: bool) -> Option<TopicId> {
        let listed = &self.session.as_ref()?.tables.listed;
        let place = self.selection.topics.last().and_then(|last| listed.iter().position(|id| id == last));
        let neighbour = match (place, after) {
            (None, true) => 0,
            (None, false) => listed.len().checked_sub(1)?,
            (Some(place), true) => (place + 1).min(listed.len() - 1),
            (Some(place), false) => place.saturating_sub(1),
        };
        listed.get(neighbour).copied()
    }

    pub(super) fn select(&mut self, topics: &[TopicId], mode: SelectMode) {
        self.selection.change(topics, mode);
        self.update_detail();
    }

    pub(super) fn hover(&mut self, topics: Vec<TopicId>) {
        if self.selection.hovered != topics {
            self.selection.hovered = topics;
            self.update_terms();
        }
    }
}

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
    /// The topic that was selected last, which every list brings into sight.
    current: Option<TopicId>,
    /// Where a range of the list begins that is selected next.
    anchor: Option<TopicId>,
    hovered: Vec<TopicId>,
    /// The same, to be asked for often: a subtree under the pointer can hold most topics.
    hovered_members: FxHashSet<TopicId>,
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

    /// The topic that was selected last; of several at once the first, of a range its end.
    pub fn current(&self) -> Option<TopicId> {
        self.current
    }

    pub fn hovered(&self) -> &[TopicId] {
        &self.hovered
    }

    pub fn contains(&self, topic: TopicId) -> bool {
        self.members.contains(&topic)
    }

    pub fn is_hovered(&self, topic: TopicId) -> bool {
        self.hovered_members.contains(&topic)
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
        let given = if mode == SelectMode::Replace { topics.first() } else { topics.last() };
        self.current = given.copied().filter(|topic| self.members.contains(topic)).or(self.topics.last().copied());
        // Also what was just taken out can begin a range.
        self.anchor = given.copied().or(self.current);
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(TopicId) -> bool) {
        self.topics.retain(|&topic| keep(topic));
        self.members = self.topics.iter().copied().collect();
        self.hovered.retain(|&topic| keep(topic));
        self.hovered_members = self.hovered.iter().copied().collect();
        self.current = self.current.filter(|topic| self.members.contains(topic)).or(self.topics.last().copied());
        self.anchor = self.anchor.filter(|topic| self.members.contains(topic)).or(self.current);
    }
}

impl Workspace {
    /// The topic after or before the current one in the list, or its first or last.
    pub fn neighbour_of_selected(&self, after: bool) -> Option<TopicId> {
        self.listed_near_current(if after { 1 } else { -1 })
    }

    /// The topic so many lines below the current one in the list, or above it, as far as the list goes; without a current
    /// one its first or last.
    pub fn listed_near_current(&self, n_lines: isize) -> Option<TopicId> {
        let listed = &self.session.as_ref()?.tables.listed;
        let place = self.selection.current.and_then(|current| listed.iter().position(|&id| id == current));
        let last = listed.len().checked_sub(1)?;
        let near = match place {
            Some(place) => place.saturating_add_signed(n_lines).min(last),
            None if n_lines > 0 => 0,
            None => last,
        };
        listed.get(near).copied()
    }

    pub(super) fn select_up_to(&mut self, topic: TopicId, mode: SelectMode) {
        let Some(session) = &self.session else { return };
        let place = |wanted: TopicId| session.tables.listed.iter().position(|&id| id == wanted);
        let Some(end) = place(topic) else { return };
        // Without a beginning that is listed the range is this one topic.
        let begin = self.selection.anchor.and_then(place).unwrap_or(end);
        let mut range = session.tables.listed[begin.min(end)..=begin.max(end)].to_vec();
        if begin > end {
            range.reverse();
        }
        self.select(&range, mode);
        (self.selection.anchor, self.selection.current) = (range.first().copied(), Some(topic));
    }

    pub(super) fn select(&mut self, topics: &[TopicId], mode: SelectMode) {
        self.selection.change(topics, mode);
        self.update_detail();
    }

    pub(super) fn hover(&mut self, topics: Vec<TopicId>) {
        if self.selection.hovered != topics {
            self.selection.hovered_members = topics.iter().copied().collect();
            self.selection.hovered = topics;
            self.update_terms();
        }
    }
}

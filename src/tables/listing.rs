//! The topic list: which topics it shows, and in what order.
//!
//! What the order needs beside the rows is made once for each change of the topics, and keys once for each sort, so that
//! a comparison compares and nothing else.

use std::cmp::{Ordering, Reverse};

use super::{Tables, TopicRow};
use crate::topics::{TopicId, TopicSet};

/// The order of the topic list. Ties go by size, the largest first, and then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicSort {
    pub by: TopicColumn,
    pub descending: bool,
}

/// What topics can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicColumn {
    Name,
    Documents,
    Cohesion,
    /// How far the nearest other topic is.
    Separation,
    /// Clusters, and parts split off others, that a topic is made of.
    Clusters,
    /// The first tag; topics without one come last.
    Tag,
    /// Whether anything was decided about the topic.
    Decided,
}

/// Which topics are listed: those that pass all of this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopicFilter {
    /// What the name, the keywords, a tag or the note holds; after a `#` what a tag holds.
    pub text: String,
    /// Only those about which something was decided, or only the others.
    pub decided: Option<bool>,
    /// Only those that are locked.
    pub locked: bool,
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those with fewer documents.
    pub smaller_than: Option<u32>,
}

/// What the list is sorted and filtered by beside the rows.
#[derive(Debug, Default)]
pub(super) struct Noted {
    /// Indexed by [`TopicId`]; `None` for topics that are not open, and for one that is alone.
    separations: Vec<Option<f32>>,
    /// Indexed by [`TopicId`].
    decided: Vec<bool>,
}

impl Default for TopicSort {
    fn default() -> Self {
        Self { by: TopicColumn::Documents, descending: true }
    }
}

impl TopicSort {
    /// The order after a column was asked for: its usual direction, and of the column that sorts already the other one.
    pub fn after_asking_for(self, by: TopicColumn) -> Self {
        Self { by, descending: if self.by == by { !self.descending } else { by.usually_descends() } }
    }
}

impl TopicColumn {
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Documents, Self::Cohesion, Self::Separation, Self::Clusters, Self::Tag, Self::Decided];

    /// Whether one usually wants the largest first. Of what is decided, one looks for what is not.
    fn usually_descends(self) -> bool {
        !matches!(self, Self::Name | Self::Tag | Self::Decided)
    }
}

impl TopicFilter {
    /// What holds `text`.
    pub fn by_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Whether it lets everything pass.
    pub fn is_empty(&self) -> bool {
        let Self { text, decided, locked, tag, smaller_than } = self;
        text.trim().is_empty() && decided.is_none() && !locked && tag.is_none() && smaller_than.is_none()
    }
}

/// What a topic is sorted by.
enum Key {
    Text(String),
    Value(f64),
}

impl Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Value(a), Self::Value(b)) => a.total_cmp(b),
            // One column gives one kind.
            _ => Ordering::Equal,
        }
    }
}

/// By key, those without one at the end in both directions.
fn order(a: Option<&Key>, b: Option<&Key>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

impl Tables {
    /// Lists the open topics that pass `filter`, in the order of `sort`.
    pub fn sort(&mut self, sort: TopicSort, filter: &TopicFilter) {
        let text = filter.text.trim().to_lowercase();
        let rows = self.relations.similarities.topics.iter().filter_map(|&id| self.row(id));
        let rows = rows.filter(|row| self.passes(row, filter) && holds(row, &text));
        let mut keyed: Vec<(Option<Key>, &TopicRow)> = rows.map(|row| (self.key(row, sort.by), row)).collect();
        keyed.sort_by(|(key_a, a), (key_b, b)| {
            let ties = || (Reverse(a.n_documents), a.id).cmp(&(Reverse(b.n_documents), b.id));
            order(key_a.as_ref(), key_b.as_ref(), sort.descending).then_with(ties)
        });
        self.listed = keyed.into_iter().map(|(_, row)| row.id).collect();
    }

    fn passes(&self, row: &TopicRow, filter: &TopicFilter) -> bool {
        filter.decided.is_none_or(|decided| decided == self.is_decided(row.id))
            && (!filter.locked || row.locked)
            && filter.tag.as_ref().is_none_or(|tag| row.tags.contains(tag))
            && filter.smaller_than.is_none_or(|limit| row.n_documents < limit)
    }

    fn key(&self, row: &TopicRow, by: TopicColumn) -> Option<Key> {
        Some(match by {
            // Syllables of Hangul stand in Unicode in the order of the dictionary.
            TopicColumn::Name => Key::Text(row.name.to_lowercase()),
            TopicColumn::Tag => Key::Text(row.tags.first()?.to_lowercase()),
            TopicColumn::Documents => Key::Value(f64::from(row.n_documents)),
            TopicColumn::Cohesion => Key::Value(row.cohesion),
            TopicColumn::Separation => Key::Value(f64::from(self.separation(row.id)?)),
            TopicColumn::Clusters => Key::Value(row.n_clusters as f64),
            TopicColumn::Decided => Key::Value(f64::from(u8::from(self.is_decided(row.id)))),
        })
    }

    /// How far an open topic stands apart: 1 − its similarity to the nearest other one; `None` if there is no other.
    ///
    /// As in the index of Dunn, *Well-separated clusters and optimal fuzzy partitions* (1974), the nearest other cluster
    /// counts, here by the measure that topics are grouped by.
    pub fn separation(&self, id: TopicId) -> Option<f32> {
        self.noted.separations.get(id.index()).copied().flatten()
    }

    /// Whether [anything was decided](TopicSet::is_decided) about a topic.
    pub fn is_decided(&self, id: TopicId) -> bool {
        self.noted.decided.get(id.index()).copied().unwrap_or(false)
    }

    /// Takes note of which topics are decided.
    pub(super) fn note_decided(&mut self, topics: &TopicSet) {
        self.noted.decided = topics.decided();
    }

    /// Takes note of how far each topic stands apart, after the similarities changed.
    pub(super) fn note_separations(&mut self, topics: &TopicSet) {
        let separation = |id: TopicId| self.nearest(id).map(|(_, similarity)| 1.0 - similarity);
        self.noted.separations = topics.iter().map(|(id, _)| separation(id)).collect();
    }
}

/// Whether a topic holds `text`, which is in lower case.
fn holds(row: &TopicRow, text: &str) -> bool {
    let in_it = |part: &str, text: &str| part.to_lowercase().contains(text);
    let in_tags = |text: &str| row.tags.iter().any(|tag| in_it(tag, text));
    match text.strip_prefix('#') {
        _ if text.is_empty() => true,
        Some(tag) => in_tags(tag),
        None => [&row.name, &row.key_terms, &row.note].into_iter().any(|part| in_it(part, text)) || in_tags(text),
    }
}

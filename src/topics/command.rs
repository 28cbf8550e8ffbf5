//! What a researcher can do to topics.

use serde::{Deserialize, Serialize};

use super::merge_tree::GroupingRule;
use super::similarity::Measure;
use super::{MergeId, StepId, TopicId, TopicSet};
use crate::corpus::DocId;

/// The names of the variants and fields are the format of decision logs: they are added to, not changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// `absorbed` go inside `into`, which keeps its id and name.
    Merge(Group),
    /// All groups that a threshold proposed, as one step.
    MergeGroups {
        groups: Vec<Group>,
        /// The threshold: groups were cut at this similarity.
        above: f64,
        rule: GroupingRule,
        /// What the threshold was held against.
        #[serde(default = "Measure::before_choice")]
        measure: Measure,
        /// Topics that the threshold proposed and the researcher left out.
        exceptions: Vec<TopicId>,
    },
    /// Lets out what a topic absorbed in one earlier merge.
    TakeApart {
        topic: TopicId,
        merge: MergeId,
    },
    /// Lets one member out of the topic that absorbed it; the others stay.
    RemoveFromMerge {
        member: TopicId,
    },
    /// Each of `parts` becomes a topic of its own; the other documents stay.
    Split {
        topic: TopicId,
        parts: Vec<Vec<DocId>>,
        by: SplitBy,
    },
    /// Makes `to` the home of documents; unassigned ones can be moved too.
    MoveDocuments {
        documents: Vec<DocId>,
        to: TopicId,
    },
    /// Gives a name, or with `None` lets the topic go by its keywords again.
    Rename {
        topic: TopicId,
        name: Option<String>,
    },
    Note {
        topic: TopicId,
        note: String,
    },
    /// Gives topics a colour of the palette, or with `None` the one of their position again.
    Colour {
        topics: Vec<TopicId>,
        colour: Option<u8>,
    },
    Tag {
        topics: Vec<TopicId>,
        tag: String,
    },
    Untag {
        topics: Vec<TopicId>,
        tag: String,
    },
    Trash(Vec<TopicId>),
    Restore(Vec<TopicId>),
    /// Keeps two topics apart: no suggestion joins them, and no merge does until the mark is cleared.
    MarkDifferent(Pair),
    ClearDifferent(Pair),
    /// Terms that no label, bar or keyword shall show.
    IgnoreTerms(Vec<String>),
    HeedTerms(Vec<String>),
    Lock(Vec<TopicId>),
    Unlock(Vec<TopicId>),
    /// Takes back one earlier step and leaves the later ones. Made by [`super::History::revert`] alone.
    Revert(StepId),
}

/// How the parts of a split were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SplitBy {
    Clustering { seed: u64 },
    Term(String),
    Selection,
}

/// A survivor and what it absorbs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub into: TopicId,
    pub absorbed: Vec<TopicId>,
}

impl Group {
    /// Chooses who survives among `members`: one that the researcher named over one that goes by keywords, then the one
    /// with more documents, then the lowest id. `None` for fewer than two members.
    pub fn among(members: &[TopicId], set: &TopicSet, n_documents: impl Fn(TopicId) -> u32) -> Option<Self> {
        let named = |id: TopicId| set.get(id).is_some_and(|topic| topic.name.is_some());
        let rank = |&id: &TopicId| (named(id), n_documents(id), std::cmp::Reverse(id));
        let into = members.iter().copied().max_by_key(rank)?;
        Self::into(into, members)
    }

    /// `into` absorbs the other `members`. `None` if there are no others.
    pub fn into(into: TopicId, members: &[TopicId]) -> Option<Self> {
        let absorbed: Vec<TopicId> = members.iter().copied().filter(|&id| id != into).collect();
        (!absorbed.is_empty()).then_some(Self { into, absorbed })
    }

    pub fn members(&self) -> impl Iterator<Item = TopicId> + '_ {
        std::iter::once(self.into).chain(self.absorbed.iter().copied())
    }
}

/// Two topics in no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pair(TopicId, TopicId);

impl Pair {
    /// `None` if both are the same.
    pub fn new(a: TopicId, b: TopicId) -> Option<Self> {
        (a != b).then(|| Self(a.min(b), a.max(b)))
    }

    pub fn low(self) -> TopicId {
        self.0
    }

    pub fn high(self) -> TopicId {
        self.1
    }
}

impl Command {
    /// The topics that the command names.
    pub fn topics(&self) -> Vec<TopicId> {
        match self {
            Self::Merge(group) => group.members().collect(),
            Self::MergeGroups { groups, exceptions, .. } => {
                groups.iter().flat_map(Group::members).chain(exceptions.iter().copied()).collect()
            }
            Self::TakeApart { topic, .. }
            | Self::Split { topic, .. }
            | Self::Rename { topic, .. }
            | Self::Note { topic, .. }
            | Self::RemoveFromMerge { member: topic }
            | Self::MoveDocuments { to: topic, .. } => vec![*topic],
            Self::Colour { topics, .. }
            | Self::Tag { topics, .. }
            | Self::Untag { topics, .. }
            | Self::Trash(topics)
            | Self::Restore(topics)
            | Self::Lock(topics)
            | Self::Unlock(topics) => topics.clone(),
            Self::MarkDifferent(pair) | Self::ClearDifferent(pair) => vec![pair.low(), pair.high()],
            Self::IgnoreTerms(_) | Self::HeedTerms(_) | Self::Revert(_) => Vec::new(),
        }
    }
}

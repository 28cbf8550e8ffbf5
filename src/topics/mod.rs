//! What the researcher curates: topics made of clusters, and the commands that change them.
//!
//! A [`TopicSet`] changes only by [`TopicSet::plan`], which says what a command would change, and [`TopicSet::swap`],
//! which puts a [`Patch`] in and gives the patch that takes it back. Nothing is destroyed by a merge: where a topic is
//! stands in its own [`Place`], so that what was absorbed keeps its name, its documents and its own earlier merges. Ids
//! are never shifted or reused.

mod command;
pub mod compare;
mod decided;
mod error;
mod gram;
mod history;
pub mod keywords;
pub mod leaves;
pub mod listing;
pub mod merge_tree;
mod patch;
mod plan;
pub mod products;
pub mod profile;
pub mod pull;
pub mod ranking;
pub mod replay;
mod sentence;
pub mod similarity;
pub mod split;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use command::{Command, Group, Pair, SplitBy};
pub use error::CommandError;
pub use history::{History, NewStep, RevertError, Step, StepId};
pub use patch::{Change, Moved, Patch};
pub use sentence::Sentences;

use crate::cluster::ClusterId;
use crate::corpus::DocId;

/// A topic's identity for as long as the project lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TopicId(pub u32);

impl TopicId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl std::fmt::Display for TopicId {
    /// Numbers are shown from 1.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0 + 1)
    }
}

/// One merge's identity, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MergeId(pub u32);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    pub origin: Origin,
    /// The name that the researcher gave; without one the topic goes by its keywords.
    pub name: Option<String>,
    pub note: String,
    /// A colour that the researcher chose, as its place in the palette of the window.
    pub colour: Option<u8>,
    pub tags: BTreeSet<String>,
    /// A locked topic keeps its documents: nothing joins or leaves it.
    pub locked: bool,
    pub place: Place,
}

/// What a topic was in the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    Cluster(ClusterId),
    /// Split off another topic.
    Split(TopicId),
}

/// Where a topic is. Every topic is in exactly one place, and so is every document: in the topic that is its home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// On the map.
    Open,
    /// Off the map, the heatmap, the threshold and the metrics; to be restored at any time.
    Trash,
    /// Absorbed by another topic, in one of its merges.
    Inside { outer: TopicId, merge: MergeId },
    /// Its creation was undone; the id stays taken.
    Nowhere,
}

impl Place {
    pub fn is_inside(self) -> bool {
        matches!(self, Self::Inside { .. })
    }
}

/// All topics of a clustering, also those in the trash or inside others, and where each document is at home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSet {
    /// Indexed by [`TopicId`].
    topics: Vec<Topic>,
    /// Indexed by [`DocId`]: the topic that holds the document itself, `None` for an unassigned one. Merges leave it as it is.
    /// Shared with work in the background, which sees them as they were when it began.
    homes: Arc<Vec<Option<TopicId>>>,
    /// Topics that the researcher wants to keep apart.
    different: BTreeSet<Pair>,
    /// Terms that no label, bar or keyword shows.
    ignored: BTreeSet<String>,
    next_merge: MergeId,
    /// Derived from the places: what each topic absorbed itself, ascending.
    absorbed: Vec<Vec<TopicId>>,
}

/// The parts of a [`TopicSet`], to be kept and put together again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSetParts {
    pub topics: Vec<Topic>,
    pub homes: Vec<Option<TopicId>>,
    pub different: BTreeSet<Pair>,
    pub ignored: BTreeSet<String>,
    pub next_merge: MergeId,
}

impl TopicSet {
    /// One open topic for each cluster, with the cluster's number; `labels` are the clusters of the documents.
    pub fn new(n_clusters: usize, labels: &[Option<ClusterId>]) -> Self {
        Self {
            topics: (0..n_clusters as u32).map(|cluster| Topic::new(Origin::Cluster(ClusterId(cluster)))).collect(),
            homes: Arc::new(labels.iter().map(|label| label.map(|cluster| TopicId(cluster.0))).collect()),
            different: BTreeSet::new(),
            ignored: BTreeSet::new(),
            next_merge: MergeId(0),
            absorbed: vec![Vec::new(); n_clusters],
        }
    }

    /// A set as it was taken apart; `Err` with a sentence if its parts contradict each other.
    pub fn from_parts(parts: TopicSetParts) -> Result<Self, String> {
        let TopicSetParts { topics, homes, different, ignored, next_merge } = parts;
        let (absorbed, homes) = (vec![Vec::new(); topics.len()], Arc::new(homes));
        let mut set = Self { topics, homes, different, ignored, next_merge, absorbed };
        let n_topics = set.topics.len();
        for (place, topic) in set.topics.iter().enumerate() {
            let Place::Inside { outer, .. } = topic.place else { continue };
            let absorbed = set.absorbed.get_mut(outer.index());
            absorbed.ok_or(format!("a topic is inside topic {outer} of {n_topics}"))?.push(TopicId(place as u32));
        }
        set.is_whole().then_some(set).ok_or_else(|| "a topic or a document is nowhere".to_owned())
    }

    pub fn to_parts(&self) -> TopicSetParts {
        TopicSetParts {
            topics: self.topics.clone(),
            homes: self.homes.to_vec(),
            different: self.different.clone(),
            ignored: self.ignored.clone(),
            next_merge: self.next_merge,
        }
    }

    /// Also a topic whose creation was undone.
    pub fn get(&self, id: TopicId) -> Option<&Topic> {
        self.topics.get(id.index())
    }

    /// Number of ids given so far.
    pub fn n_ids(&self) -> usize {
        self.topics.len()
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TopicId, &Topic)> {
        self.topics.iter().enumerate().map(|(id, topic)| (TopicId(id as u32), topic))
    }

    /// Topics on the map, in the order of their ids.
    pub fn open(&self) -> impl Iterator<Item = TopicId> + '_ {
        self.iter().filter(|(_, topic)| topic.place == Place::Open).map(|(id, _)| id)
    }

    /// Topics in the trash, in the order of their ids.
    pub fn trashed(&self) -> impl Iterator<Item = TopicId> + '_ {
        self.iter().filter(|(_, topic)| topic.place == Place::Trash).map(|(id, _)| id)
    }

    pub fn is_open(&self, id: TopicId) -> bool {
        self.get(id).is_some_and(|topic| topic.place == Place::Open)
    }

    /// The topics whose own documents make up a topic: itself and all that is inside it, ascending.
    pub fn leaves_of(&self, id: TopicId) -> Vec<TopicId> {
        let mut leaves = vec![id];
        let mut next = 0;
        while let Some(&leaf) = leaves.get(next) {
            leaves.extend_from_slice(&self.absorbed[leaf.index()]);
            next += 1;
        }
        leaves.sort_unstable();
        leaves
    }

    /// What a topic absorbed itself, merge by merge, the earliest first.
    pub fn merges_of(&self, id: TopicId) -> Vec<(MergeId, Vec<TopicId>)> {
        let mut merges: Vec<(MergeId, Vec<TopicId>)> = Vec::new();
        for &absorbed in self.absorbed.get(id.index()).into_iter().flatten() {
            let Place::Inside { merge, .. } = self.topics[absorbed.index()].place else { continue };
            match merges.iter_mut().find(|(known, _)| *known == merge) {
                Some((_, members)) => members.push(absorbed),
                None => merges.push((merge, vec![absorbed])),
            }
        }
        merges.sort_by_key(|&(merge, _)| merge);
        merges
    }

    /// The topic on the map or in the trash that `id` is part of; `None` if its creation was undone.
    pub fn outermost(&self, mut id: TopicId) -> Option<TopicId> {
        // A circle, which no plan makes and a step that is taken back alone could, ends the search.
        for _ in 0..=self.topics.len() {
            match self.get(id)?.place {
                Place::Inside { outer, .. } => id = outer,
                Place::Nowhere => return None,
                Place::Open | Place::Trash => return Some(id),
            }
        }
        None
    }

    /// For each id the topic on the map or in the trash that it is part of.
    pub fn outermost_of_all(&self) -> Vec<Option<TopicId>> {
        self.iter().map(|(id, _)| self.outermost(id)).collect()
    }

    /// The number that the next merge gets.
    pub fn next_merge(&self) -> MergeId {
        self.next_merge
    }

    pub fn n_documents(&self) -> usize {
        self.homes.len()
    }

    /// The topic that holds a document itself; merges do not change it.
    pub fn home(&self, document: DocId) -> Option<TopicId> {
        self.homes.get(document.index()).copied().flatten()
    }

    /// Indexed by [`DocId`].
    pub fn homes(&self) -> &Arc<Vec<Option<TopicId>>> {
        &self.homes
    }

    /// Pairs of topics that are kept apart, as they were marked.
    pub fn different(&self) -> &BTreeSet<Pair> {
        &self.different
    }

    /// The marked pairs that keep the topics `a` and `b` apart, also through what is inside them.
    pub fn marks_between(&self, a: TopicId, b: TopicId) -> Vec<Pair> {
        let (a, b) = (self.outermost(a), self.outermost(b));
        let parts = |pair: &Pair| (self.outermost(pair.low()), self.outermost(pair.high()));
        let keeps = |pair: &&Pair| a.is_some() && b.is_some() && a != b && [(a, b), (b, a)].contains(&parts(pair));
        self.different.iter().filter(keeps).copied().collect()
    }

    pub fn ignored(&self) -> &BTreeSet<String> {
        &self.ignored
    }

    /// All tags in use, in their order.
    pub fn tags(&self) -> BTreeSet<&str> {
        let standing = self.topics.iter().filter(|topic| topic.place != Place::Nowhere);
        standing.flat_map(|topic| &topic.tags).map(String::as_str).collect()
    }

    /// Whether every topic and every document is in a place that there is: no circle, nothing inside what is nowhere.
    pub fn is_whole(&self) -> bool {
        let stands = |id: TopicId| {
            let mut at = id;
            for _ in 0..=self.topics.len() {
                match self.get(at).map(|topic| topic.place) {
                    Some(Place::Inside { outer, .. }) => at = outer,
                    Some(Place::Open | Place::Trash) => return true,
                    Some(Place::Nowhere) => return at == id && self.absorbed[id.index()].is_empty(),
                    None => return false,
                }
            }
            false
        };
        let is_somewhere = |id: TopicId| self.get(id).is_some_and(|topic| topic.place != Place::Nowhere);
        self.iter().all(|(id, _)| stands(id)) && self.homes.iter().flatten().all(|&home| is_somewhere(home))
    }
}

impl Topic {
    /// An open topic that nothing was decided about yet.
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            name: None,
            note: String::new(),
            colour: None,
            tags: BTreeSet::new(),
            locked: false,
            place: Place::Open,
        }
    }
}

//! What the researcher curates: topics made of clusters, and the commands that change them.
//!
//! A [`TopicSet`] changes only by [`TopicSet::plan`], which says what a command would change, and [`TopicSet::swap`],
//! which puts a [`Patch`] in and gives the patch that takes it back. Nothing is destroyed by a merge: the absorbed topic
//! stays inside its survivor with its name and its own earlier merges. Ids are never shifted or reused.

mod command;
mod history;
pub mod keywords;
pub mod merge_tree;
pub mod profile;
pub mod ranking;
pub mod similarity;

pub use command::{Command, CommandError, Group, Patch};
pub use history::History;

use crate::cluster::ClusterId;

/// A topic's identity for as long as the project lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MergeId(pub u32);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The name that the researcher gave; without one the topic goes by its keywords.
    pub name: Option<String>,
    /// The cluster that the topic was in the beginning.
    pub cluster: ClusterId,
    /// What it absorbed, earlier merges first.
    pub merges: Vec<Merge>,
    pub place: Place,
}

/// Topics absorbed in one go; they can be let out again together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    pub id: MergeId,
    pub absorbed: Vec<TopicId>,
}

/// Where a topic is. Every document is in exactly one topic that is not inside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the map.
    Open,
    /// Off the map, the heatmap and the threshold; to be restored at any time.
    Trash,
    /// Absorbed by another topic.
    Inside(TopicId),
}

/// All topics of a clustering, also those in the trash or inside others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSet {
    /// Indexed by [`TopicId`].
    topics: Vec<Topic>,
    next_merge: MergeId,
}

impl TopicSet {
    /// One open topic for each cluster, with the cluster's number.
    pub fn new(n_clusters: usize) -> Self {
        let topic = |cluster| Topic { name: None, cluster: ClusterId(cluster), merges: Vec::new(), place: Place::Open };
        Self { topics: (0..n_clusters as u32).map(topic).collect(), next_merge: MergeId(0) }
    }

    pub fn get(&self, id: TopicId) -> Option<&Topic> {
        self.topics.get(id.index())
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TopicId, &Topic)> {
        self.topics.iter().enumerate().map(|(id, topic)| (TopicId(id as u32), topic))
    }

    /// Topics at `place`, in the order of their ids.
    pub fn at(&self, place: Place) -> impl Iterator<Item = TopicId> + '_ {
        self.iter().filter(move |(_, topic)| topic.place == place).map(|(id, _)| id)
    }

    pub fn is_open(&self, id: TopicId) -> bool {
        self.get(id).is_some_and(|topic| topic.place == Place::Open)
    }

    /// The clusters of a topic and of all that is inside it, ascending.
    pub fn clusters_of(&self, id: TopicId) -> Vec<ClusterId> {
        let mut clusters = Vec::new();
        let mut waiting = vec![id];
        while let Some(topic) = waiting.pop().and_then(|id| self.get(id)) {
            clusters.push(topic.cluster);
            waiting.extend(topic.merges.iter().flat_map(|merge| &merge.absorbed));
        }
        clusters.sort_unstable();
        clusters
    }

    /// For each cluster the topic on the map or in the trash that it is part of.
    pub fn topic_of_clusters(&self) -> Vec<TopicId> {
        let outermost = |mut id: TopicId| {
            while let Place::Inside(outer) = self.topics[id.index()].place {
                id = outer;
            }
            id
        };
        let mut of_cluster = vec![TopicId(0); self.topics.len()];
        self.iter().for_each(|(id, topic)| of_cluster[topic.cluster.index()] = outermost(id));
        of_cluster
    }
}

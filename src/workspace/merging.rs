//! The groups that a threshold proposes: a preview until they are merged.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::Session;
use crate::tables::NO_MERGING;
use crate::topics::merge_tree::weakest_link;
use crate::topics::{Group, TopicId};

pub struct Merging {
    threshold: f64,
    pub groups: Vec<ProposedGroup>,
    /// The place in `groups` of each topic that would join one.
    group_of: FxHashMap<TopicId, usize>,
    /// Topics that would be left.
    pub n_left: usize,
    /// Topics that the researcher left out of their groups.
    exceptions: BTreeSet<TopicId>,
    /// The proposed groups with what was left out of them.
    whole_groups: Vec<Vec<TopicId>>,
}

/// Topics that would become one.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedGroup {
    pub group: Group,
    /// The least similar pair of members, and how similar.
    pub weakest: (TopicId, TopicId, f32),
    pub n_documents: u32,
}

impl Default for Merging {
    fn default() -> Self {
        Self {
            threshold: NO_MERGING,
            groups: Vec::new(),
            group_of: FxHashMap::default(),
            n_left: 0,
            exceptions: BTreeSet::new(),
            whole_groups: Vec::new(),
        }
    }
}

impl Merging {
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The place of the group that would take in `topic`.
    pub fn group_of(&self, topic: TopicId) -> Option<usize> {
        self.group_of.get(&topic).copied()
    }

    /// Topics that were left out of the groups that are proposed.
    pub(super) fn exceptions(&self) -> Vec<TopicId> {
        self.whole_groups.iter().flatten().filter(|id| self.exceptions.contains(id)).copied().collect()
    }

    pub fn is_excepted(&self, topic: TopicId) -> bool {
        self.exceptions.contains(&topic)
    }

    /// All that the threshold would put together with `topic`, what was left out included.
    pub fn whole_group(&self, topic: TopicId) -> &[TopicId] {
        self.whole_groups.iter().find(|group| group.contains(&topic)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn except(&mut self, topic: TopicId, excepted: bool, session: &Session) {
        if excepted {
            self.exceptions.insert(topic);
        } else {
            self.exceptions.remove(&topic);
        }
        self.propose(session);
    }

    pub(super) fn set_threshold(&mut self, threshold: f64, session: &Session) {
        self.threshold = threshold.clamp(0.0, 1.0);
        self.propose(session);
    }

    /// Follows a change of the topics: the slider stays where it is, and proposes what is left.
    pub(super) fn update(&mut self, session: &Session) {
        self.exceptions.retain(|&id| session.topics.is_open(id));
        self.propose(session);
    }

    fn propose(&mut self, session: &Session) {
        let tables = &session.tables;
        let similarities = &tables.relations.similarities;
        self.groups.clear();
        self.whole_groups.clear();
        self.group_of.clear();
        self.n_left = similarities.len();
        let n_documents = |id: TopicId| tables.row(id).map_or(0, |row| row.n_documents);
        for places in tables.relations.groups_above(self.threshold, &n_documents) {
            let whole: Vec<TopicId> = places.iter().map(|&place| similarities.topics[place]).collect();
            let kept = |place: &usize| !self.exceptions.contains(&similarities.topics[*place]);
            let places: Vec<usize> = places.into_iter().filter(kept).collect();
            let members: Vec<TopicId> = places.iter().map(|&place| similarities.topics[place]).collect();
            self.whole_groups.push(whole);
            let Some(group) = Group::among(&members, &session.topics, n_documents) else { continue };
            let Some((a, b, similarity)) = weakest_link(similarities, &places) else { continue };
            self.n_left -= group.absorbed.len();
            self.groups.push(ProposedGroup {
                n_documents: members.iter().map(|&id| n_documents(id)).sum(),
                weakest: (similarities.topics[a], similarities.topics[b], similarity),
                group,
            });
        }
        self.groups.sort_by_key(|proposed| (std::cmp::Reverse(proposed.n_documents), proposed.group.into));
        let members = self.groups.iter().enumerate();
        self.group_of =
            members.flat_map(|(place, proposed)| proposed.group.members().map(move |id| (id, place))).collect();
    }
}

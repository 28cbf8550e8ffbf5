//! The groups that a threshold proposes: a preview until they are merged.

use rustc_hash::FxHashMap;

use super::Session;
use crate::topics::merge_tree::weakest_link;
use crate::topics::{Group, TopicId};

pub struct Merging {
    threshold: f64,
    pub groups: Vec<ProposedGroup>,
    /// The place in `groups` of each topic that would join one.
    group_of: FxHashMap<TopicId, usize>,
    /// Topics that would be left.
    pub n_left: usize,
    /// Steps of the curve "topics left against threshold": `(similarity, topics left at or above it)`, by rising similarity.
    pub curve: Vec<(f64, usize)>,
}

/// Topics that would become one.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedGroup {
    pub group: Group,
    /// The least similar pair of members and their cosine.
    pub weakest: (TopicId, TopicId, f32),
    pub n_documents: u32,
}

/// Nothing but identical topics joins here: the slider's resting place.
const NO_MERGING: f64 = 1.0;

impl Default for Merging {
    fn default() -> Self {
        Self { threshold: NO_MERGING, groups: Vec::new(), group_of: FxHashMap::default(), n_left: 0, curve: Vec::new() }
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

    pub(super) fn set_threshold(&mut self, threshold: f64, session: &Session) {
        self.threshold = threshold.clamp(0.0, 1.0);
        self.propose(session);
    }

    /// Follows a change of the topics. If others are left than before, the slider goes back to rest, so that nothing is
    /// proposed that was not asked for.
    pub(super) fn update(&mut self, session: &Session) {
        let tree = &session.tables.tree;
        let joins = tree.joins.iter().enumerate().rev();
        let mut curve: Vec<(f64, usize)> =
            joins.map(|(place, join)| (join.similarity, tree.n_leaves() - place - 1)).collect();
        curve.push((NO_MERGING, tree.n_leaves()));
        if self.curve != curve {
            self.threshold = NO_MERGING;
            self.curve = curve;
        }
        self.propose(session);
    }

    fn propose(&mut self, session: &Session) {
        let tables = &session.tables;
        let similarities = &tables.similarities;
        self.groups.clear();
        self.group_of.clear();
        self.n_left = tables.tree.n_leaves();
        if self.threshold >= NO_MERGING {
            return;
        }
        let n_documents = |id: TopicId| tables.row(id).map_or(0, |row| row.n_documents);
        for places in tables.tree.groups_above(self.threshold) {
            let members: Vec<TopicId> = places.iter().map(|&place| similarities.topics[place]).collect();
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

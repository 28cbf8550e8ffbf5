//! What a step changes, as new values that are swapped with the old ones.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::{MergeId, Origin, Pair, Place, Topic, TopicId, TopicSet};
use crate::corpus::DocId;

/// New values for what a command changes, field by field, so that steps which touch different fields can be taken back
/// alone. Swapping it in gives the patch that takes it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// Topics that must exist; the same in both directions, for an id once given stays taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) born: Vec<(TopicId, Origin)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<(TopicId, Field)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) homes: Vec<(DocId, Option<TopicId>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) different: Vec<(Pair, bool)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ignored: Vec<(String, bool)>,
}

/// One field of a topic with its new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Field {
    Name(Option<String>),
    Note(String),
    Colour(Option<u8>),
    /// A tag, and whether the topic has it.
    Tag(String, bool),
    Locked(bool),
    Place(Place),
}

/// What a patch touches: two patches that share no key do not depend on each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Name(TopicId),
    Note(TopicId),
    Colour(TopicId),
    Tag(TopicId, String),
    Locked(TopicId),
    Place(TopicId),
    Home(DocId),
    Different(Pair),
    Ignored(String),
}

/// What changed in a set, for those who derive something from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Each once, ascending: topics of which a field, the documents or the contents changed, also through topics inside them.
    pub topics: Vec<TopicId>,
    /// In the order in which they moved; a document can move more than once.
    pub moved: Vec<Moved>,
    pub different: bool,
    pub ignored: bool,
}

/// A document that has got another home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub document: DocId,
    pub from: Option<TopicId>,
    pub to: Option<TopicId>,
}

impl Patch {
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        let field = |(id, field): &(TopicId, Field)| match field {
            Field::Name(_) => Key::Name(*id),
            Field::Note(_) => Key::Note(*id),
            Field::Colour(_) => Key::Colour(*id),
            Field::Tag(tag, _) => Key::Tag(*id, tag.clone()),
            Field::Locked(_) => Key::Locked(*id),
            Field::Place(_) => Key::Place(*id),
        };
        let homes = self.homes.iter().map(|&(document, _)| Key::Home(document));
        let different = self.different.iter().map(|&(pair, _)| Key::Different(pair));
        let ignored = self.ignored.iter().map(|(term, _)| Key::Ignored(term.clone()));
        self.fields.iter().map(field).chain(homes).chain(different).chain(ignored)
    }

    /// Topics whose place the patch changes.
    pub(super) fn relocated(&self) -> FxHashSet<TopicId> {
        let place = |(id, field): &(TopicId, Field)| matches!(field, Field::Place(_)).then_some(*id);
        self.fields.iter().filter_map(place).collect()
    }

    /// The topics that the patch makes.
    pub fn born(&self) -> impl ExactSizeIterator<Item = TopicId> + '_ {
        self.born.iter().map(|&(id, _)| id)
    }
}

impl TopicSet {
    /// Puts a patch in and gives the one that restores what was there. The patch must come from this set, either from
    /// [`plan`](Self::plan) on its present state or from the swap that is to be taken back.
    pub fn swap(&mut self, patch: Patch) -> Patch {
        self.swap_noting(patch, &mut Change::default())
    }

    /// As [`swap`](Self::swap), and adds to `change` what changed.
    pub fn swap_noting(&mut self, mut patch: Patch, change: &mut Change) -> Patch {
        for &(id, origin) in &patch.born {
            while self.topics.len() <= id.index() {
                self.topics.push(Topic { place: Place::Nowhere, ..Topic::new(origin) });
                self.absorbed.push(Vec::new());
            }
            self.topics[id.index()].origin = origin;
        }
        let mut touched: Vec<TopicId> = Vec::new();
        for (id, field) in &mut patch.fields {
            touched.push(*id);
            match field {
                Field::Name(name) => std::mem::swap(&mut self.topics[id.index()].name, name),
                Field::Note(note) => std::mem::swap(&mut self.topics[id.index()].note, note),
                Field::Colour(colour) => std::mem::swap(&mut self.topics[id.index()].colour, colour),
                Field::Tag(tag, has) => *has = set_membership(&mut self.topics[id.index()].tags, tag, *has),
                Field::Locked(locked) => std::mem::swap(&mut self.topics[id.index()].locked, locked),
                Field::Place(place) => {
                    let before = std::mem::replace(&mut self.topics[id.index()].place, *place);
                    touched.extend(self.moved_topic(*id, before, *place));
                    *place = before;
                }
            }
        }
        let mut homes = (!patch.homes.is_empty()).then(|| Arc::make_mut(&mut self.homes));
        for (document, home) in &mut patch.homes {
            let Some(homes) = &mut homes else { break };
            let (from, to) = (homes[document.index()], *home);
            homes[document.index()] = to;
            *home = from;
            change.moved.push(Moved { document: *document, from, to });
            touched.extend(from.into_iter().chain(to));
        }
        for (pair, marked) in &mut patch.different {
            *marked = set_membership(&mut self.different, pair, *marked);
            change.different = true;
        }
        for (term, ignored) in &mut patch.ignored {
            *ignored = set_membership(&mut self.ignored, term, *ignored);
            change.ignored = true;
        }
        touched.sort_unstable();
        touched.dedup();
        // What is inside changed topics changed them too.
        let outer: Vec<TopicId> = touched.iter().filter_map(|&id| self.outermost(id)).collect();
        change.topics.append(&mut touched);
        change.topics.extend(outer);
        change.topics.sort_unstable();
        change.topics.dedup();
        patch
    }

    /// Keeps the lists of what was absorbed and the numbers of merges up to date; gives the topics whose contents changed.
    fn moved_topic(&mut self, id: TopicId, before: Place, after: Place) -> impl Iterator<Item = TopicId> + use<> {
        let mut changed = [None; 2];
        if let Place::Inside { outer, .. } = before {
            self.absorbed[outer.index()].retain(|&absorbed| absorbed != id);
            changed[0] = self.outermost(outer);
        }
        if let Place::Inside { outer, merge } = after {
            let absorbed = &mut self.absorbed[outer.index()];
            let place = absorbed.partition_point(|&absorbed| absorbed < id);
            absorbed.insert(place, id);
            // Numbers of merges grow even when their merge is undone, so that none is given twice.
            self.next_merge = self.next_merge.max(MergeId(merge.0 + 1));
            changed[1] = Some(outer);
        }
        changed.into_iter().flatten()
    }
}

/// Puts `item` in or takes it out; gives whether it was in.
fn set_membership<T: Ord + Clone>(set: &mut std::collections::BTreeSet<T>, item: &T, member: bool) -> bool {
    if member { !set.insert(item.clone()) } else { set.remove(item) }
}

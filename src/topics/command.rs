//! What a researcher can do to topics, what it would change, and why it may not be possible.

use super::{Merge, MergeId, Place, Topic, TopicId, TopicSet};

#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// `absorbed` go inside `into`, which keeps its id and name.
    Merge(Group),
    /// All groups that a threshold proposed, as one step.
    MergeGroups {
        groups: Vec<Group>,
        /// The threshold: groups were cut at this similarity.
        above: f64,
    },
    /// Lets out what a topic absorbed in one earlier merge.
    TakeApart {
        topic: TopicId,
        merge: MergeId,
    },
    /// Gives a name, or with `None` lets the topic go by its keywords again.
    Rename {
        topic: TopicId,
        name: Option<String>,
    },
    Trash(Vec<TopicId>),
    Restore(Vec<TopicId>),
}

/// A survivor and what it absorbs.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let absorbed: Vec<TopicId> = members.iter().copied().filter(|&id| id != into).collect();
        (!absorbed.is_empty()).then_some(Self { into, absorbed })
    }

    pub fn members(&self) -> impl Iterator<Item = TopicId> + '_ {
        std::iter::once(self.into).chain(self.absorbed.iter().copied())
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    #[error("There is no topic {topic}: the topics are 1 to {n_topics}")]
    UnknownTopic { topic: TopicId, n_topics: usize },
    #[error("Topic {topic} is inside topic {outer}: take topic {outer} apart first")]
    InsideAnother { topic: TopicId, outer: TopicId },
    #[error("Topic {topic} is in the trash: restore it first")]
    InTrash { topic: TopicId },
    #[error("Topic {topic} is not in the trash")]
    NotInTrash { topic: TopicId },
    #[error("Topic {topic} is named twice: a merge takes different topics")]
    NamedTwice { topic: TopicId },
    #[error("A merge takes at least 2 topics: select more")]
    TooFew,
    #[error("No topics are given: select at least 1")]
    NoTopics,
    #[error("Topic {topic} holds no such merge: it is still one cluster or was taken apart already")]
    NoSuchMerge { topic: TopicId },
    #[error("Topic {topic} already has that name")]
    SameName { topic: TopicId },
}

/// New states of the topics that a command changes. Swapping it in gives the patch that takes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    topics: Vec<(TopicId, Topic)>,
}

impl Patch {
    /// The topics that are changed; each once.
    pub fn changed(&self) -> impl Iterator<Item = TopicId> + '_ {
        self.topics.iter().map(|&(id, _)| id)
    }
}

impl TopicSet {
    /// What `command` would change, or why it cannot be done. Changes nothing itself.
    pub fn plan(&self, command: &Command) -> Result<Patch, CommandError> {
        let mut draft = Draft { set: self, topics: Vec::new(), next_merge: self.next_merge };
        match command {
            Command::Merge(group) => draft.merge(group)?,
            Command::MergeGroups { groups, .. } => {
                if groups.is_empty() {
                    return Err(CommandError::TooFew);
                }
                groups.iter().try_for_each(|group| draft.merge(group))?;
            }
            Command::TakeApart { topic, merge } => draft.take_apart(*topic, *merge)?,
            Command::Rename { topic, name } => draft.rename(*topic, name.as_deref())?,
            Command::Trash(topics) => draft.relocate(topics, Place::Trash)?,
            Command::Restore(topics) => draft.relocate(topics, Place::Open)?,
        }
        Ok(Patch { topics: draft.topics })
    }

    /// Puts a patch in and gives the one that restores what was there. The patch must come from this set, either from
    /// [`plan`](Self::plan) on its present state or from the swap that is to be taken back.
    pub fn swap(&mut self, patch: Patch) -> Patch {
        let mut previous = patch.topics;
        for (id, topic) in &mut previous {
            // Merge ids grow even when their merge is undone, so that none is given twice.
            let newest = topic.merges.iter().map(|merge| merge.id.0 + 1).max().unwrap_or(0);
            self.next_merge = self.next_merge.max(MergeId(newest));
            std::mem::swap(&mut self.topics[id.index()], topic);
        }
        Patch { topics: previous }
    }
}

/// A topic set with the changes of one command so far; dropped if the command turns out impossible.
struct Draft<'a> {
    set: &'a TopicSet,
    topics: Vec<(TopicId, Topic)>,
    next_merge: MergeId,
}

impl Draft<'_> {
    fn known(&self, id: TopicId) -> Result<&Topic, CommandError> {
        let drafted = self.topics.iter().find(|(drafted, _)| *drafted == id).map(|(_, topic)| topic);
        let n_topics = self.set.topics.len();
        drafted.or_else(|| self.set.get(id)).ok_or(CommandError::UnknownTopic { topic: id, n_topics })
    }

    fn open(&self, id: TopicId) -> Result<&Topic, CommandError> {
        let topic = self.known(id)?;
        match topic.place {
            Place::Open => Ok(topic),
            Place::Trash => Err(CommandError::InTrash { topic: id }),
            Place::Inside(outer) => Err(CommandError::InsideAnother { topic: id, outer }),
        }
    }

    fn put(&mut self, id: TopicId, topic: Topic) {
        match self.topics.iter_mut().find(|(drafted, _)| *drafted == id) {
            Some((_, drafted)) => *drafted = topic,
            None => self.topics.push((id, topic)),
        }
    }

    fn merge(&mut self, group: &Group) -> Result<(), CommandError> {
        if group.absorbed.is_empty() {
            return Err(CommandError::TooFew);
        }
        let mut survivor = self.open(group.into)?.clone();
        for (place, &id) in group.absorbed.iter().enumerate() {
            if id == group.into || group.absorbed[..place].contains(&id) {
                return Err(CommandError::NamedTwice { topic: id });
            }
            let absorbed = Topic { place: Place::Inside(group.into), ..self.open(id)?.clone() };
            self.put(id, absorbed);
        }
        survivor.merges.push(Merge { id: self.next_merge, absorbed: group.absorbed.clone() });
        self.next_merge.0 += 1;
        self.put(group.into, survivor);
        Ok(())
    }

    fn take_apart(&mut self, id: TopicId, merge: MergeId) -> Result<(), CommandError> {
        let mut topic = self.open(id)?.clone();
        let place = topic.merges.iter().position(|known| known.id == merge);
        let place = place.ok_or(CommandError::NoSuchMerge { topic: id })?;
        for released in topic.merges.remove(place).absorbed {
            let released_topic = Topic { place: Place::Open, ..self.known(released)?.clone() };
            self.put(released, released_topic);
        }
        self.put(id, topic);
        Ok(())
    }

    fn rename(&mut self, id: TopicId, name: Option<&str>) -> Result<(), CommandError> {
        let topic = self.known(id)?;
        if let Place::Inside(outer) = topic.place {
            return Err(CommandError::InsideAnother { topic: id, outer });
        }
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        if name == topic.name {
            return Err(CommandError::SameName { topic: id });
        }
        let topic = Topic { name, ..topic.clone() };
        self.put(id, topic);
        Ok(())
    }

    fn relocate(&mut self, ids: &[TopicId], to: Place) -> Result<(), CommandError> {
        if ids.is_empty() {
            return Err(CommandError::NoTopics);
        }
        for &id in ids {
            let topic = match to {
                Place::Open => {
                    let topic = self.known(id)?;
                    if topic.place != Place::Trash {
                        return Err(CommandError::NotInTrash { topic: id });
                    }
                    topic
                }
                _ => self.open(id)?,
            };
            let topic = Topic { place: to, ..topic.clone() };
            self.put(id, topic);
        }
        Ok(())
    }
}

//! What a command would change, or why it cannot be done.

use rustc_hash::{FxHashMap, FxHashSet};

use super::patch::Field;
use super::{Command, CommandError, Group, MergeId, Origin, Pair, Patch, Place, Topic, TopicId, TopicSet};
use crate::corpus::DocId;

impl TopicSet {
    /// What `command` would change, or why it cannot be done. Changes nothing itself.
    pub fn plan(&self, command: &Command) -> Result<Patch, CommandError> {
        let mut draft = Draft { set: self, places: FxHashMap::default(), patch: Patch::default() };
        match command {
            Command::Merge(group) => draft.merge(&[group])?,
            Command::MergeGroups { groups, .. } => draft.merge(&groups.iter().collect::<Vec<_>>())?,
            Command::TakeApart { topic, merge } => draft.take_apart(*topic, *merge)?,
            Command::RemoveFromMerge { member } => draft.remove_from_merge(*member)?,
            Command::Split { topic, parts, .. } => draft.split(*topic, parts)?,
            Command::MoveDocuments { documents, to } => draft.move_documents(documents, *to)?,
            Command::Rename { topic, name } => draft.rename(*topic, name.as_deref())?,
            Command::Note { topic, note } => {
                let set = |topic: &Topic| (topic.note != note.trim()).then(|| Field::Note(note.trim().to_owned()));
                draft.set_field(&[*topic], set)?;
            }
            Command::Colour { topics, colour } => {
                draft.set_field(topics, |topic| (topic.colour != *colour).then_some(Field::Colour(*colour)))?;
            }
            Command::Tag { topics, tag } => draft.tag(topics, tag, true)?,
            Command::Untag { topics, tag } => draft.tag(topics, tag, false)?,
            Command::Trash(topics) => draft.trash(topics)?,
            Command::Restore(topics) => draft.restore(topics)?,
            Command::MarkDifferent(pair) => draft.mark_different(*pair)?,
            Command::ClearDifferent(pair) => draft.clear_different(*pair)?,
            Command::IgnoreTerms(terms) => draft.ignore(terms, true)?,
            Command::HeedTerms(terms) => draft.ignore(terms, false)?,
            Command::Lock(topics) => {
                draft.set_field(topics, |topic| (!topic.locked).then_some(Field::Locked(true)))?;
            }
            Command::Unlock(topics) => {
                draft.set_field(topics, |topic| topic.locked.then_some(Field::Locked(false)))?;
            }
            Command::Revert(_) => return Err(CommandError::NotACommand),
        }
        Ok(draft.patch)
    }
}

/// A topic set with the changes of one command so far; dropped if the command turns out impossible.
struct Draft<'a> {
    set: &'a TopicSet,
    /// New places of topics.
    places: FxHashMap<TopicId, Place>,
    patch: Patch,
}

impl<'a> Draft<'a> {
    fn known(&self, id: TopicId) -> Result<(&'a Topic, Place), CommandError> {
        let topic = self.set.get(id).filter(|topic| topic.place != Place::Nowhere);
        let topic = topic.ok_or(CommandError::UnknownTopic { topic: id, n_topics: self.set.n_ids() })?;
        Ok((topic, self.places.get(&id).copied().unwrap_or(topic.place)))
    }

    /// A topic that is on the map or in the trash.
    fn outermost(&self, id: TopicId) -> Result<&'a Topic, CommandError> {
        match self.known(id)? {
            (_, Place::Inside { outer, .. }) => Err(CommandError::InsideAnother { topic: id, outer }),
            (topic, _) => Ok(topic),
        }
    }

    fn open(&self, id: TopicId) -> Result<&'a Topic, CommandError> {
        match self.known(id)? {
            (topic, Place::Open) => Ok(topic),
            (_, Place::Inside { outer, .. }) => Err(CommandError::InsideAnother { topic: id, outer }),
            (_, Place::Trash | Place::Nowhere) => Err(CommandError::InTrash { topic: id }),
        }
    }

    /// An open topic whose documents may come and go.
    fn unlocked(&self, id: TopicId) -> Result<(), CommandError> {
        if self.open(id)?.locked { Err(CommandError::Locked { topic: id }) } else { Ok(()) }
    }

    fn put(&mut self, id: TopicId, place: Place) {
        self.places.insert(id, place);
        self.patch.fields.push((id, Field::Place(place)));
    }

    fn merge(&mut self, groups: &[&Group]) -> Result<(), CommandError> {
        if groups.is_empty() || groups.iter().any(|group| group.absorbed.is_empty()) {
            return Err(CommandError::TooFew);
        }
        let apart: FxHashSet<(Option<TopicId>, Option<TopicId>)> = self
            .set
            .different
            .iter()
            .map(|pair| (self.set.outermost(pair.low()), self.set.outermost(pair.high())))
            .collect();
        let mut next_merge = self.set.next_merge;
        let mut seen = FxHashSet::default();
        for group in groups {
            for id in group.members() {
                if !seen.insert(id) {
                    return Err(CommandError::NamedTwice { topic: id });
                }
                self.unlocked(id)?;
            }
            if !apart.is_empty() {
                refuse_marked(&apart, group)?;
            }
            for &id in &group.absorbed {
                self.put(id, Place::Inside { outer: group.into, merge: next_merge });
            }
            next_merge = MergeId(next_merge.0 + 1);
        }
        Ok(())
    }

    fn take_apart(&mut self, id: TopicId, merge: MergeId) -> Result<(), CommandError> {
        self.unlocked(id)?;
        let merges = self.set.merges_of(id);
        let released = merges.into_iter().find(|&(known, _)| known == merge);
        let (_, released) = released.ok_or(CommandError::NoSuchMerge { topic: id })?;
        released.into_iter().for_each(|member| self.put(member, Place::Open));
        Ok(())
    }

    fn remove_from_merge(&mut self, member: TopicId) -> Result<(), CommandError> {
        let (_, Place::Inside { outer, .. }) = self.known(member)? else {
            return Err(CommandError::NotInsideAnother { topic: member });
        };
        let outermost = self.set.outermost(outer).unwrap_or(outer);
        self.unlocked(outermost)?;
        self.put(member, Place::Open);
        Ok(())
    }

    fn split(&mut self, id: TopicId, parts: &[Vec<DocId>]) -> Result<(), CommandError> {
        self.unlocked(id)?;
        if parts.is_empty() || parts.iter().any(Vec::is_empty) {
            return Err(CommandError::NoDocuments);
        }
        let leaves = self.set.leaves_of(id);
        let mut seen = FxHashSet::default();
        for (place, part) in parts.iter().enumerate() {
            let new = TopicId((self.set.n_ids() + place) as u32);
            self.patch.born.push((new, Origin::Split(id)));
            self.put(new, Place::Open);
            for &document in part {
                self.is_known(document)?;
                if !seen.insert(document) {
                    return Err(CommandError::DocumentTwice { document });
                }
                if self.set.home(document).is_none_or(|home| leaves.binary_search(&home).is_err()) {
                    return Err(CommandError::NotInTopic { document, topic: id });
                }
                self.patch.homes.push((document, Some(new)));
            }
        }
        let is_inside = |home: &&Option<TopicId>| home.is_some_and(|home| leaves.binary_search(&home).is_ok());
        let n_documents = self.set.homes.iter().filter(is_inside).count();
        if seen.len() >= n_documents {
            return Err(CommandError::NothingLeft { topic: id, n_documents });
        }
        Ok(())
    }

    fn is_known(&self, document: DocId) -> Result<(), CommandError> {
        let n_documents = self.set.n_documents();
        if document.index() < n_documents {
            Ok(())
        } else {
            Err(CommandError::UnknownDocument { document, n_documents })
        }
    }

    fn move_documents(&mut self, documents: &[DocId], to: TopicId) -> Result<(), CommandError> {
        self.unlocked(to)?;
        if documents.is_empty() {
            return Err(CommandError::NoDocuments);
        }
        let mut seen = FxHashSet::default();
        for &document in documents {
            self.is_known(document)?;
            if !seen.insert(document) {
                return Err(CommandError::DocumentTwice { document });
            }
            let outermost = self.set.home(document).and_then(|home| self.set.outermost(home));
            if outermost == Some(to) {
                continue;
            }
            if let Some(from) = outermost.filter(|&from| self.set.get(from).is_some_and(|topic| topic.locked)) {
                return Err(CommandError::Locked { topic: from });
            }
            self.patch.homes.push((document, Some(to)));
        }
        something_changes(self.patch.homes.len())
    }

    fn rename(&mut self, id: TopicId, name: Option<&str>) -> Result<(), CommandError> {
        let topic = self.outermost(id)?;
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        if name == topic.name {
            return Err(CommandError::SameName { topic: id });
        }
        self.patch.fields.push((id, Field::Name(name)));
        Ok(())
    }

    /// Changes a field of each topic for which `new` gives a value; it must be one at least.
    fn set_field(&mut self, ids: &[TopicId], new: impl Fn(&Topic) -> Option<Field>) -> Result<(), CommandError> {
        let ids = distinct(ids)?;
        for id in ids {
            if let Some(field) = new(self.outermost(id)?) {
                self.patch.fields.push((id, field));
            }
        }
        something_changes(self.patch.fields.len())
    }

    fn tag(&mut self, ids: &[TopicId], tag: &str, has: bool) -> Result<(), CommandError> {
        let tag = tag.trim();
        if tag.is_empty() {
            return Err(CommandError::EmptyTag);
        }
        self.set_field(ids, |topic| (topic.tags.contains(tag) != has).then(|| Field::Tag(tag.to_owned(), has)))
    }

    fn trash(&mut self, ids: &[TopicId]) -> Result<(), CommandError> {
        for id in distinct(ids)? {
            self.unlocked(id)?;
            self.put(id, Place::Trash);
        }
        Ok(())
    }

    fn restore(&mut self, ids: &[TopicId]) -> Result<(), CommandError> {
        for id in distinct(ids)? {
            if self.known(id)?.1 != Place::Trash {
                return Err(CommandError::NotInTrash { topic: id });
            }
            self.put(id, Place::Open);
        }
        Ok(())
    }

    fn mark_different(&mut self, pair: Pair) -> Result<(), CommandError> {
        self.outermost(pair.low())?;
        self.outermost(pair.high())?;
        if !self.set.marks_between(pair.low(), pair.high()).is_empty() {
            return Err(CommandError::NothingChanges);
        }
        self.patch.different.push((pair, true));
        Ok(())
    }

    /// Clears all marks that keep the two topics apart, also those made for what is inside them by now.
    fn clear_different(&mut self, pair: Pair) -> Result<(), CommandError> {
        let marks = self.set.marks_between(pair.low(), pair.high());
        self.patch.different = marks.into_iter().map(|mark| (mark, false)).collect();
        something_changes(self.patch.different.len())
    }

    fn ignore(&mut self, terms: &[String], ignored: bool) -> Result<(), CommandError> {
        let mut terms: Vec<&str> = terms.iter().map(|term| term.trim()).filter(|term| !term.is_empty()).collect();
        terms.sort_unstable();
        terms.dedup();
        if terms.is_empty() {
            return Err(CommandError::NoTerms);
        }
        let changed = terms.into_iter().filter(|term| self.set.ignored.contains(*term) != ignored);
        self.patch.ignored = changed.map(|term| (term.to_owned(), ignored)).collect();
        something_changes(self.patch.ignored.len())
    }
}

fn something_changes(n_changes: usize) -> Result<(), CommandError> {
    if n_changes == 0 { Err(CommandError::NothingChanges) } else { Ok(()) }
}

fn distinct(ids: &[TopicId]) -> Result<Vec<TopicId>, CommandError> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() { Err(CommandError::NoTopics) } else { Ok(ids) }
}

fn refuse_marked(apart: &FxHashSet<(Option<TopicId>, Option<TopicId>)>, group: &Group) -> Result<(), CommandError> {
    let members: Vec<TopicId> = group.members().collect();
    for (place, &a) in members.iter().enumerate() {
        for &b in &members[place + 1..] {
            if apart.contains(&(Some(a), Some(b))) || apart.contains(&(Some(b), Some(a))) {
                return Err(CommandError::MarkedDifferent { a, b });
            }
        }
    }
    Ok(())
}

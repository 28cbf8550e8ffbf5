//! What a command does, in a sentence that a person can read, with names and numbers.

use super::{Command, TopicId, TopicSet};

/// What sentences need to know about topics, as they are before the command.
pub struct Sentences<'a> {
    pub topics: &'a TopicSet,
    pub name: &'a dyn Fn(TopicId) -> String,
    pub n_documents: &'a dyn Fn(TopicId) -> u32,
}

impl Sentences<'_> {
    pub fn of(&self, command: &Command) -> String {
        match command {
            Command::Merge(group) => {
                let (names, n) = (self.names(&group.absorbed), self.documents_of(&group.absorbed));
                format!("Merged {names} into {}, {n}", self.name(group.into))
            }
            Command::MergeGroups { groups, above, .. } => {
                let n_open = self.topics.open().count();
                let n_absorbed: usize = groups.iter().map(|group| group.absorbed.len()).sum();
                let n_left = n_open.saturating_sub(n_absorbed);
                let groups = count(groups.len(), "group");
                format!("Merged {groups} at similarity {above:.2} ({n_open} → {n_left} topics)")
            }
            Command::TakeApart { topic, merge } => {
                let merges = self.topics.merges_of(*topic);
                let n_released =
                    merges.iter().find(|(known, _)| known == merge).map_or(0, |(_, released)| released.len());
                format!("Took {} apart into {} topics", self.name(*topic), n_released + 1)
            }
            Command::RemoveFromMerge { member } => {
                let outer = self.topics.outermost(*member).unwrap_or(*member);
                format!("Let {} out of {}", self.name(*member), self.name(outer))
            }
            Command::Split { topic, parts, by } => {
                let n: usize = parts.iter().map(Vec::len).sum();
                let by = match by {
                    super::SplitBy::Clustering { .. } => "by clustering".to_owned(),
                    super::SplitBy::Term(term) => format!("by the term “{term}”"),
                    super::SplitBy::Selection => "by selected documents".to_owned(),
                };
                let (name, parts, n) = (self.name(*topic), parts.len() + 1, count(n, "document"));
                format!("Split {name} into {parts} topics {by}, {n} split off")
            }
            Command::MoveDocuments { documents, to } => {
                format!("Moved {} to {}", count(documents.len(), "document"), self.name(*to))
            }
            Command::Rename { topic, name: Some(new) } => format!("Renamed {} to “{}”", self.name(*topic), new.trim()),
            Command::Rename { topic, name: None } => format!("Let {} go by its keywords", self.name(*topic)),
            Command::Note { topic, note } if note.trim().is_empty() => {
                format!("Removed the note of {}", self.name(*topic))
            }
            Command::Note { topic, .. } => format!("Wrote a note on {}", self.name(*topic)),
            Command::Colour { topics, colour: Some(_) } => format!("Gave {} a colour", self.names(topics)),
            Command::Colour { topics, colour: None } => {
                format!("Gave {} the colour of the map again", self.names(topics))
            }
            Command::Tag { topics, tag } => format!("Tagged {} “{}”", self.names(topics), tag.trim()),
            Command::Untag { topics, tag } => format!("Took the tag “{}” off {}", tag.trim(), self.names(topics)),
            Command::Trash(topics) => {
                format!("Moved {} to the trash, {}", self.names(topics), self.documents_of(topics))
            }
            Command::Restore(topics) => {
                format!("Restored {} from the trash, {}", self.names(topics), self.documents_of(topics))
            }
            Command::MarkDifferent(pair) => {
                format!("Marked {} and {} as different", self.name(pair.low()), self.name(pair.high()))
            }
            Command::ClearDifferent(pair) => {
                format!("Let {} and {} be alike again", self.name(pair.low()), self.name(pair.high()))
            }
            Command::IgnoreTerms(terms) => format!("Ignored {}", quoted(terms)),
            Command::HeedTerms(terms) => format!("Showed {} again", quoted(terms)),
            Command::Lock(topics) => format!("Locked {}", self.names(topics)),
            Command::Unlock(topics) => format!("Unlocked {}", self.names(topics)),
            Command::Revert(step) => format!("Undid only step {}", step.0),
        }
    }

    fn name(&self, id: TopicId) -> String {
        format!("“{}”", (self.name)(id))
    }

    fn names(&self, ids: &[TopicId]) -> String {
        match ids {
            [a] => self.name(*a),
            [a, b] => format!("{} and {}", self.name(*a), self.name(*b)),
            [a, rest @ ..] => format!("{} and {} others", self.name(*a), rest.len()),
            [] => "nothing".to_owned(),
        }
    }

    fn documents_of(&self, ids: &[TopicId]) -> String {
        count(ids.iter().map(|&id| (self.n_documents)(id) as usize).sum(), "document")
    }
}

fn quoted(terms: &[String]) -> String {
    match terms {
        [a] => format!("the term “{a}”"),
        [a, rest @ ..] if rest.len() > 2 => format!("the terms “{a}” and {} others", rest.len()),
        _ => format!("the terms “{}”", terms.join("”, “")),
    }
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

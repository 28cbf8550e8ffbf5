//! Decisions about topics: planned, done, told, undone.

use super::{SelectMode, Session, Workspace};
use crate::topics::{Command, Group, Place, TopicId};

impl Workspace {
    pub(super) fn curate(&mut self, command: Command) {
        let Some(session) = &mut self.session else { return };
        let sentence = describe(&command, session);
        let follow = topics_to_select(&command);
        match session.history.perform(&mut session.topics, command, sentence.clone()) {
            Ok(changed) => {
                self.topics_changed(&changed);
                self.notices.done(sentence);
                if !follow.is_empty() {
                    self.select(&follow, SelectMode::Replace);
                }
            }
            Err(error) => {
                self.notices.clear();
                self.notices.warn(error.to_string());
            }
        }
    }

    pub(super) fn undo(&mut self) {
        let Some(session) = &mut self.session else { return };
        let sentence = session.history.undo_sentence().map(str::to_owned);
        let Some(changed) = session.history.undo(&mut session.topics) else { return };
        self.topics_changed(&changed);
        self.notices.clear();
        self.notices.tell(format!("Undone: {}", sentence.unwrap_or_default()));
    }

    pub(super) fn redo(&mut self) {
        let Some(session) = &mut self.session else { return };
        let sentence = session.history.redo_sentence().map(str::to_owned);
        let Some(changed) = session.history.redo(&mut session.topics) else { return };
        self.topics_changed(&changed);
        self.notices.done(sentence.unwrap_or_default());
    }

    pub(super) fn merge_selected(&mut self) {
        let Some(session) = &self.session else { return };
        let n_documents = |id: TopicId| session.tables.row(id).map_or(0, |row| row.n_documents);
        if let Some(group) = Group::among(self.selection.topics(), &session.topics, n_documents) {
            self.curate(Command::Merge(group));
        }
    }

    pub(super) fn take_selected_apart(&mut self) {
        let Some((topic, merge)) = self.last_merge_of_selected() else { return };
        self.curate(Command::TakeApart { topic, merge });
    }

    pub(super) fn trash_selected(&mut self) {
        self.curate(Command::Trash(self.selection.topics().to_vec()));
    }

    /// The one selected topic and its latest merge, if it has one.
    pub fn last_merge_of_selected(&self) -> Option<(TopicId, crate::topics::MergeId)> {
        let [topic] = *self.selection.topics() else { return None };
        let merge = self.session.as_ref()?.topics.get(topic)?.merges.last()?;
        Some((topic, merge.id))
    }

    pub(super) fn merge_groups(&mut self) {
        let groups: Vec<Group> = self.merging.groups.iter().map(|proposed| proposed.group.clone()).collect();
        let above = self.merging.threshold();
        self.curate(Command::MergeGroups { groups, above });
    }

    fn topics_changed(&mut self, changed: &[TopicId]) {
        if let Some(session) = &mut self.session {
            session.tables.refresh(&session.analysis, &session.topics, changed);
            self.last_revision += 1;
            session.revision = self.last_revision;
        }
        self.session_changed();
    }
}

/// The topics that a researcher wants to see after a command.
fn topics_to_select(command: &Command) -> Vec<TopicId> {
    match command {
        Command::Merge(group) => vec![group.into],
        Command::MergeGroups { .. } | Command::Rename { .. } | Command::Trash(_) => Vec::new(),
        Command::TakeApart { topic, .. } => vec![*topic],
        Command::Restore(topics) => topics.clone(),
    }
}

/// What a command does, in a sentence with names and numbers. Asked before the command is done.
fn describe(command: &Command, session: &Session) -> String {
    let name = |id: TopicId| format!("“{}”", session.tables.name(id));
    let names = |ids: &[TopicId]| match ids {
        [a] => name(*a),
        [a, b] => format!("{} and {}", name(*a), name(*b)),
        [a, rest @ ..] => format!("{} and {} others", name(*a), rest.len()),
        [] => "nothing".to_owned(),
    };
    let documents = |ids: &[TopicId]| {
        let n: u32 = ids.iter().filter_map(|&id| session.tables.row(id)).map(|row| row.n_documents).sum();
        if n == 1 { "1 document".to_owned() } else { format!("{n} documents") }
    };
    match command {
        Command::Merge(group) => {
            format!("Merged {} into {}, {}", names(&group.absorbed), name(group.into), documents(&group.absorbed))
        }
        Command::MergeGroups { groups, above } => {
            let n_open = session.topics.at(Place::Open).count();
            let n_absorbed: usize = groups.iter().map(|group| group.absorbed.len()).sum();
            let noun = if groups.len() == 1 { "group" } else { "groups" };
            format!(
                "Merged {} {noun} at similarity {above:.2} ({n_open} → {} topics)",
                groups.len(),
                n_open.saturating_sub(n_absorbed)
            )
        }
        Command::TakeApart { topic, merge } => {
            let merges = session.topics.get(*topic).map_or(&[][..], |topic| &topic.merges);
            let n_released = merges.iter().find(|known| known.id == *merge).map_or(0, |known| known.absorbed.len());
            format!("Took {} apart into {} topics", name(*topic), n_released + 1)
        }
        Command::Rename { topic, name: Some(new) } => format!("Renamed {} to “{}”", name(*topic), new.trim()),
        Command::Rename { topic, name: None } => format!("Let {} go by its keywords", name(*topic)),
        Command::Trash(topics) => format!("Moved {} to the trash, {}", names(topics), documents(topics)),
        Command::Restore(topics) => format!("Restored {} from the trash, {}", names(topics), documents(topics)),
    }
}

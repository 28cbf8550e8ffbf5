//! Decisions about topics: planned, done, told, kept, undone.

use std::sync::Arc;

use super::{SelectMode, Session, Workspace};
use crate::store::Save;
use crate::tables::NO_MERGING;
use crate::topics::{Change, Command, Group, MergeId, NewStep, Pair, RevertError, Sentences, SplitBy, StepId, TopicId};
use crate::worker::now_ms;

impl Workspace {
    pub(super) fn curate(&mut self, command: Command) {
        let Some(session) = &mut self.session else { return };
        let sentence = session.sentence_of(&command);
        let mut follow = topics_to_select(&command);
        match session.history.perform(&mut session.topics, command, sentence.clone(), now_ms()) {
            Ok((change, step)) => {
                follow.extend(born(&step));
                self.topics_changed(&change, Some(step));
                self.notices.done(sentence);
                if !follow.is_empty() {
                    self.select(&follow, SelectMode::Replace);
                }
            }
            Err(error) => {
                let told = error.told(|id| format!("“{}”", session.tables.name(id)));
                self.notices.clear();
                self.notices.warn(told);
            }
        }
    }

    pub(super) fn undo(&mut self) {
        let Some(session) = &mut self.session else { return };
        let sentence = session.history.undo_sentence().map(str::to_owned);
        let undone = session.history.done().last().and_then(|&step| session.history.step(step));
        let above = match undone.map(|step| &step.command) {
            Some(Command::MergeGroups { above, .. }) => Some(*above),
            _ => None,
        };
        let Some(change) = session.history.undo(&mut session.topics) else { return };
        self.topics_changed(&change, None);
        if let Some(above) = above {
            // What was merged is proposed again, to be changed a little and merged once more.
            self.set_threshold(above);
        }
        self.notices.clear();
        self.notices.tell(format!("Undone: {}", sentence.unwrap_or_default()));
    }

    pub(super) fn redo(&mut self) {
        let Some(session) = &mut self.session else { return };
        let sentence = session.history.redo_sentence().map(str::to_owned);
        let Some(change) = session.history.redo(&mut session.topics) else { return };
        self.topics_changed(&change, None);
        self.notices.done(sentence.unwrap_or_default());
    }

    pub(super) fn travel(&mut self, step: StepId) {
        let Some(session) = &mut self.session else { return };
        if step != StepId::START && session.history.step(step).is_none() {
            return;
        }
        let change = session.history.travel(&mut session.topics, step);
        let sentence =
            session.history.undo_sentence().map_or("the start".to_owned(), |sentence| format!("“{sentence}”"));
        self.topics_changed(&change, None);
        self.notices.clear();
        self.notices.tell(format!("Went to {sentence}"));
    }

    pub(super) fn revert(&mut self, step: StepId) {
        let Some(session) = &mut self.session else { return };
        match session.history.revert(&mut session.topics, step, now_ms()) {
            Ok((change, new)) => {
                let sentence = new.sentence.clone();
                self.topics_changed(&change, Some(new));
                self.notices.done(sentence);
            }
            Err(error) => {
                self.notices.clear();
                let reason = match &error {
                    RevertError::BuiltUpon { steps, .. } if steps.len() == 1 => format!("{error}. Undo it first"),
                    RevertError::BuiltUpon { .. } => format!("{error}. Undo them first"),
                    RevertError::Forbidden(error) => error.told(|id| format!("“{}”", session.name_of(id))),
                    RevertError::NotDone => error.to_string(),
                };
                self.notices.warn(format!("Cannot undo this step alone: {reason}"));
            }
        }
    }

    /// Merges the selected topics, or asks first which of several names is to stay.
    pub(super) fn merge_selected(&mut self) {
        let Some(session) = &self.session else { return };
        let selected = self.selection.topics();
        let n_named = selected.iter().filter(|&&id| session.is_named(id)).count();
        let group = session.group_of(selected);
        match group {
            Some(group) if n_named <= 1 => self.curate(Command::Merge(group)),
            asked => self.proposed_merge = asked,
        }
    }

    pub(super) fn propose_merge(&mut self, members: &[TopicId]) {
        let Some(session) = &self.session else { return };
        self.proposed_merge = session.group_of(members);
    }

    /// The topics that are about to be merged, if it was asked how.
    pub fn proposed_merge(&self) -> Option<&Group> {
        self.proposed_merge.as_ref()
    }

    pub(super) fn turn_merge(&mut self) {
        let Some(group) = &self.proposed_merge else { return };
        let mut members: Vec<TopicId> = group.members().collect();
        members.rotate_left(1);
        self.proposed_merge = Group::into(members[0], &members);
    }

    pub(super) fn accept_merge(&mut self) {
        if let Some(group) = self.proposed_merge.take() {
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
    pub fn last_merge_of_selected(&self) -> Option<(TopicId, MergeId)> {
        let [topic] = *self.selection.topics() else { return None };
        let (merge, _) = self.session.as_ref()?.topics.merges_of(topic).pop()?;
        Some((topic, merge))
    }

    /// The marks that keep the two selected topics apart; `None` unless exactly two are selected.
    pub fn marks_of_selected(&self) -> Option<Vec<Pair>> {
        let [a, b] = *self.selection.topics() else { return None };
        Some(self.session.as_ref()?.topics.marks_between(a, b))
    }

    pub(super) fn merge_groups(&mut self) {
        let Some(grouping) = self.session.as_ref().map(|session| session.tables.relations.grouping) else { return };
        let groups: Vec<Group> = self.merging.groups.iter().map(|proposed| proposed.group.clone()).collect();
        let command = Command::MergeGroups {
            groups,
            above: self.merging.threshold(),
            rule: grouping.rule,
            measure: grouping.measure,
            exceptions: self.merging.exceptions(),
        };
        let n_steps = self.session.as_ref().map(|session| session.history.n_steps());
        self.curate(command);
        if self.session.as_ref().map(|session| session.history.n_steps()) != n_steps {
            self.set_threshold(NO_MERGING);
        }
    }

    pub(super) fn move_chosen(&mut self, to: TopicId) {
        let documents = self.detail.chosen_or_read();
        if documents.is_empty() {
            return;
        }
        let next = self.detail.next_to_read();
        let n_steps = self.session.as_ref().map(|session| session.history.n_steps());
        self.curate(Command::MoveDocuments { documents, to });
        if self.session.as_ref().map(|session| session.history.n_steps()) != n_steps {
            // Whoever goes through documents one by one goes on with the next.
            self.read_on(next);
        }
    }

    pub(super) fn split_chosen(&mut self) {
        let [topic] = *self.selection.topics() else { return };
        let parts = vec![self.detail.chosen_or_read()];
        self.curate(Command::Split { topic, parts, by: SplitBy::Selection });
    }

    /// Follows a change of the topics and keeps it; `step` is the new step, if it is not one that was undone or done again.
    pub(super) fn topics_changed(&mut self, change: &Change, step: Option<NewStep>) {
        let Some(session) = &mut self.session else { return };
        session.tables.refresh(&session.analysis, &session.topics, change);
        self.last_revision += 1;
        session.revision = self.last_revision;
        if !change.moved.is_empty() {
            session.homes_revision = self.last_revision;
        }
        let save = Save::decision(&session.topics, &session.history, change, step);
        self.proposed_merge = None;
        self.drop_split();
        self.keep(save);
        self.keep_view();
        self.session_changed();
    }
}

impl Session {
    /// Whether the researcher gave the topic its name.
    pub fn is_named(&self, id: TopicId) -> bool {
        self.topics.get(id).is_some_and(|topic| topic.name.is_some())
    }

    fn group_of(&self, members: &[TopicId]) -> Option<Group> {
        let n_documents = |id: TopicId| self.tables.row(id).map_or(0, |row| row.n_documents);
        Group::among(members, &self.topics, n_documents)
    }

    /// What a command does, in a sentence. To be asked before the command is done.
    fn sentence_of(&self, command: &Command) -> String {
        let name = |id: TopicId| self.name_of(id).to_string();
        let n_documents = |id: TopicId| self.tables.row(id).map_or(0, |row| row.n_documents);
        Sentences { topics: &self.topics, name: &name, n_documents: &n_documents }.of(command)
    }

    /// The name of any topic, also of one inside another.
    pub fn name_of(&self, id: TopicId) -> Arc<str> {
        match self.tables.row(id) {
            Some(row) => Arc::clone(&row.name),
            None => self.tables.inner_name(&self.analysis, &self.topics, id),
        }
    }
}

/// The topics that a researcher wants to see after a command.
fn topics_to_select(command: &Command) -> Vec<TopicId> {
    match command {
        Command::Merge(group) => vec![group.into],
        Command::TakeApart { topic, .. } | Command::Split { topic, .. } => vec![*topic],
        Command::RemoveFromMerge { member } => vec![*member],
        Command::Restore(topics) => topics.clone(),
        _ => Vec::new(),
    }
}

/// The topics that a split made.
fn born(step: &NewStep) -> Vec<TopicId> {
    if matches!(step.command, Command::Split { .. }) { step.does.born().collect() } else { Vec::new() }
}

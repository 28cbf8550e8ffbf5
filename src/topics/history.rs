//! What was done and can be undone; what was undone and can be done again.

use super::{Command, CommandError, Patch, TopicId, TopicSet};

#[derive(Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    command: Command,
    /// What was done, for a person: "Merged “parsing” into “syntax”, 214 documents".
    sentence: String,
    /// Takes the step back, or once undone, does it again.
    patch: Patch,
}

impl History {
    /// Plans and does `command`; gives the changed topics. A command that is not possible changes nothing.
    pub fn perform(
        &mut self,
        topics: &mut TopicSet,
        command: Command,
        sentence: String,
    ) -> Result<Vec<TopicId>, CommandError> {
        let patch = topics.swap(topics.plan(&command)?);
        let changed = patch.changed().collect();
        self.done.push(Step { command, sentence, patch });
        self.undone.clear();
        Ok(changed)
    }

    /// Takes back the last step; gives the changed topics, or `None` at the beginning.
    pub fn undo(&mut self, topics: &mut TopicSet) -> Option<Vec<TopicId>> {
        travel(topics, &mut self.done, &mut self.undone)
    }

    /// Does the last undone step again; gives the changed topics, or `None` if there is none.
    pub fn redo(&mut self, topics: &mut TopicSet) -> Option<Vec<TopicId>> {
        travel(topics, &mut self.undone, &mut self.done)
    }

    /// The sentence of the step that [`undo`](Self::undo) would take back.
    pub fn undo_sentence(&self) -> Option<&str> {
        self.done.last().map(|step| step.sentence.as_str())
    }

    pub fn redo_sentence(&self) -> Option<&str> {
        self.undone.last().map(|step| step.sentence.as_str())
    }

    /// The commands that led to the present state, first to last.
    pub fn commands(&self) -> impl ExactSizeIterator<Item = &Command> {
        self.done.iter().map(|step| &step.command)
    }
}

fn travel(topics: &mut TopicSet, from: &mut Vec<Step>, to: &mut Vec<Step>) -> Option<Vec<TopicId>> {
    let step = from.pop()?;
    let patch = topics.swap(step.patch);
    let changed = patch.changed().collect();
    to.push(Step { patch, ..step });
    Some(changed)
}

//! Every step that was taken, as a tree: going back and acting anew opens a branch, and the old one stays.
//!
//! A step holds the patch that takes it back, or once undone, the one that does it again: travelling is nothing but
//! swapping patches. Where one stands is the tip of a path from the start; what was undone last is what redo does.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::patch::Key;
use super::{Change, Command, CommandError, Patch, TopicId, TopicSet};

/// A step's number, from 1, in the order in which steps were taken; 0 is the start. Never reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StepId(pub u32);

impl StepId {
    pub const START: Self = Self(0);
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The step before it.
    pub parent: StepId,
    pub command: Command,
    /// What was done, for a person: "Merged “parsing” into “syntax”, 214 documents".
    pub sentence: String,
    /// Milliseconds since 1970, UTC.
    pub at_ms: u64,
    /// Takes the step back, or while it is undone, does it again.
    patch: Patch,
}

/// A step that was just taken, with both of its patches, to be written down.
#[derive(Clone, Debug, PartialEq)]
pub struct NewStep {
    pub id: StepId,
    pub parent: StepId,
    pub command: Command,
    pub sentence: String,
    pub at_ms: u64,
    pub does: Patch,
    pub undoes: Patch,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Step `id` is at `id − 1`.
    steps: Vec<Step>,
    /// The steps that led to the present state, first to last.
    done: Vec<StepId>,
    /// For the start and each step, the step after it that was taken or undone last.
    next: Vec<Option<StepId>>,
}

/// Why a step cannot be taken back alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevertError {
    #[error("This step is not part of the present state: it is undone or on another branch")]
    NotDone,
    /// A lock or a mark that was set since forbids it.
    #[error("{0}")]
    Forbidden(CommandError),
    /// Steps, first to last, that build on the one in question.
    #[error("{} later {} on it: {}", steps.len(), if steps.len() == 1 { "step builds" } else { "steps build" },
        sentences.join("; "))]
    BuiltUpon { steps: Vec<StepId>, sentences: Vec<String> },
}

impl History {
    /// A history as it was written down: steps in the order of their ids, each with the patch that fits where one stands.
    /// `None` if the steps contradict each other.
    pub fn from_steps(steps: Vec<Step>, current: StepId, redo_tip: StepId) -> Option<Self> {
        let mut history = Self { next: vec![None; steps.len() + 1], steps, done: Vec::new() };
        for (place, step) in history.steps.iter().enumerate() {
            if step.parent.0 as usize > place {
                return None;
            }
            history.next[step.parent.0 as usize] = Some(StepId(place as u32 + 1));
        }
        let is_known = |id: StepId| id.0 as usize <= history.steps.len();
        if !is_known(current) || !is_known(redo_tip) {
            return None;
        }
        history.done = history.path_to(current);
        for id in [history.path_to(redo_tip), history.done.clone()].concat() {
            let parent = history.steps[id.0 as usize - 1].parent;
            history.next[parent.0 as usize] = Some(id);
        }
        Some(history)
    }

    /// Plans and does `command`. A command that is not possible changes nothing.
    pub fn perform(
        &mut self,
        topics: &mut TopicSet,
        command: Command,
        sentence: String,
        at_ms: u64,
    ) -> Result<(Change, NewStep), CommandError> {
        let does = topics.plan(&command)?;
        Ok(self.take(topics, command, sentence, at_ms, does))
    }

    fn take(
        &mut self,
        topics: &mut TopicSet,
        command: Command,
        sentence: String,
        at_ms: u64,
        does: Patch,
    ) -> (Change, NewStep) {
        let mut change = Change::default();
        let undoes = topics.swap_noting(does.clone(), &mut change);
        let (id, parent) = (StepId(self.steps.len() as u32 + 1), self.current());
        self.next.resize(self.steps.len() + 1, None);
        self.next[parent.0 as usize] = Some(id);
        self.next.push(None);
        let step = Step { parent, command, sentence, at_ms, patch: undoes.clone() };
        let new =
            NewStep { id, parent, command: step.command.clone(), sentence: step.sentence.clone(), at_ms, does, undoes };
        self.steps.push(step);
        self.done.push(id);
        (change, new)
    }

    /// Takes back the last step; `None` at the start.
    pub fn undo(&mut self, topics: &mut TopicSet) -> Option<Change> {
        let parent = self.step(self.current())?.parent;
        Some(self.travel(topics, parent))
    }

    /// Does the step again that was undone last; `None` if there is none.
    pub fn redo(&mut self, topics: &mut TopicSet) -> Option<Change> {
        let next = self.next_of(self.current())?;
        Some(self.travel(topics, next))
    }

    /// Goes to the state after `step`, on whatever branch it is.
    ///
    /// # Panics
    /// If there is no such step.
    pub fn travel(&mut self, topics: &mut TopicSet, step: StepId) -> Change {
        let mut change = Change::default();
        let path = self.path_to(step);
        let n_shared = self.done.iter().zip(&path).take_while(|(a, b)| a == b).count();
        for id in self.done.split_off(n_shared).into_iter().rev() {
            self.swap(topics, id, &mut change);
        }
        for &id in &path[n_shared..] {
            self.swap(topics, id, &mut change);
            self.done.push(id);
            let parent = self.steps[id.0 as usize - 1].parent;
            self.next[parent.0 as usize] = Some(id);
        }
        change.topics.sort_unstable();
        change.topics.dedup();
        change
    }

    fn swap(&mut self, topics: &mut TopicSet, id: StepId, change: &mut Change) {
        let step = &mut self.steps[id.0 as usize - 1];
        step.patch = topics.swap_noting(std::mem::take(&mut step.patch), change);
    }

    /// Takes `step` back and leaves the later steps, as a new step. Refused if later steps build on it.
    pub fn revert(
        &mut self,
        topics: &mut TopicSet,
        step: StepId,
        at_ms: u64,
    ) -> Result<(Change, NewStep), RevertError> {
        let place = self.done.iter().position(|&done| done == step).ok_or(RevertError::NotDone)?;
        let reverted = &self.steps[step.0 as usize - 1];
        let keys: FxHashSet<Key> = reverted.patch.keys().collect();
        let later = &self.done[place + 1..];
        let overlaps = |&&id: &&StepId| self.steps[id.0 as usize - 1].patch.keys().any(|key| keys.contains(&key));
        let mut builds_on: Vec<StepId> = later.iter().filter(overlaps).copied().collect();
        if builds_on.is_empty() {
            let (mut attempt, mut change) = (topics.clone(), Change::default());
            attempt.swap_noting(reverted.patch.clone(), &mut change);
            if attempt.is_whole() {
                let relocated = reverted.patch.relocated();
                if !change.moved.is_empty() || !relocated.is_empty() {
                    refuse_forbidden(topics, &attempt, &change).map_err(RevertError::Forbidden)?;
                }
                let sentence = format!("Undid only: {}", reverted.sentence);
                let patch = reverted.patch.clone();
                return Ok(self.take(topics, Command::Revert(step), sentence, at_ms, patch));
            }
            let relocated = reverted.patch.relocated();
            let mentions = |&&id: &&StepId| self.named_by(id).iter().any(|topic| relocated.contains(topic));
            builds_on = later.iter().filter(mentions).copied().collect();
        }
        if builds_on.is_empty() {
            builds_on = later.to_vec();
        }
        let sentences = builds_on.iter().map(|&id| self.steps[id.0 as usize - 1].sentence.clone()).collect();
        Err(RevertError::BuiltUpon { steps: builds_on, sentences })
    }

    /// The topics that a step's command names, through steps that take others back.
    fn named_by(&self, mut id: StepId) -> Vec<TopicId> {
        while let Some(Step { command: Command::Revert(reverted), .. }) = self.step(id) {
            id = *reverted;
        }
        self.step(id).map_or_else(Vec::new, |step| step.command.topics())
    }

    /// `None` for the start.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.get((id.0 as usize).checked_sub(1)?)
    }

    pub fn n_steps(&self) -> usize {
        self.steps.len()
    }

    /// The step after which one stands.
    pub fn current(&self) -> StepId {
        self.done.last().copied().unwrap_or(StepId::START)
    }

    /// The last of the steps that redo would do, one after the other.
    pub fn redo_tip(&self) -> StepId {
        self.redo_line().last().copied().unwrap_or(self.current())
    }

    /// The steps that led to the present state, first to last.
    pub fn done(&self) -> &[StepId] {
        &self.done
    }

    /// The steps that redo would do, in their order.
    pub fn redo_line(&self) -> Vec<StepId> {
        std::iter::successors(self.next_of(self.current()), |&id| self.next_of(id)).collect()
    }

    /// Tips of branches that leave the line of done and undone steps; each with the step after which it leaves.
    pub fn branches(&self) -> Vec<(StepId, StepId)> {
        let mut on_line = vec![false; self.steps.len() + 1];
        on_line[0] = true;
        self.done.iter().chain(&self.redo_line()).for_each(|id| on_line[id.0 as usize] = true);
        let mut has_child = vec![false; self.steps.len() + 1];
        // A step comes after its parent, so one pass tells for each where its branch left.
        let mut left_at = vec![StepId::START; self.steps.len() + 1];
        for (place, step) in self.steps.iter().enumerate() {
            let parent = step.parent.0 as usize;
            has_child[parent] = true;
            left_at[place + 1] = if on_line[parent] { step.parent } else { left_at[parent] };
        }
        let tips = (1..on_line.len()).filter(|&id| !on_line[id] && !has_child[id]);
        tips.map(|id| (StepId(id as u32), left_at[id])).collect()
    }

    /// The sentence of the step that [`undo`](Self::undo) would take back.
    pub fn undo_sentence(&self) -> Option<&str> {
        self.step(self.current()).map(|step| step.sentence.as_str())
    }

    pub fn redo_sentence(&self) -> Option<&str> {
        self.next_of(self.current()).and_then(|id| self.step(id)).map(|step| step.sentence.as_str())
    }

    /// The commands that led to the present state, first to last.
    pub fn commands(&self) -> impl ExactSizeIterator<Item = &Command> {
        self.done.iter().map(|id| &self.steps[id.0 as usize - 1].command)
    }

    fn next_of(&self, id: StepId) -> Option<StepId> {
        self.next.get(id.0 as usize).copied().flatten()
    }

    /// The steps from the start to `id`, that one included.
    fn path_to(&self, id: StepId) -> Vec<StepId> {
        let mut path: Vec<StepId> = std::iter::successors(Some(id), |&id| self.step(id).map(|step| step.parent))
            .take_while(|&id| id != StepId::START)
            .collect();
        path.reverse();
        path
    }
}

/// What a command could not do either: change what a locked topic holds, or join topics that are marked as different.
fn refuse_forbidden(before: &TopicSet, after: &TopicSet, change: &Change) -> Result<(), CommandError> {
    let outermost = |&id: &TopicId| [before.outermost(id), after.outermost(id)].into_iter().flatten();
    let mut touched = change.topics.iter().flat_map(outermost);
    if let Some(topic) = touched.find(|&id| before.get(id).is_some_and(|topic| topic.locked)) {
        return Err(CommandError::Locked { topic });
    }
    let are_one = |set: &TopicSet, a, b| set.outermost(a).is_some() && set.outermost(a) == set.outermost(b);
    let mut marks = before.different().iter().map(|pair| (pair.low(), pair.high()));
    match marks.find(|&(a, b)| are_one(after, a, b) && !are_one(before, a, b)) {
        Some((a, b)) => Err(CommandError::MarkedDifferent { a, b }),
        None => Ok(()),
    }
}

impl Step {
    /// A step as it was written down, with the patch that fits where one stands.
    pub fn new(parent: StepId, command: Command, sentence: String, at_ms: u64, patch: Patch) -> Self {
        Self { parent, command, sentence, at_ms, patch }
    }

    /// Takes the step back, or while it is undone, does it again.
    pub fn patch(&self) -> &Patch {
        &self.patch
    }
}

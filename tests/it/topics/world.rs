//! Random decisions, possible and impossible, on a small corpus, and what must hold after each of them.

use std::collections::BTreeSet;

use mungchi::cluster::ClusterId;
use mungchi::corpus::DocId;
use mungchi::topics::merge_tree::GroupingRule;
use mungchi::topics::similarity::Measure;
use mungchi::topics::{
    Change, Command, Group, History, MergeId, NewStep, Origin, Pair, Place, SplitBy, StepId, Topic, TopicId, TopicSet,
};

use crate::fixtures::Random;

const N_CLUSTERS: usize = 6;
/// Of each cluster; ten more are in no topic.
const N_EACH: usize = 30;

/// A set and its history, with the state after each step as it was when the step was taken.
pub struct World {
    pub set: TopicSet,
    pub history: History,
    /// By step; that of the start is the beginning.
    seen: Vec<TopicSet>,
    given_merges: BTreeSet<MergeId>,
    given_topics: BTreeSet<TopicId>,
}

impl World {
    pub fn new() -> Self {
        let label = |row: usize| (row < N_CLUSTERS * N_EACH).then_some(ClusterId((row % N_CLUSTERS) as u32));
        let labels: Vec<Option<ClusterId>> = (0..N_CLUSTERS * N_EACH + 10).map(label).collect();
        let set = TopicSet::new(N_CLUSTERS, &labels);
        let given_topics = set.iter().map(|(id, _)| id).collect();
        let (seen, given_merges) = (vec![set.clone()], BTreeSet::new());
        Self { set, history: History::default(), seen, given_merges, given_topics }
    }

    /// Does what `kind`, below 100, and `seed` say, and checks all that must hold afterwards.
    pub fn act(&mut self, kind: u32, seed: u64) {
        let random = &mut Random::new(seed);
        match kind {
            0..70 => self.perform(&random_command(random, &self.set)),
            70..79 => self.travel(History::undo),
            79..87 => self.travel(History::redo),
            87..91 => {
                let step = StepId(random.below(self.history.n_steps() + 1) as u32);
                self.travel(|history, set| Some(history.travel(set, step)));
                assert_eq!(self.history.current(), step);
            }
            _ => self.revert(StepId(random.below(self.history.n_steps() + 2) as u32)),
        }
        self.assert_sound();
    }

    fn perform(&mut self, command: &Command) {
        let (before, history_before) = (self.set.clone(), self.history.clone());
        let sentence = format!("{command:?}");
        let Ok((change, new)) = self.history.perform(&mut self.set, command.clone(), sentence, 0) else {
            assert_eq!(self.set, before, "{command:?}");
            assert_eq!(self.history, history_before, "{command:?}");
            return;
        };
        assert_eq!(&new.command, command);
        assert_change(&before, &self.set, &change);
        assert_locks_and_marks_hold(&before, &self.set, command);
        for id in new.does.born() {
            assert!(self.given_topics.insert(id), "topic {id} was given twice");
        }
        for merge in merge_ids(&self.set).difference(&merge_ids(&before)) {
            assert!(self.given_merges.insert(*merge), "{merge:?} was given twice");
        }
        self.take(&history_before, &before, &new);
    }

    fn revert(&mut self, step: StepId) {
        let (before, history_before) = (self.set.clone(), self.history.clone());
        match self.history.revert(&mut self.set, step, 0) {
            Ok((change, new)) => {
                assert!(history_before.done().contains(&step));
                assert_eq!(new.command, Command::Revert(step));
                assert_change(&before, &self.set, &change);
                self.take(&history_before, &before, &new);
            }
            Err(_) => {
                assert_eq!(self.set, before);
                assert_eq!(self.history, history_before);
                // The last step can always be taken back.
                assert!(step == StepId::START || history_before.current() != step);
            }
        }
    }

    /// Takes note of a step that was taken.
    fn take(&mut self, history_before: &History, before: &TopicSet, new: &NewStep) {
        assert_eq!(new.id.0 as usize, history_before.n_steps() + 1);
        assert_eq!((new.parent, self.history.current()), (history_before.current(), new.id));
        assert_eq!(self.history.done(), [history_before.done(), &[new.id]].concat());
        assert!(self.history.redo_line().is_empty());
        let mut undone = self.set.clone();
        undone.swap(new.undoes.clone());
        assert_same(&undone, before);
        undone.swap(new.does.clone());
        assert_eq!(undone, self.set);
        self.seen.push(self.set.clone());
    }

    fn travel(&mut self, go: impl FnOnce(&mut History, &mut TopicSet) -> Option<Change>) {
        let (before, at) = (self.set.clone(), self.history.current());
        match go(&mut self.history, &mut self.set) {
            Some(change) => assert_change(&before, &self.set, &change),
            None => assert_eq!((&self.set, self.history.current()), (&before, at)),
        }
    }

    fn assert_sound(&self) {
        let set = &self.set;
        assert!(set.is_whole());
        assert_eq!(TopicSet::from_parts(set.to_parts()).as_ref(), Ok(set));

        // Each topic is part of one that is on the map or in the trash, and of no other.
        let mut n_seen = vec![0; set.n_ids()];
        for id in set.open().chain(set.trashed()) {
            for leaf in set.leaves_of(id) {
                n_seen[leaf.index()] += 1;
                assert_eq!(set.outermost(leaf), Some(id));
            }
        }
        for (id, topic) in set.iter() {
            assert_eq!(n_seen[id.index()], usize::from(topic.place != Place::Nowhere), "topic {id}");
        }
        assert!(set.homes().iter().flatten().all(|&home| set.outermost(home).is_some()));

        let merges = merges(set);
        assert_eq!(merge_ids(set).len(), merges.len(), "a merge is in two places: {merges:?}");
        let n_absorbed: usize = merges.iter().map(|(.., absorbed)| absorbed.len()).sum();
        assert_eq!(n_absorbed, set.iter().filter(|(_, topic)| topic.place.is_inside()).count());
        assert!(merges.iter().all(|(_, merge, _)| *merge < set.next_merge()));

        assert_decided(set);
        assert_same(set, &self.seen[self.history.current().0 as usize]);
    }

    /// Goes to each step in turn and then to the start: everything must be as it was then.
    pub fn assert_every_step_is_as_it_was(&mut self) {
        let steps = (1..=self.history.n_steps() as u32).map(StepId);
        for step in steps.chain([StepId::START]) {
            self.history.travel(&mut self.set, step);
            assert_same(&self.set, &self.seen[step.0 as usize]);
        }
        assert!(self.history.done().is_empty());
        assert!(!self.set.decided().contains(&true), "nothing is decided at the start");
        let beginning = Self::new().set.to_parts();
        let end = self.set.to_parts();
        assert_eq!(end.topics[..N_CLUSTERS], beginning.topics);
        assert!(end.topics[N_CLUSTERS..].iter().all(|topic| topic.place == Place::Nowhere));
        assert_eq!((end.homes, end.different, end.ignored), (beginning.homes, beginning.different, beginning.ignored));
    }
}

/// A topic is decided unless it looks as it was made and nothing refers to it.
#[track_caller]
fn assert_decided(set: &TopicSet) {
    let whole = |(id, topic): (TopicId, &Topic)| match topic.origin {
        Origin::Split(from) if topic.place != Place::Nowhere => vec![id, from],
        _ => Vec::new(),
    };
    let marked = set.different().iter().flat_map(|pair| [pair.low(), pair.high()]);
    let named: BTreeSet<TopicId> = set.iter().flat_map(whole).chain(marked).collect();
    let decided = set.decided();
    for (id, topic) in set.iter() {
        let is_as_made = *topic == Topic { place: topic.place, ..Topic::new(topic.origin) };
        let is_fresh = is_as_made && !named.contains(&id) && set.merges_of(id).is_empty();
        assert_eq!(decided[id.index()], !is_fresh, "topic {id}: {topic:?}");
    }
    assert_eq!(set.is_decided(TopicId(0)), decided[0]);
}

/// Every merge of a set: who holds it, its number, and what it absorbed.
pub fn merges(set: &TopicSet) -> Vec<(TopicId, MergeId, Vec<TopicId>)> {
    let of_topic = |id: TopicId| set.merges_of(id).into_iter().map(move |(merge, absorbed)| (id, merge, absorbed));
    set.iter().flat_map(|(id, _)| of_topic(id)).collect()
}

fn merge_ids(set: &TopicSet) -> BTreeSet<MergeId> {
    merges(set).into_iter().map(|(_, merge, _)| merge).collect()
}

/// Whether a set is as it was `then`, but for ids that were given since: those stay taken.
#[track_caller]
fn assert_same(now: &TopicSet, then: &TopicSet) {
    let (now_parts, then) = (now.to_parts(), then.to_parts());
    let (known, since) = now_parts.topics.split_at(then.topics.len());
    assert_eq!(known, then.topics);
    for topic in since {
        assert_eq!(*topic, Topic { place: Place::Nowhere, ..Topic::new(topic.origin) });
    }
    assert_eq!(now_parts.homes, then.homes);
    assert_eq!(now_parts.different, then.different);
    assert_eq!(now_parts.ignored, then.ignored);
    assert!(now_parts.next_merge >= then.next_merge);
}

fn outermost_of_documents(set: &TopicSet) -> Vec<Option<TopicId>> {
    let outermost = set.outermost_of_all();
    set.homes().iter().map(|home| home.and_then(|home| outermost[home.index()])).collect()
}

/// Who follows a change must learn of everything that is different.
#[track_caller]
fn assert_change(before: &TopicSet, after: &TopicSet, change: &Change) {
    assert!(change.topics.is_sorted_by(|a, b| a < b), "{:?}", change.topics);
    let is_named = |id: TopicId| change.topics.binary_search(&id).is_ok();
    for (id, topic) in after.iter() {
        assert!(before.get(id) == Some(topic) || is_named(id), "topic {id} changed");
        let was_outermost = before.get(id).is_some() && before.outermost(id) == Some(id);
        if was_outermost && after.outermost(id) == Some(id) {
            assert!(before.leaves_of(id) == after.leaves_of(id) || is_named(id), "what is inside topic {id} changed");
        }
    }
    let mut homes = before.homes().to_vec();
    for moved in &change.moved {
        assert_eq!(homes[moved.document.index()], moved.from);
        homes[moved.document.index()] = moved.to;
    }
    assert_eq!(homes, **after.homes());
    for (from, to) in outermost_of_documents(before).into_iter().zip(outermost_of_documents(after)) {
        assert!(from == to || from.into_iter().chain(to).all(is_named), "a document went from {from:?} to {to:?}");
    }
    assert!(before.different() == after.different() || change.different);
    assert!(before.ignored() == after.ignored() || change.ignored);
}

/// A command, unlike a step that is taken back, must keep to locks and marks.
#[track_caller]
fn assert_locks_and_marks_hold(before: &TopicSet, after: &TopicSet, command: &Command) {
    // One that is inside another can be locked only if a step was taken back alone; it does not hold the outer one.
    let locked = |id: TopicId| before.get(id).is_some_and(|topic| topic.locked);
    let is_locked = |id: &TopicId| before.outermost(*id) == Some(*id) && locked(*id);
    for (from, to) in outermost_of_documents(before).into_iter().zip(outermost_of_documents(after)) {
        assert!(from == to || !from.iter().chain(&to).any(is_locked), "{command:?}");
    }
    let groups: &[Group] = match command {
        Command::Merge(group) => std::slice::from_ref(group),
        Command::MergeGroups { groups, .. } => groups,
        _ => &[],
    };
    for group in groups {
        for (a, b) in group.members().flat_map(|a| group.members().map(move |b| (a, b))) {
            assert!(before.marks_between(a, b).is_empty(), "{command:?}");
        }
    }
}

/// Half of the time a topic on the map; else any, one in so many unknown.
fn random_id(random: &mut Random, set: &TopicSet) -> TopicId {
    let open: Vec<TopicId> = set.open().collect();
    if random.below(2) == 0 && !open.is_empty() {
        return open[random.below(open.len())];
    }
    TopicId(random.below(set.n_ids() + 1) as u32)
}

fn random_ids(random: &mut Random, set: &TopicSet) -> Vec<TopicId> {
    (0..random.below(4)).map(|_| random_id(random, set)).collect()
}

fn random_group(random: &mut Random, set: &TopicSet) -> Group {
    Group { into: random_id(random, set), absorbed: random_ids(random, set) }
}

fn random_pair(random: &mut Random, set: &TopicSet) -> Pair {
    let (a, b) = (random_id(random, set), random_id(random, set));
    Pair::new(a, b).unwrap_or_else(|| Pair::new(a, TopicId(a.0 + 1)).unwrap())
}

fn random_word(random: &mut Random) -> String {
    ["a", "b ", "c", ""][random.below(4)].to_owned()
}

/// Up to five documents; one in 20 is anywhere, the others are from `choice`.
fn random_documents(random: &mut Random, set: &TopicSet, choice: &mut Vec<DocId>) -> Vec<DocId> {
    let mut documents = Vec::new();
    for _ in 0..random.below(6) {
        if random.below(20) == 0 {
            documents.push(DocId(random.below(set.n_documents() + 1) as u32));
        } else if !choice.is_empty() {
            documents.push(choice.swap_remove(random.below(choice.len())));
        }
    }
    documents
}

fn random_split(random: &mut Random, set: &TopicSet) -> Command {
    let topic = random_id(random, set);
    let outermost = outermost_of_documents(set);
    let mut choice: Vec<DocId> = (0..set.n_documents() as u32).map(DocId).collect();
    choice.retain(|document| outermost[document.index()] == Some(topic));
    let parts = (0..=random.below(2)).map(|_| random_documents(random, set, &mut choice)).collect();
    Command::Split { topic, parts, by: SplitBy::Clustering { seed: 1 } }
}

fn random_command(random: &mut Random, set: &TopicSet) -> Command {
    match random.below(26) {
        0..4 => Command::Merge(random_group(random, set)),
        4 | 5 => Command::MergeGroups {
            groups: (0..random.below(3)).map(|_| random_group(random, set)).collect(),
            above: 0.5,
            rule: GroupingRule::Average,
            measure: Measure::Cosine,
            exceptions: random_ids(random, set),
        },
        6 | 7 => match merges(set) {
            merges if merges.is_empty() => {
                Command::TakeApart { topic: random_id(random, set), merge: MergeId(random.below(9) as u32) }
            }
            merges => {
                let (topic, merge, _) = merges[random.below(merges.len())];
                Command::TakeApart { topic, merge }
            }
        },
        8 | 9 => {
            let inside = set.iter().filter(|(_, topic)| topic.place.is_inside() || random.below(9) == 0);
            let inside: Vec<TopicId> = inside.map(|(id, _)| id).collect();
            let member = if inside.is_empty() { TopicId(0) } else { inside[random.below(inside.len())] };
            Command::RemoveFromMerge { member }
        }
        10..13 => random_split(random, set),
        13 | 14 => {
            let mut choice: Vec<DocId> = (0..set.n_documents() as u32).map(DocId).collect();
            let documents = random_documents(random, set, &mut choice);
            Command::MoveDocuments { documents, to: random_id(random, set) }
        }
        15 => Command::Rename { topic: random_id(random, set), name: Some(random_word(random)) },
        16 => Command::Note { topic: random_id(random, set), note: random_word(random) },
        17 => {
            let colour = [None, Some(1), Some(2)][random.below(3)];
            Command::Colour { topics: random_ids(random, set), colour }
        }
        18 => Command::Tag { topics: random_ids(random, set), tag: random_word(random) },
        19 => Command::Untag { topics: random_ids(random, set), tag: random_word(random) },
        20 => Command::Trash(random_ids(random, set)),
        21 => Command::Restore(set.trashed().chain(random_ids(random, set)).take(random.below(3)).collect()),
        22 => Command::MarkDifferent(random_pair(random, set)),
        23 => match set.different().first() {
            Some(&pair) if random.below(4) > 0 => Command::ClearDifferent(pair),
            _ => Command::ClearDifferent(random_pair(random, set)),
        },
        24 => match random.below(2) {
            0 => Command::IgnoreTerms(vec![random_word(random), random_word(random)]),
            _ => Command::HeedTerms(vec![random_word(random)]),
        },
        _ => match random.below(3) {
            0 => Command::Lock(random_ids(random, set)),
            _ => Command::Unlock(set.iter().filter(|(_, topic)| topic.locked).map(|(id, _)| id).take(2).collect()),
        },
    }
}

/// What a topic was split off, for all that were.
pub fn split_off(set: &TopicSet) -> Vec<(TopicId, TopicId)> {
    let origin = |(id, topic): (TopicId, &Topic)| match topic.origin {
        Origin::Split(from) => Some((id, from)),
        Origin::Cluster(_) => None,
    };
    set.iter().filter_map(origin).collect()
}

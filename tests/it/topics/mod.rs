//! Topics: commands and their undoing, profiles and similarities, keywords, merge tree and groups.

mod commands;
mod history;
mod keywords;
mod merge_tree;
mod profiles;

use mungchi::topics::{Command, Group, Merge, MergeId, Patch, Topic, TopicId, TopicSet};

fn ids(numbers: &[u32]) -> Vec<TopicId> {
    numbers.iter().copied().map(TopicId).collect()
}

fn group(into: u32, absorbed: &[u32]) -> Group {
    Group { into: TopicId(into), absorbed: ids(absorbed) }
}

fn merge(into: u32, absorbed: &[u32]) -> Command {
    Command::Merge(group(into, absorbed))
}

fn take_apart(topic: u32, merge: u32) -> Command {
    Command::TakeApart { topic: TopicId(topic), merge: MergeId(merge) }
}

fn rename(topic: u32, name: Option<&str>) -> Command {
    Command::Rename { topic: TopicId(topic), name: name.map(str::to_owned) }
}

/// Carries out a command; gives the patch that takes it back.
#[track_caller]
fn perform(set: &mut TopicSet, command: &Command) -> Patch {
    let patch = set.plan(command).unwrap();
    set.swap(patch)
}

/// All topics; of a set everything but the number of the next merge.
fn all(set: &TopicSet) -> Vec<(TopicId, Topic)> {
    set.iter().map(|(id, topic)| (id, topic.clone())).collect()
}

/// Every merge of a set and the topic that holds it.
fn merges(set: &TopicSet) -> Vec<(TopicId, Merge)> {
    set.iter().flat_map(|(id, topic)| topic.merges.iter().map(move |merge| (id, merge.clone()))).collect()
}

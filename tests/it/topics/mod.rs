//! Topics: commands and their undoing, profiles and similarities, keywords, merge tree, decisions done again.

mod commands;
mod compare;
mod documents;
mod errors;
mod fields;
mod gram;
mod history;
mod keywords;
mod leaves;
mod listing;
mod marks;
mod merge_tree;
mod profiles;
mod replay;
mod replay_elsewhere;
mod sentences;
mod split;
mod travels;
mod world;

use mungchi::cluster::{ClusterId, Clustering, Stop};
use mungchi::corpus::DocId;
use mungchi::matrix::UnitRows;
use mungchi::topics::merge_tree::GroupingRule;
use mungchi::topics::profile::ClusterProfiles;
use mungchi::topics::similarity::Measure;
use mungchi::topics::{
    Command, CommandError, Group, MergeId, Pair, Patch, Place, SplitBy, TopicId, TopicSet, TopicSetParts,
};

/// Documents of each cluster in [`topics`].
const N_EACH: u32 = 3;

/// Cluster `c` holds the documents `3c`, `3c + 1` and `3c + 2`; one more document, the last, is in no topic.
fn topics(n_clusters: u32) -> TopicSet {
    let labels = (0..n_clusters * N_EACH).map(|document| Some(ClusterId(document / N_EACH)));
    TopicSet::new(n_clusters as usize, &labels.chain([None]).collect::<Vec<_>>())
}

fn ids(numbers: &[u32]) -> Vec<TopicId> {
    numbers.iter().copied().map(TopicId).collect()
}

fn docs(numbers: &[u32]) -> Vec<DocId> {
    numbers.iter().copied().map(DocId).collect()
}

fn pair(a: u32, b: u32) -> Pair {
    Pair::new(TopicId(a), TopicId(b)).unwrap()
}

fn group(into: u32, absorbed: &[u32]) -> Group {
    Group { into: TopicId(into), absorbed: ids(absorbed) }
}

fn merge(into: u32, absorbed: &[u32]) -> Command {
    Command::Merge(group(into, absorbed))
}

fn merge_groups(groups: Vec<Group>) -> Command {
    Command::MergeGroups {
        groups,
        above: 0.5,
        rule: GroupingRule::Average,
        measure: Measure::Cosine,
        exceptions: Vec::new(),
    }
}

fn take_apart(topic: u32, merge: u32) -> Command {
    Command::TakeApart { topic: TopicId(topic), merge: MergeId(merge) }
}

fn remove(member: u32) -> Command {
    Command::RemoveFromMerge { member: TopicId(member) }
}

fn split(topic: u32, parts: &[&[u32]]) -> Command {
    let parts = parts.iter().map(|part| docs(part)).collect();
    Command::Split { topic: TopicId(topic), parts, by: SplitBy::Selection }
}

fn move_to(to: u32, documents: &[u32]) -> Command {
    Command::MoveDocuments { documents: docs(documents), to: TopicId(to) }
}

fn rename(topic: u32, name: Option<&str>) -> Command {
    Command::Rename { topic: TopicId(topic), name: name.map(str::to_owned) }
}

fn tag(topics: &[u32], tag: &str) -> Command {
    Command::Tag { topics: ids(topics), tag: tag.to_owned() }
}

fn untag(topics: &[u32], tag: &str) -> Command {
    Command::Untag { topics: ids(topics), tag: tag.to_owned() }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().copied().map(str::to_owned).collect()
}

/// Carries out a command; gives the patch that takes it back.
#[track_caller]
fn perform(set: &mut TopicSet, command: &Command) -> Patch {
    let patch = set.plan(command).unwrap();
    set.swap(patch)
}

/// Why a command is not possible.
#[track_caller]
fn refused(set: &TopicSet, command: &Command) -> CommandError {
    set.plan(command).unwrap_err()
}

fn open(set: &TopicSet) -> Vec<TopicId> {
    set.open().collect()
}

fn trashed(set: &TopicSet) -> Vec<TopicId> {
    set.trashed().collect()
}

/// The documents of a topic that is on the map or in the trash, what is inside it included, ascending.
fn documents_of(set: &TopicSet, topic: u32) -> Vec<u32> {
    let outermost = |document: &u32| set.home(DocId(*document)).and_then(|home| set.outermost(home));
    (0..set.n_documents() as u32).filter(|document| outermost(document) == Some(TopicId(topic))).collect()
}

/// The merges of a topic, each with what it absorbed.
fn merges_of(set: &TopicSet, topic: u32) -> Vec<(u32, Vec<TopicId>)> {
    set.merges_of(TopicId(topic)).into_iter().map(|(merge, absorbed)| (merge.0, absorbed)).collect()
}

fn inside(outer: u32, merge: u32) -> Place {
    Place::Inside { outer: TopicId(outer), merge: MergeId(merge) }
}

/// Of a set everything but the number of the next merge.
fn all(set: &TopicSet) -> TopicSetParts {
    TopicSetParts { next_merge: MergeId(0), ..set.to_parts() }
}

/// A clustering as it would be with these labels.
fn clustering_of(labels: Vec<Option<ClusterId>>, n_clusters: usize) -> Clustering {
    let mut sizes = vec![0; n_clusters];
    labels.iter().flatten().for_each(|cluster| sizes[cluster.index()] += 1);
    Clustering {
        labels,
        sizes,
        objective: 0.0,
        iterations: Vec::new(),
        stop: Stop::Converged,
        n_dropped: 0,
        reduced_from: None,
    }
}

/// The profiles of topics `0..n_topics` from scratch, `homes` being the topic of each document.
fn profiles_from_scratch(rows: &UnitRows, homes: &[Option<TopicId>], n_topics: usize) -> ClusterProfiles {
    let labels = homes.iter().map(|home| home.map(|topic| ClusterId(topic.0))).collect();
    ClusterProfiles::new(rows, &clustering_of(labels, n_topics), &()).unwrap()
}

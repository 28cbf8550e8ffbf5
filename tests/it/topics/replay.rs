//! Decisions done again on the same documents, clustered as they were or with other numbers.

use std::collections::BTreeSet;

use mungchi::cluster::ClusterId;
use mungchi::corpus::DocId;
use mungchi::topics::merge_tree::GroupingRule;
use mungchi::topics::replay::{DecisionLog, ReplayReport, Target, replay};
use mungchi::topics::similarity::Measure;
use mungchi::topics::{Command, Group, History, Pair, StepId, Topic, TopicId, TopicSet};

use super::{
    group, ids, inside, merge, merge_groups, move_to, open, pair, remove, rename, split, tag, take_apart, untag, words,
};

/// A corpus with its topics and what was decided.
pub struct Side {
    pub set: TopicSet,
    pub history: History,
    pub names: Vec<String>,
    labels: Vec<Option<ClusterId>>,
}

impl Side {
    /// Documents by their names, each with its cluster, of six.
    pub fn new(documents: impl IntoIterator<Item = (String, Option<u32>)>) -> Self {
        let (names, clusters): (Vec<String>, Vec<Option<u32>>) = documents.into_iter().unzip();
        let labels: Vec<Option<ClusterId>> = clusters.into_iter().map(|cluster| cluster.map(ClusterId)).collect();
        Self { set: TopicSet::new(6, &labels), history: History::default(), names, labels }
    }

    pub fn decide(&mut self, commands: &[Command]) {
        for command in commands {
            let sentence = format!("step {}", self.history.n_steps() + 1);
            self.history.perform(&mut self.set, command.clone(), sentence, 3).unwrap();
        }
    }

    pub fn log(&self) -> DecisionLog {
        DecisionLog::new("corpus".to_owned(), self.names.clone(), &self.labels, &self.set, &self.history)
    }

    pub fn replay(&mut self, log: &DecisionLog) -> ReplayReport {
        let mut n_told = 0;
        let n_steps = self.history.n_steps();
        let report = replay(
            log,
            &self.names,
            &mut Target {
                topics: &mut self.set,
                history: &mut self.history,
                done: &mut |set, history, change, new| {
                    n_told += 1;
                    assert_eq!(history.current(), new.id);
                    assert!(change.topics.iter().all(|&id| set.get(id).is_some()));
                },
                sentence: &|_, command| format!("{command:?}"),
                at_ms: 7,
            },
        );
        assert_eq!((n_told, self.history.n_steps()), (report.n_done, n_steps + report.n_done));
        assert_eq!(report.n_steps, report.n_done + report.not_done.len());
        assert!(self.set.is_whole());
        report
    }

    /// Everything that was decided, told without any id; documents that are not in `known` are passed over.
    pub fn shown(&self, known: &[String]) -> Shown {
        let known: BTreeSet<&String> = known.iter().collect();
        let documents = |id: TopicId| -> Vec<String> {
            let topic_of = |row: usize| self.set.home(DocId(row as u32)).and_then(|home| self.set.outermost(home));
            let rows = (0..self.names.len()).filter(|&row| topic_of(row) == Some(id));
            let mut names: Vec<String> =
                rows.map(|row| self.names[row].clone()).filter(|name| known.contains(name)).collect();
            names.sort_unstable();
            names
        };
        let topics = self.set.open().map(|id| (id, false)).chain(self.set.trashed().map(|id| (id, true)));
        let mut topics: Vec<ShownTopic> = topics
            .map(|(id, is_trashed)| {
                let Topic { name, note, colour, tags, locked, .. } = self.set.get(id).unwrap().clone();
                ShownTopic { documents: documents(id), name, note, colour, tags, locked, is_trashed }
            })
            .filter(|topic| !topic.documents.is_empty())
            .collect();
        topics.sort_unstable();
        let pair = |pair: &Pair| {
            let mut sides = [pair.low(), pair.high()].map(|id| documents(self.set.outermost(id).unwrap()));
            sides.sort_unstable();
            sides
        };
        Shown { topics, apart: self.set.different().iter().map(pair).collect(), ignored: self.set.ignored().clone() }
    }
}

#[derive(Debug, PartialEq)]
pub struct Shown {
    topics: Vec<ShownTopic>,
    apart: BTreeSet<[Vec<String>; 2]>,
    ignored: BTreeSet<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ShownTopic {
    documents: Vec<String>,
    name: Option<String>,
    note: String,
    colour: Option<u8>,
    tags: BTreeSet<String>,
    locked: bool,
    is_trashed: bool,
}

/// 36 documents and one more: document `i` is in the cluster that `cluster` gives for `i / 6`, the last in none.
pub fn side(cluster: impl Fn(u32) -> u32) -> Side {
    let documents = (0..36).map(|row| (format!("d{row}"), Some(cluster(row / 6))));
    Side::new(documents.chain([("d36".to_owned(), None)]))
}

pub fn same() -> Side {
    side(|cluster| cluster)
}

/// Decisions of every kind.
pub fn decided() -> Side {
    let mut side = same();
    side.decide(&[
        merge(0, &[1, 2]),
        rename(0, Some("syntax")),
        tag(&[0, 3], "to do"),
        untag(&[3], "to do"),
        split(0, &[&[0, 6], &[1]]),
        remove(2),
        move_to(4, &[18, 36]),
        Command::Note { topic: TopicId(4), note: "unlike the others".to_owned() },
        Command::Colour { topics: ids(&[4, 6]), colour: Some(3) },
        merge_groups(vec![group(3, &[5]), group(4, &[6])]),
        take_apart(3, 1),
        Command::Trash(ids(&[5, 2])),
        Command::Restore(ids(&[5])),
        Command::MarkDifferent(pair(3, 4)),
        Command::ClearDifferent(pair(3, 4)),
        Command::MarkDifferent(pair(0, 4)),
        Command::IgnoreTerms(words(&["the", "of"])),
        Command::HeedTerms(words(&["of"])),
        Command::Lock(ids(&[4, 5])),
        Command::Unlock(ids(&[5])),
    ]);
    // Alone the note is taken back.
    side.history.revert(&mut side.set, StepId(8), 4).unwrap();
    side
}

#[track_caller]
fn assert_complete(report: &ReplayReport, n_documents: usize) {
    assert!(report.partly.is_empty() && report.not_done.is_empty(), "{report:?}");
    assert_eq!((report.n_done, report.n_shared_documents), (report.n_steps, n_documents));
}

#[test]
fn decisions_done_again_on_the_same_clustering_give_the_same_topics() {
    let source = decided();
    let log = source.log();
    assert_eq!((log.steps.len(), log.n_clusters, log.clusters[36]), (21, 6, None));
    let mut target = same();
    let report = target.replay(&log);
    assert_complete(&report, 37);
    assert_eq!(target.set, source.set);
    assert!(target.history.commands().eq(source.history.commands()));
    assert_eq!(target.history.step(StepId(1)).unwrap().at_ms, 7);
}

#[test]
fn numbers_of_clusters_do_not_matter() {
    let source = decided();
    let mut target = side(|cluster| (cluster * 5 + 2) % 6);
    let report = target.replay(&source.log());
    assert_complete(&report, 37);
    assert_eq!(target.shown(&source.names), source.shown(&source.names));
}

#[test]
fn a_log_survives_being_written_as_json() {
    let log = decided().log();
    let text = serde_json::to_string(&log).unwrap();
    assert_eq!(serde_json::from_str::<DecisionLog>(&text).unwrap(), log);
    assert_eq!((log.format.as_str(), log.version), ("mungchi decisions", 1));
}

#[test]
fn commands_are_written_as_they_always_were() {
    let written = |command: &Command| serde_json::to_string(command).unwrap();
    assert_eq!(written(&merge(0, &[1])), r#"{"Merge":{"into":0,"absorbed":[1]}}"#);
    assert_eq!(
        written(&merge_groups(vec![group(0, &[1])])),
        r#"{"MergeGroups":{"groups":[{"into":0,"absorbed":[1]}],"above":0.5,"rule":"Average","measure":"Cosine","exceptions":[]}}"#
    );
    assert_eq!(written(&take_apart(3, 1)), r#"{"TakeApart":{"topic":3,"merge":1}}"#);
    assert_eq!(written(&remove(2)), r#"{"RemoveFromMerge":{"member":2}}"#);
    assert_eq!(written(&split(0, &[&[4]])), r#"{"Split":{"topic":0,"parts":[[4]],"by":"Selection"}}"#);
    assert_eq!(written(&move_to(1, &[4])), r#"{"MoveDocuments":{"documents":[4],"to":1}}"#);
    assert_eq!(written(&rename(1, None)), r#"{"Rename":{"topic":1,"name":null}}"#);
    assert_eq!(written(&tag(&[1], "a")), r#"{"Tag":{"topics":[1],"tag":"a"}}"#);
    assert_eq!(written(&Command::Trash(ids(&[1, 2]))), r#"{"Trash":[1,2]}"#);
    assert_eq!(written(&Command::MarkDifferent(pair(2, 1))), r#"{"MarkDifferent":[1,2]}"#);
    assert_eq!(written(&Command::Revert(StepId(3))), r#"{"Revert":3}"#);
}

#[test]
fn undone_steps_are_not_in_the_log() {
    let mut source = same();
    source.decide(&[rename(0, Some("a")), split(0, &[&[0]]), rename(1, Some("b"))]);
    source.history.travel(&mut source.set, StepId(1));
    source.decide(&[split(0, &[&[1, 2]]), rename(7, Some("c")), rename(2, Some("d"))]);
    source.history.undo(&mut source.set).unwrap();
    let log = source.log();
    assert_eq!(log.steps.iter().map(|step| step.id.0).collect::<Vec<_>>(), [1, 4, 5]);
    let mut target = same();
    assert_complete(&target.replay(&log), 37);
    assert_eq!(target.shown(&target.names), source.shown(&source.names));
    // Nothing was undone here, so the part has the next number.
    assert_eq!(open(&target.set), ids(&[0, 1, 2, 3, 4, 5, 6]));
    assert_eq!(target.set.get(TopicId(6)).unwrap().name.as_deref(), Some("c"));
}

#[test]
fn to_log_does_not_travel() {
    let source = decided();
    let (set, history) = (source.set.clone(), source.history.clone());
    assert_eq!(source.log(), source.log());
    assert_eq!((source.set, source.history), (set, history));
}

#[test]
fn steps_that_were_taken_back_alone_are_taken_back_again() {
    let mut source = same();
    source.decide(&[merge(0, &[1]), rename(2, Some("a"))]);
    source.history.revert(&mut source.set, StepId(1), 4).unwrap();
    source.history.revert(&mut source.set, StepId(3), 4).unwrap();
    source.history.revert(&mut source.set, StepId(2), 4).unwrap();
    let mut target = same();
    // The steps have other numbers here.
    target.decide(&[rename(5, Some("before"))]);
    assert_complete(&target.replay(&source.log()), 37);
    assert_eq!(target.set.get(TopicId(1)).unwrap().place, inside(0, 0));
    assert_eq!(target.set.get(TopicId(2)).unwrap().name, None);
    let commands: Vec<&Command> = target.history.commands().skip(3).collect();
    assert_eq!(commands, [2, 4, 3].map(|step| Command::Revert(StepId(step))).iter().collect::<Vec<_>>());
}

#[test]
fn a_smaller_member_of_a_member_is_let_out_alone() {
    // Topic 0 is inside 1, which is inside 2.
    let mut source = same();
    source.decide(&[merge(1, &[0]), merge(2, &[1]), remove(0)]);
    let mut target = same();
    assert_complete(&target.replay(&source.log()), 37);
    assert_eq!(open(&source.set), ids(&[0, 2, 3, 4, 5]));
    assert_eq!(target.set, source.set);
}

#[test]
fn a_member_is_let_out_with_the_larger_one_that_it_absorbed() {
    // Topic 2 is larger than topic 1, which absorbed it and is inside 0.
    let mut source = same();
    source.decide(&[move_to(2, &[6, 7, 8]), merge(1, &[2]), merge(0, &[1]), remove(1)]);
    let mut target = same();
    assert_complete(&target.replay(&source.log()), 37);
    assert_eq!(source.set.leaves_of(TopicId(1)), ids(&[1, 2]));
    assert_eq!(target.set, source.set);
}

#[test]
fn what_was_left_out_of_groups_is_kept() {
    let mut source = same();
    let groups = vec![Group { into: TopicId(0), absorbed: ids(&[1]) }];
    let command = Command::MergeGroups {
        groups,
        above: 0.25,
        rule: GroupingRule::Complete,
        measure: Measure::Cosine,
        exceptions: ids(&[3, 4]),
    };
    source.decide(std::slice::from_ref(&command));
    let mut target = same();
    assert_complete(&target.replay(&source.log()), 37);
    assert!(target.history.commands().eq([&command]));
}

#[test]
fn a_topic_that_lost_all_its_documents_cannot_be_found_by_them() {
    let mut source = same();
    source.decide(&[move_to(0, &[6, 7, 8, 9, 10, 11]), Command::Trash(ids(&[1])), rename(2, Some("a"))]);
    let mut target = same();
    let report = target.replay(&source.log());
    let reason = "no topic holds the documents of topic 2";
    assert_eq!(report.not_done, [("step 2".to_owned(), reason.to_owned())]);
    assert_eq!(report.n_done, 2);
}

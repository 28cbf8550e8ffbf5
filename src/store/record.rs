//! What a decision leaves in the file: the step in the log, and the rows that it changed.

use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use crate::cluster::ClusterId;
use crate::corpus::DocId;
use crate::topics::merge_tree::{Grouping, GroupingRule};
use crate::topics::similarity::Measure;
use crate::topics::{Change, History, MergeId, NewStep, Origin, Pair, Place, StepId, Topic, TopicId, TopicSet};

/// Something to be kept, in one transaction.
#[derive(Clone, Debug)]
pub enum Save {
    Decision(Box<DecisionRecord>),
    View(View),
}

/// How the researcher looks at a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// λ of the term bars.
    pub relevance: f64,
    /// Of the merge bar.
    pub threshold: f64,
    /// What the threshold is held against.
    #[serde(default = "grouping_before_choice")]
    pub grouping: Grouping,
}

/// Of files that were written before there was a choice.
fn grouping_before_choice() -> Grouping {
    Grouping { measure: Measure::before_choice(), rule: GroupingRule::Average }
}

impl Default for View {
    fn default() -> Self {
        Self { relevance: 0.6, threshold: 1.0, grouping: Grouping::default() }
    }
}

/// A step that was taken, undone or done again, with the values that it left.
#[derive(Clone, Debug)]
pub struct DecisionRecord {
    step: Option<NewStep>,
    topics: Vec<(TopicId, Topic)>,
    homes: Vec<(DocId, Option<TopicId>)>,
    different: Vec<Pair>,
    different_changed: bool,
    ignored: Vec<String>,
    ignored_changed: bool,
    position: Position,
}

/// Where one stands in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub current: StepId,
    pub redo_tip: StepId,
    pub next_merge: MergeId,
}

impl Save {
    /// What `change` left behind in `topics` and `history`; `step` is the new step, if there is one.
    pub fn decision(topics: &TopicSet, history: &History, change: &Change, step: Option<NewStep>) -> Self {
        let values = change.topics.iter().filter_map(|&id| Some((id, topics.get(id)?.clone())));
        let mut homes: Vec<(DocId, Option<TopicId>)> =
            change.moved.iter().map(|moved| (moved.document, topics.home(moved.document))).collect();
        homes.sort_unstable();
        homes.dedup();
        Self::Decision(Box::new(DecisionRecord {
            step,
            topics: values.collect(),
            homes,
            different: if change.different { topics.different().iter().copied().collect() } else { Vec::new() },
            different_changed: change.different,
            ignored: if change.ignored { topics.ignored().iter().cloned().collect() } else { Vec::new() },
            ignored_changed: change.ignored,
            position: Position {
                current: history.current(),
                redo_tip: history.redo_tip(),
                next_merge: topics.next_merge(),
            },
        }))
    }

    pub(super) fn is_decision(&self) -> bool {
        matches!(self, Self::Decision(_))
    }

    pub(super) fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        match self {
            Self::Decision(decision) => decision.write(connection),
            Self::View(view) => put(connection, "view", &to_json(view)?),
        }
    }
}

impl DecisionRecord {
    fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        if let Some(step) = &self.step {
            write_step(connection, step)?;
        }
        for (id, topic) in &self.topics {
            write_topic(connection, *id, topic)?;
        }
        write_homes(connection, &self.homes)?;
        if self.different_changed {
            connection.execute("DELETE FROM different", [])?;
            let mut insert = connection.prepare_cached("INSERT INTO different (a, b) VALUES (?, ?)")?;
            self.different.iter().try_for_each(|pair| insert.execute([pair.low().0, pair.high().0]).map(drop))?;
        }
        if self.ignored_changed {
            connection.execute("DELETE FROM ignored", [])?;
            let mut insert = connection.prepare_cached("INSERT INTO ignored (term) VALUES (?)")?;
            self.ignored.iter().try_for_each(|term| insert.execute([term]).map(drop))?;
        }
        self.position.write(connection)
    }
}

impl Position {
    pub(super) fn write(self, connection: &Connection) -> rusqlite::Result<()> {
        put(connection, "current_step", &self.current.0.to_string())?;
        put(connection, "redo_tip", &self.redo_tip.0.to_string())?;
        put(connection, "next_merge", &self.next_merge.0.to_string())
    }
}

fn write_step(connection: &Connection, step: &NewStep) -> rusqlite::Result<()> {
    let insert = "INSERT INTO step (step, parent, at_ms, sentence, command, does, undoes) VALUES (?, ?, ?, ?, ?, ?, ?)";
    let (command, does, undoes) = (to_json(&step.command)?, to_json(&step.does)?, to_json(&step.undoes)?);
    let values = params![step.id.0, step.parent.0, step.at_ms as i64, step.sentence, command, does, undoes];
    connection.prepare_cached(insert)?.execute(values).map(drop)
}

pub(super) fn write_topic(connection: &Connection, id: TopicId, topic: &Topic) -> rusqlite::Result<()> {
    let (cluster, split_of) = match topic.origin {
        Origin::Cluster(cluster) => (Some(cluster.0), None),
        Origin::Split(of) => (None, Some(of.0)),
    };
    let (place, outer, merge) = match topic.place {
        Place::Open => ("open", None, None),
        Place::Trash => ("trash", None, None),
        Place::Inside { outer, merge } => ("inside", Some(outer.0), Some(merge.0)),
        Place::Nowhere => ("nowhere", None, None),
    };
    let replace = "INSERT OR REPLACE INTO topic (topic, cluster, split_of, name, note, colour, locked, place, outer, merge) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let Topic { name, note, colour, locked, .. } = topic;
    let values = params![id.0, cluster, split_of, name, note, colour, locked, place, outer, merge];
    connection.prepare_cached(replace)?.execute(values)?;
    connection.prepare_cached("DELETE FROM tag WHERE topic = ?")?.execute([id.0])?;
    let mut insert = connection.prepare_cached("INSERT INTO tag (topic, tag) VALUES (?, ?)")?;
    topic.tags.iter().try_for_each(|tag| insert.execute(params![id.0, tag]).map(drop))
}

/// Only documents that are not at home in their cluster have a row.
fn write_homes(connection: &Connection, homes: &[(DocId, Option<TopicId>)]) -> rusqlite::Result<()> {
    let mut cluster_of = connection.prepare_cached("SELECT cluster FROM assignment WHERE doc = ?")?;
    let mut delete = connection.prepare_cached("DELETE FROM moved WHERE doc = ?")?;
    let mut replace = connection.prepare_cached("INSERT OR REPLACE INTO moved (doc, topic) VALUES (?, ?)")?;
    for &(document, home) in homes {
        let cluster: Option<u32> = cluster_of.query_row([document.0], |row| row.get(0))?;
        let home = home.map(|topic| topic.0);
        if cluster == home {
            delete.execute([document.0])?;
        } else {
            replace.execute(params![document.0, home])?;
        }
    }
    Ok(())
}

/// A row of the table `topic`; its tags are added later.
pub(super) fn read_topic(row: &Row<'_>) -> rusqlite::Result<(TopicId, Topic)> {
    let bad = |column: usize, reason: &str| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, reason.into())
    };
    let cluster: Option<u32> = row.get("cluster")?;
    let split_of: Option<u32> = row.get("split_of")?;
    let origin = match (cluster, split_of) {
        (Some(cluster), None) => Origin::Cluster(ClusterId(cluster)),
        (None, Some(of)) => Origin::Split(TopicId(of)),
        _ => return Err(bad(1, "a topic is a cluster or split off another")),
    };
    let place: String = row.get("place")?;
    let place = match place.as_str() {
        "open" => Place::Open,
        "trash" => Place::Trash,
        "inside" => Place::Inside { outer: TopicId(row.get("outer")?), merge: MergeId(row.get("merge")?) },
        "nowhere" => Place::Nowhere,
        _ => return Err(bad(7, "an unknown place")),
    };
    let topic = Topic {
        name: row.get("name")?,
        note: row.get("note")?,
        colour: row.get("colour")?,
        locked: row.get("locked")?,
        place,
        ..Topic::new(origin)
    };
    Ok((TopicId(row.get("topic")?), topic))
}

pub(super) fn put(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    let replace = "INSERT OR REPLACE INTO project (key, value) VALUES (?, ?)";
    connection.prepare_cached(replace)?.execute([key, value]).map(drop)
}

pub(super) fn get(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    use rusqlite::OptionalExtension as _;
    connection.query_row("SELECT value FROM project WHERE key = ?", [key], |row| row.get(0)).optional()
}

pub(super) fn to_json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

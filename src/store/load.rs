//! A project as it was kept: documents stay on disk, everything else is put together again.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::record::{Position, View, get, put, read_topic};
use super::shelf::FileShelf;
use super::writer::{Store, copy_project};
use super::{EXTENSION, OpenError, array, connect_read_only, connect_to_write, journal_of, look_at, schema};
use crate::analysis::{Analysis, AnalysisError, RunParams, describe};
use crate::cluster::{ClusterId, Clustering, Stop};
use crate::corpus::{Corpus, Documents};
use crate::layout::pca::Projection;
use crate::progress::{Iteration, Monitor, Stage, StageKind};
use crate::topics::{History, MergeId, Step, StepId, TopicId, TopicSet};

/// An open project.
#[derive(Debug)]
pub struct Project {
    pub corpus: Arc<Corpus>,
    pub analysis: Arc<Analysis>,
    pub topics: TopicSet,
    pub history: History,
    pub view: View,
    /// Where decisions go, or why they cannot be kept in this file.
    pub store: Result<Store, String>,
}

/// What a run did, besides labels.
#[derive(Serialize, Deserialize)]
pub(super) struct RunOutcome {
    n_clusters: usize,
    objective: f64,
    iterations: Vec<Iteration>,
    stop: Stop,
    n_dropped: usize,
    reduced_from: Option<usize>,
}

impl RunOutcome {
    pub(super) fn of(clustering: &Clustering) -> Self {
        Self {
            n_clusters: clustering.n_clusters(),
            objective: clustering.objective,
            iterations: clustering.iterations.clone(),
            stop: clustering.stop,
            n_dropped: clustering.n_dropped,
            reduced_from: clustering.reduced_from,
        }
    }

    fn with_labels(self, labels: Vec<Option<ClusterId>>) -> Clustering {
        let mut sizes = vec![0; self.n_clusters];
        labels.iter().flatten().for_each(|cluster| sizes[cluster.index()] += 1);
        let Self { objective, iterations, stop, n_dropped, reduced_from, .. } = self;
        Clustering { labels, sizes, objective, iterations, stop, n_dropped, reduced_from }
    }
}

/// Opens a project, to write if that is possible. Only one window can write; a file or folder may be read-only.
pub fn open_project(path: &Path, monitor: &dyn Monitor) -> Result<Project, OpenError> {
    look_at(path)?;
    monitor.report(Stage::at(StageKind::Open, 0, 1));
    let was_cut_off = journal_of(path).exists();
    let connection = match lock(path) {
        Ok(connection) => connection,
        Err(reason) => return read(path, reason, monitor),
    };
    if was_cut_off {
        check(&connection)?;
    }
    let loaded = Loader { connection: &connection, path, version: schema::VERSION, monitor }.load()?;
    let store = Store::start(path, connection).map_err(|error| format!("the writer cannot be started: {error}"));
    Ok(Project { store, ..loaded })
}

/// Opens a project only to look at it: whoever has it open to write, or opens it meanwhile, is not disturbed.
pub fn read_project(path: &Path, monitor: &dyn Monitor) -> Result<Project, OpenError> {
    look_at(path)?;
    monitor.report(Stage::at(StageKind::Open, 0, 1));
    if journal_of(path).exists() {
        // Only who can write can bring back what a commit that was cut off left behind.
        return open_project(path, monitor);
    }
    read(path, "it was opened to read only".to_owned(), monitor)
}

fn read(path: &Path, reason: String, monitor: &dyn Monitor) -> Result<Project, OpenError> {
    let connection = connect_read_only(path).map_err(|error| OpenError::from_sqlite(&error))?;
    let version = schema::version(&connection)?;
    // All tables as of one moment, whatever the window that writes does meanwhile.
    connection.execute_batch("BEGIN").map_err(|error| OpenError::from_sqlite(&error))?;
    let loaded = Loader { connection: &connection, path, version, monitor }.load()?;
    Ok(Project { store: Err(reason), ..loaded })
}

/// A connection that holds the write lock of the file, or why it cannot be had.
fn lock(path: &Path) -> Result<Connection, String> {
    let told = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            "it is open in another window of Mungchi".to_owned()
        }
        Some(rusqlite::ErrorCode::ReadOnly) if is_about_folder(&error) => "its folder is read-only".to_owned(),
        Some(rusqlite::ErrorCode::ReadOnly) => "the file is read-only".to_owned(),
        Some(rusqlite::ErrorCode::CannotOpen) => "the file or its folder is read-only".to_owned(),
        _ => error.to_string(),
    };
    let connection = connect_to_write(path, OpenFlags::empty()).map_err(told)?;
    // Another window holds its lock for hours: there is no use in waiting for it.
    connection.busy_timeout(LOCK_PATIENCE).map_err(told)?;
    // To write something is the only way to learn whether the file and its folder let one write.
    let version = schema::version(&connection).map_err(|error| error.to_string())?;
    connection.execute_batch("BEGIN IMMEDIATE").map_err(told)?;
    let tried = put(&connection, "probe", "is rolled back");
    tried.and_then(|()| connection.execute_batch("ROLLBACK; BEGIN IMMEDIATE")).map_err(told)?;
    if version < schema::VERSION {
        let failed =
            |reason: String| format!("it cannot be brought from format {version} to {}: {reason}", schema::VERSION);
        keep_copy(path, version).map_err(failed)?;
        let migrated = schema::migrate(&connection, version);
        let migrated = migrated.and_then(|()| connection.execute_batch("COMMIT; BEGIN IMMEDIATE"));
        migrated.map_err(|error| failed(error.to_string()))?;
    }
    connection.busy_timeout(super::PATIENCE).map_err(told)?;
    Ok(connection)
}

/// Keeps the file as it is, under another name beside it, before it is brought to another version.
fn keep_copy(path: &Path, version: i32) -> Result<(), String> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = |number: usize| match number {
        1 => format!("{stem} (format {version}).{EXTENSION}"),
        _ => format!("{stem} (format {version}) {number}.{EXTENSION}"),
    };
    let free = (1..100).map(|number| path.with_file_name(name(number))).find(|copy| !copy.exists());
    copy_project(path, &free.ok_or_else(|| "there are too many copies already".to_owned())?)
}

/// `SQLITE_READONLY_DIRECTORY`: no journal can be made beside the file.
fn is_about_folder(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_READONLY_DIRECTORY)
}

const LOCK_PATIENCE: std::time::Duration = std::time::Duration::from_millis(200);

fn check(connection: &Connection) -> Result<(), OpenError> {
    let found = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match found.map_err(|error| OpenError::from_sqlite(&error))? {
        ok if ok == "ok" => Ok(()),
        reason => Err(OpenError::Damaged { reason }),
    }
}

/// Opens a project that was just written, whose contents are known: its writer and its documents.
pub fn open_store(path: &Path, n_documents: usize) -> Result<(Store, Documents), String> {
    let connection = lock(path)?;
    let store = Store::start(path, connection).map_err(|error| error.to_string())?;
    Ok((store, Documents::Shelved(Arc::new(FileShelf::new(path, n_documents, schema::VERSION)))))
}

pub(super) struct Loader<'a> {
    pub(super) connection: &'a Connection,
    pub(super) path: &'a Path,
    /// Of the file's tables, which may be those of an earlier program.
    pub(super) version: i32,
    monitor: &'a dyn Monitor,
}

impl Loader<'_> {
    fn load(&self) -> Result<Project, OpenError> {
        let n_documents = self.number("n_documents")?;
        let corpus = self.corpus(n_documents)?;
        self.monitor.check()?;
        let params: RunParams = self.json("parameters")?;
        let vectorized = Arc::new(self.vectorized(n_documents, &params)?);
        self.monitor.check()?;
        let clustering = self.clustering(n_documents)?;
        let projection: Projection = self.json("projection")?;
        if projection.points.len() != clustering.n_clusters() {
            return Err(OpenError::damaged("the map has another number of clusters than the run"));
        }
        let topics = self.topics(&clustering)?;
        let position = Position {
            current: StepId(self.number("current_step")? as u32),
            redo_tip: StepId(self.number("redo_tip")? as u32),
            next_merge: topics.next_merge(),
        };
        let history = self.history(position)?;
        let analysis =
            describe(vectorized, params, clustering, Some(projection), self.monitor).map_err(|error| match error {
                AnalysisError::Cancelled(cancelled) => OpenError::Cancelled(cancelled),
                other => OpenError::damaged(other.to_string()),
            })?;
        // A view that cannot be read is not worth a refusal.
        let view = self.json("view").unwrap_or_default();
        let store = Err(String::new());
        Ok(Project { corpus: Arc::new(corpus), analysis: Arc::new(analysis), topics, history, view, store })
    }

    pub(super) fn text(&self, key: &str) -> Result<String, OpenError> {
        let found = get(self.connection, key).map_err(|error| OpenError::from_sqlite(&error))?;
        found.ok_or_else(|| OpenError::damaged(format!("it does not say “{key}”")))
    }

    fn number(&self, key: &str) -> Result<usize, OpenError> {
        let text = self.text(key)?;
        text.parse().map_err(|_| OpenError::damaged(format!("“{key}” is not a number but “{text}”")))
    }

    pub(super) fn json<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<T, OpenError> {
        let text = self.text(key)?;
        serde_json::from_str(&text).map_err(|error| OpenError::damaged(format!("“{key}” cannot be read: {error}")))
    }

    /// What files of earlier versions do not say.
    pub(super) fn json_if_there<T: serde::de::DeserializeOwned + Default>(&self, key: &str) -> Result<T, OpenError> {
        match get(self.connection, key).map_err(|error| OpenError::from_sqlite(&error))? {
            Some(_) => self.json(key),
            None => Ok(T::default()),
        }
    }

    pub(super) fn all<T>(
        &self,
        query: &str,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, OpenError> {
        let mut statement = self.connection.prepare(query).map_err(|error| OpenError::from_sqlite(&error))?;
        let rows = statement.query_map([], read).map_err(|error| OpenError::from_sqlite(&error))?;
        rows.collect::<Result<_, _>>().map_err(|error| OpenError::from_sqlite(&error))
    }

    pub(super) fn array<T: array::Word>(&self, name: &str) -> Result<Vec<T>, OpenError> {
        array::read(self.connection, name).map_err(|error| OpenError::from_sqlite(&error))
    }

    fn clustering(&self, n_documents: usize) -> Result<Clustering, OpenError> {
        let label = |row: &rusqlite::Row<'_>| row.get::<_, Option<u32>>(0);
        let labels: Vec<Option<u32>> = self.all("SELECT cluster FROM assignment ORDER BY doc", label)?;
        let outcome: RunOutcome = self.json("clustering")?;
        let is_cluster = |label: u32| (label as usize) < outcome.n_clusters;
        if labels.len() != n_documents
            || outcome.n_clusters > n_documents
            || !labels.iter().flatten().all(|&label| is_cluster(label))
        {
            return Err(OpenError::damaged("documents are assigned to clusters that there are not"));
        }
        Ok(outcome.with_labels(labels.into_iter().map(|label| label.map(ClusterId)).collect()))
    }

    fn topics(&self, clustering: &Clustering) -> Result<TopicSet, OpenError> {
        let mut parts = TopicSet::new(0, &clustering.labels).to_parts();
        let topics = self.all("SELECT * FROM topic ORDER BY topic", read_topic)?;
        if topics.iter().enumerate().any(|(place, (id, _))| id.index() != place) {
            return Err(OpenError::damaged("topics are missing"));
        }
        parts.topics = topics.into_iter().map(|(_, topic)| topic).collect();
        for (topic, tag) in self.all("SELECT topic, tag FROM tag", |row| Ok((row.get::<_, u32>(0)?, row.get(1)?)))? {
            let topic = parts.topics.get_mut(topic as usize);
            topic.ok_or_else(|| OpenError::damaged("a tag of no topic"))?.tags.insert(tag);
        }
        let moved = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u32>(0)?, row.get::<_, Option<u32>>(1)?));
        for (doc, topic) in self.all("SELECT doc, topic FROM moved", moved)? {
            let home = parts.homes.get_mut(doc as usize);
            *home.ok_or_else(|| OpenError::damaged("a moved document that is not there"))? = topic.map(TopicId);
        }
        let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?));
        let pairs = self.all("SELECT a, b FROM different", pair)?.into_iter();
        parts.different = pairs.filter_map(|(a, b)| crate::topics::Pair::new(TopicId(a), TopicId(b))).collect();
        parts.ignored = self.all("SELECT term FROM ignored", |row| row.get(0))?.into_iter().collect();
        parts.next_merge = MergeId(self.number("next_merge")? as u32);
        TopicSet::from_parts(parts).map_err(OpenError::damaged)
    }

    fn history(&self, position: Position) -> Result<History, OpenError> {
        let parents: FxHashMap<u32, u32> =
            self.all("SELECT step, parent FROM step", |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let mut done = vec![false; parents.len() + 1];
        let mut at = position.current.0;
        while at != 0 {
            match done.get_mut(at as usize) {
                Some(seen) if !*seen => *seen = true,
                _ => return Err(OpenError::damaged("the history goes in a circle")),
            }
            at = *parents.get(&at).ok_or_else(|| OpenError::damaged(format!("step {at} is missing")))?;
        }
        // Each step with the patch that fits where one stands: back from what is done, forth to what is not.
        let step = |row: &rusqlite::Row<'_>| {
            let id: u32 = row.get(0)?;
            let patch = if done.get(id as usize).copied().unwrap_or_default() { 6 } else { 5 };
            let json = |column: usize| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
            let unreadable = |column, error: serde_json::Error| {
                rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
            };
            Ok(Step::new(
                StepId(row.get(1)?),
                serde_json::from_str(json(4)?).map_err(|error| unreadable(4, error))?,
                row.get(3)?,
                row.get::<_, i64>(2)? as u64,
                serde_json::from_str(json(patch)?).map_err(|error| unreadable(patch, error))?,
            ))
        };
        let last = self.all("SELECT coalesce(max(step), 0) FROM step", |row| row.get::<_, u32>(0))?;
        if last != [parents.len() as u32] {
            return Err(OpenError::damaged("steps of the history are missing"));
        }
        let query = "SELECT step, parent, at_ms, sentence, command, does, undoes FROM step ORDER BY step";
        let steps = self.all(query, step)?;
        let history = History::from_steps(steps, position.current, position.redo_tip);
        history.ok_or_else(|| OpenError::damaged("steps of the history are missing"))
    }
}

//! A new project file: written under another name, and given its own when it is whole and on disk.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};

use super::array::ArrayWriter;
use super::record::{Position, put, to_json, write_topic};
use super::{connect, journal_of, schema};
use crate::analysis::Analysis;
use crate::corpus::Corpus;
use crate::corpus::bag_of_words::BagOfWords;
use crate::corpus::counts::Counts;
use crate::progress::{Cancelled, Monitor, Stage, StageKind};
use crate::topics::{MergeId, StepId, TopicSet};

/// What a project begins with.
pub struct NewProject<'a> {
    pub corpus: &'a Corpus,
    pub analysis: &'a Analysis,
    /// Where the corpus came from, for people.
    pub source: &'a str,
    /// Whether a file that is there already is replaced.
    pub replace: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    #[error("There is a file of that name already: choose another name: {}", path.display())]
    Exists { path: PathBuf },
    #[error("Cannot write the project: {reason}: {}", path.display())]
    Failed { path: PathBuf, reason: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Documents between two looks at the monitor.
const BLOCK_DOCUMENTS: usize = 2048;

/// Writes a project with the topics as the run left them. Cancelled or failed, it leaves no file behind; killed, only a
/// hidden one that the next attempt overwrites.
pub fn create_project(path: &Path, project: &NewProject<'_>, monitor: &dyn Monitor) -> Result<(), CreateError> {
    if !project.replace && path.exists() {
        return Err(CreateError::Exists { path: path.to_owned() });
    }
    let failed = |reason: String| CreateError::Failed { path: path.to_owned(), reason };
    let unfinished = claim_unfinished(path).map_err(failed)?;
    let written = write(&unfinished, project, monitor).and_then(|()| {
        monitor.check().map_err(WriteError::Cancelled)?;
        publish(&unfinished, path, project.replace).map_err(WriteError::Io)
    });
    if written.is_err() {
        // The reason why it could not be written matters more than that it could not be removed.
        drop(remove(&unfinished));
    }
    written.map_err(|error| match error {
        WriteError::Cancelled(cancelled) => cancelled.into(),
        WriteError::Io(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            CreateError::Exists { path: path.to_owned() }
        }
        WriteError::Io(error) => failed(error.to_string()),
        WriteError::Sqlite(error) => failed(error.to_string()),
        WriteError::Shelf(error) => failed(error.to_string()),
    })
}

#[derive(Debug, thiserror::Error)]
enum WriteError {
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Shelf(#[from] crate::corpus::documents::ShelfError),
}

/// The hidden name of a project that is not whole yet.
fn unfinished_of(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".unfinished");
    path.with_file_name(name)
}

/// The hidden name for a new project, free for use: what a killed attempt left there is removed.
pub(super) fn claim_unfinished(path: &Path) -> Result<PathBuf, String> {
    let unfinished = unfinished_of(path);
    if unfinished.exists() {
        // Who still writes there holds a lock; a file that is no database yet was left behind.
        let connection = connect(&unfinished, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| error.to_string())?;
        connection.busy_timeout(std::time::Duration::ZERO).map_err(|error| error.to_string())?;
        let locked = connection.execute_batch("BEGIN EXCLUSIVE");
        if let Err(error) = locked
            && error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
        {
            return Err("another program is just writing a project of that name".to_owned());
        }
    }
    remove(&unfinished).map_err(|error| error.to_string())?;
    Ok(unfinished)
}

pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Gives a finished file its name, on disk before this returns.
pub(super) fn publish(unfinished: &Path, path: &Path, replace: bool) -> io::Result<()> {
    // Some systems let only a handle that can write wait for the disk.
    File::options().write(true).open(unfinished)?.sync_all()?;
    // The journal of a file that had this name before would be played into the new one.
    remove(&journal_of(path))?;
    if replace {
        fs::rename(unfinished, path)?;
    } else {
        tempfile::TempPath::try_from_path(unfinished)?.persist_noclobber(path).map_err(|error| error.error)?;
    }
    // A folder cannot be synced on every system; the file itself is.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        drop(folder.sync_all());
    }
    Ok(())
}

fn write(path: &Path, project: &NewProject<'_>, monitor: &dyn Monitor) -> Result<(), WriteError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = connect(path, flags)?;
    // The file does not count before it is whole, so it needs no journal.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    schema::create(&connection)?;
    let NewProject { corpus, analysis, source, .. } = project;
    write_documents(&connection, corpus, monitor)?;
    write_matrix(&connection, analysis, monitor)?;
    if let Some(bag) = &corpus.bag {
        write_bag(&connection, bag)?;
    }
    write_clustering(&connection, analysis)?;
    put(&connection, "corpus", &corpus.name)?;
    put(&connection, "source", source)?;
    put(&connection, "columns", &to_json(&corpus.columns)?)?;
    put(&connection, "program", concat!("Mungchi ", env!("CARGO_PKG_VERSION")))?;
    put(&connection, "n_documents", &corpus.documents.len().to_string())?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}

fn write_documents(connection: &Connection, corpus: &Corpus, monitor: &dyn Monitor) -> Result<(), WriteError> {
    let n_documents = corpus.documents.len();
    let insert = "INSERT INTO document (doc, id, title, title_counts, label, text) VALUES (?, ?, ?, ?, ?, ?)";
    let mut insert = connection.prepare(insert)?;
    for start in (0..n_documents).step_by(BLOCK_DOCUMENTS) {
        monitor.check()?;
        monitor.report(Stage::at(StageKind::Save, start, n_documents));
        let mut written = Ok(());
        corpus.documents.visit(start..(start + BLOCK_DOCUMENTS).min(n_documents), &mut |id, document| {
            if written.is_ok() {
                let values =
                    params![id.0, document.id, document.title, document.title_counts, document.label, document.text];
                written = insert.execute(values).map(drop);
            }
        })?;
        written?;
    }
    let mut insert = connection.prepare("INSERT INTO warning (file, record, reason) VALUES (?, ?, ?)")?;
    for warning in &corpus.warnings {
        insert.execute(params![&*warning.file, warning.record.map(|record| record as i64), warning.reason])?;
    }
    Ok(())
}

fn write_matrix(connection: &Connection, analysis: &Analysis, monitor: &dyn Monitor) -> Result<(), WriteError> {
    let vocabulary = &analysis.vectorized.vocabulary;
    let mut insert = connection.prepare("INSERT INTO term (term, text, n_documents) VALUES (?, ?, ?)")?;
    for (id, term) in vocabulary.ids().zip(vocabulary.terms()) {
        insert.execute(params![id.0, term, vocabulary.document_count(id)])?;
    }
    let rows = &analysis.vectorized.rows;
    let mut lengths = ArrayWriter::new(connection, "row_lengths");
    let mut terms = ArrayWriter::new(connection, "row_terms");
    let mut weights = ArrayWriter::new(connection, "row_weights");
    for (index, row) in rows.rows().enumerate() {
        if index % BLOCK_DOCUMENTS == 0 {
            monitor.check()?;
        }
        lengths.push(row.terms.len() as u32)?;
        row.terms.iter().try_for_each(|&term| terms.push(term))?;
        row.weights.iter().try_for_each(|&weight| weights.push(weight))?;
    }
    lengths.finish()?;
    terms.finish()?;
    weights.finish()?;
    match &analysis.vectorized.counts {
        Some(counts) => write_counts(connection, counts, monitor),
        None => Ok(()),
    }
}

/// The counts of terms, parallel to `row_terms`.
fn write_counts(connection: &Connection, counts: &Counts, monitor: &dyn Monitor) -> Result<(), WriteError> {
    let mut small = ArrayWriter::new(connection, "row_counts");
    for counts in counts.small().chunks(1 << 20) {
        monitor.check()?;
        counts.iter().try_for_each(|&count| small.push_byte(count))?;
    }
    small.finish()?;
    let mut large = ArrayWriter::new(connection, "row_counts_large");
    counts.large().try_for_each(|count| large.push(count))?;
    large.finish()?;
    Ok(())
}

fn write_bag(connection: &Connection, bag: &BagOfWords) -> Result<(), WriteError> {
    let mut insert = connection.prepare("INSERT INTO bag_term (term, text) VALUES (?, ?)")?;
    for (term, text) in bag.terms.iter().enumerate() {
        insert.execute(params![term as i64, text])?;
    }
    let mut lengths = ArrayWriter::new(connection, "bag_lengths");
    let mut terms = ArrayWriter::new(connection, "bag_terms");
    let mut values = ArrayWriter::new(connection, "bag_values");
    for row in &bag.rows {
        lengths.push(row.len() as u32)?;
        for &(term, value) in row {
            terms.push(term)?;
            values.push(value)?;
        }
    }
    lengths.finish()?;
    terms.finish()?;
    values.finish()?;
    Ok(())
}

fn write_clustering(connection: &Connection, analysis: &Analysis) -> Result<(), WriteError> {
    let clustering = &analysis.clustering;
    let mut insert = connection.prepare("INSERT INTO assignment (doc, cluster) VALUES (?, ?)")?;
    for (row, label) in clustering.labels.iter().enumerate() {
        insert.execute(params![row as i64, label.map(|cluster| cluster.0)])?;
    }
    let topics = TopicSet::new(clustering.n_clusters(), &[]);
    topics.iter().try_for_each(|(id, topic)| write_topic(connection, id, topic))?;
    let outcome = super::load::RunOutcome::of(clustering);
    put(connection, "parameters", &to_json(&analysis.params)?)?;
    put(connection, "clustering", &to_json(&outcome)?)?;
    put(connection, "projection", &to_json(&analysis.projection)?)?;
    Position { current: StepId::START, redo_tip: StepId::START, next_merge: MergeId(0) }.write(connection)?;
    Ok(())
}

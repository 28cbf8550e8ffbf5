//! The tables of a project file, and how a file from an earlier version becomes one of this version.
//!
//! `docs/project-file.md` explains them to those who open a project in another tool; the two change together.

use rusqlite::Connection;

use super::OpenError;

/// "Mung" in ASCII: what `file` and SQLite tell a project by.
pub const APPLICATION_ID: i32 = 0x4d75_6e67;

/// The version of the tables, written as `user_version`.
pub const VERSION: i32 = 3;

/// What brings a file of version `i + 1` to the next.
const MIGRATIONS: [&str; VERSION as usize - 1] = [TOPIC_ORIGIN, METADATA];

/// Bytes of one part of an array: far below the largest value that SQLite takes.
pub const ARRAY_PART: usize = 16 << 20;

const TABLES: &str = "
CREATE TABLE project (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (
    doc INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, title_counts INTEGER NOT NULL,
    label TEXT, text TEXT NOT NULL);
CREATE TABLE warning (file TEXT NOT NULL, record INTEGER, reason TEXT NOT NULL);
CREATE TABLE term (term INTEGER PRIMARY KEY, text TEXT NOT NULL, n_documents INTEGER NOT NULL);
CREATE TABLE bag_term (term INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE array (name TEXT NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (name, part));
CREATE TABLE assignment (doc INTEGER PRIMARY KEY, cluster INTEGER);
CREATE TABLE topic (
    topic INTEGER PRIMARY KEY, cluster INTEGER, split_of INTEGER,
    name TEXT, note TEXT NOT NULL, colour INTEGER, locked INTEGER NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('open', 'trash', 'inside', 'nowhere')), outer INTEGER, merge INTEGER);
CREATE TABLE tag (topic INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (topic, tag)) WITHOUT ROWID;
CREATE TABLE moved (doc INTEGER PRIMARY KEY, topic INTEGER);
CREATE TABLE different (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE ignored (term TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE step (
    step INTEGER PRIMARY KEY, parent INTEGER NOT NULL, at_ms INTEGER NOT NULL, sentence TEXT NOT NULL,
    command TEXT NOT NULL, does TEXT NOT NULL, undoes TEXT NOT NULL);
CREATE VIEW outermost AS
    WITH RECURSIVE up (topic, outermost, place) AS (
        SELECT topic, topic, place FROM topic WHERE place IN ('open', 'trash')
        UNION ALL
        SELECT inner.topic, up.outermost, up.place FROM topic AS inner JOIN up ON inner.outer = up.topic
        WHERE inner.place = 'inside')
    SELECT topic, outermost, place FROM up;
CREATE VIEW document_topic AS
    SELECT assignment.doc AS doc, outermost.outermost AS topic, outermost.place AS place
    FROM assignment
    LEFT JOIN moved ON moved.doc = assignment.doc
    JOIN outermost ON outermost.topic = CASE WHEN moved.doc IS NULL THEN assignment.cluster ELSE moved.topic END;
";

/// Since version 2: what came from where, for other tools.
const TOPIC_ORIGIN: &str = "
CREATE VIEW topic_origin AS
    SELECT document_topic.topic AS topic, assignment.cluster AS cluster, count(*) AS n_documents
    FROM document_topic JOIN assignment ON assignment.doc = document_topic.doc
    GROUP BY document_topic.topic, assignment.cluster;
";

/// Since version 3: columns that were kept beside the text, and what became of the records that a warning is about.
const METADATA: &str = "
CREATE TABLE field (field INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL);
ALTER TABLE document ADD COLUMN metadata TEXT NOT NULL DEFAULT '[]';
ALTER TABLE warning ADD COLUMN kind TEXT NOT NULL DEFAULT 'noted';
CREATE VIEW document_metadata AS
    SELECT document.doc AS doc, field.field AS field, field.name AS name, json_each.value AS value
    FROM document, json_each(document.metadata) JOIN field ON field.field = json_each.key;
";

/// The first version whose documents have metadata.
pub(super) const METADATA_SINCE: i32 = 3;

/// Makes the tables in an empty file.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    connection.execute_batch(TABLES)?;
    MIGRATIONS.iter().try_for_each(|migration| connection.execute_batch(migration))
}

/// Brings a file of an earlier version to this one, inside the transaction that is open.
pub(super) fn migrate(connection: &Connection, version: i32) -> rusqlite::Result<()> {
    let missing = MIGRATIONS.iter().skip(version.max(1) as usize - 1);
    missing.into_iter().try_for_each(|migration| connection.execute_batch(migration))?;
    connection.pragma_update(None, "user_version", VERSION)
}

/// What a file says that it is; an error if it is no project or from a later version.
pub(super) fn version(connection: &Connection) -> Result<i32, OpenError> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (number("application_id"), number("user_version"));
    let (application, version) = (
        application.map_err(|error| OpenError::from_sqlite(&error))?,
        version.map_err(|error| OpenError::from_sqlite(&error))?,
    );
    if application != APPLICATION_ID {
        return Err(OpenError::NoProject);
    }
    if version > VERSION {
        return Err(OpenError::Newer { version, known: VERSION });
    }
    Ok(version)
}

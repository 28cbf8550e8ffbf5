//! The project file: one SQLite database with everything in it, from the documents to the last decision.
//!
//! A file is written whole under another name and only then gets its own, so that there is never half a project. An open
//! project belongs to one window: its [`Store`] holds SQLite's write lock all the time and keeps decisions on a thread of its
//! own, each in a transaction that is on disk before it is told as saved. Others can open the file meanwhile, to read.
//!
//! The journal is SQLite's rollback journal and not its write-ahead log: between two decisions the file stands alone, and
//! can be copied or synced like any other.

mod array;
pub mod choices;
mod create;
mod identity;
mod load;
mod load_corpus;
pub mod places;
mod record;
pub mod schema;
pub mod settings;
mod shelf;
mod small_file;
mod writer;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

pub use create::{CreateError, NewProject, create_project};
pub use load::{Project, open_project, open_store, read_project};
pub use record::{Save, View};
pub use writer::copy_project;
pub use writer::{SaveState, Store, StoreEvent};

use crate::progress::Cancelled;

/// The ending of project files.
pub const EXTENSION: &str = "mungchi";

/// How long a reader waits for a decision that is just being written, and the other way round.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("There is no such file: {}", path.display())]
    Missing { path: PathBuf },
    #[error("Not a Mungchi project: open a file that ends in .{EXTENSION}, or a corpus")]
    NoProject,
    #[error("The project was made by a newer Mungchi (format {version}; this one knows up to {known}): update Mungchi")]
    Newer { version: i32, known: i32 },
    #[error(
        "The project file is cut short: it says {expected} bytes and has {found}. Copy it again from where it came \
         from, or open a copy that you kept"
    )]
    Truncated { expected: u64, found: u64 },
    #[error("The project file is damaged ({reason}): open a copy that you kept")]
    Damaged { reason: String },
    #[error("Cannot read the project file: {reason}")]
    Failed { reason: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl OpenError {
    fn from_sqlite(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NoProject,
            // What SQLite has no word for is a value that is not what it should be.
            Some(ErrorCode::DatabaseCorrupt) | None => Self::Damaged { reason: error.to_string() },
            Some(_) => Self::Failed { reason: error.to_string() },
        }
    }

    fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged { reason: reason.into() }
    }
}

/// Whether a path is meant as a project.
pub fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

fn connect_read_only(path: &Path) -> rusqlite::Result<Connection> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// A connection that can write; FULL makes a commit wait for the disk.
fn connect_to_write(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | flags)?;
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// What can be told of a file before SQLite looks at it; of one that is open here nothing, see [`identity`].
fn look_at(path: &Path) -> Result<(), OpenError> {
    if identity::is_open_here(path) {
        return Ok(());
    }
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => OpenError::Missing { path: path.to_owned() },
        _ => OpenError::Failed { reason: error.to_string() },
    };
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let found = file.metadata().map_err(failed)?.len();
    let mut header = [0; 100];
    if file.read_exact(&mut header).is_err() || !header.starts_with(b"SQLite format 3\0") {
        return Err(OpenError::NoProject);
    }
    // Bytes 16–17 are the size of a page (1 means 65,536), bytes 28–31 the number of pages, both big-endian.
    let page = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    let n_pages = u64::from(u32::from_be_bytes([header[28], header[29], header[30], header[31]]));
    // A journal beside the file means that a commit was cut off: SQLite restores the pages from it.
    let has_journal = journal_of(path).exists();
    if found < page * n_pages && !has_journal {
        return Err(OpenError::Truncated { expected: page * n_pages, found });
    }
    Ok(())
}

fn journal_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}

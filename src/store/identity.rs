//! Which file is which, and which of them this process has open to write.
//!
//! On Unix, closing any handle of a file drops all locks that the process holds on it, SQLite's too. So a file that is open
//! here must not be looked at by opening it once more.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What tells a file from another one that takes its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity {
    device: u64,
    number: u64,
}

impl FileIdentity {
    /// `None` if there is no such file. Opens nothing.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self { device: metadata.dev(), number: metadata.ino() })
    }

    /// Elsewhere the system does not let an open file be removed or replaced, and locks belong to handles.
    #[cfg(not(unix))]
    pub(super) fn of(path: &Path) -> Option<Self> {
        path.exists().then_some(Self { device: 0, number: 0 })
    }
}

static OPEN_HERE: Mutex<Vec<FileIdentity>> = Mutex::new(Vec::new());

/// Notes that a file is open to write, as long as this lives.
#[derive(Debug)]
pub(super) struct OpenHere(Option<FileIdentity>);

impl OpenHere {
    pub(super) fn note(path: &Path) -> Self {
        let identity = FileIdentity::of(path);
        OPEN_HERE.lock().unwrap_or_else(PoisonError::into_inner).extend(identity);
        Self(identity)
    }

    /// The file as it was when it was opened.
    pub(super) fn identity(&self) -> Option<FileIdentity> {
        self.0
    }
}

impl Drop for OpenHere {
    fn drop(&mut self) {
        let mut open = OPEN_HERE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = open.iter().position(|&identity| Some(identity) == self.0) {
            open.swap_remove(place);
        }
    }
}

/// Whether this process has the file open to write.
pub(super) fn is_open_here(path: &Path) -> bool {
    let open = OPEN_HERE.lock().unwrap_or_else(PoisonError::into_inner);
    cfg!(unix) && FileIdentity::of(path).is_some_and(|identity| open.contains(&identity))
}

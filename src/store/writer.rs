//! The thread that keeps decisions: each is on disk before it is told as saved, and none is dropped when the disk refuses.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::create::{claim_unfinished, publish, remove};
use super::identity::{FileIdentity, OpenHere};
use super::record::Save;
use super::{connect_read_only, connect_to_write};

/// A project file that is open for writing. Dropping it waits until everything is kept or has failed.
pub struct Store {
    path: PathBuf,
    shared: Arc<Shared>,
    sender: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
}

/// How far the keeping is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaveState {
    /// Decisions handed over and decisions on disk, since the project was opened.
    pub n_given: u64,
    pub n_saved: u64,
    /// Why the last attempt failed; attempts go on.
    pub failure: Option<String>,
}

/// Something that was asked for and is done, or why it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreEvent {
    CopySaved(PathBuf),
    CopyFailed {
        path: PathBuf,
        reason: String,
    },
    /// Bytes before and after.
    Compacted(u64, u64),
    CompactFailed(String),
}

#[derive(Default)]
struct Shared {
    state: Mutex<SaveState>,
    events: Mutex<Vec<StoreEvent>>,
    wake: Mutex<Option<Arc<dyn Fn() + Send + Sync>>>,
}

enum Message {
    Save(Save),
    Copy(PathBuf),
    Compact,
    Flush(Sender<()>),
}

/// After a failure the next attempt comes after this time, doubled each time up to the longest.
const FIRST_RETRY: Duration = Duration::from_millis(500);
const LONGEST_RETRY: Duration = Duration::from_secs(15);

impl Store {
    /// Takes over a connection that holds the write lock in a transaction that has just begun.
    pub(super) fn start(path: &Path, connection: Connection) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (sender, receiver) = channel();
        let mut writer = Writer {
            path: path.to_owned(),
            open_here: OpenHere::note(path),
            data_version: data_version(&connection).map_err(std::io::Error::other)?,
            connection,
            shared: Arc::clone(&shared),
            waiting: Vec::new(),
            n_adrift: 0,
        };
        let thread = std::thread::Builder::new().name("store".to_owned()).spawn(move || writer.run(&receiver))?;
        Ok(Self { path: path.to_owned(), shared, sender: Some(sender), thread: Some(thread) })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Called from the store's thread when the state has changed.
    pub fn wake_with(&self, wake: Arc<dyn Fn() + Send + Sync>) {
        *lock(&self.shared.wake) = Some(wake);
    }

    /// Hands something over to be kept; it is on disk when [`state`](Self::state) counts it as saved.
    pub fn save(&self, save: Save) {
        lock(&self.shared.state).n_given += u64::from(save.is_decision());
        self.send(Message::Save(save));
    }

    /// Writes the project, with everything handed over so far, to another file. Replaces a file that is there.
    pub fn save_copy(&self, path: PathBuf) {
        self.send(Message::Copy(path));
    }

    /// Gives back the room that deleted and changed rows left.
    pub fn compact(&self) {
        self.send(Message::Compact);
    }

    /// Waits until what was handed over so far is on disk, or an attempt has failed.
    pub fn flush(&self) -> SaveState {
        let (done, answer) = channel();
        self.send(Message::Flush(done));
        // A writer that is gone answers nothing; the state says what it kept.
        answer.recv().ok();
        self.state()
    }

    pub fn state(&self) -> SaveState {
        lock(&self.shared.state).clone()
    }

    /// What was asked for and has ended since the last call.
    pub fn take_events(&self) -> Vec<StoreEvent> {
        std::mem::take(&mut *lock(&self.shared.events))
    }

    /// Waits until everything is kept or an attempt has failed; gives what is left unsaved and why.
    pub fn close(mut self) -> SaveState {
        self.stop();
        self.state()
    }

    fn send(&self, message: Message) {
        // The thread ends only after this sender is gone, unless it panicked; then the state never says "saved".
        if let Some(sender) = &self.sender {
            drop(sender.send(message));
        }
    }

    fn stop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.stop();
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).field("state", &self.state()).finish_non_exhaustive()
    }
}

impl SaveState {
    pub fn is_saved(&self) -> bool {
        self.n_saved == self.n_given
    }
}

struct Writer {
    path: PathBuf,
    open_here: OpenHere,
    /// Inside a transaction that holds the write lock, but for the moments in which it is taken again.
    connection: Connection,
    /// Counts what other connections have committed: grows only if another window wrote while the lock was not held.
    data_version: i64,
    shared: Arc<Shared>,
    /// Handed over and not committed yet.
    waiting: Vec<Save>,
    /// Committed to a file that had just been taken away: saved if it comes back.
    n_adrift: u64,
}

impl Writer {
    fn run(&mut self, receiver: &Receiver<Message>) {
        let mut retry = FIRST_RETRY;
        loop {
            let is_idle = self.waiting.is_empty() && self.n_adrift == 0;
            let message = if is_idle {
                receiver.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                receiver.recv_timeout(retry)
            };
            let is_last = matches!(message, Err(RecvTimeoutError::Disconnected));
            // In the order in which they came: a copy holds what was decided before it was asked for, and no more.
            for message in message.into_iter().chain(receiver.try_iter()) {
                match message {
                    Message::Save(save) => self.waiting.push(save),
                    Message::Copy(path) => {
                        self.write_waiting();
                        let event = self.copy(path);
                        lock(&self.shared.events).push(event);
                    }
                    Message::Compact => {
                        self.write_waiting();
                        let event = self.compact();
                        lock(&self.shared.events).push(event);
                    }
                    Message::Flush(done) => {
                        self.write_waiting();
                        // Who asked may have stopped waiting.
                        done.send(()).ok();
                    }
                }
            }
            retry = if self.write_waiting() { FIRST_RETRY } else { (retry * 2).min(LONGEST_RETRY) };
            self.wake();
            if is_last {
                return;
            }
        }
    }

    /// Puts everything that waits on disk, in one transaction; whether that succeeded.
    fn write_waiting(&mut self) -> bool {
        if self.waiting.is_empty() && self.n_adrift == 0 {
            return true;
        }
        let written = self.check_identity().and_then(|()| self.commit_waiting());
        // What was taken away while it was written is not saved.
        let written = written.and_then(|()| self.check_identity());
        let mut state = lock(&self.shared.state);
        match written {
            Ok(()) => {
                state.n_saved += std::mem::take(&mut self.n_adrift);
                state.failure = None;
                true
            }
            Err(reason) => {
                state.failure = Some(reason);
                false
            }
        }
    }

    /// Commits everything that waits and counts it as adrift, until the file is seen to be in its place.
    fn commit_waiting(&mut self) -> Result<(), String> {
        self.begin()?;
        let written = write_all(&self.connection, &self.waiting);
        let committed = written.and_then(|()| self.connection.execute_batch("COMMIT"));
        if committed.is_ok() {
            self.n_adrift += self.waiting.iter().filter(|save| save.is_decision()).count() as u64;
            self.waiting.clear();
        } else if !self.connection.is_autocommit() {
            drop(self.connection.execute_batch("ROLLBACK"));
        }
        // Where the lock cannot be had again at once, the next attempt asks for it.
        drop(self.begin());
        committed.map_err(|error| told(&error))
    }

    /// Takes the write lock, if it is not held. Refuses if another window wrote since it was held last.
    fn begin(&self) -> Result<(), String> {
        if !self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| told(&error))?;
        if data_version(&self.connection).map_err(|error| told(&error))? == self.data_version {
            return Ok(());
        }
        drop(self.connection.execute_batch("ROLLBACK"));
        Err("another window has changed the project meanwhile: save a copy".to_owned())
    }

    /// SQLite goes on writing to a file that was deleted or replaced, where nobody would find it again.
    fn check_identity(&self) -> Result<(), String> {
        let found = FileIdentity::of(&self.path);
        if found.is_some() && found == self.open_here.identity() {
            return Ok(());
        }
        let what = if found.is_some() { "was replaced by another" } else { "was moved or removed" };
        Err(format!("the project file {what}: save a copy"))
    }

    /// A copy of what is on disk, brought up to what was handed over.
    fn copy(&mut self, path: PathBuf) -> StoreEvent {
        if FileIdentity::of(&path).is_some_and(|other| Some(other) == self.open_here.identity()) {
            return StoreEvent::CopyFailed { path, reason: "that is the project itself".to_owned() };
        }
        let copied = claim_unfinished(&path).and_then(|unfinished| {
            let written = self.write_copy(&unfinished);
            let published = written.and_then(|()| publish(&unfinished, &path, true).map_err(|error| error.to_string()));
            if published.is_err() {
                drop(remove(&unfinished));
            }
            published
        });
        match copied {
            Ok(()) => StoreEvent::CopySaved(path),
            Err(reason) => StoreEvent::CopyFailed { path, reason },
        }
    }

    fn write_copy(&self, unfinished: &Path) -> Result<(), String> {
        let text = unfinished.to_str().ok_or_else(|| "the name is no Unicode text".to_owned())?;
        if self.check_identity().is_ok() {
            // Through a connection of its own, so that the write lock is held all the while.
            let reader = connect_read_only(&self.path).map_err(|error| told(&error))?;
            reader.execute("VACUUM INTO ?", [text]).map_err(|error| told(&error))?;
        } else {
            // The file has lost its name: only the connection that is open still finds it.
            self.outside_of_transaction(|connection| connection.execute("VACUUM INTO ?", [text]).map(drop))?;
        }
        let copy = connect_to_write(unfinished, OpenFlags::empty()).map_err(|error| told(&error))?;
        let written = copy.execute_batch("BEGIN").and_then(|()| write_all(&copy, &self.waiting));
        written.and_then(|()| copy.execute_batch("COMMIT")).map_err(|error| told(&error))
    }

    fn compact(&mut self) -> StoreEvent {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let before = size(&self.path);
        match self.outside_of_transaction(|connection| connection.execute_batch("VACUUM")) {
            Ok(()) => StoreEvent::Compacted(before, size(&self.path)),
            Err(reason) => StoreEvent::CompactFailed(reason),
        }
    }

    /// VACUUM does not run inside a transaction: the lock is given up for as long as it takes, and [`begin`](Self::begin)
    /// sees whether another window used that.
    fn outside_of_transaction(&self, run: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> Result<(), String> {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").map_err(|error| told(&error))?;
        }
        let outcome = run(&self.connection).map_err(|error| told(&error));
        drop(self.begin());
        outcome
    }

    fn wake(&self) {
        let wake = lock(&self.shared.wake).clone();
        if let Some(wake) = wake {
            wake();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            drop(self.connection.execute_batch("ROLLBACK"));
        }
    }
}

/// Grows when another connection has committed.
fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "data_version", |row| row.get(0))
}

/// Copies a project as it is on disk, for instance from a file that cannot be written. Replaces a file that is there.
pub fn copy_project(from: &Path, to: &Path) -> Result<(), String> {
    let unfinished = claim_unfinished(to)?;
    let text = unfinished.to_str().ok_or_else(|| "the name is no Unicode text".to_owned())?;
    let connection = connect_read_only(from).map_err(|error| told(&error))?;
    let copied = connection.execute("VACUUM INTO ?", [text]).map_err(|error| told(&error));
    let published = copied.and_then(|_| publish(&unfinished, to, true).map_err(|error| error.to_string()));
    if published.is_err() {
        drop(remove(&unfinished));
    }
    published
}

fn write_all(connection: &Connection, saves: &[Save]) -> rusqlite::Result<()> {
    saves.iter().try_for_each(|save| save.write(connection))
}

/// What went wrong, for a person.
fn told(error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full".to_owned(),
        Some(ErrorCode::ReadOnly) => "the file is read-only".to_owned(),
        Some(ErrorCode::CannotOpen) => "the folder is read-only or gone".to_owned(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another program uses the file".to_owned(),
        _ => error.to_string(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

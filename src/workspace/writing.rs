//! Files that were made outside the workspace, on their way to the disk.

use std::sync::Arc;

use super::Workspace;
use crate::worker::{Job, NewFile, Outcome, Worker};

impl Workspace {
    pub(super) fn write_file(&mut self, file: NewFile) {
        match Worker::start(Job::WriteFile(file), Arc::clone(&self.wake)) {
            Ok(worker) => self.writing.push(worker),
            Err(error) => self.notices.warn(format!("Cannot write in the background: {error}")),
        }
    }

    pub(super) fn announce(&mut self, text: String) {
        self.notices.clear();
        self.notices.tell(text);
    }

    pub(super) fn poll_writing(&mut self) {
        let mut outcomes = Vec::new();
        self.writing.retain(|worker| match worker.poll() {
            Some(outcome) => {
                outcomes.push(outcome);
                false
            }
            None => true,
        });
        for outcome in outcomes {
            match outcome {
                Outcome::FileWritten(file) => {
                    self.announce(format!("Saved the {} as {}", file.what, file.path.display()));
                }
                Outcome::Failed(reason) => {
                    self.notices.clear();
                    self.notices.warn(reason);
                }
                _ => {}
            }
        }
    }

    /// Waits until all files are written or cannot be.
    pub(super) fn finish_writing(&mut self) {
        self.writing.drain(..).for_each(|worker| drop(worker.wait()));
    }
}

//! How far the reading is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::intake::Intake;
use crate::progress::{Cancelled, Progress, Stage, StageKind};

/// Bytes after which progress is told again.
const REPORT_BYTES: u64 = 1 << 18;

/// How far the reading is, in bytes on disk.
#[derive(Default)]
pub struct Pace {
    consumed: Arc<AtomicU64>,
    done: u64,
    total: u64,
    reported: u64,
    n_ticks: u64,
}

impl Intake<'_> {
    /// What counts the bytes that are read on disk.
    pub fn consumed(&self) -> &Arc<AtomicU64> {
        &self.pace.consumed
    }

    /// So many bytes on disk are to be read in all.
    pub fn expect_bytes(&mut self, n_bytes: u64) {
        self.pace.total += n_bytes;
    }

    /// A file of `n_bytes` on disk is done, however much of it was read.
    pub fn file_done(&mut self, n_bytes: u64) {
        self.pace.done += n_bytes;
        self.pace.consumed.store(self.pace.done, Ordering::Relaxed);
    }

    /// Tells how far the reading is, and asks whether it should go on; for each record, document or not.
    pub fn tick(&mut self) -> Result<(), Cancelled> {
        self.pace.n_ticks += 1;
        let consumed = self.pace.consumed.load(Ordering::Relaxed);
        if self.pace.n_ticks % 256 == 1 || consumed >= self.pace.reported + REPORT_BYTES {
            self.monitor.check()?;
            self.pace.reported = consumed;
            let done = consumed.min(self.pace.total);
            self.monitor.report(Stage::at(StageKind::Read, done as usize, self.pace.total as usize));
            self.monitor.report(Progress::Documents(self.corpus.documents.len() as u64));
        }
        Ok(())
    }
}

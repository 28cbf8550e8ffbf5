//! How the researcher likes to work, and its way to the disk: written by a worker, and only when something changed.

use std::sync::Arc;

use super::Workspace;
use crate::corpus::provenance::ReadOptions;
use crate::store::settings::{Setting, Settings};
use crate::worker::{Job, Outcome, Worker};

#[derive(Default)]
pub(super) struct Keeper {
    settings: Settings,
    /// Whether they changed since a worker last took them.
    changed: bool,
    worker: Option<Worker>,
    /// A folder that cannot be written is told of once.
    told: bool,
}

impl Keeper {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn is_writing(&self) -> bool {
        self.worker.is_some()
    }
}

impl Workspace {
    pub(super) fn set(&mut self, setting: Setting) {
        let limits = self.settings.settings.limits;
        if self.settings.settings.set(setting) {
            self.settings.changed = true;
            self.write_settings();
        }
        if self.settings.settings.limits != limits {
            self.read_within(self.settings.settings.limits);
        }
    }

    /// The options with the limits of the settings: they belong to the person and not to a corpus.
    pub(super) fn within_limits(&self, options: &ReadOptions) -> ReadOptions {
        ReadOptions { limits: self.settings.settings.limits, ..options.clone() }
    }

    /// One worker at a time, so that the last to write has the latest.
    fn write_settings(&mut self) {
        if self.settings.worker.is_some() || !std::mem::take(&mut self.settings.changed) {
            return;
        }
        let job = Job::KeepSettings(self.places.clone(), self.settings.settings.clone());
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => self.settings.worker = Some(worker),
            Err(error) => self.tell_of_settings(format!("Cannot keep the settings: {error}")),
        }
    }

    pub(super) fn poll_settings(&mut self) {
        let Some(outcome) = self.settings.worker.as_ref().and_then(Worker::poll) else { return };
        self.settings.worker = None;
        if let Outcome::Failed(reason) = outcome {
            self.tell_of_settings(reason);
        }
        self.write_settings();
    }

    fn tell_of_settings(&mut self, reason: String) {
        if !std::mem::replace(&mut self.settings.told, true) {
            self.notices.warn(reason);
        }
    }

    /// Waits until the settings are on disk or cannot be.
    pub(super) fn finish_settings(&mut self) {
        while let Some(worker) = self.settings.worker.take() {
            worker.wait();
            self.write_settings();
        }
    }
}

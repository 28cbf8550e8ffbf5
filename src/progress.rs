//! How long work says what it is doing, and learns that it should stop.
//!
//! The engine knows only [`Monitor`]; who listens (a progress bar, a terminal, nobody) is the caller's affair.
//! A monitor may be asked from several threads at once, and must answer at once.

use serde::{Deserialize, Serialize};

/// Listens to long work. `()` is the silent monitor.
pub trait Monitor: Sync {
    /// Takes note of how far the work is. Called often: an implementation that does more than store a value should thin out the calls.
    fn report(&self, progress: Progress);

    /// Whether the work should stop at its next opportunity, which comes within 0.1 s.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// Whether nobody wants the outcome any more, so that not even what was found so far is to be described.
    fn is_abandoned(&self) -> bool {
        false
    }

    /// `Err(Cancelled)` if the work should stop, for use with `?`.
    fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}

impl Monitor for () {
    fn report(&self, _: Progress) {}
}

/// How far long work is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// A stage has begun or moved on.
    Stage(Stage),
    /// One pass over all documents and the new centroids are done.
    Iteration(Iteration),
}

/// A part of the road from files to a map, with the share of it that is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    pub kind: StageKind,
    /// Units done: bytes while reading, documents, seeds or clusters later.
    pub done: u64,
    /// Units in all; 0 when it cannot be known.
    pub total: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StageKind {
    Read,
    /// Korean words or collocations are learned from the texts.
    LearnWords,
    CountTerms,
    Weigh,
    Seed,
    Iterate,
    Describe,
    Layout,
    Open,
    Save,
    /// Documents are held against topics.
    Compare,
}

impl StageKind {
    /// What the interface calls the stage while it runs.
    pub fn title(self) -> &'static str {
        match self {
            Self::Read => "Reading",
            Self::LearnWords => "Learning words",
            Self::CountTerms => "Counting terms",
            Self::Weigh => "Weighing terms",
            Self::Seed => "Choosing seeds",
            Self::Iterate => "Clustering",
            Self::Describe => "Describing clusters",
            Self::Layout => "Drawing the map",
            Self::Open => "Opening the project",
            Self::Save => "Saving the project",
            Self::Compare => "Comparing documents with topics",
        }
    }
}

impl Stage {
    /// The report that `done` of `total` units of a stage are done.
    pub fn at(kind: StageKind, done: usize, total: usize) -> Progress {
        Progress::Stage(Self { kind, done: done as u64, total: total as u64 })
    }
}

/// One iteration of k-means, as the researcher watches it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Iteration {
    /// Counted from 1.
    pub number: usize,
    /// Documents whose cluster differs from the iteration before; all of them in the first.
    pub moved: usize,
    /// Mean cosine of the documents to the centroid of their cluster, in `0..=1`.
    pub objective: f64,
}

/// The work was cancelled; whatever was there before still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Cancelled")]
pub struct Cancelled;

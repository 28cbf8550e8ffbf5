//! The window, driven as a researcher drives it: by what can be seen and named.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod curation;
mod decisions;
mod documents;
mod errors;
mod hands;
mod harness;
mod importing;
mod journey;
mod keyboard;
mod keys;
mod linked;
mod map;
mod names;
mod palette;
mod pictures;
mod pointer;
mod shell;
mod snapshots;
mod terms;
mod topic_list;
mod topic_names;
mod vectors;

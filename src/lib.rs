//! Mungchi: explore document clusters by eye and gather them into topics.
//!
//! The modules are the layers, in reading order; a module imports only what stands above it, and `tests/it/architecture.rs`
//! holds it to that. From file to pixels: bytes → [`import`] → [`corpus`]
//! (documents, their [`words`], unit rows) → [`cluster`] → [`topics`]
//! (sums, keywords, merges) → [`layout`] → [`workspace`] (tables, actions) → `ui` (panels). Nothing flows back but actions.

pub mod progress;

pub mod ahead;

pub mod matrix;

pub mod words;

pub mod corpus;

pub mod import;

pub mod cluster;

pub mod topics;

pub mod layout;

pub mod analysis;

pub mod preview;

pub mod tables;

pub mod store;

pub mod export;

pub mod worker;

pub mod cli;

pub mod workspace;

#[cfg(feature = "gui")]
pub mod ui;

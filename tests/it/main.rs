//! The engine, the worker, the workspace without a window, and the command line as a process.
//!
//! One binary for all, so that the library is linked once. Nothing here sleeps, and every random number has a fixed seed.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod architecture;
mod cli;
mod cli_project;
mod cli_reading;
mod cli_vectors;
mod cluster;
mod corpus;
mod fixtures;
mod layout;
mod store;
mod topics;
mod worker;
mod workspace;

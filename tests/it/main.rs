//! The engine, the worker, the workspace without a window, and the command line as a process.
//!
//! One binary for all, so that the library is linked once. Nothing here sleeps, and every random number has a fixed seed.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "tests count small things"
)]
#![allow(clippy::float_cmp, reason = "equal bit for bit is what the engine promises")]

mod architecture;
mod cli;
mod cluster;
mod corpus;
mod fixtures;
mod layout;
mod topics;
mod worker;
mod workspace;

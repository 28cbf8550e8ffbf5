//! From files to a [`Corpus`](crate::corpus::Corpus): formats, encodings, archives, the parts that columns play.
//!
//! *Useful for*: "here are paths, give me documents". *Not for*: words. A broken record never stops a load: it is repaired,
//! kept as text or left out, and the corpus carries a [`Warning`](crate::corpus::Warning) that says so. Only what cannot be
//! read at all is a [`ReadError`].

mod delimited;
mod encoding;
mod intake;
mod json_lines;
mod matrix_market;
pub mod office;
pub mod reader;
mod sample;
mod source;
mod text;

pub use reader::{ReadError, read, read_sample};

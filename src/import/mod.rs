//! From files to a [`Corpus`](crate::corpus::Corpus): formats, encodings, archives, the parts that columns play.
//!
//! *Useful for*: "here are paths, give me documents". *Not for*: words. A broken record never stops a load: it is repaired,
//! kept as text or left out, and the corpus carries a [`Warning`](crate::corpus::Warning) that says so. Only what cannot be
//! read at all is a [`ReadError`]. The way of a file: [`input`] (unpacked, bounded) → `dispatch` (what is it?) → the
//! reader of its format → `records` (what do its columns mean?) → `intake`.

mod adapters;
mod archive;
mod companions;
mod counted;
pub mod data;
mod dates;
mod decode;
mod delimited;
mod delimiter;
mod detect;
mod dispatch;
mod embedding;
pub mod encoding;
mod error;
mod folder;
pub mod input;
pub mod inspect;
pub mod intake;
mod lines;
pub mod office;
mod pace;
mod quiet;
pub mod reader;
pub mod records;
mod roles;
mod rows;
mod sample;
mod sheet;
mod tar;
mod text;
mod unpack;

pub use encoding::ENCODINGS;
pub use error::ReadError;
pub use inspect::{Inspection, inspect, inspect_sample};
pub use reader::{read, read_bytes, read_sample};

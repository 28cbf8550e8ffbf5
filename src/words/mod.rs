//! From text to words: which pieces of a text may become terms, in which form.
//!
//! *Useful for*: "here is a text, which terms does it hold, and where". *Not for*: documents, files, weights. A
//! [`Tokenizer`] is prepared once for a corpus, as [`WordParams`] ask, and then used from all threads.

pub mod collocations;
pub mod learned;
pub mod params;
mod stop_words;
pub mod tokenizer;
mod unicode;

pub use params::WordParams;
pub use tokenizer::{Cutter, Fate, Texts, Token, Tokenizer, WordsError};

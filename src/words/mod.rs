//! From text to words: which pieces of a text may become terms, in which form.
//!
//! *Useful for*: "here is a text, which terms does it hold, and where". *Not for*: documents, files, weights. A
//! [`Tokenizer`] is prepared once for a corpus, as [`WordParams`] ask, and then used from all threads.

pub mod analyser;
pub mod ascii;
pub mod cleaning;
pub mod collocations;
mod cutter;
pub mod dictionary;
mod fates;
mod hangul;
pub mod interner;
pub mod key;
pub mod keyed;
pub mod korean;
mod lanes;
pub mod language;
pub mod learned;
mod learning;
mod mecab;
pub mod params;
mod script;
mod segmenter;
pub mod sink;
pub mod stem;
mod stop_words;
pub mod tokenizer;
mod unicode;
mod user_words;

pub use fates::Fates;
pub use language::Language;
pub use params::WordParams;
pub use script::has_hangul;
pub use tokenizer::{Cutter, Fate, Learned, Texts, Token, Tokenizer, WordsError};

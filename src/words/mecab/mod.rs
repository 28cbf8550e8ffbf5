//! Dictionaries in the formats of `MeCab`, read into what vibrato builds its own from.
//!
//! Of a word's features only its part of speech and, where the surface is a contraction, the stem of its first part are
//! kept: a tenth of the text, and all that terms need.

mod build;
mod chars;
mod compiled;
mod costs;
mod lexicon;
mod sources;

pub use build::build;
pub use compiled::read_compiled;
#[cfg(test)]
pub use compiled::tests as compiled_fixtures;
pub use lexicon::{NounIds, is_closed, is_syllable};
pub use sources::read_sources;

use chars::Characters;
use costs::Costs;
use lexicon::Lexicon;

/// A dictionary, read and not yet built.
#[derive(Debug)]
pub struct Parts {
    words: Lexicon,
    /// What a stretch of unknown characters of a category may be; the category stands for the surface.
    unknown: Lexicon,
    characters: Characters,
    costs: Costs,
}

/// The files of a compiled dictionary, in the order of [`read_compiled`].
pub const COMPILED: [&str; 4] = ["sys.dic", "unk.dic", "char.bin", "matrix.bin"];

/// The files of a dictionary's sources besides its words in `*.csv`, in the order of [`read_sources`].
pub const DEFINITIONS: [&str; 3] = ["unk.def", "char.def", "matrix.def"];

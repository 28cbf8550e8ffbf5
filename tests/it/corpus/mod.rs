//! From files to unit rows: readers, archives, encodings, what they refuse, Matrix Market, vocabulary and weighting.

mod any_bytes;
mod archives;
mod encodings;
mod errors;
mod matrix_market;
mod readers;
mod weighting;

//! From files to unit rows: readers, what they refuse, Matrix Market, vocabulary and weighting.

mod errors;
mod matrix_market;
mod readers;
mod weighting;

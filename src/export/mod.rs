//! What leaves the program for other tools.

pub mod matrix;

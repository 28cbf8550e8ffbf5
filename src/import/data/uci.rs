//! Bags of words as the UCI Machine Learning Repository has them: three sizes, then lines of `document word count`.

use std::io::BufRead;

use super::DataError;
use super::bag::Counted;
use super::lines::{Lines, words};
use super::triplets::{self, Shape};
use crate::corpus::provenance::Limits;
use crate::progress::Monitor;

/// Reads a `docword` file: documents, words and entries on a line each, then the entries, numbers from 1.
pub fn read(stream: &mut dyn BufRead, limits: &Limits, monitor: &dyn Monitor) -> Result<Counted, DataError> {
    let mut lines = Lines::new(stream, limits.record_bytes);
    let mut sizes = [0; 3];
    for (size, what) in sizes.iter_mut().zip(["documents", "words", "entries"]) {
        let found = match lines.next()? {
            Some(line) => {
                let mut numbers = words(line);
                numbers.next().and_then(|word| word.parse().ok()).filter(|_| numbers.next().is_none())
            }
            None => None,
        };
        let missing = || DataError::Line { line: lines.number, reason: format!("does not give the number of {what}") };
        *size = found.ok_or_else(missing)?;
    }
    let [documents, terms, entries] = sizes;
    let shape = Shape { documents, terms, entries }.checked(lines.number)?;
    let rows = triplets::read(&mut lines, shape, false, None, monitor)?;
    Ok(Counted::new(rows, terms))
}

/// Whether a file begins as these do: three lines of one number each, then one of three.
pub fn looks_so(head: &[u8]) -> bool {
    let mut lines = head.split(|&byte| byte == b'\n');
    let mut numbers_of = || -> Option<usize> {
        let line = lines.next()?;
        let numbers: Option<Vec<u64>> = words(line).take(4).map(|word| word.parse().ok()).collect();
        numbers.map(|numbers| numbers.len())
    };
    [1, 1, 1, 3].into_iter().all(|expected| numbers_of() == Some(expected))
}

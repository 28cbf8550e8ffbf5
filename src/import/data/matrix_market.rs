//! Matrix Market: a sparse matrix of documents × terms.
//!
//! Format: Boisvert, Pozo, Remington: *The Matrix Market Exchange Formats*, NISTIR 5935 (1996).

use std::io::BufRead;

use super::DataError;
use super::bag::Counted;
use super::lines::{Lines, words};
use super::triplets::{self, Shape};
use crate::corpus::provenance::Limits;
use crate::progress::Monitor;

/// Reads a matrix (coordinate, real or integer or pattern, general; documents × terms).
pub fn read(stream: &mut dyn BufRead, limits: &Limits, monitor: &dyn Monitor) -> Result<Counted, DataError> {
    let mut lines = Lines::new(stream, limits.record_bytes);
    let banner = lines.next()?.map(<[u8]>::to_ascii_lowercase).unwrap_or_default();
    let ["%%matrixmarket", "matrix", "coordinate", field @ ("real" | "integer" | "pattern"), "general"] =
        words(&banner).take(6).collect::<Vec<_>>()[..]
    else {
        let reason = "is not “%%MatrixMarket matrix coordinate real|integer|pattern general”".to_owned();
        return Err(DataError::Line { line: 1, reason });
    };
    let shape = read_shape(&mut lines)?;
    let rows = triplets::read(&mut lines, shape, field == "pattern", Some(b'%'), monitor)?;
    Ok(Counted::new(rows, shape.terms))
}

fn read_shape(lines: &mut Lines<'_>) -> Result<Shape, DataError> {
    while let Some(line) = lines.next()? {
        if line.first() == Some(&b'%') || line.trim_ascii().is_empty() {
            continue;
        }
        let numbers: Vec<Option<usize>> = words(line).take(3).map(|word| word.parse().ok()).collect();
        let [Some(documents), Some(terms), Some(entries)] = numbers[..] else {
            let reason = "does not give rows, columns and entries".to_owned();
            return Err(DataError::Line { line: lines.number, reason });
        };
        return Shape { documents, terms, entries }.checked(lines.number);
    }
    Err(DataError::Line { line: lines.number, reason: "ends before the size".to_owned() })
}

//! Sparse matrices as lines of `row column value`, as Matrix Market and the UCI bags of words have them.

use super::DataError;
use super::lines::{Lines, words};
use crate::progress::Monitor;

/// What the head of a file announces.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub documents: usize,
    pub terms: usize,
    pub entries: usize,
}

/// For each document its `(column, value)`, columns ascending, values above 0.
pub type Rows = Vec<Vec<(u32, f32)>>;

/// Documents that a matrix may have.
const MAX_DOCUMENTS: usize = 10_000_000;

impl Shape {
    /// `line` is the one that announces it.
    pub fn checked(self, line: u64) -> Result<Self, DataError> {
        let Self { documents: n_documents, terms: n_terms, .. } = self;
        if n_documents > MAX_DOCUMENTS || n_terms > u32::MAX as usize {
            let reason = format!("announces {n_documents} × {n_terms}, which is more than can be held");
            return Err(DataError::Line { line, reason });
        }
        Ok(self)
    }
}

/// Reads the entries up to the end; `comment` begins lines that are none. Values default to 1 if `pattern`.
pub fn read(
    lines: &mut Lines<'_>,
    shape: Shape,
    pattern: bool,
    comment: Option<u8>,
    monitor: &dyn Monitor,
) -> Result<Rows, DataError> {
    let Shape { documents: n_documents, terms: n_terms, entries: n_entries } = shape;
    let mut rows: Rows = Vec::new();
    let mut n_seen = 0_usize;
    while let Some(line) = lines.next()? {
        if line.first().copied() == comment && comment.is_some() || line.trim_ascii().is_empty() {
            continue;
        }
        let entry = entry(line, pattern);
        let bad = |reason: String| Err(DataError::Line { line: lines.number, reason });
        let (row, column, value) = match entry {
            Ok(entry) => entry,
            Err(reason) => return bad(reason.to_owned()),
        };
        if !(1..=n_documents).contains(&row) || !(1..=n_terms).contains(&column) {
            return bad(format!("names row {row}, column {column} of a {n_documents} × {n_terms} matrix"));
        }
        n_seen += 1;
        if n_seen > n_entries {
            return bad(format!("is entry {n_seen}, but {n_entries} were announced"));
        }
        if rows.len() < row {
            rows.resize_with(row, Vec::new);
        }
        if value > 0.0 {
            rows[row - 1].push((column as u32 - 1, value));
        }
        if n_seen % 4096 == 1 {
            monitor.check()?;
        }
    }
    let bad = |reason: String| Err(DataError::Line { line: lines.number, reason });
    if n_seen < n_entries {
        return bad(format!("ends the file after {n_seen} of {n_entries} entries"));
    }
    // Some documents may have no words, but not nearly all: such a size is an error, and costs memory.
    if n_documents / 100 > n_seen + 1000 {
        return bad(format!("ends the file after {n_seen} entries of {n_documents} announced documents"));
    }
    for (index, row) in rows.iter_mut().enumerate() {
        row.sort_unstable_by_key(|&(column, _)| column);
        row.shrink_to_fit();
        if let Some(twice) = row.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return bad(format!("ends a matrix that gives row {}, column {} twice", index + 1, twice[0].0 + 1));
        }
    }
    rows.resize_with(n_documents, Vec::new);
    Ok(rows)
}

fn entry(line: &[u8], pattern: bool) -> Result<(usize, usize, f32), &'static str> {
    let mut numbers = words(line);
    let mut whole = || numbers.next()?.parse::<usize>().ok();
    let (Some(row), Some(column)) = (whole(), whole()) else { return Err("does not give row and column") };
    let value = if pattern { Some(1.0) } else { numbers.next().and_then(|value| value.parse().ok()) };
    let value = value.filter(|value: &f32| value.is_finite() && *value >= 0.0).ok_or("has no value of 0 or more")?;
    Ok((row, column, value))
}

//! SVMlight: a line a document, `label feature:value …`, features ascending, `#` before what is no data.

use std::io::BufRead;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::DataError;
use super::bag::{Counted, Terms};
use super::lines::{Lines, words};
use crate::corpus::WarningKind;
use crate::corpus::provenance::Limits;
use crate::import::encoding::decode;
use crate::progress::Monitor;

/// Reads the documents. Features count from 0 if any line has a feature 0, otherwise from 1, as is the custom; what
/// follows `#` on a document's line is its name. A line that is no document is noted and left out.
pub fn read(stream: &mut dyn BufRead, limits: &Limits, monitor: &dyn Monitor) -> Result<Counted, DataError> {
    let mut lines = Lines::new(stream, limits.record_bytes);
    let mut rows: Vec<Row> = Vec::new();
    let mut labels = Vec::new();
    let mut names: Vec<Box<str>> = Vec::new();
    let mut notes = Vec::new();
    let mut known_labels: FxHashSet<Arc<str>> = FxHashSet::default();
    loop {
        let number = lines.number + 1;
        let Some(line) = lines.next()? else { break };
        let (document, comment) = match memchr::memchr(b'#', line) {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &[][..]),
        };
        if document.trim_ascii().is_empty() {
            continue;
        }
        let parsed = parse(document);
        let name: Box<str> = decode(comment.trim_ascii()).text.chars().take(MAX_NAME_CHARS).collect::<String>().into();
        match parsed {
            Ok((label, row, n_merged)) => {
                if n_merged > 0 {
                    let reason = format!("names {n_merged} features more than once: their values were added");
                    notes.push((WarningKind::Repaired, number, reason));
                }
                let label = known_labels.get(label).cloned().unwrap_or_else(|| {
                    let label: Arc<str> = label.into();
                    known_labels.insert(Arc::clone(&label));
                    label
                });
                labels.push(label);
                names.push(name);
                rows.push(row);
            }
            Err(reason) if rows.is_empty() => {
                return Err(DataError::Line {
                    line: number,
                    reason: format!("{reason}: it should be “label feature:value …”"),
                });
            }
            Err(reason) => notes.push((WarningKind::Skipped, number, format!("left out: {reason}"))),
        }
        if rows.len() % 256 == 1 {
            monitor.check()?;
        }
    }
    if names.iter().all(|name| name.is_empty()) {
        names.clear();
    }
    let columns = number_columns(&mut rows);
    Ok(Counted { rows, columns, labels, names, notes })
}

/// Features with their values.
type Row = Vec<(u32, f32)>;

/// Characters of a document's name.
const MAX_NAME_CHARS: usize = 200;

/// The label, the features with their values, and how many features had to be merged.
fn parse(document: &[u8]) -> Result<(&str, Row, usize), String> {
    let mut parts = words(document);
    let label = parts.next().unwrap_or_default();
    if label.contains(':') {
        return Err("has no label".to_owned());
    }
    let mut row = Vec::new();
    for part in parts {
        let no_pair = || format!("“{}” is no feature:value", part.chars().take(40).collect::<String>());
        let (feature, value) = part.split_once(':').ok_or_else(no_pair)?;
        if feature == "qid" {
            continue;
        }
        let feature: u32 = feature.parse().map_err(|_| no_pair())?;
        let value: f32 = value.parse().map_err(|_| no_pair())?;
        if !value.is_finite() || value < 0.0 {
            return Err(format!("feature {feature} has no value of 0 or more"));
        }
        if value > 0.0 {
            row.push((feature, value));
        }
    }
    row.sort_by_key(|&(feature, _)| feature);
    let n_before = row.len();
    row.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = (kept.1 + next.1).min(f32::MAX);
        }
        same
    });
    let n_merged = n_before - row.len();
    row.shrink_to_fit();
    Ok((label, row, n_merged))
}

/// Replaces features by columns, which are as many as there are different features: their numbers may be anything.
fn number_columns(rows: &mut [Row]) -> Terms {
    let seen: FxHashSet<u32> = rows.iter().flatten().map(|&(feature, _)| feature).collect();
    let mut numbers: Vec<u32> = seen.into_iter().collect();
    numbers.sort_unstable();
    let columns: FxHashMap<u32, u32> =
        numbers.iter().enumerate().map(|(column, &feature)| (feature, column as u32)).collect();
    rows.iter_mut().flatten().for_each(|entry| entry.0 = columns[&entry.0]);
    let from_zero = numbers.first() == Some(&0);
    Terms::Features { numbers, from_zero }
}

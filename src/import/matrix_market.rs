//! Terms counted elsewhere: Matrix Market files with a vocabulary beside them.

use std::io::BufRead as _;
use std::sync::Arc;

use super::companions::Companions;
use super::decode::Utf8Reader;
use super::encoding::decode;
use super::error::ReadError;
use super::intake::{Halt, Intake};
use super::read_bytes;
use super::unpack::Budget;
use crate::corpus::bag_of_words::BagOfWords;
use crate::corpus::provenance::{ReadOptions, Roles};
use crate::corpus::{Document, WarningKind};

/// Reads `matrix.mtx` (coordinate, real or integer or pattern, general; documents × terms), the terms from
/// `vocabulary.txt` and, if there, titles from `documents.csv` beside it.
///
/// Format: Boisvert, Pozo, Remington: *The Matrix Market Exchange Formats*, NISTIR 5935 (1996).
pub fn read(
    reader: &mut Utf8Reader<'_>,
    companions: &Companions,
    budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let (n_documents, n_terms, rows) = read_entries(reader, intake)?;
    let name = intake.file().to_string();
    let terms = read_vocabulary(companions, budget, intake)?
        .ok_or_else(|| ReadError::NoVocabulary { name: name.clone(), n_terms })?;
    if terms.len() != n_terms {
        return Err(ReadError::VocabularySize { name, n_terms, n_words: terms.len() }.into());
    }
    let counts = rows.iter().flatten().all(|&(_, value)| value.fract() == 0.0);
    let documents = read_documents(companions, budget, n_documents, intake)?;
    intake.corpus.bag = Some(Arc::new(BagOfWords { terms, rows, counts }));
    for document in documents {
        intake.document(document)?;
    }
    Ok(())
}

type Entries = (usize, usize, Vec<Vec<(u32, f32)>>);

fn read_entries(reader: &mut Utf8Reader<'_>, intake: &mut Intake<'_>) -> Result<Entries, ReadError> {
    let name = intake.file().to_string();
    let bad = |line: u64, reason: &str| ReadError::BadMatrix { name: name.clone(), line, reason: reason.to_owned() };
    let io_error = |error| ReadError::Io { path: name.clone().into(), error };

    let mut line = String::new();
    reader.read_line(&mut line).map_err(io_error)?;
    let banner = line.to_lowercase();
    let ["%%matrixmarket", "matrix", "coordinate", field @ ("real" | "integer" | "pattern"), "general"] =
        banner.split_whitespace().collect::<Vec<_>>()[..]
    else {
        return Err(bad(1, "is not “%%MatrixMarket matrix coordinate real|integer|pattern general”"));
    };

    let mut number = 1;
    let mut size: Option<(usize, usize, usize)> = None;
    let mut entries: Vec<(u32, u32, f32)> = Vec::new();
    let mut n_entries = 0;
    loop {
        line.clear();
        number += 1;
        if reader.read_line(&mut line).map_err(io_error)? == 0 {
            break;
        }
        if line.starts_with('%') || line.trim().is_empty() {
            continue;
        }
        let mut numbers = line.split_whitespace();
        let mut whole = || numbers.next()?.parse::<usize>().ok();
        let Some((n_documents, n_terms, announced)) = size else {
            let (Some(n_documents), Some(n_terms), Some(announced)) = (whole(), whole(), whole()) else {
                return Err(bad(number, "does not give rows, columns and entries"));
            };
            if n_documents > MAX_ROWS || n_terms > u32::MAX as usize {
                return Err(bad(
                    number,
                    &format!("announces {n_documents} × {n_terms}, which is more than can be held"),
                ));
            }
            size = Some((n_documents, n_terms, announced));
            continue;
        };
        let (Some(row), Some(column)) = (whole(), whole()) else {
            return Err(bad(number, "does not give row and column"));
        };
        let value = if field == "pattern" { Some(1.0) } else { numbers.next().and_then(|value| value.parse().ok()) };
        let Some(value) = value.filter(|value: &f32| value.is_finite() && *value >= 0.0) else {
            return Err(bad(number, "has no value of 0 or more"));
        };
        if !(1..=n_documents).contains(&row) || !(1..=n_terms).contains(&column) {
            return Err(bad(
                number,
                &format!("names row {row}, column {column} of a {n_documents} × {n_terms} matrix"),
            ));
        }
        n_entries += 1;
        if n_entries > announced {
            return Err(bad(number, &format!("is entry {n_entries}, but {announced} were announced")));
        }
        if value > 0.0 {
            entries.push((row as u32 - 1, column as u32 - 1, value));
        }
        intake.tick()?;
    }
    let (n_documents, n_terms, announced) = size.ok_or_else(|| bad(number, "ends before the size"))?;
    if n_entries < announced {
        return Err(bad(number, &format!("ends the file after {n_entries} of {announced} entries")));
    }
    entries.sort_unstable_by_key(|&(row, column, _)| (row, column));
    if let Some(twice) = entries.windows(2).find(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
        let (row, column, _) = twice[0];
        return Err(bad(number, &format!("ends a matrix that gives row {}, column {} twice", row + 1, column + 1)));
    }
    let mut rows = vec![Vec::new(); n_documents];
    for chunk in entries.chunk_by(|a, b| a.0 == b.0) {
        rows[chunk[0].0 as usize] = chunk.iter().map(|&(_, column, value)| (column, value)).collect();
    }
    Ok((n_documents, n_terms, rows))
}

/// Documents that a matrix may announce: the header alone costs memory for each.
const MAX_ROWS: usize = 10_000_000;

/// One term a line, from `vocabulary.txt` beside the matrix, or `None` without such a file.
fn read_vocabulary(
    companions: &Companions,
    budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<Option<Vec<String>>, ReadError> {
    let Some((_, bytes)) = companions.bytes("vocabulary.txt", budget)? else { return Ok(None) };
    let lines = bytes.strip_suffix(b"\n").unwrap_or(&bytes).split(|&byte| byte == b'\n').enumerate();
    let mut terms = Vec::new();
    for (index, line) in lines {
        let decoded = decode(line.strip_suffix(b"\r").unwrap_or(line));
        intake.note_replaced(Some(index as u64 + 1), decoded.replaced);
        terms.push(decoded.text.into_owned());
    }
    Ok(Some(terms))
}

/// The documents' names from `documents.csv` beside the matrix if it has as many records, otherwise their numbers.
fn read_documents(
    companions: &Companions,
    budget: &Budget,
    n_documents: usize,
    intake: &mut Intake<'_>,
) -> Result<Vec<Document>, ReadError> {
    let numbered = || {
        let numbered = |row: usize| Document { id: (row + 1).to_string().into(), ..Document::default() };
        (0..n_documents).map(numbered).collect()
    };
    let Some((name, bytes)) = companions.bytes("documents.csv", budget)? else { return Ok(numbered()) };
    let roles = Roles { text: vec!["title".to_owned()], ..Roles::default() };
    let options = ReadOptions { roles, limits: *intake.limits(), ..ReadOptions::default() };
    let reason = match read_bytes(&name, bytes, &options, intake.monitor) {
        Ok(named) if named.documents.len() == n_documents => {
            let title_only = |document: Document| Document { title: document.text, text: "".into(), ..document };
            let documents = named.documents.here().unwrap_or_default().iter().cloned();
            return Ok(documents.map(title_only).collect());
        }
        Ok(named) => format!("it names {} documents, the matrix has {n_documents}", named.documents.len()),
        Err(ReadError::Cancelled(cancelled)) => return Err(cancelled.into()),
        Err(error) => error.reason(&name),
    };
    let matrix = intake.file().to_string();
    let found = intake.found.clone();
    intake.begin_file(&name);
    intake.note(WarningKind::Noted, None, format!("not used: {reason}"));
    intake.begin_file(&matrix);
    intake.found = found;
    Ok(numbered())
}

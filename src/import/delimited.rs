//! Tables with a header line: CSV, and tab-separated values with or without quoting.

use std::io::Read;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::reader::{FieldRoles, Labels, Pace, ReadError, SAMPLE_RECORDS, count, decode_field, n_letters};
use super::source::Source;
use crate::corpus::provenance::ReadOptions;
use crate::corpus::{Corpus, Warning, WarningKind};
use crate::progress::Monitor;

pub fn read(
    source: Source,
    delimiter: u8,
    options: &ReadOptions,
    corpus: &mut Corpus,
    monitor: &dyn Monitor,
) -> Result<(), ReadError> {
    let mut pace = Pace::new(&source, monitor);
    let quoting = delimiter != b'\t' || !regular_without_quoting(&source.head, delimiter);
    let file = source.name;
    let quotes =
        QuoteWatch { stream: source.reader, delimiter, state: QuoteState::FieldStart, line: 1, malformed: None };
    let mut table = ReaderBuilder::new().delimiter(delimiter).quoting(quoting).flexible(true).from_reader(quotes);

    let mut warnings = Vec::new();
    let header = table.byte_headers().map_err(|error| unreadable(&file, error))?.clone();
    let names: Vec<String> =
        header.iter().map(|name| decode_field(name, &file, 1, &mut warnings).trim().to_owned()).collect();

    let mut sample = Vec::new();
    while sample.len() < SAMPLE_RECORDS {
        let Some(record) = next_record(&mut table, &file, &mut warnings) else { break };
        sample.push(record);
    }
    if sample.is_empty() {
        return Err(ReadError::Empty { name: file });
    }
    let roles =
        FieldRoles::choose(&file, &names, &mean_letters(&sample, names.len()), sample.len(), options, &corpus.columns)?;

    let mut labels = Labels::default();
    let mut records = sample.into_iter();
    let mut record_number = 0;
    while let Some(record) = records.next().or_else(|| next_record(&mut table, &file, &mut warnings)) {
        pace.record_done()?;
        record_number += 1;
        if record.len() != names.len() {
            let reason = format!("has {}, the header {}", count(record.len(), "field"), names.len());
            warnings.push(Warning {
                kind: WarningKind::Repaired,
                file: file.as_str().into(),
                record: Some(record_number),
                reason,
            });
        }
        let document = roles.document(record_number, &mut labels, |column| {
            decode_field(record.get(column).unwrap_or_default(), &file, record_number, &mut warnings)
        });
        corpus.documents.push(document);
    }
    if let (true, Some(line)) = (quoting, table.get_ref().first_malformed()) {
        let reason =
            format!("a quote in line {line} is not closed where its field ends: a record may hold several lines");
        warnings.push(Warning { kind: WarningKind::Noted, file: file.as_str().into(), record: None, reason });
    }
    roles.note_columns(&names, &file, corpus);
    corpus.warnings.append(&mut warnings);
    Ok(())
}

/// Watches the quotes of a table pass by: one that is opened and not closed before a delimiter swallows what follows it,
/// and the parser, which takes everything, does not tell.
struct QuoteWatch<R> {
    stream: R,
    delimiter: u8,
    state: QuoteState,
    line: u64,
    /// The line of the first quote that is closed in the middle of a field.
    malformed: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum QuoteState {
    FieldStart,
    Unquoted,
    /// Inside a quoted field that was opened on this line.
    Quoted(u64),
    /// After a quote inside a quoted field: its end, or the first of two that stand for one.
    QuoteInQuoted(u64),
}

impl<R> QuoteWatch<R> {
    /// The line, from 1, where the first quote stands that is never closed or closed in the middle of a field.
    fn first_malformed(&self) -> Option<u64> {
        match self.state {
            QuoteState::Quoted(opened) => self.malformed.or(Some(opened)),
            _ => self.malformed,
        }
    }

    fn see(&mut self, byte: u8) {
        let ends_field = byte == self.delimiter || byte == b'\n' || byte == b'\r';
        self.state = match self.state {
            QuoteState::FieldStart if byte == b'"' => QuoteState::Quoted(self.line),
            QuoteState::QuoteInQuoted(opened) if byte == b'"' => QuoteState::Quoted(opened),
            QuoteState::Quoted(opened) if byte == b'"' => QuoteState::QuoteInQuoted(opened),
            QuoteState::Quoted(opened) => QuoteState::Quoted(opened),
            _ if ends_field => QuoteState::FieldStart,
            QuoteState::QuoteInQuoted(opened) => {
                self.malformed.get_or_insert(opened);
                QuoteState::Unquoted
            }
            QuoteState::FieldStart | QuoteState::Unquoted => QuoteState::Unquoted,
        };
        self.line += u64::from(byte == b'\n');
    }
}

impl<R: Read> Read for QuoteWatch<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n_bytes = self.stream.read(buffer)?;
        buffer[..n_bytes].iter().for_each(|&byte| self.see(byte));
        Ok(n_bytes)
    }
}

/// The next record, or `None` at the end; a stream that breaks off ends the table with a warning.
fn next_record(table: &mut Reader<impl Read>, file: &str, warnings: &mut Vec<Warning>) -> Option<ByteRecord> {
    let mut record = ByteRecord::new();
    match table.read_byte_record(&mut record) {
        Ok(true) => Some(record),
        Ok(false) => None,
        Err(error) => {
            let reason = format!("the rest cannot be read: {error}");
            warnings.push(Warning {
                kind: WarningKind::Skipped,
                file: file.into(),
                record: Some(table.position().record()),
                reason,
            });
            None
        }
    }
}

fn mean_letters(sample: &[ByteRecord], n_columns: usize) -> Vec<f64> {
    let chars = |field: &[u8]| n_letters(&String::from_utf8_lossy(field));
    let total = |column: usize| sample.iter().filter_map(|record| record.get(column)).map(chars).sum::<f64>();
    (0..n_columns).map(|column| total(column) / sample.len().max(1) as f64).collect()
}

/// Whether every complete line of `head` has as many fields as the first, quotes taken literally.
fn regular_without_quoting(head: &[u8], delimiter: u8) -> bool {
    let fields = |line: &[u8]| line.iter().filter(|&&byte| byte == delimiter).count();
    let mut lines = head.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let Some(n_delimiters) = lines.next().map(fields) else { return true };
    let complete: Vec<&[u8]> = lines.collect();
    let (_cut, complete) = complete.split_last().map_or((None, &complete[..]), |(last, rest)| (Some(last), rest));
    complete.iter().all(|line| fields(line) == n_delimiters)
}

fn unreadable(file: &str, error: csv::Error) -> ReadError {
    ReadError::Io { path: file.into(), error: std::io::Error::other(error) }
}

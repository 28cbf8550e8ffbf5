//! JSON lines: one object a line; its fields of text and numbers are the columns.

use std::io::BufRead as _;

use serde_json::{Map, Value};

use super::encoding::compose;
use super::reader::{FieldRoles, Labels, Pace, ReadError, SAMPLE_RECORDS, decode_field, n_letters};
use super::source::Source;
use crate::corpus::provenance::ReadOptions;
use crate::corpus::{Corpus, Document, Warning, WarningKind};
use crate::progress::Monitor;

pub fn read(
    mut source: Source,
    options: &ReadOptions,
    corpus: &mut Corpus,
    monitor: &dyn Monitor,
) -> Result<(), ReadError> {
    let mut pace = Pace::new(&source, monitor);
    let mut warnings = Vec::new();
    let mut sample: Vec<Record> = Vec::new();
    let mut chosen: Option<(FieldRoles, Vec<String>)> = None;
    let mut labels = Labels::default();
    let mut n_documents = 0_usize;
    let mut line_number = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let at_end = match source.reader.read_until(b'\n', &mut line) {
            Ok(n_bytes) => n_bytes == 0,
            // What was read of the line is kept.
            Err(error) => {
                let reason = format!("the rest cannot be read: {error}");
                warnings.push(Warning {
                    kind: WarningKind::Skipped,
                    file: source.name.as_str().into(),
                    record: Some(line_number + 1),
                    reason,
                });
                true
            }
        };
        if !line.is_empty() {
            line_number += 1;
            pace.record_done()?;
            if let Some(record) = parse(&line, line_number, &source.name, &mut warnings) {
                sample.push(record);
            }
        }
        if chosen.is_none() && !sample.is_empty() && (at_end || sample.len() == SAMPLE_RECORDS) {
            let names = field_names(&sample);
            let means: Vec<f64> = names.iter().map(|name| mean_letters(&sample, name)).collect();
            let roles = FieldRoles::choose(&source.name, &names, &means, sample.len(), options, &corpus.columns)?;
            chosen = Some((roles, names));
        }
        if let Some((roles, names)) = &chosen {
            for record in sample.drain(..) {
                let text = roles.text_name(names);
                if record.broken.is_none() && record.fields.get(text).is_none_or(Value::is_null) {
                    let reason = format!("has no field “{text}”");
                    warnings.push(Warning {
                        kind: WarningKind::Noted,
                        file: source.name.as_str().into(),
                        record: Some(record.line),
                        reason,
                    });
                }
                corpus.documents.push(document(&record, roles, names, &mut labels));
                n_documents += 1;
            }
        }
        if at_end {
            break;
        }
    }
    if let Some((roles, names)) = chosen {
        roles.note_columns(&names, &source.name, corpus);
    }
    corpus.warnings.append(&mut warnings);
    if n_documents == 0 {
        return Err(ReadError::Empty { name: source.name });
    }
    Ok(())
}

struct Record {
    line: u64,
    fields: Map<String, Value>,
    /// The whole line, of a record that is no object: kept as text so that it is not lost.
    broken: Option<Box<str>>,
}

fn parse(line: &[u8], number: u64, file: &str, warnings: &mut Vec<Warning>) -> Option<Record> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return None;
    }
    let text = decode_field(line, file, number, warnings);
    match serde_json::from_str(&text) {
        Ok(fields) => Some(Record { line: number, fields, broken: None }),
        Err(error) => {
            let reason = format!("is no JSON object and was kept as plain text: {error}");
            warnings.push(Warning { kind: WarningKind::Repaired, file: file.into(), record: Some(number), reason });
            Some(Record { line: number, fields: Map::new(), broken: Some(text) })
        }
    }
}

/// The fields of the sampled records in the order in which they first appear.
fn field_names(sample: &[Record]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in sample.iter().flat_map(|record| record.fields.keys()) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn mean_letters(sample: &[Record], name: &str) -> f64 {
    let texts = sample.iter().filter_map(|record| record.fields.get(name)?.as_str());
    texts.map(n_letters).sum::<f64>() / sample.len() as f64
}

fn document(record: &Record, roles: &FieldRoles, names: &[String], labels: &mut Labels) -> Document {
    if let Some(text) = &record.broken {
        return Document { id: record.line.to_string().into(), text: text.clone(), ..Document::default() };
    }
    roles.document(record.line, labels, |column| match record.fields.get(&names[column]) {
        // Escapes may spell decomposed letters, so that the line being composed is not enough.
        Some(Value::String(text)) => compose(text).into(),
        None | Some(Value::Null) => "".into(),
        Some(other) => other.to_string().into(),
    })
}

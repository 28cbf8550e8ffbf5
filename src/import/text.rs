//! Plain text: a folder with one document a file (its sub-folder is the label), or a file with one document a line.

use std::fs;
use std::io::{BufRead as _, Read as _};
use std::path::{Path, PathBuf};

use super::encoding::Looks;
use super::reader::{Labels, Pace, ReadError, decode_field};
use super::source::Source;
use crate::corpus::{Corpus, Document, Warning, WarningKind};
use crate::progress::{Monitor, Stage, StageKind};

/// Reads one document a line; blank lines are no documents.
pub fn read_lines(mut source: Source, corpus: &mut Corpus, monitor: &dyn Monitor) -> Result<(), ReadError> {
    let mut pace = Pace::new(&source, monitor);
    let mut line = Vec::new();
    let mut number = 0;
    let mut broken = false;
    while !broken {
        line.clear();
        number += 1;
        match source.reader.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {}
            // What was read of the line is kept.
            Err(error) => {
                let reason = format!("the rest cannot be read: {error}");
                corpus.warnings.push(Warning {
                    kind: WarningKind::Skipped,
                    file: source.name.as_str().into(),
                    record: Some(number),
                    reason,
                });
                broken = true;
            }
        }
        pace.record_done()?;
        let line = line.trim_ascii_end();
        if !line.is_empty() {
            let text = decode_field(line, &source.name, number, &mut corpus.warnings);
            corpus.documents.push(Document { id: number.to_string().into(), text, ..Document::default() });
        }
    }
    Ok(())
}

/// Reads every file below `folder`, in the order of their paths; hidden files are passed over.
pub fn read_folder(folder: &Path, corpus: &mut Corpus, monitor: &dyn Monitor) -> Result<(), ReadError> {
    let files = files_below(folder, corpus)?;
    if files.is_empty() {
        return Err(ReadError::EmptyFolder { path: folder.to_owned() });
    }
    let mut labels = Labels::default();
    for (index, path) in files.iter().enumerate() {
        monitor.check()?;
        monitor.report(Stage::at(StageKind::Read, index, files.len()));
        let name = path.strip_prefix(folder).unwrap_or(path);
        match read_file(path, corpus) {
            Ok(text) => corpus.documents.push(Document {
                id: name.to_string_lossy().into(),
                title: path.file_name().unwrap_or_default().to_string_lossy().into(),
                title_counts: false,
                text,
                label: name.parent().and_then(|parent| labels.shared(&parent.to_string_lossy())),
                metadata: Box::default(),
            }),
            Err(reason) => {
                corpus.warnings.push(Warning {
                    kind: WarningKind::Skipped,
                    file: path.display().to_string().into(),
                    record: None,
                    reason,
                });
            }
        }
    }
    if corpus.documents.is_empty() {
        let (path, n_files) = (folder.to_owned(), files.len());
        let first = corpus.warnings.first().map(ToString::to_string).unwrap_or_default();
        return Err(ReadError::NoTextInFolder { path, n_files, first });
    }
    Ok(())
}

/// The text of one file, or the reason why it is no document.
fn read_file(path: &Path, corpus: &mut Corpus) -> Result<Box<str>, String> {
    let mut source = Source::open(path).map_err(|error| error.to_string())?;
    match source.looks() {
        Looks::Text | Looks::Empty => {}
        Looks::Utf16 => return Err("left out: UTF-16 text, save it as UTF-8".to_owned()),
        Looks::NotUtf8 { bad, looked_at } => {
            return Err(format!("left out: {bad} of its first {looked_at} bytes are no UTF-8 text"));
        }
    }
    let mut bytes = Vec::new();
    if let Err(error) = source.reader.read_to_end(&mut bytes) {
        let reason = format!("the rest cannot be read: {error}");
        corpus.warnings.push(Warning {
            kind: WarningKind::Skipped,
            file: source.name.as_str().into(),
            record: None,
            reason,
        });
    }
    Ok(decode_field(&bytes, &source.name, 1, &mut corpus.warnings))
}

/// All files below `folder` that are not hidden; a sub-folder that cannot be read becomes a warning.
fn files_below(top: &Path, corpus: &mut Corpus) -> Result<Vec<PathBuf>, ReadError> {
    let mut files = Vec::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) if folder == top => return Err(ReadError::Io { path: folder, error }),
            Err(error) => {
                let reason = format!("left out: the folder cannot be read: {error}");
                corpus.warnings.push(Warning {
                    kind: WarningKind::Skipped,
                    file: folder.display().to_string().into(),
                    record: None,
                    reason,
                });
                continue;
            }
        };
        for entry in entries.iter().filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b".")) {
            // Links to folders are not followed, so that a folder inside itself cannot trap the reader.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            } else if entry.path().is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

//! Which reader reads which file, what can be asked of it, and what can go wrong.
//!
//! A broken record never stops a load: it becomes a [`Warning`] with file and record. Only a file that cannot be read at
//! all is a [`ReadError`].

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::data::DataError;
use super::encoding::Looks;
use super::source::Source;
use super::{delimited, json_lines, matrix_market, sample, text};
use crate::corpus::provenance::{ReadOptions, Role};
use crate::corpus::{Columns, Corpus, Document, Warning, WarningKind};
use crate::progress::{Cancelled, Monitor, Stage, StageKind};

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("Cannot read: {error}: {}", path.display())]
    Io { path: PathBuf, error: io::Error },
    #[error("No documents: the file is empty or has only blank lines: {name}")]
    Empty { name: String },
    #[error("No files in the folder: {}", path.display())]
    EmptyFolder { path: PathBuf },
    #[error("None of the {} in the folder holds text; the first: {first}: {}", count(*n_files, "file"), path.display())]
    NoTextInFolder { path: PathBuf, n_files: usize, first: String },
    #[error(
        "Not a text file: {bad} of its first {looked_at} bytes are no UTF-8 text. If it is text in another encoding \
         (CP949, Latin-1 …), save it as UTF-8 and open it again: {name}"
    )]
    NotText { name: String, bad: usize, looked_at: usize },
    #[error("The file is one JSON array: save it as JSON lines, one object a line, and open it again: {name}")]
    JsonArray { name: String },
    #[error("The file is UTF-16 text: save it as UTF-8 and open it again: {name}")]
    Utf16 { name: String },
    #[error(
        "No column holds text: looked at {} of {} ({}). Name the column that should be read, \
         or add one with text: {name}",
        count(*looked_at, "record"), count(columns.len(), "column"), columns.join(", ")
    )]
    NoTextColumn { name: String, columns: Vec<String>, looked_at: usize },
    #[error("There is no column “{wanted}”: the columns are {}: {name}", columns.join(", "))]
    UnknownColumn { name: String, wanted: String, columns: Vec<String> },
    #[error("Line {line} {reason}: {name}")]
    BadMatrix { name: String, line: u64, reason: String },
    #[error(
        "The matrix has {n_terms} columns but no vocabulary was found: put a file vocabulary.txt with one term a line \
         beside it: {name}"
    )]
    NoVocabulary { name: String, n_terms: usize },
    #[error("The matrix has {n_terms} columns but its vocabulary {n_words} lines: they must be as many: {name}")]
    VocabularySize { name: String, n_terms: usize, n_words: usize },
    #[error("A matrix must be opened alone, not together with {}: {name}", count(*others, "other file"))]
    MatrixAmongOthers { name: String, others: usize },
    #[error("{error}: {name}")]
    Data { name: String, error: DataError },
    #[error("Nothing to open: name a file or a folder")]
    NoInput,
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// Reads files and folders into one corpus, in the order given.
pub fn read(inputs: &[PathBuf], options: &ReadOptions, monitor: &dyn Monitor) -> Result<Corpus, ReadError> {
    let [first, others @ ..] = inputs else { return Err(ReadError::NoInput) };
    let mut corpus = Corpus { name: corpus_name(first, others.len()), ..Corpus::default() };
    if let Some(matrix) = inputs.iter().find(|path| format_of(path) == Some(Format::MatrixMarket)) {
        if !others.is_empty() {
            return Err(ReadError::MatrixAmongOthers { name: matrix.display().to_string(), others: others.len() });
        }
        matrix_market::read_matrix_market(matrix, &mut corpus, monitor)?;
        return Ok(corpus);
    }
    let mut first_error = None;
    for path in inputs {
        monitor.check()?;
        let outcome = if path.is_dir() {
            text::read_folder(path, &mut corpus, monitor)
        } else {
            Source::open(path).and_then(|source| read_source(source, format_of(path), options, &mut corpus, monitor))
        };
        match outcome {
            Ok(()) => {}
            Err(ReadError::Cancelled(cancelled)) => return Err(cancelled.into()),
            // One file of several that cannot be read does not keep the others from being opened.
            Err(error) => {
                let reason = format!("left out: {error}");
                corpus.warnings.push(Warning {
                    kind: WarningKind::Skipped,
                    file: path.display().to_string().into(),
                    record: None,
                    reason,
                });
                first_error.get_or_insert(error);
            }
        }
    }
    if corpus.documents.is_empty() {
        return Err(first_error.unwrap_or_else(|| ReadError::Empty { name: first.display().to_string() }));
    }
    Ok(corpus)
}

/// The abstracts that come with the program.
pub fn read_sample(options: &ReadOptions, monitor: &dyn Monitor) -> Result<Corpus, ReadError> {
    let mut corpus = Corpus { name: sample::NAME.to_owned(), ..Corpus::default() };
    let source = Source::from_bytes(sample::NAME, sample::PACKED)
        .map_err(|error| ReadError::Io { path: sample::NAME.into(), error })?;
    read_source(source, Some(Format::JsonLines), options, &mut corpus, monitor)?;
    Ok(corpus)
}

fn read_source(
    source: Source,
    format: Option<Format>,
    options: &ReadOptions,
    corpus: &mut Corpus,
    monitor: &dyn Monitor,
) -> Result<(), ReadError> {
    match source.looks() {
        Looks::Text => {}
        Looks::Empty => return Err(ReadError::Empty { name: source.name }),
        Looks::Utf16 => return Err(ReadError::Utf16 { name: source.name }),
        Looks::NotUtf8 { bad, looked_at } => return Err(ReadError::NotText { name: source.name, bad, looked_at }),
    }
    if source.head.trim_ascii_start().starts_with(b"[{")
        || (is_json(&source.name) && source.head.trim_ascii_start().starts_with(b"["))
    {
        return Err(ReadError::JsonArray { name: source.name });
    }
    match format.unwrap_or_else(|| format_by_content(&source.head)) {
        Format::Delimited(delimiter) => delimited::read(source, delimiter, options, corpus, monitor),
        Format::JsonLines => json_lines::read(source, options, corpus, monitor),
        // A matrix is told by its name before any source is opened.
        Format::Lines | Format::MatrixMarket => text::read_lines(source, corpus, monitor),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Delimited(u8),
    JsonLines,
    /// One document a line.
    Lines,
    MatrixMarket,
}

/// The format that a file's name promises, looking through `.gz`.
fn format_of(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let (_, extension) = name.rsplit_once('.')?;
    match extension {
        "csv" => Some(Format::Delimited(b',')),
        "tsv" | "tab" => Some(Format::Delimited(b'\t')),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        "txt" | "text" | "lines" => Some(Format::Lines),
        "mtx" => Some(Format::MatrixMarket),
        _ => None,
    }
}

fn is_json(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(_, extension)| extension == "json")
}

/// The format of a file whose name promises nothing: JSON objects if it opens with one, otherwise one document a line.
fn format_by_content(head: &[u8]) -> Format {
    if head.trim_ascii_start().starts_with(b"{") { Format::JsonLines } else { Format::Lines }
}

fn corpus_name(first: &Path, n_others: usize) -> String {
    let name = first.file_name().unwrap_or(first.as_os_str()).to_string_lossy();
    if n_others == 0 { name.into_owned() } else { format!("{name} and {}", count(n_others, "other")) }
}

/// Reports reading progress and asks for cancellation, once in 256 records.
pub(super) struct Pace<'a> {
    monitor: &'a dyn Monitor,
    consumed: Arc<AtomicU64>,
    size: u64,
    n_records: u64,
}

impl<'a> Pace<'a> {
    pub fn new(source: &Source, monitor: &'a dyn Monitor) -> Self {
        Self { monitor, consumed: source.counter(), size: source.size, n_records: 0 }
    }

    pub fn record_done(&mut self) -> Result<(), Cancelled> {
        self.n_records += 1;
        if self.n_records % 256 == 1 {
            self.monitor.check()?;
            let done = self.consumed.load(Ordering::Relaxed).min(self.size);
            self.monitor.report(Stage::at(StageKind::Read, done as usize, self.size as usize));
        }
        Ok(())
    }
}

/// A record of named fields on its way to a [`Document`], from a table or from JSON.
pub(super) struct FieldRoles {
    text: usize,
    title: Option<usize>,
    label: Option<usize>,
    id: Option<usize>,
}

impl FieldRoles {
    /// Takes the columns that `options` name, and guesses the others from their names and `mean_letters`, the mean
    /// number of their letters in the first `looked_at` records. What `before`, the columns of the files before,
    /// took is taken again where it is there.
    pub fn choose(
        source_name: &str,
        names: &[String],
        mean_letters: &[f64],
        looked_at: usize,
        options: &ReadOptions,
        before: &Columns,
    ) -> Result<Self, ReadError> {
        let position_of = |wanted: &Option<String>| match wanted {
            None => Ok(None),
            Some(wanted) => names.iter().position(|name| name == wanted).map(Some).ok_or_else(|| {
                let (name, columns) = (source_name.to_owned(), names.to_owned());
                ReadError::UnknownColumn { name, wanted: wanted.clone(), columns }
            }),
        };
        let longest = || {
            let (column, &letters) = mean_letters.iter().enumerate().rev().max_by(|a, b| a.1.total_cmp(b.1))?;
            (letters > 0.0).then_some(column)
        };
        let as_before = |name: &Option<String>| names.iter().position(|known| Some(known) == name.as_ref());
        let named = |role: &Role| match role {
            Role::Column(name) => position_of(&Some(name.clone())),
            Role::Guessed | Role::Nobody => Ok(None),
        };
        let text = position_of(&options.roles.text.first().cloned())?
            .or_else(|| as_before(&before.text))
            .or_else(longest)
            .ok_or_else(|| {
                let (name, columns) = (source_name.to_owned(), names.to_owned());
                ReadError::NoTextColumn { name, columns, looked_at }
            })?;
        let guess = |known: &[&str]| {
            let position = |wanted: &&str| names.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted));
            known.iter().find_map(position).filter(|&column| column != text)
        };
        let roles = &options.roles;
        Ok(Self {
            text,
            title: named(&roles.title)?.or_else(|| guess(TITLE_NAMES).filter(|_| roles.title == Role::Guessed)),
            label: named(&roles.label)?.or_else(|| guess(LABEL_NAMES).filter(|_| roles.label == Role::Guessed)),
            id: named(&roles.id)?.or_else(|| guess(ID_NAMES).filter(|_| roles.id == Role::Guessed)),
        })
    }

    pub fn text_name<'a>(&self, names: &'a [String]) -> &'a str {
        &names[self.text]
    }

    /// Remembers the columns of the first file, and warns if this one's text comes from another column.
    pub fn note_columns(&self, names: &[String], file: &str, corpus: &mut Corpus) {
        let columns = self.columns(names);
        match (&corpus.columns.text, &columns.text) {
            (None, _) => corpus.columns = columns,
            (Some(before), Some(now)) if before != now => {
                let reason = format!("text read from “{now}”, in the files before from “{before}”");
                corpus.warnings.push(Warning { kind: WarningKind::Noted, file: file.into(), record: None, reason });
            }
            _ => {}
        }
    }

    fn columns(&self, names: &[String]) -> Columns {
        let name = |column: Option<usize>| column.map(|column| names[column].clone());
        Columns {
            names: names.to_owned(),
            text: name(Some(self.text)),
            title: name(self.title),
            label: name(self.label),
            id: name(self.id),
            ..Columns::default()
        }
    }

    /// Makes the document of a record; `field(column)` gives the text of a column, empty where the record has none.
    pub fn document(&self, record: u64, labels: &mut Labels, mut field: impl FnMut(usize) -> Box<str>) -> Document {
        let id = self.id.map(&mut field).filter(|id| !id.trim().is_empty());
        Document {
            id: id.unwrap_or_else(|| record.to_string().into()),
            title: self.title.map(&mut field).unwrap_or_default(),
            title_counts: true,
            label: self.label.map(&mut field).and_then(|label| labels.shared(&label)),
            text: field(self.text),
            metadata: Box::default(),
        }
    }
}

/// Records that are looked at before the columns' parts are guessed.
pub(super) const SAMPLE_RECORDS: usize = 200;

/// Letters of a text: digits and blanks are not counted, so that numbers and dates never look like text.
pub(super) fn n_letters(text: &str) -> f64 {
    text.chars().filter(|c| c.is_alphabetic()).count() as f64
}

const TITLE_NAMES: &[&str] = &["title", "subject", "headline", "summary", "제목", "표제"];
const LABEL_NAMES: &[&str] =
    &["label", "category", "class", "section", "group", "topic", "venue", "genre", "분류", "카테고리", "범주"];
const ID_NAMES: &[&str] = &["id", "doc_id", "document_id", "key", "package", "petition_idx", "review_id", "index_id"];

/// Shares the text of equal labels between documents.
#[derive(Default)]
pub(super) struct Labels {
    seen: rustc_hash::FxHashSet<Arc<str>>,
}

impl Labels {
    pub fn shared(&mut self, label: &str) -> Option<Arc<str>> {
        let label = label.trim();
        if label.is_empty() {
            return None;
        }
        if let Some(known) = self.seen.get(label) {
            return Some(Arc::clone(known));
        }
        let shared: Arc<str> = label.into();
        self.seen.insert(Arc::clone(&shared));
        Some(shared)
    }
}

/// Decodes one field or line; what had to be repaired is added to `warnings`.
pub(super) fn decode_field(bytes: &[u8], file: &str, record: u64, warnings: &mut Vec<Warning>) -> Box<str> {
    let decoded = super::encoding::decode(bytes);
    if decoded.replaced > 0 {
        let reason = format!("{} replaced by “\u{fffd}”", count(decoded.replaced, "broken byte sequence"));
        warnings.push(Warning { kind: WarningKind::Repaired, file: file.into(), record: Some(record), reason });
    }
    decoded.text.into()
}

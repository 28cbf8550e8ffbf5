//! Where readers bring what they find: documents, what had to be repaired or left out, and how far they are.

use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::ReadError;
use super::data::npy::attach;
use super::encoding::{Detected, decode_from};
use super::error::count;
use super::pace::Pace;
use super::records::complete;
use crate::corpus::provenance::{FileRead, Format, Limits, ReadOptions};
use crate::corpus::{Corpus, Document, Documents, Vectors, Warning, WarningKind};
use crate::progress::{Cancelled, Monitor};

/// Takes what readers find, for a whole corpus or for its first documents.
pub struct Intake<'a> {
    pub corpus: Corpus,
    pub options: &'a ReadOptions,
    pub monitor: &'a dyn Monitor,
    /// What is known of the file that is read; the format's reader fills in what it finds out.
    pub found: FileRead,
    /// Documents that were brought, also those that were left out as duplicates.
    pub n_brought: u64,
    /// How many documents are wanted; `None` for all there are.
    most: Option<usize>,
    /// The file that is read, as it is named in warnings: its path, or its path inside an archive.
    file: Arc<str>,
    labels: FxHashSet<Arc<str>>,
    /// Embeddings that wait for all documents, with the name of their file.
    held: Option<(Arc<str>, Vectors)>,
    /// The first document with a text of this hash.
    seen: FxHashMap<u64, u32>,
    group: Option<Group>,
    encoding: Option<Detected>,
    pub(super) pace: Pace,
}

/// A folder or an archive, whose files are described together as far as they are alike.
struct Group {
    name: String,
    /// Where its files begin in [`Provenance::files`](crate::corpus::provenance::Provenance::files).
    start: usize,
}

/// Why a reader has to stop.
#[derive(Debug)]
pub enum Halt {
    /// As many documents as were wanted are there.
    Enough,
    /// This file cannot be read at all, or the researcher cancelled.
    Failed(ReadError),
}

impl<'a> Intake<'a> {
    pub fn new(options: &'a ReadOptions, most: Option<usize>, monitor: &'a dyn Monitor) -> Self {
        let mut corpus = Corpus::default();
        corpus.provenance.options = options.clone();
        Self {
            corpus,
            options,
            monitor,
            found: nothing_found(""),
            n_brought: 0,
            most,
            file: "".into(),
            labels: FxHashSet::default(),
            held: None,
            seen: FxHashMap::default(),
            group: None,
            encoding: None,
            pace: Pace::default(),
        }
    }

    /// From now on documents and warnings are of this file.
    pub fn begin_file(&mut self, name: &str) {
        self.file = name.into();
        self.found = nothing_found(name);
        self.encoding = None;
    }

    /// The file has been read, or as much of it as was wanted: `n_documents` were in the corpus before.
    pub fn end_file(&mut self, n_bytes: u64, n_documents_before: usize) {
        let n_documents = (self.corpus.documents.len() - n_documents_before) as u64;
        let file = FileRead { n_files: 1, n_bytes, n_documents, ..self.found.clone() };
        let files = &mut self.corpus.provenance.files;
        let alike = self.group.as_ref().and_then(|group| {
            let alike = files[group.start..].iter_mut().find(|before| are_alike(before, &file))?;
            Some((alike, group))
        });
        match alike {
            Some((before, group)) => {
                before.name.clone_from(&group.name);
                before.n_files += 1;
                before.n_bytes += n_bytes;
                before.n_documents += n_documents;
            }
            None => files.push(file),
        }
    }

    /// From now on files are inside of the folder or archive `name`; files in a folder in it are too.
    pub fn begin_group(&mut self, name: &str) -> bool {
        let outermost = self.group.is_none();
        if outermost {
            self.group = Some(Group { name: name.to_owned(), start: self.corpus.provenance.files.len() });
        }
        outermost
    }

    pub fn end_group(&mut self) {
        self.group = None;
    }

    /// The name of the file that is read.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    pub fn limits(&self) -> &'a Limits {
        &self.options.limits
    }

    /// Takes a document in.
    pub fn document(&mut self, document: Document) -> Result<(), Halt> {
        self.document_of(None, document)
    }

    /// Takes in the document of a record, counted from 1. Of one without text, or with the text of one before, a note is
    /// made.
    pub fn document_of(&mut self, record: Option<u64>, document: Document) -> Result<(), Halt> {
        self.tick()?;
        self.n_brought += 1;
        if self.corpus.bag.is_none() && self.is_left_out(record, &document) {
            return Ok(());
        }
        self.corpus.documents.push(document);
        match self.most {
            Some(most) if self.corpus.documents.len() >= most => Err(Halt::Enough),
            _ => Ok(()),
        }
    }

    fn is_left_out(&mut self, record: Option<u64>, document: &Document) -> bool {
        let Documents::Here { documents: before, .. } = &self.corpus.documents else { return false };
        if document.text.trim().is_empty() {
            // Records wait until the first have been looked at, so that others may have been told of in between.
            let is_of_file = |warning: &&Warning| Arc::ptr_eq(&warning.file, &self.file);
            let mut told = self.corpus.warnings.iter().rev().take(LATEST_WARNINGS).take_while(is_of_file);
            let is_told = record.is_some() && told.any(|warning| warning.record == record);
            if !is_told {
                let reason = if document.title.trim().is_empty() || !document.title_counts {
                    "has no text"
                } else {
                    "has no text, only a title"
                };
                self.note(WarningKind::Noted, record, reason);
            }
            return false;
        }
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(&*document.text);
        let same = match self.seen.get(&hash) {
            Some(&row) => before.get(row as usize).filter(|same| same.text == document.text),
            None => {
                self.seen.insert(hash, before.len() as u32);
                None
            }
        };
        let Some(same) = same else { return false };
        let left_out = self.options.leave_out_duplicates;
        let reason = format!("has the text of document “{}”{}", same.id, if left_out { ": left out" } else { "" });
        self.note(WarningKind::Duplicate, record, reason);
        left_out
    }

    /// Notes what became of a record, counted from 1, or of the whole file.
    pub fn note(&mut self, kind: WarningKind, record: Option<u64>, reason: impl Into<String>) {
        self.corpus.warnings.push(Warning { kind, file: Arc::clone(&self.file), record, reason: reason.into() });
    }

    /// Notes something about another file than the one that is read.
    pub fn note_about(&mut self, file: &str, kind: WarningKind, reason: String) {
        self.corpus.warnings.push(Warning { kind, file: file.into(), record: None, reason });
    }

    /// Keeps embeddings until all documents are there. Only one file can give them.
    pub fn hold_vectors(&mut self, vectors: Vectors) {
        if self.held.is_some() {
            self.note(WarningKind::Skipped, None, "embeddings not used: another file has some already");
        } else {
            self.held = Some((Arc::clone(&self.file), vectors));
        }
    }

    /// The file of embeddings that wait.
    pub fn held_vectors(&self) -> Option<&str> {
        self.held.as_ref().map(|(file, _)| &**file)
    }

    /// All that was wanted has been read: what belongs to the corpus as a whole is put in its place.
    pub fn finish(&mut self) {
        complete(&mut self.corpus);
        // The first documents alone never fit embeddings of all.
        if let Some((file, vectors)) = self.held.take().filter(|_| self.most.is_none()) {
            attach(&mut self.corpus, vectors, &file);
        }
    }

    /// Notes that the file breaks off with `record`.
    pub fn breaks_off(&mut self, record: Option<u64>, error: &std::io::Error) -> Result<(), Halt> {
        self.monitor.check()?;
        self.note(WarningKind::Skipped, record, format!("the rest cannot be read: {error}"));
        Ok(())
    }

    /// Notes how many broken byte sequences of a record had to be replaced, if any.
    pub fn note_replaced(&mut self, record: Option<u64>, n_replaced: usize) {
        if n_replaced > 0 {
            let reason = format!("{} replaced by “\u{fffd}”", count(n_replaced, "broken byte sequence"));
            self.note(WarningKind::Repaired, record, reason);
        }
    }

    /// The text of a record of one field; `transcoded` as [`decode_from`] takes it.
    pub fn text(&mut self, bytes: &[u8], transcoded: bool, record: Option<u64>) -> Box<str> {
        let decoded = decode_from(bytes, transcoded);
        let replaced = decoded.replaced;
        let text = decoded.text.into();
        self.note_replaced(record, replaced);
        text
    }

    /// Remembers the encoding that a text was in.
    pub fn found_encoding(&mut self, detected: Detected) {
        if self.encoding != Some(detected) {
            self.encoding = Some(detected);
            self.found.encoding = Some(detected.shown());
        }
    }

    /// Equal labels share their text; a blank one is none.
    pub fn label(&mut self, label: &str) -> Option<Arc<str>> {
        let label = label.trim();
        if label.is_empty() {
            return None;
        }
        if let Some(known) = self.labels.get(label) {
            return Some(Arc::clone(known));
        }
        let shared: Arc<str> = label.into();
        self.labels.insert(Arc::clone(&shared));
        Some(shared)
    }
}

/// Warnings among which one about the same record is looked for.
const LATEST_WARNINGS: usize = 400;

fn nothing_found(name: &str) -> FileRead {
    FileRead {
        name: name.to_owned(),
        format: Format::Text,
        encoding: None,
        delimiter: None,
        has_header: None,
        sheets: None,
        unit: None,
        n_files: 0,
        n_bytes: 0,
        n_documents: 0,
    }
}

fn are_alike(a: &FileRead, b: &FileRead) -> bool {
    let way = |file: &FileRead| (file.format, file.delimiter, file.has_header, file.unit);
    way(a) == way(b) && a.encoding == b.encoding && a.sheets == b.sheets
}

impl From<ReadError> for Halt {
    fn from(error: ReadError) -> Self {
        Self::Failed(error)
    }
}

impl From<Cancelled> for Halt {
    fn from(cancelled: Cancelled) -> Self {
        Self::Failed(cancelled.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, text: &str) -> Document {
        Document { id: id.into(), text: text.into(), ..Document::default() }
    }

    fn reasons(intake: &Intake<'_>) -> Vec<(WarningKind, Option<u64>, String)> {
        intake.corpus.warnings.iter().map(|warning| (warning.kind, warning.record, warning.reason.clone())).collect()
    }

    #[test]
    fn duplicates_are_told_and_left_out_if_wanted() {
        let mut options = ReadOptions::default();
        for (leave_out, n_documents, ending) in [(false, 3, ""), (true, 2, ": left out")] {
            options.leave_out_duplicates = leave_out;
            let mut intake = Intake::new(&options, None, &());
            for (record, text) in [(1, "alpha"), (2, "beta"), (3, "alpha")] {
                intake.document_of(Some(record), document(&record.to_string(), text)).unwrap();
            }
            assert_eq!(intake.corpus.documents.len(), n_documents);
            assert_eq!(intake.n_brought, 3);
            let reason = format!("has the text of document “1”{ending}");
            assert_eq!(reasons(&intake), [(WarningKind::Duplicate, Some(3), reason)]);
        }
    }

    #[test]
    fn documents_without_text_are_kept_and_told_once() {
        let options = ReadOptions::default();
        let mut intake = Intake::new(&options, None, &());
        intake.document_of(Some(1), document("1", " \n")).unwrap();
        intake.note(WarningKind::Repaired, Some(2), "has 1 field");
        intake.document_of(Some(2), document("2", "")).unwrap();
        assert_eq!(intake.corpus.documents.len(), 2);
        let expected = [(WarningKind::Noted, Some(1), "has no text"), (WarningKind::Repaired, Some(2), "has 1 field")];
        assert_eq!(reasons(&intake), expected.map(|(kind, record, reason)| (kind, record, reason.to_owned())));
    }

    #[test]
    fn no_more_documents_are_taken_than_wanted() {
        let options = ReadOptions::default();
        let mut intake = Intake::new(&options, Some(2), &());
        assert!(intake.document(document("1", "alpha")).is_ok());
        assert!(matches!(intake.document(document("2", "beta")), Err(Halt::Enough)));
    }

    #[test]
    fn files_of_a_group_that_are_alike_are_described_together() {
        let options = ReadOptions::default();
        let mut intake = Intake::new(&options, None, &());
        intake.begin_group("folder");
        for (name, format) in [("a.txt", Format::Text), ("b.csv", Format::Delimited), ("c.txt", Format::Text)] {
            intake.begin_file(name);
            intake.found.format = format;
            let before = intake.corpus.documents.len();
            intake.document(document(name, name)).unwrap();
            intake.end_file(10, before);
        }
        let files: Vec<(&str, u64, u64, u64)> = intake
            .corpus
            .provenance
            .files
            .iter()
            .map(|file| (&*file.name, file.n_files, file.n_bytes, file.n_documents))
            .collect();
        assert_eq!(files, [("folder", 2, 20, 2), ("b.csv", 1, 10, 1)]);
    }
}

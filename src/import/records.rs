//! Columns to documents: records of a table or of JSON, each column with the part that it plays.
//!
//! The first records wait until the parts of the columns are known; from then on each becomes a document at once. Columns
//! of several files are united by their names.

mod plan;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::embedding::{Embedding, are_too_many_zeros};
use super::intake::{Halt, Intake};
use super::roles::{Choice, Parts, Seen, VectorColumns};
use crate::corpus::{Corpus, Document, Documents, Warning, WarningKind};
use plan::{Counts, MAX_FIELDS, MAX_VALUE_CHARS, Plan, kept_value};

/// One record on its way to a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Columns by the numbers that the [`RecordTaker`] gave them. What is missing is not there; of what is there twice, the
    /// last counts.
    pub fields: Vec<(usize, Cell)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Vector(Vec<f32>),
}

/// Records that are looked at before the columns' parts are guessed.
const SAMPLE_RECORDS: usize = 200;

/// Columns of one file; the number of those beyond is [`NOWHERE`].
const MAX_COLUMNS: usize = 10_000;

/// The number of a column that is one too many.
const NOWHERE: usize = usize::MAX;

/// Makes documents of the records of one file.
pub struct RecordTaker {
    names: Vec<String>,
    column_of: FxHashMap<String, usize>,
    sample: Vec<Waiting>,
    sample_bytes: u64,
    plan: Option<Plan>,
    n_columns_over: usize,
    counts: Counts,
}

enum Waiting {
    Record(Record),
    Text { number: u64, text: String },
}

impl RecordTaker {
    /// `names` of the columns in their order, as a table has them. One without a name gets its number, and one whose name
    /// another has is told apart.
    pub fn new(names: Vec<String>) -> Self {
        let mut taker = Self {
            names: Vec::new(),
            column_of: FxHashMap::default(),
            sample: Vec::new(),
            sample_bytes: 0,
            plan: None,
            n_columns_over: 0,
            counts: Counts::default(),
        };
        // How often a name was there, so that of a thousand equal ones each is not told apart from all before.
        let mut n_same: FxHashMap<String, usize> = FxHashMap::default();
        for (index, name) in names.into_iter().take(MAX_COLUMNS).enumerate() {
            let name = if name.trim().is_empty() { format!("column {}", index + 1) } else { name };
            let mut unique = name.clone();
            while taker.column_of.contains_key(&unique) {
                let n_same = n_same.entry(name.clone()).or_insert(1);
                *n_same += 1;
                unique = format!("{name} ({n_same})");
            }
            taker.add(unique);
        }
        taker
    }

    /// The number of the column `name`, which is a new one if there was none.
    pub fn column(&mut self, name: &str) -> usize {
        if let Some(&column) = self.column_of.get(name) {
            return column;
        }
        if self.names.len() >= MAX_COLUMNS {
            self.n_columns_over += 1;
            return NOWHERE;
        }
        self.add(name.to_owned())
    }

    pub fn n_columns(&self) -> usize {
        self.names.len()
    }

    fn add(&mut self, name: String) -> usize {
        let column = self.names.len();
        self.column_of.insert(name.clone(), column);
        self.names.push(name);
        column
    }

    /// Takes a record.
    pub fn take(&mut self, record: Record, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let n_bytes = |(_, cell): &(usize, Cell)| match cell {
            Cell::Text(text) => text.len() + 32,
            Cell::Vector(vector) => vector.len() * 4 + 32,
        };
        let n_bytes = record.fields.iter().map(n_bytes).sum::<usize>();
        let is_over = |(column, _): &&(usize, Cell)| *column >= self.names.len() && *column != NOWHERE;
        self.n_columns_over += record.fields.iter().filter(is_over).count();
        self.wait_or_go(Waiting::Record(record), n_bytes, intake)
    }

    /// Takes what is no record but was kept as text.
    pub fn take_text(&mut self, number: u64, text: String, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let n_bytes = text.len();
        self.wait_or_go(Waiting::Text { number, text }, n_bytes, intake)
    }

    fn wait_or_go(&mut self, waiting: Waiting, n_bytes: usize, intake: &mut Intake<'_>) -> Result<(), Halt> {
        if self.plan.is_some() {
            return self.go(waiting, intake);
        }
        self.sample.push(waiting);
        self.sample_bytes += n_bytes as u64;
        if self.sample.len() >= SAMPLE_RECORDS || self.sample_bytes > intake.limits().record_bytes {
            self.begin(intake)?;
        }
        Ok(())
    }

    /// To be called after the last record.
    pub fn finish(mut self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let outcome = if self.plan.is_none() && !self.sample.is_empty() { self.begin(intake) } else { Ok(()) };
        self.settle(intake);
        outcome
    }

    /// Decides the parts of the columns, and lets the records go that waited for it.
    fn begin(&mut self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        // Texts alone say nothing about columns.
        if self.sample.iter().any(|waiting| matches!(waiting, Waiting::Record(_))) {
            self.plan = Some(self.plan(intake)?);
        }
        self.sample_bytes = 0;
        for waiting in std::mem::take(&mut self.sample) {
            self.go(waiting, intake)?;
        }
        Ok(())
    }

    fn plan(&self, intake: &mut Intake<'_>) -> Result<Plan, Halt> {
        let mut plan = Plan::new(self.parts(intake)?, &self.names, &intake.corpus);
        plan.tell_columns(&self.names, intake);
        for column in 0..self.names.len() {
            plan.field_for(column, &self.names[column], intake);
        }
        if plan.parts.vector != VectorColumns::None {
            let n_documents = intake.corpus.documents.len();
            let columns = if let VectorColumns::Each(columns) = &plan.parts.vector { &columns[..] } else { &[] };
            plan.embedding = Some(Embedding::go_on(intake.corpus.vectors.take(), n_documents, columns));
        }
        Ok(plan)
    }

    fn parts(&self, intake: &Intake<'_>) -> Result<Parts, Halt> {
        let mut seen: Vec<Seen<'_>> = self.names.iter().map(|_| Seen::default()).collect();
        for waiting in &self.sample {
            let Waiting::Record(record) = waiting else { continue };
            for (column, cell) in &record.fields {
                match (seen.get_mut(*column), cell) {
                    (Some(seen), Cell::Text(text)) if !text.trim().is_empty() => seen.texts.push(text),
                    (Some(seen), Cell::Vector(_)) => seen.n_vectors += 1,
                    _ => {}
                }
            }
        }
        let choice = Choice {
            file: intake.file(),
            names: &self.names,
            seen: &seen,
            n_records: self.sample.len(),
            roles: &intake.options.roles,
            before: &intake.corpus.columns,
        };
        Ok(choice.parts()?)
    }

    fn go(&mut self, waiting: Waiting, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let (Waiting::Text { number, .. } | Waiting::Record(Record { number, .. })) = waiting;
        let document = match waiting {
            Waiting::Text { number, text } => {
                let metadata = vec![Box::default(); intake.corpus.fields.len()].into();
                Document { id: number.to_string().into(), text: text.into(), metadata, ..Document::default() }
            }
            Waiting::Record(record) => self.document(record, intake),
        };
        let outcome = intake.document_of(Some(number), document);
        if outcome.is_err() {
            self.settle(intake);
        }
        outcome
    }

    fn document(&mut self, record: Record, intake: &mut Intake<'_>) -> Document {
        let Record { number, fields } = record;
        let Some(plan) = &mut self.plan else { return Document::default() };
        // Columns that came new with this record.
        for column in plan.field_of.len()..self.names.len() {
            plan.field_for(column, &self.names[column], intake);
        }
        // Words of a title that is part of the text are counted there.
        let in_text = plan.parts.title.is_some_and(|title| plan.parts.text.contains(&title));
        let mut document = Document { title_counts: !in_text, ..Document::default() };
        let mut texts: Vec<String> = vec![String::new(); plan.parts.text.len()];
        let mut has_text = false;
        let mut metadata: Vec<Box<str>> = vec![Box::default(); intake.corpus.fields.len()];
        let mut coordinates = Vec::new();
        for (column, cell) in fields {
            let text = match cell {
                Cell::Vector(vector) if plan.parts.vector == VectorColumns::Whole(column) => {
                    coordinates = vector;
                    continue;
                }
                Cell::Vector(_) => {
                    self.counts.vectors_not_kept += 1;
                    continue;
                }
                Cell::Text(text) => text,
            };
            let Parts { title, label, id, date, .. } = plan.parts;
            if let VectorColumns::Each(columns) = &plan.parts.vector
                && let Some(place) = plan.embedding.as_ref().and_then(|embedding| embedding.place(column))
            {
                coordinates.resize(columns.len(), f32::NAN);
                coordinates[place] = text.trim().parse().unwrap_or(f32::NAN);
            }
            if let Some(field) = plan.field_of.get(column).copied().flatten() {
                let form = date.filter(|&(of, _)| of == column).map(|(_, form)| form);
                metadata[field] = kept_value(&text, form, &mut plan.kinds[field], &mut self.counts);
            }
            if id == Some(column) && !text.trim().is_empty() {
                document.id = text.trim().into();
            }
            if label == Some(column) {
                document.label = intake.label(&text);
            }
            let place = plan.parts.text.iter().position(|&of| of == column);
            has_text |= place.is_some();
            match (title == Some(column), place) {
                (true, None) => document.title = text.into(),
                (also_title, Some(place)) => {
                    if also_title {
                        document.title = text.as_str().into();
                    }
                    texts[place] = text;
                }
                (false, None) => {}
            }
        }
        if document.id.is_empty() {
            document.id = number.to_string().into();
        }
        if !has_text {
            intake.note(WarningKind::Noted, Some(number), format!("has no field “{}”", plan.text_name));
        }
        document.text = joined(texts);
        document.metadata = metadata.into();
        if let Some(embedding) = &mut plan.embedding {
            embedding.push(intake.corpus.documents.len(), &coordinates);
        }
        document
    }

    /// Gives the corpus what belongs to the file as a whole, and notes what was counted. Does nothing the second time.
    fn settle(&mut self, intake: &mut Intake<'_>) {
        let Some(plan) = self.plan.take() else { return };
        plan.settle_kinds(intake);
        let known = &mut intake.corpus.columns.names;
        let n_free = MAX_COLUMNS.saturating_sub(known.len());
        let seen: FxHashSet<&str> = known.iter().map(String::as_str).collect();
        let new: Vec<String> =
            self.names.iter().filter(|name| !seen.contains(name.as_str())).take(n_free).cloned().collect();
        known.extend(new);
        let n_grown = plan.n_fields_before < intake.corpus.fields.len();
        if let Some(embedding) = plan.embedding {
            let (vectors, reasons) = embedding.finish(intake.corpus.documents.len());
            intake.corpus.vectors = vectors;
            reasons.into_iter().for_each(|reason| intake.note(WarningKind::Noted, None, reason));
        }
        if n_grown {
            complete(&mut intake.corpus);
        }
        let counts = std::mem::take(&mut self.counts);
        let mut tell = |n: usize, reason: String| {
            if n > 0 {
                intake.note(WarningKind::Noted, None, reason);
            }
        };
        let Counts { dates, dates_unread, values_cut, vectors_not_kept } = counts;
        tell(
            dates_unread,
            format!("{dates_unread} of {dates} dates could not be read for certain and stay as they are written"),
        );
        tell(values_cut, format!("{values_cut} values beside the text were cut after {MAX_VALUE_CHARS} characters"));
        tell(vectors_not_kept, format!("{vectors_not_kept} further vectors were not kept"));
        let over = plan.n_fields_over;
        tell(over, format!("{over} columns beyond the first {MAX_FIELDS} were not kept: name those that should be"));
        let over = self.n_columns_over;
        tell(over, format!("{over} values of fields beyond the first {MAX_COLUMNS} were not kept"));
    }
}

/// Texts with a blank line between those that are not blank.
fn joined(mut texts: Vec<String>) -> Box<str> {
    if texts.len() > 1 {
        texts.retain(|text| !text.trim().is_empty());
    }
    match texts.len() {
        0 => Box::default(),
        1 => texts.remove(0).into(),
        _ => texts.join("\n\n").into(),
    }
}

/// Gives each document a value for each field, and each a vector if any has one: files may differ in what they have.
pub fn complete(corpus: &mut Corpus) {
    let n_fields = corpus.fields.len();
    if let Documents::Here { documents, .. } = &mut corpus.documents {
        for document in documents.iter_mut().filter(|document| document.metadata.len() < n_fields) {
            let mut metadata = std::mem::take(&mut document.metadata).into_vec();
            metadata.resize_with(n_fields, Box::default);
            document.metadata = metadata.into();
        }
    }
    let n_documents = corpus.documents.len();
    if let Some(vectors) = &mut corpus.vectors
        && vectors.values.len() < n_documents * vectors.n_cols
    {
        let n_missing = n_documents - vectors.values.len() / vectors.n_cols.max(1);
        let reason = if are_too_many_zeros(n_missing, vectors.n_cols, vectors.values.len()) {
            corpus.vectors = None;
            format!("embeddings not used: {n_missing} documents have none")
        } else {
            let vectors = Arc::make_mut(vectors);
            vectors.values.resize(n_documents * vectors.n_cols, 0.0);
            format!("{n_missing} documents have no vector: they got zeros")
        };
        corpus.warnings.push(Warning {
            kind: WarningKind::Noted,
            file: corpus.name.as_str().into(),
            record: None,
            reason,
        });
    }
}

#[cfg(test)]
mod tests;

//! From records of named fields to documents: which field is text, which title, label or id.

use super::encoding::compose;
use super::error::ReadError;
use super::intake::{Halt, Intake};
use crate::corpus::provenance::{ReadOptions, Role};
use crate::corpus::{Columns, Document, WarningKind};

/// A record of a table or a JSON object.
#[derive(Debug)]
pub struct Record {
    /// Counted from 1.
    pub number: u64,
    /// Columns with what they hold.
    pub fields: Vec<(usize, Cell)>,
}

/// Instead of a column: the cell is the text of the whole record, which has no fields.
pub const WHOLE: usize = usize::MAX;

#[derive(Debug)]
pub enum Cell {
    Text(String),
    Vector(Vec<f32>),
}

/// Makes documents of records, once it has seen enough of them to know what their columns are.
pub struct RecordTaker {
    names: Vec<String>,
    waiting: Vec<Record>,
    roles: Option<FieldRoles>,
}

/// Records that are looked at before the columns' parts are guessed.
const SAMPLE_RECORDS: usize = 200;

impl RecordTaker {
    pub fn new(names: Vec<String>) -> Self {
        Self { names, waiting: Vec::new(), roles: None }
    }

    /// The number of the column of this name, which is added if it is new.
    pub fn column(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    pub fn take(&mut self, record: Record, intake: &mut Intake<'_>) -> Result<(), Halt> {
        match &self.roles {
            Some(roles) => roles.bring(&record, &self.names, intake),
            None => {
                self.waiting.push(record);
                if self.waiting.len() == SAMPLE_RECORDS { self.choose(intake) } else { Ok(()) }
            }
        }
    }

    pub fn finish(mut self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        if self.waiting.is_empty() { Ok(()) } else { self.choose(intake) }
    }

    fn choose(&mut self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let waiting = std::mem::take(&mut self.waiting);
        let roles = FieldRoles::choose(&self.names, &waiting, intake)?;
        roles.note_columns(&self.names, intake);
        for record in &waiting {
            roles.bring(record, &self.names, intake)?;
        }
        self.roles = Some(roles);
        Ok(())
    }
}

struct FieldRoles {
    text: usize,
    title: Option<usize>,
    label: Option<usize>,
    id: Option<usize>,
}

impl FieldRoles {
    fn choose(names: &[String], sample: &[Record], intake: &Intake<'_>) -> Result<Self, ReadError> {
        let options: &ReadOptions = intake.options;
        let file = || intake.file().to_string();
        let position_of = |wanted: &str| {
            names.iter().position(|name| name == wanted).ok_or_else(|| ReadError::UnknownColumn {
                name: file(),
                wanted: wanted.to_owned(),
                columns: names.to_owned(),
            })
        };
        let letters = |record: &Record, column: usize| {
            let texts = record.fields.iter().filter(|(at, _)| *at == column);
            texts.map(|(_, cell)| if let Cell::Text(text) = cell { n_letters(text) } else { 0 }).sum::<usize>()
        };
        let total = |column: usize| sample.iter().map(|record| letters(record, column)).sum::<usize>();
        let longest = || {
            let column = (0..names.len()).rev().max_by_key(|&column| total(column))?;
            (total(column) > 0).then_some(column)
        };
        let before = intake.corpus.columns.text.as_ref();
        let text = match options.roles.text.first() {
            Some(wanted) => Some(position_of(wanted)?),
            None => names.iter().position(|name| Some(name) == before).or_else(longest),
        };
        let Some(text) = text else {
            let looked_at = sample.len();
            return Err(ReadError::NoTextColumn { name: file(), columns: names.to_owned(), looked_at });
        };
        let role = |role: &Role, known: &[&str]| match role {
            Role::Column(name) => position_of(name).map(Some),
            Role::Nobody => Ok(None),
            Role::Guessed => {
                let position = |wanted: &&str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
                Ok(known.iter().find_map(position).filter(|&column| column != text))
            }
        };
        let title = role(&options.roles.title, TITLE_NAMES)?;
        let label = role(&options.roles.label, LABEL_NAMES)?;
        let id = role(&options.roles.id, ID_NAMES)?;
        Ok(Self { text, title, label, id })
    }

    /// Remembers the columns of the first file, and notes if this one's text comes from another column.
    fn note_columns(&self, names: &[String], intake: &mut Intake<'_>) {
        let name = |column: Option<usize>| column.map(|column| names[column].clone());
        let now = &names[self.text];
        match intake.corpus.columns.text.clone() {
            None => {
                intake.corpus.columns = Columns {
                    names: names.to_owned(),
                    text: Some(now.clone()),
                    title: name(self.title),
                    label: name(self.label),
                    id: name(self.id),
                    ..Columns::default()
                };
            }
            Some(before) if before != *now => {
                let reason = format!("text read from “{now}”, in the files before from “{before}”");
                intake.note(WarningKind::Noted, None, reason);
            }
            Some(_) => {}
        }
    }

    fn bring(&self, record: &Record, names: &[String], intake: &mut Intake<'_>) -> Result<(), Halt> {
        if let [(WHOLE, Cell::Text(text))] = &record.fields[..] {
            let id = record.number.to_string().into();
            let document = Document { id, text: text.as_str().into(), ..Document::default() };
            return intake.document_of(Some(record.number), document);
        }
        let field = |column: usize| {
            record.fields.iter().find_map(|(at, cell)| match cell {
                Cell::Text(text) if *at == column => Some(&**text),
                _ => None,
            })
        };
        let composed = |column: Option<usize>| compose(column.and_then(field).unwrap_or_default());
        if field(self.text).is_none() && !record.fields.is_empty() {
            intake.note(WarningKind::Noted, Some(record.number), format!("has no field “{}”", names[self.text]));
        }
        let id = composed(self.id);
        let id = if id.trim().is_empty() { record.number.to_string() } else { id.into_owned() };
        let document = Document {
            id: id.into(),
            title: composed(self.title).into(),
            title_counts: true,
            label: intake.label(&composed(self.label)),
            text: composed(Some(self.text)).into(),
            metadata: Box::default(),
        };
        intake.document_of(Some(record.number), document)
    }
}

/// Letters of a text: digits and blanks are not counted, so that numbers and dates never look like text.
fn n_letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

const TITLE_NAMES: &[&str] = &["title", "subject", "headline", "summary", "제목", "표제"];
const LABEL_NAMES: &[&str] =
    &["label", "category", "class", "section", "group", "topic", "venue", "genre", "분류", "카테고리", "범주"];
const ID_NAMES: &[&str] = &["id", "doc_id", "document_id", "key", "package", "petition_idx", "review_id", "index_id"];

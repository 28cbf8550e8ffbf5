//! What is done with each column of a file, once its part is decided.

use crate::corpus::WarningKind;
use crate::corpus::{Columns, Corpus, Field, FieldKind};
use crate::import::dates::DateForm;
use crate::import::embedding::Embedding;
use crate::import::intake::Intake;
use crate::import::roles::{Parts, is_number};

/// What is done with each column, once it is decided.
pub struct Plan {
    pub parts: Parts,
    pub text_name: String,
    /// For each column, the field that its values are kept in.
    pub field_of: Vec<Option<usize>>,
    /// For each field of the corpus, what this file has in it.
    pub kinds: Vec<Option<FieldKind>>,
    pub n_fields_before: usize,
    pub n_fields_over: usize,
    pub embedding: Option<Embedding>,
}

/// What is told once for the whole file.
#[derive(Default)]
pub struct Counts {
    pub dates: usize,
    pub dates_unread: usize,
    pub values_cut: usize,
    pub vectors_not_kept: usize,
}

/// Columns that are kept as metadata unless they are named.
pub const MAX_FIELDS: usize = 256;

/// Characters of one value that is kept as metadata.
pub const MAX_VALUE_CHARS: usize = 1_000;

impl Plan {
    pub fn new(parts: Parts, names: &[String], corpus: &Corpus) -> Self {
        let text: Vec<&str> = parts.text.iter().map(|&column| names[column].as_str()).collect();
        Self {
            text_name: text.join("”, “"),
            parts,
            field_of: Vec::new(),
            kinds: vec![None; corpus.fields.len()],
            n_fields_before: corpus.fields.len(),
            n_fields_over: 0,
            embedding: None,
        }
    }

    /// Remembers the columns of the first file, and tells if this one's text comes from another column.
    pub fn tell_columns(&self, names: &[String], intake: &mut Intake<'_>) {
        let Parts { text, title, label, id, date, .. } = &self.parts;
        let name = |column: usize| names[column].clone();
        let text_name = text.first().map(|&column| name(column));
        let kept = intake.options.roles.kept.iter().flatten();
        let missing: Vec<&String> = kept.filter(|kept| !names.contains(kept)).collect();
        for missing in missing {
            intake.note(WarningKind::Noted, None, format!("has no column “{missing}” to keep"));
        }
        match (&intake.corpus.columns.text, &text_name) {
            (None, _) => {
                intake.corpus.columns = Columns {
                    names: names.to_owned(),
                    text: text_name,
                    title: title.map(name),
                    label: label.map(name),
                    id: id.map(name),
                    date: date.map(|(column, _)| name(column)),
                    more_text: text.iter().skip(1).map(|&column| name(column)).collect(),
                };
            }
            (Some(before), Some(now)) if before != now => {
                let reason = format!("text read from “{now}”, in the files before from “{before}”");
                intake.note(WarningKind::Noted, None, reason);
            }
            _ => {}
        }
        // The date comes first, whatever its column's place.
        if let Some((column, _)) = date
            && !intake.corpus.fields.iter().any(|field| field.name == names[*column])
            && intake.corpus.fields.is_empty()
        {
            intake.corpus.fields.push(Field { name: names[*column].clone(), kind: FieldKind::Date });
        }
    }

    /// Finds or makes the field in which the values of the next column are kept, if they are.
    pub fn field_for(&mut self, column: usize, name: &str, intake: &mut Intake<'_>) {
        let is_date = self.parts.date.is_some_and(|(date, _)| date == column);
        let wanted = match &intake.options.roles.kept {
            Some(kept) => kept.iter().any(|kept| kept == name) && !self.parts.vector.contains(column),
            None => !self.parts.taken(column),
        };
        let mut field = None;
        if is_date || wanted {
            let fields = &mut intake.corpus.fields;
            field = fields.iter().position(|field| field.name == name);
            if field.is_none() {
                if fields.len() < MAX_FIELDS || is_date || intake.options.roles.kept.is_some() {
                    fields.push(Field { name: name.to_owned(), kind: FieldKind::Text });
                    field = Some(fields.len() - 1);
                } else {
                    self.n_fields_over += 1;
                }
            }
        }
        self.kinds.resize(intake.corpus.fields.len(), None);
        self.field_of.push(field);
    }

    /// A field has the kind that all its values have, in this file and in those before.
    pub fn settle_kinds(&self, intake: &mut Intake<'_>) {
        for (index, (field, kind)) in intake.corpus.fields.iter_mut().zip(&self.kinds).enumerate() {
            let is_new = index >= self.n_fields_before;
            match kind {
                Some(kind) if is_new => field.kind = *kind,
                Some(kind) if *kind != field.kind => field.kind = FieldKind::Text,
                None if is_new => field.kind = FieldKind::Text,
                _ => {}
            }
        }
    }
}

/// One value of metadata; `kind` becomes what all values of its field are.
pub fn kept_value(text: &str, date: Option<DateForm>, kind: &mut Option<FieldKind>, counts: &mut Counts) -> Box<str> {
    let text = text.trim();
    if text.is_empty() {
        return Box::default();
    }
    if let Some(form) = date {
        counts.dates += 1;
        if let Some(iso) = form.iso(text) {
            *kind = Some(FieldKind::Date);
            return iso.into();
        }
        counts.dates_unread += 1;
        kind.get_or_insert(FieldKind::Text);
    } else {
        let found = if *kind != Some(FieldKind::Text) && is_number(text) { FieldKind::Number } else { FieldKind::Text };
        *kind = Some(found);
    }
    match text.char_indices().nth(MAX_VALUE_CHARS) {
        Some((end, _)) => {
            counts.values_cut += 1;
            text[..end].into()
        }
        None => text.into(),
    }
}

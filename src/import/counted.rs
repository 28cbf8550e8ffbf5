//! Counts made elsewhere with what lies beside them: the vocabulary, and the names of the documents.

use std::io::Cursor;

use super::companions::Companions;
use super::data::DataError;
use super::data::bag::{Counted, read_vocabulary, vocabulary_names};
use super::error::ReadError;
use super::intake::{Halt, Intake};
use super::read_bytes;
use super::unpack::Budget;
use crate::corpus::provenance::{ReadOptions, Roles};
use crate::corpus::{Document, Documents, WarningKind};

/// Makes what was counted the documents of the corpus; titles come from `documents.csv` beside it if it has as many.
pub fn take_counted(
    counted: Result<Counted, DataError>,
    companions: &Companions,
    budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let name = intake.file().to_string();
    let counted = counted.map_err(|error| error.of(&name))?;
    let limits = *intake.limits();
    let base = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    let mut vocabulary = None;
    for beside in vocabulary_names(base) {
        if let Some((shown, bytes)) = companions.bytes(&beside, budget)? {
            let terms = read_vocabulary(&mut Cursor::new(bytes), &limits);
            vocabulary = Some(terms.map_err(|error| error.of(&shown))?);
            break;
        }
    }
    let has_names = !counted.names.is_empty();
    counted.put_into(vocabulary, &mut intake.corpus, &name).map_err(|error| error.of(&name))?;
    if !has_names && let Some(titles) = titles(companions, budget, intake)? {
        give_titles(titles, intake);
    }
    intake.n_brought += intake.corpus.documents.len() as u64;
    Ok(())
}

/// The documents of `documents.csv` beside the matrix, their titles as their texts; `None` if it is not there or does not fit.
fn titles(
    companions: &Companions,
    budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<Option<Vec<Document>>, ReadError> {
    let Some((name, bytes)) = companions.bytes("documents.csv", budget)? else { return Ok(None) };
    let n_documents = intake.corpus.documents.len();
    let roles = Roles { text: vec!["title".to_owned()], ..Roles::default() };
    let options = ReadOptions { roles, limits: *intake.limits(), ..ReadOptions::default() };
    let reason = match read_bytes(&name, bytes, &options, intake.monitor) {
        Ok(named) if named.documents.len() == n_documents => {
            return Ok(Some(named.documents.here().unwrap_or_default().to_vec()));
        }
        Ok(named) => format!("it names {} documents, the matrix has {n_documents}", named.documents.len()),
        Err(ReadError::Cancelled(cancelled)) => return Err(cancelled.into()),
        Err(error) => error.reason(&name),
    };
    intake.note_about(&name, WarningKind::Noted, format!("not used: {reason}"));
    Ok(None)
}

fn give_titles(titles: Vec<Document>, intake: &mut Intake<'_>) {
    if let Documents::Here { documents, .. } = &mut intake.corpus.documents {
        for (document, named) in documents.iter_mut().zip(titles) {
            let label = named.label.or_else(|| document.label.take());
            *document = Document {
                title: named.text,
                text: Box::default(),
                title_counts: false,
                label,
                id: named.id,
                ..Document::default()
            };
        }
    }
}

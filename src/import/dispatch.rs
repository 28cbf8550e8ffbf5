//! Which reader reads which file.

use encoding_rs::UTF_8;

use super::adapters;
use super::archive::{in_compound, read_tar, read_zip};
use super::decode::Later;
use super::delimited;
use super::detect::{Container, by_magic, by_text, container};
use super::encoding::{Detected, detect, for_label, not_text};
use super::error::ReadError;
use super::input::{Input, ReadSeek};
use super::intake::{Halt, Intake};
use super::office::html::declared_encoding;
use super::text::{self, Place};
use crate::corpus::provenance::Format;

/// Reads a file by what it is: an archive, a document, a table, a text.
pub fn read_input(input: Input<'_>, place: &Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let name = input.name.clone();
    intake.begin_file(&name);
    if intake.corpus.bag.is_some() {
        let reason = "a matrix was read before, and its documents cannot be joined with others".to_owned();
        return Err(ReadError::Refused { name, reason }.into());
    }
    let refused = |(what, advice)| ReadError::Unsupported { name: name.clone(), what, advice };
    let n_bytes = input.n_bytes;
    match container(input.head()) {
        Some(Container::Zip) => return read_zip(input, place, intake),
        Some(Container::Tar) => return read_tar(input, place, intake),
        Some(Container::Compound) => {
            let mut source = input.into_seekable()?;
            let format = in_compound(&mut *source, &name)?.map_err(refused)?;
            return read_known(format, source, n_bytes, place, intake);
        }
        None => {}
    }
    let known = match intake.options.format {
        Some(forced) => needs_seeking(forced).then_some(forced),
        None => by_magic(input.head()).transpose().map_err(refused)?,
    };
    match known {
        Some(Format::Parquet) => {
            described(Format::Parquet, n_bytes, intake, |intake| adapters::parquet(input.into_whole()?, intake))
        }
        Some(format) => read_known(format, input.into_seekable()?, n_bytes, place, intake),
        None => read_text(input, place, intake),
    }
}

/// Formats that are no streams of text.
fn needs_seeking(format: Format) -> bool {
    match format {
        Format::Workbook | Format::Docx | Format::Hwpx | Format::Hwp | Format::Pdf | Format::Parquet | Format::Npy => {
            true
        }
        Format::Text
        | Format::Markdown
        | Format::Html
        | Format::Delimited
        | Format::Json
        | Format::JsonLines
        | Format::MatrixMarket
        | Format::UciDocword
        | Format::Svmlight => false,
    }
}

/// Reads a file of a format that is no stream of text.
pub fn read_known(
    format: Format,
    mut source: Box<dyn ReadSeek + Send>,
    n_bytes: u64,
    place: &Place<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    described(format, n_bytes, intake, |intake| match format {
        Format::Workbook => adapters::workbook(source, intake),
        Format::Npy => adapters::npy(source, intake),
        _ => adapters::office(format, &mut *source, place, intake),
    })
}

/// Reads a stream of text.
fn read_text(input: Input<'_>, place: &Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let name = input.name.clone();
    let chosen = match &intake.options.encoding {
        None => None,
        Some(label) => Some(for_label(label).ok_or_else(|| ReadError::UnknownEncoding { label: label.clone() })?),
    };
    let (whole, n_bytes, budget) = (input.is_whole(), input.n_bytes, input.budget().clone());
    let guessed = detect(input.head(), whole);
    let detected = match chosen {
        Some(encoding) => Detected { encoding, had_bom: guessed.had_bom && guessed.encoding == encoding },
        None => guessed,
    };
    let (decoded, _) = detected.encoding.decode_with_bom_removal(input.head());
    // The last character may be cut where the look at the file ends.
    let head = if whole { &decoded[..] } else { decoded.trim_end_matches('\u{fffd}') };
    let bad = not_text(head).filter(|_| chosen.is_none());
    if let Some(bad) = bad {
        return Err(ReadError::NotText { name, bad, looked_at: input.head().len() }.into());
    }
    if whole && head.trim().is_empty() && !place.among_texts {
        return Err(ReadError::Empty { name }.into());
    }
    let head = head.to_owned();
    let format = intake.options.format.unwrap_or_else(|| by_text(&head, whole, &name, place.among_texts));
    let declared = match format {
        Format::Html if chosen.is_none() && !guessed.had_bom => declared_encoding(input.head()),
        _ => None,
    };
    let (detected, later) = match declared.filter(|declared| *declared != UTF_8) {
        Some(declared) if input.head().is_ascii() => (detected, Later::Declared(declared)),
        Some(declared) if detected.encoding != UTF_8 => (Detected { encoding: declared, ..detected }, Later::Settled),
        _ if chosen.is_none() && input.head().is_ascii() => (detected, Later::Detected),
        _ => (detected, Later::Settled),
    };
    let companions = input.companions.clone();
    described(format, n_bytes, intake, |intake| {
        let opened = input.into_text(detected, later);
        let mut reader = opened.map_err(|error| ReadError::Io { path: name.into(), error })?;
        intake.found_encoding(reader.detected());
        match format {
            Format::Html | Format::Markdown => {
                let text = text::whole(reader, intake)?;
                adapters::page(format, &text, place, intake)
            }
            Format::Delimited => delimited::read(reader, &head, whole, intake),
            Format::Json => adapters::json(&mut reader, intake),
            Format::JsonLines => adapters::json_lines(&mut reader, intake),
            Format::MatrixMarket => adapters::matrix_market(&mut reader, &companions, &budget, intake),
            Format::UciDocword => adapters::uci(&mut reader, &companions, &budget, intake),
            Format::Svmlight => adapters::svmlight(&mut reader, &companions, &budget, intake),
            _ => text::read(reader, &head, place, intake),
        }
    })
}

/// Reads a file and describes in the corpus's provenance what was found, also where enough was read before its end.
fn described(
    format: Format,
    n_bytes: u64,
    intake: &mut Intake<'_>,
    read: impl FnOnce(&mut Intake<'_>) -> Result<(), Halt>,
) -> Result<(), Halt> {
    intake.found.format = format;
    let (n_documents, n_brought) = (intake.corpus.documents.len(), intake.n_brought);
    let outcome = read(intake);
    let is_empty = intake.n_brought == n_brought && intake.corpus.bag.is_none() && format != Format::Npy;
    match outcome {
        Ok(()) if is_empty => Err(ReadError::Empty { name: intake.file().to_string() }.into()),
        Ok(()) | Err(Halt::Enough) => {
            intake.end_file(n_bytes, n_documents);
            outcome
        }
        Err(halt) => Err(halt),
    }
}

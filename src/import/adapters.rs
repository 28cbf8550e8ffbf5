//! Hands files to the readers of their formats, and what these find to the intake.

use std::io::BufRead;

use super::companions::Companions;
use super::counted::take_counted;
use super::data::{
    json as json_reader, matrix_market as market, npy as arrays, svmlight as light, take, uci as docword,
};
use super::decode::Utf8Reader;
use super::encoding::compose;
use super::error::ReadError;
use super::input::{ReadSeek, Whole};
use super::intake::{Halt, Intake};
use super::office::{Extracted, Refused, docx, html, hwp, hwpx, markdown, pdf};
use super::records::RecordTaker;
use super::sheet;
use super::text::Place;
use super::unpack::Budget;
use crate::corpus::provenance::Format;

/// DOCX, HWPX, HWP, PDF: one document.
pub fn office(
    format: Format,
    source: &mut dyn ReadSeek,
    place: &Place<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let limits = *intake.limits();
    let extracted = match format {
        Format::Docx => docx::read(source, &limits),
        Format::Hwpx => hwpx::read(source, &limits),
        Format::Hwp => hwp::read(source, &limits),
        _ => pdf::read(source, &limits),
    };
    take_extracted(extracted, place, intake)
}

/// HTML, Markdown: one document.
pub fn page(format: Format, text: &str, place: &Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let limits = *intake.limits();
    let extracted = if format == Format::Html { html::read(text, &limits) } else { markdown::read(text, &limits) };
    take_extracted(extracted, place, intake)
}

/// Makes a document of what a file holds; its own title stands for the file's name, and counts as words.
fn take_extracted(
    extracted: Result<Extracted, Refused>,
    place: &Place<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let name = intake.file().to_string();
    let Extracted { title, text, notes } = extracted.map_err(|error| ReadError::Office { name, error })?;
    for (kind, reason) in notes {
        intake.note(kind, None, reason);
    }
    let mut document = place.document(compose(&text).into(), intake);
    if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
        document.title = compose(title.trim()).into();
        document.title_counts = true;
    }
    intake.document_of(None, document)
}

pub fn workbook(source: Box<dyn ReadSeek + Send>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    sheet::read(source, intake)
}

#[cfg(feature = "parquet")]
pub fn parquet(source: Whole, intake: &mut Intake<'_>) -> Result<(), Halt> {
    use super::data::parquet::{read_bytes, read_file};

    let (name, limits) = (intake.file().to_string(), *intake.limits());
    let mut taker = RecordTaker::new(Vec::new());
    let mut each = |item| {
        intake.tick()?;
        take(item, &mut taker, intake)
    };
    match source {
        Whole::File(file) => read_file(file, &name, &limits, &mut each)?,
        Whole::Bytes(bytes) => read_bytes(bytes, &name, &limits, &mut each)?,
    }
    taker.finish(intake)
}

#[cfg(not(feature = "parquet"))]
pub fn parquet(_source: Whole, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let reason = "This program was built without Parquet: save the table as CSV, or build it with --features parquet";
    Err(ReadError::Refused { name: intake.file().to_string(), reason: reason.to_owned() }.into())
}

/// Embeddings, which wait until all documents are there.
pub fn npy(mut source: Box<dyn ReadSeek + Send>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let (name, limits) = (intake.file().to_string(), *intake.limits());
    let vectors = arrays::read(&mut source, &limits).map_err(|error| error.of(&name))?;
    intake.hold_vectors(vectors);
    Ok(())
}

pub fn json(reader: &mut Utf8Reader<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    records_of_json(reader, false, intake)
}

pub fn json_lines(reader: &mut Utf8Reader<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    records_of_json(reader, true, intake)
}

fn records_of_json(reader: &mut dyn BufRead, lines: bool, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let limits = *intake.limits();
    let mut taker = RecordTaker::new(Vec::new());
    json_reader::read(reader, lines, &limits, &mut |item| {
        intake.tick()?;
        take(item, &mut taker, intake)
    })?;
    taker.finish(intake)
}

pub fn matrix_market(
    reader: &mut Utf8Reader<'_>,
    companions: &Companions,
    budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    take_counted(market::read(reader, intake.limits(), intake.monitor), companions, budget, intake)
}

pub fn uci(
    reader: &mut Utf8Reader<'_>,
    companions: &Companions,
    budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    take_counted(docword::read(reader, intake.limits(), intake.monitor), companions, budget, intake)
}

pub fn svmlight(
    reader: &mut Utf8Reader<'_>,
    companions: &Companions,
    budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    take_counted(light::read(reader, intake.limits(), intake.monitor), companions, budget, intake)
}

//! Hands files to the readers of their formats, and what these find to the intake.

use std::io::BufRead;

use super::companions::Companions;
use super::data::{
    json as json_reader, matrix_market as market, npy as arrays, svmlight as light, take, uci as docword,
};
use super::decode::Utf8Reader;
use super::error::ReadError;
use super::input::{ReadSeek, Whole};
use super::intake::{Halt, Intake};
use super::matrix::take_counted;
use super::records::RecordTaker;
use super::text::Place;
use super::unpack::Budget;
use crate::corpus::provenance::Format;

/// DOCX, HWPX, HWP, PDF: one document.
pub fn office(
    format: Format,
    _source: &mut dyn ReadSeek,
    _place: &Place<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    not_yet(&format!("{format:?}"), intake)
}

/// HTML, Markdown: one document.
pub fn page(format: Format, _text: &str, _place: &Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    not_yet(&format!("{format:?}"), intake)
}

pub fn workbook(_source: Box<dyn ReadSeek + Send>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    not_yet("Workbook", intake)
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

fn not_yet(format: &str, intake: &Intake<'_>) -> Result<(), Halt> {
    let reason = format!("The format {format} is not read yet");
    Err(ReadError::Refused { name: intake.file().to_string(), reason }.into())
}

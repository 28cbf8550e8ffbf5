//! Hands files to the readers of their formats, and what these find to the intake.

use super::companions::Companions;
use super::decode::Utf8Reader;
use super::error::ReadError;
use super::input::{ReadSeek, Whole};
use super::intake::{Halt, Intake};
use super::text::Place;
use super::unpack::Budget;
use super::{json_lines as lines_of_json, matrix_market as matrix};
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

pub fn parquet(_source: Whole, intake: &mut Intake<'_>) -> Result<(), Halt> {
    not_yet("Parquet", intake)
}

pub fn npy(_source: Box<dyn ReadSeek + Send>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    not_yet("Npy", intake)
}

pub fn json(_reader: &mut Utf8Reader<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    not_yet("Json", intake)
}

pub fn json_lines(reader: &mut Utf8Reader<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    lines_of_json::read(reader, intake)
}

pub fn matrix_market(
    reader: &mut Utf8Reader<'_>,
    companions: &Companions,
    budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    matrix::read(reader, companions, budget, intake)
}

pub fn uci(
    _reader: &mut Utf8Reader<'_>,
    _companions: &Companions,
    _budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    not_yet("UciDocword", intake)
}

pub fn svmlight(
    _reader: &mut Utf8Reader<'_>,
    _companions: &Companions,
    _budget: &Budget,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    not_yet("Svmlight", intake)
}

fn not_yet(format: &str, intake: &Intake<'_>) -> Result<(), Halt> {
    let reason = format!("The format {format} is not read yet");
    Err(ReadError::Refused { name: intake.file().to_string(), reason }.into())
}

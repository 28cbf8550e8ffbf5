//! Binary workbooks of Excel since 2007 (xlsb), by calamine, which trusts its input: sizes are checked before, and a panic
//! is a broken file.

use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;

use calamine::{DataRef, Reader, SheetType};

use super::super::archive::Package;
use super::super::{RECORDS_IN_MEMORY, Refused};
use super::cells::{Kind, iso_duration, iso_moment, number};
use super::rows::Rows;
use super::{MOST_SHEETS, Stream};
use crate::corpus::WarningKind;
use crate::corpus::provenance::Limits;
use crate::import::quiet::caught;

/// Bytes of the part that lists sheets and names, whose formulae are worked out on opening.
const WORKBOOK_PART: u64 = 1 << 20;

pub(super) struct Xlsb {
    workbook: calamine::Xlsb<Stream>,
    names: Vec<String>,
    declared: Vec<(u64, u64)>,
}

impl Xlsb {
    pub fn open(mut package: Package<Stream>, limits: &Limits) -> Result<Self, Refused> {
        let most_strings = limits.record_bytes.saturating_mul(RECORDS_IN_MEMORY);
        for name in package.names() {
            // What comes out is counted here, because calamine believes the directory of the archive.
            let limit = match name.to_ascii_lowercase().as_str() {
                "xl/workbook.bin" => WORKBOOK_PART,
                "xl/sharedstrings.bin" | "xl/styles.bin" => most_strings,
                other if matches!(other.rsplit('.').next(), Some("bin" | "rels")) => u64::MAX,
                _ => continue,
            };
            let Some(part) = package.part(&name)? else { continue };
            let mut part = part.take(limit.saturating_add(1));
            let n_bytes = if holds_records(&name) { records(&mut part) } else { io::copy(&mut part, &mut io::sink()) };
            let n_bytes = n_bytes.map_err(|error| broken(format!("{error} in {name}")))?;
            if n_bytes > limit {
                return Err(Refused::TooLarge { what: format!("The part {name} of the workbook"), limit });
            }
        }
        let opened = guarded(|| calamine::Xlsb::new(package.into_stream()));
        let workbook = match opened {
            Some(Ok(workbook)) => workbook,
            Some(Err(calamine::XlsbError::Password)) => return Err(Refused::Password { format: "workbook" }),
            Some(Err(error)) => return Err(broken(error.to_string())),
            None => return Err(broken("its records contradict each other".to_owned())),
        };
        let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let mut names: Vec<String> = Vec::new();
        for sheet in sheets {
            if names.len() < MOST_SHEETS && !names.contains(&sheet.name) {
                names.push(sheet.name.clone());
            }
        }
        let declared = vec![(0, 0); names.len()];
        Ok(Self { workbook, names, declared })
    }

    pub fn sheet_names(&self) -> Vec<String> {
        self.names.clone()
    }

    pub fn declared(&self, index: usize) -> (u64, u64) {
        self.declared[index]
    }

    /// Shows the rows of a sheet; gives a note if it breaks off.
    pub fn read(&mut self, index: usize, rows: &mut Rows<'_>) -> Result<Option<(WarningKind, String)>, Refused> {
        let name = self.names[index].clone();
        let broke_off = |reason: String| {
            let sentence = format!("sheet “{name}” breaks off, what comes before is kept: {reason}");
            Ok(Some((WarningKind::Repaired, sentence)))
        };
        let (workbook, wanted) = (&mut self.workbook, name.as_str());
        let mut cells = match guarded(move || workbook.worksheet_cells_reader(wanted)) {
            Some(Ok(cells)) => cells,
            Some(Err(error)) => return broke_off(error.to_string()),
            None => return broke_off("its records contradict each other".to_owned()),
        };
        let end = cells.dimensions().end;
        self.declared[index] = (u64::from(end.0) + 1, u64::from(end.1) + 1);
        let outcome = loop {
            // Each cell alone, so that a panic in `rows` is none of a broken file.
            match guarded(|| cells.next_cell()) {
                Some(Ok(Some(cell))) => {
                    let (row, column) = cell.get_position();
                    let flow = match shown(cell.get_value()) {
                        Some(text) => rows.cell(row, column, text),
                        None => rows.error(row),
                    };
                    if flow.is_break() {
                        return Ok(None);
                    }
                }
                Some(Ok(None)) => break Ok(None),
                Some(Err(error)) => break broke_off(error.to_string()),
                None => break broke_off("its records contradict each other".to_owned()),
            }
        };
        let _: ControlFlow<()> = rows.flush();
        outcome
    }
}

/// Whether calamine reads the records of this part.
fn holds_records(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_read = ["xl/workbook.bin", "xl/sharedstrings.bin", "xl/styles.bin"].contains(&name.as_str());
    let is_sheet = || name.strip_prefix("xl/worksheets/").is_some_and(|sheet| sheet.strip_suffix(".bin").is_some());
    is_read || is_sheet()
}

/// Passes over the records of a part and gives its size. Calamine makes room for what a record announces, up to 256 MB;
/// one that announces much more than there is is an error.
fn records(part: &mut dyn Read) -> io::Result<u64> {
    let mut part = BufReader::with_capacity(1 << 16, part);
    let mut n_bytes = 0;
    loop {
        // Type and length, of seven bits a byte; the eighth says that another byte follows.
        let mut numbers = [0_u64; 2];
        for (number, most) in numbers.iter_mut().zip([2, 4]) {
            for place in 0..most {
                let mut byte = [0];
                if part.read(&mut byte)? == 0 {
                    return Ok(n_bytes);
                }
                n_bytes += 1;
                *number |= u64::from(byte[0] & 0x7F) << (7 * place);
                if byte[0] < 0x80 {
                    break;
                }
            }
        }
        let len = numbers[1];
        let n_there = io::copy(&mut part.by_ref().take(len), &mut io::sink())?;
        n_bytes += n_there;
        if len > n_there + LONG_RECORD {
            return Err(io::Error::other(format!("a record announces {len} bytes where {n_there} are left")));
        }
    }
}

/// Bytes that a record may announce without having them.
const LONG_RECORD: u64 = 1 << 20;

/// What `work` gives, or `None` if it panics.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    caught(work).ok()
}

fn broken(reason: String) -> Refused {
    Refused::Broken { format: "workbook", reason }
}

/// The value of a cell as a person sees it, or `None` for an error.
fn shown(value: &DataRef<'_>) -> Option<String> {
    Some(match value {
        DataRef::Empty => String::new(),
        DataRef::Error(_) => return None,
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(whole) => whole.to_string(),
        DataRef::Float(value) => number(*value, Kind::Number, false),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => {
            let kind = if moment.is_duration() { Kind::Duration } else { Kind::Moment };
            // A day after 1904-01-01 gives itself away by its year; calamine keeps the epoch to itself.
            let from_1904 = moment.to_ymd_hms_milli() != epoch_1900(moment.as_f64());
            number(moment.as_f64(), kind, from_1904)
        }
        DataRef::DateTimeIso(text) => iso_moment(text),
        DataRef::DurationIso(text) => iso_duration(text),
    })
}

fn epoch_1900(serial: f64) -> (u16, u8, u8, u8, u8, u8, u16) {
    calamine::ExcelDateTime::new(serial, calamine::ExcelDateTimeType::DateTime, false).to_ymd_hms_milli()
}

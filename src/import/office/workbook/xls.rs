//! Workbooks of Excel 95 to 2003 ([MS-XLS], BIFF5 and BIFF8), read as a stream of records; only the shared strings are held.

use std::io::{BufReader, Seek, SeekFrom};

use cfb::CompoundFile;
use encoding_rs::{Encoding, WINDOWS_1252};

use super::super::compound::{u16_at, u32_at};
use super::super::{RECORDS_IN_MEMORY, Refused, compound};
use super::biff::{Biff, Kinds, Records, Strings};
use super::rows::Rows;
use super::xls_sheet::read_cells;
use super::{MOST_SHEETS, Stream};
use crate::corpus::WarningKind;
use crate::corpus::provenance::Limits;

const FORMAT: &str = "workbook";

pub(super) struct Xls {
    file: CompoundFile<Stream>,
    stream_name: &'static str,
    sheets: Vec<SheetPlace>,
    context: Context,
}

struct SheetPlace {
    name: String,
    offset: u32,
    declared: (u64, u64),
}

/// What the cells of all sheets refer to.
pub(super) struct Context {
    pub biff: Biff,
    pub strings: Strings,
    pub kinds: Kinds,
    pub from_1904: bool,
}

type WorkbookRecords = Records<BufReader<cfb::Stream<Stream>>>;

impl Xls {
    pub fn open(stream: Stream, limits: &Limits) -> Result<Self, Refused> {
        let file = compound::open(stream, FORMAT)?;
        if file.exists("/EncryptedPackage") {
            return Err(Refused::Password { format: FORMAT });
        }
        let stream_name = if file.is_stream("/Workbook") { "/Workbook" } else { "/Book" };
        if !file.is_stream(stream_name) {
            if file.exists("/WordDocument") {
                return Err(Refused::OldBinary { found: "Word document", wanted: "DOCX" });
            }
            return Err(broken("it holds no stream Workbook".to_owned()));
        }
        let context = Context {
            biff: Biff { wide: true, encoding: WINDOWS_1252 },
            strings: Strings::default(),
            kinds: Kinds::default(),
            from_1904: false,
        };
        let mut xls = Self { file, stream_name, sheets: Vec::new(), context };
        xls.read_globals(limits.record_bytes.saturating_mul(RECORDS_IN_MEMORY))?;
        Ok(xls)
    }

    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    pub fn declared(&self, index: usize) -> (u64, u64) {
        self.sheets[index].declared
    }

    /// Shows the rows of a sheet; gives a note if it breaks off.
    pub fn read(&mut self, index: usize, rows: &mut Rows<'_>) -> Result<Option<(WarningKind, String)>, Refused> {
        let mut records = self.records(u64::from(self.sheets[index].offset))?;
        let sheet = &mut self.sheets[index];
        let outcome = read_cells(&mut records, &self.context, &mut sheet.declared, rows);
        Ok(outcome.err().map(|error| {
            let sentence = format!("sheet “{}” breaks off, what comes before is kept: {error}", sheet.name);
            (WarningKind::Repaired, sentence)
        }))
    }

    fn records(&mut self, offset: u64) -> Result<WorkbookRecords, Refused> {
        let mut stream = self.file.open_stream(self.stream_name)?;
        stream.seek(SeekFrom::Start(offset))?;
        Ok(Records::new(BufReader::with_capacity(1 << 16, stream)))
    }

    /// Reads what stands before the sheets. `most`: bytes of shared strings.
    fn read_globals(&mut self, most: u64) -> Result<(), Refused> {
        let mut records = self.records(0)?;
        let context = &mut self.context;
        let mut begun = false;
        while let Some(kind) = records.next().map_err(|error| broken(error.to_string()))? {
            let bytes = records.bytes();
            match kind {
                // BOF; 0x0600 is Excel 97 to 2003, 0x0500 Excel 5 and 95.
                0x0809 if !begun => {
                    begun = true;
                    context.biff.wide = match u16_at(bytes, 0) {
                        Some(0x0600) => true,
                        Some(0x0500) => false,
                        _ => return Err(broken("it is older than Excel 5".to_owned())),
                    };
                }
                _ if !begun => return Err(broken("its stream Workbook begins with no workbook".to_owned())),
                // FILEPASS
                0x002F => return Err(Refused::Password { format: FORMAT }),
                // CODEPAGE
                0x0042 => {
                    if let Some(encoding) = u16_at(bytes, 0).and_then(encoding_of) {
                        context.biff.encoding = encoding;
                    }
                }
                // DATEMODE
                0x0022 => context.from_1904 = u16_at(bytes, 0) == Some(1),
                // FORMAT
                0x041E => {
                    if let (Some(id), Some(rest)) = (u16_at(bytes, 0), bytes.get(2..)) {
                        let code = if context.biff.wide { context.biff.long(rest) } else { context.biff.short(rest) };
                        context.kinds.add_format(id, &code);
                    }
                }
                // XF
                0x00E0 => context.kinds.add_style(u16_at(bytes, 2).unwrap_or_default()),
                // BOUNDSHEET: only worksheets (0), and a place in the stream is one sheet however often it is listed.
                0x0085 if bytes.get(5) == Some(&0) && self.sheets.len() < MOST_SHEETS => {
                    let (offset, name) = (u32_at(bytes, 0).unwrap_or_default(), context.biff.short(&bytes[6..]));
                    if self.sheets.iter().all(|sheet| sheet.offset != offset) {
                        self.sheets.push(SheetPlace { name, offset, declared: (0, 0) });
                    }
                }
                // SST
                0x00FC => {
                    context.strings = Strings::read(&mut records, most).map_err(|error| broken(error.to_string()))?;
                    if context.strings.is_full() {
                        return Err(Refused::TooLarge {
                            what: "The text of the workbook's cells".to_owned(),
                            limit: most,
                        });
                    }
                }
                // EOF
                0x000A => break,
                _ => {}
            }
        }
        if begun { Ok(()) } else { Err(broken("its stream Workbook is empty".to_owned())) }
    }
}

fn broken(reason: String) -> Refused {
    Refused::Broken { format: FORMAT, reason }
}

/// The encoding of a Windows code page.
fn encoding_of(code_page: u16) -> Option<&'static Encoding> {
    let label = match code_page {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        950 => "big5".to_owned(),
        10_000 => "macintosh".to_owned(),
        866 => "ibm866".to_owned(),
        // Korean among them: windows-949.
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes())
}

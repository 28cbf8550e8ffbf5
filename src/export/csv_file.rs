//! CSV that spreadsheet programs open as it is meant: with Korean intact, and with no cell run as a formula.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::ExportError;

pub(super) struct CsvFile {
    path: PathBuf,
    table: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    pub(super) fn create(path: &Path) -> Result<Self, ExportError> {
        let file = File::create(path).map(BufWriter::new).and_then(|mut file| {
            // Excel takes a file without a byte order mark for one in the system's old encoding.
            file.write_all("\u{feff}".as_bytes())?;
            Ok(file)
        });
        let file = file.map_err(|error| ExportError::of(path, error))?;
        Ok(Self { path: path.to_owned(), table: csv::Writer::from_writer(file) })
    }

    pub(super) fn write<T: AsRef<[u8]>, const N: usize>(&mut self, record: [T; N]) -> Result<(), ExportError> {
        self.table.write_record(record).map_err(|error| ExportError::of(&self.path, error.into()))
    }

    pub(super) fn finish(mut self) -> Result<(), ExportError> {
        self.table.flush().map_err(|error| ExportError::of(&self.path, error))
    }
}

/// A text as a cell. What a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises
/// ("CSV Injection").
pub(super) fn text(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn formulas_become_text_and_other_cells_stay() {
        assert_eq!(text("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(["+1", "-1", "@a", "\tb"].map(text), ["'+1", "'-1", "'@a", "'\tb"]);
        assert_eq!(["기계 번역", "a=b", ""].map(text), ["기계 번역", "a=b", ""]);
    }
}

//! The import report as a table: every record that was skipped, repaired, twice there or worth a note.

use super::csv_file::text;
use crate::corpus::Warning;

/// The bytes of a CSV file that spreadsheet programs open as it is meant: UTF-8 with a byte order mark.
pub fn as_csv(warnings: &[Warning]) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    table.write_record(["kind", "file", "record", "reason"])?;
    for warning in warnings {
        let record = warning.record.map(|record| record.to_string()).unwrap_or_default();
        table.write_record([warning.kind.name(), &text(&warning.file), &record, &text(&warning.reason)])?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::WarningKind;

    #[test]
    fn a_report_is_a_table_that_spreadsheets_read() {
        let warning =
            |kind, record, reason: &str| Warning { kind, file: "청원.csv".into(), record, reason: reason.into() };
        let warnings =
            [warning(WarningKind::Skipped, Some(3), "“, no text"), warning(WarningKind::Noted, None, "=1+1")];
        let bytes = as_csv(&warnings).unwrap();
        let expected = "\u{feff}kind,file,record,reason\nskipped,청원.csv,3,\"“, no text\"\nnoted,청원.csv,,'=1+1\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}

//! JSON lines: records one after the other, each on a line of its own or, if the first is so, printed over several.

use super::Reader;
use super::scan::{Scan, Step};
use crate::import::intake::Halt;

/// How the records of the file stand, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Unknown,
    /// A line break ends a record, so that a broken one costs no other.
    OneLine,
    SeveralLines,
}

pub fn read(reader: &mut Reader<'_>) -> Result<(), Halt> {
    let mut layout = Layout::Unknown;
    while let Some(first) = reader.skip_blank(b",") {
        reader.number = reader.line;
        reader.record.clear();
        if first == b'{' {
            read_record(reader, &mut layout)?;
        } else {
            rest_of_line_as_text(reader, "it does not begin with “{”")?;
        }
    }
    Ok(())
}

fn read_record(reader: &mut Reader<'_>, layout: &mut Layout) -> Result<(), Halt> {
    let mut scan = Scan::new(reader.max_depth);
    loop {
        let one_line = *layout == Layout::OneLine;
        let chunk = reader.chunk();
        if chunk.is_empty() {
            let record = std::mem::take(&mut reader.record);
            return reader.broken_text(&record, "it ends before it is closed");
        }
        let line_end = if one_line { memchr::memchr(b'\n', chunk) } else { None };
        let n_bytes = line_end.unwrap_or(chunk.len());
        match scan.step(&chunk[..n_bytes]) {
            Step::End(n_bytes) => {
                if !reader.keep(n_bytes) {
                    return too_long(reader, one_line);
                }
                let n_breaks = memchr::memchr_iter(b'\n', &reader.record).count();
                reader.line += n_breaks as u64;
                if *layout == Layout::Unknown {
                    *layout = if n_breaks == 0 { Layout::OneLine } else { Layout::SeveralLines };
                }
                return reader.record_done(true);
            }
            Step::More => {
                if !reader.keep(n_bytes) {
                    return too_long(reader, one_line);
                }
                if line_end.is_some() {
                    let record = std::mem::take(&mut reader.record);
                    return reader.broken_text(&record, "it ends before it is closed");
                }
            }
            Step::Bad(at) => {
                let error = format!("unexpected “{}”", shown(chunk[at]));
                return broken(reader, at, one_line, &error);
            }
            Step::TooDeep(at) => {
                let error = reader.too_deep();
                return broken(reader, at, one_line, &error);
            }
        }
    }
}

fn shown(byte: u8) -> String {
    match byte {
        b'\n' => "end of line".to_owned(),
        byte => byte.escape_ascii().to_string(),
    }
}

/// Gives up the record at the byte `at` of the chunk. The line with that byte may begin the next record, if it is not the
/// record's own first line.
fn broken(reader: &mut Reader<'_>, at: usize, one_line: bool, error: &str) -> Result<(), Halt> {
    if !reader.keep(at) {
        return too_long(reader, one_line);
    }
    let Some(line_break) = memchr::memrchr(b'\n', &reader.record) else {
        return rest_of_line_as_text(reader, error);
    };
    let n_breaks = memchr::memchr_iter(b'\n', &reader.record).count();
    reader.line += n_breaks as u64;
    let begun = reader.record.split_off(line_break + 1);
    reader.read_again(&begun);
    let record = std::mem::take(&mut reader.record);
    reader.broken_text(&record, error)
}

/// What has been read of the record, and the line up to its end, is a text.
fn rest_of_line_as_text(reader: &mut Reader<'_>, error: &str) -> Result<(), Halt> {
    loop {
        let chunk = reader.chunk();
        let line_end = memchr::memchr(b'\n', chunk);
        let n_bytes = line_end.unwrap_or(chunk.len());
        let at_end = chunk.is_empty() || line_end.is_some();
        if !reader.keep(n_bytes) {
            return too_long(reader, true);
        }
        if at_end {
            let record = std::mem::take(&mut reader.record);
            return reader.broken_text(&record, error);
        }
    }
}

/// Leaves the record out and goes on to a line that may begin another: the next, or the next with a brace in front.
fn too_long(reader: &mut Reader<'_>, one_line: bool) -> Result<(), Halt> {
    let n_breaks = memchr::memchr_iter(b'\n', &reader.record).count();
    reader.line += n_breaks as u64;
    reader.record = Vec::new();
    let mut after_break = false;
    loop {
        let chunk = reader.chunk();
        if chunk.is_empty() || after_break && (one_line || chunk[0] == b'{') {
            break;
        }
        let line_end = memchr::memchr(b'\n', chunk);
        let n_bytes = line_end.map_or(chunk.len(), |at| at + 1);
        after_break = line_end.is_some();
        reader.line += u64::from(after_break);
        reader.consume(n_bytes);
    }
    reader.too_long()
}

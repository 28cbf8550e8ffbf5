//! JSON: an array of objects, perhaps inside an object, or objects one after the other; read record by record.
//!
//! Of a file never more than one record is in memory. The bytes are scanned for the end of the record before they are
//! parsed, so that one that is broken, too long or nested too deep costs only itself.

mod flatten;
mod line;
mod list;
mod scan;

use std::io::{BufRead, ErrorKind};

use super::{Broken, Item};
use crate::corpus::provenance::{Limit, Limits};
use crate::import::encoding::{BOM, decode};
use crate::import::intake::Halt;
use scan::{Scan, Step};

/// Shows each record of a JSON file to `each`. With `lines` a record begins on a line of its own and what is no JSON is
/// kept as text; otherwise records are the elements of an array, or of the first array of objects inside an object, and
/// what is broken is left out. A stream that breaks off ends the file with a [`Broken`] item.
pub fn read(
    stream: &mut dyn BufRead,
    lines: bool,
    limits: &Limits,
    each: &mut dyn FnMut(Item) -> Result<(), Halt>,
) -> Result<(), Halt> {
    let mut reader = Reader::new(stream, limits, each);
    reader.skip_mark();
    // A file of lines cannot begin with an array of objects, whatever it is called.
    let lines = lines && !is_list(reader.chunk());
    if lines {
        line::read(&mut reader)?;
    } else {
        list::read(&mut reader)?;
    }
    match reader.failed.take() {
        Some(error) => reader.skipped(format!("the rest cannot be read: {error}")),
        None => Ok(()),
    }
}

/// Whether a file that begins with `head` has its records one after the other, and not in an array.
pub fn is_lines(head: &[u8], limits: &Limits) -> bool {
    let head = head.strip_prefix(BOM).unwrap_or(head).trim_ascii_start();
    if !head.starts_with(b"{") {
        return false;
    }
    match Scan::new(limits.depth).step(head) {
        Step::End(n_bytes) => {
            let rest = head[n_bytes..].trim_ascii_start();
            rest.starts_with(b"{") || rest.starts_with(b",")
        }
        Step::More => false,
        // A first record that is broken is one of lines if the next line begins like one.
        Step::Bad(_) | Step::TooDeep(_) => {
            head.split(|&byte| byte == b'\n').nth(1).is_some_and(|line| line.starts_with(b"{\""))
        }
    }
}

fn is_list(head: &[u8]) -> bool {
    let inside = head.trim_ascii_start().strip_prefix(b"[");
    inside.is_some_and(|inside| inside.trim_ascii_start().starts_with(b"{"))
}

/// A stream of bytes with the record that is read from it.
struct Reader<'a> {
    stream: &'a mut dyn BufRead,
    /// Bytes that were taken from the stream and are to be read again, without a line break.
    again: Vec<u8>,
    n_again_read: usize,
    failed: Option<std::io::Error>,
    each: &'a mut dyn FnMut(Item) -> Result<(), Halt>,
    most_bytes: usize,
    max_depth: u32,
    /// The bytes of the record.
    record: Vec<u8>,
    /// The record's number: of its line, or of the element.
    number: u64,
    /// The line that is read, from 1.
    line: u64,
    n_broken: usize,
}

impl<'a> Reader<'a> {
    fn new(stream: &'a mut dyn BufRead, limits: &Limits, each: &'a mut dyn FnMut(Item) -> Result<(), Halt>) -> Self {
        Self {
            stream,
            again: Vec::new(),
            n_again_read: 0,
            failed: None,
            each,
            most_bytes: usize::try_from(limits.record_bytes).unwrap_or(usize::MAX),
            max_depth: limits.depth,
            record: Vec::new(),
            number: 0,
            line: 1,
            n_broken: 0,
        }
    }

    /// The bytes that come next; none at the end, or where the stream breaks off.
    fn chunk(&mut self) -> &[u8] {
        if self.n_again_read < self.again.len() {
            return &self.again[self.n_again_read..];
        }
        while self.failed.is_none() {
            match self.stream.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => self.failed = Some(error),
            }
        }
        if self.failed.is_some() {
            return &[];
        }
        // The buffer is full by now: this asks the stream for nothing.
        self.stream.fill_buf().unwrap_or(&[])
    }

    fn consume(&mut self, n_bytes: usize) {
        let n_again = n_bytes.min(self.again.len() - self.n_again_read);
        self.n_again_read += n_again;
        if n_bytes > n_again {
            self.stream.consume(n_bytes - n_again);
        }
    }

    /// Puts bytes before those that come next.
    fn read_again(&mut self, bytes: &[u8]) {
        self.again.drain(..self.n_again_read);
        self.again.splice(..0, bytes.iter().copied());
        self.n_again_read = 0;
    }

    /// The chunk that comes next is read as part of the record if there is room. Whether there was.
    fn keep(&mut self, n_bytes: usize) -> bool {
        let room = self.record.len() + n_bytes <= self.most_bytes;
        if room {
            let mut record = std::mem::take(&mut self.record);
            record.extend_from_slice(&self.chunk()[..n_bytes]);
            self.record = record;
        }
        self.consume(n_bytes);
        room
    }

    fn skip_mark(&mut self) {
        // The mark is three bytes: a chunk that is shorter is the whole file or nobody's stream.
        if self.chunk().starts_with(BOM) {
            self.consume(BOM.len());
        }
    }

    /// Goes on to the next byte that is neither blank nor one of `also`, and counts lines.
    fn skip_blank(&mut self, also: &[u8]) -> Option<u8> {
        loop {
            let chunk = self.chunk();
            if chunk.is_empty() {
                return None;
            }
            let found = chunk.iter().position(|byte| !byte.is_ascii_whitespace() && !also.contains(byte));
            let n_blank = found.unwrap_or(chunk.len());
            let byte = found.map(|at| chunk[at]);
            let n_lines = chunk[..n_blank].iter().filter(|&&byte| byte == b'\n').count();
            self.line += n_lines as u64;
            self.consume(n_blank);
            if byte.is_some() {
                return byte;
            }
        }
    }

    /// Shows the record that has been read. `kept` says what becomes of one that is no JSON: text, or nothing.
    fn record_done(&mut self, kept: bool) -> Result<(), Halt> {
        let record = std::mem::take(&mut self.record);
        let (text, replaced) = match std::str::from_utf8(&record) {
            Ok(text) => (text.into(), 0),
            Err(_) => {
                let decoded = decode(&record);
                (decoded.text, decoded.replaced)
            }
        };
        let outcome = match flatten::flatten(&text) {
            Ok(fields) => {
                let item = Item { number: self.number, fields: Ok(fields), replaced };
                (self.each)(item)
            }
            Err(error) if kept => self.broken_text(&record, &error),
            Err(error) => self.broken(&error),
        };
        self.record = record;
        self.record.clear();
        // One long record does not keep its memory.
        self.record.shrink_to(1 << 20);
        outcome
    }

    /// Shows bytes that are no JSON as text.
    fn broken_text(&mut self, bytes: &[u8], error: &str) -> Result<(), Halt> {
        let reason = format!("is no JSON object and was kept as plain text: {error}");
        let decoded = decode(bytes.trim_ascii());
        let text = serde_json::from_str(&decoded.text).unwrap_or_else(|_| decoded.text.into_owned());
        let fields = Err(Broken::Text { text, reason });
        (self.each)(Item { number: self.number, fields, replaced: decoded.replaced })
    }

    fn broken(&mut self, error: &str) -> Result<(), Halt> {
        self.skipped(format!("left out, it is no JSON object: {error}"))
    }

    fn too_long(&mut self) -> Result<(), Halt> {
        self.skipped(format!("left out: it is longer than {} bytes, {}", self.most_bytes, Limit::Record))
    }

    fn skipped(&mut self, reason: String) -> Result<(), Halt> {
        self.n_broken += 1;
        (self.each)(Item { number: self.number, fields: Err(Broken::Skipped { reason }), replaced: 0 })
    }

    fn too_deep(&self) -> String {
        format!("nested deeper than {} levels, {}", self.max_depth.min(scan::MOST_LEVELS), Limit::Depth)
    }
}

#[cfg(test)]
mod tests;

//! Lines of a stream, none longer than a limit.

use std::io::{BufRead, ErrorKind};

use super::DataError;
use crate::corpus::provenance::Limit;

/// Reads lines one after the other into one buffer.
pub struct Lines<'a> {
    stream: &'a mut dyn BufRead,
    most_bytes: usize,
    line: Vec<u8>,
    /// The number of the line that was read last, from 1.
    pub number: u64,
}

impl<'a> Lines<'a> {
    pub fn new(stream: &'a mut dyn BufRead, most_bytes: u64) -> Self {
        let most_bytes = usize::try_from(most_bytes).unwrap_or(usize::MAX);
        Self { stream, most_bytes, line: Vec::new(), number: 0 }
    }

    /// The next line without its end, or `None` at the end of the stream.
    pub fn next(&mut self) -> Result<Option<&[u8]>, DataError> {
        self.line.clear();
        let mut seen = false;
        loop {
            let chunk = match self.stream.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            if chunk.is_empty() {
                break;
            }
            if !seen {
                self.number += 1;
                seen = true;
            }
            let end = memchr::memchr(b'\n', chunk);
            let n_bytes = end.unwrap_or(chunk.len());
            if self.line.len() + n_bytes > self.most_bytes {
                let reason = format!("is longer than {} bytes, {}", self.most_bytes, Limit::Record);
                return Err(DataError::Line { line: self.number, reason });
            }
            self.line.extend_from_slice(&chunk[..n_bytes]);
            self.stream.consume(n_bytes + usize::from(end.is_some()));
            if end.is_some() {
                break;
            }
        }
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        Ok(seen.then_some(&self.line))
    }
}

/// The words of a line, cut at blanks.
pub fn words(line: &[u8]) -> impl Iterator<Item = &str> {
    let words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    // A word that is no UTF-8 is no number either: it becomes one that nothing understands.
    words.map(|word| std::str::from_utf8(word).unwrap_or("\u{fffd}"))
}

//! Lines of a stream, none longer in memory than the limit on one record.

use std::io::{self, BufRead};

/// What was read of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    End,
    Whole,
    /// It has so many bytes, which is too many; it was passed over.
    TooLong(u64),
}

/// Appends a line with its `terminator` to `line`, whose length stays within `limit`. What was read before an error is
/// kept.
pub fn read_line(reader: &mut dyn BufRead, terminator: u8, limit: u64, line: &mut Vec<u8>) -> io::Result<Line> {
    let start = line.len();
    let mut n_bytes = 0;
    let mut too_long = false;
    loop {
        let ready = match reader.fill_buf() {
            Ok(ready) => ready,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = memchr::memchr(terminator, ready).map(|place| place + 1);
        let piece = &ready[..end.unwrap_or(ready.len())];
        n_bytes += piece.len() as u64;
        too_long |= line.len() as u64 + piece.len() as u64 > limit;
        if too_long {
            line.truncate(start);
        } else {
            line.extend_from_slice(piece);
        }
        let (is_last, n_taken) = (end.is_some() || piece.is_empty(), piece.len());
        reader.consume(n_taken);
        if is_last {
            return Ok(match n_bytes {
                0 => Line::End,
                _ if too_long => Line::TooLong(n_bytes),
                _ => Line::Whole,
            });
        }
    }
}

/// What ends the lines of a text that begins with `head`: the carriage return of old Macintosh files where nothing else
/// does.
pub fn terminator(head: &[u8]) -> u8 {
    let has = |byte| memchr::memchr(byte, head).is_some();
    if !has(b'\n') && has(b'\r') { b'\r' } else { b'\n' }
}

/// Without the bytes that end a line.
pub fn without_ending(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_too_long_are_passed_over() {
        let mut reader = io::BufReader::with_capacity(4, &b"short\nfar too long a line\nlast"[..]);
        let mut read = || {
            let mut line = Vec::new();
            let what = read_line(&mut reader, b'\n', 8, &mut line).unwrap();
            (what, String::from_utf8(line).unwrap())
        };
        assert_eq!(read(), (Line::Whole, "short\n".to_owned()));
        assert_eq!(read(), (Line::TooLong(20), String::new()));
        assert_eq!(read(), (Line::Whole, "last".to_owned()));
        assert_eq!(read(), (Line::End, String::new()));
    }

    #[test]
    fn old_macintosh_lines_are_lines() {
        assert_eq!(terminator(b"a\rb\r"), b'\r');
        assert_eq!(terminator(b"a\r\nb"), b'\n');
        assert_eq!(without_ending(b"a\r\n"), b"a");
        assert_eq!(without_ending(b"a\r"), b"a");
    }
}

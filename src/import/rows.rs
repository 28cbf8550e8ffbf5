//! Rows of a table of delimited text, each of a bounded size, also where a quote is never closed.

use std::borrow::Cow;
use std::io::{self, BufRead, Cursor, Read as _};

use super::lines::{Line, read_line, without_ending};

const QUOTE: u8 = b'"';

/// Reads a table row by row. A quote that is opened and not closed within `limit` bytes, or not at all, is taken as a letter,
/// and reading goes on with the line after it.
pub struct Rows<R> {
    reader: R,
    way: Way,
    limit: u64,
    /// Lines to be read once more, after a quote that was taken back.
    again: Cursor<Vec<u8>>,
    /// The number of the next line, from 1.
    line: u64,
    /// The bytes of the last row, and from where on quotes in it are letters.
    row: Vec<u8>,
    quotes_until: usize,
    /// The cells of the last row, if they were found at once.
    places: Vec<CellPlace>,
    /// A line that was too long and passed over within a row that had to be taken back.
    passed_over: Option<u64>,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    pub delimiter: u8,
    /// Whether a cell may stand in quotes; otherwise they are letters.
    pub quoting: bool,
    pub terminator: u8,
}

/// What came of reading a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    End,
    /// See [`Rows::cells`].
    Read(Quotes),
    /// A line of so many bytes was passed over.
    TooLong(u64),
}

/// How the quotes of a row are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    Sound,
    /// One that opens on this line is closed in the middle of a cell.
    Inside(u64),
    /// One that opens on this line is never closed, and was taken as a letter.
    Open(u64),
}

/// Where the reading of quotes is, with the place and the line of the one that was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Unquoted,
    Quoted(usize, u64),
    /// After a quote in a quoted cell: its end, or the first of two that stand for one.
    QuoteInQuoted(usize, u64),
}

impl<R: BufRead> Rows<R> {
    pub fn new(reader: R, way: Way, limit: u64) -> Self {
        let again = Cursor::default();
        let (row, places) = (Vec::new(), Vec::new());
        Self { reader, way, limit, again, line: 1, row, quotes_until: 0, places, passed_over: None }
    }

    pub fn way(&self) -> Way {
        self.way
    }

    pub fn reader(&self) -> &R {
        &self.reader
    }

    /// Reads the next row that is not blank. What was read of a row before an error is in [`cells`](Self::cells).
    pub fn next_row(&mut self) -> io::Result<Row> {
        self.row.clear();
        if let Some(n_bytes) = self.passed_over.take() {
            return Ok(Row::TooLong(n_bytes));
        }
        if self.take_ready_row()? {
            return Ok(Row::Read(Quotes::Sound));
        }
        loop {
            self.row.clear();
            self.quotes_until = 0;
            match self.append_line()? {
                Line::End => return Ok(Row::End),
                Line::TooLong(n_bytes) => return Ok(Row::TooLong(n_bytes)),
                Line::Whole if without_ending(&self.row).iter().all(|&byte| byte == b' ') => {}
                Line::Whole => break,
            }
        }
        if !self.way.quoting || memchr::memchr(QUOTE, &self.row).is_none() {
            return Ok(Row::Read(Quotes::Sound));
        }
        self.quotes_until = usize::MAX;
        let mut quotes = Quotes::Sound;
        let mut state = State::CellStart;
        let mut seen = 0;
        loop {
            state = self.scan(state, seen, &mut quotes);
            let (State::Quoted(place, line) | State::QuoteInQuoted(place, line)) = state else { break };
            // The file may end just behind a closing quote.
            let is_open = matches!(state, State::Quoted(..));
            seen = self.row.len();
            match self.append_line() {
                Ok(Line::Whole) if self.row.len() as u64 <= self.limit => {}
                Ok(Line::End) if !is_open => break,
                Ok(what) => {
                    if let Line::TooLong(n_bytes) = what {
                        self.passed_over = Some(n_bytes);
                    }
                    self.take_back(place, line);
                    return Ok(Row::Read(Quotes::Open(line)));
                }
                Err(error) => {
                    self.take_back(place, line);
                    return Err(error);
                }
            }
        }
        Ok(Row::Read(quotes))
    }

    /// The cells of the last row. Those that stood in quotes come without them.
    pub fn cells(&self) -> Vec<Cow<'_, [u8]>> {
        if self.places.is_empty() {
            return cells(without_ending(&self.row), self.way.delimiter, self.quotes_until);
        }
        self.places.iter().map(|place| place.cell(&self.row)).collect()
    }

    /// Takes the next row as a whole if that lies ready and nothing is unusual about it: most rows do. What was not taken
    /// is left to be read line by line.
    fn take_ready_row(&mut self) -> io::Result<bool> {
        self.places.clear();
        if self.again.fill_buf().is_ok_and(|again| !again.is_empty()) {
            return Ok(false);
        }
        let ready = match self.reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(false),
            // A stream tells its error once.
            ready => ready?,
        };
        let Some(length) = ready_row(ready, self.way, &mut self.places).filter(|&length| length as u64 <= self.limit)
        else {
            self.places.clear();
            return Ok(false);
        };
        let row = &ready[..length];
        self.row.extend_from_slice(row);
        self.line += memchr::memchr_iter(b'\n', row).count() as u64;
        self.reader.consume(length);
        Ok(true)
    }

    /// Appends a line to the row, from what is to be read once more and then from the stream.
    fn append_line(&mut self) -> io::Result<Line> {
        let Way { terminator, .. } = self.way;
        // Each line may be as long as the limit, so that none is lost to the length of those before.
        let limit = self.limit + self.row.len() as u64;
        let outcome = if self.again.fill_buf().is_ok_and(<[u8]>::is_empty) {
            read_line(&mut self.reader, terminator, limit, &mut self.row)
        } else {
            let mut both = (&mut self.again).chain(&mut self.reader);
            read_line(&mut both, terminator, limit, &mut self.row)
        };
        self.line += 1;
        outcome
    }

    /// Takes the quote at `place`, on `line`, as a letter: its row ends with its line, the others are read again.
    fn take_back(&mut self, place: usize, line: u64) {
        let rest = &self.row[place..];
        let end = memchr::memchr(self.way.terminator, rest).map_or(self.row.len(), |end| place + end + 1);
        let mut again = self.row.split_off(end);
        let read = self.again.position() as usize;
        again.extend_from_slice(&self.again.get_ref()[read..]);
        self.again = Cursor::new(again);
        self.line = line + 1;
        self.quotes_until = place;
    }

    /// Follows the quotes of the row from `seen` on.
    fn scan(&self, mut state: State, seen: usize, quotes: &mut Quotes) -> State {
        let Way { delimiter, terminator, .. } = self.way;
        let row = &self.row;
        let mut place = seen;
        // Lines of the row begin at `seen`, and the last that was read is the one before `self.line`.
        let line = self.line - 1;
        while place < row.len() {
            let byte = row[place];
            let ends_cell = byte == delimiter || byte == terminator || byte == b'\r';
            match state {
                State::CellStart => {
                    state = match byte {
                        QUOTE => State::Quoted(place, line),
                        _ if ends_cell => State::CellStart,
                        _ => State::Unquoted,
                    };
                    place += 1;
                }
                State::Unquoted => match memchr::memchr2(delimiter, terminator, &row[place..]) {
                    Some(end) => {
                        place += end + 1;
                        state = State::CellStart;
                    }
                    None => place = row.len(),
                },
                State::Quoted(opened, on) => match memchr::memchr(QUOTE, &row[place..]) {
                    Some(quote) => {
                        place += quote + 1;
                        state = State::QuoteInQuoted(opened, on);
                    }
                    None => place = row.len(),
                },
                State::QuoteInQuoted(opened, on) => {
                    place += 1;
                    state = match byte {
                        QUOTE => State::Quoted(opened, on),
                        _ if ends_cell => State::CellStart,
                        _ => {
                            if *quotes == Quotes::Sound {
                                *quotes = Quotes::Inside(on);
                            }
                            State::Unquoted
                        }
                    };
                }
            }
        }
        state
    }
}

/// A cell of a row that was taken at once.
#[derive(Clone, Copy)]
struct CellPlace {
    start: usize,
    end: usize,
    /// Whether there are quotes in it, each of them twice.
    has_quotes: bool,
}

impl CellPlace {
    fn cell(self, row: &[u8]) -> Cow<'_, [u8]> {
        let cell = &row[self.start..self.end];
        if !self.has_quotes {
            return Cow::Borrowed(cell);
        }
        let mut said = Vec::with_capacity(cell.len());
        let mut start = 0;
        while let Some(quote) = memchr::memchr(QUOTE, &cell[start..]) {
            said.extend_from_slice(&cell[start..=start + quote]);
            start += quote + 2;
        }
        said.extend_from_slice(&cell[start.min(cell.len())..]);
        Cow::Owned(said)
    }
}

/// The length of the row that `ready` begins with, and its cells, if it ends there and is as it should be: it is not blank,
/// and each quote that opens a cell is closed where the cell ends.
fn ready_row(ready: &[u8], way: Way, places: &mut Vec<CellPlace>) -> Option<usize> {
    let Way { delimiter, quoting, terminator } = way;
    if terminator != b'\n' || matches!(ready.first(), None | Some(b' ' | b'\r' | b'\n')) {
        return None;
    }
    let mut start = 0;
    loop {
        let first = *ready.get(start)?;
        let (place, end) = if quoting && first == QUOTE {
            let place = ready_quoted_cell(ready, start + 1)?;
            let behind = place.end + 1;
            let ends_row = ready.get(behind) == Some(&b'\r') && ready.get(behind + 1) == Some(&b'\n');
            (place, behind + usize::from(ends_row))
        } else {
            let end = start + memchr::memchr2(delimiter, b'\n', &ready[start..])?;
            let is_last = ready[end] == b'\n';
            let bare = end - usize::from(is_last && end > start && ready[end - 1] == b'\r');
            if first == b'\r' && bare > start {
                return None;
            }
            (CellPlace { start, end: bare, has_quotes: false }, end)
        };
        places.push(place);
        match *ready.get(end)? {
            b'\n' => return Some(end + 1),
            byte if byte == delimiter => start = end + 1,
            _ => return None,
        }
    }
}

/// The cell that begins at `start`, behind its quote; it ends at its closing quote.
fn ready_quoted_cell(ready: &[u8], start: usize) -> Option<CellPlace> {
    let (mut end, mut has_quotes) = (start, false);
    loop {
        end += memchr::memchr(QUOTE, &ready[end..])?;
        if *ready.get(end + 1)? != QUOTE {
            return Some(CellPlace { start, end, has_quotes });
        }
        has_quotes = true;
        end += 2;
    }
}

/// The cells of a row; quotes that open at `quotes_until` or later are letters.
fn cells(row: &[u8], delimiter: u8, quotes_until: usize) -> Vec<Cow<'_, [u8]>> {
    let mut cells = Vec::new();
    let mut place = 0;
    loop {
        let is_quoted = place < quotes_until && row.get(place) == Some(&QUOTE);
        let (cell, end) = if is_quoted { quoted_cell(row, place + 1, delimiter) } else { plain(row, place, delimiter) };
        cells.push(cell);
        if end >= row.len() {
            return cells;
        }
        place = end + 1;
    }
}

fn plain(row: &[u8], start: usize, delimiter: u8) -> (Cow<'_, [u8]>, usize) {
    let end = memchr::memchr(delimiter, &row[start..]).map_or(row.len(), |end| start + end);
    (Cow::Borrowed(&row[start..end]), end)
}

/// A cell whose opening quote stands before `start`, and where it ends.
fn quoted_cell(row: &[u8], start: usize, delimiter: u8) -> (Cow<'_, [u8]>, usize) {
    let mut cell = Cow::Borrowed(&row[start..start]);
    let mut place = start;
    loop {
        let Some(quote) = memchr::memchr(QUOTE, &row[place..]).map(|quote| place + quote) else {
            append(&mut cell, row, start, place, row.len());
            return (cell, row.len());
        };
        if row.get(quote + 1) == Some(&QUOTE) {
            append(&mut cell, row, start, place, quote + 1);
            cell.to_mut();
            place = quote + 2;
            continue;
        }
        append(&mut cell, row, start, place, quote);
        // Letters behind the closing quote belong to the cell.
        let (rest, end) = plain(row, quote + 1, delimiter);
        if !rest.is_empty() {
            cell.to_mut().extend_from_slice(&rest);
        }
        return (cell, end);
    }
}

/// What a cell says that is escaped though its table has no quoting: in quotes as a whole, with those in it doubled, as
/// spreadsheets write them. A cell that is only in quotes may mean them.
pub fn unescaped(cell: &[u8]) -> Option<Vec<u8>> {
    let inside = cell.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    memchr::memchr(QUOTE, inside)?;
    let (bare, end) = quoted_cell(cell, 1, 0);
    let sound = end == cell.len() && quotes_in(inside) == 2 * quotes_in(&bare);
    sound.then(|| bare.into_owned())
}

fn quotes_in(bytes: &[u8]) -> usize {
    memchr::memchr_iter(QUOTE, bytes).count()
}

/// Adds `row[from..to]` to a cell that begins at `start`: without a copy as long as it has been one piece.
fn append<'r>(cell: &mut Cow<'r, [u8]>, row: &'r [u8], start: usize, from: usize, to: usize) {
    match cell {
        Cow::Borrowed(_) if from == start => *cell = Cow::Borrowed(&row[from..to]),
        _ => cell.to_mut().extend_from_slice(&row[from..to]),
    }
}

#[cfg(test)]
mod tests;

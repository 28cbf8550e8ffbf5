//! An array of records, or an object that holds one among other things.

use super::Reader;
use super::scan::{Scan, Step};
use crate::import::intake::Halt;

/// Elements that may be broken before the file is given up: it is no JSON then.
const MAX_BROKEN: usize = 10_000;

/// Names of lists of records that are looked for also in an object inside the outermost.
const LIST_NAMES: &[&[u8]] =
    &[b"data", b"documents", b"docs", b"records", b"rows", b"items", b"results", b"articles", b"entries", b"hits"];

/// A text of the outermost object that is this long makes it a record, and the lists in it parts of that.
const RECORD_TEXT_BYTES: usize = 200;

pub fn read(reader: &mut Reader<'_>) -> Result<(), Halt> {
    let mut in_list = false;
    // The object around the list, up to the list.
    let mut around: Option<Scan> = None;
    let mut first = true;
    while let Some(byte) = reader.skip_blank(b",") {
        if reader.n_broken >= MAX_BROKEN {
            return reader.skipped(format!("the rest was left out: {MAX_BROKEN} records before it are broken"));
        }
        match byte {
            // One that closes nothing is passed over.
            b']' => {
                reader.consume(1);
                in_list = false;
                if let Some(scan) = around.take() {
                    read_around(reader, scan)?;
                }
            }
            b'[' if !in_list => {
                reader.consume(1);
                in_list = true;
            }
            b'{' if first && !in_list => {
                around = find_list(reader)?;
                in_list = around.is_some();
            }
            b'{' | b'[' | b'"' => read_element(reader)?,
            _ => read_bare(reader)?,
        }
        first = false;
    }
    if in_list && reader.failed.is_none() {
        reader.number += 1;
        return reader.skipped("the list ends before it is closed".to_owned());
    }
    Ok(())
}

/// Reads one element, and where it is broken goes on to where the next may begin.
fn read_element(reader: &mut Reader<'_>) -> Result<(), Halt> {
    reader.number += 1;
    reader.record.clear();
    let mut scan = Scan::new(reader.max_depth);
    let mut room = true;
    loop {
        let chunk = reader.chunk();
        let n_chunk = chunk.len();
        if n_chunk == 0 {
            return reader.broken("it ends before it is closed");
        }
        match scan.step(chunk) {
            Step::More => room = room && reader.keep(n_chunk) || !room && skip(reader, n_chunk),
            Step::End(n_bytes) => {
                room = room && reader.keep(n_bytes) || !room && skip(reader, n_bytes);
                return if room { reader.record_done(false) } else { reader.too_long() };
            }
            Step::Bad(at) => {
                let error = format!("unexpected “{}”", chunk[at].escape_ascii());
                return give_up(reader, at, &error);
            }
            Step::TooDeep(at) => {
                let error = reader.too_deep();
                return give_up(reader, at, &error);
            }
        }
        if !room {
            reader.record = Vec::new();
        }
    }
}

/// Passes bytes over; there is still no room for them.
fn skip(reader: &mut Reader<'_>, n_bytes: usize) -> bool {
    reader.consume(n_bytes);
    false
}

/// Leaves the element out that breaks at the byte `at` of the chunk, and goes on to a brace that may begin the next: one
/// after a closed one, or the first of a line.
fn give_up(reader: &mut Reader<'_>, at: usize, error: &str) -> Result<(), Halt> {
    reader.keep(at);
    if swallowed_next(&reader.record) {
        reader.read_again(b"{\"");
        return reader.broken(error);
    }
    let mut place = Place::default();
    let n_kept = reader.record.len();
    reader.record[n_kept.saturating_sub(64)..].iter().for_each(|&byte| place.see(byte));
    // The first byte of the element does not begin the next.
    let mut first = n_kept == 0;
    loop {
        let chunk = reader.chunk();
        if chunk.is_empty() {
            break;
        }
        let begins = chunk.iter().enumerate().position(|(at, &byte)| {
            let may_begin = byte == b'{' && (place.after_closed || place.line_first) && !(first && at == 0);
            if !may_begin {
                place.see(byte);
            }
            may_begin
        });
        first = false;
        let n_bytes = begins.unwrap_or(chunk.len());
        reader.consume(n_bytes);
        if begins.is_some() {
            break;
        }
    }
    reader.broken(error)
}

/// Whether the record ends `}, {"`: a text that was not closed took the beginning of the next element for its end.
fn swallowed_next(record: &[u8]) -> bool {
    let before_quote = record.strip_suffix(b"\"").map(<[u8]>::trim_ascii_end);
    let before_brace = before_quote.and_then(|rest| rest.strip_suffix(b"{")).map(<[u8]>::trim_ascii_end);
    let before_comma = before_brace.and_then(|rest| rest.strip_suffix(b",")).map(<[u8]>::trim_ascii_end);
    before_comma.is_some_and(|rest| rest.ends_with(b"}"))
}

/// Where among braces and lines a byte stands.
#[derive(Default)]
struct Place {
    /// A closing brace came before, and only blanks and commas since.
    after_closed: bool,
    /// Only blanks since the beginning of the line.
    line_first: bool,
}

impl Place {
    fn see(&mut self, byte: u8) {
        match byte {
            b'}' => *self = Self { after_closed: true, line_first: false },
            b'\n' => self.line_first = true,
            b' ' | b'\t' | b'\r' => {}
            b',' => self.line_first = false,
            _ => *self = Self::default(),
        }
    }
}

/// Passes a number or a literal over, or a byte that is none of it.
fn read_bare(reader: &mut Reader<'_>) -> Result<(), Halt> {
    reader.number += 1;
    loop {
        let chunk = reader.chunk();
        let end = chunk.iter().position(|byte| matches!(byte, b',' | b']' | b'[' | b'{' | b'"' | b'\n'));
        let n_bytes = end.unwrap_or(chunk.len());
        let at_end = chunk.is_empty();
        reader.consume(n_bytes);
        if at_end || end.is_some() {
            break;
        }
    }
    reader.broken("neither an object nor a text")
}

/// Goes through the outermost object up to its list of records. Without one the object itself is the record.
fn find_list(reader: &mut Reader<'_>) -> Result<Option<Scan>, Halt> {
    reader.number = 1;
    reader.record.clear();
    let mut watch = Watch::new(reader.max_depth);
    let mut room = true;
    loop {
        let chunk = reader.chunk();
        let n_chunk = chunk.len();
        if n_chunk == 0 {
            reader.broken("it ends before it is closed")?;
            return Ok(None);
        }
        let found = chunk.iter().enumerate().find_map(|(at, &byte)| watch.see(byte).map(|seen| (at, byte, seen)));
        let Some((at, byte, seen)) = found else {
            room = room && reader.keep(n_chunk) || !room && skip(reader, n_chunk);
            if !room {
                reader.record = Vec::new();
            }
            continue;
        };
        match seen {
            Seen::List => {
                reader.consume(at);
                reader.record.clear();
                reader.number = 0;
                return Ok(Some(watch.scan));
            }
            Seen::End => {
                room = room && reader.keep(at + 1) || !room && skip(reader, at + 1);
                if room {
                    reader.record_done(false)?;
                } else {
                    reader.too_long()?;
                }
            }
            Seen::Bad => give_up(reader, at, &format!("unexpected “{}”", byte.escape_ascii()))?,
            Seen::TooDeep => {
                let error = reader.too_deep();
                give_up(reader, at, &error)?;
            }
        }
        return Ok(None);
    }
}

/// Goes on after the list, to the end of the object around it; tells of a second list.
fn read_around(reader: &mut Reader<'_>, mut scan: Scan) -> Result<(), Halt> {
    scan.step(b"]");
    let mut watch = Watch { scan, ..Watch::new(reader.max_depth) };
    let mut told = false;
    loop {
        let chunk = reader.chunk();
        let n_chunk = chunk.len();
        if n_chunk == 0 {
            return Ok(());
        }
        let mut found_list = false;
        let end = chunk.iter().position(|&byte| match watch.see(byte) {
            None => false,
            Some(Seen::List) => {
                found_list = true;
                watch.go_on_into_list();
                false
            }
            Some(Seen::End | Seen::Bad | Seen::TooDeep) => true,
        });
        reader.consume(end.map_or(n_chunk, |at| at + 1));
        if found_list && !told {
            told = true;
            reader.number += 1;
            let name = String::from_utf8_lossy(&watch.list_name).into_owned();
            reader.skipped(format!("left out: a further list of records, “{name}”"))?;
        }
        if end.is_some() {
            return Ok(());
        }
    }
}

/// Follows an object byte by byte and sees where a list of records begins.
struct Watch {
    scan: Scan,
    /// The beginning of the last key, and whether it is being read.
    key: Vec<u8>,
    in_key: bool,
    list_name: Vec<u8>,
    /// Bytes of the text that is being read, of the outermost object.
    n_text: usize,
    is_record: bool,
}

enum Seen {
    /// The byte opens the first record of a list. The scan stands before it.
    List,
    End,
    Bad,
    TooDeep,
}

impl Watch {
    fn new(max_depth: u32) -> Self {
        Self {
            scan: Scan::new(max_depth),
            key: Vec::new(),
            in_key: false,
            list_name: Vec::new(),
            n_text: 0,
            is_record: false,
        }
    }

    fn see(&mut self, byte: u8) -> Option<Seen> {
        if byte == b'{' && self.scan.at_first_element() && self.is_list() {
            self.list_name.clone_from(&self.key);
            return Some(Seen::List);
        }
        let step = self.scan.step(&[byte]);
        self.follow_key(byte);
        let in_text = self.scan.in_text() && !self.scan.in_key() && self.scan.depth() == 1;
        self.n_text = if in_text { self.n_text + 1 } else { 0 };
        self.is_record |= self.n_text > RECORD_TEXT_BYTES;
        match step {
            Step::More => None,
            Step::End(_) => Some(Seen::End),
            Step::Bad(_) => Some(Seen::Bad),
            Step::TooDeep(_) => Some(Seen::TooDeep),
        }
    }

    /// Takes the brace that [`see`](Self::see) stopped before as any other.
    fn go_on_into_list(&mut self) {
        self.scan.step(b"{");
    }

    fn follow_key(&mut self, byte: u8) {
        let in_key = self.scan.in_key();
        if in_key && !self.in_key {
            self.key.clear();
        } else if in_key && self.key.len() < 64 {
            self.key.push(byte);
        }
        self.in_key = in_key;
    }

    /// Whether the array that has just been opened is where records may be: in the outermost object, or in one inside it
    /// if it is called so.
    fn is_list(&self) -> bool {
        let named = LIST_NAMES.contains(&self.key.to_ascii_lowercase().as_slice());
        match self.scan.depth() {
            2 => named || !self.is_record,
            3 => named,
            _ => false,
        }
    }
}

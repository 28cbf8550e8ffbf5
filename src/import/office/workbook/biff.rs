//! The records of [MS-XLS]: type, length, bytes, and continuations; strings and number formats in them.

use std::io::{self, Read};

use encoding_rs::Encoding;
use rustc_hash::FxHashMap;

use super::super::compound::{u16_at, u32_at};
use super::cells::Kind;

/// The record that goes on with the one before.
const CONTINUE: u16 = 0x003C;

pub(super) struct Records<R> {
    stream: R,
    /// A head that was read to see whether it is a continuation.
    ahead: Option<(u16, usize)>,
    bytes: Vec<u8>,
}

impl<R: Read> Records<R> {
    pub fn new(stream: R) -> Self {
        Self { stream, ahead: None, bytes: Vec::new() }
    }

    /// The type of the next record, or `None` at the end of the stream.
    pub fn next(&mut self) -> io::Result<Option<u16>> {
        let Some((kind, len)) = self.head()? else { return Ok(None) };
        self.fill(len)?;
        Ok(Some(kind))
    }

    /// The bytes of the record that was read last.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads the next record if it is a continuation.
    pub fn next_continued(&mut self) -> io::Result<bool> {
        match self.head()? {
            Some((CONTINUE, len)) => self.fill(len).map(|()| true),
            other => {
                self.ahead = other;
                Ok(false)
            }
        }
    }

    fn head(&mut self) -> io::Result<Option<(u16, usize)>> {
        if let Some(head) = self.ahead.take() {
            return Ok(Some(head));
        }
        let mut head = Vec::with_capacity(4);
        self.stream.by_ref().take(4).read_to_end(&mut head)?;
        Ok(u16_at(&head, 0).zip(u16_at(&head, 2)).map(|(kind, len)| (kind, usize::from(len))))
    }

    fn fill(&mut self, len: usize) -> io::Result<()> {
        self.bytes.resize(len, 0);
        self.stream.read_exact(&mut self.bytes)
    }
}

/// How the strings of this workbook are stored.
#[derive(Clone, Copy)]
pub(super) struct Biff {
    /// BIFF8: UTF-16, or its lower bytes; before, bytes of the code page.
    pub wide: bool,
    pub encoding: &'static Encoding,
}

impl Biff {
    /// A string behind one byte of length.
    pub fn short(self, bytes: &[u8]) -> String {
        bytes.split_first().map_or_else(String::new, |(&n_chars, rest)| self.string(rest, n_chars.into()))
    }

    /// A string behind two bytes of length.
    pub fn long(self, bytes: &[u8]) -> String {
        u16_at(bytes, 0).map_or_else(String::new, |n_chars| self.string(&bytes[2..], n_chars.into()))
    }

    fn string(self, bytes: &[u8], n_chars: usize) -> String {
        if !self.wide {
            return self.encoding.decode_without_bom_handling(&bytes[..n_chars.min(bytes.len())]).0.into_owned();
        }
        let Some((flags, letters)) = bytes.split_first() else { return String::new() };
        let mut units = Vec::new();
        take_units(letters, *flags, n_chars, &mut units);
        String::from_utf16_lossy(&units)
    }
}

/// Takes up to `n_chars` characters from the front and gives the bytes they had. Bit 0 of `flags`: two bytes each.
fn take_units(bytes: &[u8], flags: u8, n_chars: usize, units: &mut Vec<u16>) -> usize {
    if flags & 1 == 0 {
        let taken = &bytes[..n_chars.min(bytes.len())];
        units.extend(taken.iter().map(|&byte| u16::from(byte)));
        return taken.len();
    }
    let taken = &bytes[..(2 * n_chars).min(bytes.len() & !1)];
    units.extend(taken.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
    taken.len()
}

/// The texts that cells refer to by number (SST), one behind the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
    full: bool,
}

impl Strings {
    pub fn get(&self, index: u32) -> Option<&str> {
        let index = index as usize;
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }

    /// Whether there were more than may be held.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Reads the record that was just begun, with its continuations. One that breaks off gives the strings before.
    pub fn read<R: Read>(records: &mut Records<R>, most: u64) -> io::Result<Self> {
        let mut strings = Self::default();
        let n_strings = u32_at(records.bytes(), 4).unwrap_or_default();
        let mut cursor = Cursor { records, at: 8 };
        let mut units = Vec::new();
        for _ in 0..n_strings {
            units.clear();
            if !cursor.string(&mut units)? {
                break;
            }
            strings.text.extend(char::decode_utf16(units.iter().copied()).map(|unit| unit.unwrap_or('\u{fffd}')));
            strings.ends.push(strings.text.len());
            strings.full = (strings.text.len() + strings.ends.len() * size_of::<usize>()) as u64 > most;
            if strings.full {
                break;
            }
        }
        Ok(strings)
    }
}

/// The text that the record holds that was just begun, with its continuations.
pub(super) fn continued_text<R: Read>(records: &mut Records<R>, biff: Biff) -> io::Result<String> {
    if !biff.wide {
        return Ok(biff.long(records.bytes()));
    }
    let mut units = Vec::new();
    Cursor { records, at: 0 }.string(&mut units)?;
    Ok(String::from_utf16_lossy(&units))
}

/// A place in a record and its continuations.
struct Cursor<'a, R> {
    records: &'a mut Records<R>,
    at: usize,
}

impl<R: Read> Cursor<'_, R> {
    /// A string of [MS-XLS] 2.5.293; false if there is none.
    fn string(&mut self, units: &mut Vec<u16>) -> io::Result<bool> {
        let Some([low, high, mut flags]) = self.take::<3>()? else { return Ok(false) };
        let mut left = usize::from(u16::from_le_bytes([low, high]));
        let n_runs = if flags & 8 == 0 { 0 } else { self.take::<2>()?.map_or(0, u16::from_le_bytes) };
        let n_extra = if flags & 4 == 0 { 0 } else { self.take::<4>()?.map_or(0, u32::from_le_bytes) };
        while left > 0 {
            let before = units.len();
            let bytes = self.records.bytes().get(self.at..).unwrap_or_default();
            self.at += take_units(bytes, flags, left, units);
            left -= units.len() - before;
            if left > 0 {
                // A continuation says anew how wide its characters are.
                if !self.go_on()? {
                    return Ok(true);
                }
                flags = self.records.bytes().first().copied().unwrap_or_default();
                self.at = 1;
            }
        }
        self.skip(4 * u64::from(n_runs) + u64::from(n_extra))?;
        Ok(true)
    }

    /// Goes to the continuation; without one to the end of the record, so that nothing of it is read twice.
    fn go_on(&mut self) -> io::Result<bool> {
        let goes_on = self.records.next_continued()?;
        self.at = if goes_on { 0 } else { self.records.bytes().len() };
        Ok(goes_on)
    }

    fn take<const N: usize>(&mut self) -> io::Result<Option<[u8; N]>> {
        let mut taken = [0; N];
        for byte in &mut taken {
            while self.at >= self.records.bytes().len() {
                if !self.go_on()? {
                    return Ok(None);
                }
            }
            *byte = self.records.bytes()[self.at];
            self.at += 1;
        }
        Ok(Some(taken))
    }

    fn skip(&mut self, mut n_bytes: u64) -> io::Result<()> {
        loop {
            let here = self.records.bytes().len().saturating_sub(self.at) as u64;
            if n_bytes <= here {
                self.at += n_bytes as usize;
                return Ok(());
            }
            n_bytes -= here;
            if !self.go_on()? {
                return Ok(());
            }
        }
    }
}

/// What the numbers of each cell style are.
#[derive(Default)]
pub(super) struct Kinds {
    formats: FxHashMap<u16, Kind>,
    /// The number format of each style; formats may be told after the styles.
    styles: Vec<u16>,
}

impl Kinds {
    pub fn add_format(&mut self, id: u16, code: &str) {
        self.formats.insert(id, Kind::of_code(code));
    }

    pub fn add_style(&mut self, format: u16) {
        self.styles.push(format);
    }

    pub fn of_style(&self, style: u16) -> Kind {
        let Some(&format) = self.styles.get(usize::from(style)) else { return Kind::Number };
        self.formats.get(&format).copied().unwrap_or_else(|| Kind::of_builtin(format.into()))
    }
}

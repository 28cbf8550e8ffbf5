//! What the pages of a Parquet file announce, told before a library makes room for it.
//!
//! Format: Apache Parquet's `parquet.thrift` in the compact protocol of Apache Thrift. Only the heads of pages are looked at.

use std::io::{self, Read};

use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::reader::ChunkReader;

/// Sums over all pages.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// Values, the missing ones too.
    pub n_values: u64,
    /// Bytes when they are unpacked.
    pub n_bytes: u64,
}

/// Levels of structures in a head: statistics have two.
const DEPTH: u32 = 64;

/// Goes through the heads of all pages. A column that breaks off counts as far as it can be read, as for the library.
pub fn announced(chunks: &impl ChunkReader) -> Result<Announced, ParquetError> {
    check_footer(chunks)?;
    let metadata = ParquetMetaDataReader::new().parse_and_finish(chunks)?;
    let mut sums = Announced::default();
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        let (mut at, n_bytes) = column.byte_range();
        let end = at.saturating_add(n_bytes).min(chunks.len());
        while at < end {
            let mut head = Head::new(chunks.get_read(at)?, end - at);
            let page = match head.page() {
                Ok(page) => page,
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    return Err(ParquetError::General(format!("the head of the page at byte {at} makes no sense")));
                }
                Err(_) => break,
            };
            let (n_values, n_bytes) = (size(page.n_values), size(page.unpacked));
            // The library makes room for all that a dictionary announces; a value has a byte at least.
            if page.is_dictionary && n_values > n_bytes {
                let reason = format!("a dictionary of {n_bytes} bytes announces {n_values} values");
                return Err(ParquetError::General(reason));
            }
            sums.n_values = sums.n_values.saturating_add(n_values);
            sums.n_bytes = sums.n_bytes.saturating_add(n_bytes);
            at = end.saturating_sub(head.n_left).saturating_add(size(page.packed));
        }
    }
    Ok(sums)
}

/// Bytes behind the footer: its length, and the mark of the format.
const TAIL_BYTES: u64 = 8;

/// The library goes through as many elements of a list as are announced, also where none of them takes a byte.
fn check_footer(chunks: &impl ChunkReader) -> Result<(), ParquetError> {
    // What is wrong with a file that has no footer, the library says.
    let Some(end) = chunks.len().checked_sub(TAIL_BYTES) else { return Ok(()) };
    let mut length = [0; 4];
    chunks.get_read(end)?.read_exact(&mut length)?;
    let length = u64::from(u32::from_le_bytes(length));
    let Some(start) = end.checked_sub(length) else { return Ok(()) };
    match Head::new(chunks.get_read(start)?, length).skip(STRUCTURE, DEPTH) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(ParquetError::General(format!("the footer of {length} bytes makes no sense")))
        }
        _ => Ok(()),
    }
}

/// A size below 0 is a large one that did not fit.
fn size(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[derive(Default)]
struct Page {
    unpacked: i64,
    packed: i64,
    n_values: i64,
    is_dictionary: bool,
}

/// The head of a page or the footer, which are structures of Thrift.
struct Head<R> {
    stream: R,
    /// Bytes that it may still take.
    n_left: u64,
}

/// The kind of a structure.
const STRUCTURE: u8 = 12;

impl<R: Read> Head<R> {
    fn new(stream: R, n_bytes: u64) -> Self {
        Self { stream, n_left: n_bytes }
    }

    fn page(&mut self) -> io::Result<Page> {
        let mut page = Page::default();
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (2, 4..=6) => page.unpacked = self.number()?,
                (3, 4..=6) => page.packed = self.number()?,
                // A page of values, of a dictionary, or of values in the second version.
                (5 | 7 | 8, STRUCTURE) => {
                    page.is_dictionary |= id == 7;
                    let mut inner = 0;
                    while let Some(kind) = self.field(&mut inner)? {
                        if inner == 1 && (4..=6).contains(&kind) {
                            page.n_values = self.number()?;
                        } else {
                            self.skip(kind, DEPTH)?;
                        }
                    }
                }
                _ => self.skip(kind, DEPTH)?,
            }
        }
        Ok(page)
    }

    /// The kind of the next field, whose number is put into `id`; `None` at the end of the structure.
    fn field(&mut self, id: &mut i64) -> io::Result<Option<u8>> {
        let byte = self.byte()?;
        let kind = byte & 0xF;
        if kind == 0 {
            return Ok(None);
        }
        *id = if byte >> 4 == 0 { self.number()? } else { id.saturating_add(i64::from(byte >> 4)) };
        Ok(Some(kind))
    }

    /// Passes over a field. Each element of a list or map has a byte at least: more than there are bytes left are a lie.
    fn skip(&mut self, kind: u8, depth: u32) -> io::Result<()> {
        let Some(depth) = depth.checked_sub(1) else { return Err(invalid()) };
        match kind {
            // True and false.
            1 | 2 => Ok(()),
            3 => self.byte().map(drop),
            4..=6 => self.varint().map(drop),
            7 => self.skip_bytes(8),
            8 => {
                let length = self.varint()?;
                self.skip_bytes(length)
            }
            // List and set.
            9 | 10 => {
                let head = self.byte()?;
                let length = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                self.check_length(length)?;
                (0..length).try_for_each(|_| self.skip_element(head & 0xF, depth))
            }
            // Map.
            11 => {
                let length = self.varint()?;
                self.check_length(length)?;
                let kinds = if length > 0 { self.byte()? } else { 0 };
                (0..length).try_for_each(|_| {
                    self.skip_element(kinds >> 4, depth)?;
                    self.skip_element(kinds & 0xF, depth)
                })
            }
            STRUCTURE => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, depth)?;
                }
                Ok(())
            }
            _ => Err(invalid()),
        }
    }

    fn skip_element(&mut self, kind: u8, depth: u32) -> io::Result<()> {
        if matches!(kind, 1 | 2) { self.byte().map(drop) } else { self.skip(kind, depth) }
    }

    fn check_length(&self, length: u64) -> io::Result<()> {
        if length > self.n_left { Err(invalid()) } else { Ok(()) }
    }

    fn skip_bytes(&mut self, n_bytes: u64) -> io::Result<()> {
        let wanted = n_bytes.min(self.n_left);
        let n_skipped = io::copy(&mut self.stream.by_ref().take(wanted), &mut io::sink())?;
        self.n_left -= n_skipped;
        if n_skipped < n_bytes { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// A whole number, with its sign in the last bit.
    fn number(&mut self) -> io::Result<i64> {
        let number = self.varint()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(invalid())
    }

    fn byte(&mut self) -> io::Result<u8> {
        self.n_left = self.n_left.checked_sub(1).ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut byte = [0];
        self.stream.read_exact(&mut byte)?;
        Ok(byte[0])
    }
}

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_head_is_read_to_its_end() {
        // Type 0, 300 bytes that are packed to 20, values: 7, encoding 0, statistics with a text and a list.
        let values = [0x15, 14, 0x15, 0, 0x3C, 0x18, 2, b'a', b'b', 0x19, 0x25, 2, 4, 0, 0];
        let head = [&[0x15, 0, 0x15, 0xD8, 0x04, 0x15, 40, 0x2C][..], &values, &[0], b"rest"].concat();
        let mut head = Head::new(&head[..], 100);
        let page = head.page().unwrap();
        assert_eq!((page.unpacked, page.packed, page.n_values, page.is_dictionary), (300, 20, 7, false));
        assert_eq!((head.n_left, head.stream), (100 - 24, &b"rest"[..]));
    }

    #[test]
    fn a_list_longer_than_the_bytes_makes_no_sense() {
        let bytes = [0x19, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0];
        let error = Head::new(&bytes[..], bytes.len() as u64).page().err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn nesting_and_lengths_without_end_are_errors() {
        for bytes in
            [&[0x1C; 100][..], &[0x19, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0], &[0x18, 0xFF, 0x7F, 1], &[0x1D]]
        {
            assert!(Head::new(bytes, bytes.len() as u64).page().is_err());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_head_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut head = Head::new(&bytes[..], bytes.len() as u64);
            drop(head.page());
            prop_assert_eq!(head.n_left as usize, head.stream.len());
        }
    }
}

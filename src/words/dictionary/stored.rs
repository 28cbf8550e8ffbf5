//! Built dictionaries as bytes: the one in the program, and those in a cache.
//!
//! A line that names the format, the ids for new nouns, length and CRC-32 of the rest, and vibrato's own bytes. These are
//! bound to the version of vibrato, and reading damaged ones could do anything: a cache is read only if its CRC fits.

use std::io::{self, Read, Write};

use flate2::Crc;
use ruzstd::decoding::StreamingDecoder;

use super::{Dictionary, DictionaryError, NounIds};
use crate::ahead::Ahead;

const MAGIC: &[u8; 32] = b"Mungchi dictionary 1, vibrato 05";
const HEADER: usize = MAGIC.len() + 3 * 2 + 8 + 4;

/// Made by `tools/ko-dic`; see `assets/ko-dic/README.md`.
static EMBEDDED: &[u8] = include_bytes!("../../../assets/ko-dic/ko-dic.zst");

pub fn read_embedded() -> Result<Dictionary, DictionaryError> {
    let damaged = |reason: String| DictionaryError::Damaged { file: "ko-dic.zst".into(), reason };
    let unpacked = StreamingDecoder::new(EMBEDDED).map_err(|error| damaged(error.to_string()))?;
    // Unpacking and reading take about as long.
    let mut bytes = Ahead::new(Box::new(unpacked)).map_err(|error| damaged(error.to_string()))?;
    let mut header = [0; HEADER];
    bytes.read_exact(&mut header).map_err(|error| damaged(error.to_string()))?;
    let header = Header::of(&header).ok_or_else(|| damaged("it is of another version of the program".into()))?;
    Dictionary::new(vibrato::Dictionary::read(bytes)?, header.noun_ids)
}

/// `None` if the bytes are of another version, cut off or damaged.
pub fn read(bytes: &[u8]) -> Option<Result<Dictionary, DictionaryError>> {
    let (header, rest) = bytes.split_first_chunk()?;
    let header = Header::of(header).filter(|header| header.length == rest.len() as u64)?;
    let mut crc = Crc::new();
    crc.update(rest);
    (crc.sum() == header.crc).then(|| Dictionary::new(vibrato::Dictionary::read(rest)?, header.noun_ids))
}

pub fn write(dictionary: &Dictionary, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    dictionary.tokenizer.dictionary().write(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    let mut crc = Crc::new();
    crc.update(&bytes);
    let NounIds { left, right_open, right_closed } = dictionary.noun_ids;
    out.write_all(MAGIC)?;
    [left, right_open, right_closed].iter().try_for_each(|id| out.write_all(&id.to_le_bytes()))?;
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(&crc.sum().to_le_bytes())?;
    out.write_all(&bytes)
}

struct Header {
    noun_ids: NounIds,
    length: u64,
    crc: u32,
}

impl Header {
    fn of(bytes: &[u8; HEADER]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let id = |index: usize| Some(u16::from_le_bytes(*rest[index * 2..].first_chunk()?));
        let noun_ids = NounIds { left: id(0)?, right_open: id(1)?, right_closed: id(2)? };
        let length = u64::from_le_bytes(*rest[6..].first_chunk()?);
        Some(Self { noun_ids, length, crc: u32::from_le_bytes(*rest[14..].first_chunk()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Length and CRC-32 of the asset, and the checksum of what is packed in it.
    #[test]
    fn the_dictionary_in_the_program_is_the_one_that_was_checked() {
        let mut crc = Crc::new();
        crc.update(EMBEDDED);
        assert_eq!((EMBEDDED.len(), crc.sum()), (8_692_687, 0xEFC3_853B));
        let mut decoder = StreamingDecoder::new(EMBEDDED).unwrap();
        io::copy(&mut decoder, &mut io::sink()).unwrap();
        let frame = decoder.into_frame_decoder();
        assert_eq!(frame.get_checksum_from_data(), frame.get_calculated_checksum());
        assert!(frame.get_checksum_from_data().is_some());
    }
}

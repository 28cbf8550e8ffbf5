//! Compound files (CFB, “OLE”): the container of HWP 5 and of Office before 2007, and of what a password protects.

use std::io::{self, Read, Seek};

use cfb::CompoundFile;

use super::Refused;

const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Whether the stream, at its beginning, is a compound file; it is at its beginning afterwards.
pub(super) fn is_compound(stream: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut head = Vec::new();
    stream.rewind()?;
    stream.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head)?;
    stream.rewind()?;
    Ok(head == MAGIC)
}

/// Why a compound file stands where a zip file should: a password, or an older format.
pub(super) fn not_a_zip(stream: &mut (impl Read + Seek), format: &'static str) -> Refused {
    match CompoundFile::open(stream) {
        Ok(file) if file.exists("/EncryptedPackage") => Refused::Password { format },
        Ok(file) if file.exists("/WordDocument") => Refused::OldBinary { found: "Word document", wanted: "DOCX" },
        Ok(file) if file.exists("/FileHeader") => {
            Refused::Broken { format, reason: "it is an HWP document".to_owned() }
        }
        _ => Refused::Broken { format, reason: "it is a compound file, not a zip file".to_owned() },
    }
}

pub(super) fn open<S: Read + Seek>(stream: S, format: &'static str) -> Result<CompoundFile<S>, Refused> {
    CompoundFile::open(stream).map_err(|error| Refused::Broken { format, reason: error.to_string() })
}

/// A stream of the file as a whole, or `None` if it is missing or broken. Not more than `most` bytes of it.
pub(super) fn whole<S: Read + Seek>(file: &mut CompoundFile<S>, name: &str, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.open_stream(name).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Numbers in bytes, the lowest byte first; `None` beyond the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()).map(f64::from_le_bytes)
}

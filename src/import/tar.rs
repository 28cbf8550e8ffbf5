//! Reads tar archives from front to end: names and contents of regular files, long names of GNU and of POSIX (pax).
//!
//! Format: POSIX.1-2008, *pax*, “ustar Interchange Format”.

use std::io::{self, BufRead, Read};

use super::encoding::{compose, detect_names};

const BLOCK: usize = 512;

/// Names longer than this are an attack.
const MAX_NAME_BYTES: u64 = 1 << 20;

pub struct Tar<R> {
    stream: R,
    /// Bytes of the current file that are still to come, and those that fill its last block.
    left: u64,
    padding: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: String,
    pub n_bytes: u64,
}

impl<R: BufRead> Tar<R> {
    pub fn new(stream: R) -> Self {
        Self { stream, left: 0, padding: 0 }
    }

    /// The next regular file; reading this archive then gives its content.
    pub fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        let mut long_name: Option<Vec<u8>> = None;
        loop {
            self.pass_over()?;
            let mut header = [0; BLOCK];
            if self.stream.fill_buf()?.is_empty() {
                return Ok(None);
            }
            self.stream.read_exact(&mut header)?;
            if header.iter().all(|&byte| byte == 0) {
                return Ok(None);
            }
            let size = size_of_content(&header)?;
            self.left = size;
            self.padding = size.next_multiple_of(BLOCK as u64) - size;
            match header[156] {
                b'L' => {
                    let name = self.name_bytes()?;
                    long_name = Some(until_zero(&name).to_vec());
                }
                b'x' => {
                    let records = self.name_bytes()?;
                    long_name = pax_path(&records).or(long_name);
                }
                b'0' | 0 | b'7' => {
                    let name = long_name.take().unwrap_or_else(|| short_name(&header));
                    let (text, _) = detect_names(&name).decode_without_bom_handling(&name);
                    return Ok(Some(Entry { path: compose(&text).into_owned(), n_bytes: size }));
                }
                // Folders, links, and what concerns all files.
                _ => long_name = None,
            }
        }
    }

    fn name_bytes(&mut self) -> io::Result<Vec<u8>> {
        if self.left > MAX_NAME_BYTES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the archive is broken: a name is too long"));
        }
        let mut name = Vec::new();
        self.read_to_end(&mut name)?;
        Ok(name)
    }

    /// Goes to the next header.
    fn pass_over(&mut self) -> io::Result<()> {
        let rest = self.left + self.padding;
        let passed = io::copy(&mut self.stream.by_ref().take(rest), &mut io::sink())?;
        if passed < self.left {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (self.left, self.padding) = (0, 0);
        Ok(())
    }
}

impl<R: BufRead> Read for Tar<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_wanted = (buffer.len() as u64).min(self.left) as usize;
        if n_wanted == 0 {
            return Ok(0);
        }
        let n_bytes = self.stream.read(&mut buffer[..n_wanted])?;
        if n_bytes == 0 {
            // Told once: the archive has ended.
            (self.left, self.padding) = (0, 0);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends inside of the file"));
        }
        self.left -= n_bytes as u64;
        Ok(n_bytes)
    }
}

/// How long the content behind a header is, if its checksum is right.
fn size_of_content(header: &[u8; BLOCK]) -> io::Result<u64> {
    let broken = |what| io::Error::new(io::ErrorKind::InvalidData, format!("the archive is broken: {what}"));
    let sum: u64 = header.iter().map(|&byte| u64::from(byte)).sum();
    let own: u64 = header[148..156].iter().map(|&byte| u64::from(byte)).sum();
    let expected = octal(&header[148..156]).ok_or_else(|| broken("a header has no checksum"))?;
    if sum - own + 8 * u64::from(b' ') != expected {
        return Err(broken("the checksum of a header is wrong"));
    }
    number(&header[124..136]).filter(|&size| size < 1 << 50).ok_or_else(|| broken("a header has no size"))
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr(0, bytes).unwrap_or(bytes.len())]
}

fn short_name(header: &[u8; BLOCK]) -> Vec<u8> {
    let name = until_zero(&header[..100]);
    let prefix = until_zero(&header[345..500]);
    let is_posix = &header[257..263] == b"ustar\0";
    if is_posix && !prefix.is_empty() { [prefix, b"/", name].concat() } else { name.to_vec() }
}

/// The value of `path` among records of the form `length key=value\n`.
fn pax_path(mut records: &[u8]) -> Option<Vec<u8>> {
    while let Some(space) = memchr::memchr(b' ', records) {
        let length: usize = str::from_utf8(&records[..space]).ok()?.parse().ok()?;
        let record = records.get(space + 1..length)?;
        if let Some(path) = record.strip_prefix(b"path=") {
            return Some(path.strip_suffix(b"\n").unwrap_or(path).to_vec());
        }
        records = records.get(length..)?;
    }
    None
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits = str::from_utf8(until_zero(field)).ok()?.trim();
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

/// A size: octal digits, or with the first bit set the bytes of a binary number.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 == 0 {
        return octal(field);
    }
    let is_small = field[0] == 0x80 && field[1..field.len() - 8].iter().all(|&byte| byte == 0);
    let last = field[field.len() - 8..].try_into().ok()?;
    is_small.then(|| u64::from_be_bytes(last))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A file in an archive, with its type.
    pub fn entry(name: &[u8], kind: u8, content: &[u8]) -> Vec<u8> {
        let mut header = [0_u8; BLOCK];
        header[..name.len().min(100)].copy_from_slice(&name[..name.len().min(100)]);
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[156] = kind;
        header[257..263].copy_from_slice(b"ustar\0");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        let mut entry = header.to_vec();
        entry.extend(content);
        entry.resize(entry.len().next_multiple_of(BLOCK), 0);
        entry
    }

    fn read(archive: &[u8]) -> io::Result<Vec<(String, Vec<u8>)>> {
        let mut tar = Tar::new(archive);
        let mut files = Vec::new();
        while let Some(entry) = tar.next_entry()? {
            let mut content = Vec::new();
            tar.read_to_end(&mut content)?;
            assert_eq!(content.len() as u64, entry.n_bytes);
            files.push((entry.path, content));
        }
        Ok(files)
    }

    #[test]
    fn files_and_long_names_are_read() {
        let long = "폴더/".repeat(40) + "문서.txt";
        let archive = [
            entry(b"folder/", b'5', b""),
            entry(b"folder/a.txt", b'0', b"cold water"),
            entry(b"././@LongLink", b'L', format!("{long}\0").as_bytes()),
            entry(b"cut", b'0', b"warm"),
            entry(b"PaxHeader", b'x', "23 path=강/문서.txt\n".as_bytes()),
            entry(b"cut", b'0', b""),
            vec![0; 1024],
        ]
        .concat();
        let expected = [("folder/a.txt", &b"cold water"[..]), (&long, b"warm"), ("강/문서.txt", b"")];
        let read = read(&archive).unwrap();
        assert_eq!(read, expected.map(|(path, content)| (path.to_owned(), content.to_vec())));
    }

    #[test]
    fn broken_archives_end_in_an_error() {
        let whole = entry(b"a.txt", b'0', b"cold water");
        assert!(read(&whole[..515]).is_err());
        assert!(read(&whole[..100]).is_err());
        let mut broken = whole;
        broken[0] = b'b';
        assert!(read(&broken).is_err());
    }
}

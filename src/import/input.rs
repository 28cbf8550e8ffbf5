//! One named stream of bytes: a file on disk, or what lies inside gzip, zstd, zip or tar; unpacked, bounded and counted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::companions::Companions;
use super::decode::{Later, Utf8Reader};
use super::encoding::Detected;
use super::error::ReadError;
pub use super::office::ReadSeek;
use super::unpack::{Budget, Limited, Zstd};
use crate::ahead::Ahead;

/// How much of a file is looked at before it is read.
pub const HEAD_BYTES: usize = 1 << 16;

/// A file, on disk or inside another, unpacked, with its first bytes to look at.
pub struct Input<'a> {
    /// The path on disk, and for what is inside of an archive `archive.zip › folder/text.txt`.
    pub name: String,
    /// Bytes as they are stored, packed or not.
    pub n_bytes: u64,
    /// What lies beside it, for formats that come in several files.
    pub companions: Companions,
    head: Vec<u8>,
    rest: Rest<'a>,
    budget: Budget,
}

enum Rest<'a> {
    /// A file on disk that is not packed, behind its head.
    File(Counted<File>),
    Memory(Cursor<Vec<u8>>),
    /// What is unpacked of a file, or of a file in memory.
    Unpacked(Box<dyn Read + Send>),
    Stream(Box<dyn Read + 'a>),
}

impl<'a> Input<'a> {
    /// Opens a file; what is read of it on disk is added to `consumed`.
    pub fn open(path: &Path, budget: &Budget, consumed: &Arc<AtomicU64>) -> Result<Input<'static>, ReadError> {
        let io_error = |error| ReadError::Io { path: path.to_owned(), error };
        let file = File::open(path).map_err(io_error)?;
        let size = file.metadata().map_err(io_error)?.len();
        let counted = Counted { stream: file, consumed: Arc::clone(consumed) };
        let name = path.display().to_string();
        let input = Input::unpacked(name, size, Rest::File(counted), budget.of_file(size)).map_err(io_error)?;
        Ok(input.with_companions(&Companions::beside(path)))
    }

    pub fn from_bytes(name: &str, bytes: Vec<u8>, budget: &Budget) -> Result<Input<'static>, ReadError> {
        let size = bytes.len() as u64;
        Input::unpacked(name.to_owned(), size, Rest::Memory(Cursor::new(bytes)), budget.of_file(size))
            .map_err(|error| ReadError::Io { path: name.into(), error })
    }

    /// What an archive gives: bounded by the `budget` of the archive.
    pub fn from_stream(name: String, size: u64, stream: Box<dyn Read + 'a>, budget: &Budget) -> io::Result<Self> {
        Self::unpacked(name, size, Rest::Stream(stream), budget.clone())
    }

    fn unpacked(name: String, n_bytes: u64, mut rest: Rest<'a>, budget: Budget) -> io::Result<Self> {
        let mut levels = 0;
        loop {
            let (head, broken) = head_of(rest.as_read());
            // A packed file that breaks off this early still gives what could be unpacked, then its error.
            if let Some(error) = broken {
                if head.is_empty() {
                    return Err(error);
                }
                rest = Rest::Stream(Box::new(Broken(Some(error))));
            }
            let packing = Packing::of(&head).filter(|_| levels < budget.depth());
            let Some(packing) = packing else {
                return Ok(Self { name, n_bytes, companions: Companions::default(), head, rest, budget });
            };
            let head = Cursor::new(head);
            rest = match rest {
                Rest::File(file) => {
                    Rest::Unpacked(Box::new(Layer::new(packing, head.chain(Ahead::new(Box::new(file))?), &budget)))
                }
                Rest::Memory(bytes) => Rest::Unpacked(Box::new(Layer::new(packing, head.chain(bytes), &budget))),
                Rest::Unpacked(stream) => {
                    Rest::Unpacked(Box::new(Layer::new(packing, head.chain(packed(stream)), &budget)))
                }
                Rest::Stream(stream) => {
                    Rest::Stream(Box::new(Layer::new(packing, head.chain(packed(stream)), &budget)))
                }
            };
            levels += 1;
        }
    }

    pub fn with_companions(self, companions: &Companions) -> Self {
        Self { companions: companions.clone(), ..self }
    }

    /// The first bytes, up to [`HEAD_BYTES`].
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the head is all there is.
    pub fn is_whole(&self) -> bool {
        self.head.len() < HEAD_BYTES
    }

    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// All bytes from the first.
    pub fn into_reader(self) -> Box<dyn BufRead + 'a> {
        whole(self.head, self.rest)
    }

    /// All of it as UTF-8. `later` says how the encoding is found that was only guessed from a head of ASCII.
    pub fn into_text(self, detected: Detected, later: Later) -> io::Result<Utf8Reader<'a>> {
        Utf8Reader::new(self.into_reader(), detected, later)
    }

    /// The file itself if it lies on disk unpacked, otherwise its bytes in memory, up to the limit on one record.
    pub fn into_whole(self) -> Result<Whole, ReadError> {
        let Self { name, head, rest, budget, .. } = self;
        let io_error = |error| ReadError::Io { path: name.clone().into(), error };
        match rest {
            Rest::File(mut file) => {
                file.stream.rewind().map_err(io_error)?;
                Ok(Whole::File(file.stream))
            }
            Rest::Memory(bytes) => Ok(Whole::Bytes(bytes.into_inner())),
            mut rest => {
                let limit = budget.record_bytes();
                let mut bytes = head;
                rest.as_read()
                    .take(limit.saturating_add(1).saturating_sub(bytes.len() as u64))
                    .read_to_end(&mut bytes)
                    .map_err(io_error)?;
                if bytes.len() as u64 > limit {
                    return Err(ReadError::TooLargeForMemory { name, limit });
                }
                Ok(Whole::Bytes(bytes))
            }
        }
    }

    /// The same as a stream that can go back.
    pub fn into_seekable(self) -> Result<Box<dyn ReadSeek + Send>, ReadError> {
        let consumed = match &self.rest {
            Rest::File(file) => Arc::clone(&file.consumed),
            _ => Arc::default(),
        };
        Ok(match self.into_whole()? {
            Whole::File(file) => Box::new(buffered(Counted { stream: file, consumed })),
            Whole::Bytes(bytes) => Box::new(Cursor::new(bytes)),
        })
    }
}

/// All of a file, for formats that are not read from front to end.
pub enum Whole {
    /// From its first byte.
    File(File),
    Bytes(Vec<u8>),
}

impl Rest<'_> {
    fn as_read(&mut self) -> &mut dyn Read {
        match self {
            Self::File(file) => file,
            Self::Memory(bytes) => bytes,
            Self::Unpacked(stream) => stream,
            Self::Stream(stream) => stream,
        }
    }
}

fn whole<'a>(head: Vec<u8>, rest: Rest<'a>) -> Box<dyn BufRead + 'a> {
    let all_in_head = head.len() < HEAD_BYTES;
    let head = Cursor::new(head);
    match rest {
        // What is read of a stream that broke off is followed by its error.
        Rest::Stream(stream) => Box::new(head.chain(buffered(stream))),
        _ if all_in_head => Box::new(head),
        Rest::File(file) => Box::new(head.chain(buffered(file))),
        Rest::Memory(bytes) => Box::new(head.chain(bytes)),
        Rest::Unpacked(stream) => match Ahead::new(stream) {
            Ok(ahead) => Box::new(head.chain(ahead)),
            Err(error) => Box::new(head.chain(BufReader::new(Broken(Some(error))))),
        },
    }
}

/// Much of what is packed is unpacked at once: each time costs a little.
fn packed<R: Read>(stream: R) -> BufReader<R> {
    BufReader::with_capacity(1 << 18, stream)
}

fn buffered<R: Read>(stream: R) -> BufReader<R> {
    BufReader::with_capacity(1 << 16, stream)
}

fn head_of(stream: &mut dyn Read) -> (Vec<u8>, Option<io::Error>) {
    let mut head = Vec::new();
    let broken = stream.take(HEAD_BYTES as u64).read_to_end(&mut head).err();
    (head, broken)
}

/// What is unpacked of one layer.
enum Layer<R> {
    Gzip(Box<Limited<MultiGzDecoder<R>>>),
    Zstd(Box<Limited<Zstd<R>>>),
}

impl<R: BufRead> Layer<R> {
    fn new(packing: Packing, packed: R, budget: &Budget) -> Self {
        match packing {
            Packing::Gzip => Self::Gzip(Box::new(Limited::new(MultiGzDecoder::new(packed), budget))),
            Packing::Zstd => Self::Zstd(Box::new(Limited::new(Zstd::new(packed), budget))),
        }
    }
}

impl<R: BufRead> Read for Layer<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(stream) => stream.read(buffer),
            Self::Zstd(stream) => stream.read(buffer),
        }
    }
}

#[derive(Clone, Copy)]
enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// A file that counts what is read of it.
struct Counted<R> {
    stream: R,
    consumed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.stream.read(buffer)?;
        self.consumed.fetch_add(n_bytes as u64, Ordering::Relaxed);
        Ok(n_bytes)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.stream.seek(position)
    }
}

/// The end of a stream that broke off: gives its error once, then nothing.
pub struct Broken(pub Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use crate::corpus::provenance::Limits;

    use super::*;

    fn gzipped(content: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(content).unwrap();
        packer.finish().unwrap()
    }

    fn read(bytes: Vec<u8>, limits: Limits) -> (Vec<u8>, Option<String>) {
        let input = Input::from_bytes("a", bytes, &Budget::new(&limits)).unwrap();
        let mut content = Vec::new();
        let error = input.into_reader().read_to_end(&mut content).err();
        (content, error.map(|error| error.to_string()))
    }

    #[test]
    fn packed_files_are_unpacked_through_all_layers() {
        let content = b"cold water ".repeat(20_000);
        assert_eq!(read(content.clone(), Limits::default()), (content.clone(), None));
        assert_eq!(read(gzipped(&gzipped(&content)), Limits::default()), (content.clone(), None));
        let members = [gzipped(b"cold "), gzipped(b"water")].concat();
        assert_eq!(read(members, Limits::default()), (b"cold water".to_vec(), None));
    }

    #[test]
    fn a_file_that_unpacks_to_too_much_is_stopped() {
        let packed = gzipped(&vec![b' '; 8 << 20]);
        let (content, error) = read(packed.clone(), Limits { unpacked_ratio: 10, ..Limits::default() });
        let allowed = (1 << 20) + 10 * packed.len();
        assert!(content.len() <= allowed, "{}", content.len());
        let error = error.unwrap();
        assert!(error.contains("10 times its size") && error.contains("“Largest unpacking ratio”"), "{error}");
        let (content, error) =
            read(packed, Limits { unpacked_bytes: 3 << 20, unpacked_ratio: 10_000, ..Limits::default() });
        assert!(content.len() <= 3 << 20);
        assert!(error.unwrap().contains("more than 3 MiB, the limit “Largest unpacked file”"));
    }

    #[test]
    fn what_must_be_in_memory_is_bounded() {
        let limits = Limits { record_bytes: 100_000, ..Limits::default() };
        let packed = gzipped(&vec![b' '; 200_000]);
        let input = Input::from_bytes("a", packed, &Budget::new(&limits)).unwrap();
        let Err(error) = input.into_seekable() else { panic!("is held in memory") };
        assert!(error.to_string().contains("larger than 97.7 kiB"), "{error}");
    }
}

//! One file as a stream of bytes: opened, unpacked if gzipped, judged by its beginning, and counted for the progress bar.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::encoding::{BOM, Looks, looks};
use super::reader::ReadError;

/// How much of a file is looked at before it is read.
const HEAD_BYTES: usize = 1 << 16;

/// An opened file, unpacked and without a byte order mark.
pub struct Source {
    pub name: String,
    /// The first bytes of the unpacked content; reading starts at them again.
    pub head: Vec<u8>,
    pub reader: Box<dyn BufRead + Send>,
    consumed: Arc<AtomicU64>,
    /// Bytes on disk, packed or not.
    pub size: u64,
}

impl Source {
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let io_error = |error| ReadError::Io { path: path.to_owned(), error };
        let file = File::open(path).map_err(io_error)?;
        let size = file.metadata().map_err(io_error)?.len();
        Self::from_stream(path.display().to_string(), size, file).map_err(io_error)
    }

    pub fn from_bytes(name: &str, bytes: &'static [u8]) -> io::Result<Self> {
        Self::from_stream(name.to_owned(), bytes.len() as u64, Cursor::new(bytes))
    }

    fn from_stream(name: String, size: u64, stream: impl Read + Send + 'static) -> io::Result<Self> {
        let consumed = Arc::new(AtomicU64::new(0));
        let counted = Counted { stream, consumed: Arc::clone(&consumed) };
        let mut packed = BufReader::with_capacity(1 << 16, counted);
        let gzipped = packed.fill_buf()?.starts_with(&[0x1F, 0x8B]);
        let mut content: Box<dyn BufRead + Send> = if gzipped {
            Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(packed)))
        } else {
            Box::new(packed)
        };
        let mut head = Vec::new();
        let broken = content.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).err();
        if head.starts_with(BOM) {
            head.drain(..BOM.len());
        }
        // A packed file that breaks off this early still gives what could be unpacked, then its error.
        let rest: Box<dyn BufRead + Send> = match broken {
            Some(error) if head.is_empty() => return Err(error),
            Some(error) => Box::new(BufReader::new(Broken(Some(error)))),
            None => content,
        };
        let reader = Box::new(Cursor::new(head.clone()).chain(rest));
        Ok(Self { name, head, reader, consumed, size })
    }

    pub fn looks(&self) -> Looks {
        looks(&self.head, self.head.len() < HEAD_BYTES - BOM.len())
    }

    /// Counts the bytes of the file on disk that have been read so far.
    pub fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.consumed)
    }
}

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

/// The end of a stream that broke off: gives its error once, then nothing.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

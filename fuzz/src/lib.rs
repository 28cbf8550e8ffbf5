//! What the targets share: small limits, packages around one part, and options that the last byte chooses.

use std::io::{Cursor, Write as _};
use std::sync::atomic::{AtomicU32, Ordering};

use mungchi::corpus::provenance::{Format, Limits, ReadOptions};
use mungchi::import::intake::Intake;
use mungchi::import::read_bytes;
use mungchi::import::reader::take_in_bytes;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// So small that what goes beyond them shows.
pub const LIMITS: Limits =
    Limits { record_bytes: 1 << 20, unpacked_bytes: 16 << 20, unpacked_ratio: 250, depth: 32, files: 1000 };

/// Documents that the look at the first of them asks for.
const FIRST: usize = 3;

pub fn options(format: Option<Format>) -> ReadOptions {
    ReadOptions { format, limits: LIMITS, ..ReadOptions::default() }
}

/// The input without its last byte, and that byte, which chooses how the input is read.
pub fn choice(data: &[u8]) -> (&[u8], usize) {
    data.split_last().map_or((data, 0), |(&last, rest)| (rest, usize::from(last)))
}

/// The input as it is read: what stands between two bytes 0xFF, which are in no UTF-8, is repeated up to [`LONG`] bytes.
/// What costs the square of its length shows only so.
pub fn expanded(data: &[u8]) -> Vec<u8> {
    let mut pieces = data.splitn(3, |&byte| byte == 0xFF);
    match (pieces.next(), pieces.next(), pieces.next()) {
        (Some(before), Some(piece), Some(after)) if !piece.is_empty() => {
            [before, &piece.repeat((LONG / piece.len()).max(1)), after].concat()
        }
        _ => data.to_vec(),
    }
}

/// Bytes of an input in which a piece is repeated.
const LONG: usize = 1 << 17;

/// Reads all documents, and the first ones as the preview of an import does.
pub fn read(name: &str, bytes: Vec<u8>, options: &ReadOptions) {
    let mut intake = Intake::new(options, Some(FIRST), &());
    let first = take_in_bytes(name, bytes.clone(), &mut intake);
    let n_first = intake.corpus.documents.len();
    match read_bytes(name, bytes, options, &()) {
        Ok(corpus) => {
            assert!(first.is_ok(), "what can be read as a whole can be looked at");
            if corpus.bag.is_none() {
                assert_eq!(n_first, corpus.documents.len().min(FIRST));
            }
            if let Some(vectors) = &corpus.vectors {
                assert_eq!(vectors.values.len(), vectors.n_cols * corpus.documents.len());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A zip with these files, not packed.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        // A name that is there already is no file of its own.
        if zip.start_file(*name, stored).is_ok() {
            zip.write_all(content).expect("a vector takes all");
        }
    }
    zip.finish().expect("a vector takes all").into_inner()
}

/// A good package whose part `at` is replaced.
pub fn packaged<Part: AsRef<[u8]>>(good: &[(&str, Part)], at: usize, part: &[u8]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = good.iter().map(|(name, good)| (*name, good.as_ref())).collect();
    parts[at].1 = part;
    zipped(&parts)
}

/// A compound file with these streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a vector takes all");
    for (name, bytes) in streams {
        if let Some((storage, _)) = name.rsplit_once('/').filter(|(storage, _)| !storage.is_empty()) {
            file.create_storage_all(storage).expect("a good name");
        }
        file.create_stream(name).and_then(|mut stream| stream.write_all(bytes)).expect("a vector takes all");
    }
    file.flush().expect("a vector takes all");
    file.into_inner().into_inner()
}

/// The same bytes; blocks that look like headers of tar get the checksum that fits, which chance never finds.
pub fn with_tar_checksums(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for block in bytes.chunks_exact_mut(512).filter(|block| block[257..].starts_with(b"ustar")) {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    bytes
}

/// Lets panics go on to whoever catches them, as some readers do around libraries; one that nobody catches still ends the
/// run. The first are shown.
pub fn bear_panics() {
    static SHOWN: AtomicU32 = AtomicU32::new(0);
    std::panic::set_hook(Box::new(|panic| {
        if SHOWN.fetch_add(1, Ordering::Relaxed) < 10 {
            eprintln!("{panic}");
        }
    }));
}

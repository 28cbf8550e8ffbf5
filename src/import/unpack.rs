//! Unpacking within limits: zstd frames, and a stream that ends in an error where it grows beyond what a mistake or an
//! attack may cost.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::error::bytes;
use crate::corpus::provenance::{Limit, Limits};

/// What may be unpacked from one file on disk, in all layers and all files inside together.
#[derive(Clone)]
pub struct Budget {
    limits: Limits,
    size: u64,
    unpacked: Arc<AtomicU64>,
}

/// Unpacked bytes to which the ratio does not apply.
const FREE_BYTES: u64 = 1 << 20;

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self { limits: *limits, size: 0, unpacked: Arc::default() }
    }

    /// A new account for a file of `size` bytes.
    pub fn of_file(&self, size: u64) -> Self {
        Self { limits: self.limits, size, unpacked: Arc::default() }
    }

    pub fn depth(&self) -> u32 {
        self.limits.depth
    }

    pub fn record_bytes(&self) -> u64 {
        self.limits.record_bytes
    }

    fn spend(&self, n_bytes: usize) -> io::Result<()> {
        let unpacked = self.unpacked.fetch_add(n_bytes as u64, Ordering::Relaxed) + n_bytes as u64;
        let Limits { unpacked_bytes, unpacked_ratio, .. } = self.limits;
        if unpacked > unpacked_bytes {
            return Err(io::Error::other(format!(
                "it unpacks to more than {}, {}: unpack it and open what is inside, or raise the limit",
                bytes(unpacked_bytes),
                Limit::Unpacked
            )));
        }
        if unpacked > self.size.saturating_mul(unpacked_ratio).saturating_add(FREE_BYTES) {
            return Err(io::Error::other(format!(
                "it unpacks to more than {unpacked_ratio} times its size of {}, {}: if it can be trusted, unpack it and \
                 open what is inside, or raise the limit",
                bytes(self.size),
                Limit::Ratio
            )));
        }
        Ok(())
    }
}

/// An unpacked stream that ends in an error where its budget does.
pub struct Limited<R> {
    stream: R,
    budget: Budget,
}

impl<R: Read> Limited<R> {
    pub fn new(stream: R, budget: &Budget) -> Self {
        Self { stream, budget: budget.clone() }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.stream.read(buffer)?;
        self.budget.spend(n_bytes)?;
        Ok(n_bytes)
    }
}

/// Unpacks zstd frames one after the other, and passes over those that hold no content.
pub struct Zstd<R> {
    packed: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> Zstd<R> {
    pub fn new(packed: R) -> Self {
        Self { packed, decoder: FrameDecoder::new(), in_frame: false }
    }

    /// Begins the next frame with content; `false` at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            if self.packed.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut self.packed.by_ref().take(u64::from(length)), &mut io::sink())?;
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.in_frame {
                if !self.next_frame()? {
                    return Ok(0);
                }
                self.in_frame = true;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(io::Error::other)?;
            }
            let n_bytes = self.decoder.read(buffer)?;
            if n_bytes > 0 {
                return Ok(n_bytes);
            }
            self.in_frame = !self.decoder.is_finished();
        }
    }
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    #[test]
    fn zstd_frames_follow_each_other() {
        let mut packed = compress_to_vec(&b"cold "[..], CompressionLevel::Fastest);
        // A frame of four bytes without content.
        packed.extend([0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
        packed.extend(compress_to_vec(&b"water".repeat(50_000)[..], CompressionLevel::Fastest));
        let mut content = Vec::new();
        Zstd::new(&packed[..]).read_to_end(&mut content).unwrap();
        assert_eq!(content, [&b"cold "[..], &b"water".repeat(50_000)].concat());
    }

    #[test]
    fn a_broken_frame_is_an_error() {
        let mut packed = compress_to_vec(&b"water".repeat(50_000)[..], CompressionLevel::Fastest);
        packed.truncate(packed.len() / 2);
        assert!(Zstd::new(&packed[..]).read_to_end(&mut Vec::new()).is_err());
    }
}

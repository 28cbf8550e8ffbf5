//! A stream of text in any encoding as a stream of UTF-8.

use std::io::{self, BufRead, Cursor, Read};

use encoding_rs::{Decoder, Encoding, UTF_8};

use super::encoding::{BOM, Detected, detect};
use super::input::Broken;

/// Bytes that are looked at where text leaves ASCII for the first time.
const WINDOW_BYTES: u64 = 1 << 16;

/// Text as UTF-8. Broken sequences of UTF-8 pass through, for each record to count its own; those of other encodings come
/// as U+FFFD.
pub struct Utf8Reader<'a> {
    bytes: Box<dyn BufRead + 'a>,
    detected: Detected,
    later: Later,
    state: State,
}

/// How the encoding of a file that begins with ASCII alone is found where it leaves that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Later {
    /// It is known.
    Settled,
    /// By what is there.
    Detected,
    /// As the file says of itself, unless it is UTF-8: what is moved to that often keeps the old name.
    Declared(&'static Encoding),
}

enum State {
    /// All ASCII so far, so that the encoding is still open; so many bytes that are ready are known to be.
    Ascii(usize),
    Utf8,
    Other(Box<Transcoder>),
}

struct Transcoder {
    decoder: Decoder,
    text: Vec<u8>,
    place: usize,
    finished: bool,
}

impl<'a> Utf8Reader<'a> {
    /// Reads `bytes`, the whole file with its byte order mark.
    pub fn new(mut bytes: Box<dyn BufRead + 'a>, detected: Detected, later: Later) -> io::Result<Self> {
        let state = if detected.encoding != UTF_8 {
            State::Other(Box::new(Transcoder::new(detected.encoding)))
        } else if later == Later::Settled || detected.had_bom {
            State::Utf8
        } else {
            State::Ascii(0)
        };
        if detected.encoding == UTF_8 && bytes.fill_buf()?.starts_with(BOM) {
            bytes.consume(BOM.len());
        }
        Ok(Self { bytes, detected, later, state })
    }

    /// The encoding, as far as it can be said yet.
    pub fn detected(&self) -> Detected {
        self.detected
    }

    /// Whether what is read was in another encoding than UTF-8.
    pub fn is_transcoded(&self) -> bool {
        matches!(self.state, State::Other(_))
    }

    /// Looks at what follows, which is the first that is not ASCII.
    fn decide(&mut self) {
        let mut bytes = std::mem::replace(&mut self.bytes, Box::new(io::empty()));
        let mut window = Vec::new();
        let broken = bytes.by_ref().take(WINDOW_BYTES).read_to_end(&mut window).err();
        let whole = (window.len() as u64) < WINDOW_BYTES;
        let encoding = match (detect(&window, whole).encoding, self.later) {
            (found, Later::Declared(declared)) if found != UTF_8 => declared,
            (found, _) => found,
        };
        self.detected.encoding = encoding;
        self.state = if encoding == UTF_8 { State::Utf8 } else { State::Other(Box::new(Transcoder::new(encoding))) };
        let begun = Cursor::new(window);
        self.bytes = match broken {
            Some(error) => Box::new(begun.chain(io::BufReader::new(Broken(Some(error))))),
            None => Box::new(begun.chain(bytes)),
        };
    }
}

impl BufRead for Utf8Reader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if matches!(self.state, State::Ascii(0)) {
            let begins_beyond_ascii = self.bytes.fill_buf()?.first().is_some_and(|byte| !byte.is_ascii());
            if begins_beyond_ascii {
                self.decide();
            }
        }
        match &mut self.state {
            State::Ascii(n_ascii) => {
                let bytes = self.bytes.fill_buf()?;
                if *n_ascii == 0 {
                    *n_ascii = Encoding::ascii_valid_up_to(bytes);
                }
                Ok(&bytes[..*n_ascii])
            }
            State::Utf8 => self.bytes.fill_buf(),
            State::Other(transcoder) => transcoder.fill_buf(&mut *self.bytes),
        }
    }

    fn consume(&mut self, n_bytes: usize) {
        match &mut self.state {
            State::Other(transcoder) => transcoder.place += n_bytes,
            State::Ascii(n_ascii) => {
                *n_ascii = n_ascii.saturating_sub(n_bytes);
                self.bytes.consume(n_bytes);
            }
            State::Utf8 => self.bytes.consume(n_bytes),
        }
    }
}

impl Read for Utf8Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let n_bytes = ready.read(buffer)?;
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

impl Transcoder {
    fn new(encoding: &'static Encoding) -> Self {
        Self { decoder: encoding.new_decoder_with_bom_removal(), text: Vec::new(), place: 0, finished: false }
    }

    fn fill_buf(&mut self, bytes: &mut dyn BufRead) -> io::Result<&[u8]> {
        while self.place >= self.text.len() && !self.finished {
            let source = bytes.fill_buf()?;
            let last = source.is_empty();
            self.text.resize(WINDOW_BYTES as usize, 0);
            let (outcome, n_read, n_written, _) = self.decoder.decode_to_utf8(source, &mut self.text, last);
            bytes.consume(n_read);
            self.text.truncate(n_written);
            self.place = 0;
            self.finished = last && outcome == encoding_rs::CoderResult::InputEmpty;
        }
        Ok(&self.text[self.place.min(self.text.len())..])
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{EUC_KR, UTF_16LE};

    use super::*;

    fn read(bytes: Vec<u8>, detected: Detected) -> (String, &'static str) {
        let small = io::BufReader::with_capacity(7, Cursor::new(bytes));
        let mut reader = Utf8Reader::new(Box::new(small), detected, Later::Detected).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        (text, reader.detected().encoding.name())
    }

    #[test]
    fn a_file_that_begins_with_ascii_is_decoded_by_what_follows() {
        let text = format!("{}가나다라 한국어 문장입니다.", "plain ascii\n".repeat(9000));
        let open = Detected { encoding: UTF_8, had_bom: false };
        assert_eq!(read(EUC_KR.encode(&text).0.into_owned(), open), (text.clone(), "EUC-KR"));
        assert_eq!(read(text.clone().into_bytes(), open), (text, "UTF-8"));
    }

    #[test]
    fn utf_16_is_decoded_in_pieces() {
        let text = "가나다 plain\n".repeat(5000);
        let bytes: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(bytes, Detected { encoding: UTF_16LE, had_bom: true }), (text, "UTF-16LE"));
    }

    #[test]
    fn the_mark_of_utf_8_is_no_text() {
        let marked = Detected { encoding: UTF_8, had_bom: true };
        assert_eq!(read(b"\xEF\xBB\xBFalpha".to_vec(), marked), ("alpha".to_owned(), "UTF-8"));
    }
}

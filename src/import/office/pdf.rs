//! PDF, as far as its text is there: the feature `pdf` brings a reader, without it the refusal says how to convert.
//!
//! The reader panics on some files and may need long for others, so it works in a thread of its own, with a limit of time.
//! What it holds in memory is bounded only by the size of the file and what that unpacks to.

use std::io::{Read, Seek};

use super::{Extracted, Refused};
use crate::corpus::provenance::Limits;

#[cfg(not(feature = "pdf"))]
pub fn read(_: impl Read + Seek, _: &Limits) -> Result<Extracted, Refused> {
    Err(Refused::NoPdf)
}

#[cfg(feature = "pdf")]
pub fn read(stream: impl Read + Seek, limits: &Limits) -> Result<Extracted, Refused> {
    reader::read(stream, limits)
}

#[cfg(feature = "pdf")]
mod reader {
    use std::io::{Read, Seek};
    use std::sync::mpsc::{RecvTimeoutError, sync_channel};
    use std::thread;
    use std::time::Duration;

    use super::{Extracted, Limits, Refused};
    use crate::corpus::WarningKind;
    use crate::import::quiet::caught;

    const FORMAT: &str = "PDF";
    const SECONDS: u64 = 60;
    /// The reader descends into objects inside objects.
    const STACK_BYTES: usize = 64 << 20;

    pub fn read(stream: impl Read + Seek, limits: &Limits) -> Result<Extracted, Refused> {
        let limit = limits.record_bytes;
        let mut bytes = Vec::new();
        stream.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(Refused::TooLarge { what: "The PDF".to_owned(), limit });
        }
        if !bytes[..bytes.len().min(1024)].windows(5).any(|head| head == b"%PDF-") {
            return Err(broken("it does not begin as one".to_owned()));
        }
        let (done, outcome) = sync_channel(1);
        let work = move || {
            let text = caught(|| pdf_extract::extract_text_from_mem(&bytes));
            // Nobody waits any more if it took too long.
            drop(done.send(text));
        };
        thread::Builder::new().name("pdf".to_owned()).stack_size(STACK_BYTES).spawn(work)?;
        let text = match outcome.recv_timeout(Duration::from_secs(SECONDS)) {
            Ok(Ok(Ok(text))) => text,
            Ok(Ok(Err(error))) if is_locked(&error.to_string()) => {
                return Err(Refused::Password { format: FORMAT });
            }
            Ok(Ok(Err(error))) => return Err(broken(error.to_string())),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                return Err(broken(
                    "it has fonts or objects that the reader does not know, “pdftotext -enc UTF-8 file.pdf” may"
                        .to_owned(),
                ));
            }
            Err(RecvTimeoutError::Timeout) => return Err(Refused::TooSlow { seconds: SECONDS }),
        };
        if text.len() as u64 > limit {
            return Err(Refused::TooLarge { what: "The text of the PDF".to_owned(), limit });
        }
        let text = text.replace('\0', "").trim().to_owned();
        let note = if text.is_empty() {
            "it holds no text: perhaps its pages are pictures, which need text recognition (OCR)"
        } else {
            "text of a PDF: its lines and columns may stand in another order than on the page"
        };
        Ok(Extracted { title: None, text, notes: vec![(WarningKind::Noted, note.to_owned())] })
    }

    fn is_locked(error: &str) -> bool {
        ["encrypt", "decrypt", "password"].iter().any(|word| error.to_lowercase().contains(word))
    }

    fn broken(reason: String) -> Refused {
        Refused::Broken { format: FORMAT, reason }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[cfg(not(feature = "pdf"))]
    #[test]
    fn without_the_feature_the_refusal_says_what_to_do() {
        let refused = read(Cursor::new(b"%PDF-1.7"), &Limits::default()).unwrap_err();
        assert!(refused.to_string().contains("pdftotext"), "{refused}");
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn what_is_no_pdf_is_refused() {
        for bytes in [&b""[..], b"plain text", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n1 0 obj\n<<"] {
            assert!(read(Cursor::new(bytes), &Limits::default()).is_err());
        }
    }
}

//! Bytes to text: UTF-8 with or without a byte order mark; broken bytes are replaced and counted, never dropped.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// Text decoded from bytes, in Unicode normalisation form C (as composed Hangul syllables are typed and searched).
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// How many broken byte sequences became U+FFFD.
    pub replaced: usize,
}

pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let mut replaced = 0;
    let text = String::from_utf8_lossy(bytes);
    if matches!(text, Cow::Owned(_)) {
        replaced = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    }
    let text = match compose(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(composed) => Cow::Owned(composed),
    };
    Decoded { text, replaced }
}

/// Text in normalisation form C.
pub fn compose(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// How the beginning of a file looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    Empty,
    /// UTF-8, perhaps with a few broken bytes.
    Text,
    /// UTF-16 by its byte order mark.
    Utf16,
    /// Neither: `bad` of the `looked_at` bytes are no UTF-8 or are control characters.
    NotUtf8 {
        bad: usize,
        looked_at: usize,
    },
}

/// Above this share of bytes that are no text, a file is refused rather than turned into replacement characters.
const MAX_BAD_SHARE: f64 = 0.05;

/// Judges a file by its first bytes. `whole` says that `head` is all of the file, so that a cut character at its end is broken.
pub fn looks(head: &[u8], whole: bool) -> Looks {
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) {
        return Looks::Utf16;
    }
    let head = head.strip_prefix(BOM).unwrap_or(head);
    if head.iter().all(u8::is_ascii_whitespace) {
        return Looks::Empty;
    }
    let mut bad = 0;
    let mut seen = 0;
    for chunk in head.utf8_chunks() {
        bad += chunk
            .valid()
            .chars()
            .filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}'))
            .count();
        seen += chunk.valid().len() + chunk.invalid().len();
        let cut_at_end = !whole && seen == head.len() && chunk.invalid().len() < 4;
        if !cut_at_end {
            bad += chunk.invalid().len();
        }
    }
    if bad as f64 > MAX_BAD_SHARE * head.len() as f64 {
        return Looks::NotUtf8 { bad, looked_at: head.len() };
    }
    Looks::Text
}

/// The byte order mark of UTF-8.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_bytes_are_counted_and_the_rest_kept() {
        assert_eq!(
            decode(b"caf\xE9 and \xFF\xFEtea"),
            Decoded { text: "caf\u{fffd} and \u{fffd}\u{fffd}tea".into(), replaced: 3 }
        );
        assert_eq!(decode("차".as_bytes()), Decoded { text: "차".into(), replaced: 0 });
    }

    #[test]
    fn decomposed_hangul_is_composed() {
        assert_eq!(decode("\u{1112}\u{1161}\u{11ab}".as_bytes()).text, "한");
    }

    #[test]
    fn files_are_judged_by_their_beginning() {
        assert_eq!(looks(b"", true), Looks::Empty);
        assert_eq!(looks(b"\xEF\xBB\xBF \n", true), Looks::Empty);
        assert_eq!(looks("말뭉치".as_bytes(), true), Looks::Text);
        assert_eq!(looks(&"말뭉치".as_bytes()[..8], false), Looks::Text);
        assert_eq!(looks(b"\xFF\xFEa\0", true), Looks::Utf16);
        assert!(matches!(looks(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", true), Looks::NotUtf8 { .. }));
        let mostly_text = [b"plain words ".repeat(10), b"\xE9".to_vec()].concat();
        assert_eq!(looks(&mostly_text, true), Looks::Text);
    }
}

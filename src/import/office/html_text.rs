//! The characters of a web page: its encoding, and what stands for characters in it.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memchr;
use quick_xml::escape::resolve_html5_entity;

/// How far into a page its encoding is looked for; browsers look at 1024 bytes.
const HEAD_BYTES: usize = 4096;
/// Letters of the longest name of an entity.
const LONGEST_ENTITY: usize = 32;
/// Names that old pages write without a semicolon.
const WITHOUT_SEMICOLON: &[&str] = &["amp", "lt", "gt", "quot", "nbsp", "copy", "reg"];

/// Decodes a page by its byte order mark, by what it says of itself, or by a guess, and counts what had to be replaced.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding, usize) {
    let encoding = Encoding::for_bom(bytes).map_or_else(|| without_mark(bytes), |(encoding, _)| encoding);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let n_replaced = match text {
        Cow::Borrowed(_) => 0,
        Cow::Owned(_) => text.matches('\u{fffd}').count(),
    };
    (text, encoding, n_replaced)
}

/// A page is often moved to UTF-8 with the old name left in it, so that what it says comes second.
fn without_mark(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() && !bytes.is_ascii() {
        return UTF_8;
    }
    declared_encoding(&bytes[..bytes.len().min(HEAD_BYTES)]).unwrap_or_else(|| guess(bytes))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// The encoding in `<meta charset=…>`, `content="text/html; charset=…"` or `<?xml encoding=…?>`.
pub fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    for key in [&b"charset"[..], b"encoding"] {
        for at in memchr::memmem::find_iter(&lower, key) {
            let rest = lower[at + key.len()..].trim_ascii_start();
            let Some(value) = rest.strip_prefix(b"=") else { continue };
            let value = value.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
            let end =
                value.iter().position(|&b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.')));
            match Encoding::for_label(&value[..end.unwrap_or(value.len())]) {
                // These words could be read, so the page is not in UTF-16.
                Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => return Some(UTF_8),
                Some(encoding) => return Some(encoding),
                None => {}
            }
        }
    }
    None
}

/// The text with its entities replaced; what stands for nothing stays.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(&text[..first]);
    let mut rest = &text[first..];
    loop {
        let (replacement, len) = entity(rest);
        match replacement {
            Some(replacement) => plain.push_str(&replacement),
            None => plain.push_str(&rest[..len]),
        }
        rest = &rest[len..];
        let next = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
        if rest.is_empty() {
            return Cow::Owned(plain);
        }
    }
}

/// What the `&` at the front with what follows stands for, and how long it is.
fn entity(text: &str) -> (Option<Cow<'static, str>>, usize) {
    let name = &text[1..];
    if let Some(digits) = name.strip_prefix('#') {
        let (digits, radix, before) = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 3),
            None => (digits, 10, 2),
        };
        let n_digits = digits.bytes().take_while(|&byte| char::from(byte).is_digit(radix)).count();
        let len = before + n_digits + usize::from(digits.as_bytes().get(n_digits) == Some(&b';'));
        let letter = u32::from_str_radix(&digits[..n_digits], radix).ok().and_then(numbered);
        return (letter.map(|letter| Cow::Owned(letter.to_string())), if letter.is_some() { len } else { 1 });
    }
    let n_letters = name.bytes().take(LONGEST_ENTITY).take_while(u8::is_ascii_alphanumeric).count();
    let name = &name[..n_letters];
    let closed = text.as_bytes().get(1 + n_letters) == Some(&b';');
    let known = if closed || WITHOUT_SEMICOLON.contains(&name) { resolve_html5_entity(name) } else { None };
    match known {
        Some(replacement) => (Some(Cow::Borrowed(replacement)), 1 + n_letters + usize::from(closed)),
        None => (None, 1),
    }
}

/// Browsers take the numbers 128 to 159 for the characters of Windows-1252.
fn numbered(code: u32) -> Option<char> {
    match u8::try_from(code) {
        Ok(0) => None,
        Ok(byte @ 0x80..=0x9F) => WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next(),
        _ => char::from_u32(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_characters() {
        assert_eq!(unescaped("a &lt;b&gt; &hellip;&#8230;&#x2026;&#133; R&D &amp;amp; &"), "a <b> ………… R&D &amp; &");
        assert_eq!(
            unescaped("&#0; &#xD800; &#99999999999; &nosuch; &ampx"),
            "&#0; &#xD800; &#99999999999; &nosuch; &ampx"
        );
        assert_eq!(unescaped("가&한;&nbsp나"), "가&한;\u{a0}나");
    }

    #[test]
    fn the_encoding_is_declared_marked_or_guessed() {
        assert_eq!(decode(b"<meta charset=\"EUC-KR\">\xb0\xa1").0, "<meta charset=\"EUC-KR\">가");
        assert_eq!(decode(b"<?xml version='1.0' encoding='Shift_JIS'?>\x93\xfa").1.name(), "Shift_JIS");
        assert_eq!(decode("<meta charset=euc-kr>가나다".as_bytes()).1, UTF_8);
        assert_eq!(decode(b"\xff\xfe<\0p\0>\0\x00\xac").0, "<p>가");
        let (text, encoding, n_replaced) = decode(b"<meta charset=utf-8>ok \xff\xfe");
        assert_eq!((encoding, n_replaced, text.starts_with("<meta")), (UTF_8, 2, true));
        let korean = encoding_rs::EUC_KR.encode("<p>인공지능 기술의 발전과 사회의 변화에 대하여</p>").0.into_owned();
        assert_eq!(decode(&korean).1.name(), "EUC-KR");
    }
}

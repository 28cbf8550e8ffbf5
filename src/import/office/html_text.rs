//! The characters of a web page: its encoding, and what stands for characters in it.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memchr;
use quick_xml::escape::resolve_html5_entity;

/// How far into a page its encoding is looked for; browsers look at 1024 bytes.
const HEAD_BYTES: usize = 4096;
/// Letters of the longest name of an entity.
const LONGEST_ENTITY: usize = 32;
/// Names that old pages write without a semicolon.
const WITHOUT_SEMICOLON: &[&str] = &["amp", "lt", "gt", "quot", "nbsp", "copy", "reg"];

/// The encoding in `<meta charset=…>`, `content="text/html; charset=…"` or `<?xml encoding=…?>`.
pub fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head[..head.len().min(HEAD_BYTES)].to_ascii_lowercase();
    for key in [&b"charset"[..], b"encoding"] {
        for at in memchr::memmem::find_iter(&lower, key) {
            let rest = lower[at + key.len()..].trim_ascii_start();
            let Some(value) = rest.strip_prefix(b"=") else { continue };
            let value = value.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
            let end =
                value.iter().position(|&b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.')));
            match Encoding::for_label_no_replacement(&value[..end.unwrap_or(value.len())]) {
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
    fn the_encoding_is_what_the_page_says() {
        let declared = |head: &[u8]| declared_encoding(head).map(Encoding::name);
        assert_eq!(declared(b"<meta charset=\"EUC-KR\">"), Some("EUC-KR"));
        assert_eq!(declared(b"<META content='text/html; charset = ks_c_5601-1987'>"), Some("EUC-KR"));
        assert_eq!(declared(b"<?xml version='1.0' encoding='Shift_JIS'?>"), Some("Shift_JIS"));
        assert_eq!(declared(b"<meta charset=utf-16>"), Some("UTF-8"), "the words could be read");
        for silent in [&b"<p>charset</p>"[..], b"<meta charset=nonsense>", b"<meta charset=iso-2022-kr>", b""] {
            assert_eq!(declared(silent), None);
        }
        let late = [vec![b' '; HEAD_BYTES], b"<meta charset=euc-kr>".to_vec()].concat();
        assert_eq!(declared(&late), None);
    }
}

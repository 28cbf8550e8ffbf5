//! Passages inside lines that are not looked at: addresses, tags and entities, long data.

use std::ops::Range;

use memchr::{memchr, memchr2, memchr3, memmem};

use super::lines::is_mixed;
use crate::words::params::Cleaning;

/// Bytes of a tag, at most: what is longer is text with a stray `<`.
const LONGEST_TAG: usize = 2000;
/// Bytes before the `@` of an e-mail address, at most (RFC 5321).
const LONGEST_LOCAL_PART: usize = 64;
/// Bytes of data in one line from which on it is data and no word.
const SHORTEST_DATA: usize = 200;

/// Appends the ranges of `text[range]` that are looked at.
pub fn keep(text: &str, range: Range<usize>, cleaning: &Cleaning, kept: &mut Vec<Range<usize>>) {
    let mut marks = Marks::default();
    let bytes = &text.as_bytes()[..range.end];
    // What is before `given` has been kept or left out, and what is before `at` has been looked at.
    let (mut given, mut at) = (range.start, range.start);
    while at < range.end {
        let mark = next_mark(bytes, at, cleaning);
        let mut data_before_mark = None;
        while let Some(data) = if cleaning.encoded_blocks { long_data(bytes, at, mark) } else { None } {
            at = data.end;
            let is_mixed = is_mixed(&text[data.clone()]);
            if data.end == mark {
                data_before_mark = is_mixed.then_some(data);
            } else if is_mixed {
                leave_out(data, &mut given, kept);
            }
        }
        let found = match bytes.get(mark) {
            Some(b'<') => marks.tag(bytes, mark),
            Some(b'&') => entity(bytes, mark),
            Some(b'@') if cleaning.email_addresses => email_address(bytes, given, mark),
            Some(b':') if cleaning.urls && bytes[mark..].starts_with(b"://") => {
                url_with_scheme(text, range.end, given, mark)
            }
            Some(b'.') if cleaning.urls => url_with_www(text, range.end, given, mark),
            _ => None,
        };
        at = mark + 1;
        if let Some(found) = found.or(data_before_mark) {
            at = at.max(found.end);
            leave_out(found, &mut given, kept);
        }
    }
    if given < range.end {
        kept.push(given..range.end);
    }
}

fn leave_out(found: Range<usize>, given: &mut usize, kept: &mut Vec<Range<usize>>) {
    if found.start > *given {
        kept.push(*given..found.start);
    }
    *given = found.end;
}

/// The next byte at which something may be found that is not looked at; the end if there is none.
fn next_mark(bytes: &[u8], at: usize, cleaning: &Cleaning) -> usize {
    let rest = &bytes[at..];
    let next = if cleaning.html_tags {
        rest.iter().position(|byte| matches!(byte, b'<' | b'&' | b'@' | b':' | b'.'))
    } else if cleaning.urls {
        memchr3(b'@', b':', b'.', rest)
    } else {
        memchr(b'@', rest)
    };
    next.map_or(bytes.len(), |next| at + next)
}

/// The first run of letters, digits and the signs of base64 in `bytes[from..to]` that is long enough to be data: looked
/// for from its end, so that of words hardly a byte is read.
fn long_data(bytes: &[u8], from: usize, to: usize) -> Option<Range<usize>> {
    let in_data = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let mut start = from;
    while start + SHORTEST_DATA <= to {
        match bytes[start..start + SHORTEST_DATA].iter().rposition(|byte| !in_data(byte)) {
            Some(last) => start += last + 1,
            None => {
                let more = bytes[start + SHORTEST_DATA..to].iter().take_while(|byte| in_data(byte)).count();
                return Some(start..start + SHORTEST_DATA + more);
            }
        }
    }
    None
}

/// Marks that were looked for ahead, so that no stretch is searched twice.
#[derive(Debug, Default)]
struct Marks {
    /// The next `<` or `>` behind a place before which there is none.
    next_angle: usize,
    no_end_of_comment: bool,
    no_end_of_script: bool,
    no_end_of_style: bool,
}

impl Marks {
    /// The tag at `at`, with all that it holds if it is a comment, a script or a style sheet.
    fn tag(&mut self, bytes: &[u8], at: usize) -> Option<Range<usize>> {
        if bytes[at..].starts_with(b"<!--") && !self.no_end_of_comment {
            match memmem::find(&bytes[at + 4..], b"-->") {
                Some(length) => return Some(at..at + 4 + length + 3),
                None => self.no_end_of_comment = true,
            }
        }
        let name = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'/'));
        let is_name =
            bytes.get(name).is_some_and(u8::is_ascii_alphabetic) || matches!(bytes.get(at + 1), Some(b'!' | b'?'));
        if !is_name {
            return None;
        }
        if self.next_angle <= at {
            self.next_angle = memchr2(b'<', b'>', &bytes[at + 1..]).map_or(bytes.len(), |length| at + 1 + length);
        }
        let end = self.next_angle;
        if bytes.get(end) != Some(&b'>') || end - at > LONGEST_TAG {
            return None;
        }
        let after = end + 1;
        let ends = [
            (&b"script"[..], &b"</script"[..], &mut self.no_end_of_script),
            (b"style", b"</style", &mut self.no_end_of_style),
        ];
        for (tag, closing, missing) in ends {
            let named = bytes[at + 1..end].get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
            if named && !*missing {
                match memmem::find(&bytes[after..], closing) {
                    Some(length) => return Some(at..after + length),
                    None => *missing = true,
                }
            }
        }
        Some(at..after)
    }
}

/// `&amp;`, `&#39;`, `&#x27;`.
fn entity(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let near = &bytes[at + 1..bytes.len().min(at + 32)];
    let length = memchr(b';', near)?;
    let name = near[..length].strip_prefix(b"#").unwrap_or(&near[..length]);
    let sound = !name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric);
    sound.then_some(at..at + 1 + length + 1)
}

/// The address around the `@` at `at`; nothing before `from` belongs to it.
fn email_address(bytes: &[u8], from: usize, at: usize) -> Option<Range<usize>> {
    let nearest = from.max(at.saturating_sub(LONGEST_LOCAL_PART));
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-=!#$&'*".contains(byte);
    let mut start = at - bytes[nearest..at].iter().rev().take_while(|byte| local(byte)).count();
    // Punctuation before an address is the sentence's.
    start += bytes[start..at].iter().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
    let domain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let length = bytes[at + 1..].iter().take(255).take_while(|byte| domain(byte)).count();
    let end = at + 1 + length;
    let end = end - bytes[at + 1..end].iter().rev().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
    (start < at && end > at + 1 && bytes[at + 1..end].contains(&b'.')).then_some(start..end)
}

/// `scheme://…` around the `:` at `colon`.
fn url_with_scheme(text: &str, end: usize, from: usize, colon: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let nearest = from.max(colon.saturating_sub(12));
    let scheme = bytes[nearest..colon].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if scheme < 2 {
        return None;
    }
    let url_end = end_of_url(text, colon + 3, end);
    (url_end > colon + 3).then_some(colon - scheme..url_end)
}

/// `www.…` whose first `.` is at `dot`.
fn url_with_www(text: &str, end: usize, from: usize, dot: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let start = dot.checked_sub(3).filter(|&start| start >= from)?;
    let begins = start == from || !bytes[start - 1].is_ascii_alphanumeric();
    let url_end =
        if begins && bytes[start..dot].eq_ignore_ascii_case(b"www") { end_of_url(text, dot + 1, end) } else { 0 };
    (url_end > dot + 1).then_some(start..url_end)
}

/// Where an address that began before `start` ends. Letters beyond ASCII belong to it only in a path, right after a sign:
/// what stands at an address without one is a Korean particle.
fn end_of_url(text: &str, start: usize, limit: usize) -> usize {
    let mut end = start;
    let mut before = ' ';
    let mut in_path = false;
    for (at, c) in text[start..limit].char_indices() {
        let goes_on = if c.is_ascii() {
            c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
        } else {
            in_path && c.is_alphanumeric() && (!before.is_ascii() || matches!(before, '/' | '=' | '_' | '-' | '#'))
        };
        if !goes_on {
            break;
        }
        in_path |= c == '/';
        before = c;
        end = start + at + c.len_utf8();
    }
    let address = &text[start..end];
    start + address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cleaning: Cleaning, text: &str) -> Vec<&str> {
        let mut kept = Vec::new();
        keep(text, 0..text.len(), &cleaning, &mut kept);
        kept.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn web_addresses_end_where_the_sentence_goes_on() {
        let urls = |text| kept(Cleaning { urls: true, ..Cleaning::default() }, text);
        assert_eq!(urls("see https://a.org/b?c=1, then (http://d.e/f)."), ["see ", ", then (", ")."]);
        assert_eq!(urls("www.a.org에서 보고 https://b.kr/한국 참고"), ["에서 보고 ", " 참고"]);
        assert_eq!(urls("a://, std::io, e.g. awww.x"), ["a://, std::io, e.g. awww.x"]);
        assert_eq!(urls("WWW.A.ORG"), [""; 0]);
    }

    #[test]
    fn email_addresses_are_left_out() {
        let emails = |text| kept(Cleaning { email_addresses: true, ..Cleaning::default() }, text);
        assert_eq!(emails("ask <ada.l@host.example.edu>."), ["ask <", ">."]);
        assert_eq!(emails("메일은 a@b.kr로"), ["메일은 ", "로"]);
        assert_eq!(emails("5 @ 3, a@b, @user"), ["5 @ 3, a@b, @user"]);
    }

    #[test]
    fn tags_entities_and_scripts_are_left_out() {
        let html = |text| kept(Cleaning { html_tags: true, ..Cleaning::default() }, text);
        assert_eq!(html("<p class='x'>One &amp; two<br/>three</p>"), ["One ", " two", "three"]);
        assert_eq!(html("a<script>if (a < b) {}</script>b<!-- c -->d"), ["a", "b", "d"]);
        assert_eq!(html("1 < 2 and a <b; R&D; AT&T"), ["1 < 2 and a <b; R", " AT&T"]);
        assert_eq!(html("x <a y"), ["x <a y"]);
    }

    #[test]
    fn long_data_in_a_line_is_left_out() {
        let data = |text: &str| {
            let kept = kept(Cleaning { encoded_blocks: true, ..Cleaning::default() }, text);
            kept.iter().map(|&piece| piece.to_owned()).collect::<Vec<_>>()
        };
        let long = "aGVsbG8gd29y".repeat(30);
        assert_eq!(data(&format!("image {long} end")), ["image ", " end"]);
        assert_eq!(data(&long), [""; 0]);
        assert_eq!(data(&"a".repeat(500)), ["a".repeat(500)]);
    }
}

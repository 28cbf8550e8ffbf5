//! A line of Markdown without the marks in it; each is looked at once, whatever is open.

use std::borrow::Cow;

use super::html_text::unescaped;

/// How far the address of a link may reach.
const LONGEST_ADDRESS: usize = 4096;

/// A line without the marks in it.
pub(super) fn inline(line: &str) -> String {
    let bytes = line.as_bytes();
    let mut out = String::with_capacity(line.len());
    // Places in `out` of brackets that are open, and of those that turned out to be marks of links.
    let (mut open, mut marks) = (Vec::new(), Vec::new());
    let mut code = None;
    let mut at = 0;
    while at < bytes.len() {
        let rest = &line[at..];
        // Only these marks count in runs, and each run is counted once.
        let run = match bytes[at] {
            mark @ (b'`' | b'*' | b'_' | b'~') => rest.bytes().take_while(|&byte| byte == mark).count(),
            _ => 1,
        };
        match bytes[at] {
            b'`' => {
                // Inside code only as many backticks as began it are marks.
                match code {
                    None => code = Some(run),
                    Some(opened) if opened == run => code = None,
                    Some(_) => out.push_str(&rest[..run]),
                }
                at += run;
                continue;
            }
            _ if code.is_some() => {}
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {
                out.push(char::from(bytes[at + 1]));
                at += 2;
                continue;
            }
            b'*' | b'_' if is_emphasis(bytes[at], &line[..at], &rest[run..]) => {
                at += run;
                continue;
            }
            b'~' => {
                out.push_str(if run == 2 { "" } else { &rest[..run] });
                at += run;
                continue;
            }
            b'!' if rest.starts_with("![") => {
                at += 1;
                continue;
            }
            b'[' => open.push(out.len()),
            b']' => {
                let opened = open.pop();
                if let (Some(opened), Some(len)) = (opened, target_len(&rest[1..])) {
                    marks.push(opened);
                    at += 1 + len;
                    continue;
                }
            }
            b'<' => {
                if let Some((kept, len)) = tag(rest) {
                    out.push_str(kept);
                    at += len;
                    continue;
                }
            }
            _ => {}
        }
        let letter = rest.chars().next().unwrap_or_default();
        out.push(letter);
        at += letter.len_utf8();
    }
    if !marks.is_empty() {
        marks.sort_unstable();
        let mut marks = marks.into_iter().peekable();
        let kept = out.char_indices().filter(|(place, _)| marks.next_if_eq(place).is_none());
        out = kept.map(|(_, letter)| letter).collect();
    }
    match unescaped(&out) {
        Cow::Borrowed(_) => out,
        Cow::Owned(plain) => plain,
    }
}

/// Whether a run of these marks emphasises something, or stands for itself as in `3 * 4` and `snake_case`.
fn is_emphasis(mark: u8, before: &str, after: &str) -> bool {
    let (before, after) = (before.chars().next_back(), after.chars().next());
    let is_blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let alone = is_blank(before) && is_blank(after);
    let in_word = mark == b'_' && is_letter(before) && is_letter(after);
    !alone && !in_word
}

/// The length of `(address)` or `[name]` at the front.
fn target_len(rest: &str) -> Option<usize> {
    let close = match rest.bytes().next()? {
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    };
    let mut depth = 0;
    for (at, byte) in rest.bytes().enumerate().take(LONGEST_ADDRESS) {
        depth += usize::from(byte == b'(' && close == b')');
        if byte == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}

/// What is kept of the HTML tag or the address in angle brackets at the front, and how long it is.
fn tag(rest: &str) -> Option<(&str, usize)> {
    let end = rest.bytes().take(LONGEST_ADDRESS).position(|byte| byte == b'>')?;
    let inside = &rest[1..end];
    if inside.contains("://") && !inside.contains([' ', '=']) || inside.contains('@') && !inside.contains([' ', '=']) {
        return Some((inside, end + 1));
    }
    let is_tag = inside.strip_prefix('/').unwrap_or(inside).starts_with(|c: char| c.is_ascii_alphabetic());
    is_tag.then_some(("", end + 1))
}

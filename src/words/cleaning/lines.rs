//! Lines that are not looked at: quotes and their announcements, signatures, encoded blocks, boilerplate.

use std::ops::Range;

use memchr::memchr;

use super::boilerplate::Boilerplate;
use crate::words::params::Cleaning;

/// A line `--` without its blank is a signature's only if no more lines than this follow.
const LONGEST_SIGNATURE: usize = 12;
/// Bytes of the longest line that announces a quote.
const LONGEST_ANNOUNCEMENT: usize = 240;
/// Lines that look encoded, one after the other, from which on they are a block.
const SHORTEST_BLOCK: usize = 3;

/// Appends the ranges of lines that are looked at; neighbours are one range.
pub fn keep_lines(text: &str, cleaning: &Cleaning, boilerplate: &Boilerplate, kept: &mut Vec<Range<usize>>) {
    let end = if cleaning.signatures { start_of_signature(text) } else { text.len() };
    let mut quotes = Quotes::default();
    let mut blocks = Blocks::default();
    let only_blocks = !cleaning.quotes && boilerplate.is_empty();
    let mut start = 0;
    while start < end {
        let next = end_of_line(text, start, end);
        if only_blocks && blocks.is_idle() && !may_be_encoded(&text.as_bytes()[start..next]) {
            keep_on(kept, start..next);
            start = next;
            continue;
        }
        let line = text[start..next].trim_end_matches(['\n', '\r']);
        let of_others = cleaning.quotes && quotes.leave_out(line, text.get(next..end).unwrap_or_default());
        let rest = if of_others { None } else { boilerplate.rest_of(line) };
        let block = if cleaning.encoded_blocks { blocks.line(start, line) } else { None };
        if let Some(block) = block {
            cut_from(kept, block);
        }
        if let (Some(rest), None) = (rest, block) {
            let to = if rest.end == line.len() { next } else { start + rest.end };
            keep_on(kept, start + rest.start..to);
        }
        start = next;
    }
}

fn keep_on(kept: &mut Vec<Range<usize>>, line: Range<usize>) {
    match kept.last_mut() {
        Some(last) if last.end == line.start => last.end = line.end,
        _ => kept.push(line),
    }
}

/// Takes back what was kept from `start` on.
fn cut_from(kept: &mut Vec<Range<usize>>, start: usize) {
    while kept.last().is_some_and(|last| last.start >= start) {
        kept.pop();
    }
    if let Some(last) = kept.last_mut() {
        last.end = last.end.min(start);
    }
}

/// Where the line after the one at `start` begins.
fn end_of_line(text: &str, start: usize, end: usize) -> usize {
    memchr(b'\n', &text.as_bytes()[start..end]).map_or(end, |length| start + length + 1)
}

/// Where the first line `-- ` begins, or a line `--` near the end; the end of the text without them.
fn start_of_signature(text: &str) -> usize {
    let mut last = None;
    let (mut start, mut number) = (0, 0);
    while start < text.len() {
        let next = end_of_line(text, start, text.len());
        match text[start..next].trim_end_matches(['\n', '\r']) {
            "-- " => return start,
            "--" => last = Some((start, number)),
            _ => {}
        }
        start = next;
        number += 1;
    }
    match last {
        Some((start, at)) if number - at <= LONGEST_SIGNATURE + 1 => start,
        _ => text.len(),
    }
}

#[derive(Debug, Default)]
struct Quotes {
    /// Everything from here on is another message.
    all: bool,
    /// The line is the second half of an announcement.
    announcement: bool,
}

impl Quotes {
    /// Whether `line` is quoted or announces a quote; `rest` is what follows it.
    fn leave_out(&mut self, line: &str, rest: &str) -> bool {
        if self.all || std::mem::take(&mut self.announcement) {
            return true;
        }
        let trimmed = line.trim();
        if is_quoted(trimmed) {
            return true;
        }
        if trimmed.starts_with("-----") && (trimmed.contains("Original Message") || trimmed.contains("원본 메")) {
            self.all = true;
            return true;
        }
        if trimmed.is_empty() || trimmed.len() > LONGEST_ANNOUNCEMENT {
            return false;
        }
        if announces(trimmed) {
            return names_message(trimmed) || is_quoted(first_line(rest));
        }
        // “On Monday, 5 April 1993,” and then “Ada wrote:” on the next line.
        let first_half = trimmed.starts_with("On ") || trimmed.starts_with("In article ");
        if first_half {
            let second = rest.split('\n').next().unwrap_or_default().trim();
            self.announcement = second.len() <= LONGEST_ANNOUNCEMENT && announces(second);
        }
        self.announcement || trimmed.starts_with("In article <")
    }
}

/// `> text`, also with the initials of its author: `AL> text`.
fn is_quoted(line: &str) -> bool {
    let initials = line.bytes().take(4).take_while(u8::is_ascii_uppercase).count();
    line.as_bytes().get(initials) == Some(&b'>')
}

fn announces(line: &str) -> bool {
    ["writes:", "wrote:", "write:", "says:", "schrieb:", "écrit :", "a écrit:", "escribió:", "작성:", "님이 씀:"]
        .iter()
        .any(|end| line.ends_with(end))
}

/// Whether a line names a message: its sender's address, its number or its date.
fn names_message(line: &str) -> bool {
    line.contains(['@', '<', '>']) || line.starts_with("On ") && line.contains(|c: char| c.is_ascii_digit())
}

/// The first line with something in it, if it is among the next three.
fn first_line(rest: &str) -> &str {
    rest.split('\n').take(3).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

/// Finds blocks of uuencoded or base64 data, line by line.
#[derive(Debug, Default)]
struct Blocks {
    kind: Option<Encoding>,
    n_lines: usize,
    /// Where the block begins, with its line `begin 644 name`.
    start: usize,
    header: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Uuencode,
    Base64,
}

impl Blocks {
    /// Whether a line that is [no data](may_be_encoded) changes nothing.
    fn is_idle(&self) -> bool {
        self.kind.is_none() && self.header.is_none()
    }

    /// Takes the line at `start`. If it belongs to a block, where that begins; it may turn out some lines later.
    fn line(&mut self, start: usize, line: &str) -> Option<usize> {
        let line = line.trim_end();
        let kind = encoding_of(line);
        let header = self.header.take();
        if kind.is_some() && kind == self.kind {
            self.n_lines += 1;
            return self.is_block().then_some(self.start);
        }
        if let Some(ended) = self.kind.filter(|_| self.is_block()) {
            let goes_on = match ended {
                Encoding::Uuencode => matches!(line, "" | "`" | "end") || is_uuencoded(line, 1..=45),
                Encoding::Base64 => is_base64(line, 4..=76) && (line.ends_with('=') || is_mixed(line)),
            };
            if goes_on {
                if ended == Encoding::Base64 || line == "end" {
                    self.kind = None;
                }
                return Some(start);
            }
        }
        (self.kind, self.n_lines) = (kind, usize::from(kind.is_some()));
        self.start = start;
        if kind == Some(Encoding::Uuencode)
            && let Some(header) = header
        {
            // The header is proof enough.
            self.n_lines = SHORTEST_BLOCK;
            self.start = header;
            return Some(header);
        }
        let named = line.strip_prefix("begin ").and_then(|rest| rest.split_once(' '));
        self.header = named.filter(|(mode, _)| mode.bytes().all(|byte| byte.is_ascii_digit())).map(|_| start);
        None
    }

    fn is_block(&self) -> bool {
        self.n_lines >= SHORTEST_BLOCK
    }
}

/// Whether a line, with its end, may be encoded data or say that some begins: told by a few bytes.
fn may_be_encoded(line: &[u8]) -> bool {
    match line {
        [b'b', b'e', b'g', ..] => true,
        // A full uuencoded line, which may have lost blanks.
        [b'M', ..] => line.len() >= 57,
        [start @ .., _] => start.len() >= 55 && start.iter().take(55).all(|&byte| is_of_base64(byte)),
        [] => false,
    }
}

fn encoding_of(line: &str) -> Option<Encoding> {
    if is_uuencoded(line, 45..=45) {
        Some(Encoding::Uuencode)
    } else if is_base64(line, 56..=100) && is_mixed(line) {
        Some(Encoding::Base64)
    } else {
        None
    }
}

/// Whether the first character gives the length of the line, of so many bytes of data, and all are of the code.
fn is_uuencoded(line: &str, n_bytes: std::ops::RangeInclusive<usize>) -> bool {
    let bytes = line.as_bytes();
    let Some(first) = bytes.first().filter(|first| (0x21..=0x60).contains(*first)) else { return false };
    let n = usize::from((first - 0x20) & 63);
    let expected = 1 + n.div_ceil(3) * 4;
    // Blanks at the end of a line get lost; some encoders add a check character.
    n_bytes.contains(&n)
        && (expected.saturating_sub(4)..=expected + 1).contains(&bytes.len())
        && bytes.iter().all(|byte| (0x20..=0x60).contains(byte))
}

fn is_base64(line: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&line.len()) && line.bytes().all(is_of_base64)
}

fn is_of_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Whether there are letters of both cases and digits or signs, as in data but not in words.
pub fn is_mixed(line: &str) -> bool {
    line.bytes().any(|byte| byte.is_ascii_uppercase())
        && line.bytes().any(|byte| byte.is_ascii_lowercase())
        && line.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cleaning: Cleaning, text: &str) -> String {
        let mut kept = Vec::new();
        keep_lines(text, &cleaning, &Boilerplate::default(), &mut kept);
        kept.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn announcements_go_with_their_quotes() {
        let quotes = |text| kept(Cleaning { quotes: true, ..Cleaning::default() }, text);
        assert_eq!(quotes("On Mon, 5 Apr 1993, Ada wrote:\n> yes\nno\n"), "no\n");
        assert_eq!(quotes("On Mon, 5 April 1993 at ten\nAda Lovelace wrote:\n> yes\nno\n"), "no\n");
        assert_eq!(quotes("Ada writes:\n\n>yes\nno"), "\nno");
        assert_eq!(quotes("In article <4@x>\nada says:\nAL> yes\nno"), "no");
        assert_eq!(quotes("Then she wrote:\nMy dear"), "Then she wrote:\nMy dear");
        assert_eq!(quotes("On the left\nis a > b"), "On the left\nis a > b");
        assert_eq!(quotes("답장\n-----Original Message-----\nFrom: x"), "답장\n");
    }

    #[test]
    fn signatures_reach_to_the_end() {
        let signatures = |text| kept(Cleaning { signatures: true, ..Cleaning::default() }, text);
        assert_eq!(signatures("text\n-- \nname\n--\nmore"), "text\n");
        assert_eq!(signatures("text\r\n--\r\nname"), "text\r\n");
        let long = format!("a\n--\n{}", "b\n".repeat(20));
        assert_eq!(signatures(&long), long);
        assert_eq!(signatures("a -- b"), "a -- b");
    }

    #[test]
    fn encoded_blocks_are_left_out_as_a_whole() {
        let blocks = |text: &str| kept(Cleaning { encoded_blocks: true, ..Cleaning::default() }, text);
        let full = format!("M{}\n", "AB1C'$Z(@P+2".repeat(5));
        let uu = format!("look\nbegin 644 a.gif\n{full}{full}#AB1C\n`\nend\nthanks\n");
        assert_eq!(blocks(&uu), "look\nthanks\n");
        assert_eq!(blocks(&format!("x\n{full}{full}{full}y\n")), "x\ny\n");
        assert_eq!(blocks(&format!("x\n{full}{full}y\n")), format!("x\n{full}{full}y\n"));
        let line = format!("{}\n", "aGVsbG8gd29y".repeat(6));
        assert_eq!(blocks(&format!("a\n{line}{line}{line}bGQhCg==\nb\n")), "a\nb\n");
        let prose = "begin 1 day before the end\nof the month, and so on\n";
        assert_eq!(blocks(prose), prose);
    }
}

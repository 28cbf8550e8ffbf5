//! Markdown as plain text: marks are taken off, what they mark is kept.
//!
//! The first heading of the first level is the title and no longer in the text, unless the front matter names another.

use std::borrow::Cow;

use super::markdown_inline::inline;
use super::{Extracted, Refused};
use crate::corpus::provenance::Limits;

pub fn read(text: &str, limits: &Limits) -> Result<Extracted, Refused> {
    if text.len() as u64 > limits.record_bytes {
        return Err(Refused::TooLarge { what: "The text".to_owned(), limit: limits.record_bytes });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (front_title, body) = front_matter(text);
    let mut reader = Lines { title: front_title, ..Lines::default() };
    let body = without_comments(body);
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        reader.line(line, lines.peek().copied());
    }
    let text = reader.text.trim_matches('\n').trim_end().to_owned();
    Ok(Extracted { title: reader.title, text, notes: Vec::new() })
}

/// The title in the front matter, and what follows it.
fn front_matter(text: &str) -> (Option<String>, &str) {
    let fence = text.lines().next().unwrap_or_default().trim_end();
    let separator = match fence {
        "---" => ':',
        "+++" => '=',
        _ => return (None, text),
    };
    let mut title = None;
    let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        let line = line.trim_end();
        if line == fence || line == "..." {
            return (title, &text[at..]);
        }
        if let Some((key, value)) = line.split_once(separator)
            && key.trim_end() == "title"
        {
            let value = value.trim();
            let bare = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote));
            title = Some(bare.unwrap_or(value).to_owned()).filter(|title| !title.is_empty());
        }
    }
    // Never closed: it was a line across the page.
    (None, text)
}

/// The text without HTML comments outside of code; a comment that is never closed is none.
fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("<!--") {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut fence = None;
    let mut rest = text;
    let mut no_more_ends = false;
    // Bytes that are left of the line, so that many comments on one do not each look for its end.
    let mut line_left = 0;
    while !rest.is_empty() {
        if line_left == 0 {
            line_left = rest.find('\n').map_or(rest.len(), |end| end + 1);
            fence = next_fence(fence, &rest[..line_left]);
        }
        let line = &rest[..line_left];
        match line.find("<!--").filter(|_| fence.is_none() && !no_more_ends) {
            Some(start) => match rest[start..].find("-->") {
                Some(end) => {
                    kept.push_str(&rest[..start]);
                    let n_bytes = start + end + 3;
                    line_left = line_left.saturating_sub(n_bytes);
                    rest = &rest[n_bytes..];
                }
                None => no_more_ends = true,
            },
            None => {
                kept.push_str(line);
                rest = &rest[line_left..];
                line_left = 0;
            }
        }
    }
    Cow::Owned(kept)
}

/// The mark and length of a code fence that is open after this line.
fn next_fence(open: Option<(u8, usize)>, line: &str) -> Option<(u8, usize)> {
    let line = line.trim();
    let mark = line.bytes().next().filter(|mark| matches!(mark, b'`' | b'~'));
    let n_marks = mark.map_or(0, |mark| line.bytes().take_while(|byte| *byte == mark).count());
    match (open, mark) {
        (Some((opened, least)), Some(mark)) if mark == opened && n_marks >= least && n_marks == line.len() => None,
        (Some(_), _) => open,
        (None, Some(mark)) if n_marks >= 3 && !(mark == b'`' && line[n_marks..].contains('`')) => Some((mark, n_marks)),
        (None, _) => None,
    }
}

#[derive(Default)]
struct Lines {
    text: String,
    title: Option<String>,
    fence: Option<(u8, usize)>,
    /// Whether the last line was text, which a line of === below makes a heading.
    after_text: bool,
}

impl Lines {
    fn line(&mut self, line: &str, next: Option<&str>) {
        let fence = next_fence(self.fence, line);
        if fence != self.fence {
            self.fence = fence;
            self.after_text = false;
            return;
        }
        if self.fence.is_some() {
            return self.push(line);
        }
        let bare = without_quote_marks(line);
        if is_rule(bare) || is_table_rule(bare) || is_reference(bare) {
            self.after_text = false;
            return;
        }
        if bare.is_empty() {
            self.after_text = false;
            if !self.text.is_empty() && !self.text.ends_with("\n\n") {
                self.text.push('\n');
            }
            return;
        }
        if self.after_text && bare.bytes().all(|byte| byte == b'=') {
            return;
        }
        let (level, heading) = heading(bare);
        if level > 0 {
            self.after_text = false;
            return self.heading(inline(heading), level == 1);
        }
        let shown = match cells(bare) {
            Some(cells) => cells,
            None => inline(without_list_mark(bare)),
        };
        let underline = next.map_or("", str::trim);
        self.after_text = true;
        let underlined = !underline.is_empty() && underline.bytes().all(|byte| byte == b'=');
        self.heading(shown, underlined);
    }

    /// Takes a line as the title if it is a heading of the first level and there is none yet, and else as text.
    fn heading(&mut self, line: String, first_level: bool) {
        if first_level && self.title.is_none() && !line.is_empty() {
            self.title = Some(line);
        } else {
            self.push(&line);
        }
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

fn without_quote_marks(line: &str) -> &str {
    let mut line = line.trim();
    while let Some(rest) = line.strip_prefix('>') {
        line = rest.trim_start();
    }
    line
}

/// A line across the page, or one that makes a heading of the line above.
fn is_rule(line: &str) -> bool {
    let mark = line.bytes().next().filter(|mark| matches!(mark, b'-' | b'*' | b'_'));
    mark.is_some_and(|mark| {
        line.bytes().all(|byte| byte == mark || byte == b' ') && line.bytes().filter(|byte| *byte == mark).count() >= 3
    })
}

/// The line between the head of a table and its rows.
fn is_table_rule(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
}

/// `[name]: address`, which links refer to.
fn is_reference(line: &str) -> bool {
    let Some((name, address)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else { return false };
    let address = address.trim();
    !name.is_empty() && !name.starts_with('^') && (address.contains("://") || address.starts_with(['/', '#', '<', '.']))
}

/// The level of a heading from 1, or 0, and its text.
fn heading(line: &str) -> (usize, &str) {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &line[level..];
    if level > 6 || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return (0, line);
    }
    let text = rest.trim();
    let without_end = text.trim_end_matches('#');
    (level, if without_end.is_empty() || without_end.ends_with(' ') { without_end.trim_end() } else { text })
}

fn without_list_mark(line: &str) -> &str {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = if (1..10).contains(&digits) {
        line[digits..].strip_prefix(['.', ')'])
    } else {
        line.strip_prefix(['-', '*', '+'])
    };
    let Some(text) = after.filter(|text| text.starts_with([' ', '\t'])) else { return line };
    let text = text.trim_start();
    ["[ ] ", "[x] ", "[X] "].iter().find_map(|task| text.strip_prefix(task)).unwrap_or(text)
}

/// The cells of a table row between tabs, if the line is one.
fn cells(line: &str) -> Option<String> {
    let line = line.strip_prefix('|')?;
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells: Vec<String> = Vec::new();
    let mut cell = String::new();
    for piece in line.split('|') {
        cell.push_str(piece);
        if cell.ends_with('\\') {
            cell.pop();
            cell.push('|');
        } else {
            cells.push(inline(cell.trim()));
            cell.clear();
        }
    }
    if !cell.is_empty() {
        cells.push(inline(cell.trim()));
    }
    Some(cells.join("\t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Extracted {
        read(text, &Limits::default()).unwrap()
    }

    #[test]
    fn marks_go_and_what_they_mark_stays() {
        let out = plain(
            "# 제목 *하나* #\n\nA **bold** [link](http://x.org/a_(b) \"t\") and [ref][1], ![alt](i.png) `co*de`.\n\
             > quoted\n- [x] done\n12) twelfth\n\n```rust\nlet a_b = c * d; <!-- kept -->\n```\n<!-- gone\ngone -->\n\
             | a | b\\|c |\n|---|:-:|\n| 1 | **2** |\n\n***\n3 * 4 snake_case [1] \\*x\\* &amp; <b>y</b> <http://z.org>\n\
             [1]: http://ref.org\n**강조**는 ~~지움~~",
        );
        assert_eq!(out.title.as_deref(), Some("제목 하나"));
        assert_eq!(
            out.text,
            "A bold link and ref, alt co*de.\nquoted\ndone\ntwelfth\n\nlet a_b = c * d; <!-- kept -->\n\n\
             a\tb|c\n1\t2\n\n3 * 4 snake_case [1] *x* & y http://z.org\n강조는 지움"
        );
    }

    #[test]
    fn the_title_is_of_the_front_matter_or_the_first_heading() {
        let out = plain("---\ntitle: \"보고서: 1\"\ntags: [a]\n---\n# Heading\ntext");
        assert_eq!((out.title.as_deref(), out.text.as_str()), (Some("보고서: 1"), "Heading\ntext"));
        assert_eq!(plain("+++\ntitle = 'T'\n+++\nx").title.as_deref(), Some("T"));
        let out = plain("## second\nFirst\n=====\ntext\n# Other");
        assert_eq!((out.title.as_deref(), out.text.as_str()), (Some("First"), "second\ntext\nOther"));
        assert_eq!(plain("---\nno end").text, "no end");
        assert_eq!(
            plain("a\n---\nb <!-- open"),
            Extracted { text: "a\nb <!-- open".to_owned(), ..Extracted::default() }
        );
    }

    #[test]
    fn many_open_brackets_cost_no_more_than_others() {
        for piece in ["[", "](", "[a](", "<a ", "`", "``", "<!--", "![", "*a", "\\", "<!---->", "<!--\n-->", "a", "~"] {
            drop(plain(&piece.repeat(100_000)));
        }
        assert!(matches!(
            read("long", &Limits { record_bytes: 3, ..Limits::default() }),
            Err(Refused::TooLarge { .. })
        ));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_text(text in "([a가#*_`~<>!|\\\\\\[\\]()\\n =+-]|\\]\\(|```|<!--|-->|---\\n){0,60}") {
            drop(plain(&text));
        }
    }
}

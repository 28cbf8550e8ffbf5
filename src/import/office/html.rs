//! Web pages: the text that a reader sees, in lines.
//!
//! The page is scanned from front to back and no tree is made of it, so that any nesting costs the same. Left out: scripts,
//! styles, drawings, what is there for browsers without scripts, and comments.

use memchr::memchr;

use super::flow::Flow;
pub use super::html_text::declared_encoding;
use super::html_text::unescaped;
use super::{Extracted, Refused};
use crate::corpus::WarningKind;
use crate::corpus::provenance::Limits;

/// Elements whose content is not text of the page.
const DROPPED: &[&str] = &["script", "style", "noscript", "template", "iframe", "noframes", "noembed", "svg"];
/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "tbody",
    "tfoot",
    "thead",
    "ul",
];

pub fn read(html: &str, limits: &Limits) -> Result<Extracted, Refused> {
    let mut page = Page { html, at: 0, flow: Flow::new(limits.record_bytes), ..Page::default() };
    page.scan();
    let text = page.flow.finish("page")?;
    Ok(Extracted { title: page.title, text, notes: page.notes })
}

#[derive(Default)]
struct Page<'a> {
    html: &'a str,
    at: usize,
    flow: Flow,
    title: Option<String>,
    notes: Vec<(WarningKind, String)>,
    /// A blank is due before the next word.
    blank: bool,
    preformatted: usize,
    row: Row,
    /// What was looked for up to the end and is not there: the second search would be in vain.
    no_more: NoMore,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Row {
    #[default]
    None,
    Begun,
    HasCells,
}

#[derive(Default)]
struct NoMore {
    tag_ends: bool,
    comment_ends: bool,
    title_ends: bool,
    quotes: [bool; 2],
    dropped: [bool; DROPPED.len()],
}

impl<'a> Page<'a> {
    fn scan(&mut self) {
        while self.at < self.html.len() && !self.flow.is_full() {
            let rest = self.rest();
            match memchr(b'<', rest.as_bytes()) {
                Some(0) => self.markup(),
                Some(next) => self.text_up_to(self.at + next),
                None => self.text_up_to(self.html.len()),
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.html[self.at..]
    }

    /// Passes over what begins with `<` here, or takes it as text if it is no markup.
    fn markup(&mut self) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        match bytes.get(1) {
            Some(b'!') if rest.starts_with("<!--") && !self.no_more.comment_ends => match rest[4..].find("-->") {
                Some(end) => self.at += 4 + end + 3,
                None => {
                    self.no_more.comment_ends = true;
                    self.at += 4;
                }
            },
            Some(b'!' | b'?') => self.at += memchr(b'>', bytes).map_or(rest.len(), |end| end + 1),
            Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => self.tag(&rest[2..], Self::close),
            Some(letter) if letter.is_ascii_alphabetic() => self.tag(&rest[1..], Self::open),
            _ => self.lone_mark(),
        }
    }

    fn tag(&mut self, from_name: &str, act: fn(&mut Self, &str)) {
        match self.tag_len(self.rest()) {
            Some(len) => {
                self.at += len;
                act(self, &name_of(from_name));
            }
            None => self.lone_mark(),
        }
    }

    /// A `<` that begins nothing.
    fn lone_mark(&mut self) {
        self.text("<");
        self.at += 1;
    }

    /// The length of the tag at the front; `>` in quotes does not end it, a quote that is never closed is none.
    fn tag_len(&mut self, rest: &str) -> Option<usize> {
        if self.no_more.tag_ends {
            return None;
        }
        let bytes = rest.as_bytes();
        let mut at = 1;
        while at < bytes.len() {
            match bytes[at] {
                b'>' => return Some(at + 1),
                // Only after an equals sign does a quote begin a value.
                quote @ (b'"' | b'\'') if bytes[..at].trim_ascii_end().ends_with(b"=") => {
                    let known = &mut self.no_more.quotes[usize::from(quote == b'"')];
                    match (!*known).then(|| memchr(quote, &bytes[at + 1..])).flatten() {
                        Some(end) => at += end + 2,
                        None => {
                            *known = true;
                            at += 1;
                        }
                    }
                }
                _ => at += 1,
            }
        }
        self.no_more.tag_ends = true;
        None
    }

    fn open(&mut self, name: &str) {
        if let Some(which) = DROPPED.iter().position(|dropped| *dropped == name) {
            return self.drop_element(which, name);
        }
        match name {
            "title" if !self.no_more.title_ends => match close_of(self.rest(), name) {
                Some(end) => {
                    let title = unescaped(&self.rest()[..end]);
                    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.title = self.title.take().or_else(|| (!title.is_empty()).then_some(title));
                    self.at += end;
                }
                None => self.no_more.title_ends = true,
            },
            "br" => {
                self.flow.push("\n");
                self.blank = false;
            }
            "table" => {
                self.line();
                self.flow.begin_table();
                self.row = Row::None;
            }
            "tr" => {
                self.end_row();
                self.row = Row::Begun;
            }
            "td" | "th" => {
                if self.row == Row::HasCells {
                    self.flow.end_cell();
                }
                self.row = Row::HasCells;
                self.blank = false;
            }
            "textarea" => self.preformatted += 1,
            _ if BLOCKS.contains(&name) => {
                self.line();
                self.preformatted += usize::from(name == "pre");
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "tr" | "table" => self.end_row(),
            "textarea" => self.preformatted = self.preformatted.saturating_sub(1),
            _ if BLOCKS.contains(&name) => {
                self.line();
                self.preformatted = self.preformatted.saturating_sub(usize::from(name == "pre"));
            }
            _ => {}
        }
    }

    /// Passes over an element that is no text. A script that is never closed takes the rest with it, as in a browser.
    fn drop_element(&mut self, which: usize, name: &str) {
        if self.no_more.dropped[which] {
            return;
        }
        match close_of(self.rest(), name) {
            Some(end) => self.at += end,
            None if name == "script" || name == "style" => {
                let n_bytes = self.rest().len();
                if n_bytes > 0 {
                    let sentence = format!("a {name} is never closed: the last {n_bytes} bytes are left out");
                    self.notes.push((WarningKind::Repaired, sentence));
                }
                self.at = self.html.len();
            }
            None => self.no_more.dropped[which] = true,
        }
    }

    fn line(&mut self) {
        self.flow.fresh_line();
        self.blank = false;
    }

    fn end_row(&mut self) {
        if self.row != Row::None {
            self.flow.end_row();
        }
        self.row = Row::None;
        self.blank = false;
    }

    fn text_up_to(&mut self, end: usize) {
        let raw = &self.html[self.at..end];
        self.at = end;
        self.text(&unescaped(raw));
    }

    fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            return self.flow.push(text);
        }
        for (index, word) in text.split(|c: char| c.is_ascii_whitespace() || c == '\u{a0}').enumerate() {
            self.blank |= index > 0;
            if word.is_empty() {
                continue;
            }
            if self.blank && !self.flow.at_start() {
                self.flow.push(" ");
            }
            self.blank = false;
            self.flow.push(word);
        }
    }
}

/// The name of the tag at the front, in small letters.
fn name_of(rest: &str) -> String {
    let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(rest.len());
    // No element that matters has a longer name.
    rest.get(..end.min(16)).unwrap_or_default().to_ascii_lowercase()
}

/// Where the end tag of this element begins.
fn close_of(html: &str, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    memchr::memchr_iter(b'<', bytes).find(|&at| {
        bytes.get(at + 1) == Some(&b'/')
            && bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && !bytes.get(at + 2 + name.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Extracted {
        read(html, &Limits::default()).unwrap()
    }

    #[test]
    fn the_text_is_what_a_reader_sees() {
        let out = page(
            "<!DOCTYPE html><html><head><title>A &amp; B\n news</title><style>p > a {}</style></head><body>\
             <h1>제목</h1><!-- <p>no</p> --><p class='x > y'>Some <b>bold</b>\n  text&nbsp;&mdash; &#44032;&#x1F600;</p>\
             <script>if (a < b) { document.write('<p>no</p>') }</script><ul><li>하나<li>둘</ul>a<br>b\
             <table><tr><th>x</th><td><p>y</p></td></tr><tr><td>1<td>2</table><pre>  kept\n  so</pre>3 < 4 &unknown; &copy 2020",
        );
        assert_eq!(out.title.as_deref(), Some("A & B news"));
        let expected = "제목\nSome bold text — 가😀\n하나\n둘\na\nb\nx\ty\n1\t2\n  kept\n  so\n3 < 4 &unknown; © 2020";
        assert_eq!(out.text, expected);
        assert_eq!(out.notes, []);
    }

    #[test]
    fn what_is_never_closed_does_not_swallow_the_page() {
        assert_eq!(page("<title>open <p>text").text, "open\ntext");
        assert_eq!(page("<a title=\"x>text").text, "text");
        assert_eq!(page("<!-- open <p>text").text, "open\ntext");
        assert_eq!(page("<svg><p>text").text, "text");
        let out = page("before<script>var x;");
        assert_eq!((out.text.as_str(), out.notes.len()), ("before", 1));
        assert_eq!(page("<p>a <b and no more").text, "a <b and no more");
        assert_eq!(page("don't <i>can't</i> \"so").text, "don't can't \"so");
    }

    #[test]
    fn a_hundred_thousand_levels_and_unclosed_quotes_cost_no_more_than_others() {
        let deep = "<div><p>".repeat(100_000) + "deep";
        assert_eq!(page(&deep).text, "deep");
        for piece in ["<a b=\"", "<a b='", "<!--", "<title>", "<svg>", "<noscript", "</", "<a b=\"'", "&", "&amp", "<"]
        {
            // A quarter of a million of each: a second search through the rest for each would take minutes.
            drop(page(&piece.repeat(250_000)));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_page_is_text(html in "(<[a-z/!?]{0,3}|-->|[ a&;#x\"'=>가-나]|</?(title|script|svg|td|tr|table|pre)>){0,60}") {
            drop(page(&html));
        }
    }
}

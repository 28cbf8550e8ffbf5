//! Word documents (ECMA-376 part 1, 17): paragraphs, tables, footnotes and endnotes as text.
//!
//! Left out: what a tracked change deleted, comments, headers and footers, field codes, and the copies of text boxes that
//! are there for older programs.

use std::io::{Read, Seek};

use quick_xml::events::BytesStart;

use super::archive::Package;
use super::flow::Flow;
use super::xml::{Fault, Token, Xml, attribute};
use super::{Extracted, Refused};
use crate::corpus::provenance::Limits;

/// Elements that are passed over: properties, which hold tabulator stops and marks of deletion, and what is left out.
const NO_TEXT: &[&str] = &[
    "pPr",
    "rPr",
    "tblPr",
    "trPr",
    "tcPr",
    "sectPr",
    "sdtPr",
    "del",
    "moveFrom",
    "Fallback",
    "rt",
    "instrText",
    "delText",
];

pub fn read(stream: impl Read + Seek, limits: &Limits) -> Result<Extracted, Refused> {
    let mut package = Package::open(stream, "Word document", limits)?;
    let root = package.relations("")?;
    let target = |wanted: &str| root.iter().find(|(_, kind, _)| kind == wanted).map(|(_, _, part)| part.clone());
    let body = target("officeDocument").unwrap_or_else(|| "word/document.xml".to_owned());
    let properties = target("core-properties").unwrap_or_else(|| "docProps/core.xml".to_owned());

    let mut flow = Flow::new(limits.record_bytes);
    let outcome = read_part(&mut package.needed_xml(&body)?, &mut flow);
    let mut out = Extracted { text: flow.finish("document")?, ..Extracted::default() };
    package.judge(outcome, &body, &mut out)?;

    for (_, kind, part) in package.relations(&body)? {
        if kind != "footnotes" && kind != "endnotes" {
            continue;
        }
        let Some(mut xml) = package.xml(&part)? else { continue };
        let mut flow = Flow::new(limits.record_bytes.saturating_sub(out.text.len() as u64));
        let outcome = read_part(&mut xml, &mut flow);
        drop(xml);
        if !flow.is_blank() {
            out.text.push('\n');
            out.text.push_str(&flow.finish("document")?);
        }
        package.judge(outcome, &part, &mut out)?;
    }
    out.title = package.glance_at_text(&properties, "title")?;
    Ok(out)
}

fn read_part<R: Read>(xml: &mut Xml<R>, flow: &mut Flow) -> Result<(), Fault> {
    // Whether a `t` is open: what stands elsewhere is layout of the file.
    let mut in_text = false;
    loop {
        match xml.next()? {
            Token::Open(element) => match element.local_name().as_ref() {
                "t" => in_text = true,
                "tab" | "ptab" => flow.push("\t"),
                "br" | "cr" => flow.push("\n"),
                "noBreakHyphen" => flow.push("-"),
                "tbl" => flow.begin_table(),
                "footnote" | "endnote" if is_separator(&element) => xml.skip()?,
                name if NO_TEXT.contains(&name) => xml.skip()?,
                _ => {}
            },
            Token::Close(element) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "p" => flow.end_paragraph(),
                "tc" => flow.end_cell(),
                "tr" => flow.end_row(),
                _ => {}
            },
            Token::Text(text) if in_text => flow.push(&text),
            Token::Text(_) | Token::Other => {}
            Token::End => return Ok(()),
        }
        if flow.is_full() {
            return Ok(());
        }
    }
}

/// The lines between text and notes are notes of another type.
fn is_separator(note: &BytesStart<'_>) -> bool {
    attribute(note, "type").is_some_and(|kind| kind != "normal")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::fixtures::{docx, mutated, zipped};
    use super::*;
    use crate::corpus::WarningKind;

    fn read_bytes(bytes: &[u8]) -> Result<Extracted, Refused> {
        read(Cursor::new(bytes), &Limits::default())
    }

    #[test]
    fn paragraphs_tables_and_notes_are_text_and_deletions_are_not() {
        let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>연구 R&amp;D</w:t></w:r>\
             <w:r><w:tab/><w:t xml:space='preserve'> 개발</w:t><w:br/><w:t>2부</w:t></w:r></w:p>\
             <w:p><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>\
             <w:ins><w:r><w:t>here</w:t></w:r></w:ins></w:p>\
             <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr>\
             <w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
             <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>\
             <mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>";
        let notes = "<w:footnote w:type='separator'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>\
             <w:footnote w:id='2'><w:p><w:r><w:t>각주</w:t></w:r></w:p></w:footnote>";
        let out = read_bytes(&docx(body, notes, "제목 &lt;1&gt;")).unwrap();
        assert_eq!(out.text, "연구 R&D\t 개발\n2부\nhere\na\tb\n\tc\nbox\n각주");
        assert_eq!(out.title.as_deref(), Some("제목 <1>"));
        assert_eq!(out.notes, []);
    }

    #[test]
    fn a_document_that_breaks_off_keeps_what_comes_before() {
        let out = read_bytes(&zipped(&[("word/document.xml", "<w:p><w:r><w:t>kept</w:t></w:r></w:p><w:p <")])).unwrap();
        assert_eq!(out.text, "kept");
        assert!(
            matches!(&out.notes[..], [(WarningKind::Repaired, note)] if note.contains("breaks off")),
            "{:?}",
            out.notes
        );
        assert!(matches!(read_bytes(&zipped(&[("word/document.xml", "<w:p <")])), Err(Refused::Broken { .. })));
        let missing = read_bytes(&zipped(&[("mimetype", "x")])).unwrap_err().to_string();
        assert!(
            missing.starts_with("Not a readable Word document: its part word/document.xml is missing"),
            "{missing}"
        );
    }

    #[test]
    fn text_beyond_the_limit_of_a_record_is_refused() {
        let body = "<w:p><w:r><w:t>word</w:t></w:r></w:p>".repeat(1000);
        let limits = Limits { record_bytes: 2000, ..Limits::default() };
        let refused = read(Cursor::new(docx(&body, "", "")), &limits).unwrap_err();
        assert!(matches!(refused, Refused::TooLarge { limit: 2000, .. }), "{refused}");
        let deep = "<w:p>".repeat(100_000);
        assert!(matches!(read_bytes(&docx(&deep, "", "")), Err(Refused::Broken { .. })));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_text_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2000)) {
            drop(read_bytes(&bytes));
        }

        #[test]
        fn broken_documents_are_text_or_refused(edits in mutated()) {
            let good = docx("<w:p><w:r><w:t>good &amp; text</w:t></w:r></w:p>", "<w:footnote/>", "title");
            drop(read_bytes(&edits.apply_inside(good.clone())));
            drop(read_bytes(&edits.apply(good)));
        }
    }
}

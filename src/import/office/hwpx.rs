//! HWPX documents of Hancom Office (KS X 6101, OWPML): paragraphs, tables and notes of all sections as text.
//!
//! Left out: headers and footers, memos, hidden comments, and what a tracked change deleted.

use std::io::{Read, Seek};

use super::archive::Package;
use super::flow::Flow;
use super::xml::{Fault, Token, Xml};
use super::{Extracted, Refused};
use crate::corpus::WarningKind;
use crate::corpus::provenance::Limits;

const PREVIEW: &str = "Preview/PrvText.txt";

pub fn read(stream: impl Read + Seek, limits: &Limits) -> Result<Extracted, Refused> {
    let mut package = Package::open(stream, "HWPX document", limits)?;
    package.refuse_encrypted()?;
    let (mut body, mut notes) = (Flow::new(limits.record_bytes), Flow::new(limits.record_bytes));
    let mut faults = Vec::new();
    for name in sections(&package.names()) {
        let Some(mut xml) = package.xml(&name)? else { continue };
        if let Err(fault) = read_section(&mut xml, &mut body, &mut notes) {
            faults.push((fault, name));
        }
        body.fresh_line();
        notes.fresh_line();
    }
    let mut out = Extracted { text: body.finish("document")?, ..Extracted::default() };
    let notes = notes.finish("document")?;
    if !notes.is_empty() {
        out.text.push('\n');
        out.text.push_str(&notes);
    }
    if out.text.is_empty() {
        preview(&mut package, limits, &mut out)?;
    }
    for (fault, name) in faults {
        package.judge(Err(fault), &name, &mut out)?;
    }
    out.title = package.glance_at_text("Contents/content.hpf", "title")?;
    Ok(out)
}

/// `Contents/section0.xml` and so on, by their number.
fn sections(names: &[String]) -> Vec<String> {
    let number = |name: &str| -> Option<u64> {
        let name = name.replace('\\', "/").to_ascii_lowercase();
        name.strip_prefix("contents/section")?.strip_suffix(".xml")?.parse().ok()
    };
    let mut sections: Vec<(u64, &String)> = names.iter().filter_map(|name| Some((number(name)?, name))).collect();
    sections.sort();
    sections.into_iter().map(|(_, name)| name.clone()).collect()
}

/// Takes the text for previews instead, which programs cut at about a page.
fn preview<S: Read + Seek>(package: &mut Package<S>, limits: &Limits, out: &mut Extracted) -> Result<(), Refused> {
    let Some(part) = package.part(PREVIEW)? else { return Ok(()) };
    let mut bytes = Vec::new();
    // A preview that breaks off is what it is.
    drop(part.take(limits.record_bytes).read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.is_empty() {
        text.clone_into(&mut out.text);
        out.notes.push((
            WarningKind::Repaired,
            "no section holds text: the beginning was taken from the preview".to_owned(),
        ));
    }
    Ok(())
}

fn read_section<R: Read>(xml: &mut Xml<R>, body: &mut Flow, notes: &mut Flow) -> Result<(), Fault> {
    let mut in_text = false;
    let mut deleted = false;
    // How many foot- and endnotes are open, one inside the other.
    let mut in_note = 0_usize;
    loop {
        let flow = if in_note > 0 { &mut *notes } else { &mut *body };
        match xml.next()? {
            Token::Open(element) => match element.local_name().as_ref() {
                "t" => in_text = true,
                "p" => flow.fresh_line(),
                "tbl" => flow.begin_table(),
                "lineBreak" => flow.push("\n"),
                "tab" if in_text => flow.push("\t"),
                "nbSpace" | "fwSpace" if in_text => flow.push(" "),
                "hyphen" if in_text => flow.push("-"),
                "deleteBegin" => deleted = true,
                "deleteEnd" => deleted = false,
                "footNote" | "endNote" => in_note += 1,
                "header" | "footer" | "hiddenComment" | "fieldBegin" | "secPr" | "compose" | "subText" => xml.skip()?,
                _ => {}
            },
            Token::Close(element) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "p" => flow.end_paragraph(),
                "tc" => flow.end_cell(),
                "tr" => flow.end_row(),
                "footNote" | "endNote" => {
                    flow.fresh_line();
                    in_note = in_note.saturating_sub(1);
                }
                _ => {}
            },
            Token::Text(text) if in_text && !deleted => flow.push(&text),
            Token::Text(_) | Token::Other => {}
            Token::End => return Ok(()),
        }
        if body.is_full() || notes.is_full() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::fixtures::{hwpx, mutated, zipped};
    use super::*;

    fn read_bytes(bytes: &[u8]) -> Result<Extracted, Refused> {
        read(Cursor::new(bytes), &Limits::default())
    }

    #[test]
    fn sections_are_read_in_the_order_of_their_numbers() {
        let paragraph = |text: &str| format!("<hp:p><hp:run><hp:t>{text}</hp:t></hp:run></hp:p>");
        let texts: Vec<String> = (0..12).map(|section| paragraph(&format!("{section}장"))).collect();
        let out = read_bytes(&hwpx(&texts, "보고서")).unwrap();
        assert_eq!(out.text.lines().nth(2), Some("2장"));
        assert_eq!(out.text.lines().last(), Some("11장"));
        assert_eq!(out.title.as_deref(), Some("보고서"));
    }

    #[test]
    fn tables_notes_and_breaks_are_text_and_memos_are_not() {
        let section = "<hp:p><hp:run><hp:secPr><hp:t>x</hp:t></hp:secPr><hp:t>가&amp;나<hp:lineBreak/>다<hp:tab/>라</hp:t>\
             <hp:ctrl><hp:footNote><hp:subList><hp:p><hp:run><hp:t>각주</hp:t></hp:run></hp:p></hp:subList></hp:footNote></hp:ctrl>\
             <hp:t> 마</hp:t></hp:run></hp:p>\
             <hp:p><hp:run><hp:ctrl><hp:fieldBegin type='MEMO'><hp:subList><hp:p><hp:run><hp:t>memo</hp:t></hp:run></hp:p>\
             </hp:subList></hp:fieldBegin></hp:ctrl><hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run><hp:t>1</hp:t></hp:run></hp:p>\
             <hp:p><hp:run><hp:t>2</hp:t></hp:run></hp:p></hp:subList></hp:tc>\
             <hp:tc><hp:subList><hp:p><hp:run><hp:t>3</hp:t></hp:run></hp:p></hp:subList></hp:tc></hp:tr></hp:tbl>\
             <hp:t>뒤<hp:deleteBegin/>지움<hp:deleteEnd/></hp:t></hp:run></hp:p>";
        let out = read_bytes(&hwpx(&[section.to_owned()], "")).unwrap();
        assert_eq!(out.text, "가&나\n다\t라 마\n1\n2\t3\n뒤\n각주");
        assert_eq!(out.title, None);
    }

    #[test]
    fn the_preview_stands_in_for_missing_sections_and_passwords_are_told() {
        let out = read_bytes(&zipped(&[(PREVIEW, "\u{feff}미리 보기\r\n")])).unwrap();
        assert_eq!(out.text, "미리 보기");
        assert!(matches!(&out.notes[..], [(WarningKind::Repaired, _)]));
        let locked = "<m><odf:file-entry><odf:encryption-data/></odf:file-entry></m>";
        let refused = read_bytes(&zipped(&[("META-INF/manifest.xml", locked)])).unwrap_err();
        assert!(matches!(refused, Refused::Password { .. }), "{refused}");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_text_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2000)) {
            drop(read_bytes(&bytes));
        }

        #[test]
        fn broken_documents_are_text_or_refused(edits in mutated()) {
            let good = hwpx(&["<hp:p><hp:run><hp:t>글</hp:t></hp:run></hp:p>".to_owned()], "제목");
            drop(read_bytes(&edits.apply_inside(good.clone())));
            drop(read_bytes(&edits.apply(good)));
        }
    }
}

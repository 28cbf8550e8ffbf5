//! HWP 5 documents of Hancom Office: the container, by Hancom's published description of the format (revision 1.3).
//!
//! Left out: headers and footers, hidden comments. Documents for distribution and those with a password are encrypted.

use std::io::{Read, Seek, SeekFrom};

use cfb::CompoundFile;
use flate2::read::DeflateDecoder;

use super::compound::{u16_at, u32_at};
use super::flow::Flow;
use super::hwp_records::read_section;
use super::{Extracted, Refused, compound};
use crate::corpus::WarningKind;
use crate::corpus::provenance::Limits;

const FORMAT: &str = "HWP document";
const HWP3: &[u8] = b"HWP Document File V3";
/// Sections are numbered without gaps.
const MOST_SECTIONS: usize = 10_000;

pub fn read(mut stream: impl Read + Seek, limits: &Limits) -> Result<Extracted, Refused> {
    let packed = stream.seek(SeekFrom::End(0))?;
    stream.rewind()?;
    let mut head = Vec::new();
    stream.by_ref().take(HWP3.len() as u64).read_to_end(&mut head)?;
    stream.rewind()?;
    if head == HWP3 {
        return Err(Refused::Hwp3);
    }
    if !head.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(broken(if head.starts_with(b"PK") {
            "it is a zip file, perhaps HWPX"
        } else {
            "its first bytes are others"
        }));
    }
    let mut file = compound::open(stream, FORMAT)?;
    let header = compound::whole(&mut file, "/FileHeader", 256).unwrap_or_default();
    let properties = match u32_at(&header, 36) {
        Some(properties) if header.starts_with(b"HWP Document File") => properties,
        _ if file.exists("/WordDocument") => return Err(Refused::OldBinary { found: "Word document", wanted: "DOCX" }),
        _ => return Err(broken("it holds no FileHeader of HWP 5")),
    };
    // Bits: 0 packed, 1 password, 2 for distribution, 4 rights management, 8 encrypted with a certificate.
    if properties & (1 << 2) != 0 {
        return Err(Refused::Distribution);
    }
    if properties & (1 << 1 | 1 << 4 | 1 << 8) != 0 {
        return Err(Refused::Password { format: FORMAT });
    }
    let limit = limits.unpacked_bytes.min(packed.saturating_mul(limits.unpacked_ratio).saturating_add(1 << 20));
    let mut out = Extracted { title: title(&mut file), ..Extracted::default() };
    read_body(&mut file, properties & 1 != 0, limit, limits, &mut out)?;
    if out.text.is_empty() {
        preview(&mut file, limits, &mut out);
    }
    Ok(out)
}

fn broken(reason: &str) -> Refused {
    Refused::Broken { format: FORMAT, reason: reason.to_owned() }
}

fn read_body<S: Read + Seek>(
    file: &mut CompoundFile<S>,
    packed: bool,
    limit: u64,
    limits: &Limits,
    out: &mut Extracted,
) -> Result<(), Refused> {
    let (mut body, mut notes) = (Flow::new(limits.record_bytes), Flow::new(limits.record_bytes));
    // One byte more than may come shows that there is more.
    let mut left = limit.saturating_add(1);
    for number in 0..MOST_SECTIONS {
        let name = format!("/BodyText/Section{number}");
        if !file.is_stream(&name) {
            break;
        }
        let mut records: Box<dyn Read> = match file.open_stream(&name) {
            Ok(stream) if packed => Box::new(DeflateDecoder::new(stream)),
            Ok(stream) => Box::new(stream),
            Err(error) => {
                out.notes.push((WarningKind::Skipped, format!("section {} cannot be read: {error}", number + 1)));
                continue;
            }
        };
        let mut records = records.by_ref().take(left);
        let outcome = read_section(&mut records, limits.record_bytes, &mut body, &mut notes);
        left = records.limit();
        if left == 0 {
            let packed = limit / limits.unpacked_ratio.max(1);
            return Err(Refused::Unpacked { format: FORMAT, n_bytes: limit.saturating_add(1), limit, packed });
        }
        if let Err(error) = outcome {
            let sentence = format!("section {} breaks off, what comes before is kept: {error}", number + 1);
            out.notes.push((WarningKind::Repaired, sentence));
        }
        body.fresh_line();
        notes.fresh_line();
    }
    out.text = body.finish("document")?;
    let notes = notes.finish("document")?;
    if !notes.is_empty() {
        out.text.push('\n');
        out.text.push_str(&notes);
    }
    Ok(())
}

/// Takes the text for previews instead, which the program cuts at about a page.
fn preview<S: Read + Seek>(file: &mut CompoundFile<S>, limits: &Limits, out: &mut Extracted) {
    let bytes = compound::whole(file, "/PrvText", limits.record_bytes).unwrap_or_default();
    let text = utf16(&bytes);
    if !text.trim().is_empty() {
        text.trim().clone_into(&mut out.text);
        out.notes.push((
            WarningKind::Repaired,
            "no section holds text: the beginning was taken from the preview".to_owned(),
        ));
    }
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).filter(|&letter| letter != '\0').collect()
}

/// The title in the summary, a property set of [MS-OLEPS]: property 2 of type 31, a text of UTF-16.
fn title<S: Read + Seek>(file: &mut CompoundFile<S>) -> Option<String> {
    let bytes = compound::whole(file, "/\u{5}HwpSummaryInformation", 1 << 20)?;
    let set = usize::try_from(u32_at(&bytes, 44)?).ok()?;
    let n_properties = u32_at(&bytes, set.checked_add(4)?)?.min(100) as usize;
    let entry = (0..n_properties).map(|index| set + 8 + 8 * index).find(|&entry| u32_at(&bytes, entry) == Some(2))?;
    let value = set.checked_add(u32_at(&bytes, entry + 4)? as usize)?;
    if u16_at(&bytes, value)? != 31 {
        return None;
    }
    let n_units = u32_at(&bytes, value + 4)? as usize;
    let text = utf16(bytes.get(value + 8..value + 8 + n_units.checked_mul(2)?)?);
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::fixtures::{hwp, hwp_paragraph, hwp_record, mutated};
    use super::*;

    fn read_bytes(bytes: &[u8]) -> Result<Extracted, Refused> {
        read(Cursor::new(bytes), &Limits::default())
    }

    #[test]
    fn packed_and_plain_sections_give_the_same_text() {
        let sections = [hwp_paragraph(0, "첫째 문단"), [hwp_paragraph(0, "둘째"), hwp_paragraph(0, "셋째")].concat()];
        for packed in [true, false] {
            let out = read_bytes(&hwp(&sections, u32::from(packed), "미리")).unwrap();
            assert_eq!(out.text, "첫째 문단\n둘째\n셋째");
            assert_eq!((out.title.as_deref(), out.notes), (Some("보고서"), Vec::new()));
        }
    }

    #[test]
    fn encrypted_and_older_documents_say_what_to_do() {
        let section = [hwp_paragraph(0, "글")];
        assert!(matches!(read_bytes(&hwp(&section, 1 | 2, "")), Err(Refused::Password { .. })));
        assert!(matches!(read_bytes(&hwp(&section, 1 | 4, "")), Err(Refused::Distribution)));
        assert!(matches!(read_bytes(b"HWP Document File V3.00 \x1a\x01\x02"), Err(Refused::Hwp3)));
        let refused = read_bytes(b"PK\x03\x04 and something more").unwrap_err().to_string();
        assert!(refused.starts_with("Not a readable HWP document: it is a zip file, perhaps HWPX"), "{refused}");
    }

    #[test]
    fn a_broken_section_gives_way_to_the_preview() {
        let out = read_bytes(&hwp(&[vec![0x43, 0, 0xF0]], 0, "미리 보기")).unwrap();
        assert_eq!(out.text, "미리 보기");
        assert_eq!(out.notes.len(), 2, "{:?}", out.notes);
    }

    #[test]
    fn a_section_that_unpacks_without_end_is_refused() {
        let record = hwp_record(99, 0, &vec![0; 8 << 20]);
        let limits = Limits { unpacked_ratio: 20, ..Limits::default() };
        let refused = read(Cursor::new(hwp(&[record], 1, "")), &limits).unwrap_err();
        assert!(matches!(refused, Refused::Unpacked { .. }), "{refused}");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_text_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2000)) {
            drop(read_bytes(&bytes));
            drop(read_bytes(&hwp(&[bytes], 0, "")));
        }

        #[test]
        fn broken_documents_are_text_or_refused(edits in mutated()) {
            drop(read_bytes(&edits.apply(hwp(&[hwp_paragraph(0, "글")], 1, "미리"))));
        }
    }
}

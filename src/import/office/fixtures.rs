//! Office documents made in code, as small as their formats allow, for tests; and ways to break them.

use std::io::{Cursor, Read as _, Write as _};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::{Strategy, any};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub fn zipped<Content: AsRef<[u8]>>(parts: &[(&str, Content)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_ref()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn relations(relations: &[(&str, &str, &str)]) -> String {
    let lines = relations.iter().map(|(id, kind, target)| {
        format!("<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>")
    });
    format!("<Relationships>{}</Relationships>", lines.collect::<String>())
}

pub fn docx(body: &str, notes: &str, title: &str) -> Vec<u8> {
    let root = relations(&[
        ("r1", "officeDocument", "word/document.xml"),
        ("r2", "metadata/core-properties", "docProps/core.xml"),
    ]);
    zipped(&[
        ("_rels/.rels", &root),
        ("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>")),
        ("word/_rels/document.xml.rels", &relations(&[("r1", "footnotes", "footnotes.xml")])),
        ("word/footnotes.xml", &format!("<w:footnotes>{notes}</w:footnotes>")),
        ("docProps/core.xml", &format!("<cp:coreProperties><dc:title>{title}</dc:title></cp:coreProperties>")),
    ])
}

pub fn hwpx(sections: &[String], title: &str) -> Vec<u8> {
    let sections: Vec<(String, String)> = sections
        .iter()
        .enumerate()
        .map(|(index, section)| (format!("Contents/section{index}.xml"), format!("<hs:sec>{section}</hs:sec>")))
        .collect();
    let head = format!("<opf:package><opf:metadata><opf:title>{title}</opf:title></opf:metadata></opf:package>");
    let mut parts = vec![("mimetype", "application/hwp+zip"), ("Contents/content.hpf", head.as_str())];
    parts.extend(sections.iter().map(|(name, section)| (name.as_str(), section.as_str())));
    zipped(&parts)
}

pub fn hwp_record(tag: u32, level: u32, bytes: &[u8]) -> Vec<u8> {
    let size = bytes.len() as u32;
    let mut record = (tag | level << 10 | size.min(0xFFF) << 20).to_le_bytes().to_vec();
    if size >= 0xFFF {
        record.extend(size.to_le_bytes());
    }
    record.extend(bytes);
    record
}

/// The head of a paragraph and its text.
pub fn hwp_paragraph(level: u32, text: &str) -> Vec<u8> {
    let text: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [hwp_record(66, level, &[0; 22]), hwp_record(67, level + 1, &text)].concat()
}

/// `properties`: bit 0 packs the sections, bits 1 and 2 say that the document is encrypted.
pub fn hwp(sections: &[Vec<u8>], properties: u32, preview: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut put = |name: &str, bytes: &[u8]| file.create_stream(name).unwrap().write_all(bytes).unwrap();
    let mut header = [0; 256];
    header[..17].copy_from_slice(b"HWP Document File");
    header[36..40].copy_from_slice(&properties.to_le_bytes());
    put("/FileHeader", &header);
    put("/PrvText", &utf16(preview));
    put("/\u{5}HwpSummaryInformation", &summary("보고서"));
    file.create_storage("/BodyText").unwrap();
    for (index, section) in sections.iter().enumerate() {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        packed.write_all(section).unwrap();
        let packed = packed.finish().unwrap();
        let bytes = if properties & 1 == 0 { section } else { &packed };
        file.create_stream(format!("/BodyText/Section{index}")).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A property set with a title.
fn summary(title: &str) -> Vec<u8> {
    let mut bytes = vec![0; 44];
    bytes.extend(48_u32.to_le_bytes());
    let text = utf16(&format!("{title}\0"));
    // Size, number of properties, then for each its id and place.
    for word in [24 + text.len() as u32, 1, 2, 16, 31, text.len() as u32 / 2] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(text);
    bytes
}

/// A workbook with one sheet a pair of name and rows in XML.
pub fn xlsx(sheets: &[(&str, &str)], strings: &str, styles: &str) -> Vec<u8> {
    let ids: Vec<String> = (1..=sheets.len()).map(|number| format!("rId{number}")).collect();
    let targets: Vec<String> = (1..=sheets.len()).map(|number| format!("worksheets/sheet{number}.xml")).collect();
    let listed: Vec<String> =
        sheets.iter().zip(&ids).map(|((name, _), id)| format!("<sheet name=\"{name}\" r:id=\"{id}\"/>")).collect();
    let mut related: Vec<(&str, &str, &str)> =
        ids.iter().zip(&targets).map(|(id, target)| (id.as_str(), "worksheet", target.as_str())).collect();
    related.extend([("s", "sharedStrings", "sharedStrings.xml"), ("t", "styles", "styles.xml")]);
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        ("_rels/.rels".to_owned(), relations(&[("r", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{}</sheets></workbook>", listed.concat())),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations(&related)),
        ("xl/sharedStrings.xml".to_owned(), format!("<sst>{strings}</sst>")),
        ("xl/styles.xml".to_owned(), format!("<styleSheet>{styles}</styleSheet>")),
    ];
    for ((_, rows), target) in sheets.iter().zip(&targets) {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/{target}"), sheet));
    }
    zipped(&parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect::<Vec<_>>())
}

/// A binary workbook with one sheet: a shared string, another string, a number.
pub fn xlsb() -> Vec<u8> {
    let record = |kind: u16, bytes: &[u8]| {
        let kind = if kind < 128 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
        [&kind[..], &[bytes.len() as u8], bytes].concat()
    };
    let text = |text: &str| [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &utf16(text)].concat();
    let cell = |column: u32, value: &[u8]| [&column.to_le_bytes()[..], &[0; 4], value].concat();
    let workbook = [
        record(0x99, &[0; 12]),
        record(0x9C, &[&[0; 8][..], &text("rId1"), &text("시트")].concat()),
        record(0x90, &[]),
        record(0x84, &[]),
    ];
    let strings = [record(0x9F, &[1, 0, 0, 0, 1, 0, 0, 0]), record(0x13, &[&[0][..], &text("공유")].concat())];
    let sheet = [
        record(0x81, &[]),
        record(0x94, &[0; 16]),
        record(0x91, &[]),
        record(0x00, &[2, 0, 0, 0]),
        record(0x07, &cell(0, &[0; 4])),
        record(0x06, &cell(2, &text("글"))),
        record(0x05, &cell(3, &1.5_f64.to_le_bytes())),
        record(0x92, &[]),
    ];
    zipped(&[
        ("xl/workbook.bin", workbook.concat()),
        ("xl/_rels/workbook.bin.rels", relations(&[("rId1", "worksheet", "worksheets/sheet1.bin")]).into_bytes()),
        ("xl/sharedStrings.bin", strings.concat()),
        ("xl/worksheets/sheet1.bin", sheet.concat()),
    ])
}

/// A spreadsheet of ODF with one sheet a pair of name and rows in XML.
pub fn ods(sheets: &[(&str, &str)]) -> Vec<u8> {
    let tables: Vec<String> =
        sheets.iter().map(|(name, rows)| format!("<table:table table:name=\"{name}\">{rows}</table:table>")).collect();
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        (
            "content.xml",
            &format!("<office:body><office:spreadsheet>{}</office:spreadsheet></office:body>", tables.concat()),
        ),
    ])
}

pub fn biff_record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(bytes.len() as u16).to_le_bytes(), bytes].concat()
}

/// An xls workbook with one sheet of these records; `globals` stand before the list of sheets.
pub fn xls(globals: &[u8], cells: &[u8]) -> Vec<u8> {
    let begin = biff_record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let end = biff_record(0x000A, &[]);
    let sheet = |offset: u32| {
        let name = utf16("시트");
        biff_record(0x0085, &[&offset.to_le_bytes()[..], &[0, 0, 2, 1], &name].concat())
    };
    let offset = begin.len() + globals.len() + sheet(0).len() + end.len();
    let stream =
        [begin.clone(), globals.to_vec(), sheet(offset as u32), end.clone(), begin, cells.to_vec(), end].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Changes of single bytes, and a cut.
#[derive(Clone, Debug)]
pub struct Edits {
    bytes: Vec<(u32, u8)>,
    cut: Option<u32>,
}

pub fn mutated() -> impl Strategy<Value = Edits> {
    let bytes = proptest::collection::vec((any::<u32>(), any::<u8>()), 0..12);
    (bytes, proptest::option::weighted(0.2, any::<u32>())).prop_map(|(bytes, cut)| Edits { bytes, cut })
}

impl Edits {
    /// Changes each part of a zip file and packs it again, so that the archive itself is in order.
    pub fn apply_inside(&self, zip: Vec<u8>) -> Vec<u8> {
        let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
        let mut parts = Vec::new();
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            let name = part.name().unwrap().into_owned();
            parts.push((name, if content.is_empty() { content } else { self.apply(content) }));
        }
        zipped(&parts.iter().map(|(name, content)| (name.as_str(), content)).collect::<Vec<_>>())
    }

    pub fn apply(&self, mut good: Vec<u8>) -> Vec<u8> {
        for &(place, byte) in &self.bytes {
            let place = place as usize % good.len();
            good[place] = byte;
        }
        if let Some(cut) = self.cut {
            good.truncate(cut as usize % good.len());
        }
        good
    }
}

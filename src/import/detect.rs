//! Which format a file is in: by its first bytes where they tell, then by its name, then by how its text looks.

use super::delimiter;
use crate::corpus::provenance::{Format, TextUnit};

/// A file that holds files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    Zip,
    Tar,
    /// Microsoft's compound file, which HWP 5 and older Office documents are.
    Compound,
}

pub fn container(head: &[u8]) -> Option<Container> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Container::Zip),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Some(Container::Compound),
        _ if head.get(257..262) == Some(b"ustar") => Some(Container::Tar),
        _ => None,
    }
}

/// What a zip is, if it is one document and not an archive: by the `names` of the files in it and its first bytes.
pub fn in_zip(names: &[String], head: &[u8]) -> Option<InContainer> {
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    // OpenDocument's first file is stored unpacked and says what the document is.
    let starts = &head[..head.len().min(256)];
    let open_document = |kind: &[u8]| memchr::memmem::find(starts, kind).is_some();
    if has("word/document.xml") {
        return Some(Ok(Format::Docx));
    }
    if has("Contents/section0.xml") {
        return Some(Ok(Format::Hwpx));
    }
    if has("xl/workbook.xml") || has("xl/workbook.bin") {
        return Some(Ok(Format::Workbook));
    }
    if open_document(b"opendocument.spreadsheet") {
        return Some(Ok(Format::Workbook));
    }
    if open_document(b"opendocument.text") {
        return Some(Err(("An OpenDocument text (.odt)", "save it as .docx and open that")));
    }
    if has("ppt/presentation.xml") || open_document(b"opendocument.presentation") {
        return Some(Err(("A presentation", "save its text and open that")));
    }
    if open_document(b"application/epub+zip") {
        return Some(Err(("An e-book (.epub)", "save its text and open that")));
    }
    None
}

/// A format, or what it is that is not read and what to do about it.
pub type InContainer = Result<Format, (&'static str, &'static str)>;

/// What a compound file is, by whether it has a stream of a name.
pub fn in_compound(has: impl Fn(&str) -> bool) -> InContainer {
    if has("/FileHeader") {
        return Ok(Format::Hwp);
    }
    if has("/Workbook") || has("/Book") {
        return Ok(Format::Workbook);
    }
    if has("/EncryptedPackage") {
        return Err(("A document that is protected by a password", "save it without the password and open that"));
    }
    if has("/WordDocument") {
        return Err(("Word's binary format (.doc)", "save it as .docx and open that"));
    }
    Err(("This kind of compound file", "save it as .docx, .xlsx or text and open that"))
}

/// Formats that are no text, by their first bytes.
pub fn by_magic(head: &[u8]) -> Option<InContainer> {
    if head.starts_with(b"%PDF") {
        return Some(Ok(Format::Pdf));
    }
    if head.starts_with(b"PAR1") {
        return Some(Ok(Format::Parquet));
    }
    if head.starts_with(b"\x93NUMPY") {
        return Some(Ok(Format::Npy));
    }
    if head.starts_with(b"HWP Document File V") {
        return Some(Err(("HWP 3 (before 2002)", "save it as .hwpx or .hwp 5 and open that")));
    }
    if head.starts_with(b"{\\rtf") {
        return Some(Err(("Rich text (.rtf)", "save it as .docx or as text and open that")));
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Some(Err(("A SQLite database", "open a project by File > Open project, or export the table as CSV")));
    }
    let packed: &[&[u8]] = &[b"7z\xBC\xAF\x27\x1C", b"Rar!\x1A\x07", b"BZh", b"\xFD7zXZ\0"];
    if packed.iter().any(|magic| head.starts_with(magic)) {
        return Some(Err(("This kind of archive", "unpack it, or pack it as zip, gzip or zstd")));
    }
    None
}

/// The ending of a name in small letters, looking through `.gz` and `.zst`; also of a name inside an archive.
pub fn ending(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let packed = [".gz", ".zst", ".zstd"];
    let bare = packed.iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    bare.rsplit_once('.').map(|(_, ending)| ending.to_owned()).unwrap_or_default()
}

/// The format that a name promises.
pub fn by_name(name: &str) -> Option<Format> {
    match ending(name).as_str() {
        "csv" | "tsv" | "tab" | "psv" => Some(Format::Delimited),
        "json" => Some(Format::Json),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        "md" | "markdown" => Some(Format::Markdown),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "mtx" => Some(Format::MatrixMarket),
        "svm" | "svmlight" | "libsvm" => Some(Format::Svmlight),
        "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Some(Format::Workbook),
        "docx" => Some(Format::Docx),
        "hwpx" => Some(Format::Hwpx),
        "hwp" => Some(Format::Hwp),
        "pdf" => Some(Format::Pdf),
        "parquet" => Some(Format::Parquet),
        "npy" => Some(Format::Npy),
        _ => None,
    }
}

/// Whether a name promises one text among others, as opposed to a table or a document of its own format.
pub fn may_be_text(name: &str) -> bool {
    by_name(name).is_none() && !["zip", "tar", "tgz"].contains(&ending(name).as_str())
}

/// The format of a file of text by its beginning `head`; `whole` says that this is all, and `among_texts` that it is one
/// of several, of which none is taken for a table without its name.
pub fn by_text(head: &str, whole: bool, name: &str, among_texts: bool) -> Format {
    let start = head.trim_start();
    if start.get(..14).is_some_and(|banner| banner.eq_ignore_ascii_case("%%MatrixMarket")) {
        return Format::MatrixMarket;
    }
    let promised = by_name(name);
    match promised {
        Some(Format::Markdown | Format::Svmlight | Format::Html | Format::MatrixMarket) => {
            return promised.unwrap_or(Format::Text);
        }
        Some(Format::Delimited) if !is_json_array(start) => return Format::Delimited,
        _ => {}
    }
    if is_json_array(start) || (start.starts_with('[') && matches!(promised, Some(Format::Json | Format::JsonLines))) {
        return Format::Json;
    }
    if promised == Some(Format::JsonLines) {
        return Format::JsonLines;
    }
    if let Some(rest) = start.strip_prefix('{') {
        if first_line_is_json(start, whole) {
            return Format::JsonLines;
        }
        if promised == Some(Format::Json) || rest.trim_start().starts_with(['"', '}']) {
            return Format::Json;
        }
    }
    if promised == Some(Format::Json) {
        return Format::Json;
    }
    if is_html(start) {
        return Format::Html;
    }
    if is_uci_docword(head) {
        return Format::UciDocword;
    }
    if !among_texts && delimiter::looks_like_table(head, whole) {
        return Format::Delimited;
    }
    Format::Text
}

/// `[` and an object, whatever blanks are between.
fn is_json_array(start: &str) -> bool {
    start.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'))
}

/// Whether the first line is an object by itself; one that is longer than the look at the file is taken to be.
fn first_line_is_json(start: &str, whole: bool) -> bool {
    match start.split_once('\n') {
        Some((line, _)) => serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok(),
        None => !whole || serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok(),
    }
}

fn is_html(start: &str) -> bool {
    let begin: String = start.chars().take(1000).collect::<String>().to_ascii_lowercase();
    begin.starts_with("<!doctype html")
        || begin.starts_with("<html")
        || ((begin.starts_with("<?xml") || begin.starts_with("<!--")) && begin.contains("<html"))
}

/// Three lines of a whole number (documents, words, triples) and then triples of numbers.
fn is_uci_docword(head: &str) -> bool {
    let mut lines = head.lines();
    let is_number = |text: &str| text.trim().parse::<u64>().is_ok();
    if !(0..3).all(|_| lines.next().is_some_and(is_number)) {
        return false;
    }
    // The last line may be cut.
    let triples: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).take(20).collect();
    let is_triple = |line: &&str| line.split_whitespace().count() == 3 && line.split_whitespace().all(is_number);
    let n_complete = if triples.len() > 1 && triples.len() < 20 { triples.len() - 1 } else { triples.len() };
    n_complete > 0 && triples[..n_complete].iter().all(is_triple)
}

/// What one document of a text file that is opened by itself is, by its beginning.
///
/// Blocks where blank lines separate texts of several lines, most of them or of wrapped prose; otherwise lines.
pub fn unit_of(head: &str) -> TextUnit {
    let ending = if head.contains('\n') { '\n' } else { '\r' };
    let lines: Vec<&str> = head.split(ending).map(str::trim).collect();
    let blocks: Vec<&[&str]> = lines.split(|line| line.is_empty()).filter(|block| !block.is_empty()).collect();
    let several: Vec<&[&str]> = blocks.iter().copied().filter(|block| block.len() > 1).collect();
    if blocks.len() < 2 || several.is_empty() {
        return TextUnit::Line;
    }
    // Lines that go on in the next: wrapped at a width, within a sentence.
    let inner = || several.iter().flat_map(|block| &block[..block.len() - 1]);
    let goes_on = |line: &&&str| (40..=100).contains(&line.chars().count()) && !line.ends_with(['.', '!', '?']);
    let is_wrapped = inner().filter(goes_on).count() * 10 >= inner().count() * 6;
    let n_lines: usize = several.iter().map(|block| block.len()).sum();
    let n_alone = blocks.len() - several.len();
    let is_blocks = several.len() > n_alone || (is_wrapped && n_lines > n_alone);
    if is_blocks { TextUnit::Block } else { TextUnit::Line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_format(text: &str, name: &str) -> Format {
        by_text(text, true, name, false)
    }

    #[test]
    fn json_is_told_as_lines_or_as_one_value() {
        let line = "{\"text\": \"a\"}";
        assert_eq!(text_format(&format!("{line}\n{line}\n"), "a"), Format::JsonLines);
        assert_eq!(text_format(&format!("{line}\n{line}\n"), "a.json"), Format::JsonLines);
        assert_eq!(text_format(&format!("[\n {line},\n{line}]"), "a.txt"), Format::Json);
        assert_eq!(text_format("{\n \"docs\": [\n", "a.json"), Format::Json);
        assert_eq!(text_format("[1, 2]", "a.json"), Format::Json);
        assert_eq!(text_format("[a note]\nmore", "a.txt"), Format::Text);
        assert_eq!(text_format("{curly} words", "a.txt"), Format::Text);
        assert_eq!(text_format("not json", "a.jsonl"), Format::JsonLines);
    }

    #[test]
    fn text_formats_are_told_by_their_beginning() {
        assert_eq!(text_format("%%MatrixMarket matrix coordinate real general\n", "a"), Format::MatrixMarket);
        assert_eq!(text_format("\n<!DOCTYPE HTML><p>a", "page"), Format::Html);
        assert_eq!(text_format("3\n4\n2\n1 1 2\n2 4 1\n", "docword.x.txt"), Format::UciDocword);
        assert_eq!(text_format("3\n4\n2\nsome words here\n", "a.txt"), Format::Text);
        assert_eq!(text_format("# Title\n", "a.md"), Format::Markdown);
        assert_eq!(text_format("1 1:2 3:4\n", "a.svmlight.gz"), Format::Svmlight);
    }

    #[test]
    fn tables_are_told_without_a_name() {
        let table = "id\tdocument\tlabel\n1\t좋은 영화, 정말\t1\n2\t별로\t0\n3\t그냥 그래요\t1\n4\t재미있다, 최고\t1\n";
        assert_eq!(text_format(table, "ratings.txt"), Format::Delimited);
        let prose =
            "It was late, and cold.\nNobody came, not one.\nThey left, at last.\nThe end, for now.\nGone, all.\n";
        assert_eq!(text_format(prose, "a.txt"), Format::Text);
    }

    #[test]
    fn units_follow_blank_lines() {
        assert_eq!(unit_of("alpha\n\n  \nbeta gamma\r\nno end"), TextUnit::Line);
        assert_eq!(unit_of("one\ntwo\n\nthree\nfour\n"), TextUnit::Block);
        assert_eq!(unit_of("one\r\ntwo\r\n\r\nthree\r\nfour\r\n"), TextUnit::Block);
        assert_eq!(unit_of("one\r\ntwo\r\nthree\r\n"), TextUnit::Line);
        assert_eq!(unit_of(""), TextUnit::Line);
        let wrapped =
            "A title\n\nThe first paragraph of a longer text that is wrapped\nat some width.\n\nA last line.\n";
        assert_eq!(unit_of(wrapped), TextUnit::Line);
        let wrapped = wrapped
            .replace("at some", "at some width as mail has it, so that most of its lines\nend within a sentence, at");
        assert_eq!(unit_of(&wrapped), TextUnit::Block);
    }

    #[test]
    fn files_that_hold_files_are_told() {
        assert_eq!(container(b"PK\x03\x04rest"), Some(Container::Zip));
        assert_eq!(container(b"plain"), None);
        let zip =
            |names: &[&str], head: &[u8]| in_zip(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>(), head);
        assert_eq!(zip(&["[Content_Types].xml", "word/document.xml"], b""), Some(Ok(Format::Docx)));
        assert_eq!(zip(&["Contents/section0.xml"], b""), Some(Ok(Format::Hwpx)));
        assert_eq!(zip(&["xl/workbook.xml"], b""), Some(Ok(Format::Workbook)));
        let ods = b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        assert_eq!(zip(&["mimetype"], ods), Some(Ok(Format::Workbook)));
        assert!(matches!(zip(&["mimetype"], b"application/vnd.oasis.opendocument.text"), Some(Err(_))));
        assert_eq!(zip(&["a.txt", "b.txt"], b""), None);
        assert_eq!(in_compound(|name| name == "/FileHeader"), Ok(Format::Hwp));
        assert!(in_compound(|name| name == "/WordDocument").is_err());
    }

    #[test]
    fn names_are_looked_at_through_packing() {
        assert_eq!(ending("dir.d/A.CSV.gz"), "csv");
        assert_eq!(ending("archive.zip › 폴더/문서.jsonl"), "jsonl");
        assert_eq!(ending("38758"), "");
    }
}

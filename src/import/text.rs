//! Plain text: one document a file, a line, or a block between blank lines.

use std::io::Read as _;

use super::decode::Utf8Reader;
use super::detect::unit_of;
use super::error::{ReadError, bytes};
use super::intake::{Halt, Intake};
use super::lines::{Line, read_line, terminator, without_ending};
use crate::corpus::provenance::{Limit, TextUnit};
use crate::corpus::{Document, WarningKind};

/// Where a file stands: by itself, or in a folder or an archive.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'p> {
    /// The path inside the folder or archive, with `/` between its parts.
    pub inside: Option<&'p str>,
    /// Whether there are several texts beside each other, so that each is one document.
    pub among_texts: bool,
    /// How many archives it is inside of.
    pub depth: u32,
}

impl<'p> Place<'p> {
    /// The folders that the file is in.
    pub fn folder(&self) -> Option<&'p str> {
        self.inside?.rsplit_once('/').map(|(folder, _)| folder)
    }

    /// A document that is a whole file.
    pub fn document(&self, text: Box<str>, intake: &mut Intake<'_>) -> Document {
        let shown = intake.file().to_string();
        let path = self.inside.unwrap_or_else(|| shown.rsplit(['/', '\\']).next().unwrap_or(&shown));
        Document {
            id: path.into(),
            title: path.rsplit('/').next().unwrap_or(path).into(),
            title_counts: false,
            text,
            label: self.folder().and_then(|folder| intake.label(folder)),
            metadata: Box::default(),
        }
    }

    /// A document that is the part `number` of a file.
    fn part(&self, number: u64, text: Box<str>, intake: &mut Intake<'_>) -> Document {
        let id = match self.inside {
            Some(path) => format!("{path}:{number}"),
            None => number.to_string(),
        };
        let label = self.folder().and_then(|folder| intake.label(folder));
        Document { id: id.into(), text, label, ..Document::default() }
    }
}

/// Reads a text that begins with `head`.
pub fn read(reader: Utf8Reader<'_>, head: &str, place: &Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let guessed = || if place.among_texts { TextUnit::File } else { unit_of(head) };
    let unit = intake.options.unit.unwrap_or_else(guessed);
    intake.found.unit = Some(unit);
    match unit {
        TextUnit::File => read_file(reader, place, intake),
        TextUnit::Line | TextUnit::Block => {
            read_parts(reader, terminator(head.as_bytes()), unit == TextUnit::Block, place, intake)
        }
    }
}

fn read_file(reader: Utf8Reader<'_>, place: &Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let text = whole(reader, intake)?;
    let document = place.document(text, intake);
    intake.document(document)
}

/// All of a file that is one document.
pub fn whole(mut reader: Utf8Reader<'_>, intake: &mut Intake<'_>) -> Result<Box<str>, Halt> {
    let limit = intake.limits().record_bytes;
    let mut content = Vec::new();
    let outcome = reader.by_ref().take(limit.saturating_add(1)).read_to_end(&mut content);
    intake.found_encoding(reader.detected());
    if content.len() as u64 > limit {
        let reason = format!(
            "the file is one document and larger than {}, {}: cut it, read it line by line, or raise the limit",
            bytes(limit),
            Limit::Record
        );
        return Err(ReadError::Refused { name: intake.file().to_string(), reason }.into());
    }
    if let Err(error) = outcome {
        intake.breaks_off(None, &error)?;
    }
    Ok(intake.text(&content, reader.is_transcoded(), None))
}

/// Reads one document a line, or a block of lines between blank ones. Blank lines are no documents.
fn read_parts(
    mut reader: Utf8Reader<'_>,
    terminator: u8,
    in_blocks: bool,
    place: &Place<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let limit = intake.limits().record_bytes;
    let mut part = Vec::new();
    // Lines are counted with the blank ones, so that a line can be found again; blocks are counted.
    let mut number = 0;
    let mut at_end = false;
    while !at_end {
        intake.tick()?;
        let start = part.len();
        number += u64::from(!in_blocks);
        let mut too_long = None;
        match read_line(&mut reader, terminator, limit, &mut part) {
            Ok(Line::End) => at_end = true,
            Ok(Line::Whole) => {}
            Ok(Line::TooLong(n_bytes)) => too_long = Some(n_bytes),
            // What was read of the line is kept.
            Err(error) => {
                intake.breaks_off(Some(number + u64::from(in_blocks)), &error)?;
                at_end = true;
            }
        }
        if let Some(n_bytes) = too_long {
            let what = if start == 0 { "left out: a line of" } else { "cut before a line of" };
            let reason = format!("{what} {}: more than {}, {}", bytes(n_bytes), bytes(limit), Limit::Record);
            intake.note(WarningKind::Skipped, Some(number + u64::from(in_blocks)), reason);
        }
        let line_is_blank = part[start..].trim_ascii().is_empty();
        let ends_part = !in_blocks || line_is_blank || at_end;
        if !ends_part {
            continue;
        }
        let bare = if in_blocks { part.trim_ascii() } else { without_ending(&part).trim_ascii_end() };
        if !bare.is_empty() {
            number += u64::from(in_blocks);
            let text = intake.text(bare, reader.is_transcoded(), Some(number));
            intake.found_encoding(reader.detected());
            let document = place.part(number, text, intake);
            intake.document_of(Some(number), document)?;
        }
        part.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::corpus::provenance::{Limits, ReadOptions};
    use crate::corpus::{Corpus, Documents};
    use crate::import::read_bytes;

    use super::*;

    fn read(text: &str, options: &ReadOptions) -> Corpus {
        read_bytes("a.txt", text.as_bytes().to_vec(), options, &()).unwrap()
    }

    fn documents(corpus: &Corpus) -> Vec<(&str, &str)> {
        let Documents::Here { documents, .. } = &corpus.documents else { panic!("not in memory") };
        documents.iter().map(|document| (&*document.id, &*document.text)).collect()
    }

    #[test]
    fn blocks_stand_between_blank_lines() {
        let corpus = read("\none\ntwo\n \n\nthree\r\nfour\n", &ReadOptions::default());
        assert_eq!(documents(&corpus), [("1", "one\ntwo"), ("2", "three\r\nfour")]);
        assert_eq!(corpus.provenance.files[0].unit, Some(TextUnit::Block));
    }

    #[test]
    fn the_unit_can_be_chosen() {
        let options = ReadOptions { unit: Some(TextUnit::File), ..ReadOptions::default() };
        let corpus = read("one\n\ntwo\n", &options);
        assert_eq!(documents(&corpus), [("a.txt", "one\n\ntwo\n")]);
    }

    #[test]
    fn lines_of_old_macintosh_files_are_documents() {
        assert_eq!(documents(&read("one\rtwo\r", &ReadOptions::default())), [("1", "one"), ("2", "two")]);
    }

    #[test]
    fn what_is_too_long_is_told_and_passed_over() {
        let limits = Limits { record_bytes: 20, ..Limits::default() };
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let corpus = read(&format!("one\n{}\ntwo\n", "x".repeat(30)), &options);
        assert_eq!(documents(&corpus), [("1", "one"), ("3", "two")]);
        let warning = corpus.warnings[0].to_string();
        assert_eq!(
            warning,
            "a.txt, record 2: left out: a line of 31 bytes: more than 20 bytes, the limit “Largest record” of the settings"
        );
        let blocks = ReadOptions { unit: Some(TextUnit::Block), ..options };
        let corpus = read("one\ntwo\n\nthree words here\nand four more\n", &blocks);
        assert_eq!(documents(&corpus), [("1", "one\ntwo"), ("2", "three words here")]);
        assert_eq!(corpus.warnings.len(), 1);
    }
}

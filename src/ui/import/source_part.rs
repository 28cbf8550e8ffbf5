//! Which files, and how their bytes are understood: only what this format leaves open.

use egui::Ui;

use super::fields::{choice_ui, detected_ui, section_ui};
use crate::corpus::provenance::{FileRead, Format, ReadOptions};
use crate::import::ENCODINGS;
use crate::ui::theme;
use crate::workspace::Importing;
use crate::workspace::reading::{DELIMITERS, FORMATS, UNITS, bytes_text, counted, encoding_name, name_in};

pub fn ui(ui: &mut Ui, importing: &Importing, options: &mut ReadOptions) {
    section_ui(ui, "Source", |ui| {
        let files = importing.inspection().map_or(&[][..], |inspection| &inspection.corpus.provenance.files);
        if let Some(inspection) = importing.inspection() {
            let mut facts = vec![counted(inspection.n_files, "file")];
            if inspection.n_bytes > 0 {
                facts.push(bytes_text(inspection.n_bytes));
            }
            theme::weak_label(ui, facts.join("  ·  "));
        }
        let formats = detected(files, |file| Some(name_in(FORMATS, &file.format)));
        detected_ui(ui, "Format", "What kind of files these are", &mut options.format, formats, FORMATS);
        let is_unknown = options.format.is_none() && files.is_empty();
        if is_unknown || options.encoding.is_some() || is_any(files, options, TEXTS) {
            let encoding = detected(files, |file| file.encoding.as_deref().map(encoding_name));
            let hint = "How the bytes stand for letters. If the preview shows wrong letters, choose another";
            encoding_ui(ui, hint, options, encoding);
        }
        if is_any(files, options, &[Format::Delimited]) {
            let delimiter = detected(files, |file| file.delimiter.map(|delimiter| name_in(DELIMITERS, &delimiter)));
            detected_ui(ui, "Delimiter", "What stands between columns", &mut options.delimiter, delimiter, DELIMITERS);
        }
        if is_any(files, options, &[Format::Delimited, Format::Workbook]) {
            let header = detected(files, |file| file.has_header.map(header_name));
            let hint = "Whether the first row names the columns";
            let choices = [true, false].map(|has| (has, header_name(has)));
            detected_ui(ui, "First row", hint, &mut options.has_header, header, &choices);
        }
        if let Some((taken, sheets)) = files.iter().find_map(|file| file.sheets.as_ref()) {
            let selected = options.sheet.clone().unwrap_or_else(|| format!("Detected: {taken}"));
            let all = sheets.iter().map(|sheet| (Some(sheet.clone()), sheet.clone()));
            let choices = std::iter::once((None, "Detect".to_owned())).chain(all);
            choice_ui(ui, "Sheet", "The sheet that holds the documents", &mut options.sheet, &selected, choices);
        }
        if is_any(files, options, &[Format::Text]) {
            let unit = detected(files, |file| file.unit.map(|unit| name_in(UNITS, &unit)));
            detected_ui(ui, "One document", "What of a text is a document", &mut options.unit, unit, UNITS);
        }
    });
}

fn header_name(has_header: bool) -> &'static str {
    if has_header { "Names of columns" } else { "A record" }
}

/// Whether any file is of one of these formats.
fn is_any(files: &[FileRead], options: &ReadOptions, formats: &[Format]) -> bool {
    match options.format {
        Some(chosen) => formats.contains(&chosen),
        None => files.iter().any(|file| formats.contains(&file.format)),
    }
}

/// Formats that do not say themselves how their bytes stand for letters.
const TEXTS: &[Format] =
    &[Format::Text, Format::Delimited, Format::Html, Format::Markdown, Format::Json, Format::JsonLines];

fn encoding_ui(ui: &mut Ui, hint: &str, options: &mut ReadOptions, detected: Option<&str>) {
    let selected = match &options.encoding {
        Some(label) => encoding_name(label).to_owned(),
        None => detected.map_or_else(|| "Detect".to_owned(), |name| format!("Detected: {name}")),
    };
    let all = ENCODINGS.iter().map(|(label, name)| (Some((*label).to_owned()), (*name).to_owned()));
    let choices = std::iter::once((None, "Detect".to_owned())).chain(all);
    choice_ui(ui, "Encoding", hint, &mut options.encoding, &selected, choices);
}

/// What was found in all files, if it is the same.
fn detected<'a>(files: &'a [FileRead], of: impl Fn(&'a FileRead) -> Option<&'a str>) -> Option<&'a str> {
    let mut found = files.iter().filter_map(of);
    let first = found.next()?;
    Some(if found.all(|other| other == first) { first } else { "several" })
}

//! How a corpus was read, in words: the names of formats and choices, and the account for a methods section.

use crate::corpus::Corpus;
use crate::corpus::provenance::{Delimiter, FileRead, Format, ReadOptions, Roles, TextUnit};
use crate::corpus::vectorizer::{VectorizeParams, Weighting};
use crate::import::ENCODINGS;
use crate::words::params::{Cleaning, KoreanAnalyser};
use crate::words::{Language, WordParams};

/// Formats and what they are called, in the order in which they are offered.
pub const FORMATS: &[(Format, &str)] = &[
    (Format::Delimited, "Table (CSV, TSV)"),
    (Format::Workbook, "Spreadsheet (Excel, ODS)"),
    (Format::Text, "Plain text"),
    (Format::JsonLines, "JSON lines"),
    (Format::Json, "JSON array"),
    (Format::Docx, "Word (DOCX)"),
    (Format::Hwpx, "Hancom (HWPX)"),
    (Format::Hwp, "Hancom (HWP 5)"),
    (Format::Html, "HTML"),
    (Format::Markdown, "Markdown"),
    (Format::Pdf, "PDF"),
    (Format::Parquet, "Parquet"),
    (Format::MatrixMarket, "Matrix Market"),
    (Format::UciDocword, "UCI bag of words"),
    (Format::Svmlight, "SVMlight"),
    (Format::Npy, "NumPy array (.npy)"),
];

pub const DELIMITERS: &[(Delimiter, &str)] = &[
    (Delimiter::Comma, "Comma"),
    (Delimiter::Tab, "Tab"),
    (Delimiter::Semicolon, "Semicolon"),
    (Delimiter::Pipe, "Vertical bar"),
];

pub const UNITS: &[(TextUnit, &str)] =
    &[(TextUnit::File, "Each file"), (TextUnit::Line, "Each line"), (TextUnit::Block, "Between blank lines")];

/// The name of a value in a list such as [`FORMATS`].
pub fn name_in<T: PartialEq>(names: &[(T, &'static str)], value: &T) -> &'static str {
    names.iter().find(|(known, _)| known == value).map_or("", |(_, name)| name)
}

/// What an encoding is called; its label if it is none that is offered.
pub fn encoding_name(label: &str) -> &str {
    ENCODINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(label)).map_or(label, |(_, name)| name)
}

/// What a weighting does.
pub fn weighting_hint(weighting: Weighting) -> &'static str {
    match weighting {
        Weighting::TfIdf => "Count times inverse document frequency, as scikit-learn's TfidfVectorizer",
        Weighting::SublinearTfIdf => "The same with 1 + ln(count)",
        Weighting::Bm25 => "Counts saturate, and long documents count for less",
        Weighting::LogEntropy => "ln(1 + count), less for terms spread evenly over the documents",
        Weighting::None => "The counts as they are",
    }
}

/// The name of a language in English; its code if it is none that is known.
pub fn language_name(code: &str) -> &str {
    match Language::from_code(code) {
        Some(language) => language.name(),
        None => code,
    }
}

pub fn analyser_name(analyser: &KoreanAnalyser) -> &'static str {
    match analyser {
        KoreanAnalyser::Dictionary => "Dictionary (mecab-ko-dic)",
        KoreanAnalyser::Learned => "Learned from the corpus",
        KoreanAnalyser::Spaces => "Between blanks",
        KoreanAnalyser::Folder(_) => "Dictionary in a folder",
    }
}

/// Files that are listed one by one; more of them are counted.
const N_FILES: usize = 100;

/// Files, columns and choices, a line each. `params` are those that the words go by.
pub fn how_it_was_read(corpus: &Corpus, params: Option<&VectorizeParams>) -> String {
    let mut told = String::new();
    let mut line = |text: &str| {
        told.push_str(text);
        told.push('\n');
    };
    line(&format!("{}: {}", corpus.name, counted(corpus.documents.len() as u64, "document")));
    let files = &corpus.provenance.files;
    files.iter().take(N_FILES).for_each(|file| line(&file_line(file)));
    if files.len() > N_FILES {
        line(&format!("and {} more", counted((files.len() - N_FILES) as u64, "file")));
    }
    let columns = &corpus.columns;
    let text: Vec<&str> = columns.text.iter().chain(&columns.more_text).map(String::as_str).collect();
    for (part, names) in [
        ("Text", text),
        ("Title", columns.title.iter().map(String::as_str).collect()),
        ("Id", columns.id.iter().map(String::as_str).collect()),
        ("Label", columns.label.iter().map(String::as_str).collect()),
        ("Date", columns.date.iter().map(String::as_str).collect()),
        ("Kept beside the text", corpus.fields.iter().map(|field| field.name.as_str()).collect()),
    ] {
        if !names.is_empty() {
            line(&format!("{part}: {}", names.join(", ")));
        }
    }
    if let Some(vectors) = &corpus.vectors {
        line(&format!("Vectors: {}", counted(vectors.n_cols as u64, "column")));
    }
    line(&chosen_line(&corpus.provenance.options));
    if let Some(params) = params {
        words_lines(params).iter().for_each(|text| line(text));
    }
    told
}

fn file_line(file: &FileRead) -> String {
    let mut facts = vec![name_in(FORMATS, &file.format).to_owned()];
    facts.extend(file.encoding.as_deref().map(|label| encoding_name(label).to_owned()));
    facts.extend(file.delimiter.map(|delimiter| name_in(DELIMITERS, &delimiter).to_lowercase()));
    facts.extend(file.has_header.map(|has| if has { "with header" } else { "no header" }.to_owned()));
    facts.extend(file.sheets.as_ref().map(|(sheet, _)| format!("sheet “{sheet}”")));
    facts.extend(file.unit.map(|unit| format!("one document: {}", name_in(UNITS, &unit).to_lowercase())));
    if file.n_files > 1 {
        facts.push(counted(file.n_files, "file"));
    }
    if file.n_bytes > 0 {
        facts.push(bytes_text(file.n_bytes));
    }
    facts.push(counted(file.n_documents, "document"));
    format!("{}: {}", file.name, facts.join(" · "))
}

/// What was asked for and not guessed.
fn chosen_line(options: &ReadOptions) -> String {
    let mut chosen = Vec::new();
    chosen.extend(options.format.map(|format| format!("format {}", name_in(FORMATS, &format))));
    chosen.extend(options.encoding.as_deref().map(|label| format!("encoding {}", encoding_name(label))));
    chosen.extend(options.delimiter.map(|delimiter| format!("delimiter {}", name_in(DELIMITERS, &delimiter))));
    chosen.extend(options.has_header.map(|has| if has { "a header" } else { "no header" }.to_owned()));
    chosen.extend(options.sheet.as_ref().map(|sheet| format!("sheet “{sheet}”")));
    chosen.extend(options.unit.map(|unit| format!("documents: {}", name_in(UNITS, &unit).to_lowercase())));
    if options.roles != Roles::default() {
        chosen.push("the columns' parts".to_owned());
    }
    if options.leave_out_duplicates {
        chosen.push("without exact duplicates".to_owned());
    }
    if chosen.is_empty() {
        "Chosen by hand: nothing".to_owned()
    } else {
        format!("Chosen by hand: {}", chosen.join(", "))
    }
}

fn words_lines(params: &VectorizeParams) -> Vec<String> {
    let WordParams { language, korean, stem, stop_words, user_words, collocations, numbers, cleaning } = &params.words;
    let mut words = vec![
        language
            .as_ref()
            .map_or("language told by document".to_owned(), |code| format!("language {}", language_name(code))),
    ];
    words.push(match &korean.analyser {
        KoreanAnalyser::Folder(folder) => format!("Korean: dictionary in {}", folder.display()),
        other => format!("Korean: {}", analyser_name(other).to_lowercase()),
    });
    for (chosen, name) in [
        (korean.predicates, "verbs and adjectives"),
        (korean.join_affixes, "affixes joined"),
        (korean.join_compounds, "compounds joined"),
        (*stem, "stemmed"),
        (*numbers, "numbers"),
        (stop_words.without_lists, "no stop words of the lists"),
    ] {
        if chosen {
            words.push(name.to_owned());
        }
    }
    if let Some(collocations) = collocations {
        let (npmi, min_df) = (collocations.min_npmi, collocations.min_df);
        words.push(format!(
            "collocations of up to {} words, NPMI ≥ {npmi}, in ≥ {min_df} documents",
            collocations.max_words
        ));
    }
    for (list, name) in
        [(user_words, "user word"), (&stop_words.user, "user stop word"), (&stop_words.keep, "word always kept")]
    {
        if !list.is_empty() {
            words.push(if name.starts_with("word") {
                format!("{} always kept", counted(list.len() as u64, "word"))
            } else {
                counted(list.len() as u64, name)
            });
        }
    }
    let most = params.max_terms.map(|most| format!(", the {most} most frequent")).unwrap_or_default();
    let terms = format!(
        "Terms: in at least {} and at most {:.1} % of the documents, weighting {}{most}",
        counted(u64::from(params.min_df), "document"),
        params.max_df * 100.0,
        params.weighting.name()
    );
    let left_out = left_out(cleaning);
    let left_out = if left_out.is_empty() { "nothing".to_owned() } else { left_out.join(", ") };
    vec![format!("Words: {}", words.join(", ")), format!("Left out: {left_out}"), terms]
}

fn left_out(cleaning: &Cleaning) -> Vec<String> {
    let parts = [
        (cleaning.quotes, "quotes"),
        (cleaning.signatures, "signatures"),
        (cleaning.email_addresses, "e-mail addresses"),
        (cleaning.urls, "URLs"),
        (cleaning.html_tags, "HTML tags"),
        (cleaning.encoded_blocks, "encoded blocks"),
    ];
    let boilerplate =
        cleaning.boilerplate.map(|share| format!("lines in more than {:.1} % of the documents", share * 100.0));
    parts.iter().filter(|(chosen, _)| *chosen).map(|(_, name)| (*name).to_owned()).chain(boilerplate).collect()
}

/// `1 document`, `18,846 documents`.
pub fn counted(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// A number with its thousands parted: `18,846`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `830 bytes`, `12.1 MB`.
pub fn bytes_text(n: u64) -> String {
    match n {
        ..1000 => counted(n, "byte"),
        1000..1_000_000 => format!("{:.0} kB", n as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", n as f64 / 1e6),
        _ => format!("{:.1} GB", n as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Columns;

    #[test]
    fn an_account_names_files_columns_and_choices() {
        let mut corpus = Corpus { name: "청원.csv".to_owned(), ..Corpus::default() };
        corpus.columns =
            Columns { text: Some("content".to_owned()), more_text: vec!["title".to_owned()], ..Columns::default() };
        corpus.provenance.options.encoding = Some("euc-kr".to_owned());
        corpus.provenance.files.push(FileRead {
            name: "청원.csv".to_owned(),
            format: Format::Delimited,
            encoding: Some("euc-kr".to_owned()),
            delimiter: Some(Delimiter::Comma),
            has_header: Some(true),
            sheets: None,
            unit: None,
            n_files: 1,
            n_bytes: 12_900_000,
            n_documents: 3691,
        });
        let told = how_it_was_read(&corpus, Some(&VectorizeParams::plain()));
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines[0], "청원.csv: 0 documents");
        assert!(lines[1].starts_with("청원.csv: Table (CSV"), "{told}");
        assert!(lines[1].ends_with("comma · with header · 12.9 MB · 3,691 documents"), "{told}");
        assert_eq!(lines[2], "Text: content, title");
        assert!(lines[3].starts_with("Chosen by hand: encoding "), "{told}");
        assert_eq!(lines[5], "Left out: nothing");
        assert_eq!(lines[6], "Terms: in at least 1 document and at most 100.0 % of the documents, weighting tf-idf");
    }

    #[test]
    fn bytes_are_told_in_a_fitting_unit() {
        assert_eq!(
            [1, 830, 12_345, 12_145_000, 2_500_000_000].map(bytes_text),
            ["1 byte", "830 bytes", "12 kB", "12.1 MB", "2.5 GB"]
        );
    }
}

//! How files are read: what the researcher says instead of having it guessed.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::limit_arguments::LimitArguments;
use super::values::{Names, encoding, one_of};
use crate::corpus::Corpus;
use crate::corpus::provenance::{Delimiter, Format, ReadOptions, Role, Roles, TextUnit};

#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadingArguments {
    /// Format of the files; by default told by their content
    #[arg(long, value_parser = one_of(FORMATS))]
    format: Option<Format>,
    /// Encoding of text, such as utf-8, euc-kr (CP949) or utf-16le; by default told by the text
    #[arg(long, value_name = "LABEL", value_parser = encoding)]
    encoding: Option<String>,
    /// What parts the columns of a table; by default told by the table
    #[arg(long, value_parser = one_of(DELIMITERS))]
    delimiter: Option<Delimiter>,
    /// Whether the first row of a table names its columns; by default told by the row
    #[arg(long, value_parser = one_of(YES_NO))]
    header: Option<bool>,
    /// Sheet of a workbook; by default the one with the most text
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// What one document of plain text is; by default told by its blank lines, and each file in a folder
    #[arg(long, value_parser = one_of(UNITS))]
    unit: Option<TextUnit>,
    /// Column or field with the text, once for each that is joined; by default the one with the longest text
    #[arg(long, value_name = "NAME")]
    text_column: Vec<String>,
    /// Column with titles, whose words count too, or - for none; by default told by its name
    #[arg(long, value_name = "NAME")]
    title_column: Option<String>,
    /// Column with given classes, or - for none; by default told by its name
    #[arg(long, value_name = "NAME")]
    label_column: Option<String>,
    /// Column with the documents' own names, or - for none; by default told by its name
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
    /// Column with dates, or - for none; by default told by its name and values
    #[arg(long, value_name = "NAME")]
    date_column: Option<String>,
    /// Other columns to keep beside the text, with commas, or - for none; by default all
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    keep_columns: Option<Vec<String>>,
    /// Leave out documents whose text was there before
    #[arg(long)]
    leave_out_duplicates: bool,
    #[command(flatten)]
    limits: LimitArguments,
    /// Write what was skipped, repaired or there twice as CSV
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<PathBuf>,
}

pub(super) const FORMATS: Names<Format> = &[
    ("text", &["txt"], Format::Text),
    ("markdown", &["md"], Format::Markdown),
    ("html", &["htm"], Format::Html),
    ("csv", &["tsv", "delimited"], Format::Delimited),
    ("json", &[], Format::Json),
    ("json-lines", &["jsonl", "ndjson"], Format::JsonLines),
    ("workbook", &["xlsx", "xls", "xlsb", "ods", "excel"], Format::Workbook),
    ("docx", &[], Format::Docx),
    ("hwpx", &[], Format::Hwpx),
    ("hwp", &[], Format::Hwp),
    ("pdf", &[], Format::Pdf),
    ("parquet", &[], Format::Parquet),
    ("matrix-market", &["mtx"], Format::MatrixMarket),
    ("uci-docword", &["uci"], Format::UciDocword),
    ("svmlight", &["libsvm"], Format::Svmlight),
    ("npy", &[], Format::Npy),
];

pub(super) const DELIMITERS: Names<Delimiter> = &[
    ("comma", &[","], Delimiter::Comma),
    ("tab", &["\t", "\\t"], Delimiter::Tab),
    ("semicolon", &[";"], Delimiter::Semicolon),
    ("pipe", &["|"], Delimiter::Pipe),
];

pub(super) const UNITS: Names<TextUnit> =
    &[("file", &[], TextUnit::File), ("line", &[], TextUnit::Line), ("block", &[], TextUnit::Block)];

const YES_NO: Names<bool> = &[("yes", &[], true), ("no", &[], false)];

/// Stands for no column.
const NOBODY: &str = "-";

impl ReadingArguments {
    pub(super) fn options(&self) -> ReadOptions {
        let kept = self.keep_columns.as_ref().map(|names| match &names[..] {
            [only] if only == NOBODY => Vec::new(),
            names => names.iter().map(|name| name.trim().to_owned()).collect(),
        });
        ReadOptions {
            format: self.format,
            encoding: self.encoding.clone(),
            delimiter: self.delimiter,
            has_header: self.header,
            sheet: self.sheet.clone(),
            unit: self.unit,
            roles: Roles {
                text: self.text_column.clone(),
                title: role(self.title_column.as_deref()),
                id: role(self.id_column.as_deref()),
                label: role(self.label_column.as_deref()),
                date: role(self.date_column.as_deref()),
                kept,
                ..Roles::default()
            },
            leave_out_duplicates: self.leave_out_duplicates,
            limits: self.limits.limits(),
        }
    }

    /// A sheet that no workbook has was not read.
    pub(super) fn check(&self, corpus: &Corpus) -> anyhow::Result<()> {
        let Some(wanted) = &self.sheet else { return Ok(()) };
        let mut sheets =
            corpus.provenance.files.iter().filter_map(|file| file.sheets.as_ref().map(|found| (file, found)));
        let Some((file, (taken, all))) = sheets.next() else {
            bail!("There is no workbook to take the sheet “{wanted}” of: leave out --sheet");
        };
        if taken != wanted && !sheets.any(|(_, (taken, _))| taken == wanted) {
            bail!("There is no sheet “{wanted}”: the sheets are {}: {}", all.join(", "), file.name);
        }
        Ok(())
    }
}

fn role(column: Option<&str>) -> Role {
    match column {
        None => Role::Guessed,
        Some(NOBODY) => Role::Nobody,
        Some(column) => Role::Column(column.to_owned()),
    }
}

//! How a corpus was read: what the researcher asked for, what was found, and from which files it came.

use serde::{Deserialize, Serialize};

pub use super::limits::{Limit, Limits};

/// What the researcher says about the files; what is `None` or empty is guessed from them.
///
/// Kept in the project, so that it can be said later how the corpus came to be, and read again the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadOptions {
    pub format: Option<Format>,
    /// A label of the WHATWG Encoding Standard: `utf-8`, `euc-kr` (which is CP949), `utf-16le`, `shift_jis`, …
    pub encoding: Option<String>,
    pub delimiter: Option<Delimiter>,
    pub has_header: Option<bool>,
    /// The sheet of a workbook, or the first with text.
    pub sheet: Option<String>,
    /// What one document of a plain text file is.
    pub unit: Option<TextUnit>,
    pub roles: Roles,
    /// Whether a document whose text was read before is left out; the report lists it in any case.
    pub leave_out_duplicates: bool,
    pub limits: Limits,
}

/// Which columns or fields play which part. Named ones must exist; the others are guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Roles {
    /// Joined by a blank line, in this order. Empty: the one with the longest text.
    pub text: Vec<String>,
    pub title: Role,
    pub id: Role,
    pub label: Role,
    pub date: Role,
    /// Other columns to keep as metadata; `None` keeps all that are left.
    pub kept: Option<Vec<String>>,
    /// Columns of numbers that are the coordinates of an embedding.
    pub vector: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    #[default]
    Guessed,
    Column(String),
    /// No column plays this part, whatever they are called.
    Nobody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    /// Text: one document a file, a line or a block, see [`TextUnit`].
    Text,
    Markdown,
    Html,
    Delimited,
    /// An array of objects.
    Json,
    JsonLines,
    /// A spreadsheet: of Excel, or `.ods`.
    Workbook,
    Docx,
    Hwpx,
    /// HWP 5, the binary format of Hancom Office.
    Hwp,
    Pdf,
    Parquet,
    /// Matrix Market with a vocabulary beside it.
    MatrixMarket,
    UciDocword,
    Svmlight,
    Npy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delimiter {
    Comma,
    Tab,
    Semicolon,
    Pipe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextUnit {
    File,
    Line,
    /// What stands between blank lines.
    Block,
}

/// What was read, and how: for the report, the project and a methods section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Provenance {
    pub options: ReadOptions,
    pub files: Vec<FileRead>,
}

/// One file, or all files of a folder or archive that were read alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRead {
    pub name: String,
    pub format: Format,
    /// The encoding's name, where the format leaves it open.
    pub encoding: Option<String>,
    pub delimiter: Option<Delimiter>,
    pub has_header: Option<bool>,
    /// The sheet that was taken, and all there are.
    pub sheets: Option<(String, Vec<String>)>,
    pub unit: Option<TextUnit>,
    pub n_files: u64,
    pub n_bytes: u64,
    pub n_documents: u64,
}

//! The zip file that an office document is: its parts, each as a stream, after a look at what it would unpack to.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::compound::{self, is_compound};
use super::xml::{Fault, Token, Xml, attribute};
use super::{Extracted, Refused};
use crate::corpus::WarningKind;
use crate::corpus::provenance::{Limit, Limits};

/// What small parts may have: relations, styles, titles.
const SMALL_PART: u64 = 16 << 20;

pub(super) struct Package<S> {
    zip: ZipArchive<S>,
    pub format: &'static str,
    limit: u64,
    token_bytes: u64,
    /// Parts by their names in small letters, once one was looked for in vain.
    by_plain_name: OnceCell<BTreeMap<Vec<u8>, usize>>,
}

/// A part of the package; it fails when more comes out than its archive may unpack to.
pub(super) struct Part<'a, S: Read> {
    file: ZipFile<'a, S>,
    left: u64,
}

impl<S: Read + Seek> Package<S> {
    /// Opens the zip file and refuses what would unpack to more than `limits` say.
    pub fn open(mut stream: S, format: &'static str, limits: &Limits) -> Result<Self, Refused> {
        let packed = stream.seek(SeekFrom::End(0))?;
        stream.rewind()?;
        if is_compound(&mut stream)? {
            return Err(compound::not_a_zip(&mut stream, format));
        }
        let broken = |error: ZipError| Refused::Broken { format, reason: error.to_string() };
        let zip = ZipArchive::new(stream).map_err(broken)?;
        if zip.len() as u64 > limits.files {
            let reason = format!("it has {} parts, more than {}, {}", zip.len(), limits.files, Limit::Files);
            return Err(Refused::Broken { format, reason });
        }
        let mut n_bytes = 0_u64;
        for index in 0..zip.len() {
            n_bytes = n_bytes.saturating_add(zip.by_index_data(index).map_or(0, |part| part.size()));
        }
        // The first megabyte is free, so that small files that pack well are not suspected.
        let by_ratio = packed.saturating_mul(limits.unpacked_ratio).saturating_add(1 << 20);
        let limit = limits.unpacked_bytes.min(by_ratio);
        if n_bytes > limit {
            return Err(Refused::Unpacked { format, n_bytes, limit, packed });
        }
        Ok(Self { zip, format, limit, token_bytes: limits.record_bytes, by_plain_name: OnceCell::new() })
    }

    /// The names of all parts, in the order of the archive.
    pub fn names(&self) -> Vec<String> {
        self.zip.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
    }

    pub fn has(&self, name: &str) -> bool {
        self.index_of(name).is_some()
    }

    /// The part with this name. Some writers use backslashes or capital letters; an exact name goes first.
    fn index_of(&self, name: &str) -> Option<usize> {
        let plain =
            |name: &[u8]| name.to_ascii_lowercase().iter().map(|&b| if b == b'\\' { b'/' } else { b }).collect();
        self.zip.index_for_name(name).or_else(|| {
            let names = || self.zip.file_names_raw().enumerate().map(|(index, name)| (plain(name), index)).collect();
            let by_plain_name: &BTreeMap<Vec<u8>, usize> = self.by_plain_name.get_or_init(names);
            by_plain_name.get(&plain(name.as_bytes()) as &Vec<u8>).copied()
        })
    }

    /// The stream of a part, or `None` if there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<Part<'_, S>>, Refused> {
        let Some(index) = self.index_of(name) else { return Ok(None) };
        let (format, left) = (self.format, self.limit);
        match self.zip.by_index(index) {
            Ok(file) => Ok(Some(Part { file, left })),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => Err(Refused::Password { format }),
            Err(error) => Err(Refused::Broken { format, reason: format!("{error} in {name}") }),
        }
    }

    /// The tokens of a part, or `None` if there is no such part.
    pub fn xml(&mut self, name: &str) -> Result<Option<Xml<Part<'_, S>>>, Refused> {
        let token_bytes = self.token_bytes;
        Ok(self.part(name)?.map(|part| Xml::new(part, token_bytes)))
    }

    /// The tokens of a part that must be there.
    pub fn needed_xml(&mut self, name: &str) -> Result<Xml<Part<'_, S>>, Refused> {
        let format = self.format;
        let missing = || Refused::Broken { format, reason: format!("its part {name} is missing") };
        self.xml(name)?.ok_or_else(missing)
    }

    /// Reads through a small part that may be missing or broken: what it tells is welcome but not needed.
    pub fn glance(&mut self, name: &str, mut see: impl FnMut(Token<'_>)) -> Result<(), Refused> {
        let Some(part) = self.part(name)? else { return Ok(()) };
        let mut xml = Xml::new(part.take(SMALL_PART), SMALL_PART);
        loop {
            match xml.next() {
                Ok(Token::End) | Err(_) => return Ok(()),
                Ok(token) => see(token),
            }
        }
    }

    /// The text of the first element with this name in a small part.
    pub fn glance_at_text(&mut self, name: &str, element: &str) -> Result<Option<String>, Refused> {
        let (mut inside, mut done, mut found) = (false, false, String::new());
        self.glance(name, |token| match token {
            Token::Open(start) if !done => inside |= start.local_name().as_ref() == element,
            Token::Close(end) if inside && end.local_name().as_ref() == element => (inside, done) = (false, true),
            Token::Text(text) if inside && !done => found.push_str(&text),
            _ => {}
        })?;
        let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Some(found).filter(|title| !title.is_empty()))
    }

    /// Whether the manifest of the package, as spreadsheets and HWPX have one, says that parts are encrypted.
    pub fn refuse_encrypted(&mut self) -> Result<(), Refused> {
        let mut encrypted = false;
        self.glance("META-INF/manifest.xml", |token| {
            encrypted |= matches!(token, Token::Open(start) if start.local_name().as_ref() == "encryption-data");
        })?;
        if encrypted { Err(Refused::Password { format: self.format }) } else { Ok(()) }
    }

    /// The parts that `part` (empty: the package) is related to: id, the last word of the type, name of the part.
    pub fn relations(&mut self, part: &str) -> Result<Vec<(String, String, String)>, Refused> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let mut relations = Vec::new();
        self.glance(&name, |token| {
            let Token::Open(start) = token else { return };
            let (Some(target), Some(kind)) = (attribute(&start, "Target"), attribute(&start, "Type")) else { return };
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.push((attribute(&start, "Id").unwrap_or_default(), kind, beside(folder, &target)));
        })?;
        Ok(relations)
    }

    /// The sentence for a part that breaks off, when what came before is kept.
    pub fn broke_off(fault: &Fault, part: &str) -> (WarningKind, String) {
        let reason = match fault {
            Fault::TooLong => format!("a piece of it is larger than {}", Limit::Record),
            Fault::Broken(reason) => reason.clone(),
        };
        (WarningKind::Repaired, format!("{part} breaks off, what comes before is kept: {reason}"))
    }

    /// Adds what broke off to the notes, or refuses the file if nothing of its text was read.
    pub fn judge(&self, outcome: Result<(), Fault>, part: &str, out: &mut Extracted) -> Result<(), Refused> {
        let Err(fault) = outcome else { return Ok(()) };
        let (kind, sentence) = Self::broke_off(&fault, part);
        if out.text.trim().is_empty() {
            return Err(match fault {
                Fault::TooLong => Refused::TooLarge { what: format!("A piece of {part}"), limit: self.token_bytes },
                Fault::Broken(reason) => Refused::Broken { format: self.format, reason: format!("{reason} in {part}") },
            });
        }
        out.notes.push((kind, sentence));
        Ok(())
    }

    pub fn into_stream(self) -> S {
        self.zip.into_inner()
    }
}

/// The part that `target` names, seen from a part in `folder`.
fn beside(folder: &str, target: &str) -> String {
    let target: Cow<'_, str> = if target.contains('\\') { target.replace('\\', "/").into() } else { target.into() };
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

impl<S: Read> Read for Part<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.file.read(buffer)?;
        // The directory of an archive may lie about the sizes.
        if n_bytes as u64 > self.left {
            return Err(io::Error::other(format!("it unpacks to more than {}", Limit::Unpacked)));
        }
        self.left -= n_bytes as u64;
        Ok(n_bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::fixtures::zipped;
    use super::*;

    #[test]
    fn targets_are_names_of_parts() {
        assert_eq!(beside("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(beside("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(beside("word", "..\\docProps\\core.xml"), "docProps/core.xml");
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let bytes = zipped(&[("word/document.xml", &" ".repeat(8 << 20))]);
        let limits = Limits { unpacked_ratio: 20, ..Limits::default() };
        let refused = Package::open(Cursor::new(&bytes), "Word document", &limits).map(drop).unwrap_err();
        assert!(matches!(refused, Refused::Unpacked { n_bytes, .. } if n_bytes == 8 << 20), "{refused}");
        assert!(refused.to_string().starts_with("The Word document unpacks to 8 MB, more than 2 MB"));
        assert!(
            Package::open(Cursor::new(&bytes), "Word document", &Limits { unpacked_ratio: 2000, ..limits }).is_ok()
        );
    }

    #[test]
    fn parts_are_found_whatever_the_slashes_and_capitals() {
        let bytes = zipped(&[("Word\\Document.XML", "<a>x</a>")]);
        let mut package = Package::open(Cursor::new(&bytes), "Word document", &Limits::default()).unwrap();
        assert!(package.has("word/document.xml"));
        assert_eq!(package.glance_at_text("word/document.xml", "a").unwrap().as_deref(), Some("x"));
        assert!(package.part("word/other.xml").unwrap().is_none());
    }
}

//! Archives of files: zip, whose names may be in the encoding of Korean Windows, and tar.

use std::io::Read;

use zip::ZipArchive;

use super::companions::Companions;
use super::detect::{InContainer, in_zip, may_be_text};
use super::dispatch::{read_input, read_known};
use super::encoding::{compose, detect_names};
use super::error::ReadError;
use super::folder::{Grouped, is_hidden};
use super::input::{Input, ReadSeek};
use super::intake::{Halt, Intake};
use super::tar::{Entry, Tar};
use super::text::Place;
use crate::corpus::WarningKind;

type Zip = ZipArchive<Box<dyn ReadSeek + Send>>;

/// How a file in an archive is named.
fn shown_in(archive: &str, path: &str) -> String {
    format!("{archive} › {path}")
}

/// A file in an archive.
struct Member {
    index: usize,
    path: String,
    n_bytes: u64,
}

/// Reads a zip: a document of an office if it is one, otherwise the files in it, in the order of their paths.
pub fn read_zip(input: Input<'_>, place: &Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let (name, n_bytes, head, budget) = (
        input.name.clone(),
        input.n_bytes,
        input.head()[..input.head().len().min(256)].to_vec(),
        input.budget().clone(),
    );
    let bad = |error: zip::result::ZipError| ReadError::Archive { name: name.clone(), reason: error.to_string() };
    let mut zip = ZipArchive::new(input.into_seekable()?).map_err(bad)?;
    if zip.len() as u64 > intake.limits().files {
        return Err(ReadError::TooManyFiles { name, limit: intake.limits().files }.into());
    }
    let paths = paths_in(&zip);
    match in_zip(&paths, &head) {
        Some(Ok(format)) => {
            let mut source = zip.into_inner();
            source.rewind().map_err(|error| ReadError::Io { path: name.clone().into(), error })?;
            return read_known(format, source, n_bytes, place, intake);
        }
        Some(Err((what, advice))) => return Err(ReadError::Unsupported { name, what, advice }.into()),
        None => {}
    }
    deeper(&name, place, intake)?;
    let mut members = members_of(&zip, paths, &name, intake);
    members.sort_by(|a, b| a.path.cmp(&b.path));
    if members.is_empty() {
        return Err(ReadError::EmptyArchive { name }.into());
    }
    let among_texts = members.iter().filter(|member| may_be_text(&member.path)).count() > 1;
    let companions = companions_in(&mut zip, &members, intake.limits().record_bytes);
    let mut group = Grouped::begin(name.clone(), intake);
    for member in &members {
        let shown = shown_in(&name, &member.path);
        intake.begin_file(&shown);
        if companions.has(&member.path) {
            continue;
        }
        let inside = inside_of(place, &member.path);
        let place = Place { inside: Some(&inside), among_texts, depth: place.depth + 1 };
        let outcome = match zip.by_index(member.index) {
            Err(error) => Err(ReadError::Refused { name: shown.clone(), reason: cannot_unpack(&error) }.into()),
            Ok(file) => {
                let stream = super::unpack::Limited::new(file, &budget);
                Input::from_stream(shown.clone(), member.n_bytes, Box::new(stream), &budget)
                    .map_err(|error| ReadError::Io { path: shown.clone().into(), error }.into())
                    .and_then(|input| read_input(input.with_companions(&companions), &place, intake))
            }
        };
        group.next(&shown, outcome, intake)?;
    }
    group.end(intake)
}

fn cannot_unpack(error: &zip::result::ZipError) -> String {
    let text = error.to_string();
    if text.contains("assword") {
        "it is protected by a password: unpack it and open what is inside".to_owned()
    } else {
        text
    }
}

/// An archive one level deeper, if the limit allows it.
fn deeper(name: &str, place: &Place<'_>, intake: &Intake<'_>) -> Result<(), ReadError> {
    let depth = intake.limits().depth;
    if place.depth >= depth.min(MAX_ARCHIVES) {
        return Err(ReadError::TooDeep { name: name.to_owned(), depth: depth.min(MAX_ARCHIVES) });
    }
    Ok(())
}

/// Archives in archives beyond this are refused whatever the limits say, because each costs a part of the call stack.
const MAX_ARCHIVES: u32 = 100;

/// The path of `member` inside of the outermost folder or archive: an archive in another stands for a folder.
fn inside_of(place: &Place<'_>, member: &str) -> String {
    let Some(archive) = place.inside else { return member.to_owned() };
    let start = archive.rfind('/').map_or(0, |slash| slash + 1);
    let stem = archive[start..].find('.').filter(|&dot| dot > 0).map_or(archive, |dot| &archive[..start + dot]);
    format!("{stem}/{member}")
}

/// The names of all entries as text, `/` between their parts: by the flag of UTF-8, otherwise by a look at all of them.
fn paths_in(zip: &Zip) -> Vec<String> {
    const UTF_8_FLAG: u16 = 1 << 11;
    let entries: Vec<(Vec<u8>, bool)> = (0..zip.len())
        .map(|index| match zip.by_index_data(index) {
            Ok(entry) => (entry.name_raw().to_vec(), entry.flags().as_u16() & UTF_8_FLAG != 0),
            Err(_) => (Vec::new(), true),
        })
        .collect();
    let unflagged: Vec<&[u8]> =
        entries.iter().filter(|(name, flagged)| !flagged && !name.is_ascii()).map(|(name, _)| &name[..]).collect();
    let encoding = detect_names(&unflagged.join(&b'\n'));
    let text = |(name, flagged): &(Vec<u8>, bool)| {
        let text = if *flagged || name.is_ascii() {
            String::from_utf8_lossy(name)
        } else {
            encoding.decode_without_bom_handling(name).0
        };
        compose(&text.replace('\\', "/")).into_owned()
    };
    entries.iter().map(text).collect()
}

/// The files that are to be read; what has an impossible name is noted.
fn members_of(zip: &Zip, paths: Vec<String>, name: &str, intake: &mut Intake<'_>) -> Vec<Member> {
    let mut members = Vec::new();
    for (index, path) in paths.into_iter().enumerate() {
        let Ok(entry) = zip.by_index_data(index) else { continue };
        if entry.is_dir() || entry.is_symlink() || path.ends_with('/') || path.split('/').any(is_hidden_part) {
            continue;
        }
        if !is_safe(&path) {
            intake.begin_file(&shown_in(name, &path));
            intake.note(WarningKind::Skipped, None, "left out: its name points outside of the archive");
            continue;
        }
        members.push(Member { index, path, n_bytes: entry.compressed_size() });
    }
    members
}

fn is_hidden_part(part: &str) -> bool {
    // `.` and `..` are no hidden files but parts of a path.
    !matches!(part, "." | "..") && is_hidden(part)
}

/// Whether a path stays inside of the folder it is unpacked to.
fn is_safe(path: &str) -> bool {
    let mut depth = 0_i32;
    let stays = path.split('/').all(|part| {
        depth += match part {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        depth >= 0
    });
    stays && !path.starts_with('/') && !path.contains(['\0', '\n']) && path.get(1..2) != Some(":")
}

/// Small files that belong to a matrix in the archive, read before it.
fn companions_in(zip: &mut Zip, members: &[Member], limit: u64) -> Companions {
    let wanted = Companions::wanted(members.iter().map(|member| &*member.path));
    let mut companions = Companions::default();
    for member in members.iter().filter(|member| wanted.contains(&&*member.path)) {
        let mut bytes = Vec::new();
        let read = zip.by_index(member.index).map(|file| file.take(limit).read_to_end(&mut bytes));
        if matches!(read, Ok(Ok(_))) {
            companions.add(&member.path, bytes);
        }
    }
    companions
}

/// Reads the files in a tar as they come.
pub fn read_tar(input: Input<'_>, place: &Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let (name, budget) = (input.name.clone(), input.budget().clone());
    deeper(&name, place, intake)?;
    let mut tar = Tar::new(input.into_reader());
    let mut group = Grouped::begin(name.clone(), intake);
    // The first text waits for a second, which tells whether it is one among others.
    let mut waiting: Option<(Entry, Vec<u8>)> = None;
    let mut n_texts = 0;
    let mut n_files = 0;
    let read = |entry: &Entry, stream: Box<dyn Read + '_>, among_texts: bool, intake: &mut Intake<'_>| {
        let shown = shown_in(&name, &entry.path);
        intake.begin_file(&shown);
        let inside = inside_of(place, &entry.path);
        let place = Place { inside: Some(&inside), among_texts, depth: place.depth + 1 };
        Input::from_stream(shown.clone(), entry.n_bytes, stream, &budget)
            .map_err(|error| ReadError::Io { path: shown.into(), error }.into())
            .and_then(|input| read_input(input, &place, intake))
    };
    loop {
        intake.tick()?;
        let entry = match tar.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            Err(error) => {
                intake.begin_file(&name);
                intake.breaks_off(None, &error)?;
                break;
            }
        };
        if entry.path.split('/').any(is_hidden_part) {
            continue;
        }
        if !is_safe(&entry.path) {
            intake.begin_file(&shown_in(&name, &entry.path));
            intake.note(WarningKind::Skipped, None, "left out: its name points outside of the archive");
            continue;
        }
        n_files += 1;
        if n_files > intake.limits().files {
            let error = ReadError::TooManyFiles { name: name.clone(), limit: intake.limits().files };
            intake.begin_file(&name);
            intake.note(WarningKind::Skipped, None, format!("the rest is left out: {}", error.reason(&name)));
            break;
        }
        let is_text = may_be_text(&entry.path);
        n_texts += u64::from(is_text);
        if is_text && n_texts == 1 && entry.n_bytes <= intake.limits().record_bytes {
            let mut bytes = Vec::new();
            let outcome = tar.by_ref().read_to_end(&mut bytes);
            waiting = Some((entry, bytes));
            if let Err(error) = outcome {
                intake.begin_file(&name);
                intake.breaks_off(None, &error)?;
                break;
            }
            continue;
        }
        if let Some((first, bytes)) = waiting.take_if(|_| n_texts > 1) {
            let outcome = read(&first, Box::new(&bytes[..]), true, intake);
            group.next(&shown_in(&name, &first.path), outcome, intake)?;
        }
        let outcome = read(&entry, Box::new(&mut tar), n_texts > 1, intake);
        group.next(&shown_in(&name, &entry.path), outcome, intake)?;
    }
    if let Some((first, bytes)) = waiting {
        let outcome = read(&first, Box::new(&bytes[..]), false, intake);
        group.next(&shown_in(&name, &first.path), outcome, intake)?;
    }
    if n_files == 0 {
        group.close(intake);
        return Err(ReadError::EmptyArchive { name }.into());
    }
    group.end(intake)
}

/// What a compound file of Microsoft's is.
pub fn in_compound(source: &mut dyn ReadSeek, name: &str) -> Result<InContainer, ReadError> {
    let file = cfb::CompoundFile::open(&mut *source)
        .map_err(|error| ReadError::Archive { name: name.to_owned(), reason: error.to_string() })?;
    let known = super::detect::in_compound(|path| file.exists(path));
    drop(file);
    source.rewind().map_err(|error| ReadError::Io { path: name.into(), error })?;
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_point_outside_are_not_safe() {
        for path in ["../evil.txt", "a/../../evil.txt", "/etc/passwd", "C:/evil.txt", "a\0b"] {
            assert!(!is_safe(path), "{path}");
        }
        for path in ["a.txt", "한글/문서.txt", "a/../b.txt", "./a.txt"] {
            assert!(is_safe(path), "{path}");
        }
    }

    #[test]
    fn an_archive_in_an_archive_stands_for_a_folder() {
        let at = |inside| Place { inside, ..Place::default() };
        assert_eq!(inside_of(&at(None), "a/b.txt"), "a/b.txt");
        assert_eq!(inside_of(&at(Some("sub/2019.zip")), "b.txt"), "sub/2019/b.txt");
        assert_eq!(inside_of(&at(Some("2019.tar.gz")), "b.txt"), "2019/b.txt");
    }
}

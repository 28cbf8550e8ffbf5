//! Folders: all files below one, each read by its own format, sub-folders as labels.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::companions::Companions;
use super::detect::may_be_text;
use super::dispatch::read_input;
use super::error::ReadError;
use super::input::Input;
use super::intake::{Halt, Intake};
use super::text::Place;
use super::unpack::Budget;
use crate::corpus::{Documents, WarningKind};

/// A file on disk that is to be read.
pub struct Found {
    pub path: PathBuf,
    pub n_bytes: u64,
}

/// Reads `files`, which are all files below `folder`.
pub fn read_folder(folder: &Path, files: &[Found], intake: &mut Intake<'_>) -> Result<(), Halt> {
    let name = folder.display().to_string();
    if files.is_empty() {
        return Err(ReadError::EmptyFolder { path: folder.to_owned() }.into());
    }
    let inside: Vec<String> = files.iter().map(|file| path_inside(folder, &file.path)).collect();
    let among_texts = inside.iter().filter(|path| may_be_text(path)).count() > 1;
    let mut group = Grouped::begin(name, intake);
    let budget = Budget::new(intake.limits());
    let companions = Companions::wanted(inside.iter().map(String::as_str));
    for (file, path) in files.iter().zip(&inside) {
        if companions.contains(&path.as_str()) {
            intake.file_done(file.n_bytes);
            continue;
        }
        intake.begin_file(&file.path.display().to_string());
        let place = Place { inside: Some(path), among_texts, depth: 0 };
        let outcome = Input::open(&file.path, &budget, intake.consumed())
            .map_err(Halt::from)
            .and_then(|input| read_input(input, &place, intake));
        intake.file_done(file.n_bytes);
        group.next(&file.path.display().to_string(), outcome, intake)?;
    }
    group.end(intake)
}

/// Files of a folder or an archive, of which those that cannot be read do not keep the others from being opened.
pub struct Grouped {
    name: String,
    is_outermost: bool,
    n_files: usize,
    n_brought_before: u64,
    first_document: usize,
    first_warning: usize,
}

impl Grouped {
    pub fn begin(name: String, intake: &mut Intake<'_>) -> Self {
        let is_outermost = intake.begin_group(&name);
        Self {
            name,
            is_outermost,
            n_files: 0,
            n_brought_before: intake.n_brought,
            first_document: intake.corpus.documents.len(),
            first_warning: intake.corpus.warnings.len(),
        }
    }

    /// Takes what came of a file: only to cancel or to have enough ends the group.
    pub fn next(&mut self, name: &str, outcome: Result<(), Halt>, intake: &mut Intake<'_>) -> Result<(), Halt> {
        self.n_files += 1;
        match outcome {
            Ok(()) => Ok(()),
            Err(Halt::Failed(error)) if !matches!(error, ReadError::Cancelled(_)) => {
                // The last that was begun may be a file inside of this one.
                intake.begin_file(name);
                intake.note(WarningKind::Skipped, None, format!("left out: {}", error.reason(name)));
                Ok(())
            }
            Err(halt) => {
                self.settle(false, intake);
                Err(halt)
            }
        }
    }

    /// Ends a group without files.
    pub fn close(self, intake: &mut Intake<'_>) {
        self.settle(true, intake);
    }

    pub fn end(self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        self.settle(true, intake);
        if intake.n_brought == self.n_brought_before && intake.corpus.bag.is_none() {
            let first = intake.corpus.warnings.get(self.first_warning).map(ToString::to_string).unwrap_or_default();
            return Err(ReadError::NoTextInside { name: self.name, n_files: self.n_files, first }.into());
        }
        Ok(())
    }

    fn settle(&self, complete: bool, intake: &mut Intake<'_>) {
        if self.is_outermost {
            intake.end_group();
            if let Documents::Here { documents, .. } = &mut intake.corpus.documents {
                let mut labels: Vec<&mut Option<Arc<str>>> =
                    documents[self.first_document..].iter_mut().map(|document| &mut document.label).collect();
                settle_labels(&mut labels, complete);
            }
        }
    }
}

/// Makes classes of the paths of folders. A folder that all are in says nothing and goes; and where the innermost folders
/// come again under several others, as `train/rivers` and `test/rivers`, the innermost is the class.
fn settle_labels(labels: &mut [&mut Option<Arc<str>>], complete: bool) {
    let mut paths: Vec<Arc<str>> = Vec::new();
    let mut known: FxHashSet<Arc<str>> = FxHashSet::default();
    for label in labels.iter().filter_map(|label| label.as_ref()) {
        if known.insert(Arc::clone(label)) {
            paths.push(Arc::clone(label));
        }
    }
    let everywhere = labels.iter().all(|label| label.is_some());
    // Among the first documents of a corpus the innermost folder may be one of many.
    let keeps_last = usize::from(!complete);
    let shared = if everywhere { n_shared_folders(&paths, keeps_last) } else { 0 };
    let below = |path: &str| path.split('/').skip(shared).collect::<Vec<&str>>().join("/");
    let mut parents: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
    for path in &paths {
        let path = below(path);
        let (parent, last) = path.rsplit_once('/').unwrap_or(("", &path));
        parents.entry(last.to_owned()).or_default().insert(parent.to_owned());
    }
    let n_crossed = parents.values().filter(|parents| parents.len() > 1).count();
    let is_crossed = n_crossed * 2 > parents.len();
    let mut settled: FxHashMap<Arc<str>, Option<Arc<str>>> = FxHashMap::default();
    let mut shared_names: FxHashMap<String, Arc<str>> = FxHashMap::default();
    for path in paths {
        let below = below(&path);
        let class = if is_crossed { below.rsplit('/').next().unwrap_or(&below) } else { &below };
        let class = (!class.is_empty())
            .then(|| Arc::clone(shared_names.entry(class.to_owned()).or_insert_with(|| class.into())));
        settled.insert(path, class);
    }
    for label in labels.iter_mut() {
        if let Some(class) = label.as_ref().and_then(|path| settled.get(path)) {
            label.clone_from(class);
        }
    }
}

/// How many of the first folders are the same in all `paths`, not counting the last `keeps_last` of each.
fn n_shared_folders(paths: &[Arc<str>], keeps_last: usize) -> usize {
    let Some((first, others)) = paths.split_first() else { return 0 };
    let parts: Vec<&str> = first.split('/').collect();
    let mut shared = parts.len() - keeps_last.min(parts.len());
    for path in others {
        let other: Vec<&str> = path.split('/').collect();
        let alike = parts.iter().zip(&other).take_while(|(a, b)| a == b).count();
        shared = shared.min(alike).min(other.len() - keeps_last.min(other.len()));
    }
    shared
}

/// The path of a file below `folder`, with `/` between its parts, letters composed.
fn path_inside(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    super::encoding::compose(&parts.join("/")).into_owned()
}

/// Whether a file or folder is passed over: hidden, or left by an operating system.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || ["__MACOSX", "Thumbs.db", "desktop.ini", "~$"].iter().any(|known| name.starts_with(known))
}

/// All files below `top` that are not hidden, in the order of their paths; a sub-folder that cannot be read is noted.
pub fn files_below(top: &Path, intake: &mut Intake<'_>) -> Result<Vec<Found>, ReadError> {
    let limit = intake.limits().files;
    let mut files = Vec::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        intake.monitor.check()?;
        let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) if folder == top => return Err(ReadError::Io { path: folder, error }),
            Err(error) => {
                intake.begin_file(&folder.display().to_string());
                intake.note(WarningKind::Skipped, None, format!("left out: the folder cannot be read: {error}"));
                continue;
            }
        };
        for entry in entries.iter().filter(|entry| !is_hidden(&entry.file_name().to_string_lossy())) {
            // Links to folders are not followed, so that a folder inside itself cannot trap the reader.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            } else if let Ok(metadata) = fs::metadata(entry.path())
                && metadata.is_file()
            {
                files.push(Found { path: entry.path(), n_bytes: metadata.len() });
            }
        }
        if files.len() as u64 > limit {
            return Err(ReadError::TooManyFiles { name: top.display().to_string(), limit });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(paths: &[&str], complete: bool) -> Vec<Option<String>> {
        let mut labels: Vec<Option<Arc<str>>> =
            paths.iter().map(|path| if path.is_empty() { None } else { Some(Arc::from(*path)) }).collect();
        settle_labels(&mut labels.iter_mut().collect::<Vec<_>>(), complete);
        labels.into_iter().map(|label| label.map(|label| label.to_string())).collect()
    }

    fn some(labels: &[&str]) -> Vec<Option<String>> {
        labels.iter().map(|label| if label.is_empty() { None } else { Some((*label).to_owned()) }).collect()
    }

    #[test]
    fn folders_become_classes() {
        assert_eq!(settled(&["a", "b", ""], true), some(&["a", "b", ""]));
        assert_eq!(settled(&["top/a", "top/b/c"], true), some(&["a", "b/c"]));
        assert_eq!(settled(&["x-train/a", "x-train/b", "x-test/a", "x-test/b"], true), some(&["a", "b", "a", "b"]));
        assert_eq!(settled(&["2019/a", "2019/b", "2020/c"], true), some(&["2019/a", "2019/b", "2020/c"]));
        assert_eq!(settled(&["top", "top"], true), some(&["", ""]));
        assert_eq!(settled(&["x-test/a", "x-test/a"], false), some(&["a", "a"]));
        assert_eq!(settled(&[], true), some(&[]));
    }

    #[test]
    fn what_systems_leave_is_hidden() {
        assert!(is_hidden(".DS_Store") && is_hidden("__MACOSX") && is_hidden("~$문서.docx"));
        assert!(!is_hidden("문서.docx"));
    }
}

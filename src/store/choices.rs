//! How the last corpora were read: a small file beside the settings, so that the same files are read the same way again.
//!
//! It belongs to the person, and a project has its own record of how its corpus came to be. A file that cannot be
//! understood counts as none.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::small_file::write_whole;
use crate::corpus::provenance::ReadOptions;
use crate::corpus::vectorizer::VectorizeParams;

/// What was chosen for a corpus. What is `None` was left to what suits the corpus.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    pub options: ReadOptions,
    pub params: Option<VectorizeParams>,
}

impl Choices {
    /// Whether everything was left as it is guessed.
    pub fn are_guesses(&self) -> bool {
        *self == Self::default()
    }
}

/// Corpora that are kept in mind.
const N_KEPT: usize = 100;

#[derive(Serialize, Deserialize)]
struct Entry {
    /// The files and folders by their canonical paths.
    paths: Vec<PathBuf>,
    choices: Choices,
}

/// What was chosen for these files when they were read last.
pub(super) fn recall(file: &Path, inputs: &[PathBuf]) -> Option<Choices> {
    let paths = canonical(inputs);
    entries(file).into_iter().find(|entry| entry.paths == paths).map(|entry| entry.choices)
}

/// Puts the choices for these files first. To keep guesses is to forget.
pub(super) fn keep(file: &Path, inputs: &[PathBuf], choices: &Choices) -> Result<(), String> {
    let paths = canonical(inputs);
    let mut entries = entries(file);
    let n_before = entries.len();
    entries.retain(|entry| entry.paths != paths);
    if choices.are_guesses() {
        if entries.len() == n_before {
            return Ok(());
        }
    } else {
        entries.insert(0, Entry { paths, choices: choices.clone() });
        entries.truncate(N_KEPT);
    }
    write_whole(file, &entries, "Cannot keep how the corpus was read")
}

fn canonical(inputs: &[PathBuf]) -> Vec<PathBuf> {
    inputs.iter().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())).collect()
}

fn entries(file: &Path) -> Vec<Entry> {
    let text = fs::read_to_string(file).unwrap_or_default();
    // One entry that a later version wrote does not make strangers of the others.
    let values: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    values.into_iter().filter_map(|value| serde_json::from_value(value).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::provenance::Role;

    fn chosen(encoding: &str) -> Choices {
        let mut choices = Choices::default();
        choices.options.encoding = Some(encoding.to_owned());
        choices.options.roles.label = Role::Nobody;
        choices.params = Some(VectorizeParams::plain());
        choices
    }

    #[test]
    fn choices_are_found_by_the_files_whatever_the_way_to_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings").join("choices.json");
        let [a, b] = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        fs::write(&a, "text\n").unwrap();
        assert_eq!(recall(&file, std::slice::from_ref(&a)), None);
        keep(&file, std::slice::from_ref(&a), &chosen("euc-kr")).unwrap();
        keep(&file, &[a.clone(), b.clone()], &chosen("utf-8")).unwrap();
        let roundabout = folder.path().join("settings").join("..").join("a.csv");
        assert_eq!(recall(&file, &[roundabout]), Some(chosen("euc-kr")));
        assert_eq!(recall(&file, &[a.clone(), b.clone()]), Some(chosen("utf-8")));
        assert_eq!(recall(&file, &[b]), None);
        keep(&file, std::slice::from_ref(&a), &Choices::default()).unwrap();
        assert_eq!(recall(&file, &[a]), None, "guesses are not kept");
    }

    #[test]
    fn only_the_last_hundred_are_kept_and_a_broken_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("choices.json");
        let path = |n: usize| vec![PathBuf::from(format!("/nowhere/{n}.csv"))];
        for n in 0..=N_KEPT {
            keep(&file, &path(n), &chosen("utf-8")).unwrap();
        }
        assert_eq!(recall(&file, &path(0)), None);
        assert_eq!(recall(&file, &path(1)), Some(chosen("utf-8")));
        for broken in ["", "{", "{}", "[{\"paths\": 7}]"] {
            fs::write(&file, broken).unwrap();
            assert_eq!(recall(&file, &path(1)), None, "{broken:?}");
        }
    }
}

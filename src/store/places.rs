//! Where projects go by themselves, and which were open lately.

use std::fs;
use std::path::{Path, PathBuf};

use super::EXTENSION;
use super::choices::{self, Choices};
use super::settings::Settings;

/// Folders and files of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// For projects whose corpus is in no folder that can be written.
    pub projects: PathBuf,
    /// The list of recent projects, one path a line.
    pub recent: PathBuf,
    /// How the user likes to work.
    pub settings: PathBuf,
    /// How the last corpora were read.
    pub choices: PathBuf,
    /// For dictionaries that were built from a folder: they can be thrown away.
    pub dictionaries: PathBuf,
}

/// The name that a new project gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectName {
    /// Chosen by the researcher; a file that is there is replaced, as the dialog asked.
    Chosen { path: PathBuf, source: String },
    /// Like the corpus and beside it; with a number if there is a file of that name.
    Like { corpus: Option<PathBuf>, name: String },
}

/// Recent projects that are kept in mind.
const N_RECENT: usize = 10;

/// Names with a number that are tried.
const N_NUMBERS: usize = 99;

impl ProjectName {
    /// Where the corpus came from, for people.
    pub fn source(&self) -> &str {
        match self {
            Self::Chosen { source, .. } => source,
            Self::Like { name, .. } => name,
        }
    }
}

impl Places {
    /// The usual places of the system: the documents of the user, and its folder for settings.
    pub fn of_user() -> Self {
        let documents = directories::UserDirs::new();
        let documents = documents.as_ref().and_then(|dirs| dirs.document_dir().or(Some(dirs.home_dir())));
        let own = directories::ProjectDirs::from("", "", "mungchi");
        let settings = own.as_ref().map(directories::ProjectDirs::config_dir);
        let settings = settings.map_or_else(std::env::temp_dir, Path::to_owned);
        let cache = own.as_ref().map(directories::ProjectDirs::cache_dir);
        Self {
            projects: documents.map_or_else(std::env::temp_dir, Path::to_owned).join("Mungchi"),
            recent: settings.join("recent.txt"),
            settings: settings.join("settings.json"),
            choices: settings.join("choices.json"),
            dictionaries: cache.map_or_else(std::env::temp_dir, Path::to_owned).join("dictionaries"),
        }
    }

    /// All places inside one folder.
    pub fn inside(folder: &Path) -> Self {
        Self {
            projects: folder.join("projects"),
            recent: folder.join("recent.txt"),
            settings: folder.join("settings.json"),
            choices: folder.join("choices.json"),
            dictionaries: folder.join("dictionaries"),
        }
    }

    /// Paths for a new project, the best first, and whether a file that is there is replaced.
    pub(crate) fn candidates(&self, name: &ProjectName) -> Vec<(PathBuf, bool)> {
        match name {
            ProjectName::Chosen { path, .. } => vec![(path.clone(), true)],
            ProjectName::Like { corpus, name } => {
                let beside = corpus.as_deref().and_then(Path::parent).map(|folder| numbered(folder, name));
                beside.into_iter().flatten().chain(numbered(&self.projects, name)).map(|path| (path, false)).collect()
            }
        }
    }

    /// Makes the folder for projects, if that is where `path` is. That it cannot be made is told when the file cannot be written.
    pub(crate) fn prepare(&self, path: &Path) {
        if path.parent() == Some(&self.projects) {
            drop(fs::create_dir_all(&self.projects));
        }
    }

    /// The recent projects that are still there, the newest first.
    pub fn recent(&self) -> Vec<PathBuf> {
        let lines = fs::read_to_string(&self.recent).unwrap_or_default();
        lines.lines().map(PathBuf::from).filter(|path| path.is_file()).collect()
    }

    /// The settings as they were kept; those by default where there are none.
    pub fn settings(&self) -> Settings {
        Settings::read(&self.settings)
    }

    pub(crate) fn keep_settings(&self, settings: &Settings) -> Result<(), String> {
        settings.write(&self.settings)
    }

    /// What was chosen for these files when they were read last.
    pub(crate) fn recall_choices(&self, inputs: &[PathBuf]) -> Option<Choices> {
        choices::recall(&self.choices, inputs)
    }

    pub(crate) fn keep_choices(&self, inputs: &[PathBuf], choices: &Choices) -> Result<(), String> {
        choices::keep(&self.choices, inputs, choices)
    }

    /// Puts `path` first; a list that cannot be written is not worth an error. Gives the new list.
    pub fn remember(&self, path: &Path) -> Vec<PathBuf> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut recent = self.recent();
        recent.retain(|known| *known != path);
        recent.insert(0, path);
        recent.truncate(N_RECENT);
        let lines: Vec<String> = recent.iter().map(|path| path.display().to_string()).collect();
        if let Some(folder) = self.recent.parent() {
            drop(fs::create_dir_all(folder));
        }
        drop(fs::write(&self.recent, lines.join("\n")));
        recent
    }
}

/// `NAME.mungchi`, `NAME 2.mungchi` … that are not there yet, at most two: the second in case the first appears meanwhile.
fn numbered(folder: &Path, name: &str) -> Vec<PathBuf> {
    // “corpus.csv.gz” becomes “corpus”.
    let name = Path::new(name).file_name().map_or_else(|| name.to_owned(), |name| name.to_string_lossy().into_owned());
    let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let stem = if stem.is_empty() { name.as_str() } else { stem };
    let path = |number: usize| match number {
        1 => folder.join(format!("{stem}.{EXTENSION}")),
        _ => folder.join(format!("{stem} {number}.{EXTENSION}")),
    };
    (1..=N_NUMBERS).map(path).filter(|path| !path.exists()).take(2).collect()
}

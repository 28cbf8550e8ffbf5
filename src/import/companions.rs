//! Small files that belong to a matrix: its vocabulary, and the names of its documents.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::detect::ending;
use super::error::ReadError;
use super::input::Input;
use super::unpack::Budget;

/// What lies beside a file, on disk or in its archive.
#[derive(Clone, Default)]
pub struct Companions {
    folder: Option<PathBuf>,
    held: Arc<Vec<(String, Vec<u8>)>>,
}

/// Names in a folder that are looked at.
const MAX_NAMES: usize = 10_000;

impl Companions {
    /// Those on disk beside `path`.
    pub fn beside(path: &Path) -> Self {
        Self { folder: path.parent().map(Path::to_owned), held: Arc::default() }
    }

    /// Those among `paths` that belong to a matrix among them; none where there is no matrix.
    pub fn wanted<'p>(paths: impl Iterator<Item = &'p str> + Clone) -> Vec<&'p str> {
        if !paths.clone().any(is_matrix) {
            return Vec::new();
        }
        paths.filter(|path| is_companion(path)).collect()
    }

    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        Arc::make_mut(&mut self.held).push((path.to_owned(), bytes));
    }

    /// Whether the file `path` of the archive is one of them.
    pub fn has(&self, path: &str) -> bool {
        self.held.iter().any(|(held, _)| held == path)
    }

    /// The names of those that there are, in alphabetical order, without their folders.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.held.iter().map(|(path, _)| base(path).to_owned()).collect();
        let entries = self.folder.as_ref().and_then(|folder| {
            // A name without a folder is in the current one.
            fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()
        });
        let on_disk = entries.into_iter().flatten().take(MAX_NAMES).flatten();
        names.extend(
            on_disk.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| is_companion(name)),
        );
        names.sort();
        names
    }

    /// The unpacked bytes of the one with this name, and its name as it is shown; at most `budget` allows in memory.
    pub fn bytes(&self, name: &str, budget: &Budget) -> Result<Option<(String, Vec<u8>)>, ReadError> {
        let held = self.held.iter().find(|(path, _)| base(path) == name);
        let input = match (held, &self.folder) {
            (Some((path, bytes)), _) => Input::from_bytes(path, bytes.clone(), budget)?,
            (None, Some(folder)) if folder.join(name).is_file() => {
                Input::open(&folder.join(name), budget, &Arc::default())?
            }
            _ => return Ok(None),
        };
        let shown = input.name.clone();
        let mut bytes = Vec::new();
        let limit = budget.record_bytes();
        input
            .into_reader()
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| ReadError::Io { path: shown.clone().into(), error })?;
        if bytes.len() as u64 > limit {
            return Err(ReadError::TooLargeForMemory { name: shown, limit });
        }
        Ok(Some((shown, bytes)))
    }
}

fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether a name is that of a matrix of counts.
pub fn is_matrix(path: &str) -> bool {
    ending(path) == "mtx" || base(path).to_lowercase().starts_with("docword")
}

/// Whether a name is that of a vocabulary, or of the documents' names.
pub fn is_companion(path: &str) -> bool {
    let name = base(path).to_lowercase();
    ["vocab", "terms", "features", "documents.csv"].iter().any(|known| name.starts_with(known))
        || name.contains(".vocab")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_are_wanted_only_beside_a_matrix() {
        let wanted = |paths: &[&'static str]| Companions::wanted(paths.iter().copied());
        assert_eq!(wanted(&["uci/docword.kos.txt.gz", "uci/vocab.kos.txt"]), ["uci/vocab.kos.txt"]);
        assert_eq!(wanted(&["a.mtx", "vocabulary.txt", "documents.csv", "b.txt"]), ["vocabulary.txt", "documents.csv"]);
        assert!(wanted(&["vocabulary.txt", "b.txt"]).is_empty());
    }
}

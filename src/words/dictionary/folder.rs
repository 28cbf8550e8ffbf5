//! A folder with a `MeCab` dictionary, and the cache of those that were built.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher as _};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Dictionary, DictionaryError, stored};
use crate::progress::Monitor;
use crate::words::mecab::{COMPILED, DEFINITIONS, build, read_compiled, read_sources};

/// More than any dictionary has that is in use.
const MAX_BYTES: u64 = 1 << 30;

pub fn read(folder: &Path, cache: Option<&Path>, monitor: &dyn Monitor) -> Result<Dictionary, DictionaryError> {
    let files = Files::of(folder)?;
    let bytes: u64 = files.all().map(|path| fs::metadata(path).map_or(0, |metadata| metadata.len())).sum();
    if bytes > MAX_BYTES {
        return Err(DictionaryError::TooLarge { bytes, most: MAX_BYTES, path: folder.display().to_string() });
    }
    let Some(cache) = cache else { return files.build(monitor) };
    let cached = cache.join(format!("{:016x}.dictionary", files.hash(monitor)?));
    let known = fs::read(&cached).ok().and_then(|bytes| stored::read(&bytes));
    if let Some(known) = known {
        return known;
    }
    let built = files.build(monitor)?;
    // The dictionary is there; that it has to be built again next time is no reason to fail.
    let _ = keep(&built, cache, &cached);
    Ok(built)
}

fn keep(built: &Dictionary, cache: &Path, cached: &Path) -> io::Result<()> {
    fs::create_dir_all(cache)?;
    let mut file = tempfile::NamedTempFile::new_in(cache)?;
    built.write_to(file.as_file_mut())?;
    file.persist(cached)?;
    Ok(())
}

enum Files {
    Compiled([PathBuf; 4]),
    Sources { csv: Vec<PathBuf>, definitions: [PathBuf; 3] },
}

impl Files {
    fn of(folder: &Path) -> Result<Self, DictionaryError> {
        let compiled = COMPILED.map(|name| folder.join(name));
        if compiled.iter().all(|path| path.is_file()) {
            return Ok(Self::Compiled(compiled));
        }
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
        let mut csv = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| unreadable(folder, &error))?.path();
            if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) && path.is_file() {
                csv.push(path);
            }
        }
        csv.sort();
        let definitions = DEFINITIONS.map(|name| folder.join(name));
        if csv.is_empty() || !definitions.iter().all(|path| path.is_file()) {
            return Err(DictionaryError::NoDictionary { path: folder.display().to_string() });
        }
        Ok(Self::Sources { csv, definitions })
    }

    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        let (first, second) = match self {
            Self::Compiled(files) => (&files[..], &[][..]),
            Self::Sources { csv, definitions } => (&csv[..], &definitions[..]),
        };
        first.iter().chain(second)
    }

    fn build(&self, monitor: &dyn Monitor) -> Result<Dictionary, DictionaryError> {
        let parts = match self {
            Self::Compiled(files) => {
                let mut bytes = [const { Vec::new() }; 4];
                for (bytes, path) in bytes.iter_mut().zip(files) {
                    *bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
                    monitor.check()?;
                }
                read_compiled([&bytes[0], &bytes[1], &bytes[2], &bytes[3]], monitor)?
            }
            Self::Sources { csv, definitions } => {
                let mut csv = csv.iter().map(|path| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    Ok((name, open(path)?))
                });
                let [unknown, characters, costs] = definitions;
                read_sources(&mut csv, [open(unknown)?, open(characters)?, open(costs)?], monitor)?
            }
        };
        let (built, noun_ids) = build(&parts, monitor)?;
        Dictionary::new(built, noun_ids)
    }

    /// Of all names, lengths and bytes.
    fn hash(&self, monitor: &dyn Monitor) -> Result<u64, DictionaryError> {
        let mut hasher = DefaultHasher::new();
        let mut buffer = vec![0; 1 << 16];
        for path in self.all() {
            hasher.write(path.file_name().unwrap_or_default().as_encoded_bytes());
            let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
            let mut length = 0;
            loop {
                monitor.check()?;
                match file.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(n_read) => {
                        hasher.write(&buffer[..n_read]);
                        length += n_read as u64;
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(unreadable(path, &error)),
                }
            }
            hasher.write_u64(length);
        }
        Ok(hasher.finish())
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, DictionaryError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    // A file may have grown since it was measured.
    Ok(Box::new(file.take(MAX_BYTES)))
}

fn unreadable(path: &Path, error: &io::Error) -> DictionaryError {
    DictionaryError::Unreadable { path: path.display().to_string(), reason: error.to_string() }
}

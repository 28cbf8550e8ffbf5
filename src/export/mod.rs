//! What leaves the program for other tools.

mod csv_file;
pub mod file;
pub mod matrix;
pub mod project;
pub mod report;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::progress::Cancelled;

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("Cannot write: {error}: {}", path.display())]
    Write { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ExportError {
    fn of(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }
}

fn make_folder(folder: &Path) -> Result<(), ExportError> {
    fs::create_dir_all(folder).map_err(|error| ExportError::of(folder, error))
}

fn write_file(path: &Path, content: &mut dyn FnMut(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), ExportError> {
    let written = File::create(path).map(BufWriter::new).and_then(|mut file| {
        content(&mut file)?;
        file.flush()
    });
    written.map_err(|error| ExportError::of(path, error))
}

//! From paths to a corpus.
//!
//! A broken record never stops a load: it becomes a [`Warning`](crate::corpus::Warning) with file and record. Only a file
//! that cannot be read at all is a [`ReadError`], and of several files none keeps the others from being opened.

use std::fs;
use std::path::{Path, PathBuf};

use super::companions::{is_companion, is_matrix};
use super::dispatch::read_input;
use super::error::{ReadError, count};
use super::folder::{Found, files_below, read_folder};
use super::input::Input;
use super::intake::{Halt, Intake};
use super::sample;
use super::text::Place;
use super::unpack::Budget;
use crate::corpus::provenance::ReadOptions;
use crate::corpus::{Corpus, WarningKind};
use crate::progress::Monitor;

/// Reads files and folders into one corpus, in the order given.
pub fn read(inputs: &[PathBuf], options: &ReadOptions, monitor: &dyn Monitor) -> Result<Corpus, ReadError> {
    let mut intake = Intake::new(options, None, monitor);
    take_in(inputs, &mut intake)?;
    Ok(intake.corpus)
}

/// The abstracts that come with the program.
pub fn read_sample(options: &ReadOptions, monitor: &dyn Monitor) -> Result<Corpus, ReadError> {
    let mut intake = Intake::new(options, None, monitor);
    take_in_bytes(sample::NAME, sample::PACKED.to_vec(), &mut intake)?;
    Ok(intake.corpus)
}

/// Reads what a file called `name` would hold.
pub fn read_bytes(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
    monitor: &dyn Monitor,
) -> Result<Corpus, ReadError> {
    let mut intake = Intake::new(options, None, monitor);
    take_in_bytes(name, bytes, &mut intake)?;
    Ok(intake.corpus)
}

/// What was taken in.
pub struct Taken {
    /// Whether all documents there are were read, and not only as many as were wanted.
    pub complete: bool,
    pub n_bytes: u64,
    pub n_files: u64,
}

pub fn take_in_bytes(name: &str, bytes: Vec<u8>, intake: &mut Intake<'_>) -> Result<Taken, ReadError> {
    name.clone_into(&mut intake.corpus.name);
    let n_bytes = bytes.len() as u64;
    intake.expect_bytes(n_bytes);
    intake.monitor.check()?;
    let budget = Budget::new(intake.limits());
    let outcome = Input::from_bytes(name, bytes, &budget)
        .map_err(Halt::from)
        .and_then(|input| read_input(input, &Place::default(), intake));
    intake.file_done(n_bytes);
    intake.finish();
    match outcome {
        Ok(()) => Ok(Taken { complete: true, n_bytes, n_files: 1 }),
        Err(Halt::Enough) => Ok(Taken { complete: false, n_bytes, n_files: 1 }),
        Err(Halt::Failed(error)) => Err(error),
    }
}

enum Source {
    File(Found),
    Folder(PathBuf, Result<Vec<Found>, ReadError>),
}

pub fn take_in(inputs: &[PathBuf], intake: &mut Intake<'_>) -> Result<Taken, ReadError> {
    let [first, others @ ..] = inputs else { return Err(ReadError::NoInput) };
    intake.corpus.name = corpus_name(first, others.len());
    let inputs = without_companions(inputs)?;
    let sources = sources_of(&inputs, intake)?;
    let mut taken = Taken { complete: true, n_bytes: 0, n_files: 0 };
    for source in &sources {
        let files = match source {
            Source::File(file) => std::slice::from_ref(file),
            Source::Folder(_, files) => files.as_ref().map(Vec::as_slice).unwrap_or_default(),
        };
        let n_bytes = files.iter().map(|file| file.n_bytes).sum();
        intake.expect_bytes(n_bytes);
        taken.n_bytes += n_bytes;
        taken.n_files += files.len() as u64;
    }
    let mut first_error = None;
    for source in sources {
        intake.monitor.check()?;
        let (path, outcome) = match source {
            Source::Folder(path, Ok(files)) => {
                let outcome = read_folder(&path, &files, intake);
                (path, outcome)
            }
            Source::Folder(path, Err(error)) => (path, Err(error.into())),
            Source::File(file) => {
                let outcome = read_file(&file, intake);
                (file.path, outcome)
            }
        };
        match outcome {
            Ok(()) => {}
            Err(Halt::Enough) => {
                taken.complete = false;
                break;
            }
            Err(Halt::Failed(ReadError::Cancelled(cancelled))) => return Err(cancelled.into()),
            // One file of several that cannot be read does not keep the others from being opened.
            Err(Halt::Failed(error)) => {
                let name = path.display().to_string();
                intake.begin_file(&name);
                intake.note(WarningKind::Skipped, None, format!("left out: {}", error.reason(&name)));
                first_error.get_or_insert(error);
            }
        }
    }
    if let (true, Some(name)) = (intake.corpus.documents.is_empty(), intake.held_vectors()) {
        return Err(ReadError::OnlyVectors { name: name.to_owned() });
    }
    intake.finish();
    if intake.corpus.documents.is_empty() {
        return Err(first_error.unwrap_or_else(|| ReadError::Empty { name: first.display().to_string() }));
    }
    Ok(taken)
}

fn read_file(file: &Found, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let budget = Budget::new(intake.limits());
    let outcome = Input::open(&file.path, &budget, intake.consumed())
        .map_err(Halt::from)
        .and_then(|input| read_input(input, &Place::default(), intake));
    intake.file_done(file.n_bytes);
    outcome
}

fn sources_of(inputs: &[&PathBuf], intake: &mut Intake<'_>) -> Result<Vec<Source>, ReadError> {
    let mut sources = Vec::new();
    for &path in inputs {
        if path.is_dir() {
            let files = match files_below(path, intake) {
                Err(ReadError::Cancelled(cancelled)) => return Err(cancelled.into()),
                files => files,
            };
            sources.push(Source::Folder(path.clone(), files));
        } else {
            let n_bytes = fs::metadata(path).map_or(0, |metadata| metadata.len());
            sources.push(Source::File(Found { path: path.clone(), n_bytes }));
        }
    }
    Ok(sources)
}

/// The inputs without those that only belong to a matrix among them, which must be alone but for these.
fn without_companions(inputs: &[PathBuf]) -> Result<Vec<&PathBuf>, ReadError> {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(matrix) = inputs.iter().find(|path| is_matrix(&name(path)) && !path.is_dir()) else {
        return Ok(inputs.iter().collect());
    };
    let beside = |path: &Path| is_companion(&name(path)) && path.parent() == matrix.parent();
    let others = inputs.iter().filter(|&path| path != matrix && !beside(path)).count();
    if others > 0 {
        return Err(ReadError::MatrixAmongOthers { name: matrix.display().to_string(), others });
    }
    Ok(vec![matrix])
}

fn corpus_name(first: &Path, n_others: usize) -> String {
    let name = first.file_name().unwrap_or(first.as_os_str()).to_string_lossy();
    if n_others == 0 { name.into_owned() } else { format!("{name} and {}", count(n_others, "other")) }
}

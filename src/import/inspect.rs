//! The first documents of what is to be opened, and what was found out about it, at once.

use std::path::PathBuf;

use super::ReadError;
use super::intake::Intake;
use super::reader::{Taken, take_in, take_in_bytes};
use super::sample;
use crate::corpus::Corpus;
use crate::corpus::provenance::ReadOptions;
use crate::progress::Monitor;

/// What a look at the beginning of the files gave.
#[derive(Debug)]
pub struct Inspection {
    /// The first documents, with what was detected in [`Provenance::files`](crate::corpus::provenance::Provenance::files).
    pub corpus: Corpus,
    /// Whether these are all documents that there are.
    pub complete: bool,
    /// Bytes on disk of all files.
    pub n_bytes: u64,
    pub n_files: u64,
}

/// Reads the first `most` documents.
pub fn inspect(
    inputs: &[PathBuf],
    options: &ReadOptions,
    most: usize,
    monitor: &dyn Monitor,
) -> Result<Inspection, ReadError> {
    let mut intake = Intake::new(options, Some(most), monitor);
    let taken = take_in(inputs, &mut intake)?;
    Ok(inspection(intake, &taken))
}

/// Reads the first `most` of the abstracts that come with the program.
pub fn inspect_sample(options: &ReadOptions, most: usize, monitor: &dyn Monitor) -> Result<Inspection, ReadError> {
    let mut intake = Intake::new(options, Some(most), monitor);
    let taken = take_in_bytes(sample::NAME, sample::PACKED.to_vec(), &mut intake)?;
    Ok(inspection(intake, &taken))
}

fn inspection(intake: Intake<'_>, taken: &Taken) -> Inspection {
    let Taken { complete, n_bytes, n_files } = *taken;
    Inspection { corpus: intake.corpus, complete, n_bytes, n_files }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_documents_are_read_with_what_was_found() {
        let looked = inspect_sample(&ReadOptions::default(), 50, &()).unwrap();
        assert_eq!(looked.corpus.documents.len(), 50);
        assert!(!looked.complete);
        let file = &looked.corpus.provenance.files[0];
        assert_eq!((file.n_documents, file.encoding.as_deref()), (50, Some("UTF-8")));
    }
}

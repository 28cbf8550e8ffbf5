//! A vectorised corpus as plain files that any other tool can read.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::corpus::Corpus;
use crate::corpus::vectorizer::Vectorized;

#[derive(Debug, thiserror::Error)]
#[error("Cannot write: {error}: {}", path.display())]
pub struct ExportError {
    path: PathBuf,
    error: io::Error,
}

/// Writes `matrix.mtx` (documents × terms, unit rows), `vocabulary.txt` (one term a line, in the order of the columns) and
/// `documents.csv` (id, title, label, in the order of the rows) into `folder`, which is made if it is not there.
pub fn write_matrix(folder: &Path, corpus: &Corpus, vectorized: &Vectorized) -> Result<(), ExportError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| ExportError { path, error }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let write = |name: &str, content: &dyn Fn(&mut BufWriter<File>) -> io::Result<()>| {
        let path = folder.join(name);
        let written = File::create(&path).map(BufWriter::new).and_then(|mut file| {
            content(&mut file)?;
            file.flush()
        });
        written.map_err(failed(&path))
    };
    write("matrix.mtx", &|file| write_entries(file, vectorized))?;
    write("vocabulary.txt", &|file| {
        vectorized.vocabulary.terms().try_for_each(|term| writeln!(file, "{}", term.replace(['\r', '\n'], " ")))
    })?;
    write("documents.csv", &|file| {
        let mut table = csv::Writer::from_writer(file);
        table.write_record(["id", "title", "label"])?;
        for document in &corpus.documents {
            table.write_record([&document.id, document.heading(), document.label.as_deref().unwrap_or_default()])?;
        }
        table.flush()
    })
}

fn write_entries(file: &mut impl Write, vectorized: &Vectorized) -> io::Result<()> {
    let rows = &vectorized.rows;
    writeln!(file, "%%MatrixMarket matrix coordinate real general")?;
    writeln!(file, "{} {} {}", rows.n_rows(), rows.n_cols(), rows.nnz())?;
    for (index, row) in rows.rows().enumerate() {
        for (term, weight) in row.iter() {
            writeln!(file, "{} {} {weight}", index + 1, term + 1)?;
        }
    }
    Ok(())
}

//! A vectorised corpus as plain files that any other tool can read.

use std::io::{self, Write};
use std::path::Path;

use super::{ExportError, make_folder, write_file};
use crate::corpus::Corpus;
use crate::corpus::vectorizer::Vectorized;

/// Writes `matrix.mtx` (documents × terms, unit rows), `vocabulary.txt` (one term a line, in the order of the columns) and
/// `documents.csv` (id, title, label, in the order of the rows) into `folder`, which is made if it is not there.
pub fn write_matrix(folder: &Path, corpus: &Corpus, vectorized: &Vectorized) -> Result<(), ExportError> {
    make_folder(folder)?;
    write_file(&folder.join("matrix.mtx"), &mut |file| write_entries(file, vectorized))?;
    write_file(&folder.join("vocabulary.txt"), &mut |file| {
        vectorized.vocabulary.terms().try_for_each(|term| writeln!(file, "{}", term.replace(['\r', '\n'], " ")))
    })?;
    write_file(&folder.join("documents.csv"), &mut |file| {
        let mut table = csv::Writer::from_writer(file);
        table.write_record(["id", "title", "label"])?;
        let mut written = Ok(());
        let all = 0..corpus.documents.len();
        let read = corpus.documents.visit(all, &mut |_, document| {
            if written.is_ok() {
                let record = [document.id, document.heading(), document.label.unwrap_or_default()];
                written = table.write_record(record);
            }
        });
        read.map_err(io::Error::other)?;
        written?;
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

//! The system's own dialogs for files and folders, on a thread of their own so that the window keeps drawing.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

pub use super::picture::{PictureFormat, Pictured};

/// Asks for files or a folder. Tests put another one in its place.
pub trait FilePicker {
    fn ask(&mut self, what: Wanted, wake: Box<dyn FnOnce() + Send>);

    /// What was picked, once, with what was asked for. `None` while nothing was asked or the dialog is open.
    fn poll(&mut self) -> Option<(Wanted, Picked)>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Files,
    Folder,
    /// A file or a folder whose path is typed: no dialog of the desktop asks for it.
    Path,
    /// Where a project is to be saved and worked on.
    SaveAs,
    /// Where a copy of the project is to be saved.
    SaveCopy,
    /// A folder for tables.
    ExportFolder,
    /// Where the import report is to be saved.
    Report,
    /// A folder with a dictionary for Korean.
    Dictionary,
    /// Where a picture is to be saved.
    SavePicture(Pictured, PictureFormat),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    Paths(Vec<PathBuf>),
    Nothing,
    /// No dialog could be shown.
    NoDialog,
}

/// Dialogs of the desktop, by way of its portal.
#[derive(Default)]
pub struct NativePicker {
    answer: Option<(Wanted, Receiver<Picked>)>,
}

/// Nobody dismisses a dialog this fast: it did not open.
const FASTEST_PERSON: Duration = Duration::from_millis(300);

impl FilePicker for NativePicker {
    fn ask(&mut self, what: Wanted, wake: Box<dyn FnOnce() + Send>) {
        let (sender, answer) = channel();
        let asked = Instant::now();
        let show = move || {
            let dialog = rfd::FileDialog::new();
            let paths = match what {
                Wanted::Files | Wanted::Path => dialog
                    .add_filter(
                        "Corpora and projects",
                        &[
                            "mungchi", "csv", "tsv", "tab", "txt", "text", "md", "json", "jsonl", "ndjson", "xlsx",
                            "xls", "xlsb", "ods", "docx", "hwpx", "hwp", "html", "htm", "pdf", "parquet", "mtx",
                            "svmlight", "npy", "gz", "zst", "zip",
                        ],
                    )
                    .add_filter("All files", &["*"])
                    .pick_files(),
                Wanted::SaveAs | Wanted::SaveCopy => dialog
                    .add_filter("Mungchi projects", &["mungchi"])
                    .set_file_name("project.mungchi")
                    .save_file()
                    .map(|path| vec![path]),
                Wanted::SavePicture(view, format) => dialog
                    .add_filter("Pictures", &[format.ending()])
                    .set_file_name(format!("{}.{}", view.name(), format.ending()))
                    .save_file()
                    .map(|path| vec![path]),
                Wanted::Report => dialog
                    .add_filter("Tables", &["csv"])
                    .set_file_name("import report.csv")
                    .save_file()
                    .map(|path| vec![path]),
                Wanted::Folder | Wanted::ExportFolder | Wanted::Dictionary => {
                    dialog.pick_folder().map(|folder| vec![folder])
                }
            };
            let picked = match paths {
                Some(paths) => Picked::Paths(paths),
                None if asked.elapsed() < FASTEST_PERSON => Picked::NoDialog,
                None => Picked::Nothing,
            };
            // The window may be gone by now.
            drop(sender.send(picked));
            wake();
        };
        let started = std::thread::Builder::new().name("file-dialog".to_owned()).spawn(show);
        self.answer = started.is_ok().then_some((what, answer));
    }

    fn poll(&mut self) -> Option<(Wanted, Picked)> {
        let (wanted, answer) = self.answer.as_ref()?;
        let wanted = *wanted;
        let picked = match answer.try_recv() {
            Ok(picked) => picked,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Picked::NoDialog,
        };
        self.answer = None;
        Some((wanted, picked))
    }
}

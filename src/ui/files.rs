//! Files on their way in: picked in a dialog or dropped on the window.

use std::path::PathBuf;

use super::App;
use super::file_picker::{Picked, Wanted};
use crate::store::{EXTENSION, is_project};
use crate::worker::CorpusSource;
use crate::workspace::{Action, ImportAction};

impl App {
    /// Files from the dialog and files dropped on the window.
    pub(super) fn take_files(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        match self.file_picker.poll() {
            Some((Wanted::SavePicture(..), picked)) => self.pictures.take_picked(picked, &self.workspace),
            Some((wanted, Picked::Paths(paths))) => actions.extend(action_for(wanted, paths)),
            Some((Wanted::Files | Wanted::Folder, Picked::NoDialog)) => actions.push(Action::Tell(
                "No file dialog could be opened: drop the file on the window, or start mungchi with its name"
                    .to_owned(),
            )),
            Some((wanted, Picked::NoDialog)) => {
                self.dialogs.open_path(wanted, &self.workspace);
            }
            Some((_, Picked::Nothing)) | None => {}
        }
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !dropped.is_empty() {
            actions.push(opening(dropped));
        }
    }
}

/// What is done with what was picked.
pub(super) fn action_for(wanted: Wanted, mut paths: Vec<PathBuf>) -> Option<Action> {
    match wanted {
        Wanted::Files | Wanted::Folder => Some(opening(paths)),
        Wanted::Report => paths.pop().map(|path| Action::SaveReport(with_ending(path, "csv"))),
        Wanted::Dictionary => paths.pop().map(|folder| Action::Import(ImportAction::TakeDictionary(folder))),
        Wanted::SaveAs => paths.pop().map(project_path).map(Action::SaveAs),
        Wanted::SaveCopy => paths.pop().map(project_path).map(Action::SaveCopy),
        Wanted::ExportFolder => paths.pop().map(Action::Export),
        // Its dialog takes the path.
        Wanted::SavePicture(..) => None,
    }
}

/// A project's name ends so that it is told from a corpus when it is opened again.
fn project_path(path: PathBuf) -> PathBuf {
    with_ending(path, EXTENSION)
}

fn with_ending(path: PathBuf, ending: &str) -> PathBuf {
    let has_ending = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
    if has_ending { path } else { path.with_added_extension(ending) }
}

/// A project is opened; of other files it is asked first how they are to be read.
fn opening(paths: Vec<PathBuf>) -> Action {
    let has_project = paths.iter().any(|path| is_project(path));
    let source = CorpusSource::Paths(paths);
    if has_project { Action::Open(source) } else { Action::Import(ImportAction::Begin(source)) }
}

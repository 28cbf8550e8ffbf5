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
        Wanted::Files | Wanted::Folder | Wanted::Path => Some(opening(paths)),
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

/// The path that somebody typed or pasted: file managers copy it in quotes or as an address, and shells know `~`.
pub(super) fn typed_path(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    let quoted = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    let text = quoted.unwrap_or(text).trim();
    if let Some(address) = text.strip_prefix("file://") {
        let path = percent_decoded(address.strip_prefix("localhost").unwrap_or(address));
        // `file:///C:/texts` is C:/texts.
        let has_drive = path.as_bytes().get(2) == Some(&b':');
        return Some(if has_drive { path[1..].into() } else { path.into() });
    }
    if let Some(rest) = text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
        && let Some(home) = std::env::home_dir()
    {
        return Some(home.join(rest.trim_start_matches(['/', '\\'])));
    }
    (!text.is_empty()).then(|| text.into())
}

/// `%EA%B0%80` is 가; what is no such sign stays.
fn percent_decoded(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, others @ ..] = rest {
        let code = others.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_path_may_come_in_quotes_or_as_an_address() {
        let typed = |text| typed_path(text).map(|path| path.display().to_string());
        for text in ["/a b/가.csv", " \"/a b/가.csv\" ", "'/a b/가.csv'\n", "file:///a%20b/%EA%B0%80.csv"] {
            assert_eq!(typed(text).as_deref(), Some("/a b/가.csv"), "{text}");
        }
        assert_eq!(typed("file:///C:/texts/100%.csv").as_deref(), Some("C:/texts/100%.csv"));
        assert_eq!(typed("file://localhost/a").as_deref(), Some("/a"));
        assert_eq!(typed_path("~/a.csv"), std::env::home_dir().map(|home| home.join("a.csv")));
        assert_eq!(typed("~user.csv").as_deref(), Some("~user.csv"));
        assert_eq!([typed(" "), typed("\"\"")], [None, None]);
    }
}

//! A path in words: where the system has no dialog for files, and for whoever has the path at hand.

use super::file_picker::Wanted;
use super::files::{action_for, typed_path};
use super::theme;
use crate::workspace::Action;

const WIDTH: f32 = 120.0 * theme::UNIT;

/// Gives whether the question is answered.
pub fn path_ui(ui: &mut egui::Ui, wanted: Wanted, text: &mut String, actions: &mut Vec<Action>) -> bool {
    ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 16.0 * theme::UNIT));
    let title = match wanted {
        Wanted::Files | Wanted::Folder | Wanted::Path => "Open a file or a folder",
        Wanted::ExportFolder => "Export tables to the folder",
        Wanted::SaveAs => "Save the project as",
        Wanted::Report => "Save the import report as",
        Wanted::Dictionary => "Dictionary in the folder",
        Wanted::SaveCopy | Wanted::SavePicture(..) => "Save a copy as",
    };
    ui.label(egui::RichText::new(title).font(theme::heading()));
    let is_read = matches!(wanted, Wanted::Files | Wanted::Folder | Wanted::Path | Wanted::Dictionary);
    let told = match wanted {
        Wanted::Path => "Type or paste its path: a corpus, a folder of texts or a project.",
        _ if is_read => "This desktop has no dialog for files: type or paste the path.",
        _ => "This desktop has no dialog for files: type the path. A file that is there is replaced.",
    };
    theme::weak_label(ui, told);
    let edit = egui::TextEdit::singleline(text).desired_width(f32::INFINITY);
    let response = ui.add(edit.hint_text(if is_read { "/home/…/reviews.csv" } else { "" })).accessible_name("Path");
    if !response.has_focus() && !response.lost_focus() {
        response.request_focus();
    }
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    ui.add_space(theme::UNIT);
    let mut is_done = false;
    ui.horizontal(|ui| {
        let path = typed_path(text);
        let button = theme::primary_button(ui, if is_read { "Open" } else { "Save" });
        let is_clicked = ui.add_enabled(path.is_some(), button).clicked();
        if let Some(path) = path.filter(|_| is_clicked || enter) {
            actions.extend(action_for(wanted, vec![path]));
            is_done = true;
        }
        is_done |= ui.button("Cancel").clicked();
    });
    is_done
}

//! What can be done with a term, under the right mouse button.

use egui::Ui;

use super::terms_panel::copy_table;
use crate::corpus::vocabulary::TermId;
use crate::topics::Command;
use crate::worker::SplitHow;
use crate::workspace::{Action, Workspace};

pub fn ui(ui: &mut Ui, workspace: &Workspace, term: TermId, text: &str, actions: &mut Vec<Action>) {
    let can_decide = !workspace.is_busy();
    let mut chosen = None;
    if ui.button("Search its documents").on_hover_text("List every document that holds it").clicked() {
        chosen = Some(Action::Search(text.to_owned()));
    }
    let keep = if workspace.is_pinned(term) { "Let it go" } else { "Keep it lit" };
    if ui.button(keep).on_hover_text("The map shows where its documents are (click the term)").clicked() {
        chosen = Some(Action::PinTerm(term));
    }
    ui.separator();
    let ignore = ui.add_enabled(can_decide, egui::Button::new("Ignore this term"));
    if ignore.on_hover_text("No name, bar or keyword shows it any more").clicked() {
        chosen = Some(Action::Curate(Command::IgnoreTerms(vec![text.to_owned()])));
    }
    let can_split = can_decide && workspace.selection().topics().len() == 1;
    let split = ui.add_enabled(can_split, egui::Button::new("Split the topic by it…"));
    if split.on_disabled_hover_text("Select one topic to split it").clicked() {
        chosen = Some(Action::ProposeSplit(SplitHow::ByTerm(term)));
    }
    ui.separator();
    if ui.button("Copy the word").clicked() {
        ui.ctx().copy_text(text.to_owned());
        ui.close();
    }
    if ui.button("Copy the list as a table").clicked() {
        copy_table(ui.ctx(), workspace, actions);
        ui.close();
    }
    if let Some(action) = chosen {
        actions.push(action);
        ui.close();
    }
}

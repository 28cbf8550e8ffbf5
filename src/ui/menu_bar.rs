//! The menu bar: every command by name, with its key.

use super::commands::{UiCommand, shortcut_text};
use super::theme;
use crate::workspace::{Action, Workspace};

const MENUS: &[(&str, &[&[UiCommand]])] = &[
    (
        "File",
        &[
            &[UiCommand::OpenFiles, UiCommand::OpenFolder, UiCommand::OpenSample],
            &[UiCommand::ShowWarnings],
            &[UiCommand::Quit],
        ],
    ),
    (
        "Edit",
        &[
            &[UiCommand::Undo, UiCommand::Redo],
            &[UiCommand::SelectAll, UiCommand::ClearSelection, UiCommand::Search, UiCommand::FilterTopics],
        ],
    ),
    (
        "Topic",
        &[
            &[UiCommand::Merge, UiCommand::MergeGroups, UiCommand::TakeApart],
            &[UiCommand::Rename, UiCommand::Trash],
            &[UiCommand::Run, UiCommand::Cancel],
        ],
    ),
    ("View", &[&[UiCommand::FitMap], &[UiCommand::ThemeLight, UiCommand::ThemeDark, UiCommand::ThemeSystem]]),
    ("Help", &[&[UiCommand::ShowKeys, UiCommand::ShowAbout]]),
];

#[derive(Default)]
pub struct MenuBar {
    query: String,
    /// Whether the query was searched for; the field is emptied when its results are cleared.
    searched: bool,
    focus_search: bool,
}

impl MenuBar {
    pub fn focus_search(&mut self) {
        self.focus_search = true;
    }

    pub fn ui(
        &mut self,
        ui: &mut egui::Ui,
        workspace: &Workspace,
        commands: &mut Vec<UiCommand>,
        actions: &mut Vec<Action>,
    ) {
        egui::MenuBar::new().ui(ui, |ui| {
            for (title, sections) in MENUS {
                ui.menu_button(*title, |ui| menu_ui(ui, sections, workspace, commands));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                // The bar's style is that of its menus.
                ui.reset_style();
                if workspace.session().is_some() {
                    self.search_ui(ui, workspace, actions);
                }
                if let Some(corpus) = workspace.corpus() {
                    theme::weak_line(ui, &corpus.name);
                }
            });
        });
    }

    /// Enter searches; the search is done by a worker, so it is not started with every letter.
    fn search_ui(&mut self, ui: &mut egui::Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
        if self.searched && workspace.query().is_none() {
            self.searched = false;
            self.query.clear();
        }
        let edit = egui::TextEdit::singleline(&mut self.query).hint_text("Search documents ( / )").desired_width(220.0);
        let response = ui.add(edit).accessible_name("Search documents");
        if std::mem::take(&mut self.focus_search) {
            response.request_focus();
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
            self.searched = !self.query.trim().is_empty();
            actions.push(Action::Search(self.query.clone()));
        }
    }
}

fn menu_ui(ui: &mut egui::Ui, sections: &[&[UiCommand]], workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            ui.separator();
        }
        section.iter().for_each(|&command| entry_ui(ui, command, workspace, commands));
    }
}

fn entry_ui(ui: &mut egui::Ui, command: UiCommand, workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    let mut button = egui::Button::new(command.menu_text(workspace));
    if let Some(shortcut) = command.shortcuts().first() {
        button = button.shortcut_text(shortcut_text(ui.ctx(), *shortcut));
    }
    if ui.add_enabled(command.is_enabled(workspace), button).clicked() {
        commands.push(command);
        ui.close();
    }
}

//! The menu bar: every command by name, with its key.

use super::commands::UiCommand;
use super::theme;
use crate::workspace::Workspace;

const MENUS: &[(&str, &[&[UiCommand]])] = &[
    ("File", &[&[UiCommand::OpenFiles, UiCommand::OpenFolder, UiCommand::OpenSample], &[UiCommand::Quit]]),
    (
        "Edit",
        &[&[UiCommand::Undo, UiCommand::Redo], &[UiCommand::SelectAll, UiCommand::ClearSelection, UiCommand::FilterTopics]],
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

pub fn ui(ui: &mut egui::Ui, workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    egui::MenuBar::new().ui(ui, |ui| {
        for (title, sections) in MENUS {
            ui.menu_button(*title, |ui| {
                for (index, section) in sections.iter().enumerate() {
                    if index > 0 {
                        ui.separator();
                    }
                    section.iter().for_each(|&command| entry_ui(ui, command, workspace, commands));
                }
            });
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if let Some(corpus) = workspace.corpus() {
                theme::weak_label(ui, &corpus.name);
            }
        });
    });
}

fn entry_ui(ui: &mut egui::Ui, command: UiCommand, workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    let mut button = egui::Button::new(command.menu_text(workspace));
    if let Some(shortcut) = command.shortcuts().first() {
        button = button.shortcut_text(ui.ctx().format_shortcut(shortcut));
    }
    if ui.add_enabled(command.is_enabled(workspace), button).clicked() {
        commands.push(command);
        ui.close();
    }
}

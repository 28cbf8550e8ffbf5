//! The menu bar: every command by name, with its key.

use egui::{Rect, vec2};

use super::commands::UiCommand;
use super::icons::{self, Icon};
use super::picture::Pictured;
use super::{map, theme, topic_menu};
use crate::worker::CorpusSource;
use crate::workspace::{Action, Workspace};

/// The menus in sections; the list of keys is grouped like them. Every command is in one of them.
pub const MENUS: &[(&str, &[&[UiCommand]])] = &[
    (
        "File",
        &[
            &[UiCommand::OpenFiles, UiCommand::OpenFolder, UiCommand::OpenPath, UiCommand::OpenSample],
            &[UiCommand::SaveAs, UiCommand::SaveCopy, UiCommand::Export, UiCommand::Compact],
            &[UiCommand::ImportOptions, UiCommand::ShowReport],
            &[UiCommand::ShowSettings],
            &[UiCommand::Quit],
        ],
    ),
    (
        "Edit",
        &[
            &[UiCommand::Undo, UiCommand::Redo, UiCommand::ShowHistory],
            &[
                UiCommand::SelectAll,
                UiCommand::ClearSelection,
                UiCommand::NextTopic,
                UiCommand::PreviousTopic,
                UiCommand::NextNearest,
                UiCommand::PreviousNearest,
            ],
            &[
                UiCommand::FirstTopic,
                UiCommand::LastTopic,
                UiCommand::NextPage,
                UiCommand::PreviousPage,
                UiCommand::ExtendDown,
                UiCommand::ExtendUp,
            ],
            &[UiCommand::Palette, UiCommand::Search, UiCommand::ClearSearch, UiCommand::FilterTopics],
        ],
    ),
    (
        "Topic",
        &[
            &[UiCommand::Merge, UiCommand::MergeGroups, UiCommand::MarkDifferent, UiCommand::ClearDifferent],
            &[UiCommand::Split, UiCommand::TakeApart],
            &[UiCommand::Rename, UiCommand::Note, UiCommand::Tag, UiCommand::Lock, UiCommand::Unlock],
            &[UiCommand::Trash, UiCommand::RestoreAll],
            &[UiCommand::CopyTerms, UiCommand::ShowIgnored],
            &[UiCommand::Run, UiCommand::Cancel],
        ],
    ),
    (
        "Document",
        &[
            &[UiCommand::NextDocument, UiCommand::PreviousDocument, UiCommand::ChooseAllDocuments],
            &[UiCommand::MoveDocuments, UiCommand::MoveToRunnerUp, UiCommand::SplitChosen],
        ],
    ),
    (
        "View",
        &[
            &[UiCommand::ShowMap, UiCommand::ShowHeatmap, UiCommand::ShowThreshold, UiCommand::ResetViews],
            &[
                UiCommand::SavePicture(Pictured::Map),
                UiCommand::SavePicture(Pictured::Heatmap),
                UiCommand::SavePicture(Pictured::Terms),
                UiCommand::SavePicture(Pictured::Threshold),
                UiCommand::CopyPicture(Pictured::Map),
                UiCommand::CopyPicture(Pictured::Heatmap),
                UiCommand::CopyPicture(Pictured::Terms),
                UiCommand::CopyPicture(Pictured::Threshold),
            ],
            &[UiCommand::TextLarger, UiCommand::TextSmaller, UiCommand::TextNormal],
            &[UiCommand::ThemeLight, UiCommand::ThemeDark, UiCommand::ThemeSystem],
            &[UiCommand::ReduceMotion],
        ],
    ),
    ("Help", &[&[UiCommand::ShowKeys, UiCommand::ShowHints], &[UiCommand::ShowAbout]]),
];

/// The menu that a command is in.
pub fn menu_of(command: UiCommand) -> &'static str {
    let has = |sections: &[&[UiCommand]]| sections.iter().any(|section| section.contains(&command));
    if map::MENU.contains(&command) {
        return "View";
    }
    MENUS.iter().find(|(_, sections)| has(sections)).map_or("", |(title, _)| title)
}

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
                ui.menu_button(*title, |ui| {
                    menu_ui(ui, sections, workspace, commands);
                    match *title {
                        "File" => recent_ui(ui, workspace, actions),
                        "View" => {
                            ui.separator();
                            map::menu_ui(ui, workspace, commands);
                        }
                        "Edit" => undo_one_ui(ui, workspace, actions),
                        "Topic" => {
                            ui.separator();
                            topic_menu::submenus_ui(ui, workspace, actions);
                        }
                        _ => {}
                    }
                });
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                // The bar's style is that of its menus.
                ui.reset_style();
                if workspace.session().is_some() && workspace.importing().is_none() {
                    self.search_ui(ui, workspace, actions);
                }
                name_ui(ui, workspace);
            });
        });
    }

    /// Searches as one types: a worker looks, and what it finds streams in.
    fn search_ui(&mut self, ui: &mut egui::Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
        if self.searched && workspace.query().is_none() {
            self.searched = false;
            self.query.clear();
        }
        let side = icons::BUTTON;
        let margin = egui::Margin { left: side as i8, right: side as i8, top: 2, bottom: 2 };
        let edit = egui::TextEdit::singleline(&mut self.query).hint_text("Search documents ( / )").margin(margin);
        let response = ui.add(edit.desired_width(220.0)).accessible_name("Search documents");
        if std::mem::take(&mut self.focus_search) {
            response.request_focus();
        }
        let end = |center: egui::Pos2| Rect::from_center_size(center, vec2(side, side));
        let ends = response.rect.shrink2(vec2(side / 2.0, 0.0));
        let glass = end(ends.left_center()).shrink(f32::midpoint(side, -icons::SIZE));
        icons::paint(ui.painter(), glass, Icon::Search, theme::palette(ui).weak);
        let can_clear = !self.query.is_empty();
        let clear = response.id.with("clear");
        if can_clear
            && icons::icon_button_at(ui, end(ends.right_center()), clear, Icon::Close, "Clear the search field")
                .clicked()
        {
            self.query.clear();
            self.searched = false;
            actions.push(Action::Search(String::new()));
            response.request_focus();
            return;
        }
        if response.changed() {
            self.searched = !self.query.trim().is_empty();
            actions.push(Action::Search(self.query.clone()));
        }
    }
}

/// What is open: the corpus, and the project's file once there is one.
fn name_ui(ui: &mut egui::Ui, workspace: &Workspace) {
    let Some(corpus) = workspace.corpus() else { return };
    let Some(path) = workspace.project_path() else {
        theme::weak_line(ui, &corpus.name);
        return;
    };
    let project = path.file_name().unwrap_or_default().to_string_lossy();
    let text =
        if project == corpus.name.as_str() { corpus.name.clone() } else { format!("{}  ·  {project}", corpus.name) };
    theme::weak_line(ui, text).on_hover_text(path.display().to_string());
}

fn menu_ui(ui: &mut egui::Ui, sections: &[&[UiCommand]], workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            ui.separator();
        }
        section.iter().for_each(|&command| topic_menu::entry_ui(ui, command, workspace, commands));
    }
}

/// Steps that are offered to be undone alone; older ones are in the history.
const N_STEPS: usize = 12;

/// The latest steps, each to be undone alone.
fn undo_one_ui(ui: &mut egui::Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let Some(session) = workspace.session().filter(|session| !session.history.done().is_empty()) else { return };
    ui.separator();
    ui.add_enabled_ui(!workspace.is_busy(), |ui| {
        ui.menu_button("Undo one step only", |ui| {
            ui.set_max_width(420.0);
            for &id in session.history.done().iter().rev().take(N_STEPS) {
                let Some(step) = session.history.step(id) else { continue };
                if ui.add(egui::Button::new(&step.sentence).truncate()).clicked() {
                    actions.push(Action::Revert(id));
                    ui.close();
                }
            }
            theme::weak_label(ui, "Older ones: right-click them in the history (H)");
        });
    });
}

/// The projects that were open lately.
fn recent_ui(ui: &mut egui::Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let recent = workspace.recent();
    if recent.is_empty() {
        return;
    }
    ui.separator();
    ui.menu_button("Recent projects", |ui| {
        for path in recent {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                actions.push(Action::Open(CorpusSource::Paths(vec![path.clone()])));
                ui.close();
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_a_menu_and_in_the_list_of_commands() {
        let missing: Vec<_> = UiCommand::ALL.iter().filter(|command| menu_of(**command).is_empty()).collect();
        assert!(missing.is_empty(), "in no menu: {missing:?}");
        let in_menus = MENUS.iter().flat_map(|(_, sections)| sections.iter().flat_map(|section| section.iter()));
        let unlisted: Vec<_> = in_menus.filter(|command| !UiCommand::ALL.contains(command)).collect();
        assert!(unlisted.is_empty(), "not in UiCommand::ALL: {unlisted:?}");
    }
}

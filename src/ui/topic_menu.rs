//! What can be done with the selected topics, as a menu under the right mouse button and in the menu bar.

use egui::{Color32, Sense, Ui, vec2};

use super::commands::{UiCommand, shortcut_text};
use super::theme;
use crate::topics::{Command, TopicId};
use crate::workspace::{Action, Workspace};

/// Tags that are offered before any is in use.
const USUAL_TAGS: [&str; 3] = ["noise", "low interest", "to discuss"];

const SECTIONS: &[&[UiCommand]] = &[
    &[UiCommand::Merge, UiCommand::MarkDifferent, UiCommand::ClearDifferent],
    &[UiCommand::Split, UiCommand::TakeApart],
    &[UiCommand::Rename, UiCommand::Note, UiCommand::Lock, UiCommand::Unlock],
    &[UiCommand::Trash],
];

/// The menu over a bubble or a row; opening it selected what is under the pointer.
pub fn context_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
    let mut is_first = true;
    for (index, section) in SECTIONS.iter().enumerate() {
        let possible: Vec<UiCommand> =
            section.iter().copied().filter(|command| command.is_enabled(workspace)).collect();
        if possible.is_empty() {
            continue;
        }
        if !std::mem::take(&mut is_first) {
            ui.separator();
        }
        possible.into_iter().for_each(|command| entry_ui(ui, command, workspace, commands));
        if index == 2 {
            submenus_ui(ui, workspace, actions);
        }
    }
}

/// A command with its key.
pub fn entry_ui(ui: &mut Ui, command: UiCommand, workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    let mut button = egui::Button::new(command.menu_text(workspace)).selected(command.is_on(ui.ctx(), workspace));
    if let Some(shortcut) = command.shortcuts().first() {
        button = button.shortcut_text(shortcut_text(ui.ctx(), *shortcut));
    }
    if ui.add_enabled(command.is_enabled(workspace), button).clicked() {
        commands.push(command);
        ui.close();
    }
}

/// Tags, colours and members of the selected topics.
pub fn submenus_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let can_decide = !workspace.selection().topics().is_empty() && !workspace.is_busy();
    ui.add_enabled_ui(can_decide, |ui| {
        ui.menu_button("Tag", |ui| tags_ui(ui, workspace, actions));
        ui.menu_button("Colour", |ui| colours_ui(ui, workspace, actions));
    });
    let has_members = can_decide && workspace.last_merge_of_selected().is_some();
    ui.add_enabled_ui(has_members, |ui| {
        ui.menu_button("Let out", |ui| members_ui(ui, workspace, actions));
    });
}

/// What the selected topic absorbed, each to be let out alone.
fn members_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let (Some(session), [topic]) = (workspace.session(), workspace.selection().topics()) else { return };
    let merges = session.topics.merges_of(*topic);
    let members: Vec<TopicId> = merges.into_iter().flat_map(|(_, members)| members).collect();
    ui.set_max_width(320.0);
    egui::ScrollArea::vertical().max_height(320.0).show_rows(ui, theme::LINE, members.len(), |ui, rows| {
        for &member in &members[rows] {
            if ui.add(egui::Button::new(&*session.name_of(member)).frame(false).truncate()).clicked() {
                actions.push(Action::Curate(Command::RemoveFromMerge { member }));
                ui.close();
            }
        }
    });
}

/// A tick before each tag that all selected topics have.
fn tags_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let Some(session) = workspace.session() else { return };
    let topics = workspace.selection().topics().to_vec();
    let mut tags: Vec<&str> = session.topics.tags().into_iter().collect();
    tags.extend(USUAL_TAGS.iter().filter(|tag| !session.topics.tags().contains(**tag)));
    for tag in tags {
        let has = |id: &TopicId| session.topics.get(*id).is_some_and(|topic| topic.tags.contains(tag));
        let mut tagged = topics.iter().all(has);
        if ui.checkbox(&mut tagged, tag).clicked() {
            let (topics, tag) = (topics.clone(), tag.to_owned());
            let command = if tagged { Command::Tag { topics, tag } } else { Command::Untag { topics, tag } };
            actions.push(Action::Curate(command));
            ui.close();
        }
    }
    theme::weak_label(ui, "New tags: type one in the topic panel (T)");
}

fn colours_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let topics = workspace.selection().topics().to_vec();
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        for (place, (name, _)) in theme::CHOSEN_HUES.iter().enumerate() {
            let color = theme::chosen_color(palette, place as u8);
            if swatch_ui(ui, color, name).clicked() {
                let command = Command::Colour { topics: topics.clone(), colour: Some(place as u8) };
                actions.push(Action::Curate(command));
                ui.close();
            }
        }
    });
    if ui.button("By position on the map").clicked() {
        actions.push(Action::Curate(Command::Colour { topics, colour: None }));
        ui.close();
    }
}

fn swatch_ui(ui: &mut Ui, color: Color32, name: &str) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::click());
    let radius = if response.hovered() || response.has_focus() { 9.0 } else { 7.5 };
    ui.painter().circle_filled(rect.center(), radius, color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Colour: {name}")));
    response.on_hover_text(name)
}

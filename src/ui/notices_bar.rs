//! What just happened, at the right of the status bar: the newest message, and the others on demand.

use egui::{Align, Color32, Layout, Popup, PopupCloseBehavior, RectAlign, ScrollArea, Ui};

use super::commands::UiCommand;
use super::icons::{Icon, icon_button};
use super::theme;
use crate::workspace::{Action, Notice, NoticeKind, Workspace};

/// The width of the list of earlier messages.
const WIDTH: f32 = 100.0 * theme::UNIT;

/// Lays out from the right.
pub fn ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let mut notices = workspace.notices();
    let Some(newest) = notices.next_back() else { return };
    if icon_button(ui, Icon::Close, "Dismiss").clicked() {
        actions.push(Action::DismissNotices);
    }
    let n_earlier = notices.len();
    if n_earlier > 0 {
        let button = ui.small_button(format!("{n_earlier} more")).on_hover_text("Earlier messages");
        Popup::from_toggle_button_response(&button)
            .align(RectAlign::TOP_END)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Earlier messages")
            .show(|ui| earlier_ui(ui, workspace, actions));
    }
    if can_undo(newest, workspace) && ui.small_button("Undo").clicked() {
        actions.push(Action::Undo);
    }
    let text = egui::RichText::new(&newest.text).color(color_of(ui, newest));
    // A text that is cut has the whole of it as its tooltip.
    ui.add(egui::Label::new(text).truncate());
}

/// The message of a decision is there only as long as it is the newest decision.
fn can_undo(notice: &Notice, workspace: &Workspace) -> bool {
    notice.kind == NoticeKind::Undoable && UiCommand::Undo.is_enabled(workspace)
}

fn color_of(ui: &Ui, notice: &Notice) -> Color32 {
    match notice.kind {
        NoticeKind::Warning => theme::palette(ui).warning,
        NoticeKind::Told | NoticeKind::Undoable => theme::palette(ui).text,
    }
}

/// All but the newest message, the newest of them first.
fn earlier_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 8.0 * theme::UNIT));
    theme::section_label(ui, "Earlier messages");
    ScrollArea::vertical().id_salt("earlier messages").max_height(60.0 * theme::UNIT).show(ui, |ui| {
        for notice in workspace.notices().rev().skip(1) {
            ui.horizontal_top(|ui| {
                theme::weak_label(ui, local_time(notice.at_ms));
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    if can_undo(notice, workspace) && ui.small_button("Undo").clicked() {
                        actions.push(Action::Undo);
                        ui.close();
                    }
                    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                        let text = egui::RichText::new(&notice.text).color(color_of(ui, notice));
                        ui.add(egui::Label::new(text).wrap());
                    });
                });
            });
        }
    });
}

fn local_time(at_ms: u64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms as i64);
    at.map_or(String::new(), |at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string())
}

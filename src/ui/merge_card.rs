//! The question how topics shall be merged: which one survives, with its name.

use egui::{Key, Pos2};

use super::heatmap::similarity_sentence;
use super::status_bar::grouped;
use super::{map, theme};
use crate::topics::{Group, TopicId};
use crate::workspace::{Action, Session, Workspace};

/// Names that are listed before the rest is counted.
const N_SHOWN: usize = 8;

#[derive(Default)]
pub struct MergeCard {
    /// Where a bubble was dropped on another.
    dropped_at: Option<Pos2>,
    is_shown: bool,
}

impl MergeCard {
    /// The next card opens here and not in the middle of the window.
    pub fn open_at(&mut self, position: Pos2) {
        self.dropped_at = Some(position);
    }

    pub fn ui(&mut self, ctx: &egui::Context, workspace: &Workspace, actions: &mut Vec<Action>) {
        let (Some(group), Some(session)) = (workspace.proposed_merge(), workspace.session()) else {
            // A drop proposes its merge at the end of the frame: the place is kept until that card has been answered.
            if std::mem::take(&mut self.is_shown) {
                self.dropped_at = None;
            }
            return;
        };
        self.is_shown = true;
        let id = egui::Id::unique("merge card");
        let mut modal = egui::Modal::new(id);
        if let Some(position) = self.dropped_at {
            let area = egui::Area::new(id).order(egui::Order::Foreground).fixed_pos(position).constrain(true);
            modal = modal.area(area).backdrop_color(egui::Color32::TRANSPARENT);
        }
        let response = modal.show(ctx, |ui| card_ui(ui, session, group, actions));
        let pressed = |key: Key| ctx.input(|input| input.key_pressed(key));
        if pressed(Key::Enter) {
            actions.push(Action::AcceptMerge);
        } else if pressed(Key::X) {
            actions.push(Action::TurnMerge);
        } else if response.should_close() {
            actions.push(Action::DropMerge);
        }
    }
}

fn card_ui(ui: &mut egui::Ui, session: &Session, group: &Group, actions: &mut Vec<Action>) {
    ui.set_width(340.0);
    let tables = &session.tables;
    let n_documents = |id: TopicId| tables.row(id).map_or(0, |row| row.n_documents) as usize;
    ui.label(egui::RichText::new(format!("Merge {} topics?", group.absorbed.len() + 1)).font(theme::heading()));
    topic_ui(ui, session, group.into, "stays");
    for &id in group.absorbed.iter().take(N_SHOWN) {
        topic_ui(ui, session, id, "joins it");
    }
    if group.absorbed.len() > N_SHOWN {
        theme::weak_label(ui, format!("and {} others", group.absorbed.len() - N_SHOWN));
    }
    let total: usize = group.members().map(n_documents).sum();
    let mut facts = format!("Together {} documents, as “{}”", grouped(total), tables.name(group.into));
    if let [other] = group.absorbed[..] {
        facts = format!("{facts} · {}", similarity_sentence(&tables.relations, group.into, other));
    }
    theme::weak_label(ui, facts);
    let n_named = group.members().filter(|&id| session.is_named(id)).count();
    if n_named > 1 {
        let text = format!("You named {n_named} of them: the merged topic keeps the name of the one that stays.");
        ui.label(egui::RichText::new(text).color(theme::palette(ui).warning));
    }
    ui.add_space(theme::UNIT);
    ui.horizontal(|ui| {
        if ui.add(theme::primary_button(ui, "Merge")).on_hover_text("Enter").clicked() {
            actions.push(Action::AcceptMerge);
        }
        if ui.button("Let another stay").on_hover_text("X").clicked() {
            actions.push(Action::TurnMerge);
        }
        if ui.button("Cancel").on_hover_text("Escape").clicked() {
            actions.push(Action::DropMerge);
        }
    });
}

fn topic_ui(ui: &mut egui::Ui, session: &Session, id: TopicId, part: &str) {
    ui.horizontal(|ui| {
        let (dot, _) = ui.allocate_exact_size(egui::vec2(10.0, 10.0), egui::Sense::hover());
        ui.painter().circle_filled(dot.center(), 4.5, map::color_of(theme::palette(ui), session, id));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            theme::weak_label(ui, part);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let font = if part == "stays" { theme::body_strong() } else { theme::body() };
                ui.add(egui::Label::new(egui::RichText::new(session.tables.name(id)).font(font)).truncate());
            });
        });
    });
}

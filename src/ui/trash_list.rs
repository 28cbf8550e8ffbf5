//! Below the topic list: what is in the trash, to be restored.

use egui::{CollapsingHeader, ScrollArea, Ui};

use super::status_bar::grouped;
use super::theme;
use crate::topics::Command;
use crate::workspace::{Action, Session};

#[derive(Default)]
pub struct TrashList {
    is_closed: bool,
}

/// Topics in the trash that are listed before the rest scrolls.
const ROWS: usize = 4;

impl TrashList {
    /// The room that the section takes.
    pub fn height(&self, ui: &Ui, session: &Session) -> f32 {
        let n_trashed = session.tables.trashed.len();
        if n_trashed == 0 {
            return 0.0;
        }
        let n_rows = if self.is_closed { 0 } else { n_trashed.min(ROWS) };
        (n_rows + 1) as f32 * (theme::LINE + ui.spacing().item_spacing.y) + 4.0 * theme::UNIT
    }

    pub fn ui(&mut self, ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
        let trashed = &session.tables.trashed;
        if trashed.is_empty() {
            return;
        }
        ui.separator();
        let text = egui::RichText::new(format!("Trash ({})", grouped(trashed.len()))).font(theme::body_strong());
        let header = CollapsingHeader::new(text).id_salt("trash").default_open(true).open(Some(!self.is_closed));
        let shown = header.show_unindented(ui, |ui| {
            let area = ScrollArea::vertical().id_salt("trashed").auto_shrink([false, true]);
            area.show_rows(ui, theme::LINE, trashed.len(), |ui, rows| {
                for &id in &trashed[rows] {
                    let Some(topic) = session.tables.row(id) else { continue };
                    ui.horizontal(|ui| {
                        if ui.small_button("Restore").on_hover_text(format!("Restore “{}”", topic.name)).clicked() {
                            actions.push(Action::Curate(Command::Restore(vec![id])));
                        }
                        let text = format!("{} ({})", topic.name, grouped(topic.n_documents as usize));
                        ui.add(egui::Label::new(text).truncate());
                    });
                }
            });
        });
        if shown.header_response.clicked() {
            self.is_closed = !self.is_closed;
        }
    }
}

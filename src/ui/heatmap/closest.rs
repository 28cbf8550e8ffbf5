//! The pairs that are most alike, under the heatmap where it leaves room: each is one click from being compared.

use egui::text::LayoutJob;
use egui::{Align2, Role, Sense, Ui, WidgetInfo, vec2};

use crate::topics::TopicId;
use crate::ui::words::similarity_text;
use crate::ui::{map, theme};
use crate::workspace::{Action, SelectMode, Session};

#[derive(Default)]
pub struct Closest {
    revision: Option<u64>,
    pairs: Vec<(TopicId, TopicId, f32)>,
}

/// Pairs that are listed.
const N_PAIRS: usize = 100;

/// Less room shows nothing.
const LEAST_HEIGHT: f32 = 3.0 * theme::LINE;

impl Closest {
    pub fn ui(&mut self, ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
        if ui.available_height() < LEAST_HEIGHT {
            return;
        }
        if self.revision != Some(session.revision) {
            self.pairs = session.tables.relations.closest_pairs(N_PAIRS);
            self.revision = Some(session.revision);
        }
        let pairs = &self.pairs;
        let hint = "What the threshold would join first; without pairs that you marked as different or locked";
        theme::section_label(ui, "Most similar pairs").on_hover_text(hint);
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().id_salt("closest pairs").auto_shrink(false).show_rows(
            ui,
            theme::LINE,
            pairs.len(),
            |ui, rows| pairs[rows].iter().for_each(|&pair| pair_ui(ui, session, pair, actions)),
        );
    }
}

fn pair_ui(ui: &mut Ui, session: &Session, (a, b, similarity): (TopicId, TopicId, f32), actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE), Sense::click());
    let names = [a, b].map(|id| session.tables.name(id));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Pair: {}, {}", names[0], names[1])));
    if response.hovered() {
        ui.painter().rect_filled(rect, 3.0, palette.accent_soft);
        actions.push(Action::Hover(vec![a, b]));
    }
    if response.clicked() {
        actions.push(Action::Select(vec![a, b], SelectMode::Replace));
    }
    let painter = ui.painter_at(rect);
    let number = similarity_text(similarity);
    painter.text(rect.left_center() + vec2(2.0, 0.0), Align2::LEFT_CENTER, number, theme::small(), palette.weak);
    let left = rect.left() + 34.0;
    let width = (rect.right() - left) / 2.0;
    for (place, (id, name)) in [a, b].into_iter().zip(names).enumerate() {
        let left = left + place as f32 * width;
        painter.circle_filled(egui::pos2(left + 4.0, rect.center().y), 4.0, map::color_of(palette, session, id));
        let mut job = LayoutJob::simple_singleline(name.to_owned(), theme::body(), palette.text);
        job.wrap = egui::text::TextWrapping::truncate_at_width((width - 18.0).max(8.0));
        let galley = painter.layout_job(job);
        painter.galley(egui::pos2(left + 12.0, rect.center().y - galley.size().y / 2.0), galley, palette.text);
    }
}

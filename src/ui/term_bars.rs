//! Term bars: how many documents hold a term, in the topic over the whole corpus.

use egui::{Align2, Color32, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::status_bar::grouped;
use super::theme;
use crate::topics::Command;
use crate::worker::SplitHow;
use crate::workspace::{Action, TermBar};

/// The longest corpus bar, in lengths of the longest bar of the topic.
const LONGEST_CORPUS_BAR: f32 = 2.5;

/// Draws the bars of `terms`, as many as there are; `color` is the topic's. A term can be ignored, searched for, or made to
/// split the selected topic.
pub fn ui(ui: &mut Ui, terms: &[TermBar], color: Color32, can_split: bool, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let most = |count: fn(&TermBar) -> u32| terms.iter().map(count).max().unwrap_or(1).max(1) as f32;
    // Common words would press all other bars flat: where they would, their corpus bars are cut at the edge.
    let scale = most(|term| term.n_in_corpus).min(most(|term| term.n_in_topic) * LONGEST_CORPUS_BAR);
    let width = ui.available_width();
    let text_width = (width * 0.36).clamp(80.0, 160.0);
    let number_width = 84.0;
    let height = 4.5 * theme::UNIT;
    ui.spacing_mut().item_spacing.y = 0.0;
    for term in terms {
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
        if !ui.is_rect_visible(rect) {
            continue;
        }
        let bars = Rect::from_min_max(
            pos2(rect.left() + text_width + 6.0, rect.top() + 3.0),
            pos2(rect.right() - number_width, rect.bottom() - 3.0),
        );
        let bar = |n: u32| {
            let share = (n as f32 / scale).min(1.0);
            Rect::from_min_size(bars.min, vec2((bars.width() * share).max(1.0), bars.height()))
        };
        let painter = ui.painter_at(rect);
        painter.rect_filled(bar(term.n_in_corpus), 2.0, theme::mix(palette.panel, palette.weak, 0.35));
        painter.rect_filled(bar(term.n_in_topic), 2.0, color);
        if term.n_in_corpus as f32 > scale {
            let cut = pos2(bars.right() - 8.0, bars.top());
            painter.line_segment([cut + vec2(3.0, -1.0), cut + vec2(-3.0, bars.height() + 1.0)], (2.0, palette.panel));
        }
        let mut job = egui::text::LayoutJob::simple_singleline(term.text.clone(), theme::body(), palette.text);
        job.wrap = egui::text::TextWrapping::truncate_at_width(text_width);
        let galley = painter.layout_job(job);
        let corner = pos2(rect.left() + text_width - galley.size().x, rect.center().y - galley.size().y / 2.0);
        painter.galley(corner, galley, palette.text);
        let numbers = format!("{} / {}", grouped(term.n_in_topic as usize), grouped(term.n_in_corpus as usize));
        painter.text(rect.right_center(), Align2::RIGHT_CENTER, numbers, theme::small(), palette.weak);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Term: {}", term.text)));
        response.context_menu(|ui| menu_ui(ui, term, can_split, actions));
        response.on_hover_ui(|ui| {
            let share = 100.0 * f64::from(term.n_in_topic) / f64::from(term.n_in_corpus.max(1));
            ui.label(format!(
                "{} of the {} documents with “{}” are in this topic ({share:.0} %)",
                grouped(term.n_in_topic as usize),
                grouped(term.n_in_corpus as usize),
                term.text
            ));
        });
    }
}

fn menu_ui(ui: &mut Ui, term: &TermBar, can_split: bool, actions: &mut Vec<Action>) {
    if ui.button("Ignore this term").on_hover_text("No name, bar or keyword shows it any more").clicked() {
        actions.push(Action::Curate(Command::IgnoreTerms(vec![term.text.clone()])));
        ui.close();
    }
    if ui.button("Search it").clicked() {
        actions.push(Action::Search(term.text.clone()));
        ui.close();
    }
    let split = egui::Button::new("Split the topic by it…");
    if ui.add_enabled(can_split, split).on_disabled_hover_text("Select one topic to split it").clicked() {
        actions.push(Action::ProposeSplit(SplitHow::ByTerm(term.term)));
        ui.close();
    }
}

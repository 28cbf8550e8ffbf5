//! Two topics side by side: the words of each, those that both share between them, and how alike they are.

use egui::{Align, Color32, Key, Layout, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::status_bar::grouped;
use super::term_bars::percent_text;
use super::words::{measure_name, similarity_text};
use super::{map, theme, word_menu};
use crate::topics::Command;
use crate::topics::similarity::Measure;
use crate::workspace::{Action, PairTerm, Session, TopicPair, Workspace};

/// Height of a word with its bars.
const ROW: f32 = 7.0 * theme::UNIT;

/// Colours nearer than this, in steps of all channels, are taken for one.
const LEAST_DISTANCE: u32 = 130;

/// Height of a bar.
const BAR: f32 = 4.0;

/// Draws the pair; whether one of its words has the keyboard.
pub fn ui(ui: &mut Ui, workspace: &Workspace, session: &Session, pair: &TopicPair, actions: &mut Vec<Action>) -> bool {
    let palette = theme::palette(ui);
    let [own, other] = pair.topics.map(|id| map::color_of(palette, session, id));
    // Topics that are alike have like colours, and these two must be told apart.
    let distance: u32 = (0..3).map(|channel| u32::from(own[channel].abs_diff(other[channel]))).sum();
    let colors = [own, if distance < LEAST_DISTANCE { theme::mix(other, palette.text, 0.6) } else { other }];
    similarity_ui(ui, pair, session.tables.relations.grouping.measure);
    let gap = 2.0 * theme::UNIT;
    let width = (ui.available_width() - 2.0 * gap) / 3.0;
    ui.spacing_mut().item_spacing.y = 0.0;
    heading_ui(ui, session, pair, colors, width, gap);
    let columns = [(&pair.own[0], "A"), (&pair.shared, "both"), (&pair.own[1], "B")];
    let n_rows = columns.iter().map(|(words, _)| words.len()).max().unwrap_or(0);
    let mut has_focus = false;
    for row in 0..n_rows {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
        for (column, (words, side)) in columns.iter().enumerate() {
            let Some(word) = words.get(row) else { continue };
            let left = rect.left() + column as f32 * (width + gap);
            let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, ROW - 2.0));
            let response = ui.interact(cell, ui.scope_id().with((side, row)), Sense::click());
            let is_pinned = workspace.is_pinned(word.term);
            let name = || format!("Term of {side}: {}", word.text);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_pinned, name()));
            if response.gained_focus() {
                ui.scroll_to_rect(cell, None);
            }
            if response.has_focus() {
                has_focus = true;
                if ui.input(|input| input.key_pressed(Key::Delete)) && !workspace.is_busy() {
                    actions.push(Action::Curate(Command::IgnoreTerms(vec![word.text.clone()])));
                }
            }
            if !ui.is_rect_visible(cell) {
                continue;
            }
            word_ui(ui, workspace, cell, pair, word, colors, response.has_focus());
            if response.hovered() || response.has_focus() {
                actions.push(Action::HoverTerm(Some(word.term)));
            }
            if response.clicked() {
                actions.push(Action::PinTerm(word.term));
            }
            response.context_menu(|ui| word_menu::ui(ui, workspace, word.term, &word.text, actions));
            response.on_hover_ui(|ui| tooltip_ui(ui, session, pair, word));
        }
    }
    has_focus
}

fn similarity_ui(ui: &mut Ui, pair: &TopicPair, measure: Measure) {
    let closest = match pair.rank {
        1 => "the closest".to_owned(),
        rank => format!("the {} closest", ordinal(rank)),
    };
    let cosine = match measure {
        Measure::Cosine => format!("cosine {}", similarity_text(pair.cosine)),
        _ => format!(
            "{} {}, cosine {}",
            measure_name(measure),
            similarity_text(pair.similarity),
            similarity_text(pair.cosine)
        ),
    };
    let text = format!("{cosine}, {closest} of {} pairs", grouped(pair.n_pairs));
    let hint = "How alike the two topics are by the measure of the merge bar and by the cosine of their centroids, and how \
                many pairs of open topics are closer";
    theme::weak_label(ui, text).on_hover_text(hint);
}

/// 2nd, 3rd, 11th, 21st.
fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{}{ending}", grouped(n))
}

fn heading_ui(ui: &mut Ui, session: &Session, pair: &TopicPair, colors: [Color32; 2], width: f32, gap: f32) {
    let name = |side: usize| session.tables.name(pair.topics[side]).to_owned();
    let n = |side: usize| format!("{} documents", grouped(pair.n_documents[side] as usize));
    let scale = format!("bars to {}", percent_text(100.0 * pair.largest_share));
    let columns = [
        (Some(colors[0]), name(0), n(0)),
        (None, format!("Shared: {}", pair.shared.len()), scale),
        (Some(colors[1]), name(1), n(1)),
    ];
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 9.0 * theme::UNIT));
    for (column, (color, title, line)) in columns.into_iter().enumerate() {
        let left = rect.left() + column as f32 * (width + gap);
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(cell).layout(Layout::top_down(Align::Min)));
        ui.spacing_mut().item_spacing = vec2(theme::UNIT, 0.0);
        ui.horizontal(|ui| {
            if let Some(color) = color {
                let (dot, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
                ui.painter().circle_filled(dot.center(), 4.0, color);
            }
            let text = egui::RichText::new(&title).font(theme::body_strong());
            ui.add(egui::Label::new(text).truncate()).on_hover_text(&title);
        });
        let hint = "Bars of both topics have one scale: the share of a topic’s documents that hold the word";
        theme::weak_line(&mut ui, line).on_hover_text(hint);
    }
}

fn word_ui(
    ui: &Ui,
    workspace: &Workspace,
    cell: Rect,
    pair: &TopicPair,
    word: &PairTerm,
    colors: [Color32; 2],
    has_focus: bool,
) {
    let palette = theme::palette(ui);
    let painter = ui.painter_at(cell.expand(1.0));
    let is_pinned = workspace.is_pinned(word.term);
    if is_pinned || workspace.lit_term().is_some_and(|lit| lit.term == word.term) {
        painter.rect_filled(cell, 3.0, palette.accent_soft);
    }
    if has_focus {
        painter.rect_stroke(cell, 3.0, (1.0, palette.accent), egui::StrokeKind::Inside);
    }
    let font = if is_pinned { theme::body_strong() } else { theme::body() };
    let mut job = egui::text::LayoutJob::simple_singleline(word.text.clone(), font, palette.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(cell.width() - 4.0);
    let galley = painter.layout_job(job);
    painter.galley(cell.left_top() + vec2(2.0, 0.0), galley, palette.text);
    // A bar for each topic, also where one of them has next to nothing of the word.
    for (side, color) in colors.into_iter().enumerate() {
        let share = pair.share(word, side) / pair.largest_share.max(f64::MIN_POSITIVE);
        let top = cell.bottom() - 2.0 * BAR - 1.0 + side as f32 * BAR;
        let size = vec2((cell.width() * share as f32).max(1.0), BAR - 1.0);
        painter.rect_filled(Rect::from_min_size(pos2(cell.left(), top), size), 1.0, color);
    }
}

fn tooltip_ui(ui: &mut Ui, session: &Session, pair: &TopicPair, word: &PairTerm) {
    ui.set_max_width(380.0);
    for (side, &topic) in pair.topics.iter().enumerate() {
        ui.label(format!(
            "{} of the {} documents of “{}” hold “{}” ({})",
            grouped(word.n_in[side] as usize),
            grouped(pair.n_documents[side] as usize),
            session.tables.name(topic),
            word.text,
            percent_text(100.0 * pair.share(word, side))
        ));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn places_are_counted_in_english() {
        let texts = [2, 3, 4, 11, 12, 21, 113, 1002].map(super::ordinal);
        assert_eq!(texts, ["2nd", "3rd", "4th", "11th", "12th", "21st", "113th", "1,002nd"]);
    }
}

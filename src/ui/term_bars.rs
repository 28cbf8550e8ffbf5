//! Term bars: how many documents hold a term, in the topic over the whole corpus, on one scale.
//!
//! The list is one stop for Tab: arrows walk through it and light the terms, Enter keeps one lit, Delete ignores it.

use egui::{Align2, Color32, EventFilter, Id, Key, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::status_bar::grouped;
use super::theme::{self, Palette};
use super::word_menu;
use crate::topics::Command;
use crate::topics::keywords::TermScore;
use crate::workspace::{Action, TermBar, Terms, Workspace, percent};

/// The longest corpus bar, in lengths of the longest bar of the topic.
const LONGEST_CORPUS_BAR: f32 = 2.5;

/// Height of a term.
pub const ROW: f32 = 4.5 * theme::UNIT;

const NUMBER_WIDTH: f32 = 84.0;

/// How bars are drawn.
#[derive(Clone, Copy)]
pub struct Style {
    /// The topic's colour.
    pub color: Color32,
    /// Whether lengths and numbers are shares of documents; counts otherwise.
    pub percent: bool,
}

/// Where the keyboard is in a list of terms.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walk {
    /// The term that Tab goes to.
    place: usize,
    /// Whether the list had the keyboard in the last frame.
    pub has_focus: bool,
}

/// The colour of corpus bars.
pub fn corpus_color(palette: &Palette) -> Color32 {
    theme::mix(palette.panel, palette.weak, 0.35)
}

/// Draws the bars of all listed terms, as many as there are, with their scale above them.
pub fn ui(ui: &mut Ui, workspace: &Workspace, style: Style, walk: &mut Walk, actions: &mut Vec<Action>) {
    let terms = workspace.terms();
    let scale = Scale::new(terms, style.percent);
    ui.spacing_mut().item_spacing.y = 0.0;
    scale_ui(ui, scale);
    let list = ui.scope_id().with("terms");
    walk_by_keys(ui, list, workspace, walk, actions);
    for (place, term) in terms.bars.iter().enumerate() {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
        // Only one term is on the way of Tab: arrows reach the others.
        let sense = if place == walk.place { Sense::click() } else { Sense::CLICK };
        let response = ui.interact(rect, list.with(place), sense);
        let is_lit = workspace.lit_term().is_some_and(|lit| lit.term == term.term);
        let is_pinned = workspace.is_pinned(term.term);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_pinned, format!("Term: {}", term.text)));
        if response.gained_focus() {
            ui.scroll_to_rect(rect, None);
        }
        if !ui.is_rect_visible(rect) {
            continue;
        }
        row_ui(ui, rect, scale, style, Row { term, is_lit, is_pinned, has_focus: response.has_focus() });
        // The term that the keyboard is on stays lit while the pointer lies somewhere on the list.
        if response.hovered() && !walk.has_focus {
            actions.push(Action::HoverTerm(Some(term.term)));
        }
        if response.clicked() {
            actions.push(Action::PinTerm(term.term));
        }
        response.context_menu(|ui| word_menu::ui(ui, workspace, term.term, &term.text, actions));
        response.on_hover_ui(|ui| tooltip_ui(ui, terms, term));
    }
}

/// Moves the keyboard through the list, lights the term that it is on, and ignores it by Delete.
fn walk_by_keys(ui: &Ui, list: Id, workspace: &Workspace, walk: &mut Walk, actions: &mut Vec<Action>) {
    let bars = &workspace.terms().bars;
    walk.place = walk.place.min(bars.len().saturating_sub(1));
    let here = list.with(walk.place);
    walk.has_focus = ui.memory(|memory| memory.has_focus(here)) && !bars.is_empty();
    if !walk.has_focus {
        return;
    }
    let vertical = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(here, vertical));
    let pressed = |key: Key| ui.input(|input| input.key_pressed(key));
    let n = bars.len();
    let place = match walk.place {
        place if pressed(Key::ArrowDown) => (place + 1).min(n - 1),
        place if pressed(Key::ArrowUp) => place.saturating_sub(1),
        _ if pressed(Key::Home) => 0,
        _ if pressed(Key::End) => n - 1,
        place => place,
    };
    if place != walk.place {
        walk.place = place;
        ui.memory_mut(|memory| memory.request_focus(list.with(place)));
    }
    if pressed(Key::Delete) && !workspace.is_busy() {
        actions.push(Action::Curate(Command::IgnoreTerms(vec![bars[place].text.clone()])));
    }
    actions.push(Action::HoverTerm(Some(bars[place].term)));
}

/// What a full bar is.
#[derive(Clone, Copy)]
struct Scale {
    full: f32,
    percent: bool,
    n_documents: u32,
    n_in_corpus: u32,
}

impl Scale {
    fn new(terms: &Terms, percent: bool) -> Self {
        let mut scale = Self { full: 1.0, percent, n_documents: terms.n_documents, n_in_corpus: terms.n_in_corpus };
        let most =
            |value: fn(&Self, &TermBar) -> f32| terms.bars.iter().map(|term| value(&scale, term)).fold(0.0, f32::max);
        let (in_topic, in_corpus) = (most(Self::in_topic), most(Self::in_corpus));
        // Common words would press all other bars flat: where they would, their corpus bars are cut at the edge.
        let longest = in_corpus.min(in_topic * LONGEST_CORPUS_BAR).max(in_topic);
        scale.full = round_up(longest);
        if percent {
            scale.full = scale.full.min(100.0);
        }
        scale
    }

    fn in_topic(&self, term: &TermBar) -> f32 {
        if self.percent { percent(term.n_in_topic, self.n_documents) as f32 } else { term.n_in_topic as f32 }
    }

    fn in_corpus(&self, term: &TermBar) -> f32 {
        if self.percent { percent(term.n_in_corpus, self.n_in_corpus) as f32 } else { term.n_in_corpus as f32 }
    }

    fn text(self, value: f32) -> String {
        if self.percent { percent_text(f64::from(value)) } else { grouped(value.round() as usize) }
    }
}

/// The next round number, of which the half reads well too.
fn round_up(value: f32) -> f32 {
    let power = 10.0_f32.powi(value.max(1.0).log10() as i32);
    let steps = [1.0, 2.0, 2.5, 4.0, 5.0, 6.0, 8.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|&step| step >= value).unwrap_or(value)
}

/// A share in percent: whole from 10 % on, with one decimal below.
pub fn percent_text(percent: f64) -> String {
    if percent == 0.0 || percent >= 9.95 { format!("{percent:.0} %") } else { format!("{percent:.1} %") }
}

/// The part of a row that bars are in, and the width of the word before it.
fn bars_in(rect: Rect) -> (Rect, f32) {
    let text_width = (rect.width() * 0.36).clamp(80.0, 160.0);
    let bars = Rect::from_min_max(
        pos2(rect.left() + text_width + 6.0, rect.top() + 3.0),
        pos2(rect.right() - NUMBER_WIDTH, rect.bottom() - 3.0),
    );
    (bars, text_width)
}

fn scale_ui(ui: &mut Ui, scale: Scale) {
    let palette = theme::palette(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 4.0 * theme::UNIT));
    let (bars, _) = bars_in(rect);
    let painter = ui.painter_at(rect);
    let line = rect.bottom() - 1.0;
    painter.hline(bars.x_range(), line, (1.0, palette.line));
    // The middle needs room; half of an odd count is no count.
    let has_middle = bars.width() > 110.0 && (scale.percent || scale.full % 2.0 < 0.5);
    let aligns = [Align2::LEFT_BOTTOM, Align2::CENTER_BOTTOM, Align2::RIGHT_BOTTOM];
    for (place, align) in aligns.into_iter().enumerate() {
        let share = place as f32 / 2.0;
        let x = bars.left() + share * bars.width();
        painter.vline(x, line - 3.0..=line, (1.0, palette.weak));
        if place != 1 || has_middle {
            painter.text(pos2(x, line - 3.0), align, scale.text(scale.full * share), theme::small(), palette.weak);
        }
    }
    let of = if scale.percent { "% of documents" } else { "documents" };
    painter.text(pos2(rect.right(), line - 3.0), Align2::RIGHT_BOTTOM, of, theme::small(), palette.weak);
}

#[derive(Clone, Copy)]
struct Row<'a> {
    term: &'a TermBar,
    is_lit: bool,
    is_pinned: bool,
    has_focus: bool,
}

fn row_ui(ui: &Ui, rect: Rect, scale: Scale, style: Style, row: Row<'_>) {
    let palette = theme::palette(ui);
    let painter = ui.painter_at(rect);
    let Row { term, is_lit, is_pinned, has_focus } = row;
    if is_lit || is_pinned {
        painter.rect_filled(rect, 3.0, palette.accent_soft);
    }
    if has_focus {
        painter.rect_stroke(rect, 3.0, (1.0, palette.accent), egui::StrokeKind::Inside);
    }
    let (bars, text_width) = bars_in(rect);
    let (in_topic, in_corpus) = (scale.in_topic(term), scale.in_corpus(term));
    let bar = |value: f32, color: Color32| {
        let share = (value / scale.full).min(1.0);
        let rect = Rect::from_min_size(bars.min, vec2((bars.width() * share).max(1.0), bars.height()));
        painter.rect_filled(rect, 2.0, color);
    };
    // The shorter one lies on the longer one: of shares either can be.
    let mut both = [(in_corpus, corpus_color(palette)), (in_topic, style.color)];
    if in_corpus < in_topic {
        both.reverse();
    }
    both.into_iter().for_each(|(value, color)| bar(value, color));
    if in_corpus > scale.full {
        let cut = pos2(bars.right() - 8.0, bars.top());
        painter.line_segment([cut + vec2(3.0, -1.0), cut + vec2(-3.0, bars.height() + 1.0)], (2.0, palette.panel));
    }
    let font = if is_pinned { theme::body_strong() } else { theme::body() };
    let mut job = egui::text::LayoutJob::simple_singleline(term.text.clone(), font, palette.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(text_width - 10.0);
    let galley = painter.layout_job(job);
    let corner = pos2(rect.left() + text_width - galley.size().x, rect.center().y - galley.size().y / 2.0);
    painter.galley(corner, galley, palette.text);
    if is_pinned {
        painter.circle_filled(pos2(rect.left() + 5.0, rect.center().y), 2.5, palette.accent);
    }
    let numbers = format!("{} / {}", scale.text(in_topic), scale.text(in_corpus));
    painter.text(rect.right_center(), Align2::RIGHT_CENTER, numbers, theme::small(), palette.weak);
}

fn tooltip_ui(ui: &mut Ui, terms: &Terms, term: &TermBar) {
    ui.set_max_width(380.0);
    for sentence in sentences(terms, term) {
        ui.label(sentence);
    }
}

/// Each number of a bar in a sentence.
fn sentences(terms: &Terms, term: &TermBar) -> [String; 4] {
    let (n_here, n_all) = (term.n_in_topic, term.n_in_corpus);
    let these = if terms.of.len() > 1 { "these topics" } else { "this topic" };
    let n = |n: u32| grouped(n as usize);
    let score = match terms.score {
        TermScore::Proportion => {
            format!("Proportion {:.2}: 1 if no other document holds it, 0.5 if others have as much of it", term.score)
        }
        TermScore::Relevance { lambda } => {
            format!(
                "Relevance {:.2} at λ = {lambda:.2}: the nearer to 0 or above, the better it describes {these}",
                term.score
            )
        }
        TermScore::CTfIdf => format!("c-TF-IDF {:.4}: more if it is common here and rare elsewhere", term.score),
        TermScore::LogOdds => format!(
            "Log-odds {:.1}: that many standard deviations more usual here than elsewhere, and above 2 hardly by chance",
            term.score
        ),
    };
    [
        format!(
            "{} of the {} documents of {these} hold “{}” ({})",
            n(n_here),
            n(terms.n_documents),
            term.text,
            percent_text(percent(n_here, terms.n_documents))
        ),
        format!(
            "{} of all {} documents hold it ({})",
            n(n_all),
            n(terms.n_in_corpus),
            percent_text(percent(n_all, terms.n_in_corpus))
        ),
        format!("{} of the documents with it are in {these}", percent_text(percent(n_here, n_all))),
        score,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        let ends = [0.0, 1.0, 1.1, 7.0, 23.0, 37.0, 101.0, 1204.0].map(|value| round_up(value).round() as u32);
        assert_eq!(ends, [1, 1, 2, 8, 25, 40, 200, 2000]);
    }

    #[test]
    fn small_shares_keep_a_decimal() {
        assert_eq!(
            [0.0, 0.04, 6.4, 9.96, 41.2, 100.0].map(percent_text),
            ["0 %", "0.0 %", "6.4 %", "10 %", "41 %", "100 %"]
        );
    }
}

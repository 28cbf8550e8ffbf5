//! One topic in the list: its name, what is known and decided about it, and its numbers.

use egui::epaint::text::{LayoutJob, TextWrapping};
use egui::{Color32, Label, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::status_bar::grouped;
use super::{map, theme};
use crate::tables::{TopicColumn, TopicRow};
use crate::workspace::{Session, Workspace};

/// Tags that are shown; the others are counted.
const TAGS_SHOWN: usize = 2;
/// Where less room is left, what comes next is left out.
const LEAST_ROOM: f32 = 40.0;
const WIDEST_TAG: f32 = 72.0;

pub fn dot_ui(ui: &mut Ui, session: &Session, topic: &TopicRow) {
    let (dot, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
    ui.painter().circle_filled(dot.center(), 5.0, map::color_of(theme::palette(ui), session, topic.id));
}

/// The name, and below it what was decided and the key terms, both cut where the cell ends.
pub fn name_ui(ui: &mut Ui, workspace: &Workspace, topic: &TopicRow) {
    let font = if topic.is_named { theme::body_strong() } else { theme::body() };
    let name = label(RichText::new(&*topic.name).font(font));
    let group = workspace.merging().group_of(topic.id);
    if group.is_none() && !has_second_line(topic) {
        ui.add(name);
        return;
    }
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add_space(5.0);
        ui.add(name);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::UNIT;
            second_line_ui(ui, topic, group);
        });
    });
}

fn has_second_line(topic: &TopicRow) -> bool {
    let is_marked = topic.locked || topic.n_clusters > 1 || !topic.tags.is_empty();
    is_marked || !topic.note.is_empty() || !topic.key_terms.is_empty()
}

fn second_line_ui(ui: &mut Ui, topic: &TopicRow, group: Option<usize>) {
    let palette = theme::palette(ui);
    let small = |text: String, color: Color32| label(RichText::new(text).font(theme::small()).color(color));
    if topic.locked {
        lock_ui(ui, palette.weak);
    }
    if let Some(group) = group {
        ui.add(small(format!("→ group {}", group + 1), palette.accent));
    }
    if topic.n_clusters > 1 && ui.available_width() > LEAST_ROOM {
        ui.add(small(format!("{} merged", topic.n_clusters), palette.weak));
    }
    let mut n_shown = 0;
    for tag in topic.tags.iter().take(TAGS_SHOWN) {
        if ui.available_width() > LEAST_ROOM {
            tag_ui(ui, palette, &format!("#{tag}"));
            n_shown += 1;
        }
    }
    if n_shown < topic.tags.len() {
        ui.add(small(format!("+{}", topic.tags.len() - n_shown), palette.weak));
    }
    if ui.available_width() < LEAST_ROOM {
        return;
    }
    match topic.note.lines().next() {
        Some(note) if topic.key_terms.is_empty() => ui.add(small(format!("“{note}”"), palette.weak)),
        Some(note) => ui.add(small(format!("“{note}” · {}", topic.key_terms), palette.weak)),
        None => ui.add(small(topic.key_terms.to_string(), palette.weak)),
    };
}

/// Text on one line without a tooltip of its own: the row has one.
fn label(text: RichText) -> Label {
    Label::new(text).truncate().selectable(false).show_tooltip_when_elided(false)
}

fn tag_ui(ui: &mut Ui, palette: &theme::Palette, text: &str) {
    let margin = 1.25 * theme::UNIT;
    let mut job = LayoutJob::simple_singleline(text.to_owned(), theme::small(), palette.text);
    job.wrap = TextWrapping::truncate_at_width((ui.available_width() - 2.0 * margin).min(WIDEST_TAG));
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(2.0 * margin, 0.0), Sense::hover());
    ui.painter().rect_filled(rect, theme::UNIT, theme::mix(palette.panel, palette.weak, 0.22));
    ui.painter().galley(rect.min + vec2(margin, 0.0), galley, palette.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
}

/// A padlock as high as small text.
fn lock_ui(ui: &mut Ui, color: Color32) {
    let (rect, response) = ui.allocate_exact_size(vec2(9.0, 12.0), Sense::hover());
    let body = Rect::from_min_max(pos2(rect.left(), rect.center().y), rect.max);
    let shackle = pos2(rect.center().x, body.top());
    ui.painter().circle_stroke(shackle, 3.0, Stroke::new(1.3, color));
    ui.painter().rect_filled(body, 1.0, color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "Locked"));
}

/// One of the numbers of a topic.
pub fn number_ui(ui: &mut Ui, session: &Session, topic: &TopicRow, column: TopicColumn) {
    match column {
        TopicColumn::Documents => {
            let share = topic.n_documents as f32 / session.tables.largest.max(1) as f32;
            size_bar_ui(ui, share);
            figure_ui(ui, grouped(topic.n_documents as usize));
        }
        TopicColumn::Cohesion => figure_ui(ui, format!("{:.2}", topic.cohesion)),
        TopicColumn::Separation => figure_ui(ui, separation_text(session.tables.separation(topic.id))),
        TopicColumn::Name | TopicColumn::Clusters | TopicColumn::Tag | TopicColumn::Decided => {}
    }
}

fn separation_text(separation: Option<f32>) -> String {
    separation.map_or("–".to_owned(), |separation| format!("{separation:.2}"))
}

/// Behind a number, as wide as its share of the largest.
fn size_bar_ui(ui: &Ui, share: f32) {
    let palette = theme::palette(ui);
    let cell = ui.max_rect();
    let bar = Rect::from_min_size(cell.left_center() - vec2(0.0, 9.0), vec2(cell.width() * share, 18.0));
    ui.painter().rect_filled(bar, 3.0, theme::mix(palette.panel, palette.accent, 0.18));
}

/// A number at the right edge.
fn figure_ui(ui: &mut Ui, text: String) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.add_space(theme::UNIT);
        ui.add(Label::new(text).selectable(false));
    });
}

/// Everything about a topic that a row cuts or leaves out.
pub fn tooltip_ui(ui: &mut Ui, session: &Session, topic: &TopicRow) {
    ui.set_max_width(90.0 * theme::UNIT);
    ui.label(RichText::new(&*topic.name).font(theme::body_strong()));
    if !topic.key_terms.is_empty() {
        theme::weak_label(ui, &*topic.key_terms);
    }
    if !topic.tags.is_empty() {
        ui.label(format!("#{}", topic.tags.join(" #")));
    }
    if !topic.note.is_empty() {
        ui.label(format!("“{}”", topic.note));
    }
    let parts = if topic.n_clusters > 1 { format!(" of {} clusters", topic.n_clusters) } else { String::new() };
    ui.label(format!("{} documents{parts}", grouped(topic.n_documents as usize)));
    ui.label(format!("Cohesion {:.2}: the mean cosine of the documents to their centroid", topic.cohesion));
    let tables = &session.tables;
    if let (Some(separation), Some((nearest, similarity))) = (tables.separation(topic.id), tables.nearest(topic.id)) {
        let name = tables.name(nearest);
        ui.label(format!(
            "Separation {separation:.2}: 1 − the similarity {similarity:.2} to the nearest topic, “{name}”"
        ));
    }
}

//! A line of the list of documents.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, FontId, Painter, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::status_bar::grouped;
use super::theme;
use crate::corpus::{DocId, Document};
use crate::workspace::{Line, Listing, Session};

/// Height of a line, in points.
pub const HEIGHT: f32 = theme::ENTRY - 2.0 * theme::UNIT;

/// Room before a document that is folded behind another.
const INDENT: f32 = 4.0 * theme::UNIT;

/// Widest label that is shown.
const LABEL_WIDTH: f32 = 110.0;

/// What was clicked.
pub struct Clicked {
    pub entry: Response,
    /// The number of documents with the same text, which folds and unfolds them.
    pub fold: bool,
}

/// Draws a line; `document` is `None` while it is read from disk.
pub fn ui(
    ui: &mut Ui,
    session: &Session,
    listing: &Listing,
    line: Line,
    document: Option<&Document>,
    is_chosen: bool,
) -> Clicked {
    let palette = theme::palette(ui);
    let id = listing.documents[line.place];
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
    let entry = ui.interact(rect, ui.scope_id().with(("document", id.0)), Sense::click());
    let heading = document.map_or("", Document::heading);
    entry.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, format!("Document: {heading}")));
    if entry.hovered() || is_chosen {
        ui.painter().rect_filled(rect, 4.0, palette.accent_soft);
    }
    let mut inner = rect.shrink2(vec2(4.0, 2.0));
    if line.is_copy {
        inner.min.x += INDENT;
    }
    let fold = if line.n_same > 1 && !line.is_copy { fold_ui(ui, id, line, &mut inner) } else { false };
    let Some(document) = document else {
        let blank = Rect::from_min_size(inner.min + vec2(0.0, 4.0), vec2(inner.width() * 0.6, 9.0));
        ui.painter().rect_filled(blank, 3.0, theme::mix(palette.panel, palette.weak, 0.2));
        return Clicked { entry, fold };
    };
    let painter = ui.painter_at(rect);
    text_ui(&painter, inner.min, inner.width(), heading, theme::body(), palette.text);
    let mut corner = inner.min + vec2(0.0, 17.0);
    if let Some(label) = &document.label {
        corner.x += chip_ui(&painter, palette, corner, label) + 1.5 * theme::UNIT;
    }
    let facts = facts(session, listing, line.place, document);
    text_ui(&painter, corner, (inner.max.x - corner.x).max(0.0), &facts, theme::small(), palette.weak);
    let entry = entry.on_hover_ui(|ui| hints_ui(ui, session, listing, line.place, document));
    Clicked { entry, fold }
}

/// "× 3" at the right edge, which takes its room; gives whether it was clicked.
fn fold_ui(ui: &Ui, id: DocId, line: Line, inner: &mut Rect) -> bool {
    let palette = theme::palette(ui);
    let text = format!("× {}", grouped(line.n_same));
    let color = if line.is_unfolded { palette.weak } else { palette.accent };
    let galley = ui.painter().layout_no_wrap(text, theme::small(), color);
    let size = galley.size() + vec2(2.0 * theme::UNIT, 2.0);
    let rect = Rect::from_min_size(pos2(inner.max.x - size.x, inner.min.y), size);
    inner.max.x = rect.min.x - theme::UNIT;
    let response = ui.interact(rect, ui.scope_id().with(("fold", id.0)), Sense::click());
    let verb = if line.is_unfolded { "Fold" } else { "Unfold" };
    let name = format!("{verb} {} documents with the same text", grouped(line.n_same));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let fill = if response.hovered() { palette.accent_soft } else { palette.raised };
    ui.painter().rect(rect, 4.0, fill, egui::Stroke::new(1.0, palette.line), egui::StrokeKind::Inside);
    ui.painter().galley(rect.min + vec2(theme::UNIT, 1.0), galley, color);
    let clicked = response.clicked();
    let moves = if line.is_unfolded { "" } else { "\nChoosing or moving this line is about all of them" };
    response.on_hover_text(format!("{name}{moves}"));
    clicked
}

/// A label in a frame; gives its width.
fn chip_ui(painter: &Painter, palette: &theme::Palette, corner: Pos2, label: &str) -> f32 {
    let galley = painter.layout_job(one_line(label, theme::small(), palette.text, LABEL_WIDTH));
    let size = galley.size() + vec2(2.0 * theme::UNIT, 0.0);
    let fill = theme::mix(palette.panel, palette.weak, 0.2);
    painter.rect_filled(Rect::from_min_size(corner, size), 4.0, fill);
    painter.galley(corner + vec2(theme::UNIT, 0.0), galley, palette.text);
    size.x
}

fn text_ui(painter: &Painter, corner: Pos2, width: f32, text: &str, font: FontId, color: Color32) {
    painter.galley(corner, painter.layout_job(one_line(text, font, color, width)), color);
}

fn one_line(text: &str, font: FontId, color: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(width);
    job
}

fn facts(session: &Session, listing: &Listing, place: usize, document: &Document) -> String {
    let mut facts = Vec::new();
    if let Some(similarity) = listing.similarity(place) {
        facts.push(format!("similarity {similarity:.2}"));
    }
    if let Some(runner_up) = listing.runner_up(place) {
        let margin = runner_up.margin;
        facts.push(match runner_up.topic {
            Some(topic) if margin < 0.0 => format!("{:.2} behind “{}”", -margin, session.name_of(topic)),
            Some(topic) => format!("{margin:.2} before “{}”", session.name_of(topic)),
            None => "no other topic near".to_owned(),
        });
    }
    facts.push(document.id.to_string());
    facts.join("  ·  ")
}

/// What each number says, in a sentence.
fn hints_ui(ui: &mut Ui, session: &Session, listing: &Listing, place: usize, document: &Document) {
    ui.set_max_width(360.0);
    let against = if listing.query.is_some() { "its topic" } else { "the selected topics" };
    if let Some(similarity) = listing.similarity(place) {
        let text = format!("Similarity {similarity:.3}: the cosine of the document to the centroid of {against}");
        theme::weak_label(ui, text);
    }
    if let Some(runner_up) = listing.runner_up(place) {
        let text = match runner_up.topic {
            Some(topic) => format!(
                "Margin {:.3}: by how much that is more than its cosine to “{}”, the most similar other topic",
                runner_up.margin,
                session.name_of(topic)
            ),
            None => format!("Margin {:.3}: no other topic holds any of its terms", runner_up.margin),
        };
        theme::weak_label(ui, text);
    }
    if let Some(label) = &document.label {
        theme::weak_label(ui, format!("“{label}” is the label that came with the corpus"));
    }
    theme::weak_label(ui, format!("“{}” is the source's own name for the document", document.id));
}

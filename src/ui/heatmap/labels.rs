//! Names beside the rows: all of them where rows are high enough, else those of the largest topics that have room.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Painter, Rect, Stroke, pos2};

use super::cells::{Cells, Window};
use crate::ui::theme::{self, Palette};
use crate::workspace::Session;

#[derive(Default)]
pub struct RowLabels {
    key: Option<(u64, Window, Rect, super::Order)>,
    /// Rows with a name. Names are laid out in every frame, since what is laid out dies with egui's font atlas.
    placed: Vec<usize>,
}

/// The least height of a line of names.
const LINE: f32 = 13.0;

impl RowLabels {
    /// `places` are the topics' places in the relations, in the order of the rows.
    #[expect(clippy::too_many_arguments, reason = "rows, their names and where they are drawn")]
    pub fn paint(
        &mut self,
        painter: &Painter,
        palette: &Palette,
        session: &Session,
        places: &[usize],
        order: super::Order,
        cells: Cells,
        rect: Rect,
        is_lit: impl Fn(usize) -> bool,
    ) {
        let key = (session.revision, cells.window, rect, order);
        if self.key != Some(key) {
            self.placed = place(session, places, cells, rect);
            self.key = Some(key);
        }
        for &row in &self.placed {
            let y = cells.y(row as f32 + 0.5);
            let topic = session.tables.relations.similarities.topics[places[row]];
            let mut job =
                LayoutJob::simple_singleline(session.tables.name(topic).to_owned(), theme::small(), palette.text);
            job.wrap = TextWrapping::truncate_at_width((rect.width() - 8.0).max(8.0));
            let galley = painter.layout_job(job);
            let color = if is_lit(row) { palette.text } else { palette.weak };
            let tick = Stroke::new(1.0, palette.line);
            painter.line_segment([pos2(rect.left(), y), pos2(rect.left() + 5.0, y)], tick);
            let corner = pos2(rect.left() + 8.0, y - galley.size().y / 2.0);
            painter.galley_with_override_text_color(corner, galley, color);
        }
    }
}

fn place(session: &Session, places: &[usize], cells: Cells, rect: Rect) -> Vec<usize> {
    let tables = &session.tables;
    let topic = |row: usize| tables.relations.similarities.topics[places[row]];
    let mut rows: Vec<usize> = cells.rows_seen().collect();
    if cells.row_height() < LINE {
        rows.sort_by_key(|&row| std::cmp::Reverse(tables.row(topic(row)).map_or(0, |it| it.n_documents)));
    }
    let n_lines = (rect.height() / LINE) as usize + 2;
    let mut taken: Vec<f32> = Vec::with_capacity(n_lines);
    let mut named = Vec::new();
    for row in rows {
        let y = cells.y(row as f32 + 0.5);
        let is_inside = (rect.top() - 1.0..=rect.bottom() + 1.0).contains(&y);
        if !is_inside || taken.iter().any(|other| (other - y).abs() < LINE) {
            continue;
        }
        taken.push(y);
        named.push(row);
        if taken.len() >= n_lines {
            break;
        }
    }
    named
}

/// Room for the names beside cells of this width.
pub fn width(available: f32) -> f32 {
    if available < 340.0 { 0.0 } else { (available * 0.19).min(150.0) }
}

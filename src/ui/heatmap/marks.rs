//! What is marked in the matrix: blocks that would join, rows and columns that are lit.

use egui::{Painter, Rect, Stroke, StrokeKind};

use super::cells::Cells;
use super::{Heatmap, Order};
use crate::ui::theme::Palette;
use crate::workspace::{Session, Workspace};

/// Topics whose rows and columns are lined.
const MOST_LINES: usize = 6;

impl Heatmap {
    /// Outlines the blocks that a threshold would join: leaves of a subtree lie side by side.
    pub(super) fn paint_proposed(
        &self,
        painter: &Painter,
        palette: &Palette,
        workspace: &Workspace,
        session: &Session,
        cells: Cells,
    ) {
        if workspace.merging().groups.is_empty() || self.order != Order::Tree {
            return;
        }
        let topics = &session.tables.relations.similarities.topics;
        let group_of = |row: usize| workspace.merging().group_of(topics[self.rows.1[row]]);
        let seen = cells.rows_seen();
        let rows: Vec<(usize, Option<usize>)> = seen.map(|row| (row, group_of(row))).collect();
        // What was left out of a group, or is kept apart, can lie between its members.
        for run in rows.chunk_by(|a, b| a.1 == b.1).filter(|run| run[0].1.is_some() && run.len() > 1) {
            let block = cells.block(run[0].0, run[run.len() - 1].0);
            painter.rect_stroke(block, 0.0, Stroke::new(3.0, palette.canvas), StrokeKind::Outside);
            painter.rect_stroke(block, 0.0, Stroke::new(1.5, palette.accent), StrokeKind::Outside);
        }
    }

    /// Marks the rows and columns of what is selected or under the pointer.
    pub(super) fn paint_lit(
        &self,
        painter: &Painter,
        palette: &Palette,
        workspace: &Workspace,
        session: &Session,
        cells: Cells,
    ) {
        let selection = workspace.selection();
        if selection.is_empty() {
            return;
        }
        let topics = &session.tables.relations.similarities.topics;
        let many = selection.topics().len() + selection.hovered().len() > MOST_LINES;
        for row in cells.rows_seen() {
            let id = topics[self.rows.1[row]];
            if !selection.is_lit(id) {
                continue;
            }
            let color = if selection.is_hovered(id) { palette.text } else { palette.accent };
            let cell = cells.block(row, row);
            if many {
                // So many lines would hide what they mark: a tick at both edges says the same.
                let left = Rect::from_x_y_ranges(cells.rect.left() - 4.0..=cells.rect.left() - 1.0, cell.y_range());
                let top = Rect::from_x_y_ranges(cell.x_range(), cells.rect.top() - 4.0..=cells.rect.top() - 1.0);
                [left, top].iter().for_each(|&tick| _ = painter.rect_filled(tick, 0.0, color));
                continue;
            }
            let painter = painter.with_clip_rect(cells.rect);
            let line = Stroke::new(1.0, color.gamma_multiply(0.75));
            [cell.top(), cell.bottom()].iter().for_each(|&y| _ = painter.hline(cells.rect.x_range(), y, line));
            let line = Stroke::new(1.0, color.gamma_multiply(0.75));
            let columns = cells.x(row as f32)..=cells.x(row as f32 + 1.0);
            [*columns.start(), *columns.end()].iter().for_each(|&x| _ = painter.vline(x, cells.rect.y_range(), line));
        }
    }
}

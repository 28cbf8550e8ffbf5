//! Which part of the matrix is seen: the square of cells and its camera.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// What of the matrix is seen: its first row and column, and how many, in rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// First column and row that are seen; fractions are cut cells.
    first: Vec2,
    /// Rows that are seen, at most all.
    n_seen: f32,
}

impl Window {
    /// All of `n` rows.
    pub fn all(n: usize) -> Self {
        Self { first: Vec2::ZERO, n_seen: n as f32 }
    }

    /// Closer by `factor` around a point of the square, given as shares of its sides.
    pub fn zoomed(self, factor: f32, at: Vec2, n: usize) -> Self {
        let n_seen = (self.n_seen / factor).clamp(FEWEST_SEEN.min(n as f32), n as f32);
        let first = self.first + at * (self.n_seen - n_seen);
        Self { first, n_seen }.clamped(n)
    }

    /// Moved by so many rows and columns.
    pub fn moved(self, by: Vec2, n: usize) -> Self {
        Self { first: self.first + by, ..self }.clamped(n)
    }

    fn clamped(self, n: usize) -> Self {
        let last = Vec2::splat((n as f32 - self.n_seen).max(0.0));
        Self { first: self.first.clamp(Vec2::ZERO, last), ..self }
    }
}

/// Rows that are seen at the closest.
const FEWEST_SEEN: f32 = 6.0;

/// The square of cells on the screen, through a window.
#[derive(Clone, Copy, Debug)]
pub struct Cells {
    pub rect: Rect,
    pub n: usize,
    pub window: Window,
}

impl Cells {
    /// Height of a row on the screen.
    pub fn row_height(self) -> f32 {
        self.rect.height() / self.window.n_seen
    }

    /// Rows that are seen, whole or in part.
    pub fn rows_seen(self) -> std::ops::Range<usize> {
        let last = (self.window.first.y + self.window.n_seen).ceil() as usize;
        self.window.first.y as usize..last.min(self.n)
    }

    /// Row and column under a point.
    pub fn at(self, point: Pos2) -> Option<(usize, usize)> {
        self.rect.contains(point).then(|| self.nearest(point))
    }

    /// Row and column under a point, or at the edge that is nearest to it.
    pub fn nearest(self, point: Pos2) -> (usize, usize) {
        let share = (point - self.rect.min) / self.rect.size();
        let place = self.window.first + share * self.window.n_seen;
        let clamped = |value: f32| (value.max(0.0) as usize).min(self.n - 1);
        (clamped(place.y), clamped(place.x))
    }

    /// Where a place in the rows is on the screen; halves are the middles of rows.
    pub fn y(self, place: f32) -> f32 {
        self.rect.top() + (place - self.window.first.y) * self.row_height()
    }

    pub fn x(self, place: f32) -> f32 {
        self.rect.left() + (place - self.window.first.x) * self.row_height()
    }

    /// The square on the diagonal from one place to another, both included.
    pub fn block(self, first: usize, last: usize) -> Rect {
        let corner = |place: usize| pos2(self.x(place as f32), self.y(place as f32));
        Rect::from_min_max(corner(first), corner(last + 1))
    }

    /// The part of a texture of all cells that is seen.
    pub fn uv(self) -> Rect {
        let first = self.window.first / self.n as f32;
        Rect::from_min_size(first.to_pos2(), Vec2::splat(self.window.n_seen / self.n as f32))
    }

    /// Rows and columns for a distance on the screen.
    pub fn rows_in(self, distance: Vec2) -> Vec2 {
        distance / self.row_height()
    }

    /// A point as shares of the sides.
    pub fn share(self, point: Pos2) -> Vec2 {
        let share = (point - self.rect.min) / self.rect.size();
        vec2(share.x.clamp(0.0, 1.0), share.y.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_cell_under_the_pointer() {
        let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(100.0, 100.0));
        let before = Cells { rect, n: 50, window: Window::all(50) };
        let point = pos2(73.0, 41.0);
        let after = Cells { window: before.window.zoomed(3.0, before.share(point), 50), ..before };
        assert_eq!(after.at(point), before.at(point));
        assert!(after.row_height() > 2.9 * before.row_height());
    }

    #[test]
    fn the_window_stays_inside_the_matrix() {
        let window = Window::all(50).zoomed(5.0, vec2(0.5, 0.5), 50).moved(vec2(-999.0, 999.0), 50);
        let cells = Cells { rect: Rect::from_min_size(Pos2::ZERO, vec2(100.0, 100.0)), n: 50, window };
        assert_eq!((cells.nearest(pos2(0.0, 100.0)), cells.rows_seen()), ((49, 0), 40..50));
        assert_eq!(window.zoomed(0.001, Vec2::ZERO, 50), Window::all(50));
    }
}

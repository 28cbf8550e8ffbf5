//! Which part of the plane the map shows, and how large.

use egui::{Pos2, Rect, Vec2, vec2};

/// What of the plane is seen, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    center: [f64; 2],
    /// Screen points for one unit of the plane.
    points_per_unit: f64,
    /// How much closer than when everything fits.
    zoom: f64,
    /// Radius of a bubble of one document when everything fits, in screen points. Stays when topics merge, so that the
    /// bubbles of the others keep their size.
    unit_radius: f32,
}

/// Share of the view that all bubbles together cover.
const COVERED_SHARE: f32 = 0.11;
/// Room for names beside the outermost bubbles, and for the legend, in screen points.
const NAME_ROOM: Vec2 = vec2(56.0, 20.0);
const SMALLEST_RADIUS: f32 = 3.0;
const LARGEST_RADIUS: f32 = 64.0;
const ZOOM_RANGE: std::ops::RangeInclusive<f64> = 0.5..=60.0;

impl Camera {
    /// Shows all of `places` (position and documents) inside `rect`, with room for the bubbles at the edge.
    pub fn fit(places: &[([f64; 2], u32)], rect: Rect) -> Self {
        let range = |axis: usize| {
            let values = places.iter().map(|(position, _)| position[axis]);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let ((left, right), (bottom, top)) =
            if places.is_empty() { ((-1.0, 1.0), (-1.0, 1.0)) } else { (range(0), range(1)) };
        let total: f64 = places.iter().map(|&(_, n)| f64::from(n)).sum();
        let largest = f64::from(places.iter().map(|&(_, n)| n).max().unwrap_or(1));
        let area = f64::from(COVERED_SHARE * rect.area());
        let largest_radius = (area * largest / (std::f64::consts::PI * total.max(1.0))).sqrt() as f32;
        let largest_radius = largest_radius.clamp(SMALLEST_RADIUS, LARGEST_RADIUS);
        let room = (rect.size() - 2.0 * (Vec2::splat(largest_radius.min(40.0)) + NAME_ROOM)).max(Vec2::splat(1.0));
        let scale = |points: f32, low: f64, high: f64| f64::from(points) / (high - low).max(1e-9);
        let points_per_unit = scale(room.x, left, right).min(scale(room.y, bottom, top)).min(1e6);
        let center = [f64::midpoint(left, right), f64::midpoint(bottom, top)];
        Self { center, points_per_unit, zoom: 1.0, unit_radius: largest_radius / largest.sqrt() as f32 }
    }

    pub fn screen_from_plane(&self, position: [f64; 2], rect: Rect) -> Pos2 {
        let x = (position[0] - self.center[0]) * self.points_per_unit;
        let y = (position[1] - self.center[1]) * self.points_per_unit;
        rect.center() + vec2(x as f32, -y as f32)
    }

    /// Radius in screen points: area as documents. Bubbles grow slower than distances, so that zooming in parts them.
    pub fn radius(&self, n_documents: u32) -> f32 {
        (self.unit_radius * (n_documents as f32).sqrt()).max(SMALLEST_RADIUS) * (self.zoom.sqrt() as f32)
    }

    /// Moves what is seen by so many screen points.
    pub fn pan(&mut self, delta: Vec2) {
        self.center[0] -= f64::from(delta.x) / self.points_per_unit;
        self.center[1] += f64::from(delta.y) / self.points_per_unit;
    }

    /// Tells one scale from another, as a number that can be compared.
    pub fn scale_key(&self) -> u64 {
        self.points_per_unit.to_bits()
    }

    pub fn zoom_around(&mut self, fixed: Pos2, factor: f64, rect: Rect) {
        let zoom = (self.zoom * factor).clamp(*ZOOM_RANGE.start(), *ZOOM_RANGE.end());
        let factor = zoom / self.zoom;
        let offset = fixed - rect.center();
        let shift = (1.0 - 1.0 / factor) / self.points_per_unit;
        self.center[0] += f64::from(offset.x) * shift;
        self.center[1] -= f64::from(offset.y) * shift;
        self.points_per_unit *= factor;
        self.zoom = zoom;
    }
}

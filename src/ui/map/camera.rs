//! Which part of the plane the map shows, and how large.

use egui::{Pos2, Rect, Vec2, vec2};

use crate::workspace::BubbleScale;

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
        // In a narrow view names give way to the bubbles.
        Self::fit_with(places, rect, NAME_ROOM.min(0.08 * rect.size()))
    }

    /// The same with `name_room` on each side beside the largest bubble.
    fn fit_with(places: &[([f64; 2], u32)], rect: Rect, name_room: Vec2) -> Self {
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
        let room = (rect.size() - 2.0 * (Vec2::splat(largest_radius.min(40.0)) + name_room)).max(Vec2::splat(1.0));
        let scale = |points: f32, low: f64, high: f64| f64::from(points) / (high - low).max(1e-9);
        let points_per_unit = scale(room.x, left, right).min(scale(room.y, bottom, top)).min(1e6);
        let center = [f64::midpoint(left, right), f64::midpoint(bottom, top)];
        Self { center, points_per_unit, zoom: 1.0, unit_radius: largest_radius / largest.sqrt() as f32 }
    }

    /// Shows the middles of all of `places` inside `rect`, without room for anything around them.
    pub fn fit_points(points: impl Iterator<Item = [f64; 2]>, rect: Rect) -> Self {
        let places: Vec<([f64; 2], u32)> = points.map(|point| (point, 0)).collect();
        let camera = Self::fit_with(&places, rect.expand(SMALLEST_RADIUS), Vec2::ZERO);
        Self { unit_radius: 0.0, ..camera }
    }

    /// Shows the same part of the plane in a view of another size.
    pub fn resized(mut self, from: Vec2, to: Vec2) -> Self {
        let factor = (to / from).min_elem();
        if factor.is_finite() && factor > 0.0 {
            self.points_per_unit *= f64::from(factor);
            self.unit_radius *= factor;
        }
        self
    }

    pub fn screen_from_plane(&self, position: [f64; 2], rect: Rect) -> Pos2 {
        let x = (position[0] - self.center[0]) * self.points_per_unit;
        let y = (position[1] - self.center[1]) * self.points_per_unit;
        rect.center() + vec2(x as f32, -y as f32)
    }

    /// Radius in screen points: area as documents. Bubbles grow slower than distances, so that zooming in parts them.
    pub fn radius(&self, n_documents: f32) -> f32 {
        (self.unit_radius * n_documents.sqrt()).max(SMALLEST_RADIUS) * (self.zoom.sqrt() as f32)
    }

    /// Where a point of the screen lies in the plane.
    pub fn plane_from_screen(&self, point: Pos2, rect: Rect) -> [f64; 2] {
        let offset = point - rect.center();
        let [x, y] = [offset.x, -offset.y].map(|points| f64::from(points) / self.points_per_unit);
        [self.center[0] + x, self.center[1] + y]
    }

    /// Radius in screen points of a circle whose area stands for some of the documents, without a smallest size.
    pub fn share_radius(&self, n_documents: f32) -> f32 {
        self.unit_radius * n_documents.max(0.0).sqrt() * (self.zoom.sqrt() as f32)
    }

    /// How large bubbles are in the plane when everything fits.
    pub fn bubble_scale(&self) -> BubbleScale {
        let points_per_unit = self.points_per_unit / self.zoom;
        let in_plane = |points: f32| f64::from(points) / points_per_unit;
        BubbleScale { unit_radius: in_plane(self.unit_radius), smallest_radius: in_plane(SMALLEST_RADIUS) }
    }

    pub fn zoom(&self) -> f64 {
        self.zoom
    }

    pub fn looking_at(self, position: [f64; 2]) -> Self {
        Self { center: position, ..self }
    }

    /// A camera on the way from `self`, at 0, to `to`, at 1; distances grow by even factors.
    pub fn toward(&self, to: &Self, t: f64) -> Self {
        let by_factor = |from: f64, to: f64| from * (to / from).powf(t);
        Self {
            center: [0, 1].map(|axis| self.center[axis] + t * (to.center[axis] - self.center[axis])),
            points_per_unit: by_factor(self.points_per_unit, to.points_per_unit),
            zoom: by_factor(self.zoom, to.zoom),
            unit_radius: self.unit_radius + t as f32 * (to.unit_radius - self.unit_radius),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: [([f64; 2], u32); 3] = [([-1.0, 0.0], 100), ([1.0, 0.5], 25), ([0.2, -0.4], 4)];

    fn view() -> Rect {
        Rect::from_min_size(egui::pos2(40.0, 10.0), vec2(600.0, 400.0))
    }

    #[test]
    fn what_fits_is_inside_the_view_with_its_bubbles() {
        let camera = Camera::fit(&PLACES, view());
        for (position, n_documents) in PLACES {
            let radius = camera.radius(n_documents as f32);
            let bubble = Rect::from_center_size(camera.screen_from_plane(position, view()), Vec2::splat(2.0 * radius));
            assert!(view().contains_rect(bubble), "{bubble:?}");
        }
        let ratio = camera.radius(100.0) / camera.radius(25.0);
        assert!((ratio - 2.0).abs() < 1e-5, "four times the documents, twice the radius");
    }

    #[test]
    fn the_point_under_the_pointer_stays_while_zooming() {
        let mut camera = Camera::fit(&PLACES, view());
        let pointer = egui::pos2(200.0, 150.0);
        let under = camera.plane_from_screen(pointer, view());
        camera.zoom_around(pointer, 3.0, view());
        assert!(camera.screen_from_plane(under, view()).distance(pointer) < 1e-2);
        assert!((camera.zoom() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn bubbles_keep_their_size_in_the_plane_whatever_the_zoom() {
        let mut camera = Camera::fit(&PLACES, view());
        let before = camera.bubble_scale();
        camera.zoom_around(view().center(), 7.0, view());
        assert!((camera.bubble_scale().unit_radius - before.unit_radius).abs() < 1e-12);
    }

    #[test]
    fn a_flight_begins_and_ends_where_it_should() {
        let from = Camera::fit(&PLACES, view());
        let mut to = from;
        to.zoom_around(egui::pos2(100.0, 100.0), 4.0, view());
        assert!((from.toward(&to, 0.0).zoom() - 1.0).abs() < 1e-12);
        assert!((from.toward(&to, 0.5).zoom() - 2.0).abs() < 1e-9, "half way by factors");
        let end = from.toward(&to, 1.0).screen_from_plane([0.0, 0.0], view());
        assert!(end.distance(to.screen_from_plane([0.0, 0.0], view())) < 1e-2);
    }

    #[test]
    fn empty_and_tiny_views_have_a_camera() {
        for rect in [Rect::from_min_size(Pos2::ZERO, Vec2::ZERO), Rect::from_min_size(Pos2::ZERO, vec2(20.0, 5.0))] {
            for places in [&PLACES[..], &[]] {
                let camera = Camera::fit(places, rect);
                let point = camera.screen_from_plane([0.3, 0.3], rect);
                assert!(point.x.is_finite() && point.y.is_finite() && camera.radius(3.0).is_finite());
            }
        }
    }
}

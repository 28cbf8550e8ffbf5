//! Which part of the map is looked at: what the camera follows by itself, and what moves it.

use egui::{Rect, Response, Ui};

use super::camera::Camera;
use super::motion;
use crate::tables::Standing;
use crate::workspace::Session;

#[derive(Default)]
pub struct View {
    /// Where the camera is, or is going.
    pub camera: Option<Camera>,
    /// Where the camera comes from, and since when.
    flight: Option<(Camera, f64)>,
    /// What the camera was fitted to.
    fitted: Option<Fitted>,
    /// Whether the researcher has moved the camera; until then it follows the window.
    moved: bool,
}

/// Clustering, places and what they are, and size of the view.
#[derive(Clone, Copy, PartialEq)]
struct Fitted {
    first_revision: u64,
    places_revision: u64,
    standing: Standing,
    size: egui::Vec2,
}

impl View {
    /// Shows everything from the next frame on.
    pub fn fit(&mut self) {
        self.fitted = None;
        self.moved = false;
    }

    /// Looks there at once.
    pub fn go(&mut self, camera: Camera) {
        self.camera = Some(camera);
        self.flight = None;
        self.moved = true;
    }

    /// The same part of the plane, seen at another size.
    pub fn for_picture(&self, from: egui::Vec2, to: egui::Vec2) -> Self {
        let camera = if self.moved { self.camera.map(|camera| camera.resized(from, to)) } else { self.camera };
        let fitted = self.fitted.map(|fitted| Fitted { size: if self.moved { to } else { fitted.size }, ..fitted });
        Self { camera, fitted, moved: self.moved, flight: None }
    }

    /// Fits the camera when there is none, when the clustering or the layout is new, or when the window changed under an
    /// untouched view.
    pub fn keep(&mut self, session: &Session, rect: Rect, now: f64, duration: f32) {
        let wanted = Fitted {
            first_revision: session.first_revision,
            places_revision: session.places_revision,
            standing: session.tables.standing,
            size: rect.size(),
        };
        let before = self.fitted.replace(wanted);
        if before == Some(wanted) {
            return;
        }
        let bubbles = session.tables.bubbles.iter();
        let places: Vec<([f64; 2], u32)> = bubbles.map(|bubble| (bubble.position, bubble.n_documents)).collect();
        let is_same = before.is_some_and(|before| before.first_revision == wanted.first_revision);
        let is_resized = before.is_some_and(|before| before.size != wanted.size);
        let in_layout = |fitted: Fitted| Standing { is_spread: false, ..fitted.standing };
        let is_same_layout = before.is_some_and(|before| {
            before.places_revision == wanted.places_revision
                || before.standing != wanted.standing && in_layout(before) == in_layout(wanted)
        });
        // Bubbles were spread as large as they are at this scale, so that it stays while all are in sight.
        let are_in_sight = |camera: Camera| {
            places.iter().all(|&(position, _)| rect.contains(camera.screen_from_plane(position, rect)))
        };
        let stays = self.moved || !is_resized && self.camera.is_some_and(are_in_sight);
        if is_same && is_same_layout && stays {
            return;
        }
        let was_there = self.camera.filter(|_| before.is_none() || is_same);
        let camera = Camera::fit(&places, rect);
        // A window that changes takes its view along at once; to all else the camera flies.
        self.flight = was_there.filter(|_| duration > 0.0 && !is_resized).map(|from| (from, now));
        self.camera = Some(camera);
        self.moved = false;
    }

    /// The camera at this moment, and whether it is on its way.
    pub fn fly(&mut self, settled: Camera, now: f64, duration: f32) -> (Camera, bool) {
        let Some((from, since)) = self.flight else { return (settled, false) };
        let t = if duration > 0.0 { ((now - since) as f32 / duration).clamp(0.0, 1.0) } else { 1.0 };
        if t >= 1.0 {
            self.flight = None;
            return (settled, false);
        }
        (from.toward(&settled, f64::from(motion::eased(t))), true)
    }

    pub fn navigate(&mut self, ui: &Ui, background: &Response, rect: Rect, now: f64, duration: f32) {
        let Some(settled) = self.camera else { return };
        let space = ui.input(|input| input.key_down(egui::Key::Space));
        let panning = background.dragged_by(egui::PointerButton::Middle)
            || background.dragged_by(egui::PointerButton::Secondary)
            || (space && background.dragged_by(egui::PointerButton::Primary));
        let mut camera = settled;
        if panning {
            camera.pan(background.drag_delta());
        }
        if let Some(pointer) = ui.input(|input| input.pointer.hover_pos()).filter(|pointer| rect.contains(*pointer))
            && ui.rect_contains_pointer(rect)
        {
            let (pinch, wheel) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta().y));
            let factor = f64::from(pinch) * (f64::from(wheel) * 0.004).exp();
            if (factor - 1.0).abs() > 1e-6 {
                // Who moves the camera on its way takes it from where it is.
                camera = self.fly(camera, now, duration).0;
                camera.zoom_around(pointer, factor, rect);
            }
        }
        if camera != settled {
            self.go(camera);
        }
    }
}

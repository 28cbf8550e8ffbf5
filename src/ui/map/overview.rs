//! The whole map in a corner while one is zoomed in: every bubble as a dot, and what is seen of it as a frame.

use std::sync::Arc;

use egui::{Color32, Mesh, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::camera::Camera;
use crate::tables::Bubble;
use crate::ui::theme::Palette;

#[derive(Default)]
pub struct Overview {
    key: Option<(u64, u64, Rect, bool)>,
    dots: Arc<Mesh>,
    whole: Option<Camera>,
}

const SIZE: Vec2 = vec2(132.0, 96.0);
const GAP: f32 = 6.0;
/// Nothing is out of sight before one has zoomed in that far.
const LEAST_ZOOM: f64 = 1.25;
const DOT: f32 = 2.0;

/// Where it lies in the view, if it is shown.
pub fn plate(camera: &Camera, rect: Rect) -> Option<Rect> {
    let has_room = rect.width() > 2.2 * SIZE.x && rect.height() > 2.2 * SIZE.y;
    (camera.zoom() > LEAST_ZOOM && has_room).then(|| Rect::from_min_size(rect.max - SIZE - Vec2::splat(GAP), SIZE))
}

/// What of the map is seen in the view, and where the overview of it lies.
pub struct Seen<'a> {
    pub plate: Rect,
    pub camera: &'a Camera,
    pub rect: Rect,
}

impl Overview {
    /// Draws it; gives the place in the plane that was pointed at, to be looked at.
    pub fn ui(
        &mut self,
        ui: &Ui,
        palette: &Palette,
        seen: &Seen<'_>,
        bubbles: &[Bubble],
        colors: &[Color32],
        revisions: (u64, u64),
    ) -> Option<[f64; 2]> {
        let &Seen { plate, camera, rect } = seen;
        let key = (revisions.0, revisions.1, plate, palette.dark);
        if self.key != Some(key) {
            self.key = Some(key);
            let whole = Camera::fit_points(bubbles.iter().map(|bubble| bubble.position), plate.shrink(8.0));
            let mut mesh = Mesh::default();
            for (bubble, color) in bubbles.iter().zip(colors) {
                let center = whole.screen_from_plane(bubble.position, plate);
                mesh.add_colored_rect(Rect::from_center_size(center, Vec2::splat(DOT)), *color);
            }
            self.dots = Arc::new(mesh);
            self.whole = Some(whole);
        }
        let whole = self.whole?;
        let painter = ui.painter_at(plate);
        painter.rect(
            plate,
            4.0,
            palette.panel.gamma_multiply(0.94),
            Stroke::new(1.0, palette.line),
            StrokeKind::Inside,
        );
        painter.add(Shape::Mesh(Arc::clone(&self.dots)));
        let corner = |point: Pos2| whole.screen_from_plane(camera.plane_from_screen(point, rect), plate);
        let frame = Rect::from_two_pos(corner(rect.min), corner(rect.max));
        painter.rect_stroke(frame, 1.0, Stroke::new(1.5, palette.accent), StrokeKind::Middle);
        let response = ui.interact(plate, ui.scope_id().with("overview"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Map overview"));
        let is_pointed = response.dragged_by(egui::PointerButton::Primary) || response.clicked();
        let at = response.interact_pointer_pos().filter(|_| is_pointed)?;
        Some(whole.plane_from_screen(at, plate))
    }
}

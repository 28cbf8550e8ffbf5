//! Documents as dots on the map, where the principal axes put them.

use egui::{Painter, Pos2, Rect, Ui, vec2};

use super::camera::Camera;
use crate::corpus::Document;
use crate::ui::status_bar::grouped;
use crate::ui::theme::{self, Palette};
use crate::worker::DocumentDot;
use crate::workspace::{Action, DocumentDots, Workspace};

const RADIUS: f32 = 2.0;
/// How near the pointer has to be to a dot, in screen points.
const REACH: f32 = 5.0;

/// What the legend says about the dots, and whether it is a warning.
pub fn sentence(workspace: &Workspace) -> Option<(String, bool)> {
    Some(match workspace.document_dots() {
        DocumentDots::Hidden => return None,
        DocumentDots::NeedPrincipalAxes => {
            ("dots of documents need PCA without spread overlaps: choose it above".to_owned(), true)
        }
        DocumentDots::NothingListed => ("select topics to see their documents as dots".to_owned(), false),
        DocumentDots::Pending => ("placing documents".to_owned(), false),
        DocumentDots::Ready { dots, n_listed } if dots.len() == n_listed => {
            (format!("dots = {} documents", grouped(n_listed)), false)
        }
        DocumentDots::Ready { dots, n_listed } => {
            (format!("dots = {} of {} documents", grouped(dots.len()), grouped(n_listed)), false)
        }
    })
}

pub fn paint(painter: &Painter, palette: &Palette, workspace: &Workspace, camera: &Camera, rect: Rect) {
    let DocumentDots::Ready { dots, .. } = workspace.document_dots() else { return };
    let color = palette.text.gamma_multiply(0.6);
    let mut mesh = egui::Mesh::default();
    for dot in dots {
        let center = camera.screen_from_plane(dot.position, rect);
        if rect.contains(center) {
            mesh.add_colored_rect(Rect::from_center_size(center, vec2(RADIUS, RADIUS) * 1.5), color);
        }
    }
    painter.add(mesh);
}

/// The dot nearest to the pointer, if it is near.
pub fn dot_at(workspace: &Workspace, camera: &Camera, rect: Rect, pointer: Pos2) -> Option<DocumentDot> {
    let DocumentDots::Ready { dots, .. } = workspace.document_dots() else { return None };
    let distance = |dot: &DocumentDot| camera.screen_from_plane(dot.position, rect).distance_sq(pointer);
    let nearest = dots.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    (distance(nearest) <= REACH * REACH).then_some(*nearest)
}

/// Says which document the dot is.
pub fn card_ui(ui: &Ui, workspace: &Workspace, dot: DocumentDot, actions: &mut Vec<Action>) {
    let document = workspace.document(dot.document);
    if document.is_none() {
        actions.push(Action::NeedDocuments(vec![dot.document]));
    }
    let anchor = egui::PopupAnchor::Pointer;
    egui::Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), ui.scope_id().with("dot card"), anchor).gap(12.0).show(
        |ui| {
            ui.set_max_width(280.0);
            ui.label(document.map_or("", Document::heading));
            theme::weak_label(ui, "Click to read it");
        },
    );
}

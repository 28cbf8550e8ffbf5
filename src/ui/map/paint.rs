//! What the map is painted with: bubbles, proposed groups, axes, the legend of sizes.

use egui::{Color32, Pos2, Rect, Stroke, Vec2, pos2};
use rustc_hash::FxHashMap;

use super::camera::Camera;
use crate::topics::TopicId;
use crate::ui::status_bar::grouped;
use crate::ui::theme::{self, Palette};
use crate::workspace::Workspace;

/// A bubble on the screen.
pub struct Drawn {
    pub id: Option<TopicId>,
    pub center: Pos2,
    pub radius: f32,
    pub color: Color32,
    pub n_documents: u32,
}

impl Drawn {
    pub fn contains(&self, point: Pos2) -> bool {
        self.center.distance_sq(point) <= self.radius * self.radius
    }

    pub fn rect(&self) -> Rect {
        Rect::from_center_size(self.center, Vec2::splat(2.0 * self.radius))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    Plain,
    Selected,
    Hovered,
    Dimmed,
}

pub fn paint_bubble(painter: &egui::Painter, palette: &Palette, bubble: &Drawn, emphasis: Emphasis) {
    let (fill, line) = match emphasis {
        Emphasis::Plain => (0.50, Stroke::new(1.0, bubble.color)),
        Emphasis::Dimmed => (0.16, Stroke::new(1.0, bubble.color.gamma_multiply(0.35))),
        Emphasis::Selected => (0.80, Stroke::new(2.5, palette.accent)),
        Emphasis::Hovered => (0.85, Stroke::new(2.5, palette.text)),
    };
    painter.circle(bubble.center, bubble.radius, bubble.color.gamma_multiply(fill), line);
}

pub fn paint_axes(painter: &egui::Painter, palette: &Palette, origin: Pos2, rect: Rect) {
    let line = Stroke::new(1.0, palette.line.gamma_multiply(0.7));
    painter.hline(rect.x_range(), origin.y, line);
    painter.vline(origin.x, rect.y_range(), line);
}

/// Shows which bubbles a threshold would join: a line from each to the survivor, and a ring where they would meet.
pub fn paint_groups(painter: &egui::Painter, palette: &Palette, workspace: &Workspace, drawn: &[Drawn]) {
    let groups = &workspace.merging().groups;
    if groups.is_empty() {
        return;
    }
    let by_id: FxHashMap<TopicId, &Drawn> = drawn.iter().filter_map(|bubble| Some((bubble.id?, bubble))).collect();
    for proposed in groups {
        let members: Vec<&Drawn> = proposed.group.members().filter_map(|id| by_id.get(&id).copied()).collect();
        let weight = |bubble: &Drawn| bubble.n_documents as f32 / proposed.n_documents.max(1) as f32;
        let middle =
            members.iter().fold(Vec2::ZERO, |sum, bubble| sum + bubble.center.to_vec2() * weight(bubble)).to_pos2();
        let area: f32 = members.iter().map(|bubble| bubble.radius * bubble.radius).sum();
        for member in &members {
            painter.line_segment([middle, member.center], Stroke::new(2.0, palette.accent.gamma_multiply(0.7)));
            painter.circle_stroke(member.center, member.radius + 2.0, Stroke::new(2.0, palette.accent));
        }
        let ring =
            egui::Shape::dashed_line(&circle_points(middle, area.sqrt()), Stroke::new(1.5, palette.accent), 5.0, 4.0);
        painter.extend(ring);
    }
}

fn circle_points(center: Pos2, radius: f32) -> Vec<Pos2> {
    let angle = |step: usize| step as f32 / 48.0 * std::f32::consts::TAU;
    (0..=48).map(|step| center + radius * Vec2::angled(angle(step))).collect()
}

/// Radii of the circles of the legend, in points.
const LEAST_LEGEND_RADIUS: f32 = 4.0;
const MOST_LEGEND_RADIUS: f32 = 24.0;

/// Circles of known size in the corner: what area means.
pub fn paint_size_legend(painter: &egui::Painter, palette: &Palette, camera: &Camera, largest: u32, rect: Rect) {
    // Round numbers whose circles are neither too large for a corner nor too small to be seen, at the zoom as it is.
    let rounds = (0..9).rev().flat_map(|power| [5, 2, 1].map(|digit| digit * 10_u32.pow(power)));
    let fits = |n: &u32| *n <= largest && (LEAST_LEGEND_RADIUS..=MOST_LEGEND_RADIUS).contains(&camera.radius(*n));
    let fitting: Vec<u32> = rounds.filter(fits).collect();
    let sizes: Vec<u32> = fitting.first().into_iter().chain(fitting.get(3)).copied().collect();
    let plate = Rect::from_min_max(
        pos2(rect.left(), rect.bottom() - 2.0 * MOST_LEGEND_RADIUS - 12.0),
        pos2(rect.left() + 260.0, rect.bottom()),
    );
    painter.rect_filled(plate, 6.0, palette.canvas.gamma_multiply(0.8));
    let mut left = rect.left() + 6.0;
    let bottom = rect.bottom() - 6.0;
    for n in sizes {
        let radius = camera.radius(n);
        let center = pos2(left + radius, bottom - radius);
        painter.circle_stroke(center, radius, Stroke::new(1.0, palette.weak));
        left = center.x + radius + 5.0;
        let text = grouped(n as usize);
        let drawn = painter.text(pos2(left, bottom), egui::Align2::LEFT_BOTTOM, text, theme::small(), palette.weak);
        left = drawn.right() + 10.0;
    }
    let text = "area = documents";
    painter.text(pos2(left, bottom), egui::Align2::LEFT_BOTTOM, text, theme::small(), palette.weak);
}

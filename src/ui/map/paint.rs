//! What the map is painted with: bubbles, proposed groups, axes, lines to what is near.

use egui::{Align2, Color32, Pos2, Rect, Shape, Stroke, Vec2, vec2};
use rustc_hash::FxHashMap;

use crate::topics::TopicId;
use crate::ui::theme::{self, Palette};
use crate::ui::words::similarity_text;
use crate::workspace::Workspace;

/// A bubble on the screen.
pub struct Drawn {
    pub id: Option<TopicId>,
    pub center: Pos2,
    pub radius: f32,
    /// Of the part that is filled, where that is not the whole.
    pub filled_radius: Option<f32>,
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

/// The topmost bubble under a point: the last drawn.
pub fn bubble_at(drawn: &[Drawn], point: Pos2) -> Option<TopicId> {
    drawn.iter().rev().find(|bubble| bubble.contains(point))?.id
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
    let fill_color = bubble.color.gamma_multiply(fill);
    let Some(filled_radius) = bubble.filled_radius else {
        painter.circle(bubble.center, bubble.radius, fill_color, line);
        return;
    };
    if filled_radius > 0.0 {
        painter.circle_filled(bubble.center, filled_radius, bubble.color.gamma_multiply(fill.max(0.7)));
    }
    let ring = match emphasis {
        Emphasis::Plain | Emphasis::Dimmed => Stroke::new(1.0, palette.weak.gamma_multiply(0.45)),
        Emphasis::Selected | Emphasis::Hovered => line,
    };
    painter.circle_stroke(bubble.center, bubble.radius, ring);
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
            // Thinner than what is selected, and of no colour: the two are often seen together.
            painter.line_segment([middle, member.center], Stroke::new(1.5, palette.weak));
            painter.circle_stroke(member.center, member.radius + 2.0, Stroke::new(1.0, palette.weak));
        }
        let ring = Shape::dashed_line(&circle_points(middle, area.sqrt()), Stroke::new(1.5, palette.text), 5.0, 4.0);
        painter.extend(ring);
    }
}

fn circle_points(center: Pos2, radius: f32) -> Vec<Pos2> {
    let angle = |step: usize| step as f32 / 48.0 * std::f32::consts::TAU;
    (0..=48).map(|step| center + radius * Vec2::angled(angle(step))).collect()
}

/// Lines from a bubble to what is nearest in all dimensions, thicker for the more alike, with the similarity at their end.
pub fn paint_nearest<'a>(
    painter: &egui::Painter,
    palette: &Palette,
    from: &Drawn,
    nearest: impl Iterator<Item = (&'a Drawn, f32)>,
) {
    // Where bubbles crowd, the most alike keep their numbers; the card under the pointer has them all.
    let mut taken: Vec<Rect> = Vec::new();
    for (to, similarity) in nearest {
        let way = to.center - from.center;
        let direction = if way.length() > 1.0 { way.normalized() } else { vec2(1.0, 0.0) };
        let (start, end) = (from.center + direction * from.radius, to.center - direction * to.radius);
        let color = theme::mix(palette.canvas, palette.accent, 0.75);
        // Bubbles that overlap need no line, but their value.
        if (end - start).dot(direction) > 0.0 {
            painter.line_segment([start, end], Stroke::new(0.75 + 4.25 * similarity.clamp(0.0, 1.0), color));
        }
        let galley = painter.layout_no_wrap(similarity_text(similarity), theme::small(), palette.text);
        let plate = Align2::CENTER_CENTER.anchor_size(end, galley.size() + vec2(6.0, 2.0));
        let is_free = taken.iter().all(|other| !other.intersects(plate)) && !from.rect().shrink(2.0).intersects(plate);
        if is_free {
            painter.rect_filled(plate, 4.0, palette.panel.gamma_multiply(0.92));
            painter.galley(plate.min + vec2(3.0, 1.0), galley, palette.text);
            taken.push(plate);
        }
    }
}

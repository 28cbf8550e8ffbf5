//! Selecting on the map by hand: clicks, a box, a lasso, and a bubble that is dragged onto another.

use egui::{PointerButton, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo};

use super::paint::{Drawn, bubble_at};
use crate::topics::TopicId;
use crate::ui::theme;
use crate::workspace::{Action, SelectMode, Session, Workspace};

/// What the pointer is doing on the map.
#[derive(Default)]
pub struct Hand {
    gesture: Gesture,
    /// Where a bubble was dropped on another, for the card that asks how to merge them.
    pub dropped_at: Option<Pos2>,
}

#[derive(Default)]
enum Gesture {
    #[default]
    None,
    Box(Pos2),
    Lasso(Vec<Pos2>),
    Bubble(TopicId),
}

/// Corners of a lasso are at least so far apart, in screen points.
const LASSO_STEP: f32 = 3.0;

impl Hand {
    pub fn is_free(&self) -> bool {
        matches!(self.gesture, Gesture::None)
    }

    pub fn ui(
        &mut self,
        ui: &Ui,
        workspace: &Workspace,
        background: &Response,
        drawn: &[Drawn],
        actions: &mut Vec<Action>,
    ) {
        let input = ui.input(|input| {
            let (pointer, modifiers) = (&input.pointer, input.modifiers);
            (pointer.press_origin(), pointer.latest_pos(), modifiers, input.key_down(egui::Key::Space))
        });
        let (origin, latest, modifiers, space) = input;
        if background.drag_started_by(PointerButton::Primary)
            && !space
            && let Some(origin) = origin
        {
            self.gesture = match bubble_at(drawn, origin) {
                _ if modifiers.alt => Gesture::Lasso(vec![origin]),
                Some(id) => Gesture::Bubble(id),
                None => Gesture::Box(origin),
            };
        }
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.gesture = Gesture::None;
        }
        let Some(at) = latest else { return };
        let is_over = background.drag_stopped();
        let painter = ui.painter_at(background.rect);
        let palette = theme::palette(ui);
        let line = Stroke::new(1.0, palette.accent);
        let mut inside: Option<Vec<TopicId>> = None;
        let held = |is_inside: &dyn Fn(Pos2) -> bool| -> Vec<TopicId> {
            drawn.iter().filter(|bubble| is_inside(bubble.center)).filter_map(|bubble| bubble.id).collect()
        };
        match &mut self.gesture {
            Gesture::None => return,
            Gesture::Bubble(dragged) => {
                let dragged = *dragged;
                let onto = drag_bubble_ui(ui, background, drawn, dragged, at);
                if let Some(onto) = onto.filter(|_| is_over) {
                    self.dropped_at = Some(at);
                    actions.push(Action::ProposeMerge(members(workspace, dragged, onto)));
                }
            }
            Gesture::Box(start) => {
                let selected = Rect::from_two_pos(*start, at);
                painter.rect(selected, 2.0, palette.accent.gamma_multiply(0.12), line, StrokeKind::Inside);
                inside = is_over.then(|| held(&|center| selected.contains(center)));
            }
            Gesture::Lasso(corners) => {
                if corners.last().is_none_or(|last| last.distance(at) >= LASSO_STEP) {
                    corners.push(at);
                }
                painter.add(Shape::line(corners.clone(), Stroke::new(1.5, palette.accent)));
                if let (Some(first), Some(last)) = (corners.first(), corners.last()) {
                    painter.extend(Shape::dashed_line(&[*last, *first], line, 4.0, 4.0));
                }
                inside = is_over.then(|| held(&|center| is_inside(corners, center)));
            }
        }
        if is_over {
            self.gesture = Gesture::None;
        }
        if let Some(topics) = inside {
            let mode = if modifiers.command || modifiers.shift { SelectMode::Add } else { SelectMode::Replace };
            actions.push(Action::Select(topics, mode));
        }
    }
}

/// A bubble that is dragged onto another proposes to merge the two; nothing merges on the drop alone.
fn drag_bubble_ui(ui: &Ui, background: &Response, drawn: &[Drawn], dragged: TopicId, at: Pos2) -> Option<TopicId> {
    let bubble = drawn.iter().find(|bubble| bubble.id == Some(dragged))?;
    let target = drawn.iter().rev().filter(|other| other.id != Some(dragged)).find(|other| other.contains(at));
    let painter = ui.painter_at(background.rect);
    let palette = theme::palette(ui);
    painter.line_segment([bubble.center, at], Stroke::new(1.5, palette.accent));
    painter.circle(at, bubble.radius, bubble.color.gamma_multiply(0.5), Stroke::new(1.5, palette.accent));
    if let Some(target) = target {
        painter.circle_stroke(target.center, target.radius + 4.0, Stroke::new(2.5, palette.accent));
    }
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    target?.id
}

/// What is merged when a bubble is dropped: all that is selected goes along with one of it.
fn members(workspace: &Workspace, dragged: TopicId, onto: TopicId) -> Vec<TopicId> {
    let selected = workspace.selection().topics();
    let mut members = if selected.contains(&dragged) { selected.to_vec() } else { vec![dragged] };
    members.retain(|&id| id != onto);
    members.push(onto);
    members
}

/// Takes clicks on bubbles and beside them. A click on nothing clears the selection.
pub fn clicks_ui(
    ui: &Ui,
    workspace: &Workspace,
    session: &Session,
    background: &Response,
    drawn: &[Drawn],
    actions: &mut Vec<Action>,
) {
    let rect = background.rect;
    let modifiers = ui.input(|input| input.modifiers);
    let adds = modifiers.command || modifiers.shift;
    let mut clicked = background.clicked().then_some(None);
    for bubble in drawn.iter().filter(|bubble| rect.intersects(bubble.rect())) {
        let Some(id) = bubble.id else { continue };
        let response = ui.interact(bubble.rect().intersect(rect), background.id.with(id), Sense::click());
        response.widget_info(|| {
            let name = format!("Bubble: {}", session.tables.name(id));
            WidgetInfo::selected(Role::Button, true, workspace.selection().contains(id), name)
        });
        if response.clicked() {
            // A screen reader's click has no place; a pointer's place says which of overlapping circles is meant.
            clicked = Some(match response.interact_pointer_pos() {
                Some(pointer) => bubble_at(drawn, pointer),
                None => Some(id),
            });
        }
    }
    match clicked {
        Some(Some(id)) => {
            let mode = if adds { SelectMode::Toggle } else { SelectMode::Replace };
            actions.push(Action::Select(vec![id], mode));
        }
        Some(None) if !adds => actions.push(Action::Select(Vec::new(), SelectMode::Replace)),
        _ => {}
    }
    if background.secondary_clicked()
        && let Some(id) = background.interact_pointer_pos().and_then(|pointer| bubble_at(drawn, pointer))
        && !workspace.selection().contains(id)
    {
        actions.push(Action::Select(vec![id], SelectMode::Replace));
    }
}

/// Whether a point lies inside a closed line, by how often a ray to the right crosses it (Shimrat 1962).
fn is_inside(corners: &[Pos2], point: Pos2) -> bool {
    let mut inside = false;
    let mut before = corners.len().wrapping_sub(1);
    for (place, a) in corners.iter().enumerate() {
        let b = corners[before];
        before = place;
        let is_between = (a.y > point.y) != (b.y > point.y);
        if is_between && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::is_inside;

    #[test]
    fn a_lasso_holds_what_is_inside_it_also_in_its_bays() {
        // The letter U.
        let lasso = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (6.0, 9.0), (6.0, 3.0), (3.0, 3.0), (3.0, 9.0), (0.0, 9.0)]
            .map(|(x, y)| pos2(x, y));
        assert!(is_inside(&lasso, pos2(1.0, 8.0)) && is_inside(&lasso, pos2(8.0, 8.0)));
        assert!(is_inside(&lasso, pos2(4.5, 1.0)));
        assert!(!is_inside(&lasso, pos2(4.5, 6.0)), "the bay is outside");
        assert!(!is_inside(&lasso, pos2(-1.0, 4.0)) && !is_inside(&lasso, pos2(12.0, 4.0)));
    }

    #[test]
    fn a_lasso_of_a_point_or_a_line_holds_nothing() {
        assert!(!is_inside(&[], pos2(0.0, 0.0)));
        assert!(!is_inside(&[pos2(0.0, 0.0)], pos2(0.0, 0.0)));
        assert!(!is_inside(&[pos2(0.0, 0.0), pos2(4.0, 4.0)], pos2(2.0, 1.0)));
    }
}

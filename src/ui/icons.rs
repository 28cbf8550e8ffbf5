//! A small set of icons, drawn by hand on a square of 16 units: no font has to bring them.
//!
//! An icon is never alone: whoever can be pressed has a name, and the name is its tooltip.

use std::f32::consts::TAU;

use egui::{Color32, Id, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::theme;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Search,
    /// Closes, clears, dismisses.
    Close,
    Undo,
    Redo,
    Trash,
    Lock,
    Tag,
    Merge,
    Split,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    ChevronDown,
    SortUp,
    SortDown,
    Settings,
    Picture,
    /// Everything comes into sight.
    Fit,
    Plus,
    Minus,
    Check,
}

/// The side of an icon among text, in points.
pub const SIZE: f32 = 3.5 * theme::UNIT;

/// The side of a button that is only an icon.
pub const BUTTON: f32 = 5.5 * theme::UNIT;

/// A piece of an icon, in units of its square.
enum Piece {
    Line(&'static [[f32; 2]]),
    Closed(&'static [[f32; 2]]),
    Circle([f32; 2], f32),
    /// Clockwise on the screen, from and to parts of a turn that begin at three o'clock.
    Arc([f32; 2], f32, [f32; 2]),
}

use Piece::{Arc, Circle, Closed, Line};

impl Icon {
    pub const ALL: [Self; 21] = [
        Self::Search,
        Self::Close,
        Self::Undo,
        Self::Redo,
        Self::Trash,
        Self::Lock,
        Self::Tag,
        Self::Merge,
        Self::Split,
        Self::ChevronLeft,
        Self::ChevronRight,
        Self::ChevronUp,
        Self::ChevronDown,
        Self::SortUp,
        Self::SortDown,
        Self::Settings,
        Self::Picture,
        Self::Fit,
        Self::Plus,
        Self::Minus,
        Self::Check,
    ];

    fn pieces(self) -> &'static [Piece] {
        match self {
            Self::Search => &[Circle([7.0, 7.0], 4.5), Line(&[[10.3, 10.3], [14.0, 14.0]])],
            Self::Close => &[Line(&[[3.5, 3.5], [12.5, 12.5]]), Line(&[[12.5, 3.5], [3.5, 12.5]])],
            Self::Undo => &[
                Line(&[[6.0, 2.5], [2.5, 6.0], [6.0, 9.5]]),
                Line(&[[2.5, 6.0], [9.5, 6.0]]),
                Arc([9.5, 9.75], 3.75, [-0.25, 0.25]),
                Line(&[[9.5, 13.5], [6.0, 13.5]]),
            ],
            Self::Redo => &[
                Line(&[[10.0, 2.5], [13.5, 6.0], [10.0, 9.5]]),
                Line(&[[13.5, 6.0], [6.5, 6.0]]),
                Arc([6.5, 9.75], 3.75, [0.25, 0.75]),
                Line(&[[6.5, 13.5], [10.0, 13.5]]),
            ],
            Self::Trash => &[
                Line(&[[2.5, 4.5], [13.5, 4.5]]),
                Line(&[[6.0, 4.5], [6.0, 2.5], [10.0, 2.5], [10.0, 4.5]]),
                Line(&[[4.0, 4.5], [4.6, 13.5], [11.4, 13.5], [12.0, 4.5]]),
                Line(&[[6.75, 7.0], [6.75, 11.0]]),
                Line(&[[9.25, 7.0], [9.25, 11.0]]),
            ],
            Self::Lock => &[
                Closed(&[[3.5, 7.5], [12.5, 7.5], [12.5, 13.5], [3.5, 13.5]]),
                Line(&[[5.5, 7.5], [5.5, 5.0]]),
                Arc([8.0, 5.0], 2.5, [0.5, 1.0]),
                Line(&[[10.5, 5.0], [10.5, 7.5]]),
            ],
            Self::Tag => {
                &[Closed(&[[2.5, 2.5], [8.0, 2.5], [13.5, 8.0], [8.0, 13.5], [2.5, 8.0]]), Circle([5.5, 5.5], 1.0)]
            }
            Self::Merge => &[
                Line(&[[2.5, 3.5], [6.0, 3.5], [9.5, 8.0], [13.5, 8.0]]),
                Line(&[[2.5, 12.5], [6.0, 12.5], [9.5, 8.0]]),
                Line(&[[11.0, 5.5], [13.5, 8.0], [11.0, 10.5]]),
            ],
            Self::Split => &[
                Line(&[[2.5, 8.0], [6.0, 8.0], [9.5, 3.5], [13.5, 3.5]]),
                Line(&[[6.0, 8.0], [9.5, 12.5], [13.5, 12.5]]),
                Line(&[[11.5, 1.5], [13.5, 3.5], [11.5, 5.5]]),
                Line(&[[11.5, 10.5], [13.5, 12.5], [11.5, 14.5]]),
            ],
            Self::ChevronLeft => &[Line(&[[10.0, 3.5], [5.5, 8.0], [10.0, 12.5]])],
            Self::ChevronRight => &[Line(&[[6.0, 3.5], [10.5, 8.0], [6.0, 12.5]])],
            Self::ChevronUp => &[Line(&[[3.5, 10.0], [8.0, 5.5], [12.5, 10.0]])],
            Self::ChevronDown => &[Line(&[[3.5, 6.0], [8.0, 10.5], [12.5, 6.0]])],
            Self::SortUp => &[Line(&[[8.0, 13.0], [8.0, 3.0]]), Line(&[[4.5, 6.5], [8.0, 3.0], [11.5, 6.5]])],
            Self::SortDown => &[Line(&[[8.0, 3.0], [8.0, 13.0]]), Line(&[[4.5, 9.5], [8.0, 13.0], [11.5, 9.5]])],
            // Three sliders, as most programs draw what can be set.
            Self::Settings => &[
                Line(&[[2.5, 4.0], [8.5, 4.0]]),
                Circle([10.25, 4.0], 1.75),
                Line(&[[12.0, 4.0], [13.5, 4.0]]),
                Line(&[[2.5, 8.0], [4.0, 8.0]]),
                Circle([5.75, 8.0], 1.75),
                Line(&[[7.5, 8.0], [13.5, 8.0]]),
                Line(&[[2.5, 12.0], [8.5, 12.0]]),
                Circle([10.25, 12.0], 1.75),
                Line(&[[12.0, 12.0], [13.5, 12.0]]),
            ],
            Self::Picture => &[
                Closed(&[[2.5, 3.0], [13.5, 3.0], [13.5, 13.0], [2.5, 13.0]]),
                Circle([5.75, 6.25], 1.25),
                Line(&[[2.5, 11.5], [6.5, 8.5], [8.5, 10.0], [10.5, 7.5], [13.5, 10.5]]),
            ],
            Self::Fit => &[
                Line(&[[2.5, 6.0], [2.5, 2.5], [6.0, 2.5]]),
                Line(&[[10.0, 2.5], [13.5, 2.5], [13.5, 6.0]]),
                Line(&[[13.5, 10.0], [13.5, 13.5], [10.0, 13.5]]),
                Line(&[[6.0, 13.5], [2.5, 13.5], [2.5, 10.0]]),
                Circle([8.0, 8.0], 1.5),
            ],
            Self::Plus => &[Line(&[[8.0, 3.0], [8.0, 13.0]]), Line(&[[3.0, 8.0], [13.0, 8.0]])],
            Self::Minus => &[Line(&[[3.0, 8.0], [13.0, 8.0]])],
            Self::Check => &[Line(&[[3.0, 8.5], [6.5, 12.0], [13.0, 4.0]])],
        }
    }
}

/// Draws the icon in the middle of `rect`, as large as fits.
pub fn paint(painter: &Painter, rect: Rect, icon: Icon, color: Color32) {
    let side = rect.width().min(rect.height());
    let corner = rect.center() - vec2(side, side) / 2.0;
    let unit = side / 16.0;
    let place = |[x, y]: [f32; 2]| pos2(corner.x + x * unit, corner.y + y * unit);
    let places = |points: &[[f32; 2]]| points.iter().copied().map(place).collect::<Vec<Pos2>>();
    let stroke = Stroke::new((1.4 * unit).max(1.0), color);
    for piece in icon.pieces() {
        painter.add(match piece {
            Line(points) => Shape::line(places(points), stroke),
            Closed(points) => Shape::closed_line(places(points), stroke),
            Circle(center, radius) => Shape::circle_stroke(place(*center), radius * unit, stroke),
            Arc(center, radius, [from, to]) => Shape::line(places(&arc(*center, *radius, *from, *to)), stroke),
        });
    }
}

fn arc(center: [f32; 2], radius: f32, from: f32, to: f32) -> Vec<[f32; 2]> {
    const N_STEPS: u8 = 12;
    let at = |step: u8| {
        let (sin, cos) = ((from + (to - from) * f32::from(step) / f32::from(N_STEPS)) * TAU).sin_cos();
        [center[0] + radius * cos, center[1] + radius * sin]
    };
    (0..=N_STEPS).map(at).collect()
}

/// A quiet button that is only an icon; its name is what it does.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let (id, rect) = ui.allocate_space(vec2(BUTTON, BUTTON));
    icon_button_at(ui, rect, id, icon, name)
}

/// A button over something else, such as inside a text field, which leaves the places of other widgets alone.
pub fn icon_button_at(ui: &mut Ui, rect: Rect, id: Id, icon: Icon, name: &str) -> Response {
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let palette = theme::palette(ui);
    let is_lit = ui.is_enabled() && (response.hovered() || response.has_focus());
    if is_lit {
        ui.painter().rect_filled(rect, 4.0, palette.accent_soft);
    }
    let color = if is_lit { palette.text } else { palette.weak };
    paint(ui.painter(), Rect::from_center_size(rect.center(), vec2(SIZE, SIZE)), icon, color);
    response.on_hover_text(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_stays_in_its_square() {
        for icon in Icon::ALL {
            let mut points = Vec::new();
            for piece in icon.pieces() {
                match piece {
                    Line(line) | Closed(line) => points.extend_from_slice(line),
                    Circle([x, y], radius) => points.extend([[x - radius, y - radius], [x + radius, y + radius]]),
                    Arc(center, radius, [from, to]) => points.extend(arc(*center, *radius, *from, *to)),
                }
            }
            assert!(points.iter().flatten().all(|at| (1.0..=15.0).contains(at)), "{icon:?}: {points:?}");
            assert!(points.len() >= 2, "{icon:?}");
        }
    }
}

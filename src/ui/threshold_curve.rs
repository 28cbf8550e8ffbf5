//! The curve "topics left against threshold" over the histogram of all pairs' similarities; a drag in it sets the threshold.

use egui::{Align2, Color32, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::commands::UiCommand;
use super::picture::{self, Pictured};
use super::status_bar::grouped;
use super::theme::{self, Palette};
use crate::tables::{FlatStretch, NO_MERGING, Relations};
use crate::workspace::{Action, Merging, Session, Workspace};

/// What takes long to draw, made once for each state of the topics and size.
#[derive(Default)]
pub struct ThresholdCurve {
    key: Option<(u64, Rect, bool)>,
    shapes: Vec<Shape>,
    /// Laid out in every frame, since what is laid out dies with egui's font atlas.
    texts: Vec<(Pos2, Align2, String, Color32)>,
    /// Of the view in the last frame.
    pub size: Vec2,
}

/// Bars of the histogram from 0 to 1.
const N_BARS: usize = 100;

/// Room for the numbers at the left and below.
const LEFT: f32 = 38.0;
const BELOW: f32 = 14.0;

/// Width of a number of the axis with its distance to the next.
const LEAST_TICK: f32 = 44.0;

impl ThresholdCurve {
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        merging: &Merging,
        session: &Session,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let palette = theme::palette(ui);
        let size = ui.available_size().max(vec2(60.0, 40.0));
        let (whole, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Topics left against threshold"));
        self.size = size;
        response.context_menu(|ui| picture::context_ui(ui, Pictured::Threshold, workspace, commands));
        let rect = Rect::from_min_max(whole.min + vec2(LEFT, 4.0), whole.max - vec2(6.0, BELOW));
        let relations = &session.tables.relations;
        let axes = Axes { rect, n_topics: relations.len(), top: relations.top() };
        let key = (session.revision, rect, palette.dark);
        if self.key != Some(key) {
            self.shapes = still_shapes(palette, relations, axes);
            self.texts = texts(palette, relations, axes);
            self.key = Some(key);
        }
        let painter = ui.painter_at(whole);
        painter.extend(self.shapes.iter().cloned());
        for (at, anchor, text, color) in &self.texts {
            painter.text(*at, *anchor, text, theme::small(), *color);
        }
        let threshold = merging.threshold();
        let x = axes.x(threshold);
        painter.vline(x, rect.y_range(), Stroke::new(2.0, palette.accent));
        painter.circle_filled(pos2(x, axes.y(merging.n_left)), 4.0, palette.accent);

        let at = response.hover_pos().or(response.interact_pointer_pos());
        let Some(at) = at else { return };
        if (response.is_pointer_button_down_on() || response.clicked())
            && let Some(pressed) = response.interact_pointer_pos()
        {
            let wanted = stretch_at(relations, axes.threshold(pressed.x)).filter(|_| response.clicked());
            // A click on a flat stretch takes its middle, which is as far from a change on either side as can be.
            let wanted = wanted.map_or(axes.threshold(pressed.x), |stretch| f64::midpoint(stretch.from, stretch.to));
            if (wanted - threshold).abs() > f64::EPSILON {
                actions.push(Action::SetThreshold(wanted));
            }
        }
        response.on_hover_ui_at_pointer(|ui| told_ui(ui, relations, axes.threshold(at.x)));
    }
}

#[derive(Clone, Copy)]
struct Axes {
    rect: Rect,
    n_topics: usize,
    /// The similarity at the right edge, beyond which nothing joins.
    top: f64,
}

impl Axes {
    fn x(self, threshold: f64) -> f32 {
        self.rect.left() + self.rect.width() * (threshold / self.top).clamp(0.0, 1.0) as f32
    }

    fn threshold(self, x: f32) -> f64 {
        let share = f64::from(((x - self.rect.left()) / self.rect.width()).clamp(0.0, 1.0));
        if share >= 1.0 { NO_MERGING } else { share * self.top }
    }

    fn y(self, n_left: usize) -> f32 {
        self.rect.bottom() - self.rect.height() * n_left as f32 / self.n_topics.max(1) as f32
    }
}

fn stretch_at(relations: &Relations, threshold: f64) -> Option<&FlatStretch> {
    relations.flat_stretches.iter().find(|stretch| stretch.from < threshold && threshold <= stretch.to)
}

fn still_shapes(palette: &Palette, relations: &Relations, axes: Axes) -> Vec<Shape> {
    let rect = axes.rect;
    let mut shapes = Vec::new();
    for stretch in &relations.flat_stretches {
        let band = Rect::from_x_y_ranges(axes.x(stretch.from)..=axes.x(stretch.to), rect.y_range());
        shapes.push(Shape::rect_filled(band, 0.0, palette.accent.gamma_multiply(0.14)));
    }
    // Most pairs have nothing in common: the height is the logarithm, so that the few that have can be seen.
    let histogram = relations.pairs.histogram(N_BARS, axes.top);
    let most = f64::from(histogram.iter().copied().max().unwrap_or(0)).ln_1p().max(1.0);
    let width = rect.width() / N_BARS as f32;
    for (bar, &n) in histogram.iter().enumerate() {
        let height = (f64::from(n).ln_1p() / most) as f32 * rect.height();
        let corner = pos2(rect.left() + bar as f32 * width, rect.bottom() - height);
        let bar = Rect::from_min_max(corner, pos2(corner.x + width, rect.bottom()));
        shapes.push(Shape::rect_filled(bar, 0.0, theme::mix(palette.panel, palette.weak, 0.22)));
    }
    let ground = [rect.left_bottom(), rect.right_bottom()];
    shapes.push(Shape::line_segment(ground, Stroke::new(1.0, palette.line)));
    shapes.push(Shape::line(staircase(relations, axes), Stroke::new(1.8, palette.text)));
    shapes
}

fn texts(palette: &Palette, relations: &Relations, axes: Axes) -> Vec<(Pos2, Align2, String, Color32)> {
    let rect = axes.rect;
    let mut texts = Vec::new();
    let n_steps = ((rect.width() / LEAST_TICK) as u32).clamp(1, 5);
    for step in 0..=n_steps {
        let threshold = axes.top * f64::from(step) / f64::from(n_steps);
        let anchor = if step == n_steps { Align2::RIGHT_TOP } else { Align2::CENTER_TOP };
        let at = pos2(axes.x(threshold), rect.bottom() + 1.0);
        texts.push((at, anchor, format!("{threshold:.2}"), palette.weak));
    }
    for n_left in [axes.n_topics / 2, axes.n_topics] {
        let at = pos2(rect.left() - 4.0, axes.y(n_left).max(rect.top() + 5.0));
        texts.push((at, Align2::RIGHT_CENTER, grouped(n_left), palette.weak));
    }
    for stretch in &relations.flat_stretches {
        let (from, to) = (axes.x(stretch.from), axes.x(stretch.to));
        if to - from >= 14.0 {
            let at = pos2(f32::midpoint(from, to), rect.top());
            texts.push((at, Align2::CENTER_TOP, grouped(stretch.n_left), palette.accent));
        }
    }
    texts
}

/// The corners of a curve that is level between its steps.
fn staircase(relations: &Relations, axes: Axes) -> Vec<Pos2> {
    let mut before = axes.x(0.0);
    let mut points = Vec::with_capacity(2 * relations.curve.len());
    for &(similarity, n_left) in &relations.curve {
        let (x, y) = (axes.x(similarity), axes.y(n_left));
        points.extend([pos2(before, y), pos2(x, y)]);
        before = x;
    }
    points
}

fn told_ui(ui: &mut Ui, relations: &Relations, threshold: f64) {
    ui.set_max_width(260.0);
    let place = relations.curve.partition_point(|(similarity, _)| *similarity < threshold);
    if let Some((_, n_left)) = relations.curve.get(place) {
        ui.label(format!("{} topics left at {threshold:.2}", grouped(*n_left)));
    }
    if let Some(stretch) = stretch_at(relations, threshold) {
        let text = format!("Flat from {:.2} to {:.2}: nothing joins here. Click to take it", stretch.from, stretch.to);
        theme::weak_label(ui, text);
    }
    theme::weak_label(ui, "Bars: how many pairs are that similar, on a logarithmic scale");
}

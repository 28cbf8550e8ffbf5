//! What area and colour of the bubbles mean, in the corners of the map.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, Galley, Painter, Rect, Shape, Stroke, pos2, vec2};

use super::camera::Camera;
use super::colours::Legend;
use crate::ui::status_bar::grouped;
use crate::ui::theme::{self, Palette};

/// Radii of the circles of the legend, in points.
const LEAST_RADIUS: f32 = 4.0;
const MOST_RADIUS: f32 = 24.0;

/// A view that is narrower or lower has no legend.
const LEAST_VIEW: egui::Vec2 = vec2(150.0, 120.0);

fn line(painter: &Painter, text: String, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text, theme::small(), color);
    job.wrap = TextWrapping::truncate_at_width(width.max(20.0));
    painter.layout_job(job)
}

/// Circles of known size in the lower left corner, and lines under each other: what area means, what else is shown.
///
/// At any zoom the circles are those round numbers of documents that fit a corner, drawn as large as bubbles of that size.
pub fn paint_sizes(
    painter: &Painter,
    palette: &Palette,
    camera: &Camera,
    largest: u32,
    lines: Vec<(String, Color32)>,
    rect: Rect,
) {
    if rect.width() < LEAST_VIEW.x || rect.height() < LEAST_VIEW.y {
        return;
    }
    let circles: Vec<(f32, Arc<Galley>)> = round_sizes(largest, |n| camera.share_radius(n as f32))
        .into_iter()
        .map(|n| (camera.share_radius(n as f32), line(painter, grouped(n as usize), palette.weak, 100.0)))
        .collect();
    let width = rect.width() - 16.0;
    let lines: Vec<Arc<Galley>> = lines.into_iter().map(|(text, color)| line(painter, text, color, width)).collect();
    let circles_width: f32 = circles.iter().map(|(radius, text)| 2.0 * radius + 15.0 + text.size().x).sum();
    let circles_height = circles.iter().map(|(radius, _)| 2.0 * radius + 4.0).fold(0.0, f32::max);
    let text_height: f32 = lines.iter().map(|line| line.size().y + 2.0).sum();
    let widest = lines.iter().map(|line| line.size().x).fold(circles_width, f32::max);
    let plate_size = vec2(widest.min(width) + 12.0, circles_height + text_height + 10.0);
    let plate = Rect::from_min_size(pos2(rect.left(), rect.bottom() - plate_size.y), plate_size);
    painter.rect_filled(plate, 6.0, palette.canvas.gamma_multiply(0.8));
    let mut left = plate.left() + 6.0;
    let bottom = plate.top() + 4.0 + circles_height;
    for (radius, text) in circles {
        painter.circle_stroke(pos2(left + radius, bottom - radius), radius, Stroke::new(1.0, palette.weak));
        left += 2.0 * radius + 5.0;
        let size = text.size();
        painter.galley(pos2(left, bottom - size.y), text, palette.weak);
        left += size.x + 10.0;
    }
    let mut top = bottom + 4.0;
    for line in lines {
        let height = line.size().y;
        painter.galley(pos2(plate.left() + 6.0, top), line, palette.weak);
        top += height + 2.0;
    }
}

/// Two round numbers of documents whose circles fit the legend, the larger first.
fn round_sizes(largest: u32, radius: impl Fn(u32) -> f32) -> Vec<u32> {
    let rounds = (0..9).rev().flat_map(|power| [5, 2, 1].map(|digit| digit * 10_u32.pow(power)));
    let fits = |n: &u32| *n <= largest && (LEAST_RADIUS..=MOST_RADIUS).contains(&radius(*n));
    let fitting: Vec<u32> = rounds.filter(fits).collect();
    fitting.first().into_iter().chain(fitting.get(3)).copied().collect()
}

/// What colours mean, in the upper left corner.
pub fn paint_colours(painter: &Painter, palette: &Palette, legend: &Legend, rect: Rect) {
    if rect.width() < LEAST_VIEW.x || rect.height() < 2.0 * LEAST_VIEW.y {
        return;
    }
    let width = (rect.width() * 0.5).min(180.0);
    let corner = rect.left_top() + vec2(2.0, 2.0);
    let plate_under = |height: f32| {
        let plate = Rect::from_min_size(corner, vec2(width, height));
        painter.rect_filled(plate, 6.0, palette.canvas.gamma_multiply(0.8));
    };
    let text = |at: egui::Pos2, text: &str, color: Color32, width: f32| {
        painter.galley(at, line(painter, text.to_owned(), color, width), color);
    };
    match legend {
        Legend::None => {}
        Legend::Nothing(why) => {
            plate_under(20.0);
            text(corner + vec2(6.0, 3.0), why, palette.warning, rect.width() - 16.0);
        }
        Legend::Ramp { title, least, most } => {
            plate_under(48.0);
            text(corner + vec2(6.0, 3.0), title, palette.weak, width - 12.0);
            let bar = Rect::from_min_size(corner + vec2(6.0, 19.0), vec2(width - 12.0, 8.0));
            painter.add(ramp(palette, bar));
            text(bar.left_bottom() + vec2(0.0, 2.0), least, palette.weak, width * 0.5);
            let most = line(painter, most.clone(), palette.weak, width * 0.5);
            painter.galley(bar.right_bottom() + vec2(-most.size().x, 2.0), most, palette.weak);
        }
        Legend::Kinds { title, kinds } => {
            plate_under(18.0 + 15.0 * kinds.len() as f32 + 4.0);
            text(corner + vec2(6.0, 3.0), title, palette.weak, width - 12.0);
            for (place, (color, kind)) in kinds.iter().enumerate() {
                let left = corner + vec2(12.0, 26.0 + 15.0 * place as f32);
                painter.circle(left, 4.5, color.gamma_multiply(0.6), Stroke::new(1.0, *color));
                text(left + vec2(10.0, -7.0), kind, palette.text, width - 30.0);
            }
        }
    }
}

/// A bar with the colours of quantities from least to most.
fn ramp(palette: &Palette, bar: Rect) -> Shape {
    const STEPS: usize = 24;
    let mut mesh = egui::Mesh::default();
    let step_width = bar.width() / STEPS as f32;
    for step in 0..STEPS {
        let left = bar.left() + step as f32 * step_width;
        let rect = Rect::from_min_size(pos2(left, bar.top()), vec2(step_width, bar.height()));
        mesh.add_colored_rect(rect, theme::ramp_color(palette, step as f32 / (STEPS - 1) as f32));
    }
    Shape::mesh(mesh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_stays_small_at_any_zoom() {
        for zoom in [0.5, 1.0, 4.0, 60.0] {
            let radius = |n: u32| (n as f32 * zoom).sqrt();
            let sizes = round_sizes(12_345, radius);
            assert!(!sizes.is_empty() && sizes.iter().all(|&n| radius(n) <= MOST_RADIUS), "{zoom}: {sizes:?}");
        }
        assert_eq!(round_sizes(10_000, |n| (n as f32 / 20.0).sqrt()), [10_000, 1000]);
        assert!(round_sizes(0, |n| n as f32).is_empty());
    }
}

//! What the colours of the matrix mean; the ends of their range can be moved.

use egui::{DragValue, Painter, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::texture::Scale;
use super::{Heatmap, Shown};
use crate::ui::theme::{self, Palette};
use crate::workspace::Session;

impl Heatmap {
    /// What the colours mean; the ends can be moved.
    pub(super) fn legend_ui(&mut self, ui: &mut Ui, palette: &Palette, session: &Session, scale: &Scale) {
        ui.horizontal(|ui| {
            // Distances fall where similarities rise.
            let of_value = |value: f32| if self.shown == Shown::Distance { 1.0 - value } else { value };
            let (mut least, mut most) = (of_value(scale.least), of_value(scale.most));
            if self.in_picture {
                theme::weak_label(ui, format!("{least:.2}"));
                let (rect, _) = ui.allocate_exact_size(vec2(140.0, 10.0), Sense::hover());
                paint_ramp(ui.painter(), palette, scale, rect);
                theme::weak_label(ui, format!("{most:.2}"));
                theme::weak_line(ui, self.scale_name(scale));
                return;
            }
            let end = |value, name: &str, ui: &mut Ui| {
                let drag = DragValue::new(value).range(-1.0..=2.0).speed(0.005).fixed_decimals(2);
                ui.add(drag)
                    .on_hover_text(format!("{name}: drag to change the range of the colours"))
                    .accessible_name(name)
            };
            let changed = end(&mut least, "Lightest colour", ui).changed();
            let width = (ui.available_width() - 110.0).clamp(40.0, 180.0);
            let (rect, _) = ui.allocate_exact_size(vec2(width, 10.0), Sense::hover());
            paint_ramp(ui.painter(), palette, scale, rect);
            let changed = changed | end(&mut most, "Strongest colour", ui).changed();
            if changed {
                let (least, most) = (of_value(least), of_value(most));
                self.chosen_scale = Some((session.first_revision, least, most.max(least + 0.01)));
            }
            let is_chosen = self.chosen_scale.is_some_and(|(revision, ..)| revision == session.first_revision);
            if is_chosen && ui.small_button("Reset").on_hover_text("Choose the range of the colours again").clicked() {
                self.chosen_scale = None;
            }
            theme::weak_line(ui, self.scale_name(scale));
        });
    }

    fn scale_name(&self, scale: &Scale) -> &'static str {
        match (self.shown, scale.threshold) {
            (Shown::Distance, _) => "distance",
            (Shown::Similarity, Some(_)) => "grey: apart",
            (Shown::Similarity, None) => "similarity",
        }
    }
}

/// Parts that the legend's gradient is painted in.
const LEGEND_STEPS: usize = 64;

fn paint_ramp(painter: &Painter, palette: &Palette, scale: &Scale, rect: Rect) {
    let ramp = scale.ramp(palette);
    for step in 0..LEGEND_STEPS {
        let x = |step: usize| rect.left() + rect.width() * step as f32 / LEGEND_STEPS as f32;
        let part = Rect::from_min_max(pos2(x(step), rect.top()), pos2(x(step + 1), rect.bottom()));
        painter.rect_filled(part, 0.0, ramp[step * (ramp.len() - 1) / (LEGEND_STEPS - 1)]);
    }
    painter.rect_stroke(rect, 0.0, Stroke::new(1.0, palette.line), StrokeKind::Outside);
    if let Some(threshold) = scale.threshold {
        let x = rect.left() + rect.width() * scale.share(threshold);
        painter.vline(x, rect.expand(3.0).y_range(), Stroke::new(2.0, palette.accent));
    }
}

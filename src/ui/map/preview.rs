//! The map of a run that still goes on.

use egui::{Sense, Ui};

use super::camera::Camera;
use super::labels::{LabelledBubble, MapLabels};
use super::paint::{Drawn, Emphasis, paint_bubble};
use crate::preview::Preview;
use crate::ui::status_bar::grouped;
use crate::ui::theme::{self, Palette};

pub fn ui<'a>(ui: &mut Ui, palette: &Palette, preview: &'a Preview, labels: &mut MapLabels) {
    theme::section_label(ui, "Map");
    theme::weak_label(ui, format!("Iteration {}: still settling", preview.iteration));
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let places: Vec<([f64; 2], u32)> =
        preview.bubbles.iter().map(|bubble| (bubble.position, bubble.n_documents)).collect();
    let camera = Camera::fit(&places, rect);
    let painter = ui.painter_at(rect);
    let mut drawn: Vec<(Drawn, &'a str)> = preview
        .bubbles
        .iter()
        .map(|bubble| {
            let drawn = Drawn {
                id: None,
                center: camera.screen_from_plane(bubble.position, rect),
                radius: camera.radius(bubble.n_documents as f32),
                filled_radius: None,
                color: theme::topic_color(palette, bubble.position),
                n_documents: bubble.n_documents,
            };
            (drawn, bubble.name.as_str())
        })
        .collect();
    drawn.sort_by_key(|(bubble, _)| std::cmp::Reverse(bubble.n_documents));
    drawn.iter().for_each(|(bubble, _)| paint_bubble(&painter, palette, bubble, Emphasis::Plain));
    // A revision of topics is never that large.
    let key = ((u64::MAX, preview.iteration as u64), camera.scale_key(), rect.size());
    labels.paint(
        &painter,
        palette,
        key,
        || {
            let label = |(bubble, name): &(Drawn, &'a str)| LabelledBubble {
                name,
                radius: bubble.radius,
                center: bubble.center,
            };
            drawn.iter().map(label).collect()
        },
        |place| drawn.get(place).map(|(bubble, _)| bubble.center),
        |_| 1.0,
    );
    if let Some(pointer) = response.hover_pos()
        && let Some((bubble, name)) = drawn.iter().rev().find(|(bubble, _)| bubble.contains(pointer))
    {
        response.on_hover_text_at_pointer(format!("{name}\n{} documents", grouped(bubble.n_documents as usize)));
    }
}

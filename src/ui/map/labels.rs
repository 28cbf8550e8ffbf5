//! Names on the map, placed without overlap: the largest bubbles first, more of them as one zooms in.
//!
//! Places are chosen relative to the bubbles and only when the zoom, the topics or the size of the view change, so that
//! nothing jumps while one moves the map.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Galley, Painter, Pos2, Rect, Vec2, vec2};

use crate::ui::theme::{self, Palette};

#[derive(Default)]
pub struct MapLabels {
    key: Option<Key>,
    dark: bool,
    placed: Vec<Placed>,
}

/// Revision of the topics, zoom, and size of the view.
type Key = (u64, u64, Vec2);

pub struct LabelledBubble<'a> {
    pub name: &'a str,
    pub radius: f32,
    pub center: Pos2,
}

struct Placed {
    /// The bubble's place in the list.
    bubble: usize,
    /// Of the text's corner, from the bubble's middle.
    offset: Vec2,
    galley: Arc<Galley>,
}

/// Names longer than this end in an ellipsis.
const MAX_CHARS: usize = 30;

/// Room around a name, in screen points.
const MARGIN: f32 = 3.0;

impl MapLabels {
    /// Paints the names of `bubbles`, which come with the largest first; `opacity` is asked for each bubble that is named.
    pub fn paint<'a, I>(
        &mut self,
        painter: &Painter,
        palette: &Palette,
        key: Key,
        bubbles: impl Fn() -> I,
        opacity: impl Fn(usize) -> f32,
    ) where
        I: Iterator<Item = LabelledBubble<'a>>,
    {
        if self.key != Some(key) || self.dark != palette.dark {
            self.placed = place(painter, palette, bubbles());
            self.key = Some(key);
            self.dark = palette.dark;
        }
        let centers: Vec<Pos2> = bubbles().map(|bubble| bubble.center).collect();
        for label in &self.placed {
            let corner = centers[label.bubble] + label.offset;
            let rect = Rect::from_min_size(corner, label.galley.size());
            if painter.clip_rect().intersects(rect) {
                let color = palette.text.gamma_multiply(opacity(label.bubble));
                painter.galley_with_override_text_color(corner, Arc::clone(&label.galley), color);
            }
        }
    }

    /// Paints the names of bubbles that are lit up over everything else, beside each other where they can be.
    pub fn paint_lit<'a>(painter: &Painter, palette: &Palette, bubbles: impl Iterator<Item = LabelledBubble<'a>>) {
        let view = painter.clip_rect();
        let mut taken: Vec<Rect> = Vec::new();
        for bubble in bubbles {
            let mut job = LayoutJob::simple_singleline(bubble.name.to_owned(), theme::body_strong(), palette.text);
            job.wrap = TextWrapping::truncate_at_width((view.width() - 24.0).max(40.0));
            let galley = painter.layout_job(job);
            let frame_at = |offset: Vec2| {
                let rect = Rect::from_min_size(bubble.center + offset, galley.size()).expand2(vec2(5.0, 2.0));
                // A name at the edge of the view is moved in rather than cut.
                rect.translate((view.min - rect.min).max(Vec2::ZERO) + (view.max - rect.max).min(Vec2::ZERO))
            };
            let [middle, right, left, below, above] = offsets(galley.size(), bubble.radius).map(frame_at);
            // A name that is wider than its bubble would hide what it names.
            let fits = galley.size().x <= 2.0 * bubble.radius;
            let frames = if fits { [middle, below, above, right, left] } else { [below, above, right, left, middle] };
            let is_free = |frame: &Rect| taken.iter().all(|other| !other.intersects(*frame));
            let frame = frames.into_iter().find(is_free).unwrap_or(frames[0]);
            painter.rect_filled(frame, 4.0, palette.panel.gamma_multiply(0.92));
            painter.galley(frame.min + vec2(5.0, 2.0), galley, palette.text);
            taken.push(frame);
        }
    }
}

fn place<'a>(painter: &Painter, palette: &Palette, bubbles: impl Iterator<Item = LabelledBubble<'a>>) -> Vec<Placed> {
    let view = painter.clip_rect();
    let mut taken: Vec<Rect> = Vec::new();
    let mut placed = Vec::new();
    for (place, bubble) in bubbles.enumerate() {
        if bubble.name.is_empty() {
            continue;
        }
        let galley = painter.layout_no_wrap(shortened(bubble.name), theme::small(), palette.text);
        let rect_at = |offset: Vec2| Rect::from_min_size(bubble.center + offset, galley.size());
        let is_free = |&offset: &Vec2| taken.iter().all(|other| !other.intersects(rect_at(offset).expand(MARGIN)));
        let offsets = offsets(galley.size(), bubble.radius);
        // What is in the view has a whole name or none; what is outside gets one for when it is moved in.
        let is_outside = !view.contains(bubble.center);
        let is_whole = |offset: Vec2| is_outside || view.contains_rect(rect_at(offset));
        let free = offsets.into_iter().find(|&offset| is_whole(offset) && is_free(&offset));
        if let Some(offset) = free {
            taken.push(Rect::from_min_size(bubble.center + offset, galley.size()).expand(MARGIN));
            placed.push(Placed { bubble: place, offset, galley });
        }
    }
    placed
}

/// Where a name of `size` may stand: inside the bubble, right of it, left, below, above.
fn offsets(size: Vec2, radius: f32) -> [Vec2; 5] {
    let middle = -0.5 * size;
    let gap = radius + MARGIN;
    [middle, vec2(gap, middle.y), vec2(-gap - size.x, middle.y), vec2(middle.x, gap), vec2(middle.x, -gap - size.y)]
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name.to_owned(),
    }
}

//! Names on the map, placed without overlap: the largest bubbles first, more of them as one zooms in.
//!
//! Places are chosen relative to the bubbles and only when the zoom, the topics or the size of the view change, so that
//! nothing jumps while one moves the map.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Galley, Painter, Pos2, Rect, Vec2, pos2, vec2};
use rustc_hash::FxHashMap;

use crate::ui::theme::{self, Palette};

#[derive(Clone, Default)]
pub struct MapLabels {
    key: Option<Key>,
    /// The name of each bubble. They are laid out in every frame, since what is laid out dies with egui's font atlas.
    names: Vec<String>,
    placed: Vec<Placed>,
}

/// Which map it is, zoom, and size of the view.
pub type Key = ((u64, u64), u64, Vec2);

pub struct LabelledBubble<'a> {
    pub name: &'a str,
    pub radius: f32,
    pub center: Pos2,
}

/// A name at its place.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Placed {
    /// The bubble's place in the list.
    bubble: usize,
    /// Of the text's corner, from the bubble's middle.
    offset: Vec2,
    /// Whether it lies on bubbles that are not its own, so that it needs a ground to be read.
    is_over_others: bool,
}

/// Names wider than this end in an ellipsis, in screen points.
const MAX_WIDTH: f32 = 168.0;

/// Room around a name, in screen points.
const MARGIN: f32 = 3.0;

impl MapLabels {
    /// Paints names at the `centers` of their bubbles; `opacity` is asked for each bubble that is named. `bubbles`, the
    /// largest first, are asked for when the places are chosen anew.
    pub fn paint<'a>(
        &mut self,
        painter: &Painter,
        palette: &Palette,
        key: Key,
        bubbles: impl FnOnce() -> Vec<LabelledBubble<'a>>,
        center: impl Fn(usize) -> Option<Pos2>,
        opacity: impl Fn(usize) -> f32,
    ) {
        if self.key != Some(key) {
            let bubbles = bubbles();
            if self.key.is_none_or(|before| before.0 != key.0) {
                self.names = bubbles.iter().map(|bubble| bubble.name.to_owned()).collect();
            }
            let circle = |bubble: &LabelledBubble<'_>| Circle {
                center: bubble.center,
                radius: bubble.radius,
                name_size: galley(painter, palette, bubble.name).size(),
            };
            let circles: Vec<Circle> = bubbles.iter().map(circle).collect();
            self.placed = place(painter.clip_rect(), &circles);
            self.key = Some(key);
        }
        for label in &self.placed {
            let (Some(center), Some(name)) = (center(label.bubble), self.names.get(label.bubble)) else { continue };
            let corner = center + label.offset;
            let opacity = opacity(label.bubble);
            let widest = Rect::from_min_size(corner, vec2(MAX_WIDTH, 2.0 * theme::LINE));
            if opacity > 0.0 && painter.clip_rect().intersects(widest) {
                let galley = galley(painter, palette, name);
                let rect = Rect::from_min_size(corner, galley.size());
                if label.is_over_others {
                    painter.rect_filled(
                        rect.expand2(vec2(2.0, 0.0)),
                        4.0,
                        palette.canvas.gamma_multiply(0.7 * opacity),
                    );
                }
                let color = palette.text.gamma_multiply(opacity);
                painter.galley_with_override_text_color(corner, galley, color);
            }
        }
    }

    /// Paints the names of bubbles that are lit up over everything else, beside each other and beside the `others` where
    /// they can be.
    pub fn paint_lit<'a>(
        painter: &Painter,
        palette: &Palette,
        bubbles: impl Iterator<Item = LabelledBubble<'a>>,
        others: &[(Pos2, f32)],
    ) {
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
            let is_free = |frame: &&Rect| taken.iter().all(|other| !other.intersects(**frame));
            let covers = |frame: &&Rect| {
                let is_other = |center: Pos2| center.distance_sq(bubble.center) > 0.25;
                others.iter().filter(|&&(center, radius)| is_other(center) && touches(**frame, center, radius)).count()
            };
            // Of the free places the one that hides the fewest neighbours; the first of those that are equally good. Where
            // none is free the first name is shown all the same, and the others are not.
            let free = frames.iter().filter(is_free).min_by_key(covers);
            let Some(&frame) = free.or(Some(&frames[0]).filter(|_| taken.is_empty())) else { continue };
            painter.rect_filled(frame, 4.0, palette.panel.gamma_multiply(0.92));
            painter.galley(frame.min + vec2(5.0, 2.0), galley, palette.text);
            taken.push(frame);
        }
    }
}

fn galley(painter: &Painter, palette: &Palette, name: &str) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(name.to_owned(), theme::small(), palette.text);
    job.wrap = TextWrapping::truncate_at_width(MAX_WIDTH);
    painter.layout_job(job)
}

struct Circle {
    center: Pos2,
    radius: f32,
    /// Of the text; nothing for a bubble without a name.
    name_size: Vec2,
}

/// Chooses places for the names of `circles` in a `view`; those that come first choose first.
fn place(view: Rect, circles: &[Circle]) -> Vec<Placed> {
    let mut taken = Grid::default();
    let mut placed: Vec<(Placed, Rect)> = Vec::new();
    for (bubble, circle) in circles.iter().enumerate() {
        if circle.name_size.x <= 0.0 {
            continue;
        }
        let rect_at = |offset: Vec2| Rect::from_min_size(circle.center + offset, circle.name_size);
        // What is in the view has a whole name or none; what is outside gets one for when it is moved in.
        let is_outside = !view.contains(circle.center);
        let is_whole = |offset: Vec2| is_outside || view.contains_rect(rect_at(offset));
        let is_free = |&offset: &Vec2| is_whole(offset) && taken.is_free(rect_at(offset).expand(MARGIN));
        if let Some(offset) = offsets(circle.name_size, circle.radius).into_iter().find(is_free) {
            taken.add(rect_at(offset).expand(MARGIN));
            placed.push((Placed { bubble, offset, is_over_others: false }, rect_at(offset)));
        }
    }
    let mut names = Grid::default();
    placed.iter().for_each(|&(_, rect)| names.add(rect));
    for (bubble, circle) in circles.iter().enumerate() {
        let around = Rect::from_center_size(circle.center, Vec2::splat(2.0 * circle.radius));
        names.visit(around, |name| {
            let (label, rect) = &mut placed[name];
            label.is_over_others |= label.bubble != bubble && touches(*rect, circle.center, circle.radius);
        });
    }
    placed.into_iter().map(|(label, _)| label).collect()
}

fn touches(rect: Rect, center: Pos2, radius: f32) -> bool {
    rect.distance_sq_to_pos(center) < radius * radius
}

/// Rectangles by the cells of the plane that they touch, so that few have to be looked at.
#[derive(Default)]
struct Grid {
    rects: Vec<Rect>,
    cells: FxHashMap<(i32, i32), Vec<u32>>,
}

const CELL: Vec2 = vec2(96.0, 32.0);

/// A rectangle over more cells than that is looked at whole.
const MOST_CELLS: i32 = 4096;

impl Grid {
    fn cells(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
        let cell = |point: Pos2| pos2(point.x / CELL.x, point.y / CELL.y).floor();
        let (first, last) = (cell(rect.min), cell(rect.max));
        let (left, right) = (first.x as i32, last.x as i32);
        (first.y as i32..=last.y as i32).flat_map(move |row| (left..=right).map(move |column| (column, row)))
    }

    fn add(&mut self, rect: Rect) {
        let place = self.rects.len() as u32;
        self.rects.push(rect);
        Self::cells(rect).for_each(|cell| self.cells.entry(cell).or_default().push(place));
    }

    fn is_free(&self, rect: Rect) -> bool {
        let is_apart = |&place: &u32| !self.rects[place as usize].intersects(rect);
        Self::cells(rect).filter_map(|cell| self.cells.get(&cell)).flatten().all(is_apart)
    }

    /// Shows the places of the rectangles near `rect`, some more than once.
    fn visit(&self, rect: Rect, mut visit: impl FnMut(usize)) {
        let n_cells = (rect.width() / CELL.x + 2.0) * (rect.height() / CELL.y + 2.0);
        if n_cells > MOST_CELLS as f32 {
            return (0..self.rects.len()).for_each(visit);
        }
        for place in Self::cells(rect).filter_map(|cell| self.cells.get(&cell)).flatten() {
            visit(*place as usize);
        }
    }
}

/// Where a name of `size` may stand: inside the bubble, right of it, left, below, above.
fn offsets(size: Vec2, radius: f32) -> [Vec2; 5] {
    let middle = -0.5 * size;
    let gap = radius + MARGIN;
    [middle, vec2(gap, middle.y), vec2(-gap - size.x, middle.y), vec2(middle.x, gap), vec2(middle.x, -gap - size.y)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Rect = Rect { min: Pos2::ZERO, max: pos2(800.0, 600.0) };

    fn circle(x: f32, y: f32, radius: f32) -> Circle {
        Circle { center: pos2(x, y), radius, name_size: vec2(80.0, 14.0) }
    }

    /// A dense cloud of bubbles.
    fn cloud(scale: f32) -> Vec<Circle> {
        let angle = |place: usize| place as f32 * 2.4;
        let at = |place: usize| VIEW.center() + Vec2::angled(angle(place)) * (place as f32).sqrt() * scale;
        (0..200).map(|place| circle(at(place).x, at(place).y, 8.0)).collect()
    }

    fn rects(circles: &[Circle], placed: &[Placed]) -> Vec<Rect> {
        let rect = |label: &Placed| {
            let circle = &circles[label.bubble];
            Rect::from_min_size(circle.center + label.offset, circle.name_size)
        };
        placed.iter().map(rect).collect()
    }

    #[test]
    fn names_never_overlap_and_are_whole_in_the_view() {
        let circles = cloud(10.0);
        let placed = place(VIEW, &circles);
        let rects = rects(&circles, &placed);
        for (place, rect) in rects.iter().enumerate() {
            assert!(VIEW.contains_rect(*rect));
            assert!(rects[..place].iter().all(|other| !other.intersects(*rect)));
        }
        assert_eq!(placed[0].bubble, 0, "the largest is named first");
    }

    #[test]
    fn there_are_more_names_as_one_zooms_in() {
        let wide = Rect::from_center_size(VIEW.center(), vec2(4000.0, 4000.0));
        let n_named = |scale: f32| place(wide, &cloud(scale)).len();
        assert!(n_named(10.0) < n_named(20.0) && n_named(20.0) < n_named(60.0));
    }

    #[test]
    fn a_name_over_a_neighbour_gets_a_ground() {
        let lone = place(VIEW, &[circle(400.0, 300.0, 50.0)]);
        assert!(!lone[0].is_over_others);
        let crowded = place(VIEW, &[circle(400.0, 300.0, 50.0), circle(420.0, 300.0, 30.0)]);
        assert!(crowded[0].is_over_others);
    }

    #[test]
    fn a_bubble_without_a_name_takes_no_room() {
        let nameless = Circle { name_size: Vec2::ZERO, ..circle(400.0, 300.0, 20.0) };
        assert!(place(VIEW, &[nameless]).is_empty());
    }
}

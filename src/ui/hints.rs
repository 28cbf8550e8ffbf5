//! Three short hints for the first start, one after the other, each where it matters. They block nothing.

use egui::{Align2, Area, Context, Id, Key, Modifiers, Order, Rect, Shape, Ui, pos2, vec2};

use super::icons::{Icon, icon_button};
use super::theme;

/// Where a hint points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Map,
    MergeBar,
}

const HINTS: [(Anchor, &str, &str); 3] = [
    (
        Anchor::Map,
        "Every bubble is a topic",
        "Click a bubble, a row or a cell: everything follows. What you point at lights up everywhere.",
    ),
    (
        Anchor::MergeBar,
        "Gather what is alike",
        "Move the threshold and see what would join. Nothing changes until you press Merge.",
    ),
    (
        Anchor::Map,
        "Merge by hand",
        "Drag one bubble onto another, or select several and press G. Everything can be undone.",
    ),
];

const WIDTH: f32 = 75.0 * theme::UNIT;

#[derive(Default)]
pub struct Hints {
    /// The hint that is shown.
    step: Option<usize>,
    map: Option<Rect>,
    merge_bar: Option<Rect>,
}

impl Hints {
    pub fn start(&mut self) {
        self.step = Some(0);
    }

    pub fn is_shown(&self) -> bool {
        self.step.is_some()
    }

    /// Where the views are in this frame.
    pub fn set_anchor(&mut self, anchor: Anchor, rect: Rect) {
        match anchor {
            Anchor::Map => self.map = Some(rect),
            Anchor::MergeBar => self.merge_bar = Some(rect),
        }
    }

    /// Escape closes the hints before it does anything else; `is_free` says that nobody else waits for it.
    pub fn take_escape(&mut self, ctx: &Context, is_free: bool) {
        if is_free && self.is_shown() && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.step = None;
        }
    }

    pub fn ui(&mut self, ctx: &Context) {
        let Some(step) = self.step else { return };
        let Some((anchor, title, text)) = HINTS.get(step) else { return };
        let rect = match anchor {
            Anchor::Map => self.map,
            Anchor::MergeBar => self.merge_bar,
        };
        // A view that is not there now may come again.
        let Some(rect) = rect else { return };
        let (tip, pivot) = match anchor {
            Anchor::Map => (rect.left_bottom() + vec2(4.0, -4.0) * theme::UNIT, Align2::LEFT_BOTTOM),
            Anchor::MergeBar => (rect.left_top() + vec2(4.0, -2.0) * theme::UNIT, Align2::LEFT_BOTTOM),
        };
        let area = Area::new(Id::unique("hint")).order(Order::Middle).pivot(pivot).fixed_pos(tip);
        let area = area.constrain(true).fade_in(false).accessible_name("Hint");
        let answer = area.show(ctx, |ui| {
            let answer = card_ui(ui, step, title, text);
            if *anchor == Anchor::MergeBar {
                beak_ui(ui);
            }
            answer
        });
        match answer.inner {
            Answer::Waiting => {}
            Answer::Next => self.step = Some(step + 1).filter(|next| *next < HINTS.len()),
            Answer::Close => self.step = None,
        }
    }
}

enum Answer {
    Waiting,
    Next,
    Close,
}

fn card_ui(ui: &mut Ui, step: usize, title: &str, text: &str) -> Answer {
    let palette = theme::palette(ui);
    let mut answer = Answer::Waiting;
    egui::Frame::popup(ui.style()).stroke((1.0, palette.accent)).inner_margin(3.0 * theme::UNIT).show(ui, |ui| {
        ui.set_width(WIDTH);
        ui.horizontal(|ui| {
            theme::section_label(ui, title);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if icon_button(ui, Icon::Close, "Close the hints").clicked() {
                    answer = Answer::Close;
                }
            });
        });
        ui.label(text);
        ui.horizontal(|ui| {
            theme::weak_label(ui, format!("{} of {}", step + 1, HINTS.len()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let next = if step + 1 < HINTS.len() { "Next" } else { "Got it" };
                if ui.add(theme::primary_button(ui, next)).clicked() {
                    answer = Answer::Next;
                }
            });
        });
    });
    answer
}

/// The corner of the callout that points down.
fn beak_ui(ui: &Ui) {
    let palette = theme::palette(ui);
    let card = ui.min_rect();
    let (x, y) = (card.left() + 6.0 * theme::UNIT, card.bottom());
    let corners = vec![pos2(x - 6.0, y - 0.5), pos2(x + 6.0, y - 0.5), pos2(x, y + 6.0)];
    // Beyond the card itself.
    let mut painter = ui.painter().clone();
    painter.set_clip_rect(ui.ctx().content_rect());
    painter.add(Shape::convex_polygon(corners, palette.accent, egui::Stroke::NONE));
}

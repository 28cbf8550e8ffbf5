//! The heatmap: how alike all pairs of topics are, in the order of the merge tree, as one texture.

use egui::{
    Color32, ColorImage, Pos2, Rect, Role, Sense, Stroke, StrokeKind, TextureHandle, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::commands::UiCommand;
use super::picture::{self, Pictured};
use super::theme::{self, Palette};
use crate::topics::TopicId;
use crate::workspace::{Action, SelectMode, Session, Workspace};

#[derive(Default)]
pub struct Heatmap {
    texture: Option<TextureHandle>,
    /// Revision and theme that the texture shows.
    key: Option<(u64, bool)>,
    /// The least and greatest cosine of different topics.
    range: (f32, f32),
    /// The pair under the pointer with its rank among all pairs, kept while the pointer stays on it.
    ranked: Option<((TopicId, TopicId), usize)>,
    /// The size of the view in the last frame.
    size: Vec2,
    /// Whether it is drawn for a picture: without its header.
    in_picture: bool,
}

impl Heatmap {
    /// The size of the view in the last frame, without its header.
    pub fn size(&self) -> Vec2 {
        self.size
    }

    /// What is seen now, to be drawn for a picture with a texture of its own.
    pub fn for_picture(&self) -> Self {
        Self { range: self.range, in_picture: true, ..Self::default() }
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let palette = theme::palette(ui);
        if !self.in_picture {
            ui.horizontal(|ui| {
                theme::section_label(ui, "Heatmap");
                theme::weak_line(ui, "distance of centroids, in the order of the merge tree");
            });
        }
        self.size = ui.available_size();
        let tables = &session.tables;
        let n = tables.order.len();
        if n < 2 {
            ui.centered_and_justified(|ui| theme::weak_label(ui, "There is no pair of topics to compare."));
            return;
        }
        self.keep_texture(ui, palette, session);
        let legend_height = 9.0 * theme::UNIT;
        let side = ui.available_width().min(ui.available_height() - legend_height).max(40.0);
        let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Heatmap of {n} topics")));
        if let Some(texture) = &self.texture {
            let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
            ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
        }
        let cells = Cells { rect, n };
        let painter = ui.painter_at(rect.expand(4.0));
        paint_proposed(&painter, palette, workspace, session, cells);
        paint_lit(&painter, palette, workspace, session, cells);

        if let Some((row, column)) = response.hover_pos().and_then(|pointer| cells.at(pointer)) {
            let topic = |place: usize| tables.similarities.topics[tables.order[place]];
            let (a, b) = (topic(row), topic(column));
            let pair = if a == b { vec![a] } else { vec![a, b] };
            actions.push(Action::Hover(pair.clone()));
            if response.clicked() {
                let modifiers = ui.input(|input| input.modifiers);
                let adds = modifiers.command || modifiers.shift;
                let mode = if adds { SelectMode::Add } else { SelectMode::Replace };
                actions.push(Action::Select(pair, mode));
            }
            let rank = self.rank(session, a, b);
            response.clone().on_hover_ui_at_pointer(|ui| pair_card_ui(ui, session, a, b, rank));
        }
        response.context_menu(|ui| picture::context_ui(ui, Pictured::Heatmap, workspace, commands));
        legend_ui(ui, palette, self.range);
    }

    /// Colours all cells anew when the topics or the theme changed.
    fn keep_texture(&mut self, ui: &Ui, palette: &Palette, session: &Session) {
        let key = (session.revision, palette.dark);
        if self.key == Some(key) {
            return;
        }
        let tables = &session.tables;
        let similarities = &tables.similarities;
        let n = tables.order.len();
        let pairs = || (0..n).flat_map(|a| (0..a).map(move |b| similarities.at(a, b)));
        let least = pairs().fold(f32::INFINITY, f32::min);
        let most = pairs().fold(f32::NEG_INFINITY, f32::max);
        let ramp: Vec<Color32> = (0..=255).map(|step| theme::heat_color(palette, step as f32 / 255.0)).collect();
        let color =
            |cosine: f32| ramp[((cosine - least) / (most - least).max(1e-6) * 255.0).clamp(0.0, 255.0) as usize];
        let pixels = tables.order.iter().flat_map(|&a| tables.order.iter().map(move |&b| (a, b)));
        // A topic with itself says nothing: the diagonal takes the colour of the most similar pair.
        let pixels = pixels.map(|(a, b)| if a == b { color(most) } else { color(similarities.at(a, b)) }).collect();
        let image = ColorImage::new([n, n], pixels);
        self.texture = Some(ui.ctx().load_texture(
            "heatmap",
            image,
            egui::TextureOptions { minification: egui::TextureFilter::Linear, ..egui::TextureOptions::NEAREST },
        ));
        self.range = (least, most);
        self.ranked = None;
        self.key = Some(key);
    }

    /// How many pairs are at least as similar as this one, itself included.
    fn rank(&mut self, session: &Session, a: TopicId, b: TopicId) -> Option<usize> {
        if a == b {
            return None;
        }
        if let Some((pair, rank)) = self.ranked
            && pair == (a, b)
        {
            return Some(rank);
        }
        let similarities = &session.tables.similarities;
        let cosine = similarities.between(a, b)?;
        let n = similarities.len();
        let closer = (0..n).flat_map(|a| (0..a).map(move |b| (a, b))).filter(|&(a, b)| similarities.at(a, b) > cosine);
        let rank = closer.count() + 1;
        self.ranked = Some(((a, b), rank));
        Some(rank)
    }
}

/// The square of `n × n` cells on the screen.
#[derive(Clone, Copy)]
struct Cells {
    rect: Rect,
    n: usize,
}

impl Cells {
    fn at(self, point: Pos2) -> Option<(usize, usize)> {
        if !self.rect.contains(point) {
            return None;
        }
        let share = (point - self.rect.min) / self.rect.size();
        let place = |share: f32| ((share * self.n as f32) as usize).min(self.n - 1);
        Some((place(share.y), place(share.x)))
    }

    /// The square on the diagonal from one place to another, both included.
    fn block(self, first: usize, last: usize) -> Rect {
        let point = |place: usize| self.rect.size() * (place as f32 / self.n as f32);
        Rect::from_min_max(self.rect.min + point(first), self.rect.min + point(last + 1))
    }
}

/// Outlines the blocks that a threshold would join: leaves of a subtree lie side by side.
fn paint_proposed(painter: &egui::Painter, palette: &Palette, workspace: &Workspace, session: &Session, cells: Cells) {
    let groups = &workspace.merging().groups;
    if groups.is_empty() {
        return;
    }
    let tables = &session.tables;
    let mut place_of = vec![0; cells.n];
    tables.order.iter().enumerate().for_each(|(place, &leaf)| place_of[leaf] = place);
    for proposed in groups {
        let members =
            proposed.group.members().filter_map(|id| tables.similarities.place(id)).map(|leaf| place_of[leaf]);
        let mut places: Vec<usize> = members.collect();
        places.sort_unstable();
        // What was left out of a group, or is kept apart, can lie between its members.
        for run in places.chunk_by(|a, b| a + 1 == *b) {
            let block = cells.block(run[0], run[run.len() - 1]);
            painter.rect_stroke(block, 0.0, Stroke::new(3.0, palette.canvas), StrokeKind::Outside);
            painter.rect_stroke(block, 0.0, Stroke::new(1.5, palette.accent), StrokeKind::Outside);
        }
    }
}

/// Topics whose rows and columns are lined.
const MOST_LINES: usize = 6;

/// Marks the rows and columns of what is selected or under the pointer.
fn paint_lit(painter: &egui::Painter, palette: &Palette, workspace: &Workspace, session: &Session, cells: Cells) {
    let selection = workspace.selection();
    if selection.is_empty() {
        return;
    }
    let tables = &session.tables;
    let many = selection.topics().len() + selection.hovered().len() > MOST_LINES;
    for (place, &leaf) in tables.order.iter().enumerate() {
        let id = tables.similarities.topics[leaf];
        if !selection.is_lit(id) {
            continue;
        }
        let color = if selection.is_hovered(id) { palette.text } else { palette.accent };
        let cell = cells.block(place, place);
        if many {
            // So many lines would hide what they mark: a tick at both edges says the same.
            let left = Rect::from_x_y_ranges(cells.rect.left() - 4.0..=cells.rect.left() - 1.0, cell.y_range());
            let top = Rect::from_x_y_ranges(cell.x_range(), cells.rect.top() - 4.0..=cells.rect.top() - 1.0);
            [left, top].iter().for_each(|&tick| _ = painter.rect_filled(tick, 0.0, color));
            continue;
        }
        let line = Stroke::new(1.0, color.gamma_multiply(0.75));
        for y in [cell.top(), cell.bottom()] {
            painter.hline(cells.rect.x_range(), y, line);
        }
        for x in [cell.left(), cell.right()] {
            painter.vline(x, cells.rect.y_range(), line);
        }
    }
}

fn pair_card_ui(ui: &mut Ui, session: &Session, a: TopicId, b: TopicId, rank: Option<usize>) {
    ui.set_max_width(300.0);
    let tables = &session.tables;
    ui.label(egui::RichText::new(tables.name(a)).font(theme::body_strong()));
    let (Some(rank), Some(cosine)) = (rank, tables.similarities.between(a, b)) else { return };
    ui.label(egui::RichText::new(tables.name(b)).font(theme::body_strong()));
    let n = tables.similarities.len();
    let n_pairs = super::status_bar::grouped(n * (n - 1) / 2);
    ui.label(format!("distance {:.2} · cosine {cosine:.2}", 1.0 - cosine));
    theme::weak_label(ui, format!("number {} of {n_pairs} pairs", super::status_bar::grouped(rank)));
}

/// Parts that the legend's gradient is painted in.
const LEGEND_STEPS: usize = 35;

fn legend_ui(ui: &mut Ui, palette: &Palette, (least, most): (f32, f32)) {
    ui.horizontal(|ui| {
        theme::weak_label(ui, format!("{:.2}", 1.0 - least));
        let (rect, _) = ui.allocate_exact_size(vec2(140.0, 10.0), Sense::hover());
        for step in 0..LEGEND_STEPS {
            let x = |step: usize| rect.left() + rect.width() * step as f32 / LEGEND_STEPS as f32;
            let part = Rect::from_min_max(pos2(x(step), rect.top()), pos2(x(step + 1), rect.bottom()));
            ui.painter().rect_filled(part, 0.0, theme::heat_color(palette, step as f32 / (LEGEND_STEPS - 1) as f32));
        }
        ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.0, palette.line), StrokeKind::Outside);
        theme::weak_label(ui, format!("{:.2}", 1.0 - most));
        theme::weak_line(ui, "distance = 1 − cosine");
    });
}

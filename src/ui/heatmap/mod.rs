//! The heatmap: how alike all pairs of topics are, as one texture, with the merge tree beside it.
//!
//! It is a view of the selection: a pair under the pointer lights both topics everywhere. What it keeps for itself (zoom,
//! order, colours) can be lost without harm.

mod cells;
mod closest;
mod labels;
mod legend;
mod marks;
mod pair_card;
mod texture;
mod tree;

use egui::{Color32, ComboBox, Pos2, Rect, Role, Sense, Stroke, StrokeKind, TextureHandle, Ui};
use egui::{Vec2, WidgetInfo, pos2, vec2};

use super::commands::UiCommand;
use super::picture::{self, Pictured};
use super::theme::{self, Palette};
use super::words::{measure_name, rule_name};
use crate::workspace::{Action, SelectMode, Session, Workspace};
use cells::{Cells, Window};
use pair_card::PairFacts;
pub use pair_card::similarity_sentence;
use texture::Scale;

#[derive(Default)]
pub struct Heatmap {
    order: Order,
    shown: Shown,
    /// The scale that the researcher chose, for one clustering.
    chosen_scale: Option<(u64, f32, f32)>,
    window: Option<(usize, Window)>,
    texture: Option<(texture::Key, TextureHandle)>,
    steps: texture::Steps,
    /// Places of the topics in the relations, in the order of the rows; with the revision and order they are for.
    rows: (Option<(u64, Order)>, Vec<usize>),
    tree: tree::Tree,
    labels: labels::RowLabels,
    facts: Option<PairFacts>,
    drag_from: Option<Pos2>,
    closest: closest::Closest,
    /// The size of the view in the last frame.
    size: Vec2,
    /// Whether it is drawn for a picture: without what can be pressed.
    in_picture: bool,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Tree,
    Size,
    Name,
}

const ORDERS: [(Order, &str, &str); 3] = [
    (Order::Tree, "by tree", "Rows in the order of the merge tree: what is alike stands together"),
    (Order::Size, "by size", "The largest topics first"),
    (Order::Name, "by name", "Rows in the order of the topics' names"),
];

/// What the colours show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// The similarity by which topics are grouped.
    #[default]
    Similarity,
    /// `1 − cosine` of the centroids.
    Distance,
}

impl Heatmap {
    /// The size of the view in the last frame, without its header.
    pub fn size(&self) -> Vec2 {
        self.size
    }

    /// What is seen now, to be drawn for a picture with a texture of its own.
    pub fn for_picture(&self) -> Self {
        let Self { order, shown, chosen_scale, window, .. } = *self;
        Self { order, shown, chosen_scale, window, in_picture: true, ..Self::default() }
    }

    /// What is shown, for the caption of a picture.
    pub fn caption(&self, session: &Session) -> String {
        let grouping = session.tables.relations.grouping;
        let shown = match self.shown {
            Shown::Similarity => format!("{} similarity of topics", measure_name(grouping.measure)),
            Shown::Distance => "distance = 1 − cosine of the centroids".to_owned(),
        };
        let order = match self.order {
            Order::Tree => format!("in the order of the merge tree, {} linkage", rule_name(grouping.rule)),
            Order::Size => "by size".to_owned(),
            Order::Name => "by name".to_owned(),
        };
        format!("{shown}, {order}")
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
            self.header_ui(ui, session);
        }
        self.size = ui.available_size();
        let relations = &session.tables.relations;
        let n = relations.len();
        if n < 2 {
            ui.centered_and_justified(|ui| theme::weak_label(ui, "There is no pair of topics to compare."));
            return;
        }
        self.keep_rows(session);
        let scale = self.scale(workspace, session);
        self.keep_texture(ui, palette, session, &scale);
        let legend_height = 7.0 * theme::UNIT;
        let available = ui.available_size() - vec2(0.0, legend_height);
        let has_tree = self.order == Order::Tree && available.x >= 220.0;
        let tree_width = if has_tree { (available.x * 0.17).clamp(44.0, 130.0) } else { 0.0 };
        let label_width = labels::width(available.x);
        let side = (available.x - tree_width - label_width).min(available.y).max(40.0);
        let (whole, _) = ui.allocate_exact_size(vec2(tree_width + side + label_width, side), Sense::hover());
        let corner = whole.min + vec2(tree_width, 0.0);
        let rect = Rect::from_min_size(corner, vec2(side, side));
        let response = ui.interact(rect, ui.scope_id().with("cells"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Heatmap of {n} topics")));
        let window = self.navigate(ui, &response, rect, n);
        let cells = Cells { rect, n, window };

        if let Some((_, texture)) = &self.texture {
            ui.painter_at(rect).image(texture.id(), rect, cells.uv(), Color32::WHITE);
        }
        let painter = ui.painter_at(rect.expand(4.0));
        self.paint_proposed(&ui.painter_at(rect.expand(1.5)), palette, workspace, session, cells);
        self.paint_lit(&painter, palette, workspace, session, cells);
        if has_tree {
            let rect = Rect::from_min_max(whole.min, pos2(rect.left() - 3.0, rect.bottom()));
            self.tree.ui(ui, workspace, session, cells, rect, actions);
        }
        if label_width > 0.0 {
            let rect = Rect::from_min_max(pos2(rect.right(), whole.top()), whole.max);
            let topic = |row: usize| relations.similarities.topics[self.rows.1[row]];
            let is_lit = |row: usize| workspace.selection().is_lit(topic(row));
            let (rows, order) = (&self.rows.1, self.order);
            self.labels.paint(&ui.painter_at(rect), palette, session, rows, order, cells, rect, is_lit);
        }
        self.respond(ui, palette, session, &response, cells, actions);
        response.context_menu(|ui| picture::context_ui(ui, Pictured::Heatmap, workspace, commands));
        self.legend_ui(ui, palette, session, &scale);
        if !self.in_picture {
            self.closest.ui(ui, session, actions);
        }
    }

    fn header_ui(&mut self, ui: &mut Ui, session: &Session) {
        ui.horizontal(|ui| {
            let name =
                |wanted: Order| ORDERS.iter().find(|(known, ..)| *known == wanted).map_or("", |(_, name, _)| name);
            let combo = ComboBox::from_id_salt("order of the heatmap").selected_text(name(self.order)).width(70.0);
            let combo = combo.show_ui(ui, |ui| {
                for (choice, name, hint) in ORDERS {
                    ui.selectable_value(&mut self.order, choice, name).on_hover_text(hint);
                }
            });
            combo.response.on_hover_text("Order of the rows").accessible_name("Order of the heatmap");
            let measure = measure_name(session.tables.relations.grouping.measure);
            let similarity = format!("{measure} similarity");
            let choices = [(Shown::Similarity, similarity.as_str()), (Shown::Distance, "distance (1 − cosine)")];
            let shown = choices.iter().find(|(known, _)| *known == self.shown).map_or("", |(_, name)| name);
            let room = (ui.available_width() - 4.0).clamp(60.0, 190.0);
            let combo = ComboBox::from_id_salt("colours of the heatmap").selected_text(shown).width(room).truncate();
            let combo = combo.show_ui(ui, |ui| {
                for (choice, name) in choices {
                    ui.selectable_value(&mut self.shown, choice, name);
                }
            });
            combo.response.on_hover_text("What the colours show").accessible_name("Colours of the heatmap");
        });
    }

    /// Orders the rows once for each state of the topics.
    fn keep_rows(&mut self, session: &Session) {
        let key = Some((session.revision, self.order));
        if self.rows.0 == key {
            return;
        }
        let relations = &session.tables.relations;
        let topic = |place: usize| relations.similarities.topics[place];
        let mut rows: Vec<usize> = relations.order.clone();
        let row = |place: usize| session.tables.row(topic(place));
        match self.order {
            Order::Tree => {}
            Order::Size => rows.sort_by_key(|&place| std::cmp::Reverse(row(place).map_or(0, |row| row.n_documents))),
            Order::Name => rows.sort_by_cached_key(|&place| session.tables.name(topic(place)).to_lowercase()),
        }
        self.rows = (key, rows);
    }

    fn scale(&self, workspace: &Workspace, session: &Session) -> Scale {
        let scale = Scale::of(self.shown, &session.tables.relations);
        let chosen = self.chosen_scale.filter(|(revision, ..)| *revision == session.first_revision);
        let (least, most) = chosen.map_or((scale.least, scale.most), |(_, least, most)| (least, most));
        let threshold = workspace.merging().threshold();
        let has_threshold = self.shown == Shown::Similarity && threshold < crate::tables::NO_MERGING;
        // What would join has a colour, also where few pairs are so similar.
        let is_beyond = has_threshold && chosen.is_none() && threshold as f32 > most - 0.1 * (most - least);
        let most = if is_beyond { session.tables.relations.top() as f32 } else { most };
        Scale { least, most: most.max(least + 1e-3), threshold: has_threshold.then_some(threshold as f32) }
    }

    /// Colours all cells anew when the topics, their order, the scale or the theme changed.
    fn keep_texture(&mut self, ui: &Ui, palette: &Palette, session: &Session, scale: &Scale) {
        let key = texture::Key {
            revision: session.revision,
            order: self.order,
            shown: self.shown,
            ramp: scale.ramp(palette),
            range: (scale.least, scale.most),
        };
        if self.texture.as_ref().is_none_or(|(known, _)| *known != key) {
            self.steps.keep(&session.tables.relations, &key, scale, &self.rows.1);
            let handle = texture::load(ui.ctx(), &self.steps, &key, self.rows.1.len());
            self.texture = Some((key, handle));
        }
    }

    /// Zooms with the wheel, moves with the right or middle button or with Space.
    fn navigate(&mut self, ui: &Ui, response: &egui::Response, rect: Rect, n: usize) -> Window {
        let mut window = self.window.filter(|(known, _)| *known == n).map_or(Window::all(n), |(_, window)| window);
        let cells = Cells { rect, n, window };
        let space = ui.input(|input| input.key_down(egui::Key::Space));
        let panning = response.dragged_by(egui::PointerButton::Middle)
            || response.dragged_by(egui::PointerButton::Secondary)
            || (space && response.dragged_by(egui::PointerButton::Primary));
        if panning {
            window = window.moved(-cells.rows_in(response.drag_delta()), n);
        }
        if let Some(pointer) = response.hover_pos() {
            let (pinch, wheel) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta().y));
            let factor = pinch * (wheel * 0.004).exp();
            if (factor - 1.0).abs() > 1e-4 {
                window = window.zoomed(factor, cells.share(pointer), n);
            }
        }
        if response.double_clicked() {
            window = Window::all(n);
        }
        self.window = Some((n, window));
        window
    }

    fn respond(
        &mut self,
        ui: &Ui,
        palette: &Palette,
        session: &Session,
        response: &egui::Response,
        cells: Cells,
        actions: &mut Vec<Action>,
    ) {
        let relations = &session.tables.relations;
        let topic = |row: usize| relations.similarities.topics[self.rows.1[row]];
        let modifiers = ui.input(|input| input.modifiers);
        let mode = if modifiers.command || modifiers.shift { SelectMode::Add } else { SelectMode::Replace };
        let space = ui.input(|input| input.key_down(egui::Key::Space));
        if response.drag_started_by(egui::PointerButton::Primary) && !space {
            self.drag_from = ui.input(|input| input.pointer.press_origin());
        }
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.drag_from = None;
        }
        if let (Some(from), Some(to)) = (self.drag_from, ui.input(|input| input.pointer.latest_pos())) {
            let ((a, b), (c, d)) = (cells.nearest(from), cells.nearest(to));
            let (first, last) = (a.min(b).min(c).min(d), a.max(b).max(c).max(d));
            let block = cells.block(first, last);
            let painter = ui.painter_at(cells.rect);
            painter.rect(
                block,
                0.0,
                palette.accent.gamma_multiply(0.15),
                Stroke::new(1.5, palette.accent),
                StrokeKind::Inside,
            );
            if response.drag_stopped() {
                self.drag_from = None;
                actions.push(Action::Select((first..=last).map(topic).collect(), mode));
            }
            return;
        }
        let hint = "Wheel: zoom · drag along the diagonal: select a block · double click: show all";
        let Some((row, column)) = response.hover_pos().and_then(|pointer| cells.at(pointer)) else {
            self.facts = None;
            return;
        };
        let (a, b) = (topic(row), topic(column));
        let pair = if a == b { vec![a] } else { vec![a, b] };
        if response.clicked() {
            actions.push(Action::Select(pair.clone(), mode));
        }
        actions.push(Action::Hover(pair));
        if self.facts.as_ref().is_none_or(|facts| !facts.is_of((a, b), session.revision)) {
            self.facts = Some(PairFacts::new((a, b), session));
        }
        if let Some(facts) = &self.facts {
            // At once, like all that follows the pointer.
            let card = egui::Tooltip::always_open(
                ui.ctx().clone(),
                ui.layer_id(),
                response.id.with("pair card"),
                egui::PopupAnchor::Pointer,
            );
            card.gap(12.0).show(|ui| {
                ui.set_max_width(300.0);
                pair_card::ui(ui, session, facts);
                theme::weak_label(ui, hint);
            });
        }
    }
}

//! The merge tree beside the heatmap, a leaf a row, with the threshold as a line through it.

use std::sync::Arc;

use egui::{Color32, EventFilter, Mesh, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::cells::{Cells, Window};
use crate::tables::{NO_MERGING, Relations, Union};
use crate::topics::TopicId;
use crate::ui::theme::{self, Palette};
use crate::workspace::{Action, SelectMode, Session, Workspace};

#[derive(Default)]
pub struct Tree {
    /// Of which revision the shape is.
    revision: Option<u64>,
    nodes: Vec<Node>,
    /// The similarity at the edge beside the heatmap.
    most: f64,
    painted: Option<(Painted, Arc<Mesh>)>,
    /// What the group under the pointer would be, and the revision and node that it was worked out for.
    hovered: Option<(u64, usize, Hovered)>,
}

/// A leaf or a join.
#[derive(Clone, Copy)]
struct Node {
    /// The middle of its row, or the middle between its children.
    y: f32,
    similarity: f64,
    parent: Option<usize>,
    n_leaves: usize,
}

/// What the mesh was made for.
#[derive(Clone, PartialEq)]
struct Painted {
    revision: u64,
    rect: Rect,
    window: Window,
    threshold: f64,
    dark: bool,
}

struct Hovered {
    members: Vec<TopicId>,
    similarity: f64,
    /// Worked out when the card is there: not for each group that the pointer passes.
    union: Option<Union>,
}

/// Width of a line.
const LINE_WIDTH: f32 = 1.0;

/// Branches over less height are left out.
const FINEST: f32 = 1.8;

/// How near the pointer has to be to take hold of the threshold.
const GRIP: f32 = 5.0;

impl Tree {
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        cells: Cells,
        rect: Rect,
        actions: &mut Vec<Action>,
    ) {
        let palette = theme::palette(ui);
        let relations = &session.tables.relations;
        self.keep_shape(session.revision, relations);
        let threshold = workspace.merging().threshold();
        let painter = ui.painter_at(rect);
        painter.add(Shape::Mesh(self.mesh(palette, cells, rect, threshold, session.revision)));

        let response = ui.interact(rect, ui.scope_id().with("merge tree"), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Merge tree"));
        let line = self.threshold_ui(ui, palette, rect, threshold, actions);
        let at = response.hover_pos().filter(|_| !line.hovered() && !line.dragged());
        let Some(at) = at else { return };
        let Some(node) = self.node_at(at, relations, cells, rect) else { return };
        self.keep_hovered(node, session);
        self.paint_below(&painter, palette, node, relations, cells, rect);
        let Some((_, _, hovered)) = &mut self.hovered else { return };
        actions.push(Action::Hover(hovered.members.clone()));
        if response.clicked() {
            let modifiers = ui.input(|input| input.modifiers);
            let mode = if modifiers.command || modifiers.shift { SelectMode::Add } else { SelectMode::Replace };
            actions.push(Action::Select(hovered.members.clone(), mode));
        }
        response.on_hover_ui_at_pointer(|ui| hovered_ui(ui, session, hovered));
    }

    /// Places the nodes once for each state of the topics.
    fn keep_shape(&mut self, revision: u64, relations: &Relations) {
        if self.revision == Some(revision) {
            return;
        }
        let tree = &relations.tree;
        let leaf = Node { y: 0.0, similarity: NO_MERGING, parent: None, n_leaves: 1 };
        self.nodes = vec![leaf; tree.n_leaves()];
        for (place, &leaf) in relations.order.iter().enumerate() {
            self.nodes[leaf].y = place as f32 + 0.5;
        }
        for join in &tree.joins {
            let place = self.nodes.len();
            let [a, b] = join.children;
            self.nodes.push(Node {
                y: f32::midpoint(self.nodes[a].y, self.nodes[b].y),
                similarity: join.similarity,
                parent: None,
                n_leaves: self.nodes[a].n_leaves + self.nodes[b].n_leaves,
            });
            join.children.iter().for_each(|&child| self.nodes[child].parent = Some(place));
        }
        self.most = relations.top();
        self.revision = Some(revision);
        self.painted = None;
        self.hovered = None;
    }

    fn x(&self, similarity: f64, rect: Rect) -> f32 {
        let share = (similarity / self.most).clamp(0.0, 1.0) as f32;
        rect.left() + 3.0 + share * (rect.width() - 5.0)
    }

    fn similarity_at(&self, x: f32, rect: Rect) -> f64 {
        let share = (x - rect.left() - 3.0) / (rect.width() - 5.0);
        f64::from(share.clamp(0.0, 1.0)) * self.most
    }

    fn mesh(&mut self, palette: &Palette, cells: Cells, rect: Rect, threshold: f64, revision: u64) -> Arc<Mesh> {
        let painted = Painted { revision, rect, window: cells.window, threshold, dark: palette.dark };
        if let Some((known, mesh)) = &self.painted
            && *known == painted
        {
            return Arc::clone(mesh);
        }
        let mut mesh = Mesh::default();
        for node in 0..self.nodes.len() {
            let joins = self.nodes[node].parent.is_some_and(|parent| self.nodes[parent].similarity >= threshold);
            let color = if joins { palette.accent } else { theme::mix(palette.line, palette.weak, 0.5) };
            self.branch(node, cells, rect).into_iter().for_each(|quad| mesh.add_colored_rect(quad, color));
        }
        let mesh = Arc::new(mesh);
        self.painted = Some((painted, Arc::clone(&mesh)));
        mesh
    }

    /// The line from a node to its parent, and along the parent to the middle between its children.
    fn branch(&self, node: usize, cells: Cells, rect: Rect) -> Vec<Rect> {
        let Node { y, similarity, parent, n_leaves } = self.nodes[node];
        // Twigs too close to each other would be one block.
        if (n_leaves as f32) * cells.row_height() < FINEST {
            return Vec::new();
        }
        let Some(parent) = parent.map(|parent| self.nodes[parent]) else { return Vec::new() };
        let (own, other) = (cells.y(y), cells.y(parent.y));
        if own.max(other) < rect.top() || own.min(other) > rect.bottom() {
            return Vec::new();
        }
        let from = if similarity >= NO_MERGING { rect.right() } else { self.x(similarity, rect) };
        let to = self.x(parent.similarity, rect);
        let half = LINE_WIDTH / 2.0;
        vec![
            Rect::from_min_max(pos2(to - half, own - half), pos2(from.max(to), own + half)),
            Rect::from_min_max(pos2(to - half, own.min(other)), pos2(to + half, own.max(other))),
        ]
    }

    /// The line of the threshold, which can be dragged or moved by the arrow keys.
    fn threshold_ui(
        &self,
        ui: &Ui,
        palette: &Palette,
        rect: Rect,
        threshold: f64,
        actions: &mut Vec<Action>,
    ) -> egui::Response {
        let x = self.x(threshold, rect);
        let grip = Rect::from_x_y_ranges(x - GRIP..=x + GRIP, rect.y_range());
        let response = ui.interact(grip, ui.scope_id().with("threshold in the tree"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::slider(true, threshold, "Threshold in the tree"));
        let lit = response.hovered() || response.dragged() || response.has_focus();
        let stroke = Stroke::new(if lit { 2.5 } else { 1.5 }, palette.accent);
        ui.painter_at(rect.expand(2.0)).vline(x, rect.y_range(), stroke);
        let handle = Rect::from_center_size(pos2(x, rect.top() + 4.0), vec2(9.0, 8.0));
        ui.painter_at(rect.expand(6.0)).rect_filled(handle, 2.0, palette.accent);
        if lit {
            ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeHorizontal);
        }
        if response.dragged()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            let wanted = self.similarity_at(pointer.x, rect);
            // At the edge beside the heatmap nothing joins.
            let wanted = if wanted >= self.most { NO_MERGING } else { wanted };
            if (wanted - threshold).abs() > f64::EPSILON {
                actions.push(Action::SetThreshold(wanted));
            }
        }
        if response.has_focus() {
            // Or the arrows would go on to another widget.
            let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
            let pressed = |key: egui::Key| ui.input(|input| input.num_presses(key)) as f64;
            let step = (pressed(egui::Key::ArrowRight) - pressed(egui::Key::ArrowLeft)) * THRESHOLD_STEP;
            if step != 0.0 {
                actions.push(Action::SetThreshold((threshold.min(self.most) + step).clamp(0.0, NO_MERGING)));
            }
        }
        response.on_hover_text("The threshold: topics joined right of this line would become one. Drag it")
    }

    /// The group that a cut at the pointer's similarity would give in the pointer's row; at least a pair.
    fn node_at(&self, pointer: Pos2, relations: &Relations, cells: Cells, rect: Rect) -> Option<usize> {
        let (row, _) = cells.nearest(pointer);
        let cut = self.similarity_at(pointer.x, rect);
        let mut node = *relations.order.get(row)?;
        while let Some(parent) = self.nodes[node].parent {
            let is_leaf = node < relations.tree.n_leaves();
            // Right of all its joins, a leaf goes with its first.
            if self.nodes[parent].similarity < cut && !is_leaf || self.nodes[parent].similarity < 0.0 {
                break;
            }
            node = parent;
        }
        (node >= relations.tree.n_leaves()).then_some(node)
    }

    fn keep_hovered(&mut self, node: usize, session: &Session) {
        if self.hovered.as_ref().is_some_and(|(revision, known, _)| (*revision, *known) == (session.revision, node)) {
            return;
        }
        let relations = &session.tables.relations;
        let leaves = relations.tree.leaves_below(node);
        let members: Vec<TopicId> = leaves.into_iter().map(|leaf| relations.similarities.topics[leaf]).collect();
        let hovered = Hovered { members, similarity: self.nodes[node].similarity, union: None };
        self.hovered = Some((session.revision, node, hovered));
    }

    fn paint_below(
        &self,
        painter: &Painter,
        palette: &Palette,
        node: usize,
        relations: &Relations,
        cells: Cells,
        rect: Rect,
    ) {
        let mut open: Vec<usize> = relations.tree.join_of(node).map_or(Vec::new(), |join| join.children.to_vec());
        while let Some(node) = open.pop() {
            let color: Color32 = palette.text;
            self.branch(node, cells, rect)
                .into_iter()
                .for_each(|quad| _ = painter.rect_filled(quad.expand(0.5), 0.0, color));
            if let Some(join) = relations.tree.join_of(node) {
                open.extend(join.children);
            }
        }
    }
}

/// How far an arrow key moves the threshold.
const THRESHOLD_STEP: f64 = 0.005;

fn hovered_ui(ui: &mut Ui, session: &Session, hovered: &mut Hovered) {
    let union = || session.tables.union_of(&session.analysis, &hovered.members);
    let union = hovered.union.get_or_insert_with(union);
    ui.set_max_width(300.0);
    ui.label(egui::RichText::new(&union.name).font(theme::body_strong()));
    theme::weak_label(ui, &union.key_terms);
    ui.label(format!(
        "{} topics as one: {} documents, cohesion {:.2}",
        hovered.members.len(),
        crate::ui::status_bar::grouped(union.n_documents as usize),
        union.cohesion
    ));
    theme::weak_label(ui, format!("They join at {:.2} · click selects them", hovered.similarity));
}

//! The map: a bubble a topic, area as large as its documents, near what it is like.

mod camera;
mod labels;
mod paint;

use egui::{Color32, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::topics::TopicId;
use crate::ui::commands::UiCommand;
use crate::ui::status_bar::grouped;
use crate::ui::theme::{self, Palette};
use crate::ui::topic_menu;
use crate::workspace::{Action, Activity, SelectMode, Session, Workspace};
use camera::Camera;
use labels::{LabelledBubble, MapLabels};
use paint::{Drawn, Emphasis, paint_axes, paint_bubble, paint_groups, paint_size_legend};

#[derive(Default)]
pub struct Map {
    camera: Option<Camera>,
    /// The clustering and the size of the view that the camera was fitted to.
    fitted: Option<(u64, egui::Vec2)>,
    /// Whether the researcher has moved the camera; until then it follows the window.
    moved: bool,
    labels: MapLabels,
    box_start: Option<Pos2>,
    /// The bubble that is dragged.
    dragged: Option<TopicId>,
    /// Where a bubble was dropped on another, for the card that asks how to merge them.
    dropped_at: Option<Pos2>,
}

/// Bubbles that are named over everything else: of a large selection the largest.
const MOST_LIT_NAMES: usize = 24;

/// The colour of a topic, everywhere.
pub fn color_of(palette: &Palette, session: &Session, id: TopicId) -> Color32 {
    match session.topics.get(id).and_then(|topic| topic.colour) {
        Some(chosen) => theme::chosen_color(palette, chosen),
        None => theme::topic_color(palette, session.tables.own_point(id)),
    }
}

impl Map {
    pub fn fit(&mut self) {
        self.camera = None;
        self.moved = false;
    }

    /// Where a bubble was dropped on another since the last call.
    pub fn take_dropped_at(&mut self) -> Option<Pos2> {
        self.dropped_at.take()
    }

    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
        let palette = theme::palette(ui);
        if let Activity::Running(progress) = workspace.activity() {
            match progress.preview {
                Some(preview) => self.preview_ui(ui, palette, &preview),
                None => centred_ui(ui, "The map appears after the first iteration."),
            }
            return;
        }
        match workspace.session() {
            Some(session) => self.session_ui(ui, palette, workspace, session, actions, commands),
            None => {
                if let Some(corpus) = workspace.corpus() {
                    crate::ui::corpus_view::ui(ui, corpus);
                }
            }
        }
    }

    fn preview_ui(&mut self, ui: &mut Ui, palette: &Palette, preview: &crate::preview::Preview) {
        theme::section_label(ui, "Map");
        theme::weak_label(ui, format!("Iteration {}: still settling", preview.iteration));
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let places: Vec<([f64; 2], u32)> =
            preview.bubbles.iter().map(|bubble| (bubble.position, bubble.n_documents)).collect();
        let camera = Camera::fit(&places, rect);
        let painter = ui.painter_at(rect);
        let mut drawn: Vec<(Drawn, &str)> = preview
            .bubbles
            .iter()
            .map(|bubble| {
                let drawn = Drawn {
                    id: None,
                    center: camera.screen_from_plane(bubble.position, rect),
                    radius: camera.radius(bubble.n_documents),
                    color: theme::topic_color(palette, bubble.position),
                    n_documents: bubble.n_documents,
                };
                (drawn, bubble.name.as_str())
            })
            .collect();
        drawn.sort_by_key(|(bubble, _)| std::cmp::Reverse(bubble.n_documents));
        drawn.iter().for_each(|(bubble, _)| paint_bubble(&painter, palette, bubble, Emphasis::Plain));
        let key = (preview.iteration as u64, 0, rect.size());
        let labelled =
            || drawn.iter().map(|(bubble, name)| LabelledBubble { name, radius: bubble.radius, center: bubble.center });
        self.labels.paint(&painter, palette, key, labelled, |_| 1.0);
        if let Some(pointer) = response.hover_pos()
            && let Some((bubble, name)) = drawn.iter().rev().find(|(bubble, _)| bubble.contains(pointer))
        {
            let text = format!("{name}\n{} documents", grouped(bubble.n_documents as usize));
            response.on_hover_text_at_pointer(text);
        }
    }

    fn session_ui(
        &mut self,
        ui: &mut Ui,
        palette: &Palette,
        workspace: &Workspace,
        session: &Session,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        ui.horizontal(|ui| {
            theme::section_label(ui, "Map");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.small_button("Fit").on_hover_text("Show the whole map (F)").clicked() {
                    self.fit();
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| variance_ui(ui, session));
            });
        });
        let (rect, background) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        background.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Map"));
        self.keep_camera(session, rect);
        self.navigate(ui, &background, rect);
        let Some(camera) = self.camera else { return };

        let drawn: Vec<Drawn> = session
            .tables
            .bubbles
            .iter()
            .map(|bubble| Drawn {
                id: Some(bubble.id),
                center: camera.screen_from_plane(bubble.position, rect),
                radius: camera.radius(bubble.n_documents),
                color: color_of(palette, session, bubble.id),
                n_documents: bubble.n_documents,
            })
            .collect();
        let painter = ui.painter_at(rect);
        paint_axes(&painter, palette, camera.screen_from_plane([0.0, 0.0], rect), rect);
        paint_groups(&painter, palette, workspace, &drawn);
        let selection = workspace.selection();
        let emphasis = |id: Option<TopicId>| match id {
            Some(id) if selection.is_hovered(id) => Emphasis::Hovered,
            Some(id) if selection.contains(id) => Emphasis::Selected,
            _ if selection.is_empty() => Emphasis::Plain,
            _ => Emphasis::Dimmed,
        };
        drawn.iter().for_each(|bubble| paint_bubble(&painter, palette, bubble, emphasis(bubble.id)));
        let name = |bubble: &Drawn| bubble.id.map_or("", |id| session.tables.name(id));
        let key = (session.revision, camera.scale_key(), rect.size());
        let labelled = || {
            drawn.iter().map(|bubble| LabelledBubble {
                name: name(bubble),
                radius: bubble.radius,
                center: bubble.center,
            })
        };
        let opacity = |place: usize| match emphasis(drawn[place].id) {
            Emphasis::Dimmed => 0.35,
            Emphasis::Plain => 1.0,
            // Named once more, over everything else.
            Emphasis::Selected | Emphasis::Hovered => 0.0,
        };
        self.labels.paint(&painter, palette, key, labelled, opacity);
        // What is under the pointer is named first, so that a large selection does not crowd it out.
        let is_hovered = |bubble: &&Drawn| bubble.id.is_some_and(|id| selection.is_hovered(id));
        let is_selected = |bubble: &&Drawn| bubble.id.is_some_and(|id| selection.contains(id));
        let selected = drawn.iter().filter(|bubble| is_selected(bubble) && !is_hovered(bubble));
        let lit = drawn.iter().filter(is_hovered).chain(selected).filter(|bubble| rect.intersects(bubble.rect()));
        let lit = lit.map(|bubble| LabelledBubble { name: name(bubble), radius: bubble.radius, center: bubble.center });
        MapLabels::paint_lit(&painter, palette, lit.take(MOST_LIT_NAMES));
        paint_size_legend(&painter, palette, &camera, session.tables.largest, rect);
        self.respond(ui, workspace, session, &background, &drawn, rect, actions);
        self.drag_bubble(ui, workspace, &background, &drawn, actions);
        background.context_menu(|ui| topic_menu::context_ui(ui, workspace, actions, commands));
    }

    /// Fits the camera when there is none, when the clustering is new, or when the window changed under an untouched view.
    fn keep_camera(&mut self, session: &Session, rect: Rect) {
        let now = (session.first_revision, rect.size());
        let is_new = self.fitted.is_none_or(|(revision, _)| revision != now.0);
        let is_resized = self.fitted.is_none_or(|(_, size)| size != now.1) && !self.moved;
        if self.camera.is_none() || is_new || is_resized {
            let bubbles = session.tables.bubbles.iter();
            let places: Vec<([f64; 2], u32)> = bubbles.map(|bubble| (bubble.position, bubble.n_documents)).collect();
            self.camera = Some(Camera::fit(&places, rect));
            self.fitted = Some(now);
            self.moved = false;
        }
    }

    fn navigate(&mut self, ui: &Ui, background: &Response, rect: Rect) {
        let Some(camera) = &mut self.camera else { return };
        let space = ui.input(|input| input.key_down(egui::Key::Space));
        let panning = background.dragged_by(egui::PointerButton::Middle)
            || background.dragged_by(egui::PointerButton::Secondary)
            || (space && background.dragged_by(egui::PointerButton::Primary));
        if panning {
            let delta = background.drag_delta();
            camera.pan(delta);
            self.moved = true;
        }
        if let Some(pointer) = ui.input(|input| input.pointer.hover_pos()).filter(|pointer| rect.contains(*pointer))
            && ui.rect_contains_pointer(rect)
        {
            let (pinch, wheel) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta().y));
            let factor = f64::from(pinch) * (f64::from(wheel) * 0.004).exp();
            if (factor - 1.0).abs() > 1e-6 {
                camera.zoom_around(pointer, factor, rect);
                self.moved = true;
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what is drawn and what is asked meet here")]
    fn respond(
        &mut self,
        ui: &Ui,
        workspace: &Workspace,
        session: &Session,
        background: &Response,
        drawn: &[Drawn],
        rect: Rect,
        actions: &mut Vec<Action>,
    ) {
        let modifiers = ui.input(|input| input.modifiers);
        let adds = modifiers.command || modifiers.shift;
        let mut clicked = background.clicked().then_some(None);
        for bubble in drawn.iter().filter(|bubble| rect.intersects(bubble.rect())) {
            let Some(id) = bubble.id else { continue };
            let response = ui.interact(bubble.rect().intersect(rect), background.id.with(id), Sense::click());
            response.widget_info(|| {
                let name = format!("Bubble: {}", session.tables.name(id));
                WidgetInfo::selected(Role::Button, true, workspace.selection().contains(id), name)
            });
            if response.clicked() {
                // A screen reader's click has no place; a pointer's place says which of overlapping circles is meant.
                clicked = Some(match response.interact_pointer_pos() {
                    Some(pointer) => bubble_at(drawn, pointer),
                    None => Some(id),
                });
            }
        }
        match clicked {
            Some(Some(id)) => {
                let mode = if adds { SelectMode::Toggle } else { SelectMode::Replace };
                actions.push(Action::Select(vec![id], mode));
            }
            Some(None) if !adds => actions.push(Action::Select(Vec::new(), SelectMode::Replace)),
            _ => {}
        }
        if background.secondary_clicked()
            && let Some(id) = background.interact_pointer_pos().and_then(|pointer| bubble_at(drawn, pointer))
            && !workspace.selection().contains(id)
        {
            actions.push(Action::Select(vec![id], SelectMode::Replace));
        }
        self.select_box(ui, background, drawn, adds, actions);
        let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|_| ui.rect_contains_pointer(rect));
        if let Some(id) = pointer
            .filter(|_| self.box_start.is_none() && self.dragged.is_none())
            .and_then(|pointer| bubble_at(drawn, pointer))
        {
            actions.push(Action::Hover(vec![id]));
            hover_card(ui, session, id);
        }
    }

    /// A bubble that is dragged onto another proposes to merge the two; nothing merges on the drop alone.
    fn drag_bubble(
        &mut self,
        ui: &Ui,
        workspace: &Workspace,
        background: &Response,
        drawn: &[Drawn],
        actions: &mut Vec<Action>,
    ) {
        let (Some(dragged), Some(at)) = (self.dragged, ui.input(|input| input.pointer.latest_pos())) else {
            return;
        };
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.dragged = None;
            return;
        }
        let Some(bubble) = drawn.iter().find(|bubble| bubble.id == Some(dragged)) else { return };
        let target = drawn.iter().rev().filter(|other| other.id != Some(dragged)).find(|other| other.contains(at));
        let painter = ui.painter_at(background.rect);
        let palette = theme::palette(ui);
        painter.line_segment([bubble.center, at], Stroke::new(1.5, palette.accent));
        painter.circle(at, bubble.radius, bubble.color.gamma_multiply(0.5), Stroke::new(1.5, palette.accent));
        if let Some(target) = target {
            painter.circle_stroke(target.center, target.radius + 4.0, Stroke::new(2.5, palette.accent));
        }
        ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
        if !background.drag_stopped() {
            return;
        }
        self.dragged = None;
        let Some(onto) = target.and_then(|target| target.id) else { return };
        // All selected bubbles go along with the one that is dragged.
        let selected = workspace.selection().topics();
        let mut members = if selected.contains(&dragged) { selected.to_vec() } else { vec![dragged] };
        members.retain(|&id| id != onto);
        members.push(onto);
        self.dropped_at = Some(at);
        actions.push(Action::ProposeMerge(members));
    }

    fn select_box(&mut self, ui: &Ui, background: &Response, drawn: &[Drawn], adds: bool, actions: &mut Vec<Action>) {
        let space = ui.input(|input| input.key_down(egui::Key::Space));
        if background.drag_started_by(egui::PointerButton::Primary) && !space {
            let origin = ui.input(|input| input.pointer.press_origin());
            self.dragged = origin.and_then(|origin| bubble_at(drawn, origin));
            self.box_start = origin.filter(|_| self.dragged.is_none());
        }
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.box_start = None;
        }
        let Some(start) = self.box_start else { return };
        let Some(end) = ui.input(|input| input.pointer.latest_pos()) else { return };
        let selected = Rect::from_two_pos(start, end);
        let palette = theme::palette(ui);
        let fill = palette.accent.gamma_multiply(0.12);
        ui.painter_at(background.rect).rect(selected, 2.0, fill, Stroke::new(1.0, palette.accent), StrokeKind::Inside);
        if background.drag_stopped() {
            self.box_start = None;
            let inside = drawn.iter().filter(|bubble| selected.contains(bubble.center));
            let topics: Vec<TopicId> = inside.filter_map(|bubble| bubble.id).collect();
            let mode = if adds { SelectMode::Add } else { SelectMode::Replace };
            actions.push(Action::Select(topics, mode));
        }
    }
}

/// The topmost bubble under a point: the last drawn.
fn bubble_at(drawn: &[Drawn], point: Pos2) -> Option<TopicId> {
    drawn.iter().rev().find(|bubble| bubble.contains(point))?.id
}

fn variance_ui(ui: &mut Ui, session: &Session) {
    let [first, second] = session.analysis.projection.variance_shares.map(|share| share * 100.0);
    let sentence = format!("PCA, {first:.0} % + {second:.0} % of the variance");
    theme::weak_line(ui, sentence).on_hover_text(
        "Share of the variance of the centroids that the two axes keep. What is near on the map may be far in the other \
         dimensions: the heatmap shows true distances",
    );
}

fn hover_card(ui: &Ui, session: &Session, id: TopicId) {
    let Some(topic) = session.tables.row(id) else { return };
    egui::Tooltip::always_open(
        ui.ctx().clone(),
        ui.layer_id(),
        ui.scope_id().with("map card"),
        egui::PopupAnchor::Pointer,
    )
    .gap(12.0)
    .show(|ui| {
        ui.set_max_width(280.0);
        ui.label(egui::RichText::new(&*topic.name).font(theme::body_strong()));
        theme::weak_label(ui, &*topic.key_terms);
        let documents = grouped(topic.n_documents as usize);
        let mut facts = format!("{documents} documents · cohesion {:.2}", topic.cohesion);
        if let Some((nearest, cosine)) = session.tables.nearest(id) {
            facts = format!("{facts}\nnearest: {} ({cosine:.2})", session.tables.name(nearest));
        }
        ui.label(facts);
    });
}

fn centred_ui(ui: &mut Ui, text: &str) {
    ui.centered_and_justified(|ui| ui.label(egui::RichText::new(text).color(theme::palette(ui).weak)));
}

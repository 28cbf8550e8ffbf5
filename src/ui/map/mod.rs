//! The map: a bubble a topic, area as large as its documents, near what it is like.

mod camera;
mod colours;
mod dots;
mod header;
mod hover;
mod labels;
mod legend;
mod motion;
mod overview;
mod paint;
mod preview;
mod select;
mod view;

use egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};
use rustc_hash::FxHashMap;

use crate::topics::TopicId;
use crate::ui::commands::UiCommand;
use crate::ui::picture::{self, Pictured};
use crate::ui::status_bar::grouped;
use crate::ui::theme::{self, Palette};
use crate::ui::{settings, topic_menu};
use crate::workspace::{Action, Activity, Session, Workspace};
use camera::Camera;
pub use colours::COLOURINGS;
pub use header::{MENU, PROJECTIONS, menu_ui};
use labels::{LabelledBubble, MapLabels};
use motion::Shown;
use paint::{Drawn, Emphasis, bubble_at, paint_axes, paint_bubble, paint_groups, paint_nearest};

#[derive(Default)]
pub struct Map {
    view: view::View,
    labels: MapLabels,
    colours: colours::Colours,
    motion: motion::Motion,
    focus: hover::Focus,
    overview: overview::Overview,
    hand: select::Hand,
    /// The bubbles of this frame, kept for its room in memory.
    drawn: Vec<Drawn>,
    /// Where each topic stands in the bubbles, for a revision of the topics.
    place_of: (u64, FxHashMap<TopicId, usize>),
    /// The size of the view in the last frame.
    size: Vec2,
    /// Whether it is drawn for a picture: without what can be pressed.
    in_picture: bool,
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
        self.view.fit();
    }

    /// The size of the view in the last frame, without its header.
    pub fn size(&self) -> Vec2 {
        self.size
    }

    /// What is seen now, to be drawn for a picture of that size with the fonts of another context.
    pub fn for_picture(&self, size: Vec2) -> Self {
        let view = self.view.for_picture(self.size, size);
        Self { view, labels: self.labels.clone(), in_picture: true, ..Self::default() }
    }

    /// What is shown, for the caption of a picture.
    pub fn caption(workspace: &Workspace, session: &Session) -> Vec<String> {
        let standing = &session.tables.standing;
        let adjusted = standing.is_spread.then(|| "positions adjusted: overlaps spread".to_owned());
        let sizes = legend_lines(&theme::LIGHT, workspace).into_iter().map(|(line, _)| line);
        std::iter::once(header::sentence(standing)).chain(adjusted).chain(sizes).collect()
    }

    /// Where a bubble was dropped on another since the last call.
    pub fn take_dropped_at(&mut self) -> Option<Pos2> {
        self.hand.dropped_at.take()
    }

    /// Spreads overlaps of bubbles as large as they are here, or takes that back.
    pub fn turn_spread(&self, workspace: &Workspace) -> Option<Action> {
        let is_spread = workspace.session()?.tables.standing.is_spread;
        let scale = self.view.camera?.bubble_scale();
        Some(if is_spread { Action::UnspreadOverlaps } else { Action::SpreadOverlaps(scale) })
    }

    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
        let palette = theme::palette(ui);
        if let Activity::Running(progress) = workspace.activity() {
            match progress.preview {
                Some(preview) => preview::ui(ui, palette, &preview, &mut self.labels),
                None => centred_ui(ui, "The map appears after the first iteration."),
            }
            return;
        }
        match workspace.session() {
            Some(session) => self.session_ui(ui, palette, workspace, session, actions, commands),
            None => {
                if let Some(corpus) = workspace.corpus() {
                    crate::ui::corpus_view::ui(ui, corpus, workspace.problems(), commands);
                }
            }
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
        if !self.in_picture {
            header::ui(ui, workspace, session, actions, commands);
        }
        let (rect, background) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        background.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Map"));
        self.size = rect.size();
        let now = ui.input(|input| input.time);
        let is_still = self.in_picture || settings::reduce_motion(ui) || ui.style().animation_time <= 0.0;
        let duration = if is_still { 0.0 } else { motion::DURATION };
        self.view.keep(session, rect, now, duration);
        self.view.navigate(ui, &background, rect, now, duration);
        let Some(settled) = self.view.camera else { return };
        let (camera, flies) = self.view.fly(settled, now, duration);
        let moves = self.motion.update(now, duration, session, workspace.lit_term());
        if flies || moves {
            ui.ctx().request_repaint();
        }
        self.colours.update(palette, workspace, session);
        self.find_places(session);
        // Taken for the frame, so that the rest of the map can be changed meanwhile.
        let mut drawn = std::mem::take(&mut self.drawn);
        self.draw_bubbles(&mut drawn, &camera, session, workspace, rect);
        let painter = ui.painter_at(rect);
        paint_axes(&painter, palette, camera.screen_from_plane([0.0, 0.0], rect), rect);
        paint_groups(&painter, palette, workspace, &drawn);
        self.paint_ghosts(&painter, palette, session, &camera, rect);
        // Under the bubbles, which it must not hide.
        legend::paint_sizes(&painter, palette, &camera, session.tables.largest, legend_lines(palette, workspace), rect);
        self.paint_bubbles(&painter, palette, workspace, session, &drawn, &settled);
        dots::paint(&painter, palette, workspace, &camera, rect);
        self.paint_names(&painter, palette, workspace, session, &drawn);
        legend::paint_colours(&painter, palette, &self.colours.legend, rect);
        select::clicks_ui(ui, workspace, session, &background, &drawn, actions);
        let plate = overview::plate(&camera, rect).filter(|_| !self.in_picture);
        self.hover_ui(ui, workspace, session, &background, &drawn, plate, actions);
        self.hand.ui(ui, workspace, &background, &drawn, actions);
        if let Some(plate) = plate {
            let (bubbles, colors) = (&session.tables.bubbles, &self.colours.of_bubble);
            let revisions = (session.revision, session.places_revision);
            let seen = overview::Seen { plate, camera: &camera, rect };
            if let Some(position) = self.overview.ui(ui, palette, &seen, bubbles, colors, revisions) {
                self.view.go(camera.looking_at(position));
                ui.ctx().request_repaint();
            }
        }
        self.drawn = drawn;
        background.context_menu(|ui| {
            topic_menu::context_ui(ui, workspace, actions, commands);
            if !workspace.selection().topics().is_empty() {
                ui.separator();
            }
            picture::context_ui(ui, Pictured::Map, workspace, commands);
        });
    }

    fn find_places(&mut self, session: &Session) {
        if self.place_of.0 != session.revision {
            let bubbles = session.tables.bubbles.iter().enumerate();
            self.place_of = (session.revision, bubbles.map(|(place, bubble)| (bubble.id, place)).collect());
        }
    }

    fn draw_bubbles(
        &self,
        drawn: &mut Vec<Drawn>,
        camera: &Camera,
        session: &Session,
        workspace: &Workspace,
        rect: Rect,
    ) {
        let is_lit = workspace.lit_term().is_some();
        let bubbles = session.tables.bubbles.iter().zip(&self.motion.shown).zip(&self.colours.of_bubble);
        drawn.clear();
        drawn.extend(bubbles.map(|((bubble, shown), &color)| {
            let is_part = is_lit || shown.n_filled < shown.n_documents;
            Drawn {
                id: Some(bubble.id),
                center: camera.screen_from_plane(shown.position, rect),
                radius: camera.radius(shown.n_documents),
                filled_radius: is_part.then(|| camera.share_radius(shown.n_filled)),
                color,
                n_documents: bubble.n_documents,
            }
        }));
    }

    fn paint_ghosts(&self, painter: &Painter, palette: &Palette, session: &Session, camera: &Camera, rect: Rect) {
        for ghost in &self.motion.ghosts {
            let Shown { position, n_documents, .. } = ghost.shown;
            let color = color_of(palette, session, ghost.id).gamma_multiply(0.4);
            painter.circle_filled(camera.screen_from_plane(position, rect), camera.share_radius(n_documents), color);
        }
    }

    fn paint_bubbles(
        &mut self,
        painter: &Painter,
        palette: &Palette,
        workspace: &Workspace,
        session: &Session,
        drawn: &[Drawn],
        settled: &Camera,
    ) {
        let rect = painter.clip_rect();
        let selection = workspace.selection();
        let emphasis = |id: Option<TopicId>| match id {
            Some(id) if selection.is_hovered(id) => Emphasis::Hovered,
            Some(id) if selection.contains(id) => Emphasis::Selected,
            _ if selection.is_empty() => Emphasis::Plain,
            _ => Emphasis::Dimmed,
        };
        for bubble in drawn.iter().filter(|bubble| rect.intersects(bubble.rect())) {
            paint_bubble(painter, palette, bubble, emphasis(bubble.id));
        }
        let key = ((session.revision, session.places_revision), settled.scale_key(), rect.size());
        // Names find their places where the bubbles are going to be.
        let labelled = || {
            let label = |bubble: &crate::tables::Bubble| LabelledBubble {
                name: session.tables.name(bubble.id),
                radius: settled.radius(bubble.n_documents as f32),
                center: settled.screen_from_plane(bubble.position, rect),
            };
            session.tables.bubbles.iter().map(label).collect()
        };
        let center = |place: usize| drawn.get(place).map(|bubble| bubble.center);
        let opacity = |place: usize| match emphasis(drawn[place].id) {
            Emphasis::Dimmed => 0.35,
            Emphasis::Plain => 1.0,
            // Named once more, over everything else.
            Emphasis::Selected | Emphasis::Hovered => 0.0,
        };
        self.labels.paint(painter, palette, key, labelled, center, opacity);
    }

    /// Lines to what is near the topic in focus, and over everything else the names of what is lit up.
    fn paint_names(
        &mut self,
        painter: &Painter,
        palette: &Palette,
        workspace: &Workspace,
        session: &Session,
        drawn: &[Drawn],
    ) {
        let selection = workspace.selection();
        if selection.is_empty() {
            return;
        }
        let bubble_of = |id: TopicId| self.place_of.1.get(&id).and_then(|&place| drawn.get(place));
        if let Some(bubble) = hover::focused(workspace).and_then(bubble_of)
            && let Some(id) = bubble.id
        {
            self.focus.update(session, id);
            let nearest = self.focus.nearest.iter();
            paint_nearest(
                painter,
                palette,
                bubble,
                nearest.filter_map(|&(id, similarity)| Some((bubble_of(id)?, similarity))),
            );
        }
        let rect = painter.clip_rect();
        // What is under the pointer is named first, so that a large selection does not crowd it out.
        let is_hovered = |bubble: &&Drawn| bubble.id.is_some_and(|id| selection.is_hovered(id));
        let is_selected = |bubble: &&Drawn| bubble.id.is_some_and(|id| selection.contains(id));
        let selected = drawn.iter().filter(|bubble| is_selected(bubble) && !is_hovered(bubble));
        let lit = drawn.iter().filter(is_hovered).chain(selected).filter(|bubble| rect.intersects(bubble.rect()));
        let label = |bubble: &Drawn| LabelledBubble {
            name: bubble.id.map_or("", |id| session.tables.name(id)),
            radius: bubble.radius,
            center: bubble.center,
        };
        let in_sight = drawn.iter().filter(|bubble| rect.intersects(bubble.rect()));
        let others: Vec<(Pos2, f32)> = in_sight.map(|bubble| (bubble.center, bubble.radius)).collect();
        MapLabels::paint_lit(painter, palette, lit.take(MOST_LIT_NAMES).map(label), &others);
    }

    #[expect(clippy::too_many_arguments, reason = "what is drawn and what is asked meet here")]
    fn hover_ui(
        &mut self,
        ui: &Ui,
        workspace: &Workspace,
        session: &Session,
        background: &Response,
        drawn: &[Drawn],
        plate: Option<Rect>,
        actions: &mut Vec<Action>,
    ) {
        let rect = background.rect;
        let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|_| ui.rect_contains_pointer(rect));
        let is_on_map = |pointer: &Pos2| self.hand.is_free() && plate.is_none_or(|plate| !plate.contains(*pointer));
        let (Some(pointer), Some(camera)) = (pointer.filter(is_on_map), self.view.camera) else { return };
        if let Some(dot) = dots::dot_at(workspace, &camera, rect, pointer) {
            dots::card_ui(ui, workspace, dot, actions);
            // A dot lies over its bubble: what is clicked is the document, and nothing else is selected.
            if ui.input(|input| input.pointer.primary_clicked()) && workspace.is_listed_at(dot.document, dot.place) {
                actions.retain(|action| !matches!(action, Action::Select(..)));
                actions.push(Action::ReadDocument(Some(dot.place)));
            }
        } else if let Some(id) = bubble_at(drawn, pointer) {
            actions.push(Action::Hover(vec![id]));
            self.focus.update(session, id);
            hover::card_ui(ui, workspace, session, &self.focus, id);
        }
    }
}

/// What the legend says under its circles.
fn legend_lines(palette: &Palette, workspace: &Workspace) -> Vec<(String, Color32)> {
    let area = match workspace.lit_term() {
        Some(lit) => format!("area = documents with “{}” ({})", lit.text, grouped(lit.n_documents as usize)),
        None => "area = documents".to_owned(),
    };
    let mut lines = vec![(area, palette.weak)];
    if let Some((sentence, is_warning)) = dots::sentence(workspace) {
        lines.push((sentence, if is_warning { palette.warning } else { palette.weak }));
    }
    lines
}

fn centred_ui(ui: &mut Ui, text: &str) {
    ui.centered_and_justified(|ui| ui.label(egui::RichText::new(text).color(theme::palette(ui).weak)));
}

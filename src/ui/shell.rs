//! What belongs to the window as a whole: its title, its settings, the command palette, the hints, the ring of the focus.

use egui::{Context, Memory, Stroke, StrokeKind, ViewportCommand};

use super::commands::UiCommand;
use super::hints::Hints;
use super::palette::Palette;
use super::settings::{Applied, Setting, Settings};
use super::theme;
use crate::workspace::{Action, Workspace};

#[derive(Default)]
pub struct Shell {
    pub palette: Palette,
    pub hints: Hints,
    applied: Applied,
    /// The title that the window was given.
    title: String,
}

impl Shell {
    /// Begins with the settings that were kept, so that the first frame has them.
    pub fn new(ctx: &Context, settings: &Settings) -> Self {
        let mut shell = Self::default();
        shell.applied.apply(ctx, settings);
        shell
    }

    /// Before anything is drawn. `is_free` says that neither a question nor a text field waits for Escape.
    pub fn begin(&mut self, ctx: &Context, workspace: &Workspace, is_free: bool) {
        self.applied.apply(ctx, workspace.settings());
        self.hints.take_escape(ctx, is_free);
        let title = title(workspace);
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Over the panels. `is_asking` says that a question or a page of help is open.
    pub fn ui(
        &mut self,
        ctx: &Context,
        workspace: &Workspace,
        is_asking: bool,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        if workspace.session().is_some() && !workspace.settings().hints_seen {
            // Whoever passes them over, or closes the window, does not want them again.
            self.hints.start();
            actions.push(Action::Set(Setting::HintsSeen(true)));
        }
        if workspace.session().is_some() && !is_asking && !self.palette.is_open() {
            self.hints.ui(ctx);
        }
        self.palette.ui(ctx, workspace, actions, commands);
    }
}

/// “NAME – Mungchi”: the project's file, or the corpus as long as there is none.
fn title(workspace: &Workspace) -> String {
    let project = workspace.project_path().and_then(|path| path.file_name()).map(|name| name.to_string_lossy());
    match (project, workspace.corpus()) {
        (Some(name), _) => format!("{name} – Mungchi"),
        (None, Some(corpus)) => format!("{} – Mungchi", corpus.name),
        (None, None) => "Mungchi".to_owned(),
    }
}

/// Rings whatever has the keyboard, in the last moment of a frame: one look for every kind of widget.
pub fn focus_ring(ui: &egui::Ui) {
    let ctx = ui.ctx();
    let Some(id) = ctx.memory(Memory::focused) else { return };
    // Not by its response: to ask for that once more takes the keyboard away that a click elsewhere has just given.
    let Some(widget) = ctx.viewport(|viewport| viewport.this_pass.widgets.get(id).copied()) else { return };
    // The part that is in sight.
    let rect = widget.interact_rect;
    if !rect.is_positive() {
        return;
    }
    let ring = rect.expand(1.0).intersect(ctx.content_rect());
    let stroke = Stroke::new(2.0, theme::palette(ui).accent);
    ctx.layer_painter(widget.layer_id).rect_stroke(ring, 5.0, stroke, StrokeKind::Inside);
}

//! The window: one small file a panel, drawn from `&Workspace`, answering with actions.
//!
//! A frame: keys and panels collect [`Action`]s, then they are carried out in order. Nothing here computes over documents
//! or opens a file; what a panel keeps for itself (a draft, a zoom) can be lost without harm.

mod commands;
mod confirm;
mod corpus_view;
mod documents;
pub mod file_picker;
mod heatmap;
mod help;
mod map;
mod map_camera;
mod map_labels;
mod map_paint;
mod menu_bar;
mod merge_bar;
mod run_panel;
mod status_bar;
mod term_bars;
mod theme;
mod topic_detail;
mod topic_list;
mod welcome;

use std::path::PathBuf;
use std::sync::Arc;

use eframe::CreationContext;
use egui::{CentralPanel, Panel, ViewportCommand};

use crate::topics::Place;
use crate::worker::CorpusSource;
use crate::workspace::{Action, SelectMode, Workspace};
use commands::UiCommand;
use confirm::Confirm;
use file_picker::{FilePicker, NativePicker, Picked, Wanted};

/// Opens the window; `inputs` or the sample are opened in it.
pub fn run(inputs: Vec<PathBuf>, sample: bool) -> anyhow::Result<()> {
    let start = match (sample, inputs.is_empty()) {
        (true, _) => Some(CorpusSource::Sample),
        (false, true) => None,
        (false, false) => Some(CorpusSource::Paths(inputs)),
    };
    let viewport = egui::ViewportBuilder::default()
        .with_title("Mungchi")
        .with_app_id("mungchi")
        .with_inner_size([1360.0, 820.0])
        .with_min_inner_size([960.0, 600.0])
        .with_maximized(true);
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    eframe::run_native(
        "mungchi",
        options,
        Box::new(|cc| Ok(Box::new(App::new(cc, start, Box::<NativePicker>::default())))),
    )
    .map_err(|error| anyhow::anyhow!("Cannot open the window: {error}"))
}

pub struct App {
    workspace: Workspace,
    file_picker: Box<dyn FilePicker>,
    menu_bar: menu_bar::MenuBar,
    topic_list: topic_list::TopicList,
    map: map::Map,
    heatmap: heatmap::Heatmap,
    topic_detail: topic_detail::TopicDetail,
    documents: documents::Documents,
    help: help::Help,
    confirm: Option<Confirm>,
    /// The researcher agreed to lose what is not saved.
    may_quit: bool,
    /// Whether a text field had the keyboard at the end of the last frame.
    was_typing: bool,
}

impl App {
    /// `start` is opened at once.
    pub fn new(cc: &CreationContext<'_>, start: Option<CorpusSource>, file_picker: Box<dyn FilePicker>) -> Self {
        theme::install(&cc.egui_ctx);
        let ctx = cc.egui_ctx.clone();
        let mut workspace = Workspace::new(Arc::new(move || ctx.request_repaint()));
        if let Some(source) = start {
            workspace.perform(Action::Open(source));
        }
        Self {
            workspace,
            file_picker,
            menu_bar: menu_bar::MenuBar::default(),
            topic_list: topic_list::TopicList::default(),
            map: map::Map::default(),
            heatmap: heatmap::Heatmap::default(),
            topic_detail: topic_detail::TopicDetail::default(),
            documents: documents::Documents::default(),
            help: help::Help::default(),
            confirm: None,
            may_quit: false,
            was_typing: false,
        }
    }

    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    fn panels_ui(&mut self, ui: &mut egui::Ui, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
        let workspace = &self.workspace;
        let panel_frame = theme::panel_frame(ui);
        let bar_frame = panel_frame.inner_margin(egui::Margin::symmetric(12, 4));
        Panel::top("menu bar").frame(bar_frame).show(ui, |ui| self.menu_bar.ui(ui, workspace, commands, actions));
        Panel::bottom("status bar").frame(bar_frame).show(ui, |ui| status_bar::ui(ui, workspace, actions, commands));

        let Some(corpus) = workspace.corpus() else {
            CentralPanel::default().frame(theme::view_frame(ui)).show(ui, |ui| welcome::ui(ui, workspace, commands));
            return;
        };
        Panel::left("topics").frame(panel_frame).default_size(300.0).size_range(240.0..=520.0).show(ui, |ui| {
            ui.take_available_width();
            run_panel::ui(ui, workspace, corpus, actions);
            if workspace.session().is_some() {
                ui.separator();
                self.topic_list.ui(ui, workspace, actions);
            }
        });
        if let Some(session) = workspace.session() {
            Panel::right("topic").frame(panel_frame).default_size(350.0).size_range(280.0..=640.0).show(ui, |ui| {
                ui.take_available_width();
                self.topic_detail.ui(ui, workspace, session, actions);
                self.documents.ui(ui, workspace, session, corpus, actions);
            });
            let bar = Panel::bottom("merging").frame(panel_frame).exact_size(132.0);
            bar.show(ui, |ui| merge_bar::ui(ui, workspace, session, actions));
            let view_frame = theme::view_frame(ui);
            let width = ui.available_width();
            let heatmap = Panel::right("heatmap").frame(view_frame).default_size(width * 0.38);
            heatmap.size_range(200.0..=width * 0.7).show(ui, |ui| {
                ui.take_available_width();
                self.heatmap.ui(ui, workspace, session, actions);
            });
        }
        CentralPanel::default().frame(theme::view_frame(ui)).show(ui, |ui| self.map.ui(ui, workspace, actions));
    }

    fn carry_out(&mut self, command: UiCommand, ctx: &egui::Context, actions: &mut Vec<Action>) {
        match command {
            UiCommand::OpenFiles => self.ask_for(Wanted::Files, ctx),
            UiCommand::OpenFolder => self.ask_for(Wanted::Folder, ctx),
            UiCommand::OpenSample => actions.push(Action::Open(CorpusSource::Sample)),
            UiCommand::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            UiCommand::Undo => actions.push(Action::Undo),
            UiCommand::Redo => actions.push(Action::Redo),
            UiCommand::SelectAll => {
                let open = self.workspace.session().map(|session| session.topics.at(Place::Open).collect());
                actions.push(Action::Select(open.unwrap_or_default(), SelectMode::Replace));
            }
            UiCommand::ClearSelection => actions.push(Action::Select(Vec::new(), SelectMode::Replace)),
            UiCommand::Search => self.menu_bar.focus_search(),
            UiCommand::FilterTopics => self.topic_list.focus_filter(),
            UiCommand::Run => actions.push(Action::Run),
            UiCommand::Cancel => actions.push(Action::Cancel),
            UiCommand::Merge => actions.push(Action::MergeSelected),
            UiCommand::MergeGroups => actions.push(Action::MergeGroups),
            UiCommand::Rename => self.topic_detail.focus_name(),
            UiCommand::TakeApart => actions.push(Action::TakeSelectedApart),
            UiCommand::Trash => actions.push(Action::TrashSelected),
            UiCommand::FitMap => self.map.fit(),
            UiCommand::ThemeLight => ctx.set_theme(egui::ThemePreference::Light),
            UiCommand::ThemeDark => ctx.set_theme(egui::ThemePreference::Dark),
            UiCommand::ThemeSystem => ctx.set_theme(egui::ThemePreference::System),
            UiCommand::ShowKeys => self.help.toggle_keys(),
            UiCommand::ShowWarnings => self.help.toggle_warnings(),
            UiCommand::ShowAbout => self.help.toggle_about(),
        }
    }

    fn ask_for(&mut self, what: Wanted, ctx: &egui::Context) {
        let ctx = ctx.clone();
        self.file_picker.ask(what, Box::new(move || ctx.request_repaint()));
    }

    /// Files from the dialog and files dropped on the window.
    fn take_files(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        match self.file_picker.poll() {
            Some(Picked::Paths(paths)) => actions.push(Action::Open(CorpusSource::Paths(paths))),
            Some(Picked::NoDialog) => actions.push(Action::Tell(
                "No file dialog could be opened: drop the file on the window, or start mungchi with its name"
                    .to_owned(),
            )),
            Some(Picked::Nothing) | None => {}
        }
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !dropped.is_empty() {
            actions.push(Action::Open(CorpusSource::Paths(dropped)));
        }
    }

    fn perform(&mut self, actions: Vec<Action>, ctx: &egui::Context) {
        let hovers = actions.iter().any(|action| matches!(action, Action::Hover(_)));
        let asked_for_something = actions.iter().any(|action| !matches!(action, Action::Hover(_)));
        let hovered_before = self.workspace.selection().hovered().to_vec();
        if !hovers {
            self.workspace.perform(Action::Hover(Vec::new()));
        }
        for action in actions {
            match confirm::needed_for(&action, &self.workspace) {
                Some(confirm) => self.confirm = Some(confirm),
                None => self.workspace.perform(action),
            }
        }
        if asked_for_something || hovered_before != self.workspace.selection().hovered() {
            ctx.request_repaint();
        }
    }

    /// Asks before the window closes on decisions that are not saved.
    fn guard_close(&mut self, ctx: &egui::Context) {
        if !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.may_quit || self.workspace.n_decisions() == 0 {
            return;
        }
        ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        self.confirm = Some(Confirm::quit(self.workspace.n_decisions()));
    }

    fn confirm_ui(&mut self, ctx: &egui::Context) {
        let Some(confirm) = &self.confirm else { return };
        match confirm.ui(ctx) {
            confirm::Answer::Waiting => {}
            confirm::Answer::No => self.confirm = None,
            confirm::Answer::Yes => {
                match self.confirm.take().and_then(Confirm::into_action) {
                    Some(action) => self.workspace.perform(action),
                    None => {
                        self.may_quit = true;
                        ctx.send_viewport_cmd(ViewportCommand::Close);
                    }
                }
                ctx.request_repaint();
            }
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, _: &egui::Context, _: &mut eframe::Frame) {
        self.workspace.poll();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let mut actions = Vec::new();
        let mut commands = Vec::new();
        self.guard_close(&ctx);
        self.take_files(&ctx, &mut actions);
        if self.confirm.is_none() && !self.help.is_open() {
            commands = UiCommand::pressed(&ctx, &self.workspace, self.was_typing);
        }
        self.panels_ui(ui, &mut actions, &mut commands);
        for command in commands {
            self.carry_out(command, &ctx, &mut actions);
        }
        self.perform(actions, &ctx);
        self.confirm_ui(&ctx);
        self.help.ui(&ctx, self.workspace.corpus().map(AsRef::as_ref));
        self.was_typing = ctx.text_edit_focused();
    }

    fn on_exit(&mut self) {
        self.workspace.shut_down();
    }
}

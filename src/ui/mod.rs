//! The window: one small file a panel, drawn from `&Workspace`, answering with actions.
//!
//! A frame: keys and panels collect [`Action`]s, then they are carried out in order. Nothing here computes over documents
//! or opens a file; what a panel keeps for itself (a draft, a zoom) can be lost without harm.

mod carrying_out;
mod closing;
mod commands;
mod confirm;
mod corpus_view;
mod dialogs;
mod document_line;
mod documents;
pub mod file_picker;
mod files;
mod find;
mod heatmap;
mod help;
mod hints;
mod history_panel;
pub mod icons;
mod import;
mod inline_name;
mod list_option;
mod map;
mod marking;
mod menu_bar;
mod merge_bar;
mod merge_card;
mod move_dialog;
mod notices_bar;
mod pair_panel;
mod palette;
mod path_dialog;
mod picture;
mod pull_table;
mod reader;
mod run_panel;
pub mod settings;
mod settings_dialog;
mod shell;
mod status_bar;
mod term_bars;
mod terms_panel;
mod theme;
mod threshold_curve;
mod topic_detail;
mod topic_facts;
mod topic_filter;
mod topic_list;
mod topic_menu;
mod topic_row;
mod trash_list;
mod views;
mod welcome;
mod word_menu;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use eframe::CreationContext;
use egui::{CentralPanel, Panel};

use crate::store::places::Places;
use crate::worker::CorpusSource;
use crate::workspace::{Action, Activity, ImportAction, Workspace};
use closing::Closing;
use commands::UiCommand;
use confirm::Confirm;
use file_picker::{FilePicker, NativePicker};
use settings::Settings;
use views::{Drawn, Views};

/// Opens the window; `inputs`, the sample or the project that was open last are opened in it.
pub fn run(inputs: Vec<PathBuf>, sample: bool) -> anyhow::Result<()> {
    let places = Places::of_user();
    let (recent, settings) = (places.recent(), places.settings());
    let start = match (sample, inputs.is_empty()) {
        (true, _) => Some(CorpusSource::Sample),
        (false, true) => recent.first().map(|last| CorpusSource::Paths(vec![last.clone()])),
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
        Box::new(move |cc| Ok(Box::new(App::new(cc, start, Box::<NativePicker>::default(), places, recent, settings)))),
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
    history_panel: history_panel::HistoryPanel,
    side_tab: SideTab,
    /// Whether documents were searched for or read in the last frame.
    asked_for_documents: bool,
    merge_bar: merge_bar::MergeBar,
    views: Views,
    merge_card: merge_card::MergeCard,
    dialogs: dialogs::Dialogs,
    pictures: picture::Pictures,
    help: help::Help,
    assistant: import::Assistant,
    report: import::ReportDialog,
    shell: shell::Shell,
    confirm: Option<Confirm>,
    closing: Closing,
    /// Whether a text field had the keyboard at the end of the last frame.
    was_typing: bool,
}

impl App {
    /// `start` is opened at once.
    pub fn new(
        cc: &CreationContext<'_>,
        start: Option<CorpusSource>,
        file_picker: Box<dyn FilePicker>,
        places: Places,
        recent: Vec<PathBuf>,
        settings: Settings,
    ) -> Self {
        theme::install(&cc.egui_ctx);
        let ctx = cc.egui_ctx.clone();
        let wake = Arc::new(move || ctx.request_repaint());
        let views = Views::new(settings.views.as_deref());
        let mut workspace = Workspace::new(wake, places, recent).with_settings(settings);
        let shell = shell::Shell::new(&cc.egui_ctx, workspace.settings());
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
            history_panel: history_panel::HistoryPanel::default(),
            side_tab: SideTab::default(),
            asked_for_documents: false,
            merge_bar: merge_bar::MergeBar::default(),
            views,
            merge_card: merge_card::MergeCard::default(),
            dialogs: dialogs::Dialogs::default(),
            pictures: picture::Pictures::default(),
            help: help::Help::default(),
            assistant: import::Assistant::default(),
            report: import::ReportDialog::default(),
            shell,
            confirm: None,
            closing: Closing::default(),
            was_typing: false,
        }
    }

    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    fn panels_ui(
        &mut self,
        ui: &mut egui::Ui,
        is_free: bool,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let workspace = &self.workspace;
        let panel_frame = theme::panel_frame(ui);
        let bar_frame = panel_frame.inner_margin(egui::Margin::symmetric(12, 4));
        Panel::top("menu bar").frame(bar_frame).show(ui, |ui| self.menu_bar.ui(ui, workspace, commands, actions));
        Panel::bottom("status bar").frame(bar_frame).show(ui, |ui| status_bar::ui(ui, workspace, actions, commands));

        if let Some(importing) = workspace.importing() {
            self.assistant.ui(ui, workspace, importing, is_free, actions);
            return;
        }
        let Some(corpus) = workspace.corpus() else {
            CentralPanel::default().frame(theme::view_frame(ui)).show(ui, |ui| welcome::ui(ui, workspace, commands));
            return;
        };
        Panel::left("topics").frame(panel_frame).default_size(300.0).size_range(240.0..=520.0).show(ui, |ui| {
            ui.take_available_width();
            run_panel::ui(ui, workspace, corpus, actions, commands);
            if workspace.session().is_some() {
                ui.separator();
                self.topic_list.ui(ui, workspace, actions, commands);
            }
        });
        if let Some(session) = workspace.session() {
            Panel::right("topic").frame(panel_frame).default_size(350.0).size_range(280.0..=640.0).show(ui, |ui| {
                ui.take_available_width();
                // A low window has no room for the documents under the terms.
                let is_low = ui.available_height() < LOW;
                let asks_for_documents = workspace.query().is_some() || workspace.detail().reading.is_some();
                if is_low && asks_for_documents && !self.asked_for_documents && self.side_tab == SideTab::Topic {
                    self.side_tab = SideTab::Documents;
                }
                self.asked_for_documents = asks_for_documents;
                side_tabs_ui(ui, &mut self.side_tab);
                match self.side_tab {
                    SideTab::Topic => {
                        self.topic_detail.ui(ui, workspace, session, actions, commands);
                        if !is_low {
                            self.documents.ui(ui, workspace, session, corpus, actions, commands);
                        }
                    }
                    SideTab::Documents => {
                        self.topic_detail.flush(session, actions);
                        self.documents.ui(ui, workspace, session, corpus, actions, commands);
                    }
                    SideTab::History => {
                        self.topic_detail.flush(session, actions);
                        self.history_panel.ui(ui, workspace, session, actions);
                    }
                }
            });
            let shows_views = !matches!(workspace.activity(), Activity::Running(_));
            if shows_views {
                CentralPanel::default().frame(egui::Frame::new().fill(theme::palette(ui).panel)).show(ui, |ui| {
                    let hints = &mut self.shell.hints;
                    let (map, heatmap, merge_bar) = (&mut self.map, &mut self.heatmap, &mut self.merge_bar);
                    let drawn = Drawn { map, heatmap, merge_bar, hints, workspace, session, actions, commands };
                    self.views.ui(ui, drawn);
                });
            }
        }
        // Before there are topics, and while they are about to be replaced, there is the map alone.
        if workspace.session().is_none() || matches!(workspace.activity(), Activity::Running(_)) {
            CentralPanel::default().frame(theme::view_frame(ui)).show(ui, |ui| {
                self.map.ui(ui, workspace, actions, commands);
            });
        }
        if let Some(position) = self.map.take_dropped_at() {
            self.merge_card.open_at(position);
        }
    }

    fn perform(&mut self, actions: Vec<Action>, ctx: &egui::Context) {
        let hovers = actions.iter().any(|action| matches!(action, Action::Hover(_)));
        let hovers_term = actions.iter().any(|action| matches!(action, Action::HoverTerm(_)));
        // To look at something asks for nothing: documents that come from disk wake the window when they are there.
        let looks = |action: &Action| {
            matches!(
                action,
                Action::Hover(_) | Action::HoverTerm(_) | Action::NeedDocuments(_) | Action::CompareWithStart
            )
        };
        let asked_for_something = actions.iter().any(|action| !looks(action));
        let lit = |workspace: &Workspace| {
            (workspace.selection().hovered().to_vec(), workspace.lit_term().map(|lit| lit.term))
        };
        let lit_before = lit(&self.workspace);
        if !hovers {
            self.workspace.perform(Action::Hover(Vec::new()));
        }
        if !hovers_term {
            self.workspace.perform(Action::HoverTerm(None));
        }
        for action in actions {
            match confirm::needed_for(&action, &self.workspace) {
                Some(confirm) => self.confirm = Some(confirm),
                None => self.workspace.perform(action),
            }
        }
        if asked_for_something || lit_before != lit(&self.workspace) {
            ctx.request_repaint();
        }
    }

    /// What is being typed counts, before the topics that it is about go.
    fn flush_drafts(&mut self) {
        let mut actions = Vec::new();
        if let Some(session) = self.workspace.session() {
            self.topic_detail.flush(session, &mut actions);
            self.topic_list.flush(session, &mut actions);
        }
        actions.into_iter().for_each(|action| self.workspace.perform(action));
    }
}

impl eframe::App for App {
    fn logic(&mut self, _: &egui::Context, _: &mut eframe::Frame) {
        self.workspace.poll();
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let mut actions = Vec::new();
        let mut commands = Vec::new();
        if ctx.input(|input| input.viewport().close_requested()) {
            self.flush_drafts();
        }
        self.guard_close(&ctx);
        self.take_files(&ctx, &mut actions);
        let asks = self.confirm.is_some()
            || self.dialogs.is_open()
            || self.pictures.is_open()
            || self.workspace.proposed_merge().is_some()
            || self.help.is_open()
            || self.workspace.report().is_some();
        let is_free = !asks
            && !self.shell.palette.is_open()
            && !self.was_typing
            && !ctx.text_edit_focused()
            && !egui::Popup::is_any_open(&ctx);
        self.shell.begin(&ctx, &self.workspace, is_free);
        if !asks && !self.shell.palette.is_open() {
            commands = UiCommand::pressed(&ctx, &self.workspace, self.was_typing || self.topic_list.is_renaming(&ctx));
            if self.side_tab == SideTab::Topic && self.topic_detail.walks_terms() {
                commands.retain(|command| !command.is_key_of_terms(&self.workspace));
            }
        }
        self.panels_ui(ui, is_free, &mut actions, &mut commands);
        self.shell.ui(&ctx, &self.workspace, asks, &mut actions, &mut commands);
        for command in commands {
            self.carry_out(command, &ctx, &mut actions);
        }
        let leaves = |action: &Action| {
            let accept = Action::Import(ImportAction::Accept);
            matches!(action, Action::Open(_) | Action::ReadColumn(_) | Action::Run) || *action == accept
        };
        if actions.iter().any(leaves) {
            self.flush_drafts();
        }
        self.report.ui(&ctx, &self.workspace, &mut actions);
        let wanted = self.assistant.take_wanted().or_else(|| self.report.take_wanted());
        if let Some(wanted) = wanted {
            self.ask_for(wanted, &ctx);
        }
        self.dialogs.ui(&ctx, &self.workspace, &mut actions);
        self.pictures_ui(&ctx, frame.wgpu_render_state(), &mut actions);
        self.merge_card.ui(&ctx, &self.workspace, &mut actions);
        self.perform(actions, &ctx);
        self.confirm_ui(&ctx);
        self.help.ui(&ctx);
        self.was_typing = ctx.text_edit_focused();
        shell::focus_ring(ui);
    }

    fn on_exit(&mut self) {
        self.workspace.shut_down();
    }
}

/// What the panel at the right shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SideTab {
    /// The selected topic, and where there is room its documents.
    #[default]
    Topic,
    /// The documents alone.
    Documents,
    History,
}

/// A panel of less height shows the documents in a tab of their own.
const LOW: f32 = 680.0;

fn side_tabs_ui(ui: &mut egui::Ui, tab: &mut SideTab) {
    ui.horizontal(|ui| {
        ui.selectable_value(tab, SideTab::Topic, "Topic").on_hover_text("Name, facts and terms");
        ui.selectable_value(tab, SideTab::Documents, "Documents").on_hover_text("The documents with all the room");
        ui.selectable_value(tab, SideTab::History, "History").on_hover_text("Every decision (H)");
    });
}

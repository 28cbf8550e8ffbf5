//! What the window itself does for a command; the rest are actions of the workspace.

use egui::ViewportCommand;

use super::commands::UiCommand;
use super::file_picker::Wanted;
use super::views::View;
use super::{App, SideTab, terms_panel, topic_detail};
use crate::worker::CorpusSource;
use crate::workspace::{Action, ImportAction, ReportOf};

impl App {
    pub(super) fn carry_out(&mut self, command: UiCommand, ctx: &egui::Context, actions: &mut Vec<Action>) {
        match command {
            UiCommand::OpenFiles => self.ask_for(Wanted::Files, ctx),
            UiCommand::OpenFolder => self.ask_for(Wanted::Folder, ctx),
            UiCommand::OpenPath => self.dialogs.open_path(Wanted::Path, &self.workspace),
            UiCommand::SaveAs => self.ask_for(Wanted::SaveAs, ctx),
            UiCommand::SaveCopy => self.ask_for(Wanted::SaveCopy, ctx),
            UiCommand::Export => self.ask_for(Wanted::ExportFolder, ctx),
            UiCommand::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            UiCommand::Search => self.menu_bar.focus_search(),
            UiCommand::FilterTopics => self.topic_list.focus_filter(),
            UiCommand::Rename => {
                if !self.topic_list.rename_selected(ctx, &self.workspace, actions) {
                    self.edit_topic(topic_detail::TopicDetail::focus_name);
                }
            }
            UiCommand::NextPage => actions.extend(self.topic_list.turn_page(&self.workspace, true)),
            UiCommand::PreviousPage => actions.extend(self.topic_list.turn_page(&self.workspace, false)),
            UiCommand::Note => self.edit_topic(topic_detail::TopicDetail::focus_note),
            UiCommand::Tag => self.edit_topic(topic_detail::TopicDetail::focus_tag),
            UiCommand::Split => self.dialogs.open_split(actions),
            UiCommand::MoveDocuments => self.dialogs.open_move(),
            UiCommand::ShowIgnored => self.dialogs.open_ignored_terms(),
            UiCommand::ShowHistory if self.side_tab == SideTab::History => self.side_tab = SideTab::Topic,
            UiCommand::ShowHistory => self.side_tab = SideTab::History,
            UiCommand::FitMap => self.map.fit(),
            UiCommand::ShowMap => self.views.turn(View::Map),
            UiCommand::ShowHeatmap => self.views.turn(View::Heatmap),
            UiCommand::ShowThreshold => self.views.turn(View::Threshold),
            UiCommand::ResetViews => self.views.reset(),
            UiCommand::Palette => self.shell.palette.open(ctx),
            UiCommand::CopyTerms => terms_panel::copy_table(ctx, &self.workspace, actions),
            UiCommand::SavePicture(view) => self.pictures.open(view, self.size_of(view)),
            UiCommand::CopyPicture(view) => self.pictures.copy(view, self.size_of(view)),
            UiCommand::SpreadOverlaps => actions.extend(self.map.turn_spread(&self.workspace)),
            UiCommand::ShowKeys => self.help.toggle_keys(),
            UiCommand::ShowHints => self.shell.hints.start(),
            UiCommand::ShowReport => actions.push(match self.workspace.report() {
                Some(_) => Action::CloseReport,
                None => Action::ShowReport(ReportOf::Corpus),
            }),
            UiCommand::ImportOptions => actions.push(Action::Import(ImportAction::BeginAgain)),
            UiCommand::ShowSettings => self.dialogs.open_settings(),
            UiCommand::ShowAbout => self.help.toggle_about(),
            UiCommand::OpenSample => actions.push(Action::Open(CorpusSource::Sample)),
            UiCommand::Run => actions.push(Action::Run),
            UiCommand::Cancel => actions.push(Action::Cancel),
            other => actions.extend(other.action(&self.workspace)),
        }
    }

    fn edit_topic(&mut self, focus: fn(&mut topic_detail::TopicDetail)) {
        self.side_tab = SideTab::Topic;
        focus(&mut self.topic_detail);
    }

    pub(super) fn ask_for(&mut self, what: Wanted, ctx: &egui::Context) {
        let ctx = ctx.clone();
        self.file_picker.ask(what, Box::new(move || ctx.request_repaint()));
    }
}

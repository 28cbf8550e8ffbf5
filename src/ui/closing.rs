//! The window's end: it stays open until everything is on disk, and asks if it cannot be.

use egui::ViewportCommand;

use super::App;
use super::confirm::{Answer, Confirm};
use super::file_picker::Wanted;

/// Whether the window is about to close.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Closing {
    #[default]
    Not,
    /// As soon as everything is on disk.
    WhenSaved,
    /// Everything is on disk, or the researcher agreed to lose what is not.
    Agreed,
}

impl App {
    /// Keeps the window open until everything is on disk, and asks if it cannot be.
    pub(super) fn guard_close(&mut self, ctx: &egui::Context) {
        let is_asked = ctx.input(|input| input.viewport().close_requested());
        if self.closing == Closing::Agreed || !(is_asked || self.closing == Closing::WhenSaved) {
            return;
        }
        if let Some(confirm) = Confirm::quit(&self.workspace) {
            self.closing = Closing::Not;
            self.confirm = Some(confirm);
        } else if self.workspace.is_saving() {
            self.closing = Closing::WhenSaved;
        } else {
            self.closing = Closing::Agreed;
            ctx.send_viewport_cmd(ViewportCommand::Close);
            return;
        }
        if is_asked {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
    }

    pub(super) fn confirm_ui(&mut self, ctx: &egui::Context) {
        let Some(confirm) = &self.confirm else { return };
        match confirm.ui(ctx) {
            Answer::Waiting => {}
            Answer::No => self.confirm = None,
            Answer::SaveCopy => {
                self.confirm = None;
                self.ask_for(Wanted::SaveCopy, ctx);
            }
            Answer::Yes => {
                match self.confirm.take().and_then(Confirm::into_action) {
                    Some(action) => self.workspace.perform(action),
                    None => {
                        self.closing = Closing::Agreed;
                        ctx.send_viewport_cmd(ViewportCommand::Close);
                    }
                }
                ctx.request_repaint();
            }
        }
    }
}

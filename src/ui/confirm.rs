//! The question before decisions are lost that nothing can bring back.

use super::theme;
use crate::workspace::{Action, Workspace};

pub struct Confirm {
    question: String,
    yes: &'static str,
    /// What is done after a yes; `None` closes the window.
    action: Option<Action>,
}

pub enum Answer {
    Waiting,
    Yes,
    No,
}

/// The question that `action` needs, if it would discard decisions.
pub fn needed_for(action: &Action, workspace: &Workspace) -> Option<Confirm> {
    let yes = match action {
        Action::Open(_) | Action::ReadColumn(_) => "Open and discard",
        Action::Run => "Run and discard",
        _ => return None,
    };
    let n_decisions = workspace.n_decisions();
    if n_decisions == 0 {
        return None;
    }
    let question = format!("The topics start anew. {} will be discarded.", decisions(n_decisions));
    Some(Confirm { question, yes, action: Some(action.clone()) })
}

fn decisions(n: usize) -> String {
    if n == 1 { "1 decision".to_owned() } else { format!("{n} decisions") }
}

impl Confirm {
    pub fn quit(n_decisions: usize) -> Self {
        let question = format!("{} will be lost: this version cannot save them yet.", decisions(n_decisions));
        Self { question, yes: "Quit and discard", action: None }
    }

    pub fn into_action(self) -> Option<Action> {
        self.action
    }

    pub fn ui(&self, ctx: &egui::Context) -> Answer {
        let mut answer = Answer::Waiting;
        let modal = egui::Modal::new(egui::Id::unique("confirm")).show(ctx, |ui| {
            ui.set_width(360.0);
            ui.label(egui::RichText::new("Discard what you decided?").font(theme::heading()));
            ui.add_space(theme::UNIT);
            ui.label(&self.question);
            ui.add_space(2.0 * theme::UNIT);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("Keep").clicked() {
                    answer = Answer::No;
                }
                if ui.add(theme::primary_button(ui, self.yes)).clicked() {
                    answer = Answer::Yes;
                }
            });
        });
        if modal.should_close() { Answer::No } else { answer }
    }
}

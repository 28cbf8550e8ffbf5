//! The question before something is done that nobody may have meant.

use super::theme;
use crate::workspace::{Action, ImportAction, Importing, SaveStatus, Workspace};

pub struct Confirm {
    title: &'static str,
    question: String,
    yes: &'static str,
    /// Whether a yes loses what cannot be brought back.
    loses: bool,
    /// What is done after a yes; `None` closes the window.
    action: Option<Action>,
}

pub enum Answer {
    Waiting,
    Yes,
    /// Saves a copy, and asks again when it is wanted again.
    SaveCopy,
    No,
}

/// The question that `action` needs, if it would lose decisions or names.
pub fn needed_for(action: &Action, workspace: &Workspace) -> Option<Confirm> {
    match action {
        Action::Import(ImportAction::Accept) if !workspace.importing().is_some_and(Importing::reads_files) => None,
        Action::Open(_) | Action::ReadColumn(_) | Action::Import(ImportAction::Accept) | Action::Run => {
            let reason = lost_unless_saved(workspace)?;
            let yes = if *action == Action::Run { "Run and lose them" } else { "Open and lose them" };
            let title = "Lose what is not saved?";
            Some(Confirm { title, question: reason, yes, loses: true, action: Some(action.clone()) })
        }
        Action::MergeGroups => {
            let session = workspace.session()?;
            let n_named = |group: &crate::workspace::ProposedGroup| {
                group.group.members().filter(|&id| session.is_named(id)).count()
            };
            let groups: Vec<_> = workspace.merging().groups.iter().filter(|group| n_named(group) > 1).collect();
            let first = groups.first()?;
            let names: Vec<String> = first
                .group
                .members()
                .filter(|&id| session.is_named(id))
                .collect::<Vec<_>>()
                .iter()
                .map(|&id| format!("“{}”", session.tables.name(id)))
                .collect();
            let kept = session.tables.name(first.group.into);
            let question = format!(
                "{} of the groups hold several topics that you named, such as {}: the merged topic is called “{kept}”. \
                 The other names stay inside and come back when it is taken apart.",
                groups.len(),
                names.join(" and ")
            );
            let title = "Merge topics that you named?";
            Some(Confirm { title, question, yes: "Merge", loses: false, action: Some(action.clone()) })
        }
        _ => None,
    }
}

/// What would be lost now, and why it is not saved; `None` if everything is on disk or on its way there.
fn lost_unless_saved(workspace: &Workspace) -> Option<String> {
    let SaveStatus::Unsaved { reason, .. } = workspace.save_status() else { return None };
    let n_unsaved = workspace.n_unsaved();
    let are = if n_unsaved == 1 { "1 decision is" } else { &format!("{n_unsaved} decisions are") };
    (n_unsaved > 0).then(|| format!("{are} not saved: {reason}."))
}

impl Confirm {
    /// The question before the window closes, if something would be lost.
    pub fn quit(workspace: &Workspace) -> Option<Self> {
        let question = lost_unless_saved(workspace)?;
        Some(Self { title: "Lose what is not saved?", question, yes: "Quit and lose them", loses: true, action: None })
    }

    pub fn into_action(self) -> Option<Action> {
        self.action
    }

    pub fn ui(&self, ctx: &egui::Context) -> Answer {
        let mut answer = Answer::Waiting;
        let modal = egui::Modal::new(egui::Id::unique("confirm")).show(ctx, |ui| {
            ui.set_width(400.0);
            ui.label(egui::RichText::new(self.title).font(theme::heading()));
            ui.add_space(theme::UNIT);
            ui.label(&self.question);
            ui.add_space(2.0 * theme::UNIT);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if self.loses {
                    if ui.add(theme::primary_button(ui, "Save a copy…")).clicked() {
                        answer = Answer::SaveCopy;
                    }
                    let text = egui::RichText::new(self.yes).color(theme::palette(ui).warning);
                    if ui.button(text).clicked() {
                        answer = Answer::Yes;
                    }
                } else if ui.add(theme::primary_button(ui, self.yes)).clicked() {
                    answer = Answer::Yes;
                }
                if ui.button("Cancel").clicked() {
                    answer = Answer::No;
                }
            });
        });
        if modal.should_close() { Answer::No } else { answer }
    }
}

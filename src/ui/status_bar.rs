//! The status bar: what is open, what is going on, what just happened.

use super::commands::UiCommand;
use super::import::problems_text;
use super::{notices_bar, theme};
use crate::analysis::Basis;
use crate::progress::Stage;
use crate::workspace::{Action, Activity, Importing, SaveStatus, Workspace, reading};

/// The parts of the bar's width that the counts and the reason why nothing is saved get at most; the rest is for what is
/// going on or just happened.
const SHARES: [f32; 2] = [0.45, 0.2];

pub fn ui(ui: &mut egui::Ui, workspace: &Workspace, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
    let width = ui.available_width();
    ui.horizontal(|ui| {
        let counts = egui::RichText::new(counts(workspace)).font(theme::small()).color(theme::palette(ui).weak);
        line_ui(ui, counts, width * SHARES[0]);
        saving_ui(ui, workspace, width * SHARES[1], actions, commands);
        let problems = workspace.problems();
        if problems.n_in_all() > 0 && UiCommand::ShowReport.is_enabled(workspace) {
            let hint = "The import report: what happened to which record, and why";
            let text = problems_text(ui, &problems, &theme::small());
            if ui.add(egui::Button::new(text).small()).on_hover_text(hint).clicked() {
                commands.push(UiCommand::ShowReport);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| match workspace.activity() {
            // Before a corpus is open, the welcome screen tells what went wrong.
            Activity::Idle if workspace.corpus().is_none() && workspace.importing().is_none() => {}
            Activity::Idle => notices_bar::ui(ui, workspace, actions),
            // The import assistant shows how far it is.
            Activity::Opening(_) if workspace.importing().is_some_and(Importing::is_accepted) => {}
            Activity::Opening(progress) | Activity::Running(progress) => {
                job_ui(ui, workspace, progress.stage, actions);
            }
        });
    });
}

/// One line that takes no more room than it needs, and is cut at `most`; the whole of it is its tooltip then.
fn line_ui(ui: &mut egui::Ui, text: egui::RichText, most: f32) -> egui::Response {
    ui.scope(|ui| {
        ui.set_max_width(most.min(ui.available_width()));
        ui.add(egui::Label::new(text).truncate())
    })
    .inner
}

/// Whether decisions are on disk.
fn saving_ui(
    ui: &mut egui::Ui,
    workspace: &Workspace,
    most: f32,
    actions: &mut Vec<Action>,
    commands: &mut Vec<UiCommand>,
) {
    let path = workspace.project_path().map(|path| path.display().to_string()).unwrap_or_default();
    match workspace.save_status() {
        SaveStatus::Nothing => {}
        SaveStatus::Creating(progress) => {
            let share = progress.stage.filter(|stage| stage.total > 0).map(|stage| stage.done * 100 / stage.total);
            theme::weak_label(ui, share.map_or("·  Saving".to_owned(), |share| format!("·  Saving {share} %")));
            if ui.small_button("Stop saving").clicked() {
                actions.push(Action::Cancel);
            }
        }
        SaveStatus::Saving => drop(theme::weak_label(ui, "·  Saving")),
        SaveStatus::Saved => {
            let hint = format!("Every decision is on disk: {path}");
            theme::weak_label(ui, "·  Saved").on_hover_text(hint);
        }
        SaveStatus::Unsaved { reason, tries_on } => {
            let n_unsaved = workspace.n_unsaved();
            let text = if n_unsaved == 0 { "Read only".to_owned() } else { format!("{n_unsaved} not saved") };
            let text = egui::RichText::new(format!("·  {text}: {reason}")).color(theme::palette(ui).warning);
            let hint = if tries_on { "Mungchi keeps trying. " } else { "" };
            line_ui(ui, text, most).on_hover_text(format!("{hint}Save a copy elsewhere to be safe. {path}"));
            if ui.small_button("Save a copy…").clicked() {
                commands.push(UiCommand::SaveCopy);
            }
        }
    }
}

fn counts(workspace: &Workspace) -> String {
    let Some(corpus) = workspace.corpus() else { return "No corpus is open".to_owned() };
    let documents = match corpus.documents.len() {
        1 => "1 document".to_owned(),
        n => format!("{} documents", grouped(n)),
    };
    let Some(session) = workspace.session() else { return documents };
    let clustering = &session.analysis.clustering;
    let by_vectors = if session.analysis.params.basis == Basis::Vectors { " by vectors" } else { "" };
    let mut parts = vec![
        documents,
        format!("{} terms", grouped(session.analysis.vectorized.vocabulary.len())),
        format!("{} clusters{by_vectors}", grouped(clustering.n_clusters())),
        format!("{} topics", grouped(session.tables.relations.similarities.len())),
    ];
    match clustering.n_unassigned() {
        0 => {}
        n => parts.push(format!("{} unassigned", grouped(n))),
    }
    match session.tables.trashed.len() {
        0 => {}
        n => parts.push(format!("{n} in trash")),
    }
    parts.join("  ·  ")
}

fn job_ui(ui: &mut egui::Ui, workspace: &Workspace, stage: Option<Stage>, actions: &mut Vec<Action>) {
    let cancelling = workspace.is_cancelling();
    if ui.add_enabled(!cancelling, egui::Button::new("Cancel")).clicked() {
        actions.push(Action::Cancel);
    }
    let title = match stage {
        _ if cancelling => "Cancelling",
        Some(stage) => stage.kind.title(),
        None => "Starting",
    };
    if let Some(stage) = stage.filter(|stage| stage.total > 0) {
        let share = stage.done as f32 / stage.total as f32;
        ui.add(egui::ProgressBar::new(share).desired_width(120.0).desired_height(6.0).fill(theme::palette(ui).accent));
    }
    ui.label(title);
}

/// A number with its thousands parted: 18,846.
pub fn grouped(n: usize) -> String {
    reading::grouped(n as u64)
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1000, 1_234_567].map(super::grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}

//! What went wrong so far, and the way on: Import and Cancel, or the progress of reading.

use egui::{Align, Button, Layout, ProgressBar, Ui};

use super::leaving;
use super::problems::problems_text;
use crate::progress::StageKind;
use crate::ui::status_bar::grouped;
use crate::ui::theme;
use crate::worker::JobProgress;
use crate::workspace::reading::bytes_text;
use crate::workspace::{Action, Activity, ImportAction, Importing, ReportOf, Workspace};

pub fn ui(ui: &mut Ui, workspace: &Workspace, importing: &Importing, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.set_min_height(8.0 * theme::UNIT);
        problems_ui(ui, importing, actions);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (text, hint) = if importing.reads_files() {
                ("Import", "Reads everything like this (Enter)")
            } else {
                ("Apply", "The next run goes by these words; nothing is read again (Enter)")
            };
            // It stays while the files are read, so that a second click on it does not cancel.
            let button = theme::primary_button(ui, text);
            if ui.add_enabled(importing.can_accept(), button).on_hover_text(hint).clicked() {
                actions.push(Action::Import(ImportAction::Accept));
            }
            let is_cancelling = importing.is_accepted() && workspace.is_cancelling();
            let hint = "What is open stays as it is (Esc)";
            if ui.add_enabled(!is_cancelling, Button::new("Cancel")).on_hover_text(hint).clicked() {
                actions.push(leaving(importing));
            }
            if let Activity::Opening(progress) = workspace.activity()
                && importing.is_accepted()
            {
                progress_ui(ui, &progress, is_cancelling);
            }
        });
    });
}

/// What was left out, repaired or is worth a note so far.
fn problems_ui(ui: &mut Ui, importing: &Importing, actions: &mut Vec<Action>) {
    if importing.inspection().is_none() {
        return;
    }
    let problems = importing.problems();
    if problems.n_in_all() == 0 {
        theme::weak_label(ui, "No problems so far");
        return;
    }
    let text = problems_text(ui, &problems, &theme::body());
    if ui.button(text).on_hover_text("What happened to which record, and why").clicked() {
        actions.push(Action::ShowReport(ReportOf::FirstDocuments));
    }
}

fn progress_ui(ui: &mut Ui, progress: &JobProgress, is_cancelling: bool) {
    let share = progress.stage.filter(|stage| stage.total > 0).map(|stage| stage.done as f32 / stage.total as f32);
    if let Some(share) = share {
        let bar = ProgressBar::new(share).desired_width(160.0).desired_height(6.0);
        ui.add(bar.fill(theme::palette(ui).accent));
    }
    let text = if is_cancelling { "Cancelling".to_owned() } else { progress_sentence(progress) };
    ui.label(text);
}

/// `Reading 4.1 MB of 12.1 MB · 6,200 documents · about 3 s left`.
fn progress_sentence(progress: &JobProgress) -> String {
    let Some(stage) = progress.stage else { return "Starting".to_owned() };
    let mut parts = vec![match stage.kind {
        StageKind::Read if stage.total > 0 => {
            format!("Reading {} of {}", bytes_text(stage.done), bytes_text(stage.total))
        }
        kind => kind.title().to_owned(),
    }];
    if progress.n_documents > 0 {
        parts.push(format!("{} documents", grouped(progress.n_documents as usize)));
    }
    let elapsed = progress.elapsed.as_secs_f64();
    // What is said in the first second is not worth much.
    if elapsed >= 1.0 && stage.done > 0 && stage.total > stage.done {
        let left = elapsed * (stage.total - stage.done) as f64 / stage.done as f64;
        parts.push(time_left(left));
    }
    parts.join("  ·  ")
}

fn time_left(seconds: f64) -> String {
    match seconds.ceil() as u64 {
        0..60 => format!("about {} s left", seconds.ceil()),
        seconds @ 60..3600 => format!("about {} min left", seconds.div_ceil(60)),
        seconds => format!("about {} h left", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::progress::Stage;

    #[test]
    fn progress_tells_megabytes_documents_and_the_time_left() {
        let stage = Stage { kind: StageKind::Read, done: 4_000_000, total: 12_000_000 };
        let elapsed = Duration::from_secs(2);
        let progress = JobProgress { stage: Some(stage), n_documents: 6200, elapsed, ..JobProgress::default() };
        assert_eq!(progress_sentence(&progress), "Reading 4.0 MB of 12.0 MB  ·  6,200 documents  ·  about 4 s left");
        assert_eq!(progress_sentence(&JobProgress::default()), "Starting");
        assert_eq!([61.0, 4000.0].map(time_left), ["about 2 min left", "about 2 h left"]);
    }
}

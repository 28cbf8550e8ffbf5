//! Every decision, the newest last: click to go there, or undo one of them only.

use egui::{CollapsingHeader, ScrollArea, Sense, Ui, vec2};

use super::status_bar::grouped;
use super::{list_option, theme};
use crate::cluster::ClusterId;
use crate::topics::{Command, StepId};
use crate::workspace::{Action, Session, Workspace};

#[derive(Default)]
pub struct HistoryPanel {
    /// Where one stood when the list was last scrolled there.
    shown: Option<StepId>,
    /// The list as it was last put together, and the revision of the topics then.
    lines: Vec<Line>,
    made_for: Option<u64>,
}

/// Height of a step: two lines of its sentence and one that says when.
const STEP: f32 = 14.0 * theme::UNIT;

/// A line of the list.
struct Line {
    step: StepId,
    kind: LineKind,
    /// The local time of the decision.
    time: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Done,
    /// Done, and taken back alone by a later step.
    Reverted,
    Undone,
    /// The end of another branch, which parted after a step.
    Branch(StepId),
}

impl HistoryPanel {
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
        if self.made_for != Some(session.revision) {
            self.lines = lines(session);
            self.made_for = Some(session.revision);
        }
        let n_done = session.history.done().len();
        theme::section_label(ui, format!("History ({n_done})"));
        theme::weak_label(ui, "Click a step to go there. Nothing is lost: other branches stay at the end of the list.");
        let header = CollapsingHeader::new("Compared with the start").id_salt("compared");
        header.show_unindented(ui, |ui| comparison_ui(ui, workspace, session, actions));
        ui.separator();
        let mut area = ScrollArea::vertical().id_salt("history").auto_shrink(false);
        let height = STEP + ui.spacing().item_spacing.y;
        if self.shown != Some(session.history.current()) {
            self.shown = Some(session.history.current());
            let offset = (n_done as f32 + 1.0) * height - ui.available_height() * 0.7;
            area = area.vertical_scroll_offset(offset.max(0.0));
        }
        area.show_rows(ui, STEP, self.lines.len() + 1, |ui, rows| {
            for row in rows {
                match row.checked_sub(1) {
                    None => start_ui(ui, session, actions),
                    Some(place) => {
                        let line = &self.lines[place];
                        line_ui(ui, session, line, actions);
                    }
                }
            }
        });
    }
}

/// Clusters of a topic that are named before the rest is counted.
const N_ORIGINS: usize = 6;

/// What each changed topic is made of: documents and the clusters that they came from.
fn comparison_ui(ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
    let Some(comparison) = workspace.comparison() else {
        actions.push(Action::CompareWithStart);
        theme::weak_label(ui, "Comparing");
        return;
    };
    let unchanged = format!("{} topics are what they were", grouped(comparison.n_unchanged));
    theme::weak_label(ui, unchanged);
    let area = ScrollArea::vertical().id_salt("comparison").max_height(ui.available_height() * 0.5);
    let height = theme::ENTRY + ui.spacing().item_spacing.y;
    area.auto_shrink([false, true]).show_rows(ui, height, comparison.changed.len(), |ui, rows| {
        for origins in &comparison.changed[rows] {
            let name = session.name_of(origins.topic);
            let place = if origins.in_trash { " (in the trash)" } else { "" };
            let title = egui::RichText::new(format!("{name}{place}")).font(theme::body_strong());
            ui.add(egui::Label::new(title).truncate());
            let texts: Vec<String> = origins.from.iter().take(N_ORIGINS).map(|part| origin_text(*part)).collect();
            let more = origins.from.len().saturating_sub(N_ORIGINS);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            theme::weak_line(ui, format!("{}{more}", texts.join(" + "))).on_hover_text("Documents from each cluster");
        }
    });
}

fn origin_text((cluster, n_documents): (Option<ClusterId>, u32)) -> String {
    let n_documents = grouped(n_documents as usize);
    match cluster {
        Some(cluster) => format!("{n_documents} of cluster {}", cluster.0 + 1),
        None => format!("{n_documents} unassigned"),
    }
}

fn lines(session: &Session) -> Vec<Line> {
    let history = &session.history;
    let line = |step: StepId, kind: LineKind| {
        let at_ms = history.step(step).map_or(0, |step| step.at_ms);
        Line { step, kind, time: local_time(at_ms) }
    };
    let reverted: Vec<StepId> = history
        .commands()
        .filter_map(|command| if let Command::Revert(step) = command { Some(*step) } else { None })
        .collect();
    let kind = |step: &StepId| if reverted.contains(step) { LineKind::Reverted } else { LineKind::Done };
    let done = history.done().iter().map(|step| line(*step, kind(step)));
    let undone = history.redo_line().into_iter().map(|step| line(step, LineKind::Undone));
    let branches = history.branches().into_iter().map(|(tip, left_at)| line(tip, LineKind::Branch(left_at)));
    done.chain(undone).chain(branches).collect()
}

fn local_time(at_ms: u64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms as i64);
    at.map_or(String::new(), |at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%d %b %H:%M").to_string())
}

fn start_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let n_clusters = session.analysis.clustering.n_clusters();
    let is_current = session.history.current() == StepId::START;
    let text = format!("Start: {n_clusters} clusters");
    if entry_ui(ui, &text, "", LineKind::Done, is_current).clicked() {
        actions.push(Action::Travel(StepId::START));
    }
}

fn line_ui(ui: &mut Ui, session: &Session, line: &Line, actions: &mut Vec<Action>) {
    let Some(step) = session.history.step(line.step) else { return };
    let second = match line.kind {
        LineKind::Done => line.time.clone(),
        LineKind::Reverted => format!("{} · undone later", line.time),
        LineKind::Undone => format!("{} · undone", line.time),
        LineKind::Branch(left_at) => {
            let parted = session.history.step(left_at).map_or("the start", |step| step.sentence.as_str());
            format!("{} · end of another branch, parted after: {parted}", line.time)
        }
    };
    let is_current = session.history.current() == line.step;
    let response = entry_ui(ui, &step.sentence, &second, line.kind, is_current);
    if response.clicked() {
        actions.push(Action::Travel(line.step));
    }
    response.context_menu(|ui| {
        if ui.button("Go here").clicked() {
            actions.push(Action::Travel(line.step));
            ui.close();
        }
        let revert = egui::Button::new("Undo only this step");
        let hint = "Leaves the later steps as they are, unless one builds on it";
        if ui.add_enabled(line.kind == LineKind::Done, revert).on_hover_text(hint).clicked() {
            actions.push(Action::Revert(line.step));
            ui.close();
        }
    });
    response.on_hover_text(&step.sentence);
}

fn entry_ui(ui: &mut Ui, text: &str, second: &str, kind: LineKind, is_current: bool) -> egui::Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), STEP), Sense::click());
    list_option::tell(&response, true, is_current, &format!("Step: {text}"));
    let fill = match (is_current, response.hovered()) {
        (true, _) => palette.accent_soft,
        (false, true) => theme::mix(palette.panel, palette.accent_soft, 0.6),
        (false, false) => egui::Color32::TRANSPARENT,
    };
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 4.0, fill);
    let dot = rect.left_center() + vec2(8.0, 0.0);
    let ink = if kind == LineKind::Done { palette.text } else { palette.weak };
    match kind {
        LineKind::Done => painter.circle_filled(dot, 3.5, if is_current { palette.accent } else { palette.weak }),
        LineKind::Reverted | LineKind::Undone | LineKind::Branch(_) => {
            painter.circle_stroke(dot, 3.0, (1.0, palette.weak))
        }
    };
    let width = rect.width() - 28.0;
    let mut job = egui::text::LayoutJob::simple(text.to_owned(), theme::body(), ink, width);
    job.wrap.max_rows = 2;
    let galley = painter.layout_job(job);
    // The time stands right below the sentence, and both in the middle of the row.
    let when = if second.is_empty() { 0.0 } else { 14.0 };
    let corner = egui::pos2(rect.left() + 20.0, rect.center().y - f32::midpoint(galley.size().y, when));
    let below = corner + vec2(0.0, galley.size().y);
    painter.galley(corner, galley, ink);
    let mut job = egui::text::LayoutJob::simple_singleline(second.to_owned(), theme::small(), palette.weak);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    painter.galley(below, painter.layout_job(job), palette.weak);
    response
}

//! The merge bar: a threshold, what it would join, and one button that does it.

use egui::{Slider, Ui};
use egui_plot::{Line, PlotPoints, VLine};

use super::theme;
use crate::topics::TopicId;
use crate::workspace::{Action, Merging, ProposedGroup, SelectMode, Session, Workspace};

pub fn ui(ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
    let merging = workspace.merging();
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(280.0);
            threshold_ui(ui, merging, session, actions);
        });
        // In a narrow window the slider and its button go before what explains them.
        if ui.available_width() < 320.0 {
            return;
        }
        ui.separator();
        let width = ((ui.available_width() - 24.0) * 0.42).clamp(140.0, 420.0);
        ui.vertical(|ui| {
            ui.set_width(width);
            curve_ui(ui, merging, session, actions);
        });
        ui.separator();
        ui.vertical(|ui| groups_ui(ui, merging, session, actions));
    });
}

fn threshold_ui(ui: &mut Ui, merging: &Merging, session: &Session, actions: &mut Vec<Action>) {
    let hint = "Cosine of centroids, average linkage. Move left to join more";
    let label = theme::section_label(ui, "Merge what is at least this similar").on_hover_text(hint);
    let mut threshold = merging.threshold();
    ui.spacing_mut().slider_width = 200.0;
    let slider = Slider::new(&mut threshold, 0.0..=1.0).fixed_decimals(2).step_by(0.005);
    if ui.add(slider).labelled_by(label.id).changed() {
        actions.push(Action::SetThreshold(threshold));
    }
    let n_open = session.tables.relations.similarities.len();
    let n_groups = merging.groups.len();
    ui.add_space(theme::UNIT);
    if n_groups == 0 {
        let text =
            if merging.threshold() >= 1.0 { "Move the slider to propose merges" } else { "Nothing is that similar" };
        ui.add_enabled(false, egui::Button::new(text).min_size(egui::vec2(0.0, 7.0 * theme::UNIT)));
        return;
    }
    let noun = if n_groups == 1 { "group" } else { "groups" };
    let text = format!("Merge {n_groups} {noun} ({n_open} → {})", merging.n_left);
    if ui.add(theme::primary_button(ui, text)).on_hover_text("Can be undone and taken apart later").clicked() {
        actions.push(Action::MergeGroups);
    }
}

/// Topics left against the threshold; a click or drag in it sets the threshold.
fn curve_ui(ui: &mut Ui, merging: &Merging, session: &Session, actions: &mut Vec<Action>) {
    theme::weak_line(ui, "Topics left against similarity");
    let palette = theme::palette(ui);
    let plot = theme::still_plot("topics left").height(ui.available_height()).y_axis_min_width(30.0);
    let plot = plot.include_x(0.0).include_x(1.0).include_y(0.0);
    let response = plot.show(ui, |plot| {
        let points: PlotPoints<'_> = staircase(&session.tables.relations.curve).into();
        plot.line(Line::new("topics left", points).color(palette.weak).width(1.5).allow_band(false));
        plot.vline(VLine::new("threshold", merging.threshold()).color(palette.accent).width(2.0));
        let pressed = plot.response().is_pointer_button_down_on();
        plot.pointer_coordinate().filter(|_| pressed)
    });
    if let Some(pointer) = response.inner {
        actions.push(Action::SetThreshold(pointer.x));
    }
}

/// The corners of a curve that is level between its steps.
fn staircase(curve: &[(f64, usize)]) -> Vec<[f64; 2]> {
    let mut points = vec![[0.0, curve.first().map_or(0.0, |_| 1.0)]];
    let mut level = 1.0;
    for &(similarity, n_left) in curve {
        points.push([similarity, level]);
        level = n_left as f64;
        points.push([similarity, level]);
    }
    points
}

fn groups_ui(ui: &mut Ui, merging: &Merging, session: &Session, actions: &mut Vec<Action>) {
    theme::weak_line(ui, "Proposed groups");
    if merging.groups.is_empty() {
        theme::weak_line(ui, "None at this threshold.");
        return;
    }
    egui::ScrollArea::vertical().id_salt("groups").auto_shrink(false).show_rows(
        ui,
        theme::LINE,
        merging.groups.len(),
        |ui, rows| {
            for (index, proposed) in rows.clone().zip(&merging.groups[rows]) {
                group_ui(ui, index, merging, proposed, session, actions);
            }
        },
    );
}

fn group_ui(
    ui: &mut Ui,
    index: usize,
    merging: &Merging,
    proposed: &ProposedGroup,
    session: &Session,
    actions: &mut Vec<Action>,
) {
    let tables = &session.tables;
    let (a, b, cosine) = proposed.weakest;
    let n = proposed.group.absorbed.len() + 1;
    let text = format!("{}.  {n} topics, weakest {cosine:.2}: “{}”", index + 1, tables.name(proposed.group.into));
    let response = ui.add(egui::Button::new(text).frame(false).truncate());
    if response.hovered() {
        actions.push(Action::Hover(proposed.group.members().collect()));
    }
    if response.clicked() {
        actions.push(Action::Select(proposed.group.members().collect(), SelectMode::Replace));
    }
    response.context_menu(|ui| members_ui(ui, merging, proposed, session, actions));
    response.on_hover_ui(|ui| {
        for id in proposed.group.members().take(N_NAMED) {
            ui.label(tables.name(id));
        }
        if n > N_NAMED {
            theme::weak_label(ui, format!("and {} others", n - N_NAMED));
        }
        ui.label(format!("Weakest link: “{}” and “{}”, cosine {cosine:.2}", tables.name(a), tables.name(b)));
        theme::weak_label(ui, "Right-click to leave members out");
    });
}

/// Members that a tooltip names.
const N_NAMED: usize = 8;

/// All members with ticks: those without one stay out.
fn members_ui(ui: &mut Ui, merging: &Merging, proposed: &ProposedGroup, session: &Session, actions: &mut Vec<Action>) {
    ui.set_max_width(320.0);
    theme::weak_label(ui, "Topics without a tick stay out");
    egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for &id in merging.whole_group(proposed.group.into) {
            member_ui(ui, merging, id, session, actions);
        }
    });
}

fn member_ui(ui: &mut Ui, merging: &Merging, id: TopicId, session: &Session, actions: &mut Vec<Action>) {
    let mut joins = !merging.is_excepted(id);
    if ui.checkbox(&mut joins, session.tables.name(id)).clicked() {
        actions.push(Action::ExceptFromGroups(id, !joins));
    }
}

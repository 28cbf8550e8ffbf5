//! The merge bar: a threshold, what it would join, and one button that does it.

use egui::{ComboBox, Slider, SliderClamping, Ui, Vec2};

use super::commands::UiCommand;
use super::heatmap::similarity_sentence;
use super::status_bar::grouped;
use super::theme;
use super::threshold_curve::ThresholdCurve;
use super::words::{MEASURES, RULES, measure_name, rule_name, similarity_text};
use crate::tables::NO_MERGING;
use crate::topics::TopicId;
use crate::topics::merge_tree::{Grouping, GroupingRule};
use crate::workspace::{Action, Merging, ProposedGroup, SelectMode, Session, Workspace};

#[derive(Default)]
pub struct MergeBar {
    curve: ThresholdCurve,
}

/// Width of the slider with what belongs to it.
const CONTROLS: f32 = 290.0;

/// Without so much room the proposed groups give way to the curve.
const WITH_GROUPS: f32 = 720.0;

impl MergeBar {
    /// The size of the curve in the last frame.
    pub fn curve_size(&self) -> Vec2 {
        self.curve.size
    }

    /// What the curve shows, for the caption of a picture.
    pub fn caption(session: &Session) -> String {
        let Grouping { measure, rule } = session.tables.relations.grouping;
        let names = [measure_name(measure), rule_name(rule)];
        format!(
            "topics left against threshold, {} similarity, {} linkage; bars: pairs, logarithmic",
            names[0], names[1]
        )
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let merging = workspace.merging();
        let width = ui.available_width();
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(CONTROLS.min(width));
                egui::ScrollArea::vertical().id_salt("threshold").auto_shrink([false, false]).show(ui, |ui| {
                    threshold_ui(ui, merging, session, width < WITH_GROUPS, actions);
                    grouping_ui(ui, workspace, session, actions);
                });
            });
            // In a narrow window the slider and its button go before what explains them.
            if ui.available_width() < 140.0 {
                return;
            }
            ui.separator();
            let room = ui.available_width();
            let curve = if width < WITH_GROUPS { room } else { (room * 0.5).clamp(140.0, 520.0) };
            ui.vertical(|ui| {
                ui.set_width(curve);
                self.curve.ui(ui, workspace, merging, session, actions, commands);
            });
            if width >= WITH_GROUPS {
                ui.separator();
                ui.vertical(|ui| groups_ui(ui, merging, session, actions));
            }
        });
    }
}

/// `is_narrow` says that the groups have no list of their own and open from a button.
fn threshold_ui(ui: &mut Ui, merging: &Merging, session: &Session, is_narrow: bool, actions: &mut Vec<Action>) {
    let hint =
        "Move left to join more: what would join is shown everywhere, and nothing happens before the button is pressed";
    let label = theme::section_label(ui, "Merge what is at least this similar").on_hover_text(hint);
    let top = session.tables.relations.top();
    let mut threshold = merging.threshold().min(top);
    ui.spacing_mut().slider_width = 200.0;
    let slider = Slider::new(&mut threshold, 0.0..=top).min_decimals(2).max_decimals(3).step_by(0.005);
    // What the curve or the tree set is not rounded to a step.
    let slider = slider.clamping(SliderClamping::Edits);
    if ui.add(slider).labelled_by(label.id).changed() {
        // At the end of the scale nothing joins, also when topics change.
        actions.push(Action::SetThreshold(if threshold >= top { NO_MERGING } else { threshold }));
    }
    let n_open = session.tables.relations.len();
    let n_groups = merging.groups.len();
    if n_groups == 0 {
        let is_at_rest = merging.threshold() >= NO_MERGING;
        let text = if is_at_rest { "Move the slider to propose merges" } else { "Nothing is that similar" };
        ui.add_enabled(false, egui::Button::new(text).min_size(egui::vec2(0.0, 7.0 * theme::UNIT)));
        return;
    }
    let noun = if n_groups == 1 { "group" } else { "groups" };
    let [n_groups, n_open, n_left] = [n_groups, n_open, merging.n_left].map(grouped);
    let text = format!("Merge {n_groups} {noun} ({n_open} → {n_left})");
    ui.horizontal(|ui| {
        if ui.add(theme::primary_button(ui, text)).on_hover_text("Can be undone and taken apart later").clicked() {
            actions.push(Action::MergeGroups);
        }
        if is_narrow {
            let menu = ui.menu_button("Groups", |ui| {
                ui.set_width(340.0);
                ui.set_height(260.0);
                groups_ui(ui, merging, session, actions);
            });
            menu.response.on_hover_text("The groups that would be merged, with their weakest link");
        }
    });
}

/// What counts as alike, and how groups are cut.
fn grouping_ui(ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
    let now = workspace.grouping();
    let mut wanted = now;
    ui.horizontal(|ui| {
        let combo = ComboBox::from_id_salt("measure").selected_text(measure_name(now.measure)).width(130.0).truncate();
        let combo = combo.show_ui(ui, |ui| {
            for (choice, name, hint) in MEASURES {
                ui.selectable_value(&mut wanted.measure, choice, name).on_hover_text(hint);
            }
        });
        combo.response.on_hover_text("What counts as similar").accessible_name("Similarity");
        let combo = ComboBox::from_id_salt("linkage").selected_text(rule_name(now.rule)).width(80.0).truncate();
        let combo = combo.show_ui(ui, |ui| {
            for (choice, name, hint) in RULES {
                ui.selectable_value(&mut wanted.rule, choice, name).on_hover_text(hint);
            }
        });
        combo.response.on_hover_text("How groups are cut (linkage)").accessible_name("Linkage");
    });
    if wanted != now {
        actions.push(Action::SetGrouping(wanted));
    }
    notes_ui(ui, workspace, session, now);
}

/// What one should know before one trusts the groups.
fn notes_ui(ui: &mut Ui, workspace: &Workspace, session: &Session, grouping: Grouping) {
    if workspace.is_relating() {
        theme::weak_line(ui, "Comparing the topics");
        return;
    }
    let n_apart = session.topics.different().len();
    if n_apart > 0 {
        let noun = if n_apart == 1 { "pair is" } else { "pairs are" };
        theme::weak_line(ui, format!("{n_apart} {noun} kept apart by you"));
    }
    if grouping.rule == GroupingRule::Greedy {
        theme::weak_line(ui, "Greedy groups do not nest: they can change sides as the slider moves");
    }
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
    let (a, b, weakest) = proposed.weakest;
    let n = proposed.group.absorbed.len() + 1;
    let name = tables.name(proposed.group.into);
    let text = format!("{}.  {n} topics, weakest {}: “{name}”", index + 1, similarity_text(weakest));
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
        let similarity = similarity_sentence(&tables.relations, a, b);
        ui.label(format!("Weakest link: “{}” and “{}”, {similarity}", tables.name(a), tables.name(b)));
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

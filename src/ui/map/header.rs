//! The line over the map: how it was made, how well it shows what it was made of, and how it is looked at.

use egui::{ComboBox, Layout, RichText, Ui};

use crate::layout::map_layout::{Fidelity, ProjectionKind};
use crate::tables::Standing;
use crate::ui::commands::UiCommand;
use crate::ui::{theme, topic_menu};
use crate::workspace::{Action, ColourBy, Session, Workspace};

/// The layouts in the order of the menu: name, and what it is in a sentence.
pub const PROJECTIONS: [(ProjectionKind, &str, &str); 4] = [
    (ProjectionKind::Pca, "PCA", "The two directions in which the centroids differ most"),
    (
        ProjectionKind::Hellinger,
        "PCoA, Hellinger",
        "Keeps the Hellinger distances between the topics' shares of terms as well as a plane can",
    ),
    (
        ProjectionKind::JensenShannon,
        "PCoA, Jensen–Shannon",
        "Keeps the Jensen–Shannon distances between the topics' shares of terms, as pyLDAvis does",
    ),
    (ProjectionKind::Tsne, "t-SNE", "Keeps neighbours together; distances between groups mean little"),
];

/// A narrower header has two lines.
const ONE_LINE: f32 = 460.0;

pub fn name_of(kind: ProjectionKind) -> &'static str {
    PROJECTIONS.iter().find(|(known, ..)| *known == kind).map_or("", |(_, name, _)| name)
}

pub fn ui(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    actions: &mut Vec<Action>,
    commands: &mut Vec<UiCommand>,
) {
    let is_wide = ui.available_width() >= ONE_LINE;
    ui.horizontal(|ui| {
        projection_ui(ui, workspace, session, commands);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let menu = ui.menu_button("Options", |ui| menu_ui(ui, workspace, commands));
            menu.response
                .on_hover_text("What colours mean, spread overlaps, document dots, fit")
                .accessible_name("Map options");
            if is_wide {
                ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                    state_ui(ui, workspace, session, actions);
                });
            }
        });
    });
    if !is_wide {
        ui.horizontal(|ui| state_ui(ui, workspace, session, actions));
    }
}

fn projection_ui(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<UiCommand>) {
    let now = workspace.mapping().coming_layout().unwrap_or(session.tables.standing.kind);
    let width = (ui.available_width() - 90.0).clamp(60.0, 150.0);
    let combo = ComboBox::from_id_salt("projection").selected_text(name_of(now)).width(width).truncate();
    let shown = combo.show_ui(ui, |ui| {
        for (kind, name, hint) in PROJECTIONS {
            if ui.selectable_label(kind == now, name).on_hover_text(hint).clicked() && kind != now {
                commands.push(UiCommand::LayOut(kind));
            }
        }
    });
    shown.response.on_hover_text("How topics find their places on the map").accessible_name("Projection");
}

fn state_ui(ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
    let standing = session.tables.standing;
    if let Some(kind) = workspace.mapping().coming_layout() {
        if ui.small_button("Stop").on_hover_text("Leave the topics where they are").clicked() {
            actions.push(Action::StopLayingOut);
        }
        theme::weak_line(ui, format!("Laying out: {}", name_of(kind)));
    } else if standing.is_spread {
        let text = RichText::new("positions adjusted: overlaps spread").font(theme::small());
        let text = text.color(theme::palette(ui).warning);
        ui.add(egui::Label::new(text).truncate())
            .on_hover_text(format!("Bubbles were moved off each other; without that: {}", sentence(&standing)));
    } else {
        theme::weak_line(ui, worth(&standing)).on_hover_text(explanation(&standing));
    }
}

/// What positions are and what they are worth.
pub fn sentence(standing: &Standing) -> String {
    format!("{}, {}", name_of(standing.kind), worth(standing))
}

fn worth(standing: &Standing) -> String {
    match standing.fidelity {
        Fidelity::VarianceShares(shares) => {
            let [first, second] = shares.map(|share| share * 100.0);
            format!("{first:.0} % + {second:.0} % of the variance")
        }
        Fidelity::Stress(stress) => format!("stress {stress:.2}"),
    }
}

fn explanation(standing: &Standing) -> &'static str {
    match standing.fidelity {
        Fidelity::VarianceShares(_) => {
            "Share of all variance that the two axes keep: what is near on the map may be far in the other dimensions, and \
             the heatmap shows true distances"
        }
        Fidelity::Stress(_) => {
            "How far the distances on the map are from the true ones (Kruskal's stress-1): 0 is perfect, above 0.2 is poor"
        }
    }
}

/// The commands of [`menu_ui`].
pub const MENU: [UiCommand; 13] = [
    UiCommand::LayOut(ProjectionKind::Pca),
    UiCommand::LayOut(ProjectionKind::Hellinger),
    UiCommand::LayOut(ProjectionKind::JensenShannon),
    UiCommand::LayOut(ProjectionKind::Tsne),
    UiCommand::ColourMap(ColourBy::Topic),
    UiCommand::ColourMap(ColourBy::Size),
    UiCommand::ColourMap(ColourBy::Cohesion),
    UiCommand::ColourMap(ColourBy::Tag),
    UiCommand::ColourMap(ColourBy::Label),
    UiCommand::SpreadOverlaps,
    UiCommand::ShowDots,
    UiCommand::LayOutAgain,
    UiCommand::FitMap,
];

/// Everything about the map as a menu: here, and in the menu bar.
pub fn menu_ui(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    let is_projection = |command: &UiCommand| matches!(command, UiCommand::LayOut(_));
    let is_colouring = |command: &UiCommand| matches!(command, UiCommand::ColourMap(_));
    ui.menu_button("Projection", |ui| {
        let commands_of = MENU.iter().filter(|command| is_projection(command));
        commands_of.for_each(|&command| topic_menu::entry_ui(ui, command, workspace, commands));
    });
    ui.menu_button("Colour by", |ui| {
        let commands_of = MENU.iter().filter(|command| is_colouring(command));
        commands_of.for_each(|&command| topic_menu::entry_ui(ui, command, workspace, commands));
        fields_ui(ui, workspace, commands);
    });
    let others = MENU.iter().filter(|command| !is_projection(command) && !is_colouring(command));
    others.for_each(|&command| topic_menu::entry_ui(ui, command, workspace, commands));
}

/// The columns that came with the corpus, to colour by.
fn fields_ui(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    let Some(corpus) = workspace.corpus().filter(|corpus| !corpus.fields.is_empty()) else { return };
    ui.separator();
    for (place, field) in corpus.fields.iter().enumerate() {
        let command = UiCommand::ColourMap(ColourBy::Field(place));
        let cut: String = field.name.chars().take(LONGEST_NAME).collect();
        let button = egui::Button::selectable(command.is_on(ui.ctx(), workspace), format!("Colour by {cut}"));
        if ui.add(button).on_hover_text("By the value that most documents of a topic have in this column").clicked() {
            commands.push(command);
            ui.close();
        }
    }
}

/// Characters of a column's name in a menu.
const LONGEST_NAME: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_says_what_it_is_worth() {
        let standing = |kind, fidelity| Standing { kind, fidelity, is_spread: false };
        let pca = standing(ProjectionKind::Pca, Fidelity::VarianceShares([0.123, 0.078]));
        assert_eq!(sentence(&pca), "PCA, 12 % + 8 % of the variance");
        assert_eq!(sentence(&standing(ProjectionKind::Tsne, Fidelity::Stress(0.312))), "t-SNE, stress 0.31");
    }
}

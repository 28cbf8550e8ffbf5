//! Which column plays which part.

use egui::Ui;

use super::fields::{choice_ui, section_ui};
use crate::corpus::Columns;
use crate::corpus::provenance::{ReadOptions, Role};
use crate::ui::theme;
use crate::workspace::Importing;

pub fn ui(ui: &mut Ui, importing: &Importing, options: &mut ReadOptions) {
    let Some(inspection) = importing.inspection() else { return };
    let columns = &inspection.corpus.columns;
    if columns.names.is_empty() {
        return;
    }
    section_ui(ui, "Columns", |ui| {
        text_ui(ui, columns, &mut options.roles.text);
        let roles = &mut options.roles;
        for (name, hint, role, taken) in [
            ("Title", "Shown as the heading of a document; its words count", &mut roles.title, &columns.title),
            ("Id", "The source's own name for a document", &mut roles.id, &columns.id),
            (
                "Label",
                "A class given with the corpus: shown and exported, never used for clustering",
                &mut roles.label,
                &columns.label,
            ),
            ("Date", "When a document is from", &mut roles.date, &columns.date),
        ] {
            role_ui(ui, name, hint, columns, role, taken.as_deref());
        }
        let kept: Vec<&str> = inspection.corpus.fields.iter().map(|field| field.name.as_str()).collect();
        kept_ui(ui, columns, &kept, &mut options.roles.kept);
    });
}

/// Columns that are all shown to be ticked.
const N_COLUMNS: usize = 8;

/// The columns that are joined to the text, to be ticked in the order in which they are joined.
fn text_ui(ui: &mut Ui, columns: &Columns, chosen: &mut Vec<String>) {
    let is_guessed = chosen.is_empty();
    let guessed = columns.text.iter().chain(&columns.more_text);
    let taken: Vec<&String> = if is_guessed { guessed.collect() } else { chosen.iter().collect() };
    let mut turned = None;
    ui.horizontal(|ui| {
        ui.label("Text").on_hover_text("Tick several to join them, in the order in which you tick them");
        if is_guessed {
            theme::weak_label(ui, "guessed: the column with the longest text");
        }
    });
    let mut tick_ui = |ui: &mut Ui, name: &String| {
        let place = taken.iter().position(|known| *known == name);
        let mut is_taken = place.is_some();
        ui.horizontal(|ui| {
            let response = ui.checkbox(&mut is_taken, name.as_str());
            if response.accessible_name(format!("Text from {name}")).changed() {
                turned = Some(name.clone());
            }
            if let Some(place) = place.filter(|_| taken.len() > 1) {
                theme::weak_label(ui, format!("{}.", place + 1));
            }
        });
    };
    // Of many columns those that are no text are folded away.
    let has_many = columns.names.len() > N_COLUMNS;
    let is_shown = |name: &&String| !has_many || taken.contains(name);
    ui.indent("text columns", |ui| {
        columns.names.iter().filter(is_shown).for_each(|name| tick_ui(ui, name));
        if has_many {
            egui::CollapsingHeader::new("Other columns").id_salt("other columns").show_unindented(ui, |ui| {
                columns.names.iter().filter(|name| !is_shown(name)).for_each(|name| tick_ui(ui, name));
            });
        }
    });
    let Some(turned) = turned else { return };
    let mut now: Vec<String> = taken.into_iter().cloned().collect();
    match now.iter().position(|known| *known == turned) {
        Some(place) => drop(now.remove(place)),
        None => now.push(turned),
    }
    *chosen = now;
}

fn role_ui(ui: &mut Ui, name: &str, hint: &str, columns: &Columns, role: &mut Role, taken: Option<&str>) {
    let selected = match role {
        Role::Guessed => format!("Guessed: {}", taken.unwrap_or("none")),
        Role::Column(column) => column.clone(),
        Role::Nobody => "None".to_owned(),
    };
    let all = columns.names.iter().map(|column| (Role::Column(column.clone()), column.clone()));
    let first = [(Role::Guessed, "Guess".to_owned()), (Role::Nobody, "None".to_owned())];
    choice_ui(ui, name, hint, role, &selected, first.into_iter().chain(all));
}

/// The columns that are kept beside the text: all that play no other part, unless some are left out.
fn kept_ui(ui: &mut Ui, columns: &Columns, kept: &[&str], chosen: &mut Option<Vec<String>>) {
    let parts = [&columns.text, &columns.title, &columns.id, &columns.label];
    let plays_a_part =
        |name: &String| parts.iter().any(|part| part.as_ref() == Some(name)) || columns.more_text.contains(name);
    let others: Vec<&String> = columns.names.iter().filter(|name| !plays_a_part(name)).collect();
    if others.is_empty() {
        return;
    }
    let is_kept = |name: &str| chosen.as_ref().is_none_or(|chosen| chosen.iter().any(|known| known == name));
    let n_kept = others.iter().filter(|name| is_kept(name)).count();
    let title = if n_kept == others.len() {
        format!("Kept beside the text: all {n_kept}")
    } else {
        format!("Kept beside the text: {n_kept} of {}", others.len())
    };
    let mut turned = None;
    egui::CollapsingHeader::new(title).id_salt("kept columns").show_unindented(ui, |ui| {
        ui.indent("kept columns", |ui| {
            for name in &others {
                let mut is_taken = is_kept(name);
                let response = ui.checkbox(&mut is_taken, name.as_str()).accessible_name(format!("Keep {name}"));
                if response.changed() {
                    turned = Some((*name).clone());
                }
            }
        });
        if kept.is_empty() && n_kept > 0 {
            theme::weak_label(ui, "Their values are shown with each document and exported");
        }
    });
    let Some(turned) = turned else { return };
    let mut now: Vec<String> = others.iter().filter(|name| is_kept(name)).map(|name| (*name).clone()).collect();
    match now.iter().position(|known| *known == turned) {
        Some(place) => drop(now.remove(place)),
        None => now.push(turned),
    }
    // In the order of the files, and all of them is the same as no choice.
    let in_order: Vec<String> = others.iter().filter(|name| now.contains(name)).map(|name| (*name).clone()).collect();
    *chosen = (in_order.len() < others.len()).then_some(in_order);
}

//! What opens over the window to be read and closed: the list of keys, what this program is, what reading complained of.

use super::commands::{UiCommand, shortcut_text};
use super::{corpus_view, theme};
use crate::corpus::Corpus;

#[derive(Default)]
pub struct Help {
    keys: bool,
    about: bool,
    warnings: bool,
}

/// What the pointer does, beside the keys of the commands.
const GESTURES: &[(&str, &str)] = &[
    ("Click a bubble, a row or a cell", "Select"),
    ("Ctrl or Shift + click", "Add to the selection or take out of it"),
    ("Drag on the empty map", "Select what is in the box"),
    ("Drag a bubble onto another", "Merge them, after a question"),
    ("Right-click a bubble, a row, a term or a document", "What can be done with it"),
    ("Ctrl + click a document", "Choose several, to move or split off"),
    ("Shift + click a document", "Choose all from the one before"),
    ("Wheel or pinch on the map", "Zoom"),
    ("Drag with the right or middle button, or Space + drag", "Move the map"),
];

impl Help {
    pub fn is_open(&self) -> bool {
        self.keys || self.about || self.warnings
    }

    pub fn toggle_keys(&mut self) {
        self.keys = !self.keys;
    }

    pub fn toggle_about(&mut self) {
        self.about = !self.about;
    }

    pub fn toggle_warnings(&mut self) {
        self.warnings = !self.warnings;
    }

    pub fn ui(&mut self, ctx: &egui::Context, corpus: Option<&Corpus>) {
        if self.keys && egui::Modal::new(egui::Id::unique("keys")).show(ctx, keys_ui).should_close() {
            self.keys = false;
        }
        if self.about && egui::Modal::new(egui::Id::unique("about")).show(ctx, about_ui).should_close() {
            self.about = false;
        }
        let Some(corpus) = corpus.filter(|_| self.warnings) else { return };
        let modal = egui::Modal::new(egui::Id::unique("warnings"));
        if modal.show(ctx, |ui| warnings_ui(ui, corpus)).should_close() {
            self.warnings = false;
        }
    }
}

fn keys_ui(ui: &mut egui::Ui) {
    ui.label(egui::RichText::new("Keys").font(theme::heading()));
    let keys_of = |command: UiCommand| {
        let keys = command.shortcuts().iter().map(|shortcut| shortcut_text(ui.ctx(), *shortcut));
        keys.collect::<Vec<_>>().join("  or  ")
    };
    let commands = UiCommand::ALL.into_iter().map(|command| (keys_of(command), command.title()));
    let gestures = GESTURES.iter().map(|(gesture, effect)| ((*gesture).to_owned(), *effect));
    let lines: Vec<(String, &str)> = commands.filter(|(keys, _)| !keys.is_empty()).chain(gestures).collect();
    let height = (ui.ctx().content_rect().height() - 160.0).max(160.0);
    egui::ScrollArea::vertical().id_salt("keys").max_height(height).show(ui, |ui| {
        egui::Grid::new("keys").num_columns(4).spacing([5.0 * theme::UNIT, 0.0]).show(ui, |ui| {
            // Two columns, read downwards.
            let half = lines.len().div_ceil(2);
            for row in 0..half {
                for (keys, title) in [lines.get(row), lines.get(row + half)].into_iter().flatten() {
                    ui.label(egui::RichText::new(keys).font(theme::body_strong()));
                    ui.label(*title);
                }
                ui.end_row();
            }
        });
    });
    close_button_ui(ui);
}

fn about_ui(ui: &mut egui::Ui) {
    ui.set_width(420.0);
    ui.label(egui::RichText::new(concat!("Mungchi ", env!("CARGO_PKG_VERSION"))).font(theme::heading()));
    ui.label("Carries out the method of Kim, Kim and Cho: Improving spherical k-means for document clustering, Expert Systems with Applications 150 (2020).");
    ui.label("Nothing leaves this computer.");
    theme::weak_label(
        ui,
        "Sample: titles and abstracts of the ACL Anthology, © Association for Computational Linguistics and the authors of the papers, CC BY 4.0. Font: Inter, SIL Open Font License 1.1.",
    );
    close_button_ui(ui);
}

fn warnings_ui(ui: &mut egui::Ui, corpus: &Corpus) {
    ui.set_width(640.0);
    ui.label(egui::RichText::new("Warnings of reading").font(theme::heading()));
    theme::weak_label(ui, "What had to be repaired or left out. Everything else was read as it is.");
    corpus_view::warning_list_ui(ui, corpus, 360.0);
    close_button_ui(ui);
}

fn close_button_ui(ui: &mut egui::Ui) {
    ui.add_space(2.0 * theme::UNIT);
    if ui.button("Close").clicked() {
        ui.close();
    }
}

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
    egui::Grid::new("keys").num_columns(2).spacing([6.0 * theme::UNIT, theme::UNIT]).show(ui, |ui| {
        for command in UiCommand::ALL {
            let keys: Vec<String> =
                command.shortcuts().iter().map(|shortcut| shortcut_text(ui.ctx(), *shortcut)).collect();
            if !keys.is_empty() {
                ui.label(egui::RichText::new(keys.join("  or  ")).font(theme::body_strong()));
                ui.label(command.title());
                ui.end_row();
            }
        }
        for (gesture, effect) in GESTURES {
            ui.label(egui::RichText::new(*gesture).font(theme::body_strong()));
            ui.label(*effect);
            ui.end_row();
        }
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

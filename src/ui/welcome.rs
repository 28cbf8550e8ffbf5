//! What one sees before a corpus is open.

use super::commands::UiCommand;
use super::theme;
use crate::workspace::{Activity, Workspace};

pub fn ui(ui: &mut egui::Ui, workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.28).max(24.0));
        ui.label(egui::RichText::new("Mungchi").font(theme::title()));
        ui.label(
            egui::RichText::new("Split a text corpus into small clusters, see them as a map, gather them into topics.")
                .color(theme::palette(ui).weak),
        );
        ui.add_space(6.0 * theme::UNIT);
        for notice in workspace.notices() {
            let text = egui::RichText::new(&notice.text).color(theme::palette(ui).warning);
            ui.scope(|ui| {
                ui.set_max_width(640.0);
                ui.add(egui::Label::new(text).wrap());
            });
            ui.add_space(2.0 * theme::UNIT);
        }
        if let Activity::Opening(progress) = workspace.activity() {
            ui.label(progress.stage.map_or("Opening", |stage| stage.kind.title()));
            return;
        }
        let buttons = [
            (UiCommand::OpenFiles, "Open files…"),
            (UiCommand::OpenFolder, "Open a folder of texts…"),
            (UiCommand::OpenPath, "Open path…"),
            (UiCommand::OpenSample, "Explore the sample"),
        ];
        for (command, text) in buttons {
            let primary = command == UiCommand::OpenFiles;
            let button = if primary { theme::primary_button(ui, text) } else { egui::Button::new(text) };
            if ui.add(button.min_size(egui::vec2(220.0, 8.0 * theme::UNIT))).clicked() {
                commands.push(command);
            }
        }
        ui.add_space(4.0 * theme::UNIT);
        theme::weak_label(
            ui,
            "or drop files or a folder here: CSV, TSV, JSON, text, Excel, ODS, Word, Hancom, HTML, Markdown,",
        );
        theme::weak_label(ui, "Matrix Market, SVMlight, NumPy; also gzipped or zipped, in any encoding");
        theme::weak_label(ui, "Nothing leaves this computer.");
    });
    drop_hint_ui(ui);
}

/// Lights up the window while files hover over it.
fn drop_hint_ui(ui: &egui::Ui) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let palette = theme::palette(ui);
    let rect = ui.max_rect().shrink(2.0 * theme::UNIT);
    ui.painter().rect_stroke(rect, 8.0, egui::Stroke::new(2.0, palette.accent), egui::StrokeKind::Inside);
}

//! What went wrong while reading, in a line: what is left out stands out, duplicates and notes do not.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Ui};

use crate::corpus::WarningKind;
use crate::ui::theme;
use crate::workspace::Problems;

/// The counts by kind, each in the colour of its kind.
pub fn problems_text(ui: &Ui, problems: &Problems, font: &FontId) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (kind, text) in problems.parts() {
        if !job.is_empty() {
            job.append("  ·  ", 0.0, TextFormat::simple(font.clone(), theme::palette(ui).weak));
        }
        job.append(&text, 0.0, TextFormat::simple(font.clone(), kind_color(ui, kind)));
    }
    job
}

pub fn kind_color(ui: &Ui, kind: WarningKind) -> Color32 {
    let palette = theme::palette(ui);
    match kind {
        WarningKind::Skipped => palette.warning,
        WarningKind::Repaired => palette.text,
        WarningKind::Duplicate | WarningKind::Noted => palette.weak,
    }
}

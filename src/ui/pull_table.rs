//! What pulls a document to its topic and to the runner-up, in words and numbers: the legend, and the strongest terms.

use egui::text::{LayoutJob, TextFormat};
use egui::{CollapsingHeader, Ui};

use super::{marking, theme};
use crate::workspace::{Session, ShownPull};

/// Terms in the table.
const N_TERMS: usize = 10;

/// One line: why the document is here and not there.
pub fn why_ui(ui: &mut Ui, session: &Session, pull: &ShownPull) {
    let text = match pull.runner_up {
        Some((topic, cosine)) => format!(
            "{:.2} to this topic, {cosine:.2} to “{}”: margin {:.2}",
            pull.similarity,
            session.name_of(topic),
            pull.margin()
        ),
        None => format!("{:.2} to this topic, and no other holds any of the terms", pull.similarity),
    };
    let hint = "Cosines of the document to the centroids of the two most similar topics, and their difference";
    theme::weak_line(ui, &text).on_hover_text(format!("{text}\n{hint}"));
}

/// How words that pull are written, with the sums of their pulls.
pub fn legend_ui(ui: &mut Ui, session: &Session, pull: &ShownPull) {
    let palette = theme::palette(ui);
    let plain = TextFormat::simple(theme::small(), palette.text);
    let weak = TextFormat::simple(theme::small(), palette.weak);
    let mut job = LayoutJob::default();
    job.append("pulls to ", 0.0, weak.clone());
    job.append(&format!("“{}”", session.name_of(pull.own)), 0.0, marking::pulling(&plain, palette, 1.0));
    job.append(&format!(" {:.2}", pull.towards), 0.0, weak.clone());
    if let Some((topic, _)) = pull.runner_up {
        job.append("  ·  to ", 0.0, weak.clone());
        job.append(&format!("“{}”", session.name_of(topic)), 0.0, marking::pulling(&plain, palette, -1.0));
        job.append(&format!(" {:.2}", pull.away), 0.0, weak);
    }
    let hint = "Each term pulls by its weight here times the difference of its weights in the two centroids; \
                the two sums differ by the margin";
    ui.add(egui::Label::new(job).wrap()).on_hover_text(hint);
}

/// The terms that pull most, with their pulls.
pub fn table_ui(ui: &mut Ui, session: &Session, pull: &ShownPull) {
    let header = CollapsingHeader::new(egui::RichText::new("Strongest pulls").font(theme::small()));
    header.id_salt("strongest pulls").show_unindented(ui, |ui| {
        let palette = theme::palette(ui);
        egui::Grid::new("pulls").num_columns(3).spacing([3.0 * theme::UNIT, 0.0]).show(ui, |ui| {
            for term in pull.terms.iter().take(N_TERMS) {
                let strength = if term.pull < 0.0 { -1.0 } else { 1.0 };
                let value = format!("{}{:.3}", if term.pull < 0.0 { "−" } else { "+" }, term.pull.abs());
                ui.label(egui::RichText::new(&term.text).font(theme::small()));
                let value = egui::RichText::new(value).font(theme::small()).color(theme::pull_color(palette, strength));
                ui.label(value).on_hover_text("By how much the term makes this topic more similar than the runner-up");
                let to = if term.pull < 0.0 { pull.runner_up.map(|(topic, _)| topic) } else { Some(pull.own) };
                let to = to.map_or_else(String::new, |topic| format!("to “{}”", session.name_of(topic)));
                theme::weak_line(ui, to);
                ui.end_row();
            }
        });
        match pull.terms.len().saturating_sub(N_TERMS) {
            0 => {}
            1 => drop(theme::weak_label(ui, "and 1 other term")),
            n => drop(theme::weak_label(ui, format!("and {n} other terms"))),
        }
    });
}

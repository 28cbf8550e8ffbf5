//! The first records as a table, each column with the part that it plays.

use egui::{Label, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use crate::corpus::{Corpus, Document};
use crate::ui::theme;

/// Characters of a cell that are shown.
const N_CHARS: usize = 160;

/// A column of the table.
enum Shown {
    Id,
    Label,
    Title,
    Text,
    Field(usize),
}

pub fn ui(ui: &mut Ui, corpus: &Corpus) {
    // What is inspected is in memory.
    let documents = corpus.documents.here().unwrap_or_default();
    let columns = columns(corpus, documents);
    let taken: f32 = columns.iter().map(|(shown, ..)| width_of(shown) + ui.spacing().item_spacing.x).sum();
    let text_width = (ui.available_width() - taken).max(0.0) + width_of(&Shown::Text);
    ScrollArea::horizontal().id_salt("preview records").auto_shrink(false).show(ui, |ui| {
        let mut table = TableBuilder::new(ui).id_salt("preview records").striped(false).auto_shrink(false);
        table = table.cell_layout(egui::Layout::left_to_right(egui::Align::Center));
        for (shown, ..) in &columns {
            // The text has what the others leave.
            let width = if matches!(shown, Shown::Text) { text_width } else { width_of(shown) };
            table = table.column(Column::initial(width).at_least(48.0).clip(true).resizable(true));
        }
        let header = table.header(2.0 * theme::LINE, |mut header| {
            for (_, name, part) in &columns {
                header.col(|ui| {
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        ui.add(Label::new(egui::RichText::new(name).font(theme::body_strong())).truncate());
                        theme::weak_line(ui, *part);
                    });
                });
            }
        });
        header.body(|body| {
            body.rows(theme::LINE, documents.len(), |mut row| {
                let document = &documents[row.index()];
                for (shown, ..) in &columns {
                    row.col(|ui| drop(ui.add(Label::new(cell(document, shown)).truncate())));
                }
            });
        });
    });
}

/// The width that a column has at first, at least.
fn width_of(shown: &Shown) -> f32 {
    theme::UNIT
        * match shown {
            Shown::Text => 90.0,
            Shown::Title => 55.0,
            _ => 26.0,
        }
}

/// What each column shows, the name of its source, and its part.
fn columns<'a>(corpus: &'a Corpus, documents: &[Document]) -> Vec<(Shown, String, &'a str)> {
    let names = &corpus.columns;
    let or = |name: &Option<String>, otherwise: &str| name.clone().unwrap_or_else(|| otherwise.to_owned());
    let mut columns = vec![(Shown::Id, or(&names.id, "Record"), "id")];
    if documents.iter().any(|document| document.label.is_some()) {
        columns.push((Shown::Label, or(&names.label, "Folder"), "label"));
    }
    if documents.iter().any(|document| !document.title.is_empty()) {
        columns.push((Shown::Title, or(&names.title, "Name"), "title"));
    }
    let text: Vec<&str> = names.text.iter().chain(&names.more_text).map(String::as_str).collect();
    let text = if text.is_empty() { "Text".to_owned() } else { text.join(" + ") };
    columns.push((Shown::Text, text, "text"));
    let kept = corpus.fields.iter().enumerate();
    columns.extend(kept.map(|(place, field)| {
        let part = if names.date.as_ref() == Some(&field.name) { "date" } else { "kept" };
        (Shown::Field(place), field.name.clone(), part)
    }));
    columns
}

/// The beginning of a value on one line.
fn cell(document: &Document, shown: &Shown) -> String {
    let value = match shown {
        Shown::Id => &document.id,
        Shown::Label => document.label.as_deref().unwrap_or_default(),
        Shown::Title => &document.title,
        Shown::Text => &document.text,
        Shown::Field(place) => document.metadata.get(*place).map_or("", AsRef::as_ref),
    };
    value.chars().take(N_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

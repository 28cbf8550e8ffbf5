//! What was read, before it is clustered: which column plays which part, and the first documents.

use egui::{ScrollArea, Ui};

use super::commands::UiCommand;
use super::import::problems_text;
use super::status_bar::grouped;
use super::theme;
use crate::corpus::{Columns, Corpus, Document};
use crate::workspace::Problems;

/// Documents that are shown.
const N_SHOWN: usize = 50;

/// Characters of a text that are shown.
const N_CHARS: usize = 240;

/// The column of the texts, and those that are joined to it.
pub fn joined_text(columns: &Columns) -> Option<String> {
    let names: Vec<&str> = columns.text.iter().chain(&columns.more_text).map(String::as_str).collect();
    (!names.is_empty()).then(|| names.join(" + "))
}

/// How many columns vectors have.
pub fn columns_text(n_columns: usize) -> String {
    if n_columns == 1 { "1 column".to_owned() } else { format!("{} columns", grouped(n_columns)) }
}

pub fn ui(ui: &mut Ui, corpus: &Corpus, problems: Problems, commands: &mut Vec<UiCommand>) {
    ui.label(egui::RichText::new(format!("{} documents", grouped(corpus.documents.len()))).font(theme::heading()));
    let columns = &corpus.columns;
    let text = joined_text(columns);
    let parts = [("Text", &text), ("Title", &columns.title), ("Label", &columns.label), ("Id", &columns.id)];
    let mut named: Vec<String> =
        parts.iter().filter_map(|(part, name)| name.as_ref().map(|name| format!("{part}: {name}"))).collect();
    named.extend(corpus.vectors.as_ref().map(|vectors| format!("Vectors: {}", columns_text(vectors.n_cols))));
    if !named.is_empty() {
        theme::weak_label(ui, named.join("  ·  "));
    }
    if problems.n_in_all() > 0 {
        let text = problems_text(ui, &problems, &theme::body());
        if ui.button(text).on_hover_text("The import report: what happened to which record, and why").clicked() {
            commands.push(UiCommand::ShowReport);
        }
    }
    ui.label("Choose how to cluster them at the left, then Run.");
    ui.separator();
    // Before a corpus is clustered it is in memory.
    let documents = corpus.documents.here().unwrap_or_default();
    let shown = &documents[..documents.len().min(N_SHOWN)];
    ScrollArea::vertical().id_salt("first documents").auto_shrink(false).show(ui, |ui| {
        shown.iter().for_each(|document| document_ui(ui, document));
        if corpus.documents.len() > N_SHOWN {
            theme::weak_label(ui, format!("and {} more", grouped(corpus.documents.len() - N_SHOWN)));
        }
    });
}

fn document_ui(ui: &mut Ui, document: &Document) {
    let heading = document.heading();
    ui.add(egui::Label::new(egui::RichText::new(heading).font(theme::body_strong())).truncate());
    let mut facts = vec![document.id.to_string()];
    facts.extend(document.label.as_deref().map(str::to_owned));
    theme::weak_label(ui, facts.join("  ·  "));
    if !document.title.is_empty() {
        let end = document.text.char_indices().nth(N_CHARS).map_or(document.text.len(), |(end, _)| end);
        let beginning = document.text[..end].split_whitespace().collect::<Vec<_>>().join(" ");
        ui.add(egui::Label::new(egui::RichText::new(beginning).color(theme::palette(ui).weak)).wrap());
    }
    ui.add_space(2.0 * theme::UNIT);
}

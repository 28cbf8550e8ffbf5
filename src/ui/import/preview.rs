//! What comes of the choices: numbers, the first documents with their words marked, and the first records as a table.

use std::sync::Arc;

use egui::Ui;

use super::preview_table;
use super::preview_tokens::MarkedDocuments;
use crate::corpus::word_preview::WordPreview;
use crate::ui::status_bar::grouped;
use crate::ui::theme;
use crate::workspace::Importing;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Words,
    Records,
}

#[derive(Default)]
pub struct Preview {
    tab: Tab,
    documents: MarkedDocuments,
    /// The most frequent terms in one line, and what they were taken from.
    frequent: Option<(Arc<WordPreview>, String)>,
}

impl Preview {
    pub fn ui(&mut self, ui: &mut Ui, importing: &Importing) {
        if let Some(problem) = importing.problem() {
            let text = egui::RichText::new(problem).color(theme::palette(ui).warning);
            ui.add(egui::Label::new(text).wrap());
            ui.separator();
        }
        let Some(inspection) = importing.inspection() else {
            if importing.is_inspecting() {
                theme::weak_label(ui, "Looking at the first documents");
            }
            return;
        };
        self.numbers_ui(ui, importing);
        ui.horizontal(|ui| {
            ui.selectable_value(&mut self.tab, Tab::Words, "Words").on_hover_text("What becomes of the words");
            ui.selectable_value(&mut self.tab, Tab::Records, "Records").on_hover_text("What was read, as a table");
            ui.add_space(theme::UNIT);
            let n_read = inspection.corpus.documents.len();
            // Of long documents, the words of fewer are looked at than were read.
            let words = importing.preview().filter(|_| self.tab == Tab::Words);
            let n_seen = words.map_or(n_read, |preview| preview.n_documents);
            let first = first_of(n_seen, n_read, inspection.complete);
            let is_part = first.is_some();
            let mut told: Vec<String> = first.into_iter().collect();
            if importing.is_looking() {
                told.push("looking anew".to_owned());
            }
            let line = theme::weak_line(ui, told.join("  ·  "));
            if is_part {
                line.on_hover_text("In all of them, fewer words are too rare: what is rare here is counted further");
            }
        });
        ui.separator();
        match self.tab {
            Tab::Words => match importing.preview() {
                Some(preview) => self.documents.ui(ui, preview),
                None => {
                    let told = importing.words_problem().unwrap_or("Looking at the words");
                    ui.add(egui::Label::new(told).wrap());
                }
            },
            Tab::Records => preview_table::ui(ui, &inspection.corpus),
        }
    }

    fn numbers_ui(&mut self, ui: &mut Ui, importing: &Importing) {
        let Some(preview) = importing.preview() else { return };
        ui.horizontal_wrapped(|ui| {
            for (number, name, hint) in [
                (preview.n_documents, "documents seen", "The words below are those of these documents"),
                (preview.n_terms, "terms", "The vocabulary: words that documents are compared by"),
                (preview.n_empty, "documents without a term", "They would be in no cluster"),
                (preview.n_too_rare, "too rare", "Words in fewer documents than chosen"),
                (preview.n_too_common, "too common", "Words in a larger share of the documents than chosen"),
            ] {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let is_bad = name == "documents without a term" && number * 10 > preview.n_documents;
                    let palette = theme::palette(ui);
                    let color = if is_bad { palette.warning } else { palette.text };
                    ui.label(egui::RichText::new(grouped(number)).font(theme::heading()).color(color));
                    theme::weak_label(ui, name).on_hover_text(hint);
                });
                ui.add_space(2.0 * theme::UNIT);
            }
        });
        let is_known = self.frequent.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, preview));
        if !is_known {
            let terms: Vec<String> =
                preview.most_frequent.iter().map(|(term, n)| format!("{term} {}", grouped(*n as usize))).collect();
            self.frequent = Some((Arc::clone(preview), format!("Most frequent: {}", terms.join("  ·  "))));
        }
        if let Some((_, line)) = self.frequent.as_ref().filter(|_| !preview.most_frequent.is_empty()) {
            theme::weak_line(ui, line).on_hover_text("Terms, each with the number of its documents");
        }
    }
}

/// Of how many documents it is that something is told, unless it is of all: `n_read` were read, and `complete` says that
/// there are no more.
fn first_of(n_seen: usize, n_read: usize, complete: bool) -> Option<String> {
    (!complete || n_seen < n_read).then(|| format!("From the first {} documents", grouped(n_seen)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_of_some_documents_says_of_how_many() {
        assert_eq!(first_of(2000, 2000, true), None);
        assert_eq!(first_of(2000, 2000, false).as_deref(), Some("From the first 2,000 documents"));
        assert_eq!(first_of(1204, 2000, false).as_deref(), Some("From the first 1,204 documents"));
        assert_eq!(first_of(40, 90, true).as_deref(), Some("From the first 40 documents"));
    }
}

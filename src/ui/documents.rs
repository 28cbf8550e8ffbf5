//! The documents of the selection, the most typical first, and the one that is read with the topic's terms marked.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Role, ScrollArea, Sense, Ui, WidgetInfo};
use rustc_hash::FxHashSet;

use super::status_bar::grouped;
use super::theme;
use crate::corpus::tokenizer::find_tokens;
use crate::corpus::{Corpus, DocId, Document};
use crate::workspace::{Action, DocumentList, Listing, Session, Workspace};

#[derive(Default)]
pub struct Documents {
    /// The marked text that is read, and what it was made for.
    marked: Option<(MarkedFor, Arc<LayoutJob>)>,
    /// The list that was scrolled to its top.
    shown_list: u64,
}

#[derive(Clone, Debug, PartialEq)]
struct MarkedFor {
    document: DocId,
    revision: u64,
    terms: Arc<FxHashSet<String>>,
    dark: bool,
}

impl Documents {
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        corpus: &Corpus,
        actions: &mut Vec<Action>,
    ) {
        let detail = workspace.detail();
        match &detail.documents {
            DocumentList::NothingSelected => {
                theme::section_label(ui, "Documents");
                theme::weak_label(ui, "Those of the selected topic are listed here, the most typical first.");
            }
            DocumentList::Pending => {
                theme::section_label(ui, "Documents");
                theme::weak_label(ui, "Looking through the documents");
            }
            DocumentList::Ready(listing) => match detail.reading {
                Some(place) => self.reader_ui(ui, workspace, session, corpus, listing, place, actions),
                None => self.list_ui(ui, corpus, listing, detail.documents_revision, actions),
            },
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, corpus: &Corpus, listing: &Listing, revision: u64, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            theme::section_label(ui, format!("Documents ({})", grouped(listing.documents.len())));
            match &listing.query {
                None => theme::weak_label(ui, "most typical first"),
                Some(query) => {
                    if ui.small_button("Clear search").clicked() {
                        actions.push(Action::Search(String::new()));
                    }
                    ui.add(egui::Label::new(format!("with “{query}”")).truncate())
                }
            };
        });
        let mut area = ScrollArea::vertical().id_salt("documents").auto_shrink(false);
        if self.shown_list != revision {
            self.shown_list = revision;
            area = area.vertical_scroll_offset(0.0);
        }
        area.show_rows(ui, theme::ENTRY - 2.0 * theme::UNIT, listing.documents.len(), |ui, rows| {
            for place in rows {
                let id = listing.documents[place];
                if entry_ui(ui, &corpus.documents[id.index()], listing.similarity(place)).clicked() {
                    actions.push(Action::ReadDocument(Some(place)));
                }
            }
        });
    }

    #[expect(clippy::too_many_arguments, reason = "a document is read in the light of all of these")]
    fn reader_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        corpus: &Corpus,
        listing: &Listing,
        place: usize,
        actions: &mut Vec<Action>,
    ) {
        let n_listed = listing.documents.len();
        ui.horizontal(|ui| {
            if ui.button("Back to list").clicked() {
                actions.push(Action::ReadDocument(None));
            }
            let previous = place.checked_sub(1);
            let next = Some(place + 1).filter(|&next| next < n_listed);
            for (text, hint, place) in [("Previous", "Previous document", previous), ("Next", "Next document", next)] {
                if ui.add_enabled(place.is_some(), egui::Button::new(text)).on_hover_text(hint).clicked() {
                    actions.push(Action::ReadDocument(place));
                }
            }
            theme::weak_line(ui, format!("{} of {}", grouped(place + 1), grouped(n_listed)));
        });
        let reading = listing.documents[place];
        let document = &corpus.documents[reading.index()];
        let job = self.marked_text(ui, workspace, session, reading, document);
        ScrollArea::vertical().id_salt(("reader", reading.0)).auto_shrink(false).show(ui, |ui| {
            ui.add(egui::Label::new(egui::RichText::new(document.heading()).font(theme::heading())).wrap());
            theme::weak_label(ui, facts(document, listing.similarity(place)));
            if document.text.trim().is_empty() {
                let why = if corpus.bag.is_some() { "A matrix holds no text." } else { "The text is empty." };
                theme::weak_label(ui, why);
                return;
            }
            ui.add(egui::Label::new(job).wrap());
        });
    }

    /// The text with the terms of the selected topics marked; made once for each document and list of terms.
    fn marked_text(
        &mut self,
        ui: &Ui,
        workspace: &Workspace,
        session: &Session,
        reading: DocId,
        document: &Document,
    ) -> Arc<LayoutJob> {
        let palette = theme::palette(ui);
        let marked_for = MarkedFor {
            document: reading,
            revision: session.first_revision,
            terms: Arc::clone(&workspace.detail().marks),
            dark: palette.dark,
        };
        if let Some((known, job)) = &self.marked
            && *known == marked_for
        {
            return Arc::clone(job);
        }
        let plain = TextFormat { line_height: Some(20.0), ..TextFormat::simple(theme::body(), palette.text) };
        let marked = TextFormat { background: palette.mark, ..plain.clone() };
        let mut job = LayoutJob::default();
        let text = &document.text;
        let mut end = 0;
        for hit in find_tokens(text, |token| marked_for.terms.contains(token)) {
            job.append(&text[end..hit.start], 0.0, plain.clone());
            job.append(&text[hit.clone()], 0.0, marked.clone());
            end = hit.end;
        }
        job.append(&text[end..], 0.0, plain);
        let job = Arc::new(job);
        self.marked = Some((marked_for, Arc::clone(&job)));
        job
    }
}

fn facts(document: &Document, similarity: Option<f32>) -> String {
    let mut facts: Vec<String> =
        similarity.map(|similarity| format!("similarity {similarity:.2}")).into_iter().collect();
    facts.extend(document.label.as_deref().map(str::to_owned));
    facts.push(document.id.to_string());
    facts.join("  ·  ")
}

fn entry_ui(ui: &mut Ui, document: &Document, similarity: Option<f32>) -> egui::Response {
    let palette = theme::palette(ui);
    let size = egui::vec2(ui.available_width(), theme::ENTRY - 2.0 * theme::UNIT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let heading = document.heading();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Document: {heading}")));
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, palette.accent_soft);
    }
    let painter = ui.painter_at(rect);
    let line = |text: &str, font: egui::FontId, color| {
        let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 8.0);
        painter.layout_job(job)
    };
    let corner = rect.min + egui::vec2(4.0, 2.0);
    painter.galley(corner, line(heading, theme::body(), palette.text), palette.text);
    let second = line(&facts(document, similarity), theme::small(), palette.weak);
    painter.galley(corner + egui::vec2(0.0, 17.0), second, palette.weak);
    response
}

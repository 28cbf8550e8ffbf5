//! The documents of the selection, the most typical first, and the one that is read with the topic's terms marked.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Rect, Role, ScrollArea, Sense, Ui, WidgetInfo};
use rustc_hash::FxHashSet;

use super::commands::UiCommand;
use super::status_bar::grouped;
use super::{theme, topic_menu};
use crate::corpus::tokenizer::find_tokens;
use crate::corpus::{Corpus, DocId, Document};
use crate::workspace::{Action, DocumentList, Listing, SelectMode, Session, Workspace};

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
    /// What the listed documents were searched for.
    query: Option<String>,
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
        commands: &mut Vec<UiCommand>,
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
                None => self.list_ui(ui, workspace, listing, actions, commands),
            },
        }
    }

    fn list_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        listing: &Listing,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let detail = workspace.detail();
        ui.horizontal(|ui| {
            let more = if listing.query.is_some() && detail.is_pending() { " so far" } else { "" };
            theme::section_label(ui, format!("Documents ({}{more})", grouped(listing.documents.len())));
            match detail.chosen().len() {
                0 => {}
                n => {
                    if ui.small_button(format!("Move {n}…")).on_hover_text("Move the chosen documents (M)").clicked()
                    {
                        commands.push(UiCommand::MoveDocuments);
                    }
                    let split = egui::Button::new("Split off").small();
                    let can_split = UiCommand::SplitChosen.is_enabled(workspace);
                    let hint = "Makes a topic of the chosen documents";
                    if ui.add_enabled(can_split, split).on_hover_text(hint).clicked() {
                        commands.push(UiCommand::SplitChosen);
                    }
                }
            }
            if let Some(query) = &listing.query {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if ui.small_button("Clear search").clicked() {
                        actions.push(Action::Search(String::new()));
                    }
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        theme::weak_line(ui, format!("with “{query}”"));
                    });
                });
            } else if detail.chosen().is_empty() {
                theme::weak_label(ui, "most typical first");
            }
        });
        let mut area = ScrollArea::vertical().id_salt("documents").auto_shrink(false);
        if self.shown_list != detail.documents_revision {
            self.shown_list = detail.documents_revision;
            area = area.vertical_scroll_offset(0.0);
        }
        area.show_rows(ui, theme::ENTRY - 2.0 * theme::UNIT, listing.documents.len(), |ui, rows| {
            // A screen more, so that what comes next is there when it is scrolled to.
            let ahead = (rows.end + rows.len()).min(listing.documents.len());
            actions.push(Action::NeedDocuments(listing.documents[rows.start..ahead].to_vec()));
            for place in rows {
                let id = listing.documents[place];
                let is_chosen = detail.chosen().contains(&id);
                let response = entry_ui(ui, workspace.document(id), listing.similarity(place), is_chosen);
                let modifiers = ui.input(|input| input.modifiers);
                if response.clicked() && (modifiers.command || modifiers.shift) {
                    actions.push(Action::ChooseDocument(id, SelectMode::Toggle));
                } else if response.clicked() {
                    actions.push(Action::ReadDocument(Some(place)));
                }
                if response.secondary_clicked() && !is_chosen {
                    actions.push(Action::ChooseDocument(id, SelectMode::Replace));
                }
                response.context_menu(|ui| {
                    for command in [UiCommand::MoveDocuments, UiCommand::SplitChosen] {
                        topic_menu::entry_ui(ui, command, workspace, commands);
                    }
                });
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
            let previous = previous_of(place);
            let next = Some(place + 1).filter(|&next| next < n_listed);
            for (text, hint, place) in [("Previous", "Previous document", previous), ("Next", "Next document", next)] {
                if ui.add_enabled(place.is_some(), egui::Button::new(text)).on_hover_text(hint).clicked() {
                    actions.push(Action::ReadDocument(place));
                }
            }
            theme::weak_line(ui, format!("{} of {}", grouped(place + 1), grouped(n_listed)));
        });
        let reading = listing.documents[place];
        let around = [Some(place), previous_of(place), Some(place + 1)].into_iter().flatten();
        let around = around.filter_map(|place| listing.documents.get(place).copied());
        actions.push(Action::NeedDocuments(around.collect()));
        let Some(document) = workspace.document(reading) else {
            theme::weak_label(ui, "Reading the document");
            return;
        };
        let job = self.marked_text(ui, workspace, session, reading, document);
        ScrollArea::vertical().id_salt(("reader", reading.0)).auto_shrink(false).show(ui, |ui| {
            ui.add(egui::Label::new(egui::RichText::new(document.heading()).font(theme::heading())).wrap());
            theme::weak_label(ui, facts(document, listing.similarity(place)));
            if listing.query.is_some() {
                topic_link_ui(ui, session, reading, actions);
            }
            if document.text.trim().is_empty() {
                let why = if corpus.bag.is_some() { "A matrix holds no text." } else { "The text is empty." };
                theme::weak_label(ui, why);
                return;
            }
            ui.add(egui::Label::new(job).wrap().selectable(true));
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
            terms: Arc::clone(&workspace.terms().marks),
            query: workspace.query().map(|query| query.trim().to_lowercase()),
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
        // Among search results what was searched is marked, else the terms of the topic.
        let hits: Vec<Range<usize>> = match marked_for.query.as_deref().filter(|query| !query.is_empty()) {
            Some(query) => find_text(text, query),
            None => find_tokens(text, |token| marked_for.terms.contains(token)).into_iter().collect(),
        };
        for hit in hits {
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

/// Where a text in lower case occurs, in any case.
fn find_text(text: &str, query: &str) -> Vec<Range<usize>> {
    let lower = text.to_lowercase();
    // In the few scripts where lower case takes another number of bytes, places would not fit the text.
    let haystack = if lower.len() == text.len() { lower.as_str() } else { text };
    haystack.match_indices(query).map(|(start, found)| start..start + found.len()).collect()
}

fn facts(document: &Document, similarity: Option<f32>) -> String {
    let mut facts: Vec<String> =
        similarity.map(|similarity| format!("similarity {similarity:.2}")).into_iter().collect();
    facts.extend(document.label.as_deref().map(str::to_owned));
    facts.push(document.id.to_string());
    facts.join("  ·  ")
}

/// The topic that a found document is in; a click selects it.
fn topic_link_ui(ui: &mut Ui, session: &Session, document: DocId, actions: &mut Vec<Action>) {
    let Some(topic) = session.topics.home(document).and_then(|home| session.topics.outermost(home)) else {
        theme::weak_label(ui, "In no topic: it holds none of the terms");
        return;
    };
    let name = session.name_of(topic);
    if !session.topics.is_open(topic) {
        theme::weak_line(ui, format!("In “{name}”, in the trash"));
    } else if ui.link(format!("In “{name}”")).on_hover_text("Select the topic").clicked() {
        actions.push(Action::Select(vec![topic], SelectMode::Replace));
    }
}

fn previous_of(place: usize) -> Option<usize> {
    place.checked_sub(1)
}

/// A line of the list; `None` for a document that is still read from disk.
fn entry_ui(ui: &mut Ui, document: Option<&Document>, similarity: Option<f32>, is_chosen: bool) -> egui::Response {
    let palette = theme::palette(ui);
    let size = egui::vec2(ui.available_width(), theme::ENTRY - 2.0 * theme::UNIT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let heading = document.map_or("", Document::heading);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, format!("Document: {heading}")));
    if response.hovered() || is_chosen {
        ui.painter().rect_filled(rect, 4.0, palette.accent_soft);
    }
    let Some(document) = document else {
        let blank = Rect::from_min_size(rect.min + egui::vec2(4.0, 6.0), egui::vec2(rect.width() * 0.6, 9.0));
        ui.painter().rect_filled(blank, 3.0, theme::mix(palette.panel, palette.weak, 0.2));
        return response;
    };
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

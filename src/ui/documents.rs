//! The documents of the selection, or what was searched for: in the order that was chosen, the same words shown once.

use std::borrow::Cow;

use egui::{Layout, Response, ScrollArea, Ui};

use super::commands::UiCommand;
use super::reader::{Read, Reader};
use super::status_bar::grouped;
use super::{document_line, theme, topic_menu};
use crate::corpus::{Corpus, Field, FieldKind};
use crate::topics::listing::{DocumentColumn, DocumentSort};
use crate::workspace::{Action, DocumentList, Line, Listing, SelectMode, Session, Workspace};

#[derive(Default)]
pub struct Documents {
    reader: Reader,
    /// The list that was scrolled to its top.
    shown_list: u64,
    /// The place that was clicked last, where a choice by Shift + click begins.
    anchor: Option<usize>,
}

const SORTS: [DocumentSort; 6] = [
    DocumentSort::MostTypical,
    DocumentSort::Borderline,
    DocumentSort::LeastTypical,
    DocumentSort::Column(DocumentColumn::Label),
    DocumentSort::Column(DocumentColumn::Title),
    DocumentSort::AsRead,
];

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
                theme::weak_label(ui, pending_text(workspace));
            }
            DocumentList::Ready(listing) => match detail.reading {
                Some(place) => {
                    let read = Read { workspace, session, corpus, listing, place };
                    self.reader.ui(ui, read, actions, commands);
                }
                None => {
                    header_ui(ui, workspace, listing, actions, commands);
                    self.list_ui(ui, workspace, session, listing, actions, commands);
                }
            },
        }
    }

    fn list_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        listing: &Listing,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let detail = workspace.detail();
        let mut area = ScrollArea::vertical().id_salt("documents").auto_shrink(false);
        if self.shown_list != detail.documents_revision {
            self.shown_list = detail.documents_revision;
            self.anchor = None;
            area = area.vertical_scroll_offset(0.0);
        }
        let n_lines = listing.n_lines();
        area.show_rows(ui, document_line::HEIGHT, n_lines, |ui, rows| {
            // A screen more, so that what comes next is there when it is scrolled to.
            let ahead = (rows.end + rows.len()).min(n_lines);
            let near = (rows.start..ahead).map(|line| listing.documents[listing.line(line).place]);
            actions.push(Action::NeedDocuments(near.collect()));
            for number in rows {
                let line = listing.line(number);
                let id = listing.documents[line.place];
                let is_chosen = detail.is_chosen(id);
                let clicked = document_line::ui(ui, session, listing, line, workspace.document(id), is_chosen);
                if clicked.fold {
                    actions.push(Action::Unfold(line.place));
                }
                self.take_click(&clicked.entry, listing, line, is_chosen, actions);
                clicked.entry.context_menu(|ui| {
                    for command in [
                        UiCommand::MoveDocuments,
                        UiCommand::MoveToRunnerUp,
                        UiCommand::SplitChosen,
                        UiCommand::ChooseAllDocuments,
                    ] {
                        topic_menu::entry_ui(ui, command, workspace, commands);
                    }
                });
            }
        });
    }

    /// A click reads, with Ctrl it chooses one more or less, with Shift all from the last one clicked.
    fn take_click(
        &mut self,
        entry: &Response,
        listing: &Listing,
        line: Line,
        is_chosen: bool,
        actions: &mut Vec<Action>,
    ) {
        let id = listing.documents[line.place];
        if entry.secondary_clicked() && !is_chosen {
            self.anchor = Some(line.place);
            actions.push(Action::ChooseDocument(id, SelectMode::Replace));
        }
        if !entry.clicked() {
            return;
        }
        let modifiers = entry.ctx.input(|input| input.modifiers);
        if modifiers.shift {
            actions.push(Action::ChooseRange(*self.anchor.get_or_insert(line.place), line.place));
            return;
        }
        self.anchor = Some(line.place);
        if modifiers.command {
            actions.push(Action::ChooseDocument(id, SelectMode::Toggle));
        } else {
            actions.push(Action::ReadDocument(Some(line.place)));
        }
    }
}

/// How many documents there are, what can be done with the chosen ones, and in which order they stand.
fn header_ui(
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
                if ui.small_button(format!("Move {n}…")).on_hover_text("Move the chosen documents (M)").clicked() {
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
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            if listing.query.is_some() && ui.small_button("Clear search").clicked() {
                actions.push(Action::Search(String::new()));
            }
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                if let Some(query) = &listing.query {
                    theme::weak_line(ui, format!("with “{query}”"));
                }
            });
        });
    });
    ui.horizontal(|ui| {
        sort_menu_ui(ui, workspace, listing, actions, commands);
        let n_different = listing.n_bundles();
        if detail.is_pending() && listing.query.is_none() {
            theme::weak_line(ui, pending_text(workspace));
        } else if n_different < listing.documents.len() {
            let hint = "Documents with the same text, but for blanks, punctuation and case, are shown once";
            theme::weak_line(ui, format!("{} different", grouped(n_different))).on_hover_text(hint);
        }
    });
}

fn sort_menu_ui(
    ui: &mut Ui,
    workspace: &Workspace,
    listing: &Listing,
    actions: &mut Vec<Action>,
    commands: &mut Vec<UiCommand>,
) {
    let is_found = listing.query.is_some();
    let detail = workspace.detail();
    let fields = workspace.corpus().map_or(&[][..], |corpus| &corpus.fields);
    let title = egui::RichText::new(format!("{} ▼", sort_title(detail.sort(), is_found, fields))).font(theme::small());
    let menu = ui.menu_button(title, |ui| {
        for sort in SORTS.into_iter().chain(field_sorts(fields)) {
            let button = egui::Button::selectable(detail.sort() == sort, sort_title(sort, is_found, fields));
            if ui.add(button).on_hover_text(sort_hint(sort)).clicked() {
                actions.push(Action::SortDocuments(sort));
                ui.close();
            }
        }
        ui.separator();
        let mut folds = detail.folds();
        // What was found is compared when it is sorted.
        let can_fold = !is_found || detail.sort() != DocumentSort::AsRead;
        let hint = "Shows documents with the same text, but for blanks, punctuation and case, once; \
                    choosing or moving such a line is about all of them";
        let checkbox = egui::Checkbox::new(&mut folds, "Fold duplicates");
        if ui.add_enabled(can_fold, checkbox).on_hover_text(hint).changed() {
            actions.push(Action::FoldDuplicates(folds));
            ui.close();
        }
        ui.separator();
        topic_menu::entry_ui(ui, UiCommand::ChooseAllDocuments, workspace, commands);
    });
    menu.response.on_hover_text("The order of the documents, and whether duplicates are folded");
}

/// Orders by what came with the corpus: dates and numbers go both ways.
fn field_sorts(fields: &[Field]) -> impl Iterator<Item = DocumentSort> {
    fields.iter().enumerate().flat_map(|(place, field)| {
        let column = DocumentColumn::Field(place, field.kind);
        let rising = DocumentSort::Column(column);
        match field.kind {
            FieldKind::Text => vec![rising],
            FieldKind::Number | FieldKind::Date => vec![DocumentSort::ColumnFalling(column), rising],
        }
    })
}

fn sort_title(sort: DocumentSort, is_found: bool, fields: &[Field]) -> Cow<'static, str> {
    let title = match sort {
        DocumentSort::MostTypical => "Most typical first",
        DocumentSort::LeastTypical => "Least typical first",
        DocumentSort::Borderline => "Borderline first",
        DocumentSort::Column(DocumentColumn::Field(place, kind)) => {
            return field_title(fields, place, kind, false).into();
        }
        DocumentSort::ColumnFalling(DocumentColumn::Field(place, kind)) => {
            return field_title(fields, place, kind, true).into();
        }
        DocumentSort::Column(DocumentColumn::Label) | DocumentSort::ColumnFalling(DocumentColumn::Label) => "By label",
        DocumentSort::Column(DocumentColumn::Title) | DocumentSort::ColumnFalling(DocumentColumn::Title) => "By title",
        DocumentSort::AsRead if is_found => "As found",
        DocumentSort::AsRead => "As read",
    };
    title.into()
}

fn field_title(fields: &[Field], place: usize, kind: FieldKind, falling: bool) -> String {
    let name: String = fields.get(place).map_or("", |field| &field.name).chars().take(LONGEST_NAME).collect();
    let first = match (kind, falling) {
        (FieldKind::Text, _) => "",
        (FieldKind::Number, true) => ", greatest first",
        (FieldKind::Number, false) => ", least first",
        (FieldKind::Date, true) => ", latest first",
        (FieldKind::Date, false) => ", earliest first",
    };
    format!("By {name}{first}")
}

/// Characters of a column's name in the menu.
const LONGEST_NAME: usize = 30;

fn sort_hint(sort: DocumentSort) -> &'static str {
    match sort {
        DocumentSort::MostTypical => "By falling cosine to the centroid",
        DocumentSort::LeastTypical => "By rising cosine to the centroid",
        DocumentSort::Borderline => {
            "By rising margin: the cosine to the centroid less that to the most similar other topic"
        }
        DocumentSort::Column(DocumentColumn::Field(..)) | DocumentSort::ColumnFalling(DocumentColumn::Field(..)) => {
            "By a column that came with the corpus, the most typical first among equal ones"
        }
        DocumentSort::Column(DocumentColumn::Label) | DocumentSort::ColumnFalling(DocumentColumn::Label) => {
            "By the label that came with the corpus, the most typical first"
        }
        DocumentSort::Column(DocumentColumn::Title) | DocumentSort::ColumnFalling(DocumentColumn::Title) => {
            "By the title, or the beginning of the text"
        }
        DocumentSort::AsRead => "In the order of the corpus",
    }
}

fn pending_text(workspace: &Workspace) -> String {
    let stage = workspace.detail().progress().and_then(|progress| progress.stage);
    match stage.filter(|stage| stage.total > 0) {
        Some(stage) => format!("{}: {} %", stage.kind.title(), 100 * stage.done / stage.total),
        None => "Looking through the documents".to_owned(),
    }
}

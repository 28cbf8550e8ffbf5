//! The document that is read: what is known of it, why it is here and not in the next topic, and its text with marks.

use std::ops::Range;
use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{Button, Layout, ScrollArea, Ui, vec2};
use rustc_hash::FxHashSet;

use super::commands::UiCommand;
use super::marking::{self, Marks};
use super::status_bar::grouped;
use super::{pull_table, theme};
use crate::corpus::{Corpus, DocId, Document};
use crate::topics::TopicId;
use crate::worker::WordAt;
use crate::workspace::{Action, Listing, SelectMode, Session, ShownPull, Workspace};

#[derive(Default)]
pub struct Reader {
    marks: Marks,
    /// The marked title and text that are read, and what they were made for.
    marked: Option<(MarkedFor, Marked)>,
}

#[derive(Clone)]
struct Marked {
    title: Arc<LayoutJob>,
    text: Arc<LayoutJob>,
}

#[derive(Clone, Debug, PartialEq)]
struct MarkedFor {
    document: DocId,
    revision: u64,
    marks: Marks,
    terms: Arc<FxHashSet<String>>,
    /// What the listed documents were searched for.
    query: Option<String>,
    /// The revision of the topics that its pulls hold for.
    pull: Option<u64>,
    has_words: bool,
    dark: bool,
}

/// What the reader reads.
#[derive(Clone, Copy)]
pub struct Read<'a> {
    pub workspace: &'a Workspace,
    pub session: &'a Session,
    pub corpus: &'a Corpus,
    pub listing: &'a Listing,
    pub place: usize,
}

impl Reader {
    pub fn ui(&mut self, ui: &mut Ui, read: Read<'_>, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
        let Read { workspace, listing, place, .. } = read;
        pages_ui(ui, listing, place, actions);
        let reading = listing.documents[place];
        let neighbours = [true, false].map(|after| listing.neighbour(place, after));
        let around = [Some(place)].into_iter().chain(neighbours).flatten();
        actions.push(Action::NeedDocuments(around.map(|place| listing.documents[place]).collect()));
        let Some(document) = workspace.document(reading) else {
            theme::weak_label(ui, "Reading the document");
            return;
        };
        let pull = workspace.pull().filter(|pull| pull.document == reading);
        self.decide_ui(ui, read, commands);
        let marked = self.marked(ui, read, document, pull);
        ScrollArea::vertical().id_salt(("reader", reading.0)).auto_shrink(false).show(ui, |ui| {
            if !document.title.is_empty() {
                ui.add(egui::Label::new(marked.title).wrap().selectable(true));
            }
            if let Some(pull) = pull {
                pull_table::why_ui(ui, read.session, pull);
            }
            if document.text.trim().is_empty() {
                let why = if read.corpus.bag.is_some() { "A matrix holds no text." } else { "The text is empty." };
                theme::weak_label(ui, why);
            } else {
                if let Some(pull) = pull.filter(|_| self.marks == Marks::Pull) {
                    pull_table::legend_ui(ui, read.session, pull);
                }
                ui.add(egui::Label::new(marked.text).wrap().selectable(true));
            }
            ui.add_space(2.0 * theme::UNIT);
            facts_ui(ui, read, document, pull, actions);
            if let Some(pull) = pull {
                pull_table::table_ui(ui, read.session, pull);
            }
        });
    }

    /// Where the document could go, and what is marked in it.
    fn decide_ui(&mut self, ui: &mut Ui, read: Read<'_>, commands: &mut Vec<UiCommand>) {
        ui.horizontal(|ui| {
            for (marks, name, hint) in [
                (Marks::Pull, "Pull", "Tints each word by how much it pulls to this topic or to the next"),
                (Marks::TopicTerms, "Topic terms", "Marks the most relevant terms of the selected topics"),
                (Marks::Plain, "Plain", "Marks nothing but what was searched for"),
            ] {
                let text = egui::RichText::new(name).font(theme::small());
                if ui.add(Button::selectable(self.marks == marks, text).small()).on_hover_text(hint).clicked() {
                    self.marks = marks;
                }
            }
        });
        // Greyed and not gone while the runner-up is looked for, so that the text does not jump.
        let command = UiCommand::MoveToRunnerUp;
        let hint = match read.listing.together(read.place).len() {
            1 => "Moves the document to the most similar other topic".to_owned(),
            n => format!("Moves all {} documents with this text to the most similar other topic", grouped(n)),
        };
        let text = format!("{} (Shift+M)", command.menu_text(read.workspace));
        let button = Button::new(egui::RichText::new(text).font(theme::small())).small().truncate();
        if ui.add_enabled(command.is_enabled(read.workspace), button).on_hover_text(hint).clicked() {
            commands.push(command);
        }
    }

    /// The title and the text with their marks; made once for each document and what is marked in it.
    fn marked(&mut self, ui: &Ui, read: Read<'_>, document: &Document, pull: Option<&Arc<ShownPull>>) -> Marked {
        let palette = theme::palette(ui);
        let words = read.workspace.words_of(read.listing.documents[read.place]);
        let marked_for = MarkedFor {
            document: read.listing.documents[read.place],
            revision: read.session.first_revision,
            marks: self.marks,
            terms: Arc::clone(&read.workspace.terms().marks),
            query: read.workspace.query().map(|query| query.trim().to_lowercase()),
            pull: pull.map(|pull| pull.revision),
            has_words: words.is_some(),
            dark: palette.dark,
        };
        if let Some((known, marked)) = &self.marked
            && *known == marked_for
        {
            return marked.clone();
        }
        let query = marked_for.query.as_deref().filter(|query| !query.is_empty());
        let hits = |text: &str, words: &[WordAt]| -> Vec<Range<usize>> {
            match (query, self.marks, pull) {
                (Some(query), ..) => marking::find_text(text, query),
                // Until the pulls are known the terms of the topic stand in.
                (None, Marks::TopicTerms, _) | (None, Marks::Pull, None) => {
                    marking::find_terms(words, |token| marked_for.terms.contains(token))
                }
                _ => Vec::new(),
            }
        };
        let pulls = |words: &[WordAt]| match pull.filter(|_| self.marks == Marks::Pull) {
            Some(pull) => marking::find_pulls(words, |term| pull.strength(term)),
            None => Vec::new(),
        };
        let marked = |text: &str, words: &[WordAt], font| {
            Arc::new(marking::marked_text(text, font, palette, &pulls(words), &hits(text, words)))
        };
        let (title, text) = words.map_or((&[][..], &[][..]), |words| (&words.title, &words.text));
        let made = Marked {
            title: marked(&document.title, title, theme::heading()),
            text: marked(&document.text, text, theme::body()),
        };
        self.marked = Some((marked_for, made.clone()));
        made
    }
}

fn pages_ui(ui: &mut Ui, listing: &Listing, place: usize, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        if ui.button("Back to list").clicked() {
            actions.push(Action::ReadDocument(None));
        }
        let [next, previous] = [true, false].map(|after| listing.neighbour(place, after));
        for (text, hint, place) in
            [("Previous", "Previous document ( [ )", previous), ("Next", "Next document ( ] )", next)]
        {
            if ui.add_enabled(place.is_some(), Button::new(text)).on_hover_text(hint).clicked() {
                actions.push(Action::ReadDocument(place));
            }
        }
        theme::weak_line(ui, format!("{} of {}", grouped(listing.line_of(place) + 1), grouped(listing.n_lines())));
    });
}

/// What is known of the document, in a few short lines.
fn facts_ui(
    ui: &mut Ui,
    read: Read<'_>,
    document: &Document,
    pull: Option<&Arc<ShownPull>>,
    actions: &mut Vec<Action>,
) {
    let id = read.listing.documents[read.place];
    ui.spacing_mut().item_spacing.y = 1.0;
    topic_ui(ui, read.session, id, actions);
    if let Some(pull) = pull {
        if let Some((topic, _)) = pull.runner_up {
            fact_ui(ui, "Runner-up", "The most similar other topic", |ui| link_ui(ui, read.session, topic, actions));
        }
        let hint = "Cosine of the document to the centroid of its topic, from 0 to 1";
        fact_ui(ui, "Similarity", hint, |ui| theme::weak_line(ui, format!("{:.3}", pull.similarity)));
        let hint = "By how much the document is more similar to its topic than to the runner-up";
        fact_ui(ui, "Margin", hint, |ui| theme::weak_line(ui, format!("{:.3}", pull.margin())));
    } else if let Some(similarity) = read.listing.similarity(read.place) {
        let hint = "Cosine of the document to the centroid of the selected topics, from 0 to 1";
        fact_ui(ui, "Similarity", hint, |ui| theme::weak_line(ui, format!("{similarity:.3}")));
    }
    if let Some(label) = &document.label {
        fact_ui(ui, "Label", "The class that came with the corpus", |ui| theme::weak_line(ui, &**label));
    }
    for (field, value) in read.corpus.fields.iter().zip(&document.metadata).filter(|(_, value)| !value.is_empty()) {
        let hint = "A column that came with the corpus";
        fact_ui(ui, &field.name, hint, |ui| theme::weak_line(ui, &**value).on_hover_text(&**value));
    }
    fact_ui(ui, "Id", "The source's own name for the document", |ui| theme::weak_line(ui, &*document.id));
    let record = format!("{} of {}", grouped(id.index() + 1), read.corpus.name);
    fact_ui(ui, "Record", "Which document it was in the order of reading", |ui| theme::weak_line(ui, record));
    match read.listing.together(read.place).len() {
        1 => {}
        n => {
            let text = format!("{} documents with the same text", grouped(n));
            fact_ui(ui, "Stands for", "Moving it moves all of them", |ui| theme::weak_line(ui, text));
        }
    }
    ui.add_space(theme::UNIT);
}

/// Width of the names of facts.
const FACT_WIDTH: f32 = 18.0 * theme::UNIT;

fn fact_ui(ui: &mut Ui, name: &str, hint: &str, value: impl FnOnce(&mut Ui) -> egui::Response) {
    ui.horizontal(|ui| {
        let layout = Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(vec2(FACT_WIDTH, 4.0 * theme::UNIT), layout, |ui| {
            ui.set_min_width(FACT_WIDTH);
            theme::weak_label(ui, name).on_hover_text(hint);
        });
        value(ui).on_hover_text(hint);
    });
}

/// The topic that holds the document; a click selects it.
fn topic_ui(ui: &mut Ui, session: &Session, document: DocId, actions: &mut Vec<Action>) {
    let topic = session.topics.home(document).and_then(|home| session.topics.outermost(home));
    fact_ui(ui, "Topic", "The topic that holds the document", |ui| match topic {
        None => theme::weak_line(ui, "None: it holds none of the terms"),
        Some(topic) if !session.topics.is_open(topic) => {
            theme::weak_line(ui, format!("“{}”, in the trash", session.name_of(topic)))
        }
        Some(topic) => link_ui(ui, session, topic, actions),
    });
}

fn link_ui(ui: &mut Ui, session: &Session, topic: TopicId, actions: &mut Vec<Action>) -> egui::Response {
    let name = session.name_of(topic);
    let text = egui::RichText::new(format!("“{name}”")).font(theme::small()).color(theme::palette(ui).accent);
    let response = ui.add(Button::new(text).frame(false).truncate());
    if response.clicked() {
        actions.push(Action::Select(vec![topic], SelectMode::Replace));
    }
    response.on_hover_text(format!("Select “{name}”"))
}

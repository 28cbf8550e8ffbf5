//! The selected topic: its name, facts and terms; or what several selected topics would be as one.

use egui::Ui;

use super::commands::UiCommand;
use super::status_bar::grouped;
use super::terms_panel::TermsPanel;
use super::topic_facts::TopicFacts;
use super::{map, theme};
use crate::tables::TopicRow;
use crate::topics::{Command, TopicId};
use crate::workspace::{Action, Session, Workspace};

#[derive(Default)]
pub struct TopicDetail {
    /// The name that is being typed, and whose it is to be.
    draft: Option<(TopicId, String)>,
    /// The first revision of the session that the draft belongs to.
    draft_of: u64,
    focus_name: bool,
    facts: TopicFacts,
    terms: TermsPanel,
    nearest: Nearest,
}

/// The topic most similar to `of` and how similar it is, as it was in a revision.
#[derive(Default)]
struct Nearest {
    of: Option<(TopicId, u64)>,
    topic: Option<(TopicId, f32)>,
}

impl TopicDetail {
    pub fn focus_name(&mut self) {
        self.focus_name = true;
    }

    pub fn focus_note(&mut self) {
        self.facts.focus_note();
    }

    pub fn focus_tag(&mut self) {
        self.facts.focus_tag();
    }

    pub fn terms(&self) -> &TermsPanel {
        &self.terms
    }

    /// Whether arrows and Delete belong to the list of terms.
    pub fn walks_terms(&self) -> bool {
        self.terms.has_focus()
    }

    /// Turns what was typed and not left yet into decisions; for when its fields go out of sight.
    pub fn flush(&mut self, session: &Session, actions: &mut Vec<Action>) {
        if self.draft_of == session.first_revision {
            self.commit(None, actions);
            self.facts.flush(session, actions);
        }
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        if self.draft_of != session.first_revision {
            // A name that was typed for a topic of an earlier clustering belongs to nothing any more.
            self.draft = None;
            self.draft_of = session.first_revision;
            self.facts.forget();
        }
        match *workspace.selection().topics() {
            [only] => self.one_ui(ui, workspace, session, only, actions),
            ref other => {
                self.flush(session, actions);
                match other {
                    [] => nothing_selected_ui(ui),
                    several => several_ui(ui, session, several, actions),
                }
            }
        }
        ui.separator();
        self.terms.ui(ui, workspace, session, actions, commands);
        ui.separator();
    }

    fn one_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        id: TopicId,
        actions: &mut Vec<Action>,
    ) {
        let Some(topic) = session.tables.row(id) else { return };
        self.name_ui(ui, id, &topic.name, actions);
        self.numbers_ui(ui, session, topic);
        ui.horizontal_wrapped(|ui| {
            let can_take_apart = workspace.last_merge_of_selected().is_some();
            let take_apart = ui.add_enabled(can_take_apart, egui::Button::new("Take apart"));
            let hint = "Let out what the latest merge brought in (U)";
            let no_hint = "This topic is one cluster: there is nothing to take apart";
            if take_apart.on_hover_text(hint).on_disabled_hover_text(no_hint).clicked() {
                actions.push(Action::TakeSelectedApart);
            }
            if ui.button("Move to trash").on_hover_text("Out of sight; restore it at any time (Delete)").clicked() {
                actions.push(Action::TrashSelected);
            }
        });
        self.facts.ui(ui, session, id, actions);
    }

    /// Numbers about the topic, each with a sentence that says what it is.
    fn numbers_ui(&mut self, ui: &mut Ui, session: &Session, topic: &TopicRow) {
        let id = topic.id;
        if self.nearest.of != Some((id, session.revision)) {
            self.nearest = Nearest { of: Some((id, session.revision)), topic: session.tables.nearest(id) };
        }
        let n_documents = grouped(topic.n_documents as usize);
        let mut facts = vec![
            (
                format!("Topic {id}"),
                "The number of the topic, which it keeps for as long as the project lives".to_owned(),
            ),
            (format!("{n_documents} documents"), "How many documents have their home in the topic".to_owned()),
            (
                format!("cohesion {:.2}", topic.cohesion),
                "The mean cosine of the documents to their centroid: 1 if all use the same words alike".to_owned(),
            ),
        ];
        if let Some((nearest, similarity)) = self.nearest.topic {
            let name = session.tables.name(nearest);
            let hint = format!(
                "1 − the similarity (of the threshold) to the most similar other topic, “{name}”: 0 if they use the same words alike"
            );
            facts.push((format!("separation {:.2}", 1.0 - similarity), hint));
        }
        if topic.n_clusters > 1 {
            let hint = "How many clusters of the run, and parts split off others, the topic is made of";
            facts.push((format!("{} clusters", topic.n_clusters), hint.to_owned()));
        }
        if topic.locked {
            facts.push(("locked".to_owned(), "Nothing joins or leaves a locked topic (L)".to_owned()));
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(theme::UNIT, 0.0);
            for (place, (fact, hint)) in facts.into_iter().enumerate() {
                if place > 0 {
                    theme::weak_label(ui, "·");
                }
                theme::weak_label(ui, fact).on_hover_text(hint);
            }
        });
    }

    /// The name as a field: Enter or leaving it renames, Escape does not.
    fn name_ui(&mut self, ui: &mut Ui, id: TopicId, name: &str, actions: &mut Vec<Action>) {
        if self.draft.as_ref().is_some_and(|(whose, _)| *whose != id) {
            // The selection moved on while a name was typed: what was typed counts.
            self.commit(None, actions);
        }
        let mut text = self.draft.as_ref().map_or_else(|| name.to_owned(), |(_, draft)| draft.clone());
        let edit = egui::TextEdit::singleline(&mut text).font(theme::heading()).desired_width(f32::INFINITY);
        let response = ui.add(edit.id_salt("topic name").hint_text("Name by keywords")).accessible_name("Topic name");
        if std::mem::take(&mut self.focus_name) {
            response.request_focus();
            select_all(ui, response.id, &text);
        }
        if response.changed() {
            self.draft = Some((id, text));
        }
        if response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.draft = None;
        }
        if response.lost_focus() {
            if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
                self.draft = None;
            }
            self.commit(Some(name), actions);
        }
    }

    fn commit(&mut self, current: Option<&str>, actions: &mut Vec<Action>) {
        let Some((topic, draft)) = self.draft.take() else { return };
        let draft = draft.trim();
        if current != Some(draft) {
            let name = (!draft.is_empty()).then(|| draft.to_owned());
            actions.push(Action::Curate(Command::Rename { topic, name }));
        }
    }
}

/// Selects what stands in a field, so that typing replaces it.
fn select_all(ui: &Ui, field: egui::Id, text: &str) {
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field).unwrap_or_default();
    let end = egui::text::CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(egui::text::CCursorRange::two(egui::text::CCursor::new(0), end)));
    state.store(ui.ctx(), field);
}

fn nothing_selected_ui(ui: &mut Ui) {
    theme::section_label(ui, "No topic is selected");
    theme::weak_label(
        ui,
        "Click a bubble, a row of the list or a cell of the heatmap. Ctrl + click adds to the selection.",
    );
}

fn several_ui(ui: &mut Ui, session: &Session, topics: &[TopicId], actions: &mut Vec<Action>) {
    let tables = &session.tables;
    let n_documents: u32 = topics.iter().filter_map(|&id| tables.row(id)).map(|row| row.n_documents).sum();
    ui.label(egui::RichText::new(format!("{} topics", topics.len())).font(theme::heading()));
    let facts = format!("{} documents together", grouped(n_documents as usize));
    theme::weak_label(ui, facts).on_hover_text("How many documents have their home in one of the selected topics");
    let shown = topics.iter().take(6);
    for &id in shown {
        ui.horizontal(|ui| {
            let (dot, _) = ui.allocate_exact_size(egui::vec2(10.0, 10.0), egui::Sense::hover());
            let color = map::color_of(theme::palette(ui), session, id);
            ui.painter().circle_filled(dot.center(), 4.0, color);
            ui.add(egui::Label::new(tables.name(id)).truncate());
        });
    }
    if topics.len() > 6 {
        theme::weak_label(ui, format!("and {} others", topics.len() - 6));
    }
    ui.horizontal_wrapped(|ui| {
        let text = format!("Merge {} topics", topics.len());
        if ui.add(theme::primary_button(ui, text)).on_hover_text("G").clicked() {
            actions.push(Action::MergeSelected);
        }
        if ui.button("Move to trash").clicked() {
            actions.push(Action::TrashSelected);
        }
    });
}

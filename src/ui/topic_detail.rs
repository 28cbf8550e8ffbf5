//! The selected topic: its name, facts and terms; or what several selected topics would be as one.

use egui::{Slider, Ui};

use super::status_bar::grouped;
use super::topic_facts::TopicFacts;
use super::{map, term_bars, theme};
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

    /// Turns what was typed and not left yet into decisions; for when its fields go out of sight.
    pub fn flush(&mut self, session: &Session, actions: &mut Vec<Action>) {
        if self.draft_of == session.first_revision {
            self.commit(None, actions);
            self.facts.flush(session, actions);
        }
    }

    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
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
        terms_ui(ui, workspace, session, actions);
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
        let mut facts = vec![
            format!("Topic {id}"),
            format!("{} documents", grouped(topic.n_documents as usize)),
            format!("cohesion {:.2}", topic.cohesion),
        ];
        if topic.n_clusters > 1 {
            facts.push(format!("{} clusters", topic.n_clusters));
        }
        if topic.locked {
            facts.push("locked".to_owned());
        }
        theme::weak_label(ui, facts.join("  ·  "));
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
    let mut facts = format!("{} documents together", grouped(n_documents as usize));
    if let [a, b] = *topics
        && let Some(cosine) = tables.similarities.between(a, b)
    {
        facts = format!("{facts}  ·  cosine {cosine:.2}");
    }
    theme::weak_label(ui, facts);
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

fn terms_ui(ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
    let terms = workspace.terms();
    let heading = match *terms.of {
        [] => "Terms".to_owned(),
        [only] => format!("Terms of “{}”", session.tables.name(only)),
        ref several => format!("Terms of {} topics as one", several.len()),
    };
    ui.add(egui::Label::new(egui::RichText::new(heading).font(theme::body_strong())).truncate());
    ui.horizontal(|ui| {
        let hint = "Relevance (Sievert, Shirley 2014): 1 ranks terms by their share of the topic, 0 by how much more \
                    common they are here than in the corpus";
        let label = ui.label("Relevance λ").on_hover_text(hint);
        let mut lambda = terms.lambda;
        ui.spacing_mut().slider_width = (ui.available_width() - 60.0).max(80.0);
        let slider = Slider::new(&mut lambda, 0.0..=1.0).fixed_decimals(2);
        if ui.add(slider).labelled_by(label.id).changed() {
            actions.push(Action::SetRelevance(lambda));
        }
    });
    // Without anything to show the bars leave their room to the documents.
    let share = if terms.bars.is_empty() { 0.1 } else { 0.42 };
    let height = (ui.available_height() * share).max(if terms.bars.is_empty() { 24.0 } else { 120.0 });
    egui::ScrollArea::vertical().id_salt("terms").auto_shrink(false).max_height(height).show(ui, |ui| {
        if terms.bars.is_empty() {
            theme::weak_label(ui, "Bars show how many documents hold a term: in the topic, over the whole corpus.");
            return;
        }
        let palette = theme::palette(ui);
        let color = terms.of.first().map_or(palette.accent, |&id| map::color_of(palette, session, id));
        let can_split = workspace.selection().topics().len() == 1 && !workspace.is_busy();
        term_bars::ui(ui, &terms.bars, color, can_split, actions);
    });
}

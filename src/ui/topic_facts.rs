//! What the researcher wrote about the selected topic, and what it is made of: tags, note, lock, merges.

use egui::{CollapsingHeader, Key, Ui};

use super::status_bar::grouped;
use super::{map, theme};
use crate::topics::{Command, MergeId, TopicId};
use crate::workspace::{Action, Session};

#[derive(Default)]
pub struct TopicFacts {
    note: Option<(TopicId, String)>,
    tag: String,
    focus_note: bool,
    focus_tag: bool,
}

/// Members of a merge that are listed before the rest is counted.
const N_MEMBERS: usize = 60;

impl TopicFacts {
    pub fn focus_note(&mut self) {
        self.focus_note = true;
    }

    pub fn focus_tag(&mut self) {
        self.focus_tag = true;
    }

    /// Turns a note that was not left yet into a decision.
    pub fn flush(&mut self, session: &Session, actions: &mut Vec<Action>) {
        self.commit_note(session, actions);
    }

    /// What was typed belongs to another clustering by now.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    pub fn ui(&mut self, ui: &mut Ui, session: &Session, id: TopicId, actions: &mut Vec<Action>) {
        self.tags_ui(ui, session, id, actions);
        self.note_ui(ui, session, id, actions);
        made_of_ui(ui, session, id, actions);
    }

    fn tags_ui(&mut self, ui: &mut Ui, session: &Session, id: TopicId, actions: &mut Vec<Action>) {
        let Some(row) = session.tables.row(id) else { return };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = theme::UNIT;
            for tag in &row.tags {
                let chip = egui::Button::new(egui::RichText::new(format!("{tag}  ×")).font(theme::small())).small();
                // A long tag is cut and not broken into lines.
                let chip = ui.scope(|ui| {
                    ui.set_max_width(ui.available_width().min(180.0));
                    ui.add(chip.truncate())
                });
                if chip.inner.on_hover_text(format!("Take the tag “{tag}” off")).clicked() {
                    actions.push(Action::Curate(Command::Untag { topics: vec![id], tag: tag.clone() }));
                }
            }
            let edit = egui::TextEdit::singleline(&mut self.tag).font(theme::small()).desired_width(90.0);
            let response = ui.add(edit.hint_text("Add a tag")).accessible_name("Add a tag");
            if std::mem::take(&mut self.focus_tag) {
                response.request_focus();
            }
            if response.lost_focus() {
                let tag = std::mem::take(&mut self.tag).trim().to_owned();
                let is_wanted = !ui.input(|input| input.key_pressed(Key::Escape));
                if is_wanted && !tag.is_empty() {
                    actions.push(Action::Curate(Command::Tag { topics: vec![id], tag }));
                }
            }
        });
    }

    /// The note as a field that grows: leaving it keeps what was written, also by Escape; to undo takes it back.
    fn note_ui(&mut self, ui: &mut Ui, session: &Session, id: TopicId, actions: &mut Vec<Action>) {
        if self.note.as_ref().is_some_and(|(whose, _)| *whose != id) {
            self.commit_note(session, actions);
        }
        let known = session.topics.get(id).map_or("", |topic| topic.note.as_str());
        let mut text = self.note.as_ref().map_or_else(|| known.to_owned(), |(_, draft)| draft.clone());
        let rows = text.lines().count().clamp(1, 4);
        let edit = egui::TextEdit::multiline(&mut text).desired_rows(rows).desired_width(f32::INFINITY);
        let response = ui.add(edit.hint_text("Note").id_salt("note")).accessible_name("Note");
        if std::mem::take(&mut self.focus_note) {
            response.request_focus();
        }
        if response.changed() {
            self.note = Some((id, text));
        }
        if response.lost_focus() {
            self.commit_note(session, actions);
        }
    }

    fn commit_note(&mut self, session: &Session, actions: &mut Vec<Action>) {
        let Some((topic, note)) = self.note.take() else { return };
        if session.topics.get(topic).is_some_and(|known| known.note != note.trim()) {
            actions.push(Action::Curate(Command::Note { topic, note }));
        }
    }
}

/// The merges that made the topic, each to be taken apart, each member to be let out alone.
fn made_of_ui(ui: &mut Ui, session: &Session, id: TopicId, actions: &mut Vec<Action>) {
    let merges = session.topics.merges_of(id);
    if merges.is_empty() {
        return;
    }
    let n_members: usize = merges.iter().map(|(_, members)| members.len()).sum();
    let title = format!("Made of {} topics", n_members + 1);
    let header = CollapsingHeader::new(egui::RichText::new(title).font(theme::small())).id_salt("made of");
    header.show_unindented(ui, |ui| {
        let area = egui::ScrollArea::vertical().id_salt("members").max_height(150.0);
        area.show(ui, |ui| {
            ui.take_available_width();
            own_ui(ui, session, id);
            for (merge, members) in &merges {
                merge_ui(ui, session, id, *merge, members, actions);
            }
        });
    });
}

fn own_ui(ui: &mut Ui, session: &Session, id: TopicId) {
    let n_own = session.tables.leaves().leaf(id).n_documents;
    theme::weak_line(ui, format!("{} documents of its own", grouped(n_own as usize)));
}

fn merge_ui(
    ui: &mut Ui,
    session: &Session,
    topic: TopicId,
    merge: MergeId,
    members: &[TopicId],
    actions: &mut Vec<Action>,
) {
    if members.len() > 1 {
        ui.horizontal(|ui| {
            if ui.small_button("Take apart").on_hover_text("Lets all of them out again").clicked() {
                actions.push(Action::Curate(Command::TakeApart { topic, merge }));
            }
            theme::weak_line(ui, format!("{} merged in one go", members.len()));
        });
    }
    for &member in members.iter().take(N_MEMBERS) {
        ui.horizontal(|ui| {
            let name = session.name_of(member);
            let hint = format!("Lets “{name}” out of this topic; what else was merged stays");
            if ui.small_button("Let out").on_hover_text(hint).clicked() {
                actions.push(Action::Curate(Command::RemoveFromMerge { member }));
            }
            let (dot, _) = ui.allocate_exact_size(egui::vec2(10.0, 10.0), egui::Sense::hover());
            ui.painter().circle_filled(dot.center(), 4.0, map::color_of(theme::palette(ui), session, member));
            ui.add(egui::Label::new(&*name).truncate());
        });
    }
    if members.len() > N_MEMBERS {
        theme::weak_label(ui, format!("and {} others", members.len() - N_MEMBERS));
    }
}

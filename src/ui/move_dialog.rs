//! The question where chosen documents shall go: topics by falling similarity, found by typing, taken by arrows and Enter.

use egui::{Key, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use super::status_bar::grouped;
use super::{map, theme};
use crate::topics::TopicId;
use crate::workspace::{Action, Session, Workspace};

#[derive(Default)]
pub struct MoveDialog {
    /// What was typed to find the topic.
    filter: String,
    /// The target that Enter takes.
    place: usize,
    /// The targets, with the filter and the revision that they were found for.
    found: Option<(String, u64, Vec<Target>)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Target {
    topic: TopicId,
    /// Cosine to the topic that the documents are in.
    similarity: Option<f32>,
}

/// Lines that are shown before the list scrolls.
const N_SHOWN: usize = 12;

impl MoveDialog {
    /// Gives whether the question is answered.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) -> bool {
        ui.set_width(420.0);
        let n_documents = workspace.detail().n_chosen_or_read();
        let noun = if n_documents == 1 { "document" } else { "documents" };
        ui.label(egui::RichText::new(format!("Move {} {noun} to", grouped(n_documents))).font(theme::heading()));
        // Read before the field is drawn, which would take the arrows for itself.
        let [down, up, enter] =
            [Key::ArrowDown, Key::ArrowUp, Key::Enter].map(|key| ui.input(|input| input.key_pressed(key)));
        let edit = egui::TextEdit::singleline(&mut self.filter).hint_text("Find a topic").desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("Find a topic");
        if !response.has_focus() && !response.lost_focus() {
            response.request_focus();
        }
        if response.changed() {
            self.place = 0;
        }
        self.find(workspace, session);
        let targets = self.found.as_ref().map_or(&[][..], |(_, _, targets)| targets);
        let last = targets.len().saturating_sub(1);
        let before = self.place;
        self.place = (self.place + usize::from(down)).min(last).saturating_sub(usize::from(up));
        let mut taken = None;
        let height = theme::LINE + ui.spacing().item_spacing.y;
        let most = N_SHOWN as f32 * height;
        let mut area = ScrollArea::vertical().id_salt("targets").max_height(most).min_scrolled_height(most);
        if before != self.place {
            // The marked line stays in the middle third, also far down in a list that is not laid out.
            area = area.vertical_scroll_offset((self.place as f32 - N_SHOWN as f32 / 2.0).max(0.0) * height);
        }
        area.show_rows(ui, theme::LINE, targets.len(), |ui, rows| {
            ui.take_available_width();
            for place in rows {
                if target_ui(ui, session, targets[place], place == self.place) {
                    taken = Some(targets[place].topic);
                }
            }
        });
        if targets.is_empty() {
            theme::weak_label(ui, "No topic has such a name.");
        }
        if enter && response.lost_focus() {
            taken = taken.or_else(|| targets.get(self.place).map(|target| target.topic));
        }
        if let Some(topic) = taken {
            actions.push(Action::MoveChosen(topic));
        }
        taken.is_some() || n_documents == 0
    }

    /// Finds the targets anew when something else is typed.
    fn find(&mut self, workspace: &Workspace, session: &Session) {
        let filter = self.filter.trim().to_lowercase();
        let is_known =
            self.found.as_ref().is_some_and(|(known, revision, _)| *known == filter && *revision == session.revision);
        if !is_known {
            let targets = targets(workspace, session, &filter);
            self.found = Some((filter, session.revision, targets));
        }
    }
}

/// Open topics whose name or keywords hold what was typed, those most like the one that the documents are in first.
fn targets(workspace: &Workspace, session: &Session, filter: &str) -> Vec<Target> {
    let tables = &session.tables;
    let selected = workspace.selection().topics();
    // What was searched for may be in any topic, and so may documents of several selected ones.
    let only = if workspace.query().is_none() && selected.len() == 1 { selected.first().copied() } else { None };
    let first = workspace.detail().in_question().or_else(|| workspace.detail().chosen().first().copied());
    let home = first.and_then(|document| session.topics.home(document));
    let present = home.and_then(|home| session.topics.outermost(home)).or(only);
    let holds = |id: TopicId| {
        tables.row(id).is_some_and(|row| {
            !row.locked && (row.name.to_lowercase().contains(filter) || row.key_terms.contains(filter))
        })
    };
    let open = tables.relations.similarities.topics.iter().copied().filter(|&id| Some(id) != only && holds(id));
    let similarity = |id: TopicId| present.and_then(|present| tables.relations.similarities.between(present, id));
    let mut found: Vec<Target> = open.map(|topic| Target { topic, similarity: similarity(topic) }).collect();
    let nearness = |target: &Target| target.similarity.unwrap_or(0.0);
    found.sort_by(|a, b| nearness(b).total_cmp(&nearness(a)).then(a.topic.cmp(&b.topic)));
    found
}

/// A topic with its colour, size and similarity; gives whether it was clicked.
fn target_ui(ui: &mut Ui, session: &Session, target: Target, is_marked: bool) -> bool {
    let palette = theme::palette(ui);
    let name = session.tables.name(target.topic);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), theme::LINE));
    let response = ui.interact(rect, ui.scope_id().with(("target", target.topic.0)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_marked, name));
    if is_marked || response.hovered() {
        ui.painter().rect_filled(rect, 4.0, palette.accent_soft);
    }
    let n_documents = session.tables.row(target.topic).map_or(0, |row| row.n_documents) as usize;
    let mut facts = grouped(n_documents);
    if let Some(similarity) = target.similarity {
        facts = format!("{facts}  ·  {similarity:.2}");
    }
    let painter = ui.painter_at(rect);
    let dot = rect.left_center() + vec2(2.0 * theme::UNIT, 0.0);
    painter.circle_filled(dot, 4.5, map::color_of(palette, session, target.topic));
    let facts = painter.layout_no_wrap(facts, theme::small(), palette.weak);
    let right = rect.max.x - theme::UNIT - facts.size().x;
    painter.galley(egui::pos2(right, rect.center().y - facts.size().y / 2.0), facts, palette.weak);
    let left = dot.x + 2.0 * theme::UNIT;
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), theme::body(), palette.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width((right - left - 2.0 * theme::UNIT).max(0.0));
    let galley = painter.layout_job(job);
    painter.galley(egui::pos2(left, rect.center().y - galley.size().y / 2.0), galley, palette.text);
    let clicked = response.clicked();
    response.on_hover_text("Its number of documents, and its similarity to the topic that the documents are in now");
    clicked
}

/// Characters of a topic's name in a menu.
const MENU_NAME_CHARS: usize = 40;

/// To which topic the documents in question would move, and how many they are if several.
pub fn runner_up_text(workspace: &Workspace) -> Option<String> {
    let name = workspace.session()?.name_of(workspace.runner_up()?);
    let name = match name.char_indices().nth(MENU_NAME_CHARS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_string(),
    };
    Some(match workspace.detail().n_chosen_or_read() {
        0 | 1 => format!("Move to “{name}”"),
        n => format!("Move {n} documents to “{name}”"),
    })
}

//! The command palette: every command and every topic by name, found by typing.
//!
//! The list is put together when what is typed changes, not every frame. While it is open the keyboard stays in its field:
//! arrows choose, Enter carries out, Escape closes.

use egui::{Align2, Area, Button, Context, Id, Key, Modal, Modifiers, ScrollArea, Sense, Ui, vec2};

use super::commands::{UiCommand, shortcut_text};
use super::find::{Query, normalized};
use super::menu_bar::menu_of;
use super::{list_option, theme};
use crate::topics::TopicId;
use crate::workspace::{Action, SelectMode, Session, Workspace};

#[derive(Default)]
pub struct Palette {
    open: Option<Open>,
    /// Commands that were carried out from here, the latest first.
    recent: Vec<UiCommand>,
    /// Who gets the keyboard back: what lies under the list takes it only in the frame after the list has gone.
    gives_back_to: Option<Id>,
}

/// What there is while the list is open.
#[derive(Default)]
struct Open {
    text: String,
    /// What can be found among the topics, and the revision of the topics then.
    topics: Vec<(TopicId, String)>,
    revision: Option<u64>,
    /// Commands and topics that match the text, the best first.
    found: Vec<Entry>,
    chosen: usize,
    scrolls: bool,
    /// Who had the keyboard before.
    focused_before: Option<Id>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Command(UiCommand),
    Topic(TopicId),
}

/// Topics that are listed; more words find the others.
const N_TOPICS: usize = 20;

/// Commands that are remembered as used.
const N_RECENT: usize = 8;

const WIDTH: f32 = 130.0 * theme::UNIT;
const ROW: f32 = 7.0 * theme::UNIT;
const ROWS_SHOWN: f32 = 12.0;

/// What stands before a topic's name; typing it lists topics.
const GO_TO: &str = "Go to topic: ";

impl Palette {
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub fn open(&mut self, ctx: &Context) {
        let focused_before = ctx.memory(egui::Memory::focused);
        self.open = Some(Open { focused_before, ..Open::default() });
        ctx.request_repaint();
    }

    pub fn ui(
        &mut self,
        ctx: &Context,
        workspace: &Workspace,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let Some(open) = &mut self.open else {
            if let Some(focused) = self.gives_back_to.take() {
                ctx.memory_mut(|memory| memory.request_focus(focused));
                ctx.request_repaint();
            }
            return;
        };
        let session = workspace.session();
        let revision = Some(session.map_or(0, |session| session.revision));
        if open.revision != revision {
            open.revision = revision;
            open.topics = session.map(topics).unwrap_or_default();
            open.find(&self.recent, workspace);
        }
        let id = Id::unique("command palette");
        let area: Area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, 16.0 * theme::UNIT));
        let recent = &self.recent;
        let modal = Modal::new(id).area(area).show(ctx, |ui| open.ui(ui, workspace, recent));
        if let Some(entry) = modal.inner {
            self.open = None;
            match entry {
                Entry::Topic(topic) => actions.push(Action::Select(vec![topic], SelectMode::Replace)),
                Entry::Command(command) => {
                    self.recent.retain(|known| *known != command);
                    self.recent.insert(0, command);
                    self.recent.truncate(N_RECENT);
                    commands.push(command);
                }
            }
            ctx.request_repaint();
        } else if modal.should_close() {
            self.gives_back_to = self.open.take().and_then(|open| open.focused_before);
            ctx.request_repaint();
        } else if !ctx.memory(|memory| memory.has_focus(field_id())) {
            ctx.memory_mut(|memory| memory.request_focus(field_id()));
        }
    }
}

fn field_id() -> Id {
    Id::unique("command palette field")
}

impl Open {
    /// Lists what matches the text.
    fn find(&mut self, recent: &[UiCommand], workspace: &Workspace) {
        let query = Query::new(&self.text);
        self.found = commands_found(&query, recent);
        if !query.is_empty() {
            let scored = self.topics.iter().filter_map(|(id, name)| Some((query.score(name)?, *id)));
            let mut scored: Vec<(u32, TopicId)> = scored.collect();
            // Stable: topics that match as well keep their order.
            scored.sort_by_key(|(score, _)| *score);
            self.found.extend(scored.into_iter().take(N_TOPICS).map(|(_, id)| Entry::Topic(id)));
        }
        self.chosen = self.found.iter().position(|entry| entry.is_enabled(workspace)).unwrap_or(0);
        self.scrolls = true;
    }

    /// Goes to the next entry that can be carried out, round the end.
    fn go(&mut self, forwards: bool, workspace: &Workspace) {
        let n_found = self.found.len();
        let step = if forwards { 1 } else { n_found.saturating_sub(1) };
        let places = (1..=n_found).map(|times| (self.chosen + times * step) % n_found);
        let mut enabled = places.filter(|&place| self.found[place].is_enabled(workspace));
        if let Some(place) = enabled.next() {
            self.chosen = place;
            self.scrolls = true;
        }
    }

    /// Gives what is to be carried out.
    fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, recent: &[UiCommand]) -> Option<Entry> {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 16.0 * theme::UNIT));
        let field = field_id();
        // The field would take the arrows to move its cursor.
        let arrow = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (down, up) = (arrow(Key::ArrowDown), arrow(Key::ArrowUp));
        let edit = egui::TextEdit::singleline(&mut self.text).id(field).hint_text("Find a command or a topic");
        // Tab would leave the field, and there is nowhere to go.
        let response =
            ui.add(edit.desired_width(f32::INFINITY).lock_focus(true)).accessible_name("Find a command or a topic");
        if response.changed() {
            self.find(recent, workspace);
        }
        // Only now: what an input method has just put together is found before Enter takes it.
        let enter = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        if down || up {
            self.go(down, workspace);
        }
        ui.add_space(theme::UNIT);
        if self.found.is_empty() {
            theme::weak_label(ui, "No command and no topic has such a name");
            return None;
        }
        let clicked = self.list_ui(ui, workspace, field);
        let entered = self.found.get(self.chosen).copied().filter(|entry| enter && entry.is_enabled(workspace));
        entered.or(clicked)
    }

    fn list_ui(&mut self, ui: &mut Ui, workspace: &Workspace, field: Id) -> Option<Entry> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let below = ui.ctx().content_rect().height() - 44.0 * theme::UNIT;
        let height = (ROWS_SHOWN * ROW).min(below).max(3.0 * ROW);
        let mut area = ScrollArea::vertical().id_salt("found").max_height(height).auto_shrink([false, true]);
        // As high as it may be at once: by itself it would grow by a little every frame.
        area = area.min_scrolled_height(height);
        if std::mem::take(&mut self.scrolls) {
            // The chosen row in the middle, as far as there are rows.
            let offset = (self.chosen as f32 + 0.5) * ROW - height / 2.0;
            area = area.vertical_scroll_offset(offset.max(0.0));
        }
        let mut clicked = None;
        area.show_rows(ui, ROW, self.found.len(), |ui, rows| {
            for place in rows {
                let entry = self.found[place];
                let is_chosen = place == self.chosen;
                let response = ui.push_id(place, |ui| row_ui(ui, workspace, entry, is_chosen)).inner;
                if is_chosen {
                    // A screen reader tells the chosen row while the keyboard stays in the field.
                    let row = response.id.accesskit_id();
                    ui.ctx().accesskit_node_builder(field, |node| node.set_active_descendant(row));
                }
                if response.clicked() {
                    clicked = Some(entry);
                }
            }
        });
        clicked
    }
}

impl Entry {
    fn is_enabled(self, workspace: &Workspace) -> bool {
        match self {
            Self::Command(command) => command.is_enabled(workspace),
            Self::Topic(topic) => workspace.session().is_some_and(|session| session.topics.is_open(topic)),
        }
    }
}

fn row_ui(ui: &mut Ui, workspace: &Workspace, entry: Entry, is_chosen: bool) -> egui::Response {
    let (text, keys) = match entry {
        Entry::Command(command) => {
            let keys = command.shortcuts().first().map(|keys| shortcut_text(ui.ctx(), *keys));
            (command.menu_text(workspace), keys.unwrap_or_default())
        }
        Entry::Topic(topic) => {
            let name = workspace.session().map(|session| session.tables.name(topic)).unwrap_or_default();
            (format!("{GO_TO}{name}"), String::new())
        }
    };
    let enabled = entry.is_enabled(workspace);
    let keys_text = egui::RichText::new(&keys).font(theme::small()).color(theme::palette(ui).weak);
    // A click is taken, but the keyboard stays in the field.
    let row = Button::selectable(is_chosen, &text).right_text(keys_text).truncate().sense(Sense::CLICK);
    let response = ui.add_enabled(enabled, row.min_size(vec2(ui.available_width(), ROW)));
    list_option::tell(&response, enabled, is_chosen, &text);
    if !keys.is_empty() {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_keyboard_shortcut(keys));
    }
    response
}

/// The open topics, each with what its name is found by.
fn topics(session: &Session) -> Vec<(TopicId, String)> {
    let listed = session.tables.relations.similarities.topics.iter();
    listed.map(|&id| (id, normalized(&format!("{GO_TO}{}", session.tables.name(id))))).collect()
}

/// Commands that match, the best first; with an empty text all of them, and those that were used lately before the others.
fn commands_found(query: &Query, recent: &[UiCommand]) -> Vec<Entry> {
    let is_offered = |command: &UiCommand| *command != UiCommand::Palette;
    let all = UiCommand::ALL.iter().copied().filter(is_offered);
    if query.is_empty() {
        let rest = all.filter(|command| !recent.contains(command));
        return recent.iter().copied().chain(rest).map(Entry::Command).collect();
    }
    let score = |command: UiCommand| {
        let title = query.score(&normalized(command.title()));
        // “view” finds what is in the menu View, after what is called so.
        let in_menu = || query.score(&normalized(&format!("{} {}", menu_of(command), command.title())));
        title.or_else(|| Some(in_menu()? + FOUND_BY_MENU))
    };
    let mut scored: Vec<(u32, UiCommand)> = all.filter_map(|command| Some((score(command)?, command))).collect();
    scored.sort_by_key(|(score, _)| *score);
    scored.into_iter().map(|(_, command)| Entry::Command(command)).collect()
}

/// What only the menu's name brings comes after the rest.
const FOUND_BY_MENU: u32 = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        let entries = commands_found(&Query::new(text), &[UiCommand::Merge, UiCommand::Quit]);
        let titles = entries.into_iter().map(|entry| match entry {
            Entry::Command(command) => command.title(),
            Entry::Topic(_) => "a topic",
        });
        titles.collect()
    }

    #[test]
    fn without_text_what_was_used_lately_comes_first() {
        assert_eq!(found(" ")[..3], ["Merge selected", "Quit", "Open…"]);
        assert_eq!(found("").len(), UiCommand::ALL.len() - 1, "all but the palette itself");
    }

    #[test]
    fn words_of_the_title_find_a_command_in_any_order() {
        assert_eq!(found("theme dark"), ["Dark theme"]);
        assert_eq!(found("merge")[..2], ["Merge selected", "Merge proposed groups"]);
        assert_eq!(found("TRASH")[..2], ["Move to trash", "Restore everything from the trash"]);
        assert!(found("no such command").is_empty());
    }

    #[test]
    fn the_name_of_a_menu_finds_what_is_in_it() {
        assert!(found("view").contains(&"Reduce motion"));
        assert_eq!(found("help about"), ["About Mungchi"]);
    }
}

//! A name that is typed in its row of the list.
//!
//! Enter keeps it, Escape drops it, and to leave the field keeps it too. While an input method composes a syllable, both
//! keys belong to the input method: the field takes neither itself but looks at them in the order in which they came
//! among what the input method says. Korean input methods hand Enter on after they have committed the syllable.

use egui::{Context, Event, EventFilter, Id, ImeEvent, Key, TextEdit, Ui};

use super::theme;
use crate::topics::{Command, TopicId};
use crate::workspace::{Action, Session};

/// The name that is being typed, if one is.
#[derive(Default)]
pub struct InlineName {
    draft: Option<Draft>,
}

struct Draft {
    topic: TopicId,
    text: String,
    /// The first revision of the session that the draft belongs to.
    session: u64,
    is_composing: bool,
    /// Whether the field takes the keyboard when it is drawn next: it is new, or was out of sight.
    wants_focus: bool,
    /// Whether the field was drawn since the list was last drawn to its end.
    is_drawn: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Keep,
    Drop,
}

/// There is one field at a time, and it stays the same one when its row finds another place.
fn field_id() -> Id {
    Id::unique("name in the list")
}

impl InlineName {
    pub fn is_open(&self) -> bool {
        self.draft.is_some()
    }

    pub fn is_of(&self, topic: TopicId) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.topic == topic)
    }

    /// Opens the field in the row of a topic, with all of the name selected.
    pub fn start(&mut self, ctx: &Context, session: &Session, topic: TopicId, actions: &mut Vec<Action>) {
        self.keep(session, actions);
        let text = session.tables.name(topic).to_owned();
        let mut state = egui::text_edit::TextEditState::default();
        let end = egui::text::CCursor::new(text.chars().count());
        state.cursor.set_char_range(Some(egui::text::CCursorRange::two(egui::text::CCursor::new(0), end)));
        state.store(ctx, field_id());
        ctx.request_repaint();
        self.draft = Some(Draft {
            topic,
            text,
            session: session.first_revision,
            is_composing: false,
            wants_focus: true,
            is_drawn: true,
        });
    }

    /// Forgets what was typed; for when its topic is gone.
    pub fn forget(&mut self) {
        self.draft = None;
    }

    /// Turns what was typed into a decision, if it is another name.
    pub fn keep(&mut self, session: &Session, actions: &mut Vec<Action>) {
        let Some(draft) = self.draft.take().filter(|draft| draft.session == session.first_revision) else { return };
        let Some(row) = session.tables.row(draft.topic) else { return };
        let text = draft.text.trim();
        let is_same = text == &*row.name || (text.is_empty() && !row.is_named);
        if !is_same {
            let name = (!text.is_empty()).then(|| text.to_owned());
            actions.push(Action::Curate(Command::Rename { topic: draft.topic, name }));
        }
    }

    /// The field, in the row of its topic.
    pub fn ui(&mut self, ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
        let Some(draft) = &mut self.draft else { return };
        draft.is_drawn = true;
        if std::mem::take(&mut draft.wants_focus) {
            draft.is_composing = false;
            ui.memory_mut(|memory| memory.request_focus(field_id()));
        }
        let has_focus = ui.memory(|memory| memory.has_focus(field_id()));
        let ending = if has_focus { ui.input(|input| draft.ending(&input.events)) } else { None };
        let edit = TextEdit::singleline(&mut draft.text)
            .id(field_id())
            .font(theme::body())
            .desired_width(f32::INFINITY)
            .hint_text("Name by keywords")
            .return_key(None::<egui::KeyboardShortcut>)
            .event_filter(EventFilter { escape: true, horizontal_arrows: true, vertical_arrows: true, tab: false });
        let response = ui.add(edit).accessible_name("Name in the list");
        if ending.is_some() {
            response.surrender_focus();
        }
        match ending {
            Some(Ending::Drop) => self.forget(),
            Some(Ending::Keep) => self.keep(session, actions),
            None if response.lost_focus() => self.keep(session, actions),
            None => {}
        }
    }

    /// After the list was drawn: a field whose row is out of sight waits for it to come back. Gives the topic whose row is to
    /// come into sight, because keys were pressed.
    pub fn wait(&mut self, ctx: &Context, session: &Session, actions: &mut Vec<Action>) -> Option<TopicId> {
        let draft = self.draft.as_mut()?;
        if std::mem::take(&mut draft.is_drawn) {
            return None;
        }
        draft.wants_focus = true;
        let topic = draft.topic;
        let focused = ctx.memory(egui::Memory::focused);
        let (is_pressed, is_typed) =
            ctx.input(|input| (input.pointer.any_pressed(), input.events.iter().any(is_of_keyboard)));
        if is_pressed || focused.is_some_and(|id| id != field_id()) || !session.tables.listed.contains(&topic) {
            self.keep(session, actions);
            return None;
        }
        is_typed.then_some(topic)
    }
}

impl Draft {
    /// What the keys of this frame do to the field.
    fn ending(&mut self, events: &[Event]) -> Option<Ending> {
        for event in events {
            match event {
                Event::Ime(ImeEvent::Preedit { text, .. }) => self.is_composing = !text.is_empty(),
                Event::Ime(ImeEvent::Commit(_)) | Event::WindowFocused(false) => self.is_composing = false,
                Event::Key { key: Key::Enter, pressed: true, .. } if !self.is_composing => return Some(Ending::Keep),
                Event::Key { key: Key::Escape, pressed: true, .. } if !self.is_composing => return Some(Ending::Drop),
                _ => {}
            }
        }
        None
    }
}

fn is_of_keyboard(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Ime(_) | Event::Key { pressed: true, .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let text = String::new();
        Draft { topic: TopicId(0), text, session: 0, is_composing: false, wants_focus: false, is_drawn: true }
    }

    fn preedit(text: &str) -> Event {
        Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None })
    }

    fn commit(text: &str) -> Event {
        Event::Ime(ImeEvent::Commit(text.to_owned()))
    }

    fn key(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: egui::Modifiers::NONE }
    }

    #[test]
    fn keys_belong_to_the_input_method_until_it_has_committed() {
        let mut draft = draft();
        assert_eq!(draft.ending(&[preedit("ㅎ")]), None);
        assert_eq!(draft.ending(&[preedit("하"), key(Key::Enter)]), None, "across frames too");
        assert_eq!(draft.ending(&[key(Key::Escape)]), None);
        assert_eq!(draft.ending(&[commit("하"), preedit("ㄴ"), key(Key::Enter)]), None, "the next syllable has begun");
        assert_eq!(draft.ending(&[preedit(""), commit("ㄴ")]), None);
        assert_eq!(draft.ending(&[key(Key::Enter)]), Some(Ending::Keep));
    }

    #[test]
    fn enter_that_is_handed_on_after_the_commit_keeps_the_name() {
        let mut draft = draft();
        assert_eq!(draft.ending(&[preedit("한")]), None);
        assert_eq!(draft.ending(&[commit("한"), preedit(""), key(Key::Enter)]), Some(Ending::Keep));
    }

    #[test]
    fn a_composition_that_was_given_up_leaves_the_keys_to_the_field() {
        let mut draft = draft();
        assert_eq!(draft.ending(&[preedit("ㅎ"), preedit(""), key(Key::Escape)]), Some(Ending::Drop));
    }
}

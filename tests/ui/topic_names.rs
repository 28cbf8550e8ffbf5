//! Renaming in the list: by F2 and double click, with Enter, Escape, by leaving the field, and under a Korean input method.

use egui::{Event, ImeEvent, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Role, TouchPhase, vec2};
use egui_kittest::kittest::Queryable as _;
use mungchi::topics::TopicId;
use mungchi::worker::CorpusSource;

use crate::hands::{Window, listed, name_of, press, select};
use crate::harness::{FRUIT_AND_TOOLS, settle, start, start_on_lines};

const FIELD: &str = "Name in the list";

fn n_decisions(window: &Window) -> usize {
    window.state().workspace().n_decisions()
}

fn is_open(window: &Window) -> bool {
    window.query_by_label(FIELD).is_some()
}

fn preedit(window: &mut Window, text: &str) {
    window.event(Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None }));
    window.run();
}

fn commit(window: &mut Window, text: &str) {
    window.event(Event::Ime(ImeEvent::Commit(text.to_owned())));
    window.run();
}

/// Opens the field of the first row.
fn start_renaming() -> (Window, TopicId, String) {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    let name = name_of(&window, topic);
    select(&mut window, &[topic]);
    press(&mut window, Key::F2);
    assert!(window.get_by_label(FIELD).is_focused());
    (window, topic, name)
}

#[test]
fn what_is_typed_replaces_the_name_and_enter_keeps_it_once() {
    let (mut window, topic, _) = start_renaming();
    window.get_by_label(FIELD).type_text("Rivers");
    window.run();
    press(&mut window, Key::Enter);
    assert_eq!((name_of(&window, topic).as_str(), n_decisions(&window)), ("Rivers", 1));
    assert!(!is_open(&window));
}

#[test]
fn escape_leaves_the_name_and_the_selection_as_they_were() {
    let (mut window, topic, name) = start_renaming();
    window.get_by_label(FIELD).type_text("Rivers");
    window.run();
    press(&mut window, Key::Escape);
    assert_eq!((name_of(&window, topic), n_decisions(&window)), (name, 0));
    assert!(!is_open(&window));
    assert_eq!(window.state().workspace().selection().topics(), [topic]);
}

#[test]
fn a_name_that_is_not_changed_is_no_decision() {
    let (mut window, topic, name) = start_renaming();
    press(&mut window, Key::Enter);
    assert_eq!((name_of(&window, topic), n_decisions(&window)), (name, 0));
    assert!(!is_open(&window));
}

#[test]
fn leaving_the_field_keeps_the_name() {
    let (mut window, topic, _) = start_renaming();
    let other = listed(&window)[1];
    window.get_by_label(FIELD).type_text("Rivers");
    window.run();
    let other_name = name_of(&window, other);
    window.get_by_role_and_label(Role::ListBoxOption, other_name.as_str()).click();
    window.remove_cursor();
    settle(&mut window);
    assert_eq!((name_of(&window, topic).as_str(), n_decisions(&window)), ("Rivers", 1));
    assert!(!is_open(&window));
    assert_eq!(window.state().workspace().selection().topics(), [other]);
}

#[test]
fn a_double_click_on_a_name_opens_its_field() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[1];
    let name = name_of(&window, topic);
    let row = window.get_by_role_and_label(Role::ListBoxOption, name.as_str()).rect();
    let at = row.left_center() + vec2(60.0, -6.0);
    window.hover_at(at);
    window.run();
    // Two clicks in two frames: a frame of the harness takes a quarter of a second.
    for _ in 0..2 {
        for pressed in [true, false] {
            let button = PointerButton::Primary;
            let event = Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE };
            window.input_mut().events.push(event);
        }
        window.step();
    }
    settle(&mut window);
    assert!(window.get_by_label(FIELD).is_focused());
    window.get_by_label(FIELD).type_text("Rivers");
    window.run();
    press(&mut window, Key::Enter);
    assert_eq!((name_of(&window, topic).as_str(), n_decisions(&window)), ("Rivers", 1));
}

#[test]
fn keys_belong_to_the_korean_input_method_while_it_composes() {
    let (mut window, topic, _) = start_renaming();
    for text in ["ㅎ", "하", "한"] {
        preedit(&mut window, text);
    }
    press(&mut window, Key::Enter);
    assert!(window.get_by_label(FIELD).is_focused(), "the syllable is not done");
    press(&mut window, Key::Escape);
    assert!(window.get_by_label(FIELD).is_focused());
    assert_eq!(n_decisions(&window), 0);
    commit(&mut window, "한");
    for text in ["ㄱ", "구", "국"] {
        preedit(&mut window, text);
    }
    preedit(&mut window, "");
    commit(&mut window, "국");
    assert_eq!(window.get_by_label(FIELD).value().as_deref(), Some("한국"));
    assert_eq!(n_decisions(&window), 0);
    press(&mut window, Key::Enter);
    assert_eq!((name_of(&window, topic).as_str(), n_decisions(&window)), ("한국", 1));
    assert!(!is_open(&window));
}

#[test]
fn enter_that_the_input_method_hands_on_keeps_the_last_syllable_too() {
    let (mut window, topic, _) = start_renaming();
    preedit(&mut window, "강");
    // As it comes from a Korean input method: the syllable, and then the key that ended it.
    window.event(Event::Ime(ImeEvent::Preedit { text: String::new(), active_range_chars: None }));
    window.event(Event::Ime(ImeEvent::Commit("강".to_owned())));
    press(&mut window, Key::Enter);
    assert_eq!((name_of(&window, topic).as_str(), n_decisions(&window)), ("강", 1));
}

#[test]
fn a_syllable_that_is_not_done_is_kept_when_the_field_is_left() {
    let (mut window, topic, _) = start_renaming();
    commit(&mut window, "강");
    preedit(&mut window, "물");
    window.get_by_label("Filter topics").focus();
    settle(&mut window);
    assert_eq!((name_of(&window, topic).as_str(), n_decisions(&window)), ("강물", 1));
}

#[test]
fn a_draft_survives_scrolling_and_its_row_comes_back_at_the_next_key() {
    let mut window = start(Some(CorpusSource::Sample));
    settle(&mut window);
    let topic = listed(&window)[0];
    let name = name_of(&window, topic);
    select(&mut window, &[topic]);
    press(&mut window, Key::F2);
    window.get_by_label(FIELD).type_text("Rivers");
    window.run();
    let row = window.get_by_label(FIELD).rect();
    window.hover_at(row.center() + vec2(0.0, 120.0));
    window.run();
    window.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, -2000.0),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    settle(&mut window);
    assert!(!is_open(&window), "its row is out of sight");
    assert_eq!((name_of(&window, topic), n_decisions(&window)), (name, 0));
    // A letter is no command meanwhile: the row comes back.
    press(&mut window, Key::Delete);
    assert_eq!(window.get_by_label(FIELD).value().as_deref(), Some("Rivers"));
    assert!(window.get_by_label(FIELD).is_focused());
    press(&mut window, Key::Enter);
    assert_eq!((name_of(&window, topic).as_str(), n_decisions(&window)), ("Rivers", 1));
}

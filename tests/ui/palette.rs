//! The command palette, by keyboard alone.

use egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use crate::hands::{Window, has_keyboard, listed, name_of, press, press_with, rename, select};
use crate::harness::{FRUIT_AND_TOOLS, n_open, settle, start_on_lines};

const FIELD: &str = "Find a command or a topic";

/// Opens the palette, types and leaves it open.
pub fn type_into_palette(window: &mut Window, text: &str) {
    press_with(window, Modifiers::COMMAND, Key::P);
    assert!(has_keyboard(window, FIELD));
    window.event(Event::Text(text.to_owned()));
    settle(window);
}

fn is_open(window: &Window) -> bool {
    window.query_by_label(FIELD).is_some()
}

fn n_selected(window: &Window) -> usize {
    window.state().workspace().selection().topics().len()
}

#[test]
fn a_command_is_found_by_typing_and_carried_out_by_enter() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    type_into_palette(&mut window, "all select");
    press(&mut window, Key::Enter);
    assert!(!is_open(&window));
    assert_eq!(n_selected(&window), 3);
    type_into_palette(&mut window, "merge sel");
    press(&mut window, Key::Enter);
    assert_eq!(n_open(&window), 1);
}

#[test]
fn what_was_used_lately_comes_first_and_what_cannot_be_done_is_passed_over() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    for command in ["select all topics", "clear selection"] {
        type_into_palette(&mut window, command);
        press(&mut window, Key::Enter);
    }
    assert_eq!(n_selected(&window), 0);
    // Of the two that were used last, nothing is left to clear: Enter takes the one before.
    press_with(&mut window, Modifiers::COMMAND, Key::K);
    press(&mut window, Key::Enter);
    assert_eq!(n_selected(&window), 3);
    type_into_palette(&mut window, "redo");
    press(&mut window, Key::Enter);
    assert!(is_open(&window), "there is nothing to redo");
}

#[test]
fn arrows_choose() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    type_into_palette(&mut window, "theme");
    let chosen = |window: &Window, name: &str| {
        let row = window.get_by_role_and_label(Role::ListBoxOption, name);
        egui_kittest::kittest::NodeT::accesskit_node(&row).is_selected() == Some(true)
    };
    assert!(chosen(&window, "Theme of the system"), "a name that begins with the word comes first");
    press(&mut window, Key::ArrowDown);
    assert!(chosen(&window, "Light theme") && !chosen(&window, "Theme of the system"));
    press(&mut window, Key::ArrowUp);
    press(&mut window, Key::ArrowUp);
    assert!(chosen(&window, "Dark theme"), "round to the last");
}

#[test]
fn a_topic_is_found_by_a_syllable_that_is_still_being_typed() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    rename(&mut window, topics[1], "한국어 번역");
    select(&mut window, &topics[..1]);
    type_into_palette(&mut window, "하");
    window.get_by_role_and_label(Role::ListBoxOption, "Go to topic: 한국어 번역");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().workspace().selection().topics(), [topics[1]]);
    let name = name_of(&window, topics[0]);
    type_into_palette(&mut window, &name);
    press(&mut window, Key::Enter);
    assert_eq!(window.state().workspace().selection().topics(), [topics[0]]);
}

#[test]
fn escape_closes_the_palette_and_nothing_else() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    select(&mut window, &topics[..1]);
    type_into_palette(&mut window, "no such command");
    window.get_by_label("No command and no topic has such a name");
    press(&mut window, Key::Enter);
    assert!(is_open(&window));
    press(&mut window, Key::Escape);
    assert!(!is_open(&window));
    assert_eq!(n_selected(&window), 1);
}

#[test]
fn the_palette_opens_while_text_is_typed() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    press_with(&mut window, Modifiers::COMMAND, Key::F);
    assert!(window.get_by_label("Filter topics").is_focused());
    type_into_palette(&mut window, "fit");
    press(&mut window, Key::Escape);
    assert!(!is_open(&window));
    assert!(window.get_by_label("Filter topics").is_focused(), "the keyboard goes back to where it was");
}

//! Commands by key, and text fields that keep their keys to themselves.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use mungchi::topics::TopicId;

use crate::harness::{FRUIT_AND_TOOLS, n_open, session, settle, start_on_lines};

#[test]
fn select_all_merge_undo_redo_and_take_apart_have_keys() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    assert_eq!(n_open(&harness), 3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settle(&mut harness);
    harness.key_press(Key::G);
    settle(&mut harness);
    assert_eq!(n_open(&harness), 1);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(n_open(&harness), 3);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    settle(&mut harness);
    assert_eq!(n_open(&harness), 1);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settle(&mut harness);
    harness.key_press(Key::U);
    settle(&mut harness);
    assert_eq!(n_open(&harness), 3);
}

#[test]
fn letters_typed_into_a_name_are_no_commands_and_escape_renames_nothing() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = TopicId(0);
    let before = session(&harness).tables.name(topic).to_owned();
    harness.get_by_label(&format!("Bubble: {before}")).click_accesskit();
    settle(&mut harness);

    harness.key_press(Key::F2);
    harness.run();
    assert!(harness.get_by_label("Name in the list").is_focused(), "F2 goes to the name");
    harness.get_by_label("Name in the list").type_text("g");
    harness.run();
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert_eq!(session(&harness).tables.name(topic), before);
    assert_eq!(harness.state().workspace().n_decisions(), 0);

    harness.key_press(Key::F2);
    harness.run();
    harness.get_by_label("Name in the list").set_text_value_accesskit("Fruit");
    harness.run();
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(session(&harness).tables.name(topic), "Fruit");
    assert_eq!(harness.state().workspace().n_decisions(), 1, "Enter renames once");
}

#[test]
fn delete_moves_to_the_trash_and_restore_brings_back() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    let name = session(&harness).tables.name(TopicId(1)).to_owned();
    harness.get_by_label(&format!("Bubble: {name}")).click_accesskit();
    settle(&mut harness);
    harness.key_press(Key::Delete);
    settle(&mut harness);
    assert_eq!(n_open(&harness), 2);
    harness.get_by_label("Trash (1)");
    harness.get_by_label("Restore").click();
    settle(&mut harness);
    assert_eq!(n_open(&harness), 3);
}

#[test]
fn a_key_of_another_layout_gives_one_command_only() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settle(&mut harness);
    harness.key_press(Key::G);
    settle(&mut harness);
    // On a German keyboard Z stands where Y is on others: Ctrl+Z undoes and must not redo.
    harness.event(egui::Event::Key {
        key: Key::Z,
        physical_key: Some(Key::Y),
        pressed: true,
        repeat: false,
        modifiers: Modifiers::COMMAND,
    });
    settle(&mut harness);
    assert_eq!(n_open(&harness), 3);
}

#[test]
fn the_list_of_keys_opens_and_closes() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    harness.key_press(Key::F1);
    harness.run();
    harness.get_by_label("Merge proposed groups");
    harness.get_by_label("Close").click();
    harness.run();
    assert!(harness.query_by_label("Merge proposed groups").is_none());
}

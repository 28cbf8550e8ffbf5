//! The topic list: ranges, keys, filters, sorting, and what stands in the place of rows.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use mungchi::tables::{TopicColumn, TopicSort};
use mungchi::topics::{Command, TopicId};
use mungchi::worker::CorpusSource;

use crate::hands::{Window, click, listed, n_documents, name_of, press, press_with, rename, select};
use crate::harness::{FRUIT_AND_TOOLS, n_open, session, settle, start, start_on_lines};

/// Eight topics, some of them with fewer than 10 documents.
fn start_with_eight() -> Window {
    let line = |topic: usize, number: usize| {
        let words = (0..6).filter(|word| *word != number % 6).map(|word| format!("topic{topic}word{word}"));
        words.collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<String> = (0..8).flat_map(|topic| (0..4 + topic).map(move |number| line(topic, number))).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let window = start_on_lines(&lines, 8);
    assert_eq!(listed(&window).len(), 8);
    window
}

fn selected(window: &Window) -> Vec<TopicId> {
    window.state().workspace().selection().topics().to_vec()
}

#[track_caller]
fn click_row(window: &mut Window, topic: TopicId, modifiers: Modifiers) {
    let name = name_of(window, topic);
    window.get_by_role_and_label(Role::ListBoxOption, name.as_str()).click_modifiers(modifiers);
    window.remove_cursor();
    settle(window);
}

#[test]
fn shift_click_selects_from_the_row_clicked_last_and_control_keeps_what_was_selected() {
    let mut window = start_with_eight();
    let rows = listed(&window);
    click_row(&mut window, rows[1], Modifiers::NONE);
    click_row(&mut window, rows[4], Modifiers::SHIFT);
    assert_eq!(selected(&window), rows[1..=4]);
    click_row(&mut window, rows[6], Modifiers::COMMAND);
    click_row(&mut window, rows[7], Modifiers::COMMAND | Modifiers::SHIFT);
    assert_eq!(selected(&window), [&rows[1..=4], &rows[6..=7]].concat());
    click_row(&mut window, rows[5], Modifiers::SHIFT);
    assert_eq!(selected(&window), [rows[6], rows[5]]);
}

#[test]
fn keys_walk_through_the_list_and_extend_the_selection() {
    let mut window = start_with_eight();
    let rows = listed(&window);
    press(&mut window, Key::End);
    assert_eq!(selected(&window), [rows[7]]);
    press_with(&mut window, Modifiers::SHIFT, Key::ArrowUp);
    press_with(&mut window, Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!(selected(&window), [rows[7], rows[6], rows[5]]);
    press_with(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(selected(&window), [rows[7], rows[6]]);
    press(&mut window, Key::ArrowUp);
    assert_eq!(selected(&window), [rows[5]], "on from the end of the range");
    press(&mut window, Key::Home);
    assert_eq!(selected(&window), [rows[0]]);
}

#[test]
fn a_page_down_brings_rows_into_sight_that_were_out_of_it() {
    let mut window = start(Some(CorpusSource::Sample));
    settle(&mut window);
    let rows = listed(&window);
    let last = name_of(&window, rows[59]);
    assert!(window.query_by_role_and_label(Role::ListBoxOption, last.as_str()).is_none(), "it is out of sight");
    press(&mut window, Key::Home);
    press(&mut window, Key::PageDown);
    let place = rows.iter().position(|&id| selected(&window) == [id]).unwrap();
    assert!((3..30).contains(&place), "a page has {place} rows");
    press(&mut window, Key::PageUp);
    assert_eq!(selected(&window), [rows[0]]);
    press(&mut window, Key::End);
    assert_eq!(selected(&window), [rows[59]]);
    window.get_by_role_and_label(Role::ListBoxOption, last.as_str());
}

#[test]
fn control_a_selects_what_is_listed() {
    let mut window = start_with_eight();
    let rows = listed(&window);
    rename(&mut window, rows[3], "Rivers");
    rename(&mut window, rows[5], "riverbeds");
    window.get_by_label("Filter topics").set_text_value_accesskit("river");
    settle(&mut window);
    window.get_by_label("2 of 8");
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    assert_eq!(selected(&window), listed(&window));
    click(&mut window, "Clear");
    assert!(window.query_by_label("2 of 8").is_none());
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    assert_eq!(selected(&window).len(), 8);
}

#[test]
fn quick_filters_are_chosen_in_a_menu_and_let_go_by_their_chips() {
    let mut window = start_with_eight();
    let rows = listed(&window);
    rename(&mut window, rows[0], "Rivers");
    click(&mut window, "Show topics");
    click(&mut window, "Undecided");
    assert_eq!(listed(&window), rows[1..]);
    click(&mut window, "Smaller than");
    let small: Vec<TopicId> = rows[1..].iter().copied().filter(|&id| n_documents(&window, id) < 10).collect();
    assert!((2..=6).contains(&small.len()), "{small:?}");
    assert_eq!(listed(&window), small, "fewer than 10 documents");
    press(&mut window, Key::Escape);
    window.get_by_label(&format!("{} of 8", small.len()));
    click(&mut window, "Undecided  ×");
    click(&mut window, "Below 10 documents  ×");
    assert_eq!(listed(&window), rows);
}

#[test]
fn topics_with_a_tag_are_listed() {
    let mut window = start_with_eight();
    let rows = listed(&window);
    select(&mut window, &[rows[2]]);
    press(&mut window, Key::T);
    window.get_by_label("Add a tag").type_text("later");
    settle(&mut window);
    press(&mut window, Key::Enter);
    press(&mut window, Key::Escape);
    click(&mut window, "Show topics");
    window.get_by_role_and_label(Role::RadioButton, "#later").click();
    window.remove_cursor();
    settle(&mut window);
    assert_eq!(listed(&window), [rows[2]]);
    press(&mut window, Key::Escape);
    click(&mut window, "Clear");
    assert_eq!(listed(&window), rows);
}

#[test]
fn the_list_is_sorted_by_headers_and_by_a_menu() {
    let mut window = start_with_eight();
    let sort = |window: &Window| window.state().workspace().topic_sort();
    window.get_by_label("Docs ▼");
    click(&mut window, "Coh.");
    assert_eq!(sort(&window), TopicSort { by: TopicColumn::Cohesion, descending: true });
    click(&mut window, "Coh. ▼");
    window.get_by_label("Coh. ▲");
    click(&mut window, "Sort topics");
    click(&mut window, "Separation");
    assert_eq!(sort(&window), TopicSort { by: TopicColumn::Separation, descending: true });
    let separations: Vec<f32> =
        listed(&window).iter().map(|&id| session(&window).tables.separation(id).unwrap()).collect();
    assert!(separations.is_sorted_by(|a, b| a >= b), "{separations:?}");
}

#[test]
fn an_empty_list_says_why_and_what_can_be_done() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    window.get_by_label("Filter topics").set_text_value_accesskit("nothing of this kind");
    settle(&mut window);
    window.get_by_label("No topic matches the filter");
    click(&mut window, "Clear filter");
    assert_eq!(listed(&window).len(), 3);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::Delete);
    window.get_by_label("All topics are in the trash");
    click(&mut window, "Restore all");
    assert_eq!(n_open(&window), 3);
}

#[test]
fn the_trash_is_folded_up_and_keeps_its_count() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    select(&mut window, &[topic]);
    press(&mut window, Key::Delete);
    window.get_by_label("Restore");
    click(&mut window, "Trash (1)");
    assert!(window.query_by_label("Restore").is_none());
    click(&mut window, "Trash (1)");
    window.get_by_label("Restore");
    let commands: Vec<&Command> = session(&window).history.commands().collect();
    assert_eq!(commands, [&Command::Trash(vec![topic])], "to fold up is no decision");
}

//! What a researcher's hands do: keys, clicks on what has a name, and a look at what came of it.
//!
//! Each waits until nothing moves, and takes the pointer away, so that nothing is lit up by chance.

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mungchi::topics::TopicId;
use mungchi::ui::App;
use mungchi::workspace::{DocumentList, Listing};

use crate::harness::{FRUIT_AND_TOOLS, session, settle};

pub type Window = Harness<'static, App>;

pub fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

pub fn press_with(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

/// Clicks the one thing of that name.
#[track_caller]
pub fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    window.remove_cursor();
    settle(window);
}

/// Opens a menu of the menu bar; its title may be found elsewhere too, but not as far up.
#[track_caller]
pub fn open_menu(window: &mut Window, title: &str) {
    let places = window.get_all_by_label(title).map(|node| node.rect());
    let button = places.min_by(|a, b| a.top().total_cmp(&b.top())).unwrap();
    window.hover_at(button.center());
    window.drag_at(button.center());
    window.drop_at(button.center());
    settle(window);
}

/// Selects topics by their rows in the list.
#[track_caller]
pub fn select(window: &mut Window, topics: &[TopicId]) {
    for (place, &topic) in topics.iter().enumerate() {
        let name = name_of(window, topic);
        let modifiers = if place == 0 { Modifiers::NONE } else { Modifiers::COMMAND };
        window.get_by_role_and_label(Role::ListBoxOption, name.as_str()).click_modifiers(modifiers);
        window.remove_cursor();
        settle(window);
    }
    assert_eq!(window.state().workspace().selection().topics(), topics);
}

/// Types a name for a topic, which stays selected.
#[track_caller]
pub fn rename(window: &mut Window, topic: TopicId, name: &str) {
    select(window, &[topic]);
    press(window, Key::F2);
    window.get_by_label("Name in the list").set_text_value_accesskit(name);
    settle(window);
    press(window, Key::Enter);
    assert_eq!(name_of(window, topic), name);
}

/// Ctrl + click on documents of the list.
#[track_caller]
pub fn choose_documents(window: &mut Window, texts: &[&str]) {
    for text in texts {
        window.get_by_label(&format!("Document: {text}")).click_modifiers(Modifiers::COMMAND);
        window.remove_cursor();
        settle(window);
    }
}

/// The topics of the list in its order: of [`FRUIT_AND_TOOLS`], the largest first.
pub fn listed(window: &Window) -> Vec<TopicId> {
    session(window).tables.listed.clone()
}

pub fn name_of(window: &Window, topic: TopicId) -> String {
    session(window).tables.name(topic).to_owned()
}

pub fn n_documents(window: &Window, topic: TopicId) -> usize {
    session(window).tables.row(topic).unwrap().n_documents as usize
}

/// The documents that are listed.
#[track_caller]
pub fn listing(window: &Window) -> Listing {
    let DocumentList::Ready(listing) = &window.state().workspace().detail().documents else {
        panic!("no documents are listed")
    };
    listing.clone()
}

/// The lines of [`FRUIT_AND_TOOLS`] that are listed.
#[track_caller]
pub fn listed_lines(window: &Window) -> Vec<&'static str> {
    listing(window).documents.iter().map(|document| FRUIT_AND_TOOLS[document.index()]).collect()
}

/// Whether what is typed goes to the field of that name. Where a list under it has a chosen line, a screen reader is told
/// that line in place of the field.
#[track_caller]
pub fn has_keyboard(window: &Window, name: &str) -> bool {
    window.get_by_label(name).accesskit_node().is_focused_in_tree()
}

/// Compares topics by the cosine: those without a common term have 0, and so all of them join at 0.
#[track_caller]
pub fn compare_by_cosine(window: &mut Window) {
    window.get_by_role_and_label(Role::ComboBox, "Similarity").click();
    window.remove_cursor();
    settle(window);
    click(window, "cosine");
}

/// The messages of the status bar.
pub fn told(window: &Window) -> Vec<String> {
    window.state().workspace().notices().map(|notice| notice.text.clone()).collect()
}

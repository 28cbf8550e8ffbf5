//! Screen readers: whatever takes input has a name, in every state of the window.

use egui::accesskit::Action;
use egui::{Event, Key, Modifiers, Role, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mungchi::ui::file_picker::Picked;
use mungchi::worker::CorpusSource;

use crate::hands::{
    Window, choose_documents, click, compare_by_cosine, listed, listing, open_menu, press, press_with, rename, select,
};
use crate::harness::{FRUIT_AND_TOOLS, FakePicker, settle, start, start_on_lines, start_with};
use crate::palette::type_into_palette;

/// Fails for what can be focused, clicked or set, or says that it takes input, and has no name.
#[track_caller]
pub fn check(window: &Window, state: &str, at_least: usize) {
    let says_input = |role: Role| {
        matches!(
            role,
            Role::Button
                | Role::TextInput
                | Role::MultilineTextInput
                | Role::CheckBox
                | Role::RadioButton
                | Role::Slider
                | Role::SpinButton
                | Role::ComboBox
                | Role::ListBoxOption
                | Role::Tab
                | Role::Link
        )
    };
    let nodes = window.root().children_recursive().map(|node| node.accesskit_node());
    let inputs: Vec<_> = nodes
        .filter(|node| {
            // Cells of a table, what lies between tiles, and scroll bars are the libraries' own, and a label is its text.
            let is_frame =
                matches!(node.role(), Role::GenericContainer | Role::Unknown | Role::ScrollBar | Role::Label);
            let acts = |action| !is_frame && node.data().supports_action(action);
            says_input(node.role()) || [Action::Focus, Action::Click, Action::SetValue].into_iter().any(acts)
        })
        .collect();
    let is_unnamed = |label: Option<String>| label.is_none_or(|label| label.trim().is_empty());
    let unnamed: Vec<String> = inputs
        .iter()
        .filter(|node| is_unnamed(node.label()))
        .map(|node| format!("{:?} with the value {:?} at {:?}", node.role(), node.value(), node.bounding_box()))
        .collect();
    assert!(unnamed.is_empty(), "{state}: {unnamed:#?}");
    assert!(inputs.len() >= at_least, "{state}: only {} nodes take input", inputs.len());
}

fn command(window: &mut Window, name: &str) {
    type_into_palette(window, name);
    press(window, Key::Enter);
}

/// Opens the first document of the list.
fn read_first(window: &mut Window) {
    let first = FRUIT_AND_TOOLS[listing(window).documents[0].index()];
    click(window, &format!("Document: {first}"));
    assert!(window.state().workspace().detail().reading.is_some());
}

#[test]
fn before_there_are_topics() {
    let mut window = start(None);
    settle(&mut window);
    check(&window, "welcome", 9);
    window.get_by_label("Explore the sample");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.txt");
    std::fs::write(&path, [FRUIT_AND_TOOLS.join("\n").as_bytes(), b"\nbroken \xff byte"].concat()).unwrap();
    let mut window = start(Some(CorpusSource::Paths(vec![path])));
    settle(&mut window);
    assert!(window.state().workspace().session().is_none());
    check(&window, "a corpus that is not clustered", 15);
    command(&mut window, "import report");
    window.get_by_label("Close");
    check(&window, "the import report", 15);
}

#[test]
fn with_topics_whatever_is_selected() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    check(&window, "a run that is done", 30);
    let topics = listed(&window);
    select(&mut window, &topics[..1]);
    check(&window, "one topic", 45);
    press(&mut window, Key::F2);
    check(&window, "a name that is typed", 45);
    press(&mut window, Key::Escape);
    select(&mut window, &topics[..2]);
    check(&window, "two topics", 45);
    click(&mut window, "As one");
    check(&window, "two topics as one", 45);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    check(&window, "all topics", 40);
    press(&mut window, Key::G);
    click(&mut window, "Made of 3 topics");
    check(&window, "a merged topic", 40);
    press(&mut window, Key::H);
    check(&window, "the history", 25);
    press(&mut window, Key::Delete);
    check(&window, "a trash and no topic", 25);
}

#[test]
fn with_documents_that_are_read_chosen_and_searched() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    select(&mut window, &topics[..1]);
    read_first(&mut window);
    check(&window, "the reader", 45);
    click(&mut window, "Pull");
    check(&window, "the reader with pulls", 45);
    press(&mut window, Key::Escape);
    let first = FRUIT_AND_TOOLS[listing(&window).documents[0].index()];
    choose_documents(&mut window, &[first]);
    check(&window, "a chosen document", 45);
    press(&mut window, Key::Slash);
    window.event(Event::Text("violin".to_owned()));
    settle(&mut window);
    check(&window, "what was searched for", 45);
}

#[test]
fn in_every_menu() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    select(&mut window, &topics[..1]);
    for (menu, entry) in [
        ("File", "Open folder…"),
        ("Edit", "Select all topics"),
        ("Topic", "Take apart"),
        ("Document", "Next document"),
        ("View", "Reduce motion"),
        ("Help", "About Mungchi"),
    ] {
        open_menu(&mut window, menu);
        assert!(window.query_all_by_label_contains(entry).next().is_some(), "{menu} has {entry}");
        check(&window, menu, 50);
        press(&mut window, Key::Escape);
    }
    for menu in ["Map options", "Show topics", "Sort topics", "Projection", "Similarity", "Linkage", "Ranked by"] {
        let n_before = window.root().children_recursive().count();
        window.get_all_by_label(menu).find(|node| node.accesskit_node().role() != Role::Label).unwrap().click();
        window.remove_cursor();
        settle(&mut window);
        assert!(window.root().children_recursive().count() > n_before, "{menu} opens");
        check(&window, menu, 50);
        press(&mut window, Key::Escape);
    }
}

#[test]
fn in_every_dialog() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    rename(&mut window, topics[0], "First");
    rename(&mut window, topics[1], "Second");
    select(&mut window, &topics[..1]);

    type_into_palette(&mut window, "");
    check(&window, "the palette", 50);
    press(&mut window, Key::Escape);
    press(&mut window, Key::K);
    window.get_by_label("Split “First”");
    check(&window, "the split", 45);
    press(&mut window, Key::Escape);
    read_first(&mut window);
    press(&mut window, Key::M);
    window.get_by_label("Find a topic");
    check(&window, "the move", 45);
    press(&mut window, Key::Escape);
    press_with(&mut window, Modifiers::SHIFT, Key::I);
    window.get_by_label("Ignore a term");
    check(&window, "the ignored terms", 45);
    click(&mut window, "Close");
    for (name, found) in [
        ("keys", "Shift + click a row"),
        ("about mungchi", "Nothing leaves this computer."),
        ("save picture of the map", "Save a picture of the map"),
        ("save picture of the heatmap", "Save a picture of the heatmap"),
    ] {
        command(&mut window, name);
        window.get_by_label(found);
        check(&window, found, 45);
        press(&mut window, Key::Escape);
        assert!(window.query_by_label(found).is_none(), "Escape closes {name}");
    }

    compare_by_cosine(&mut window);
    let slider = window.get_by_role_and_label(Role::Slider, "Merge what is at least this similar");
    slider.set_value_accesskit(0.0);
    settle(&mut window);
    check(&window, "proposed groups", 45);
    press_with(&mut window, Modifiers::COMMAND, Key::G);
    window.get_by_label("Merge topics that you named?");
    check(&window, "the question before named topics are merged", 45);
    press(&mut window, Key::Escape);
    select(&mut window, &topics[..2]);
    press(&mut window, Key::G);
    window.get_by_label("Merge 2 topics?");
    check(&window, "the merge card", 45);
    press(&mut window, Key::Escape);
    command(&mut window, "show hints again");
    window.get_by_label("Close the hints");
    check(&window, "the hints", 45);
}

#[test]
fn where_the_desktop_has_no_dialog_for_files() {
    let picker = FakePicker::default();
    picker.answers.borrow_mut().push(Picked::NoDialog);
    let mut window = start_with(Some(CorpusSource::Sample), Theme::Light, picker);
    settle(&mut window);
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    window.get_by_label("Save the project as");
    check(&window, "the path in words", 60);
    press(&mut window, Key::Escape);
    check(&window, "the sample", 60);
}

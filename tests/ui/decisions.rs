//! The history, documents that find another home, terms that are ignored, what comes back, and names for all of it.

use egui::accesskit::Action;
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mungchi::topics::StepId;

use crate::hands::{
    Window, choose_documents, click, listed, listed_lines, listing, n_documents, name_of, open_menu, press, press_with,
    rename, select, told,
};
use crate::harness::{FRUIT_AND_TOOLS, n_open, session, settle, start_on_lines};

/// The name of a step in the list of the history.
fn step(window: &Window, number: u32) -> String {
    format!("Step: {}", session(window).history.step(StepId(number)).unwrap().sentence)
}

fn current(window: &Window) -> StepId {
    session(window).history.current()
}

#[test]
fn the_history_is_travelled_by_clicks_and_keeps_every_branch() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    let (a, b, c) = (topics[0], topics[1], topics[2]);
    select(&mut window, &[a]);
    press(&mut window, Key::Delete);
    select(&mut window, &[b]);
    press(&mut window, Key::L);
    press(&mut window, Key::H);
    let (trashed, locked_b) = (step(&window, 1), step(&window, 2));
    assert!(trashed.starts_with("Step: Moved “") && locked_b.starts_with("Step: Locked “"), "{trashed} {locked_b}");

    click(&mut window, "Step: Start: 3 clusters");
    assert_eq!((current(&window), n_open(&window)), (StepId::START, 3));
    window.get_by_label(&trashed);
    window.get_by_label(&locked_b);
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!((current(&window), n_open(&window)), (StepId(1), 2), "what was undone can be done again");

    select(&mut window, &[c]);
    press(&mut window, Key::L);
    assert_eq!(current(&window), StepId(3));
    let locked_c = step(&window, 3);
    for known in [&trashed, &locked_b, &locked_c] {
        window.get_by_label(known);
    }
    let is_locked = |window: &Window, topic| session(window).topics.get(topic).unwrap().locked;
    assert!(is_locked(&window, c) && !is_locked(&window, b));
    click(&mut window, &locked_b);
    assert_eq!(current(&window), StepId(2), "another branch is reached with one click");
    assert!(is_locked(&window, b) && !is_locked(&window, c));
    window.get_by_label(&locked_c);
    press(&mut window, Key::H);
    assert!(window.query_by_label(&locked_c).is_none(), "H goes back to the topic");
}

#[test]
fn chosen_documents_are_moved_to_a_topic_that_is_typed() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    let (from, to) = (topics[0], topics[1]);
    rename(&mut window, to, "Workshop");
    let (n_from, n_to) = (n_documents(&window, from), n_documents(&window, to));
    select(&mut window, &[from]);
    let documents = listing(&window).documents[..2].to_vec();
    let lines = listed_lines(&window);
    choose_documents(&mut window, &lines[..2]);
    assert_eq!(window.state().workspace().detail().chosen(), documents);

    press(&mut window, Key::M);
    window.get_by_label("Move 2 documents to");
    assert!(window.get_by_label("Find a topic").is_focused());
    window.get_by_label("Find a topic").type_text("works");
    settle(&mut window);
    press(&mut window, Key::Enter);
    assert!(window.query_by_label("Move 2 documents to").is_none());
    assert!(documents.iter().all(|&document| session(&window).topics.home(document) == Some(to)));
    assert_eq!((n_documents(&window, from), n_documents(&window, to)), (n_from - 2, n_to + 2));
    assert_eq!(told(&window), ["Moved 2 documents to “Workshop”"]);
    assert_eq!(listing(&window).documents.len(), n_from - 2);
    assert!(window.state().workspace().detail().chosen().is_empty());
}

#[test]
fn chosen_documents_are_split_off() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    let n_before = n_documents(&window, topic);
    select(&mut window, &[topic]);
    let document = listing(&window).documents[1];
    let lines = listed_lines(&window);
    choose_documents(&mut window, &lines[1..2]);
    window.get_by_label("Move 1…");
    click(&mut window, "Split off");
    assert_eq!(n_open(&window), 4);
    let selected = window.state().workspace().selection().topics().to_vec();
    let &[stays, born] = &selected[..] else { panic!("{selected:?}") };
    assert_eq!(stays, topic);
    assert_eq!(session(&window).topics.home(document), Some(born));
    assert_eq!((n_documents(&window, topic), n_documents(&window, born)), (n_before - 1, 1));
}

#[test]
fn brackets_turn_the_pages_and_escape_goes_back_to_the_list() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    select(&mut window, &[topic]);
    let lines = listed_lines(&window);
    let reading = |window: &Window| window.state().workspace().detail().reading;
    click(&mut window, &format!("Document: {}", lines[0]));
    assert_eq!(reading(&window), Some(0));
    press(&mut window, Key::CloseBracket);
    assert_eq!(reading(&window), Some(1));
    window.get_by_label(&format!("2 of {}", lines.len()));
    press(&mut window, Key::OpenBracket);
    press(&mut window, Key::OpenBracket);
    assert_eq!(reading(&window), Some(0), "there is nothing before the first");
    press(&mut window, Key::Escape);
    assert_eq!(reading(&window), None);
    window.get_by_label(&format!("Document: {}", lines[0]));
    assert_eq!(window.state().workspace().selection().topics(), [topic]);
}

#[test]
fn an_ignored_term_is_shown_nowhere_until_it_is_shown_again() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    select(&mut window, &[topic]);
    let name = name_of(&window, topic);
    let in_name = |window: &Window, term: &str| name_of(window, topic).split(", ").any(|part| part == term);
    let term = name.split(", ").next().unwrap().to_owned();
    let bar = format!("Term: {term}");
    window.get_by_label(&bar).click_secondary();
    settle(&mut window);
    click(&mut window, "Ignore this term");
    assert!(window.query_by_label(&bar).is_none());
    assert!(!in_name(&window, &term), "{}", name_of(&window, topic));
    assert_eq!(told(&window), [format!("Ignored the term “{term}”")]);

    open_menu(&mut window, "Topic");
    click(&mut window, "Ignored terms… Shift+I");
    window.get_by_label("Ignored terms");
    click(&mut window, "Show again");
    click(&mut window, "Close");
    assert!(window.query_by_label("Ignored terms").is_none());
    window.get_by_label(&bar);
    assert_eq!(name_of(&window, topic), name);
}

#[test]
fn one_member_is_let_out_of_a_merge() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::G);
    let merged = window.state().workspace().selection().topics()[0];
    assert!(window.query_by_label("Let out").is_none(), "folded up at first");
    click(&mut window, "Made of 3 topics");
    assert_eq!(window.get_all_by_label("Let out").count(), 2);
    window.get_all_by_label("Let out").next().unwrap().click();
    window.remove_cursor();
    settle(&mut window);
    assert_eq!(n_open(&window), 2);
    let let_out = window.state().workspace().selection().topics().to_vec();
    assert!(let_out.len() == 1 && let_out != [merged], "{let_out:?}");
    assert_eq!(session(&window).topics.leaves_of(merged).len(), 2, "the other stays");
    select(&mut window, &[merged]);
    window.get_by_label("Made of 2 topics");
}

#[test]
fn everything_in_the_trash_is_restored_from_the_menu() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    for &topic in &topics[..2] {
        select(&mut window, &[topic]);
        press(&mut window, Key::Delete);
    }
    assert_eq!(n_open(&window), 1);
    window.get_by_label("Trash (2)");
    open_menu(&mut window, "Topic");
    click(&mut window, "Restore everything from the trash Shift+Delete");
    assert_eq!(n_open(&window), 3);
    assert!(window.query_by_label_contains("Trash (").is_none());
    let selected = window.state().workspace().selection().topics();
    assert!(selected.len() == 2 && topics[..2].iter().all(|topic| selected.contains(topic)), "{selected:?}");
}

#[test]
fn documents_are_found_while_one_types() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    press(&mut window, Key::Slash);
    assert!(window.get_by_label("Search documents").is_focused());
    for (typed, n_found) in [("vi", 3), ("olin con", 1)] {
        window.get_by_label("Search documents").type_text(typed);
        settle(&mut window);
        assert_eq!(listing(&window).documents.len(), n_found, "{:?}", listing(&window));
        window.get_by_label(&format!("Documents ({n_found})"));
    }
    assert_eq!(listing(&window).query.as_deref(), Some("violin con"));
    click(&mut window, "Clear search");
    assert_eq!(window.state().workspace().query(), None);
    assert_eq!(window.get_by_label("Search documents").value().unwrap_or_default(), "");
}

#[test]
fn everything_that_takes_the_keyboard_has_a_name() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    rename(&mut window, topic, "Everything");
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::G);
    press(&mut window, Key::T);
    window.get_by_label("Add a tag").type_text("later");
    settle(&mut window);
    press(&mut window, Key::Enter);
    click(&mut window, "Made of 3 topics");
    click(&mut window, "Clustering");

    let is_input = |role: Role| {
        matches!(
            role,
            Role::Button
                | Role::TextInput
                | Role::MultilineTextInput
                | Role::CheckBox
                | Role::Slider
                | Role::SpinButton
                | Role::ComboBox
        )
    };
    let nodes = window.root().children_recursive().map(|node| node.accesskit_node());
    let inputs: Vec<_> =
        nodes.filter(|node| is_input(node.role()) && node.data().supports_action(Action::Focus)).collect();
    assert!(inputs.len() > 25, "only {} of them", inputs.len());
    let is_unnamed = |label: Option<String>| label.is_none_or(|label| label.trim().is_empty());
    let unnamed: Vec<String> = inputs
        .iter()
        .filter(|node| is_unnamed(node.label()))
        .map(|node| format!("{:?} at {:?}", node.role(), node.raw_bounds()))
        .collect();
    assert!(unnamed.is_empty(), "{unnamed:#?}");
}

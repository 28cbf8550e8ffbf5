//! Splitting, merging what has names, tags, notes, locks and marks: by visible names and keys.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use mungchi::topics::TopicId;

use crate::hands::{
    Window, click, compare_by_cosine, listed, n_documents, name_of, press, press_with, rename, select, told,
};
use crate::harness::{FRUIT_AND_TOOLS, n_open, session, settle, start_on_lines};

fn n_decisions(window: &Window) -> usize {
    window.state().workspace().n_decisions()
}

fn set_threshold(window: &mut Window, threshold: f64) {
    let slider = window.get_by_role_and_label(Role::Slider, "Merge what is at least this similar");
    slider.set_value_accesskit(threshold);
    settle(window);
}

/// Three topics, two of which have names.
fn start_with_names() -> (Window, TopicId, TopicId) {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    rename(&mut window, topics[0], "First");
    rename(&mut window, topics[1], "Second");
    (window, topics[0], topics[1])
}

#[test]
fn a_split_shows_its_parts_makes_topics_of_them_and_is_undone() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    let (name, n_before) = (name_of(&window, topic), n_documents(&window, topic));
    select(&mut window, &[topic]);
    press(&mut window, Key::K);
    window.get_by_label(&format!("Split “{name}”"));
    let proposal = window.state().workspace().splitting().proposal().unwrap();
    assert_eq!(proposal.parts.iter().map(|part| part.documents.len()).sum::<usize>(), n_before);
    assert_eq!((n_open(&window), n_decisions(&window)), (3, 0), "a proposal changes nothing");

    click(&mut window, "Split into 2 topics");
    assert!(window.query_by_label(&format!("Split “{name}”")).is_none(), "the dialog is closed");
    assert_eq!((n_open(&window), n_decisions(&window)), (4, 1));
    let parts = window.state().workspace().selection().topics().to_vec();
    assert_eq!(parts.len(), 2, "both parts are selected");
    assert_eq!(parts.iter().map(|&part| n_documents(&window, part)).sum::<usize>(), n_before);
    assert!(told(&window)[0].starts_with(&format!("Split “{name}” into 2 topics by clustering, ")));

    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!((n_open(&window), n_documents(&window, topic)), (3, n_before));
    assert_eq!(name_of(&window, topic), name);
}

#[test]
fn a_split_that_is_not_wanted_changes_nothing() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    let heading = format!("Split “{}”", name_of(&window, topic));
    select(&mut window, &[topic]);
    for is_by_button in [true, false] {
        press(&mut window, Key::K);
        window.get_by_label(&heading);
        if is_by_button {
            click(&mut window, "Cancel");
        } else {
            press(&mut window, Key::Escape);
        }
        assert!(window.query_by_label(&heading).is_none());
        assert!(window.state().workspace().splitting().how().is_none());
        assert_eq!((n_open(&window), n_decisions(&window)), (3, 0));
        assert_eq!(window.state().workspace().selection().topics(), [topic], "Escape closed the dialog only");
    }
}

#[test]
fn topics_with_two_names_are_merged_after_a_question() {
    let (mut window, first, second) = start_with_names();
    select(&mut window, &[first, second]);
    press(&mut window, Key::G);
    window.get_by_label("Merge 2 topics?");
    assert_eq!(n_open(&window), 3, "asked first");
    let stays = |window: &Window| window.state().workspace().proposed_merge().unwrap().into;
    let proposed = stays(&window);
    press(&mut window, Key::X);
    let turned = stays(&window);
    assert_ne!(turned, proposed);
    let kept = name_of(&window, turned);
    window.get_by_label_contains(&format!("as “{kept}”"));
    press(&mut window, Key::Enter);
    assert!(window.query_by_label("Merge 2 topics?").is_none());
    assert_eq!(n_open(&window), 2);
    assert_eq!(window.state().workspace().selection().topics(), [turned]);
    assert_eq!(name_of(&window, turned), kept);
    assert_eq!(n_decisions(&window), 3, "Enter merges once");
}

#[test]
fn escape_drops_the_question_and_keeps_the_topics() {
    let (mut window, first, second) = start_with_names();
    select(&mut window, &[first, second]);
    press(&mut window, Key::G);
    window.get_by_label("Merge 2 topics?");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Merge 2 topics?").is_none());
    assert!(window.state().workspace().proposed_merge().is_none());
    assert_eq!((n_open(&window), n_decisions(&window)), (3, 2));
    assert_eq!(window.state().workspace().selection().topics(), [first, second]);
}

#[test]
fn proposed_groups_with_several_names_are_merged_after_a_question() {
    let (mut window, ..) = start_with_names();
    compare_by_cosine(&mut window);
    set_threshold(&mut window, 0.0);
    assert_eq!(window.state().workspace().merging().n_left, 1);
    press_with(&mut window, Modifiers::COMMAND, Key::G);
    window.get_by_label("Merge topics that you named?");
    click(&mut window, "Cancel");
    assert_eq!(n_open(&window), 3);
    press_with(&mut window, Modifiers::COMMAND, Key::G);
    click(&mut window, "Merge");
    assert_eq!(n_open(&window), 1);
    assert!(told(&window)[0].starts_with("Merged 1 group at similarity 0.00 (3 → 1 topics)"), "{:?}", told(&window));
}

#[test]
fn a_tag_is_typed_shown_found_and_taken_off() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[1];
    let tags = |window: &Window| session(window).tables.row(topic).unwrap().tags.clone();
    select(&mut window, &[topic]);
    press(&mut window, Key::T);
    assert!(window.get_by_label("Add a tag").is_focused(), "T goes to the tag");
    window.get_by_label("Add a tag").type_text("later");
    settle(&mut window);
    press(&mut window, Key::Enter);
    assert_eq!(tags(&window), ["later"]);
    window.get_by_label("#later");

    window.get_by_label("Filter topics").set_text_value_accesskit("LATER");
    settle(&mut window);
    assert_eq!(listed(&window), [topic]);
    click(&mut window, "later  ×");
    assert!(tags(&window).is_empty());
    assert!(window.query_by_label_contains("#later").is_none());
    window.get_by_label("No topic matches the filter");
    click(&mut window, "Clear filter");
    assert_eq!(listed(&window).len(), 3);
    assert_eq!((n_open(&window), n_decisions(&window)), (3, 2));
}

#[test]
fn a_note_is_kept_when_its_field_is_left_in_whatever_way() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    let note = |window: &Window| session(window).topics.get(topic).unwrap().note.clone();
    select(&mut window, &[topic]);
    press(&mut window, Key::N);
    assert!(window.get_by_label("Note").is_focused(), "N goes to the note");
    window.get_by_label("Note").type_text("read again");
    settle(&mut window);
    assert_eq!((note(&window).as_str(), n_decisions(&window)), ("", 0), "not before the field is left");
    window.get_by_label("Filter topics").focus();
    settle(&mut window);
    assert_eq!((note(&window).as_str(), n_decisions(&window)), ("read again", 1));
    window.get_by_label_contains("“read again” · ");

    window.get_by_label("Note").focus();
    settle(&mut window);
    window.get_by_label("Note").set_text_value_accesskit("something else");
    settle(&mut window);
    press(&mut window, Key::Escape);
    assert_eq!((note(&window).as_str(), n_decisions(&window)), ("something else", 2), "Escape loses no words");
    assert_eq!(window.state().workspace().selection().topics(), [topic], "Escape left the field only");

    // What is typed is kept when its field goes out of sight.
    window.get_by_label("Note").focus();
    settle(&mut window);
    window.get_by_label("Note").set_text_value_accesskit("typed and left");
    settle(&mut window);
    window.get_by_label("History").click();
    settle(&mut window);
    assert_eq!((note(&window).as_str(), n_decisions(&window)), ("typed and left", 3));
}

#[test]
fn a_locked_topic_refuses_a_merge_by_its_name() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[2];
    let locked = |window: &Window| session(window).tables.row(topic).unwrap().locked;
    select(&mut window, &[topic]);
    press(&mut window, Key::L);
    assert!(locked(&window));
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::G);
    assert_eq!(n_open(&window), 3);
    assert_eq!(told(&window), [format!("“{}” is locked: unlock it first", name_of(&window, topic))]);
    compare_by_cosine(&mut window);
    set_threshold(&mut window, 0.0);
    assert_eq!(window.state().workspace().merging().group_of(topic), None, "no suggestion joins it");

    select(&mut window, &[topic]);
    press(&mut window, Key::L);
    assert!(!locked(&window), "L unlocks what is locked");
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::G);
    assert_eq!(n_open(&window), 1);
}

#[test]
fn topics_marked_as_different_are_not_merged_and_not_proposed() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    let (a, b) = (topics[0], topics[1]);
    select(&mut window, &[a, b]);
    press(&mut window, Key::D);
    assert_eq!(session(&window).topics.marks_between(a, b).len(), 1);
    press(&mut window, Key::G);
    assert_eq!((n_open(&window), n_decisions(&window)), (3, 1));
    let told = told(&window);
    assert_eq!(told.len(), 1);
    let names_both = [a, b].iter().all(|&topic| told[0].contains(&format!("“{}”", name_of(&window, topic))));
    assert!(names_both && told[0].ends_with(" are marked as different: clear the mark first"), "{told:?}");

    compare_by_cosine(&mut window);
    set_threshold(&mut window, 0.0);
    let merging = window.state().workspace().merging();
    assert_eq!((merging.groups.len(), merging.n_left), (1, 2), "the third topic joins one of them");
    assert!(merging.group_of(a).is_none() || merging.group_of(b).is_none());
}

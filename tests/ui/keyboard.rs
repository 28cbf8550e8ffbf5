//! The whole journey without a pointer: everything is reached by keys.

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mungchi::topics::TopicId;
use mungchi::worker::CorpusSource;

use crate::hands::{Window, has_keyboard, listed, listing, n_documents, name_of, press, press_with};
use crate::harness::{n_open, session, settle, start};
use crate::palette::type_into_palette;

fn selected(window: &Window) -> Vec<TopicId> {
    window.state().workspace().selection().topics().to_vec()
}

fn type_text(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    settle(window);
}

/// Presses Tab until the keyboard is where the name begins so; round the whole window at most.
#[track_caller]
fn tab_to(window: &mut Window, role: egui::Role, name: &str) {
    for _ in 0..400 {
        let is_there = window.root().children_recursive().any(|node| {
            let node = node.accesskit_node();
            node.is_focused() && node.role() == role && node.label().is_some_and(|label| label.starts_with(name))
        });
        if is_there {
            settle(window);
            return;
        }
        window.key_press(Key::Tab);
        window.step();
    }
    panic!("Tab does not come to “{name}”");
}

#[test]
fn the_sample_is_gathered_into_topics_by_keys_alone() {
    let mut window = start(Some(CorpusSource::Sample));
    settle(&mut window);
    assert_eq!(n_open(&window), 60);
    let rows = listed(&window);

    // To a topic by its name, and on through the list.
    let name = name_of(&window, rows[5]);
    type_into_palette(&mut window, &name);
    press(&mut window, Key::Enter);
    assert_eq!(selected(&window), [rows[5]]);
    press(&mut window, Key::ArrowDown);
    assert_eq!(selected(&window), [rows[6]]);
    press_with(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(selected(&window), [rows[6], rows[7]]);
    let together = n_documents(&window, rows[6]) + n_documents(&window, rows[7]);

    // Merged and named.
    press(&mut window, Key::G);
    assert_eq!(n_open(&window), 59);
    let [merged] = selected(&window)[..] else { panic!("the merged topic is selected") };
    assert_eq!(n_documents(&window, merged), together);
    press(&mut window, Key::F2);
    assert!(has_keyboard(&window, "Name in the list"));
    type_text(&mut window, "기계 번역");
    press(&mut window, Key::Enter);
    assert_eq!(name_of(&window, merged), "기계 번역");
    window.get_by_label("Bubble: 기계 번역");

    // A document is read, moved, and moved back.
    tab_to(&mut window, egui::Role::Button, "Document: ");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().workspace().detail().reading, Some(0));
    press(&mut window, Key::CloseBracket);
    assert_eq!(window.state().workspace().detail().reading, Some(1));
    let document = listing(&window).documents[1];
    let home = session(&window).topics.home(document);
    press(&mut window, Key::M);
    assert!(has_keyboard(&window, "Find a topic"));
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    assert!(window.query_by_label("Find a topic").is_none());
    assert_ne!(session(&window).topics.home(document), home);
    assert_eq!(n_documents(&window, merged), together - 1);
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(session(&window).topics.home(document), home);
    assert_eq!(n_documents(&window, merged), together);

    // Back to the list, then to nothing selected.
    press(&mut window, Key::Escape);
    assert_eq!(window.state().workspace().detail().reading, None);
    assert_eq!(selected(&window), [merged]);
    press(&mut window, Key::Escape);
    assert!(selected(&window).is_empty());

    // The threshold goes down by the arrow keys until it proposes groups, which are merged.
    tab_to(&mut window, egui::Role::Slider, "Merge what is at least this similar");
    // The first step leaves the end of the scale, where nothing joins whatever the topics are.
    press(&mut window, Key::ArrowLeft);
    let before = window.state().workspace().merging().threshold();
    press(&mut window, Key::ArrowLeft);
    let step = before - window.state().workspace().merging().threshold();
    assert!((step - 0.005).abs() < 1e-9, "one step is {step}");
    while window.state().workspace().merging().groups.len() < 3 {
        window.key_press(Key::ArrowLeft);
        window.step();
        assert!(window.state().workspace().merging().threshold() > 0.0, "there are groups to be found");
    }
    settle(&mut window);
    let (n_groups, n_left) = {
        let merging = window.state().workspace().merging();
        (merging.groups.len(), merging.n_left)
    };
    assert_eq!(n_open(&window), 59, "a preview changes nothing");
    window.get_by_label(&format!("Merge {n_groups} groups (59 → {n_left})"));
    press_with(&mut window, Modifiers::COMMAND, Key::G);
    assert_eq!(n_open(&window), n_left);

    // A picture is offered and not taken.
    type_into_palette(&mut window, "save picture of the map");
    press(&mut window, Key::Enter);
    window.get_by_label("Save a picture of the map");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Save a picture of the map").is_none());
    assert_eq!(n_open(&window), n_left);
    assert_eq!(window.ctx.input(|input| input.pointer.latest_pos()), None, "nothing was pointed at");
}

#[test]
fn the_threshold_in_the_tree_is_moved_by_the_arrow_keys() {
    let mut window = start(Some(CorpusSource::Sample));
    settle(&mut window);
    let threshold = |window: &Window| window.state().workspace().merging().threshold();
    tab_to(&mut window, egui::Role::Slider, "Threshold in the tree");
    for _ in 0..3 {
        press(&mut window, Key::ArrowLeft);
    }
    let low = threshold(&window);
    assert!(low < 0.9, "from where the tree ends: {low}");
    assert!(window.get_by_label("Threshold in the tree").is_focused(), "arrows do not leave the line");
    press(&mut window, Key::ArrowRight);
    assert!((threshold(&window) - low - 0.005).abs() < 1e-9, "from {low} to {}", threshold(&window));
}

#[test]
fn views_are_reached_and_chosen_without_a_pointer() {
    let mut window = start(Some(CorpusSource::Sample));
    settle(&mut window);
    for name in ["Map", "Heatmap", "Threshold"] {
        window.get_by_role_and_label(egui::Role::Tab, name);
        tab_to(&mut window, egui::Role::Tab, name);
    }
    window.get_by_label("Heatmap of 60 topics");
    type_into_palette(&mut window, "show or hide the heatmap");
    press(&mut window, Key::Enter);
    assert!(window.query_by_label("Heatmap of 60 topics").is_none());
    press(&mut window, Key::Num2);
    window.get_by_label("Heatmap of 60 topics");
}

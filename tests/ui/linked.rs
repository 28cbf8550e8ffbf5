//! One selection for all views: what is done in one of them is seen in every other.

use egui::accesskit::Toggled;
use egui::{Key, Modifiers, Pos2, Role, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mungchi::topics::TopicId;

use crate::hands::{
    Window, click, compare_by_cosine, listed, listing, n_documents, name_of, press, press_with, select,
};
use crate::harness::{FRUIT_AND_TOOLS, free_bubbles, session, settle, start_on_lines};

/// Fruit and tools have words in common: they join first.
fn start_linked() -> Window {
    let mut lines = FRUIT_AND_TOOLS.to_vec();
    lines.extend(["apple pear hammer nail orchard", "hammer nail plum cherry workshop"]);
    let mut window = start_on_lines(&lines, 3);
    compare_by_cosine(&mut window);
    window
}

/// What every view shows of `selected` and `hovered`.
#[track_caller]
fn check(window: &Window, selected: &[TopicId], hovered: &[TopicId]) {
    let workspace = window.state().workspace();
    let sorted = |topics: &[TopicId]| {
        let mut topics = topics.to_vec();
        topics.sort_unstable();
        topics
    };
    assert_eq!(sorted(workspace.selection().topics()), sorted(selected), "the selection");
    assert_eq!(sorted(workspace.selection().hovered()), sorted(hovered), "what is under the pointer");
    for topic in listed(window) {
        let name = name_of(window, topic);
        let row = window.get_by_role_and_label(Role::ListBoxOption, name.as_str());
        assert_eq!(row.accesskit_node().is_selected(), Some(selected.contains(&topic)), "the row of {name}");
        let bubble = format!("Bubble: {name}");
        let bubble = window.get_by_label(&bubble);
        let toggled = if selected.contains(&topic) { Toggled::True } else { Toggled::False };
        assert_eq!(bubble.accesskit_node().toggled(), Some(toggled), "the bubble of {name}");
    }
    // Terms follow the pointer, documents do not.
    let shown = if hovered.is_empty() { selected } else { hovered };
    assert_eq!(sorted(&workspace.terms().of), sorted(shown), "whose terms are listed");
    window.get_by_label(&match *shown {
        [] => "Terms".to_owned(),
        [only] => format!("Terms of “{}”", name_of(window, only)),
        [_, _] => "Terms of 2 topics side by side".to_owned(),
        ref several => format!("Terms of {} topics as one", several.len()),
    });
    check_documents(window, selected);
    match *selected {
        [] => drop(window.get_by_label("No topic is selected")),
        [only] => {
            let field = window.get_by_role_and_label(Role::TextInput, "Topic name");
            assert_eq!(field.value().unwrap_or_default(), name_of(window, only), "the topic's own panel");
        }
        ref several => drop(window.get_by_label(&format!("Merge {} topics", several.len()))),
    }
}

/// The documents of the selected topics and no others are listed.
#[track_caller]
fn check_documents(window: &Window, selected: &[TopicId]) {
    if selected.is_empty() {
        assert!(window.query_by_label_contains("Documents (").is_none(), "no documents are listed");
        return;
    }
    let n_selected: usize = selected.iter().map(|&topic| n_documents(window, topic)).sum();
    window.get_by_label(&format!("Documents ({n_selected})"));
    let topics = &session(window).topics;
    let homes = listing(window).documents.iter().map(|&document| topics.home(document).unwrap()).collect::<Vec<_>>();
    assert_eq!(homes.len(), n_selected);
    let outermost = |home: TopicId| topics.outermost(home).unwrap();
    assert!(homes.into_iter().all(|home| selected.contains(&outermost(home))), "documents of other topics");
}

fn point_at(window: &mut Window, at: Pos2) {
    window.hover_at(at);
    settle(window);
}

/// The harness takes the pointer away with the button.
fn click_here(window: &mut Window, at: Pos2) {
    window.drag_at(at);
    window.drop_at(at);
    settle(window);
}

fn leave(window: &mut Window) {
    window.remove_cursor();
    settle(window);
}

#[test]
fn a_row_of_the_list() {
    let mut window = start_linked();
    let topics = listed(&window);
    check(&window, &[], &[]);
    let at = |window: &Window, topic| {
        let name = name_of(window, topic);
        window.get_by_role_and_label(Role::ListBoxOption, name.as_str()).rect().center()
    };
    let first = at(&window, topics[0]);
    point_at(&mut window, first);
    check(&window, &[], &topics[..1]);
    click_here(&mut window, first);
    check(&window, &topics[..1], &[]);
    let second = at(&window, topics[1]);
    point_at(&mut window, second);
    check(&window, &topics[..1], &topics[1..2]);
    leave(&mut window);
    check(&window, &topics[..1], &[]);
    press_with(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    check(&window, &topics[..2], &[]);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    check(&window, &topics, &[]);
    press(&mut window, Key::Escape);
    check(&window, &[], &[]);
}

#[test]
fn a_bubble_of_the_map() {
    let mut window = start_linked();
    let (label, rect) = free_bubbles(&window).pop().unwrap();
    let topic = listed(&window).into_iter().find(|&topic| label == format!("Bubble: {}", name_of(&window, topic)));
    let topic = topic.unwrap();
    point_at(&mut window, rect.center());
    check(&window, &[], &[topic]);
    click_here(&mut window, rect.center());
    check(&window, &[topic], &[]);
    leave(&mut window);
    check(&window, &[topic], &[]);
}

#[test]
fn a_cell_of_the_heatmap() {
    let mut window = start_linked();
    let relations = &session(&window).tables.relations;
    let rows: Vec<TopicId> = relations.order.iter().map(|&place| relations.similarities.topics[place]).collect();
    let heatmap = window.get_by_label("Heatmap of 3 topics").rect();
    let cell = |row: f32, column: f32| heatmap.min + heatmap.size() * vec2((column + 0.5) / 3.0, (row + 0.5) / 3.0);
    point_at(&mut window, cell(2.0, 0.0));
    check(&window, &[], &[rows[2], rows[0]]);
    click_here(&mut window, cell(2.0, 0.0));
    leave(&mut window);
    check(&window, &[rows[2], rows[0]], &[]);
    point_at(&mut window, cell(1.0, 1.0));
    check(&window, &[rows[2], rows[0]], &[rows[1]]);
    click_here(&mut window, cell(1.0, 1.0));
    leave(&mut window);
    check(&window, &[rows[1]], &[]);
}

/// The two topics that join first.
fn most_similar(window: &Window) -> [TopicId; 2] {
    let similarities = &session(window).tables.relations.similarities;
    let topics = listed(window);
    let pairs = [(0, 1), (0, 2), (1, 2)].map(|(a, b): (usize, usize)| [topics[a], topics[b]]);
    let similarity = |pair: &[TopicId; 2]| similarities.between(pair[0], pair[1]).unwrap();
    pairs.into_iter().max_by(|a, b| similarity(a).total_cmp(&similarity(b))).unwrap()
}

#[test]
fn a_join_of_the_merge_tree() {
    let mut window = start_linked();
    let pair = most_similar(&window);
    let relations = &session(&window).tables.relations;
    let topic_of = |place: &usize| relations.similarities.topics[*place];
    let row = relations.order.iter().position(|place| topic_of(place) == pair[0]).unwrap();
    let tree = window.get_by_label("Merge tree").rect();
    // Beside the heatmap only the first join of a row is meant.
    let at = tree.min + tree.size() * vec2(0.8, (row as f32 + 0.5) / 3.0);
    point_at(&mut window, at);
    check(&window, &[], &pair);
    click_here(&mut window, at);
    leave(&mut window);
    check(&window, &pair, &[]);
}

#[test]
fn a_group_that_the_threshold_proposes() {
    let mut window = start_linked();
    let pair = most_similar(&window);
    let similarity = session(&window).tables.relations.similarities.between(pair[0], pair[1]).unwrap();
    let slider = window.get_by_role_and_label(Role::Slider, "Merge what is at least this similar");
    slider.set_value_accesskit(f64::from(similarity) * 0.8);
    settle(&mut window);
    let merging = window.state().workspace().merging();
    assert_eq!((merging.groups.len(), merging.n_left), (1, 2));
    check(&window, &[], &[]);
    assert!(pair.iter().all(|&topic| merging.group_of(topic) == Some(0)));
    assert_eq!(window.get_all_by_label("→ group 1").count(), 2, "the list names the group");
    let group = window.get_by_label_contains("1.  2 topics, weakest").rect().center();
    point_at(&mut window, group);
    check(&window, &[], &pair);
    click_here(&mut window, group);
    leave(&mut window);
    check(&window, &pair, &[]);
    press(&mut window, Key::G);
    let merged = window.state().workspace().selection().topics().to_vec();
    assert_eq!(merged.len(), 1);
    check(&window, &merged, &[]);
    window.get_by_label("Heatmap of 2 topics");
}

#[test]
fn a_term_lights_the_map_and_leaves_the_selection() {
    let mut window = start_linked();
    let topics = listed(&window);
    select(&mut window, &topics[..1]);
    let bar = window.state().workspace().terms().bars[0].clone();
    let at = window.get_by_label(&format!("Term: {}", bar.text)).rect().center();
    point_at(&mut window, at);
    check(&window, &topics[..1], &[]);
    let lit = window.state().workspace().lit_term().expect("the term is lit");
    assert_eq!((lit.term, lit.n_documents), (bar.term, bar.n_in_corpus));
    click_here(&mut window, at);
    leave(&mut window);
    check(&window, &topics[..1], &[]);
    assert_eq!(window.state().workspace().pinned_term(), Some(bar.term), "a click keeps it lit");
    press_with(&mut window, Modifiers::NONE, Key::ArrowDown);
    check(&window, &topics[1..2], &[]);
    assert_eq!(window.state().workspace().pinned_term(), Some(bar.term), "whatever is selected");
}

#[test]
fn the_topic_of_a_document_that_was_found() {
    let mut window = start_linked();
    press(&mut window, Key::Slash);
    window.event(egui::Event::Text("violin".to_owned()));
    settle(&mut window);
    assert_eq!(listing(&window).query.as_deref(), Some("violin"));
    let document = listing(&window).documents[0];
    click(&mut window, &format!("Document: {}", FRUIT_AND_TOOLS[document.index()]));
    let topic = session(&window).topics.home(document).unwrap();
    assert!(window.state().workspace().selection().topics().is_empty(), "to read selects nothing");
    let link = format!("“{}”", name_of(&window, topic));
    window.get_all_by_role_and_label(Role::Button, link.as_str()).next().unwrap().click();
    leave(&mut window);
    check(&window, &[topic], &[]);
    assert_eq!(window.state().workspace().query(), None, "what was found gives way to the topic");
}

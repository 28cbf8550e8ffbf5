//! Pointing: one selection in all views, and documents to read.

use std::time::{Duration, Instant};

use egui::Modifiers;
use egui_kittest::kittest::Queryable as _;
use mungchi::topics::TopicId;
use mungchi::workspace::DocumentList;

use crate::harness::{FRUIT_AND_TOOLS, session, settle, start_on_lines};

#[test]
fn a_row_a_bubble_and_a_cell_select_the_same_topics() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    let name = session(&harness).tables.name(TopicId(2)).to_owned();
    let row = |harness: &egui_kittest::Harness<'_, _>| {
        let label: &str = &name;
        harness.get_by_role_and_label(egui::Role::ListBoxOption, label).click();
    };
    row(&harness);
    settle(&mut harness);
    assert_eq!(harness.state().workspace().selection().topics(), [TopicId(2)]);

    // A cell beside the diagonal selects its pair.
    let heatmap = harness.get_by_label("Heatmap of 3 topics").rect();
    let cell = heatmap.min + heatmap.size() * egui::vec2(0.5, 1.0 / 6.0);
    click_at(&mut harness, cell);
    assert_eq!(harness.state().workspace().selection().topics().len(), 2);

    // The empty map selects nothing.
    let map = harness.get_by_role_and_label(egui::Role::Canvas, "Map").rect();
    click_at(&mut harness, map.right_top() + egui::vec2(-5.0, 5.0));
    assert!(harness.state().workspace().selection().topics().is_empty());
}

#[test]
fn a_box_on_the_map_selects_what_is_in_it() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    let map = harness.get_by_role_and_label(egui::Role::Canvas, "Map").rect().shrink(2.0);
    harness.drag_at(map.min);
    harness.run();
    harness.hover_at(map.center());
    harness.run();
    harness.drop_at(map.max);
    settle(&mut harness);
    assert_eq!(harness.state().workspace().selection().topics().len(), 3);
}

#[test]
fn control_click_takes_a_row_out_of_the_selection_again() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    let names: Vec<String> = (0..2).map(|id| session(&harness).tables.name(TopicId(id)).to_owned()).collect();
    for (name, n_selected) in [(&names[0], 1), (&names[1], 2), (&names[0], 1)] {
        let row = harness.get_by_role_and_label(egui::Role::ListBoxOption, name.as_str());
        row.click_modifiers(Modifiers::COMMAND);
        settle(&mut harness);
        assert_eq!(harness.state().workspace().selection().topics().len(), n_selected);
    }
}

#[test]
fn documents_of_a_topic_are_listed_read_and_searched() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    let name = session(&harness).tables.name(TopicId(0)).to_owned();
    harness.get_by_label(&format!("Bubble: {name}")).click_accesskit();
    settle(&mut harness);
    let DocumentList::Ready(listing) = &harness.state().workspace().detail().documents else { panic!("no documents") };
    let n_documents = session(&harness).tables.row(TopicId(0)).unwrap().n_documents;
    assert_eq!(listing.documents.len(), n_documents as usize);
    assert!(listing.similarities.windows(2).all(|pair| pair[0] >= pair[1]));
    let first = FRUIT_AND_TOOLS[listing.documents[0].index()];

    harness.get_by_label(&format!("Document: {first}")).click();
    settle(&mut harness);
    harness.get_by_label("Next").click();
    settle(&mut harness);
    assert_eq!(harness.state().workspace().detail().reading, Some(1));
    harness.get_by_label("Back to list").click();
    settle(&mut harness);

    harness.key_press(egui::Key::Slash);
    harness.run();
    harness.get_by_label("Search documents").set_text_value_accesskit("VIOLIN");
    harness.run();
    harness.key_press(egui::Key::Enter);
    settle(&mut harness);
    let DocumentList::Ready(listing) = &harness.state().workspace().detail().documents else { panic!("no documents") };
    assert_eq!(listing.documents.len(), 3);
    harness.get_by_label("Clear search").click();
    settle(&mut harness);
    let DocumentList::Ready(listing) = &harness.state().workspace().detail().documents else { panic!("no documents") };
    assert_eq!(listing.documents.len(), n_documents as usize);
}

#[test]
fn nothing_is_drawn_again_when_nothing_changes() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    let deadline = Instant::now() + Duration::from_secs(10);
    // A worker wakes the window after its outcome was sent, so maybe after it was taken in: that is a frame more.
    let mut n_quiet = 0;
    while n_quiet < 20 {
        harness.step();
        let delay = harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min();
        n_quiet = if delay.is_some_and(|delay| delay > Duration::from_hours(1)) { n_quiet + 1 } else { 0 };
        assert!(Instant::now() < deadline, "the window does not come to rest: {delay:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn click_at(harness: &mut egui_kittest::Harness<'static, mungchi::ui::App>, at: egui::Pos2) {
    harness.hover_at(at);
    harness.run();
    harness.drag_at(at);
    harness.drop_at(at);
    settle(harness);
}

#[test]
fn control_click_on_a_cell_adds_its_pair() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    let heatmap = harness.get_by_label("Heatmap of 3 topics").rect();
    let cell =
        |row: f32, column: f32| heatmap.min + heatmap.size() * egui::vec2((column + 0.5) / 3.0, (row + 0.5) / 3.0);
    click_at(&mut harness, cell(0.0, 1.0));
    assert_eq!(harness.state().workspace().selection().topics().len(), 2);
    harness.hover_at(cell(1.0, 2.0));
    harness.run();
    for pressed in [true, false] {
        harness.event_modifiers(
            egui::Event::PointerButton {
                pos: cell(1.0, 2.0),
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: Modifiers::COMMAND,
            },
            Modifiers::COMMAND,
        );
    }
    settle(&mut harness);
    assert_eq!(harness.state().workspace().selection().topics().len(), 3);
}

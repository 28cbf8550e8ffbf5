//! The map by hand: lasso, next nearest, projections, colours, and what its menu says.

use egui::{Event, Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use mungchi::layout::map_layout::ProjectionKind;
use mungchi::topics::TopicId;
use mungchi::workspace::ColourBy;

use crate::hands::{Window, listed, name_of, press, select};
use crate::harness::{FRUIT_AND_TOOLS, session, settle, start_on_lines};

fn bubble(window: &Window, topic: TopicId) -> egui::Rect {
    window.get_by_label(&format!("Bubble: {}", name_of(window, topic))).rect()
}

/// Draws a closed line with Alt held.
fn lasso(window: &mut Window, corners: [Pos2; 4]) {
    window.event(Event::ModifiersChanged(Modifiers::ALT));
    window.hover_at(corners[0]);
    window.run();
    window.drag_at(corners[0]);
    for corner in corners {
        window.hover_at(corner);
        window.run();
    }
    window.drop_at(corners[3]);
    window.event(Event::ModifiersChanged(Modifiers::NONE));
    settle(window);
}

fn square(center: Pos2, half: f32) -> [Pos2; 4] {
    [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| center + half * vec2(x, y))
}

fn selected(window: &Window) -> Vec<TopicId> {
    window.state().workspace().selection().topics().to_vec()
}

/// Opens the menu of the map and then one of its submenus.
pub fn choose(window: &mut Window, submenu: Option<&str>, entry: &str) {
    window.get_by_label("Map options").click();
    settle(window);
    if let Some(submenu) = submenu {
        window.get_by_label(submenu).click();
        settle(window);
    }
    window.get_by_label(entry).click();
    window.remove_cursor();
    settle(window);
}

#[test]
fn a_lasso_selects_the_bubbles_whose_middle_it_holds() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[1];
    let center = bubble(&window, topic).center();
    lasso(&mut window, square(center, 9.0));
    assert_eq!(selected(&window), [topic], "also when it begins on a bubble");
    let map = window.get_by_role_and_label(egui::Role::Canvas, "Map").rect().shrink(3.0);
    lasso(&mut window, [map.left_top(), map.right_top(), map.right_bottom(), map.left_bottom()]);
    assert_eq!(selected(&window).len(), 3);
}

#[test]
fn keys_go_through_the_nearest_topics_as_pairs() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let anchor = listed(&window)[0];
    select(&mut window, &[anchor]);
    press(&mut window, Key::Period);
    let nearest = session(&window).tables.nearest(anchor).unwrap().0;
    assert_eq!(selected(&window), [anchor, nearest]);
    press(&mut window, Key::Period);
    let farther = selected(&window)[1];
    assert!(farther != nearest && farther != anchor);
    press(&mut window, Key::Comma);
    assert_eq!(selected(&window), [anchor, nearest]);
    press(&mut window, Key::Comma);
    assert_eq!(selected(&window), [anchor]);
    press(&mut window, Key::Comma);
    assert_eq!(selected(&window), [anchor], "there is nothing before the nearest");
}

#[test]
fn another_projection_is_chosen_over_the_map_and_named_there() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    window.get_by_label("Projection").click();
    settle(&mut window);
    window.get_by_label("PCoA, Hellinger").click();
    window.remove_cursor();
    settle(&mut window);
    assert_eq!(session(&window).tables.standing.kind, ProjectionKind::Hellinger);
    assert!(window.query_by_label_contains(" of the variance").is_some(), "the header says what it is worth");
    let map = window.get_by_role_and_label(egui::Role::Canvas, "Map").rect();
    for topic in listed(&window) {
        assert!(map.contains(bubble(&window, topic).center()), "all of the new layout is in sight");
    }
}

#[test]
fn spread_overlaps_are_said_to_be_adjusted_until_they_are_taken_back() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let marked = |window: &Window| window.query_by_label("positions adjusted: overlaps spread").is_some();
    assert!(!marked(&window));
    choose(&mut window, None, "Spread overlaps");
    assert!(marked(&window));
    choose(&mut window, None, "Spread overlaps");
    assert!(!marked(&window));
}

#[test]
fn the_menu_of_the_map_chooses_what_colours_mean() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    choose(&mut window, Some("Colour by"), "Colour by cohesion");
    assert_eq!(window.state().workspace().mapping().colour_by(), ColourBy::Cohesion);
}

#[test]
fn the_map_has_an_overview_as_soon_as_one_zooms_in() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    window.set_size(vec2(1800.0, 1000.0));
    settle(&mut window);
    assert!(window.query_by_label("Map overview").is_none());
    let topic = listed(&window)[0];
    let before = bubble(&window, topic).width();
    window.hover_at(bubble(&window, topic).center());
    window.run();
    window.event(Event::Zoom(3.0));
    window.run();
    assert!(window.query_by_label("Map overview").is_some());
    assert!(bubble(&window, topic).width() > before);
    press(&mut window, Key::F);
    assert!(window.query_by_label("Map overview").is_none(), "to fit is to see all");
}

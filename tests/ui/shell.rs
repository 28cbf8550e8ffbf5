//! The window around the views: settings, hints, messages, the search field.

use egui::{Event, Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use mungchi::store::places::Places;
use mungchi::ui::settings::{Settings, ThemeChoice};
use mungchi::worker::CorpusSource;

use crate::hands::{Window, click, press, press_with, told};
use crate::harness::{FRUIT_AND_TOOLS, FakePicker, lines_file, n_open, run_with, settle, start_in, start_on_lines};
use crate::palette::type_into_palette;

fn start_clustered(places: &Places, settings: Settings) -> Window {
    let source = CorpusSource::Paths(vec![lines_file(FRUIT_AND_TOOLS)]);
    let mut window = start_in(places, settings, Some(source), FakePicker::default());
    settle(&mut window);
    run_with(&mut window, "Clusters (k)", 3.0);
    window
}

fn text_size(window: &Window) -> f32 {
    window.state().workspace().settings().text_size
}

#[test]
fn settings_are_there_again_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::inside(folder.path());
    assert_eq!(places.settings(), Settings::default());
    let seen = Settings { hints_seen: true, ..Settings::default() };
    let mut window = start_clustered(&places, seen);
    assert!(!places.settings.exists(), "nothing was changed yet");
    for command in ["dark theme", "larger text", "reduce motion"] {
        type_into_palette(&mut window, command);
        press(&mut window, Key::Enter);
    }
    drop(window);

    let kept = places.settings();
    let expected = Settings {
        theme: ThemeChoice::Dark,
        text_size: 1.1,
        reduce_motion: true,
        hints_seen: true,
        ..Settings::default()
    };
    assert_eq!(kept, expected);
    let again = start_in(&places, kept, None, FakePicker::default());
    let preference = again.ctx.options(|options| options.theme_preference);
    assert_eq!(preference, egui::ThemePreference::Dark);
    assert!((again.ctx.zoom_factor() - 1.1).abs() < 1e-6);
}

#[test]
fn text_grows_by_one_step_a_key_and_is_set_back() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    press_with(&mut window, Modifiers::COMMAND, Key::Plus);
    assert!((window.ctx.zoom_factor() - 1.1).abs() < 1e-6, "egui's own keys do not add to it");
    assert!((text_size(&window) - 1.1).abs() < 1e-6);
    press_with(&mut window, Modifiers::COMMAND, Key::Num0);
    assert!((window.ctx.zoom_factor() - 1.0).abs() < 1e-6);
    press_with(&mut window, Modifiers::COMMAND, Key::Minus);
    assert!((text_size(&window) - 0.9).abs() < 1e-6);
    // As far as it goes, both ways, and with half the room everything is still drawn.
    (0..14).for_each(|_| press_with(&mut window, Modifiers::COMMAND, Key::Minus));
    assert!((text_size(&window) - 0.7).abs() < 1e-6);
    (0..14).for_each(|_| press_with(&mut window, Modifiers::COMMAND, Key::Plus));
    assert!((window.ctx.zoom_factor() - 2.0).abs() < 1e-6);
    window.set_size(vec2(700.0, 450.0));
    settle(&mut window);
    window.get_by_label("Search documents");
}

const HINTS: [&str; 3] = ["Every bubble is a topic", "Gather what is alike", "Merge by hand"];

#[test]
fn hints_are_shown_once_and_again_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::inside(folder.path());
    let mut window = start_clustered(&places, Settings::default());
    window.get_by_label(HINTS[0]);
    // They block nothing.
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    assert_eq!(window.state().workspace().selection().topics().len(), 3);
    click(&mut window, "Next");
    window.get_by_label(HINTS[1]);
    click(&mut window, "Next");
    window.get_by_label(HINTS[2]);
    click(&mut window, "Got it");
    assert!(HINTS.iter().all(|hint| window.query_by_label(hint).is_none()));
    drop(window);

    assert!(places.settings().hints_seen);
    let mut again = start_clustered(&places, places.settings());
    assert!(again.query_by_label(HINTS[0]).is_none());
    press_with(&mut again, Modifiers::COMMAND, Key::A);
    type_into_palette(&mut again, "show hints again");
    press(&mut again, Key::Enter);
    again.get_by_label(HINTS[0]);
    press(&mut again, Key::Escape);
    assert!(again.query_by_label(HINTS[0]).is_none());
    assert_eq!(again.state().workspace().selection().topics().len(), 3, "Escape closed the hints only");
}

#[test]
fn only_the_newest_message_is_in_the_bar_and_the_others_are_listed_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    // Settings that cannot be kept.
    let blocked = lines_file(&["a file and no folder"]).join("settings.json");
    let places = Places { settings: blocked, ..Places::inside(folder.path()) };
    let source = CorpusSource::Paths(vec![lines_file(FRUIT_AND_TOOLS)]);
    let settings = Settings { hints_seen: true, ..Settings::default() };
    let mut window = start_in(&places, settings, Some(source), FakePicker::default());
    settle(&mut window);
    run_with(&mut window, "Clusters (k)", 3.0);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::G);
    let merged = told(&window).pop().unwrap();
    window.get_by_label("Undo");
    press_with(&mut window, Modifiers::COMMAND, Key::Minus);
    assert_eq!(told(&window).len(), 2, "{:?}", told(&window));
    let newest = told(&window).pop().unwrap();
    window.get_by_label(&newest);
    assert!(window.query_by_label("Undo").is_none(), "the newest message is no decision");
    assert!(window.query_by_label(&merged).is_none());

    click(&mut window, "1 more");
    window.get_by_label(&merged);
    click(&mut window, "Undo");
    assert_eq!(n_open(&window), 3);
    assert_eq!(told(&window), [format!("Undone: {merged}")]);
    assert!(window.query_by_label("1 more").is_none());
    click(&mut window, "Dismiss");
    assert!(told(&window).is_empty());
}

#[test]
fn the_message_of_a_decision_goes_with_the_next_one() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::G);
    let merged = told(&window);
    press(&mut window, Key::L);
    let locked = told(&window);
    assert_eq!((merged.len(), locked.len()), (1, 1));
    assert_ne!(merged, locked);
}

#[test]
fn counts_and_message_stand_beside_each_other_in_the_smallest_window() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    window.set_size(vec2(960.0, 600.0));
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::G);
    let message = told(&window).pop().unwrap();
    let counts = window.get_by_label_contains("12 documents  ·").rect();
    let rects = [window.get_by_label(&message).rect(), window.get_by_label("Undo").rect()];
    for rect in rects.into_iter().chain([window.get_by_label("Dismiss").rect()]) {
        assert!(counts.right() <= rect.left() && rect.right() <= 960.0, "{counts:?} {rect:?}");
    }
}

#[test]
fn the_search_field_is_cleared_by_its_button() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    assert!(window.query_by_label("Clear the search field").is_none());
    press(&mut window, Key::Slash);
    window.event(Event::Text("violin".to_owned()));
    settle(&mut window);
    assert_eq!(window.state().workspace().query(), Some("violin"));
    click(&mut window, "Clear the search field");
    assert_eq!(window.state().workspace().query(), None);
    assert_eq!(window.get_by_label("Search documents").value().unwrap_or_default(), "");
    assert!(window.get_by_label("Search documents").is_focused());
}

#[test]
fn all_keys_can_be_read_in_the_smallest_window() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    window.set_size(vec2(960.0, 600.0));
    press(&mut window, Key::F1);
    let close = window.get_by_label("Close").rect();
    assert!(close.right() < 960.0 && close.bottom() < 600.0, "{close:?}");
    let merge = window.get_by_label("Merge selected").rect();
    assert!(merge.left() > 0.0 && merge.right() < 960.0, "{merge:?}");
}

//! What goes wrong is told, and what was there stays.

use egui::Theme;
use egui_kittest::kittest::Queryable as _;
use mungchi::ui::file_picker::{Picked, Wanted};
use mungchi::worker::CorpusSource;

use crate::harness::{
    FRUIT_AND_TOOLS, FakePicker, lines_file, n_open, run_with, settle, start, start_on_lines, start_with,
};

#[test]
fn a_file_that_cannot_be_read_is_told_on_the_welcome_screen() {
    let mut harness = start(Some(CorpusSource::Paths(vec!["/nowhere/corpus.csv".into()])));
    settle(&mut harness);
    let told: Vec<&str> = harness.state().workspace().notices().map(|notice| notice.text.as_str()).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].ends_with(": /nowhere/corpus.csv"), "{told:?}");
    harness.get_by_label("Open files…");
}

#[test]
fn the_file_dialog_opens_a_corpus_and_where_there_is_none_its_path_is_typed() {
    let picker = FakePicker::default();
    picker.answers.borrow_mut().extend([Picked::Paths(vec![lines_file(FRUIT_AND_TOOLS)]), Picked::NoDialog]);
    let mut harness = start_with(None, Theme::Dark, picker.clone());
    harness.run();
    harness.get_by_label("Open files…").click();
    settle(&mut harness);
    harness.get_by_label("This desktop has no dialog for files: type or paste the path.");
    harness.get_by_label("Path");
    harness.key_press(egui::Key::Escape);
    settle(&mut harness);
    harness.get_by_label("Open a folder of texts…").click();
    settle(&mut harness);
    harness.get_by_label("Import").click();
    settle(&mut harness);
    assert_eq!(harness.state().workspace().corpus().map(|corpus| corpus.documents.len()), Some(12));
    assert_eq!(*picker.asked.borrow(), [Wanted::Files, Wanted::Folder]);
}

#[test]
fn a_new_run_leaves_the_decisions_in_their_project() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    settle(&mut harness);
    harness.key_press(egui::Key::G);
    settle(&mut harness);
    let project = harness.state().workspace().project_path().unwrap().to_owned();
    assert_eq!(project.file_name().unwrap(), "lines.mungchi", "made by itself, beside the corpus");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::R);
    settle(&mut harness);
    assert_eq!(n_open(&harness), 3, "clustered anew");
    assert!(harness.state().workspace().notices().any(|notice| notice.text.contains("stay in lines.mungchi")));
    let kept = mungchi::store::read_project(&project, &()).unwrap();
    assert_eq!(kept.history.done().len(), 1);
    assert_eq!(kept.topics.open().count(), 1);
}

#[test]
fn decisions_that_cannot_be_saved_are_not_lost_unasked() {
    let mut first = start_on_lines(FRUIT_AND_TOOLS, 3);
    first.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    settle(&mut first);
    first.key_press(egui::Key::L);
    settle(&mut first);
    let project = first.state().workspace().project_path().unwrap().to_owned();

    // A second window can look at the project, decide, and not save.
    let mut second = start(Some(CorpusSource::Paths(vec![project])));
    settle(&mut second);
    assert!(second.state().workspace().notices().any(|notice| notice.text.contains("open in another window")));
    second.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    settle(&mut second);
    second.key_press(egui::Key::L);
    settle(&mut second);
    assert_eq!(second.state().workspace().n_unsaved(), 1);
    second.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::R);
    settle(&mut second);
    second.get_by_label("Cancel").click();
    settle(&mut second);
    assert_eq!(second.state().workspace().n_decisions(), 2, "kept");
    second.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::R);
    settle(&mut second);
    second.get_by_label("Run and lose them").click();
    settle(&mut second);
    assert_eq!(second.state().workspace().n_decisions(), 0, "clustered anew");
}

#[test]
fn parameters_that_leave_no_term_are_told_and_the_topics_stay() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    harness.get_by_label("Clustering").click();
    harness.run();
    run_with(&mut harness, "Min. documents", 12.0);
    let told: Vec<String> = harness.state().workspace().notices().map(|notice| notice.text.clone()).collect();
    assert!(told.iter().any(|text| text.starts_with("No term is left of")), "{told:?}");
    assert_eq!(n_open(&harness), 3);
}

#[test]
fn the_smallest_window_shows_the_merge_bar_and_the_status() {
    let mut harness = start_on_lines(FRUIT_AND_TOOLS, 3);
    harness.set_size(egui::vec2(960.0, 600.0));
    harness.run();
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(960.0, 600.0));
    let slider = harness.get_by_role_and_label(egui::Role::Slider, "Merge what is at least this similar").rect();
    let map = harness.get_by_role_and_label(egui::Role::Canvas, "Map").rect();
    assert!(screen.contains_rect(slider), "{slider:?}");
    assert!(map.bottom() < slider.top(), "{map:?} {slider:?}");
}

//! The import assistant and the import report, by visible names and keys.

use std::path::PathBuf;

use egui::{Key, Role, Theme, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mungchi::corpus::provenance::{Limit, Limits, ReadOptions};
use mungchi::import::ENCODINGS;
use mungchi::store::places::Places;
use mungchi::ui::file_picker::{Picked, Wanted};
use mungchi::ui::settings::Settings;
use mungchi::worker::CorpusSource;
use mungchi::workspace::{ColourBy, Importing, NoticeKind};

use crate::hands::{Window, click, press, told};
use crate::harness::{
    FRUIT_AND_TOOLS, FakePicker, lines_file, n_open, run_with, settle, start_in, start_on_lines, start_with,
};
use crate::names::check;
use crate::palette::type_into_palette;

/// A table with a short remark and a longer body in each of twelve rows.
fn table(folder: &tempfile::TempDir) -> PathBuf {
    let colours = ["crimson", "scarlet", "indigo"];
    let rows = FRUIT_AND_TOOLS.iter().enumerate();
    let rows: Vec<String> = rows.map(|(row, body)| format!("{row},{} hue,{body}", colours[row % 3])).collect();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, format!("number,remark,body\n{}\n", rows.join("\n"))).unwrap();
    path
}

/// The window after these files were picked in the dialog.
fn with_picked(places: &Places, path: PathBuf) -> Window {
    let picker = FakePicker::default();
    picker.answers.borrow_mut().push(Picked::Paths(vec![path]));
    let settings = Settings { hints_seen: true, ..Settings::default() };
    let mut window = start_in(places, settings, None, picker);
    settle(&mut window);
    click(&mut window, "Open files…");
    window
}

#[track_caller]
fn importing(window: &Window) -> &Importing {
    window.state().workspace().importing().expect("the assistant is open")
}

fn frequent(window: &Window) -> Vec<String> {
    let preview = importing(window).preview().expect("words were looked at");
    preview.most_frequent.iter().map(|(term, _)| term.clone()).collect()
}

#[track_caller]
fn shown(window: &Window, combo: &str) -> String {
    window.get_by_role_and_label(Role::ComboBox, combo).accesskit_node().value().unwrap_or_default()
}

#[track_caller]
fn choose(window: &mut Window, combo: &str, choice: &str) {
    window.get_by_role_and_label(Role::ComboBox, combo).click();
    window.remove_cursor();
    settle(window);
    let inside = window.get_all_by_label(choice).max_by(|a, b| a.rect().top().total_cmp(&b.rect().top())).unwrap();
    inside.click();
    window.remove_cursor();
    settle(window);
}

#[test]
fn another_text_column_changes_the_preview_and_is_what_is_clustered() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_picked(&Places::inside(folder.path()), table(&folder));
    assert!(window.state().workspace().corpus().is_none(), "nothing is read yet");
    assert!(shown(&window, "Format").starts_with("Detected: Table (CSV"), "{}", shown(&window, "Format"));
    assert_eq!(shown(&window, "Delimiter"), "Detected: Comma");
    assert!(frequent(&window).contains(&"orchard".to_owned()), "{:?}", frequent(&window));
    check(&window, "the import assistant", 30);

    click(&mut window, "Text from remark");
    click(&mut window, "Text from body");
    assert_eq!(importing(&window).options().roles.text, ["remark"]);
    let terms = frequent(&window);
    assert!(terms.contains(&"crimson".to_owned()) && !terms.contains(&"orchard".to_owned()), "{terms:?}");
    click(&mut window, "Records");
    window.get_by_label("remark");
    check(&window, "the records", 30);
    assert!(window.state().workspace().corpus().is_none());

    press(&mut window, Key::Enter);
    let corpus = window.state().workspace().corpus().expect("Enter imports");
    assert_eq!(corpus.columns.text.as_deref(), Some("remark"));
    assert!(window.state().workspace().importing().is_none());
    run_with(&mut window, "Clusters (k)", 3.0);
    assert_eq!(n_open(&window), 3);
}

#[test]
fn choices_are_there_again_for_the_same_file_and_can_be_reset() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::inside(folder.path());
    let mut window = with_picked(&places, table(&folder));
    let (label, name) = ENCODINGS[1];
    choose(&mut window, "Encoding", name);
    assert_eq!(importing(&window).options().encoding.as_deref(), Some(label));
    window.get_by_role_and_label(Role::SpinButton, "Min. documents").set_value_accesskit(3.0);
    settle(&mut window);
    click(&mut window, "Import");
    assert_eq!(window.state().workspace().params().unwrap().vectorize.min_df, 3, "the next run goes by it");
    drop(window);

    let mut again = with_picked(&places, table(&folder));
    again.get_by_label("Choices of last time");
    assert_eq!(importing(&again).options().encoding.as_deref(), Some(label));
    assert_eq!(importing(&again).params().min_df, 3);
    assert_eq!(shown(&again, "Encoding"), name);
    click(&mut again, "Reset to guesses");
    assert_eq!(*importing(&again).options(), ReadOptions::default());
    assert_eq!(importing(&again).params().min_df, 2);
    click(&mut again, "Import");
    drop(again);
    let third = with_picked(&places, table(&folder));
    assert!(third.query_by_label("Choices of last time").is_none());
}

#[test]
fn choices_are_recalled_for_a_file_that_was_opened_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::inside(folder.path());
    let path = table(&folder);
    let mut window = with_picked(&places, path.clone());
    click(&mut window, "Text from remark");
    click(&mut window, "Text from body");
    click(&mut window, "Import");
    drop(window);

    // As the command line names it: read by guesses, without the assistant.
    let settings = Settings { hints_seen: true, ..Settings::default() };
    let source = CorpusSource::Paths(vec![path]);
    let mut window = start_in(&places, settings, Some(source), FakePicker::default());
    settle(&mut window);
    let text = |window: &Window| window.state().workspace().corpus().unwrap().columns.text.clone();
    assert_eq!(text(&window).as_deref(), Some("body"), "guessed");
    type_into_palette(&mut window, "import options");
    press(&mut window, Key::Enter);
    window.get_by_label("Choices of last time");
    assert_eq!(importing(&window).options().roles.text, ["remark"]);
    click(&mut window, "Import");
    assert_eq!(text(&window).as_deref(), Some("remark"));
    // What was chosen for what is open is not asked for again.
    type_into_palette(&mut window, "import options");
    press(&mut window, Key::Enter);
    assert!(window.query_by_label("Choices of last time").is_none());
    window.get_by_label("With choices of yours");
}

#[test]
fn a_path_can_be_typed_where_there_is_no_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::inside(folder.path());
    let settings = Settings { hints_seen: true, ..Settings::default() };
    let mut window = start_in(&places, settings, None, FakePicker::default());
    settle(&mut window);
    click(&mut window, "Open path…");
    assert!(window.get_by_label("Open").accesskit_node().is_disabled(), "nothing is typed");
    check(&window, "a path to open", 10);
    let nothing = folder.path().join("nothing.csv").display().to_string();
    let there = format!("\"{}\"", table(&folder).display());
    for (path, is_there) in [(nothing, false), (there, true)] {
        if window.query_by_label("Path").is_none() {
            crate::hands::press_with(&mut window, egui::Modifiers::COMMAND, Key::L);
        }
        window.get_by_label("Path").set_text_value_accesskit(&path);
        settle(&mut window);
        click(&mut window, "Open");
        assert_eq!(importing(&window).problem().is_none(), is_there, "{:?}", importing(&window).problem());
        if !is_there {
            assert!(importing(&window).problem().unwrap().contains("nothing.csv"));
            click(&mut window, "Cancel");
        }
    }
    click(&mut window, "Import");
    assert_eq!(window.state().workspace().corpus().map(|corpus| corpus.documents.len()), Some(12));
}

#[test]
fn the_limits_of_the_settings_are_those_of_a_reading() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::inside(folder.path());
    let path = folder.path().join("lines.txt");
    let long = "a very long line ".repeat(100_000);
    std::fs::write(&path, [FRUIT_AND_TOOLS.join("\n"), long].join("\n")).unwrap();
    let mut window = with_picked(&places, path);
    assert_eq!(importing(&window).problems().n_in_all(), 0);
    crate::hands::press_with(&mut window, egui::Modifiers::COMMAND, Key::Comma);
    check(&window, "the settings", 15);
    for limit in Limit::ALL {
        window.get_by_role_and_label(Role::SpinButton, limit.name());
    }
    window.get_by_role_and_label(Role::SpinButton, "Largest record").set_value_accesskit(1.0);
    settle(&mut window);
    assert_eq!(places.settings().limits, Limits::default().with(Limit::Record, 1), "kept");
    click(&mut window, "Close");
    // The assistant has looked again.
    let told = window.get_by_label("1 left out");
    told.click();
    window.remove_cursor();
    settle(&mut window);
    let report = window.state().workspace().report().unwrap();
    let reason = &report.line(0).unwrap().reason;
    assert!(reason.contains("more than 1 MiB, the limit “Largest record” of the settings"), "{reason}");
    click(&mut window, "Close");
    click(&mut window, "Import");
    let corpus = window.state().workspace().corpus().unwrap();
    assert_eq!((corpus.documents.len(), corpus.provenance.options.limits.record_bytes), (12, 1 << 20));

    // A limit that lets more through is a reason to read again.
    crate::hands::press_with(&mut window, egui::Modifiers::COMMAND, Key::Comma);
    click(&mut window, "Reset to 64");
    assert_eq!(places.settings().limits, Limits::default());
    click(&mut window, "Close");
    type_into_palette(&mut window, "import options");
    press(&mut window, Key::Enter);
    click(&mut window, "Import");
    assert_eq!(window.state().workspace().corpus().unwrap().documents.len(), 13);
}

#[test]
fn duplicates_and_notes_are_no_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.txt");
    std::fs::write(&path, [FRUIT_AND_TOOLS, &FRUIT_AND_TOOLS[..2]].concat().join("\n")).unwrap();
    let mut window = start_with(Some(CorpusSource::Paths(vec![path.clone()])), Theme::Light, FakePicker::default());
    settle(&mut window);
    let kinds = |window: &Window| window.state().workspace().notices().map(|notice| notice.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&window), [NoticeKind::Told]);
    assert!(told(&window)[0].starts_with("Read with 2 duplicates; the first: "), "{:?}", told(&window));
    let korean = "말뭉치".repeat(100);
    let broken = [FRUIT_AND_TOOLS.join("\n").as_bytes(), b"\n", korean.as_bytes(), b"\nbroken \xff byte\n"].concat();
    std::fs::write(&path, broken).unwrap();
    let mut window = start_with(Some(CorpusSource::Paths(vec![path])), Theme::Light, FakePicker::default());
    settle(&mut window);
    assert_eq!(kinds(&window), [NoticeKind::Warning]);
    assert!(told(&window)[0].starts_with("Read with 1 repaired: "), "{:?}", told(&window));
}

#[test]
fn kept_columns_are_in_the_records_in_the_reader_and_in_the_colours_of_the_map() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.csv");
    let rows = FRUIT_AND_TOOLS.iter().enumerate();
    let rows: Vec<String> =
        rows.map(|(row, text)| format!("r{row},{},200{row:02},{text}", ["Seoul", "Busan"][row % 2])).collect();
    std::fs::write(&path, format!("id,city,votes,text\n{}\n", rows.join("\n"))).unwrap();
    let mut window = with_picked(&Places::inside(folder.path()), path);
    click(&mut window, "Records");
    // The columns at the left have these names too.
    for (name, part) in [("city", "kept"), ("id", "id"), ("text", "text")] {
        assert!(window.query_all_by_label(name).count() > 0, "{name}");
        assert!(window.query_all_by_label(part).count() > 0, "{part}");
    }
    assert!(window.query_all_by_label("Busan").count() > 3);
    window.get_by_label("r0");
    click(&mut window, "Import");
    run_with(&mut window, "Clusters (k)", 3.0);

    crate::map::choose(&mut window, Some("Colour by"), "Colour by city");
    assert_eq!(window.state().workspace().mapping().colour_by(), ColourBy::Field(0));

    let topic = crate::hands::listed(&window)[0];
    crate::hands::select(&mut window, &[topic]);
    let first = crate::hands::listing(&window).documents[0];
    click(&mut window, &format!("Document: {}", FRUIT_AND_TOOLS[first.index()]));
    let shown = |window: &Window, text: &str| window.query_all_by_label(text).count() > 0;
    assert!(shown(&window, "votes") && shown(&window, &format!("200{:02}", first.index())));
    assert!(shown(&window, ["Seoul", "Busan"][first.index() % 2]));
}

#[test]
fn escape_and_cancel_leave_what_was_open() {
    let picker = FakePicker::default();
    let other = lines_file(&["other words", "and some more"]);
    picker.answers.borrow_mut().extend([Picked::Paths(vec![other.clone()]), Picked::Paths(vec![other])]);
    let mut window = start_with(Some(CorpusSource::Paths(vec![lines_file(FRUIT_AND_TOOLS)])), Theme::Dark, picker);
    settle(&mut window);
    run_with(&mut window, "Clusters (k)", 3.0);
    for leave in ["Escape", "Cancel"] {
        crate::hands::press_with(&mut window, egui::Modifiers::COMMAND, Key::O);
        assert_eq!(importing(&window).name(), "lines.txt");
        // Keys of topics do nothing while the topics are out of sight.
        crate::hands::press_with(&mut window, egui::Modifiers::COMMAND, Key::A);
        press(&mut window, Key::Delete);
        match leave {
            "Escape" => press(&mut window, Key::Escape),
            _ => click(&mut window, leave),
        }
        assert!(window.state().workspace().importing().is_none(), "{leave}");
        assert_eq!(n_open(&window), 3, "{leave}");
    }
}

#[test]
fn words_are_chosen_for_an_open_corpus_without_reading_it_again() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    type_into_palette(&mut window, "import options");
    press(&mut window, Key::Enter);
    window.get_by_label("Apply");
    let stop_words = window.get_by_label("Stop words of yours");
    stop_words.click();
    window.remove_cursor();
    settle(&mut window);
    let field = window.get_by_role_and_label(Role::MultilineTextInput, "Stop words of yours");
    field.focus();
    field.set_text_value_accesskit("orchard\nviolin");
    settle(&mut window);
    let terms = frequent(&window);
    click(&mut window, "Apply");
    let params = window.state().workspace().params().unwrap();
    assert_eq!(params.vectorize.words.stop_words.user, ["orchard", "violin"]);
    assert!(!terms.is_empty());
    assert_eq!(n_open(&window), 3, "the topics stay until the next run");
    assert!(told(&window).iter().any(|text| text.contains("next run")), "{:?}", told(&window));
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_not_imported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.csv");
    std::fs::write(&path, "").unwrap();
    let mut window = with_picked(&Places::inside(folder.path()), path);
    assert!(importing(&window).problem().is_some());
    press(&mut window, Key::Enter);
    assert!(window.state().workspace().importing().is_some(), "Enter does nothing");
    click(&mut window, "Cancel");
    window.get_by_label("Open files…");
}

#[test]
fn the_report_is_filtered_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.txt");
    let broken = [
        FRUIT_AND_TOOLS.join("\n").as_bytes(),
        b"\n",
        "말뭉치".repeat(100).as_bytes(),
        b"\nbroken \xff byte\n",
        b"another \xff one\n",
    ]
    .concat();
    std::fs::write(&path, broken).unwrap();
    let table = folder.path().join("report.csv");
    let picker = FakePicker::default();
    picker.answers.borrow_mut().push(Picked::Paths(vec![folder.path().join("report")]));
    let mut window = start_with(Some(CorpusSource::Paths(vec![path])), Theme::Light, picker.clone());
    settle(&mut window);
    type_into_palette(&mut window, "import report");
    press(&mut window, Key::Enter);
    let n_listed = |window: &Window| window.state().workspace().report().unwrap().n_listed();
    assert_eq!(n_listed(&window), 2);
    check(&window, "the import report", 15);
    window.get_by_label("Filter the report").focus();
    window.get_by_label("Filter the report").set_text_value_accesskit("nothing is called so");
    settle(&mut window);
    assert_eq!(n_listed(&window), 0);
    window.get_by_label("Filter the report").set_text_value_accesskit("BROKEN");
    settle(&mut window);
    assert_eq!(n_listed(&window), 2, "in any case");
    click(&mut window, "Repaired (2)");
    assert_eq!(n_listed(&window), 2);
    click(&mut window, "How this corpus was read");
    window.get_by_label("Copy as text");
    click(&mut window, "Save as CSV…");
    assert_eq!(*picker.asked.borrow(), [Wanted::Report]);
    let saved = std::fs::read_to_string(table).unwrap();
    assert!(saved.starts_with("\u{feff}kind,file,record,reason\nrepaired,"), "{saved}");
    assert_eq!(saved.lines().count(), 3);
    click(&mut window, "Close");
    assert!(window.state().workspace().report().is_none());
}

#[test]
fn everything_is_within_the_smallest_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_picked(&Places::inside(folder.path()), table(&folder));
    window.set_size(vec2(960.0, 600.0));
    settle(&mut window);
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, vec2(960.0, 600.0));
    for name in ["Import", "Cancel", "Text from body", "Words", "Records"] {
        for node in window.get_all_by_label(name) {
            let rect = node.rect();
            assert!(rect.right() <= screen.right() && rect.left() >= 0.0, "{name}: {rect:?}");
        }
    }
    let import = window.get_by_label("Import").rect();
    assert!(screen.contains_rect(import), "{import:?}");
}

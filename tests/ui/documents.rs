//! The list of documents and the reader, by visible names and keys.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use crate::hands::{Window, click, listed, listed_lines, listing, name_of, press, press_with, select};
use crate::harness::{FRUIT_AND_TOOLS, n_open, session, settle, start_on_lines};

fn reading(window: &Window) -> Option<usize> {
    window.state().workspace().detail().reading
}

/// The lines of the harness with the first one written three times.
fn with_duplicates() -> Vec<&'static str> {
    [FRUIT_AND_TOOLS, &[FRUIT_AND_TOOLS[0], FRUIT_AND_TOOLS[0]]].concat()
}

#[test]
fn the_list_is_sorted_from_its_menu_and_stays_so() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topics = listed(&window);
    select(&mut window, &[topics[0]]);
    click(&mut window, "Most typical first ▼");
    click(&mut window, "Borderline first");
    let margins: Vec<f32> = listing(&window).runner_ups.iter().map(|runner_up| runner_up.unwrap().margin).collect();
    assert!(margins.len() > 1 && margins.is_sorted(), "{margins:?}");
    select(&mut window, &[topics[1]]);
    assert!(!listing(&window).runner_ups.is_empty());
    click(&mut window, "Borderline first ▼");
    click(&mut window, "By title");
    assert!(listed_lines(&window).is_sorted());
}

#[test]
fn duplicates_fold_and_unfold() {
    let lines = with_duplicates();
    let mut window = start_on_lines(&lines, 3);
    let topic = session(&window).topics.home(mungchi::corpus::DocId(0)).unwrap();
    select(&mut window, &[topic]);
    let n_documents = listing(&window).documents.len();
    window.get_by_label(&format!("Documents ({n_documents})"));
    window.get_by_label(&format!("{} different", n_documents - 2));
    let entry = format!("Document: {}", lines[0]);
    assert_eq!(window.query_all_by_label(&entry).count(), 1);
    click(&mut window, "Unfold 3 documents with the same text");
    assert_eq!(window.query_all_by_label(&entry).count(), 3);
    click(&mut window, "Fold 3 documents with the same text");
    assert_eq!(window.query_all_by_label(&entry).count(), 1);

    click(&mut window, "Most typical first ▼");
    click(&mut window, "Fold duplicates");
    assert_eq!(window.query_all_by_label(&entry).count(), 3);
    assert!(window.query_by_label_contains(" different").is_none());
}

#[test]
fn a_range_is_chosen_with_shift_and_everything_from_the_menu() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    select(&mut window, &[topic]);
    let lines = listed_lines(&window);
    for (line, modifiers) in [(lines[0], Modifiers::COMMAND), (lines[2], Modifiers::SHIFT)] {
        window.get_by_label(&format!("Document: {line}")).click_modifiers(modifiers);
        window.remove_cursor();
        settle(&mut window);
    }
    let documents = listing(&window).documents;
    assert_eq!(window.state().workspace().detail().chosen(), &documents[..3]);
    click(&mut window, "Most typical first ▼");
    click(&mut window, "Choose all listed documents");
    assert_eq!(window.state().workspace().detail().chosen(), documents);
}

#[test]
fn the_reader_says_why_the_document_is_here() {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    select(&mut window, &[topic]);
    let first = listed_lines(&window)[0];
    click(&mut window, &format!("Document: {first}"));
    let pull = window.state().workspace().pull().unwrap().clone();
    assert_eq!(pull.own, topic);
    window.get_by_label_contains(&format!("{:.2} to this topic", pull.similarity));
    window.get_by_label_contains("pulls to “");
    window.get_by_label("Record");
    let n_labels = |text: &str, window: &Window| window.query_all_by_role_and_label(Role::Label, text).count();
    assert_eq!(n_labels(first, &window), 1, "the text of an untitled document stands there once");
    let strongest = &pull.terms[0].text;
    let n_before = n_labels(strongest, &window);
    window.get_by_label("Strongest pulls").click_accesskit();
    settle(&mut window);
    assert_eq!(n_labels(strongest, &window), n_before + 1);
    for marks in ["Plain", "Topic terms"] {
        click(&mut window, marks);
        assert!(window.query_by_label_contains("pulls to “").is_none());
    }
    click(&mut window, "Pull");
    window.get_by_label_contains("pulls to “");
}

#[test]
fn shift_m_moves_to_the_runner_up_and_reads_on() {
    // The line about both keeps the runner-up of its topic from being nobody.
    let mut lines = FRUIT_AND_TOOLS.to_vec();
    lines.extend(["apple pear hammer nail orchard", "saw drill violin concert bench", "cello bow plum cherry strings"]);
    let mut window = start_on_lines(&lines, 3);
    let mixed = mungchi::corpus::DocId(12);
    let from = session(&window).topics.home(mixed).unwrap();
    select(&mut window, &[from]);
    click(&mut window, "Document: apple pear hammer nail orchard");
    let place = reading(&window).unwrap();
    let n_listed = listing(&window).documents.len();
    let to = window.state().workspace().runner_up().expect("half of its words are another topic's");
    window.get_by_label(&format!("Move to “{}” (Shift+M)", name_of(&window, to)));
    press_with(&mut window, Modifiers::SHIFT, Key::M);
    assert_eq!(session(&window).topics.home(mixed), Some(to));
    assert_eq!(listing(&window).documents.len(), n_listed - 1);
    assert!(reading(&window).is_some(), "the reader stays open");
    assert_ne!(listing(&window).documents[reading(&window).unwrap()], mixed);
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(session(&window).topics.home(mixed), Some(from));
    assert_eq!(n_open(&window), 3);
    assert!(place < n_listed);
}

#[test]
fn the_target_of_a_move_is_taken_with_the_arrows() {
    // What fruit and tools share makes one target more similar than the other.
    let mut lines = FRUIT_AND_TOOLS.to_vec();
    lines.extend(["apple pear hammer nail orchard", "hammer nail plum cherry workshop"]);
    let mut window = start_on_lines(&lines, 3);
    let from = session(&window).topics.home(mungchi::corpus::DocId(0)).unwrap();
    select(&mut window, &[from]);
    let document = listing(&window).documents[0];
    click(&mut window, &format!("Document: {}", lines[document.index()]));
    // As they are now: the document takes its words along.
    let similarities = &session(&window).tables.relations.similarities;
    let similarity = |topic| similarities.between(from, topic).unwrap();
    let mut targets: Vec<_> = listed(&window).into_iter().filter(|&topic| topic != from).collect();
    targets.sort_by(|&a, &b| similarity(b).total_cmp(&similarity(a)));
    assert!(similarity(targets[0]) > similarity(targets[1]) + 0.01, "they differ");
    let second = targets[1];
    press(&mut window, Key::M);
    window.get_by_label("Move 1 document to");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    assert!(window.query_by_label("Move 1 document to").is_none());
    assert_eq!(session(&window).topics.home(document), Some(second), "the second most similar was taken");
}

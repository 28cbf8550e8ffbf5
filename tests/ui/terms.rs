//! The list of terms: what ranks it, which term is lit, and what is copied.

use egui::{Key, OutputCommand, Role};
use egui_kittest::kittest::Queryable as _;
use mungchi::topics::keywords::TermScore;

use crate::hands::{Window, click, listed, name_of, open_menu, press, select, told};
use crate::harness::{FRUIT_AND_TOOLS, session, settle, start_on_lines};

/// Fruit twice over: two topics that share words, and one that shares none with them.
const TWO_ORCHARDS: &[&str] = &[
    "apple pear plum orchard harvest",
    "apple pear plum orchard ladder",
    "apple plum pear harvest ladder",
    "apple grape wine cellar orchard",
    "grape wine cellar barrel harvest",
    "grape wine barrel cellar orchard",
    "hammer nail saw workshop bench",
    "hammer saw drill workshop wood",
    "nail drill saw bench wood",
];

fn terms(window: &Window) -> Vec<String> {
    window.state().workspace().terms().bars.iter().map(|bar| bar.text.clone()).collect()
}

fn lit(window: &Window) -> Option<String> {
    window.state().workspace().lit_term().map(|lit| lit.text.clone())
}

fn bar(term: &str) -> String {
    format!("Term: {term}")
}

/// What the last frame put on the clipboard.
fn copied(window: &Window) -> Option<String> {
    window.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// A window with the first topic of the list selected.
fn start_on_a_topic() -> Window {
    let mut window = start_on_lines(FRUIT_AND_TOOLS, 3);
    let topic = listed(&window)[0];
    select(&mut window, &[topic]);
    window
}

#[test]
fn another_score_is_chosen_by_name() {
    let mut window = start_on_a_topic();
    window.get_by_role_and_label(Role::Slider, "Relevance λ");
    for (name, score) in
        [("c-TF-IDF", TermScore::CTfIdf), ("Log-odds", TermScore::LogOdds), ("Proportion", TermScore::Proportion)]
    {
        window.get_by_role_and_label(Role::ComboBox, "Ranked by").click();
        settle(&mut window);
        click(&mut window, name);
        assert_eq!(window.state().workspace().terms().score, score);
        assert!(!terms(&window).is_empty());
        assert!(window.query_by_label("Relevance λ").is_none(), "λ is the relevance's alone");
    }
}

#[test]
fn a_term_is_lit_under_the_pointer_kept_by_a_click_and_let_go_by_escape() {
    let mut window = start_on_a_topic();
    let [first, second] = [0, 1].map(|place: usize| terms(&window)[place].clone());
    window.get_by_label(&bar(&first)).hover();
    settle(&mut window);
    assert_eq!(lit(&window), Some(first.clone()));
    window.remove_cursor();
    settle(&mut window);
    assert_eq!(lit(&window), None);

    click(&mut window, &bar(&first));
    assert_eq!(lit(&window), Some(first.clone()));
    let n = window.state().workspace().lit_term().unwrap().n_documents;
    window.get_by_label_contains(&format!("“{first}” is lit on the map: {n} documents in "));
    window.get_by_label(&bar(&second)).hover();
    settle(&mut window);
    assert_eq!(lit(&window), Some(second));
    window.remove_cursor();
    settle(&mut window);
    assert_eq!(lit(&window), Some(first.clone()));

    press(&mut window, Key::Escape);
    assert_eq!(lit(&window), None);
    assert_eq!(window.state().workspace().selection().topics().len(), 1, "Escape goes back one step at a time");
    press(&mut window, Key::Escape);
    assert!(window.state().workspace().selection().topics().is_empty());
}

#[test]
fn the_documents_of_a_pinned_term_are_searched() {
    let mut window = start_on_a_topic();
    let term = terms(&window)[0].clone();
    click(&mut window, &bar(&term));
    click(&mut window, "Its documents");
    assert_eq!(window.state().workspace().query(), Some(&*term));
    click(&mut window, "Let go");
    assert_eq!(lit(&window), None);
    assert!(window.query_by_label("Let go").is_none());
}

#[test]
fn arrows_walk_through_the_terms_enter_pins_and_delete_ignores() {
    let mut window = start_on_a_topic();
    let topic = listed(&window)[0];
    let known = terms(&window);
    window.get_by_label(&bar(&known[0])).focus();
    settle(&mut window);
    assert_eq!(lit(&window), Some(known[0].clone()));
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    assert_eq!(lit(&window), Some(known[2].clone()));
    press(&mut window, Key::ArrowUp);
    assert_eq!(lit(&window), Some(known[1].clone()));
    assert_eq!(window.state().workspace().selection().topics(), [topic], "arrows are the list's");
    press(&mut window, Key::Enter);
    let pinned = window.state().workspace().pinned_term();
    assert_eq!(pinned, window.state().workspace().lit_term().map(|lit| lit.term));
    assert!(pinned.is_some());

    press(&mut window, Key::Delete);
    assert!(!terms(&window).contains(&known[1]));
    assert!(session(&window).topics.ignored().contains(&known[1]));
    assert!(session(&window).topics.is_open(topic), "Delete is the list's");
    assert_eq!(lit(&window), Some(known[2].clone()), "the next term has its place");
    press(&mut window, Key::Escape);
    assert_eq!(window.state().workspace().selection().topics(), [topic], "Escape leaves the list first");
    assert_eq!(lit(&window), None);
}

#[test]
fn the_listed_terms_are_copied_as_a_table() {
    let mut window = start_on_a_topic();
    let table = window.state().workspace().term_table().unwrap();
    window.get_by_label("Copy table").click();
    window.step();
    assert_eq!(copied(&window), Some(table.text.clone()));
    settle(&mut window);
    assert_eq!(told(&window), [format!("Copied {} terms as a table", table.n_terms)]);

    // The terms of the menu of a term, and the word alone.
    let term = terms(&window)[0].clone();
    window.get_by_label(&bar(&term)).click_secondary();
    settle(&mut window);
    window.get_by_label("Copy the word").click();
    window.step();
    assert_eq!(copied(&window), Some(term));
    settle(&mut window);

    open_menu(&mut window, "Topic");
    window.get_by_label("Copy terms as a table Shift+T").click();
    window.step();
    assert_eq!(copied(&window), Some(table.text));
}

#[test]
fn two_topics_stand_side_by_side_with_what_they_share_in_the_middle() {
    let mut window = start_on_lines(TWO_ORCHARDS, 3);
    let topics = listed(&window);
    let similarities = session(&window).tables.relations.similarities.clone();
    let pairs = [(0, 1), (0, 2), (1, 2)].map(|(a, b): (usize, usize)| [topics[a], topics[b]]);
    let closest = pairs.into_iter().max_by(|x, y| {
        let cosine = |pair: &[_; 2]| similarities.between(pair[0], pair[1]).unwrap();
        cosine(x).total_cmp(&cosine(y))
    });
    let closest = closest.unwrap();
    select(&mut window, &closest);
    let pair = window.state().workspace().terms().pair.clone().unwrap();
    let shared = pair.shared[0].text.clone();
    window.get_by_label(&format!("Term of both: {shared}"));
    window.get_by_label(&format!("Shared: {}", pair.shared.len()));
    window.get_by_label_contains("the closest of 3 pairs");
    let own = pair.own[0][0].text.clone();
    click(&mut window, &format!("Term of A: {own}"));
    assert_eq!(lit(&window), Some(own));

    click(&mut window, "As one");
    window.get_by_label(&bar(&shared));
    window.get_by_label("Copy table").click();
    window.step();
    let text = copied(&window).unwrap();
    let first = text.lines().nth(1).unwrap().split('\t').nth(1).unwrap().to_owned();
    assert_eq!(first, name_of(&window, closest[0]));
}

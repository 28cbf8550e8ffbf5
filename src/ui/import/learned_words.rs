//! The words that were learned from the corpus: looked through, struck out, added to.

use std::sync::Arc;

use egui::{Key, RichText, ScrollArea, TextEdit, Ui};

use crate::ui::status_bar::grouped;
use crate::ui::theme;
use crate::worker::LearnedWord;
use crate::workspace::{Action, ImportAction, Importing};

#[derive(Default)]
pub struct LearnedList {
    filter: String,
    /// The word that is being typed.
    added: String,
    /// What is listed, of which words and with which filter.
    found: Option<(Arc<Vec<LearnedWord>>, String, Vec<u32>)>,
}

impl LearnedList {
    /// Gives whether it is to be closed.
    pub fn ui(&mut self, ui: &mut Ui, importing: &Importing, actions: &mut Vec<Action>) -> bool {
        let mut is_done = false;
        ui.horizontal(|ui| {
            ui.label(RichText::new("Learned words").font(theme::heading()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                is_done = ui.button("Back to the preview").on_hover_text("Esc").clicked();
            });
        });
        theme::weak_label(
            ui,
            "Learned from the texts alone. What is struck out is no word any more; what you add is one in any case.",
        );
        let korean = &importing.params().words.korean;
        let (without, with) = (&korean.learned_without, &korean.learned_with);
        let mut change = Change::None;
        self.fields_ui(ui, &mut change);
        if !with.is_empty() {
            ui.horizontal_wrapped(|ui| {
                theme::weak_label(ui, "Added:");
                for word in with {
                    let button = ui.small_button(word).on_hover_text("Click to take it back");
                    if button.accessible_name(format!("Take back {word}")).clicked() {
                        change = Change::TakeBack(word.clone());
                    }
                }
            });
        }
        ui.separator();
        self.list_ui(ui, importing, without, &mut change);
        let mut params = importing.params().clone();
        let korean = &mut params.words.korean;
        match change {
            Change::None => return is_done,
            Change::Add(word) => {
                korean.learned_without.retain(|known| *known != word);
                if !korean.learned_with.contains(&word) {
                    korean.learned_with.push(word);
                }
            }
            Change::TakeBack(word) => korean.learned_with.retain(|known| *known != word),
            Change::Strike(word) => korean.learned_without.push(word),
            Change::Unstrike(word) => korean.learned_without.retain(|known| *known != word),
        }
        actions.push(Action::Import(ImportAction::SetParams(Box::new(params))));
        is_done
    }

    fn fields_ui(&mut self, ui: &mut Ui, change: &mut Change) {
        ui.horizontal(|ui| {
            let width = (ui.available_width() / 2.0 - 2.0 * theme::UNIT).min(320.0);
            let filter = TextEdit::singleline(&mut self.filter).hint_text("Filter the words").desired_width(width);
            ui.add(filter).accessible_name("Filter the words");
            let edit = TextEdit::singleline(&mut self.added).hint_text("Add a word").desired_width(width - 60.0);
            let response = ui.add(edit).accessible_name("Add a word");
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let word = self.added.trim();
            if (ui.add_enabled(!word.is_empty(), egui::Button::new("Add")).clicked() || entered) && !word.is_empty() {
                *change = Change::Add(word.to_owned());
                self.added.clear();
            }
        });
    }

    fn list_ui(&mut self, ui: &mut Ui, importing: &Importing, without: &[String], change: &mut Change) {
        let Some(words) = importing.learned() else {
            let told = if importing.is_learning() { "Learning" } else { "No words were learned" };
            theme::weak_label(ui, importing.words_problem().unwrap_or(told));
            return;
        };
        let is_known =
            self.found.as_ref().is_some_and(|(known, filter, _)| Arc::ptr_eq(known, words) && *filter == self.filter);
        if !is_known {
            let wanted = self.filter.trim();
            let holds = |(_, word): &(usize, &LearnedWord)| wanted.is_empty() || word.word.contains(wanted);
            let places = words.iter().enumerate().filter(holds).map(|(place, _)| place as u32).collect();
            self.found = Some((Arc::clone(words), self.filter.clone(), places));
        }
        let places = self.found.as_ref().map_or(&[][..], |(_, _, places)| places);
        let n_struck = without.len();
        theme::weak_label(
            ui,
            format!("{} of {} words, {n_struck} struck out", grouped(places.len()), grouped(words.len())),
        );
        let area = ScrollArea::vertical().id_salt("learned words").auto_shrink(false);
        area.show_rows(ui, theme::LINE, places.len(), |ui, rows| {
            for place in &places[rows] {
                let word = &words[*place as usize];
                let is_struck = without.contains(&word.word);
                ui.push_id(place, |ui| row_ui(ui, word, is_struck, change));
            }
        });
    }
}

/// What the researcher asks for.
enum Change {
    None,
    Add(String),
    TakeBack(String),
    Strike(String),
    Unstrike(String),
}

/// Where the numbers stand.
const WORD: f32 = 50.0 * theme::UNIT;

fn row_ui(ui: &mut Ui, word: &LearnedWord, is_struck: bool, change: &mut Change) {
    ui.horizontal(|ui| {
        let mut is_word = !is_struck;
        let text = RichText::new(&word.word);
        let text = if is_struck { text.strikethrough().weak() } else { text };
        let left = ui.cursor().left();
        if ui.checkbox(&mut is_word, text).changed() {
            let word = word.word.clone();
            *change = if is_struck { Change::Unstrike(word) } else { Change::Strike(word) };
        }
        ui.add_space((left + WORD - ui.cursor().left()).max(0.0));
        theme::weak_label(ui, format!("{} times  ·  score {:.2}", grouped(word.count as usize), word.score));
    });
}

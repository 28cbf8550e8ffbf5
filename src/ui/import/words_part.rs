//! What counts as a word, and which words become terms.

use egui::Ui;

use super::fields::{ListField, choice_ui, number_ui, percent_ui, row_ui, section_ui};
use crate::corpus::vectorizer::{VectorizeParams, Weighting};
use crate::ui::theme;
use crate::words::params::{CollocationParams, KoreanAnalyser, KoreanParams};
use crate::words::{Language, WordParams};
use crate::workspace::reading::{analyser_name, language_name, weighting_hint};

/// The number of terms that is proposed when there shall be a limit.
const MOST_TERMS: u32 = 50_000;

/// What another part of the window has to do.
pub enum Asked {
    /// A folder with a dictionary.
    Folder,
    LearnedWords,
}

#[derive(Default)]
pub struct WordsPart {
    user_words: ListField,
    stop_words: ListField,
    keep: ListField,
}

impl WordsPart {
    /// `has_bag` says that the words were counted elsewhere.
    pub fn ui(&mut self, ui: &mut Ui, params: &mut VectorizeParams, has_bag: bool) -> Option<Asked> {
        let mut asked = None;
        section_ui(ui, "Words", |ui| {
            if has_bag {
                theme::weak_label(ui, "The words were counted elsewhere; here they are chosen and weighted.");
            } else {
                asked = self.words_ui(ui, &mut params.words);
            }
            terms_ui(ui, params);
        });
        asked
    }

    fn words_ui(&mut self, ui: &mut Ui, words: &mut WordParams) -> Option<Asked> {
        let selected = words.language.as_deref().map_or("Told by document", language_name).to_owned();
        let all = Language::all().into_iter();
        let all = all.map(|language| (Some(language.code().to_owned()), language.name().to_owned()));
        let choices = std::iter::once((None, "Told by document".to_owned())).chain(all);
        let hint = "Its stop words and stems; Hangul, Han, Kana and Thai are told by their letters in any case";
        choice_ui(ui, "Language", hint, &mut words.language, &selected, choices);
        let asked = korean_ui(ui, &mut words.korean);
        let hint = "Inflected forms of a European language are one term, shown as the commonest of them";
        ui.checkbox(&mut words.stem, "Stemming").on_hover_text(hint);
        ui.checkbox(&mut words.numbers, "Numbers are words");
        collocations_ui(ui, &mut words.collocations);
        let hint = "Names, brands, new nouns: never cut, and found in Korean too";
        self.user_words.ui(ui, "User words", hint, &mut words.user_words);
        let stop_words = &mut words.stop_words;
        let hint = "Words that are no terms, besides those of the lists that come with the program";
        self.stop_words.ui(ui, "Stop words of yours", hint, &mut stop_words.user);
        let mut with_lists = !stop_words.without_lists;
        if ui.checkbox(&mut with_lists, "Leave out the stop words of the languages").changed() {
            stop_words.without_lists = !with_lists;
        }
        let hint = "Kept whatever the lists and the limits below say";
        self.keep.ui(ui, "Words to keep", hint, &mut stop_words.keep);
        asked
    }
}

fn korean_ui(ui: &mut Ui, korean: &mut KoreanParams) -> Option<Asked> {
    let mut asked = None;
    row_ui(ui, "Korean", "How Korean is cut into words", |ui, label| {
        let combo = egui::ComboBox::from_id_salt("korean analyser").width(ui.available_width()).truncate();
        let selected = analyser_name(&korean.analyser);
        let shown = combo.selected_text(selected).show_ui(ui, |ui| {
            for (analyser, hint) in [
                (KoreanAnalyser::Dictionary, "Best for most texts"),
                (KoreanAnalyser::Learned, "For domains that no dictionary knows, and for texts without blanks"),
                (KoreanAnalyser::Spaces, "What stands between blanks, with its particles"),
            ] {
                let name = analyser_name(&analyser);
                ui.selectable_value(&mut korean.analyser, analyser, name).on_hover_text(hint);
            }
            let is_folder = matches!(korean.analyser, KoreanAnalyser::Folder(_));
            let hint = "A folder with another MeCab dictionary";
            if ui.selectable_label(is_folder, "Dictionary in a folder…").on_hover_text(hint).clicked() {
                asked = Some(Asked::Folder);
            }
        });
        shown.response.labelled_by(label);
    });
    ui.indent("korean", |ui| match &korean.analyser {
        KoreanAnalyser::Learned => {
            predicates_ui(ui, &mut korean.predicates);
            if ui.button("Learned words…").on_hover_text("List them, strike some out, add others").clicked() {
                asked = Some(Asked::LearnedWords);
            }
        }
        KoreanAnalyser::Spaces => {}
        KoreanAnalyser::Dictionary | KoreanAnalyser::Folder(_) => {
            if let KoreanAnalyser::Folder(folder) = &korean.analyser {
                let folder = folder.display().to_string();
                theme::weak_line(ui, &folder).on_hover_text(&folder);
            }
            predicates_ui(ui, &mut korean.predicates);
            ui.checkbox(&mut korean.join_affixes, "Join prefixes and suffixes").on_hover_text("초 + 미세, 소비 + 자");
            ui.checkbox(&mut korean.join_compounds, "Join compounds").on_hover_text("인공 + 지능 → 인공지능");
        }
    });
    asked
}

fn predicates_ui(ui: &mut Ui, predicates: &mut bool) {
    let hint = "Stems of verbs and adjectives are words too, shown with 다";
    ui.checkbox(predicates, "Verbs and adjectives").on_hover_text(hint);
}

fn collocations_ui(ui: &mut Ui, collocations: &mut Option<CollocationParams>) {
    let mut is_on = collocations.is_some();
    let hint = "Words that often follow each other are one term, such as “machine learning”";
    if ui.checkbox(&mut is_on, "Collocations").on_hover_text(hint).changed() {
        *collocations = is_on.then(CollocationParams::default);
    }
    let Some(params) = collocations else { return };
    ui.indent("collocations", |ui| {
        row_ui(
            ui,
            "Least NPMI",
            "Normalised pointwise mutual information: 0 by chance, 1 always together",
            |ui, label| {
                let value = egui::DragValue::new(&mut params.min_npmi).range(-1.0..=1.0).max_decimals(2).speed(0.01);
                ui.add(value).labelled_by(label);
            },
        );
        number_ui(ui, "In documents", "In how many documents at least", &mut params.min_df, 1..=1_000_000);
        number_ui(ui, "Most words", "Words of the longest collocation", &mut params.max_words, 2..=5);
    });
}

fn terms_ui(ui: &mut Ui, params: &mut VectorizeParams) {
    let selected = params.weighting.name();
    row_ui(ui, "Weighting", "What a word counts for in its document", |ui, label| {
        let combo = egui::ComboBox::from_id_salt("weighting").width(ui.available_width()).selected_text(selected);
        let shown = combo.show_ui(ui, |ui| {
            for weighting in Weighting::ALL {
                let choice = ui.selectable_value(&mut params.weighting, weighting, weighting.name());
                choice.on_hover_text(weighting_hint(weighting));
            }
        });
        shown.response.labelled_by(label);
    });
    let hint = "A term must be in at least this many documents";
    number_ui(ui, "Min. documents", hint, &mut params.min_df, 1..=1_000_000);
    percent_ui(ui, "Max. share", "A term may be in at most this share of the documents", &mut params.max_df);
    ui.horizontal(|ui| {
        let mut is_on = params.max_terms.is_some();
        let hint = "Only the most frequent terms are kept";
        if ui.checkbox(&mut is_on, "At most this many terms").on_hover_text(hint).changed() {
            params.max_terms = is_on.then_some(MOST_TERMS);
        }
        if let Some(most) = &mut params.max_terms {
            let value = egui::DragValue::new(most).range(1..=10_000_000).speed(100.0);
            ui.add(value).accessible_name("Most terms");
        }
    });
}

//! Lines of a form: a name at the left, what is chosen at the right.

use egui::{ComboBox, DragValue, Id, Label, TextEdit, Ui};

use crate::ui::theme;

/// The width of the names.
const NAME: f32 = 27.0 * theme::UNIT;

pub fn section_ui(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui)) {
    let header = egui::CollapsingHeader::new(egui::RichText::new(title).font(theme::body_strong()));
    header.id_salt(("import", title)).default_open(true).show_unindented(ui, |ui| {
        add(ui);
        ui.add_space(theme::UNIT);
    });
}

/// A name with its explanation, and what `add` puts beside it; `add` gets the name's id to be labelled by.
pub fn row_ui<R>(ui: &mut Ui, name: &str, hint: &str, add: impl FnOnce(&mut Ui, Id) -> R) -> R {
    ui.horizontal(|ui| {
        let label = ui.scope(|ui| {
            ui.set_min_width(NAME);
            ui.set_max_width(NAME);
            let label = ui.add(Label::new(name).truncate());
            if hint.is_empty() { label } else { label.on_hover_text(hint) }
        });
        add(ui, label.inner.id)
    })
    .inner
}

/// One of several, by name; `selected` is shown while the list is closed.
pub fn choice_ui<T: PartialEq>(
    ui: &mut Ui,
    name: &str,
    hint: &str,
    value: &mut T,
    selected: &str,
    choices: impl IntoIterator<Item = (T, String)>,
) {
    row_ui(ui, name, hint, |ui, label| {
        let width = ui.available_width();
        let combo = ComboBox::from_id_salt(("import", name)).width(width).truncate().selected_text(selected);
        let combo = combo.show_ui(ui, |ui| {
            for (choice, text) in choices {
                ui.selectable_value(value, choice, text);
            }
        });
        let response = combo.response.labelled_by(label);
        // What is cut can be read whole.
        let galley = ui.painter().layout_no_wrap(selected.to_owned(), theme::body(), theme::palette(ui).text);
        if galley.size().x > width - ARROW {
            response.on_hover_text(selected);
        }
    });
}

/// The width of a combo box that is not for its text: arrow and margins.
const ARROW: f32 = 11.0 * theme::UNIT;

/// What is detected unless something else is chosen.
pub fn detected_ui<T: PartialEq + Clone>(
    ui: &mut Ui,
    name: &str,
    hint: &str,
    value: &mut Option<T>,
    detected: Option<&str>,
    choices: &[(T, &'static str)],
) {
    let selected = match value {
        Some(chosen) => choices.iter().find(|(known, _)| known == chosen).map_or("", |(_, name)| name).to_owned(),
        None => detected.map_or_else(|| "Detect".to_owned(), |detected| format!("Detected: {detected}")),
    };
    let all = choices.iter().map(|(choice, name)| (Some(choice.clone()), (*name).to_owned()));
    choice_ui(ui, name, hint, value, &selected, std::iter::once((None, "Detect".to_owned())).chain(all));
}

pub fn number_ui<N: egui::emath::Numeric>(
    ui: &mut Ui,
    name: &str,
    hint: &str,
    value: &mut N,
    range: std::ops::RangeInclusive<N>,
) {
    row_ui(ui, name, hint, |ui, label| {
        ui.add(DragValue::new(value).range(range)).labelled_by(label).on_hover_text(hint);
    });
}

/// A share as a percentage.
pub fn percent_ui(ui: &mut Ui, name: &str, hint: &str, share: &mut f64) {
    row_ui(ui, name, hint, |ui, label| {
        let mut percent = *share * 100.0;
        let value = DragValue::new(&mut percent).range(0.1..=100.0).max_decimals(1).suffix(" %").speed(0.5);
        if ui.add(value).labelled_by(label).on_hover_text(hint).changed() {
            *share = percent / 100.0;
        }
    });
}

/// A list of words while it is typed, one a line.
#[derive(Default)]
pub struct ListField {
    text: String,
    /// What the text says.
    words: Vec<String>,
}

impl ListField {
    pub fn ui(&mut self, ui: &mut Ui, name: &str, hint: &str, words: &mut Vec<String>) {
        if *words != self.words {
            // They were changed elsewhere.
            self.text = words.join("\n");
            self.words.clone_from(words);
        }
        let title = match words.len() {
            0 => name.to_owned(),
            n => format!("{name} ({n})"),
        };
        let header = egui::CollapsingHeader::new(title).id_salt(("words", name)).default_open(!words.is_empty());
        header.show_unindented(ui, |ui| {
            let edit = TextEdit::multiline(&mut self.text).hint_text("One a line").desired_rows(3);
            let response = ui.add(edit.desired_width(f32::INFINITY)).accessible_name(name);
            if response.on_hover_text(hint).changed() {
                let lines = self.text.lines().map(str::trim).filter(|line| !line.is_empty());
                *words = lines.map(str::to_owned).collect();
                self.words.clone_from(words);
            }
        });
    }
}

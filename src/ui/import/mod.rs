//! The import assistant: how files are to be read at the left, what comes of it at the right, and one button to go on.
//!
//! It takes the place of the views. What is open stays until the files are read.

mod bottom_bar;
mod columns_part;
mod fields;
mod learned_words;
mod leave_out_part;
mod preview;
mod preview_table;
mod preview_tokens;
mod problems;
mod report;
mod source_part;
mod words_part;

use egui::{Key, Panel, ScrollArea, Ui};

use super::file_picker::Wanted;
use super::theme;
use crate::workspace::{Action, ImportAction, Importing, Workspace};
use learned_words::LearnedList;
use preview::Preview;
pub use problems::problems_text;
pub use report::ReportDialog;
use words_part::WordsPart;

#[derive(Default)]
pub struct Assistant {
    words: WordsPart,
    preview: Preview,
    /// The list of learned words, while it is open.
    learned: Option<LearnedList>,
    wanted: Option<Wanted>,
}

impl Assistant {
    /// What the file picker is to be asked for.
    pub fn take_wanted(&mut self) -> Option<Wanted> {
        self.wanted.take()
    }

    /// `is_free` says that neither a question nor a text field waits for Escape and Enter.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        importing: &Importing,
        is_free: bool,
        actions: &mut Vec<Action>,
    ) {
        self.keys(ui, importing, is_free, actions);
        let bar_frame = theme::panel_frame(ui).inner_margin(egui::Margin::symmetric(12, 8));
        Panel::bottom("import bar").frame(bar_frame).show(ui, |ui| bottom_bar::ui(ui, workspace, importing, actions));
        let choices = Panel::left("import choices").frame(theme::panel_frame(ui));
        // Wide enough for the longest names of formats and encodings, where there is room for them.
        let usual = (ui.available_width() * 0.32).clamp(372.0, 448.0);
        choices.default_size(usual).size_range(320.0..=560.0).show(ui, |ui| {
            ui.take_available_width();
            title_ui(ui, importing, actions);
            ScrollArea::vertical().id_salt("import choices").auto_shrink(false).show(ui, |ui| {
                // The scroll bar lies over what is under it.
                ui.set_max_width(ui.available_width() - 2.0 * theme::UNIT);
                ui.add_enabled_ui(!importing.is_accepted(), |ui| self.choices_ui(ui, importing, actions));
            });
        });
        egui::CentralPanel::default().frame(theme::view_frame(ui)).show(ui, |ui| match &mut self.learned {
            Some(learned) => {
                if learned.ui(ui, importing, actions) {
                    self.learned = None;
                }
            }
            None => self.preview.ui(ui, importing),
        });
    }

    /// Escape goes back one step, Enter goes on, unless the keyboard is in a button or a field.
    fn keys(&mut self, ui: &Ui, importing: &Importing, is_free: bool, actions: &mut Vec<Action>) {
        if !is_free {
            return;
        }
        let [escape, enter] = [Key::Escape, Key::Enter].map(|key| ui.input(|input| input.key_pressed(key)));
        let has_focus = ui.memory(|memory| memory.focused().is_some());
        if escape && self.learned.take().is_none() {
            actions.push(leaving(importing));
        }
        if enter && !has_focus && importing.can_accept() {
            actions.push(Action::Import(ImportAction::Accept));
        }
    }

    fn choices_ui(&mut self, ui: &mut Ui, importing: &Importing, actions: &mut Vec<Action>) {
        let mut options = importing.options().clone();
        let mut params = importing.params().clone();
        let has_bag = importing.inspection().is_some_and(|inspection| inspection.corpus.bag.is_some());
        if importing.has_files() {
            source_part::ui(ui, importing, &mut options);
            columns_part::ui(ui, importing, &mut options);
        } else {
            theme::weak_label(ui, "A project keeps what was read; the files themselves cannot be read another way.");
        }
        let asked = self.words.ui(ui, &mut params, has_bag);
        if !has_bag {
            leave_out_part::ui(ui, importing, &mut options, &mut params.words.cleaning);
        }
        ui.add_space(2.0 * theme::UNIT);
        if options != *importing.options() {
            actions.push(Action::Import(ImportAction::SetOptions(Box::new(options))));
        }
        if params != *importing.params() {
            actions.push(Action::Import(ImportAction::SetParams(Box::new(params))));
        }
        match asked {
            Some(words_part::Asked::Folder) => self.wanted = Some(Wanted::Dictionary),
            Some(words_part::Asked::LearnedWords) => {
                self.learned = Some(LearnedList::default());
                actions.push(Action::Import(ImportAction::LearnWords));
            }
            None => {}
        }
    }
}

/// Leaves the assistant, or first stops the reading that it has begun.
fn leaving(importing: &Importing) -> Action {
    if importing.is_accepted() { Action::Cancel } else { Action::Import(ImportAction::Leave) }
}

fn title_ui(ui: &mut Ui, importing: &Importing, actions: &mut Vec<Action>) {
    let title = if importing.has_files() { "Import" } else { "Words of" };
    let title = egui::RichText::new(format!("{title} {}", importing.name())).font(theme::heading());
    ui.add(egui::Label::new(title).truncate()).on_hover_text(importing.name());
    ui.horizontal(|ui| {
        ui.set_min_height(theme::LINE);
        if !importing.differs_from_guesses() {
            theme::weak_label(ui, "Everything is guessed; change what is not right");
            return;
        }
        let told = if importing.are_of_last_time() { "Choices of last time" } else { "With choices of yours" };
        theme::weak_label(ui, told);
        theme::weak_label(ui, "·");
        let reset = egui::Button::new(egui::RichText::new("Reset to guesses").font(theme::small())).small();
        if ui.add_enabled(!importing.is_accepted(), reset).clicked() {
            actions.push(Action::Import(ImportAction::ResetToGuesses));
        }
    });
}

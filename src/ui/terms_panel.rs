//! The terms of the topic in focus: what ranks them, their bars, and the term that is kept lit.

use egui::{Align2, ComboBox, DragValue, ScrollArea, Sense, Slider, Ui, Vec2, pos2, vec2};

use super::commands::UiCommand;
use super::picture::{self, Pictured};
use super::status_bar::grouped;
use super::term_bars::{self, Style, Walk};
use super::{map, pair_panel, theme};
use crate::topics::keywords::TermScore;
use crate::workspace::{Action, MOST_TERMS, N_TERMS, Session, Workspace};

#[derive(Default)]
pub struct TermsPanel {
    /// Shares of documents and not counts.
    percent: bool,
    /// Two topics as if they were one, and not side by side.
    as_one: bool,
    walk: Walk,
}

/// Names and explanations of the scores.
const SCORES: [(&str, &str); 4] = [
    (
        "Relevance",
        "λ of the logarithm of a term’s share of the topic, and the rest of how many times larger that is than its share \
         of the corpus (Sievert, Shirley 2014)",
    ),
    (
        "Proportion",
        "A term’s share of the topic against its share of all other documents, among the 300 commonest terms of the topic \
         (Kim, Kim, Cho 2020)",
    ),
    (
        "c-TF-IDF",
        "A term’s share of the topic, times the logarithm of 1 + the mean length of a topic over the term’s frequency in all; \
         a word counts once a document (Grootendorst 2022)",
    ),
    (
        "Log-odds",
        "The logarithm of the odds of a term here against elsewhere, in standard deviations, with the corpus as prior; \
         a word counts once a document (Monroe, Colaresi, Quinn 2008)",
    ),
];

impl TermsPanel {
    /// Whether arrows and Delete belong to the terms.
    pub fn has_focus(&self) -> bool {
        self.walk.has_focus
    }

    /// The terms as they are looked at, to be drawn for a picture.
    pub fn for_picture(&self) -> Self {
        let Self { as_one, percent, .. } = *self;
        Self { percent, as_one, ..Self::default() }
    }

    /// The size of a picture that shows all listed terms.
    pub fn picture_size(workspace: &Workspace) -> Vec2 {
        vec2(420.0, 64.0 + term_bars::ROW * workspace.terms().bars.len() as f32)
    }

    /// What is shown, for the caption of a picture.
    pub fn caption(workspace: &Workspace, session: &Session) -> Vec<String> {
        let terms = workspace.terms();
        let names = terms.of.iter().take(2).map(|&id| format!("“{}”", session.tables.name(id)));
        let names: Vec<String> = names.collect();
        let more = if terms.of.len() > names.len() { " and others" } else { "" };
        vec![
            format!("terms of {}{more}, ranked by {}", names.join(" and "), terms.score.name()),
            "bars: documents with the term, in the topic over the whole corpus".to_owned(),
        ]
    }

    /// The bars without what can be pressed.
    pub fn picture_ui(&mut self, ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
        self.heading_ui(ui, workspace, session);
        match workspace.terms().pair.as_ref().filter(|_| !self.as_one) {
            Some(pair) => _ = pair_panel::ui(ui, workspace, session, pair, actions),
            None => {
                let style = self.style(ui, workspace, session);
                term_bars::ui(ui, workspace, style, &mut self.walk, actions);
            }
        }
    }

    fn heading_ui(&self, ui: &mut Ui, workspace: &Workspace, session: &Session) -> egui::Response {
        let terms = workspace.terms();
        let heading = match *terms.of {
            [] => "Terms".to_owned(),
            [only] => format!("Terms of “{}”", session.tables.name(only)),
            [..] if terms.pair.is_some() && !self.as_one => "Terms of 2 topics side by side".to_owned(),
            ref several => format!("Terms of {} topics as one", several.len()),
        };
        let text = egui::RichText::new(heading).font(theme::body_strong());
        ui.add(egui::Label::new(text).truncate().sense(Sense::hover()))
    }

    fn style(&self, ui: &Ui, workspace: &Workspace, session: &Session) -> Style {
        let palette = theme::palette(ui);
        let first = workspace.terms().of.first();
        let color = first.map_or(palette.accent, |&id| map::color_of(palette, session, id));
        Style { color, percent: self.percent }
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let terms = workspace.terms();
        let heading = self.heading_ui(ui, workspace, session);
        // Each term has a menu of its own: that of the whole opens from its heading.
        heading.context_menu(|ui| picture::context_ui(ui, Pictured::Terms, workspace, commands));
        score_ui(ui, workspace, actions);
        if let TermScore::Relevance { lambda } = terms.score {
            lambda_ui(ui, lambda, actions);
        }
        self.look_ui(ui, workspace, session);
        self.walk.has_focus &= !terms.bars.is_empty();

        // Without anything to show the bars leave their room to the documents.
        let is_empty = terms.bars.is_empty();
        let share = if is_empty { 0.1 } else { 0.42 };
        let mut height = (ui.available_height() * share).max(if is_empty { 24.0 } else { 120.0 });
        if workspace.pinned_term().is_some() {
            // The line about the pinned term takes its room from the end of the list: nothing moves under the pointer.
            height -= PINNED_HEIGHT + ui.spacing().item_spacing.y;
        }
        ScrollArea::vertical().id_salt("terms").auto_shrink(false).max_height(height).show(ui, |ui| {
            if is_empty {
                theme::weak_label(ui, "Bars show how many documents hold a term: in the topic, over the whole corpus.");
                return;
            }
            match terms.pair.as_ref().filter(|_| !self.as_one) {
                Some(pair) => self.walk.has_focus = pair_panel::ui(ui, workspace, session, pair, actions),
                None => self.bars_ui(ui, workspace, session, actions),
            }
        });
        pinned_ui(ui, workspace, actions);
    }

    fn bars_ui(&mut self, ui: &mut Ui, workspace: &Workspace, session: &Session, actions: &mut Vec<Action>) {
        let terms = workspace.terms();
        let style = self.style(ui, workspace, session);
        term_bars::ui(ui, workspace, style, &mut self.walk, actions);
        ui.add_space(theme::UNIT);
        if terms.may_have_more() {
            let hint = format!("Up to {MOST_TERMS} terms");
            if ui.button("Show more").on_hover_text(hint).clicked() {
                actions.push(Action::ListTerms(MOST_TERMS));
            }
        } else if terms.n_wanted > N_TERMS && terms.bars.len() > N_TERMS {
            let hint = format!("The {N_TERMS} best terms");
            if ui.button("Show fewer").on_hover_text(hint).clicked() {
                actions.push(Action::ListTerms(N_TERMS));
            }
        }
    }

    /// What colours stand for, and what is shown.
    fn look_ui(&mut self, ui: &mut Ui, workspace: &Workspace, session: &Session) {
        let (terms, palette) = (workspace.terms(), theme::palette(ui));
        let is_pair = terms.pair.is_some();
        if terms.bars.is_empty() && !is_pair {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = theme::UNIT;
            if is_pair {
                ui.selectable_value(&mut self.as_one, false, "Side by side");
                ui.selectable_value(&mut self.as_one, true, "As one");
            }
            if terms.bars.is_empty() || (is_pair && !self.as_one) {
                return;
            }
            let color = terms.of.first().map_or(palette.accent, |&id| map::color_of(palette, session, id));
            let here = if terms.of.len() > 1 { "these topics" } else { "this topic" };
            for (color, text) in [(color, here), (term_bars::corpus_color(palette), "whole corpus")] {
                let (swatch, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
                ui.painter().rect_filled(swatch, 2.0, color);
                theme::weak_label(ui, text);
            }
            let hint = "How many documents hold a term";
            ui.selectable_value(&mut self.percent, false, "Counts").on_hover_text(hint);
            let hint = "Which share of the documents holds a term: of the topic, and of the corpus";
            ui.selectable_value(&mut self.percent, true, "Percent").on_hover_text(hint);
        });
    }
}

fn score_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let terms = workspace.terms();
    let scores =
        [TermScore::Relevance { lambda: terms.lambda }, TermScore::Proportion, TermScore::CTfIdf, TermScore::LogOdds];
    let chosen = scores.iter().position(|score| *score == terms.score).unwrap_or(0);
    ui.horizontal(|ui| {
        let label = ui.label("Ranked by").on_hover_text("What puts one term before another; bars stay as they are");
        let combo = ComboBox::from_id_salt("term score").selected_text(SCORES[chosen].0).show_ui(ui, |ui| {
            for (place, (name, hint)) in SCORES.into_iter().enumerate() {
                if ui.selectable_label(place == chosen, name).on_hover_text(hint).clicked() && place != chosen {
                    actions.push(Action::SetTermScore(scores[place]));
                }
            }
        });
        combo.response.labelled_by(label.id).on_hover_text(SCORES[chosen].1);
        let can_copy = !workspace.selection().topics().is_empty();
        let copy = ui.add_enabled(can_copy, egui::Button::new("Copy table"));
        let hint =
            "Copy terms, counts, percentages and scores of the selected topics, to paste into a spreadsheet (Shift+T)";
        if copy.on_hover_text(hint).on_disabled_hover_text("Select a topic first").clicked() {
            copy_table(ui.ctx(), workspace, actions);
        }
    });
}

/// Places of λ that are worth to be found: share alone is 1, lift alone 0, and 0.6 what its authors found to serve best.
const TICKS: [(f64, &str); 3] = [(0.0, "0"), (0.6, "0.6"), (1.0, "1")];

fn lambda_ui(ui: &mut Ui, lambda: f64, actions: &mut Vec<Action>) {
    let mut changed = lambda;
    let row = ui.horizontal(|ui| {
        let hint = "1 ranks terms by their share of the topic, 0 by how much more common they are here than in the corpus; \
                    0.6 is customary";
        let label = ui.label("Relevance λ").on_hover_text(hint);
        ui.spacing_mut().slider_width = (ui.available_width() - 60.0).max(80.0);
        let slider = ui.add(Slider::new(&mut changed, 0.0..=1.0).show_value(false)).labelled_by(label.id);
        let number = DragValue::new(&mut changed).range(0.0..=1.0).speed(0.01).fixed_decimals(2);
        let number = ui.add(number).labelled_by(label.id);
        if slider.changed() || number.changed() {
            actions.push(Action::SetRelevance(changed));
        }
        slider.rect
    });
    // The middle of the handle goes from one end to the other less its radius, as in egui’s slider.
    let rail = row.inner;
    let reach = rail.x_range().shrink(rail.height() / 2.5);
    let palette = theme::palette(ui);
    for (value, text) in TICKS {
        let x = reach.min + value as f32 * (reach.max - reach.min);
        let tick = rail.bottom()..=rail.bottom() + 3.0;
        ui.painter().vline(x, tick, (1.0, palette.weak));
        ui.painter().text(pos2(x, rail.bottom() + 3.0), Align2::CENTER_TOP, text, theme::small(), palette.weak);
    }
    ui.add_space(2.5 * theme::UNIT);
}

/// Height of the line about the pinned term, with its buttons.
const PINNED_HEIGHT: f32 = 11.0 * theme::UNIT;

/// What the map shows of the term that is kept lit, and how to let it go.
fn pinned_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
    let (Some(pinned), Some(lit)) = (workspace.pinned_term(), workspace.lit_term()) else { return };
    ui.allocate_ui(vec2(ui.available_width(), PINNED_HEIGHT), |ui| {
        ui.set_min_height(PINNED_HEIGHT);
        ui.spacing_mut().item_spacing.y = theme::UNIT / 2.0;
        let topics = if lit.n_topics() == 1 { "topic" } else { "topics" };
        let (n_documents, n_topics) = (grouped(lit.n_documents as usize), grouped(lit.n_topics()));
        let text = format!("“{}” is lit on the map: {n_documents} documents in {n_topics} {topics}", lit.text);
        theme::weak_line(ui, &*text).on_hover_text(&*text);
        ui.horizontal(|ui| {
            // Under the pointer another term may be lit for a moment: the buttons are about the one that stays.
            let Some(session) = workspace.session() else { return };
            let text = session.analysis.vectorized.vocabulary.term(pinned);
            let hint = format!("List every document that holds “{text}”");
            if ui.small_button("Its documents").on_hover_text(hint).clicked() {
                actions.push(Action::Search(text.to_owned()));
            }
            if ui.small_button("Let go").on_hover_text("The map shows sizes again (Escape)").clicked() {
                actions.push(Action::UnpinTerm);
            }
        });
    });
}

/// Puts the terms of the selected topics on the clipboard and says so.
pub fn copy_table(ctx: &egui::Context, workspace: &Workspace, actions: &mut Vec<Action>) {
    let Some(table) = workspace.term_table() else { return };
    let n_terms = grouped(table.n_terms);
    let told = match (table.n_topics, table.n_left_out) {
        (1, _) => format!("Copied {n_terms} terms as a table"),
        (n, 0) => format!("Copied {n_terms} terms of {} topics as a table", grouped(n)),
        (n, left_out) => format!(
            "Copied {n_terms} terms of the first {} topics; {} more were too many for the clipboard: export tables to have all",
            grouped(n),
            grouped(left_out)
        ),
    };
    ctx.copy_text(table.text);
    actions.push(Action::TellDone(told));
}

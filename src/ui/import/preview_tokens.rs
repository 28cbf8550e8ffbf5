//! The first documents with each word marked by what becomes of it.
//!
//! A mark is never a colour alone: kept words have a ground, stop words are struck out, rare ones have a thin line, common
//! ones slant over a thick line, and what is no word is pale.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{ScrollArea, Stroke, Ui};

use crate::corpus::word_preview::{PreviewDocument, TokenFate, WordPreview};
use crate::ui::theme::{self, Palette};

/// Documents that are shown.
const N_SHOWN: usize = 25;

/// Bytes of a text that are shown.
const N_BYTES: usize = 1500;

const FATES: [(TokenFate, &str, &str); 5] = [
    (TokenFate::Kept, "kept", "A term: documents are compared by it"),
    (TokenFate::StopWord, "stop word", "On a list of words that no topic is about"),
    (TokenFate::TooRare, "too rare", "In fewer documents than chosen"),
    (TokenFate::TooCommon, "too common", "In a larger share of the documents than chosen"),
    (TokenFate::NoWord, "no word", "A sign, a number, a particle or an ending"),
];

/// Documents as they are drawn, made anew when there is another preview.
#[derive(Default)]
pub struct MarkedDocuments {
    made_of: Option<(Arc<WordPreview>, bool)>,
    documents: Vec<(Heading, Arc<LayoutJob>)>,
}

impl MarkedDocuments {
    pub fn ui(&mut self, ui: &mut Ui, preview: &Arc<WordPreview>) {
        let palette = theme::palette(ui);
        legend_ui(ui, palette);
        let is_known =
            self.made_of.as_ref().is_some_and(|(known, dark)| Arc::ptr_eq(known, preview) && *dark == palette.dark);
        if !is_known {
            let shown = preview.documents.iter().take(N_SHOWN);
            self.documents = shown.map(|document| marked(document, palette)).collect();
            self.made_of = Some((Arc::clone(preview), palette.dark));
        }
        ScrollArea::vertical().id_salt("preview documents").auto_shrink(false).show(ui, |ui| {
            ui.set_max_width((ui.available_width() - 2.0 * theme::UNIT).min(MOST_WIDTH));
            for (heading, text) in &self.documents {
                heading_ui(ui, heading);
                ui.add(egui::Label::new(Arc::clone(text)).wrap());
                ui.add_space(2.0 * theme::UNIT);
            }
        });
    }
}

/// What stands over a text.
struct Heading {
    title: String,
    /// Its id, and its label if it has one.
    facts: String,
}

fn heading_ui(ui: &mut Ui, Heading { title, facts }: &Heading) {
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if !title.is_empty() {
                theme::weak_label(ui, facts);
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                if title.is_empty() {
                    theme::weak_label(ui, facts);
                } else {
                    ui.add(egui::Label::new(egui::RichText::new(title).font(theme::body_strong())).truncate());
                }
            });
        });
    });
}

/// Longer lines are hard to follow.
const MOST_WIDTH: f32 = 190.0 * theme::UNIT;

fn legend_ui(ui: &mut Ui, palette: &Palette) {
    ui.horizontal_wrapped(|ui| {
        for (fate, name, hint) in FATES {
            let mut job = LayoutJob::default();
            job.append(name, 0.0, format_of(fate, palette));
            ui.label(job).on_hover_text(hint);
            ui.add_space(theme::UNIT);
        }
    });
}

fn marked(document: &PreviewDocument, palette: &Palette) -> (Heading, Arc<LayoutJob>) {
    let end = document.text.floor_char_boundary(N_BYTES);
    let between = TextFormat { color: palette.weak, ..plain(palette) };
    let mut job = LayoutJob::default();
    let mut done = 0;
    for (place, fate) in &document.tokens {
        // A token inside one before is marked with it.
        if place.start < done || place.end > end {
            continue;
        }
        let (Some(before), Some(token)) = (document.text.get(done..place.start), document.text.get(place.clone()))
        else {
            continue;
        };
        job.append(before, 0.0, between.clone());
        job.append(token, 0.0, format_of(*fate, palette));
        done = place.end;
    }
    job.append(document.text.get(done..end).unwrap_or_default(), 0.0, between.clone());
    if end < document.text.len() {
        job.append("…", 0.0, between);
    }
    let facts = std::iter::once(document.id.as_str()).chain(document.label.as_deref()).collect::<Vec<_>>();
    (Heading { title: document.title.clone(), facts: facts.join("  ·  ") }, Arc::new(job))
}

fn plain(palette: &Palette) -> TextFormat {
    let font = theme::body();
    let line_height = Some((font.size * 1.35).round());
    TextFormat { line_height, ..TextFormat::simple(font, palette.text) }
}

fn format_of(fate: TokenFate, palette: &Palette) -> TextFormat {
    let plain = plain(palette);
    match fate {
        TokenFate::Kept => TextFormat { background: palette.accent_soft, ..plain },
        TokenFate::StopWord => {
            TextFormat { color: palette.weak, strikethrough: Stroke::new(1.0, palette.weak), ..plain }
        }
        TokenFate::TooRare => TextFormat { underline: Stroke::new(1.0, palette.pull_away), ..plain },
        TokenFate::TooCommon => {
            TextFormat { underline: Stroke::new(2.0, palette.pull_towards), italics: true, ..plain }
        }
        TokenFate::NoWord => TextFormat { color: palette.weak, ..plain },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str, tokens: &[(std::ops::Range<usize>, TokenFate)]) -> PreviewDocument {
        PreviewDocument { text: text.to_owned(), tokens: tokens.to_vec(), ..PreviewDocument::default() }
    }

    fn pieces(document: &PreviewDocument) -> Vec<String> {
        let (_, job) = marked(document, &theme::LIGHT);
        assert_eq!(job.text.trim_end_matches('…'), &document.text[..job.text.trim_end_matches('…').len()]);
        job.sections
            .iter()
            .map(|section| job.text[section.byte_range.start.0..section.byte_range.end.0].to_owned())
            .collect()
    }

    #[test]
    fn the_whole_text_is_shown_and_each_token_is_a_piece() {
        let tokens = [(0..6, TokenFate::Kept), (6..9, TokenFate::NoWord), (10..13, TokenFate::StopWord)];
        let document = document("나라는 은 the end", &tokens);
        let joined: String = pieces(&document).concat();
        assert_eq!(joined, "나라는 은 the end");
        assert!(pieces(&document).contains(&"나라".to_owned()));
    }

    #[test]
    fn tokens_that_lie_in_others_or_in_no_text_do_no_harm() {
        let tokens =
            [(0..8, TokenFate::Kept), (0..3, TokenFate::Kept), (1..2, TokenFate::TooRare), (90..99, TokenFate::Kept)];
        let document = document("machine learning", &tokens);
        assert_eq!(pieces(&document).concat(), "machine learning");
        let cut = self::document("가나다", &[(1..4, TokenFate::Kept)]);
        assert_eq!(pieces(&cut).concat(), "가나다");
    }

    #[test]
    fn marks_differ_without_their_colours() {
        let shape = |fate| {
            let format = format_of(fate, &theme::LIGHT);
            let lines = [format.underline.width, format.strikethrough.width].map(|width| width as u32);
            (lines, format.italics, format.background == egui::Color32::TRANSPARENT, format.color == theme::LIGHT.weak)
        };
        let shapes: Vec<_> = FATES.iter().map(|(fate, ..)| shape(*fate)).collect();
        for (place, a) in shapes.iter().enumerate() {
            assert!(!shapes[..place].contains(a), "{:?}", FATES[place]);
        }
    }
}

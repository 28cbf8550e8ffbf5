//! Marked text: words that pull a document to one topic or the other, terms of a topic, and what was searched for.
//!
//! Which way a word pulls is told by colour, by the line under it and by its slant, so that no colour is needed to see it.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Stroke};

use super::theme;
use crate::words::{Fate, Tokenizer};

/// What is marked in a text that is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    #[default]
    Pull,
    TopicTerms,
    Plain,
}

/// Pulls below this share of the strongest are not worth a mark.
const LEAST_STRENGTH: f32 = 0.03;

/// Words with how they pull, from −1 to 1; those that hardly do are left out.
pub fn find_pulls(
    tokenizer: &Tokenizer,
    text: &str,
    strength: impl Fn(&str) -> Option<f32>,
) -> Vec<(Range<usize>, f32)> {
    let mut found = Vec::new();
    tokenizer.cutter().for_each(text, |token| {
        if token.fate != Fate::Term {
            return;
        }
        if let Some(strength) = strength(token.term).filter(|strength| strength.abs() >= LEAST_STRENGTH) {
            found.push((token.place, strength));
        }
    });
    found
}

pub fn find_terms(tokenizer: &Tokenizer, text: &str, mut is_term: impl FnMut(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    tokenizer.cutter().for_each(text, |token| {
        if token.fate == Fate::Term && is_term(token.term) {
            found.push(token.place);
        }
    });
    found
}

/// Where a text in lower case occurs, in any case.
pub fn find_text(text: &str, query: &str) -> Vec<Range<usize>> {
    if query.is_empty() {
        return Vec::new();
    }
    let lower = text.to_lowercase();
    // In the few scripts where lower case takes another number of bytes, places would not fit the text.
    let haystack = if lower.len() == text.len() { lower.as_str() } else { text };
    let found = haystack.match_indices(query).map(|(start, found)| start..start + found.len());
    found.filter(|place| text.is_char_boundary(place.start) && text.is_char_boundary(place.end)).collect()
}

/// The text with its pulls tinted and its hits marked; both ascend.
pub fn marked_text(
    text: &str,
    font: FontId,
    palette: &theme::Palette,
    pulls: &[(Range<usize>, f32)],
    hits: &[Range<usize>],
) -> LayoutJob {
    let mut job = LayoutJob::default();
    let line_height = Some((font.size * 1.5).round());
    let plain = TextFormat { line_height, ..TextFormat::simple(font, palette.text) };
    for Piece { place, pull, is_hit } in pieces(text.len(), pulls, hits) {
        let mut format = pull.map_or_else(|| plain.clone(), |strength| pulling(&plain, palette, strength));
        if is_hit {
            format.background = palette.mark;
        }
        job.append(&text[place], 0.0, format);
    }
    job
}

/// How a word that pulls is written.
pub fn pulling(plain: &TextFormat, palette: &theme::Palette, strength: f32) -> TextFormat {
    let away = strength < 0.0;
    TextFormat {
        background: theme::pull_tint(palette, strength),
        underline: Stroke::new(if away { 1.0 } else { 2.0 }, theme::pull_color(palette, strength)),
        italics: away,
        ..plain.clone()
    }
}

/// A part of a text that looks the same throughout.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    place: Range<usize>,
    pull: Option<f32>,
    is_hit: bool,
}

fn pieces(len: usize, pulls: &[(Range<usize>, f32)], hits: &[Range<usize>]) -> Vec<Piece> {
    let mut cuts: Vec<usize> =
        pulls.iter().map(|(place, _)| place).chain(hits).flat_map(|at| [at.start, at.end]).collect();
    cuts.extend([0, len]);
    cuts.sort_unstable();
    cuts.dedup();
    let (mut pulls, mut hits) = (pulls.iter().peekable(), hits.iter().peekable());
    let mut pieces = Vec::with_capacity(cuts.len());
    for cut in cuts.windows(2) {
        while pulls.next_if(|(place, _)| place.end <= cut[0]).is_some() {}
        while hits.next_if(|place| place.end <= cut[0]).is_some() {}
        let pull = pulls.peek().filter(|(place, _)| place.start <= cut[0]).map(|&&(_, strength)| strength);
        let is_hit = hits.peek().is_some_and(|place| place.start <= cut[0]);
        pieces.push(Piece { place: cut[0]..cut[1], pull, is_hit });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pulls_and_hits_may_overlap() {
        let found = pieces(20, &[(2..6, 0.5), (8..12, -1.0)], &[4..9, 18..20]);
        let piece = |place: Range<usize>, pull, is_hit| Piece { place, pull, is_hit };
        let expected = [
            piece(0..2, None, false),
            piece(2..4, Some(0.5), false),
            piece(4..6, Some(0.5), true),
            piece(6..8, None, true),
            piece(8..9, Some(-1.0), true),
            piece(9..12, Some(-1.0), false),
            piece(12..18, None, false),
            piece(18..20, None, true),
        ];
        assert_eq!(found, expected);
        assert_eq!(pieces(0, &[], &[]), []);
    }

    #[test]
    fn what_is_searched_is_found_in_any_case_and_pulls_by_their_terms() {
        assert_eq!(find_text("Cold water, COLD snow", "cold"), [0..4, 12..16]);
        assert_eq!(find_text("집 앞", ""), []);
        let pulls = find_pulls(&Tokenizer::plain(), "Cold water melts", |token| match token {
            "cold" => Some(1.0),
            "water" => Some(-0.5),
            "melts" => Some(0.001),
            _ => None,
        });
        assert_eq!(pulls, [(0..4, 1.0), (5..10, -0.5)]);
    }
}

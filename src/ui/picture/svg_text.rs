//! Text as SVG text: one element for each run of a row in one format, at its baseline.

use std::fmt::Write as _;

use egui::epaint::TextShape;
use egui::epaint::text::{Glyph, LayoutSection, PlacedRow, TextFormat};
use egui::{Color32, FontFamily, Pos2, Rect, Vec2, pos2};

use super::svg::{escaped, fill, frame, number};
use crate::ui::theme;

/// The program's font first, then what a reader may have for Korean and the rest.
const SANS: &str = "Inter, 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif";
const MONOSPACE: &str = "Hack, monospace";

/// CSS calls semi-bold so.
const SEMI_BOLD: u16 = 600;

/// The glyphs of a row that share a section of the job.
struct Run<'a> {
    section: Option<&'a LayoutSection>,
    text: String,
    glyphs: Vec<Glyph>,
}

pub fn text(shape: &TextShape) -> String {
    let is_upright = shape.angle == 0.0;
    let offset = if is_upright { shape.pos.to_vec2() } else { Vec2::ZERO };
    let mut body = String::new();
    let mut reader = JobReader { rest: shape.galley.job.text.char_indices().peekable(), at: 0 };
    for row in &shape.galley.rows {
        for run in runs(shape, row, &mut reader) {
            let format = run.section.map(|section| &section.format);
            body += &element(shape, row, &run, format, offset);
        }
        if row.ends_with_newline {
            reader.rest.next();
        }
    }
    if is_upright || body.is_empty() {
        return body;
    }
    let [x, y, degrees] = [shape.pos.x, shape.pos.y, shape.angle.to_degrees()].map(number);
    format!("<g transform=\"translate({x} {y}) rotate({degrees})\">\n{body}</g>\n")
}

/// Follows the glyphs through the text of the job: after the layout, a glyph does not know its section any more.
struct JobReader<'a> {
    rest: std::iter::Peekable<std::str::CharIndices<'a>>,
    /// The byte of the last character that was found.
    at: usize,
}

impl JobReader<'_> {
    /// The byte where a glyph's character stands. An ellipsis for what was left out stands where it begins.
    fn byte_of(&mut self, glyph: &Glyph) -> usize {
        if let Some(&(byte, character)) = self.rest.peek()
            && character == glyph.chr
        {
            self.at = byte;
            self.rest.next();
        }
        self.at
    }
}

fn runs<'a>(shape: &'a TextShape, row: &PlacedRow, reader: &mut JobReader<'_>) -> Vec<Run<'a>> {
    let sections = &shape.galley.job.sections;
    let mut runs: Vec<Run<'a>> = Vec::new();
    let mut last_index = None;
    for glyph in &row.glyphs {
        let byte = reader.byte_of(glyph);
        let index =
            sections.iter().position(|section| (section.byte_range.start.0..section.byte_range.end.0).contains(&byte));
        if runs.is_empty() || index != last_index {
            let section = index.and_then(|index| sections.get(index)).or(sections.first());
            runs.push(Run { section, text: String::new(), glyphs: Vec::new() });
            last_index = index;
        }
        if let Some(run) = runs.last_mut() {
            run.text.push(glyph.chr);
            run.glyphs.push(*glyph);
        }
    }
    runs
}

fn element(shape: &TextShape, row: &PlacedRow, run: &Run<'_>, format: Option<&TextFormat>, offset: Vec2) -> String {
    let corner = row.pos + offset;
    let text = run.text.trim_end();
    let (Some(format), Some(first)) = (format, run.glyphs.first()) else { return String::new() };
    let last = run.glyphs[text.chars().count().saturating_sub(1)];
    let mut body = String::new();
    let seen = |color: Color32| {
        let color = if color == Color32::PLACEHOLDER { shape.fallback_color } else { color };
        if shape.opacity_factor < 1.0 { color.gamma_multiply(shape.opacity_factor.max(0.0)) } else { color }
    };
    if format.background != Color32::TRANSPARENT {
        let behind = Rect::from_min_max(
            pos2(corner.x + first.pos.x, corner.y),
            pos2(corner.x + last.max_x(), corner.y + row.size.y),
        );
        _ = writeln!(body, "<rect{}{}/>", frame(behind.expand(format.expand_bg)), fill(seen(format.background)));
    }
    let color = seen(shape.override_text_color.unwrap_or(format.color));
    if text.trim().is_empty() || color.a() == 0 {
        return body;
    }
    let baseline = corner + first.pos.to_vec2();
    // Other fonts are wider or narrower: told its length, text keeps its place also with those.
    let length = last.max_x() - first.pos.x;
    let length = if run.glyphs.len() > 1 { format!(" textLength=\"{}\"", number(length)) } else { String::new() };
    _ = writeln!(
        body,
        "<text{}{}{length}{} xml:space=\"preserve\">{}</text>",
        at(baseline),
        font(format),
        fill(color),
        escaped(text)
    );
    body
}

fn at(baseline: Pos2) -> String {
    format!(" x=\"{}\" y=\"{}\"", number(baseline.x), number(baseline.y))
}

fn font(format: &TextFormat) -> String {
    let family = if format.font_id.family == FontFamily::Monospace { MONOSPACE } else { SANS };
    let mut font = format!(" font-family=\"{family}\" font-size=\"{}\"", number(format.font_id.size));
    if format.font_id.family == theme::body_strong().family {
        _ = write!(font, " font-weight=\"{SEMI_BOLD}\"");
    }
    if format.italics {
        font += " font-style=\"italic\"";
    }
    let lines = [(format.underline, "underline"), (format.strikethrough, "line-through")];
    let lines: Vec<&str> = lines.iter().filter(|(line, _)| !line.is_empty()).map(|(_, name)| *name).collect();
    if !lines.is_empty() {
        _ = write!(font, " text-decoration=\"{}\"", lines.join(" "));
    }
    font
}

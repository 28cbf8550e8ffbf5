//! Draws a view without a window, with the window's fonts.

use std::sync::Arc;

use egui::epaint::text::{FallbackRequest, FontInsert, FontProvider};
use egui::epaint::{ClippedShape, ImageDelta, TextureId};
use egui::{Context, FontId, Pos2, RawInput, Rect, Theme, Ui, UiBuilder, Vec2, ViewportId, ViewportInfo, vec2};

use crate::ui::theme;

/// What a view is drawn on.
pub struct Page {
    /// In points.
    pub view_size: Vec2,
    pub pixels_per_point: f32,
    pub theme: Theme,
    /// Set below the view.
    pub caption: Option<String>,
}

/// What a view painted.
pub struct Drawing {
    /// Of the whole page, in points.
    pub size: Vec2,
    /// The last over the first.
    pub shapes: Vec<ClippedShape>,
    /// In the order in which they change each texture.
    pub textures: Vec<(TextureId, ImageDelta)>,
}

/// Room around the view, in points.
const MARGIN: Vec2 = vec2(12.0, 10.0);

/// Room between the view and its caption, in points.
const CAPTION_GAP: f32 = 2.0 * theme::UNIT;

/// The first pass loads the fonts and finds out how large the page is; the view may settle in the second.
const N_PASSES: usize = 3;

/// Draws `view` and gives what was painted, with the context that its text was laid out in.
pub fn draw(window: &Context, page: &Page, view: &mut dyn FnMut(&mut Ui)) -> (Context, Drawing) {
    let ctx = Context::default();
    theme::install_styles(&ctx);
    ctx.all_styles_mut(|style| style.animation_time = 0.0);
    ctx.set_theme(page.theme);
    take_fonts(window, &ctx);
    let mut drawing = Drawing { size: page.view_size + 2.0 * MARGIN, shapes: Vec::new(), textures: Vec::new() };
    for pass in 0..N_PASSES {
        let viewport = ViewportInfo { native_pixels_per_point: Some(page.pixels_per_point), ..ViewportInfo::default() };
        let input = RawInput {
            viewports: std::iter::once((ViewportId::ROOT, viewport)).collect(),
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, drawing.size)),
            max_texture_side: Some(window.input(|input| input.max_texture_side)),
            time: Some(pass as f64),
            focused: false,
            ..RawInput::default()
        };
        let mut output = ctx.run_ui(input, |ui| drawing.size = page_ui(ui, page, view));
        drawing.shapes = std::mem::take(&mut output.shapes);
        let set = output.textures_delta.set.drain();
        drawing.textures.extend(set.flat_map(|(id, deltas)| deltas.into_iter().map(move |delta| (id, delta))));
        output.textures_delta.clear();
    }
    (ctx, drawing)
}

/// Gives the size of the page.
fn page_ui(ui: &mut Ui, page: &Page, view: &mut dyn FnMut(&mut Ui)) -> Vec2 {
    let palette = theme::palette(ui);
    let painter = ui.painter().clone();
    let view_rect = Rect::from_min_size(MARGIN.to_pos2(), page.view_size);
    let caption = page.caption.clone().map(|text| painter.layout(text, theme::small(), palette.weak, page.view_size.x));
    let caption_height = caption.as_ref().map_or(0.0, |caption| CAPTION_GAP + caption.size().y);
    let size = (page.view_size + 2.0 * MARGIN + vec2(0.0, caption_height)).ceil();
    painter.rect_filled(Rect::from_min_size(Pos2::ZERO, size), 0.0, palette.canvas);
    view(&mut ui.new_child(UiBuilder::new().id_salt("view").max_rect(view_rect)));
    if let Some(caption) = caption {
        painter.galley(view_rect.left_bottom() + vec2(0.0, CAPTION_GAP), caption, palette.weak);
    }
    size
}

/// Gives `ctx` the fonts of the window, also those of the system that it found for characters of other scripts.
fn take_fonts(window: &Context, ctx: &Context) {
    let (mut definitions, found) =
        window.fonts(|fonts| (fonts.definitions().clone(), fonts.discovered_fonts().to_vec()));
    for FontInsert { name, data, families } in found {
        for insert in families {
            definitions.families.entry(insert.family).or_default().push(name.clone());
        }
        definitions.font_data.insert(name, Arc::new(data));
    }
    ctx.set_fonts(definitions);
    ctx.add_font_provider(fonts_of(window));
}

/// Has the window look for a font where a picture shows characters that the window has not shown yet.
fn fonts_of(window: &Context) -> Arc<dyn FontProvider> {
    let window = window.clone();
    Arc::new(move |request: &FallbackRequest<'_>| {
        let character = request.cluster.chars().next()?;
        let font = FontId::new(theme::body().size, request.family.clone());
        window.fonts_mut(|fonts| {
            let n_known = fonts.discovered_fonts().len();
            // To ask for a glyph is what makes the window look for a font.
            let is_there = fonts.has_glyph(&font, character);
            fonts.discovered_fonts().get(n_known).filter(|_| is_there).cloned()
        })
    })
}

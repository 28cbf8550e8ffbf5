//! How the window looks: the only place with colours, sizes and fonts.

mod colours;

use std::sync::Arc;

use egui::{CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Vec2, vec2};

pub use colours::{
    CHOSEN_HUES, DARK, LIGHT, N_CATEGORIES, Palette, category_color, chosen_color, grey_heat_color, heat_color, mix,
    other_color, pull_color, pull_tint, ramp_color, topic_color,
};

/// The unit of all distances, in points.
pub const UNIT: f32 = 4.0;

/// Height of one line in a list.
pub const LINE: f32 = 5.0 * UNIT;

/// Height of an entry of two lines in a list.
pub const ENTRY: f32 = 11.0 * UNIT;

pub fn palette(ui: &egui::Ui) -> &'static Palette {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// Sets fonts, sizes and both themes. Once, at the start.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    // The keys of text sizes are commands of ours.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    install_styles(ctx);
}

/// Sets sizes and both themes, and leaves the fonts: for what is drawn with those of the window.
pub fn install_styles(ctx: &egui::Context) {
    for (theme, palette) in [(egui::Theme::Light, &LIGHT), (egui::Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| apply(style, palette));
    }
}

/// Inter for Latin, Greek and Cyrillic; other scripts come from the system's fonts.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let inter = [
        ("Inter", &include_bytes!("../../../assets/fonts/Inter-Regular.otf")[..]),
        ("Inter SemiBold", &include_bytes!("../../../assets/fonts/Inter-SemiBold.otf")[..]),
    ];
    for (name, bytes) in inter {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallbacks = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (family, first) in [(FontFamily::Proportional, "Inter"), (semi_bold(), "Inter SemiBold")] {
        let names = std::iter::once(first.to_owned()).chain(fallbacks.iter().cloned()).collect();
        fonts.families.insert(family, names);
    }
    fonts
}

fn semi_bold() -> FontFamily {
    FontFamily::Name("semi-bold".into())
}

/// The type scale.
pub fn body() -> FontId {
    FontId::new(13.0, FontFamily::Proportional)
}

pub fn body_strong() -> FontId {
    FontId::new(13.0, semi_bold())
}

pub fn small() -> FontId {
    FontId::new(11.0, FontFamily::Proportional)
}

pub fn heading() -> FontId {
    FontId::new(16.0, semi_bold())
}

pub fn title() -> FontId {
    FontId::new(28.0, semi_bold())
}

fn apply(style: &mut egui::Style, palette: &Palette) {
    style.text_styles = [
        (TextStyle::Small, small()),
        (TextStyle::Body, body()),
        (TextStyle::Button, body()),
        (TextStyle::Heading, heading()),
        (TextStyle::Monospace, FontId::new(12.0, FontFamily::Monospace)),
    ]
    .into();
    // Only the text of a document is there to be copied; elsewhere a drag is meant for something else.
    style.interaction.selectable_labels = false;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(2.0 * UNIT, 1.5 * UNIT);
    spacing.button_padding = vec2(2.5 * UNIT, UNIT);
    spacing.interact_size = vec2(8.0 * UNIT, 6.0 * UNIT);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.slider_rail_height = UNIT;
    spacing.combo_width = 30.0 * UNIT;
    spacing.scroll = egui::style::ScrollStyle::thin();

    let visuals = &mut style.visuals;
    visuals.dark_mode = palette.dark;
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.extreme_bg_color = palette.raised;
    visuals.text_edit_bg_color = Some(palette.raised);
    visuals.faint_bg_color = palette.panel;
    visuals.code_bg_color = palette.raised;
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.warning;
    visuals.weak_text_color = Some(palette.weak);
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, palette.text);
    visuals.slider_trailing_fill = true;
    visuals.indent_has_left_vline = false;

    let widgets = &mut visuals.widgets;
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, palette.line);
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, palette.text);
    widgets.noninteractive.bg_fill = palette.panel;
    for (state, line, fill) in [
        (&mut widgets.inactive, palette.line, palette.raised),
        (&mut widgets.hovered, palette.accent, palette.raised),
        (&mut widgets.active, palette.accent, palette.accent_soft),
        (&mut widgets.open, palette.accent, palette.raised),
    ] {
        state.bg_stroke = Stroke::new(1.0, line);
        state.weak_bg_fill = fill;
        state.bg_fill = mix(fill, palette.weak, 0.18);
        state.fg_stroke = Stroke::new(1.0, palette.text);
        state.corner_radius = CornerRadius::same(5);
        state.expansion = 0.0;
    }
}

/// The frame of a side panel or bar.
pub fn panel_frame(ui: &egui::Ui) -> egui::Frame {
    egui::Frame::new().fill(palette(ui).panel).inner_margin(Margin::symmetric(12, 10))
}

/// The frame of a view such as the map.
pub fn view_frame(ui: &egui::Ui) -> egui::Frame {
    egui::Frame::new().fill(palette(ui).canvas).inner_margin(Margin::symmetric(12, 10))
}

/// A button for the one thing that one most likely wants to do here.
pub fn primary_button<'a>(ui: &egui::Ui, text: impl Into<String>) -> egui::Button<'a> {
    let palette = palette(ui);
    let text = egui::RichText::new(text).color(palette.on_accent).font(body_strong());
    egui::Button::new(text).fill(palette.accent).min_size(Vec2::new(0.0, 7.0 * UNIT))
}

pub fn weak_label(ui: &mut egui::Ui, text: impl Into<String>) -> egui::Response {
    ui.label(egui::RichText::new(text).font(small()).color(palette(ui).weak))
}

/// A weak label on one line, cut where the room ends, so that it never widens its panel.
pub fn weak_line(ui: &mut egui::Ui, text: impl Into<String>) -> egui::Response {
    let text = egui::RichText::new(text).font(small()).color(palette(ui).weak);
    ui.add(egui::Label::new(text).truncate())
}

pub fn section_label(ui: &mut egui::Ui, text: impl Into<String>) -> egui::Response {
    ui.label(egui::RichText::new(text).font(body_strong()))
}

/// A quiet plot that is only looked at: it cannot be moved or zoomed, and shows no crosshair.
pub fn still_plot(id: &str) -> egui_plot::Plot<'_> {
    egui_plot::Plot::new(id)
        .show_grid(false)
        .show_background(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
}

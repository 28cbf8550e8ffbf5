//! The colours of both themes, and those that quantities and kinds are shown in.
//!
//! Colours are mixed in OKLCH (Ottosson 2020), where equal steps look equally large; that is what makes the heatmap's
//! scale perceptually uniform and keeps all topics equally bright. Hue alone never carries a meaning.

use egui::Color32;

/// The colours of one of the two themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    pub dark: bool,
    /// Behind views.
    pub canvas: Color32,
    /// Behind panels and bars.
    pub panel: Color32,
    /// Behind what can be pressed or typed into.
    pub raised: Color32,
    pub line: Color32,
    pub text: Color32,
    pub weak: Color32,
    pub accent: Color32,
    pub on_accent: Color32,
    /// Behind selected rows.
    pub accent_soft: Color32,
    pub warning: Color32,
    /// Behind words that are marked in a document.
    pub mark: Color32,
    /// Of words that pull a document to its topic, and of those that pull it to the next.
    pub pull_towards: Color32,
    pub pull_away: Color32,
}

pub const LIGHT: Palette = Palette {
    dark: false,
    canvas: Color32::from_rgb(255, 255, 255),
    panel: Color32::from_rgb(247, 248, 250),
    raised: Color32::from_rgb(255, 255, 255),
    line: Color32::from_rgb(221, 225, 231),
    text: Color32::from_rgb(28, 32, 38),
    weak: Color32::from_rgb(96, 104, 116),
    accent: Color32::from_rgb(47, 91, 208),
    on_accent: Color32::from_rgb(255, 255, 255),
    accent_soft: Color32::from_rgb(224, 233, 252),
    warning: Color32::from_rgb(176, 78, 0),
    mark: Color32::from_rgb(255, 229, 153),
    pull_towards: Color32::from_rgb(47, 91, 208),
    pull_away: Color32::from_rgb(166, 72, 0),
};

pub const DARK: Palette = Palette {
    dark: true,
    canvas: Color32::from_rgb(17, 19, 23),
    panel: Color32::from_rgb(24, 26, 31),
    raised: Color32::from_rgb(38, 42, 49),
    line: Color32::from_rgb(48, 52, 60),
    text: Color32::from_rgb(232, 235, 240),
    weak: Color32::from_rgb(152, 160, 172),
    accent: Color32::from_rgb(122, 162, 255),
    on_accent: Color32::from_rgb(12, 18, 32),
    accent_soft: Color32::from_rgb(38, 50, 78),
    warning: Color32::from_rgb(255, 176, 92),
    mark: Color32::from_rgb(94, 76, 18),
    pull_towards: Color32::from_rgb(122, 162, 255),
    pull_away: Color32::from_rgb(255, 176, 92),
};

/// The colour of a topic whose cluster lies at `position` on the map: neighbours have like hues, and it never changes.
pub fn topic_color(palette: &Palette, position: [f64; 2]) -> Color32 {
    let hue = position[1].atan2(position[0]).to_degrees() as f32 + 250.0;
    let lightness = if palette.dark { 0.72 } else { 0.64 };
    oklch(lightness, 0.12, hue)
}

/// The colours that can be given to topics: names and hues in degrees. Their number in the list is what a project keeps.
pub const CHOSEN_HUES: [(&str, f32); 8] = [
    ("Red", 25.0),
    ("Orange", 60.0),
    ("Yellow", 100.0),
    ("Green", 145.0),
    ("Teal", 190.0),
    ("Blue", 255.0),
    ("Purple", 305.0),
    ("Pink", 350.0),
];

/// A colour of [`CHOSEN_HUES`], stronger than those of positions, so that it is seen to be chosen.
pub fn chosen_color(palette: &Palette, place: u8) -> Color32 {
    let (_, hue) = CHOSEN_HUES[usize::from(place) % CHOSEN_HUES.len()];
    oklch(if palette.dark { 0.74 } else { 0.58 }, 0.19, hue)
}

/// The colour of a similarity, `t` from 0 (least) to 1 (most): away from the canvas in even steps of lightness.
pub fn heat_color(palette: &Palette, t: f32) -> Color32 {
    let t = t.clamp(0.0, 1.0);
    if palette.dark {
        oklch(0.20 + 0.70 * t, 0.03 + 0.10 * t, 280.0 - 190.0 * t)
    } else {
        oklch(0.985 - 0.68 * t, 0.01 + 0.13 * t, 230.0 + 50.0 * t)
    }
}

/// The grey that is as light as [`heat_color`]: for similarities that do not count.
pub fn grey_heat_color(palette: &Palette, t: f32) -> Color32 {
    let t = t.clamp(0.0, 1.0);
    oklch(if palette.dark { 0.20 + 0.45 * t } else { 0.985 - 0.40 * t }, 0.0, 0.0)
}

/// The line under words that pull, and the colour of what is said of them; `strength` is above 0 towards the own topic.
pub fn pull_color(palette: &Palette, strength: f32) -> Color32 {
    if strength < 0.0 { palette.pull_away } else { palette.pull_towards }
}

/// Behind a word that pulls, `strength` from −1 to 1: the stronger, the deeper.
pub fn pull_tint(palette: &Palette, strength: f32) -> Color32 {
    mix(palette.panel, pull_color(palette, strength), 0.06 + 0.3 * strength.abs().min(1.0))
}

/// The colour of a quantity, `t` from 0 to 1: lightness goes in even steps, so that it reads without any sense of hue,
/// and both ends stand out from the canvas.
pub fn ramp_color(palette: &Palette, t: f32) -> Color32 {
    let t = t.clamp(0.0, 1.0);
    let lightness = if palette.dark { 0.42 + 0.48 * t } else { 0.86 - 0.50 * t };
    oklch(lightness, 0.13, if palette.dark { 285.0 - 185.0 * t } else { 100.0 + 185.0 * t })
}

/// Kinds that colour tells apart; what is more is [other](other_color).
pub const N_CATEGORIES: usize = 8;

/// Eight colours that also those tell apart who see only two of three primary colours: Okabe and Ito, *Color Universal
/// Design* (2008), with their black as the colour of text on either canvas.
const CATEGORIES: [Color32; N_CATEGORIES - 1] = [
    Color32::from_rgb(230, 159, 0),
    Color32::from_rgb(86, 180, 233),
    Color32::from_rgb(0, 158, 115),
    Color32::from_rgb(240, 228, 66),
    Color32::from_rgb(0, 114, 178),
    Color32::from_rgb(213, 94, 0),
    Color32::from_rgb(204, 121, 167),
];

/// The colour of the kind with that place in a legend.
pub fn category_color(palette: &Palette, place: usize) -> Color32 {
    CATEGORIES.get(place).copied().unwrap_or(if place < N_CATEGORIES { palette.text } else { other_color(palette) })
}

/// The colour of what is of none of the kinds in a legend.
pub fn other_color(palette: &Palette) -> Color32 {
    mix(palette.line, palette.weak, 0.25)
}

/// `share` of `b` in `a`.
pub fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    a.lerp_to_gamma(b, share)
}

/// A colour from lightness in `0..=1`, chroma in about `0..=0.3` and hue in degrees, with chroma lowered until it is in sRGB.
fn oklch(lightness: f32, chroma: f32, hue_degrees: f32) -> Color32 {
    let mut chroma = chroma;
    loop {
        let (sin, cos) = hue_degrees.to_radians().sin_cos();
        let rgb = linear_rgb(lightness, chroma * cos, chroma * sin);
        if chroma < 0.005 || rgb.iter().all(|channel| (-0.001..=1.001).contains(channel)) {
            let [r, g, b] = rgb.map(|channel| channel.clamp(0.0, 1.0));
            return egui::Rgba::from_rgb(r, g, b).into();
        }
        chroma -= 0.005;
    }
}

/// OKLab to linear sRGB, with the matrices of Ottosson, *A perceptual color space for image processing* (2020).
fn linear_rgb(lightness: f32, a: f32, b: f32) -> [f32; 3] {
    let long = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let medium = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let short = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * long - 3.307_711_6 * medium + 0.230_969_94 * short,
        -1.268_438 * long + 2.609_757_4 * medium - 0.341_319_38 * short,
        -0.004_196_086_3 * long - 0.703_418_6 * medium + 1.707_614_7 * short,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_pull_are_easy_to_read_and_told_apart() {
        for palette in [&LIGHT, &DARK] {
            for strength in [-1.0, -0.5, 0.0, 0.5, 1.0] {
                let tint = pull_tint(palette, strength);
                assert!(contrast(palette.text, tint) >= 4.5, "{strength} {}", contrast(palette.text, tint));
                let said = pull_color(palette, strength);
                assert!(contrast(said, palette.panel) >= 4.5, "{strength} {}", contrast(said, palette.panel));
            }
            assert_ne!(pull_tint(palette, 1.0), pull_tint(palette, -1.0));
        }
    }

    #[test]
    fn heat_gets_steadily_darker_on_light_and_lighter_on_dark() {
        let luminance = |color: Color32| egui::Rgba::from(color).intensity();
        for (palette, sign) in [(&LIGHT, -1.0), (&DARK, 1.0)] {
            let steps: Vec<f32> = (0..=20).map(|i| luminance(heat_color(palette, i as f32 / 20.0)) * sign).collect();
            assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
        }
    }
    /// Contrast of two colours after WCAG 2.2, “contrast ratio” and “relative luminance”.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let luminance = |color: Color32| {
            let [r, g, b, _] = egui::Rgba::from(color).to_array();
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (lighter, darker) = (luminance(a).max(luminance(b)), luminance(a).min(luminance(b)));
        (lighter + 0.05) / (darker + 0.05)
    }

    /// WCAG AA, success criterion 1.4.3.
    const LEAST_OF_TEXT: f32 = 4.5;

    #[test]
    fn text_can_be_read_wherever_it_stands() {
        for palette in [&LIGHT, &DARK] {
            for (name, ink) in [("text", palette.text), ("weak", palette.weak)] {
                for (place, paper) in [
                    ("canvas", palette.canvas),
                    ("panel", palette.panel),
                    ("raised", palette.raised),
                    ("selected", palette.accent_soft),
                ] {
                    let contrast = contrast(ink, paper);
                    assert!(contrast >= LEAST_OF_TEXT, "{name} on {place}, dark {}: {contrast:.2}", palette.dark);
                }
            }
            for (name, ink, paper) in [
                ("accent on panel", palette.accent, palette.panel),
                ("warning on panel", palette.warning, palette.panel),
                ("primary button", palette.on_accent, palette.accent),
                ("marked words", palette.text, palette.mark),
            ] {
                let contrast = contrast(ink, paper);
                assert!(contrast >= LEAST_OF_TEXT, "{name}, dark {}: {contrast:.2}", palette.dark);
            }
        }
    }

    #[test]
    fn the_ring_of_what_has_the_keyboard_stands_out() {
        // WCAG 2.2, success criterion 1.4.11: at least 3 to 1.
        for palette in [&LIGHT, &DARK] {
            for paper in [palette.canvas, palette.panel, palette.raised] {
                assert!(contrast(palette.accent, paper) >= 3.0);
            }
        }
    }

    #[test]
    fn the_ramp_goes_in_even_steps_of_lightness() {
        let lightness = |color: Color32| egui::Rgba::from(color).intensity().cbrt();
        for (palette, sign) in [(&LIGHT, -1.0), (&DARK, 1.0)] {
            let steps: Vec<f32> = (0..=20).map(|i| lightness(ramp_color(palette, i as f32 / 20.0)) * sign).collect();
            assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
        }
    }

    /// What remains of colours for those who lack a primary colour: Machado, Oliveira, Fernandes, *A physiologically-based
    /// model for simulation of color vision deficiency* (2009), table 1, severity 1.
    const DEFICIENCIES: [[[f32; 3]; 3]; 3] = [
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ];

    /// The inverse of [`linear_rgb`], with the matrices of the same source.
    fn oklab([r, g, b]: [f32; 3]) -> [f32; 3] {
        let long = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).max(0.0).cbrt();
        let medium = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).max(0.0).cbrt();
        let short = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).max(0.0).cbrt();
        [
            0.210_454_26 * long + 0.793_617_8 * medium - 0.004_072_047 * short,
            1.977_998_5 * long - 2.428_592_2 * medium + 0.450_593_7 * short,
            0.025_904_037 * long + 0.782_771_77 * medium - 0.808_675_77 * short,
        ]
    }

    #[test]
    fn kinds_are_told_apart_also_by_those_who_see_two_primary_colours() {
        for palette in [&LIGHT, &DARK] {
            for seen in DEFICIENCIES {
                let look = |place: usize| {
                    let color = egui::Rgba::from(category_color(palette, place));
                    let rgb = [color.r(), color.g(), color.b()];
                    oklab(seen.map(|row| row.iter().zip(rgb).map(|(share, channel)| share * channel).sum()))
                };
                let looks: Vec<[f32; 3]> = (0..N_CATEGORIES).map(look).collect();
                for (place, a) in looks.iter().enumerate() {
                    for b in &looks[..place] {
                        let distance = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt();
                        assert!(distance > 0.06, "{place}: {distance}");
                    }
                }
            }
        }
    }
}

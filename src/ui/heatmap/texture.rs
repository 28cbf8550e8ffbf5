//! The matrix as one image: a pixel a pair.

use egui::{Color32, ColorImage, Context, TextureFilter, TextureHandle, TextureOptions};

use super::Shown;
use crate::tables::Relations;
use crate::ui::theme::{self, Palette};

/// Colours of the scale.
const N_STEPS: usize = 256;

/// The scale of the colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The values at its ends: what is beyond takes the colour of the end.
    pub least: f32,
    pub most: f32,
    /// Below this, colours are grey: these pairs would stay apart.
    pub threshold: Option<f32>,
}

impl Scale {
    /// Between what nearly all pairs exceed and what about one pair a topic reaches, so that the few pairs that are alike
    /// stand out, however many there are.
    pub fn of(shown: Shown, relations: &Relations) -> Self {
        let pairs = relations.pairs_of(shown == Shown::Distance);
        let n = relations.len().max(2) as f32;
        let (least, most) = (pairs.quantile(0.05), pairs.quantile(1.0 - 1.0 / n));
        Self { least, most: most.max(least + 1e-3), threshold: None }
    }

    /// Where a value stands on the scale, from 0 to 1.
    pub fn share(&self, value: f32) -> f32 {
        ((value - self.least) / (self.most - self.least)).clamp(0.0, 1.0)
    }

    fn step(&self, value: f32) -> usize {
        (self.share(value) * (N_STEPS - 1) as f32).round() as usize
    }

    /// The colours of all steps.
    pub fn ramp(&self, palette: &Palette) -> Vec<Color32> {
        // Compared in steps, so that a threshold which moves by less changes nothing.
        let first_coloured = self.threshold.map_or(0, |threshold| self.step(threshold));
        let color = |step: usize| {
            let t = step as f32 / (N_STEPS - 1) as f32;
            if step < first_coloured { theme::grey_heat_color(palette, t) } else { theme::heat_color(palette, t) }
        };
        (0..N_STEPS).map(color).collect()
    }
}

/// What an image was made for.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub revision: u64,
    pub order: super::Order,
    pub shown: Shown,
    pub ramp: Vec<Color32>,
    pub range: (f32, f32),
}

/// Where each pair stands on the scale, in the order of the rows: what stays when only colours change, as they do while a
/// threshold is dragged.
#[derive(Default)]
pub struct Steps {
    made_for: Option<(u64, super::Order, Shown, (f32, f32))>,
    of_pair: Vec<u8>,
}

impl Steps {
    /// Finds the steps of all pairs, in the order of `leaves`, unless they are known.
    pub fn keep(&mut self, relations: &Relations, key: &Key, scale: &Scale, leaves: &[usize]) {
        let wanted = Some((key.revision, key.order, key.shown, key.range));
        if self.made_for == wanted {
            return;
        }
        let values = relations.values(key.shown == Shown::Distance);
        let last = (N_STEPS - 1) as u8;
        let factor = (N_STEPS - 1) as f32 / (scale.most - scale.least);
        self.of_pair.clear();
        self.of_pair.reserve_exact(leaves.len() * leaves.len());
        for &a in leaves {
            let row = values.row(a);
            self.of_pair.extend(leaves.iter().map(|&b| {
                let step = (row[b] - scale.least) * factor + 0.5;
                // A topic with itself says nothing: the diagonal takes the colour of the most similar pair.
                if a == b { last } else { step.clamp(0.0, f32::from(last)) as u8 }
            }));
        }
        self.made_for = wanted;
    }
}

/// Colours all pairs of `n` topics.
pub fn load(ctx: &Context, steps: &Steps, key: &Key, n: usize) -> TextureHandle {
    // As many as a step has values, so that no place is checked.
    let ramp: [Color32; N_STEPS] = std::array::from_fn(|step| key.ramp[step]);
    let pixels = steps.of_pair.iter().map(|&step| ramp[usize::from(step)]).collect();
    let options = TextureOptions { minification: TextureFilter::Linear, ..TextureOptions::NEAREST };
    ctx.load_texture("heatmap", ColorImage::new([n, n], pixels), options)
}

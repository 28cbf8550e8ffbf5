//! What the colours of the bubbles mean, and the legend that says it. Worked out once for each state of the topics.

use std::cmp::Reverse;
use std::sync::Arc;

use egui::Color32;
use rustc_hash::FxHashMap;

use super::color_of;
use crate::tables::TopicRow;
use crate::ui::status_bar::grouped;
use crate::ui::theme::{self, N_CATEGORIES, Palette};
use crate::workspace::{ColourBy, Session, Workspace};

#[derive(Default)]
pub struct Colours {
    key: Option<Key>,
    /// By place in the bubbles of the tables.
    pub of_bubble: Vec<Color32>,
    pub legend: Legend,
}

/// Revisions of the topics and of their labels, what colours mean, and the theme.
type Key = (u64, u64, ColourBy, bool);

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Legend {
    /// Every topic has its own colour.
    #[default]
    None,
    /// A ramp with what its ends mean.
    Ramp {
        title: &'static str,
        least: String,
        most: String,
    },
    Kinds {
        title: &'static str,
        kinds: Vec<(Color32, Arc<str>)>,
    },
    /// Why there is nothing to colour by.
    Nothing(&'static str),
}

/// What to colour by, in the order of the menu: its name and what it says.
pub const COLOURINGS: [(ColourBy, &str); 5] = [
    (ColourBy::Topic, "Colour by topic"),
    (ColourBy::Size, "Colour by size"),
    (ColourBy::Cohesion, "Colour by cohesion"),
    (ColourBy::Tag, "Colour by tag"),
    (ColourBy::Label, "Colour by label"),
];

impl Colours {
    pub fn update(&mut self, palette: &Palette, workspace: &Workspace, session: &Session) {
        let colour_by = workspace.mapping().colour_by();
        let key = (session.revision, workspace.labels_revision(), colour_by, palette.dark);
        if self.key == Some(key) {
            return;
        }
        self.key = Some(key);
        self.of_bubble.clear();
        let rows = || session.tables.bubbles.iter().filter_map(|bubble| session.tables.row(bubble.id));
        match colour_by {
            ColourBy::Topic => {
                self.of_bubble.extend(rows().map(|row| color_of(palette, session, row.id)));
                self.legend = Legend::None;
            }
            ColourBy::Size => {
                let (least, most) = range(rows().map(|row| f64::from(row.n_documents)));
                let share =
                    |n: f64| ((n.max(1.0) / least.max(1.0)).ln() / (most.max(1.0) / least.max(1.0)).ln()) as f32;
                let color = |row: &TopicRow| theme::ramp_color(palette, finite(share(f64::from(row.n_documents))));
                self.of_bubble.extend(rows().map(color));
                let [least, most] = [least, most].map(|n| grouped(n as usize));
                self.legend = Legend::Ramp { title: "documents, by logarithm", least, most };
            }
            ColourBy::Cohesion => {
                let (least, most) = range(rows().map(|row| row.cohesion));
                let share = |cohesion: f64| ((cohesion - least) / (most - least)) as f32;
                self.of_bubble.extend(rows().map(|row| theme::ramp_color(palette, finite(share(row.cohesion)))));
                let [least, most] = [least, most].map(|cohesion| format!("{cohesion:.2}"));
                self.legend = Legend::Ramp { title: "cohesion", least, most };
            }
            ColourBy::Tag => {
                let tags: Vec<Option<Arc<str>>> =
                    rows().map(|row| row.tags.first().map(|tag| Arc::from(tag.as_str()))).collect();
                self.by_kind(palette, "first tag", &tags, "No topic has a tag");
            }
            ColourBy::Label | ColourBy::Field(_) => {
                let labels: Vec<Option<Arc<str>>> =
                    rows().map(|row| workspace.label_of(row.id).map(|label| label.name)).collect();
                let is_label = colour_by == ColourBy::Label;
                let (title, nothing) = match (is_label, workspace.has_no_labels()) {
                    (true, true) => ("most common label", "This corpus has no labels that could be coloured"),
                    (true, false) => ("most common label", "Counting labels"),
                    (false, true) => ("most common value", "This column has no values that could be coloured"),
                    (false, false) => ("most common value", "Counting values"),
                };
                self.by_kind(palette, title, &labels, nothing);
            }
        }
    }

    /// Gives the most frequent kinds a colour each, by their names, so that they keep it while others come and go.
    fn by_kind(&mut self, palette: &Palette, title: &'static str, of: &[Option<Arc<str>>], nothing: &'static str) {
        let mut counts: FxHashMap<&Arc<str>, usize> = FxHashMap::default();
        of.iter().flatten().for_each(|kind| *counts.entry(kind).or_default() += 1);
        let mut kinds: Vec<(&Arc<str>, usize)> = counts.into_iter().collect();
        kinds.sort_by_key(|&(kind, n)| (Reverse(n), kind));
        let n_kinds = kinds.len();
        kinds.truncate(N_CATEGORIES);
        kinds.sort_by_key(|&(kind, _)| kind);
        let colors: FxHashMap<&Arc<str>, Color32> =
            kinds.iter().enumerate().map(|(place, &(kind, _))| (kind, theme::category_color(palette, place))).collect();
        let other = theme::other_color(palette);
        let color = |kind: &Option<Arc<str>>| kind.as_ref().and_then(|kind| colors.get(kind)).copied().unwrap_or(other);
        self.of_bubble.extend(of.iter().map(color));
        let mut legend: Vec<(Color32, Arc<str>)> =
            kinds.iter().map(|&(kind, _)| (colors[kind], Arc::clone(kind))).collect();
        if n_kinds > N_CATEGORIES {
            legend.push((other, format!("{} others", n_kinds - N_CATEGORIES).into()));
        } else if of.iter().any(Option::is_none) {
            legend.push((other, "none".into()));
        }
        self.legend = if n_kinds == 0 { Legend::Nothing(nothing) } else { Legend::Kinds { title, kinds: legend } };
    }
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, most) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)));
    if least <= most { (least, most) } else { (0.0, 0.0) }
}

/// A share of nothing is in the middle.
fn finite(share: f32) -> f32 {
    if share.is_finite() { share } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_kinds_get_a_colour_and_the_rest_is_told() {
        let palette = &theme::LIGHT;
        let kind = |number: usize| Some(Arc::from(format!("kind {number}")));
        let mut of: Vec<Option<Arc<str>>> = (0..10).flat_map(|number| vec![kind(number); 10 - number]).collect();
        of.push(None);
        let mut colours = Colours::default();
        colours.by_kind(palette, "kind", &of, "nothing");
        let Legend::Kinds { kinds, .. } = &colours.legend else { panic!("{:?}", colours.legend) };
        assert_eq!(kinds.len(), N_CATEGORIES + 1);
        assert_eq!(&*kinds[8].1, "2 others");
        assert_eq!(colours.of_bubble[0], kinds[0].0);
        assert_eq!(colours.of_bubble.last(), Some(&theme::other_color(palette)));
    }
}

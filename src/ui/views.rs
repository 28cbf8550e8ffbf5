//! The views in the middle of the window: map, heatmap and threshold, as tiles that can be dragged, tabbed and hidden.
//!
//! Their arrangement belongs to the person, not to the project: it is kept with the settings. A narrow window has an
//! arrangement of its own, in which map and heatmap are tabs, so that neither is squeezed.

use egui::{Color32, Response, Role, Stroke, Ui, Visuals, WidgetInfo, WidgetText};
use egui_tiles::UiResponse;
use egui_tiles::{Behavior, Container, Linear, LinearDir, SimplificationOptions, TabState, Tile, TileId, Tiles, Tree};
use serde::{Deserialize, Serialize};

use super::commands::UiCommand;
use super::heatmap::Heatmap;
use super::hints::{Anchor, Hints};
use super::map::Map;
use super::merge_bar::MergeBar;
use super::settings::Setting;
use super::theme;
use crate::workspace::{Action, Session, Workspace};

/// A view that can be docked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum View {
    Map,
    Heatmap,
    Threshold,
}

const VIEWS: [View; 3] = [View::Map, View::Heatmap, View::Threshold];

impl View {
    fn title(self) -> &'static str {
        match self {
            Self::Map => "Map",
            Self::Heatmap => "Heatmap",
            Self::Threshold => "Threshold",
        }
    }
}

pub struct Views {
    wide: Tree<View>,
    narrow: Tree<View>,
    /// The wide arrangement as it was kept last. Compared as a tree: as text, its tiles change places without a change.
    kept: Tree<View>,
    is_narrow: bool,
}

/// Below this width, in points, map and heatmap are tabs.
const NARROW: f32 = 560.0;

/// What is drawn in the tiles.
pub struct Drawn<'a> {
    pub map: &'a mut Map,
    pub heatmap: &'a mut Heatmap,
    pub merge_bar: &'a mut MergeBar,
    pub hints: &'a mut Hints,
    pub workspace: &'a Workspace,
    pub session: &'a Session,
    pub actions: &'a mut Vec<Action>,
    pub commands: &'a mut Vec<UiCommand>,
}

impl Views {
    /// The arrangement that was kept, or the usual one; one that cannot be read is as good as none.
    pub fn new(kept: Option<&str>) -> Self {
        let usual = usual();
        let is_whole = |tree: &Tree<View>| VIEWS.iter().all(|&view| tile_of(tree, view).is_some());
        let read = kept.and_then(|kept| serde_json::from_str::<Tree<View>>(kept).ok()).filter(is_whole);
        let wide = read.map_or(usual, simplified);
        Self { kept: wide.clone(), wide, narrow: stacked(), is_narrow: false }
    }

    pub fn reset(&mut self) {
        (self.wide, self.narrow) = (usual(), stacked());
    }

    fn tree(&mut self) -> &mut Tree<View> {
        if self.is_narrow { &mut self.narrow } else { &mut self.wide }
    }

    /// Brings a view to the front, or hides the one that is in front; one always stays.
    pub fn turn(&mut self, view: View) {
        let tree = self.tree();
        let Some(tile) = tile_of(tree, view) else { return };
        let is_in_front = tree.active_tiles().contains(&tile) && tree.is_visible(tile);
        let others = VIEWS.iter().filter(|&&other| other != view);
        let another_is_seen = others.filter_map(|&other| tile_of(tree, other)).any(|other| tree.is_visible(other));
        tree.set_visible(tile, !(is_in_front && another_is_seen));
        if !is_in_front {
            tree.make_active(|_, tile| *tile == Tile::Pane(view));
        }
    }

    pub fn ui(&mut self, ui: &mut Ui, drawn: Drawn<'_>) {
        self.is_narrow = ui.available_width() < NARROW;
        let mut tiles = TilesUi { drawn };
        self.tree().ui(&mut tiles, ui);
        // Shares change with every step of a drag: what it ends in is kept.
        if !self.is_narrow && !ui.input(|input| input.pointer.any_down()) {
            self.keep(tiles.drawn.actions);
        }
    }

    fn keep(&mut self, actions: &mut Vec<Action>) {
        if self.wide == self.kept {
            return;
        }
        self.kept.clone_from(&self.wide);
        let Ok(text) = serde_json::to_string(&self.wide) else { return };
        actions.push(Action::Set(Setting::Views(Some(text))));
    }
}

/// Map and heatmap beside each other over the threshold.
fn usual() -> Tree<View> {
    let mut tiles = Tiles::default();
    let [map, heatmap, threshold] = VIEWS.map(|view| tiles.insert_pane(view));
    let upper = linear(&mut tiles, LinearDir::Horizontal, [(map, 0.48), (heatmap, 0.52)]);
    let root = linear(&mut tiles, LinearDir::Vertical, [(upper, 0.77), (threshold, 0.23)]);
    simplified(Tree::new(egui::Id::unique("views"), root, tiles))
}

/// Map and heatmap behind each other over the threshold.
fn stacked() -> Tree<View> {
    let mut tiles = Tiles::default();
    let [map, heatmap, threshold] = VIEWS.map(|view| tiles.insert_pane(view));
    let upper = tiles.insert_tab_tile(vec![map, heatmap]);
    let root = linear(&mut tiles, LinearDir::Vertical, [(upper, 0.74), (threshold, 0.26)]);
    simplified(Tree::new(egui::Id::unique("narrow views"), root, tiles))
}

/// Each view has a tab that it can be dragged by.
fn simplification() -> SimplificationOptions {
    SimplificationOptions { all_panes_must_have_tabs: true, ..SimplificationOptions::default() }
}

/// As it is drawn, so that to draw it is no change.
fn simplified(mut tree: Tree<View>) -> Tree<View> {
    tree.simplify(&simplification());
    tree
}

fn linear(tiles: &mut Tiles<View>, direction: LinearDir, shares: [(TileId, f32); 2]) -> TileId {
    let mut linear = Linear::new(direction, shares.iter().map(|(tile, _)| *tile).collect());
    shares.into_iter().for_each(|(tile, share)| linear.shares.set_share(tile, share));
    tiles.insert_container(Container::Linear(linear))
}

fn tile_of(tree: &Tree<View>, view: View) -> Option<TileId> {
    tree.tiles.find_pane(&view)
}

struct TilesUi<'a> {
    drawn: Drawn<'a>,
}

impl Behavior<View> for TilesUi<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, view: &mut View) -> UiResponse {
        let Drawn { map, heatmap, merge_bar, hints, workspace, session, actions, commands } = &mut self.drawn;
        let rect = ui.max_rect();
        let frame = if *view == View::Threshold { theme::panel_frame(ui) } else { theme::view_frame(ui) };
        // The ground of a tile is all of it, however little is on it.
        ui.painter().rect_filled(rect, 0.0, frame.fill);
        frame.show(ui, |ui| match view {
            View::Map => {
                hints.set_anchor(Anchor::Map, rect);
                map.ui(ui, workspace, actions, commands);
            }
            View::Heatmap => heatmap.ui(ui, workspace, session, actions, commands),
            View::Threshold => {
                hints.set_anchor(Anchor::MergeBar, rect);
                merge_bar.ui(ui, workspace, session, actions, commands);
            }
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, view: &View) -> WidgetText {
        egui::RichText::new(view.title()).font(theme::body_strong()).into()
    }

    fn on_tab_button(&mut self, tiles: &mut Tiles<View>, tile: TileId, response: Response) -> Response {
        let named = self.tab_title_for_tile(tiles, tile);
        response.widget_info(|| WidgetInfo::labeled(Role::Tab, true, named.text()));
        response
    }

    fn simplification_options(&self) -> SimplificationOptions {
        simplification()
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        2.0
    }

    fn min_size(&self) -> f32 {
        110.0
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        6.0 * theme::UNIT
    }

    fn tab_bar_color(&self, visuals: &Visuals) -> Color32 {
        visuals.panel_fill
    }

    fn tab_bg_color(&self, visuals: &Visuals, _: &Tiles<View>, _: TileId, state: &TabState) -> Color32 {
        if state.active { visuals.widgets.inactive.weak_bg_fill } else { Color32::TRANSPARENT }
    }

    fn tab_outline_stroke(&self, _: &Visuals, _: &Tiles<View>, _: TileId, _: &TabState) -> Stroke {
        Stroke::NONE
    }

    fn tab_text_color(&self, visuals: &Visuals, _: &Tiles<View>, _: TileId, state: &TabState) -> Color32 {
        if state.active { visuals.text_color() } else { visuals.weak_text_color() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_is_kept_and_a_broken_one_is_none() {
        let mut views = Views::new(None);
        views.turn(View::Threshold);
        let text = serde_json::to_string(&views.wide).unwrap();
        let again = Views::new(Some(&text));
        assert!(again.wide == views.wide);
        let threshold = tile_of(&again.wide, View::Threshold).unwrap();
        assert!(!again.wide.is_visible(threshold));
        assert!(Views::new(Some("{")).wide == usual());
    }

    #[test]
    fn the_last_view_cannot_be_hidden() {
        let mut views = Views::new(None);
        VIEWS.iter().for_each(|&view| views.turn(view));
        let seen = VIEWS.iter().filter(|&&view| views.wide.is_visible(tile_of(&views.wide, view).unwrap()));
        assert_eq!(seen.collect::<Vec<_>>(), [&View::Threshold]);
    }
}

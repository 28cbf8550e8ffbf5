//! Pictures of views: a view is drawn once more, off screen, and what it painted becomes a file or goes to the clipboard.
//!
//! The view's own code draws it, so whatever it shows is in the picture, in either theme and at any size. Drawing and, for
//! pixels, rendering happen once on the UI thread; text and bytes of the file are made by the job that writes it.

mod caption;
mod dialog;
mod off_screen;
mod raster;
mod svg;
mod svg_mesh;
#[cfg(test)]
mod svg_tests;
mod svg_text;

use std::path::PathBuf;

use eframe::egui_wgpu::RenderState;
use egui::{ColorImage, Context, Theme, Ui, Vec2};

use super::commands::UiCommand;
use super::map::Map;
use super::merge_bar::MergeBar;
use super::terms_panel::TermsPanel;
use super::threshold_curve::ThresholdCurve;
use super::{App, topic_menu};
use crate::worker::{FileContent, NewFile};
use crate::workspace::{Action, Workspace};
use caption::Caption;
pub use dialog::Pictures;

/// The views that pictures are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictured {
    Map,
    Heatmap,
    Terms,
    Threshold,
}

impl Pictured {
    /// As in a sentence, and as the beginning of a file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Heatmap => "heatmap",
            Self::Terms => "terms",
            Self::Threshold => "threshold",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    Svg,
    Png,
}

impl PictureFormat {
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// How a picture is to look.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Look {
    format: PictureFormat,
    /// Pixels for a point, in PNG.
    scale: f32,
    background: Background,
    has_caption: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { format: PictureFormat::Svg, scale: 2.0, background: Background::AsSeen, has_caption: true }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Background {
    AsSeen,
    Light,
    Dark,
}

/// A picture that is to be made.
#[derive(Clone, Debug, PartialEq)]
struct Order {
    view: Pictured,
    /// Of the view, in points; margins and caption come on top.
    size: Vec2,
    look: Look,
}

/// What becomes of a picture.
#[derive(Clone, Debug, PartialEq)]
enum Use {
    Save(PathBuf),
    Copy,
}

/// Entries for the menu under the right mouse button.
pub fn context_ui(ui: &mut Ui, view: Pictured, workspace: &Workspace, commands: &mut Vec<UiCommand>) {
    let entries = [UiCommand::SavePicture(view), UiCommand::CopyPicture(view)];
    entries.into_iter().for_each(|command| topic_menu::entry_ui(ui, command, workspace, commands));
}

impl App {
    /// The size of a view in the last frame.
    pub(super) fn size_of(&self, view: Pictured) -> Vec2 {
        match view {
            Pictured::Map => self.map.size(),
            Pictured::Heatmap => self.heatmap.size(),
            Pictured::Terms => TermsPanel::picture_size(&self.workspace),
            Pictured::Threshold => self.merge_bar.curve_size(),
        }
    }

    /// The dialog, and the picture that was ordered; `gpu` renders pixels.
    pub(super) fn pictures_ui(&mut self, ctx: &Context, gpu: Option<&RenderState>, actions: &mut Vec<Action>) {
        if let Some(wanted) = self.pictures.ui(ctx) {
            self.ask_for(wanted, ctx);
        }
        let Some((order, purpose)) = self.pictures.take_order() else { return };
        match self.picture(ctx, gpu, &order, purpose) {
            Ok(action) => actions.push(action),
            Err(reason) => {
                actions.push(Action::Tell(format!("Cannot make a picture of the {}: {reason}", order.view.name())));
            }
        }
    }

    fn picture(
        &self,
        window: &Context,
        gpu: Option<&RenderState>,
        order: &Order,
        purpose: Use,
    ) -> Result<Action, String> {
        let (Some(corpus), Some(session)) = (self.workspace.corpus(), self.workspace.session()) else {
            return Err("nothing is clustered".to_owned());
        };
        if self.workspace.is_busy() {
            return Err("it is about to change, try again in a moment".to_owned());
        }
        let look = &order.look;
        let seen = match order.view {
            Pictured::Map => Map::caption(&self.workspace, session),
            Pictured::Heatmap => vec![self.heatmap.caption(session)],
            Pictured::Terms => TermsPanel::caption(&self.workspace, session),
            Pictured::Threshold => vec![MergeBar::caption(session)],
        };
        let caption = Caption::new(order.view, seen, corpus, &self.workspace, session);
        let is_vector = look.format == PictureFormat::Svg && purpose != Use::Copy;
        let page = off_screen::Page {
            view_size: order.size,
            // Text in a vector picture is measured as in the window.
            pixels_per_point: if is_vector { window.pixels_per_point() } else { look.scale },
            theme: match look.background {
                Background::AsSeen => window.theme(),
                Background::Light => Theme::Light,
                Background::Dark => Theme::Dark,
            },
            caption: look.has_caption.then(|| caption.lines.join("\n")),
        };
        let workspace = &self.workspace;
        // What would be answered to a pointer that is not there is dropped.
        let (mut actions, mut commands) = (Vec::new(), Vec::new());
        let (off_screen, drawing) = match order.view {
            Pictured::Map => {
                let mut map = self.map.for_picture(order.size);
                off_screen::draw(window, &page, &mut |ui| map.ui(ui, workspace, &mut actions, &mut commands))
            }
            Pictured::Heatmap => {
                let mut heatmap = self.heatmap.for_picture();
                off_screen::draw(window, &page, &mut |ui| {
                    heatmap.ui(ui, workspace, session, &mut actions, &mut commands);
                })
            }
            Pictured::Terms => {
                let mut terms = self.topic_detail.terms().for_picture();
                off_screen::draw(window, &page, &mut |ui| terms.picture_ui(ui, workspace, session, &mut actions))
            }
            Pictured::Threshold => {
                let mut curve = ThresholdCurve::default();
                let merging = workspace.merging();
                off_screen::draw(window, &page, &mut |ui| {
                    curve.ui(ui, workspace, merging, session, &mut actions, &mut commands);
                })
            }
        };
        let what = order.view.name();
        match purpose {
            Use::Save(path) if is_vector => {
                let content = FileContent::new(move || Ok(svg::document(&drawing, &caption)?.into_bytes()));
                Ok(Action::WriteFile(NewFile { path, what, content }))
            }
            Use::Save(path) => {
                let image = raster::render(&off_screen, drawing, page.pixels_per_point, gpu)?;
                let scale = look.scale;
                let content = FileContent::new(move || raster::png(&image, Some((scale, &caption))));
                Ok(Action::WriteFile(NewFile { path, what, content }))
            }
            Use::Copy => {
                let image: ColorImage = raster::render(&off_screen, drawing, page.pixels_per_point, gpu)?;
                let [width, height] = image.size;
                window.copy_image(image);
                Ok(Action::TellDone(format!("Copied a picture of the {what}: {width} × {height} pixels")))
            }
        }
    }
}

//! How one likes to work, as egui knows it: theme, size of text, motion.
//!
//! The [`Workspace`](crate::workspace::Workspace) owns the settings and keeps them; here they are handed to egui when they
//! changed. To change one, push [`Action::Set`](crate::workspace::Action::Set).

use egui::{Context, Id, ThemePreference};

use super::commands::UiCommand;
pub use crate::store::settings::{Setting, Settings, ThemeChoice};

/// Whether things jump to where they go; ask before anything is animated.
pub fn reduce_motion(ui: &egui::Ui) -> bool {
    is_motion_reduced(ui.ctx())
}

pub(super) fn is_motion_reduced(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp::<ReducedMotion>(Id::NULL)).is_some_and(|reduced| reduced.0)
}

/// The type is the key in egui's memory.
#[derive(Clone, Copy)]
struct ReducedMotion(bool);

/// What egui was told last.
#[derive(Default)]
pub(super) struct Applied {
    last: Option<(ThemeChoice, f32, bool)>,
}

impl Applied {
    /// Hands on what changed; cheap when nothing did.
    pub(super) fn apply(&mut self, ctx: &Context, settings: &Settings) {
        let wanted = (settings.theme, settings.text_size, settings.reduce_motion);
        if self.last == Some(wanted) {
            return;
        }
        let was_reduced = self.last.is_some_and(|(_, _, reduced)| reduced);
        self.last = Some(wanted);
        ctx.set_theme(match settings.theme {
            ThemeChoice::System => ThemePreference::System,
            ThemeChoice::Light => ThemePreference::Light,
            ThemeChoice::Dark => ThemePreference::Dark,
        });
        ctx.set_zoom_factor(settings.text_size);
        ctx.data_mut(|data| data.insert_temp(Id::NULL, ReducedMotion(settings.reduce_motion)));
        if settings.reduce_motion != was_reduced {
            let usual = egui::Style::default();
            ctx.all_styles_mut(|style| {
                style.animation_time = if settings.reduce_motion { 0.0 } else { usual.animation_time };
                style.scroll_animation =
                    if settings.reduce_motion { egui::style::ScrollAnimation::none() } else { usual.scroll_animation };
            });
        }
        ctx.request_repaint();
    }
}

/// Text grows and shrinks by tenths.
const STEPS_OF_TEXT: f32 = 10.0;

impl UiCommand {
    /// What the command changes of the settings, if it is about them.
    pub fn setting(self, settings: &Settings) -> Option<Setting> {
        let resized = |by: f32| Setting::TextSize(((settings.text_size * STEPS_OF_TEXT).round() + by) / STEPS_OF_TEXT);
        Some(match self {
            Self::ThemeLight => Setting::Theme(ThemeChoice::Light),
            Self::ThemeDark => Setting::Theme(ThemeChoice::Dark),
            Self::ThemeSystem => Setting::Theme(ThemeChoice::System),
            Self::TextLarger => resized(1.0),
            Self::TextSmaller => resized(-1.0),
            Self::TextNormal => Setting::TextSize(1.0),
            Self::ReduceMotion => Setting::ReduceMotion(!settings.reduce_motion),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_grows_in_tenths_up_to_double() {
        let mut settings = Settings::default();
        let mut sizes = Vec::new();
        while let Some(setting) = UiCommand::TextLarger.setting(&settings)
            && settings.set(setting)
        {
            sizes.push(format!("{:.2}", settings.text_size));
        }
        assert_eq!((sizes.len(), sizes[0].as_str(), sizes[9].as_str()), (10, "1.10", "2.00"));
    }
}

//! How one likes to work: a small file beside the list of recent projects.
//!
//! It belongs to the person and not to a project. A file that cannot be understood counts as none: no setting is worth a
//! program that does not start.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::small_file::write_whole;
use crate::corpus::provenance::Limits;

/// What is kept from one start to the next. A setting that the file lacks is as it is by default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: ThemeChoice,
    /// Magnifies the whole window, in [`TEXT_SIZES`](Self::TEXT_SIZES); 1 is as designed.
    pub text_size: f32,
    /// Whether things jump to where they go.
    pub reduce_motion: bool,
    /// Whether the hints of the first start were shown.
    pub hints_seen: bool,
    /// What a file that is read may cost.
    pub limits: Limits,
    /// How the views are arranged, in the words of those who arrange them.
    pub views: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// One setting and what it becomes.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    Theme(ThemeChoice),
    TextSize(f32),
    ReduceMotion(bool),
    HintsSeen(bool),
    Limits(Limits),
    Views(Option<String>),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            text_size: 1.0,
            reduce_motion: false,
            hints_seen: false,
            limits: Limits::default(),
            views: None,
        }
    }
}

impl Settings {
    /// The least and the greatest size of text.
    pub const TEXT_SIZES: [f32; 2] = [0.7, 2.0];

    /// Whether anything became different.
    pub fn set(&mut self, setting: Setting) -> bool {
        let before = self.clone();
        match setting {
            Setting::Theme(theme) => self.theme = theme,
            Setting::TextSize(size) => self.text_size = size,
            Setting::ReduceMotion(reduced) => self.reduce_motion = reduced,
            Setting::HintsSeen(seen) => self.hints_seen = seen,
            Setting::Limits(limits) => self.limits = limits,
            Setting::Views(views) => self.views = views,
        }
        self.mend();
        *self != before
    }

    /// Sizes that nobody could read are no sizes, and limits that let nothing through no limits.
    fn mend(&mut self) {
        let [least, greatest] = Self::TEXT_SIZES;
        self.text_size = if self.text_size.is_finite() { self.text_size.clamp(least, greatest) } else { 1.0 };
        self.limits = self.limits.mended();
    }

    pub(super) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut settings: Self = serde_json::from_str(&text).unwrap_or_default();
        settings.mend();
        settings
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), String> {
        write_whole(path, self, "Cannot keep the settings")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::provenance::Limit;

    #[test]
    fn settings_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new folder").join("settings.json");
        let settings = Settings {
            theme: ThemeChoice::Dark,
            text_size: 1.3,
            reduce_motion: true,
            hints_seen: true,
            limits: Limits::default().with(Limit::Record, 128).with(Limit::Files, 7),
            views: Some("{\"키\": [1]}".to_owned()),
        };
        settings.write(&path).unwrap();
        assert_eq!(Settings::read(&path), settings);
        Settings::default().write(&path).unwrap();
        assert_eq!(Settings::read(&path), Settings::default());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left behind");
    }

    #[test]
    fn a_file_that_is_broken_missing_or_partly_known_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        assert_eq!(Settings::read(&path), Settings::default());
        for broken in ["", "{", "[]", "{\"theme\": 7}", "\u{0}\u{1}"] {
            fs::write(&path, broken).unwrap();
            assert_eq!(Settings::read(&path), Settings::default(), "{broken:?}");
        }
        fs::write(&path, "{\"text_size\": 1e9, \"theme\": \"dark\", \"limits\": {\"depth\": 0}, \"of_tomorrow\": {}}")
            .unwrap();
        let limits = Limits { depth: 1, ..Limits::default() };
        let expected = Settings { theme: ThemeChoice::Dark, text_size: 2.0, limits, ..Settings::default() };
        assert_eq!(Settings::read(&path), expected);
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let mut settings = Settings::default();
        assert!(!settings.set(Setting::Theme(ThemeChoice::System)));
        assert!(settings.set(Setting::TextSize(9.0)));
        assert!(!settings.set(Setting::TextSize(2.0)), "as large as it gets");
        assert!(settings.set(Setting::Views(Some(String::new()))));
    }
}

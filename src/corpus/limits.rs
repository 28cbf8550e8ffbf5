//! What a file may cost before it is refused: nobody's corpus, but a mistake or an attack.
//!
//! Messages name a limit as the settings show it, and the command line has it as an option of the same words.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// The limits of a reading. Values beyond a [`Limit::range`] are made to fit by [`mended`](Self::mended).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of one record: a line, a row, a file that is one document.
    pub record_bytes: u64,
    /// Bytes that one packed file may unpack to.
    pub unpacked_bytes: u64,
    /// How many times its size a packed file may unpack to, beyond the first megabyte.
    pub unpacked_ratio: u64,
    /// Levels of nesting in JSON, and of archives in archives.
    pub depth: u32,
    /// Files in a folder or an archive.
    pub files: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record_bytes: 64 << 20, unpacked_bytes: 16 << 30, unpacked_ratio: 250, depth: 100, files: 5_000_000 }
    }
}

/// One of the [`Limits`]. It is displayed as a message names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Record,
    Unpacked,
    Ratio,
    Depth,
    Files,
}

impl Limit {
    pub const ALL: [Self; 5] = [Self::Record, Self::Unpacked, Self::Ratio, Self::Depth, Self::Files];

    /// As the settings show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Record => "Largest record",
            Self::Unpacked => "Largest unpacked file",
            Self::Ratio => "Largest unpacking ratio",
            Self::Depth => "Deepest nesting",
            Self::Files => "Most files",
        }
    }

    /// What it bounds, in a sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Record => "A line, a row, or a file that is one document: each is held in memory",
            Self::Unpacked => "What a gzip, zstd, zip or office file may unpack to",
            Self::Ratio => "How many times its size a packed file may unpack to, beyond the first megabyte",
            Self::Depth => "Levels of nesting in JSON, and of archives in archives",
            Self::Files => "In one folder or archive",
        }
    }

    /// What its value counts: `MiB`, `levels`, …
    pub fn unit(self) -> &'static str {
        match self {
            Self::Record => "MiB",
            Self::Unpacked => "GiB",
            Self::Ratio => "times",
            Self::Depth => "levels",
            Self::Files => "files",
        }
    }

    /// Values that make sense, in its unit: what is deeper than 100 levels would cost more of the stack than there is.
    pub fn range(self) -> RangeInclusive<u64> {
        match self {
            Self::Record => 1..=2_000,
            Self::Unpacked => 1..=4_096,
            Self::Ratio => 2..=100_000,
            Self::Depth => 1..=100,
            Self::Files => 1..=100_000_000,
        }
    }

    /// Bytes of a unit, or 1.
    fn bytes_per_unit(self) -> u64 {
        match self {
            Self::Record => 1 << 20,
            Self::Unpacked => 1 << 30,
            Self::Ratio | Self::Depth | Self::Files => 1,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the limit “{}” of the settings", self.name())
    }
}

impl Limits {
    /// A limit in its [`unit`](Limit::unit), rounded up.
    pub fn get(&self, limit: Limit) -> u64 {
        let value = match limit {
            Limit::Record => self.record_bytes,
            Limit::Unpacked => self.unpacked_bytes,
            Limit::Ratio => self.unpacked_ratio,
            Limit::Depth => u64::from(self.depth),
            Limit::Files => self.files,
        };
        value.div_ceil(limit.bytes_per_unit())
    }

    /// The same with another value for one limit, in its unit; the nearest of its range.
    #[must_use]
    pub fn with(mut self, limit: Limit, value: u64) -> Self {
        let value = value.clamp(*limit.range().start(), *limit.range().end()) * limit.bytes_per_unit();
        match limit {
            Limit::Record => self.record_bytes = value,
            Limit::Unpacked => self.unpacked_bytes = value,
            Limit::Ratio => self.unpacked_ratio = value,
            Limit::Depth => self.depth = u32::try_from(value).unwrap_or(u32::MAX),
            Limit::Files => self.files = value,
        }
        self
    }

    /// The nearest that lie in their ranges and are whole in their units.
    #[must_use]
    pub fn mended(self) -> Self {
        Limit::ALL.into_iter().fold(self, |limits, limit| limits.with(limit, limits.get(limit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_whole_in_their_units_and_in_their_ranges() {
        let usual = Limits::default();
        assert_eq!(Limit::ALL.map(|limit| usual.get(limit)), [64, 16, 250, 100, 5_000_000]);
        assert_eq!(usual.mended(), usual);
        for limit in Limit::ALL {
            let least = usual.with(limit, 0);
            assert_eq!(least.get(limit), *limit.range().start(), "{limit:?}");
            let others = Limit::ALL.into_iter().filter(|other| *other != limit);
            others.for_each(|other| assert_eq!(least.get(other), usual.get(other), "{limit:?} {other:?}"));
            assert_eq!(usual.with(limit, u64::MAX).get(limit), *limit.range().end(), "{limit:?}");
        }
        let broken = Limits { record_bytes: 1, unpacked_bytes: u64::MAX, unpacked_ratio: 0, depth: 7, files: 9 };
        assert_eq!(Limit::ALL.map(|limit| broken.mended().get(limit)), [1, 4_096, 2, 7, 9]);
    }

    #[test]
    fn a_message_names_a_limit_as_the_settings_do() {
        assert_eq!(Limit::Record.to_string(), "the limit “Largest record” of the settings");
    }
}

//! What stands in a cell, as a person sees it: 3 and not 3.0, dates in ISO 8601.

use calamine::{ExcelDateTime, ExcelDateTimeType};

/// What a cell's number is, by its number format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Number,
    /// A date, a time of day or both.
    Moment,
    Duration,
}

impl Kind {
    /// Of the numbered formats that need no code, ECMA-376 part 1, 18.8.30; the East Asian ones are dates and times.
    pub fn of_builtin(id: u32) -> Self {
        match id {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Moment,
            46 => Self::Duration,
            _ => Self::Number,
        }
    }

    /// Of a format code such as `yyyy"년" m"월"`: letters of dates outside quotes, in its first section.
    pub fn of_code(code: &str) -> Self {
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => drop(letters.by_ref().find(|&c| c == '"')),
                '\\' | '_' | '*' => drop(letters.next()),
                '[' => {
                    let inside: String = letters.by_ref().take_while(|&c| c != ']').collect();
                    // `[h]` counts hours beyond a day; `[Red]` and `[$-412]` say nothing about the number.
                    if !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S')) {
                        return Self::Duration;
                    }
                }
                ';' => return Self::Number,
                'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 'y' | 'Y' | 's' | 'S' => return Self::Moment,
                // The word General, and exponents, hold none of these letters.
                _ => {}
            }
        }
        Self::Number
    }
}

/// A number of a cell. Spreadsheets hold 15 digits; what a binary fraction adds behind them is no one's input.
pub(super) fn number(value: f64, kind: Kind, from_1904: bool) -> String {
    match kind {
        Kind::Number => plain_number(value),
        Kind::Moment => moment(value, from_1904).unwrap_or_else(|| plain_number(value)),
        Kind::Duration => duration(value).unwrap_or_else(|| plain_number(value)),
    }
}

fn plain_number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return (value as i64).to_string();
    }
    let shortest = value.to_string();
    if !value.is_finite() || shortest.bytes().filter(u8::is_ascii_digit).count() <= 15 {
        return shortest;
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if (1e-7..1e21).contains(&rounded.abs()) { rounded.to_string() } else { format!("{rounded:e}") }
}

const MS_PER_DAY: i64 = 86_400_000;
/// The serial number of 9999-12-31.
const LAST_DAY: f64 = 2_958_465.0;

fn moment(serial: f64, from_1904: bool) -> Option<String> {
    if !(0.0..=LAST_DAY).contains(&serial) {
        return None;
    }
    let ms = (serial * MS_PER_DAY as f64).round() as i64;
    let (days, ms) = (ms / MS_PER_DAY, ms % MS_PER_DAY);
    if days == 0 && !from_1904 {
        return Some(clock(ms));
    }
    let day = ExcelDateTime::new(days as f64, ExcelDateTimeType::DateTime, from_1904);
    let (year, month, day, ..) = day.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if ms == 0 { date } else { format!("{date}T{}", clock(ms)) })
}

fn duration(days: f64) -> Option<String> {
    (days.abs() <= LAST_DAY).then(|| {
        let ms = (days * MS_PER_DAY as f64).round() as i64;
        format!("{}{}", if ms < 0 { "-" } else { "" }, clock(ms.abs()))
    })
}

/// Hours, minutes and seconds; hours may be more than 24.
fn clock(ms: i64) -> String {
    let seconds = ms / 1000;
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if ms % 1000 == 0 { clock } else { format!("{clock}.{:03}", ms % 1000) }
}

/// A date that is written as text, without a time that says nothing.
pub(super) fn iso_moment(text: &str) -> String {
    let text = text.trim();
    let day = text.strip_suffix('Z').unwrap_or(text);
    match day.split_once('T') {
        Some((date, time)) if time.bytes().all(|b| matches!(b, b'0' | b':' | b'.')) => date.to_owned(),
        _ => text.to_owned(),
    }
}

/// `PT13H05M00S` as `13:05:00`; what is written otherwise stays.
pub(super) fn iso_duration(text: &str) -> String {
    let parts = || {
        let mut rest = text.trim().strip_prefix("PT")?;
        let mut ms = 0.0;
        for (unit, factor) in [('H', 3_600_000.0), ('M', 60_000.0), ('S', 1000.0)] {
            if let Some((amount, after)) = rest.split_once(unit) {
                ms += amount.replace(',', ".").parse::<f64>().ok()? * factor;
                rest = after;
            }
        }
        (rest.is_empty() && (0.0..1e15).contains(&ms)).then(|| clock(ms.round() as i64))
    };
    parts().unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_they_were_typed() {
        let shown = |value| number(value, Kind::Number, false);
        assert_eq!(shown(3.0), "3");
        assert_eq!(shown(-0.25), "-0.25");
        assert_eq!(shown(0.1 + 0.2), "0.3");
        assert_eq!(shown(1_234_567_890_123.0), "1234567890123");
        assert_eq!(shown(1e300), "1e300");
        assert_eq!(shown(f64::NAN), "NaN");
    }

    #[test]
    fn dates_are_iso() {
        let shown = |value| number(value, Kind::Moment, false);
        assert_eq!(shown(44_197.0), "2021-01-01");
        assert_eq!(shown(44_197.75), "2021-01-01T18:00:00");
        assert_eq!(shown(44_197.999_999_999_9), "2021-01-02");
        assert_eq!(shown(1.0), "1900-01-01");
        assert_eq!(shown(61.0), "1900-03-01");
        assert_eq!(shown(0.5), "12:00:00");
        assert_eq!(shown(-1.0), "-1");
        assert_eq!(shown(1e9), "1000000000");
        assert_eq!(number(42_735.0, Kind::Moment, true), "2021-01-01");
        assert_eq!(number(1.5, Kind::Duration, false), "36:00:00");
        assert_eq!(iso_moment("2021-01-01T00:00:00"), "2021-01-01");
        assert_eq!(iso_moment("2021-01-01T09:30:00"), "2021-01-01T09:30:00");
        assert_eq!(iso_duration("PT13H05M00S"), "13:05:00");
        assert_eq!(iso_duration("P1D"), "P1D");
    }

    #[test]
    fn format_codes_tell_dates_from_numbers() {
        for code in ["yyyy-mm-dd", "yyyy\"년\" m\"월\"", "[$-412]d", "[Red]h:mm AM/PM"] {
            assert_eq!(Kind::of_code(code), Kind::Moment, "{code}");
        }
        for code in ["General", "0.00E+00", "#,##0\"dm\"", "[Red]0;yyyy", "0\\d", "@", "\"", "[", ""] {
            assert_eq!(Kind::of_code(code), Kind::Number, "{code}");
        }
        assert_eq!(Kind::of_code("[hh]:mm"), Kind::Duration);
    }
}

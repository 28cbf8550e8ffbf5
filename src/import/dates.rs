//! Dates as people write them, to `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, whose order as text is that of time.
//!
//! Forms that one value leaves open (is 01/08/2019 in January or in August?) are decided over many values or not at all: a
//! date that may be wrong is worse than one that stays as it was written.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How the dates of one column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateForm {
    /// The order in `01/08/2019`.
    slashes: Option<Order>,
    /// The order in `15.08.11`.
    short: Option<Order>,
    /// Whether numbers are seconds (or thousandths, millionths …) since 1970.
    epoch: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

/// Values that a short form needs before its order is guessed from how they spread.
const MIN_SPREAD: usize = 20;

impl DateForm {
    /// Learns from the values of the column `name`.
    pub fn of<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Self {
        let mut long = Vec::new();
        let mut short = Vec::new();
        for value in values {
            match three_numbers(value) {
                Some(([a, b, c], [.., 4])) => long.push([a, b, c]),
                Some((numbers, [1 | 2, 1 | 2, 2])) => short.push(numbers),
                _ => {}
            }
        }
        Self { slashes: order_of(&long, false), short: order_of(&short, true), epoch: is_epoch_name(name) }
    }

    /// The date in `value`, or `None` if it cannot be read without doubt.
    pub fn iso(self, value: &str) -> Option<String> {
        let value = value.trim();
        if value.is_empty() || value.len() > MAX_BYTES {
            return None;
        }
        if self.epoch
            && let Some(date) = since_1970(value)
        {
            return Some(date.to_string());
        }
        digits_only(value)
            .or_else(|| year_first(value))
            .or_else(|| self.year_last(value))
            .or_else(|| named_month(value))
    }

    fn year_last(self, value: &str) -> Option<String> {
        let ([a, b, c], widths) = three_numbers(value)?;
        let dotted = value.contains('.');
        let order = match widths {
            // Day.month.year is the only dotted order in use that ends with the year.
            [_, _, 4] => self.slashes.or(dotted.then_some(Order::DayMonthYear))?,
            [1 | 2, 1 | 2, 2] => self.short?,
            _ => return None,
        };
        let year = |year: u32, digits: u8| if digits == 2 { full_year(year) } else { year };
        match order {
            Order::DayMonthYear => day(year(c, widths[2]), b, a),
            Order::MonthDayYear => day(year(c, widths[2]), a, b),
            Order::YearMonthDay => day(full_year(a), b, c),
        }
    }
}

/// Bytes of the longest date: with weekday, time and zone.
const MAX_BYTES: usize = 64;

/// As POSIX has it for `%y`: 69 to 99 are of the twentieth century.
fn full_year(year: u32) -> u32 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

/// The only order in which all values are dates. Of short years, which fit nearly every order, the one whose years vary
/// much less than its days.
fn order_of(values: &[[u32; 3]], short: bool) -> Option<Order> {
    let fits = |order: Order| {
        !values.is_empty()
            && values.iter().all(|&[a, b, c]| {
                let (month, day) = match order {
                    Order::DayMonthYear => (b, a),
                    Order::MonthDayYear => (a, b),
                    Order::YearMonthDay => (b, c),
                };
                (1..=12).contains(&month) && (1..=31).contains(&day)
            })
    };
    let orders = [Order::DayMonthYear, Order::MonthDayYear, Order::YearMonthDay];
    let fitting: Vec<Order> =
        orders.into_iter().filter(|&order| (short || order != Order::YearMonthDay) && fits(order)).collect();
    match fitting[..] {
        [order] => Some(order),
        // That the part in the middle is never above 12, in many values, leaves it the month.
        [Order::DayMonthYear, .., Order::YearMonthDay] if values.len() >= MIN_SPREAD => {
            let distinct = |part: usize| {
                let mut seen: Vec<u32> = values.iter().map(|value| value[part]).collect();
                seen.sort_unstable();
                seen.dedup();
                seen.len()
            };
            let (first, last) = (distinct(0), distinct(2));
            if last >= 2 * first {
                Some(Order::YearMonthDay)
            } else {
                (first >= 2 * last).then_some(Order::DayMonthYear)
            }
        }
        _ => None,
    }
}

/// `a/b/c` with `/`, `-` or `.` between, perhaps a time after it: the numbers and how many digits each has.
fn three_numbers(value: &str) -> Option<([u32; 3], [u8; 3])> {
    let mut rest = value.trim();
    let mut numbers = [0; 3];
    let mut widths = [0; 3];
    for part in 0..3 {
        let (number, width, after) = number(rest)?;
        numbers[part] = number;
        widths[part] = width;
        rest = if part < 2 { after.trim_start().strip_prefix(['/', '-', '.'])?.trim_start() } else { after };
    }
    ends_date(rest).then_some((numbers, widths))
}

/// The number at the beginning, of 1 to 8 digits, how many they are, and what follows.
fn number(text: &str) -> Option<(u32, u8, &str)> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if n_digits == 0 || n_digits > 8 {
        return None;
    }
    Some((text[..n_digits].parse().ok()?, n_digits as u8, &text[n_digits..]))
}

/// Whether what follows a whole date is nothing, a time, a weekday.
fn ends_date(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['T', ' ', '.', ',', '(', '일'])
}

fn year(year: u32) -> Option<String> {
    YEARS.contains(&year).then(|| format!("{year:04}"))
}

fn month(year: u32, month: u32) -> Option<String> {
    (YEARS.contains(&year) && (1..=12).contains(&month)).then(|| format!("{year:04}-{month:02}"))
}

fn day(year: u32, month: u32, day: u32) -> Option<String> {
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    YEARS.contains(&year).then(|| date.to_string())
}

/// Years that a number of four digits may be.
const YEARS: std::ops::RangeInclusive<u32> = 1000..=2999;

/// `2019`, `201908`, `20190801`, `20190801123000`.
fn digits_only(value: &str) -> Option<String> {
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| value.get(from..to)?.parse::<u32>().ok();
    match value.len() {
        4 => year(part(0, 4)?),
        // A year far from ours is rather a short date or a number.
        6 if (1800..2200).contains(&part(0, 4)?) => month(part(0, 4)?, part(4, 6)?),
        8 | 12 | 14 => day(part(0, 4)?, part(4, 6)?, part(6, 8)?),
        _ => None,
    }
}

/// `2019-08-01…`, `2019/8/1`, `2019. 8. 1.`, `2019년 8월 1일`, `2019-08`, `2019년`.
fn year_first(value: &str) -> Option<String> {
    let (found_year, 4, rest) = number(value)? else { return None };
    let rest = after_separator(rest, '년')?;
    if rest.is_empty() || rest == "도" {
        return year(found_year);
    }
    let (found_month, 1 | 2, rest) = number(rest)? else { return None };
    let rest = after_separator(rest, '월')?;
    if rest.is_empty() {
        return month(found_year, found_month);
    }
    let (found_day, 1 | 2, rest) = number(rest)? else { return None };
    ends_date(rest).then(|| day(found_year, found_month, found_day))?
}

/// What follows the separator between two parts of a date, or nothing if the date ends here.
fn after_separator(rest: &str, word: char) -> Option<&str> {
    let rest = rest.trim_start();
    if rest.is_empty() {
        return Some(rest);
    }
    Some(rest.strip_prefix(['-', '/', '.', word])?.trim_start())
}

/// `1 Aug 2019`, `Aug 1, 2019`, `August 2019`, `1-Aug-2019`, `Thu, 01 Aug 2019 10:00:00 GMT`, `Thu Aug 01 10:00:00 +0000 2019`.
fn named_month(value: &str) -> Option<String> {
    let mut found_month = None;
    let mut found_day = None;
    let mut found_year = None;
    let mut before = None;
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        let n_bytes = if first.is_ascii_digit() {
            let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: u32 = rest[..n_digits].parse().ok()?;
            match n_digits {
                1 | 2 if found_day.is_none() && before != Some(':') => found_day = Some(number),
                4 if found_year.is_none() && before != Some('+') && (1500..=2999).contains(&number) => {
                    found_year = Some(number);
                }
                _ => {}
            }
            n_digits
        } else if first.is_alphabetic() {
            let n_bytes = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            match month_of(&rest[..n_bytes]) {
                Some(month) if found_month.is_none() => found_month = Some(month),
                Some(_) => return None,
                None if !is_date_word(&rest[..n_bytes]) => return None,
                None => {}
            }
            n_bytes
        } else {
            first.len_utf8()
        };
        before = Some(first);
        rest = &rest[n_bytes..];
    }
    match (found_year?, found_month?, found_day) {
        (found_year, found_month, Some(found_day)) => day(found_year, found_month, found_day),
        (found_year, found_month, None) => month(found_year, found_month),
    }
}

fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let position = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && (month.starts_with(&word) || word == "sept" && *month == "september"))?;
    Some(position as u32 + 1)
}

fn is_date_word(word: &str) -> bool {
    const WORDS: [&str; 12] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "st", "nd", "rd", "th", "of"];
    const ZONES: [&str; 9] = ["t", "z", "am", "pm", "gmt", "utc", "kst", "jst", "at"];
    let word = word.to_ascii_lowercase();
    WORDS.contains(&word.as_str())
        || ZONES.contains(&word.as_str())
        || word.ends_with("day") && WORDS[..7].iter().any(|day| word.starts_with(day))
}

fn is_epoch_name(name: &str) -> bool {
    let name = name.to_lowercase();
    ["epoch", "unix", "timestamp"].iter().any(|part| name.contains(part))
        || ["_utc", "_ts", "_ms", "_ns"].iter().any(|end| name.ends_with(end))
        || name == "ts"
}

/// Seconds since 1970 as 9 or 10 digits, perhaps with a fraction; thousandths as 12 or 13, and so on.
fn since_1970(value: &str) -> Option<Date> {
    let whole = value.split_once('.').map_or(value, |(whole, _)| whole);
    let number: i64 = whole.parse().ok()?;
    let seconds = match whole.trim_start_matches('-').len() {
        9 | 10 => number,
        12 | 13 => number / 1_000,
        15 | 16 => number / 1_000_000,
        18 | 19 => number / 1_000_000_000,
        _ => return None,
    };
    Some(Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Vec<Option<String>> {
        let form = DateForm::of("date", values.iter().copied());
        values.iter().map(|value| form.iso(value)).collect()
    }

    fn one(value: &str) -> Option<String> {
        read(&[value]).remove(0)
    }

    #[test]
    fn forms_that_leave_no_doubt_are_read() {
        for value in "2019-08-01|2019-08-01T10:00:00Z|2019-08-01 00:00:00|2019/08/01|2019.08.01.| \
             2019. 8. 1.|20190801|20190801123000|2019년 8월 1일|2019년8월1일|2019-8-1| \
              2019. 8. 1. 오후 3:20|1 Aug 2019|Aug 1, 2019|August 1st, 2019|1-Aug-2019| \
             Thu, 01 Aug 2019 10:00:00 GMT|Thu Aug 01 10:00:00 +0000 2019|01.08.2019| \
             2019-08-01 (목)"
            .split('|')
        {
            assert_eq!(one(value).as_deref(), Some("2019-08-01"), "{value}");
        }
        for value in ["2019-08", "201908", "2019/8", "2019. 8.", "2019년 8월", "August 2019"] {
            assert_eq!(one(value).as_deref(), Some("2019-08"), "{value}");
        }
        for value in ["2019", "2019년", "2019년도", "2019."] {
            assert_eq!(one(value).as_deref(), Some("2019"), "{value}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for value in "|12|3.5|2019-13-01|2019-02-30|1998-1999|2018/19|maybe 2019|10001|123456|999999|may| \
             1564617600|2019-08-011|marching 2019|０１２|2019년 말|0000-00-00"
            .split('|')
        {
            assert_eq!(one(value), None, "{value}");
        }
    }

    #[test]
    fn day_and_month_are_told_apart_over_the_column() {
        assert_eq!(one("01/08/2019"), None);
        assert_eq!(read(&["01/08/2019", "13/08/2019"])[0].as_deref(), Some("2019-08-01"));
        assert_eq!(read(&["01/08/2019", "01/13/2019"])[0].as_deref(), Some("2019-01-08"));
        assert_eq!(read(&["13/08/2019", "08/13/2019"]), [None, None]);
    }

    #[test]
    fn short_years_are_found_by_how_much_they_vary() {
        let korean: Vec<String> = (1..=28).map(|day| format!("{}.08.{day:02}", 13 + day % 3)).collect();
        let korean: Vec<&str> = korean.iter().map(String::as_str).collect();
        assert_eq!(read(&korean)[0].as_deref(), Some("2014-08-01"));
        let german: Vec<String> = (1..=28).map(|day| format!("{day}.8.{}", 13 + day % 3)).collect();
        let german: Vec<&str> = german.iter().map(String::as_str).collect();
        assert_eq!(read(&german)[1].as_deref(), Some("2015-08-02"));
        assert_eq!(read(&["99.08.11"]), [Some("1999-08-11".to_owned())]);
        assert_eq!(read(&["15.08.11"]), [None]);
    }

    #[test]
    fn seconds_since_1970_need_a_name_that_says_so() {
        let form = DateForm::of("created_utc", std::iter::empty());
        for value in ["1564617600", "1564617600.0", "1564617600000", "1564617600000000000"] {
            assert_eq!(form.iso(value).as_deref(), Some("2019-08-01"), "{value}");
        }
        assert_eq!(form.iso("2019-08-01").as_deref(), Some("2019-08-01"));
    }
}

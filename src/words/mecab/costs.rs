//! What it costs that one word follows another: a number for each right id of the one and left id of the other.

use std::fmt::Write as _;
use std::io::{self, BufRead, Read};

use crate::progress::Monitor;

/// Costs at `left_id * n_right + right_id`.
#[derive(Debug)]
pub struct Costs {
    n_right: usize,
    n_left: usize,
    values: Vec<i16>,
}

/// 512 MB; the largest dictionary in use, of modern Japanese, has 240 million.
const MAX_COSTS: usize = 1 << 28;

impl Costs {
    /// Reads `matrix.bin`; the error is a sentence without the file's name.
    pub fn decode(bytes: &[u8]) -> Result<Self, String> {
        let numbers = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let mut numbers = numbers;
        let (Some(n_right), Some(n_left)) = (numbers.next(), numbers.next()) else { return Err("it is empty".into()) };
        let mut costs = Self::empty(n_right, n_left)?;
        if numbers.len() != costs.values.len() {
            return Err(format!("{} costs were expected and {} are there", costs.values.len(), numbers.len()));
        }
        costs.values.iter_mut().zip(numbers).for_each(|(cost, number)| *cost = number as i16);
        Ok(costs)
    }

    /// Reads `matrix.def`: a line with both numbers of ids, then lines `right_id left_id cost`.
    pub fn parse(mut text: impl BufRead, monitor: &dyn Monitor) -> Result<Self, String> {
        let mut costs: Option<Self> = None;
        let mut line = Vec::new();
        for number in 1_usize.. {
            line.clear();
            // No line of numbers is longer; one that is ends in an error and not in memory.
            let length = text.by_ref().take(128).read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
            if length == 0 {
                break;
            }
            if number % 65_536 == 0 && monitor.is_cancelled() {
                return Err("cancelled".into());
            }
            let fields = line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty());
            let mut fields = fields.map(|field| str::from_utf8(field).ok()?.parse::<i32>().ok());
            let id = |field: Option<Option<i32>>| field.flatten().and_then(|id| u16::try_from(id).ok());
            let wrong = || format!("line {number} is not as expected: {}", String::from_utf8_lossy(&line).trim());
            match &mut costs {
                None => {
                    let (Some(n_right), Some(n_left)) = (id(fields.next()), id(fields.next())) else {
                        return Err(wrong());
                    };
                    costs = Some(Self::empty(n_right, n_left)?);
                }
                Some(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Some(costs) => {
                    let (right, left) = (id(fields.next()), id(fields.next()));
                    let cost = fields.next().flatten().and_then(|cost| i16::try_from(cost).ok());
                    let (Some(right), Some(left), Some(cost)) = (right, left, cost) else { return Err(wrong()) };
                    let (right, left) = (usize::from(right), usize::from(left));
                    if right >= costs.n_right || left >= costs.n_left {
                        return Err(wrong());
                    }
                    costs.values[left * costs.n_right + right] = cost;
                }
            }
        }
        costs.ok_or_else(|| "it is empty".into())
    }

    fn empty(n_right: u16, n_left: u16) -> Result<Self, String> {
        let (n_right, n_left) = (usize::from(n_right), usize::from(n_left));
        let n_costs = n_right * n_left;
        match n_costs {
            0 => Err("there are no ids".into()),
            1..=MAX_COSTS => Ok(Self { n_right, n_left, values: vec![0; n_costs] }),
            _ => Err(format!("{n_right} × {n_left} costs are too many: {MAX_COSTS} are possible")),
        }
    }

    /// The text of a `matrix.def` with all costs but 0, made while it is read. It ends early if `monitor` says so.
    pub fn text<'a>(&'a self, monitor: &'a dyn Monitor) -> impl Read + 'a {
        let first = format!("{} {}\n", self.n_right, self.n_left);
        CostsText { costs: self, monitor, left: 0, row: first, read: 0 }
    }
}

struct CostsText<'a> {
    costs: &'a Costs,
    monitor: &'a dyn Monitor,
    /// The next row to be written.
    left: usize,
    row: String,
    /// How many bytes of `row` were given out.
    read: usize,
}

impl Read for CostsText<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.read == self.row.len() {
            if self.left == self.costs.n_left {
                return Ok(0);
            }
            self.monitor.check().map_err(io::Error::other)?;
            self.row.clear();
            self.read = 0;
            let row = &self.costs.values[self.left * self.costs.n_right..][..self.costs.n_right];
            for (right, cost) in row.iter().enumerate().filter(|(_, cost)| **cost != 0) {
                writeln!(self.row, "{right} {} {cost}", self.left).expect("a String takes all");
            }
            self.left += 1;
        }
        let length = out.len().min(self.row.len() - self.read);
        out[..length].copy_from_slice(&self.row.as_bytes()[self.read..][..length]);
        self.read += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiled_and_written_costs_are_the_same() {
        let numbers: [i16; 8] = [3, 2, 0, -5, 7, 0, 0, 9];
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let decoded = Costs::decode(&bytes).unwrap();
        let mut text = String::new();
        decoded.text(&()).read_to_string(&mut text).unwrap();
        assert_eq!(text, "3 2\n1 0 -5\n2 0 7\n2 1 9\n");
        let parsed = Costs::parse(text.replace('\n', "\r\n").as_bytes(), &()).unwrap();
        assert_eq!((parsed.n_right, parsed.n_left, &parsed.values), (3, 2, &decoded.values));
        assert_eq!(decoded.values, numbers[2..]);
    }

    #[test]
    fn costs_that_cannot_be_are_errors() {
        assert!(Costs::decode(&[]).unwrap_err().contains("empty"));
        assert!(Costs::decode(&[1, 0, 1, 0]).unwrap_err().contains("1 costs were expected and 0"));
        assert!(Costs::decode(&[0xFF; 4]).unwrap_err().contains("too many"));
        for text in ["", "1", "0 0", "65535 65535", "2 2\n2 0 1", "2 2\n0 0", "2 2\n0 0 70000", "2 2\n-1 0 1"] {
            assert!(Costs::parse(text.as_bytes(), &()).is_err(), "{text}");
        }
        assert!(Costs::parse("9".repeat(1 << 20).as_bytes(), &()).is_err());
    }
}

//! The cells of one sheet of an xls workbook ([MS-XLS] 2.4), read as a stream.

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::super::compound::{f64_at, u16_at, u32_at};
use super::biff::{Records, continued_text};
use super::cells::number;
use super::rows::Rows;
use super::xls::Context;

/// `declared`: set to the rows and columns that the sheet says it has.
pub(super) fn read_cells<R: Read>(
    records: &mut Records<R>,
    context: &Context,
    declared: &mut (u64, u64),
    rows: &mut Rows<'_>,
) -> io::Result<()> {
    // Charts in the sheet are streams of records of their own, with cells that are none of the sheet's.
    let mut open = 0_u32;
    // Where the text that a formula gave belongs.
    let mut formula = None;
    while let Some(kind) = records.next()? {
        let bytes = records.bytes();
        let flow = match kind {
            // BOF
            0x0809 => {
                open += 1;
                continue;
            }
            // EOF
            0x000A => {
                open = open.saturating_sub(1);
                if open == 0 {
                    break;
                }
                continue;
            }
            _ if open != 1 => continue,
            // DIMENSIONS
            0x0200 => {
                *declared = dimensions(bytes).unwrap_or_default();
                continue;
            }
            // STRING
            0x0207 => match formula.take() {
                Some((row, column)) => rows.cell(row, column, continued_text(records, context.biff)?),
                None => continue,
            },
            _ => match (u16_at(bytes, 0), u16_at(bytes, 2)) {
                (Some(row), Some(column)) => {
                    cell(kind, (row.into(), column.into()), bytes, context, &mut formula, rows)
                }
                _ => continue,
            },
        };
        if flow.is_break() {
            return Ok(());
        }
    }
    let _: ControlFlow<()> = rows.flush();
    if open == 0 { Ok(()) } else { Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends in the middle")) }
}

/// Reads a record of a cell or several; others are passed over.
fn cell(
    kind: u16,
    (row, column): (u32, u32),
    bytes: &[u8],
    context: &Context,
    formula: &mut Option<(u32, u32)>,
    rows: &mut Rows<'_>,
) -> ControlFlow<()> {
    let shown = |value, style| number(value, context.kinds.of_style(style), context.from_1904);
    let style = u16_at(bytes, 4).unwrap_or_default();
    let text = match kind {
        // NUMBER
        0x0203 => f64_at(bytes, 6).map(|value| shown(value, style)),
        // RK
        0x027E => u32_at(bytes, 6).map(|packed| shown(unpacked(packed), style)),
        // MULRK
        0x00BD => {
            for (column, at) in (column..).zip((4..bytes.len().saturating_sub(7)).step_by(6)) {
                if let (Some(style), Some(packed)) = (u16_at(bytes, at), u32_at(bytes, at + 2)) {
                    rows.cell(row, column, shown(unpacked(packed), style))?;
                }
            }
            None
        }
        // LABELSST
        0x00FD => match u32_at(bytes, 6).and_then(|index| context.strings.get(index)) {
            Some(shared) => Some(shared.to_owned()),
            None => return rows.error(row),
        },
        // LABEL, RSTRING
        0x0204 | 0x00D6 => bytes.get(6..).map(|rest| context.biff.long(rest)),
        // BOOLERR
        0x0205 => match (bytes.get(6), bytes.get(7)) {
            (Some(value), Some(0)) => Some(truth(*value)),
            _ => return rows.error(row),
        },
        // FORMULA: what it gave is a number, or says of which other kind it is.
        0x0006 | 0x0206 | 0x0406 => match bytes.get(6..14) {
            Some([0, .., 0xFF, 0xFF]) => {
                *formula = Some((row, column));
                None
            }
            Some([1, _, value, .., 0xFF, 0xFF]) => Some(truth(*value)),
            Some([2, .., 0xFF, 0xFF]) => return rows.error(row),
            Some([_, .., 0xFF, 0xFF]) | None => None,
            Some(_) => f64_at(bytes, 6).map(|value| shown(value, style)),
        },
        _ => None,
    };
    text.map_or(ControlFlow::Continue(()), |text| rows.cell(row, column, text))
}

fn truth(value: u8) -> String {
    if value == 0 { "FALSE" } else { "TRUE" }.to_owned()
}

/// A number in four bytes, [MS-XLS] 2.5.217: the upper bits of a double or an integer, perhaps a hundred times too large.
fn unpacked(packed: u32) -> f64 {
    let value = match packed & 2 {
        0 => f64::from_bits(u64::from(packed & !3) << 32),
        _ => f64::from((packed as i32) >> 2),
    };
    if packed & 1 == 0 { value } else { value / 100.0 }
}

/// Rows and columns, [MS-XLS] 2.4.90; four bytes for a row in BIFF8, two before.
fn dimensions(bytes: &[u8]) -> Option<(u64, u64)> {
    if bytes.len() < 14 {
        return Some((u16_at(bytes, 2)?.into(), u16_at(bytes, 6)?.into()));
    }
    Some((u32_at(bytes, 4)?.min(1 << 20).into(), u16_at(bytes, 10)?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_integers_doubles_and_hundredths() {
        assert_eq!(unpacked(0x0000_0006).to_string(), "1");
        assert_eq!(unpacked((-5_i32 << 2) as u32 | 2).to_string(), "-5");
        assert_eq!(unpacked((1234 << 2) | 3).to_string(), "12.34");
        assert_eq!(unpacked((1.5_f64.to_bits() >> 32) as u32).to_string(), "1.5");
    }
}

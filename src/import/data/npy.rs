//! Arrays of NumPy: embeddings made elsewhere, a row a document.
//!
//! Format: *NEP 1, A Simple File Format for NumPy Arrays*, versions 1.0 to 3.0.

use std::io::{ErrorKind, Read};
use std::sync::Arc;

use super::DataError;
use crate::corpus::provenance::{Limit, Limits};
use crate::corpus::{Corpus, Vectors, Warning, WarningKind};

/// Reads an array of `n_rows × n_cols` whole or floating point numbers in either byte order, row by row or (Fortran)
/// column by column. Numbers become `f32`; one that is not finite is refused, since no distance can be taken to it.
pub fn read(stream: &mut dyn Read, limits: &Limits) -> Result<Vectors, DataError> {
    let header = read_header(stream)?;
    let Header { kind, fortran, n_rows, n_cols } = parse_header(&header)?;
    let n_values = n_rows.checked_mul(n_cols);
    let n_bytes = n_values.and_then(|n| n.checked_mul(kind.width()));
    let (Some(n_values), Some(n_bytes)) = (n_values, n_bytes) else {
        return Err(DataError::Array { reason: format!("it announces {n_rows} × {n_cols} numbers") });
    };
    if n_bytes as u64 > limits.unpacked_bytes {
        let most = limits.unpacked_bytes;
        return Err(DataError::Array {
            reason: format!("it announces {n_bytes} bytes, more than {most}, {}", Limit::Unpacked),
        });
    }
    let values = read_values(stream, kind, n_values)?;
    if let Some(at) = values.iter().position(|value| !value.is_finite()) {
        let (row, col) = if fortran { (at % n_rows, at / n_rows) } else { (at / n_cols, at % n_cols) };
        let reason =
            format!("row {}, column {} is {}, not a number that an f32 can hold", row + 1, col + 1, values[at]);
        return Err(DataError::Array { reason });
    }
    let values = if fortran { transposed(&values, n_rows, n_cols) } else { values };
    Ok(Vectors { n_cols, values })
}

/// Gives a corpus its embeddings, if they are as many as its documents; otherwise notes why not.
pub fn attach(corpus: &mut Corpus, vectors: Vectors, name: &str) {
    let n_rows = vectors.values.len() / vectors.n_cols.max(1);
    let n_documents = corpus.documents.len();
    let reason = if corpus.vectors.is_some() {
        "embeddings not used: the corpus has some already".to_owned()
    } else if n_rows == n_documents {
        corpus.vectors = Some(Arc::new(vectors));
        return;
    } else {
        format!("embeddings not used: {n_rows} rows for {n_documents} documents, there must be one for each")
    };
    corpus.warnings.push(Warning { kind: WarningKind::Noted, file: name.into(), record: None, reason });
}

struct Header {
    kind: NumberKind,
    fortran: bool,
    n_rows: usize,
    n_cols: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NumberKind {
    class: Class,
    /// Bytes of one number: 1, 2, 4 or 8.
    width: u8,
    big_endian: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Float,
    Signed,
    Unsigned,
}

impl NumberKind {
    fn parse(descr: &str) -> Option<Self> {
        let mut chars = descr.chars();
        let order = chars.next()?;
        let class = match chars.next()? {
            'f' => Class::Float,
            'i' => Class::Signed,
            'u' => Class::Unsigned,
            _ => return None,
        };
        let width: u8 = chars.as_str().parse().ok()?;
        let known = matches!((class, width), (_, 2 | 4 | 8) | (Class::Signed | Class::Unsigned, 1));
        (matches!(order, '<' | '>' | '|' | '=') && known).then_some(Self { class, width, big_endian: order == '>' })
    }

    fn width(self) -> usize {
        usize::from(self.width)
    }

    fn number(self, bytes: &[u8]) -> f32 {
        let mut bits = [0; 8];
        let bits_used = &mut bits[..self.width()];
        bits_used.copy_from_slice(bytes);
        if self.big_endian {
            bits_used.reverse();
        }
        let bits = u64::from_le_bytes(bits);
        let unused = 64 - 8 * u32::from(self.width);
        match (self.class, self.width) {
            (Class::Float, 2) => from_half(bits as u16),
            (Class::Float, 4) => f32::from_bits(bits as u32),
            (Class::Float, _) => f64::from_bits(bits) as f32,
            (Class::Signed, _) => (((bits << unused) as i64) >> unused) as f32,
            (Class::Unsigned, _) => bits as f32,
        }
    }
}

/// IEEE 754 binary16: a sign, 5 bits of exponent with bias 15, 10 bits of fraction.
fn from_half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let fraction = f32::from(bits & 0x3FF);
    match i32::from(bits >> 10 & 0x1F) {
        0 => sign * fraction * 2_f32.powi(-24),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        exponent => sign * (1024.0 + fraction) * 2_f32.powi(exponent - 25),
    }
}

/// Bytes of a header: NumPy's own are below 200, but for tables of many columns.
const MAX_HEADER_BYTES: usize = 1 << 16;

fn read_header(stream: &mut dyn Read) -> Result<String, DataError> {
    let no = |reason: String| DataError::NotNpy { reason };
    let mut start = [0; 8];
    read_exact(stream, &mut start)?;
    if &start[..6] != b"\x93NUMPY" {
        return Err(no("it does not begin so".to_owned()));
    }
    let n_bytes = match start[6] {
        1 => {
            let mut length = [0; 2];
            read_exact(stream, &mut length)?;
            usize::from(u16::from_le_bytes(length))
        }
        2 | 3 => {
            let mut length = [0; 4];
            read_exact(stream, &mut length)?;
            u32::from_le_bytes(length) as usize
        }
        version => return Err(no(format!("its version is {version}, known are 1 to 3"))),
    };
    if n_bytes > MAX_HEADER_BYTES {
        return Err(no(format!("its header has {n_bytes} bytes, the limit is {MAX_HEADER_BYTES}")));
    }
    let mut header = vec![0; n_bytes];
    read_exact(stream, &mut header)?;
    String::from_utf8(header).map_err(|_| no("its header is no text".to_owned()))
}

fn read_exact(stream: &mut dyn Read, bytes: &mut [u8]) -> Result<(), DataError> {
    stream.read_exact(bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => DataError::NotNpy { reason: "it ends inside its header".to_owned() },
        _ => error.into(),
    })
}

fn parse_header(header: &str) -> Result<Header, DataError> {
    let no = |reason: &str| DataError::NotNpy { reason: reason.to_owned() };
    let value_of = |key: &str| {
        let after = ["'", "\""].iter().find_map(|quote| header.split_once(&format!("{quote}{key}{quote}")))?.1;
        Some(after.trim_start().strip_prefix(':')?.trim_start())
    };
    let descr = value_of("descr").ok_or_else(|| no("its header has no “descr”"))?;
    let descr = descr.strip_prefix(['\'', '"']).and_then(|rest| rest.split(['\'', '"']).next());
    let Some(kind) = descr.and_then(NumberKind::parse) else {
        let found: String = descr.unwrap_or("a table of several columns").chars().take(40).collect();
        let reason = format!("its numbers are “{found}”, known are f2, f4, f8, i1 to i8 and u1 to u8");
        return Err(DataError::Array { reason });
    };
    let fortran = value_of("fortran_order").ok_or_else(|| no("its header has no “fortran_order”"))?.starts_with("True");
    let shape = value_of("shape").and_then(|shape| Some(shape.strip_prefix('(')?.split_once(')')?.0));
    let shape = shape.ok_or_else(|| no("its header has no “shape”"))?;
    let sizes: Option<Vec<usize>> =
        shape.split(',').map(str::trim).filter(|size| !size.is_empty()).map(|size| size.parse().ok()).collect();
    match sizes.as_deref() {
        Some(&[n_rows, n_cols]) if n_cols > 0 => Ok(Header { kind, fortran, n_rows, n_cols }),
        _ => Err(DataError::Array { reason: format!("its shape is ({shape}), it must be (documents, dimensions)") }),
    }
}

fn read_values(stream: &mut dyn Read, kind: NumberKind, n_values: usize) -> Result<Vec<f32>, DataError> {
    // Grows with what is read, not with what is announced.
    let mut values = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    while values.len() < n_values {
        let wanted = (n_values - values.len()).saturating_mul(kind.width()).min(buffer.len());
        let mut n_read = 0;
        while n_read < wanted {
            match stream.read(&mut buffer[n_read..wanted]) {
                Ok(0) => break,
                Ok(n) => n_read += n,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        values.extend(buffer[..n_read].chunks_exact(kind.width()).map(|bytes| kind.number(bytes)));
        if n_read < wanted {
            let reason = format!("it ends after {} of {n_values} numbers", values.len());
            return Err(DataError::Array { reason });
        }
    }
    Ok(values)
}

fn transposed(columns: &[f32], n_rows: usize, n_cols: usize) -> Vec<f32> {
    (0..n_rows).flat_map(|row| (0..n_cols).map(move |col| columns[col * n_rows + row])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(descr: &str, fortran: &str, shape: &str, body: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
        [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), body].concat()
    }

    fn read_all(bytes: &[u8]) -> Result<Vectors, DataError> {
        read(&mut &bytes[..], &Limits::default())
    }

    #[test]
    fn numbers_of_all_widths_are_read() {
        let expected = Vectors { n_cols: 2, values: vec![1.5, -2.0, 0.0, 3.0] };
        let bytes: Vec<u8> = expected.values.iter().flat_map(|value| value.to_le_bytes()).collect();
        assert_eq!(read_all(&file("<f4", "False", "(2, 2)", &bytes)).unwrap(), expected);
        let bytes: Vec<u8> = expected.values.iter().flat_map(|&value| f64::from(value).to_be_bytes()).collect();
        assert_eq!(read_all(&file(">f8", "False", "(2, 2)", &bytes)).unwrap(), expected);
        let halves: Vec<u8> = [0x3E00_u16, 0xC000, 0, 0x4200].iter().flat_map(|half| half.to_le_bytes()).collect();
        assert_eq!(read_all(&file("<f2", "False", "(2, 2)", &halves)).unwrap(), expected);
        let wholes: Vec<u8> = [-1_i64, 2, 300, i64::from(i32::MIN)].iter().flat_map(|n| n.to_le_bytes()).collect();
        assert_eq!(
            read_all(&file("<i8", "False", "(4, 1)", &wholes)).unwrap().values,
            [-1.0, 2.0, 300.0, -2_147_483_648.0]
        );
        assert_eq!(read_all(&file("|i1", "False", "(1, 2)", &[0xFF, 7])).unwrap().values, [-1.0, 7.0]);
        assert_eq!(read_all(&file("|u1", "False", "(1, 2)", &[0xFF, 7])).unwrap().values, [255.0, 7.0]);
    }

    #[test]
    fn fortran_order_is_turned() {
        let vectors = read_all(&file("|u1", "True", "(2, 3)", &[1, 4, 2, 5, 3, 6])).unwrap();
        assert_eq!(vectors, Vectors { n_cols: 3, values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] });
    }

    #[test]
    fn what_cannot_be_taken_says_why() {
        let message = |bytes: &[u8]| read_all(bytes).unwrap_err().to_string();
        assert_eq!(message(b"id,text"), "Not an array of NumPy: it ends inside its header. Save it with numpy.save");
        assert!(message(b"id,text,and more").contains("it does not begin so"));
        assert!(message(&file("<f4", "False", "(3,)", &[])).contains("its shape is (3,)"));
        assert!(message(&file("<c8", "False", "(3, 1)", &[])).contains("its numbers are “<c8”"));
        assert!(message(&file("<f4", "False", "(2, 1)", &[0; 6])).contains("it ends after 1 of 2 numbers"));
        assert!(
            message(&file("<f4", "False", "(99999999, 99999999)", &[])).contains("the limit “Largest unpacked file”")
        );
        assert!(message(&file("<f8", "False", "(9999999999999999999, 9)", &[])).contains("it announces"));
        let infinite = file("<f4", "False", "(2, 2)", &[[0; 8], [0, 0, 0, 0, 0, 0, 0x80, 0x7F]].concat());
        assert!(message(&infinite).contains("row 2, column 2 is inf"));
    }

    #[test]
    fn vectors_must_be_as_many_as_documents() {
        let mut corpus = Corpus { documents: vec![crate::corpus::Document::default()].into(), ..Corpus::default() };
        attach(&mut corpus, Vectors { n_cols: 2, values: vec![0.0; 4] }, "a.npy");
        assert_eq!(
            corpus.warnings[0].to_string(),
            "a.npy: embeddings not used: 2 rows for 1 documents, there must be one for each"
        );
        attach(&mut corpus, Vectors { n_cols: 2, values: vec![0.0; 2] }, "a.npy");
        assert_eq!(corpus.vectors.as_ref().unwrap().n_cols, 2);
        assert_eq!(corpus.warnings.len(), 1);
    }

    #[test]
    fn halves_are_exact() {
        for (bits, value) in [(1, 5.960_464_5e-8), (0x3FF, 6.097_555e-5), (0x400, 6.103_515_6e-5), (0x7BFF, 65504.0)] {
            assert_eq!(from_half(bits).to_bits(), f32::to_bits(value));
        }
        assert!(from_half(0x7C01).is_nan() && from_half(0xFC00) < -1e38);
    }

    proptest! {
        #[test]
        fn any_bytes_give_an_array_or_an_error(at in 0_usize..200, byte: u8, bytes: Vec<u8>) {
            let _ = read_all(&bytes);
            let mut changed = file("<f4", "False", "(2, 2)", &[0; 16]);
            let at = at % changed.len();
            changed[at] = byte;
            let _ = read_all(&changed);
        }
    }
}

//! Long arrays of numbers as BLOBs, little-endian, in parts.

use rusqlite::{Connection, params};

use super::schema::ARRAY_PART;

/// Numbers of four bytes.
pub(super) trait Word: Copy {
    fn to_bytes(self) -> [u8; 4];
    fn from_bytes(bytes: [u8; 4]) -> Self;
}

impl Word for u32 {
    fn to_bytes(self) -> [u8; 4] {
        self.to_le_bytes()
    }

    fn from_bytes(bytes: [u8; 4]) -> Self {
        Self::from_le_bytes(bytes)
    }
}

impl Word for f32 {
    fn to_bytes(self) -> [u8; 4] {
        self.to_le_bytes()
    }

    fn from_bytes(bytes: [u8; 4]) -> Self {
        Self::from_le_bytes(bytes)
    }
}

/// Writes numbers as they come; [`finish`](Self::finish) writes the last part.
pub(super) struct ArrayWriter<'a> {
    connection: &'a Connection,
    name: &'a str,
    part: i64,
    bytes: Vec<u8>,
}

impl<'a> ArrayWriter<'a> {
    pub(super) fn new(connection: &'a Connection, name: &'a str) -> Self {
        Self { connection, name, part: 0, bytes: Vec::with_capacity(ARRAY_PART) }
    }

    pub(super) fn push<T: Word>(&mut self, number: T) -> rusqlite::Result<()> {
        self.bytes.extend_from_slice(&number.to_bytes());
        if self.bytes.len() >= ARRAY_PART { self.write() } else { Ok(()) }
    }

    pub(super) fn push_byte(&mut self, byte: u8) -> rusqlite::Result<()> {
        self.bytes.push(byte);
        if self.bytes.len() >= ARRAY_PART { self.write() } else { Ok(()) }
    }

    pub(super) fn finish(mut self) -> rusqlite::Result<()> {
        if self.bytes.is_empty() { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached("INSERT INTO array (name, part, bytes) VALUES (?, ?, ?)")?;
        statement.execute(params![self.name, self.part, &self.bytes])?;
        self.part += 1;
        self.bytes.clear();
        Ok(())
    }
}

/// All numbers of an array; none if there is no such array.
pub(super) fn read<T: Word>(connection: &Connection, name: &str) -> rusqlite::Result<Vec<T>> {
    read_parts(connection, name, 4, |numbers, bytes| {
        numbers.extend(bytes.chunks_exact(4).map(|word| T::from_bytes([word[0], word[1], word[2], word[3]])));
    })
}

/// All numbers of an array of single bytes; none if there is no such array.
pub(super) fn read_bytes(connection: &Connection, name: &str) -> rusqlite::Result<Vec<u8>> {
    read_parts(connection, name, 1, Vec::extend_from_slice)
}

fn read_parts<T>(
    connection: &Connection,
    name: &str,
    bytes_each: usize,
    mut extend: impl FnMut(&mut Vec<T>, &[u8]),
) -> rusqlite::Result<Vec<T>> {
    let size = "SELECT coalesce(sum(length(bytes)), 0) FROM array WHERE name = ?";
    let n_bytes: i64 = connection.query_row(size, [name], |row| row.get(0))?;
    let mut numbers = Vec::with_capacity(n_bytes as usize / bytes_each);
    let mut statement = connection.prepare("SELECT bytes FROM array WHERE name = ? ORDER BY part")?;
    let mut rows = statement.query([name])?;
    while let Some(row) = rows.next()? {
        extend(&mut numbers, row.get_ref(0)?.as_blob()?);
    }
    Ok(numbers)
}

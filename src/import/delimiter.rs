//! What parts the cells of a table of text, and whether its first row names the columns: guessed from its beginning.

use super::rows::{Row, Rows, Way};
use crate::corpus::provenance::Delimiter;

impl Delimiter {
    pub const ALL: [Self; 4] = [Self::Comma, Self::Tab, Self::Semicolon, Self::Pipe];

    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
            Self::Pipe => b'|',
        }
    }
}

/// Rows that are looked at.
const SAMPLE_ROWS: usize = 100;

/// The first rows of a table as their cells. The last is left out where `head` may cut it.
pub fn sample(head: &str, whole: bool, way: Way) -> Vec<Vec<String>> {
    let mut rows = Rows::new(head.as_bytes(), way, u64::MAX >> 1);
    let mut sample = Vec::new();
    while let (Ok(Row::Read(_)), true) = (rows.next_row(), sample.len() < SAMPLE_ROWS) {
        let text = |cell: &std::borrow::Cow<'_, [u8]>| String::from_utf8_lossy(cell).into_owned();
        sample.push(rows.cells().iter().map(text).collect());
    }
    if !whole && sample.len() > 1 && sample.len() < SAMPLE_ROWS {
        sample.pop();
    }
    sample
}

/// The delimiter by a vote of the rows: that which cuts most of them into as many cells, two or more. Between equals it is
/// the one of the file's `ending`, then the one that gives more cells.
pub fn vote(head: &str, whole: bool, ending: &str, terminator: u8) -> Delimiter {
    let promised = match ending {
        "tsv" | "tab" => Delimiter::Tab,
        "psv" => Delimiter::Pipe,
        _ => Delimiter::Comma,
    };
    let score = |delimiter: Delimiter| {
        let quoting = delimiter != Delimiter::Tab || !regular_without_quoting(head, whole);
        let way = Way { delimiter: delimiter.byte(), quoting, terminator };
        let (n_cells, share) = mode(&sample(head, whole, way));
        // Shares are compared in whole percents, so that one ragged row in many does not decide.
        (n_cells > 1).then_some(((share * 100.0) as u32, delimiter == promised, n_cells))
    };
    let scored = Delimiter::ALL.into_iter().filter_map(|delimiter| Some((score(delimiter)?, delimiter)));
    scored.max_by_key(|&(score, _)| score).map_or(promised, |(_, delimiter)| delimiter)
}

/// The commonest number of cells, and the share of the rows that have it.
fn mode(rows: &[Vec<String>]) -> (usize, f64) {
    let mut counts: Vec<usize> = rows.iter().map(Vec::len).collect();
    counts.sort_unstable();
    let largest = counts.chunk_by(|a, b| a == b).max_by_key(|alike| alike.len());
    largest.map_or((0, 0.0), |alike| (alike[0], alike.len() as f64 / counts.len() as f64))
}

/// Whether every complete line of `head` has as many tabs as the first, quotes taken literally.
pub fn regular_without_quoting(head: &str, whole: bool) -> bool {
    let tabs = |line: &str| line.bytes().filter(|&byte| byte == b'\t').count();
    let mut lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).collect();
    if !whole && lines.len() > 1 {
        lines.pop();
    }
    lines.windows(2).all(|pair| tabs(pair[0]) == tabs(pair[1]))
}

/// Whether a text whose name does not promise a table looks like one: all rows have as many cells, and but for tabs, which
/// prose does not have, the first row must look like names.
pub fn looks_like_table(head: &str, whole: bool) -> bool {
    let terminator = super::lines::terminator(head.as_bytes());
    Delimiter::ALL.into_iter().any(|delimiter| {
        let quoting = delimiter != Delimiter::Tab;
        let rows = sample(head, whole, Way { delimiter: delimiter.byte(), quoting, terminator });
        let (n_cells, share) = mode(&rows);
        let regular = n_cells > 1 && share >= 0.95 && rows.first().is_some_and(|first| first.len() == n_cells);
        match delimiter {
            Delimiter::Tab => regular && rows.len() >= 3,
            _ => regular && rows.len() >= 5 && rows[0].iter().all(|cell| is_name(cell)) && has_header(&rows),
        }
    })
}

/// A few words without blanks around them and without the sign that ends a sentence.
fn is_name(cell: &str) -> bool {
    let words = cell.split_whitespace().count();
    (1..=3).contains(&words) && cell.trim() == cell && !ends_sentence(cell)
}

fn ends_sentence(cell: &str) -> bool {
    cell.ends_with(['.', '!', '?', '。', '…', ';', ':', ','])
}

/// Whether the first row names the columns: its cells are short, no numbers or dates, distinct, and unlike those below.
pub fn has_header(rows: &[Vec<String>]) -> bool {
    let Some((first, below)) = rows.split_first() else { return true };
    let cells: Vec<&str> = first.iter().map(|cell| cell.trim().trim_start_matches('\u{feff}')).collect();
    let named: Vec<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
    if named.is_empty() || named.len() * 2 < cells.len() {
        return false;
    }
    let is_long = |cell: &&str| cell.chars().count() > 60 || cell.contains(['\n', '\r']) || cell.contains("://");
    if named.iter().any(|cell| is_long(cell) || is_number_or_date(cell)) {
        return false;
    }
    let mut distinct = named.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < named.len() {
        return false;
    }
    (0..cells.len()).all(|column| !is_like_below(cells[column], column, below))
}

/// Whether a cell of the first row looks like one of the values below it.
fn is_like_below(cell: &str, column: usize, below: &[Vec<String>]) -> bool {
    let n_words = |text: &str| text.split_whitespace().count();
    let values = || below.iter().filter_map(|row| row.get(column)).map(|value| value.trim());
    if !cell.is_empty() && values().any(|value| value == cell) {
        return true;
    }
    if n_words(cell) < 3 {
        return false;
    }
    // A sentence above sentences.
    let n_values = values().count();
    let mean_words = values().map(n_words).sum::<usize>() as f64 / n_values.max(1) as f64;
    ends_sentence(cell) || (n_words(cell) > 3 && n_words(cell) as f64 * 2.0 >= mean_words && mean_words > 0.0)
}

/// A number with any signs around and in it, or a date: no letters, and a digit.
fn is_number_or_date(cell: &str) -> bool {
    cell.chars().any(|c| c.is_ascii_digit()) && (!cell.chars().any(char::is_alphabetic) || cell.parse::<f64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> bool {
        let way = Way { delimiter: b',', quoting: true, terminator: b'\n' };
        has_header(&sample(text, true, way))
    }

    #[test]
    fn the_delimiter_that_cuts_rows_alike_wins() {
        let vote = |head: &str, ending: &str| vote(head, true, ending, b'\n');
        assert_eq!(vote("id;text\n1;a, b, c\n2;d\n", "csv"), Delimiter::Semicolon);
        assert_eq!(vote("id\ttext\n1\ta, b\n2\tc; d\n", "csv"), Delimiter::Tab);
        assert_eq!(vote("id|text\n1|a, b\n2|c\n", "csv"), Delimiter::Pipe);
        assert_eq!(vote("id,text\n1,\"a; b\"\n2,\"c; d; e\"\n", "csv"), Delimiter::Comma);
        assert_eq!(vote("a,b\tc,d\n", "tsv"), Delimiter::Tab);
        assert_eq!(vote("text\nno delimiter\n", "csv"), Delimiter::Comma);
        assert_eq!(vote("", "tsv"), Delimiter::Tab);
        let ragged = "id,text\n1,alpha beta\n2\n3,gamma,delta\n";
        assert_eq!(vote(ragged, "csv"), Delimiter::Comma);
    }

    #[test]
    fn first_rows_that_name_columns_are_told() {
        assert!(header("id,text\n1,alpha\n"));
        assert!(header("번호,제목,내용\n1,강,찬물이 흐른다\n"));
        assert!(header("words\nanother column altogether\n"));
        assert!(header(",text\n0,alpha\n"));
        assert!(header("id,text\n"));
        assert!(!header("1,alpha\n2,beta\n"));
        assert!(!header("pos,good film\nneg,bad film\npos,fine\n"));
        assert!(!header("2020-01-01,alpha\n2020-01-02,beta\n"));
        assert!(!header("It was a very good film.\nIt was a very bad film.\n"));
        assert!(!header("a,a\nb,c\n"));
    }
}

//! Which column plays which part: as the researcher says, as in the files before, or guessed from names and values.

use rustc_hash::FxHashSet;

use super::ReadError;
use super::dates::DateForm;
use crate::corpus::Columns;
use crate::corpus::provenance::{Role, Roles};

/// The parts of the columns of one file, by their numbers.
#[derive(Debug, Default)]
pub struct Parts {
    /// Joined by a blank line, in this order.
    pub text: Vec<usize>,
    pub title: Option<usize>,
    pub label: Option<usize>,
    pub id: Option<usize>,
    pub date: Option<(usize, DateForm)>,
    pub vector: VectorColumns,
}

/// Where the coordinates of a document's embedding stand.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum VectorColumns {
    #[default]
    None,
    /// A column of whole vectors.
    Whole(usize),
    /// A column for each coordinate, in their order.
    Each(Vec<usize>),
}

/// What the first records have in one column.
#[derive(Debug, Default)]
pub struct Seen<'a> {
    /// The texts that are not blank.
    pub texts: Vec<&'a str>,
    pub n_vectors: usize,
}

/// Columns of numbers from which on they are an embedding.
const MIN_VECTOR_COLUMNS: usize = 16;

const TITLE_NAMES: &[&str] =
    &["title", "subject", "headline", "summary", "heading", "제목", "표제", "기사제목", "논문제목", "글제목"];
const LABEL_NAMES: &[&str] = &[
    "label",
    "category",
    "class",
    "section",
    "group",
    "topic",
    "venue",
    "genre",
    "분류",
    "카테고리",
    "범주",
    "라벨",
    "레이블",
    "주제",
    "분야",
    "유형",
    "구분",
    "sentiment",
    "rating",
    "평점",
    "별점",
];
const ID_NAMES: &[&str] = &[
    "id",
    "doc_id",
    "document_id",
    "docid",
    "key",
    "package",
    "petition_idx",
    "review_id",
    "index_id",
    "uid",
    "uuid",
    "doi",
    "pmid",
    "번호",
    "아이디",
    "문서번호",
    "글번호",
    "일련번호",
    "연번",
    "순번",
];
const DATE_NAMES: &[&str] = &[
    "date",
    "날짜",
    "작성일",
    "일자",
    "게시일",
    "등록일",
    "published",
    "created",
    "datetime",
    "timestamp",
    "time",
    "작성일자",
    "등록일자",
    "일시",
    "month",
    "year",
    "연도",
    "년도",
    "연월",
];
const DATE_PARTS: &[&str] =
    &["date", "published", "created", "_at", "_utc", "timestamp", "날짜", "일자", "일시", "연도", "년도"];

/// Share of the values in a column that must be dates for it to be taken as one.
const MIN_DATES: f64 = 0.8;

/// Share of the values in a column that must differ for it to be taken as an id.
const MIN_DISTINCT: f64 = 0.9;

/// What all guesses look at.
pub struct Choice<'a> {
    pub file: &'a str,
    pub names: &'a [String],
    /// For each column of `names`.
    pub seen: &'a [Seen<'a>],
    pub n_records: usize,
    pub roles: &'a Roles,
    /// The columns of the files before.
    pub before: &'a Columns,
}

impl Choice<'_> {
    /// Takes the columns that the researcher names, which must exist; what the files before had, where it is there; and
    /// guesses the others.
    pub fn parts(&self) -> Result<Parts, ReadError> {
        let Self { roles, before, .. } = *self;
        let mut parts = Parts::default();
        for name in &roles.text {
            parts.text.push(self.named(name)?);
        }
        let named = |role: &Role| match role {
            Role::Column(name) => self.named(name).map(Some),
            Role::Guessed | Role::Nobody => Ok(None),
        };
        parts.title = named(&roles.title)?;
        parts.label = named(&roles.label)?;
        parts.id = named(&roles.id)?;
        parts.date = named(&roles.date)?.map(|column| (column, self.date_form(column)));
        parts.vector = self.vector(&parts)?;
        if parts.text.is_empty() {
            parts.text.push(self.text(&parts)?);
        }
        // The order is that of certainty: a name that says little is asked last.
        if roles.title == Role::Guessed {
            parts.title = self.as_before(before.title.as_ref(), &parts).or_else(|| self.known(TITLE_NAMES, &parts));
            parts.title = parts.title.or_else(|| self.title_in_text(&parts));
        }
        if roles.id == Role::Guessed {
            parts.id = self.as_before(before.id.as_ref(), &parts).or_else(|| self.id(&parts));
        }
        if roles.date == Role::Guessed {
            let again = self.as_before(before.date.as_ref(), &parts).map(|column| (column, self.date_form(column)));
            parts.date = again.or_else(|| self.date(&parts));
        }
        if roles.label == Role::Guessed {
            parts.label = self.as_before(before.label.as_ref(), &parts).or_else(|| self.known(LABEL_NAMES, &parts));
        }
        Ok(parts)
    }

    fn named(&self, wanted: &str) -> Result<usize, ReadError> {
        self.names.iter().position(|name| name == wanted).ok_or_else(|| ReadError::UnknownColumn {
            name: self.file.to_owned(),
            wanted: wanted.to_owned(),
            columns: self.shown_names(),
        })
    }

    /// The names for an error: the first of very many.
    fn shown_names(&self) -> Vec<String> {
        const MOST: usize = 30;
        let mut shown: Vec<String> = self.names.iter().take(MOST).cloned().collect();
        if self.names.len() > MOST {
            shown.push("…".to_owned());
        }
        shown
    }

    fn as_before(&self, before: Option<&String>, parts: &Parts) -> Option<usize> {
        let column = self.names.iter().position(|name| Some(name) == before)?;
        (!parts.taken(column)).then_some(column)
    }

    /// The column with the most letters: digits, addresses and JSON are no text.
    fn text(&self, parts: &Parts) -> Result<usize, ReadError> {
        if let Some(column) = self.as_before(self.before.text.as_ref(), parts) {
            return Ok(column);
        }
        let letters = |column: usize| self.seen[column].texts.iter().map(|text| n_letters(text)).sum::<usize>();
        let taken = parts.all_taken(self.names.len());
        let free = (0..self.names.len()).filter(|&column| !taken[column]).rev();
        let longest = free.map(|column| (letters(column), column)).max_by_key(|&(letters, _)| letters);
        match longest {
            Some((letters, column)) if letters > 0 => Ok(column),
            _ => Err(ReadError::NoTextColumn {
                name: self.file.to_owned(),
                columns: self.shown_names(),
                looked_at: self.n_records,
            }),
        }
    }

    /// The first of the known names that a free column with values has.
    fn known(&self, known: &[&str], parts: &Parts) -> Option<usize> {
        known.iter().find_map(|wanted| self.free(parts).find(|&column| same_name(&self.names[column], wanted)))
    }

    /// A title that is joined to other text stays the heading. One that is all the text is its own heading anyway.
    fn title_in_text(&self, parts: &Parts) -> Option<usize> {
        let is_joined = parts.text.len() > 1;
        let called = |wanted: &str| parts.text.iter().copied().find(|&column| same_name(&self.names[column], wanted));
        let known = || TITLE_NAMES.iter().find_map(|wanted| called(wanted));
        let before = || self.before.title.as_ref().and_then(|before| called(before));
        is_joined.then(|| before().or_else(known)).flatten()
    }

    fn free(&self, parts: &Parts) -> impl Iterator<Item = usize> {
        let taken = parts.all_taken(self.names.len());
        (0..self.names.len()).filter(move |&column| !taken[column] && !self.seen[column].texts.is_empty())
    }

    /// A column called so, or one that ends so, if hardly any value comes twice.
    fn id(&self, parts: &Parts) -> Option<usize> {
        let distinct = |column: usize| {
            let texts = &self.seen[column].texts;
            let different: FxHashSet<&str> = texts.iter().copied().collect();
            different.len() as f64 >= MIN_DISTINCT * texts.len() as f64
        };
        let known = ID_NAMES.iter().find_map(|wanted| {
            self.free(parts).find(|&column| same_name(&self.names[column], wanted) && distinct(column))
        });
        known.or_else(|| {
            let ends_so = |column: usize| {
                let name = self.names[column].trim().to_lowercase();
                ["_id", "_idx", ".id", "번호"].iter().any(|end| name.ends_with(end))
            };
            self.free(parts).find(|&column| ends_so(column) && distinct(column))
        })
    }

    fn date(&self, parts: &Parts) -> Option<(usize, DateForm)> {
        let known = DATE_NAMES.iter().flat_map(|wanted| {
            self.free(parts).filter(|&column| same_name(&self.names[column], wanted)).collect::<Vec<_>>()
        });
        let similar = self.free(parts).filter(|&column| {
            let name = self.names[column].to_lowercase();
            DATE_PARTS.iter().any(|part| name.contains(part))
        });
        known.chain(similar).find_map(|column| {
            let form = self.date_form(column);
            let texts = &self.seen[column].texts;
            let n_dates = texts.iter().filter(|text| form.iso(text).is_some()).count();
            (n_dates as f64 >= MIN_DATES * texts.len() as f64).then_some((column, form))
        })
    }

    fn date_form(&self, column: usize) -> DateForm {
        DateForm::of(&self.names[column], self.seen[column].texts.iter().copied())
    }

    fn vector(&self, parts: &Parts) -> Result<VectorColumns, ReadError> {
        let mut named = Vec::new();
        for name in &self.roles.vector {
            named.push(self.named(name)?);
        }
        match named[..] {
            [] => Ok(self.guessed_vector(parts)),
            [column] if self.seen[column].n_vectors > 0 => Ok(VectorColumns::Whole(column)),
            _ => Ok(VectorColumns::Each(named)),
        }
    }

    fn guessed_vector(&self, parts: &Parts) -> VectorColumns {
        let whole = (0..self.names.len()).find(|&column| {
            let seen = &self.seen[column];
            seen.n_vectors > seen.texts.len() && !parts.taken(column)
        });
        if let Some(column) = whole {
            return VectorColumns::Whole(column);
        }
        let kept = |name: &String| self.roles.kept.as_ref().is_some_and(|kept| kept.contains(name));
        let mut numbered: Vec<(&str, u64, usize)> = (0..self.names.len())
            .filter(|&column| !parts.taken(column) && !kept(&self.names[column]))
            .filter_map(|column| {
                let name = self.names[column].trim();
                let prefix = name.trim_end_matches(|c: char| c.is_ascii_digit());
                Some((prefix, name[prefix.len()..].parse().ok()?, column))
            })
            .collect();
        numbered.sort_unstable();
        let groups = numbered.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() >= MIN_VECTOR_COLUMNS);
        let embedding = groups.filter(|group| self.are_coordinates(group)).max_by_key(|group| group.len());
        embedding.map_or(VectorColumns::None, |group| VectorColumns::Each(group.iter().map(|part| part.2).collect()))
    }

    /// Whether columns hold coordinates: numbers, and not mostly whole ones as the answers of a questionnaire are.
    fn are_coordinates(&self, columns: &[(&str, u64, usize)]) -> bool {
        let mut n_fractions = 0;
        let mut n_values = 0;
        for &(_, _, column) in columns {
            for text in &self.seen[column].texts {
                if !is_number(text) {
                    return false;
                }
                n_values += 1;
                n_fractions += usize::from(text.contains(['.', 'e', 'E']) && !text.trim().ends_with(".0"));
            }
        }
        n_fractions * 2 > n_values
    }
}

impl Parts {
    /// Whether the column plays any part yet.
    pub fn taken(&self, column: usize) -> bool {
        let Self { text, title, label, id, date, .. } = self;
        text.contains(&column)
            || [*title, *label, *id, date.map(|(column, _)| column)].contains(&Some(column))
            || self.vector.contains(column)
    }

    /// For each of the columns, [whether it plays any part](Self::taken): an embedding may have thousands.
    pub fn all_taken(&self, n_columns: usize) -> Vec<bool> {
        let mut taken = vec![false; n_columns];
        let Self { text, title, label, id, date, vector } = self;
        let whole = if let VectorColumns::Whole(column) = vector { Some(*column) } else { None };
        let each = if let VectorColumns::Each(columns) = vector { &columns[..] } else { &[] };
        let parts = [*title, *label, *id, date.map(|(column, _)| column), whole];
        for &column in parts.iter().flatten().chain(text).chain(each) {
            taken[column] = true;
        }
        taken
    }
}

impl VectorColumns {
    pub fn contains(&self, column: usize) -> bool {
        match self {
            Self::None => false,
            Self::Whole(whole) => *whole == column,
            Self::Each(columns) => columns.contains(&column),
        }
    }
}

/// Whether a name is the wanted one, but for case and blanks.
fn same_name(name: &str, wanted: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect() };
    letters(name.trim()).to_lowercase() == letters(wanted)
}

/// Letters of a text; none in an address or in JSON, so that they never look like text.
fn n_letters(text: &str) -> usize {
    let start = text.trim_start();
    if ["http://", "https://", "[{", "{\""].iter().any(|no_text| start.starts_with(no_text)) {
        return 0;
    }
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether a value is a decimal number, as other programs write them.
pub fn is_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok()
}

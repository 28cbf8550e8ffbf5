//! What a tokenizer learns from the texts by going through all of them.

use std::ops::Range;

use rayon::prelude::*;

use super::collocations::{Piece, Sequences};
use super::language::{Guess, Language, guess, guess_without_trigrams, sample_of};
use super::script::has_hangul;
use super::stem::{SurfaceForms, WordCounts, stemmed_language};
use super::tokenizer::{Fate, Texts, Tokenizer, WordsError};
use super::unicode::Finder;
use crate::progress::{Monitor, Stage, StageKind};

/// Documents a task.
const CHUNK_DOCUMENTS: usize = 512;
/// Documents whose language is told, about, to know that of most: every nth of a larger corpus.
const MOST_GUESSED: usize = 1024;
/// Bytes of short texts that are told together.
const JOINED_BYTES: usize = 4000;
/// Bytes of them from which on the best guess counts even if it is not sure.
const ENOUGH_BYTES: usize = 500;

/// How many documents were told to be in which language.
#[derive(Debug, Default)]
struct Votes(Vec<(Language, usize)>);

impl Votes {
    fn add(&mut self, language: Language, n: usize) {
        match self.0.iter_mut().find(|(of, _)| *of == language) {
            Some((_, votes)) => *votes += n,
            None => self.0.push((language, n)),
        }
    }

    fn merge(mut self, other: &Self) -> Self {
        other.0.iter().for_each(|&(language, n)| self.add(language, n));
        self
    }

    /// By how many votes the first is ahead of the second.
    fn lead(&self) -> usize {
        let (first, second) =
            self.0.iter().fold((0, 0), |(first, second), &(_, votes)| (first.max(votes), second.max(first.min(votes))));
        first - second
    }

    fn most(self) -> Option<Language> {
        let most = self.0.into_iter().max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.code().cmp(a.code())));
        most.map(|(language, _)| language)
    }
}

/// Whether a text holds Hangul, and the language of most texts.
pub fn survey(texts: &dyn Texts, monitor: &dyn Monitor) -> Result<(bool, Option<Language>), WordsError> {
    let n_chunks = texts.len().div_ceil(CHUNK_DOCUMENTS);
    let look = |chunk| Look::at(texts, rows_of(chunk, texts.len()), monitor);
    let looks: Vec<Look> = (0..n_chunks).into_par_iter().map(look).collect::<Result<_, _>>()?;
    let hangul = looks.iter().any(|look| look.hangul);
    let told = looks.iter().flat_map(|look| &look.told);
    let mut votes = Votes::default();
    told.clone().filter_map(|&(_, language)| language).for_each(|language| votes.add(language, 1));
    let n_open = told.filter(|(_, language)| language.is_none()).count();
    if votes.lead() > n_open {
        return Ok((hangul, votes.most()));
    }
    let more = looks.par_iter().map(|look| look.open_votes(texts, monitor));
    let more = more.try_reduce(Votes::default, |all, more| Ok(all.merge(&more)))?;
    Ok((hangul, votes.merge(&more).most()))
}

/// A first look at some texts.
#[derive(Default)]
struct Look {
    hangul: bool,
    /// The language of every nth text, with its row; `None` where it takes more to tell.
    told: Vec<(usize, Option<Language>)>,
}

impl Look {
    fn at(texts: &dyn Texts, rows: Range<usize>, monitor: &dyn Monitor) -> Result<Self, WordsError> {
        monitor.check()?;
        monitor.report(Stage::at(StageKind::LearnWords, rows.start, texts.len()));
        let every = (texts.len() / MOST_GUESSED).max(1);
        let mut look = Self::default();
        let mut finder = Finder::default();
        let mut tell = |row: usize, title: &str, text: &str| {
            if row.is_multiple_of(every) {
                let language = match guess_without_trigrams(sample_of(worded(title, text)), None, &mut finder) {
                    Some(Guess::Sure(language)) => Some(language),
                    Some(Guess::Unsure(_) | Guess::Nothing) | None => None,
                };
                look.told.push((row, language));
            }
        };
        if let Some(hangul) = texts.has_hangul() {
            look.hangul = hangul;
            for row in (rows.start.next_multiple_of(every)..rows.end).step_by(every) {
                texts.visit(row..row + 1, &mut |title, text| tell(row, title, text))?;
            }
            return Ok(look);
        }
        let mut row = rows.start;
        texts.visit(rows, &mut |title, text| {
            look.hangul = look.hangul || has_hangul(text) || has_hangul(title);
            tell(row, title, text);
            row += 1;
        })?;
        Ok(look)
    }

    /// The languages of texts that the first look left open.
    fn open_votes(&self, texts: &dyn Texts, monitor: &dyn Monitor) -> Result<Votes, WordsError> {
        monitor.check()?;
        let mut votes = Votes::default();
        let (mut short, mut n_short) = (String::new(), 0);
        let mut finder = Finder::default();
        for &(row, _) in self.told.iter().filter(|(_, language)| language.is_none()) {
            texts.visit(row..row + 1, &mut |title, text| {
                let sample = sample_of(worded(title, text));
                match guess(sample, None, &mut finder) {
                    Guess::Sure(language) => votes.add(language, 1),
                    Guess::Unsure(_) | Guess::Nothing => {
                        n_short += 1;
                        if short.len() < JOINED_BYTES {
                            short.push_str(sample);
                            short.push('\n');
                        }
                    }
                }
            })?;
        }
        // Texts too short to be told one by one are told together.
        match guess(sample_of(&short), None, &mut finder) {
            Guess::Sure(language) => votes.add(language, n_short),
            Guess::Unsure(language) if short.len() >= ENOUGH_BYTES => votes.add(language, n_short),
            Guess::Unsure(_) | Guess::Nothing => {}
        }
        Ok(votes)
    }
}

fn worded<'a>(title: &'a str, text: &'a str) -> &'a str {
    if text.trim().is_empty() { title } else { text }
}

/// Counts all words of languages with stems, and finds the commonest form of each stem.
pub fn surface_forms(
    tokenizer: &Tokenizer,
    texts: &dyn Texts,
    monitor: &dyn Monitor,
) -> Result<SurfaceForms, WordsError> {
    let n_chunks = texts.len().div_ceil(CHUNK_DOCUMENTS);
    let counted = (0..n_chunks).into_par_iter().map(|chunk| {
        let rows = rows_of(chunk, texts.len());
        monitor.check()?;
        monitor.report(Stage::at(StageKind::LearnWords, rows.start, texts.len()));
        let mut counts = WordCounts::default();
        let mut cutter = tokenizer.cutter();
        texts.visit(rows, &mut |title, text| {
            let language = cutter.language_of(title, text);
            let Some(stemmed) = stemmed_language(language) else { return };
            let only_ascii = language != Some(stemmed);
            for part in [title, text] {
                cutter.for_each_in(part, language, |token| {
                    if token.fate == Fate::Term && (!only_ascii || token.term.is_ascii()) {
                        counts.count(stemmed, token.term);
                    }
                });
            }
        })?;
        Ok::<_, WordsError>(counts)
    });
    Ok(counted.try_reduce(WordCounts::default, |all, more| Ok(all.merge(more)))?.into_surface_forms())
}

fn rows_of(chunk: usize, n_texts: usize) -> Range<usize> {
    chunk * CHUNK_DOCUMENTS..((chunk + 1) * CHUNK_DOCUMENTS).min(n_texts)
}

/// The tokens of all texts, for who learns which are often neighbours.
pub struct TokenSequences<'a> {
    pub tokenizer: &'a Tokenizer,
    pub texts: &'a dyn Texts,
}

impl Sequences for TokenSequences<'_> {
    fn len(&self) -> usize {
        self.texts.len()
    }

    fn visit(&self, rows: Range<usize>, each: &mut dyn FnMut(Piece<'_>)) -> Result<(), WordsError> {
        let mut cutter = self.tokenizer.cutter();
        self.texts.visit(rows, &mut |title, text| {
            each(Piece::Document);
            let language = cutter.language_of(title, text);
            for part in [title, text] {
                let mut end = 0;
                cutter.for_each_in(part, language, |token| {
                    if token.fate != Fate::Term {
                        return each(Piece::Break);
                    }
                    if !are_neighbours(part, end, token.place.start) {
                        each(Piece::Break);
                    }
                    end = token.place.end;
                    each(Piece::Word(token.term));
                });
                each(Piece::Break);
            }
        })
    }
}

/// Whether nothing parts a word that ends at `end` from one that starts at `start`: blanks, one end of a line or a hyphen
/// do not.
pub fn are_neighbours(text: &str, end: usize, start: usize) -> bool {
    let Some(between) = text.get(end..start).filter(|between| between.len() <= 80) else { return false };
    let mut n_lines = 0;
    between.chars().all(|c| {
        n_lines += usize::from(c == '\n');
        n_lines < 2 && (c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_is_that_of_the_first_over_the_second() {
        let mut votes = Votes::default();
        assert_eq!(votes.lead(), 0);
        for (code, n) in [("deu", 2), ("eng", 7), ("fra", 3), ("kor", 7)] {
            votes.add(Language::from_code(code).unwrap(), n);
        }
        assert_eq!(votes.lead(), 0);
        votes.add(Language::from_code("kor").unwrap(), 4);
        assert_eq!((votes.lead(), votes.most()), (4, Language::from_code("kor")));
    }
}

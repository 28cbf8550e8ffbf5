//! Stand-in: replaced by the collocations.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::WordsError;
use super::params::CollocationParams;
use crate::progress::Monitor;

pub trait Sequences: Sync {
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn visit(&self, rows: Range<usize>, each: &mut dyn FnMut(Piece<'_>)) -> Result<(), WordsError>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Document,
    Word(&'a str),
    Break,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Collocations {
    all: Vec<[String; 2]>,
}

/// Pairs that are neighbours `min_df` times.
impl Collocations {
    pub fn learn(
        sequences: &dyn Sequences,
        params: &CollocationParams,
        monitor: &dyn Monitor,
    ) -> Result<Self, WordsError> {
        monitor.check()?;
        let mut pairs: std::collections::BTreeMap<[String; 2], u32> = std::collections::BTreeMap::default();
        let mut last: Option<String> = None;
        sequences.visit(0..sequences.len(), &mut |piece| {
            let word = if let Piece::Word(word) = piece { Some(word.to_owned()) } else { None };
            if let (Some(last), Some(word)) = (&last, &word) {
                *pairs.entry([last.clone(), word.clone()]).or_default() += 1;
            }
            last = word;
        })?;
        Ok(Self { all: pairs.into_iter().filter(|(_, n)| *n >= params.min_df).map(|(pair, _)| pair).collect() })
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

#[derive(Clone, Debug, Default)]
pub struct Joining {
    all: Vec<([String; 2], String)>,
}

impl Joining {
    pub fn new(collocations: &Collocations) -> Self {
        Self { all: collocations.all.iter().map(|pair| (pair.clone(), pair.join(" "))).collect() }
    }

    pub fn joiner(&self) -> Joiner<'_> {
        Joiner { joining: self, waiting: None }
    }
}

#[derive(Clone, Debug)]
pub struct Joiner<'a> {
    joining: &'a Joining,
    waiting: Option<(Range<usize>, String)>,
}

impl Joiner<'_> {
    pub fn push(&mut self, place: Range<usize>, term: &str, each: &mut dyn FnMut(Range<usize>, &str)) {
        if let Some((first, word)) = self.waiting.take() {
            let found = self.joining.all.iter().find(|([a, b], _)| *a == word && b == term);
            if let Some((_, joined)) = found {
                each(first.start..place.end, joined);
                return;
            }
            each(first, &word);
        }
        self.waiting = Some((place, term.to_owned()));
    }

    pub fn pause(&mut self, each: &mut dyn FnMut(Range<usize>, &str)) {
        if let Some((place, word)) = self.waiting.take() {
            each(place, &word);
        }
    }
}

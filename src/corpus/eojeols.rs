//! What eojeols are counted as, remembered.

use super::counting::NO_TERM;
use super::met::Met;
use crate::words::Fate;
use crate::words::interner::Interner;
use crate::words::keyed::Batch;
use crate::words::learned::{EojeolJudge, Word};

/// The terms of the eojeols that were met last, in memory that does not grow. One that was forgotten is judged again.
#[derive(Debug, Default)]
pub(super) struct Eojeols {
    /// Empty before the first; each eojeol has one place, which others have as well.
    slots: Vec<Slot>,
    /// Those that are judged now: where they stand among the others, and how many terms they have.
    new: Vec<(usize, usize)>,
    /// The terms of those.
    new_terms: Batch,
    new_ids: Vec<u32>,
}

/// The empty word is none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    eojeol: Word,
    judgement: u32,
    /// Of one term at most; other eojeols are not remembered.
    term: u32,
}

/// 6 MB for each thread.
const N_SLOTS: usize = 1 << 18;

impl Eojeols {
    /// The terms of eojeols, as numbers in `words`, written into `terms` in no order that means anything. All places are
    /// looked at before the first new eojeol is judged, so that the processor need not wait for one after the other; the
    /// same goes for the new terms.
    pub fn find_all(
        &mut self,
        eojeols: &[Word],
        judgement: usize,
        judge: &mut EojeolJudge<'_, '_>,
        words: &mut Interner,
        terms: &mut Vec<u32>,
        stop_words: &mut Met,
    ) {
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); N_SLOTS];
        }
        let Self { slots, new, new_terms, new_ids } = self;
        let slots = &mut slots[..N_SLOTS];
        terms.clear();
        terms.resize(eojeols.len(), NO_TERM);
        new.clear();
        new.resize(eojeols.len(), (0, 0));
        let (mut n_terms, mut n_new) = (0, 0);
        for (place, &eojeol) in eojeols.iter().enumerate() {
            let slot = &slots[place_of(eojeol)];
            // What it is cannot be foreseen, so there is no branch.
            let known = usize::from(slot.eojeol == eojeol) & usize::from(slot.judgement == judgement as u32);
            terms[n_terms] = slot.term;
            n_terms += known & usize::from(slot.term != NO_TERM);
            new[n_new].0 = place;
            n_new += known ^ 1;
        }
        terms.truncate(n_terms);
        new.truncate(n_new);
        new_terms.clear();
        for (place, n) in &mut *new {
            let before = new_terms.len();
            judge.for_each_word(eojeols[*place], &mut |word, fate| match fate {
                Fate::Term => new_terms.push(word),
                Fate::StopWord => stop_words.insert(word),
                Fate::NoWord => {}
            });
            *n = new_terms.len() - before;
        }
        words.intern_all(new_terms, new_ids);
        terms.extend_from_slice(new_ids);
        let mut ids = new_ids.iter();
        for &(place, n) in &*new {
            let term = ids.by_ref().take(n).last().copied().unwrap_or(NO_TERM);
            if n < 2 {
                let eojeol = eojeols[place];
                slots[place_of(eojeol)] = Slot { eojeol, judgement: judgement as u32, term };
            }
        }
    }
}

fn place_of(eojeol: Word) -> usize {
    eojeol.mixed() as usize % N_SLOTS
}

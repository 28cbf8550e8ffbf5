//! Where words are brought that were found.

use super::ascii::AsciiWords;
use super::fates::Fates;
use super::learned::{EojeolJudge, Word};
use super::tokenizer::Token;

/// Takes what a [`Cutter`](super::Cutter) finds in texts.
pub trait Sink {
    fn token(&mut self, token: Token<'_>);

    /// Takes words as they stand, together, to have each distinct one judged by `fates` once. Where this gives `false`,
    /// they come as tokens.
    fn words(&mut self, words: &AsciiWords, fates: Fates<'_>) -> bool {
        let (_, _) = (words, fates);
        false
    }

    /// Who takes eojeols of learned words together. Where there is nobody, they come as tokens.
    fn eojeol_sink(&mut self) -> Option<&mut dyn EojeolSink> {
        None
    }
}

/// Takes eojeols, to have each distinct one judged once.
pub trait EojeolSink {
    /// Takes those of a stretch, behind all other words of it.
    fn eojeols(&mut self, eojeols: &[Word], judge: &mut EojeolJudge<'_, '_>);
}

impl<F: FnMut(Token<'_>)> Sink for F {
    fn token(&mut self, token: Token<'_>) {
        self(token);
    }
}

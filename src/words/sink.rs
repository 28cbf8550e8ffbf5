//! Where words are brought that were found.

use super::ascii::AsciiWords;
use super::fates::Fates;
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
}

impl<F: FnMut(Token<'_>)> Sink for F {
    fn token(&mut self, token: Token<'_>) {
        self(token);
    }
}

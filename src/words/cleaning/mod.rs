//! What of a text is not looked at for words: quotes, signatures, addresses, markup, data, lines that all documents share.
//!
//! The text is never changed: cleaning gives byte ranges. Each pass goes through the text once, whatever is in it.

pub mod boilerplate;
mod inline;
mod lines;
mod suspects;

use std::ops::Range;

use super::params::Cleaning;
use boilerplate::Boilerplate;
use suspects::Suspects;

/// Cleans the documents of one corpus.
#[derive(Debug, Default)]
pub struct Cleaner {
    cleaning: Cleaning,
    boilerplate: Boilerplate,
}

impl Cleaner {
    pub fn new(cleaning: Cleaning, boilerplate: Boilerplate) -> Self {
        Self { cleaning, boilerplate }
    }

    /// Whether everything of every text is looked at.
    pub fn keeps_all(&self) -> bool {
        let Cleaning { quotes, signatures, email_addresses, urls, html_tags, encoded_blocks, .. } = self.cleaning;
        !(quotes || signatures || email_addresses || urls || html_tags || encoded_blocks) && self.boilerplate.is_empty()
    }

    /// Whether what is left out may be in another language, or in none.
    pub fn changes_language(&self) -> bool {
        self.cleaning.quotes || self.cleaning.html_tags || !self.boilerplate.is_empty()
    }

    /// Writes the ranges of `text` that are looked at into `kept`, ascending; none is empty.
    pub fn clean(&self, text: &str, kept: &mut Vec<Range<usize>>) {
        clean_by(&self.needed(text), text, &self.boilerplate, kept);
    }
    /// Without the passes that would find nothing.
    fn needed(&self, text: &str) -> Cleaning {
        let suspects = Suspects::of(text);
        let Cleaning { email_addresses, urls, encoded_blocks, .. } = self.cleaning;
        Cleaning {
            email_addresses: email_addresses && suspects.email_address,
            urls: urls && suspects.url,
            encoded_blocks: encoded_blocks && suspects.data,
            ..self.cleaning
        }
    }
}

/// The passes that `cleaning` asks for.
fn clean_by(cleaning: &Cleaning, text: &str, boilerplate: &Boilerplate, kept: &mut Vec<Range<usize>>) {
    kept.clear();
    let Cleaning { quotes, signatures, email_addresses, urls, html_tags, encoded_blocks, .. } = *cleaning;
    if quotes || signatures || encoded_blocks || !boilerplate.is_empty() {
        lines::keep_lines(text, cleaning, boilerplate, kept);
    } else if !text.is_empty() {
        kept.push(0..text.len());
    }
    if email_addresses || urls || html_tags || encoded_blocks {
        // New ranges are appended behind the old ones, which then make room.
        let n_lines = kept.len();
        for at in 0..n_lines {
            let range = kept[at].clone();
            inline::keep(text, range, cleaning, kept);
        }
        kept.drain(..n_lines);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: Cleaning = Cleaning {
        quotes: true,
        signatures: true,
        email_addresses: true,
        urls: true,
        html_tags: true,
        encoded_blocks: true,
        boilerplate: None,
    };

    fn cleaned(cleaning: Cleaning, text: &str) -> String {
        let mut kept = Vec::new();
        Cleaner::new(cleaning, Boilerplate::default()).clean(text, &mut kept);
        let pieces: Vec<&str> = kept.into_iter().map(|range| &text[range]).collect();
        pieces.join("|")
    }

    #[test]
    fn a_reply_keeps_only_what_its_author_wrote() {
        let text = "In article <1993Apr.7@host.example.edu> ada@host.example.edu (Ada L.) writes:\n\
                    >> Does it fly?\n\
                    > It floats.\n\
                    I saw it sink.\n\
                    --\n\
                    Charles, http://engines.example.com/\n";
        assert_eq!(cleaned(ALL, text), "I saw it sink.\n");
        let quotes = Cleaning { quotes: true, ..Cleaning::default() };
        assert!(cleaned(quotes, text).ends_with("engines.example.com/\n"));
        assert_eq!(cleaned(Cleaning::default(), text), text);
    }

    #[test]
    fn both_passes_together_keep_the_rest_in_order() {
        let text = "Write to a@b.org\n> old\nor see www.c.org, please";
        assert_eq!(cleaned(ALL, text), "Write to |\n|or see |, please");
        assert_eq!(cleaned(ALL, ""), "");
    }

    fn check(text: &str) {
        let mut kept = Vec::new();
        Cleaner::new(ALL, Boilerplate::default()).clean(text, &mut kept);
        let mut end = 0;
        for range in kept {
            assert!(range.start >= end && range.start < range.end);
            assert!(text.get(range.clone()).is_some());
            end = range.end;
        }
        assert!(end <= text.len());
    }

    proptest! {
        #[test]
        fn passes_that_are_spared_would_find_nothing(
            text in "([Mm][ -`]{0,70}\n|[A-Za-z0-9+/=]{1,80}|[A-Za-z0-9]{300}|a@b\\.c|://|[wW]{1,4}\\.|[ -~]{0,20}|\n|\nbegin 644 x\n){0,12}"
        ) {
            for cleaning in [ALL, Cleaning { quotes: false, signatures: false, html_tags: false, ..ALL }] {
                let (mut all, mut needed) = (Vec::new(), Vec::new());
                Cleaner::new(cleaning, Boilerplate::default()).clean(&text, &mut needed);
                clean_by(&cleaning, &text, &Boilerplate::default(), &mut all);
                prop_assert_eq!(needed, all);
            }
        }

        #[test]
        fn ranges_of_any_text_are_sound(text in "(> |-- \n|a@b.c|http://|www\\.|<a|>|&amp;|<!--|-->|<script>|begin 644 x\n|\n|[a-z가é@:/.<>&;-]){0,40}") {
            check(&text);
        }

        #[test]
        fn ranges_of_arbitrary_text_are_sound(text in any::<String>()) {
            check(&text);
        }
    }

    #[test]
    fn long_hostile_texts_cost_linear_time() {
        for piece in [
            "<a",
            "<!--",
            "<script>",
            "a@",
            "@",
            "http://",
            "://",
            "x://",
            "&",
            "&a",
            "www.",
            ">\n",
            "On \n",
            "begin 6\n",
            "a.b-",
        ] {
            check(&piece.repeat(1 << 18));
        }
    }
}

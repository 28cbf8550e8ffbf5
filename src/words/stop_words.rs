//! Function words that no topic is about: small lists of our own for English and Korean.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

static STOP_WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let lists = [include_str!("../../assets/stop_words/en.txt"), include_str!("../../assets/stop_words/ko.txt")];
    let lines = lists.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// Whether `token`, in lower case, is a stop word of any language with a list.
pub fn is_stop_word(token: &str) -> bool {
    STOP_WORDS.contains(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_know_function_words_of_both_languages_and_leave_content_words() {
        for word in ["the", "don't", "between", "그리고", "있습니다", "것"] {
            assert!(is_stop_word(word), "{word}");
        }
        for word in ["parsing", "translation", "청원", "국민", "#"] {
            assert!(!is_stop_word(word), "{word}");
        }
    }
}

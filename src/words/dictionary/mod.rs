//! Stand-in: replaced by the Korean dictionary.

use std::path::Path;
use std::sync::Arc;

use super::analyser::Analyser;
use crate::progress::{Cancelled, Monitor};

#[derive(Debug)]
pub struct Dictionary {
    words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    #[error("Cannot use the dictionary: {reason}")]
    Unusable { reason: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Dictionary {
    pub fn embedded() -> Result<Arc<Self>, DictionaryError> {
        Ok(Arc::new(Self { words: Vec::new() }))
    }

    pub fn from_folder(
        folder: &Path,
        cache: Option<&Path>,
        monitor: &dyn Monitor,
    ) -> Result<Arc<Self>, DictionaryError> {
        let _ = (cache, monitor);
        Err(DictionaryError::Unusable { reason: format!("not yet: {}", folder.display()) })
    }

    pub fn with_user_words(self: &Arc<Self>, words: &[String]) -> Result<Arc<Self>, DictionaryError> {
        Ok(Arc::new(Self { words: words.to_vec() }))
    }

    pub fn analyser(&self) -> Analyser<'_> {
        Analyser { words: &self.words }
    }
}

//! What several topics would be as one, before anybody merges them.

use super::{KEY_TERMS, Tables};
use crate::analysis::Analysis;
use crate::corpus::vocabulary::TermId;
use crate::topics::TopicId;
use crate::topics::keywords::{NAME_TERMS, automatic_name, proportion_keywords};
use crate::topics::profile::Profile;

/// A topic that could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Its best keywords.
    pub name: String,
    /// Those after the ones in the name.
    pub key_terms: String,
    pub n_documents: u32,
    pub cohesion: f64,
}

impl Tables {
    /// Open topics taken as one.
    pub fn union_of(&self, analysis: &Analysis, topics: &[TopicId]) -> Union {
        let parts: Vec<&Profile> = topics.iter().filter_map(|&id| self.profile(id)).map(AsRef::as_ref).collect();
        let profile = Profile::sum_of(&parts);
        let vocabulary = &analysis.vectorized.vocabulary;
        let keywords = proportion_keywords(&profile, &self.background, &self.ignored, NAME_TERMS + KEY_TERMS);
        let key_terms: Vec<&str> =
            keywords.iter().skip(NAME_TERMS).map(|keyword| vocabulary.term(keyword.term)).collect();
        Union {
            name: automatic_name(&profile, &self.background, &self.ignored, vocabulary),
            key_terms: key_terms.join(" "),
            n_documents: profile.n_documents,
            cohesion: profile.cohesion(),
        }
    }
}

impl Tables {
    /// The `n` terms that two open topics have most in common: those of the largest product of relevance for both, where
    /// relevance is how much more of the topic than of the corpus a term is.
    ///
    /// What is common everywhere is common to all pairs and says nothing: such terms are left out.
    pub fn shared_terms(&self, a: TopicId, b: TopicId, n: usize) -> Vec<TermId> {
        let (Some(a), Some(b)) = (self.profile(a), self.profile(b)) else { return Vec::new() };
        let mut shared: Vec<(f64, TermId)> = Vec::new();
        for sum in a.terms.iter().filter(|sum| !self.ignored.contains(sum.term)) {
            let other = b.sum(sum.term);
            if other.n_documents == 0 {
                continue;
            }
            let usual = self.background.sum(sum.term).weight / self.background.total_weight;
            let excess = |weight: f64, profile: &Profile| (weight / profile.total_weight - usual).max(0.0);
            let product = excess(sum.weight, a) * excess(other.weight, b);
            if product > 0.0 {
                shared.push((product, sum.term));
            }
        }
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        shared.truncate(n);
        shared.into_iter().map(|(_, term)| term).collect()
    }
}

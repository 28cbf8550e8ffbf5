//! What things of the engine are called in the window.

use crate::topics::merge_tree::GroupingRule;
use crate::topics::similarity::Measure;

pub const MEASURES: [(Measure, &str, &str); 3] = [
    (
        Measure::CentredHellinger,
        "centred Hellinger",
        "Compares the square roots of the terms' shares after taking away what all topics have in common: few common words \
         cannot make two topics alike",
    ),
    (
        Measure::CentredCosine,
        "centred cosine",
        "Compares the centroids after taking away what all topics have in common: 0 is as alike as any two topics",
    ),
    (Measure::Cosine, "cosine", "Compares the centroids as they are, as in the talk: papers quote this one"),
];

pub const RULES: [(GroupingRule, &str, &str); 4] = [
    (GroupingRule::Average, "average", "Groups are as alike as their pairs are on average"),
    (GroupingRule::Single, "single", "Groups are as alike as their most similar pair: makes chains easily"),
    (GroupingRule::Complete, "complete", "Groups are as alike as their least similar pair: makes tight groups"),
    (
        GroupingRule::Greedy,
        "greedy",
        "The reference library's rule: the largest topics first, each joins the nearest group or opens one. Groups do not nest \
         as the threshold moves",
    ),
];

pub fn measure_name(measure: Measure) -> &'static str {
    MEASURES.iter().find(|(known, ..)| *known == measure).map_or("", |(_, name, _)| name)
}

pub fn rule_name(rule: GroupingRule) -> &'static str {
    RULES.iter().find(|(known, ..)| *known == rule).map_or("", |(_, name, _)| name)
}

/// A similarity with two decimals and a true minus; what rounds to nothing has no sign.
pub fn similarity_text(similarity: f32) -> String {
    let text = format!("{:.2}", similarity.abs());
    if similarity < 0.0 && text != "0.00" { format!("−{text}") } else { text }
}

#[cfg(test)]
mod tests {
    #[test]
    fn similarities_that_round_to_nothing_have_no_sign() {
        assert_eq!([-0.004, 0.0, -0.126, 0.5].map(super::similarity_text), ["0.00", "0.00", "−0.13", "0.50"]);
    }
}

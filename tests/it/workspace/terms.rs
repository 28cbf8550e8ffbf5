//! The terms of the topic in focus: what ranks them, which is lit, two topics side by side, and all of it as a table.

use mungchi::topics::Command;
use mungchi::topics::keywords::TermScore;
use mungchi::workspace::{Action, MOST_TERMS, N_TERMS, TermBar};

use super::{Desk, name, select};

fn texts(desk: &Desk) -> Vec<String> {
    desk.workspace.terms().bars.iter().map(|bar| bar.text.clone()).collect()
}

fn relevance(lambda: f64) -> TermScore {
    TermScore::Relevance { lambda }
}

#[test]
fn another_score_ranks_anew_and_lambda_is_kept_meanwhile() {
    let mut desk = Desk::with_topics();
    desk.perform(select(&[desk.listed(0)]));
    assert_eq!(desk.workspace.terms().score, relevance(0.6));
    desk.perform(Action::SetRelevance(0.1));
    let by_relevance = desk.workspace.terms().bars.clone();
    let mut orders = vec![texts(&desk)];
    for score in [TermScore::Proportion, TermScore::CTfIdf, TermScore::LogOdds] {
        desk.perform(Action::SetTermScore(score));
        assert_eq!((desk.workspace.terms().score, desk.workspace.terms().lambda), (score, 0.1));
        let bars = &desk.workspace.terms().bars;
        assert!(!bars.is_empty() && bars.is_sorted_by(|a, b| a.score >= b.score), "{score:?} {bars:?}");
        assert!(bars.iter().all(|bar| bar.n_in_topic > 0 && bar.n_in_topic <= bar.n_in_corpus));
        orders.push(texts(&desk));
    }
    orders.dedup();
    assert!(orders.len() > 1, "the scores rank differently");

    desk.perform(Action::SetRelevance(0.3));
    assert_eq!(desk.workspace.terms().score, TermScore::LogOdds, "λ waits until the relevance ranks again");
    desk.perform(Action::SetTermScore(relevance(desk.workspace.terms().lambda)));
    assert_eq!(desk.workspace.terms().score, relevance(0.3));
    desk.perform(Action::SetTermScore(relevance(0.1)));
    assert_eq!(desk.workspace.terms().bars, by_relevance);
    desk.perform(Action::SetTermScore(relevance(7.0)));
    assert_eq!(desk.workspace.terms().score, relevance(1.0));
}

#[test]
fn a_list_is_as_long_as_wanted_and_never_beyond_its_limit() {
    let mut desk = Desk::with_topics();
    let all = desk.session().topics.open().collect::<Vec<_>>();
    desk.perform(select(&all));
    let terms = desk.workspace.terms();
    assert_eq!((terms.bars.len(), terms.n_wanted, terms.may_have_more()), (N_TERMS, N_TERMS, true));
    assert_eq!((terms.n_documents, terms.n_in_corpus), (80, 80));
    let marks = terms.marks.len();
    let first = terms.bars.clone();
    desk.perform(Action::ListTerms(9999));
    let terms = desk.workspace.terms();
    assert_eq!(terms.n_wanted, MOST_TERMS);
    assert!(terms.bars.len() > N_TERMS && terms.bars.len() <= MOST_TERMS);
    assert_eq!(terms.bars[..N_TERMS], first);
    assert_eq!(terms.marks.len(), marks, "documents are marked with the best only");
}

#[test]
fn a_term_is_lit_by_the_pointer_and_kept_by_a_click() {
    let mut desk = Desk::with_topics();
    desk.perform(select(&[desk.listed(0)]));
    let [first, second] = [0, 1].map(|place: usize| desk.workspace.terms().bars[place].clone());
    let lit = |desk: &Desk| desk.workspace.lit_term().map(|lit| lit.term);
    desk.perform(Action::HoverTerm(Some(first.term)));
    assert_eq!(lit(&desk), Some(first.term));
    let n_topics = desk.session().topics.open().filter(|&id| desk.workspace.lit_term().unwrap().n_in(id) > 0).count();
    assert_eq!(desk.workspace.lit_term().unwrap().n_topics(), n_topics);
    assert_eq!(desk.workspace.lit_term().unwrap().n_documents, first.n_in_corpus);
    desk.perform(Action::HoverTerm(None));
    assert_eq!(lit(&desk), None);

    desk.perform(Action::PinTerm(first.term));
    desk.perform(Action::HoverTerm(Some(second.term)));
    assert_eq!((lit(&desk), desk.workspace.pinned_term()), (Some(second.term), Some(first.term)));
    desk.perform(Action::HoverTerm(None));
    assert_eq!(lit(&desk), Some(first.term));
    desk.perform(Action::PinTerm(first.term));
    assert_eq!((lit(&desk), desk.workspace.pinned_term()), (None, None), "the same once more lets it go");

    desk.perform(Action::PinTerm(second.term));
    desk.perform(Action::Curate(Command::IgnoreTerms(vec![second.text])));
    assert_eq!((lit(&desk), desk.workspace.pinned_term()), (None, None), "what is ignored is lit no more");
}

#[test]
fn two_topics_are_held_side_by_side() {
    let mut desk = Desk::with_topics();
    let [a, b, c] = [0, 1, 2].map(|place| desk.listed(place));
    desk.perform(select(&[a]));
    assert_eq!(desk.workspace.terms().pair, None);
    desk.perform(select(&[a, b, c]));
    assert_eq!(desk.workspace.terms().pair, None);
    desk.perform(select(&[a, b]));
    let pair = desk.workspace.terms().pair.clone().unwrap();
    let tables = &desk.session().tables;
    assert_eq!((pair.topics, pair.n_documents), ([a, b], [desk.n_documents(a), desk.n_documents(b)]));
    assert_eq!((Some(pair.similarity), pair.n_pairs), (tables.relations.similarities.between(a, b), 28));
    let open: Vec<_> = desk.session().topics.open().collect();
    let pairs = open.iter().flat_map(|&x| open.iter().filter(move |&&y| y < x).map(move |&y| (x, y)));
    let closer = pairs.filter(|&(x, y)| tables.relations.similarities.between(x, y) > Some(pair.similarity)).count();
    assert_eq!(pair.rank, closer + 1);

    for (side, topic) in [a, b].into_iter().enumerate() {
        let profile = tables.profile(topic).unwrap();
        for word in pair.own.iter().flatten().chain(&pair.shared) {
            assert_eq!(word.n_in[side], profile.sum(word.term).n_documents);
            assert!(pair.share(word, side) <= pair.largest_share);
        }
    }
    assert!(pair.shared.iter().all(|word| word.n_in.iter().all(|&n| n > 0)));
    let is_shared = |text: &str| pair.shared.iter().any(|word| word.text == text);
    assert!(pair.own.iter().flatten().all(|word| !is_shared(&word.text)));
    let lesser = |place: usize| pair.share(&pair.shared[place], 0).min(pair.share(&pair.shared[place], 1));
    assert!((1..pair.shared.len()).all(|place| lesser(place - 1) >= lesser(place)));
}

#[test]
fn the_table_of_a_topic_has_a_row_for_each_listed_term() {
    let mut desk = Desk::with_topics();
    assert_eq!(desk.workspace.term_table(), None);
    let topic = desk.listed(0);
    desk.perform(select(&[topic]));
    let table = desk.workspace.term_table().unwrap();
    let bars = &desk.workspace.terms().bars;
    assert_eq!((table.n_terms, table.n_topics, table.n_left_out), (bars.len(), 1, 0));
    let mut lines = table.text.lines();
    let header = "term\tdocuments in topic\t% of topic\tdocuments in corpus\t% of corpus\trelevance (λ = 0.60)";
    assert_eq!(lines.next(), Some(header));
    let n_documents = f64::from(desk.n_documents(topic));
    let row = |bar: &TermBar| {
        let TermBar { text, n_in_topic, n_in_corpus, score, .. } = bar;
        let of_topic = 100.0 * f64::from(*n_in_topic) / n_documents;
        let of_corpus = 100.0 * f64::from(*n_in_corpus) / 80.0;
        format!("{text}\t{n_in_topic}\t{of_topic:.2}\t{n_in_corpus}\t{of_corpus:.2}\t{score:.4}")
    };
    assert!(lines.eq(bars.iter().map(row)), "{}", table.text);
}

#[test]
fn the_table_of_several_topics_names_them_and_keeps_to_its_cells() {
    let mut desk = Desk::with_topics();
    let [a, b] = [0, 1].map(|place| desk.listed(place));
    desk.perform(name(a, Some("one\ttwo")));
    desk.perform(select(&[a, b]));
    desk.perform(Action::SetTermScore(TermScore::LogOdds));
    let table = desk.workspace.term_table().unwrap();
    assert_eq!(table.n_topics, 2);
    let lines: Vec<Vec<&str>> = table.text.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines.len(), table.n_terms + 1);
    assert!(lines.iter().all(|cells| cells.len() == 8), "{}", table.text);
    assert_eq!((lines[0][0], lines[0][1], lines[0][7]), ("topic", "topic name", "log-odds (z)"));
    assert_eq!((lines[1][0].to_owned(), lines[1][1]), (a.to_string(), "one two"));
    let name_of_b = desk.session().tables.name(b);
    let of_b = lines.iter().filter(|cells| cells[0] == b.to_string() && cells[1] == name_of_b).count();
    assert!((1..=N_TERMS).contains(&of_b));
}

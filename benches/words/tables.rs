//! Tables of what was measured, in Markdown.

use std::fmt;

use mungchi::corpus::vectorizer::Weighting;

use super::MULTIPLES;

/// One corpus, by its ways of finding words and then by [`Weighting::ALL`].
pub struct Measured {
    pub name: String,
    pub n_documents: usize,
    pub n_classes: usize,
    pub n_seeds: u64,
    /// The place of the default weighting.
    pub weighting: usize,
    /// Names of the ways; the first is the default.
    pub ways: Vec<&'static str>,
    pub cells: Vec<Vec<Cell>>,
}

/// For each of [`MULTIPLES`] the NMI of each seed.
pub struct Cell(pub [Vec<f64>; MULTIPLES.len()]);

impl Cell {
    fn means(&self) -> Means {
        Means(std::array::from_fn(|multiple| mean(self.0[multiple].iter().copied())))
    }
}

/// The mean NMI at each of [`MULTIPLES`].
#[derive(Clone, Copy)]
struct Means([f64; MULTIPLES.len()]);

impl Means {
    fn of(all: &[Self]) -> Self {
        Self(std::array::from_fn(|multiple| mean(all.iter().map(|means| means.0[multiple]))))
    }
}

impl fmt::Display for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.map(|value| format!("{value:.3}")).join(" · "))
    }
}

/// All tables: weightings with the default words, words with the default weighting, and both together.
pub fn tell(all: &[Measured]) {
    println!("NMI with as many clusters as classes · with three times as many\n");
    tell_weightings(all);
    tell_differences(all);
    for ways in distinct_ways(all) {
        let among: Vec<&Measured> = all.iter().filter(|one| one.ways == ways).collect();
        tell_ways(&among, ways);
        tell_both(&among, ways);
    }
}

fn tell_weightings(all: &[Measured]) {
    println!("| corpus | documents | classes | seeds |{} spread over seeds |", weighting_names());
    println!("|---|---|---|---|---|{}", "---|".repeat(Weighting::ALL.len()));
    for one in all {
        let Measured { name, n_documents, n_classes, n_seeds, .. } = one;
        let row = &one.cells[0];
        let means: String = row.iter().map(|cell| format!(" {} |", cell.means())).collect();
        println!("| {name} | {n_documents} | {n_classes} | {n_seeds} |{means} {} |", spread(row.iter()));
    }
    let of_weighting = |place: usize| all.iter().map(|one| one.cells[0][place].means()).collect::<Vec<_>>();
    let means = (0..Weighting::ALL.len()).map(|place| format!(" {} |", Means::of(&of_weighting(place))));
    println!("| **mean** | | | |{} |", means.collect::<String>());
}

/// How far the other weightings are from the first, seed by seed: the mean and its standard error.
fn tell_differences(all: &[Measured]) {
    println!("\n| corpus, less {} |{}", Weighting::ALL[0].name(), weighting_names());
    println!("|---|{}", "---|".repeat(Weighting::ALL.len()));
    for one in all {
        let [first, others @ ..] = &one.cells[0][..] else { continue };
        let told: String = others.iter().map(|cell| format!(" {} |", difference(cell, first))).collect();
        println!("| {} | |{told}", one.name);
    }
}

fn difference(cell: &Cell, first: &Cell) -> String {
    let of_multiple = |multiple: usize| {
        let pairs = cell.0[multiple].iter().zip(&first.0[multiple]);
        let values: Vec<f64> = pairs.map(|(one, other)| one - other).collect();
        let error = variance(&values).map(|variance| (variance / values.len() as f64).sqrt());
        let error = error.map_or_else(|| "?".to_owned(), |error| format!("{error:.3}"));
        format!("{:+.3} ± {error}", mean(values.iter().copied()))
    };
    (0..MULTIPLES.len()).map(of_multiple).collect::<Vec<_>>().join(" · ")
}

fn tell_ways(among: &[&Measured], ways: &[&'static str]) {
    let names: String = ways.iter().map(|name| format!(" {name} |")).collect();
    let Some(weighting) = among.first().map(|one| one.weighting) else { return };
    println!("\n| corpus, {} |{names} spread over seeds |", Weighting::ALL[weighting].name());
    println!("|---|---|{}", "---|".repeat(ways.len()));
    for one in among {
        let first = || one.cells.iter().map(|row| &row[weighting]);
        let means: String = first().map(|cell| format!(" {} |", cell.means())).collect();
        println!("| {} |{means} {} |", one.name, spread(first()));
    }
    let of_way = |way: usize| among.iter().map(|one| one.cells[way][weighting].means()).collect::<Vec<_>>();
    let means = (0..ways.len()).map(|way| format!(" {} |", Means::of(&of_way(way))));
    println!("| **mean** |{} |", means.collect::<String>());
}

fn tell_both(among: &[&Measured], ways: &[&'static str]) {
    println!("\n| words, mean of {} |{}", among.len(), weighting_names());
    println!("|---|{}", "---|".repeat(Weighting::ALL.len()));
    for (way, name) in ways.iter().enumerate() {
        let of_weighting = |place: usize| among.iter().map(|one| one.cells[way][place].means()).collect::<Vec<_>>();
        let means = (0..Weighting::ALL.len()).map(|place| format!(" {} |", Means::of(&of_weighting(place))));
        println!("| {name} |{}", means.collect::<String>());
    }
}

fn weighting_names() -> String {
    Weighting::ALL.iter().map(|weighting| format!(" {} |", weighting.name())).collect()
}

fn distinct_ways(all: &[Measured]) -> Vec<&[&'static str]> {
    let mut distinct: Vec<&[&str]> = Vec::new();
    for one in all {
        if !distinct.contains(&&*one.ways) {
            distinct.push(&one.ways);
        }
    }
    distinct
}

/// The standard deviation over the seeds, of all cells together: the root of their mean variance. "?" for one seed.
fn spread<'a>(cells: impl Iterator<Item = &'a Cell> + Clone) -> String {
    let of_multiple = |multiple: usize| {
        let variances = cells.clone().filter_map(|cell| variance(&cell.0[multiple]));
        let variances: Vec<f64> = variances.collect();
        if variances.is_empty() { "?".to_owned() } else { format!("{:.3}", mean(variances.into_iter()).sqrt()) }
    };
    (0..MULTIPLES.len()).map(of_multiple).collect::<Vec<_>>().join(" · ")
}

fn variance(values: &[f64]) -> Option<f64> {
    let mean = mean(values.iter().copied());
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| squares / (values.len() - 1) as f64)
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

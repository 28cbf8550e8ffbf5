//! What lines of JSON say: medians and ratios.

use std::fs::read_to_string;

use serde_json::Value;

use crate::runs::ENGINE;

/// All runs of one piece of work.
pub struct Work {
    pub name: String,
    /// The engine first.
    pub ran: Vec<Who>,
}

/// Who did it, and how it went.
pub struct Who {
    pub name: String,
    pub secs: f64,
    pub secs_an_iteration: f64,
    pub iterations: u64,
    /// The best of all runs.
    pub objective: f64,
    pub n_runs: usize,
}

impl Work {
    /// How many times as long as the engine somebody took; `None` without the engine.
    pub fn ratio(&self, who: &Who) -> Option<f64> {
        let engine = self.ran.iter().find(|other| other.name == ENGINE)?;
        Some(who.secs / engine.secs)
    }
}

/// The works of a file of lines, in the order in which they come; lines that are no JSON are passed over.
pub fn read(file: &str) -> Vec<Work> {
    let text = read_to_string(file).expect("the file of runs can be read");
    let lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in &lines {
        let (work, who) = (line["work"].as_str().unwrap_or_default(), line["who"].as_str().unwrap_or_default());
        let place = names.iter().position(|(name, _)| *name == work).unwrap_or_else(|| {
            names.push((work, Vec::new()));
            names.len() - 1
        });
        if !names[place].1.contains(&who) {
            names[place].1.push(who);
        }
    }
    let works = names.into_iter().map(|(work, mut who)| {
        who.sort_by_key(|name| *name != ENGINE);
        let ran = who.into_iter().map(|who| {
            let own: Vec<&Value> = lines.iter().filter(|line| line["work"] == work && line["who"] == who).collect();
            Who::new(who, &own)
        });
        Work { name: work.to_owned(), ran: ran.collect() }
    });
    works.collect()
}

impl Who {
    fn new(name: &str, lines: &[&Value]) -> Self {
        let of = |field: &str| -> Vec<f64> { lines.iter().filter_map(|line| line[field].as_f64()).collect() };
        let secs = of("seconds");
        Self {
            name: name.to_owned(),
            n_runs: secs.len(),
            secs: median(secs),
            secs_an_iteration: median([of("seconds_an_iteration"), of("seconds_per_iteration")].concat()),
            iterations: median(of("iterations")) as u64,
            objective: of("objective_mean").into_iter().fold(f64::NAN, f64::max),
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub fn markdown(works: &[Work]) -> String {
    let head = "| work | who | seconds | an iteration | iterations | objective, best | times the engine | runs |\n\
                |---|---|---|---|---|---|---|---|\n";
    let mut table = vec![head.to_owned()];
    for work in works {
        for who in &work.ran {
            let ratio = work.ratio(who).filter(|_| who.name != ENGINE);
            table.push(format!(
                "| {} | {} | {:.3} | {:.4} | {} | {:.4} | {} | {} |\n",
                work.name,
                who.name,
                who.secs,
                who.secs_an_iteration,
                who.iterations,
                who.objective,
                ratio.map_or(String::new(), |ratio| format!("{ratio:.1}")),
                who.n_runs
            ));
        }
    }
    table.concat()
}

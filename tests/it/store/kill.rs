//! The program is killed at any moment while it saves: what it told as saved is there.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use mungchi::corpus::DocId;
use mungchi::topics::{Command, StepId, TopicId};
use rusqlite::Connection;

use super::{decide, decision_log, new_project, open, rename};
use crate::fixtures::{Random, write};

/// Kills, unless the environment variable `MUNGCHI_KILLS` says another number.
const N_KILLS: usize = 12;

/// Decisions in the log.
const N_STEPS: usize = 300;

fn any_command(random: &mut Random, place: usize) -> Command {
    let topic = TopicId(random.below(8) as u32);
    match random.below(5) {
        0 => Command::Note { topic, note: format!("note {place} ").repeat(random.below(400)) },
        1 => Command::Tag { topics: vec![topic], tag: format!("tag {place}") },
        2 => Command::IgnoreTerms(vec![format!("term {place}")]),
        3 => {
            let first = random.below(40) as u32;
            Command::MoveDocuments { documents: (first..first + 150).map(DocId).collect(), to: topic }
        }
        _ => rename(topic.0, &format!("name {place}")),
    }
}

/// The lines that a run printed until it was killed, after `n_lines` of them and a moment.
fn replay_until_killed(log: &Path, project: &Path, n_lines: usize, moment: Duration) -> Vec<String> {
    let mut process = Process::new(env!("CARGO_BIN_EXE_mungchi"));
    process.arg("replay").arg(log).arg("--on").arg(project).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = process.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut lines = Vec::new();
    let mut read = |lines: &mut Vec<String>| {
        let mut line = Vec::new();
        out.read_until(b'\n', &mut line).unwrap();
        // Half a line is not told yet.
        let is_whole = line.ends_with(b"\n");
        if is_whole {
            lines.push(String::from_utf8(line).unwrap().trim_end().to_owned());
        }
        is_whole
    };
    while lines.len() < n_lines && read(&mut lines) {}
    let start = Instant::now();
    while start.elapsed() < moment {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    while read(&mut lines) {}
    child.wait().unwrap();
    lines
}

/// The number and the sentence of a step that is on disk; `None` for a line of the report at the end.
fn told_step(line: &str) -> Option<(u32, &str)> {
    let (number, sentence) = line.split_once("  ")?;
    Some((number.parse().ok()?, sentence))
}

fn number(path: &Path, query: &str) -> u32 {
    Connection::open(path).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
}

fn verdict(path: &Path) -> String {
    Connection::open(path).unwrap().query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_kill_loses_nothing_that_was_told_as_saved() {
    let (folder, path) = new_project(400);
    let base = folder.path().join("base.mungchi");
    fs::copy(&path, &base).unwrap();
    let mut random = Random::new(23);
    let mut decided = open(&path);
    for place in 0..N_STEPS {
        let command = any_command(&mut random, place);
        decide(&mut decided, command);
    }
    let log = decision_log(&decided);
    assert!(log.steps.len() > N_STEPS * 3 / 4, "{} steps", log.steps.len());
    let log = write(folder.path(), "log.json", serde_json::to_string(&log).unwrap());
    drop(decided);

    let n_kills = std::env::var("MUNGCHI_KILLS").map_or(N_KILLS, |text| text.parse().expect("a number of kills"));
    let (mut n_told, mut n_cut_off) = (0, 0);
    for kill in 0..n_kills {
        let project = folder.path().join("killed.mungchi");
        fs::copy(&base, &project).unwrap();
        let (n_lines, moment) = (random.below(60), Duration::from_micros(random.below(3000) as u64));
        let lines = replay_until_killed(&log, &project, n_lines, moment);
        let journal = folder.path().join("killed.mungchi-journal");
        n_cut_off += usize::from(journal.exists());

        let found = open(&project);
        assert!(found.store.is_ok() && found.topics.is_whole(), "kill {kill}");
        let told: Vec<(u32, &str)> = lines.iter().filter_map(|line| told_step(line)).collect();
        for &(step, sentence) in &told {
            let kept = found.history.step(StepId(step)).unwrap_or_else(|| panic!("kill {kill}: step {step} is lost"));
            assert_eq!(kept.sentence, sentence, "kill {kill}");
        }
        assert_eq!(found.history.done().len(), found.history.n_steps(), "kill {kill}");
        // One more can be on disk than was told, not two.
        assert!(found.history.n_steps() <= told.len() + 1, "kill {kill}");
        n_told += told.len();
        drop(found);
        assert_eq!(verdict(&project), "ok", "kill {kill}");
        let n_steps = number(&project, "SELECT count(*) FROM step");
        assert_eq!(number(&project, "SELECT coalesce(max(step), 0) FROM step"), n_steps, "kill {kill}");
        fs::remove_file(&project).unwrap();
    }
    eprintln!("{n_kills} kills, {n_cut_off} in the middle of a commit; {n_told} steps told as saved, 0 lost");
}

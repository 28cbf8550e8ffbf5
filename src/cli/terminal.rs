//! Progress on the terminal, and the clock of a run.

use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::progress::{Iteration, Monitor, Progress, StageKind};

/// Shows progress on standard error and remembers when each stage and iteration came.
pub(super) struct TerminalMonitor {
    start: Instant,
    on_terminal: bool,
    log: Mutex<Log>,
}

#[derive(Clone, Default)]
pub(super) struct Log {
    /// Seconds from the start at which each stage began.
    stages: Vec<(StageKind, f64)>,
    /// Each iteration with its seconds.
    pub(super) iterations: Vec<(Iteration, f64)>,
    /// Seconds from the start to when the log was asked for.
    pub(super) last_seconds: f64,
    last_shown: f64,
}

impl TerminalMonitor {
    pub(super) fn new() -> Self {
        Self { start: Instant::now(), on_terminal: std::io::stderr().is_terminal(), log: Mutex::default() }
    }

    pub(super) fn log(&self) -> Log {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner).clone();
        log.last_seconds = self.start.elapsed().as_secs_f64();
        log
    }

    /// Removes the progress line.
    pub(super) fn clear(&self) {
        if self.on_terminal {
            eprint!("\r\x1b[K");
        }
    }
}

impl Log {
    /// Seconds from the beginning of each of these stages to the beginning of the next.
    pub(super) fn seconds_in(&self, kinds: &[StageKind]) -> f64 {
        let ends = self.stages.iter().skip(1).map(|&(_, start)| start).chain([self.last_seconds]);
        let stages = self.stages.iter().zip(ends).filter(|((kind, _), _)| kinds.contains(kind));
        stages.map(|((_, start), end)| end - start).sum()
    }
}

impl Monitor for TerminalMonitor {
    fn report(&self, progress: Progress) {
        let now = self.start.elapsed().as_secs_f64();
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Progress::Stage(stage) => {
                if log.stages.iter().all(|&(kind, _)| kind != stage.kind) {
                    log.stages.push((stage.kind, now));
                }
                if self.on_terminal && now - log.last_shown > 0.1 {
                    log.last_shown = now;
                    let percent = (stage.done * 100).checked_div(stage.total);
                    let percent = percent.map_or(String::new(), |percent| format!(" {percent} %"));
                    eprint!("\r\x1b[K{}{percent}", stage.kind.title());
                }
            }
            // The share of the bytes says more.
            Progress::Documents(_) => {}
            Progress::Iteration(iteration) => {
                let begun = log.stages.iter().find(|&&(kind, _)| kind == StageKind::Iterate).map_or(0.0, |&(_, at)| at);
                let spent: f64 = log.iterations.iter().map(|&(_, seconds)| seconds).sum();
                log.iterations.push((iteration, now - begun - spent));
                let Iteration { number, moved, objective } = iteration;
                if self.on_terminal {
                    eprint!("\r\x1b[K");
                }
                eprintln!("Iteration {number}: mean cosine {objective:.4}, {moved} documents moved");
            }
        }
    }
}

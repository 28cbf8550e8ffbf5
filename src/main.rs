//! Start-up: a verb runs without a window, everything else opens one.

use std::process::ExitCode;

use clap::Parser as _;
use mungchi::cli::{self, Arguments};
use mungchi::store::places::Places;
use mungchi::words::dictionary;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    dictionary::set_cache(Places::of_user().dictionaries);
    let outcome = match &arguments.verb {
        Some(verb) => cli::run(verb),
        None => open_window(arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "gui")]
fn open_window(arguments: Arguments) -> anyhow::Result<()> {
    // Where there are more than two cores, one is left to the window.
    let n_cores = std::thread::available_parallelism().map_or(2, usize::from);
    rayon::ThreadPoolBuilder::new().num_threads(2.max(n_cores - 1)).build_global()?;
    mungchi::ui::run(arguments.inputs, arguments.sample)
}

#[cfg(not(feature = "gui"))]
fn open_window(_: Arguments) -> anyhow::Result<()> {
    anyhow::bail!("This build has no window: run `mungchi cluster --help`, or build with the feature `gui`")
}

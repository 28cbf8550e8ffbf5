//! Start-up: a verb runs without a window, everything else opens one.

use std::process::ExitCode;

use clap::Parser as _;
use mungchi::cli::{self, Arguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
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
    mungchi::ui::run(arguments.inputs, arguments.sample)
}

#[cfg(not(feature = "gui"))]
fn open_window(_: Arguments) -> anyhow::Result<()> {
    anyhow::bail!("This build has no window: run `mungchi cluster --help`, or build with the feature `gui`")
}

//! What a file may cost before it is refused; each option has the words of the limit that messages name.

use clap::Args;

use crate::corpus::provenance::{Limit, Limits};

#[derive(Debug, Args)]
#[command(next_help_heading = "Limits of reading")]
pub(super) struct LimitArguments {
    /// A line, a row, or a file that is one document [default: 64]
    #[arg(long, value_name = "MIB", value_parser = within(Limit::Record))]
    largest_record: Option<u64>,
    /// What a packed file may unpack to [default: 16]
    #[arg(long, value_name = "GIB", value_parser = within(Limit::Unpacked))]
    largest_unpacked_file: Option<u64>,
    /// How many times its size a packed file may unpack to [default: 250]
    #[arg(long, value_name = "TIMES", value_parser = within(Limit::Ratio))]
    largest_unpacking_ratio: Option<u64>,
    /// Levels of nesting in JSON, and of archives in archives [default: 100]
    #[arg(long, value_name = "LEVELS", value_parser = within(Limit::Depth))]
    deepest_nesting: Option<u64>,
    /// Files in one folder or archive [default: 5000000]
    #[arg(long, value_name = "N", value_parser = within(Limit::Files))]
    most_files: Option<u64>,
}

fn within(limit: Limit) -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(limit.range())
}

impl LimitArguments {
    pub(super) fn limits(&self) -> Limits {
        let chosen = [
            (Limit::Record, self.largest_record),
            (Limit::Unpacked, self.largest_unpacked_file),
            (Limit::Ratio, self.largest_unpacking_ratio),
            (Limit::Depth, self.deepest_nesting),
            (Limit::Files, self.most_files),
        ];
        let chosen = chosen.into_iter().filter_map(|(limit, value)| Some((limit, value?)));
        chosen.fold(Limits::default(), |limits, (limit, value)| limits.with(limit, value))
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, FromArgMatches as _, Parser};

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        limits: LimitArguments,
    }

    #[test]
    fn each_limit_has_an_option_of_its_words_which_says_the_default() {
        let command = Program::command();
        for limit in Limit::ALL {
            let option = limit.name().to_lowercase().replace(' ', "-");
            let argument = command.get_arguments().find(|argument| argument.get_long() == Some(option.as_str()));
            let help = argument.unwrap_or_else(|| panic!("no --{option}")).get_help().unwrap().to_string();
            let default = format!("[default: {}]", Limits::default().get(limit));
            assert!(help.ends_with(&default), "{help}");
            let least = limit.range().start() + 1;
            let matches = Program::command().try_get_matches_from(["", &format!("--{option}"), &least.to_string()]);
            let program = Program::from_arg_matches(&matches.unwrap()).unwrap();
            assert_eq!(program.limits.limits(), Limits::default().with(limit, least));
            let beyond = (limit.range().end() + 1).to_string();
            assert!(Program::command().try_get_matches_from(["", &format!("--{option}"), &beyond]).is_err());
        }
    }
}

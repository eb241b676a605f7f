//! Parses the arguments, runs the command, prints the error, sets the exit code.

use clap::Parser;
use std::io::Write;
use treatstat::cli::{Cli, Command};
use treatstat::commands::{self, Talk};
use treatstat::error::{Error, INTERNAL, OK, USAGE};
use treatstat::extract::forms::guard::is_guarded;

fn main() {
    // A panic's own message could hold a value from the extract; only the place is told.
    std::panic::set_hook(Box::new(|panic| {
        if is_guarded() {
            return;
        }
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let _ = writeln!(
            std::io::stderr(),
            "error: internal fault at {place}\nhint: this is a fault of treatstat; please report it"
        );
    }));
    treatstat::stop::on_interrupt();
    let code = std::panic::catch_unwind(run).unwrap_or(INTERNAL);
    std::process::exit(code);
}

fn run() -> i32 {
    let parsed = Cli::try_parse().and_then(|cli| match &cli.command {
        Command::Synth(args) => args.check().map(|()| cli),
        _ => Ok(cli),
    });
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) => {
            let _ = e.print();
            return if e.use_stderr() { USAGE } else { OK };
        }
    };
    treatstat::workers::take_part();
    let talk = Talk { quiet: cli.quiet };
    let result = match &cli.command {
        Command::Report(args) => commands::report::run(args, talk),
        Command::Measure(args) => commands::measure::run(args, talk),
        Command::Check(args) => commands::check::run(args, talk),
        Command::Explain(args) => commands::explain::run(args, talk),
        Command::Rules(args) => commands::rules::run(args),
        Command::Profile(command) => commands::profile::run(command, talk),
        Command::Reconcile(args) => commands::reconcile::run(args, talk),
        Command::ReleaseCheck(args) => commands::release_check::run(args, talk),
        Command::Synth(args) => commands::synth::run(args, talk),
    };
    match result {
        Ok(()) => OK,
        Err(error) => report_failure(&error),
    }
}

fn report_failure(error: &anyhow::Error) -> i32 {
    let mut stderr = std::io::stderr();
    let _ = writeln!(stderr, "error: {error:#}");
    let Some(error) = error.downcast_ref::<Error>() else {
        return INTERNAL;
    };
    if !error.hint().is_empty() {
        let _ = writeln!(stderr, "hint: {}", error.hint());
    }
    error.exit_code()
}

//! `cargo xtask`: the project's commands. Each sets up what is missing, then runs.

mod arguments;
mod bench;
mod framer;
mod lint;
mod process;
mod progress;
mod serve;
mod setup;
mod site;
mod stages;
mod test;
mod trunk;
mod workspace;

use std::process::ExitCode;

use arguments::Job;
use workspace::Workspace;

fn main() -> ExitCode {
    let done = arguments::parse(std::env::args().skip(1)).and_then(|job| {
        let workspace = Workspace::find()?;
        match job {
            Job::Help => {
                print_usage();
                Ok(())
            }
            Job::Serve { port } => serve::serve(&workspace, port),
            Job::Test { playwright } => test::test(&workspace, &playwright),
            Job::Build => site::set_up_and_build(&workspace),
            Job::BenchList => bench::list(&workspace),
            Job::Bench { name, arguments } => bench::bench(&workspace, &name, &arguments),
            Job::Lint => lint::lint(&workspace),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "help is what was asked for, so it may be piped")]
fn print_usage() {
    println!("{}", arguments::USAGE);
}

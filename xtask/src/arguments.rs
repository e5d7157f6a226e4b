//! What was asked for on the command line.

use crate::process::{Failure, Result};

pub(crate) const USAGE: &str = "\
usage: cargo xtask COMMAND

  serve [--port N]      the page on a loopback address, built anew on each change, beside a local
                        demo server; port 8080 or the next free one. Ctrl+C ends both.
  test [-- ARGUMENTS]   every test: native units, the protocol against real servers, browser units,
                        release build with its size budget, end to end; the arguments go to
                        Playwright
  build                 the static site in dist/, and the size of its parts
  bench [NAME ARGUMENTS…]   builds the site and measures it; without a name: what can be measured
  lint                  formatting and clippy, native and for the page

Each first sets up what is missing: the wasm32 target, Trunk, wasm-bindgen's tools, npm packages.
That takes about five minutes the first time (three for serve on a fast machine), nothing later.
Tools are kept in the target folder; CARGO_TARGET_DIR is honoured.";

#[derive(Debug, PartialEq)]
pub(crate) enum Job {
    Help,
    /// `None`: 8080 or the next free one.
    Serve {
        port: Option<u16>,
    },
    Test {
        playwright: Vec<String>,
    },
    Build,
    BenchList,
    Bench {
        name: String,
        arguments: Vec<String>,
    },
    Lint,
}

pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Job> {
    let mut own: Vec<String> = arguments.collect();
    let passed = match own.iter().position(|argument| argument == "--") {
        Some(at) => own.split_off(at).split_off(1),
        None => Vec::new(),
    };
    if own.iter().any(|argument| argument == "--help" || argument == "-h") {
        return Ok(Job::Help);
    }
    let words: Vec<&str> = own.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help"] => Ok(Job::Help),
        ["serve"] => Ok(Job::Serve { port: None }),
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => Ok(Job::Serve { port: Some(port) }),
            Err(_) => Err(Failure::new(format!("{port} is not a port: a number from 0 to 65535 is"))),
        },
        ["test"] => Ok(Job::Test { playwright: passed }),
        ["build"] => Ok(Job::Build),
        ["bench"] => Ok(Job::BenchList),
        ["bench", name, rest @ ..] => Ok(Job::Bench {
            name: (*name).to_owned(),
            arguments: rest.iter().map(|&word| word.to_owned()).chain(passed).collect(),
        }),
        ["lint"] => Ok(Job::Lint),
        other => Err(Failure::new(format!("cargo xtask does not know: {}\n\n{USAGE}", other.join(" ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<Job> {
        parse(line.split_whitespace().map(str::to_owned)).ok()
    }

    #[test]
    fn help_is_the_answer_to_nothing_and_to_asking() {
        for line in ["", "help", "--help", "serve -h"] {
            assert_eq!(parsed(line), Some(Job::Help), "{line}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for line in ["deploy", "serve --port", "serve --port x", "lint --fix"] {
            assert_eq!(parsed(line), None, "{line}");
        }
        assert_eq!(parsed("serve --port 0"), Some(Job::Serve { port: Some(0) }));
    }

    #[test]
    fn arguments_are_passed_on() {
        let playwright = vec!["--grep".to_owned(), "echo".to_owned()];
        assert_eq!(parsed("test -- --grep echo"), Some(Job::Test { playwright }));
        let bench = Job::Bench { name: "flood".to_owned(), arguments: vec!["--runs".to_owned(), "1".to_owned()] };
        assert_eq!(parsed("bench flood --runs 1"), Some(bench));
    }
}

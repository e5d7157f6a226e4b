//! Stages that run one after another until one fails, and the summary of them.

use crate::process::Result;
use crate::progress::Stopwatch;

#[derive(Default)]
pub(crate) struct Stages {
    done: Vec<(&'static str, u64)>,
}

impl Stages {
    /// Runs one stage. A failure ends the list: its summary is printed here, and the caller passes it on with `?`.
    pub(crate) fn run<T>(&mut self, name: &'static str, stage: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n── {name} ──");
        let stopwatch = Stopwatch::start();
        let result = stage();
        self.done.push((name, stopwatch.seconds()));
        if result.is_err() {
            self.print("FAILED");
        }
        result
    }

    pub(crate) fn end(self) -> Result {
        self.print("ok");
        Ok(())
    }

    fn print(&self, last: &str) {
        eprintln!();
        for (n, (name, seconds)) in (1..).zip(&self.done) {
            let result = if n == self.done.len() { last } else { "ok" };
            eprintln!("  {result:<7} {seconds:>4} s  {name}");
        }
    }
}

//! What the user sees while something takes long.

use std::fmt;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Says what is being set up and about how long it takes.
pub(crate) fn step(what: impl fmt::Display) {
    eprintln!("• {what}");
}

/// Measures how long something takes.
#[derive(Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a build takes its time in the real world")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn seconds(self) -> u64 {
        self.0.elapsed().as_secs()
    }
}

/// Counts seconds on one line of a terminal; in a log, it says a line now and then.
pub(crate) struct Counter {
    what: &'static str,
    since: Stopwatch,
    said: Option<u64>,
}

impl Counter {
    pub(crate) fn new(what: &'static str, since: Stopwatch) -> Self {
        Self { what, since, said: None }
    }

    /// Waits a moment and shows where things are.
    #[expect(clippy::disallowed_methods, reason = "std has no waiting for a child with a time limit")]
    pub(crate) fn tick(&mut self, now_at: &str) {
        const LOG_SECONDS: u64 = 20;
        std::thread::sleep(Duration::from_millis(250));
        let seconds = self.since.seconds();
        let mut out = std::io::stderr();
        if out.is_terminal() {
            // Clears to the end of the line: the last text may have been longer.
            let _ = write!(out, "\r  {}: {seconds} s, {now_at}\x1b[K", self.what);
            let _ = out.flush();
        } else if self.said.is_none_or(|said| seconds >= said + LOG_SECONDS) {
            eprintln!("  {}: {seconds} s, {now_at}", self.what);
        }
        if self.said.is_none_or(|said| seconds >= said + LOG_SECONDS) {
            self.said = Some(seconds);
        }
    }

    pub(crate) fn end(self) {
        let line = if std::io::stderr().is_terminal() { "\r" } else { "" };
        let seconds = self.since.seconds();
        eprintln!("{line}  {}: done after {seconds} s{}", self.what, if line.is_empty() { "" } else { "\x1b[K" });
    }
}

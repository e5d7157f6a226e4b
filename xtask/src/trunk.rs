//! Trunk, compiled once per machine into the target folder: nobody offers it in a form that npm or cargo could fetch.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::process::{self, Failure, Result};
use crate::progress::{Counter, Stopwatch, step};
use crate::workspace::Workspace;

const VERSION: &str = "0.21.14";

/// Trunk, there or still being compiled: it takes the longest, so other things are done beside it.
pub(crate) struct Trunk {
    install: Option<Install>,
}

struct Install {
    cargo: Child,
    log: PathBuf,
    build_folder: PathBuf,
    since: Stopwatch,
}

impl Trunk {
    pub(crate) fn install(workspace: &Workspace) -> Result<Self> {
        let found = process::output(workspace.command("trunk").arg("--version"));
        if found.is_some_and(|version| version == format!("trunk {VERSION}")) {
            return Ok(Self { install: None });
        }
        step(format_args!("Trunk {VERSION}: compiles for 3 to 6 minutes, beside the rest"));
        let install =
            start(workspace).map_err(|error| Failure::new(format!("Trunk's compilation does not start: {error}")))?;
        Ok(Self { install: Some(install) })
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.install.is_none()
    }

    /// Returns when Trunk can be used.
    pub(crate) fn wait(&mut self) -> Result {
        let Some(install) = &mut self.install else {
            return Ok(());
        };
        let mut counter = Counter::new("Trunk", install.since);
        let status = loop {
            match install.cargo.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => counter.tick(&install.last_line()),
                Err(error) => return Err(Failure::new(format!("Trunk's compilation is lost: {error}"))),
            }
        };
        if !status.success() {
            let log = fs::read_to_string(&install.log).unwrap_or_default();
            let from = log.lines().count().saturating_sub(20);
            let end: Vec<&str> = log.lines().skip(from).collect();
            return Err(Failure::new(format!(
                "Trunk does not compile. The end of {}:\n\n{}",
                install.log.display(),
                end.join("\n")
            )));
        }
        counter.end();
        // More than half a gigabyte that nobody needs any more.
        let _ = fs::remove_dir_all(&install.build_folder);
        self.install = None;
        Ok(())
    }
}

/// A failure elsewhere ends the compilation too.
impl Drop for Trunk {
    fn drop(&mut self) {
        if let Some(install) = &mut self.install {
            let _ = install.cargo.kill();
            let _ = install.cargo.wait();
        }
    }
}

impl Install {
    /// What cargo is at, such as `Compiling tokio v1.0.0`.
    fn last_line(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().next_back().unwrap_or_default().trim().to_owned()
    }
}

fn start(workspace: &Workspace) -> std::io::Result<Install> {
    let tools = workspace.target("tools");
    let build_folder = workspace.target("tools-build");
    let log = tools.join("trunk.log");
    fs::create_dir_all(&tools)?;
    let mut cargo: Command = workspace.cargo("install trunk --locked --force --version");
    // Its own release profile takes three times as long, and its default features are for downloading tools.
    cargo.arg(VERSION).args(["--no-default-features", "--profile", "dev", "--root"]);
    cargo.arg(&tools).arg("--target-dir").arg(&build_folder);
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    cargo.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
    Ok(Install { cargo: cargo.spawn()?, log, build_folder, since: Stopwatch::start() })
}

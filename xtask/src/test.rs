//! `cargo xtask test`: every test, cheapest first.

use crate::process::{self, Result};
use crate::setup::{self, NPX};
use crate::site;
use crate::stages::Stages;
use crate::workspace::Workspace;

pub(crate) fn test(workspace: &Workspace, playwright: &[String]) -> Result {
    let mut stages = Stages::default();
    let mut trunk = stages.run("Set up", || {
        setup::browser()?;
        let trunk = setup::for_page(workspace)?;
        setup::packages(workspace, "tests")?;
        Ok(trunk)
    })?;
    stages.run("Native units", || process::run(&mut workspace.cargo("test")))?;
    // Talks to the servers of tests/, whose packages are there by now.
    stages.run("Wire", || process::run(&mut workspace.cargo("test --package duplex-wire")))?;
    stages.run("Browser units", || process::run(&mut workspace.cargo("wasm-test")))?;
    stages.run("Release build and its size", || site::build(workspace, &mut trunk))?;
    stages.run("End to end", || {
        let mut npx = workspace.command(NPX);
        npx.current_dir(workspace.path("tests")).args(["playwright", "test"]).args(playwright);
        process::run(&mut npx)
    })?;
    stages.end()
}

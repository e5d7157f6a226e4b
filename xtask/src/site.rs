//! The release build: the static site in dist/ and what it weighs.

use std::fs;

use crate::process::{self, Result};
use crate::progress::step;
use crate::setup;
use crate::trunk::Trunk;
use crate::workspace::Workspace;

pub(crate) fn set_up_and_build(workspace: &Workspace) -> Result {
    let mut trunk = setup::for_page(workspace)?;
    build(workspace, &mut trunk)
}

/// Builds dist/; fails when the first load is over its budget.
pub(crate) fn build(workspace: &Workspace, trunk: &mut Trunk) -> Result {
    trunk.wait()?;
    // Trunk copies all of wasm-bindgen's snippets, also those of earlier builds.
    let _ = fs::remove_dir_all(workspace.target("wasm-bindgen"));
    step("The site in dist/: about 2 minutes the first time, 10 seconds later");
    process::run(workspace.command("trunk").args(["build", "--release"]).env_remove("DUPLEX_DEMO"))?;
    eprintln!();
    process::run(workspace.command("node").arg("editor/sizes.mjs"))
}

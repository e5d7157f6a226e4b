//! `cargo xtask lint`: formatting and clippy, where every warning is an error.

use crate::process::{self, Result};
use crate::setup;
use crate::stages::Stages;
use crate::workspace::Workspace;

pub(crate) fn lint(workspace: &Workspace) -> Result {
    setup::wasm_target(workspace)?;
    let mut stages = Stages::default();
    for (name, command) in [
        ("Formatting", "fmt --all --check"),
        ("Clippy, native", "lint"),
        ("Clippy, page and worker", "wasm-lint"),
        ("Clippy, tests of page and worker", "wasm-test-lint"),
    ] {
        stages.run(name, || process::run(&mut workspace.cargo(command)))?;
    }
    stages.end()
}

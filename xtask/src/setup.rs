//! Sets up what is missing. Each step is skipped when it is done, and says what it does when it is not.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process::{self, Failure, Result};
use crate::progress::step;
use crate::trunk::Trunk;
use crate::workspace::Workspace;

/// Node 20 reads a folder recursively and has the fetch that the scripts use.
const MIN_NODE: u32 = 20;

/// Everything that building the page takes. Trunk may still be building when this returns.
pub(crate) fn for_page(workspace: &Workspace) -> Result<Trunk> {
    node()?;
    wasm_target(workspace)?;
    let trunk = Trunk::install(workspace)?;
    packages(workspace, "editor")?;
    wasm_bindgen(workspace)?;
    Ok(trunk)
}

/// What building WASM without a page takes.
pub(crate) fn for_wasm(workspace: &Workspace) -> Result {
    node()?;
    wasm_target(workspace)?;
    packages(workspace, "editor")?;
    wasm_bindgen(workspace)
}

fn node() -> Result {
    let version = process::output(Command::new("node").arg("--version"));
    match version.as_deref().and_then(major) {
        Some(major) if major >= MIN_NODE => {}
        found => {
            let found = found.map_or("there is none".to_owned(), |major| format!("this is {major}"));
            return Err(Failure::new(format!(
                "Node {MIN_NODE} or newer is needed, and {found}. Install it with one of:\n  \
                 Debian 13, Ubuntu 25: sudo apt-get install nodejs npm\n  \
                 macOS: brew install node\n  \
                 Windows: winget install OpenJS.NodeJS.LTS\n  \
                 others: https://nodejs.org/en/download"
            )));
        }
    }
    if !process::exists(NPM) {
        return Err(Failure::new("npm is missing. On Debian: sudo apt-get install npm"));
    }
    Ok(())
}

/// The leading number of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

pub(crate) fn wasm_target(workspace: &Workspace) -> Result {
    const TARGET: &str = "wasm32-unknown-unknown";
    let mut rustc = workspace.command("rustc");
    let folder = process::output(rustc.args(["--print", "target-libdir", "--target", TARGET]));
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if !process::exists("rustup") {
        return Err(Failure::new(format!(
            "The Rust target {TARGET} is missing, and so is rustup, which adds it: https://rustup.rs"
        )));
    }
    step(format_args!("The Rust target {TARGET}: downloads 20 MB"));
    process::run(workspace.command("rustup").args(["target", "add", TARGET]))
}

/// `npm ci` when the lock file is not the one it last ran for.
pub(crate) fn packages(workspace: &Workspace, folder: &str) -> Result {
    let folder_path = workspace.path(folder);
    let lock = folder_path.join("package-lock.json");
    let wanted =
        fs::read(&lock).map_err(|error| Failure::new(format!("{} cannot be read: {error}", lock.display())))?;
    let stamp = folder_path.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step(format_args!("npm packages in {folder}/: about 10 seconds"));
    let mut npm = workspace.command(NPM);
    process::run(npm.current_dir(&folder_path).args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, wanted).map_err(|error| Failure::new(format!("{} cannot be written: {error}", stamp.display())))
}

/// From our own lock file, so that crate and tool are one version. Cargo knows itself whether there is anything to do.
fn wasm_bindgen(workspace: &Workspace) -> Result {
    let mut build = workspace.cargo("build --package tools");
    let runner = format!("debug/wasm-bindgen-test-runner{}", std::env::consts::EXE_SUFFIX);
    if workspace.target(&runner).exists() {
        build.arg("--quiet");
    } else {
        step("wasm-bindgen's tools: compiles for about 2 minutes");
    }
    process::run(&mut build)
}

/// Chromium and its driver, for the tests. Only root, as in a CI container, installs without being asked.
pub(crate) fn browser() -> Result {
    if process::exists("chromium") && process::exists("chromedriver") {
        return Ok(());
    }
    const INSTALL: &str = "apt-get install -y chromium chromium-driver";
    let is_root = process::output(Command::new("id").arg("-u")).as_deref() == Some("0");
    if !process::exists("apt-get") || !is_root {
        return Err(Failure::new(format!(
            "The tests run in Chromium, by chromedriver; both must be found by these names.\n  \
             Debian: sudo {INSTALL}\n  macOS: brew install chromium chromedriver"
        )));
    }
    step("Chromium and chromedriver: downloads 150 MB");
    process::run(Command::new("apt-get").arg("update"))?;
    let mut install = Command::new("apt-get");
    install.args(INSTALL.split(' ').skip(1)).env("DEBIAN_FRONTEND", "noninteractive");
    process::run(&mut install)
}

/// On Windows npm's commands are scripts, which must be named with their ending.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
pub(crate) const NPX: &str = if cfg!(windows) { "npx.cmd" } else { "npx" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_version_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("20"), None);
        assert_eq!(major(""), None);
    }
}

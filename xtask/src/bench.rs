//! `cargo xtask bench`: measures the release build with the scripts in tests/perf.

use std::fs;

use crate::framer;
use crate::process::{self, Failure, Result};
use crate::setup;
use crate::site;
use crate::workspace::Workspace;

const FOLDER: &str = "tests/perf";

pub(crate) fn list(workspace: &Workspace) -> Result {
    eprintln!("cargo xtask bench NAME [ARGUMENTS], where NAME is one of:");
    for name in names(workspace)? {
        eprintln!("  {name}");
    }
    Ok(())
}

pub(crate) fn bench(workspace: &Workspace, name: &str, arguments: &[String]) -> Result {
    let names = names(workspace)?;
    if !names.iter().any(|known| known == name) {
        return Err(Failure::new(format!("There is no {name} in {FOLDER}, but: {}.", names.join(", "))));
    }
    setup::browser()?;
    match name {
        // It measures a crate, and has a page of its own.
        "framer" => framer::set_up_and_build(workspace)?,
        _ => site::set_up_and_build(workspace)?,
    }
    setup::packages(workspace, "tests")?;
    process::run(workspace.command("node").arg(format!("{FOLDER}/{name}.mjs")).args(arguments))
}

/// The scripts that say how to run them; the others are parts of them.
fn names(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = workspace.path(FOLDER);
    let entries =
        fs::read_dir(&folder).map_err(|error| Failure::new(format!("{} cannot be read: {error}", folder.display())))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.path().file_name()?.to_str()?.strip_suffix(".mjs").map(str::to_owned))
        .filter(|name| {
            let script = fs::read_to_string(folder.join(format!("{name}.mjs"))).unwrap_or_default();
            script.contains(&format!("cargo xtask bench {name}"))
        })
        .collect();
    names.sort();
    Ok(names)
}

//! Where things are, and how programs of ours are started.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, Failure, Result};

pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    /// `PATH` with our own tools first.
    path: OsString,
}

impl Workspace {
    /// Cargo says where this package is when it runs it. A path compiled in would be wrong as soon as two clones share
    /// a target folder.
    pub(crate) fn find() -> Result<Self> {
        let own = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = own.as_deref().and_then(Path::parent).ok_or_else(|| {
            Failure::new("This program is started by `cargo xtask`: it asks cargo where the project is.")
        })?;
        let target = target_folder(root)?;
        let tools = [target.join("debug"), target.join("tools/bin"), root.join("editor/node_modules/.bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(tools.into_iter().chain(env::split_paths(&inherited)))
            .map_err(|error| Failure::new(format!("The project's path cannot be part of PATH: {error}")))?;
        Ok(Self { root: root.to_owned(), target, path })
    }

    pub(crate) fn path(&self, below_root: &str) -> PathBuf {
        self.root.join(below_root)
    }

    pub(crate) fn target(&self, below_target: &str) -> PathBuf {
        self.target.join(below_target)
    }

    /// A program started in the project's root, with our own tools before all others.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    pub(crate) fn cargo(&self, arguments: &str) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments.split_whitespace());
        command
    }
}

/// Asks cargo, which knows its configuration and `CARGO_TARGET_DIR`.
fn target_folder(root: &Path) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
    // From where the user is: a relative CARGO_TARGET_DIR counts from there.
    cargo.arg("--manifest-path").arg(root.join("Cargo.toml"));
    process::output(&mut cargo)
        .as_deref()
        .and_then(target_in_metadata)
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("`cargo metadata` does not say where the target folder is."))
}

/// Reads one text out of the JSON; a whole parser would be this program's only dependency.
fn target_in_metadata(metadata: &str) -> Option<String> {
    let (_, rest) = metadata.split_once("\"target_directory\":\"")?;
    let mut folder = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return Some(folder),
            '\\' => folder.push(characters.next()?),
            other => folder.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_folder_is_read_from_the_metadata() {
        let unix = r#"{"packages":[],"target_directory":"/home/a b/target","version":1}"#;
        assert_eq!(target_in_metadata(unix).as_deref(), Some("/home/a b/target"));
        let windows = r#"{"target_directory":"C:\\code\\target"}"#;
        assert_eq!(target_in_metadata(windows).as_deref(), Some(r"C:\code\target"));
        assert_eq!(target_in_metadata("{}"), None);
    }
}

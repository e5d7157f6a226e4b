//! What the framer bench measures of Duplex: its harness, natively and in WASM made as Trunk makes the site's.

use crate::process::{self, Result};
use crate::progress::step;
use crate::setup;
use crate::workspace::Workspace;

pub(crate) fn set_up_and_build(workspace: &Workspace) -> Result {
    setup::for_wasm(workspace)?;
    step("The framer's harness: about half a minute the first time");
    process::run(&mut workspace.cargo("build --quiet --release --package duplex-framer"))?;
    process::run(
        &mut workspace.cargo("build --quiet --release --package duplex-framer --lib --target wasm32-unknown-unknown"),
    )?;
    let folder = workspace.target("framer");
    let mut bindgen = workspace.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&folder);
    process::run(bindgen.arg(workspace.target("wasm32-unknown-unknown/release/duplex_framer.wasm")))?;
    let wasm = folder.join("duplex_framer_bg.wasm");
    process::run(workspace.command("wasm-opt").arg("-Oz").arg("-o").arg(&wasm).arg(&wasm))
}

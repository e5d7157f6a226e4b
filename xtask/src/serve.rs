//! `cargo xtask serve`: the page, built anew on each change, and a demo server to connect it to.

use std::io::{BufRead, BufReader, PipeWriter, pipe};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

use crate::process::{self, Failure, Result, cannot_start};
use crate::progress::step;
use crate::setup;
use crate::workspace::Workspace;

const FIRST_PORT: u16 = 8080;
const MAX_TRIES: u16 = 100;

pub(crate) fn serve(workspace: &Workspace, port: Option<u16>) -> Result {
    let mut trunk = setup::for_page(workspace)?;
    step("The demo server: a minute the first time");
    process::run(&mut workspace.cargo("build --quiet --package duplex-demo"))?;
    if !trunk.is_ready() {
        step("The page, while Trunk is compiled: about 1 minute");
        // What is wrong with the page is said again, by Trunk.
        let _ = process::run(&mut workspace.cargo("build --bin duplex --bin session --target wasm32-unknown-unknown"));
    }
    trunk.wait()?;

    let port = free_port(port)?;
    let (demo, lifeline) = start_demo(workspace)?;
    let url = format!("http://127.0.0.1:{port}/");
    eprintln!("\n  Duplex will be at {url}\n  The demo server is at {demo}\n  Ctrl+C ends both.\n");
    let mut trunk = workspace.command("trunk");
    // A folder of its own: the page served has Trunk's reload script in it, and dist/ is what is tested.
    trunk.args(["serve", "--dist", "dist-dev", "--address", "127.0.0.1", "--port", &port.to_string()]);
    trunk.env("DUPLEX_DEMO", demo).env("DUPLEX_URL", url).stdin(lifeline);
    become_program(&mut trunk)
}

/// Starts the demo server and gives its URL, and its lifeline: it ends when nobody holds the writing end any more.
fn start_demo(workspace: &Workspace) -> Result<(String, PipeWriter)> {
    let program = format!("debug/duplex-demo{}", std::env::consts::EXE_SUFFIX);
    let mut demo = Command::new(workspace.target(&program));
    let failed = |error: std::io::Error| Failure::new(format!("The demo server does not start: {error}"));
    let (reader, writer) = pipe().map_err(failed)?;
    demo.arg("--until-stdin-ends").stdin(reader).stdout(Stdio::piped());
    let mut child = demo.spawn().map_err(failed)?;
    let mut url = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut url).map_err(failed)?;
    }
    match url.trim() {
        "" => Err(Failure::new("The demo server ended at once.")),
        url => Ok((url.to_owned(), writer)),
    }
}

/// Trunk takes this process's place and holds the lifeline as its standard input, which it does not read: however it
/// ends, the demo server ends with it, and a signal to this process is a signal to Trunk.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(cannot_start(command, &error))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result {
    match command.status() {
        Ok(_) => Ok(()),
        Err(error) => Err(cannot_start(command, &error)),
    }
}

fn free_port(wanted: Option<u16>) -> Result<u16> {
    let mut candidates = match wanted {
        Some(port) => port..=port,
        None => FIRST_PORT..=FIRST_PORT + MAX_TRIES,
    };
    candidates
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .and_then(|listener| listener.local_addr().ok())
        .map(|address| address.port())
        .ok_or_else(|| match wanted {
            Some(port) => Failure::new(format!("Port {port} is taken. Without --port a free one is found.")),
            None => Failure::new(format!("No port from {FIRST_PORT} to {} is free.", FIRST_PORT + MAX_TRIES)),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_said_or_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(free_port(Some(port)).is_err());
        assert_ne!(free_port(None).unwrap(), port);
        assert_ne!(free_port(Some(0)).unwrap(), 0);
    }
}

//! A local server to try Duplex on: it echoes, ticks, floods, closes and drops, as it is told, and speaks Socket.IO.

mod command;
mod connection;
mod flood;
mod server;
mod socket_io;
#[cfg(test)]
mod tests;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use crate::socket_io::Heartbeat;

const USAGE: &str = "\
A local WebSocket and Socket.IO server to try Duplex on. It listens on the loopback interface only.

usage: duplex-demo [--port N] [--until-stdin-ends]

  --port N             the port to listen on; 0, the default, takes a free one
  --until-stdin-ends   end when standard input ends, so that no server outlives who started it

Its first line of output is the URL to connect to. Send it /help. Socket.IO 4 clients use the same URL.";

struct Options {
    port: u16,
    until_stdin_ends: bool,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { port: 0, until_stdin_ends: false };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--port" => {
                    let port = arguments.next().and_then(|port| port.parse().ok());
                    options.port = port.ok_or("--port needs a number from 0 to 65535")?;
                }
                "--until-stdin-ends" => options.until_stdin_ends = true,
                "--help" | "-h" => return Err(USAGE.to_owned()),
                other => return Err(format!("{other} is not an option\n\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

fn main() {
    let options = Options::parse(std::env::args().skip(1)).unwrap_or_else(|problem| fail(&problem));
    if options.until_stdin_ends {
        std::thread::spawn(|| {
            // Whatever ends the reading, nobody is left on the other side.
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            std::process::exit(0);
        });
    }
    if let Err(error) = run(options.port) {
        fail(&format!("the demo server cannot listen on port {}: {error}", options.port));
    }
}

fn run(port: u16) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        announce(listener.local_addr()?)?;
        server::serve(listener, Heartbeat::default()).await;
        Ok(())
    })
}

/// The one line of output: whoever started the server reads the URL from it.
fn announce(address: SocketAddr) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "ws://{address}")?;
    out.flush()
}

fn fail(problem: &str) -> ! {
    eprintln!("{problem}");
    std::process::exit(2);
}

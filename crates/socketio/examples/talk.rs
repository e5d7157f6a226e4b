//! Talks to a Socket.IO server: `cargo run -p duplex-socketio --example talk -- http://127.0.0.1:3000 / echo 1 '{"a":2}'`
//!
//! Without an event it listens, and emits each line that is typed: the name, and arguments separated by commas.
#![expect(clippy::print_stdout, reason = "it is a program for a terminal")]
#![allow(clippy::disallowed_methods, reason = "programs may ask for the time")]

#[path = "../../../tests/wire/src/driver.rs"]
mod driver;

use std::error::Error;
use std::io::BufRead;
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, SystemTime};

use driver::Driver;
use duplex_socketio::args::Args;
use duplex_socketio::client::{Ack, Client, Config, Event};
use duplex_socketio::engine::link::Transports;
use duplex_socketio::packet::{Packet, Payload};
use duplex_socketio::parser::Parser;
use duplex_socketio::revision::Generation;

const USAGE: &str = "\
usage: talk [OPTIONS] URL [/NAMESPACE] [EVENT JSON…]

With an event it waits for the ack and ends. Without one it listens, and emits what is typed: name 1, {\"a\":2}

  --v2           a server 2.x                  --polling   polling only
  --msgpack      socket.io-msgpack-parser      --upgrade   polling, then WebSocket; WebSocket only otherwise
  --auth JSON    for the namespace             --query Q   for the handshake: key=1&other=2
  --path PATH    /socket.io otherwise

The URL begins with http://; there is no TLS.";

/// Milliseconds to wait for an ack.
const PATIENCE: u64 = 10_000;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Some(wish) = Wish::parse(std::env::args().skip(1))? else {
        println!("{USAGE}");
        return Ok(ExitCode::FAILURE);
    };
    let mut driver = Driver::new(Client::new(wish.config));
    let name = wish.namespace;
    driver.client.connect(driver.now(), &name, wish.auth, "")?;
    let is_one_shot = wish.event.is_some();
    let mut unsent = wish.event;
    let lines = if is_one_shot { None } else { Some(typed_lines()) };
    loop {
        for line in lines.iter().flat_map(Receiver::try_iter) {
            let event = parse_line(&line);
            if let Err(error) = event.and_then(|event| Ok(driver.client.emit(driver.now(), &name, event, Ack::Wait)?)) {
                println!("  not sent: {error}");
            }
        }
        let Some(event) = driver.next_event(Duration::from_millis(50)) else { continue };
        println!("{}", show(&event));
        match event {
            // Sooner it would be kept, and the latency would be that of the handshake, too.
            Event::Connected { .. } => {
                if let Some(event) = unsent.take() {
                    driver.client.emit(driver.now(), &name, event, Ack::WaitMillis(PATIENCE))?;
                }
            }
            Event::Acked { .. } if is_one_shot => return Ok(leave(&mut driver, ExitCode::SUCCESS)),
            Event::AckTimedOut { .. } | Event::AckLost { .. } | Event::Refused { .. } if is_one_shot => {
                return Ok(leave(&mut driver, ExitCode::FAILURE));
            }
            Event::ReconnectFailed | Event::Mismatch(_) => return Ok(ExitCode::FAILURE),
            _ => {}
        }
    }
}

/// Says goodbye, and waits until that is on its way.
fn leave(driver: &mut Driver, code: ExitCode) -> ExitCode {
    driver.client.close(driver.now());
    while driver.next_event(Duration::from_millis(50)).is_some() {}
    code
}

struct Wish {
    config: Config,
    namespace: String,
    auth: Option<Payload>,
    event: Option<Payload>,
}

impl Wish {
    /// Nothing if there is no URL that it can use.
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Wish>, Box<dyn Error>> {
        let seed = SystemTime::UNIX_EPOCH.elapsed()?.as_micros() as u64;
        let mut config = Config { seed, ..Config::default() };
        let mut auth = None;
        let mut plain = Vec::new();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} wants a value"));
            match word.as_str() {
                "--v2" => config.generation = Generation::V2,
                "--msgpack" => config.parser = Parser::Msgpack,
                "--polling" => config.transports = Transports::Polling,
                "--upgrade" => config.transports = Transports::Upgrade,
                "--auth" => auth = Some(Payload::json(value()?)?),
                "--query" => config.query = value()?,
                "--path" => config.path = value()?,
                _ => plain.push(word),
            }
        }
        let mut plain = plain.into_iter().peekable();
        match plain.next() {
            Some(url) if url.starts_with("http://") || url.starts_with("ws://") => config.origin = url,
            _ => return Ok(None),
        }
        let namespace = plain.next_if(|word| word.starts_with('/')).unwrap_or_else(|| "/".to_owned());
        let event = match plain.next() {
            Some(event) => {
                let args = plain.try_fold(Args::event(&event), |args, json| args.json(&json));
                Some(args.map_err(|error| format!("an argument is not JSON: {error}"))?.finish())
            }
            None => None,
        };
        Ok(Some(Wish { config, namespace, auth, event }))
    }
}

fn typed_lines() -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok).filter(|line| !line.trim().is_empty()) {
            let _ = sender.send(line);
        }
    });
    lines
}

/// `name 1, {"a":2}`
fn parse_line(line: &str) -> Result<Payload, Box<dyn Error>> {
    let (name, args) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    let array = format!("[{args}]");
    let args = duplex_socketio::args::split(&array)?;
    Ok(args.into_iter().try_fold(Args::event(name), Args::json)?.finish())
}

fn show(event: &Event) -> String {
    match event {
        Event::Opened { handshake } => format!("  open: {}", handshake.sid),
        Event::Upgraded => "  upgraded to WebSocket".to_owned(),
        Event::Connected { namespace, sid, is_recovered } => {
            format!("  connected to {namespace} as {sid}{}", if *is_recovered { ", recovered" } else { "" })
        }
        Event::Refused { packet } => format!("  refused: {}", shown(packet)),
        Event::Message { packet } => format!("< {}", shown(packet)),
        Event::Acked { id, packet, rtt_micros, .. } => {
            format!("< ack {} after {}.{} ms: {}", id.0, rtt_micros / 1000, rtt_micros / 100 % 10, shown(packet))
        }
        Event::AckTimedOut { id, .. } => format!("  no ack {} within {PATIENCE} ms", id.0),
        Event::Disconnected { namespace, reason } => format!("  left {namespace}: {reason}"),
        Event::Malformed { error, .. } => format!("  wrong: {error}"),
        Event::Heartbeat { rtt_micros: Some(rtt_micros) } => format!("  heartbeat after {} ms", rtt_micros / 1000),
        Event::Heartbeat { rtt_micros: None } => "  heartbeat".to_owned(),
        Event::ConnectFailed { .. }
        | Event::Closed { .. }
        | Event::Reconnecting { .. }
        | Event::ReconnectFailed
        | Event::Mismatch(_)
        | Event::AckLost { .. }
        | Event::StrayAck { .. }
        | Event::Stray { .. }
        | Event::TooLarge { .. } => format!("  {event:?}"),
    }
}

/// The payload, and how long its attachments are.
fn shown(packet: &Packet) -> String {
    let bytes: String = packet.attachments().iter().map(|bytes| format!(" +{} bytes", bytes.len())).collect();
    format!("{}{bytes}", packet.payload().unwrap_or_default())
}

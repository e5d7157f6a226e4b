//! A client under test with its verbs, and what it reports as lines of text.

use std::fmt;
use std::time::Duration;

use duplex_socketio::args::Args;
use duplex_socketio::backoff::Backoff;
use duplex_socketio::client::{Ack, AckId, Cause, Client, Config, Event, Reconnection};
use duplex_socketio::engine::link::Transports;
use duplex_socketio::packet::{HoleValue, Packet, Payload};
use duplex_socketio::revision::Generation;
use serde_json::{Value, json};

use super::host::Server;
use crate::driver::Driver;

/// For machines that do other things at the same time.
const PATIENCE: Duration = Duration::from_secs(10);

/// A version of the server, and what to talk to it over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) generation: Generation,
    pub(super) transports: Transports,
}

impl fmt::Display for Case {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} {:?}", self.generation, self.transports)
    }
}

pub(super) const TRANSPORTS: [Transports; 3] = [Transports::Websocket, Transports::Polling, Transports::Upgrade];

impl Case {
    pub(super) fn version(self) -> u64 {
        match self.generation {
            Generation::V2 => 2,
            Generation::V3 => 3,
            Generation::V4 => 4,
        }
    }

    /// A server of that version, with more options.
    pub(super) fn server(self, mut options: Value) -> Server {
        options["version"] = json!(self.version());
        Server::start("sio", options)
    }

    /// A client for a server of that version, not connected yet.
    pub(super) fn peer(self, server: &Server) -> Peer {
        self.peer_with(server, |_| {})
    }

    pub(super) fn peer_with(self, server: &Server, adjust: impl FnOnce(&mut Config)) -> Peer {
        let backoff = Backoff { min_millis: 20, max_millis: 100, jitter: 0.0 };
        let mut config = Config {
            origin: server.url.clone(),
            generation: self.generation,
            transports: self.transports,
            reconnection: Some(Reconnection { backoff, max_attempts: None }),
            ..Config::default()
        };
        adjust(&mut config);
        Peer { case: self, driver: Driver::new(Client::new(config)), is_upgraded: false }
    }
}

/// Every version over every transport.
pub(super) fn everywhere(test: impl Fn(Case)) {
    for generation in Generation::ALL {
        for transports in TRANSPORTS {
            test(Case { generation, transports });
        }
    }
}

/// A server of that case, and a client that is connected to `/`.
pub(super) fn connected(case: Case, options: Value) -> (Server, Peer) {
    let server = case.server(options);
    let mut peer = case.peer(&server);
    peer.connect("/");
    peer.hears("Connected /");
    (server, peer)
}

pub(super) struct Peer {
    pub(super) case: Case,
    pub(super) driver: Driver,
    is_upgraded: bool,
}

impl Peer {
    pub(super) fn connect(&mut self, name: &str) {
        self.connect_with(name, None, "");
    }

    pub(super) fn connect_with(&mut self, name: &str, auth: Option<&str>, query: &str) {
        let auth = auth.map(|auth| Payload::json(auth).expect("JSON"));
        self.driver.client.connect(self.driver.now(), name, auth, query).expect("a namespace");
    }

    /// Sends an event given as `["name",…]`.
    pub(super) fn emit(&mut self, name: &str, event: &str) {
        self.send(name, Payload::json(event).expect("JSON"), Ack::None);
    }

    pub(super) fn ask(&mut self, name: &str, event: &str) -> AckId {
        self.send(name, Payload::json(event).expect("JSON"), Ack::Wait).expect("an id")
    }

    pub(super) fn send(&mut self, name: &str, payload: Payload, ack: Ack) -> Option<AckId> {
        self.driver.client.emit(self.driver.now(), name, payload, ack).expect("can be sent")
    }

    pub(super) fn answer(&mut self, name: &str, id: u64, args: Args) {
        self.driver.client.answer(self.driver.now(), name, id, &args.finish()).expect("can be answered");
    }

    pub(super) fn close(&mut self) {
        self.driver.client.close(self.driver.now());
    }

    /// The next event but heartbeats, the handshake and the upgrade.
    pub(super) fn next(&mut self) -> Option<String> {
        self.next_within(PATIENCE)
    }

    fn next_within(&mut self, patience: Duration) -> Option<String> {
        loop {
            let event = self.driver.next_event(patience)?;
            if !self.is_noise(&event) {
                return Some(show(&event));
            }
        }
    }

    fn is_noise(&mut self, event: &Event) -> bool {
        match event {
            Event::Upgraded => self.is_upgraded = true,
            Event::Opened { .. } => self.is_upgraded = false,
            Event::Heartbeat { .. } => {}
            _ => return false,
        }
        true
    }

    /// These are the next events, each that or one that begins with it and `…`.
    #[track_caller]
    pub(super) fn hears(&mut self, lines: &str) {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let found = self.next().unwrap_or_else(|| panic!("{}: nothing came, should be: {line}", self.case));
            let is_right = match line.strip_suffix('…') {
                Some(begin) => found.starts_with(begin),
                None => found == line,
            };
            assert!(is_right, "{}: {found}\nshould be: {line}", self.case);
        }
    }

    /// Passes over everything until something begins so.
    #[track_caller]
    pub(super) fn hears_at_last(&mut self, begin: &str) {
        let mut passed = Vec::new();
        while let Some(found) = self.next() {
            if found.starts_with(begin) {
                return;
            }
            passed.push(found);
        }
        panic!("{}: no {begin}, but: {passed:#?}", self.case);
    }

    /// Nothing happens for so long.
    #[track_caller]
    pub(super) fn hears_nothing_for(&mut self, millis: u64) {
        let found = self.next_within(Duration::from_millis(millis));
        assert_eq!(found, None, "{}", self.case);
    }

    /// Works until the upgrade is done, if there is one to come.
    #[track_caller]
    pub(super) fn upgrades(&mut self) {
        while self.case.transports == Transports::Upgrade && !self.is_upgraded {
            let event = self.driver.next_event(PATIENCE).unwrap_or_else(|| panic!("{}: no upgrade", self.case));
            assert!(self.is_noise(&event), "{}: {event:?}", self.case);
        }
    }

    /// Works until the server has it so.
    #[track_caller]
    pub(super) fn until(&mut self, what: &str, is_so: impl Fn() -> bool) {
        for _ in 0..500 {
            if is_so() {
                return;
            }
            if let Some(event) = self.driver.next_event(Duration::from_millis(10)) {
                assert!(self.is_noise(&event), "{}: {event:?} while waiting for {what}", self.case);
            }
        }
        panic!("{}: {what} did not come", self.case);
    }
}

fn show(event: &Event) -> String {
    match event {
        Event::Connected { namespace, is_recovered, .. } => {
            format!("Connected {namespace}{}", if *is_recovered { " recovered" } else { "" })
        }
        Event::Refused { packet } => format!("Refused {}", shown(packet)),
        Event::Message { packet } => format!("Message {}", shown(packet)),
        Event::Acked { packet, is_late, .. } => {
            format!("Acked {}{}", shown(packet), if *is_late { " late" } else { "" })
        }
        Event::AckTimedOut { namespace, id } => format!("AckTimedOut {namespace} {}", id.0),
        Event::AckLost { namespace, id } => format!("AckLost {namespace} {}", id.0),
        Event::Disconnected { namespace, reason } => format!("Disconnected {namespace} {reason}"),
        Event::Closed { reason, cause } => format!("Closed {reason}: {}", show_cause(cause)),
        Event::ConnectFailed { cause } => format!("ConnectFailed {}", show_cause(cause)),
        Event::Reconnecting { attempt, .. } => format!("Reconnecting {attempt}"),
        Event::Mismatch(mismatch) => format!("{mismatch:?}"),
        Event::Malformed { error, .. } => format!("Malformed {error}"),
        Event::Opened { .. }
        | Event::Upgraded
        | Event::StrayAck { .. }
        | Event::Stray { .. }
        | Event::TooLarge { .. }
        | Event::ReconnectFailed
        | Event::Heartbeat { .. } => format!("{event:?}"),
    }
}

/// Namespace, id, payload, and behind it what JSON cannot say.
fn shown(packet: &Packet) -> String {
    let id = packet.id().map(|id| format!("{id} ")).unwrap_or_default();
    let mut text = format!("{} {id}{}", packet.namespace(), packet.payload().unwrap_or_default());
    for hole in packet.holes() {
        match hole.value {
            HoleValue::Bytes(number) => {
                text.push_str(&format!(" {:?}", packet.attachments().get(number).unwrap_or_default()));
            }
            other => text.push_str(&format!(" {other:?}")),
        }
    }
    text
}

fn show_cause(cause: &Cause) -> String {
    match cause {
        Cause::Link(close) => format!("{} {}", close.code, if close.is_error { "error" } else { "close" }),
        Cause::Refused(refusal) => {
            let code = refusal.code.map_or("no code".to_owned(), |code| format!("code {code}"));
            format!("HTTP {} {code} {}", refusal.status, refusal.message.as_deref().unwrap_or_default())
        }
        Cause::Client | Cause::Server | Cause::ConnectTimeout | Cause::Silence | Cause::Malformed | Cause::Mismatch => {
            format!("{cause:?}")
        }
    }
}

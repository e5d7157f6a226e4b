//! What a request has for Socket.IO alone: which servers, how they are talked to, the event to send, the events to show.

use serde::{Deserialize, Serialize};

use super::Message;
use super::target::Target;
use crate::format::Format;

/// What a request talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Protocol {
    /// A plain WebSocket.
    #[default]
    Raw,
    /// A Socket.IO server.
    SocketIo,
}

/// Which servers a client is for: what a person calls the client's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Version {
    /// Servers 2.x, with Engine.IO 3.
    V2,
    /// Servers 3.x, with Engine.IO 4.
    V3,
    /// Servers 4.x, with Engine.IO 4.
    #[default]
    V4,
}

/// What packets travel over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Transports {
    /// A WebSocket from the start.
    #[default]
    Websocket,
    /// Polling first, then a WebSocket if one can be opened: the official client's way.
    Upgrade,
    /// Polling only.
    Polling,
}

/// How packets are written; the server must use the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Parser {
    /// Text, with bytes beside it.
    #[default]
    Default,
    /// MessagePack: `socket.io-msgpack-parser`.
    MessagePack,
}

/// A choice of a few, each with the name that it has on the screen and, as that never changes, in storage.
pub trait Choice: Copy + PartialEq + 'static {
    /// All, in the order of the screen.
    const ALL: &'static [(Self, &'static str)];

    /// What it is called.
    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(choice, _)| *choice == self).map_or("", |(_, name)| name)
    }

    /// The one of that name.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(choice, _)| *choice)
    }
}

impl Choice for Protocol {
    const ALL: &'static [(Protocol, &'static str)] = &[(Protocol::Raw, "Raw"), (Protocol::SocketIo, "Socket.IO")];
}

impl Choice for Version {
    const ALL: &'static [(Version, &'static str)] = &[(Version::V2, "v2"), (Version::V3, "v3"), (Version::V4, "v4")];
}

impl Choice for Transports {
    const ALL: &'static [(Transports, &'static str)] = &[
        (Transports::Websocket, "WebSocket"),
        (Transports::Upgrade, "Polling, then WebSocket"),
        (Transports::Polling, "Polling"),
    ];
}

impl Choice for Parser {
    const ALL: &'static [(Parser, &'static str)] =
        &[(Parser::Default, "Default"), (Parser::MessagePack, "MessagePack")];
}

/// What a request has for Socket.IO. Kept while the request is of another kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketIo {
    /// Which servers.
    pub version: Version,
    /// What to talk over.
    pub transports: Transports,
    /// How packets are written.
    pub parser: Parser,
    /// Whether to ask for what was missed while the connection was lost (connection state recovery, servers 4.6 and later).
    pub recovers: bool,
    /// The `auth` payload: a JSON object, or nothing.
    pub auth: String,
    /// The event in the composer.
    pub event: Event,
    /// Which events show.
    pub listeners: Listeners,
}

impl Default for SocketIo {
    fn default() -> SocketIo {
        SocketIo {
            version: Version::default(),
            transports: Transports::default(),
            parser: Parser::default(),
            recovers: true,
            auth: String::new(),
            event: Event::default(),
            listeners: Listeners::default(),
        }
    }
}

/// An event to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// As it is written; nothing means [`Event::DEFAULT_NAME`].
    pub name: String,
    /// Its arguments, each in a format of its own; none is a number like any other.
    pub args: Vec<Message>,
    /// Whether an ack is asked for.
    pub wants_ack: bool,
}

impl Default for Event {
    fn default() -> Event {
        Event { name: String::new(), args: vec![Event::new_arg()], wants_ack: false }
    }
}

impl Event {
    /// What an event is called while nothing is written.
    pub const DEFAULT_NAME: &str = "message";

    /// What it is sent as.
    pub fn sent_name(&self) -> &str {
        if self.name.is_empty() { Event::DEFAULT_NAME } else { &self.name }
    }

    /// An argument that nothing was written into.
    pub fn new_arg() -> Message {
        Message { format: Format::Json, text: String::new() }
    }
}

/// Which events show. What is hidden is kept, and shows again when it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listeners {
    /// Whether names show that are not in the list.
    pub all: bool,
    /// Names with a choice of their own.
    pub list: Vec<Listener>,
}

impl Default for Listeners {
    fn default() -> Listeners {
        Listeners { all: true, list: Vec::new() }
    }
}

/// An event name with what was chosen for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// The event.
    pub name: String,
    /// Whether its rows show.
    pub shows: bool,
    /// Whether only its rows show, and those of others like it.
    pub is_solo: bool,
    /// One of the eight colours, from 0; nothing for the one that follows from the name.
    pub colour: Option<u8>,
}

impl Listener {
    /// How many colours there are.
    pub const N_COLOURS: u8 = 8;

    /// One that shows.
    pub fn new(name: impl Into<String>) -> Listener {
        Listener { name: name.into(), shows: true, is_solo: false, colour: None }
    }
}

impl Listeners {
    /// The colour of a name, from 0 to 7: the one chosen, or the one that follows from its letters.
    pub fn colour(&self, name: &str) -> u8 {
        let chosen = self.list.iter().find(|listener| listener.name == name).and_then(|listener| listener.colour);
        chosen.unwrap_or_else(|| {
            // FNV-1a.
            let hash =
                name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
            ((hash >> 13) % u32::from(Listener::N_COLOURS)) as u8
        })
    }

    /// Which names show, for a session.
    pub fn names(&self) -> Names {
        let has_solo = self.list.iter().any(|listener| listener.is_solo);
        let shows = |listener: &Listener| if has_solo { listener.is_solo } else { listener.shows };
        let others = self.all && !has_solo;
        let named = self.list.iter().filter(|listener| shows(listener) != others);
        Names { others, except: named.map(|listener| listener.name.clone()).collect() }
    }
}

/// Which event names show: all or none, with exceptions. Rows without an event always do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Whether names show that are no exception.
    pub others: bool,
    /// The exceptions.
    pub except: Vec<String>,
}

impl Default for Names {
    fn default() -> Names {
        Names { others: true, except: Vec::new() }
    }
}

impl Names {
    /// Whether every name shows.
    pub fn are_all(&self) -> bool {
        self.others && self.except.is_empty()
    }

    /// Whether a name shows.
    pub fn show(&self, name: &str) -> bool {
        self.others != self.except.iter().any(|except| except == name)
    }
}

/// The namespace that a URL asks for: its path, as in the official client.
pub fn namespace(target: &Target) -> &str {
    let path = target.path().split('?').next().unwrap_or_default();
    if path.is_empty() { "/" } else { path }
}

/// The query of a URL, without its question mark.
pub fn query(target: &Target) -> &str {
    target.path().split_once('?').map_or("", |(_, query)| query)
}

/// Scheme, host and port of a URL as the official client is given them: `https://example.com:8443`.
pub fn origin(target: &Target) -> String {
    let scheme = if target.is_secure() { "https" } else { "http" };
    format!("{scheme}://{}", target.authority())
}

/// The call of the official client that connects likewise: `io("https://host/chat", { path: "/socket.io" })`.
pub fn io_call(target: &Target, path: &str) -> String {
    let namespace = match namespace(target) {
        "/" => "",
        namespace => namespace,
    };
    let query = match query(target) {
        "" => String::new(),
        query => format!("?{query}"),
    };
    format!("io(\"{}{namespace}{query}\", {{ path: \"{path}\" }})", origin(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Target {
        Target::parse(url).expect("a target")
    }

    #[test]
    fn the_path_of_a_url_is_the_namespace() {
        assert_eq!(namespace(&target("https://a.b")), "/");
        assert_eq!(namespace(&target("https://a.b/?x=1")), "/");
        assert_eq!(namespace(&target("https://a.b/chat?x=1")), "/chat");
        assert_eq!(query(&target("https://a.b/chat?x=1&y=/2?")), "x=1&y=/2?");
        assert_eq!(
            io_call(&target("ws://me@a.b:9/chat?x=1"), "/socket.io"),
            r#"io("http://a.b:9/chat?x=1", { path: "/socket.io" })"#
        );
        assert_eq!(io_call(&target("a.b/"), "/x"), r#"io("https://a.b", { path: "/x" })"#);
    }

    #[test]
    fn solo_comes_before_mute_and_mute_before_all() {
        let listener = |name: &str, shows, is_solo| Listener { shows, is_solo, ..Listener::new(name) };
        let shown = |all, list: &[Listener]| {
            let names = Listeners { all, list: list.to_vec() }.names();
            ["a", "b", "c"].into_iter().filter(|name| names.show(name)).collect::<String>()
        };
        assert_eq!(shown(true, &[]), "abc");
        assert_eq!(shown(true, &[listener("a", false, false)]), "bc");
        assert_eq!(shown(false, &[listener("a", true, false)]), "a");
        assert_eq!(shown(false, &[]), "");
        assert_eq!(shown(true, &[listener("a", false, true), listener("b", true, false)]), "a");
        assert!(Listeners { all: true, list: vec![listener("a", true, false)] }.names().are_all());
    }

    #[test]
    fn choices_have_names() {
        assert_eq!((Version::V2.name(), Version::named("v3")), ("v2", Some(Version::V3)));
        assert_eq!(Transports::named(Transports::Upgrade.name()), Some(Transports::Upgrade));
        assert_eq!(Parser::named("?"), None);
    }
}

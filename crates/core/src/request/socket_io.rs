//! What a request has for Socket.IO alone: which servers, how they are talked to, the event to send, the events to show.

use serde::{Deserialize, Serialize};

use super::Message;
use super::target::Target;
use crate::format::{Format, base64, hex, json};
use crate::units;

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

/// What is wrong with an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgProblem {
    /// Which one, from 0.
    pub arg: usize,
    /// In words.
    pub words: String,
}

/// Arguments as they go out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payload {
    /// A JSON array; `{"_placeholder":true,"num":0}` stands for the first of the bytes, and so on.
    pub text: String,
    /// The bytes.
    pub attachments: Vec<Vec<u8>>,
    /// Which of the bytes are those of the file that was chosen; they are empty here.
    pub file: Option<u32>,
}

/// Arguments as they go out, behind an event's name if there is one. A single argument that nothing was written into is
/// none. JSON may have bytes in it: `{"$binary":"AAEC"}`.
pub fn payload(name: Option<&str>, args: &[Message]) -> Result<Payload, ArgProblem> {
    let mut out = Payload { text: String::from("["), ..Payload::default() };
    out.text.extend(name.map(json::quoted));
    let is_nothing = matches!(args, [arg] if arg.format == Format::Json && arg.text.trim().is_empty());
    for (place, arg) in args.iter().enumerate().filter(|_| !is_nothing) {
        if out.text.len() > 1 {
            out.text.push(',');
        }
        push_arg(&mut out, arg).map_err(|problem| ArgProblem {
            arg: place,
            words: format!("Not sent: argument {}: {problem}", place + 1),
        })?;
    }
    out.text.push(']');
    Ok(out)
}

fn push_arg(out: &mut Payload, arg: &Message) -> Result<(), String> {
    let text = arg.text.trim();
    match arg.format {
        Format::Text => out.text.push_str(&json::quoted(&arg.text)),
        Format::Json if text.is_empty() => return Err("it is empty: write JSON, or remove it".to_string()),
        Format::Json => {
            let binaries = json::binaries(text).map_err(|error| format!("this is not JSON: {error}"))?;
            let mut from = 0;
            for (place, digits) in binaries {
                let bytes = base64::parse(digits).map_err(|error| format!("its $binary: {error}"))?;
                out.text.push_str(&text[from..place.start]);
                from = place.end;
                push_bytes(out, bytes);
            }
            out.text.push_str(&text[from..]);
        }
        Format::Number => {
            let is_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
            if !is_number || json::check(text).is_err() {
                return Err(format!("{text:?} is not a number as JSON has them, such as 12, -0.5 or 1e6"));
            }
            out.text.push_str(text);
        }
        Format::Boolean => match text.to_ascii_lowercase().as_str() {
            word @ ("true" | "false") => out.text.push_str(word),
            _ => return Err("write true or false".to_string()),
        },
        Format::Base64 => push_bytes(out, base64::parse(&arg.text).map_err(|error| error.to_string())?),
        Format::Hex => push_bytes(out, hex::parse(&arg.text).map_err(|error| error.to_string())?),
        Format::File if out.file.is_some() => return Err("only one argument can be a file".to_string()),
        Format::File => {
            out.file = Some(out.attachments.len() as u32);
            push_bytes(out, Vec::new());
        }
    }
    Ok(())
}

/// An event as the call that sends it: `emit("send_message", {…}, true, ack)`.
pub fn call(event: &Event, file_name: Option<&str>) -> String {
    let mut words = vec![json::quoted(event.sent_name())];
    let args = &event.args[..];
    let is_nothing = matches!(args, [arg] if arg.format == Format::Json && arg.text.trim().is_empty());
    words.extend(args.iter().filter(|_| !is_nothing).map(|arg| word(arg, file_name)));
    words.extend(event.wants_ack.then(|| "ack".to_string()));
    ["emit(", &words.join(", "), ")"].concat()
}

/// An argument, in a word or two.
fn word(arg: &Message, file_name: Option<&str>) -> String {
    /// Longer texts are cut.
    const N_LETTERS: usize = 24;
    let text = arg.text.trim();
    let cut = |text: &str| match text.char_indices().nth(N_LETTERS) {
        Some((end, _)) => [&text[..end], "…"].concat(),
        None => text.to_string(),
    };
    let n_bytes = |bytes: Option<Vec<u8>>| match bytes {
        Some(bytes) => ["<", &units::bytes(bytes.len() as u64), ">"].concat(),
        None => "?".to_string(),
    };
    match arg.format {
        Format::Text => json::quoted(&cut(&arg.text)),
        Format::Base64 => n_bytes(base64::parse(&arg.text).ok()),
        Format::Hex => n_bytes(hex::parse(&arg.text).ok()),
        Format::File => ["<", file_name.unwrap_or("file"), ">"].concat(),
        Format::Json | Format::Number | Format::Boolean if text.is_empty() => "?".to_string(),
        Format::Json if matches!(text, "{}" | "[]") => text.to_string(),
        Format::Json if text.starts_with('{') => "{…}".to_string(),
        Format::Json if text.starts_with('[') => "[…]".to_string(),
        Format::Json | Format::Number | Format::Boolean => cut(text),
    }
}

fn push_bytes(out: &mut Payload, bytes: Vec<u8>) {
    out.text.push_str(&format!("{{\"_placeholder\":true,\"num\":{}}}", out.attachments.len()));
    out.attachments.push(bytes);
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

    /// What decides on colours, and nothing else: it seldom changes.
    pub fn colours(&self) -> Listeners {
        let chosen = self.list.iter().filter(|listener| listener.colour.is_some());
        let list = chosen.map(|listener| Listener { colour: listener.colour, ..Listener::new(&listener.name[..]) });
        Listeners { all: true, list: list.collect() }
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

/// What the official client is called with: `https://host/chat?token=x`.
pub fn io_url(target: &Target) -> String {
    let namespace = match namespace(target) {
        "/" => "",
        namespace => namespace,
    };
    let query = match query(target) {
        "" => String::new(),
        query => format!("?{query}"),
    };
    format!("{}{namespace}{query}", origin(target))
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
        assert_eq!(io_url(&target("ws://me@a.b:9/chat?x=1")), "http://a.b:9/chat?x=1");
        assert_eq!(io_url(&target("a.b/")), "https://a.b");
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

    fn arg(format: Format, text: &str) -> Message {
        Message { format, text: text.into() }
    }

    #[test]
    fn arguments_of_all_formats_become_one_array() {
        let args = [
            arg(Format::Json, r#" {"id":9007199254740993,"b":[{"$binary":"AAEC"}],"$binary":"x"} "#),
            arg(Format::Text, "a \"b\""),
            arg(Format::Number, " 1e400 "),
            arg(Format::Boolean, "True"),
            arg(Format::Hex, "ff 00"),
            arg(Format::File, ""),
        ];
        let sent = payload(Some("photo"), &args).expect("all are right");
        assert_eq!(
            sent.text,
            "[\"photo\",{\"id\":9007199254740993,\"b\":[{\"_placeholder\":true,\"num\":0}],\"$binary\":\"x\"},\
             \"a \\\"b\\\"\",1e400,true,{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":2}]"
        );
        assert_eq!((sent.attachments, sent.file), (vec![vec![0, 1, 2], vec![255, 0], vec![]], Some(2)));
    }

    #[test]
    fn an_event_reads_as_the_call_that_sends_it() {
        let event = |args: &[Message], wants_ack| Event { name: String::new(), args: args.to_vec(), wants_ack };
        assert_eq!(call(&Event::default(), None), r#"emit("message")"#);
        assert_eq!(call(&event(&[], true), None), r#"emit("message", ack)"#);
        let args = [
            arg(Format::Json, " {\"a\":1}"),
            arg(Format::Json, "[]"),
            arg(Format::Json, "12"),
            arg(Format::Text, &"ä\"".repeat(20)),
            arg(Format::Boolean, "true"),
            arg(Format::Number, ""),
            arg(Format::Hex, "00 ff"),
            arg(Format::Base64, "!"),
            arg(Format::File, ""),
        ];
        let letters = "ä\\\"".repeat(12);
        let all = format!(r#"emit("message", {{…}}, [], 12, "{letters}…", true, ?, <2 B>, ?, <photo.png>)"#);
        assert_eq!(call(&event(&args, false), Some("photo.png")), all);
    }

    #[test]
    fn no_arguments_are_some_number_of_them() {
        let text = |args: &[Message]| payload(Some("ping"), args).map(|payload| payload.text);
        assert_eq!(text(&[]), Ok("[\"ping\"]".into()));
        assert_eq!(text(&[arg(Format::Json, " ")]), Ok("[\"ping\"]".into()));
        assert_eq!(text(&[arg(Format::Text, "")]), Ok("[\"ping\",\"\"]".into()));
        assert_eq!(payload(None, &[]).map(|payload| payload.text), Ok("[]".into()));
    }

    #[test]
    fn what_is_wrong_with_an_argument_is_said_with_its_number() {
        let problem = |format, text| {
            let problem = payload(None, &[arg(Format::Text, ""), arg(format, text)]).expect_err("it is wrong");
            assert_eq!(problem.arg, 1);
            problem.words
        };
        assert_eq!(problem(Format::Json, ""), "Not sent: argument 2: it is empty: write JSON, or remove it");
        assert!(
            problem(Format::Json, "{").starts_with("Not sent: argument 2: this is not JSON: the text ends at line 1")
        );
        assert!(problem(Format::Json, r#"{"$binary":"A"}"#).contains("its $binary"));
        assert!(problem(Format::Number, "NaN").contains("not a number"));
        assert!(problem(Format::Number, "\"1\"").contains("not a number"));
        assert_eq!(problem(Format::Boolean, "yes"), "Not sent: argument 2: write true or false");
        assert!(problem(Format::Hex, "0").starts_with("Not sent: argument 2:"));
    }

    #[test]
    fn choices_have_names() {
        assert_eq!((Version::V2.name(), Version::named("v3")), ("v2", Some(Version::V3)));
        assert_eq!(Transports::named(Transports::Upgrade.name()), Some(Transports::Upgrade));
        assert_eq!(Parser::named("?"), None);
    }
}

//! All that a page and a session's worker say to each other: plain data in a compact binary form. Never stored.

use serde::{Deserialize, Serialize};

use crate::ids::Seq;
use crate::request::socket_io::{Parser, Protocol, Transports, Version};
use crate::session::log::view::Filter;
use crate::session::log::{Direction, Kind, Limits};
use crate::time::Time;

/// From the page to a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToSession {
    /// Open a connection. Nothing happens when one is open or opening.
    Connect(Connect),
    /// Close the connection and open another one when that is done.
    Reconnect(Connect),
    /// Close the connection, or give up opening it, or stop trying again.
    Disconnect(CloseFrame),
    /// Keep to this from now on.
    Policy(Policy),
    /// This is how the page's world is now.
    Surroundings(Surroundings),
    /// Ask the server of the connection that failed last by HTTP what it is.
    Probe,
    /// Tell what happened to the connection in [`FromSession::Report`].
    Report {
        /// What the browser calls itself.
        agent: String,
    },
    /// Send a message; while connecting it waits for the connection.
    Send(Outgoing),
    /// Send a file as one binary message. The file travels beside it; the driver reads it and makes a
    /// [`ToSession::Send`] of it, or a [`ToSession::FileFailed`].
    SendFile {
        /// Its name.
        name: String,
        /// Where the file is one argument of an event: the event, and which of its attachments the file is.
        event: Option<(Emit, u32)>,
    },
    /// A file to be sent could not be read.
    FileFailed {
        /// Its name.
        name: String,
        /// Why, as the browser says it.
        why: String,
    },
    /// Answer an event that asks for an ack: a JSON array of arguments, made as [`Emit::payload`].
    Answer {
        /// The event.
        seq: Seq,
        /// The array.
        payload: String,
        /// Its bytes.
        attachments: Vec<Vec<u8>>,
    },
    /// Show these rows from now on.
    Look(Look),
    /// Show these lines of the console from now on.
    Console(ConsoleLook),
    /// Give all lines of the console that pass its filter, as text.
    ConsoleText,
    /// Tell where a message is, in [`Update::revealed`].
    Find(Seq),
    /// Show only rows that pass. `reveal` is a row that the person had selected: if it still shows, its place is told.
    Filter {
        /// What rows must be.
        filter: Filter,
        /// The row to find again.
        reveal: Option<Seq>,
    },
    /// Tell all about one message, in [`FromSession::Detail`].
    Detail(Seq),
    /// Give the whole of one message, as a Blob that the driver makes.
    Body(Seq, BodyUse),
    /// Hide what is in the log so far.
    Clear,
    /// Show it again, if it is not forgotten yet.
    UndoClear,
    /// How much to keep.
    Limits(Limits),
    /// One [`FromSession::Update`] may be sent.
    Grant,
}

/// What shapes the handshake.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Connect {
    /// A URL as [`crate::request::target::Target`] gives it.
    pub url: String,
    /// What to offer in `Sec-WebSocket-Protocol`, each a token and none twice.
    pub subprotocols: Vec<String>,
    /// Give up opening after so long.
    pub timeout_millis: u32,
    /// For a Socket.IO server. The path of `url` is the namespace then, and the scheme that of the WebSocket.
    pub socket_io: Option<SocketIo>,
}

/// What shapes the handshake with a Socket.IO server beside its URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SocketIo {
    /// Which servers.
    pub version: Version,
    /// What to talk over.
    pub transports: Transports,
    /// How packets are written.
    pub parser: Parser,
    /// Where the handshake is made.
    pub path: String,
    /// A JSON object, or nothing. Servers 2.x are not sent it.
    pub auth: String,
    /// Whether to ask for what was missed while the connection was lost.
    pub recovers: bool,
    /// Names and values, for polling requests alone: browsers send none with a WebSocket.
    pub headers: Vec<(String, String)>,
}

/// What a close frame says (RFC 6455, section 5.5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseFrame {
    /// 1000 or 3000 to 4999: the browser allows no others.
    pub code: u16,
    /// At most 123 bytes.
    pub reason: String,
}

/// How a session treats its connections, whichever they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Policy {
    /// Whether and how a connection that ended is opened again.
    pub reconnect: Option<Reconnect>,
    /// The largest message that is taken; 0 for any.
    pub max_message_bytes: u64,
    /// What the person calls close codes.
    pub close_names: Vec<(u16, String)>,
}

/// How often and when to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconnect {
    /// 0 for without end.
    pub n_attempts: u32,
    /// Before the first attempt; doubled for each further one.
    pub interval_millis: u32,
    /// No wait is longer, jitter included.
    pub max_interval_millis: u32,
    /// By how much a wait is made shorter or longer, 0 to 100.
    pub jitter_percent: u32,
}

/// What the page knows of the world around it, as far as it decides what can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// Whether the browser believes to have a network.
    pub is_online: bool,
    /// Whether the page came over https.
    pub is_https: bool,
    /// Whether the page came from this machine, which may reach what is on it.
    pub is_local: bool,
    /// Whether the browser lets the page reach the local network.
    pub local_network: Permission,
}

impl Default for Surroundings {
    fn default() -> Surroundings {
        Surroundings { is_online: true, is_https: false, is_local: true, local_network: Permission::Unknown }
    }
}

/// What a browser says of a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Permission {
    /// It does not know this permission, or has not answered yet.
    #[default]
    Unknown,
    /// Given.
    Granted,
    /// It asks the person when it is needed.
    Prompt,
    /// Refused.
    Denied,
}

/// A message on its way out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outgoing {
    /// One text message.
    Text(String),
    /// One binary message.
    Binary(Vec<u8>),
    /// One event of Socket.IO.
    Event(Emit),
}

/// An event on its way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emit {
    /// A JSON array of its name and its arguments; `{"_placeholder":true,"num":0}` stands for the first of the bytes, and
    /// so on, as on the wire (section 8 of the notes on the protocol).
    pub payload: String,
    /// The bytes.
    pub attachments: Vec<Vec<u8>>,
    /// How long an ack may take, 0 for any time; nothing if none is asked for.
    pub ack_millis: Option<u32>,
}

/// Which lines of the console the page wants to see: the newest that pass.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConsoleLook {
    /// At most so many; 0 when nobody looks.
    pub n_lines: u32,
    /// Text that lines must have, in any case.
    pub filter: String,
}

/// Which rows the page wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Look {
    /// Where.
    pub at: At,
    /// How many fit on the screen; some more are sent on either side. 0 when nobody looks.
    pub n_rows: u32,
}

/// The place that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum At {
    /// The newest rows, as they come.
    #[default]
    End,
    /// From this row on.
    Row(i64),
}

/// What the whole of a message is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BodyUse {
    /// The clipboard.
    Copy,
    /// A file.
    Save,
    /// A file of one attachment of an event.
    Attachment(u32),
}

/// From a session to its page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromSession {
    /// What has changed; one per grant.
    Update(Box<Update>),
    /// All about one message.
    Detail(Box<Detail>),
    /// The whole of one message; the bytes travel beside it, as a Blob.
    Body(Body),
    /// What happened to the connection, for somebody who is to help.
    Report(String),
    /// The lines of the console that pass its filter.
    ConsoleText(String),
    /// The message asked for is no longer in the log.
    Gone(Seq),
    /// The message to be found is in the log, and the filter hides it.
    Hidden(Seq),
}

/// How a session stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Its connection.
    pub status: Status,
    /// All about its connection, when that has changed.
    pub about: Option<Box<About>>,
    /// Everything received and sent, whatever the log still has.
    pub traffic: Traffic,
    /// What the log has.
    pub head: Head,
    /// The rows asked for, when they are not the ones sent before.
    pub window: Option<Window>,
    /// Where the row to be found again is now.
    pub revealed: Option<i64>,
    /// The event names whose numbers have changed.
    pub events: Vec<EventSeen>,
    /// The console, when it is looked at and has changed.
    pub console: Option<Console>,
}

/// What is known of an event name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSeen {
    /// The name.
    pub name: String,
    /// How many events came and went under it since the session began.
    pub count: u64,
    /// When the last one did.
    pub last_at: Time,
}

/// Some lines of the console.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Console {
    /// Lines kept.
    pub n_lines: u64,
    /// Lines that pass the filter.
    pub n_matching: u64,
    /// Older lines that were dropped.
    pub n_dropped: u64,
    /// The newest that pass, oldest first.
    pub lines: Vec<ConsoleLine>,
}

/// A line of the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleLine {
    /// Which one of its session.
    pub number: u64,
    /// When.
    pub at: Time,
    /// Received, sent, or something that Duplex did.
    pub direction: Direction,
    /// What: `websocket 2 ping`, say.
    pub text: String,
}

/// The state of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Status {
    /// Never opened.
    #[default]
    NotConnected,
    /// Opening.
    Connecting {
        /// From when.
        since: Time,
    },
    /// Open.
    Connected {
        /// From when.
        since: Time,
    },
    /// Lost, and to be opened again.
    Reconnecting {
        /// From 1.
        attempt: u32,
        /// How many there will be; 0 for without end.
        n_attempts: u32,
        /// When it is tried; nothing while it is being tried.
        at: Option<Time>,
    },
    /// Asked to close, waiting for the server's answer.
    Closing,
    /// Was open and is closed.
    Disconnected(Ending),
    /// Could not be opened.
    Failed(Ending),
}

/// How a connection ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ending {
    /// In a line: `1008 Policy violation · kicked`.
    pub words: String,
    /// Why, as far as a page can know, most likely first; nothing if there is nothing to explain.
    pub causes: Vec<Cause>,
    /// Whether [`ToSession::Probe`] can tell more.
    pub probe: Probe,
}

/// One explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What may have happened.
    pub why: String,
    /// What to do about it.
    pub advice: String,
}

/// Whether a server that could not be reached has been asked by HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Probe {
    /// It would tell nothing.
    #[default]
    Useless,
    /// It can be.
    Possible,
    /// It is being asked.
    Running,
    /// It was; the first cause says what came of it.
    Done,
}

/// All about the connection that is or was last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// Which one of its session, from 1; 0 before the first.
    pub number: u32,
    /// What the handshake was made with.
    pub connect: Connect,
    /// When it was begun.
    pub began_at: Time,
    /// When it was open.
    pub opened_at: Option<Time>,
    /// When it ended.
    pub ended_at: Option<Time>,
    /// What the server chose, or an empty text.
    pub subprotocol: String,
    /// `Sec-WebSocket-Extensions` as agreed, or an empty text.
    pub extensions: String,
    /// The session's traffic before it.
    pub before: Traffic,
    /// How the last connection that ended did, in a line.
    pub last_end: String,
    /// What a Socket.IO server said, once it did.
    pub engine: Option<Engine>,
    /// What would most likely help: the server is of another kind than the one asked for.
    pub remedy: Option<Remedy>,
}

/// What is known of a Socket.IO connection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Engine {
    /// The id of the socket in its namespace.
    pub sid: String,
    /// `websocket` or `polling`, as it is now.
    pub transport: String,
    /// Whether the session from before goes on.
    pub is_recovered: bool,
    /// Between pings.
    pub ping_interval_millis: u64,
    /// How long a ping may stay unanswered.
    pub ping_timeout_millis: u64,
    /// The largest message that the server takes, if it says so.
    pub max_payload_bytes: Option<u64>,
    /// From our last ping to its answer; only Engine.IO 3 has such pings. From the last emit to its ack otherwise.
    pub rtt_micros: Option<u64>,
}

/// A change of the request that would most likely help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remedy {
    /// The server is of another generation.
    Version(Version),
    /// The server speaks another protocol.
    Kind(Protocol),
}

/// What went over a session's connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Traffic {
    /// Messages received.
    pub n_received: u64,
    /// Payload bytes received.
    pub bytes_received: u64,
    /// Messages sent.
    pub n_sent: u64,
    /// Payload bytes sent.
    pub bytes_sent: u64,
    /// Bytes sent that wait in the browser for the network.
    pub bytes_waiting: u64,
    /// When the last message was received.
    pub received_at: Time,
}

/// What a log has, in a few numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Head {
    /// Messages received and sent since Clear that are kept; system rows are not counted.
    pub n_messages: u64,
    /// Messages that pass the filter; nothing without a filter.
    pub n_matching: Option<u64>,
    /// Rows that the filter has still to look at.
    pub is_scanning: bool,
    /// Messages since Clear that the limits dropped.
    pub n_dropped: u64,
    /// Whether Clear can be undone.
    pub can_undo_clear: bool,
    /// The first row that shows, and the one after the last.
    pub rows: (i64, i64),
    /// Changes when row numbers change their meaning.
    pub generation: u32,
}

/// Some rows in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Window {
    /// What the row numbers mean: see [`Head::generation`].
    pub generation: u32,
    /// The number of the first of `rows`.
    pub first_row: i64,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The message.
    pub seq: Seq,
    /// When it came or went.
    pub at: Time,
    /// Since the row above it.
    pub delta_micros: Option<u64>,
    /// What it is.
    pub kind: Kind,
    /// Which way it went.
    pub direction: Direction,
    /// The beginning of its text, or its surroundings where the search found something further on; bytes as hexadecimal.
    pub preview: String,
    /// Where in `preview` the search hit, in bytes.
    pub hits: Vec<(u32, u32)>,
    /// Payload bytes.
    pub n_bytes: u64,
    /// For an event or an ack of Socket.IO.
    pub event: Option<Event>,
}

/// What is known of an event or an ack beside its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The event's name; of an ack, that of the event it answers, if that is still known.
    pub name: String,
    /// For an event that asks for an ack, and for an ack.
    pub ack: Option<Ack>,
}

/// An ack, asked for or given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Its id: counted from 0 by the side that asks.
    pub id: u64,
    /// How it stands.
    pub state: AckState,
    /// Its other half: of an event its ack, of an ack its event.
    pub other: Option<Seq>,
}

/// How an ack stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AckState {
    /// Asked for and not there yet. Of an event that came: the server waits for our answer.
    Waiting,
    /// There, after so long.
    Answered {
        /// Since the event.
        micros: u64,
    },
    /// There after its time was over.
    Late {
        /// Since the event.
        micros: u64,
    },
    /// Not there in time.
    TimedOut {
        /// The time it had.
        millis: u32,
    },
    /// The connection ended first.
    Lost,
    /// An ack that no event asked for.
    Stray,
}

/// All about one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The message.
    pub seq: Seq,
    /// When it came or went.
    pub at: Time,
    /// What it is.
    pub kind: Kind,
    /// Which way it went.
    pub direction: Direction,
    /// Payload bytes.
    pub n_bytes: u64,
    /// The payload as text, whatever its kind; the beginning of it if it is long.
    pub raw: String,
    /// Payload bytes in `raw`.
    pub n_shown: u64,
    /// A hexadecimal dump of its beginning.
    pub hex: String,
    /// Payload bytes in `hex`; of an event with attachments, which alone are in it, those of its JSON are counted, too.
    pub n_dumped: u64,
    /// Payload bytes in the log: fewer than `n_bytes` if the message was over the maximum size.
    pub n_kept: u64,
    /// The text laid out, if it is JSON and whole.
    pub pretty: Option<String>,
    /// Why text that looks like JSON is not.
    pub problem: Option<String>,
    /// For an event or an ack of Socket.IO. `pretty` has its arguments as an array then, `raw` the packet as on the wire.
    pub event: Option<Event>,
    /// The sizes of its bytes, in the order of their placeholders.
    pub attachments: Vec<u64>,
}

/// The whole of one message, for its driver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The message.
    pub seq: Seq,
    /// What for.
    pub purpose: BodyUse,
    /// Whether it is text; otherwise bytes.
    pub is_text: bool,
    /// A name for a file.
    pub file_name: String,
}

/// As bytes, for the crossing.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    // These types have no map of unknown length and no serializer of their own: nothing in them can fail.
    postcard::to_stdvec(message).unwrap_or_default()
}

/// What [`encode`] wrote; nothing if the bytes are not from the same build.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_arrives() {
        let said = ToSession::Look(Look { at: At::Row(-7), n_rows: 40 });
        assert_eq!(decode(&encode(&said)), Some(said));
        assert_eq!(decode::<FromSession>(&[200, 1, 2]), None);
    }
}

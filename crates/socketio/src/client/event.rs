//! What a client reports.

use std::fmt;

use crate::engine::handshake::{Handshake, Refusal};
use crate::engine::link::Close;
use crate::engine::packet::Frame;
use crate::error::{EngineError, PacketError};
use crate::packet::Packet;
use crate::time::Time;

/// The number of an emit that asked for an ack: the ack id, counted per namespace from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AckId(pub u64);

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The handshake is done; namespaces are asked for now.
    Opened {
        /// What the server said.
        handshake: Handshake,
    },
    /// From here on the WebSocket is used.
    Upgraded,
    /// A namespace can be used.
    Connected {
        /// Which.
        namespace: String,
        /// The socket's id.
        sid: String,
        /// Whether the session from before goes on; what was missed comes next, as events.
        is_recovered: bool,
    },
    /// A namespace was refused; it is not asked for again unless you do. The packet has the server's reason.
    Refused {
        /// The refusal.
        packet: Packet,
    },
    /// An event came. If it has an id, the server waits for [`super::Client::answer`].
    Message {
        /// The event.
        packet: Packet,
    },
    /// An emit was answered.
    Acked {
        /// Which.
        id: AckId,
        /// The answer.
        packet: Packet,
        /// Microseconds since the emit.
        rtt_micros: u64,
        /// Whether it had timed out already.
        is_late: bool,
    },
    /// No answer in time.
    AckTimedOut {
        /// The emit's namespace.
        namespace: String,
        /// Which.
        id: AckId,
    },
    /// The connection went before the answer came.
    AckLost {
        /// The emit's namespace.
        namespace: String,
        /// Which.
        id: AckId,
    },
    /// An answer that nobody asked for, or the second one.
    StrayAck {
        /// The answer.
        packet: Packet,
    },
    /// A packet for a namespace that is not there; the official client passes over it.
    Stray {
        /// The packet.
        packet: Packet,
    },
    /// A queued emit was larger than the server takes, and was not sent.
    TooLarge {
        /// The emit's namespace.
        namespace: String,
        /// Its ack, if it asked for one.
        id: Option<AckId>,
        /// Its size on the wire in bytes.
        size: usize,
        /// The largest size.
        limit: usize,
    },
    /// A namespace can no longer be used.
    Disconnected {
        /// Which.
        namespace: String,
        /// Why.
        reason: Reason,
    },
    /// The connection ended.
    Closed {
        /// Why, as the official client says it.
        reason: Reason,
        /// Why, with all that is known.
        cause: Cause,
    },
    /// An attempt to connect failed.
    ConnectFailed {
        /// Why.
        cause: Cause,
    },
    /// The next attempt will be made.
    Reconnecting {
        /// Counted from 1.
        attempt: u32,
        /// When.
        at: Time,
    },
    /// The last attempt failed; there will be no more.
    ReconnectFailed,
    /// Something from the server is wrong; the connection ends with it.
    Malformed {
        /// What is wrong and where.
        error: WireError,
        /// What came.
        frame: Frame,
    },
    /// The server is of another generation.
    Mismatch(Mismatch),
    /// A ping came (Engine.IO 4), or was answered (Engine.IO 3).
    Heartbeat {
        /// Microseconds from our ping to its answer.
        rtt_micros: Option<u64>,
    },
}

/// Why a connection or a namespace ended, as the official client says it (section 10 of the notes on the protocol).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The server left the namespace.
    ServerDisconnect,
    /// You did.
    ClientDisconnect,
    /// No heartbeat in time.
    PingTimeout,
    /// The socket closed, or the server ended polling.
    TransportClose,
    /// A request failed, the socket had an error, or an Engine.IO packet was wrong.
    TransportError,
    /// A Socket.IO packet was wrong.
    ParseError,
}

impl Reason {
    /// Whether a client with reconnection tries again.
    pub const fn reconnects(self) -> bool {
        match self {
            Reason::ServerDisconnect | Reason::ClientDisconnect => false,
            Reason::PingTimeout | Reason::TransportClose | Reason::TransportError | Reason::ParseError => true,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Reason::ServerDisconnect => "io server disconnect",
            Reason::ClientDisconnect => "io client disconnect",
            Reason::PingTimeout => "ping timeout",
            Reason::TransportClose => "transport close",
            Reason::TransportError => "transport error",
            Reason::ParseError => "parse error",
        })
    }
}

/// Why a connection ended or did not begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// You closed it, or left the last namespace.
    Client,
    /// The server left the last namespace, refused it, or ended the transport.
    Server,
    /// The socket closed, or an exchange failed.
    Link(Close),
    /// The server answered a request with an error.
    Refused(Refusal),
    /// No handshake in time.
    ConnectTimeout,
    /// No heartbeat in time.
    Silence,
    /// Something from the server was wrong; an [`Event::Malformed`] came before.
    Malformed,
    /// An [`Event::Mismatch`] came before.
    Mismatch,
}

/// What is wrong with a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// It is no Engine.IO.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// It is Engine.IO, but no Socket.IO.
    #[error(transparent)]
    Packet(#[from] PacketError),
}

/// How the server differs from what the client was told (section 1 of the notes on the protocol).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mismatch {
    /// The server is a 2.x.
    ServerIsV2,
    /// The server is a 3.x or 4.x that does not take old clients.
    ServerIsNewer,
}

/// Why something cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The namespace was never asked for, was refused, or was left.
    #[error("the namespace {0} is not connected")]
    NoNamespace(String),
    /// Not an array that begins with a name, or for an ack not an array.
    #[error("the payload is not {0}")]
    Shape(&'static str),
    /// A name that no event may have.
    #[error("the event name is reserved")]
    ReservedName,
    /// Nobody waits for that ack: it was given already, or the connection is another one now.
    #[error("the server does not wait for ack {0}")]
    NoSuchAck(u64),
    /// Larger than the server takes.
    #[error("{size} bytes are more than the server takes: {limit}")]
    TooLarge {
        /// Its size on the wire in bytes.
        size: usize,
        /// The largest size.
        limit: usize,
    },
    /// More attachments than the newest servers take.
    #[error("{0} attachments are more than servers take in one packet: 10")]
    TooManyAttachments(usize),
}

/// Why a namespace cannot be asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NamespaceError {
    /// Its name is empty, does not begin with a slash, or has a comma or a control character in it.
    #[error("{0:?} is no name of a namespace: it begins with / and has no comma and no control character")]
    Name(String),
    /// It is asked for or connected already.
    #[error("the namespace {0} is there already")]
    Taken(String),
    /// The auth payload is no JSON object.
    #[error("the auth payload is not a JSON object")]
    Auth,
}

//! What is kept of each message beside its payload: 24 bytes.

use serde::{Deserialize, Serialize};

use super::arena::Span;
use super::names::NameId;
use crate::time::Time;

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Direction {
    /// From the server.
    Incoming,
    /// To the server.
    Outgoing,
    /// From Duplex itself: what happened to the connection.
    System,
}

impl Direction {
    /// As it is said to assistive technology.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Incoming => "incoming",
            Direction::Outgoing => "outgoing",
            Direction::System => "system",
        }
    }
}

/// What a payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    /// A text message; the payload is UTF-8.
    Text,
    /// A binary message.
    Binary,
    /// An event of Socket.IO; the payload is its JSON array, name included, and behind that its attachments.
    Event,
    /// An ack of Socket.IO; its payload is made likewise, without a name.
    Ack,
    /// A system row that reports what went as it should; its payload is its sentence, and below an empty line what there
    /// is to say beside it.
    Notice,
    /// A system row that reports what went wrong; its payload is made likewise.
    Problem,
    /// A system row that begins a connection; its payload is made likewise.
    Divider,
}

/// One message of the log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub(super) at: Time,
    pub(super) span: Span,
    pub(super) kind: Kind,
    pub(super) direction: Direction,
    pub(super) name: NameId,
}

// A million records are 24 MB; a field more is a decision.
const _: () = assert!(size_of::<Record>() == 24);

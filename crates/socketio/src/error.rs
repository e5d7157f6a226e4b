//! One variant per way in which what a server sent can be wrong, with its place.

use crate::engine::packet::Frame;
use crate::json::JsonError;
use crate::packet::Kind;

/// Why a frame or a polling body is not Engine.IO. Offsets are bytes from its start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// A packet without even a kind.
    #[error("empty packet at byte {at}")]
    Empty {
        /// Where the packet should begin.
        at: usize,
    },
    /// Not one of the digits 0 to 6, nor `b`.
    #[error("packet kind {found:?} at byte {at} is not one of 0 to 6")]
    Kind {
        /// What stands there.
        found: char,
        /// Where.
        at: usize,
    },
    /// The type byte of Engine.IO 3 is not one of 0 to 6.
    #[error("packet kind {found} at byte {at} is not one of 0 to 6")]
    KindByte {
        /// What stands there.
        found: u8,
        /// Where.
        at: usize,
    },
    /// Bytes as text that are not base64.
    #[error("not base64 at byte {at}")]
    Base64 {
        /// The first wrong byte, or the end.
        at: usize,
    },
    /// A length that is missing, is not a number, or is far too large.
    #[error("no packet length at byte {at}")]
    Length {
        /// Where it should be.
        at: usize,
    },
    /// The body is shorter than a length says.
    #[error("the packet at byte {at} is shorter than the announced length {announced}, or that is inside a character")]
    Truncated {
        /// UTF-16 code units in the text form, bytes in the binary form.
        announced: usize,
        /// Where the packet begins.
        at: usize,
    },
    /// Neither 0 (text) nor 1 (binary) in front of a packet of a binary body.
    #[error("packet form {found} at byte {at} is neither 0 (text) nor 1 (binary)")]
    Form {
        /// What stands there.
        found: u8,
        /// Where.
        at: usize,
    },
    /// A text that is not UTF-8.
    #[error("not UTF-8 at byte {at}")]
    Utf8 {
        /// The first wrong byte.
        at: usize,
    },
    /// A binary polling body, which only Engine.IO 3 has.
    #[error("binary polling body, which Engine.IO 4 does not have")]
    BinaryBody,
    /// The first packet is no handshake: no JSON object with `sid`, `pingInterval` and `pingTimeout`.
    #[error("a handshake without sid, pingInterval or pingTimeout")]
    Handshake,
}

impl EngineError {
    /// The byte at which it is wrong.
    pub fn at(&self) -> usize {
        match self {
            EngineError::Empty { at }
            | EngineError::Kind { at, .. }
            | EngineError::KindByte { at, .. }
            | EngineError::Base64 { at }
            | EngineError::Length { at }
            | EngineError::Truncated { at, .. }
            | EngineError::Form { at, .. }
            | EngineError::Utf8 { at } => *at,
            EngineError::BinaryBody | EngineError::Handshake => 0,
        }
    }

    /// The same error in a text that has so many bytes more in front.
    pub(crate) fn moved_by(mut self, n_bytes: usize) -> EngineError {
        match &mut self {
            EngineError::Empty { at }
            | EngineError::Kind { at, .. }
            | EngineError::KindByte { at, .. }
            | EngineError::Base64 { at }
            | EngineError::Length { at }
            | EngineError::Truncated { at, .. }
            | EngineError::Form { at, .. }
            | EngineError::Utf8 { at } => *at += n_bytes,
            EngineError::BinaryBody | EngineError::Handshake => {}
        }
        self
    }
}

/// Why a message is not a Socket.IO packet. Offsets are bytes from the start of the frame in [`Malformed`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// A message without even a type.
    #[error("empty packet")]
    Empty,
    /// Not one of the digits 0 to 6.
    #[error("packet type {found:?} at byte {at} is not one of 0 to 6")]
    Type {
        /// What stands there.
        found: char,
        /// Where.
        at: usize,
    },
    /// Types 5 and 6 must announce at least one attachment: `51-`.
    #[error("no number of attachments from 1 on at byte {at}")]
    AttachmentCount {
        /// Where it should be.
        at: usize,
    },
    /// More than the reference takes.
    #[error("{announced} attachments announced at byte {at}, the limit is {limit}")]
    TooManyAttachments {
        /// How many; the largest number there is if the digits say more.
        announced: usize,
        /// How many may be.
        limit: usize,
        /// Where it is said.
        at: usize,
    },
    /// An ack id above 2^64.
    #[error("the ack id at byte {at} is too large")]
    AckId {
        /// Where it begins.
        at: usize,
    },
    /// The payload is not JSON.
    #[error("the payload is not JSON: {0}")]
    Json(#[from] JsonError),
    /// The payload's shape does not fit the packet's kind.
    #[error("the payload at byte {at} is wrong: {kind} takes {expected}")]
    Shape {
        /// The packet's kind.
        kind: Kind,
        /// What it may have.
        expected: &'static str,
        /// Where the payload begins.
        at: usize,
    },
    /// An event with a name that no event may have.
    #[error("the event name at byte {at} is reserved")]
    ReservedName {
        /// Where it stands.
        at: usize,
    },
    /// A placeholder whose number is not that of an attachment.
    #[error("the placeholder at byte {at} names no attachment: there are {n_attachments}")]
    Placeholder {
        /// Where it begins.
        at: usize,
        /// How many attachments there are.
        n_attachments: usize,
    },
    /// A text while attachments of the packet before are missing.
    #[error("a text where {n_missing} more attachments should come")]
    TextInBetween {
        /// How many are missing.
        n_missing: usize,
    },
    /// A binary message that no packet announced.
    #[error("a binary message that no packet announced")]
    StrayBinary,
    /// The default parser sends texts, MessagePack bytes: the other parser, probably.
    #[error("a text where MessagePack should be")]
    UnexpectedText,
    /// The MessagePack ends too early.
    #[error("the MessagePack ends at byte {at}, more should follow")]
    Truncated {
        /// Its end.
        at: usize,
    },
    /// More bytes after the packet.
    #[error("more bytes after the packet, from byte {at} on")]
    Trailing {
        /// The first of them.
        at: usize,
    },
    /// The byte c1, which MessagePack does not have.
    #[error("byte {found:#04x} at {at} begins no MessagePack value")]
    Byte {
        /// What stands there.
        found: u8,
        /// Where.
        at: usize,
    },
    /// A key of a map that no JSON object can have.
    #[error("the map key at byte {at} is neither text nor a simple value")]
    Key {
        /// Where it begins.
        at: usize,
    },
    /// A packet that is not an object, or whose `type`, `nsp` or `id` is missing or wrong.
    #[error("the packet's {field} is missing or wrong")]
    Field {
        /// Its key.
        field: &'static str,
    },
}

impl PacketError {
    /// The byte at which the frame is wrong, if it is at a place.
    pub fn at(&self) -> Option<usize> {
        match self {
            PacketError::Type { at, .. }
            | PacketError::AttachmentCount { at }
            | PacketError::TooManyAttachments { at, .. }
            | PacketError::AckId { at }
            | PacketError::Json(JsonError { at, .. })
            | PacketError::Shape { at, .. }
            | PacketError::ReservedName { at }
            | PacketError::Placeholder { at, .. }
            | PacketError::Truncated { at }
            | PacketError::Trailing { at }
            | PacketError::Byte { at, .. }
            | PacketError::Key { at } => Some(*at),
            PacketError::Empty
            | PacketError::TextInBetween { .. }
            | PacketError::StrayBinary
            | PacketError::UnexpectedText
            | PacketError::Field { .. } => None,
        }
    }

    /// What the official parser calls it, for those who search for that.
    pub fn reference_text(&self) -> String {
        match self {
            PacketError::Type { found, .. } => match found.is_ascii_digit() {
                true => return format!("unknown packet type {found}"),
                false => "unknown packet type NaN",
            },
            PacketError::AttachmentCount { .. } => "Illegal attachments",
            PacketError::TooManyAttachments { .. } => "too many attachments",
            PacketError::Placeholder { .. } => "illegal attachments",
            PacketError::TextInBetween { .. } => "got plaintext data when reconstructing a packet",
            PacketError::StrayBinary => "got binary data when not reconstructing a packet",
            PacketError::Json(_) | PacketError::Shape { .. } | PacketError::ReservedName { .. } => "invalid payload",
            PacketError::AckId { .. } | PacketError::Field { field: "id" } => "invalid packet id",
            PacketError::Field { field: "nsp" } => "invalid namespace",
            PacketError::Field { .. } => "invalid packet type",
            PacketError::Trailing { .. } => "trailing bytes",
            PacketError::Byte { .. } | PacketError::Key { .. } => "Could not parse",
            PacketError::Truncated { .. } => "Offset is outside the bounds of the DataView",
            PacketError::Empty | PacketError::UnexpectedText => "Unknown type",
        }
        .to_owned()
    }
}

/// A wrong message as a whole: what is wrong, and the frame that it is wrong in.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{error}")]
pub struct Malformed {
    /// What is wrong; its offsets are those of `frame` as it came, with the digit of Engine.IO if that was there.
    pub error: PacketError,
    /// The frame. A placeholder that names no attachment is wrong in the text, although the last attachment shows it.
    pub frame: Frame,
}

/// Why a text cannot be the payload of a packet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// It is not JSON.
    #[error("not JSON: {0}")]
    Json(#[from] JsonError),
    /// A placeholder whose number is not that of an attachment.
    #[error("the placeholder at byte {at} names no attachment: there are {n_attachments}")]
    Placeholder {
        /// Where it begins.
        at: usize,
        /// How many attachments there are.
        n_attachments: usize,
    },
    /// An attachment that no placeholder names.
    #[error("no placeholder names attachment {number}")]
    Unused {
        /// Its number, from 0.
        number: usize,
    },
}

/// Why a text cannot be split into arguments.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArgsError {
    /// It is not JSON.
    #[error("not JSON: {0}")]
    Json(#[from] JsonError),
    /// It is JSON, but no array.
    #[error("not an array")]
    NoArray,
}

//! One Engine.IO packet to and from a WebSocket message or a part of a polling body.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use crate::error::EngineError;
use crate::revision::EngineVersion;

/// Padding may be left out: Node's decoder does not ask for it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What a packet is for: the digit it begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `0`: the handshake, from the server.
    Open,
    /// `1`: the transport ends.
    Close,
    /// `2`: from the client in Engine.IO 3, from the server in Engine.IO 4; and the probe of an upgrade.
    Ping,
    /// `3`: the answer to a ping.
    Pong,
    /// `4`: what the layer above says.
    Message,
    /// `5`: from here on only the WebSocket is used.
    Upgrade,
    /// `6`: nothing; it ends a waiting poll.
    Noop,
}

impl Kind {
    /// The kind that an ASCII digit stands for.
    pub const fn from_digit(digit: u8) -> Option<Kind> {
        match digit {
            b'0' => Some(Kind::Open),
            b'1' => Some(Kind::Close),
            b'2' => Some(Kind::Ping),
            b'3' => Some(Kind::Pong),
            b'4' => Some(Kind::Message),
            b'5' => Some(Kind::Upgrade),
            b'6' => Some(Kind::Noop),
            _ => None,
        }
    }

    /// The digit it begins with.
    pub const fn digit(self) -> char {
        match self {
            Kind::Open => '0',
            Kind::Close => '1',
            Kind::Ping => '2',
            Kind::Pong => '3',
            Kind::Message => '4',
            Kind::Upgrade => '5',
            Kind::Noop => '6',
        }
    }
}

/// A text frame and where the text of interest begins in it, so that taking off a prefix copies nothing.
#[derive(Clone, Default)]
pub struct Text {
    pub(crate) frame: String,
    pub(crate) start: usize,
}

impl Text {
    /// The text without what stands before it in its frame.
    pub fn as_str(&self) -> &str {
        self.frame.get(self.start..).unwrap_or_default()
    }
}

impl From<String> for Text {
    fn from(frame: String) -> Text {
        Text { frame, start: 0 }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(out)
    }
}

/// A binary frame and where the bytes of interest begin in it.
#[derive(Clone, Default)]
pub struct Bytes {
    pub(crate) frame: Vec<u8>,
    pub(crate) start: usize,
}

impl Bytes {
    /// The bytes without what stands before them in their frame.
    pub fn as_slice(&self) -> &[u8] {
        self.frame.get(self.start..).unwrap_or_default()
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(frame: Vec<u8>) -> Bytes {
        Bytes { frame, start: 0 }
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Bytes) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(out)
    }
}

/// What a packet carries. A packet without data carries an empty text.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Text, without the packet's digit.
    Text(Text),
    /// Bytes, without the type byte of Engine.IO 3.
    Binary(Bytes),
}

/// One Engine.IO packet.
#[derive(Debug, Clone, PartialEq)]
pub struct Packet {
    /// What it is for.
    pub kind: Kind,
    /// What it carries.
    pub data: Data,
}

impl Packet {
    /// A packet with a text, which may be empty.
    pub fn text(kind: Kind, text: impl Into<String>) -> Packet {
        Packet { kind, data: Data::Text(Text::from(text.into())) }
    }

    /// A message of bytes.
    pub fn binary(bytes: Vec<u8>) -> Packet {
        Packet { kind: Kind::Message, data: Data::Binary(Bytes::from(bytes)) }
    }

    /// From a text message of a WebSocket, or a part of a polling body: `4hello`; bytes as `byMk=` (Engine.IO 4) or
    /// `b4yMk=` (Engine.IO 3). The frame is moved, not copied.
    ///
    /// # Errors
    /// An empty frame, an unknown kind, or what is not base64, with its byte offset in the frame.
    pub fn decode_text(version: EngineVersion, frame: String) -> Result<Packet, EngineError> {
        Packet::read_text(version, frame).map_err(|(error, _)| error)
    }

    /// As [`Packet::decode_text`]; a wrong frame is given back.
    pub(crate) fn read_text(version: EngineVersion, frame: String) -> Result<Packet, (EngineError, String)> {
        match frame.as_bytes().first() {
            None => Err((EngineError::Empty { at: 0 }, frame)),
            Some(b'b') => decode_base64(version, &frame).map_err(|error| (error, frame)),
            Some(&digit) => match Kind::from_digit(digit) {
                Some(kind) => Ok(Packet { kind, data: Data::Text(Text { frame, start: 1 }) }),
                None => Err((EngineError::Kind { found: frame.chars().next().unwrap_or_default(), at: 0 }, frame)),
            },
        }
    }

    /// From a binary message of a WebSocket: the bytes themselves (Engine.IO 4), or after a type byte from 0 to 6
    /// (Engine.IO 3). The frame is moved, not copied.
    ///
    /// # Errors
    /// In Engine.IO 3 an empty frame or an unknown type byte.
    pub fn decode_binary(version: EngineVersion, frame: Vec<u8>) -> Result<Packet, EngineError> {
        Packet::read_binary(version, frame).map_err(|(error, _)| error)
    }

    /// As [`Packet::decode_binary`]; a wrong frame is given back.
    pub(crate) fn read_binary(version: EngineVersion, frame: Vec<u8>) -> Result<Packet, (EngineError, Vec<u8>)> {
        match version {
            EngineVersion::V4 => Ok(Packet::binary(frame)),
            EngineVersion::V3 => {
                let Some(&byte) = frame.first() else { return Err((EngineError::Empty { at: 0 }, frame)) };
                match Kind::from_digit(byte.wrapping_add(b'0')) {
                    Some(kind) => Ok(Packet { kind, data: Data::Binary(Bytes { frame, start: 1 }) }),
                    None => Err((EngineError::KindByte { found: byte, at: 0 }, frame)),
                }
            }
        }
    }

    /// As one message of a WebSocket.
    pub fn encode(&self, version: EngineVersion) -> Frame {
        match &self.data {
            Data::Text(text) => Frame::Text(text_frame(self.kind, text.as_str())),
            Data::Binary(bytes) => Frame::Binary(match version {
                EngineVersion::V4 => bytes.as_slice().to_vec(),
                EngineVersion::V3 => binary_frame(self.kind, bytes.as_slice()),
            }),
        }
    }

    /// As text, bytes in base64.
    pub fn encode_text(&self, version: EngineVersion) -> String {
        match &self.data {
            Data::Text(text) => text_frame(self.kind, text.as_str()),
            Data::Binary(bytes) => base64_frame(version, self.kind, bytes.as_slice()),
        }
    }
}

/// One message of a WebSocket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
}

impl Frame {
    /// Its size in bytes on the wire.
    pub fn len_bytes(&self) -> usize {
        match self {
            Frame::Text(text) => text.len(),
            Frame::Binary(bytes) => bytes.len(),
        }
    }
}

fn text_frame(kind: Kind, text: &str) -> String {
    let mut frame = String::with_capacity(1 + text.len());
    frame.push(kind.digit());
    frame.push_str(text);
    frame
}

/// Engine.IO 3: a type byte, then the bytes.
pub(crate) fn binary_frame(kind: Kind, bytes: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(1 + bytes.len());
    frame.push(kind.digit() as u8 - b'0');
    frame.extend_from_slice(bytes);
    frame
}

pub(crate) fn base64_frame(version: EngineVersion, kind: Kind, bytes: &[u8]) -> String {
    let mut frame = String::with_capacity(base64_frame_len(version, bytes.len()));
    frame.push('b');
    if version == EngineVersion::V3 {
        frame.push(kind.digit());
    }
    STANDARD.encode_string(bytes, &mut frame);
    frame
}

/// The length of what [`base64_frame`] makes of so many bytes.
pub(crate) fn base64_frame_len(version: EngineVersion, n_bytes: usize) -> usize {
    let prefix = match version {
        EngineVersion::V3 => 2,
        EngineVersion::V4 => 1,
    };
    prefix + n_bytes.div_ceil(3) * 4
}

fn decode_base64(version: EngineVersion, frame: &str) -> Result<Packet, EngineError> {
    let (kind, start) = match version {
        EngineVersion::V4 => (Kind::Message, 1),
        EngineVersion::V3 => {
            let found = frame.chars().nth(1).ok_or(EngineError::Empty { at: 1 })?;
            let kind = u8::try_from(found).ok().and_then(Kind::from_digit).ok_or(EngineError::Kind { found, at: 1 })?;
            (kind, 2)
        }
    };
    let encoded = frame.get(start..).unwrap_or_default();
    match LENIENT.decode(encoded) {
        Ok(bytes) => Ok(Packet { kind, data: Data::Binary(Bytes::from(bytes)) }),
        Err(base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLastSymbol(at, _)) => {
            Err(EngineError::Base64 { at: start + at })
        }
        Err(base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding) => {
            Err(EngineError::Base64 { at: frame.len() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V3: EngineVersion = EngineVersion::V3;
    const V4: EngineVersion = EngineVersion::V4;

    fn text(version: EngineVersion, frame: &str) -> Result<Packet, EngineError> {
        Packet::decode_text(version, frame.to_owned())
    }

    #[test]
    fn texts_lose_their_digit() {
        assert_eq!(text(V4, "4hello"), Ok(Packet::text(Kind::Message, "hello")));
        assert_eq!(text(V3, "2probe"), Ok(Packet::text(Kind::Ping, "probe")));
        assert_eq!(text(V3, "6"), Ok(Packet::text(Kind::Noop, "")));
    }

    #[test]
    fn bytes_are_text_where_they_must_be() {
        let packet = Packet::binary(vec![0xc8, 0xc9]);
        assert_eq!(packet.encode_text(V4), "byMk=");
        assert_eq!(packet.encode_text(V3), "b4yMk=");
        assert_eq!(text(V4, "byMk="), Ok(packet.clone()));
        assert_eq!(text(V4, "byMk"), Ok(packet.clone()), "padding may be missing");
        assert_eq!(text(V3, "b4yMk="), Ok(packet));
        assert_eq!(text(V4, "b"), Ok(Packet::binary(vec![])));
    }

    #[test]
    fn engine_3_has_a_type_byte() {
        assert_eq!(Packet::decode_binary(V3, vec![4, 0xc8]), Ok(Packet::binary(vec![0xc8])));
        assert_eq!(Packet::decode_binary(V4, vec![4, 0xc8]), Ok(Packet::binary(vec![4, 0xc8])));
        assert_eq!(Packet::decode_binary(V4, vec![]), Ok(Packet::binary(vec![])));
        assert_eq!(Packet::binary(vec![7]).encode(V3), Frame::Binary(vec![4, 7]));
        assert_eq!(Packet::binary(vec![7]).encode(V4), Frame::Binary(vec![7]));
    }

    #[test]
    fn wrong_frames_are_named_with_their_place() {
        assert_eq!(text(V4, ""), Err(EngineError::Empty { at: 0 }));
        assert_eq!(text(V4, "ç"), Err(EngineError::Kind { found: 'ç', at: 0 }));
        assert_eq!(text(V4, "7"), Err(EngineError::Kind { found: '7', at: 0 }));
        assert_eq!(text(V4, "bAA!="), Err(EngineError::Base64 { at: 3 }));
        assert_eq!(text(V3, "b"), Err(EngineError::Empty { at: 1 }));
        assert_eq!(text(V3, "bx"), Err(EngineError::Kind { found: 'x', at: 1 }));
        assert_eq!(Packet::decode_binary(V3, vec![]), Err(EngineError::Empty { at: 0 }));
        assert_eq!(Packet::decode_binary(V3, vec![9]), Err(EngineError::KindByte { found: 9, at: 0 }));
    }

    #[test]
    fn lengths_are_known_before_encoding() {
        for n_bytes in 0..20 {
            for version in [V3, V4] {
                let frame = base64_frame(version, Kind::Message, &vec![7; n_bytes]);
                assert_eq!(frame.len(), base64_frame_len(version, n_bytes));
            }
        }
    }
}

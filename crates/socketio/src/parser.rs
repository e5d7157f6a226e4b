//! The parsers of Socket.IO packets, and the only place that knows them all.

pub mod default;
pub mod msgpack;
pub(crate) mod placeholders;

use crate::engine::packet::{Bytes, Frame, Text};
use crate::error::{Malformed, PacketError};
use crate::json::{self, JsonError, Levels, Span, Token};
use crate::packet::{Kind, Outgoing, Packet};
use crate::revision::PacketRevision;

/// How packets are put on the wire. Client and server must agree; nothing on the wire says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Parser {
    /// Text, attachments as binary messages of their own: what a server has if nobody changed it.
    #[default]
    Default,
    /// `socket.io-msgpack-parser`: each packet one binary message (servers 2.x: some packets JSON text).
    Msgpack,
}

impl Parser {
    /// All of them.
    pub const ALL: [Parser; 2] = [Parser::Default, Parser::Msgpack];

    /// Puts a packet on the wire: the messages to send in this order, without anything of Engine.IO.
    pub fn encode(self, revision: PacketRevision, packet: &Outgoing<'_>) -> Vec<Frame> {
        match self {
            Parser::Default => default::encode(packet),
            Parser::Msgpack => vec![msgpack::encode(revision, packet)],
        }
    }
}

/// How many attachments the newest official parsers take in one packet.
pub const MAX_ATTACHMENTS: usize = 10;

/// Names that no event may have (section 8 of the protocol).
pub const RESERVED_NAMES: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// Takes the messages of one connection and puts packets together.
///
/// A packet that waits for attachments is kept between calls. After an error the connection is to be closed; the decoder
/// itself begins anew then.
#[derive(Debug, Clone)]
pub struct Decoder {
    parser: Parser,
    revision: PacketRevision,
    max_attachments: usize,
    pending: Option<default::Pending>,
}

impl Decoder {
    /// For a connection that begins.
    pub fn new(parser: Parser, revision: PacketRevision) -> Decoder {
        Decoder { parser, revision, max_attachments: MAX_ATTACHMENTS, pending: None }
    }

    /// With another limit than [`MAX_ATTACHMENTS`].
    pub fn with_max_attachments(mut self, max_attachments: usize) -> Decoder {
        self.max_attachments = max_attachments;
        self
    }

    /// Takes a text message. The text is moved into the packet.
    ///
    /// # Errors
    /// What is wrong, with the frame.
    pub fn decode_text(&mut self, text: Text) -> Result<Option<Packet>, Box<Malformed>> {
        let malformed = |error, text: Text| Box::new(Malformed { error, frame: Frame::Text(text.frame) });
        if let Some(pending) = self.pending.take() {
            return Err(malformed(PacketError::TextInBetween { n_missing: pending.n_missing() }, text));
        }
        match self.parser {
            Parser::Default => match default::read(self.revision, self.max_attachments, &text) {
                Ok(header) if header.n_attachments > 0 => {
                    self.pending = Some(default::Pending::new(header, text));
                    Ok(None)
                }
                Ok(header) => Ok(Some(header.into_packet(text))),
                Err(error) => Err(malformed(error, text)),
            },
            Parser::Msgpack => match msgpack::decode_text(self.revision, &text) {
                Ok(packet) => Ok(Some(packet)),
                Err(error) => Err(malformed(error, text)),
            },
        }
    }

    /// Takes a binary message. The bytes are moved into the packet.
    ///
    /// # Errors
    /// What is wrong, with the frame.
    pub fn decode_binary(&mut self, bytes: Bytes) -> Result<Option<Packet>, Box<Malformed>> {
        let malformed = |error, bytes: Bytes| Box::new(Malformed { error, frame: Frame::Binary(bytes.frame) });
        match self.parser {
            Parser::Default => match self.pending.take() {
                None => Err(malformed(PacketError::StrayBinary, bytes)),
                Some(mut pending) => {
                    pending.push(bytes);
                    if pending.n_missing() == 0 {
                        return pending.finish().map(Some);
                    }
                    self.pending = Some(pending);
                    Ok(None)
                }
            },
            Parser::Msgpack => match msgpack::decode(self.revision, bytes) {
                Ok(packet) => Ok(Some(packet)),
                Err((error, bytes)) => Err(malformed(error, bytes)),
            },
        }
    }

    /// How many attachments the packet in the making still waits for; nothing if there is none.
    pub fn n_missing(&self) -> Option<usize> {
        self.pending.as_ref().map(default::Pending::n_missing)
    }
}

/// What the rules of shape ask about a payload.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    /// The first token of all.
    first: Option<Token>,
    /// The first element, if it is an array.
    element: Option<(Token, Span)>,
}

impl Shape {
    fn see(&mut self, token: Token, span: Span, depth: usize) {
        match depth {
            0 if self.first.is_none() => self.first = Some(token),
            1 if self.element.is_none() && self.first == Some(Token::OpenArray) => self.element = Some((token, span)),
            _ => {}
        }
    }

    fn walk(text: &str, start: usize) -> Result<Shape, JsonError> {
        let bytes = text.as_bytes();
        // Nearly every event begins with `["name",`, and from there on nothing is asked but whether it is JSON.
        if bytes.get(start) == Some(&b'[') && bytes.get(start + 1) == Some(&b'"') {
            let name = Span { start: start + 1, end: json::string_end(bytes, start + 1)? };
            if bytes.get(name.end) == Some(&b',') {
                json::walk_on(bytes, name.end + 1, Levels::of_array(), |_, _, _| {})?;
                return Ok(Shape { first: Some(Token::OpenArray), element: Some((Token::String, name)) });
            }
        }
        let mut shape = Shape::default();
        json::walk(text, start, |token, span, depth| shape.see(token, span, depth))?;
        Ok(shape)
    }

    /// Whether a packet of that kind may have such a payload, as `isPayloadValid` of the official parsers says
    /// (`socket.io-parser` 3.4.5 and 4.2.7). Gives the name of an event.
    fn check(self, revision: PacketRevision, kind: Kind, text: &str, at: usize) -> Result<Span, PacketError> {
        let wrong = |expected| Err(PacketError::Shape { kind, expected, at });
        let is_object = self.first == Some(Token::OpenObject);
        match (kind, revision) {
            (Kind::Disconnect, _) => wrong("nothing"),
            (Kind::Connect, PacketRevision::R5) if !is_object => wrong("an object"),
            (Kind::ConnectError, PacketRevision::R5) if !is_object && self.first != Some(Token::String) => {
                wrong("an object or a string")
            }
            // To JavaScript an array and null are objects, too.
            (Kind::Connect, PacketRevision::R4)
                if !matches!(self.first, Some(Token::OpenObject | Token::OpenArray | Token::Null)) =>
            {
                wrong("an object")
            }
            (Kind::ConnectError, PacketRevision::R4)
                if matches!(self.first, Some(Token::Number | Token::True | Token::False)) =>
            {
                wrong("an object or a string")
            }
            (Kind::Event | Kind::Ack, _) if self.first != Some(Token::OpenArray) => wrong("an array"),
            (Kind::Event, _) => match self.element {
                Some((Token::String, name)) => {
                    let is_reserved = || RESERVED_NAMES.contains(&&*json::unquoted(name.of(text)));
                    if revision == PacketRevision::R5 && is_reserved() {
                        return Err(PacketError::ReservedName { at: name.start });
                    }
                    Ok(name)
                }
                Some((Token::Number, name)) => Ok(name),
                _ => wrong("an array that begins with a name"),
            },
            (Kind::Connect | Kind::ConnectError | Kind::Ack, _) => Ok(Span::default()),
        }
    }
}

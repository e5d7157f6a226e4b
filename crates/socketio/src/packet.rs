//! A Socket.IO packet: kind, namespace, ack id, and a payload that stays text with spans into its frame.

use std::borrow::Cow;
use std::fmt;

use crate::args;
use crate::engine::packet::Bytes;
use crate::error::PayloadError;
use crate::json::{self, Span};
use crate::parser::placeholders;

/// What a packet is for (section 8 of the protocol). Whether an event or ack has attachments is not part of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Type 0: asks for a namespace, or says that it is there.
    Connect,
    /// Type 1: leaves a namespace.
    Disconnect,
    /// Types 2 and 5: a name and arguments.
    Event,
    /// Types 3 and 6: the answer to an event that asked for one.
    Ack,
    /// Type 4: a namespace is refused (`ERROR` in servers 2.x).
    ConnectError,
}

impl Kind {
    /// Its digit on the wire.
    pub const fn digit(self, has_attachments: bool) -> u8 {
        match (self, has_attachments) {
            (Kind::Connect, _) => 0,
            (Kind::Disconnect, _) => 1,
            (Kind::Event, false) => 2,
            (Kind::Ack, false) => 3,
            (Kind::ConnectError, _) => 4,
            (Kind::Event, true) => 5,
            (Kind::Ack, true) => 6,
        }
    }

    /// The kind of a digit, and whether it announces attachments.
    pub const fn from_digit(digit: u8) -> Option<(Kind, bool)> {
        match digit {
            0 => Some((Kind::Connect, false)),
            1 => Some((Kind::Disconnect, false)),
            2 => Some((Kind::Event, false)),
            3 => Some((Kind::Ack, false)),
            4 => Some((Kind::ConnectError, false)),
            5 => Some((Kind::Event, true)),
            6 => Some((Kind::Ack, true)),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Kind::Connect => "connect",
            Kind::Disconnect => "disconnect",
            Kind::Event => "event",
            Kind::Ack => "ack",
            Kind::ConnectError => "refusal",
        })
    }
}

/// A place in a payload where something stands that JSON cannot say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hole {
    /// Where its stand-in is: byte offsets in the payload's text.
    pub span: Span,
    /// What it is.
    pub value: HoleValue,
}

/// What stands in a [`Hole`]. All but bytes come from MessagePack only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HoleValue {
    /// The attachment with this number; its stand-in is `{"_placeholder":true,"num":…}`.
    Bytes(usize),
    /// JavaScript's `undefined`; its stand-in is `null`.
    Undefined,
    /// A date in milliseconds since 1970; its stand-in is that number.
    Date(i64),
    /// Its stand-in is `null`, as for the next two.
    NotANumber,
    /// Positive infinity.
    Infinity,
    /// Negative infinity.
    NegativeInfinity,
}

/// The binary parts of a packet, where they came: nothing is copied.
#[derive(Debug, Clone, Default)]
pub struct Attachments {
    pub(crate) frames: Vec<Bytes>,
    /// The number of a frame and a part of it.
    pub(crate) spans: Vec<(usize, Span)>,
}

impl Attachments {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// One of them, counted from 0.
    pub fn get(&self, number: usize) -> Option<&[u8]> {
        let (frame, span) = self.spans.get(number)?;
        self.frames.get(*frame)?.frame.get(span.start..span.end)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> + Clone {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    /// Adds a frame that is one attachment as a whole.
    pub(crate) fn push_frame(&mut self, bytes: Bytes) {
        self.spans.push((self.frames.len(), Span { start: bytes.start, end: bytes.frame.len() }));
        self.frames.push(bytes);
    }
}

impl PartialEq for Attachments {
    fn eq(&self, other: &Attachments) -> bool {
        self.iter().eq(other.iter())
    }
}

/// A packet as it was received. It owns its frame; what it gives out points into that.
///
/// ```
/// use duplex_socketio::parser::{Decoder, Parser};
/// use duplex_socketio::revision::PacketRevision;
///
/// let mut decoder = Decoder::new(Parser::Default, PacketRevision::R5);
/// let frame = r#"2/orders,41["get",{"limit":9007199254740993}]"#.to_owned();
/// let packet = decoder.decode_text(frame.into())?.expect("whole without attachments");
/// assert_eq!((packet.namespace(), packet.id()), ("/orders", Some(41)));
/// assert_eq!(packet.name().as_deref(), Some("get"));
/// assert_eq!(packet.args(), [r#"{"limit":9007199254740993}"#]);
/// # Ok::<(), Box<duplex_socketio::error::Malformed>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Packet {
    pub(crate) kind: Kind,
    /// Whether it came as type 5 or 6.
    pub(crate) is_binary: bool,
    pub(crate) text: String,
    /// Empty for `/`, and for a namespace that was not said.
    pub(crate) namespace: Span,
    pub(crate) id: Option<u64>,
    pub(crate) payload: Option<Span>,
    /// The first element of an event's payload, its name: a string or a number.
    pub(crate) name: Span,
    pub(crate) holes: Vec<Hole>,
    pub(crate) attachments: Attachments,
}

impl Packet {
    /// What it is for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The type digit it came with: 5 and 6 for an event and an ack with attachments.
    pub fn digit(&self) -> u8 {
        self.kind.digit(self.is_binary)
    }

    /// Its namespace, which begins with `/`.
    pub fn namespace(&self) -> &str {
        match self.namespace.of(&self.text) {
            "" => "/",
            namespace => namespace,
        }
    }

    /// The ack id: an event that has one asks for an ack with the same. 0 is an id like any other.
    pub fn id(&self) -> Option<u64> {
        self.id
    }

    /// Its JSON, as it came (from MessagePack: put into JSON).
    pub fn payload(&self) -> Option<&str> {
        self.payload.map(|span| span.of(&self.text))
    }

    /// The name of an event. A number is given as its text.
    pub fn name(&self) -> Option<Cow<'_, str>> {
        Some(self.name_json()).filter(|name| !name.is_empty()).map(json::unquoted)
    }

    /// The name of an event as JSON; empty if there is none.
    pub fn name_json(&self) -> &str {
        self.name.of(&self.text)
    }

    /// The arguments as JSON, each as it came: of an event without its name, of an ack all. None for other kinds.
    pub fn args(&self) -> Vec<&str> {
        let n_skipped = match self.kind {
            Kind::Event => 1,
            Kind::Ack => 0,
            Kind::Connect | Kind::Disconnect | Kind::ConnectError => return Vec::new(),
        };
        // Invariant: a payload was checked when it was taken in.
        let mut args = self.payload().and_then(|array| args::split(array).ok()).unwrap_or_default();
        args.drain(..n_skipped.min(args.len()));
        args
    }

    /// Where something stands in the payload that JSON cannot say, in order of the text.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// Its binary parts.
    pub fn attachments(&self) -> &Attachments {
        &self.attachments
    }

    /// The text it was read from: the frame with the default parser, what MessagePack was put into otherwise.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same payload to be sent; attachments are copied.
    pub fn to_payload(&self) -> Option<Payload> {
        let text = self.payload()?.to_owned();
        let attachments = self.attachments.iter().map(<[u8]>::to_vec).collect();
        Some(Payload { text, holes: self.holes.clone(), attachments })
    }
}

/// A payload to be sent: JSON, with placeholders where its attachments belong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Payload {
    pub(crate) text: String,
    pub(crate) holes: Vec<Hole>,
    pub(crate) attachments: Vec<Vec<u8>>,
}

impl Payload {
    /// Any JSON, without attachments: the `auth` of a namespace, say. What looks like a placeholder is plain data.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn json(text: impl Into<String>) -> Result<Payload, PayloadError> {
        let text = text.into();
        json::check(&text)?;
        Ok(Payload { text, ..Payload::default() })
    }

    /// JSON in which `{"_placeholder":true,"num":0}` stands for the first attachment, and so on; one may be there twice.
    ///
    /// # Errors
    /// It is not JSON, a placeholder has no attachment, or an attachment no placeholder.
    pub fn with_attachments(text: impl Into<String>, attachments: Vec<Vec<u8>>) -> Result<Payload, PayloadError> {
        if attachments.is_empty() {
            return Payload::json(text);
        }
        let text = text.into();
        let found = placeholders::find(&text)?;
        let mut is_used = vec![false; attachments.len()];
        let mut holes = Vec::with_capacity(found.len());
        for placeholder in found {
            let missing = PayloadError::Placeholder { at: placeholder.span.start, n_attachments: attachments.len() };
            let number = placeholder.number.ok_or_else(|| missing.clone())?;
            *is_used.get_mut(number).ok_or(missing)? = true;
            holes.push(Hole { span: placeholder.span, value: HoleValue::Bytes(number) });
        }
        match is_used.iter().position(|is_used| !is_used) {
            Some(number) => Err(PayloadError::Unused { number }),
            None => Ok(Payload { text, holes, attachments }),
        }
    }

    /// The JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where something stands that JSON cannot say.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// The attachments.
    pub fn attachments(&self) -> &[Vec<u8>] {
        &self.attachments
    }
}

/// A packet to be sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outgoing<'a> {
    /// What it is for.
    pub kind: Kind,
    /// Begins with `/`, has no comma.
    pub namespace: &'a str,
    /// Servers 2.x: the query of a connect, already encoded (`a=1&b=2`); empty for none.
    pub query: &'a str,
    /// The ack id.
    pub id: Option<u64>,
    /// An array for events and acks, an object for connects.
    pub payload: Option<&'a Payload>,
}

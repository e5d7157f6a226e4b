//! The MessagePack parser: each packet a map in one binary message, put into JSON text with holes for what is no JSON.
//!
//! Section 12 of the notes on the protocol: `type`, `nsp`, and, when present, `data` and `id`. With servers 2.x the types
//! 0, 1 and 4 are JSON text instead.

mod read;
mod write;

use crate::engine::packet::{Bytes, Frame, Text};
use crate::error::PacketError;
use crate::json::{self, Span, Token};
use crate::packet::{Attachments, Hole, HoleValue, Kind, Outgoing, Packet};
use crate::parser::Shape;
use crate::revision::PacketRevision;

/// The members of a packet that count, as places in a JSON text. Of a key that comes twice the last one counts.
#[derive(Debug, Default)]
struct Members {
    kind: Option<Span>,
    namespace: Option<Span>,
    data: Option<Span>,
    /// Where `data` begins in the frame, for errors.
    data_at: usize,
    id: Option<Span>,
}

impl Members {
    fn see(&mut self, key: &str, value: Span, at: usize) {
        match key {
            "type" => self.kind = Some(value),
            "nsp" => self.namespace = Some(value),
            "data" => (self.data, self.data_at) = (Some(value), at),
            "id" => self.id = Some(value),
            _ => {}
        }
    }
}

pub(super) fn decode(revision: PacketRevision, bytes: Bytes) -> Result<Packet, (PacketError, Bytes)> {
    let read = read::Reader::read(&bytes.frame, bytes.start);
    match read.and_then(|read| packet(revision, read)) {
        Ok(mut packet) => {
            packet.attachments.frames.push(bytes);
            Ok(packet)
        }
        Err(error) => Err((error, bytes)),
    }
}

/// Servers 2.x: a packet as JSON text. Errors have places in the frame.
pub(super) fn decode_text(revision: PacketRevision, text: &Text) -> Result<Packet, PacketError> {
    if revision == PacketRevision::R5 {
        return Err(PacketError::UnexpectedText);
    }
    let frame = text.frame.as_str();
    let mut members = Members::default();
    let mut is_object = false;
    let mut key = Span::default();
    let mut start = 0;
    json::walk(frame, text.start, |token, span, depth| match (depth, token) {
        (0, token) => is_object = matches!(token, Token::OpenObject | Token::CloseObject),
        (1, Token::Key) => key = span,
        (1, Token::OpenArray | Token::OpenObject) => start = span.start,
        (1, Token::CloseArray | Token::CloseObject) => {
            members.see(&json::unquoted(key.of(frame)), Span { start, end: span.end }, start);
        }
        (1, _) => members.see(&json::unquoted(key.of(frame)), span, span.start),
        _ => {}
    })?;
    if !is_object {
        return Err(PacketError::Field { field: "type" });
    }
    packet(revision, read::Read { text: frame.to_owned(), members, holes: vec![], spans: vec![] })
}

/// The rules of `checkPacket` in `socket.io-msgpack-parser` 2.2.1 and 3.0.2.
fn packet(revision: PacketRevision, read: read::Read) -> Result<Packet, PacketError> {
    let read::Read { mut text, members, mut holes, spans } = read;
    let value_at = |span: Span| holes.iter().find(|hole: &&Hole| hole.span == span).map(|hole| hole.value);
    // To JavaScript a member that is undefined is none.
    let present = |span: Option<Span>| span.filter(|span| !matches!(value_at(*span), Some(HoleValue::Undefined)));
    let whole = |span: Span| match value_at(span) {
        None => whole(span.of(&text)),
        Some(_) => None,
    };

    let digit = present(members.kind).and_then(whole).and_then(|digit| u8::try_from(digit).ok());
    let (kind, is_binary) = digit.and_then(Kind::from_digit).ok_or(PacketError::Field { field: "type" })?;
    if is_binary && revision == PacketRevision::R5 {
        return Err(PacketError::Field { field: "type" });
    }
    let namespace =
        members.namespace.filter(|span| span.of(&text).starts_with('"')).ok_or(PacketError::Field { field: "nsp" })?;
    let payload = present(members.data);
    let id = match present(members.id) {
        Some(span) => Some(whole(span).ok_or(PacketError::Field { field: "id" })?),
        None => None,
    };

    let shape = match payload {
        // Bytes are no object, though their stand-in is one.
        Some(span) if value_at(span).is_none() => Shape::walk(span.of(&text), 0)?,
        _ => Shape::default(),
    };
    let wrong = |expected| Err(PacketError::Shape { kind, expected, at: members.data_at });
    let is_object = shape.first == Some(Token::OpenObject);
    let is_string = shape.first == Some(Token::String);
    // A refusal of a server 2.x has whatever the application attached, though the official parser takes texts alone there.
    match (kind, revision) {
        (Kind::Connect, PacketRevision::R5) if payload.is_some() && !is_object => return wrong("an object or nothing"),
        (Kind::Connect, PacketRevision::R4) | (Kind::Disconnect, _) if payload.is_some() => return wrong("nothing"),
        (Kind::ConnectError, PacketRevision::R5) if !is_object && !is_string => return wrong("an object or a string"),
        (Kind::Event | Kind::Ack, _) if shape.first != Some(Token::OpenArray) => return wrong("an array"),
        _ => {}
    }

    let quoted = namespace.of(&text);
    let namespace = if quoted.contains('\\') {
        let meant = json::unquoted(quoted).into_owned();
        let start = text.len();
        text.push_str(&meant);
        Span { start, end: text.len() }
    } else {
        Span { start: namespace.start + 1, end: namespace.end - 1 }
    };
    let name = match shape.element {
        Some((Token::String | Token::Number, span)) if kind == Kind::Event => {
            span.moved_by(payload.unwrap_or_default().start)
        }
        _ => Span::default(),
    };
    let inside = payload.unwrap_or_default();
    holes.retain(|hole| hole.span.start >= inside.start && hole.span.end <= inside.end);
    for hole in &mut holes {
        hole.span = Span { start: hole.span.start - inside.start, end: hole.span.end - inside.start };
    }
    let attachments = Attachments { frames: vec![], spans: spans.into_iter().map(|span| (0, span)).collect() };
    Ok(Packet { kind, is_binary, text, namespace, id, payload, name, holes, attachments })
}

fn whole(number: &str) -> Option<u64> {
    number.parse().ok().or_else(|| {
        let number: f64 = number.parse().ok()?;
        (number >= 0.0 && number <= 2_f64.powi(53) && number.fract() == 0.0).then_some(number as u64)
    })
}

pub(super) fn encode(revision: PacketRevision, packet: &Outgoing<'_>) -> Frame {
    let mut namespace = packet.namespace.to_owned();
    if !packet.query.is_empty() {
        namespace.push('?');
        namespace.push_str(packet.query);
    }
    let is_text = matches!(packet.kind, Kind::Connect | Kind::Disconnect | Kind::ConnectError);
    if revision == PacketRevision::R4 && is_text {
        let mut text = format!("{{\"type\":{},\"nsp\":", packet.kind.digit(false));
        json::push_quoted(&mut text, &namespace);
        if let Some(payload) = packet.payload {
            text.push_str(",\"data\":");
            text.push_str(&payload.text);
        }
        text.push('}');
        return Frame::Text(text);
    }
    let has_attachments = packet.payload.is_some_and(|payload| !payload.attachments.is_empty());
    let digit = packet.kind.digit(has_attachments && revision == PacketRevision::R4);
    let mut out = write::Writer::default();
    out.map(2 + usize::from(packet.id.is_some()) + usize::from(packet.payload.is_some()));
    out.text("type");
    out.whole(u64::from(digit));
    out.text("nsp");
    out.text(&namespace);
    if let Some(id) = packet.id {
        out.text("id");
        out.whole(id);
    }
    if let Some(payload) = packet.payload {
        out.text("data");
        out.payload(payload);
    }
    Frame::Binary(out.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use crate::parser::{Decoder, Parser};

    const R4: PacketRevision = PacketRevision::R4;
    const R5: PacketRevision = PacketRevision::R5;

    fn decode(revision: PacketRevision, bytes: &[u8]) -> Result<Packet, PacketError> {
        let mut decoder = Decoder::new(Parser::Msgpack, revision);
        match decoder.decode_binary(bytes.to_vec().into()) {
            Ok(packet) => Ok(packet.expect("always whole")),
            Err(malformed) => Err(malformed.error),
        }
    }

    fn event(data: &[u8]) -> Result<Packet, PacketError> {
        let mut bytes = b"\x83\xa4type\x02\xa3nsp\xa1/\xa4data".to_vec();
        bytes.extend_from_slice(data);
        decode(R5, &bytes)
    }

    #[test]
    fn whatever_is_no_json_is_a_hole() {
        let data = b"\x98\xa1a\xc4\x02\x08\x09\xd4\x00\x00\xd7\x00\xff\xff\xff\xff\xff\xff\xff\xff\xcb\x7f\xf8\0\0\0\0\0\0\xca\x7f\x80\0\0\xca\xff\x80\0\0\xc7\x01\x00\x07";
        let packet = event(data).unwrap();
        assert_eq!(
            packet.payload(),
            Some(r#"["a",{"_placeholder":true,"num":0},null,-1,null,null,null,{"_placeholder":true,"num":1}]"#)
        );
        let values: Vec<_> = packet.holes().iter().map(|hole| hole.value).collect();
        assert_eq!(
            values,
            [
                HoleValue::Bytes(0),
                HoleValue::Undefined,
                HoleValue::Date(-1),
                HoleValue::NotANumber,
                HoleValue::Infinity,
                HoleValue::NegativeInfinity,
                HoleValue::Bytes(1),
            ]
        );
        assert_eq!(packet.attachments().iter().collect::<Vec<_>>(), [&[8, 9][..], &[7][..]]);
        assert_eq!(packet.name().as_deref(), Some("a"));

        let payload = packet.to_payload().unwrap();
        let outgoing = Outgoing { kind: Kind::Event, namespace: "/", query: "", id: None, payload: Some(&payload) };
        let Frame::Binary(again) = encode(R5, &outgoing) else { panic!("MessagePack is binary") };
        let again = decode(R5, &again).unwrap();
        assert_eq!((again.payload(), again.holes()), (packet.payload(), packet.holes()));
        assert_eq!(again.attachments(), packet.attachments());
    }

    #[test]
    fn numbers_keep_all_their_digits() {
        let data = b"\x96\x00\xcf\xff\xff\xff\xff\xff\xff\xff\xff\xd3\x80\0\0\0\0\0\0\0\xcb\x40\x28\x80\0\0\0\0\0\xcb\x40\x1c\0\0\0\0\0\0\xe0";
        assert_eq!(event(data).unwrap().payload(), Some("[0,18446744073709551615,-9223372036854775808,12.25,7,-32]"));
        let data =
            b"\x93\xcb\x7e\x37\xe4\x3c\x88\x00\x75\x9c\xcb\x3e\x45\x79\x8e\xe2\x30\x8c\x3a\xcb\x80\0\0\0\0\0\0\0";
        assert_eq!(event(data).unwrap().payload(), Some("[1e300,1e-8,-0]"));
    }

    #[test]
    fn other_extensions_are_a_pair_as_in_the_official_parser() {
        let packet = event(b"\x92\xa1a\xd5\x05\x01\x02").unwrap();
        assert_eq!(packet.payload(), Some(r#"["a",[5,{"_placeholder":true,"num":0}]]"#));
    }

    #[test]
    fn keys_become_text() {
        let packet = event(b"\x92\xa1a\x84\x01\x02\xc0\x03\xc3\x04\xa1\"\xa1\xff").unwrap();
        assert_eq!(packet.payload(), Some("[\"a\",{\"1\":2,\"null\":3,\"true\":4,\"\\\"\":\"\u{fffd}\"}]"));
        assert_eq!(event(b"\x91\x81\x90\x01"), Err(PacketError::Key { at: 20 }));
    }

    #[test]
    fn wrong_bytes_are_named_with_their_place() {
        assert_eq!(decode(R5, b""), Err(PacketError::Truncated { at: 0 }));
        assert_eq!(decode(R5, b"\x80\x01"), Err(PacketError::Trailing { at: 1 }));
        assert_eq!(event(b"\xc1"), Err(PacketError::Byte { found: 0xc1, at: 18 }));
        assert_eq!(event(b"\x92\xa1"), Err(PacketError::Truncated { at: 20 }));
        assert_eq!(event(b"\xdd\xff\xff\xff\xff"), Err(PacketError::Truncated { at: 23 }));
        assert_eq!(event(b"\xdf\xff\xff\xff\xff\xa0"), Err(PacketError::Truncated { at: 24 }));
        assert_eq!(event(b"\xc6\xff\xff\xff\xff\xa0"), Err(PacketError::Truncated { at: 24 }));
    }

    #[test]
    fn fields_are_checked_as_the_official_parsers_do() {
        let field = |field| Err(PacketError::Field { field });
        assert_eq!(decode(R5, b"\x90"), field("type"));
        assert_eq!(decode(R5, b"\x82\xa4type\x05\xa3nsp\xa1/"), field("type"));
        assert_eq!(decode(R5, b"\x82\xa4type\xa12\xa3nsp\xa1/"), field("type"));
        assert_eq!(decode(R5, b"\x81\xa4type\x00"), field("nsp"));
        assert_eq!(decode(R5, b"\x82\xa4type\x00\xa3nsp\x01"), field("nsp"));
        for id in [&b"\xc0"[..], b"\xff", b"\xcb\x3f\xe0\0\0\0\0\0\0", b"\xd7\x00\0\0\0\0\0\0\0\x01"] {
            assert_eq!(decode(R5, &[b"\x84\xa4type\x02\xa3nsp\xa1/\xa4data\x91\xa1a\xa2id", id].concat()), field("id"));
        }
        let float = [b"\x84\xa4type\x02\xa3nsp\xa1/\xa4data\x91\xa1a\xa2id", &b"\xca\x42\x24\0\0"[..]].concat();
        assert_eq!(decode(R5, &float).unwrap().id(), Some(41));
        assert_eq!(
            decode(R5, b"\x83\xa4type\x00\xa3nsp\xa1/\xa4data\xc0").unwrap_err().at(),
            Some(18),
            "a place in the bytes, not in their text"
        );
        assert!(decode(R5, b"\x83\xa4type\x00\xa3nsp\xa1/\xa4data\xd4\x00\x00").is_ok());
        assert!(decode(R5, b"\x83\xa4type\x00\xa3nsp\xa1/\xa4data\xc4\x01\x00").is_err(), "bytes are no object");
        assert!(decode(R5, b"\x83\xa4type\x00\xa3nsp\xa1/\xa1x\xc0").is_ok(), "other members do not count");
        assert!(decode(R4, b"\x83\xa4type\x05\xa3nsp\xa1/\xa4data\x91\xa1a").is_ok());
    }

    #[test]
    fn old_servers_have_text_for_what_is_not_an_event() {
        let payload = Args::event("a").bytes(vec![1]).finish();
        let connect = Outgoing { kind: Kind::Connect, namespace: "/b", query: "c=1", id: None, payload: None };
        assert_eq!(encode(R4, &connect), Frame::Text("{\"type\":0,\"nsp\":\"/b?c=1\"}".to_owned()));
        let event = Outgoing { kind: Kind::Event, query: "", payload: Some(&payload), ..connect };
        let Frame::Binary(bytes) = encode(R4, &event) else { panic!("events are binary") };
        assert_eq!(decode(R4, &bytes).unwrap().digit(), 5);

        let mut decoder = Decoder::new(Parser::Msgpack, R4);
        let mut text = |frame: &str| decoder.decode_text(frame.to_owned().into()).map_err(|malformed| malformed.error);
        let packet = text("{\"type\":4,\"nsp\":\"/b\\u0021\",\"data\":\"no\"}").unwrap().unwrap();
        assert_eq!((packet.namespace(), packet.payload()), ("/b!", Some("\"no\"")));
        assert_eq!(text("{\"type\":4,\"nsp\":\"/b\",\"data\":{}}").unwrap().unwrap().payload(), Some("{}"));
        assert_eq!(text("[]"), Err(PacketError::Field { field: "type" }));
        assert!(matches!(text("{"), Err(PacketError::Json(_))));
        let mut decoder = Decoder::new(Parser::Msgpack, R5);
        assert_eq!(decoder.decode_text("0".to_owned().into()).unwrap_err().error, PacketError::UnexpectedText);
    }

    #[test]
    fn depth_costs_no_stack() {
        let n_levels = 1_000_000;
        let mut data = vec![0x91; n_levels];
        data.push(0xc0);
        let packet = event(&data).unwrap();
        let payload = packet.to_payload().unwrap();
        let outgoing = Outgoing { kind: Kind::Ack, namespace: "/", query: "", id: None, payload: Some(&payload) };
        let Frame::Binary(again) = encode(R5, &outgoing) else { panic!("MessagePack is binary") };
        assert!(again.ends_with(&data));
    }
}

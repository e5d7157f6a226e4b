//! The text parser: a header and JSON in one text, attachments as binary messages after it.
//!
//! `5` type, `2-` attachments (types 5 and 6 only), `/orders,` namespace (not for `/`), `41` ack id, then JSON.

use std::fmt::Write as _;

use crate::engine::packet::{Bytes, Frame, Text};
use crate::error::{Malformed, PacketError};
use crate::json::{self, Span};
use crate::packet::{Attachments, Hole, HoleValue, Kind, Outgoing, Packet};
use crate::parser::Shape;
use crate::parser::placeholders::{Finder, Placeholder};
use crate::revision::PacketRevision;

/// What a text says: everything of a packet but its attachments.
#[derive(Debug, Clone)]
pub(super) struct Header {
    kind: Kind,
    pub(super) n_attachments: usize,
    namespace: Span,
    id: Option<u64>,
    payload: Option<Span>,
    name: Span,
    placeholders: Vec<Placeholder>,
}

impl Header {
    pub(super) fn into_packet(self, text: Text) -> Packet {
        Packet {
            kind: self.kind,
            is_binary: self.n_attachments > 0,
            text: text.frame,
            namespace: self.namespace,
            id: self.id,
            payload: self.payload,
            name: self.name,
            holes: Vec::new(),
            attachments: Attachments::default(),
        }
    }
}

pub(super) fn read(revision: PacketRevision, max_attachments: usize, text: &Text) -> Result<Header, PacketError> {
    let frame = text.frame.as_str();
    let bytes = frame.as_bytes();
    let mut at = text.start;
    let digit = bytes.get(at).map(|byte| byte.wrapping_sub(b'0'));
    let Some((kind, is_binary)) = digit.and_then(Kind::from_digit) else {
        return Err(match text.as_str().chars().next() {
            Some(found) => PacketError::Type { found, at },
            None => PacketError::Empty,
        });
    };
    at += 1;

    let mut n_attachments = 0;
    if is_binary {
        let end = json::after_digits(bytes, at);
        if end == at || bytes.get(end) != Some(&b'-') {
            return Err(PacketError::AttachmentCount { at });
        }
        n_attachments = Span { start: at, end }.of(frame).parse().unwrap_or(usize::MAX);
        if n_attachments == 0 {
            return Err(PacketError::AttachmentCount { at });
        }
        if n_attachments > max_attachments {
            return Err(PacketError::TooManyAttachments { announced: n_attachments, limit: max_attachments, at });
        }
        at = end + 1;
    }

    let mut namespace = Span::default();
    if bytes.get(at) == Some(&b'/') {
        let rest = bytes.get(at..).unwrap_or_default();
        let n_bytes = rest.iter().position(|byte| *byte == b',').unwrap_or(rest.len());
        namespace = Span { start: at, end: at + n_bytes };
        at = (namespace.end + 1).min(bytes.len());
    }

    let end = json::after_digits(bytes, at);
    let mut id = None;
    if end > at {
        id = Some(Span { start: at, end }.of(frame).parse().map_err(|_| PacketError::AckId { at })?);
        at = end;
    }

    let mut header =
        Header { kind, n_attachments, namespace, id, payload: None, name: Span::default(), placeholders: vec![] };
    if at < bytes.len() {
        let mut shape = Shape::default();
        if is_binary {
            let mut finder = Finder::default();
            json::walk(frame, at, |token, span, depth| {
                shape.see(token, span, depth);
                finder.see(frame, token, span);
            })?;
            header.placeholders = finder.found;
        } else {
            shape = Shape::walk(frame, at)?;
        }
        header.name = shape.check(revision, kind, frame, at)?;
        header.payload = Some(Span { start: at, end: bytes.len() });
    }
    Ok(header)
}

/// A packet that waits for attachments.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    header: Header,
    text: Text,
    attachments: Attachments,
}

impl Pending {
    pub(super) fn new(header: Header, text: Text) -> Pending {
        Pending { header, text, attachments: Attachments::default() }
    }

    pub(super) fn n_missing(&self) -> usize {
        self.header.n_attachments.saturating_sub(self.attachments.len())
    }

    pub(super) fn push(&mut self, bytes: Bytes) {
        self.attachments.push_frame(bytes);
    }

    /// Placeholders are looked at when all is there, as the official parser does.
    pub(super) fn finish(mut self) -> Result<Packet, Box<Malformed>> {
        let n_attachments = self.attachments.len();
        let payload_start = self.header.payload.map_or(0, |span| span.start);
        let mut holes = Vec::with_capacity(self.header.placeholders.len());
        for placeholder in std::mem::take(&mut self.header.placeholders) {
            let Span { start, end } = placeholder.span;
            match placeholder.number.filter(|number| *number < n_attachments) {
                Some(number) => holes.push(Hole {
                    span: Span { start: start - payload_start, end: end - payload_start },
                    value: HoleValue::Bytes(number),
                }),
                None => {
                    let error = PacketError::Placeholder { at: start, n_attachments };
                    return Err(Box::new(Malformed { error, frame: Frame::Text(self.text.frame) }));
                }
            }
        }
        let mut packet = self.header.into_packet(self.text);
        packet.holes = holes;
        packet.attachments = self.attachments;
        Ok(packet)
    }
}

pub(super) fn encode(packet: &Outgoing<'_>) -> Vec<Frame> {
    let payload = packet.payload;
    let attachments = payload.map(|payload| payload.attachments.as_slice()).unwrap_or_default();
    let has_attachments = !attachments.is_empty() && matches!(packet.kind, Kind::Event | Kind::Ack);
    let json = payload.map(|payload| payload.text.as_str()).unwrap_or_default();
    let mut text = String::with_capacity(packet.namespace.len() + packet.query.len() + json.len() + 32);
    text.push(char::from(b'0' + packet.kind.digit(has_attachments)));
    // Writing to a string cannot fail.
    if has_attachments {
        let _ = write!(text, "{}-", attachments.len());
    }
    if packet.namespace != "/" || !packet.query.is_empty() {
        text.push_str(packet.namespace);
        if !packet.query.is_empty() {
            text.push('?');
            text.push_str(packet.query);
        }
        text.push(',');
    }
    if let Some(id) = packet.id {
        let _ = write!(text, "{id}");
    }
    text.push_str(json);
    let mut frames = vec![Frame::Text(text)];
    if has_attachments {
        frames.extend(attachments.iter().cloned().map(Frame::Binary));
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use crate::parser::{Decoder, Parser};

    const R4: PacketRevision = PacketRevision::R4;
    const R5: PacketRevision = PacketRevision::R5;

    fn decode(revision: PacketRevision, frame: &str) -> Result<Packet, PacketError> {
        let mut decoder = Decoder::new(Parser::Default, revision);
        match decoder.decode_text(frame.to_owned().into()) {
            Ok(packet) => Ok(packet.expect("no attachments")),
            Err(malformed) => Err(malformed.error),
        }
    }

    #[test]
    fn every_part_of_a_header_is_read() {
        let packet = decode(R5, "2/orders,41[\"get\", {\"limit\":3}]").unwrap();
        assert_eq!((packet.kind(), packet.namespace(), packet.id()), (Kind::Event, "/orders", Some(41)));
        assert_eq!((packet.name().as_deref(), packet.args()), (Some("get"), vec!["{\"limit\":3}"]));
        let packet = decode(R5, "30[]").unwrap();
        assert_eq!((packet.namespace(), packet.id(), packet.payload()), ("/", Some(0), Some("[]")));
        let packet = decode(R5, "0/a").unwrap();
        assert_eq!((packet.namespace(), packet.payload()), ("/a", None));
        assert_eq!(decode(R5, "2[7,true]").unwrap().name().as_deref(), Some("7"));
        assert_eq!(decode(R5, "1/a,").unwrap().kind(), Kind::Disconnect);
    }

    #[test]
    fn shapes_are_those_of_the_official_parsers() {
        let takes = |revision, frame: &str| decode(revision, frame).is_ok();
        for (frame, old, new) in [
            ("0{}", true, true),
            ("0[]", true, false),
            ("0null", true, false),
            ("0\"a\"", false, false),
            ("1{}", false, false),
            ("2[]", false, false),
            ("2[null]", false, false),
            ("2[[\"a\"]]", false, false),
            ("2{}", false, false),
            ("2[\"connect\"]", true, false),
            ("2[\"disconn\\u0065ct\"]", true, false),
            ("2[\"connected\"]", true, true),
            ("3[]", true, true),
            ("3{}", false, false),
            ("3\"[\"", false, false),
            ("4\"a\"", true, true),
            ("4{}", true, true),
            ("4[]", true, false),
            ("4null", true, false),
            ("4true", false, false),
        ] {
            assert_eq!((takes(R4, frame), takes(R5, frame)), (old, new), "{frame}");
        }
    }

    #[test]
    fn wrong_headers_are_named_with_their_place() {
        let error = |frame: &str| decode(R5, frame).unwrap_err();
        assert_eq!(error(""), PacketError::Empty);
        assert_eq!(error("ç"), PacketError::Type { found: 'ç', at: 0 });
        assert_eq!(error("7[]"), PacketError::Type { found: '7', at: 0 });
        for frame in ["5[\"a\"]", "5-[\"a\"]", "50-[\"a\"]", "51[\"a\"]", "5x-", "5-1-", "51.5-", "5"] {
            assert_eq!(error(frame), PacketError::AttachmentCount { at: 1 }, "{frame}");
        }
        assert_eq!(error("511-[]"), PacketError::TooManyAttachments { announced: 11, limit: 10, at: 1 });
        assert!(matches!(error("599999999999999999999999-[]"), PacketError::TooManyAttachments { .. }));
        assert_eq!(error("2/a,99999999999999999999[]"), PacketError::AckId { at: 4 });
        assert_eq!(error("2[1,]"), PacketError::Json(json::JsonError { expected: "a value", at: 4 }));
        for (frame, expected, at) in [
            ("2[\"a\",]", "a value", 6),
            ("2[\"a\"}", "a comma or ]", 5),
            ("2[\"a\",[1]]]", "nothing more", 10),
            ("2[\"a\",1", "a comma or ]", 7),
            ("2[\"a", "a closing quote", 4),
        ] {
            assert_eq!(error(frame), PacketError::Json(json::JsonError { expected, at }), "{frame}");
        }
        assert_eq!(decode(R5, "2[\"a\" , 1 ] ").unwrap().args(), ["1"]);
        assert_eq!(decode(R5, "2/a[\"b\"]").unwrap().namespace(), "/a[\"b\"]", "no comma: all of it");
    }

    #[test]
    fn offsets_count_from_the_start_of_the_frame() {
        let mut decoder = Decoder::new(Parser::Default, R5);
        let malformed = decoder.decode_text(Text { frame: "42{}".to_owned(), start: 1 }).unwrap_err();
        assert_eq!(malformed.error.at(), Some(2));
        assert_eq!(malformed.frame, Frame::Text("42{}".to_owned()));
    }

    #[test]
    fn attachments_are_kept_where_they_came() {
        let mut decoder = Decoder::new(Parser::Default, R5);
        let text = "52-[\"a\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]";
        assert_eq!(decoder.decode_text(text.to_owned().into()), Ok(None));
        assert_eq!(decoder.n_missing(), Some(2));
        assert_eq!(decoder.decode_binary(Bytes { frame: vec![4, 9], start: 1 }), Ok(None));
        let packet = decoder.decode_binary(vec![8].into()).unwrap().unwrap();
        assert_eq!(packet.attachments().iter().collect::<Vec<_>>(), [&[9], &[8]]);
        let values: Vec<_> = packet.holes().iter().map(|hole| hole.value).collect();
        assert_eq!(values, [HoleValue::Bytes(1), HoleValue::Bytes(0)]);
        assert_eq!(packet.holes()[0].span.of(packet.payload().unwrap()), "{\"_placeholder\":true,\"num\":1}");
        assert_eq!(packet.digit(), 5);
        assert_eq!(decoder.n_missing(), None);
        let payload = packet.to_payload().unwrap();
        let frames =
            encode(&Outgoing { kind: Kind::Event, namespace: "/", query: "", id: None, payload: Some(&payload) });
        assert_eq!(frames, [Frame::Text(text.to_owned()), Frame::Binary(vec![9]), Frame::Binary(vec![8])]);
    }

    #[test]
    fn attachments_come_when_they_are_due() {
        let mut decoder = Decoder::new(Parser::Default, R5);
        assert_eq!(decoder.decode_binary(vec![1].into()).unwrap_err().error, PacketError::StrayBinary);
        let header = "51-[\"a\",{\"_placeholder\":true,\"num\":1}]";
        assert_eq!(decoder.decode_text(header.to_owned().into()), Ok(None));
        let malformed = decoder.decode_text("2[\"b\"]".to_owned().into()).unwrap_err();
        assert_eq!(malformed.error, PacketError::TextInBetween { n_missing: 1 });
        assert_eq!(decoder.decode_text(header.to_owned().into()), Ok(None));
        let malformed = decoder.decode_binary(vec![1].into()).unwrap_err();
        assert_eq!(malformed.error, PacketError::Placeholder { at: 8, n_attachments: 1 });
        assert_eq!(malformed.frame, Frame::Text(header.to_owned()));
    }

    #[test]
    fn placeholders_of_plain_packets_are_plain_data() {
        let packet = decode(R5, "2[\"a\",{\"_placeholder\":true,\"num\":9}]").unwrap();
        assert_eq!(packet.holes(), []);
    }

    #[test]
    fn headers_are_written_as_they_are_read() {
        let text = |outgoing: &Outgoing<'_>| match encode(outgoing).remove(0) {
            Frame::Text(text) => text,
            Frame::Binary(_) => unreachable!("the first frame is a text"),
        };
        let payload = Args::event("a").finish();
        let event = Outgoing { kind: Kind::Event, namespace: "/", query: "", id: Some(0), payload: Some(&payload) };
        assert_eq!(text(&event), "20[\"a\"]");
        let connect = Outgoing { kind: Kind::Connect, namespace: "/b", query: "c=1", id: None, payload: None };
        assert_eq!(text(&connect), "0/b?c=1,");
    }
}

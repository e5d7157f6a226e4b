//! Several Engine.IO packets in one polling body: with lengths in Engine.IO 3, with separators in Engine.IO 4.

use crate::engine::packet::{Data, Kind, Packet, binary_frame};
use crate::error::EngineError;
use crate::revision::EngineVersion;

/// Between the packets of a body in Engine.IO 4.
const SEPARATOR: char = '\u{1e}';

/// More digits than this are no length.
const MAX_LENGTH_DIGITS: usize = 15;

/// A polling body as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// `text/plain`.
    Text(String),
    /// `application/octet-stream`: the binary form of Engine.IO 3.
    Binary(Vec<u8>),
}

/// The packets of a body, in order. After an error there are no more; what came before it is good.
///
/// # Errors
/// The first packet that is wrong, with its byte offset in the body. In Engine.IO 4 a binary body is wrong, and so are
/// an empty body and an empty packet, which a trailing separator makes.
pub fn decode(version: EngineVersion, body: &Body) -> Packets<'_> {
    let rest = match (version, body) {
        (EngineVersion::V4, Body::Text(text)) => Rest::Separated(Some(text)),
        (EngineVersion::V3, Body::Text(text)) => Rest::Counted(text),
        (EngineVersion::V3, Body::Binary(bytes)) => Rest::Binary(bytes),
        (EngineVersion::V4, Body::Binary(_)) => Rest::Unexpected,
    };
    Packets { at: 0, rest }
}

/// See [`decode`].
#[derive(Debug, Clone)]
pub struct Packets<'a> {
    at: usize,
    rest: Rest<'a>,
}

#[derive(Debug, Clone)]
enum Rest<'a> {
    Separated(Option<&'a str>),
    Counted(&'a str),
    Binary(&'a [u8]),
    Unexpected,
    Done,
}

impl Iterator for Packets<'_> {
    type Item = Result<Packet, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        let result = match self.rest {
            Rest::Separated(rest) => self.next_separated(rest?),
            Rest::Counted(rest) => self.next_counted(rest),
            Rest::Binary(rest) => self.next_binary(rest),
            Rest::Unexpected => Some(Err(EngineError::BinaryBody)),
            Rest::Done => None,
        };
        if !matches!(result, Some(Ok(_))) {
            self.rest = Rest::Done;
        }
        result
    }
}

impl<'a> Packets<'a> {
    fn next_separated(&mut self, rest: &'a str) -> Option<Result<Packet, EngineError>> {
        let (frame, rest) = match rest.split_once(SEPARATOR) {
            Some((frame, rest)) => (frame, Some(rest)),
            None => (rest, None),
        };
        let packet = Packet::decode_text(EngineVersion::V4, frame.to_owned()).map_err(|error| error.moved_by(self.at));
        self.at += frame.len() + SEPARATOR.len_utf8();
        self.rest = Rest::Separated(rest);
        Some(packet)
    }

    /// `9:42["ç🚀"]`: the length is in UTF-16 code units.
    fn next_counted(&mut self, mut rest: &'a str) -> Option<Result<Packet, EngineError>> {
        if rest.is_empty() && self.at == 0 {
            return Some(Err(EngineError::Empty { at: 0 }));
        }
        while !rest.is_empty() {
            let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let digits = rest.get(..n_digits).unwrap_or_default();
            let Some(after) = rest.get(n_digits..).and_then(|after| after.strip_prefix(':')) else {
                return Some(Err(EngineError::Length { at: self.at + n_digits }));
            };
            let Some(n_units) = length(digits) else {
                return Some(Err(EngineError::Length { at: self.at }));
            };
            let start = self.at + n_digits + 1;
            let Some((frame, after)) = split_units(after, n_units) else {
                return Some(Err(EngineError::Truncated { announced: n_units, at: start }));
            };
            self.at = start + frame.len();
            self.rest = Rest::Counted(after);
            // An empty packet is passed over by the official parser: an empty payload is `0:`.
            if !frame.is_empty() {
                let packet = Packet::decode_text(EngineVersion::V3, frame.to_owned());
                return Some(packet.map_err(|error| error.moved_by(start)));
            }
            rest = after;
        }
        None
    }

    /// `00` or `01`, one byte per decimal digit of the length, `ff`, then so many bytes.
    fn next_binary(&mut self, rest: &'a [u8]) -> Option<Result<Packet, EngineError>> {
        // An empty body is no packets, other than an empty text; the official client polls again.
        let (&form, after) = rest.split_first()?;
        if form > 1 {
            return Some(Err(EngineError::Form { found: form, at: self.at }));
        }
        let n_digits = after.iter().take_while(|digit| **digit <= 9).count();
        let (digits, after) = after.split_at_checked(n_digits).unwrap_or_default();
        let start = self.at + 1 + n_digits + 1;
        let Some((0xff, after)) = after.split_first() else {
            return Some(Err(EngineError::Length { at: start - 1 }));
        };
        let digits: String = digits.iter().take(MAX_LENGTH_DIGITS + 1).map(|digit| char::from(b'0' + digit)).collect();
        let Some(n_bytes) = length(&digits) else {
            return Some(Err(EngineError::Length { at: self.at + 1 }));
        };
        let Some((frame, after)) = after.split_at_checked(n_bytes) else {
            return Some(Err(EngineError::Truncated { announced: n_bytes, at: start }));
        };
        self.at = start + n_bytes;
        self.rest = Rest::Binary(after);
        let packet = match form {
            0 => match String::from_utf8(frame.to_vec()) {
                Ok(text) => Packet::decode_text(EngineVersion::V3, text),
                Err(error) => Err(EngineError::Utf8 { at: error.utf8_error().valid_up_to() }),
            },
            _ => Packet::decode_binary(EngineVersion::V3, frame.to_vec()),
        };
        Some(packet.map_err(|error| error.moved_by(start)))
    }
}

/// The body of a POST as text, which every server takes as `text/plain;charset=UTF-8`; bytes go as base64.
pub fn encode_text<'a>(version: EngineVersion, packets: impl IntoIterator<Item = &'a Packet>) -> String {
    let mut body = String::new();
    for packet in packets {
        push_text(version, &mut body, &packet.encode_text(version));
    }
    // What the official parser makes of no packets.
    if body.is_empty() && version == EngineVersion::V3 {
        body.push_str("0:");
    }
    body
}

/// Adds a packet in its text form to a body.
pub(crate) fn push_text(version: EngineVersion, body: &mut String, packet: &str) {
    match version {
        EngineVersion::V4 => {
            if !body.is_empty() {
                body.push(SEPARATOR);
            }
        }
        EngineVersion::V3 => {
            body.push_str(&packet.encode_utf16().count().to_string());
            body.push(':');
        }
    }
    body.push_str(packet);
}

/// By how many bytes a body that has `n_body` of them grows with a packet in its text form.
pub(crate) fn grows_by(version: EngineVersion, n_body: usize, packet: &str) -> usize {
    match version {
        EngineVersion::V4 => usize::from(n_body > 0) + packet.len(),
        EngineVersion::V3 => digits(packet.encode_utf16().count()) + 1 + packet.len(),
    }
}

/// How many of these packets, in their text form, fit into a body of `max_bytes`: at least one, if there is one.
pub fn fitting<'a>(version: EngineVersion, max_bytes: usize, packets: impl IntoIterator<Item = &'a str>) -> usize {
    let mut n_body = 0;
    let mut n_packets = 0;
    for packet in packets {
        n_body += grows_by(version, n_body, packet);
        if n_packets > 0 && n_body > max_bytes {
            break;
        }
        n_packets += 1;
    }
    n_packets
}

/// The binary form of Engine.IO 3, which needs the content type `application/octet-stream`.
pub fn encode_binary<'a>(packets: impl IntoIterator<Item = &'a Packet>) -> Vec<u8> {
    let mut body = Vec::new();
    let mut push = |form: u8, frame: &[u8]| {
        body.push(form);
        body.extend(frame.len().to_string().bytes().map(|digit| digit - b'0'));
        body.push(0xff);
        body.extend_from_slice(frame);
    };
    for packet in packets {
        match &packet.data {
            Data::Text(_) => push(0, packet.encode_text(EngineVersion::V3).as_bytes()),
            Data::Binary(bytes) => push(1, &binary_frame(packet.kind, bytes.as_slice())),
        }
    }
    body
}

/// Whether a packet's bytes make the official encoder of Engine.IO 3 choose the binary form.
pub fn has_binary<'a>(packets: impl IntoIterator<Item = &'a Packet>) -> bool {
    packets.into_iter().any(|packet| matches!(packet.data, Data::Binary(_)) && packet.kind == Kind::Message)
}

fn length(digits: &str) -> Option<usize> {
    if digits.len() > MAX_LENGTH_DIGITS { None } else { digits.parse().ok() }
}

fn digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// Splits after so many UTF-16 code units; nothing if the text is shorter or the place is inside a character.
fn split_units(text: &str, n_units: usize) -> Option<(&str, &str)> {
    // A character has at most as many units as bytes, so texts of ASCII need no counting.
    if let Some(head) = text.as_bytes().get(..n_units)
        && head.is_ascii()
    {
        return text.split_at_checked(n_units);
    }
    let mut units_left = n_units;
    for (at, char) in text.char_indices() {
        if units_left == 0 {
            return text.split_at_checked(at);
        }
        units_left = units_left.checked_sub(char.len_utf16())?;
    }
    if units_left == 0 { Some((text, "")) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V3: EngineVersion = EngineVersion::V3;
    const V4: EngineVersion = EngineVersion::V4;

    fn text(version: EngineVersion, body: &str) -> Vec<Result<Packet, EngineError>> {
        decode(version, &Body::Text(body.to_owned())).collect()
    }

    fn binary(body: &[u8]) -> Vec<Result<Packet, EngineError>> {
        decode(V3, &Body::Binary(body.to_vec())).collect()
    }

    fn message(text: &str) -> Packet {
        Packet::text(Kind::Message, text)
    }

    #[test]
    fn separators_part_packets() {
        let packets = [message("hello"), Packet::binary(vec![0xc8, 0xc9]), Packet::text(Kind::Ping, "")];
        assert_eq!(encode_text(V4, &packets), "4hello\u{1e}byMk=\u{1e}2");
        assert_eq!(text(V4, "4hello\u{1e}byMk=\u{1e}2"), packets.map(Ok));
    }

    #[test]
    fn lengths_count_utf16() {
        let packets = [message("2[\"ç🚀\"]"), Packet::text(Kind::Ping, "")];
        assert_eq!(encode_text(V3, &packets), "9:42[\"ç🚀\"]1:2");
        assert_eq!(text(V3, "9:42[\"ç🚀\"]1:2"), packets.map(Ok));
        assert_eq!(text(V3, "0:1:6"), [Ok(Packet::text(Kind::Noop, ""))]);
        assert_eq!(encode_text(V3, &[]), "0:");
    }

    #[test]
    fn the_binary_form_counts_bytes() {
        let packets = [message("ç"), Packet::binary(vec![0xc8])];
        let body = [0, 3, 0xff, 0x34, 0xc3, 0xa7, 1, 2, 0xff, 4, 0xc8];
        assert_eq!(encode_binary(&packets), body);
        assert_eq!(binary(&body), packets.map(Ok));
        let long = message(&"x".repeat(1234));
        assert_eq!(binary(&encode_binary([&long])), [Ok(long)]);
    }

    #[test]
    fn what_came_before_an_error_counts() {
        assert_eq!(text(V4, "4a\u{1e}z\u{1e}2"), [Ok(message("a")), Err(EngineError::Kind { found: 'z', at: 3 })]);
        assert_eq!(text(V4, "4a\u{1e}"), [Ok(message("a")), Err(EngineError::Empty { at: 3 })]);
        assert_eq!(text(V3, "2:4a1:"), [Ok(message("a")), Err(EngineError::Truncated { announced: 1, at: 6 })]);
        assert_eq!(text(V3, "2:4a3"), [Ok(message("a")), Err(EngineError::Length { at: 5 })]);
        assert_eq!(
            binary(&[0, 1, 0xff, 0x36, 7]),
            [Ok(Packet::text(Kind::Noop, "")), Err(EngineError::Form { found: 7, at: 4 })]
        );
    }

    #[test]
    fn wrong_bodies_are_named_with_their_place() {
        assert_eq!(text(V4, ""), [Err(EngineError::Empty { at: 0 })]);
        assert_eq!(text(V3, ""), [Err(EngineError::Empty { at: 0 })]);
        assert_eq!(binary(&[]), []);
        assert_eq!(decode(V4, &Body::Binary(vec![1])).collect::<Vec<_>>(), [Err(EngineError::BinaryBody)]);
        assert_eq!(text(V3, ":4"), [Err(EngineError::Length { at: 0 })]);
        assert_eq!(text(V3, "x:4"), [Err(EngineError::Length { at: 0 })]);
        assert_eq!(text(V3, "99999999999999999999:4"), [Err(EngineError::Length { at: 0 })]);
        assert_eq!(text(V3, "2:4🚀"), [Err(EngineError::Truncated { announced: 2, at: 2 })], "inside a character");
        assert_eq!(binary(&[0, 0xff, 0x34]), [Err(EngineError::Length { at: 1 })]);
        assert_eq!(binary(&[0, 1, 10, 0x34]), [Err(EngineError::Length { at: 2 })]);
        assert_eq!(binary(&[0, 9, 0xff, 0x34]), [Err(EngineError::Truncated { announced: 9, at: 3 })]);
        assert_eq!(binary(&[0, 2, 0xff, 0x34, 0xff]), [Err(EngineError::Utf8 { at: 4 })]);
    }

    #[test]
    fn bodies_are_filled_to_the_byte() {
        let packets = ["42[\"first\"]", "42[\"second\"]", "42[\"3\"]"];
        assert_eq!(fitting(V4, 24, packets), 2);
        assert_eq!(fitting(V4, 23, packets), 1);
        assert_eq!(fitting(V4, 1, packets), 1, "one goes, or nothing ever would");
        assert_eq!(fitting(V4, 1, []), 0);
        for max_bytes in 0..80 {
            for version in [V3, V4] {
                let n_packets = fitting(version, max_bytes, packets);
                let size = |n: usize| {
                    let mut body = String::new();
                    packets.iter().take(n).for_each(|packet| push_text(version, &mut body, packet));
                    body.len()
                };
                assert!(n_packets == 1 || size(n_packets) <= max_bytes);
                assert!(n_packets == 3 || size(n_packets + 1) > max_bytes);
            }
        }
    }
}

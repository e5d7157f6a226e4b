//! Passes every vector recorded from the official packages; their format is described in `vectors/README.md`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::backoff::Backoff;
use crate::engine::packet::{Data, Frame, Kind as EngineKind, Packet as EnginePacket};
use crate::engine::payload::{self, Body};
use crate::error::Malformed;
use crate::json::{self as text, Span, Token};
use crate::packet::{Hole, HoleValue, Kind, Outgoing, Packet, Payload};
use crate::parser::{Decoder, Parser};
use crate::revision::{EngineVersion, PacketRevision};
use crate::url;

const SAMPLES: &str = include_str!("../../vectors/samples.ndjson");
const RECORDED: &str = include_str!("../../vectors/recorded.ndjson");

/// Where this crate does otherwise than the official packages, and why. One that is no longer so has to go from the list.
const DECISIONS: &[(&str, &str)] = &[
    ("sio5.decode-empty", NUMBER),
    ("sio4.decode-empty", NUMBER),
    ("sio5.decode-type-space", NUMBER),
    ("sio4.decode-type-space", NUMBER),
    ("sio5.decode-event-bom", NUMBER),
    ("sio4.decode-event-bom", NUMBER),
    ("sio5.decode-binary-num-float", "half an attachment is none; the official parser puts undefined there"),
    ("sio4.decode-binary-num-float", "half an attachment is none; the official parser puts undefined there"),
    ("eio4.decodePayload-bytes-url-safe", BASE64),
    ("eio4.decodePayload-bytes-white-space", BASE64),
    ("eio4.decodePayload-bytes-wrong", BASE64),
    ("eio3.decodePacket-kind-b", KIND),
    ("eio3.decodePayload-bytes-alone", KIND),
    ("eio3.decodePayload-bytes-kind-7", KIND),
    ("eio3.decodePayload-length-float", NUMBER),
    ("eio3.decodePayload-length-space", NUMBER),
    ("eio3.decodePayload-length-exponent", NUMBER),
    (
        "eio3.decodePayload-half-a-pair",
        "half a character is no text; the official parser refuses the body one packet later",
    ),
    ("msgpack.encode-random-6", LARGE),
    ("msgpack.encode-random-13", LARGE),
    ("msgpack2.encode-random-29", LARGE),
    ("msgpack.decode-namespace-empty", "no namespace is /, as in texts"),
    ("msgpack.decode-id-negative", "ack ids count from 0"),
    (
        "msgpack.decode-extension-bytes",
        "typed arrays, as Node's build of the library reads them; a page gets [0, bytes]",
    ),
    ("msgpack.decode-utf-8-wrong", UTF8),
    ("msgpack.decode-utf-8-surrogate", UTF8),
    ("backoff-1000-0.5-1023", OVERFLOW),
    ("backoff-100-1-1024", OVERFLOW),
    ("backoff-1000-0.5-100000", OVERFLOW),
];

const NUMBER: &str = "digits are digits; JavaScript's Number() takes nothing, white space and 1e0 for numbers, too";
const BASE64: &str = "bytes that are not base64 are not guessed at";
const KIND: &str = "bytes of no kind are no packet; the official parser gives one without a type";
const LARGE: &str = "integers beyond 64 bits are floats; the official library writes them wrong";
const UTF8: &str = "what is not UTF-8 is shown as such; a page's decoder reads it as other characters";
const OVERFLOW: &str = "the longest delay stays; the official one overflows to none";

#[test]
fn every_vector_passes() {
    for (vectors, n_wanted) in [(SAMPLES, 53), (RECORDED, 801)] {
        let mut wrong = Vec::new();
        let mut n_vectors = 0;
        for line in vectors.lines().filter(|line| !line.is_empty()) {
            n_vectors += 1;
            let vector: Value = serde_json::from_str(line).expect("a line is JSON");
            let (id, expect) = (vector["id"].as_str().expect("an id"), &vector["expect"]);
            let found = run(&vector, line);
            match (same(&found, expect), DECISIONS.iter().find(|(decided, _)| *decided == id)) {
                (true, None) | (false, Some(_)) => {}
                (false, None) => wrong.push(format!("{id}: {found}\n  instead of {expect}\n  of {}", vector["input"])),
                (true, Some((_, reason))) => wrong.push(format!("{id} is no exception any more: {reason}")),
            }
        }
        assert!(wrong.is_empty(), "{} of {n_vectors}:\n{}", wrong.len(), wrong.join("\n"));
        assert_eq!(n_vectors, n_wanted);
    }
}

fn run(vector: &Value, line: &str) -> Value {
    let input = &vector["input"];
    // Values lose the order of keys, so payloads are taken from the text.
    let input_text = text::member(line, "input").expect("an input");
    let kind = vector["kind"].as_str().expect("a kind");
    let (layer, action) = kind.split_once('.').unwrap_or((kind, ""));
    let version = if layer == "eio3" { EngineVersion::V3 } else { EngineVersion::V4 };
    match (layer, action) {
        ("sio5", "encode") => json!({ "frames": encode(Parser::Default, PacketRevision::R5, input_text) }),
        ("sio4", "encode") => json!({ "frames": encode(Parser::Default, PacketRevision::R4, input_text) }),
        ("sio5", "decode") => decode(PacketRevision::R5, &input["frames"]),
        ("sio4", "decode") => decode(PacketRevision::R4, &input["frames"]),
        ("eio3" | "eio4", "encodePacket") => {
            let packet = engine_packet(input);
            json!({ "frame": match input["supportsBinary"] == json!(false) {
                true => json!(packet.encode_text(version)),
                false => shown(&packet.encode(version)),
            } })
        }
        ("eio3" | "eio4", "decodePacket") => {
            let packet = match frame(&input["frame"]) {
                Frame::Text(text) => EnginePacket::decode_text(version, text),
                Frame::Binary(bytes) => EnginePacket::decode_binary(version, bytes),
            };
            json!({ "packet": shown_engine(packet.ok()) })
        }
        ("eio3" | "eio4", "encodePayload") => {
            let packets: Vec<_> = input["packets"].as_array().expect("packets").iter().map(engine_packet).collect();
            let is_binary = input["supportsBinary"] == json!(true) && payload::has_binary(&packets);
            json!({ "payload": match is_binary && version == EngineVersion::V3 {
                true => shown(&Frame::Binary(payload::encode_binary(&packets))),
                false => json!(payload::encode_text(version, &packets)),
            } })
        }
        ("eio3" | "eio4", "decodePayload") => {
            let body = match frame(&input["payload"]) {
                Frame::Text(text) => Body::Text(text),
                Frame::Binary(bytes) => Body::Binary(bytes),
            };
            let packets: Vec<_> = payload::decode(version, &body).map(|packet| shown_engine(packet.ok())).collect();
            json!({ "packets": packets })
        }
        ("eio3" | "eio4", "split") => {
            let max_bytes = usize::try_from(input["maxPayload"].as_u64().expect("a limit")).expect("small");
            let packets = input["packets"].as_array().expect("packets").iter();
            let texts: Vec<_> = packets.map(|packet| engine_packet(packet).encode_text(version)).collect();
            let mut rest = texts.as_slice();
            let mut groups = Vec::new();
            while !rest.is_empty() {
                let n_fitting = payload::fitting(version, max_bytes, rest.iter().map(String::as_str));
                groups.push(n_fitting);
                rest = &rest[n_fitting..];
            }
            json!({ "groups": groups })
        }
        ("msgpack", "encode") => {
            let mut frames = encode(Parser::Msgpack, PacketRevision::R5, input_text);
            json!({ "bytes": frames.remove(0) })
        }
        ("msgpack2", "encode") => {
            let mut frames = encode(Parser::Msgpack, PacketRevision::R4, input_text);
            json!({ "frame": frames.remove(0) })
        }
        ("msgpack", "decode") => {
            let Frame::Binary(bytes) = frame(&input["bytes"]) else { panic!("bytes are binary") };
            match Decoder::new(Parser::Msgpack, PacketRevision::R5).decode_binary(bytes.into()) {
                Ok(packet) => json!({ "ok": true, "packet": shown_packet(&packet.expect("whole"), false) }),
                // The words of the MessagePack library are not always recorded.
                Err(_) if vector["expect"]["error"] == json!({}) => json!({ "ok": false, "error": {} }),
                Err(malformed) => json!({ "ok": false, "error": { "message": malformed.error.reference_text() } }),
            }
        }
        ("backoff", _) => {
            let number = |name: &str| input[name].as_f64().expect("a number");
            let backoff = Backoff {
                min_millis: number("min") as u64,
                max_millis: number("max") as u64,
                jitter: number("jitter"),
            };
            json!({ "delay": backoff.delay_millis(number("attempt") as u32, number("rand")) })
        }
        _ => panic!("unknown kind {kind}"),
    }
}

fn encode(parser: Parser, revision: PacketRevision, packet: &str) -> Vec<Value> {
    let fields: Value = serde_json::from_str(packet).expect("a packet is JSON");
    let digit = u8::try_from(fields["type"].as_u64().expect("a type")).expect("small");
    let (kind, _) = Kind::from_digit(digit).expect("a type");
    let payload = text::member(packet, "data").map(unmarked);
    let query = fields["query"].as_object().into_iter().flatten();
    let query = url::query(query.map(|(name, value)| (name.as_str(), value.as_str().expect("texts"))));
    let outgoing = Outgoing {
        kind,
        namespace: fields["nsp"].as_str().unwrap_or("/"),
        query: &query,
        id: fields["id"].as_u64(),
        payload: payload.as_ref(),
    };
    parser.encode(revision, &outgoing).iter().map(shown).collect()
}

fn decode(revision: PacketRevision, frames: &Value) -> Value {
    let mut decoder = Decoder::new(Parser::Default, revision);
    let mut packets = Vec::new();
    for (at, input) in frames.as_array().expect("frames").iter().enumerate() {
        let result: Result<_, Box<Malformed>> = match frame(input) {
            Frame::Text(text) => decoder.decode_text(text.into()),
            Frame::Binary(bytes) => decoder.decode_binary(bytes.into()),
        };
        match result {
            Ok(packet) => packets.extend(packet.map(|packet| shown_packet(&packet, revision == PacketRevision::R4))),
            Err(malformed) => {
                let message = malformed.error.reference_text();
                // The old parser makes a packet of this error.
                if revision == PacketRevision::R4 && message.starts_with("unknown packet type") {
                    packets.push(json!({ "type": 4, "data": format!("parser error: {message}") }));
                    continue;
                }
                return json!({ "ok": false, "packets": packets, "error": { "at": at, "message": message } });
            }
        }
    }
    let pending = decoder.n_missing().is_some();
    match pending {
        true => json!({ "ok": true, "packets": packets, "pending": true }),
        false => json!({ "ok": true, "packets": packets }),
    }
}

fn frame(value: &Value) -> Frame {
    match value.as_str() {
        Some(text) => Frame::Text(text.to_owned()),
        None => Frame::Binary(STANDARD.decode(value["$bin"].as_str().expect("bytes")).expect("base64")),
    }
}

fn shown(frame: &Frame) -> Value {
    match frame {
        Frame::Text(text) => json!(text),
        Frame::Binary(bytes) => json!({ "$bin": STANDARD.encode(bytes) }),
    }
}

const ENGINE_KINDS: [(&str, EngineKind); 7] = [
    ("open", EngineKind::Open),
    ("close", EngineKind::Close),
    ("ping", EngineKind::Ping),
    ("pong", EngineKind::Pong),
    ("message", EngineKind::Message),
    ("upgrade", EngineKind::Upgrade),
    ("noop", EngineKind::Noop),
];

fn engine_packet(value: &Value) -> EnginePacket {
    let name = value["type"].as_str().expect("a type");
    let (_, kind) = ENGINE_KINDS.into_iter().find(|(known, _)| *known == name).expect("a known type");
    match &value["data"] {
        Value::Null => EnginePacket::text(kind, ""),
        data => match frame(data) {
            Frame::Text(text) => EnginePacket::text(kind, text),
            Frame::Binary(bytes) => EnginePacket { kind, data: Data::Binary(bytes.into()) },
        },
    }
}

fn shown_engine(packet: Option<EnginePacket>) -> Value {
    let Some(packet) = packet else { return json!({ "type": "error", "data": "parser error" }) };
    let (name, _) = ENGINE_KINDS.into_iter().find(|(_, kind)| *kind == packet.kind).expect("a known kind");
    match &packet.data {
        Data::Text(text) if text.as_str().is_empty() => json!({ "type": name }),
        Data::Text(text) => json!({ "type": name, "data": text.as_str() }),
        Data::Binary(bytes) => json!({ "type": name, "data": { "$bin": STANDARD.encode(bytes.as_slice()) } }),
    }
}

fn shown_packet(packet: &Packet, keeps_binary_types: bool) -> Value {
    let mut fields = Map::new();
    let digit = if keeps_binary_types { packet.digit() } else { packet.kind().digit(false) };
    fields.insert("type".to_owned(), json!(digit));
    fields.insert("nsp".to_owned(), json!(packet.namespace()));
    if let Some(id) = packet.id() {
        fields.insert("id".to_owned(), json!(id));
    }
    if let Some(payload) = packet.to_payload() {
        fields.insert("data".to_owned(), marked(&payload));
    }
    Value::Object(fields)
}

/// A payload from the marks of the vectors' format.
fn unmarked(marked: &str) -> Payload {
    let mut payload = Payload::default();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once("{\"$") {
        let (mark, after) = after.split_once('}').expect("marks have an end");
        let (mark, value) = mark.split_once("\":").expect("marks have a value");
        let value = value.trim_matches('"');
        payload.text.push_str(before);
        let start = payload.text.len();
        let hole = match mark {
            "bin" => {
                let number = payload.attachments.len();
                payload.attachments.push(STANDARD.decode(value).expect("base64"));
                payload.text.push_str(&format!("{{\"_placeholder\":true,\"num\":{number}}}"));
                HoleValue::Bytes(number)
            }
            "undef" => {
                payload.text.push_str("null");
                HoleValue::Undefined
            }
            "date" => {
                payload.text.push_str(value);
                HoleValue::Date(value.parse().expect("milliseconds"))
            }
            _ => panic!("mark {mark} in a packet to encode"),
        };
        payload.holes.push(Hole { span: Span { start, end: payload.text.len() }, value: hole });
        rest = after;
    }
    payload.text.push_str(rest);
    payload
}

/// The marks of the vectors' format from a payload.
fn marked(payload: &Payload) -> Value {
    let mut out = String::new();
    let mut end = 0;
    let mut holes = payload.holes().iter().peekable();
    let source = payload.text();
    text::walk(source, 0, |token, span, _| {
        if span.start < end {
            return;
        }
        let hole = holes.next_if(|hole| hole.span.start == span.start);
        let place = hole.map_or(span, |hole| hole.span);
        let mark = match (hole.map(|hole| hole.value), token) {
            (Some(HoleValue::Bytes(number)), _) => json!({ "$bin": STANDARD.encode(&payload.attachments()[number]) }),
            (Some(HoleValue::Undefined), _) => json!({ "$undef": true }),
            (Some(HoleValue::Date(millis)), _) => json!({ "$date": millis }),
            (Some(HoleValue::NotANumber), _) => json!({ "$num": "NaN" }),
            (Some(HoleValue::Infinity), _) => json!({ "$num": "Infinity" }),
            (Some(HoleValue::NegativeInfinity), _) => json!({ "$num": "-Infinity" }),
            (None, Token::String) => match lone_surrogates(span.of(source)) {
                Some(units) => json!({ "$u16": units }),
                None => return,
            },
            (None, _) => return,
        };
        out.push_str(&source[end..place.start]);
        out.push_str(&mark.to_string());
        end = place.end;
    })
    .expect("a payload is JSON");
    out.push_str(&source[end..]);
    serde_json::from_str(&out).expect("still JSON")
}

/// The UTF-16 of a string in hexadecimal digits, if it has a surrogate without its partner.
fn lone_surrogates(string: &str) -> Option<String> {
    if serde_json::from_str::<String>(string).is_ok() {
        return None;
    }
    let mut units = Vec::new();
    let mut rest = string.trim_matches('"');
    while let Some((before, after)) = rest.split_once("\\u") {
        units.extend(before.encode_utf16());
        units.push(u16::from_str_radix(&after[..4], 16).expect("digits"));
        rest = &after[4..];
    }
    units.extend(rest.encode_utf16());
    Some(units.iter().map(|unit| format!("{unit:04x}")).collect())
}

/// Numbers compare as doubles; absent and undefined are the same.
fn same(left: &Value, right: &Value) -> bool {
    let undefined = json!({ "$undef": true });
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => left.keys().chain(right.keys()).all(|key| {
            same(left.get(key).unwrap_or(&undefined), right.get(key).unwrap_or(&undefined))
                || left.get(key).is_none() && right.get(key) == Some(&undefined)
        }),
        _ => left == right,
    }
}

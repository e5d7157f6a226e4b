//! Any input: what is written can be read back, and no bytes make a decoder panic or use memory out of proportion.
//!
//! Run longer with `PROPTEST_CASES=100000 cargo test --release -p duplex-socketio arbitrary`.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::args::{self, Args};
use crate::client::{Ack, Client, Config, Event};
use crate::engine::link::{Close, Link, Response, Transmit, Transports};
use crate::engine::packet::{Frame, Kind as EngineKind, Packet as EnginePacket};
use crate::engine::payload::{self, Body};
use crate::json;
use crate::packet::{Kind, Outgoing, Packet, Payload};
use crate::parser::{Decoder, Parser};
use crate::revision::{EngineVersion, Generation, PacketRevision};
use crate::time::Time;

fn version() -> impl Strategy<Value = EngineVersion> {
    prop_oneof![Just(EngineVersion::V3), Just(EngineVersion::V4)]
}

fn revision() -> impl Strategy<Value = PacketRevision> {
    prop_oneof![Just(PacketRevision::R4), Just(PacketRevision::R5)]
}

fn parser() -> impl Strategy<Value = Parser> {
    prop_oneof![Just(Parser::Default), Just(Parser::Msgpack)]
}

fn engine_packet() -> impl Strategy<Value = EnginePacket> {
    let kind = (0_u8..7).prop_map(|digit| EngineKind::from_digit(b'0' + digit).expect("a kind"));
    prop_oneof![
        (kind, "[^\u{1e}]{0,20}").prop_map(|(kind, text)| EnginePacket::text(kind, text)),
        vec(any::<u8>(), 0..20).prop_map(EnginePacket::binary),
    ]
}

/// JSON texts with all that JSON has, deep and shallow.
fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,3})?",
        any::<String>().prop_map(|text| json::quoted(&text)),
        "\"(\\\\u[0-9a-fA-F]{4}|\\\\[bfnrt/]){0,4}\"",
        prop_oneof![Just("true"), Just("false"), Just("null"), Just("{\"_placeholder\":true,\"num\":0}")]
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(|elements| format!("[ {} ]", elements.join(" ,\n"))),
            vec(("[a-z\"\\\\]{0,3}", inner), 0..5).prop_map(|members| {
                let members: Vec<_> =
                    members.iter().map(|(key, value)| format!("{}:{value}", json::quoted(key))).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

#[derive(Debug, Clone)]
enum Argument {
    Json(String),
    Bytes(Vec<u8>),
    Nested(Vec<u8>),
}

fn arguments() -> impl Strategy<Value = Vec<Argument>> {
    let argument = prop_oneof![
        json_text().prop_map(Argument::Json),
        vec(any::<u8>(), 0..300).prop_map(Argument::Bytes),
        vec(any::<u8>(), 0..9).prop_map(Argument::Nested),
    ];
    vec(argument, 0..6)
}

fn put_together(name: &str, arguments: &[Argument]) -> Payload {
    let has_bytes = arguments.iter().any(|argument| !matches!(argument, Argument::Json(_)));
    let mut args = Args::event(name);
    for argument in arguments {
        args = match argument {
            // Beside bytes, a look-alike of a placeholder is one.
            Argument::Json(text) if has_bytes => args.json(&text.replace("_placeholder", "placeholder")).expect("JSON"),
            Argument::Json(text) => args.json(text).expect("JSON"),
            Argument::Bytes(bytes) => args.bytes(bytes.clone()),
            Argument::Nested(bytes) => args
                .json_with(
                    r#"{"a":[1,{"_placeholder":true,"num":0}],"b":{"num":0,"_placeholder":true}}"#,
                    vec![bytes.clone()],
                )
                .expect("JSON with a placeholder"),
        };
    }
    args.finish()
}

fn decode(decoder: &mut Decoder, frames: Vec<Frame>) -> Option<Packet> {
    let mut packet = None;
    for frame in frames {
        assert!(packet.is_none(), "a packet is there before its last frame");
        packet = match frame {
            Frame::Text(text) => decoder.decode_text(text.into()),
            Frame::Binary(bytes) => decoder.decode_binary(bytes.into()),
        }
        .expect("what is written can be read");
    }
    packet
}

/// A text in which numbers and escapes do not count, to compare what has been through MessagePack.
fn meant(text: &str) -> String {
    let mut out = String::new();
    json::walk(text, 0, |token, span, _| {
        let piece = span.of(text);
        match token {
            json::Token::Key | json::Token::String => out.push_str(&json::quoted(&json::unquoted(piece))),
            json::Token::Number => match piece.parse::<f64>() {
                // Infinity has no JSON; null stands for it.
                Ok(number) if number.is_finite() => out.push_str(&number.to_string()),
                _ => out.push_str("null"),
            },
            _ => out.push_str(piece),
        }
        out.push(' ');
    })
    .expect("JSON");
    out
}

proptest! {
    #[test]
    fn engine_packets_come_back(version in version(), packet in engine_packet()) {
        let decoded = match packet.encode(version) {
            Frame::Text(text) => EnginePacket::decode_text(version, text),
            Frame::Binary(bytes) => EnginePacket::decode_binary(version, bytes),
        };
        prop_assert_eq!(decoded, Ok(packet.clone()));
        prop_assert_eq!(EnginePacket::decode_text(version, packet.encode_text(version)), Ok(packet));
    }

    #[test]
    fn polling_bodies_come_back(version in version(), packets in vec(engine_packet(), 1..6)) {
        let body = Body::Text(payload::encode_text(version, &packets));
        let decoded: Result<Vec<_>, _> = payload::decode(version, &body).collect();
        prop_assert_eq!(decoded, Ok(packets.clone()));
        let body = Body::Binary(payload::encode_binary(&packets));
        let decoded: Result<Vec<_>, _> = payload::decode(EngineVersion::V3, &body).collect();
        prop_assert_eq!(decoded, Ok(packets));
    }

    #[test]
    fn any_polling_body_is_read_to_its_end(version in version(), text in "[0-9b:\u{1e}ç🚀]{0,40}", bytes in vec(prop_oneof![0_u8..10, Just(0xff), any::<u8>()], 0..60)) {
        for body in [Body::Text(text), Body::Binary(bytes)] {
            let size = match &body {
                Body::Text(text) => text.len(),
                Body::Binary(bytes) => bytes.len(),
            };
            let packets: Vec<_> = payload::decode(version, &body).collect();
            prop_assert!(packets.len() <= size + 1);
            prop_assert!(packets.iter().rev().skip(1).all(Result::is_ok), "nothing comes after an error");
            for error in packets.iter().filter_map(|packet| packet.as_ref().err()) {
                prop_assert!(error.at() <= size);
            }
        }
    }

    #[test]
    fn events_come_back(parser in parser(), revision in revision(), arguments in arguments(), id in proptest::option::of(any::<u64>())) {
        let payload = put_together("näme\"", &arguments);
        let kind = Kind::Event;
        let outgoing = Outgoing { kind, namespace: "/näme", query: "", id, payload: Some(&payload) };
        let mut decoder = Decoder::new(parser, revision);
        let packet = decode(&mut decoder, parser.encode(revision, &outgoing)).expect("whole");
        prop_assert_eq!((packet.kind(), packet.namespace(), packet.id()), (kind, "/näme", id));
        prop_assert!(packet.name().is_some_and(|name| name == "näme\""));
        prop_assert_eq!(packet.args().len(), arguments.len());
        let again = packet.to_payload().expect("a payload");
        match parser {
            Parser::Default => prop_assert_eq!(&again, &payload),
            Parser::Msgpack => {
                // Bytes that are there twice are sent twice.
                let bytes = |payload: &Payload| -> Vec<Vec<u8>> {
                    payload.holes().iter().filter_map(|hole| match hole.value {
                        crate::packet::HoleValue::Bytes(number) => Some(payload.attachments()[number].clone()),
                        _ => None,
                    }).collect()
                };
                prop_assert_eq!(bytes(&again), bytes(&payload));
                if payload.holes().is_empty() {
                    prop_assert_eq!(meant(again.text()), meant(payload.text()));
                }
            }
        }
    }

    #[test]
    fn checking_agrees_with_another_parser(text in prop_oneof![json_text(), "[\\[\\]{},:\"0-9eE.+ \\\\utrefalsn-]{0,12}"]) {
        // The other parser refuses lone surrogates and infinite numbers, and stops at 128 levels.
        let other = serde_json::from_str::<serde_json::Value>(&text);
        match other {
            Ok(_) => prop_assert_eq!(json::check(&text), Ok(())),
            Err(error) => prop_assert!(
                json::check(&text).is_err()
                    || error.to_string().contains("number out of range")
                    || text.contains("\\u"),
                "{} {}", text, error
            ),
        }
    }

    #[test]
    fn splitting_and_joining_change_nothing(arguments in arguments()) {
        let payload = put_together("a", &arguments);
        let elements = args::split(payload.text()).expect("an array");
        prop_assert_eq!(format!("[{}]", elements.join(",")).split_whitespace().collect::<String>(),
            payload.text().split_whitespace().collect::<String>());
    }

    #[test]
    fn any_text_is_a_packet_or_an_error(
        parser in parser(), revision in revision(),
        header in "[0-9]([0-9]{0,2}-)?(/[a-z]{0,2},?)?[0-9]{0,3}", rest in prop_oneof![json_text(), any::<String>()],
        bytes in vec(any::<u8>(), 0..9),
    ) {
        let frame = header + &rest;
        let mut decoder = Decoder::new(parser, revision);
        match decoder.decode_text(frame.clone().into()) {
            Ok(Some(packet)) => {
                prop_assert!(packet.namespace().starts_with('/') || parser == Parser::Msgpack);
                let _ = (packet.args(), packet.name());
            }
            Ok(None) => {
                prop_assert!(decoder.n_missing().is_some());
                let mut last = Ok(None);
                while decoder.n_missing().is_some() {
                    last = decoder.decode_binary(bytes.clone().into());
                }
                prop_assert!(!matches!(last, Ok(None)));
            }
            Err(malformed) => {
                prop_assert!(malformed.error.at().is_none_or(|at| at <= frame.len()));
                prop_assert_eq!(malformed.frame, Frame::Text(frame));
            }
        }
    }

    #[test]
    fn any_bytes_are_a_packet_or_an_error(
        revision in revision(),
        bytes in prop_oneof![vec(any::<u8>(), 0..200), vec(0x80_u8.., 0..200)],
        cut in any::<prop::sample::Index>(),
        arguments in arguments(),
    ) {
        let payload = put_together("a", &arguments);
        let outgoing = Outgoing { kind: Kind::Event, namespace: "/", query: "", id: Some(1), payload: Some(&payload) };
        let Frame::Binary(mut good) = Parser::Msgpack.encode(revision, &outgoing).remove(0) else { panic!("binary") };
        // A good packet that was cut, changed, or has something in it.
        let at = cut.index(good.len());
        let mut changed = good.clone();
        changed.splice(at..at + 1, bytes.iter().take(2).copied());
        good.truncate(at);
        for bytes in [bytes, good, changed] {
            let size = bytes.len();
            match Decoder::new(Parser::Msgpack, revision).decode_binary(bytes.into()) {
                Ok(packet) => {
                    let packet = packet.expect("always whole");
                    // An empty attachment takes two bytes and becomes 31 of text and its number.
                    prop_assert!(packet.text().len() <= 24 * size + 16);
                    if let Some(payload) = packet.payload() {
                        prop_assert_eq!(json::check(payload), Ok(()));
                    }
                }
                Err(malformed) => prop_assert!(malformed.error.at().is_none_or(|at| at <= size)),
            }
        }
    }
}

/// Something that may happen to a client; links are chosen among those it has named so far.
#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Opened(prop::sample::Index),
    Text(prop::sample::Index, String),
    Binary(prop::sample::Index, Vec<u8>),
    Response(prop::sample::Index, u16, String),
    Closed(prop::sample::Index, bool),
    Connect(&'static str),
    Disconnect(&'static str),
    Emit(&'static str, Ack),
    Answer(&'static str, u64),
    Close,
    Reconnect,
}

fn step() -> impl Strategy<Value = Step> {
    let link = any::<prop::sample::Index>;
    let name = || prop_oneof![Just("/"), Just("/b")];
    let open = r#"0{"sid":"a","upgrades":["websocket"],"pingInterval":250,"pingTimeout":200,"maxPayload":60}"#;
    let packet = || {
        prop_oneof![
            8 => Just(open.to_owned()),
            8 => prop_oneof![Just("40"), Just("40{\"sid\":\"s\"}"), Just("40/b,{\"sid\":\"s\",\"pid\":\"p\"}")].prop_map(str::to_owned),
            8 => prop_oneof![Just("2"), Just("3"), Just("3probe"), Just("1"), Just("6"), Just("41"), Just("44{}")].prop_map(str::to_owned),
            8 => prop_oneof![Just("42[\"a\"]"), Just("42/b,3[\"a\",\"o\"]"), Just("430[]"), Just("451-[\"a\"]"), Just("byMk=")].prop_map(str::to_owned),
            1 => "[0-6b]{0,2}[a-z\\[\\]{}\",]{0,8}",
        ]
    };
    let body = prop_oneof![
        packet(),
        vec(packet(), 0..4).prop_map(|packets| packets.join("\u{1e}")),
        vec(packet(), 0..4).prop_map(|packets| packets.iter().map(|text| format!("{}:{text}", text.len())).collect()),
    ];
    prop_oneof![
        2 => (0_u64..600).prop_map(Step::Wait),
        3 => link().prop_map(Step::Opened),
        8 => (link(), packet()).prop_map(|(link, text)| Step::Text(link, text)),
        1 => (link(), vec(0_u8..9, 0..4)).prop_map(|(link, bytes)| Step::Binary(link, bytes)),
        8 => (link(), prop_oneof![9 => Just(200_u16), 1 => Just(400)], body)
            .prop_map(|(link, status, body)| Step::Response(link, status, body)),
        1 => (link(), any::<bool>()).prop_map(|(link, is_error)| Step::Closed(link, is_error)),
        3 => name().prop_map(Step::Connect),
        1 => name().prop_map(Step::Disconnect),
        3 => (name(), prop_oneof![Just(Ack::None), Just(Ack::Wait), Just(Ack::WaitMillis(100))])
            .prop_map(|(name, ack)| Step::Emit(name, ack)),
        1 => (name(), 0_u64..4).prop_map(|(name, id)| Step::Answer(name, id)),
        1 => Just(Step::Close),
        1 => Just(Step::Reconnect),
    ]
}

/// What the world knows of a client's links.
#[derive(Default)]
struct World {
    named: Vec<Link>,
    sockets: BTreeSet<Link>,
    gets: BTreeSet<Link>,
    posts: BTreeSet<Link>,
}

impl World {
    fn forget(&mut self, link: Link) {
        let _ = (self.sockets.remove(&link), self.gets.remove(&link), self.posts.remove(&link));
    }

    /// Carries out what the client wants, and checks that it may want it.
    fn take(&mut self, transmit: Transmit) -> Result<(), TestCaseError> {
        match transmit {
            Transmit::Open { link, .. } => {
                prop_assert!(!self.named.contains(&link), "a link is named twice");
                self.named.push(link);
                self.sockets.insert(link);
            }
            Transmit::Get { link, .. } => {
                prop_assert!(!self.named.contains(&link), "a link is named twice");
                self.named.push(link);
                self.gets.insert(link);
            }
            Transmit::Post { link, body, .. } => {
                prop_assert!(!self.named.contains(&link) && !body.is_empty());
                self.named.push(link);
                self.posts.insert(link);
            }
            Transmit::Text { link, .. } | Transmit::Binary { link, .. } => {
                prop_assert!(self.sockets.contains(&link), "a socket that is closed or never was is used");
            }
            Transmit::Close { link } => self.forget(link),
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn a_client_takes_any_calls_in_any_order(
        generation in prop_oneof![Just(Generation::V2), Just(Generation::V4)],
        transports in prop_oneof![Just(Transports::Websocket), Just(Transports::Upgrade), Just(Transports::Polling)],
        parser in parser(),
        seed in any::<u64>(),
        steps in vec(step(), 0..120),
    ) {
        let mut client = Client::new(Config { generation, transports, parser, seed, ..Config::default() });
        let mut now = Time::default();
        let mut world = World::default();
        let mut open_names = BTreeSet::new();
        for step in [Step::Connect("/")].into_iter().chain(steps) {
            let pick = |index: &prop::sample::Index| match world.named.is_empty() {
                true => Link(7),
                false => *index.get(&world.named),
            };
            match step {
                Step::Wait(millis) => {
                    now = now.plus_millis(millis);
                    client.handle_timeout(now);
                }
                Step::Opened(index) => client.handle_opened(now, pick(&index)),
                Step::Text(index, text) => client.handle_text(now, pick(&index), text),
                Step::Binary(index, bytes) => client.handle_binary(now, pick(&index), bytes),
                Step::Response(index, status, body) => {
                    // A socket does not answer so; that it is told of one must do no harm.
                    let link = pick(&index);
                    let _ = (world.gets.remove(&link), world.posts.remove(&link));
                    client.handle_response(now, link, Response { status, body: Body::Text(body) });
                }
                Step::Closed(index, is_error) => {
                    let link = pick(&index);
                    world.forget(link);
                    client.handle_closed(now, link, Close { code: 1006, is_error, ..Close::default() });
                }
                Step::Connect(name) => drop(client.connect(now, name, None, "")),
                Step::Disconnect(name) => client.disconnect(now, name),
                Step::Emit(name, ack) => drop(client.emit(now, name, Args::event("x").bytes(vec![1]).finish(), ack)),
                Step::Answer(name, id) => drop(client.answer(now, name, id, &Args::new().finish())),
                Step::Close => client.close(now),
                Step::Reconnect => client.reconnect_now(now),
            }
            while let Some(transmit) = client.poll_transmit() {
                world.take(transmit)?;
            }
            while let Some(event) = client.poll_event() {
                match event {
                    Event::Connected { namespace, .. } => open_names.insert(namespace),
                    Event::Disconnected { namespace, .. } => {
                        prop_assert!(open_names.remove(&namespace), "{} ends without a beginning", namespace);
                        false
                    }
                    _ => false,
                };
            }
            prop_assert!(client.poll_timeout().is_none_or(|at| at > now), "what is due was done");
        }
        client.close(now);
        while let Some(transmit) = client.poll_transmit() {
            world.take(transmit)?;
        }
        prop_assert!(world.sockets.is_empty(), "a socket is left behind");
        let mut names = std::iter::from_fn(|| client.poll_event()).filter_map(|event| match event {
            Event::Disconnected { namespace, .. } => Some(namespace),
            _ => None,
        });
        prop_assert!(open_names.iter().all(|_| names.next().is_some()) && names.next().is_none());
    }
}

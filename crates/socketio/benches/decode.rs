//! What decoding costs per byte: `cargo bench -p duplex-socketio`. Prints ratios, because machines differ.
//!
//! The first table shows whether the cost stays flat from small packets to large ones (1.00 is the cost per byte at 1 kB),
//! the second what a packet costs compared with copying its bytes.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program for a terminal, over inputs of its own")]

use std::hint::black_box;

use duplex_socketio::args::Args;
use duplex_socketio::engine::packet::Frame;
use duplex_socketio::engine::payload::{self, Body};
use duplex_socketio::packet::{Kind, Outgoing, Payload};
use duplex_socketio::parser::{Decoder, Parser};
use duplex_socketio::revision::{EngineVersion, PacketRevision};

const SIZES: [usize; 7] = [64, 1 << 10, 16 << 10, 128 << 10, 1 << 20, 4 << 20, 16 << 20];

fn main() {
    let columns = SIZES.map(|size| match size {
        0..1024 => format!("{size} B"),
        1024..1_048_576 => format!("{} kB", size >> 10),
        _ => format!("{} MB", size >> 20),
    });
    println!(
        "cost per byte, as a ratio to that at 1 kB\n{:22}{}",
        "",
        columns.map(|text| format!("{text:>9}")).concat()
    );
    row("text, records", |size| default(&records(size)));
    row("text, one string", |size| default(&Args::event("a").text(&"x".repeat(size)).finish()));
    row("text, escapes", |size| default(&Args::event("a").text(&"\n".repeat(size / 2)).finish()));
    row("text, nested", |size| {
        default(&Args::event("a").json(&("[".repeat(size / 2) + &"]".repeat(size / 2))).unwrap().finish())
    });
    row("text, attachment", |size| default(&Args::event("a").bytes(vec![7; size]).finish()));
    row("MessagePack, records", |size| msgpack(&records(size)));
    row("polling, Engine.IO 4", |size| polling(EngineVersion::V4, size));
    row("polling, Engine.IO 3", |size| polling(EngineVersion::V3, size));

    println!("\ncost of a packet, as a ratio to copying it");
    for (name, payload) in [
        ("small event", Args::event("price").json("[\"BRL\",12.25]").unwrap().finish()),
        ("1 kB JSON", records(1 << 10)),
        ("100 kB JSON", records(100 << 10)),
        ("two 64 kB attachments", Args::event("a").bytes(vec![1; 64 << 10]).bytes(vec![2; 64 << 10]).finish()),
    ] {
        let mut decode = default(&payload);
        let frames = encode(Parser::Default, &payload);
        let n_bytes = frames.iter().map(Frame::len_bytes).sum();
        let decoded = nanos_per_byte(&mut decode, n_bytes);
        let copied = nanos_per_byte(&mut || drop(black_box(frames.clone())), n_bytes);
        println!("{name:22}{:9.2}", decoded / copied);
    }
}

fn row<Run: FnMut()>(name: &str, make: impl Fn(usize) -> Run) {
    let costs = SIZES.map(|size| nanos_per_byte(&mut make(size), size));
    let [_, at_1_kb, ..] = costs;
    println!("{name:22}{}", costs.map(|cost| format!("{:9.2}", cost / at_1_kb)).concat());
}

/// The median of three runs, each over some megabytes.
fn nanos_per_byte(run: &mut impl FnMut(), n_bytes: usize) -> f64 {
    let n_rounds = ((2 << 20) / n_bytes.max(1)).clamp(1, 10_000);
    let mut times: Vec<f64> = (0..3)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
            let start = std::time::Instant::now();
            for _ in 0..n_rounds {
                run();
            }
            start.elapsed().as_nanos() as f64 / (n_rounds * n_bytes.max(1)) as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(1).copied().unwrap_or_default()
}

/// About so many bytes of objects, as events carry them.
fn records(size: usize) -> Payload {
    let record =
        r#"{"id":9007199254740993,"name":"Ana \"A\" Souza","tags":["x","y"],"price":12.25,"ok":true,"note":null}"#;
    let n_records = (size / record.len()).max(1);
    Args::event("list").json(&format!("[{}]", vec![record; n_records].join(","))).unwrap().finish()
}

fn encode(parser: Parser, payload: &Payload) -> Vec<Frame> {
    let packet = Outgoing { kind: Kind::Event, namespace: "/", query: "", id: None, payload: Some(payload) };
    parser.encode(PacketRevision::R5, &packet)
}

/// Decodes the packet; the copy that a decoder takes is part of it, as it is when a message comes in.
fn decode(parser: Parser, payload: &Payload) -> impl FnMut() + use<> {
    let frames = encode(parser, payload);
    let mut decoder = Decoder::new(parser, PacketRevision::R5);
    move || {
        for frame in &frames {
            let packet = match frame {
                Frame::Text(text) => decoder.decode_text(text.clone().into()),
                Frame::Binary(bytes) => decoder.decode_binary(bytes.clone().into()),
            };
            black_box(packet.unwrap());
        }
    }
}

fn default(payload: &Payload) -> impl FnMut() + use<> {
    decode(Parser::Default, payload)
}

fn msgpack(payload: &Payload) -> impl FnMut() + use<> {
    decode(Parser::Msgpack, payload)
}

/// A body of many small messages.
fn polling(version: EngineVersion, size: usize) -> impl FnMut() + use<> {
    let packet = duplex_socketio::engine::packet::Packet::text(
        duplex_socketio::engine::packet::Kind::Message,
        "2[\"ação\",1,2,3]",
    );
    let n_packets = (size / 22).max(1);
    let body = Body::Text(payload::encode_text(version, &vec![packet; n_packets]));
    move || {
        for packet in payload::decode(version, &body) {
            black_box(packet.unwrap());
        }
    }
}

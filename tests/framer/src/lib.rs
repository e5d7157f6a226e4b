//! What `cargo xtask bench framer` measures of Duplex: messages of a WebSocket to packets, and payloads to messages.

use duplex_socketio::args::Args;
use duplex_socketio::engine::packet::{Data, Frame, Kind as EngineKind, Packet as EnginePacket};
use duplex_socketio::packet::{Kind, Outgoing, Packet};
use duplex_socketio::parser::{Decoder, Parser};
use duplex_socketio::revision::{EngineVersion, PacketRevision};

#[cfg(target_arch = "wasm32")]
mod page;

/// Between the messages of a batch. No JSON has it as it is, so that a number of parts tells whether the batch is whole.
pub const SEPARATOR: char = '\u{1e}';

/// Sums of what the packets had: the other side sums up the same, to show that both have read the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Packets.
    pub n_packets: u64,
    /// Their types from 0 to 4.
    pub kinds: u64,
    /// Their ack ids.
    pub ids: u64,
    /// The bytes of their namespaces.
    pub namespaces: u64,
    /// The bytes of their event names.
    pub names: u64,
    /// Their attachments.
    pub attachments: u64,
    /// The bytes of their payloads: only Duplex knows where these are.
    pub payloads: u64,
}

impl Seen {
    /// What both sides know, in the order above.
    pub fn shared(self) -> [u64; 6] {
        [self.n_packets, self.kinds, self.ids, self.namespaces, self.names, self.attachments]
    }
}

/// One connection's framer, as a session has it.
pub struct Framer {
    decoder: Decoder,
    seen: Seen,
}

impl Default for Framer {
    fn default() -> Framer {
        Framer { decoder: Decoder::new(Parser::Default, PacketRevision::R5), seen: Seen::default() }
    }
}

impl Framer {
    /// Takes a text message. What is wrong is left out, which the sums show.
    pub fn take_text(&mut self, frame: String) -> Option<Packet> {
        self.take(EnginePacket::decode_text(EngineVersion::V4, frame).ok()?)
    }

    /// Takes a binary message.
    pub fn take_binary(&mut self, frame: Vec<u8>) -> Option<Packet> {
        self.take(EnginePacket::decode_binary(EngineVersion::V4, frame).ok()?)
    }

    fn take(&mut self, packet: EnginePacket) -> Option<Packet> {
        let packet = match packet.data {
            Data::Text(text) => self.decoder.decode_text(text),
            Data::Binary(bytes) => self.decoder.decode_binary(bytes),
        };
        let packet = packet.ok()??;
        self.see(&packet);
        Some(packet)
    }

    /// Asks a packet for all that a row of the log shows.
    fn see(&mut self, packet: &Packet) {
        let seen = &mut self.seen;
        seen.n_packets += 1;
        seen.kinds += u64::from(packet.kind().digit(false));
        seen.ids += packet.id().unwrap_or_default();
        seen.namespaces += packet.namespace().len() as u64;
        seen.names += packet.name().map_or(0, |name| name.len() as u64);
        seen.attachments += packet.attachments().len() as u64;
        seen.payloads += packet.payload().unwrap_or_default().len() as u64;
    }

    /// The sums since it was last asked.
    pub fn seen(&mut self) -> Seen {
        std::mem::take(&mut self.seen)
    }
}

/// A packet as the composer gives it: arguments as JSON, and bytes after them.
pub struct Draft {
    /// Of the event; none for an ack.
    pub name: Option<String>,
    /// Begins with `/`.
    pub namespace: String,
    /// The ack id.
    pub id: Option<u64>,
    /// The arguments.
    pub args: Vec<String>,
    /// More arguments.
    pub attachments: Vec<Vec<u8>>,
}

impl Draft {
    /// The messages to send; none if an argument is not JSON.
    pub fn encode(&self) -> Vec<Frame> {
        let args = self.name.as_deref().map_or_else(Args::new, Args::event);
        let Ok(args) = self.args.iter().try_fold(args, |args, json| args.json(json)) else { return Vec::new() };
        let payload = self.attachments.iter().fold(args, |args, bytes| args.bytes(bytes.clone())).finish();
        let kind = if self.name.is_some() { Kind::Event } else { Kind::Ack };
        let packet = Outgoing { kind, namespace: &self.namespace, query: "", id: self.id, payload: Some(&payload) };
        let frames = Parser::Default.encode(PacketRevision::R5, &packet);
        frames.into_iter().map(in_engine).collect()
    }
}

fn in_engine(frame: Frame) -> Frame {
    match frame {
        Frame::Text(text) => EnginePacket::text(EngineKind::Message, text).encode(EngineVersion::V4),
        Frame::Binary(bytes) => Frame::Binary(bytes),
    }
}

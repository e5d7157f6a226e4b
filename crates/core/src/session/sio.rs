//! Socket.IO as the protocol of a session: the client's links become sockets and HTTP requests, its events become rows.

use std::collections::BTreeMap;
use std::mem;

use duplex_socketio::client::{self, AckId, Cause as End, Client, Config, Mismatch, Reason};
use duplex_socketio::engine::link::{self, Transmit};
use duplex_socketio::engine::packet::Frame as WireFrame;
use duplex_socketio::engine::payload::Body;
use duplex_socketio::json;
use duplex_socketio::packet::{Packet, Payload};
use duplex_socketio::time::Time as Micros;

use super::connection::{Happened, IoEnd};
use super::diagnose::{self, Progress};
use super::log::names::NameId;
use super::log::{Direction, Kind, New};
use super::msg::{Effect, Exchange, Exchanged, Frame, Opening, SocketEvent};
use super::{Session, show};
use crate::format::hex;
use crate::ids::{Link, Seq};
use crate::request::socket_io::{self, Parser, Transports, Version};
use crate::request::target::Target;
use crate::time::Time;
use crate::units;
use crate::wire::{self, Ack, AckState, Connect, Emit, Engine, EventSeen, Remedy};

/// A client with what the session knows of it. It stays from one connection to the next as long as these are made with the
/// same settings, so that it can recover what was missed.
#[derive(Debug)]
pub(super) struct Sio {
    client: Client,
    connect: Connect,
    /// Which connection of the session it carries now.
    number: u32,
    /// Whether its end is still to be told.
    is_heard: bool,
    /// The client counts its links from 0.
    first_link: u64,
    /// When requests were made that are not answered yet.
    asked_at: BTreeMap<u64, Time>,
    namespace: String,
    /// What the auth payload is, checked.
    auth: Option<Payload>,
    engine: Engine,
    progress: Progress,
    /// Emits whose acks may still come, those too late included.
    emits: BTreeMap<u64, Emitted>,
    /// Events whose sender waits for an ack.
    asks: BTreeMap<u64, Seq>,
    /// What the server refused the namespace with: in words, and what there is to say beside it.
    refusal: Option<(String, String)>,
    /// What was wrong with the last packet.
    defect: Option<String>,
}

/// An emit that asked for an ack, and how long that may take.
#[derive(Debug, Clone, Copy)]
struct Emitted {
    seq: Seq,
    millis: u32,
}

/// How often an event was seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    count: u64,
    last_at: Time,
    is_new: bool,
}

impl Sio {
    fn new(connect: Connect, number: u32, seed: u64) -> Result<Sio, String> {
        let target = Target::parse(&connect.url).map_err(|error| error.to_string())?;
        let wire::SocketIo { version, transports, parser, path, auth, recovers, .. } =
            connect.socket_io.as_ref().ok_or("it is not for Socket.IO")?;
        let namespace = socket_io::namespace(&target).to_string();
        let auth = match (auth.is_empty(), version) {
            (true, _) | (_, Version::V2) => None,
            (false, _) => Some(Payload::json(&auth[..]).map_err(|error| format!("the auth payload: {error}"))?),
        };
        let config = Config {
            origin: socket_io::origin(&target),
            path: path.clone(),
            query: socket_io::query(&target).to_string(),
            generation: match version {
                Version::V2 => duplex_socketio::revision::Generation::V2,
                Version::V3 => duplex_socketio::revision::Generation::V3,
                Version::V4 => duplex_socketio::revision::Generation::V4,
            },
            parser: match parser {
                Parser::Default => duplex_socketio::parser::Parser::Default,
                Parser::MessagePack => duplex_socketio::parser::Parser::Msgpack,
            },
            transports: match transports {
                Transports::Websocket => link::Transports::Websocket,
                Transports::Upgrade => link::Transports::Upgrade,
                Transports::Polling => link::Transports::Polling,
            },
            // The session gives up before that, and knows more of why.
            connect_timeout_millis: u64::from(connect.timeout_millis) + 5_000,
            // The session decides when to try again, as for any connection.
            reconnection: None,
            recovers: *recovers,
            seed,
            ..Config::default()
        };
        Ok(Sio {
            client: Client::new(config),
            number,
            is_heard: true,
            first_link: Link::first_of(number).0,
            asked_at: BTreeMap::new(),
            namespace,
            auth,
            engine: Engine::default(),
            progress: Progress::Nothing,
            emits: BTreeMap::new(),
            asks: BTreeMap::new(),
            refusal: None,
            defect: None,
            connect,
        })
    }

    fn start(&mut self, now: Time, number: u32) -> Result<(), String> {
        (self.number, self.is_heard) = (number, true);
        self.engine = Engine::default();
        self.progress = Progress::Nothing;
        (self.refusal, self.defect) = (None, None);
        let target = Target::parse(&self.connect.url).map_err(|error| error.to_string())?;
        let query = socket_io::query(&target).to_string();
        let connected = self.client.connect(micros(now), &self.namespace, self.auth.clone(), &query);
        connected.map_err(|error| error.to_string())
    }

    fn has(&self, link: Link) -> bool {
        link.0 >> 40 == self.first_link >> 40
    }

    fn is_over(&self, transports: Transports) -> bool {
        self.connect.socket_io.as_ref().is_some_and(|socket_io| socket_io.transports == transports)
    }

    fn headers(&self) -> Vec<(String, String)> {
        self.connect.socket_io.as_ref().map(|socket_io| socket_io.headers.clone()).unwrap_or_default()
    }
}

fn micros(time: Time) -> Micros {
    Micros(time.0)
}

impl Session {
    /// The namespace of the connection that a row belongs to.
    pub(super) fn namespace(&self, seq: Seq) -> &str {
        let before = self.namespaces.partition_point(|(from, _)| *from <= seq);
        before.checked_sub(1).map_or("/", |place| &self.namespaces[place].1)
    }

    /// When the client is to be told the time.
    pub(super) fn io_deadline(&self) -> Option<Time> {
        Some(Time(self.sio.as_ref()?.client.poll_timeout()?.0))
    }

    pub(super) fn io_progress(&self) -> Progress {
        self.sio.as_ref().map_or(Progress::Nothing, |sio| sio.progress)
    }

    /// Opens a connection; the client of the last one is used again if it was made for the same.
    pub(super) fn io_open(&mut self, now: Time, number: u32, connect: Connect, effects: &mut Vec<Effect>) {
        if self.sio.as_ref().is_none_or(|sio| sio.connect != connect) {
            let seed = self.seed ^ u64::from(number) << 32;
            match Sio::new(connect, number, seed) {
                // The old one may still have something to post: that it leaves.
                Ok(sio) => self.io_before = self.sio.replace(sio),
                Err(problem) => return self.io_refuse(now, problem, effects),
            }
        }
        let last = self.namespaces.last().map(|(_, namespace)| namespace);
        if let Some(sio) = self.sio.as_ref().filter(|sio| last != Some(&sio.namespace)) {
            self.namespaces.push((self.log.end(), sio.namespace.clone()));
        }
        let started = self.sio.as_mut().map(|sio| sio.start(now, number));
        if let Some(Err(problem)) = started {
            return self.io_refuse(now, problem, effects);
        }
        self.io_drain(now, effects);
    }

    fn io_refuse(&mut self, now: Time, problem: String, effects: &mut Vec<Effect>) {
        let end = IoEnd { words: problem, can_retry: false, ..IoEnd::default() };
        self.connect_with(now, effects, |connection, scene, asks| connection.io_ended(scene, end, asks));
    }

    /// Whether a connection, by its first link, is a client's.
    pub(super) fn io_carries(&self, link: Link) -> bool {
        self.sio.as_ref().is_some_and(|sio| Link::first_of(sio.number) == link)
    }

    /// Leaves the namespace and closes the connection; its end is told, or not.
    pub(super) fn io_close(&mut self, now: Time, is_heard: bool, effects: &mut Vec<Effect>) {
        if let Some(sio) = &mut self.sio {
            sio.is_heard = is_heard;
            sio.client.close(micros(now));
        }
        self.io_drain(now, effects);
    }

    /// A socket of a client said something. Whether it is one's.
    pub(super) fn io_socket_said(
        &mut self,
        now: Time,
        link: Link,
        event: SocketEvent,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let Some((sio, is_current)) = sio_of(&mut self.sio, &mut self.io_before, link) else { return false };
        let (at, wire_link) = (micros(now), link::Link(link.0 - sio.first_link));
        match event {
            SocketEvent::Opened { .. } => {
                sio.progress = sio.progress.max(Progress::SocketOpen);
                sio.client.handle_opened(at, wire_link);
                self.console.say(now, Direction::System, &["websocket open"], "");
            }
            SocketEvent::Text(text) => {
                let name = packet_name(&text);
                self.console.say(now, Direction::Incoming, &["websocket ", name, " "], &text);
                sio.client.handle_text(at, wire_link, text);
            }
            SocketEvent::Binary(bytes) => {
                let line = format!("websocket <binary {}> {}", units::bytes(bytes.len() as u64), start_of(&bytes));
                self.console.say(now, Direction::Incoming, &[&line], "");
                sio.client.handle_binary(at, wire_link, bytes);
            }
            SocketEvent::Waiting(n_bytes) => {
                if is_current {
                    self.traffic.bytes_waiting = n_bytes;
                }
            }
            // Where a poll carries, it goes on without a socket.
            SocketEvent::Refused(_) if !is_current || !sio.is_over(Transports::Websocket) => {
                let close = link::Close { is_error: true, ..link::Close::default() };
                sio.client.handle_closed(at, wire_link, close);
            }
            SocketEvent::Refused(refusal) => {
                self.io_close(now, false, effects);
                self.connect_with(now, effects, |connection, scene, asks| connection.refused(scene, refusal, asks));
                return true;
            }
            SocketEvent::Closed(close) => {
                self.console.say(now, Direction::System, &["websocket closed "], &close.words(&[]));
                let close = link::Close { code: close.code, reason: close.reason, is_error: close.had_error };
                sio.client.handle_closed(at, wire_link, close);
            }
        }
        self.io_drain(now, effects);
        true
    }

    /// An HTTP request came back.
    pub(super) fn io_exchanged(&mut self, now: Time, link: Link, answer: Option<Exchanged>, effects: &mut Vec<Effect>) {
        let Some((sio, _)) = sio_of(&mut self.sio, &mut self.io_before, link) else { return };
        let wire_link = link::Link(link.0 - sio.first_link);
        let took = sio.asked_at.remove(&link.0).map_or(0, |at| now.micros_since(at));
        let took = units::span(took);
        match answer {
            Some(Exchanged { status, body }) => {
                let (size, shown, body) = match body {
                    Frame::Text(text) => (text.len(), text.clone(), Body::Text(text)),
                    Frame::Binary(bytes) => (bytes.len(), start_of(&bytes), Body::Binary(bytes)),
                };
                let line = format!("polling {status} · {took} · {} · ", units::bytes(size as u64));
                sio.client.handle_response(micros(now), wire_link, link::Response { status, body });
                self.console.say(now, Direction::Incoming, &[&line], &shown);
            }
            None => {
                let close = link::Close { is_error: true, ..link::Close::default() };
                sio.client.handle_closed(micros(now), wire_link, close);
                self.console.say(now, Direction::Incoming, &["polling no answer · ", &took], "");
            }
        }
        self.io_drain(now, effects);
    }

    /// The time may have come for something.
    pub(super) fn io_timer(&mut self, now: Time, effects: &mut Vec<Effect>) {
        if let Some(sio) = &mut self.sio {
            sio.client.handle_timeout(micros(now));
        }
        self.io_drain(now, effects);
    }

    /// Sends an event.
    pub(super) fn io_emit(&mut self, now: Time, emit: Emit, effects: &mut Vec<Effect>) {
        let Some(sio) = &mut self.sio else { return };
        let Emit { payload, attachments, ack_millis } = emit;
        let ack = match ack_millis {
            None => client::Ack::None,
            Some(0) => client::Ack::Wait,
            Some(millis) => client::Ack::WaitMillis(u64::from(millis)),
        };
        let sent = Payload::with_attachments(payload, attachments).map_err(|error| error.to_string());
        let sent = sent.and_then(|payload| {
            let id = sio.client.emit(micros(now), &sio.namespace, payload.clone(), ack);
            id.map(|id| (payload, id)).map_err(|error| error.to_string())
        });
        match sent {
            Ok((payload, id)) => {
                let name = duplex_socketio::args::first(payload.text()).map(json::unquoted).unwrap_or_default();
                let ack = id.map(|AckId(id)| Ack { id, state: AckState::Waiting, other: None });
                let attachments = payload.attachments().iter().map(Vec::as_slice);
                let seq =
                    self.append_io(now, Direction::Outgoing, Kind::Event, &name, payload.text(), attachments, ack);
                if let (Some(sio), Some(AckId(id))) = (&mut self.sio, id) {
                    sio.emits.insert(id, Emitted { seq, millis: ack_millis.unwrap_or_default() });
                }
            }
            Err(problem) => self.note(now, [Happened::problem(format!("Not sent: {problem}"))]),
        }
        self.io_drain(now, effects);
    }

    /// Answers an event whose sender waits for an ack.
    pub(super) fn io_answer(
        &mut self,
        now: Time,
        seq: Seq,
        (payload, attachments): (String, Vec<Vec<u8>>),
        effects: &mut Vec<Effect>,
    ) {
        let asked = self.log.get(seq).and_then(|entry| Some((entry.at, entry.name, entry.extra?.ack?)));
        let (Some((asked_at, name, ack)), Some(sio)) = (asked, &mut self.sio) else {
            return self.note(now, [Happened::problem("Not answered: the event is no longer in the log")]);
        };
        let is_asked = sio.asks.get(&ack.id) == Some(&seq);
        let answered = Payload::with_attachments(payload, attachments).map_err(|error| error.to_string());
        let answered = answered.and_then(|payload| match is_asked {
            false => Err("the server does not wait for it any more".to_string()),
            true => {
                let done = sio.client.answer(micros(now), &sio.namespace, ack.id, &payload);
                done.map(|()| payload).map_err(|error| error.to_string())
            }
        });
        match answered {
            Ok(payload) => {
                sio.asks.remove(&ack.id);
                let state = AckState::Answered { micros: now.micros_since(asked_at) };
                let name = self.log.names().get(name).unwrap_or_default().to_string();
                let attachments = payload.attachments().iter().map(Vec::as_slice);
                let given = Some(Ack { state, other: Some(seq), ..ack });
                let other =
                    self.append_io(now, Direction::Outgoing, Kind::Ack, &name, payload.text(), attachments, given);
                self.log.set_ack(seq, |ack| (ack.state, ack.other) = (state, Some(other)));
            }
            Err(problem) => self.note(now, [Happened::problem(format!("Not answered: {problem}"))]),
        }
        self.io_drain(now, effects);
    }

    /// The event names whose numbers have changed since this was asked last.
    pub(super) fn take_seen(&mut self) -> Vec<EventSeen> {
        if !mem::take(&mut self.seen_has_changed) {
            return Vec::new();
        }
        let told = |(name, seen): (&str, &mut Seen)| {
            let Seen { count, last_at, .. } = *seen;
            mem::take(&mut seen.is_new).then(|| EventSeen { name: name.into(), count, last_at })
        };
        self.log.names().iter().zip(&mut self.seen).filter_map(told).collect()
    }

    /// Does what the clients ask for, and takes in what they tell.
    fn io_drain(&mut self, now: Time, effects: &mut Vec<Effect>) {
        loop {
            while let Some(transmit) = self.io_before.as_mut().and_then(|sio| sio.client.poll_transmit()) {
                self.io_transmit(now, transmit, false, effects);
            }
            // Of one that was left there is nothing more to tell.
            while self.io_before.as_mut().and_then(|sio| sio.client.poll_event()).is_some() {}
            while let Some(transmit) = self.sio.as_mut().and_then(|sio| sio.client.poll_transmit()) {
                self.io_transmit(now, transmit, true, effects);
            }
            match self.sio.as_mut().and_then(|sio| sio.client.poll_event()) {
                Some(event) => self.io_event(now, event, effects),
                None => break,
            }
        }
    }

    fn io_transmit(&mut self, now: Time, transmit: Transmit, is_current: bool, effects: &mut Vec<Effect>) {
        let sio = if is_current { &mut self.sio } else { &mut self.io_before };
        let Some(sio) = sio else { return };
        let ours = |link: link::Link| Link(sio.first_link + link.0);
        match transmit {
            Transmit::Open { link, url } => {
                self.console.say(now, Direction::System, &["websocket opening "], &url);
                effects.push(Effect::Open(ours(link), Opening { url, subprotocols: sio.connect.subprotocols.clone() }));
            }
            Transmit::Text { link, frame } => {
                self.console.say(now, Direction::Outgoing, &["websocket ", packet_name(&frame), " "], &frame);
                effects.push(Effect::Send(ours(link), Frame::Text(frame)));
            }
            Transmit::Binary { link, frame } => {
                let line = format!("websocket <binary {}> {}", units::bytes(frame.len() as u64), start_of(&frame));
                self.console.say(now, Direction::Outgoing, &[&line], "");
                effects.push(Effect::Send(ours(link), Frame::Binary(frame)));
            }
            Transmit::Get { link, url } => {
                self.console.say(now, Direction::Outgoing, &["polling GET "], &url);
                let link = ours(link);
                sio.asked_at.insert(link.0, now);
                effects.push(Effect::Exchange(link, Exchange { url, body: None, headers: sio.headers() }));
            }
            Transmit::Post { link, url, body } => {
                self.console.say(now, Direction::Outgoing, &["polling POST ", &url, " · "], &body);
                let link = ours(link);
                sio.asked_at.insert(link.0, now);
                let headers = sio.headers();
                effects.push(Effect::Exchange(link, Exchange { url, body: Some(body), headers }));
            }
            Transmit::Close { link } => {
                let link = ours(link);
                sio.asked_at.remove(&link.0);
                effects.push(Effect::Abandon(link));
            }
        }
    }

    fn io_event(&mut self, now: Time, event: client::Event, effects: &mut Vec<Effect>) {
        let Some(sio) = &mut self.sio else { return };
        match event {
            client::Event::Opened { handshake } => {
                sio.progress = Progress::Handshaken;
                let is_socket = sio.is_over(Transports::Websocket);
                sio.engine = Engine {
                    sid: handshake.sid,
                    transport: if is_socket { "websocket" } else { "polling" }.to_string(),
                    ping_interval_millis: handshake.ping_interval_millis,
                    ping_timeout_millis: handshake.ping_timeout_millis,
                    max_payload_bytes: handshake.max_payload_bytes.map(|bytes| bytes as u64),
                    ..Engine::default()
                };
            }
            client::Event::Upgraded => {
                sio.engine.transport = "websocket".to_string();
                if self.connection.edit_engine(|engine| engine.transport = "websocket".to_string()) {
                    self.note(now, [Happened::notice("Upgraded from polling to WebSocket")]);
                }
            }
            client::Event::Heartbeat { rtt_micros } => {
                if let Some(rtt) = rtt_micros {
                    self.console.say(now, Direction::System, &["heartbeat · round trip ", &units::span(rtt)], "");
                    self.connection.edit_engine(|engine| engine.rtt_micros = Some(rtt));
                }
            }
            client::Event::Connected { namespace, sid, is_recovered } => {
                if namespace == sio.namespace {
                    (sio.engine.sid, sio.engine.is_recovered) = (sid, is_recovered);
                    let (namespace, engine) = (sio.namespace.clone(), sio.engine.clone());
                    self.connect_with(now, effects, |connection, scene, _| {
                        connection.io_opened(scene, &namespace, engine)
                    });
                    for message in mem::take(&mut self.waiting) {
                        self.send(now, message, effects);
                    }
                }
            }
            client::Event::Refused { packet } => self.io_refused(now, &packet),
            client::Event::Message { packet } => self.io_received(now, &packet, effects),
            client::Event::Acked { id: AckId(id), packet, rtt_micros, is_late } => {
                let other = sio.emits.remove(&id).map(|emit| emit.seq);
                let micros = rtt_micros;
                let state = if is_late { AckState::Late { micros } } else { AckState::Answered { micros } };
                let ack = Ack { id, state, other };
                let seq = self.io_received_ack(now, &packet, ack);
                if let Some(emit) = other {
                    self.log.set_ack(emit, |ack| (ack.state, ack.other) = (state, Some(seq)));
                }
                // The heartbeat of Engine.IO 3 measures it better.
                if !is_late && !self.connection.measures_by_heartbeat() {
                    self.connection.edit_engine(|engine| engine.rtt_micros = Some(micros));
                }
            }
            client::Event::StrayAck { packet } => {
                let id = packet.id().unwrap_or_default();
                self.io_received_ack(now, &packet, Ack { id, state: AckState::Stray, other: None });
            }
            client::Event::AckTimedOut { id: AckId(id), .. } => {
                if let Some(Emitted { seq, millis }) = sio.emits.get(&id).copied() {
                    self.log.set_ack(seq, |ack| ack.state = AckState::TimedOut { millis });
                }
            }
            client::Event::AckLost { id: AckId(id), .. } => {
                if let Some(emit) = sio.emits.remove(&id) {
                    self.log.set_ack(emit.seq, |ack| ack.state = AckState::Lost);
                }
            }
            client::Event::Stray { packet } => {
                let text = format!("A packet for {}, which is not connected, was passed over", packet.namespace());
                self.note(now, [Happened::notice(format!("{text}\n\n{}", packet.text()))]);
            }
            client::Event::TooLarge { size, limit, .. } => {
                let text = format!("Not sent: {size} bytes are more than the server takes: {limit}");
                self.note(now, [Happened::problem(text)]);
            }
            client::Event::Disconnected { .. } => {
                for seq in mem::take(&mut sio.asks).into_values() {
                    self.log.set_ack(seq, |ack| ack.state = AckState::Lost);
                }
            }
            client::Event::Malformed { error, frame } => {
                let frame = match &frame {
                    WireFrame::Text(text) => {
                        String::from_utf8_lossy(show::cut(text.as_bytes(), 0, 64_000)).into_owned()
                    }
                    WireFrame::Binary(bytes) => hex::dump(&bytes[..bytes.len().min(16_000)]),
                };
                sio.defect = Some(error.to_string());
                self.note(now, [Happened::problem(format!("parse error · {error}\n\n{frame}"))]);
            }
            client::Event::Mismatch(Mismatch::ServerIsV2) => self.io_advise(Remedy::Version(Version::V2)),
            client::Event::Mismatch(Mismatch::ServerIsNewer) => self.io_advise(Remedy::Version(Version::V4)),
            client::Event::Closed { reason, cause } => self.io_ended(now, Some(reason), cause, effects),
            client::Event::ConnectFailed { cause } => self.io_ended(now, None, cause, effects),
            // The client is told not to reconnect by itself.
            client::Event::Reconnecting { .. } | client::Event::ReconnectFailed => {}
        }
        self.sent.changed = true;
    }

    fn io_advise(&mut self, remedy: Remedy) {
        self.connection.advise(remedy);
    }

    /// The server refused the namespace, or, if it is a 2.x, said that something is wrong with it.
    fn io_refused(&mut self, now: Time, packet: &Packet) {
        let Some(sio) = &mut self.sio else { return };
        let payload = packet.payload().unwrap_or_default();
        let message = match payload.trim_start().starts_with('{') {
            true => json::member(payload, "message").unwrap_or(payload),
            false => payload,
        };
        let message = match message.starts_with('"') {
            true => json::unquoted(message).into_owned(),
            false => message.to_string(),
        };
        let mut beside = diagnose::of_namespace(&message, packet.namespace());
        if payload.trim_start().starts_with('{') {
            beside.push_str(&format!("\n\n{payload}"));
        }
        let words = format!("connect_error · {message}");
        if self.connection.open_link().is_some() {
            return self.note(now, [Happened::problem(format!("{words}\n\n{beside}"))]);
        }
        sio.refusal = Some((words, beside));
        // A server 2.x that refuses `/` leaves the others without an answer.
        sio.client.close(micros(now));
    }

    fn io_ended(&mut self, now: Time, reason: Option<Reason>, cause: End, effects: &mut Vec<Effect>) {
        let number = self.connection.number();
        let Some(sio) = self.sio.as_mut().filter(|sio| sio.is_heard && sio.number == number) else { return };
        let (refusal, defect) = (sio.refusal.take(), sio.defect.take());
        let (socket_io, namespace) = (sio.connect.socket_io.clone().unwrap_or_default(), sio.namespace.clone());
        let (progress, was_connected) = (sio.progress, self.connection.open_link().is_some());
        let ended = diagnose::IoEnded { reason, cause, refusal, defect, progress, was_connected, namespace, socket_io };
        self.connect_with(now, effects, |connection, scene, asks| {
            let end = connection.io_explain(scene, ended);
            connection.io_ended(scene, end, asks)
        });
    }

    fn io_received(&mut self, now: Time, packet: &Packet, effects: &mut Vec<Effect>) {
        let ack = packet.id().map(|id| Ack { id, state: AckState::Waiting, other: None });
        let name = packet.name().unwrap_or_default();
        let seq = self.io_append_received(now, Kind::Event, &name, packet, ack, effects);
        if let (Some(id), Some(sio)) = (packet.id(), &mut self.sio) {
            sio.asks.insert(id, seq);
        }
    }

    fn io_received_ack(&mut self, now: Time, packet: &Packet, ack: Ack) -> Seq {
        let name = ack.other.and_then(|emit| Some(self.log.get(emit)?.name)).unwrap_or(NameId::NONE);
        let name = self.log.names().get(name).unwrap_or_default().to_string();
        self.io_append_received(now, Kind::Ack, &name, packet, Some(ack), &mut Vec::new())
    }

    fn io_append_received(
        &mut self,
        now: Time,
        kind: Kind,
        name: &str,
        packet: &Packet,
        ack: Option<Ack>,
        effects: &mut Vec<Effect>,
    ) -> Seq {
        let payload = packet.payload().unwrap_or("[]");
        let n_bytes = (payload.len() + packet.attachments().iter().map(<[u8]>::len).sum::<usize>()) as u64;
        self.count_received(now, n_bytes);
        let max_bytes = self.policy.max_message_bytes;
        if max_bytes > 0 && n_bytes > max_bytes {
            let kept = show::cut(payload.as_bytes(), 0, Session::CUT_BYTES);
            let kept = String::from_utf8_lossy(kept).into_owned();
            let seq = self.append_io(now, Direction::Incoming, kind, name, &kept, std::iter::empty(), ack);
            self.log.note_cut(n_bytes);
            self.connect_with(now, effects, |connection, scene, asks| {
                connection.close_too_big(scene, n_bytes, asks);
                None
            });
            return seq;
        }
        self.append_io(now, Direction::Incoming, kind, name, payload, packet.attachments().iter(), ack)
    }

    #[expect(clippy::too_many_arguments, reason = "a row has these parts")]
    fn append_io<'a>(
        &mut self,
        now: Time,
        direction: Direction,
        kind: Kind,
        name: &str,
        payload: &str,
        attachments: impl Iterator<Item = &'a [u8]> + Clone,
        ack: Option<Ack>,
    ) -> Seq {
        let id = if kind == Kind::Event || !name.is_empty() { self.log.name_id(name) } else { NameId::NONE };
        if let (Kind::Event, Some(index)) = (kind, id.index()) {
            if index >= self.seen.len() {
                self.seen.resize(index + 1, Seen::default());
            }
            let seen = &mut self.seen[index];
            *seen = Seen { count: seen.count + 1, last_at: now, is_new: true };
            self.seen_has_changed = true;
        }
        if direction == Direction::Outgoing {
            let n_attached = attachments.clone().map(<[u8]>::len).sum::<usize>();
            self.count_sent(now, (payload.len() + n_attached) as u64);
        }
        let payload = payload.as_bytes();
        let seq = self.log.append_new(now, New { direction, kind, payload, name: id, attachments, ack });
        self.view.appended(&self.log, seq);
        seq
    }
}

/// The client that a link belongs to, and whether it is that of the connection that is or was last.
fn sio_of<'a>(sio: &'a mut Option<Sio>, before: &'a mut Option<Sio>, link: Link) -> Option<(&'a mut Sio, bool)> {
    match (sio, before) {
        (Some(sio), _) if sio.has(link) => Some((sio, true)),
        (_, Some(sio)) if sio.has(link) => Some((sio, false)),
        _ => None,
    }
}

/// What an Engine.IO packet in text form is called.
fn packet_name(frame: &str) -> &'static str {
    match frame.as_bytes().first() {
        Some(b'0') => "open",
        Some(b'1') => "close",
        Some(b'2') => "ping",
        Some(b'3') => "pong",
        Some(b'4') => "message",
        Some(b'5') => "upgrade",
        Some(b'6') => "noop",
        Some(b'b') => "binary",
        Some(_) | None => "text",
    }
}

/// The first bytes in hexadecimal.
fn start_of(bytes: &[u8]) -> String {
    hex::inline(&bytes[..bytes.len().min(16)])
}

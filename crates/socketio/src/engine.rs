//! Engine.IO: the layer below Socket.IO, which carries texts and bytes over a WebSocket or over HTTP.
//!
//! One session: handshake, heartbeat of both versions, polling, probe and upgrade, close.

pub mod handshake;
pub mod link;
pub mod packet;
pub mod payload;

use std::collections::VecDeque;

use crate::engine::handshake::{Handshake, Refusal};
use crate::engine::link::{Address, Close, Link, Response, Transmit, Transports};
use crate::engine::packet::{Data, Frame, Kind, Packet};
use crate::engine::payload::Body;
use crate::error::EngineError;
use crate::revision::EngineVersion;
use crate::time::Time;

/// What a session tells the layer above.
#[derive(Debug)]
pub(crate) enum Event {
    Opened,
    Upgraded,
    /// A ping came, or the answer to ours did after so long.
    Heartbeat {
        rtt_micros: Option<u64>,
    },
    Message(Data),
    /// A frame was wrong; the end follows.
    Malformed {
        error: EngineError,
        frame: Frame,
    },
    /// The last event.
    Ended(End),
}

/// Why a session ended that the caller did not close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// The server's packet 1.
    Server,
    /// No heartbeat in time.
    Silence,
    Socket(Close),
    Refused(Refusal),
    /// An Engine.IO packet that is wrong.
    Malformed,
    /// An EIO 4 handshake answered in the format of Engine.IO 3.
    AnsweredByOldServer,
}

/// One session, from its handshake to its end.
#[derive(Debug)]
pub(crate) struct Engine {
    address: Address,
    transports: Transports,
    next_link: u64,
    state: State,
    carrier: Carrier,
    probe: Option<Probe>,
    pub(crate) handshake: Option<Handshake>,
    outbox: VecDeque<Out>,
    /// When the next ping of Engine.IO 3 is due.
    ping_at: Option<Time>,
    pinged_at: Option<Time>,
    dead_at: Option<Time>,
    pub(crate) transmits: VecDeque<Transmit>,
    pub(crate) events: VecDeque<Event>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Opening,
    Open,
    /// Closed by the caller; a POST of what is left and of packet 1 is still to be made or under way.
    Leaving,
    Ended,
}

/// What packets go over.
#[derive(Debug)]
enum Carrier {
    Socket(Link),
    /// Invariant: never more than one GET and one POST at a time.
    Polling {
        get: Option<Link>,
        post: Option<Link>,
    },
}

/// The WebSocket of an upgrade.
#[derive(Debug)]
struct Probe {
    link: Link,
    /// Its ping was answered: polling pauses, and once no exchange is under way, the socket carries.
    is_answered: bool,
}

/// A packet that waits.
#[derive(Debug)]
enum Out {
    /// With its digit, or bytes in base64.
    Text(String),
    Bytes(Vec<u8>),
}

impl Engine {
    /// Asks for a handshake.
    pub(crate) fn start(address: Address, transports: Transports, first_link: u64) -> Engine {
        let mut engine = Engine {
            address,
            transports,
            next_link: first_link,
            state: State::Opening,
            carrier: Carrier::Polling { get: None, post: None },
            probe: None,
            handshake: None,
            outbox: VecDeque::new(),
            ping_at: None,
            pinged_at: None,
            dead_at: None,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        };
        match transports {
            Transports::Websocket => {
                let link = engine.new_link();
                engine.carrier = Carrier::Socket(link);
                engine.transmits.push_back(Transmit::Open { link, url: engine.address.socket(None) });
            }
            Transports::Upgrade | Transports::Polling => engine.get(),
        }
        engine
    }

    /// The number of the first link it has not used.
    pub(crate) fn next_link(&self) -> u64 {
        self.next_link
    }

    pub(crate) fn is_over(&self) -> bool {
        self.state == State::Ended
    }

    /// Whether it knows that link, and it is not given up.
    pub(crate) fn has(&self, link: Link) -> bool {
        self.probe.as_ref().is_some_and(|probe| probe.link == link)
            || match self.carrier {
                Carrier::Socket(socket) => socket == link,
                Carrier::Polling { get, post } => get == Some(link) || post == Some(link),
            }
    }

    pub(crate) fn handle_opened(&mut self, link: Link) {
        if self.probe.as_ref().is_some_and(|probe| probe.link == link) {
            self.transmits.push_back(Transmit::Text { link, frame: "2probe".to_owned() });
        }
    }

    pub(crate) fn handle_text(&mut self, now: Time, link: Link, frame: String) {
        match Packet::read_text(self.address.version, frame) {
            Ok(packet) => self.take_from_socket(now, link, packet),
            Err((error, frame)) => self.malformed_on(link, error, Frame::Text(frame)),
        }
    }

    pub(crate) fn handle_binary(&mut self, now: Time, link: Link, frame: Vec<u8>) {
        match Packet::read_binary(self.address.version, frame) {
            Ok(packet) => self.take_from_socket(now, link, packet),
            Err((error, frame)) => self.malformed_on(link, error, Frame::Binary(frame)),
        }
    }

    pub(crate) fn handle_response(&mut self, now: Time, link: Link, response: Response) {
        let Carrier::Polling { get, post } = &mut self.carrier else { return };
        let is_get = *get == Some(link);
        if is_get {
            *get = None;
        } else if *post == Some(link) {
            *post = None;
        } else {
            return;
        }
        if self.state == State::Leaving {
            self.leave();
            return;
        }
        if response.status != 200 {
            self.end(End::Refused(Refusal::parse(&response)));
            return;
        }
        if is_get {
            self.take_body(now, response.body);
        }
        self.go_on();
    }

    pub(crate) fn handle_closed(&mut self, link: Link, close: Close) {
        if self.probe.as_ref().is_some_and(|probe| probe.link == link) {
            // Section 5: a failed probe leaves the polling session untouched.
            self.probe = None;
            self.go_on();
        } else if self.state == State::Leaving {
            self.state = State::Ended;
        } else {
            self.end(End::Socket(close));
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Time) {
        // The ping comes first: it was due before the silence could count, however late the timer is.
        if self.ping_at.is_some_and(|at| at <= now) {
            self.ping_at = None;
            self.pinged_at = Some(now);
            self.dead_at = self.handshake.as_ref().map(|handshake| now.plus_millis(handshake.ping_timeout_millis));
            self.send(Frame::Text("2".to_owned()));
        } else if self.dead_at.is_some_and(|at| at <= now) {
            self.end(End::Silence);
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Time> {
        [self.ping_at, self.dead_at].into_iter().flatten().min()
    }

    /// Sends a packet: a text with its digit, or the bytes of a message.
    pub(crate) fn send(&mut self, frame: Frame) {
        if self.state != State::Open {
            return;
        }
        match (&self.carrier, frame) {
            (Carrier::Socket(link), frame) => {
                let transmit = over_socket(self.address.version, *link, frame);
                self.transmits.push_back(transmit);
            }
            (Carrier::Polling { .. }, Frame::Text(text)) => self.outbox.push_back(Out::Text(text)),
            (Carrier::Polling { .. }, Frame::Binary(bytes)) => self.outbox.push_back(Out::Bytes(bytes)),
        }
    }

    /// Sends what waits, if it may go now. To be called after one or more `send`.
    pub(crate) fn flush(&mut self) {
        let is_pausing = self.probe.as_ref().is_some_and(|probe| probe.is_answered);
        if let Carrier::Polling { post: None, .. } = self.carrier
            && matches!(self.state, State::Open | State::Leaving)
            && !is_pausing
            && !self.outbox.is_empty()
        {
            let body = self.next_body();
            let link = self.new_link();
            if let Carrier::Polling { post, .. } = &mut self.carrier {
                *post = Some(link);
            }
            let url = self.address.poll(link, self.sid());
            self.transmits.push_back(Transmit::Post { link, url, body });
        }
    }

    /// The size in bytes that a packet has on the wire, and the largest one the server takes if it said so.
    pub(crate) fn sizes(&self, frame: &Frame) -> (usize, Option<usize>) {
        let size = match (&self.carrier, frame) {
            (Carrier::Polling { .. }, Frame::Binary(bytes)) => {
                packet::base64_frame_len(self.address.version, bytes.len())
            }
            (_, frame) => frame.len_bytes(),
        };
        (size, self.handshake.as_ref().and_then(|handshake| handshake.max_payload_bytes))
    }

    /// Closes it, after what was sent.
    pub(crate) fn close(&mut self) {
        if let Some(probe) = self.probe.take() {
            self.transmits.push_back(Transmit::Close { link: probe.link });
        }
        (self.ping_at, self.dead_at) = (None, None);
        match (self.state, &self.carrier) {
            (State::Open, Carrier::Polling { .. }) => {
                // Section 4: POST `1`. The waiting GET returns then.
                self.outbox.push_back(Out::Text("1".to_owned()));
                self.state = State::Leaving;
                self.flush();
            }
            (State::Opening | State::Open, _) => {
                self.drop_links();
                self.state = State::Ended;
            }
            (State::Leaving | State::Ended, _) => {}
        }
    }

    fn sid(&self) -> Option<&str> {
        self.handshake.as_ref().map(|handshake| handshake.sid.as_str())
    }

    fn new_link(&mut self) -> Link {
        let link = Link(self.next_link);
        self.next_link += 1;
        link
    }

    fn get(&mut self) {
        let link = self.new_link();
        let url = self.address.poll(link, self.sid());
        if let Carrier::Polling { get, .. } = &mut self.carrier {
            *get = Some(link);
        }
        self.transmits.push_back(Transmit::Get { link, url });
    }

    /// After anything that may have changed what polling may do next.
    fn go_on(&mut self) {
        let Carrier::Polling { get, post } = self.carrier else { return };
        if self.state != State::Open {
            return;
        }
        match &self.probe {
            Some(probe) if probe.is_answered => {
                if get.is_none() && post.is_none() {
                    self.upgrade(probe.link);
                }
            }
            _ => {
                self.flush();
                if get.is_none() {
                    self.get();
                }
            }
        }
    }

    fn upgrade(&mut self, link: Link) {
        self.probe = None;
        self.carrier = Carrier::Socket(link);
        self.transmits.push_back(Transmit::Text { link, frame: "5".to_owned() });
        for out in std::mem::take(&mut self.outbox) {
            let frame = match out {
                Out::Text(text) => Frame::Text(text),
                Out::Bytes(bytes) => Frame::Binary(bytes),
            };
            self.transmits.push_back(over_socket(self.address.version, link, frame));
        }
        self.events.push_back(Event::Upgraded);
    }

    /// As much of what waits as one POST may have, at least one packet.
    fn next_body(&mut self) -> String {
        let version = self.address.version;
        let max_bytes = self.handshake.as_ref().and_then(|handshake| handshake.max_payload_bytes).unwrap_or(usize::MAX);
        let mut body = String::new();
        while let Some(out) = self.outbox.pop_front() {
            let text = match out {
                Out::Text(text) => text,
                Out::Bytes(bytes) => packet::base64_frame(version, Kind::Message, &bytes),
            };
            if !body.is_empty() && body.len() + payload::grows_by(version, body.len(), &text) > max_bytes {
                self.outbox.push_front(Out::Text(text));
                break;
            }
            payload::push_text(version, &mut body, &text);
        }
        body
    }

    fn leave(&mut self) {
        if self.outbox.is_empty() {
            if let Carrier::Polling { post: None, .. } = self.carrier {
                self.drop_links();
                self.state = State::Ended;
            }
        } else {
            self.flush();
        }
    }

    fn take_from_socket(&mut self, now: Time, link: Link, packet: Packet) {
        match &mut self.probe {
            Some(probe) if probe.link == link => {
                let is_answer = matches!(&packet.data, Data::Text(text) if text.as_str() == "probe");
                if packet.kind == Kind::Pong && is_answer && !probe.is_answered {
                    probe.is_answered = true;
                    self.go_on();
                } else {
                    self.give_up_probe();
                }
            }
            _ => match self.carrier {
                Carrier::Socket(socket) if socket == link => self.take(now, packet),
                Carrier::Socket(_) | Carrier::Polling { .. } => {}
            },
        }
    }

    fn give_up_probe(&mut self) {
        if let Some(probe) = self.probe.take() {
            self.transmits.push_back(Transmit::Close { link: probe.link });
            self.go_on();
        }
    }

    fn take_body(&mut self, now: Time, body: Body) {
        let version = self.address.version;
        let mut error = None;
        for packet in payload::decode(version, &body) {
            match packet {
                Ok(packet) => self.take(now, packet),
                Err(found) => error = Some(found),
            }
        }
        let Some(error) = error else { return };
        // Section 1: digits and a colon in answer to a handshake of Engine.IO 4.
        let is_old = self.handshake.is_none()
            && version == EngineVersion::V4
            && matches!(&body, Body::Text(text) if text.trim_start_matches(|char: char| char.is_ascii_digit()).starts_with(':'));
        let frame = match body {
            Body::Text(text) => Frame::Text(text),
            Body::Binary(bytes) => Frame::Binary(bytes),
        };
        if is_old {
            self.end(End::AnsweredByOldServer);
        } else {
            self.malformed(error, frame);
        }
    }

    fn take(&mut self, now: Time, packet: Packet) {
        if !matches!(self.state, State::Opening | State::Open) {
            return;
        }
        if let Some(handshake) = self.handshake.as_ref().filter(|_| self.address.version == EngineVersion::V3) {
            // Section 6: packets of any kind count.
            let millis = handshake.ping_interval_millis.saturating_add(handshake.ping_timeout_millis);
            self.dead_at = Some(now.plus_millis(millis));
        }
        match (packet.kind, self.address.version) {
            (Kind::Open, _) if self.handshake.is_none() => self.open(now, &packet),
            (Kind::Ping, EngineVersion::V4) => {
                self.expect_ping(now);
                self.send(Frame::Text("3".to_owned()));
                self.flush();
                self.events.push_back(Event::Heartbeat { rtt_micros: None });
            }
            (Kind::Pong, EngineVersion::V3) => {
                self.ping_at = self.handshake.as_ref().map(|handshake| now.plus_millis(handshake.ping_interval_millis));
                let rtt_micros = self.pinged_at.take().map(|at| now.micros_since(at));
                self.events.push_back(Event::Heartbeat { rtt_micros });
            }
            // Nobody listens before the handshake.
            (Kind::Message, _) if self.handshake.is_some() => self.events.push_back(Event::Message(packet.data)),
            (Kind::Close, _) => self.end(End::Server),
            (Kind::Open | Kind::Ping | Kind::Pong | Kind::Message | Kind::Upgrade | Kind::Noop, _) => {}
        }
    }

    fn open(&mut self, now: Time, packet: &Packet) {
        let text = match &packet.data {
            Data::Text(text) => text.as_str(),
            Data::Binary(_) => "",
        };
        let Some(handshake) = Handshake::parse(text) else {
            self.malformed(EngineError::Handshake, packet.encode(EngineVersion::V4));
            return;
        };
        let wants_upgrade =
            self.transports == Transports::Upgrade && handshake.upgrades.iter().any(|name| name == "websocket");
        if self.address.version == EngineVersion::V3 {
            self.ping_at = Some(now.plus_millis(handshake.ping_interval_millis));
        }
        self.handshake = Some(handshake);
        self.expect_ping(now);
        self.state = State::Open;
        self.events.push_back(Event::Opened);
        if wants_upgrade {
            let link = self.new_link();
            self.probe = Some(Probe { link, is_answered: false });
            self.transmits.push_back(Transmit::Open { link, url: self.address.socket(self.sid()) });
        }
    }

    fn expect_ping(&mut self, now: Time) {
        if let Some(handshake) = &self.handshake {
            let millis = handshake.ping_interval_millis.saturating_add(handshake.ping_timeout_millis);
            self.dead_at = Some(now.plus_millis(millis));
        }
    }

    fn malformed_on(&mut self, link: Link, error: EngineError, frame: Frame) {
        match self.probe.as_ref().is_some_and(|probe| probe.link == link) {
            true => self.give_up_probe(),
            false => self.malformed(error, frame),
        }
    }

    fn malformed(&mut self, error: EngineError, frame: Frame) {
        if matches!(self.state, State::Opening | State::Open) {
            self.events.push_back(Event::Malformed { error, frame });
            self.end(End::Malformed);
        }
    }

    fn end(&mut self, end: End) {
        if !matches!(self.state, State::Opening | State::Open) {
            return;
        }
        // What is closed already is told so once more, which does no harm.
        match &end {
            End::Socket(_) | End::Refused(_) => {
                if let Carrier::Polling { .. } = self.carrier {
                    self.drop_links();
                } else if let Some(probe) = self.probe.take() {
                    self.transmits.push_back(Transmit::Close { link: probe.link });
                }
            }
            End::Server | End::Silence | End::Malformed | End::AnsweredByOldServer => self.drop_links(),
        }
        (self.ping_at, self.dead_at) = (None, None);
        self.state = State::Ended;
        self.events.push_back(Event::Ended(end));
    }

    fn drop_links(&mut self) {
        let links = match std::mem::replace(&mut self.carrier, Carrier::Polling { get: None, post: None }) {
            Carrier::Socket(link) => [Some(link), None],
            Carrier::Polling { get, post } => [get, post],
        };
        let probe = self.probe.take().map(|probe| probe.link);
        for link in links.into_iter().chain([probe]).flatten() {
            self.transmits.push_back(Transmit::Close { link });
        }
    }
}

fn over_socket(version: EngineVersion, link: Link, frame: Frame) -> Transmit {
    match (frame, version) {
        (Frame::Text(frame), _) => Transmit::Text { link, frame },
        (Frame::Binary(frame), EngineVersion::V4) => Transmit::Binary { link, frame },
        (Frame::Binary(bytes), EngineVersion::V3) => {
            Transmit::Binary { link, frame: packet::binary_frame(Kind::Message, &bytes) }
        }
    }
}

//! The client: what the caller asks and what links bring go in, what is to be done and what happened come out.

mod config;
mod event;
mod namespace;

use std::collections::VecDeque;

pub use config::{Config, Reconnection};
pub use event::{AckId, Cause, Event, Mismatch, NamespaceError, Reason, SendError, WireError};

use crate::backoff::Chance;
use crate::client::namespace::{Namespace, State, Unsent};
use crate::engine::link::{Close, Link, Response, Transmit};
use crate::engine::packet::{Data, Frame};
use crate::engine::{End, Engine, Event as EngineEvent};
use crate::json;
use crate::packet::{Kind, Outgoing, Packet, Payload};
use crate::parser::{Decoder, MAX_ATTACHMENTS, RESERVED_NAMES};
use crate::revision::PacketRevision;
use crate::time::Time;

/// A Socket.IO client without IO.
///
/// Call the `handle_` functions with what happened and the others with what you want, in any order; then poll
/// `poll_transmit` and `poll_event` until they are empty, and call `handle_timeout` at `poll_timeout`. Polling late only
/// delays. What comes over a link that was given up is ignored.
#[derive(Debug)]
pub struct Client {
    config: Config,
    chance: Chance,
    engine: Option<Engine>,
    /// Closed sessions that still have something to post.
    leaving: Vec<Engine>,
    next_link: u64,
    decoder: Decoder,
    namespaces: Vec<Namespace>,
    root: Root,
    is_open: bool,
    /// Until when the handshake must be done.
    connect_deadline: Option<Time>,
    reconnect_at: Option<Time>,
    n_attempts: u32,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Client {
    /// A client that is not connected; see [`Client::connect`].
    pub fn new(config: Config) -> Client {
        let decoder = Client::new_decoder(&config);
        Client {
            chance: Chance(config.seed),
            config,
            engine: None,
            leaving: Vec::new(),
            next_link: 0,
            decoder,
            namespaces: Vec::new(),
            root: Root::Awaited,
            is_open: false,
            connect_deadline: None,
            reconnect_at: None,
            n_attempts: 0,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Asks for a namespace, and opens the connection if there is none. `auth` is a JSON object for servers 3.x and 4.x,
    /// `query` an encoded query for servers 2.x; the other one is not sent.
    ///
    /// # Errors
    /// A name that cannot be one, a namespace that is there already, an `auth` that is no object.
    pub fn connect(&mut self, now: Time, name: &str, auth: Option<Payload>, query: &str) -> Result<(), NamespaceError> {
        self.handle_timeout(now);
        if !name.starts_with('/') || name.contains(|char: char| char == ',' || char.is_control()) {
            return Err(NamespaceError::Name(name.to_owned()));
        }
        if auth.as_ref().is_some_and(|auth| !auth.text().trim_start().starts_with('{')) {
            return Err(NamespaceError::Auth);
        }
        let is_idle = self.engine.is_none() && self.reconnect_at.is_none();
        let mut namespace = match self.namespaces.iter().position(|namespace| namespace.name == name) {
            Some(place) => self.namespaces.remove(place),
            None => Namespace::new(name.to_owned()),
        };
        let is_taken = namespace.is_active() && !namespace.is_new && !is_idle;
        if !is_taken {
            namespace.state = State::Wanted;
            namespace.auth = auth;
            query.trim_start_matches('?').clone_into(&mut namespace.query);
        }
        namespace.is_new = false;
        self.namespaces.push(namespace);
        if is_taken {
            return Err(NamespaceError::Taken(name.to_owned()));
        }
        if is_idle {
            self.n_attempts = 0;
            self.start(now);
        } else if self.is_open {
            self.ask_for_namespaces();
        }
        self.drain(now);
        Ok(())
    }

    /// Leaves a namespace; with the last one the connection closes.
    pub fn disconnect(&mut self, now: Time, name: &str) {
        self.handle_timeout(now);
        if let Some(place) = self.namespaces.iter().position(|namespace| namespace.name == name) {
            self.leave(place, Reason::ClientDisconnect);
        }
        self.drain(now);
    }

    /// Leaves all namespaces and closes the connection; ends reconnecting.
    pub fn close(&mut self, now: Time) {
        self.handle_timeout(now);
        for place in 0..self.namespaces.len() {
            self.leave(place, Reason::ClientDisconnect);
        }
        self.shut(Reason::ClientDisconnect, Cause::Client);
        self.drain(now);
    }

    /// Tries to connect at once rather than at the end of the wait, or again after the last attempt. Does nothing if there
    /// is a connection already, or no namespace to ask for.
    pub fn reconnect_now(&mut self, now: Time) {
        if self.engine.is_none() && self.namespaces.iter().any(Namespace::is_active) {
            self.reconnect_at = None;
            self.start(now);
            self.drain(now);
        }
    }

    /// Sends an event: a payload that begins with its name ([`crate::args::Args::event`]). Before the namespace is
    /// connected it is kept, and sent in order once it is.
    ///
    /// # Errors
    /// See [`SendError`]; nothing was sent then.
    pub fn emit(&mut self, now: Time, name: &str, payload: Payload, ack: Ack) -> Result<Option<AckId>, SendError> {
        self.handle_timeout(now);
        check_event(&payload)?;
        let place = self.active(name)?;
        let is_connected = self.is_connected(place);
        let next_id = self.namespaces.get(place).map(|namespace| namespace.acks.next_id());
        let mut frames = Vec::new();
        if is_connected {
            let id = if ack == Ack::None { None } else { next_id };
            frames = self.encode(place, Kind::Event, id, Some(&payload));
            self.check_size(&frames)?;
        }
        let Some(namespace) = self.namespaces.get_mut(place) else { return Ok(None) };
        let id = match ack {
            Ack::None => None,
            Ack::Wait => Some(namespace.acks.ask(now, None)),
            Ack::WaitMillis(millis) => Some(namespace.acks.ask(now, Some(millis))),
        };
        if !is_connected {
            namespace.unsent.push_back(Unsent { payload, id });
        }
        self.send(frames);
        self.drain(now);
        Ok(id.map(AckId))
    }

    /// Answers an event that has an id, with an array of arguments.
    ///
    /// # Errors
    /// See [`SendError`]; each event can be answered once, over the connection that it came over.
    pub fn answer(&mut self, now: Time, name: &str, id: u64, payload: &Payload) -> Result<(), SendError> {
        self.handle_timeout(now);
        if !payload.text().trim_start().starts_with('[') {
            return Err(SendError::Shape("an array"));
        }
        check_attachments(payload)?;
        let place = self.active(name)?;
        let frames = self.encode(place, Kind::Ack, Some(id), Some(payload));
        self.check_size(&frames)?;
        let namespace = self.namespaces.get_mut(place);
        if !namespace.is_some_and(|namespace| namespace.state == State::Connected && namespace.asked.remove(&id)) {
            return Err(SendError::NoSuchAck(id));
        }
        self.send(frames);
        self.drain(now);
        Ok(())
    }

    /// A WebSocket is open.
    pub fn handle_opened(&mut self, now: Time, link: Link) {
        self.on_link(now, link, |engine| engine.handle_opened(link));
    }

    /// A text message came. It is moved into the packet that it becomes.
    pub fn handle_text(&mut self, now: Time, link: Link, frame: String) {
        self.on_link(now, link, |engine| engine.handle_text(now, link, frame));
    }

    /// A binary message came. It is moved into the packet that it becomes.
    pub fn handle_binary(&mut self, now: Time, link: Link, frame: Vec<u8>) {
        self.on_link(now, link, |engine| engine.handle_binary(now, link, frame));
    }

    /// A GET or a POST was answered, with whatever status.
    pub fn handle_response(&mut self, now: Time, link: Link, response: Response) {
        self.on_link(now, link, |engine| engine.handle_response(now, link, response));
    }

    /// A WebSocket closed, or an exchange got no answer.
    pub fn handle_closed(&mut self, now: Time, link: Link, close: Close) {
        self.on_link(now, link, |engine| engine.handle_closed(link, close));
    }

    /// Does what is due. Calling it too early or too late does no harm.
    pub fn handle_timeout(&mut self, now: Time) {
        if self.connect_deadline.is_some_and(|at| at <= now) {
            self.connect_deadline = None;
            if let Some(mut engine) = self.engine.take() {
                engine.close();
                self.retire(engine);
                self.ended(now, Reason::TransportError, Cause::ConnectTimeout);
            }
        }
        if let Some(engine) = &mut self.engine {
            engine.handle_timeout(now);
            self.drain(now);
        }
        for namespace in &mut self.namespaces {
            while let Some(id) = namespace.acks.time_out(now) {
                namespace.unsent.retain(|unsent| unsent.id != Some(id));
                self.events.push_back(Event::AckTimedOut { namespace: namespace.name.clone(), id: AckId(id) });
            }
        }
        if self.reconnect_at.is_some_and(|at| at <= now) {
            self.reconnect_at = None;
            self.start(now);
            self.drain(now);
        }
    }

    /// When `handle_timeout` is to be called.
    pub fn poll_timeout(&self) -> Option<Time> {
        let acks = self.namespaces.iter().filter_map(|namespace| namespace.acks.poll_timeout());
        let engine = self.engine.as_ref().and_then(Engine::poll_timeout);
        acks.chain(engine).chain(self.connect_deadline).chain(self.reconnect_at).min()
    }

    /// What to do next.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// What happened next.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn new_decoder(config: &Config) -> Decoder {
        Decoder::new(config.parser, config.generation.packets()).with_max_attachments(config.max_attachments)
    }

    fn start(&mut self, now: Time) {
        self.decoder = Client::new_decoder(&self.config);
        (self.is_open, self.root) = (false, Root::Awaited);
        self.connect_deadline = Some(now.plus_millis(self.config.connect_timeout_millis));
        self.engine = Some(Engine::start(self.config.address(), self.config.transports, self.next_link));
    }

    fn on_link(&mut self, now: Time, link: Link, handle: impl FnOnce(&mut Engine)) {
        let engines = self.engine.iter_mut().chain(&mut self.leaving);
        if let Some(engine) = engines.into_iter().find(|engine| engine.has(link)) {
            handle(engine);
        }
        self.drain(now);
    }

    /// Takes what the engines have to say until they have nothing more.
    fn drain(&mut self, now: Time) {
        while let Some(event) = self.engine.as_mut().and_then(|engine| engine.events.pop_front()) {
            self.take(now, event);
        }
        if let Some(engine) = &mut self.engine {
            engine.flush();
            self.next_link = engine.next_link();
            self.transmits.append(&mut engine.transmits);
        }
        for engine in &mut self.leaving {
            self.next_link = self.next_link.max(engine.next_link());
            self.transmits.append(&mut engine.transmits);
        }
        self.leaving.retain(|engine| !engine.is_over());
    }

    /// Keeps a closed session for as long as it has something to post.
    fn retire(&mut self, mut engine: Engine) {
        self.next_link = engine.next_link();
        self.transmits.append(&mut engine.transmits);
        if !engine.is_over() {
            // Its links must not be given out again: it may need one more for each of its POSTs.
            self.next_link = self.next_link.saturating_add(1 << 20);
            self.leaving.push(engine);
        }
    }

    fn take(&mut self, now: Time, event: EngineEvent) {
        match event {
            EngineEvent::Opened => {
                self.connect_deadline = None;
                (self.is_open, self.n_attempts) = (true, 0);
                if let Some(handshake) = self.engine.as_ref().and_then(|engine| engine.handshake.clone()) {
                    self.events.push_back(Event::Opened { handshake });
                }
                self.ask_for_namespaces();
            }
            EngineEvent::Upgraded => self.events.push_back(Event::Upgraded),
            EngineEvent::Heartbeat { rtt_micros } => self.events.push_back(Event::Heartbeat { rtt_micros }),
            EngineEvent::Malformed { error, frame } => {
                self.events.push_back(Event::Malformed { error: WireError::Engine(error), frame });
            }
            EngineEvent::Ended(end) => {
                if let Some(engine) = self.engine.take() {
                    self.retire(engine);
                }
                let (reason, cause) = self.explain(end);
                self.ended(now, reason, cause);
            }
            EngineEvent::Message(data) => {
                let packet = match data {
                    Data::Text(text) => self.decoder.decode_text(text),
                    Data::Binary(bytes) => self.decoder.decode_binary(bytes),
                };
                match packet {
                    Ok(None) => {}
                    Ok(Some(packet)) => self.take_packet(now, packet),
                    Err(malformed) => {
                        let error = WireError::Packet(malformed.error);
                        self.events.push_back(Event::Malformed { error, frame: malformed.frame });
                        if let Some(mut engine) = self.engine.take() {
                            engine.close();
                            self.retire(engine);
                        }
                        self.ended(now, Reason::ParseError, Cause::Malformed);
                    }
                }
            }
        }
    }

    fn explain(&mut self, end: End) -> (Reason, Cause) {
        match end {
            End::Server => (Reason::TransportClose, Cause::Server),
            End::Silence => (Reason::PingTimeout, Cause::Silence),
            End::Socket(close) if close.is_error => (Reason::TransportError, Cause::Link(close)),
            End::Socket(close) => (Reason::TransportClose, Cause::Link(close)),
            End::Malformed => (Reason::TransportError, Cause::Malformed),
            End::AnsweredByOldServer => {
                self.events.push_back(Event::Mismatch(Mismatch::ServerIsV2));
                (Reason::TransportError, Cause::Mismatch)
            }
            End::Refused(refusal) => {
                // Section 7: code 5 is an EIO that the server does not take.
                if refusal.code == Some(5) && self.revision() == PacketRevision::R4 {
                    self.events.push_back(Event::Mismatch(Mismatch::ServerIsNewer));
                }
                (Reason::TransportError, Cause::Refused(refusal))
            }
        }
    }

    fn take_packet(&mut self, now: Time, packet: Packet) {
        let revision = self.revision();
        if packet.kind() == Kind::Connect && packet.namespace() == "/" && revision == PacketRevision::R4 {
            self.root = Root::Up;
            // Some servers do answer when it is asked for again.
            let is_again = |namespace: &Namespace| namespace.name == "/" && namespace.state == State::Connected;
            if !self.namespaces.iter().any(is_again) {
                self.connected(now, &packet);
            }
            self.ask_for_namespaces();
            return;
        }
        if packet.kind() == Kind::Disconnect && packet.namespace() == "/" {
            self.root = Root::Left;
        }
        let mut namespaces = self.namespaces.iter_mut().enumerate();
        let Some((place, namespace)) = namespaces.find(|(_, namespace)| namespace.name == packet.namespace()) else {
            let event = match packet.kind() {
                Kind::ConnectError => Event::Refused { packet },
                _ => Event::Stray { packet },
            };
            self.events.push_back(event);
            return;
        };
        match (packet.kind(), namespace.state) {
            (_, State::Left) => self.events.push_back(Event::Stray { packet }),
            (Kind::Connect, _) => self.connected(now, &packet),
            (Kind::ConnectError, state) => {
                // A server 2.x may report errors of a namespace that is connected; that goes on.
                if state != State::Connected || revision == PacketRevision::R5 {
                    namespace.state = State::Left;
                    if state == State::Connected {
                        self.gone(place, Reason::ServerDisconnect);
                    }
                }
                self.events.push_back(Event::Refused { packet });
                self.close_if_idle(Cause::Server);
            }
            (Kind::Disconnect, _) => self.left_by_server(place),
            (Kind::Event, State::Connected) => self.deliver(place, packet),
            (Kind::Event, _) => namespace.unheard.push_back(packet),
            (Kind::Ack, _) => {
                let event = match packet.id().and_then(|id| Some((AckId(id), namespace.acks.come(id)?))) {
                    Some((id, came)) => {
                        let rtt_micros = now.micros_since(came.since);
                        Event::Acked { id, packet, rtt_micros, is_late: came.is_late }
                    }
                    None => Event::StrayAck { packet },
                };
                self.events.push_back(event);
            }
        }
    }

    fn connected(&mut self, now: Time, packet: &Packet) {
        let name = packet.namespace();
        let text = |name| {
            let value = packet.payload().and_then(|payload| json::member(payload, name))?;
            Some(json::unquoted(value).into_owned()).filter(|text| value.starts_with('"') && !text.is_empty())
        };
        let (sid, pid) = match self.config.generation.packets() {
            PacketRevision::R5 => match text("sid") {
                Some(sid) => (sid, text("pid").filter(|_| self.config.recovers)),
                None => {
                    // Section 1: a connect without an object comes from a server 2.x.
                    self.events.push_back(Event::Mismatch(Mismatch::ServerIsV2));
                    if let Some(mut engine) = self.engine.take() {
                        engine.close();
                        self.retire(engine);
                    }
                    self.is_open = false;
                    self.ended(now, Reason::TransportError, Cause::Mismatch);
                    return;
                }
            },
            PacketRevision::R4 => {
                let handshake = self.engine.as_ref().and_then(|engine| engine.handshake.as_ref());
                let sid = handshake.map(|handshake| handshake.sid.clone()).unwrap_or_default();
                (if name == "/" { sid } else { format!("{name}#{sid}") }, None)
            }
        };
        let Some(place) = self.namespaces.iter().position(|namespace| namespace.name == name && namespace.is_active())
        else {
            return;
        };
        let Some(namespace) = self.namespaces.get_mut(place) else { return };
        let is_recovered = pid.is_some() && namespace.pid == pid;
        namespace.pid = pid;
        namespace.state = State::Connected;
        self.events.push_back(Event::Connected { namespace: name.to_owned(), sid, is_recovered });
        for packet in std::mem::take(&mut namespace.unheard) {
            self.deliver(place, packet);
        }
        let unsent = self.namespaces.get_mut(place).map(|namespace| std::mem::take(&mut namespace.unsent));
        for Unsent { payload, id } in unsent.unwrap_or_default() {
            let frames = self.encode(place, Kind::Event, id, Some(&payload));
            match self.check_size(&frames) {
                Err(SendError::TooLarge { size, limit }) => {
                    if let Some(namespace) = self.namespaces.get_mut(place) {
                        id.and_then(|id| namespace.acks.come(id));
                    }
                    let namespace = name.to_owned();
                    self.events.push_back(Event::TooLarge { namespace, id: id.map(AckId), size, limit });
                }
                _ => self.send(frames),
            }
        }
    }

    fn deliver(&mut self, place: usize, packet: Packet) {
        if let Some(namespace) = self.namespaces.get_mut(place) {
            namespace.note_offset(&packet);
            namespace.asked.extend(packet.id());
        }
        self.events.push_back(Event::Message { packet });
    }

    fn ask_for_namespaces(&mut self) {
        let is_old = self.revision() == PacketRevision::R4;
        for place in 0..self.namespaces.len() {
            let Some(namespace) = self.namespaces.get_mut(place).filter(|found| found.state == State::Wanted) else {
                continue;
            };
            if !is_old {
                namespace.state = State::Asked;
                let payload = namespace.connect_payload();
                self.send_packet(place, Kind::Connect, None, payload.as_ref());
                continue;
            }
            if self.root == Root::Left {
                // Without it other namespaces get no answer. It is there again at once: most servers do not answer this.
                let root = Outgoing { kind: Kind::Connect, namespace: "/", query: "", id: None, payload: None };
                self.send(self.frames(&root));
                self.root = Root::Up;
            }
            let Some(namespace) = self.namespaces.get_mut(place).filter(|_| self.root == Root::Up) else { continue };
            if namespace.name == "/" {
                // Section 9: the server connects it by itself, and did already if it is asked for late.
                self.connected_late(place);
            } else {
                namespace.state = State::Asked;
                self.send_packet(place, Kind::Connect, None, None);
            }
        }
    }

    /// Servers 2.x: `/` is asked for after the server connected it.
    fn connected_late(&mut self, place: usize) {
        let sid = self.engine.as_ref().and_then(|engine| engine.handshake.as_ref()).map(|found| found.sid.clone());
        if let Some(namespace) = self.namespaces.get_mut(place) {
            namespace.state = State::Connected;
            let event = Event::Connected {
                namespace: namespace.name.clone(),
                sid: sid.unwrap_or_default(),
                is_recovered: false,
            };
            self.events.push_back(event);
        }
    }

    fn leave(&mut self, place: usize, reason: Reason) {
        let Some(namespace) = self.namespaces.get_mut(place).filter(|namespace| namespace.is_active()) else { return };
        let was_connected = namespace.state == State::Connected;
        namespace.state = State::Left;
        if was_connected {
            if namespace.name == "/" {
                self.root = Root::Left;
            }
            self.send_packet(place, Kind::Disconnect, None, None);
            self.gone(place, reason);
        }
        self.close_if_idle(Cause::Client);
    }

    fn left_by_server(&mut self, place: usize) {
        if let Some(namespace) = self.namespaces.get_mut(place) {
            let was_connected = namespace.state == State::Connected;
            namespace.state = State::Left;
            if was_connected {
                self.gone(place, Reason::ServerDisconnect);
            }
        }
        self.close_if_idle(Cause::Server);
    }

    /// A namespace that was connected is not any more: says so, and what of its acks is lost.
    fn gone(&mut self, place: usize, reason: Reason) {
        let Some(namespace) = self.namespaces.get_mut(place) else { return };
        namespace.asked.clear();
        let name = namespace.name.clone();
        self.events.push_back(Event::Disconnected { namespace: name.clone(), reason });
        for id in namespace.acks.lose(|id| namespace.unsent.iter().any(|unsent| unsent.id == Some(id))) {
            self.events.push_back(Event::AckLost { namespace: name.clone(), id: AckId(id) });
        }
    }

    /// Without a namespace that is wanted the connection closes.
    fn close_if_idle(&mut self, cause: Cause) {
        if !self.namespaces.iter().any(Namespace::is_active) {
            let reason = if cause == Cause::Server { Reason::ServerDisconnect } else { Reason::ClientDisconnect };
            self.shut(reason, cause);
        }
    }

    fn shut(&mut self, reason: Reason, cause: Cause) {
        (self.reconnect_at, self.connect_deadline, self.is_open) = (None, None, false);
        if let Some(mut engine) = self.engine.take() {
            engine.close();
            self.retire(engine);
            self.events.push_back(Event::Closed { reason, cause });
        }
    }

    /// The session is over, and nobody wanted it.
    fn ended(&mut self, now: Time, reason: Reason, cause: Cause) {
        self.connect_deadline = None;
        let was_open = std::mem::take(&mut self.is_open);
        for place in 0..self.namespaces.len() {
            let Some(namespace) = self.namespaces.get_mut(place).filter(|namespace| namespace.is_active()) else {
                continue;
            };
            let was_connected = namespace.state == State::Connected;
            namespace.state = State::Wanted;
            namespace.unheard.clear();
            if was_connected {
                self.gone(place, reason);
            }
        }
        // A server of another generation will not be of ours the next time.
        let is_hopeless = match &cause {
            Cause::Mismatch => true,
            Cause::Refused(refusal) => refusal.code == Some(5),
            _ => false,
        };
        self.events.push_back(match was_open {
            true => Event::Closed { reason, cause },
            false => Event::ConnectFailed { cause },
        });
        let Some(reconnection) = self.config.reconnection.filter(|_| !is_hopeless) else { return };
        if reconnection.max_attempts.is_some_and(|max| self.n_attempts >= max) {
            self.n_attempts = 0;
            self.events.push_back(Event::ReconnectFailed);
            return;
        }
        let delay_millis = reconnection.backoff.delay_millis(self.n_attempts, self.chance.fraction());
        self.n_attempts = self.n_attempts.saturating_add(1);
        let at = now.plus_millis(delay_millis);
        self.reconnect_at = Some(at);
        self.events.push_back(Event::Reconnecting { attempt: self.n_attempts, at });
    }

    fn revision(&self) -> PacketRevision {
        self.config.generation.packets()
    }

    fn active(&self, name: &str) -> Result<usize, SendError> {
        let is_it = |namespace: &Namespace| namespace.name == name && namespace.is_active();
        self.namespaces.iter().position(is_it).ok_or_else(|| SendError::NoNamespace(name.to_owned()))
    }

    fn is_connected(&self, place: usize) -> bool {
        self.namespaces.get(place).is_some_and(|namespace| namespace.state == State::Connected)
    }

    fn encode(&self, place: usize, kind: Kind, id: Option<u64>, payload: Option<&Payload>) -> Vec<Frame> {
        let Some(namespace) = self.namespaces.get(place) else { return Vec::new() };
        let query = match kind {
            Kind::Connect if self.revision() == PacketRevision::R4 => namespace.query.as_str(),
            _ => "",
        };
        self.frames(&Outgoing { kind, namespace: &namespace.name, query, id, payload })
    }

    fn frames(&self, outgoing: &Outgoing<'_>) -> Vec<Frame> {
        let mut frames = self.config.parser.encode(self.revision(), outgoing);
        for frame in &mut frames {
            if let Frame::Text(text) = frame {
                text.insert(0, '4');
            }
        }
        frames
    }

    fn send_packet(&mut self, place: usize, kind: Kind, id: Option<u64>, payload: Option<&Payload>) {
        let frames = self.encode(place, kind, id, payload);
        self.send(frames);
    }

    /// Invariant: the frames of a packet follow each other, whatever is sent at the same time.
    fn send(&mut self, frames: Vec<Frame>) {
        if let Some(engine) = &mut self.engine {
            for frame in frames {
                engine.send(frame);
            }
        }
    }

    fn check_size(&self, frames: &[Frame]) -> Result<(), SendError> {
        let Some(engine) = &self.engine else { return Ok(()) };
        for frame in frames {
            if let (size, Some(limit)) = engine.sizes(frame)
                && size > limit
            {
                return Err(SendError::TooLarge { size, limit });
            }
        }
        Ok(())
    }
}

/// Servers 2.x: how it is with `/`, which they connect by themselves, and before all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Awaited,
    Up,
    /// By one of both; from here on it has to be asked for.
    Left,
}

/// Whether an emit asks for an ack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ack {
    /// No.
    #[default]
    None,
    /// Yes, however long it takes.
    Wait,
    /// Yes, within so many milliseconds, counted from the emit.
    WaitMillis(u64),
}

fn check_attachments(payload: &Payload) -> Result<(), SendError> {
    match payload.attachments().len() {
        n_attachments if n_attachments > MAX_ATTACHMENTS => Err(SendError::TooManyAttachments(n_attachments)),
        _ => Ok(()),
    }
}

fn check_event(payload: &Payload) -> Result<(), SendError> {
    check_attachments(payload)?;
    let name = crate::args::first(payload.text())
        .filter(|name| name.starts_with(['"', '-']) || name.starts_with(|char: char| char.is_ascii_digit()));
    let name = name.ok_or(SendError::Shape("an array that begins with a name"))?;
    match RESERVED_NAMES.contains(&&*json::unquoted(name)) {
        true => Err(SendError::ReservedName),
        false => Ok(()),
    }
}

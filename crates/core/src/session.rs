//! The worker half: a session is the live side of one tab, its connections one after another and one continuous log.

use std::borrow::Cow;
use std::mem;

use crate::ids::{Link, Seq};
use crate::request::socket_io::Protocol;
use crate::time::Time;
use crate::wire::{
    At, Body, BodyUse, Connect, FromSession, Head, Look, Outgoing, Policy, Remedy, Surroundings, ToSession, Traffic,
    Update,
};

pub mod close;
pub mod log;
pub mod msg;

mod connection;
mod console;
mod diagnose;
mod report;
mod show;
mod sio;

use connection::{Ask, Connection, Happened, Scene};
use console::{Console, News};
use log::view::View;
use log::{Direction, Kind, Log};
use msg::{Effect, Frame, Msg, Opening, SocketEvent};
use sio::{Seen, Sio};

/// The state of one session. All of it changes in [`Session::update`] alone.
#[derive(Debug, Default)]
pub struct Session {
    connection: Connection,
    policy: Policy,
    surroundings: Surroundings,
    /// For Socket.IO: the client of the connection that is or was last, and the one before it.
    sio: Option<Sio>,
    io_before: Option<Sio>,
    /// For Socket.IO: the namespace of each connection, and from which row on it has it.
    namespaces: Vec<(Seq, String)>,
    /// How often events were seen, in the order of the log's names.
    seen: Vec<Seen>,
    seen_has_changed: bool,
    console: Console,
    seed: u64,
    log: Log,
    view: View,
    traffic: Traffic,
    /// When a message was sent or received.
    active_at: Time,
    look: Look,
    reveal: Option<Seq>,
    clear: Option<Cleared>,
    /// What the limits had dropped when a Clear became final.
    n_dropped_before_clear: u64,
    /// Messages that wait for the connection to open.
    waiting: Vec<Outgoing>,
    sent: Sent,
    wake_at: Option<Time>,
    advance_asked: bool,
}

/// What was there when Clear was pressed, while it can be undone.
#[derive(Debug, Clone, Copy)]
struct Cleared {
    before: Seq,
    until: Time,
    n_messages: u64,
    n_dropped: u64,
}

/// What the page has been told and may be told.
#[derive(Debug, Default)]
struct Sent {
    granted: bool,
    changed: bool,
    window: Option<WindowKey>,
    window_at: Time,
    rows_end: i64,
}

/// Said when the first message is the handshake of Engine.IO, on which Socket.IO stands.
const SOCKET_IO: &str = "This looks like Socket.IO: the first message is an Engine.IO handshake\n\nRaw shows its packets as \
they are on the wire, and answers none: the server expects 40 to join a namespace and 3 for each 2, and hangs up otherwise.";

/// `0{"sid":…,"pingInterval":…}`, the open packet of Engine.IO 3 and 4.
fn is_engine_io(text: &[u8]) -> bool {
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    text.starts_with(b"0{") && text.len() < 4096 && has("\"sid\"") && has("\"pingInterval\"")
}

/// Which rows a window has: equal keys, equal windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WindowKey {
    generation: u32,
    revision: u32,
    first_row: i64,
    end_row: i64,
}

impl Session {
    /// How long Clear can be undone.
    pub const UNDO_MILLIS: u64 = 30_000;
    /// How long a whole screen of rows stays when the next one is there already: a tenth of a second.
    const UNREADABLE_MICROS: u64 = 95_000;
    /// Rows that a running filter looks at between two messages: about two milliseconds of work.
    const SLICE_ROWS: u64 = 32_768;
    /// What is kept of a message over the maximum size.
    const CUT_BYTES: usize = 64_000;

    /// A session with chances of its own.
    pub fn new(seed: u64) -> Session {
        Session { connection: Connection::new(seed), seed, ..Session::default() }
    }

    /// Takes in what happened and says what is to be done about it.
    pub fn update(&mut self, now: Time, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Page(said) => self.page_said(now, said, effects),
            Msg::Socket(link, event) => self.socket_said(now, link, event, effects),
            Msg::Exchanged(link, answer) => {
                self.io_exchanged(now, link, answer, effects);
                self.sent.changed = true;
            }
            Msg::Probed(link, answer) => {
                self.connect_with(now, effects, |connection, scene, _| connection.probed(scene, link, answer));
                self.sent.changed = true;
            }
            Msg::Timer => {
                self.wake_at = None;
                self.connect_with(now, effects, |connection, scene, asks| connection.timer(scene, asks));
                self.io_timer(now, effects);
                self.expire_clear(now);
                self.sent.changed = true;
            }
            Msg::Advance => {
                self.advance_asked = false;
                self.view.advance(&self.log, Session::SLICE_ROWS);
                self.sent.changed = true;
            }
        }
        self.ask_for_time(effects);
        self.tell_page(now, effects);
    }

    /// What a body has in it, for a driver that makes a Blob of it: of an event its arguments, or one attachment.
    pub fn payload(&self, body: &Body) -> Option<Cow<'_, [u8]>> {
        let entry = self.log.get(body.seq)?;
        Some(match (body.purpose, entry.kind) {
            (BodyUse::Attachment(number), _) => Cow::Borrowed(entry.attachment(number as usize)?),
            (_, Kind::Event | Kind::Ack) => Cow::Owned(show::arguments(&entry).into_bytes()),
            _ => Cow::Borrowed(entry.payload),
        })
    }

    fn page_said(&mut self, now: Time, said: ToSession, effects: &mut Vec<Effect>) {
        match said {
            ToSession::Connect(connect) => {
                self.connect_with(now, effects, |connection, scene, asks| connection.open(scene, connect, asks));
            }
            ToSession::Reconnect(connect) => {
                self.connect_with(now, effects, |connection, scene, asks| connection.reopen(scene, connect, asks));
            }
            ToSession::Disconnect(frame) => {
                self.connect_with(now, effects, |connection, scene, asks| connection.close(scene, frame, asks));
            }
            ToSession::Policy(policy) => {
                self.policy = policy;
                self.connect_with(now, effects, |connection, scene, asks| connection.policy_changed(scene, asks));
            }
            ToSession::Surroundings(surroundings) => self.surroundings_are(now, surroundings),
            ToSession::Probe => {
                let mut asks = Vec::new();
                self.connection.probe(&mut asks);
                self.carry(now, asks, effects);
            }
            ToSession::Report { agent } => {
                let text = self.connection.report(self.surroundings, &agent);
                effects.push(Effect::ToPage(FromSession::Report(text)));
            }
            ToSession::Send(message) => match self.connection.open_link() {
                Some(_) => self.send(now, message, effects),
                None if self.connection.is_pending() => self.waiting.push(message),
                None => self.note(now, [Happened::problem("Not sent: there is no connection")]),
            },
            ToSession::FileFailed { name, why } => {
                self.note(now, [Happened::problem(format!("Not sent: {name} cannot be read · {why}"))]);
            }
            // The driver has made a `Send` of it.
            ToSession::SendFile { .. } => {}
            ToSession::Answer { seq, payload, attachments } => {
                self.io_answer(now, seq, (payload, attachments), effects);
            }
            ToSession::Console(look) => self.console.set_look(look),
            ToSession::ConsoleText => effects.push(Effect::ToPage(FromSession::ConsoleText(self.console.text()))),
            ToSession::Find(seq) => {
                let is_hidden = !self.view.is_scanning(&self.log) && self.view.row_of(&self.log, seq).is_none();
                match self.log.get(seq).filter(|_| is_hidden) {
                    Some(_) => effects.push(Effect::ToPage(FromSession::Hidden(seq))),
                    None => self.reveal = Some(seq),
                }
            }
            ToSession::Look(look) => self.look = look,
            ToSession::Filter { filter, reveal } => {
                self.view.set_filter(&self.log, filter);
                // The first slice is looked at before the page hears of it, so that its rows are there to be shown.
                self.view.advance(&self.log, Session::SLICE_ROWS);
                self.reveal = reveal;
            }
            ToSession::Detail(seq) => effects.push(Effect::ToPage(match self.log.get(seq) {
                Some(entry) => FromSession::Detail(Box::new(show::detail(&self.log, &entry, self.namespace(seq)))),
                None => FromSession::Gone(seq),
            })),
            ToSession::Body(seq, purpose) => effects.push(self.body(seq, purpose)),
            ToSession::Clear => {
                self.forget_cleared();
                self.clear = Some(Cleared {
                    before: self.log.end(),
                    until: now.plus_millis(Session::UNDO_MILLIS),
                    n_messages: self.log.n_messages(),
                    n_dropped: self.log.n_dropped(),
                });
                self.view.set_cleared(&self.log, self.log.end());
            }
            ToSession::UndoClear => {
                if self.clear.take().is_some() {
                    self.view.set_cleared(&self.log, Seq(0));
                }
            }
            ToSession::Limits(limits) => self.log.set_limits(limits),
            ToSession::Grant => {
                self.sent.granted = true;
                return;
            }
        }
        self.sent.changed = true;
    }

    fn socket_said(&mut self, now: Time, link: Link, event: SocketEvent, effects: &mut Vec<Effect>) {
        if !self.connection.is_current(link) || self.connection.is_socket_io() {
            if self.io_socket_said(now, link, event, effects) {
                self.sent.changed = true;
            }
            return;
        }
        match event {
            SocketEvent::Text(text) => self.received(now, Kind::Text, text.as_bytes(), effects),
            SocketEvent::Binary(bytes) => self.received(now, Kind::Binary, &bytes, effects),
            SocketEvent::Opened { subprotocol, extensions } => {
                self.connect_with(now, effects, |connection, scene, _| {
                    connection.opened(scene, subprotocol, extensions)
                });
                for message in mem::take(&mut self.waiting) {
                    self.send(now, message, effects);
                }
            }
            SocketEvent::Waiting(n_bytes) => self.traffic.bytes_waiting = n_bytes,
            SocketEvent::Refused(refusal) => {
                self.connect_with(now, effects, |connection, scene, asks| connection.refused(scene, refusal, asks));
            }
            SocketEvent::Closed(close) => {
                self.connect_with(now, effects, |connection, scene, asks| connection.closed(scene, &close, asks));
            }
        }
        self.sent.changed = true;
    }

    fn scene(&self, now: Time) -> Scene<'_> {
        Scene {
            now,
            policy: &self.policy,
            surroundings: self.surroundings,
            traffic: self.traffic,
            active_at: self.active_at,
            progress: self.io_progress(),
        }
    }

    /// Lets something happen to the connection, writes down what came of it, and does what it asks for.
    fn connect_with<H: IntoIterator<Item = Happened>>(
        &mut self,
        now: Time,
        effects: &mut Vec<Effect>,
        change: impl FnOnce(&mut Connection, Scene<'_>, &mut Vec<Ask>) -> H,
    ) {
        let mut connection = mem::take(&mut self.connection);
        let mut asks = Vec::new();
        let happened = change(&mut connection, self.scene(now), &mut asks);
        self.connection = connection;
        if !self.connection.has_socket() {
            self.traffic.bytes_waiting = 0;
        }
        self.note(now, happened);
        self.carry(now, asks, effects);
    }

    /// Does what a connection asks for, by a WebSocket of its own or by a client of Socket.IO.
    fn carry(&mut self, now: Time, asks: Vec<Ask>, effects: &mut Vec<Effect>) {
        for ask in asks {
            match ask {
                Ask::Open(_, connect) if connect.socket_io.is_some() => {
                    self.io_open(now, self.connection.number(), connect, effects);
                }
                Ask::Open(link, Connect { url, subprotocols, .. }) => {
                    effects.push(Effect::Open(link, Opening { url, subprotocols }));
                }
                Ask::Close(link, _) if self.io_carries(link) => self.io_close(now, true, effects),
                Ask::Abandon(link) if self.io_carries(link) => self.io_close(now, false, effects),
                Ask::Close(link, frame) => effects.push(Effect::Close(link, frame)),
                Ask::Abandon(link) => effects.push(Effect::Abandon(link)),
                Ask::Probe(link, url) => effects.push(Effect::Probe(link, url)),
            }
        }
    }

    fn surroundings_are(&mut self, now: Time, surroundings: Surroundings) {
        let was_online = mem::replace(&mut self.surroundings, surroundings).is_online;
        let is_used = self.connection.open_link().is_some() || self.connection.is_pending();
        match (was_online, surroundings.is_online) {
            (true, false) if is_used => {
                self.note(
                    now,
                    [Happened::problem("This computer went offline: what is connected may be dead already")],
                );
            }
            (false, true) if is_used => {
                self.connection.online_again(now);
                self.note(now, [Happened::notice("This computer is online again")]);
            }
            _ => {}
        }
    }

    fn received(&mut self, now: Time, kind: Kind, payload: &[u8], effects: &mut Vec<Effect>) {
        let n_bytes = payload.len() as u64;
        let is_first = self.traffic.n_received == self.connection.n_received_before();
        self.count_received(now, n_bytes);
        let max_bytes = self.policy.max_message_bytes;
        if max_bytes > 0 && n_bytes > max_bytes {
            let kept = match kind {
                Kind::Text => show::cut(payload, 0, Session::CUT_BYTES),
                _ => &payload[..payload.len().min(Session::CUT_BYTES)],
            };
            self.append(now, Direction::Incoming, kind, kept);
            self.log.note_cut(n_bytes);
            self.connect_with(now, effects, |connection, scene, asks| {
                connection.close_too_big(scene, n_bytes, asks);
                None
            });
            return;
        }
        self.append(now, Direction::Incoming, kind, payload);
        if is_first && kind == Kind::Text && is_engine_io(payload) {
            self.connection.advise(Remedy::Kind(Protocol::SocketIo));
            self.note(now, [Happened::notice(SOCKET_IO)]);
        }
    }

    fn count_received(&mut self, now: Time, n_bytes: u64) {
        self.traffic.n_received += 1;
        self.traffic.bytes_received += n_bytes;
        self.traffic.received_at = now;
        self.active_at = now;
    }

    fn count_sent(&mut self, now: Time, n_bytes: u64) {
        self.traffic.n_sent += 1;
        self.traffic.bytes_sent += n_bytes;
        self.active_at = now;
    }

    /// Sends over the connection that is open; what it does not take is said.
    fn send(&mut self, now: Time, message: Outgoing, effects: &mut Vec<Effect>) {
        let Some(link) = self.connection.open_link() else { return };
        let (kind, frame) = match (message, self.connection.is_socket_io()) {
            (Outgoing::Event(emit), true) => return self.io_emit(now, emit, effects),
            (Outgoing::Text(text), false) => (Kind::Text, Frame::Text(text)),
            (Outgoing::Binary(bytes), false) => (Kind::Binary, Frame::Binary(bytes)),
            (Outgoing::Event(_), false) => {
                return self.note(now, [Happened::problem("Not sent: this is no Socket.IO connection; connect again")]);
            }
            (_, true) => {
                return self.note(now, [Happened::problem("Not sent: this is a Socket.IO connection; connect again")]);
            }
        };
        let payload = match &frame {
            Frame::Text(text) => text.as_bytes(),
            Frame::Binary(bytes) => bytes,
        };
        self.count_sent(now, payload.len() as u64);
        self.append(now, Direction::Outgoing, kind, payload);
        effects.push(Effect::Send(link, frame));
    }

    fn note(&mut self, now: Time, happened: impl IntoIterator<Item = Happened>) {
        for Happened { kind, text } in happened {
            let sentence = text.split('\n').next().unwrap_or_default();
            self.console.say(now, Direction::System, &[], sentence);
            self.append(now, Direction::System, kind, text.as_bytes());
        }
        if !self.waiting.is_empty() && !self.connection.is_pending() && self.connection.open_link().is_none() {
            let n_messages = crate::units::messages(mem::take(&mut self.waiting).len() as u64);
            let text = format!("Not sent: {n_messages} waited for the connection");
            self.append(now, Direction::System, Kind::Problem, text.as_bytes());
        }
    }

    fn append(&mut self, now: Time, direction: Direction, kind: Kind, payload: &[u8]) {
        let seq = self.log.append(now, direction, kind, payload);
        self.view.appended(&self.log, seq);
    }

    fn body(&self, seq: Seq, purpose: BodyUse) -> Effect {
        let Some(entry) = self.log.get(seq) else {
            return Effect::ToPage(FromSession::Gone(seq));
        };
        if let BodyUse::Attachment(number) = purpose {
            let file_name = format!("message-{}-{}.bin", seq.0 + 1, number + 1);
            return Effect::BodyToPage(Body { seq, purpose, is_text: false, file_name });
        }
        let is_text = entry.kind != Kind::Binary;
        let ending = match is_text {
            false => "bin",
            true if matches!(entry.kind, Kind::Event | Kind::Ack) => "json",
            true if std::str::from_utf8(entry.payload).is_ok_and(|text| crate::format::json::check(text).is_ok()) => {
                "json"
            }
            true => "txt",
        };
        let file_name = format!("message-{}.{ending}", seq.0 + 1);
        Effect::BodyToPage(Body { seq, purpose, is_text, file_name })
    }

    fn expire_clear(&mut self, now: Time) {
        if self.clear.is_some_and(|clear| clear.until <= now) {
            self.forget_cleared();
        }
    }

    fn forget_cleared(&mut self) {
        if let Some(clear) = self.clear.take() {
            let (_, n_dropped) = self.n_messages_since(clear);
            self.n_dropped_before_clear = self.log.n_dropped() - n_dropped;
            self.log.forget_before(clear.before);
        }
    }

    fn ask_for_time(&mut self, effects: &mut Vec<Effect>) {
        if !self.advance_asked && self.view.is_scanning(&self.log) {
            self.advance_asked = true;
            effects.push(Effect::AdvanceSoon);
        }
        let deadlines = [self.connection.deadline(), self.io_deadline(), self.clear.map(|clear| clear.until)];
        let wake_at = deadlines.into_iter().flatten().min();
        // A deadline that moves with each packet moves no timer: one that rings too early asks for the next.
        let is_later = wake_at.zip(self.wake_at).is_some_and(|(wake_at, asked)| asked <= wake_at);
        if wake_at != self.wake_at && !is_later {
            self.wake_at = wake_at;
            effects.push(Effect::WakeAt(wake_at));
        }
    }

    fn tell_page(&mut self, now: Time, effects: &mut Vec<Effect>) {
        if self.sent.granted && self.sent.changed {
            self.sent.granted = false;
            self.sent.changed = false;
            let update = self.compose_update(now);
            effects.push(Effect::ToPage(FromSession::Update(Box::new(update))));
        }
    }

    fn compose_update(&mut self, now: Time) -> Update {
        let rows = self.rows_to_show(now);
        self.sent.rows_end = rows.end;
        let is_scanning = self.view.is_scanning(&self.log);
        let revealed = match self.reveal {
            Some(_) if is_scanning => None,
            Some(seq) => {
                self.reveal = None;
                self.view.row_of(&self.log, seq)
            }
            None => None,
        };
        let console = match self.console.tell(now) {
            News::Now(console) => Some(console),
            News::Later => {
                self.sent.changed = true;
                None
            }
            News::Nothing => None,
        };
        let (n_messages, n_dropped) = self.n_messages_since_clear();
        let key = self.window_key(rows.clone());
        let window = (self.sent.window != key).then(|| {
            self.sent.window = key;
            self.sent.window_at = now;
            key.map(|key| show::window(&self.log, &self.view, key.first_row..key.end_row)).unwrap_or_default()
        });
        Update {
            status: self.connection.status().clone(),
            about: self.connection.take_about(),
            traffic: self.traffic,
            head: Head {
                n_messages,
                n_matching: self.view.n_matching(),
                is_scanning,
                n_dropped,
                can_undo_clear: self.clear.is_some(),
                rows: (rows.start, rows.end),
                generation: self.view.generation(),
            },
            window,
            revealed,
            events: self.take_seen(),
            console,
        }
    }

    /// The rows there are; while more come than anyone can read, those that the page has been told of already, for a
    /// frames: drawing rows is most of what a frame costs, and counts are told at each.
    fn rows_to_show(&mut self, now: Time) -> std::ops::Range<i64> {
        let rows = self.view.rows(&self.log);
        if let (At::End, Some(key)) = (self.look.at, self.sent.window)
            && key.generation == self.view.generation()
            && key.first_row >= rows.start
            // What the page was told of before never becomes less.
            && key.end_row == self.sent.rows_end
            && rows.end - key.end_row >= i64::from(self.look.n_rows)
            && now.micros_since(self.sent.window_at) < Session::UNREADABLE_MICROS
        {
            // What is held back is told at the next grant, or the one after it.
            self.sent.changed = true;
            return rows.start..key.end_row;
        }
        rows
    }

    /// The rows asked for and as many again on either side, so that scrolling finds them there.
    fn window_key(&self, rows: std::ops::Range<i64>) -> Option<WindowKey> {
        let n_rows = i64::from(self.look.n_rows);
        if n_rows == 0 {
            return None;
        }
        let (first_row, end_row) = match self.look.at {
            At::End => (rows.end - 2 * n_rows, rows.end),
            At::Row(row) => (row - n_rows, row + 2 * n_rows),
        };
        let first_row = first_row.clamp(rows.start, rows.end);
        let end_row = end_row.clamp(first_row, rows.end);
        let (generation, revision) = (self.view.generation(), self.log.revision());
        Some(WindowKey { generation, revision, first_row, end_row })
    }

    /// Messages kept and messages dropped, of those that came since Clear.
    fn n_messages_since_clear(&self) -> (u64, u64) {
        match self.clear {
            Some(clear) => self.n_messages_since(clear),
            None => (self.log.n_messages(), self.log.n_dropped() - self.n_dropped_before_clear),
        }
    }

    /// The oldest are dropped first, so what is dropped while Clear can be undone is first of all what was cleared.
    fn n_messages_since(&self, clear: Cleared) -> (u64, u64) {
        let n_dropped = self.log.n_dropped() - clear.n_dropped;
        let n_cleared = clear.n_messages.saturating_sub(n_dropped);
        (self.log.n_messages() - n_cleared, n_dropped.saturating_sub(clear.n_messages))
    }
}

//! A desk to test on: an `App` joined with its `Session`s, a clock that moves when told, a world that does what it is told,
//! and the verbs of a person.

use std::collections::BTreeMap;

use crate::app::effect::{Effect, Focus};
use crate::app::mirror::{DetailState, Mirror, Worker};
use crate::app::msg::{Move, Msg, NoticeMsg, RequestMsg, SessionMsg, StorageMsg, TabsMsg};
use crate::app::{App, Environment};
use crate::format::Format;
use crate::ids::{Link, Seq, TabId};
use crate::session::Session;
use crate::session::close::Close;
use crate::session::log::{Direction, Limits};
use crate::session::msg::{
    Answer, Effect as SessionEffect, Exchange, Exchanged, Frame, Msg as SessionMsgIn, Opening, SocketEvent,
};
use crate::time::Time;
use crate::wire::{self, Body, BodyUse, CloseFrame, FromSession, Outgoing, Status, ToSession};

/// 2026-01-07T14:00:00Z.
const START: Time = Time(1_767_794_400_000_000);

pub(crate) struct Desk {
    pub(crate) app: App,
    sessions: BTreeMap<TabId, Live>,
    now: Time,
    wake_at: Option<Time>,
    pub(crate) stored: BTreeMap<String, String>,
    pub(crate) session_stored: BTreeMap<String, String>,
    /// Whether this page does not get its turn to write before [`Desk::give_turn`].
    pub(crate) turns_wait: bool,
    waiting_turns: Vec<Vec<String>>,
    /// What the storage said while effects were carried out.
    inbox: Vec<StorageMsg>,
    is_running: bool,
    /// What is chosen when a file is asked for: name and text.
    pub(crate) file_to_pick: Option<(String, String)>,
    pub(crate) storage_is_full: bool,
    pub(crate) downloads: Vec<String>,
    pub(crate) focus: Option<Focus>,
    /// What was put into the clipboard.
    pub(crate) copied: Vec<String>,
    is_hidden: bool,
}

/// A session with its world.
#[derive(Default)]
struct Live {
    session: Session,
    /// The sockets that are not closed or abandoned, with what they were opened with.
    sockets: BTreeMap<Link, Opening>,
    /// The HTTP requests that are not answered.
    exchanges: BTreeMap<Link, Exchange>,
    /// The close frames that were sent.
    closes: Vec<CloseFrame>,
    /// The servers that were asked by HTTP.
    probes: Vec<(Link, String)>,
    sent: Vec<Frame>,
    wake_at: Option<Time>,
    n_updates: usize,
    /// The end of the rows, as each update told it.
    ends: Vec<i64>,
    advances: usize,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk::with_stored(BTreeMap::new())
    }

    pub(crate) fn with_stored(stored: BTreeMap<String, String>) -> Desk {
        Desk::in_world(stored, Environment::default())
    }

    /// A page in a browser that stores this and tells that.
    pub(crate) fn in_world(stored: BTreeMap<String, String>, environment: Environment) -> Desk {
        let environment = Environment { stored: stored.clone().into_iter().collect(), ..environment };
        let session_stored = environment.session_stored.iter().cloned().collect();
        let mut effects = Vec::new();
        let app = App::new(START, environment, &mut effects);
        let mut desk = Desk {
            app,
            sessions: BTreeMap::new(),
            now: START,
            wake_at: None,
            stored,
            session_stored,
            turns_wait: false,
            waiting_turns: Vec::new(),
            inbox: Vec::new(),
            is_running: false,
            file_to_pick: None,
            storage_is_full: false,
            downloads: Vec::new(),
            focus: None,
            copied: Vec::new(),
            is_hidden: false,
        };
        desk.run(effects);
        desk
    }

    // ---- What a person does ----

    pub(crate) fn tab(&self) -> TabId {
        self.app.tabs().active()
    }

    pub(crate) fn send_msg(&mut self, msg: Msg) {
        let mut effects = Vec::new();
        self.app.update(self.now, msg, &mut effects);
        self.run(effects);
        self.settle();
    }

    pub(crate) fn session_msg(&mut self, msg: SessionMsg) {
        self.send_msg(Msg::Session(self.tab(), msg));
    }

    pub(crate) fn request_msg(&mut self, msg: RequestMsg) {
        self.send_msg(Msg::Request(self.tab(), msg));
    }

    pub(crate) fn new_tab(&mut self) -> TabId {
        self.send_msg(Msg::Tabs(TabsMsg::New { request: Box::default(), connect: false }));
        self.tab()
    }

    pub(crate) fn close_tab(&mut self, tab: TabId) {
        self.send_msg(Msg::Tabs(TabsMsg::Close(tab)));
    }

    pub(crate) fn connect(&mut self, url: &str) {
        self.request_msg(RequestMsg::Url(url.into()));
        self.session_msg(SessionMsg::Range { first_row: 0, n_rows: 20 });
        self.session_msg(SessionMsg::Connect);
    }

    /// Connects to a server that answers at once.
    pub(crate) fn connected(&mut self, url: &str) {
        self.connect(url);
        self.server_opens();
    }

    pub(crate) fn send_text(&mut self, text: &str) {
        self.request_msg(RequestMsg::Text(text.into()));
        self.session_msg(SessionMsg::Send);
    }

    pub(crate) fn send_hex(&mut self, text: &str) {
        self.request_msg(RequestMsg::Format(Format::Hex));
        self.send_text(text);
    }

    pub(crate) fn search(&mut self, text: &str) {
        self.session_msg(SessionMsg::Search(text.into()));
    }

    pub(crate) fn open_row(&mut self, row: i64) {
        let seq = self.mirror().row(row).expect("the row is in the window").seq;
        self.session_msg(SessionMsg::Select { row, seq });
        self.session_msg(SessionMsg::OpenDetail);
    }

    pub(crate) fn press(&mut self, to: Move) {
        self.session_msg(SessionMsg::Move(to));
    }

    pub(crate) fn act_on_notice(&mut self, msg: NoticeMsg) {
        let id = self.app.notices().shown().last().expect("a notice is shown").id;
        self.send_msg(Msg::Notice(id, msg));
    }

    // ---- What the world does ----

    pub(crate) fn socket_says(&mut self, event: SocketEvent) {
        let tab = self.tab();
        let link = *self.sessions[&tab].sockets.keys().next_back().expect("a socket is there");
        self.socket_says_on(tab, link, event);
    }

    pub(crate) fn socket_says_on(&mut self, tab: TabId, link: Link, event: SocketEvent) {
        if let SocketEvent::Closed(_) | SocketEvent::Refused(_) = event
            && let Some(live) = self.sessions.get_mut(&tab)
        {
            live.sockets.remove(&link);
        }
        self.tell_session(tab, SessionMsgIn::Socket(link, event));
        self.settle();
    }

    pub(crate) fn server_opens(&mut self) {
        self.socket_says(SocketEvent::Opened { subprotocol: String::new(), extensions: String::new() });
    }

    pub(crate) fn server_sends(&mut self, text: &str) {
        self.socket_says(SocketEvent::Text(text.into()));
    }

    /// So many messages at once, before a frame is drawn.
    pub(crate) fn burst(&mut self, n_messages: usize) {
        let (tab, link) = (self.tab(), self.link(self.tab()));
        for _ in 0..n_messages {
            self.tell_session(tab, SessionMsgIn::Socket(link, SocketEvent::Text("x".into())));
        }
        self.settle();
    }

    pub(crate) fn server_closes(&mut self, code: u16, reason: &str) {
        self.socket_says(SocketEvent::Closed(Close { code, reason: reason.into(), had_error: false }));
    }

    /// Lets time pass, with every timer that is due on the way.
    pub(crate) fn wait(&mut self, millis: u64) {
        let end = self.now.plus_millis(millis);
        loop {
            let sessions = self.sessions.iter().filter_map(|(&tab, live)| Some((live.wake_at?, Some(tab))));
            let next = sessions.chain(self.wake_at.map(|at| (at, None))).min();
            match next.filter(|(at, _)| *at <= end) {
                Some((at, Some(tab))) => {
                    self.now = self.now.max(at);
                    if let Some(live) = self.sessions.get_mut(&tab) {
                        live.wake_at = None;
                    }
                    self.tell_session(tab, SessionMsgIn::Timer);
                }
                Some((at, None)) => {
                    self.now = self.now.max(at);
                    self.wake_at = None;
                    self.send_msg(Msg::Woke { zone_minutes: 0 });
                }
                None => break,
            }
            self.settle();
        }
        self.now = end;
    }

    pub(crate) fn send_limits(&mut self, limits: Limits) {
        self.tell_session(self.tab(), SessionMsgIn::Page(ToSession::Limits(limits)));
        self.settle();
    }

    pub(crate) fn hide(&mut self, is_hidden: bool) {
        self.is_hidden = is_hidden;
        let msg = if is_hidden { Msg::Leaving } else { Msg::Woke { zone_minutes: 0 } };
        self.send_msg(msg);
    }

    /// The page as it is after a reload: only what was stored is left.
    pub(crate) fn reload(mut self) -> Desk {
        self.send_msg(Msg::Leaving);
        let session_stored = self.session_stored.into_iter().collect();
        Desk::in_world(self.stored, Environment { session_stored, seed: 99, ..Environment::default() })
    }

    // ---- What is seen ----

    pub(crate) fn mirror(&self) -> &Mirror {
        self.app.mirror(self.tab())
    }

    pub(crate) fn status(&self) -> Status {
        Status::clone(&self.mirror().status)
    }

    /// The state in words: `Failed: 1006 Abnormal closure`.
    pub(crate) fn state(&self) -> String {
        match self.status() {
            Status::NotConnected => "Not connected".into(),
            Status::Connecting { .. } => "Connecting".into(),
            Status::Connected { .. } => "Connected".into(),
            Status::Reconnecting { attempt, n_attempts, at } => {
                let wait = at.map(|at| format!(" in {} ms", at.micros_since(self.now).div_ceil(1000)));
                format!("Reconnecting {attempt} of {n_attempts}{}", wait.unwrap_or_default())
            }
            Status::Closing => "Closing".into(),
            Status::Disconnected(ending) => format!("Disconnected: {}", ending.words),
            Status::Failed(ending) => format!("Failed: {}", ending.words),
        }
    }

    /// Why the connection ended, most likely first.
    pub(crate) fn causes(&self) -> Vec<String> {
        match self.status() {
            Status::Disconnected(ending) | Status::Failed(ending) => {
                ending.causes.into_iter().map(|cause| cause.why).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The rows of the window as `in a`, `out b`, `system Connected`; times are cut off.
    pub(crate) fn rows(&self) -> Vec<String> {
        let arrow = |direction| match direction {
            Direction::Incoming => "in",
            Direction::Outgoing => "out",
            Direction::System => "system",
        };
        self.mirror().window.rows.iter().map(|row| format!("{} {}", arrow(row.direction), row.preview)).collect()
    }

    pub(crate) fn last_row(&self) -> String {
        self.rows().pop().unwrap_or_default()
    }

    /// Every payload of the log.
    pub(crate) fn log(&self) -> Vec<String> {
        let Some(live) = self.sessions.get(&self.tab()) else {
            return Vec::new();
        };
        let body = |place| Body { seq: Seq(place), purpose: BodyUse::Save, is_text: true, file_name: String::new() };
        let payloads = (0..).map_while(|place| live.session.payload(&body(place)));
        payloads.map(|payload| String::from_utf8_lossy(&payload).into_owned()).collect()
    }

    pub(crate) fn notices(&self) -> Vec<String> {
        self.app.notices().shown().iter().map(|notice| notice.text.to_string()).collect()
    }

    pub(crate) fn detail(&self) -> Option<String> {
        match &self.mirror().detail {
            DetailState::Open(detail) => Some(detail.pretty.clone().unwrap_or_else(|| detail.raw.clone())),
            DetailState::Closed | DetailState::Loading | DetailState::Gone => None,
        }
    }

    pub(crate) fn open_sockets(&self) -> Vec<String> {
        self.sessions.values().flat_map(|live| live.sockets.values().map(|connect| connect.url.clone())).collect()
    }

    /// What the newest socket of the tab in front was opened with.
    pub(crate) fn opened_with(&self) -> Option<&Opening> {
        self.sessions.get(&self.tab())?.sockets.values().next_back()
    }

    pub(crate) fn closes(&self) -> &[CloseFrame] {
        self.sessions.get(&self.tab()).map(|live| &live.closes[..]).unwrap_or_default()
    }

    pub(crate) fn probes(&self) -> &[(Link, String)] {
        self.sessions.get(&self.tab()).map(|live| &live.probes[..]).unwrap_or_default()
    }

    /// What the server of the last probe answers.
    pub(crate) fn server_answers(&mut self, answer: Answer) {
        let link = self.probes().last().expect("a server was asked").0;
        self.tell_session(self.tab(), SessionMsgIn::Probed(link, answer));
        self.settle();
    }

    pub(crate) fn sent(&self) -> &[Frame] {
        self.sessions.get(&self.tab()).map(|live| &live.sent[..]).unwrap_or_default()
    }

    /// The text messages that were sent since this was asked last.
    pub(crate) fn take_texts(&mut self) -> Vec<String> {
        let tab = self.tab();
        let sent = self.sessions.get_mut(&tab).map(|live| std::mem::take(&mut live.sent)).unwrap_or_default();
        let text = |frame| match frame {
            Frame::Text(text) => text,
            Frame::Binary(bytes) => format!("<{} bytes>", bytes.len()),
        };
        sent.into_iter().map(text).collect()
    }

    /// The URLs of the HTTP requests that are not answered, with what is posted.
    pub(crate) fn requests(&self) -> Vec<String> {
        let exchanges = self.sessions.get(&self.tab()).map(|live| live.exchanges.values());
        let words = |exchange: &Exchange| match &exchange.body {
            Some(body) => format!("POST {} {body}", exchange.url),
            None => format!("GET {}", exchange.url),
        };
        exchanges.into_iter().flatten().map(words).collect()
    }

    /// Answers the oldest HTTP request.
    pub(crate) fn answer_request(&mut self, answer: Option<(u16, &str)>) {
        let tab = self.tab();
        let live = self.sessions.get_mut(&tab).expect("a session");
        let (link, _) = live.exchanges.pop_first().expect("a request is there");
        let answer = answer.map(|(status, body)| Exchanged { status, body: Frame::Text(body.into()) });
        self.tell_session(tab, SessionMsgIn::Exchanged(link, answer));
        self.settle();
    }

    pub(crate) fn n_updates(&self) -> usize {
        self.sessions.get(&self.tab()).map_or(0, |live| live.n_updates)
    }

    pub(crate) fn ends(&self) -> &[i64] {
        self.sessions.get(&self.tab()).map(|live| &live.ends[..]).unwrap_or_default()
    }

    pub(crate) fn link(&self, tab: TabId) -> Link {
        self.sessions.get(&tab).and_then(|live| live.sockets.keys().next_back().copied()).unwrap_or_default()
    }

    // ---- How it is joined ----

    /// Taken in when the effects are done that are being carried out, as the store does it.
    fn storage_says(&mut self, said: StorageMsg) {
        self.inbox.push(said);
        if !self.is_running {
            self.run(Vec::new());
        }
    }

    fn take_turn(&mut self, keys: Vec<String>) {
        let found = keys.into_iter().map(|key| (key.clone(), self.stored.get(&key).cloned()));
        self.storage_says(StorageMsg::Turn(found.collect()));
    }

    /// Lets this page write what it waits to write.
    pub(crate) fn give_turn(&mut self) {
        for keys in std::mem::take(&mut self.waiting_turns) {
            self.take_turn(keys);
        }
    }

    /// Another page wrote this, or removed it.
    pub(crate) fn hear(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.stored.insert(key.to_string(), value.to_string()),
            None => self.stored.remove(key),
        };
        self.storage_says(StorageMsg::Changed(key.to_string(), value.map(str::to_string)));
        self.settle();
    }

    fn run(&mut self, effects: Vec<Effect>) {
        let was_running = std::mem::replace(&mut self.is_running, true);
        self.carry_out(effects);
        self.is_running = was_running;
        while !was_running && !self.inbox.is_empty() {
            let said = self.inbox.remove(0);
            let mut effects = Vec::new();
            self.app.update(self.now, Msg::Storage(said), &mut effects);
            self.run(effects);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::ToSession(tab, said) => {
                    self.sessions.entry(tab).or_default();
                    // Through the wire, as it goes between page and worker.
                    let said: ToSession = wire::decode(&wire::encode(&said)).expect("what is said arrives");
                    self.tell_session(tab, SessionMsgIn::Page(said));
                }
                Effect::EndSession(tab) => {
                    self.sessions.remove(&tab);
                }
                Effect::Save { key, value } => {
                    let said = match self.storage_is_full {
                        true => StorageMsg::Failed(key, "the browser's storage is full".into()),
                        false => {
                            self.stored.insert(key.clone(), value);
                            StorageMsg::Saved(key)
                        }
                    };
                    self.storage_says(said);
                }
                Effect::Remove { key } => {
                    self.stored.remove(&key);
                }
                Effect::TakeTurn { keys, is_leaving } => {
                    if self.turns_wait && !is_leaving {
                        self.waiting_turns.push(keys);
                    } else {
                        self.take_turn(keys);
                    }
                }
                Effect::SaveForSession { key, value } => {
                    self.session_stored.insert(key, value);
                }
                Effect::Persist => self.storage_says(StorageMsg::Persisted(true)),
                Effect::LookPersistent => {}
                Effect::PickFile => {
                    let (name, text) = self.file_to_pick.clone().expect("a file to pick");
                    self.storage_says(StorageMsg::Picked(name, Ok(text)));
                }
                Effect::DownloadKey { key } => self.downloads.push(self.stored[&key].clone()),
                Effect::SendFile(tab, event) => {
                    let file = self.app.mirror(tab).file.clone().expect("a file was chosen");
                    let bytes = vec![7; file.n_bytes as usize];
                    let message = match event {
                        None => Outgoing::Binary(bytes),
                        Some((mut emit, place)) => {
                            emit.attachments[place as usize] = bytes;
                            Outgoing::Event(emit)
                        }
                    };
                    self.tell_session(tab, SessionMsgIn::Page(ToSession::Send(message)));
                }
                Effect::Copy(_, _, text) => self.copied.push(text),
                Effect::Download { text, .. } => self.downloads.push(text),
                Effect::ShowTheme { .. } => {}
                Effect::WakeAt(at) => self.wake_at = at,
                Effect::Focus(focus) => self.focus = Some(focus),
            }
        }
    }

    fn tell_session(&mut self, tab: TabId, msg: SessionMsgIn) {
        let Some(live) = self.sessions.get_mut(&tab) else {
            return;
        };
        let mut effects = Vec::new();
        live.session.update(self.now, msg, &mut effects);
        let mut said = Vec::new();
        for effect in effects {
            match effect {
                SessionEffect::Open(link, connect) => {
                    live.sockets.insert(link, connect);
                }
                SessionEffect::Send(_, message) => live.sent.push(message),
                SessionEffect::Close(_, frame) => live.closes.push(frame),
                SessionEffect::Exchange(link, exchange) => {
                    live.exchanges.insert(link, exchange);
                }
                SessionEffect::Probe(link, url) => live.probes.push((link, url)),
                SessionEffect::Abandon(link) => {
                    live.sockets.remove(&link);
                    live.exchanges.remove(&link);
                }
                SessionEffect::WakeAt(at) => live.wake_at = at,
                SessionEffect::AdvanceSoon => live.advances += 1,
                SessionEffect::ToPage(message) => {
                    if let FromSession::Update(update) = &message {
                        live.ends.push(update.head.rows.1);
                    }
                    live.n_updates += 1;
                    said.push(message);
                }
                SessionEffect::BodyToPage(body) => {
                    let payload = live.session.payload(&body).unwrap_or_default();
                    self.downloads.push(String::from_utf8_lossy(&payload).into_owned());
                }
            }
        }
        for message in said {
            let message = wire::decode(&wire::encode(&message)).expect("what is said arrives");
            let mut effects = Vec::new();
            self.app.update(self.now, Msg::Session(tab, SessionMsg::Said(message)), &mut effects);
            self.run(effects);
        }
    }

    /// Frames and slices until nothing is left to do. A hidden page draws no frames.
    fn settle(&mut self) {
        for round in 0..1000 {
            if round > 2 {
                // What takes more than a few frames takes time.
                self.now = self.now.plus_millis(16);
            }
            let mut effects = Vec::new();
            if !self.is_hidden {
                self.app.frame(&mut effects);
            }
            let advances: Vec<TabId> =
                self.sessions.iter().filter(|(_, live)| live.advances > 0).map(|(&tab, _)| tab).collect();
            if effects.is_empty() && advances.is_empty() {
                break;
            }
            self.run(effects);
            for tab in advances {
                if let Some(live) = self.sessions.get_mut(&tab) {
                    live.advances -= 1;
                }
                self.tell_session(tab, SessionMsgIn::Advance);
            }
        }
        self.check();
    }

    /// What must hold after each message.
    fn check(&self) {
        let tabs = self.app.tabs();
        assert!(tabs.get(tabs.active()).is_some(), "the tab in front is open");
        for (&tab, live) in &self.sessions {
            let is_raw = self.app.mirror(tab).about.connect.socket_io.is_none();
            assert!(live.sockets.len() <= 1 || !is_raw, "at most one socket a session, but for an upgrade");
            assert!(self.app.mirror(tab).worker == Worker::Live, "a session's worker is known to the page");
            let is_passing = matches!(
                *self.app.mirror(tab).status,
                Status::Connecting { .. } | Status::Reconnecting { .. } | Status::Closing
            );
            assert!(self.is_hidden || !is_passing || live.wake_at.is_some(), "what passes has a deadline");
        }
    }
}

//! The page's side of sessions: what a person does to one, and what it says.

use std::rc::Rc;

use super::App;
use super::effect::{Effect, Focus};
use super::history::Visit;
use super::mirror::{ComposerTab, DetailState, Selected, Worker};
use super::msg::{Move, SessionMsg};
use super::notices::Action;
use super::resolved::{self, Place, Undefined};
use super::snippet::{self, Snippet};
use super::tabs::Tab;
use crate::format::{Format, base64, hex, json};
use crate::ids::{Seq, TabId};
use crate::request::pairs::{Pair, is_token};
use crate::request::settings::{Setting, Settings};
use crate::request::socket_io::{self, ArgProblem, Payload, Protocol, SocketIo};
use crate::request::target::Target;
use crate::request::{Message, Request};
use crate::session::log::view::Filter;
use crate::wire::{
    self, BodyUse, CloseFrame, Connect, ConsoleLook, Emit, Ending, FromSession, Outgoing, Policy, Reconnect, Remedy,
    Status, ToSession,
};

/// How many lines of the console show.
const CONSOLE_LINES: u32 = 300;

/// Names that no event may have (section 8 of the notes on the protocol).
const RESERVED_NAMES: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// What of a request was changed since its connection was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// The URL, or its query.
    pub url: bool,
    /// The subprotocols to offer.
    pub subprotocols: bool,
    /// The handshake's timeout.
    pub timeout: bool,
    /// Whether it is a plain WebSocket or Socket.IO.
    pub kind: bool,
    /// What is for Socket.IO alone.
    pub socket_io: bool,
}

/// Why a request cannot be connected.
enum Wrong {
    Url(String),
    /// A field of the settings, which says so itself.
    Settings,
    /// The auth payload, which says so itself.
    Auth,
}

impl App {
    pub(super) fn session_msg(&mut self, tab: TabId, msg: SessionMsg, effects: &mut Vec<Effect>) {
        let Some(mirror) = self.mirrors.get_mut(tab) else {
            return;
        };
        match msg {
            SessionMsg::Connect => {
                self.connect(tab, effects);
            }
            SessionMsg::Disconnect => self.disconnect(tab, effects),
            SessionMsg::Reconnect => {
                if let Some(connect) = self.connect_of(tab, effects) {
                    self.remember(tab, false);
                    self.tell_session(tab, ToSession::Reconnect(connect), effects);
                }
            }
            SessionMsg::Probe => self.tell_live_session(tab, ToSession::Probe, effects),
            SessionMsg::Composer(part) => mirror.composer = part,
            SessionMsg::Arg(place) => mirror.arg = place,
            SessionMsg::Remedy => self.remedy(tab, effects),
            SessionMsg::Answer(seq, text) => self.answer(tab, seq, &text, effects),
            SessionMsg::Find(seq) => {
                mirror.selected = Some(Selected { row: mirror.first_visible(), seq: Some(seq) });
                self.tell_live_session(tab, ToSession::Find(seq), effects);
                self.show_detail(tab, seq, effects);
            }
            SessionMsg::File(file) => {
                mirror.message_problem = None;
                let is_chosen = file.is_some();
                mirror.file = file;
                let arg = mirror.arg;
                if let (true, Some(tab)) = (is_chosen, self.tabs.edit(tab))
                    && let Some(draft) = tab.request.draft_mut(arg)
                {
                    draft.format = Format::File;
                }
            }
            SessionMsg::Copy(snippet) => {
                let Some(request) = self.tabs.get(tab).map(|tab| &tab.request) else { return };
                match snippet {
                    Snippet::Wscat | Snippet::Websocat | Snippet::Io => {
                        // With the values, as it is to be run; what has none stands as it was written.
                        let scopes = self.scopes(tab);
                        let request = resolved::for_copying(request, &scopes);
                        effects.push(Effect::Copy(tab, snippet, snippet::command_line(&request, snippet)));
                    }
                    Snippet::Console => self.tell_live_session(tab, ToSession::ConsoleText, effects),
                    Snippet::Report => {
                        let agent = self.environment.agent.clone();
                        self.tell_live_session(tab, ToSession::Report { agent }, effects);
                    }
                }
            }
            SessionMsg::Copied(snippet, Ok(())) => {
                self.notices.info(self.now, format!("Copied {}", snippet.name()), None);
            }
            SessionMsg::Copied(_, Err(why)) => self.notices.problem(format!("Nothing was copied: {why}"), None),
            SessionMsg::Send => self.send(tab, effects),
            SessionMsg::Clear => {
                mirror.detail = DetailState::Closed;
                mirror.follow(true);
                self.tell_live_session(tab, ToSession::Clear, effects);
            }
            SessionMsg::UndoClear => self.tell_live_session(tab, ToSession::UndoClear, effects),
            SessionMsg::Search(text) => self.filter(tab, |filter| filter.text = text, effects),
            SessionMsg::Direction(direction) => self.filter(tab, |filter| filter.direction = direction, effects),
            SessionMsg::Range { first_row, n_rows } => mirror.set_visible(first_row, n_rows),
            SessionMsg::Follow(following) => {
                mirror.follow(following);
                if following {
                    mirror.detail = DetailState::Closed;
                }
            }
            SessionMsg::Select { row, seq } => {
                mirror.select(row);
                self.show_detail(tab, seq, effects);
            }
            SessionMsg::Move(to) => self.move_selection(tab, to, effects),
            SessionMsg::OpenDetail => {
                if let Some(seq) = mirror.selected.and_then(|selected| selected.seq) {
                    mirror.detail = DetailState::Loading;
                    self.show_detail(tab, seq, effects);
                }
            }
            SessionMsg::CloseDetail => {
                mirror.detail = DetailState::Closed;
                effects.push(Effect::Focus(Focus::Log));
            }
            SessionMsg::FindInLog => effects.push(Effect::Focus(Focus::Search)),
            SessionMsg::Body(purpose) => {
                if let DetailState::Open(detail) = &mirror.detail {
                    let seq = detail.seq;
                    self.tell_live_session(tab, ToSession::Body(seq, purpose), effects);
                }
            }
            SessionMsg::BodyDone(BodyUse::Copy, Ok(())) => {
                self.notices.info(self.now, "Copied the whole message", None)
            }
            // The browser shows its downloads itself.
            SessionMsg::BodyDone(BodyUse::Save | BodyUse::Attachment(_), Ok(())) => {}
            SessionMsg::BodyDone(BodyUse::Copy, Err(why)) => {
                self.notices
                    .problem(format!("Nothing was copied: {why}. Save to file works without the clipboard."), None);
            }
            SessionMsg::BodyDone(BodyUse::Save | BodyUse::Attachment(_), Err(why)) => {
                self.notices.problem(format!("Nothing was saved: {why}"), None)
            }
            SessionMsg::Said(said) => self.session_said(tab, said, effects),
            SessionMsg::Died(why) => {
                let words = format!("This session has stopped: {why}");
                mirror.worker = Worker::Died(why.into());
                mirror.status.set(Status::Failed(Ending { words, ..Ending::default() }));
                effects.push(Effect::EndSession(tab));
            }
        }
    }

    /// Opens a tab's connection, unless something of it is wrong, which is said. Whether nothing is.
    pub(super) fn connect(&mut self, id: TabId, effects: &mut Vec<Effect>) -> bool {
        match self.connect_of(id, effects) {
            Some(connect) => {
                self.remember(id, false);
                self.tell_session(id, ToSession::Connect(connect), effects);
                true
            }
            None => false,
        }
    }

    /// Closes a tab's connection, with what its settings say if that is right: a wrong field must not keep it open.
    pub(super) fn disconnect(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        let settings = self.tabs.get(id).map(|tab| &tab.request.settings);
        let frame = settings.filter(|settings| settings.problem(Setting::CloseReason).is_none()).and_then(|settings| {
            let code = settings.number(Setting::CloseCode).ok()?;
            Some(CloseFrame { code: code as u16, reason: settings.text(Setting::CloseReason).to_string() })
        });
        let frame = frame.unwrap_or(CloseFrame { code: 1000, reason: String::new() });
        self.tell_live_session(id, ToSession::Disconnect(frame), effects);
    }

    /// What was changed since a tab's connection was begun; nothing while there is none.
    pub fn changes(&self, id: TabId) -> Changes {
        let mirror = self.mirror(id);
        let (Some(tab), true) = (self.tabs.get(id), mirror.is_connected_or_opening()) else {
            return Changes::default();
        };
        let used = &mirror.about.connect;
        if mirror.about.number == 0 {
            return Changes::default();
        }
        // What is wrong in a field will have to be put right before it can apply; a wrong URL is another one in any case.
        let scopes = self.scopes(id);
        let request = match resolved::for_connecting(&tab.request, &scopes) {
            Ok(request) => request,
            Err(Undefined { place, .. }) => return Changes { url: place == Place::Url, ..Changes::default() },
        };
        let Request { url, settings, .. } = &*request;
        let timeout = settings.number(Setting::HandshakeMillis);
        let socket_io = socket_io(&request);
        let is_other_kind = socket_io.is_some() != used.socket_io.is_some();
        Changes {
            url: Target::parse(url).map_or(true, |target| target.as_str() != used.url),
            subprotocols: settings.offered().is_ok_and(|offered| offered != used.subprotocols),
            timeout: timeout.is_ok_and(|millis| millis != u64::from(used.timeout_millis)),
            kind: is_other_kind,
            socket_io: !is_other_kind && socket_io != used.socket_io,
        }
    }

    /// What a tab's connection needs; nothing if something of it is wrong, which is said.
    fn connect_of(&mut self, id: TabId, effects: &mut Vec<Effect>) -> Option<Connect> {
        let scopes = self.scopes(id);
        let (tab, mirror) = (self.tabs.get(id)?, self.mirrors.get_mut(id)?);
        mirror.undefined = None;
        match resolved::for_connecting(&tab.request, &scopes).map(|request| connect_of(&request)) {
            Ok(Ok(connect)) => return Some(connect),
            Err(Undefined { place: Place::Url, words, name }) => {
                (mirror.url_problem, mirror.undefined) = (Some(words.into()), name.map(Rc::from));
                effects.push(Effect::Focus(Focus::Url));
            }
            Err(Undefined { place, words, name }) => {
                mirror.composer = match place {
                    Place::Headers => ComposerTab::Headers,
                    Place::Auth => ComposerTab::Auth,
                    Place::Url | Place::Settings | Place::Message | Place::Arg(_) => ComposerTab::Settings,
                };
                let define = name.map(|name| Action::Define(name.into()));
                self.notices.problem(format!("Not connected: {words}"), define);
            }
            Ok(Err(Wrong::Url(problem))) => {
                mirror.url_problem = Some(problem.into());
                effects.push(Effect::Focus(Focus::Url));
            }
            Ok(Err(Wrong::Settings)) => {
                mirror.composer = ComposerTab::Settings;
                effects.push(Effect::Focus(Focus::Problem));
            }
            Ok(Err(Wrong::Auth)) => {
                mirror.composer = ComposerTab::Auth;
                effects.push(Effect::Focus(Focus::Problem));
            }
        }
        None
    }

    /// Tells every session what to keep to, where that has changed. What is wrong in a field is not told.
    pub(super) fn tell_policies(&mut self, effects: &mut Vec<Effect>) {
        for tab in self.tabs.open().iter() {
            let Some(mirror) = self.mirrors.get_mut(tab.id).filter(|mirror| mirror.worker == Worker::Live) else {
                continue;
            };
            let policy = policy(&tab.request.settings, &self.close_names);
            if let Some(policy) = policy.filter(|policy| *policy != mirror.policy) {
                mirror.policy = policy.clone();
                effects.push(Effect::ToSession(tab.id, ToSession::Policy(policy)));
            }
        }
    }

    /// Tells a session that is there.
    pub(super) fn tell_live_session(&mut self, tab: TabId, said: ToSession, effects: &mut Vec<Effect>) {
        if self.mirror(tab).worker == Worker::Live {
            effects.push(Effect::ToSession(tab, said));
        }
    }

    /// Tells every session which rows are on the screen, where that has changed.
    pub(super) fn tell_looks(&mut self, effects: &mut Vec<Effect>) {
        for (tab, mirror) in self.mirrors.iter_mut() {
            if let Some(look) = mirror.wanted_look(self.tabs.is_shown(tab) && !self.are_messages_hidden) {
                effects.push(Effect::ToSession(tab, ToSession::Look(look)));
            }
        }
    }

    fn send(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        let scopes = self.scopes(id);
        let (Some(tab), Some(mirror)) = (self.tabs.get(id), self.mirrors.get_mut(id)) else {
            return;
        };
        mirror.undefined = None;
        let request = match resolved::for_sending(&tab.request, &scopes) {
            Ok(request) => request,
            Err(Undefined { place, words, name }) => {
                mirror.arg = if let Place::Arg(arg) = place { arg } else { mirror.arg };
                mirror.composer = ComposerTab::Message;
                (mirror.message_problem, mirror.undefined) =
                    (Some(format!("Not sent: {words}").into()), name.map(Rc::from));
                return;
            }
        };
        let (outgoing, file) = match outgoing(&request) {
            Ok((_, Some(_))) if mirror.file.is_none() => {
                let args = &tab.request.socket_io.event.args;
                mirror.arg = args.iter().position(|arg| arg.format == Format::File).unwrap_or_default();
                mirror.message_problem = Some("Not sent: choose a file first".into());
                return;
            }
            Ok(outgoing) => outgoing,
            Err(ArgProblem { arg, words }) => {
                mirror.arg = arg;
                mirror.composer = ComposerTab::Message;
                mirror.message_problem = Some(words.into());
                return;
            }
        };
        mirror.message_problem = None;
        if !mirror.is_connected_or_opening() && !self.connect(id, effects) {
            return;
        }
        self.remember(id, true);
        match (outgoing, file) {
            (Outgoing::Event(emit), Some(place)) => effects.push(Effect::SendFile(id, Some((emit, place as u32)))),
            (_, Some(_)) => effects.push(Effect::SendFile(id, None)),
            (outgoing, None) => self.tell_live_session(id, ToSession::Send(outgoing), effects),
        }
    }

    /// Takes down in the history what was done; who does something with a request wants its tab to stay.
    fn remember(&mut self, id: TabId, is_sent: bool) {
        let Some(tab) = self.tabs.get(id) else { return };
        let (item, request) = (tab.origin.as_ref().map(|origin| origin.item), tab.request.clone());
        let visit = Visit { id: self.workspace.dice.id(), at: self.now, is_sent, n_times: 1, item, request };
        self.workspace.history.add(self.environment.zone_minutes, visit);
        self.pin(id);
    }

    /// Answers an event with what would stand between the brackets of a call.
    fn answer(&mut self, tab: TabId, seq: Seq, text: &str, effects: &mut Vec<Effect>) {
        match answer_of(text) {
            Ok(Payload { text, attachments, .. }) => {
                // An array within an array of one.
                let payload = text[1..text.len() - 1].to_string();
                self.tell_live_session(tab, ToSession::Answer { seq, payload, attachments }, effects);
            }
            Err(problem) => self.notices.problem(format!("Not answered: {problem}"), None),
        }
    }

    /// Does what would most likely help, and connects again.
    fn remedy(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        let remedy = self.mirror(id).about.remedy;
        if let (Some(remedy), Some(tab)) = (remedy, self.tabs.edit(id)) {
            match remedy {
                Remedy::Version(version) => tab.request.socket_io.version = version,
                Remedy::Kind(Protocol::SocketIo) => tab.request.become_socket_io(),
                Remedy::Kind(Protocol::Raw) => tab.request.kind = Protocol::Raw,
            }
            self.kind_changed(id, effects);
            if let Some(connect) = self.connect_of(id, effects) {
                self.tell_session(id, ToSession::Reconnect(connect), effects);
            }
        }
    }

    /// A request may talk to something else now: its composer has other parts, and its log other events to hide.
    pub(super) fn kind_changed(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        let kind = self.tabs.get(id).map(|tab| tab.request.kind).unwrap_or_default();
        if let Some(mirror) = self.mirrors.get_mut(id) {
            mirror.composer = mirror.composer.of(kind);
            mirror.message_problem = None;
        }
        self.filter(id, |_| {}, effects);
    }

    /// Tells every session what of its console is wanted, where that has changed.
    pub(super) fn tell_consoles(&mut self, effects: &mut Vec<Effect>) {
        let active = self.tabs.active();
        for (tab, mirror) in self.mirrors.iter_mut() {
            let look = match self.is_console_open && tab == active {
                true => ConsoleLook { n_lines: CONSOLE_LINES, filter: self.console_filter.clone() },
                false => ConsoleLook::default(),
            };
            if let Some(look) = mirror.wanted_console(look) {
                effects.push(Effect::ToSession(tab, ToSession::Console(look)));
            }
        }
    }

    pub(super) fn filter(&mut self, id: TabId, change: impl FnOnce(&mut Filter), effects: &mut Vec<Effect>) {
        let Some(tab) = self.tabs.edit(id) else { return };
        change(&mut tab.filter);
        let filter = filter_of(tab);
        let reveal = self.mirror(id).selected.and_then(|selected| selected.seq);
        self.tell_live_session(id, ToSession::Filter { filter, reveal }, effects);
    }

    fn move_selection(&mut self, tab: TabId, to: Move, effects: &mut Vec<Effect>) {
        let Some(mirror) = self.mirrors.get_mut(tab) else {
            return;
        };
        let (first, end) = mirror.head.rows;
        if first == end {
            return;
        }
        let by = match to {
            Move::By(rows) => rows,
            Move::Screens(screens) => screens * (mirror.n_visible() - 1).max(1),
            Move::First => {
                mirror.select(first);
                return self.show_selected(tab, effects);
            }
            Move::Last => {
                mirror.select(end - 1);
                self.show_selected(tab, effects);
                if let Some(mirror) = self.mirrors.get_mut(tab) {
                    let selected = mirror.selected;
                    mirror.follow(true);
                    mirror.selected = selected;
                }
                return;
            }
        };
        // Without a selection the first press selects the row that is nearest to where the keys lead.
        let row = match mirror.selected {
            Some(selected) => selected.row + by,
            None if mirror.following => end - 1,
            None => mirror.first_visible(),
        };
        mirror.select(row);
        self.show_selected(tab, effects);
    }

    fn show_selected(&mut self, tab: TabId, effects: &mut Vec<Effect>) {
        if let Some(seq) = self.mirror(tab).selected.and_then(|selected| selected.seq) {
            self.show_detail(tab, seq, effects);
        }
    }

    /// Asks for the detail of a message, if the detail is open. What is shown stays until the answer comes.
    fn show_detail(&mut self, tab: TabId, seq: Seq, effects: &mut Vec<Effect>) {
        if self.mirror(tab).detail != DetailState::Closed {
            self.tell_live_session(tab, ToSession::Detail(seq), effects);
        }
    }

    fn session_said(&mut self, tab: TabId, said: FromSession, effects: &mut Vec<Effect>) {
        let Some(mirror) = self.mirrors.get_mut(tab) else {
            return;
        };
        if let FromSession::Report(text) = said {
            let scopes = self.scopes(tab);
            effects.push(Effect::Copy(tab, Snippet::Report, resolved::without_secrets(text, &scopes)));
        } else if let FromSession::ConsoleText(text) = said {
            effects.push(Effect::Copy(tab, Snippet::Console, text));
        } else if let FromSession::Hidden(seq) = said {
            mirror.detail = DetailState::Loading;
            self.notices.info(self.now, "The filter hides that row; its detail shows it", None);
            self.show_detail(tab, seq, effects);
        } else if let Some(seq) = mirror.said(said, self.now) {
            self.show_detail(tab, seq, effects);
        }
    }

    /// Tells a session; one that is not there is started first and told what the page already knows.
    fn tell_session(&mut self, id: TabId, said: ToSession, effects: &mut Vec<Effect>) {
        let (Some(tab), Some(mirror)) = (self.tabs.get(id), self.mirrors.get_mut(id)) else {
            return;
        };
        if mirror.worker != Worker::Live {
            mirror.start_anew();
            mirror.worker = Worker::Live;
            mirror.granted = true;
            let filter = filter_of(tab);
            if !filter.is_empty() {
                effects.push(Effect::ToSession(id, ToSession::Filter { filter, reveal: None }));
            }
            if let Some(look) = mirror.wanted_look(self.tabs.is_shown(id) && !self.are_messages_hidden) {
                effects.push(Effect::ToSession(id, ToSession::Look(look)));
            }
            effects.push(Effect::ToSession(id, ToSession::Surroundings(self.environment.surroundings)));
            if let Some(policy) = policy(&tab.request.settings, &self.close_names) {
                mirror.policy = policy.clone();
                effects.push(Effect::ToSession(id, ToSession::Policy(policy)));
            }
            effects.push(Effect::ToSession(id, ToSession::Grant));
        }
        if let ToSession::Connect(_) = said {
            // Shown at once; the session's own word follows.
            mirror.status.set(Status::Connecting { since: self.now });
        }
        effects.push(Effect::ToSession(id, said));
    }
}

/// What goes out, or why it cannot. Of a file, its place: for a message 0, for an event that among its bytes; the driver has
/// what is in it.
fn outgoing(request: &Request) -> Result<(Outgoing, Option<usize>), ArgProblem> {
    if request.kind == Protocol::SocketIo {
        let event = &request.socket_io.event;
        let Payload { text, attachments, file } = socket_io::payload(Some(event.sent_name()), &event.args)?;
        let name = event.sent_name();
        if RESERVED_NAMES.contains(&name) {
            let words = format!("Not sent: {name} is a name that Socket.IO keeps for itself; use another one");
            return Err(ArgProblem { arg: 0, words });
        }
        let ack_millis = request.settings.number(Setting::AckMillis).unwrap_or_default() as u32;
        let ack_millis = event.wants_ack.then_some(ack_millis);
        let emit = Emit { payload: text, attachments, ack_millis };
        return Ok((Outgoing::Event(emit), file.map(|place| place as usize)));
    }
    let message = &request.message;
    let bytes = match message.format {
        Format::Base64 => base64::parse(&message.text).map_err(|error| error.to_string()),
        Format::Hex => hex::parse(&message.text).map_err(|error| error.to_string()),
        Format::File => return Ok((Outgoing::Binary(Vec::new()), Some(0))),
        Format::Text | Format::Json | Format::Number | Format::Boolean => {
            return Ok((Outgoing::Text(message.text.clone()), None));
        }
    };
    let bytes = bytes.map_err(|error| ArgProblem { arg: 0, words: format!("Not sent: {error}") })?;
    Ok((Outgoing::Binary(bytes), None))
}

/// What is wrong with an answer: with what would stand between the brackets of a call.
pub fn answer_problem(text: &str) -> Option<String> {
    answer_of(text).err()
}

fn answer_of(text: &str) -> Result<Payload, String> {
    let arguments = Message { format: Format::Json, text: ["[", text, "]"].concat() };
    let payload = socket_io::payload(None, &[arguments]);
    payload.map_err(|_| "the arguments are not JSON values with commas between them".to_string())
}

/// What is wrong with an auth payload.
pub fn auth_problem(socket_io: &SocketIo) -> Option<String> {
    let auth = socket_io.auth.trim();
    match json::check(auth) {
        _ if auth.is_empty() => None,
        Err(error) => Some(format!("This is not JSON: {error}")),
        Ok(()) if !auth.starts_with('{') => Some("The auth payload must be a JSON object: { … }".to_string()),
        Ok(()) => None,
    }
}

/// Which rows show: what the tab filters, and the events that are listened to.
fn filter_of(tab: &Tab) -> Filter {
    let names = match tab.request.kind {
        Protocol::SocketIo => tab.request.socket_io.listeners.names(),
        Protocol::Raw => Default::default(),
    };
    Filter { names, ..tab.filter.clone() }
}

fn connect_of(request: &Request) -> Result<Connect, Wrong> {
    let target = Target::parse(&request.url).map_err(|problem| Wrong::Url(problem.to_string()))?;
    let settings = &request.settings;
    if Setting::ALL.into_iter().any(|setting| settings.problem(setting).is_some()) {
        return Err(Wrong::Settings);
    }
    if request.kind == Protocol::SocketIo && auth_problem(&request.socket_io).is_some() {
        return Err(Wrong::Auth);
    }
    Ok(Connect {
        url: target.as_str().to_string(),
        subprotocols: settings.offered().map_err(|_| Wrong::Settings)?,
        timeout_millis: settings.number(Setting::HandshakeMillis).map_err(|_| Wrong::Settings)? as u32,
        socket_io: socket_io(request),
    })
}

fn socket_io(request: &Request) -> Option<wire::SocketIo> {
    if request.kind == Protocol::Raw {
        return None;
    }
    let SocketIo { version, transports, parser, recovers, ref auth, .. } = request.socket_io;
    let path = match request.settings.text(Setting::HandshakePath).trim() {
        "" => Setting::HandshakePath.rule().default,
        path => path,
    };
    let headers = request.headers.iter().filter(|pair| pair.enabled && is_token(&pair.key));
    Some(wire::SocketIo {
        version,
        transports,
        parser,
        path: path.to_string(),
        auth: auth.trim().to_string(),
        recovers,
        headers: headers.map(|pair| (pair.key.clone(), pair.value.clone())).collect(),
    })
}

/// What a session is to keep to; nothing while a field is wrong.
fn policy(settings: &Settings, close_names: &[Pair]) -> Option<Policy> {
    let number = |setting| settings.number(setting).ok();
    let reconnect = Reconnect {
        n_attempts: number(Setting::Attempts)? as u32,
        interval_millis: number(Setting::IntervalMillis)? as u32,
        max_interval_millis: number(Setting::MaxIntervalMillis)? as u32,
        jitter_percent: number(Setting::JitterPercent)? as u32,
    };
    Some(Policy {
        reconnect: settings.reconnects.then_some(reconnect),
        max_message_bytes: number(Setting::MaxMessageMegabytes)? * 1_000_000,
        close_names: close_names.iter().filter_map(close_name).collect(),
    })
}

/// A code with its name, if the row has both.
fn close_name(pair: &Pair) -> Option<(u16, String)> {
    let code = pair.key.trim().parse().ok().filter(|code| (3000..=4999).contains(code))?;
    (!pair.value.trim().is_empty()).then(|| (code, pair.value.trim().to_string()))
}

/// What is wrong with a row of close codes.
pub fn close_name_problem(pair: &Pair) -> Option<&'static str> {
    let is_wrong = !pair.key.is_empty() && !matches!(pair.key.trim().parse(), Ok(3000..=4999u16));
    is_wrong.then_some("Enter a code from 3000 to 4999")
}

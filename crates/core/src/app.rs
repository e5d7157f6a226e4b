//! The page half: everything the page knows, changed in [`App::update`] and [`App::frame`] alone.

use crate::format::{Format, json};
use crate::ids::TabId;
use crate::request::Request;
use crate::request::pairs::Pair;
use crate::request::params;
use crate::request::socket_io::Listener;
use crate::time::Time;
use crate::wire::{CloseFrame, Status, Surroundings, ToSession};

pub mod commands;
pub mod demo;
pub mod effect;
pub mod mirror;
pub mod msg;
pub mod notices;
pub mod sessions;
pub mod shared;
pub mod snippet;
mod socket_io;
pub mod stored;
pub mod tabs;
pub mod theme;

use effect::{Effect, Focus};
use mirror::{Mirror, Mirrors};
use msg::{ConsoleMsg, List, Msg, NoticeMsg, RequestMsg, StorageMsg, TabsMsg};
use notices::{Action, Notice, Notices};
use shared::Shared;
use stored::StoredError;
use tabs::{Tab, Tabs};
use theme::Theme;

/// What the browser tells once, at the start.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// Minutes that local time is ahead of UTC.
    pub zone_minutes: i32,
    /// Whether the system is dark.
    pub system_is_dark: bool,
    /// Whether keys are named as on a Mac.
    pub is_mac: bool,
    /// What the browser calls itself.
    pub agent: String,
    /// What decides what can be reached.
    pub surroundings: Surroundings,
    /// The URL of the demo server that was started with the page; empty where there is none.
    pub demo_url: String,
    /// What is stored: each key below the page's prefix with its value.
    pub stored: Vec<(String, String)>,
    /// Why nothing could be read, where the browser keeps no storage for this page.
    pub storage_problem: Option<String>,
    /// Random.
    pub seed: u64,
    /// This page's id, which it keeps when it is loaded again.
    pub page: String,
    /// The ids of the other pages of this origin that live now.
    pub other_pages: Vec<String>,
    /// What is kept for this browser session only: each key below the page's prefix with its value.
    pub session_stored: Vec<(String, String)>,
    /// Whether this page may write.
    pub can_write: bool,
    /// The UTF-16 units that are used by everything of this origin, keys included.
    pub used: u64,
}

/// The state of the page.
#[derive(Debug)]
pub struct App {
    now: Time,
    environment: Environment,
    tabs: Tabs,
    mirrors: Mirrors,
    /// What a tab without a session shows.
    no_session: Mirror,
    closed: Vec<ClosedTab>,
    notices: Notices,
    /// What the person calls close codes: code and name.
    close_names: Shared<Vec<Pair>>,
    are_messages_hidden: bool,
    is_console_open: bool,
    console_filter: String,
    theme: Theme,
    saving: Saving,
    wake_at: Option<Time>,
}

/// A tab that was closed a moment ago and can be brought back; its session is disconnected, its log still there.
#[derive(Debug)]
struct ClosedTab {
    index: usize,
    tab: Shared<Tab>,
}

/// Whether the tabs are kept as they are now.
#[derive(Debug, Default)]
struct Saving {
    changed_at: Option<Time>,
    /// What is stored is a newer release's: it is not overwritten.
    is_read_only: bool,
}

impl App {
    /// How long changes are gathered before they are stored.
    pub const SAVE_MILLIS: u64 = 400;

    /// A page with what was stored. What cannot be read is set aside, and said.
    pub fn new(now: Time, environment: Environment, effects: &mut Vec<Effect>) -> App {
        let mut app = App {
            now,
            tabs: Tabs::default(),
            mirrors: Mirrors::default(),
            no_session: Mirror::new(),
            closed: Vec::new(),
            notices: Notices::default(),
            close_names: Shared::default(),
            are_messages_hidden: false,
            is_console_open: false,
            console_filter: String::new(),
            theme: Theme::System,
            saving: Saving::default(),
            wake_at: None,
            environment,
        };
        app.restore(effects);
        for tab in app.tabs.open().iter() {
            app.mirrors.add(tab.id);
        }
        app
    }

    /// Takes in what happened and says what is to be done about it.
    pub fn update(&mut self, now: Time, msg: Msg, effects: &mut Vec<Effect>) {
        self.now = now;
        let tabs_before = self.tabs.clone();
        match msg {
            Msg::Tabs(msg) => self.tabs_msg(msg, effects),
            Msg::Request(tab, msg) => self.request_msg(tab, msg, effects),
            Msg::Session(tab, msg) => self.session_msg(tab, msg, effects),
            Msg::Notice(id, msg) => {
                if let Some(notice) = self.notices.take(id) {
                    self.notice_msg(&notice, msg, effects);
                }
            }
            Msg::Storage(StorageMsg::Saved) => self.notices.remove_offers_of(Action::DownloadTabs),
            Msg::Storage(StorageMsg::Failed(why)) => {
                let text = format!("Your tabs and settings are not saved: {why}. They are lost when this page closes.");
                self.notices.problem(text, Some(Action::DownloadTabs));
            }
            Msg::Storage(
                StorageMsg::Turn(_)
                | StorageMsg::Changed(..)
                | StorageMsg::Used(_)
                | StorageMsg::Persisted(_)
                | StorageMsg::Picked(..),
            ) => {}
            Msg::CloseNames(edit) => {
                edit.apply(self.close_names.edit());
                let value = stored::write(&stored::convert::from_close_names(&self.close_names));
                effects.push(Effect::Save { key: stored::CLOSE_NAMES_KEY.into(), value });
                self.tell_policies(effects);
            }
            Msg::Console(msg) => match msg {
                ConsoleMsg::Toggle => self.is_console_open = !self.is_console_open,
                ConsoleMsg::Filter(text) => self.console_filter = text,
                ConsoleMsg::Copy => self.tell_live_session(self.tabs.active(), ToSession::ConsoleText, effects),
            },
            Msg::ToggleMessages => self.are_messages_hidden = !self.are_messages_hidden,
            Msg::Surroundings(surroundings) => {
                self.environment.surroundings = surroundings;
                for (tab, mirror) in self.mirrors.iter_mut() {
                    if mirror.worker == mirror::Worker::Live {
                        effects.push(Effect::ToSession(tab, ToSession::Surroundings(surroundings)));
                    }
                }
            }
            Msg::ToggleTheme => {
                self.theme = self.theme.toggled(self.environment.system_is_dark);
                let value = stored::write(&stored::convert::from_theme(self.theme));
                effects.push(Effect::Save { key: stored::THEME_KEY.into(), value });
                effects.push(Effect::ShowTheme { is_dark: self.is_dark() });
            }
            Msg::SystemTheme { is_dark } => {
                self.environment.system_is_dark = is_dark;
                effects.push(Effect::ShowTheme { is_dark: self.is_dark() });
            }
            Msg::Woke { zone_minutes } => {
                self.wake_at = None;
                self.environment.zone_minutes = zone_minutes;
                self.woke(effects);
            }
            Msg::Leaving => self.save(effects),
        }
        if self.tabs != tabs_before {
            self.saving.changed_at.get_or_insert(now);
            self.tell_policies(effects);
        }
        self.tell_looks(effects);
        self.tell_consoles(effects);
        self.ask_to_wake(effects);
    }

    /// To be called after each frame that was drawn: the sessions may send what has changed since.
    pub fn frame(&mut self, effects: &mut Vec<Effect>) {
        for (tab, mirror) in self.mirrors.iter_mut() {
            if mirror.worker == mirror::Worker::Live && !mirror.granted {
                mirror.granted = true;
                effects.push(Effect::ToSession(tab, ToSession::Grant));
            }
        }
    }

    /// The open tabs.
    pub fn tabs(&self) -> &Tabs {
        &self.tabs
    }

    /// How many event names a tab has: those that were seen, and those that have a choice of their own.
    pub fn n_events(&self, tab: TabId) -> u64 {
        let seen = &self.mirror(tab).events;
        let listeners = self.tabs.get(tab).map_or(&[][..], |tab| &tab.request.socket_io.listeners.list);
        let is_unseen = |listener: &&Listener| seen.iter().all(|seen| seen.name != listener.name);
        (seen.len() + listeners.iter().filter(is_unseen).count()) as u64
    }

    /// The live side of a tab; one that nothing is known of, for a tab that is not there.
    pub fn mirror(&self, tab: TabId) -> &Mirror {
        self.mirrors.get(tab).unwrap_or(&self.no_session)
    }

    /// What the person must hear.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// Whether the page is dark.
    pub fn is_dark(&self) -> bool {
        self.theme.is_dark(self.environment.system_is_dark)
    }

    /// What the browser told.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What the person calls close codes.
    pub fn close_names(&self) -> &Shared<Vec<Pair>> {
        &self.close_names
    }

    /// Whether only the composer shows.
    pub fn are_messages_hidden(&self) -> bool {
        self.are_messages_hidden
    }

    /// Whether the console shows.
    pub fn is_console_open(&self) -> bool {
        self.is_console_open
    }

    /// Text that lines of the console must have.
    pub fn console_filter(&self) -> &str {
        &self.console_filter
    }

    /// Seconds since a tab's connection has been opening or open, or until it is tried again.
    pub fn seconds(&self, tab: TabId) -> Option<u64> {
        match *self.mirror(tab).status {
            Status::Connecting { since } | Status::Connected { since } => Some(self.now.seconds_since(since)),
            Status::Reconnecting { at, .. } => at.map(|at| at.micros_since(self.now).div_ceil(1_000_000)),
            Status::NotConnected | Status::Closing | Status::Disconnected(_) | Status::Failed(_) => None,
        }
    }

    fn tabs_msg(&mut self, msg: TabsMsg, effects: &mut Vec<Effect>) {
        match msg {
            TabsMsg::New { request, connect } => {
                let tab = self.take_over_blank(&request).unwrap_or_else(|| self.tabs.add(*request));
                self.mirrors.add(tab);
                if connect {
                    self.connect(tab, effects);
                } else {
                    effects.push(Effect::Focus(Focus::Url));
                }
            }
            TabsMsg::Select(tab) => self.tabs.select(tab),
            TabsMsg::Step(by) => self.tabs.step(by),
            TabsMsg::ToggleBeside => {
                self.tabs.toggle_beside();
                self.mirrors.add(self.tabs.active());
            }
            TabsMsg::FocusUrl => effects.push(Effect::Focus(Focus::Url)),
            TabsMsg::Close(tab) => self.close_tab(tab, effects),
        }
    }

    /// Gives the tab in front something to be about, if it is blank.
    fn take_over_blank(&mut self, request: &Request) -> Option<TabId> {
        let active = self.tabs.active();
        let is_blank = self.tabs.get(active).is_some_and(|tab| tab.request == Request::default());
        if !is_blank || *request == Request::default() || self.mirror(active).worker != mirror::Worker::None {
            return None;
        }
        self.tabs.edit(active)?.request = request.clone();
        Some(active)
    }

    fn close_tab(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        let Some((index, tab)) = self.tabs.close(id) else {
            return;
        };
        self.mirrors.add(self.tabs.active());
        if tab.request == Request::default() && self.mirror(id).worker == mirror::Worker::None {
            self.mirrors.remove(id);
            return;
        }
        let frame = CloseFrame { code: 1000, reason: String::new() };
        self.tell_live_session(id, ToSession::Disconnect(frame), effects);
        let text = format!("Closed {}", tab.request.title());
        self.notices.info(self.now, text, Some(Action::ReopenTab(id)));
        self.closed.push(ClosedTab { index, tab });
    }

    fn notice_msg(&mut self, notice: &Notice, msg: NoticeMsg, effects: &mut Vec<Effect>) {
        match (notice.action, msg) {
            (Some(Action::ReopenTab(id)), NoticeMsg::Act) => {
                if let Some(place) = self.closed.iter().position(|closed| closed.tab.id == id) {
                    let closed = self.closed.remove(place);
                    self.tabs.reopen(closed.index, closed.tab);
                }
            }
            (Some(Action::ReopenTab(id)), NoticeMsg::Dismiss) => self.end_closed(id, effects),
            (Some(Action::DownloadTabs), NoticeMsg::Act) => effects.push(Effect::Download {
                name: "duplex-tabs.json".into(),
                text: stored::write(&stored::convert::from_tabs(&self.tabs)),
            }),
            (Some(Action::DownloadTabs), NoticeMsg::Dismiss) | (None, _) => {}
        }
    }

    fn end_closed(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        self.closed.retain(|closed| closed.tab.id != id);
        let mirror = self.mirrors.remove(id);
        if mirror.is_some_and(|mirror| mirror.worker != mirror::Worker::None) {
            effects.push(Effect::EndSession(id));
        }
    }

    fn request_msg(&mut self, id: TabId, msg: RequestMsg, effects: &mut Vec<Effect>) {
        let (Some(tab), Some(mirror)) = (self.tabs.edit(id), self.mirrors.get_mut(id)) else {
            return;
        };
        let request = &mut tab.request;
        match msg {
            RequestMsg::Url(url) => {
                request.set_url(url);
                mirror.url_problem = None;
                return;
            }
            RequestMsg::Pairs(list, edit) => {
                let Request { url, params, headers, settings, .. } = request;
                match list {
                    List::Params => params::edit(params, url, edit),
                    List::Headers => edit.apply(headers),
                    List::Subprotocols => edit.apply(&mut settings.subprotocols),
                }
                return;
            }
            RequestMsg::Setting(setting, text) => return request.settings.set_text(setting, text),
            RequestMsg::Reconnects(reconnects) => {
                request.settings.reconnects = reconnects;
                return;
            }
            RequestMsg::Kind(kind) => {
                request.kind = kind;
                return self.kind_changed(id, effects);
            }
            RequestMsg::SocketIo(msg) => {
                let names = request.socket_io.listeners.names();
                socket_io::update(request, mirror, msg);
                if request.socket_io.listeners.names() != names {
                    self.filter(id, |_| {}, effects);
                }
                return;
            }
            RequestMsg::Text(text) => request.message.text = text,
            RequestMsg::Format(_) | RequestMsg::Beautify | RequestMsg::Minify => {
                let Some(message) = request.draft_mut(mirror.arg) else { return };
                match msg {
                    RequestMsg::Format(format) => message.format = format,
                    _ if message.format != Format::Json => return,
                    _ => {
                        let laid_out = match msg {
                            RequestMsg::Minify => json::minified(&message.text),
                            _ => json::pretty(&message.text),
                        };
                        match laid_out {
                            Ok(text) => message.text = text,
                            Err(error) => {
                                mirror.message_problem = Some(format!("This is not JSON: {error}").into());
                                return;
                            }
                        }
                    }
                }
            }
        }
        mirror.message_problem = None;
    }

    fn woke(&mut self, effects: &mut Vec<Effect>) {
        for (_, mirror) in self.mirrors.iter_mut() {
            mirror.count(self.now);
            mirror.tell_events(self.now);
        }
        if self.save_deadline().is_some_and(|deadline| deadline <= self.now) {
            self.save(effects);
        }
        while let Some(notice) = self.notices.expire(self.now) {
            self.notice_msg(&notice, NoticeMsg::Dismiss, effects);
        }
    }

    fn save(&mut self, effects: &mut Vec<Effect>) {
        if self.saving.changed_at.take().is_some() && !self.saving.is_read_only {
            let value = stored::write(&stored::convert::from_tabs(&self.tabs));
            effects.push(Effect::Save { key: stored::TABS_KEY.into(), value });
        }
    }

    fn save_deadline(&self) -> Option<Time> {
        self.saving.changed_at.map(|at| at.plus_millis(App::SAVE_MILLIS))
    }

    fn ask_to_wake(&mut self, effects: &mut Vec<Effect>) {
        let (left, right) = self.tabs.shown();
        let next_second = [Some(left), right].into_iter().flatten().filter_map(|tab| self.next_second(tab)).min();
        let events =
            [Some(left), right].into_iter().flatten().filter_map(|tab| self.mirror(tab).events_deadline()).min();
        let deadlines = [self.save_deadline(), self.notices.deadline(), next_second, events];
        let wake_at = deadlines.into_iter().flatten().min();
        if wake_at != self.wake_at {
            self.wake_at = wake_at;
            effects.push(Effect::WakeAt(wake_at));
        }
    }

    /// When what is said of the seconds of a tab's connection changes.
    fn next_second(&self, tab: TabId) -> Option<Time> {
        match *self.mirror(tab).status {
            Status::Connecting { since } | Status::Connected { since } => {
                let seconds = self.now.seconds_since(since) + 1;
                Some(since.plus_millis(seconds * 1000))
            }
            Status::Reconnecting { at: Some(at), .. } if at > self.now => {
                let micros = at.micros_since(self.now) % 1_000_000;
                Some(Time(self.now.0 + if micros == 0 { 1_000_000 } else { micros }))
            }
            Status::NotConnected
            | Status::Reconnecting { .. }
            | Status::Closing
            | Status::Disconnected(_)
            | Status::Failed(_) => None,
        }
    }

    fn restore(&mut self, effects: &mut Vec<Effect>) {
        if let Some(problem) = &self.environment.storage_problem {
            let text = format!(
                "This browser keeps nothing for this page: {problem}. What you do here is lost when it closes."
            );
            self.notices.problem(text, Some(Action::DownloadTabs));
        }
        let stored = std::mem::take(&mut self.environment.stored);
        // The theme is a matter of taste: an unreadable one is chosen anew with a click.
        let value = |wanted: &str| stored.iter().find(|(key, _)| key == wanted).map(|(_, value)| value);
        let theme = value(stored::THEME_KEY).and_then(|text| stored::read(text).ok());
        self.theme = theme.map_or(Theme::System, stored::convert::to_theme);
        if let Some(text) = value(stored::CLOSE_NAMES_KEY) {
            match stored::read(text) {
                Ok(names) => self.close_names = Shared::new(stored::convert::to_close_names(names)),
                Err(error) => self.set_aside(stored::CLOSE_NAMES_KEY, "names of close codes", text, &error, effects),
            }
        }
        let Some(text) = value(stored::TABS_KEY) else { return };
        match stored::read(text) {
            Ok(tabs) => self.tabs = stored::convert::to_tabs(tabs),
            Err(error @ StoredError::Unreadable(_)) => {
                self.set_aside(stored::TABS_KEY, "open tabs", text, &error, effects);
            }
            Err(error @ StoredError::Newer { .. }) => {
                self.saving.is_read_only = true;
                let notice = format!(
                    "Your open tabs were not restored: {error}. They stay as they are, and tabs of this page are not saved. \
                     Reload to get the newer version."
                );
                self.notices.problem(notice, Some(Action::DownloadTabs));
            }
        }
    }

    /// Keeps what cannot be read where nothing overwrites it, and says so.
    fn set_aside(&mut self, key: &str, what: &str, text: &str, error: &StoredError, effects: &mut Vec<Effect>) {
        let backup = format!("backup/{key}/{}", self.now.millis());
        let notice = format!(
            "Your {what} were not restored: {error}. They are set aside in this browser's storage as {backup}."
        );
        self.notices.problem(notice, None);
        effects.push(Effect::Save { key: backup, value: text.to_string() });
    }
}

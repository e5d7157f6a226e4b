//! The page half: everything the page knows, changed in [`App::update`] and [`App::frame`] alone.

use crate::format::{Format, json};
use crate::ids::TabId;
use crate::request::Request;
use crate::request::pairs::Pair;
use crate::request::params;
use crate::request::socket_io::Listener;
use crate::time::Time;
use crate::variables;
use crate::wire::{CloseFrame, Status, Surroundings, ToSession};

pub mod backup;
pub mod commands;
pub mod demo;
pub mod dice;
pub mod effect;
pub mod history;
mod keeping;
pub mod library;
pub mod mirror;
pub mod msg;
pub mod notices;
pub mod palette;
pub mod resolved;
pub mod room;
pub mod sessions;
pub mod shared;
pub mod snippet;
mod socket_io;
pub mod stored;
pub mod tabs;
pub mod theme;
pub mod workspace;

use backup::Backup;
use effect::{Effect, Focus};
use keeping::Keeping;
use mirror::{Mirror, Mirrors};
use msg::{ConsoleMsg, LibraryMsg, List, Msg, NoticeMsg, Overlay, RequestMsg, TabsMsg};
use notices::{Action, Notice, Notices};
use shared::Shared;
use tabs::{Tab, Tabs};
use theme::Theme;
use workspace::Workspace;

/// What the browser tells once, at the start.
#[derive(Debug, Clone)]
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
    /// The same of what is kept for this browser session only.
    pub session_stored: Vec<(String, String)>,
    /// Why nothing could be read, where the browser keeps no storage for this page.
    pub storage_problem: Option<String>,
    /// Whether this page may write: where pages cannot take turns, only one of them does.
    pub can_write: bool,
    /// The UTF-16 units that everything of this origin takes.
    pub n_used: u64,
    /// A random number.
    pub seed: u64,
    /// This page's id, which it keeps when it is reloaded.
    pub page: String,
    /// Those of the other pages that are open.
    pub other_pages: Vec<String>,
}

impl Default for Environment {
    fn default() -> Environment {
        Environment {
            zone_minutes: 0,
            system_is_dark: false,
            is_mac: false,
            agent: String::new(),
            surroundings: Surroundings::default(),
            demo_url: String::new(),
            stored: Vec::new(),
            session_stored: Vec::new(),
            storage_problem: None,
            can_write: true,
            n_used: 0,
            seed: 0,
            page: "1".into(),
            other_pages: Vec::new(),
        }
    }
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
    workspace: Workspace,
    keeping: Keeping,
    backup: Option<Shared<Backup>>,
    is_persistent: Option<bool>,
    is_side_hidden: bool,
    renaming_tab: Option<TabId>,
    wake_at: Option<Time>,
}

/// A tab that was closed and can be brought back; its session is disconnected, its log still there for a moment.
#[derive(Debug)]
struct ClosedTab {
    index: usize,
    tab: Shared<Tab>,
}

impl App {
    /// How many closed tabs are remembered.
    const N_CLOSED: usize = 20;

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
            workspace: Workspace::new(environment.seed),
            keeping: Keeping::default(),
            backup: None,
            is_persistent: None,
            is_side_hidden: false,
            renaming_tab: None,
            wake_at: None,
            environment,
        };
        app.restore(effects);
        app.follow_demo();
        for tab in app.tabs.open().iter() {
            app.mirrors.add(tab.id);
        }
        app.follow_library();
        app.note_changes(false);
        app.leave_alone(effects);
        app.ask_to_wake(effects);
        app
    }

    /// Takes in what happened and says what is to be done about it.
    pub fn update(&mut self, now: Time, msg: Msg, effects: &mut Vec<Effect>) {
        self.now = now;
        let tabs_before = self.tabs.clone();
        let (library_before, history_before) = (self.workspace.library.clone(), self.workspace.history.clone());
        let is_edit = !matches!(msg, Msg::Storage(_));
        let kept_before = (self.workspace.environment, self.workspace.open.clone(), self.workspace.secrets.clone());
        match msg {
            Msg::Tabs(msg) => self.tabs_msg(msg, effects),
            Msg::Request(tab, msg) => self.request_msg(tab, msg, effects),
            Msg::Session(tab, msg) => self.session_msg(tab, msg, effects),
            // What could not be kept is not kept now: its notice stays.
            Msg::Notice(id, NoticeMsg::Act) if self.notices.offers(id, &Action::Download) => {
                self.download(true, effects);
            }
            Msg::Notice(id, msg) => {
                if let Some(notice) = self.notices.take(id) {
                    self.notice_msg(&notice, msg, effects);
                }
            }
            Msg::Library(msg) => self.library_msg(msg, effects),
            Msg::Variables(msg) => self.variables_msg(msg),
            Msg::History(msg) => self.history_msg(msg, effects),
            Msg::Workspace(msg) => self.workspace_msg(msg, effects),
            Msg::Show(overlay) => {
                if overlay == Some(Overlay::Storage) {
                    effects.push(Effect::LookPersistent);
                }
                self.workspace.overlay = overlay;
                self.backup = None;
            }
            Msg::FocusEnvironment => effects.push(Effect::Focus(Focus::Environment)),
            Msg::ToggleSide => self.is_side_hidden = !self.is_side_hidden,
            Msg::Storage(msg) => self.storage_msg(msg, effects),
            Msg::CloseNames(edit) => {
                edit.apply(self.close_names.edit());
                self.save_setting(stored::CLOSE_NAMES_KEY, effects);
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
                self.save_setting(stored::THEME_KEY, effects);
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
            Msg::Leaving => {
                self.save(true, effects);
            }
        }
        self.follow_library();
        let (environment, open, secrets) = kept_before;
        if self.tabs != tabs_before {
            self.keeping.are_tabs_dirty = true;
            self.tell_policies(effects);
        }
        self.keeping.are_tabs_dirty |= self.workspace.environment != environment || self.workspace.open != open;
        self.keeping.are_secrets_dirty |= self.workspace.secrets != secrets;
        let has_edits = self.tabs != tabs_before
            || self.workspace.library != library_before
            || self.workspace.history != history_before;
        self.note_changes(is_edit && has_edits);
        self.leave_alone(effects);
        self.tell_looks(effects);
        self.tell_consoles(effects);
        self.ask_to_wake(effects);
    }

    /// A page that may not write does not.
    fn leave_alone(&self, effects: &mut Vec<Effect>) {
        if !self.can_keep() {
            effects.retain(|effect| !matches!(effect, Effect::Save { .. } | Effect::Remove { .. }));
        }
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

    /// Whether the side is hidden; on a small screen, whether it shows.
    pub fn is_side_hidden(&self) -> bool {
        self.is_side_hidden
    }

    /// The tab whose name is being edited.
    pub fn renaming_tab(&self) -> Option<TabId> {
        self.renaming_tab
    }

    /// Whether there is a closed tab to bring back.
    pub fn can_reopen(&self) -> bool {
        !self.closed.is_empty()
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
            TabsMsg::CloseOthers(tab) => {
                let others: Vec<TabId> = self.tabs.open().iter().map(|tab| tab.id).filter(|id| *id != tab).collect();
                others.into_iter().for_each(|tab| self.close_tab(tab, effects));
                self.tabs.select(tab);
            }
            TabsMsg::Reopen => {
                if let Some(closed) = self.closed.pop() {
                    self.notices.remove_offers_of(&Action::ReopenTab(closed.tab.id));
                    self.reopen(closed);
                }
            }
            TabsMsg::StartRename(tab) => {
                self.renaming_tab = tab;
                if let Some(tab) = tab {
                    self.pin(tab);
                }
            }
            TabsMsg::Rename(id, name) => {
                self.renaming_tab = None;
                let origin = self.tabs.get(id).and_then(|tab| tab.origin.as_ref()).map(|origin| origin.item);
                match origin.filter(|item| self.workspace.library.request(*item).is_some()) {
                    Some(item) => self.library_msg(LibraryMsg::Rename(item, name), effects),
                    None => {
                        if let Some(tab) = self.tabs.edit(id) {
                            tab.request.name = name.trim().to_string();
                        }
                    }
                }
                self.pin(id);
            }
            TabsMsg::MoveTo(tab, place) => self.tabs.move_to(tab, place),
            TabsMsg::Shift(by) => {
                let active = self.tabs.active();
                let place = self.tabs.open().iter().position(|tab| tab.id == active).unwrap_or_default();
                self.tabs.move_to(active, place.saturating_add_signed(by));
            }
            TabsMsg::Pin(tab) => self.pin(tab),
            TabsMsg::Duplicate(tab) => {
                if let Some(Tab { request, origin, .. }) = self.tabs.get(tab).map(|tab| Tab::clone(tab)) {
                    let copy = self.tabs.add(request);
                    self.mirrors.add(copy);
                    if let Some(copy) = self.tabs.edit(copy) {
                        copy.origin = origin;
                    }
                }
            }
        }
    }

    /// The next request that is only looked at does not take this tab.
    pub(super) fn pin(&mut self, tab: TabId) {
        if self.tabs.get(tab).is_some_and(|tab| tab.is_preview)
            && let Some(tab) = self.tabs.edit(tab)
        {
            tab.is_preview = false;
        }
    }

    fn reopen(&mut self, closed: ClosedTab) {
        self.mirrors.add(closed.tab.id);
        self.tabs.reopen(closed.index, closed.tab);
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
        if tab.is_preview && !self.is_unsaved(&tab) && self.mirror(id).worker == mirror::Worker::None {
            // It was only looked at, and is where it was.
            self.mirrors.remove(id);
            return;
        }
        let text = match self.is_unsaved(&tab) {
            true => format!("Closed {}, with changes that are not saved", tab.request.title()),
            false => format!("Closed {}", tab.request.title()),
        };
        self.notices.info(self.now, text, Some(Action::ReopenTab(id)));
        self.closed.push(ClosedTab { index, tab });
        if self.closed.len() > App::N_CLOSED {
            let oldest = self.closed.remove(0).tab.id;
            self.end_closed(oldest, effects);
        }
    }

    fn notice_msg(&mut self, notice: &Notice, msg: NoticeMsg, effects: &mut Vec<Effect>) {
        match (&notice.action, msg) {
            (Some(Action::ReopenTab(id)), NoticeMsg::Act) => {
                if let Some(place) = self.closed.iter().position(|closed| closed.tab.id == *id) {
                    let closed = self.closed.remove(place);
                    self.reopen(closed);
                }
            }
            // The tab can still be brought back, its log is gone.
            (Some(Action::ReopenTab(id)), NoticeMsg::Dismiss) => self.end_closed(*id, effects),
            (Some(Action::Undo(id)), NoticeMsg::Act) => self.undo(*id, effects),
            (Some(Action::Undo(id)), NoticeMsg::Dismiss) => self.workspace.undos.retain(|(of, _)| of != id),
            (Some(Action::Define(name)), NoticeMsg::Act) => {
                self.variables_msg(msg::VariablesMsg::Define(name.to_string()));
            }
            (Some(Action::Download), _) | (Some(Action::Define(_)), NoticeMsg::Dismiss) | (None, _) => {}
        }
    }

    fn end_closed(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        let mirror = self.mirrors.remove(id);
        if mirror.is_some_and(|mirror| mirror.worker != mirror::Worker::None) {
            effects.push(Effect::EndSession(id));
        }
    }

    fn request_msg(&mut self, id: TabId, msg: RequestMsg, effects: &mut Vec<Effect>) {
        let (Some(tab), Some(mirror)) = (self.tabs.edit(id), self.mirrors.get_mut(id)) else {
            return;
        };
        tab.is_preview = false;
        let request = &mut tab.request;
        match msg {
            RequestMsg::Url(url) => {
                request.set_url(url);
                mirror.url_problem = None;
                return;
            }
            RequestMsg::Notes(notes) => {
                request.notes = notes;
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
                        let masked = variables::masked(&message.text);
                        let laid_out = match msg {
                            RequestMsg::Minify => json::minified(&masked),
                            _ => json::pretty(&masked),
                        };
                        match laid_out.map(|laid_out| variables::unmasked(&message.text, &laid_out)) {
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
        self.save_if_due(effects);
        while let Some(notice) = self.notices.expire(self.now) {
            self.notice_msg(&notice, NoticeMsg::Dismiss, effects);
        }
    }

    fn ask_to_wake(&mut self, effects: &mut Vec<Effect>) {
        let (left, right) = self.tabs.shown();
        let next_second = [Some(left), right].into_iter().flatten().filter_map(|tab| self.next_second(tab)).min();
        let events =
            [Some(left), right].into_iter().flatten().filter_map(|tab| self.mirror(tab).events_deadline()).min();
        let deadlines = [self.keeping.deadline(), self.notices.deadline(), next_second, events];
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
}

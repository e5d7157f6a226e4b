//! The page's side of sessions: what a person does to one, and what it says.

use super::App;
use super::effect::{Effect, Focus};
use super::mirror::{DetailState, Mirror, Worker};
use super::msg::{Move, SessionMsg};
use crate::format::{Format, hex};
use crate::ids::{Seq, TabId};
use crate::request::Message;
use crate::request::target::Target;
use crate::session::log::view::Filter;
use crate::wire::{BodyUse, Connect, FromSession, Outgoing, Status, ToSession};

/// How long a server may take to answer the handshake; what Socket.IO's client gives it, too.
const HANDSHAKE_MILLIS: u32 = 20_000;

impl App {
    pub(super) fn session_msg(&mut self, tab: TabId, msg: SessionMsg, effects: &mut Vec<Effect>) {
        let Some(mirror) = self.mirrors.get_mut(tab) else {
            return;
        };
        match msg {
            SessionMsg::Connect => self.connect(tab, effects),
            SessionMsg::Disconnect => self.tell_live_session(tab, ToSession::Disconnect, effects),
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
            SessionMsg::BodyDone(BodyUse::Save, Ok(())) => {}
            SessionMsg::BodyDone(BodyUse::Copy, Err(why)) => {
                self.notices
                    .problem(format!("Nothing was copied: {why}. Save to file works without the clipboard."), None);
            }
            SessionMsg::BodyDone(BodyUse::Save, Err(why)) => {
                self.notices.problem(format!("Nothing was saved: {why}"), None)
            }
            SessionMsg::Said(said) => self.session_said(tab, said, effects),
            SessionMsg::Died(why) => {
                let words = format!("This session has stopped: {why}");
                mirror.worker = Worker::Died(why.into());
                mirror.status.set(Status::Failed(words));
                effects.push(Effect::EndSession(tab));
            }
        }
    }

    /// Opens a tab's connection, unless its URL is wrong, which is said.
    pub(super) fn connect(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        let Some(tab) = self.tabs.get(id) else { return };
        match Target::parse(&tab.request.url) {
            Ok(target) => {
                let connect = Connect { url: target.as_str().to_string(), timeout_millis: HANDSHAKE_MILLIS };
                self.tell_session(id, ToSession::Connect(connect), effects);
            }
            Err(problem) => {
                if let Some(mirror) = self.mirrors.get_mut(id) {
                    mirror.url_problem = Some(problem.to_string().into());
                }
                effects.push(Effect::Focus(Focus::Url));
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
        let active = self.tabs.active();
        for (tab, mirror) in self.mirrors.iter_mut() {
            if let Some(look) = mirror.wanted_look(tab == active) {
                effects.push(Effect::ToSession(tab, ToSession::Look(look)));
            }
        }
    }

    fn send(&mut self, id: TabId, effects: &mut Vec<Effect>) {
        let (Some(tab), Some(mirror)) = (self.tabs.get(id), self.mirrors.get_mut(id)) else {
            return;
        };
        let outgoing = match outgoing(&tab.request.message) {
            Ok(outgoing) => outgoing,
            Err(problem) => {
                mirror.message_problem = Some(problem.into());
                return;
            }
        };
        mirror.message_problem = None;
        if !mirror.is_connected_or_opening() {
            self.connect(id, effects);
            if self.mirror(id).url_problem.is_some() {
                return;
            }
        }
        self.tell_live_session(id, ToSession::Send(outgoing), effects);
    }

    fn filter(&mut self, id: TabId, change: impl FnOnce(&mut Filter), effects: &mut Vec<Effect>) {
        let Some(tab) = self.tabs.edit(id) else { return };
        change(&mut tab.filter);
        let filter = tab.filter.clone();
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
        if let Some(seq) = mirror.said(said) {
            self.show_detail(tab, seq, effects);
        }
    }

    /// Tells a session; one that is not there is started first and told what the page already knows.
    fn tell_session(&mut self, id: TabId, said: ToSession, effects: &mut Vec<Effect>) {
        let (Some(tab), Some(mirror)) = (self.tabs.get(id), self.mirrors.get_mut(id)) else {
            return;
        };
        if mirror.worker != Worker::Live {
            let visible = mirror.visible();
            *mirror = Mirror::new();
            mirror.set_visible(visible.0, visible.1);
            mirror.worker = Worker::Live;
            mirror.granted = true;
            if !tab.filter.is_empty() {
                let filter = tab.filter.clone();
                effects.push(Effect::ToSession(id, ToSession::Filter { filter, reveal: None }));
            }
            if let Some(look) = mirror.wanted_look(self.tabs.active() == id) {
                effects.push(Effect::ToSession(id, ToSession::Look(look)));
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

/// What goes out, or why it cannot.
fn outgoing(message: &Message) -> Result<Outgoing, String> {
    match message.format {
        Format::Text | Format::Json => Ok(Outgoing::Text(message.text.clone())),
        Format::Hex => match hex::parse(&message.text) {
            Ok(bytes) => Ok(Outgoing::Binary(bytes)),
            Err(error) => Err(format!("Not sent: {error}")),
        },
    }
}

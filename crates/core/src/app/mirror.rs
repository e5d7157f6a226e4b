//! What the page knows of a session: its last update, what is looked at, what is selected.

use std::rc::Rc;

use crate::app::shared::Shared;
use crate::ids::{Seq, TabId};
use crate::time::Time;
use crate::wire::{
    About, At, Console, ConsoleLook, Detail, EventSeen, FromSession, Head, Look, Policy, Row, Status, Traffic, Update,
    Window,
};

/// The page's side of one session.
#[derive(Debug, Default)]
pub struct Mirror {
    /// Its worker.
    pub worker: Worker,
    /// Its connection.
    pub status: Shared<Status>,
    /// All about its connection.
    pub about: Shared<About>,
    /// What went over its connections.
    pub traffic: Traffic,
    /// Messages received and sent in the last second.
    pub rates: (u64, u64),
    /// What its log has.
    pub head: Head,
    /// The rows that were sent last.
    pub window: Shared<Window>,
    /// The message that is shown in full.
    pub detail: DetailState,
    /// The selected row.
    pub selected: Option<Selected>,
    /// Whether the newest rows stay in sight.
    pub following: bool,
    /// The row to scroll into sight; the second number changes with each wish.
    pub reveal: Option<(i64, u32)>,
    /// What is wrong with the URL.
    pub url_problem: Option<Rc<str>>,
    /// What is wrong with the message in the composer.
    pub message_problem: Option<Rc<str>>,
    /// The name of a variable that one of the two needs and nobody defined.
    pub undefined: Option<Rc<str>>,
    /// Which part of the composer shows.
    pub composer: ComposerTab,
    /// Which argument is in the editor, from 0.
    pub arg: usize,
    /// How often an argument was taken away: the others have other places then.
    pub n_args_removed: u32,
    /// The event names that were seen, in the order they were first seen. Told at most four times a second: in a flood their
    /// numbers change with each frame, and they can be thousands.
    pub events: Shared<Vec<EventSeen>>,
    /// The same as of now, and when they are to be told.
    seen: Vec<EventSeen>,
    tell_events_at: Option<Time>,
    events_told_at: Time,
    /// The console, as far as it was told.
    pub console: Shared<Console>,
    /// The file to be sent.
    pub file: Option<PickedFile>,
    pub(super) granted: bool,
    /// What the session was told to keep to.
    pub(super) policy: Policy,
    /// The traffic when the rates were taken, and when that was.
    counted: (Time, Traffic),
    look: Look,
    console_look: ConsoleLook,
    /// The rows on the screen.
    visible: (i64, u32),
    /// The end of the rows when following stopped.
    seen_end: i64,
}

/// The mirrors of all tabs, those closed a moment ago included. They are few, and a list is the smallest map.
#[derive(Debug, Default)]
pub(super) struct Mirrors(Vec<(TabId, Mirror)>);

impl Mirrors {
    /// One for a tab, if there is none.
    pub(super) fn add(&mut self, tab: TabId) {
        if self.get(tab).is_none() {
            self.0.push((tab, Mirror::new()));
        }
    }

    pub(super) fn get(&self, tab: TabId) -> Option<&Mirror> {
        self.0.iter().find(|(of, _)| *of == tab).map(|(_, mirror)| mirror)
    }

    pub(super) fn get_mut(&mut self, tab: TabId) -> Option<&mut Mirror> {
        self.0.iter_mut().find(|(of, _)| *of == tab).map(|(_, mirror)| mirror)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (TabId, &mut Mirror)> {
        self.0.iter_mut().map(|(tab, mirror)| (*tab, mirror))
    }

    pub(super) fn remove(&mut self, tab: TabId) -> Option<Mirror> {
        let index = self.0.iter().position(|(of, _)| *of == tab)?;
        Some(self.0.remove(index).1)
    }
}

/// A part of the composer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ComposerTab {
    /// The message to send.
    #[default]
    Message,
    /// Socket.IO: the event names, and which of them show.
    Events,
    /// The URL's query.
    Params,
    /// Who this is.
    Auth,
    /// Headers.
    Headers,
    /// Settings.
    Settings,
    /// What there is to say of the request.
    Notes,
}

/// A file that was chosen to be sent. Its bytes stay with the driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickedFile {
    /// Its name.
    pub name: Rc<str>,
    /// Its size.
    pub n_bytes: u64,
}

/// The worker of a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Worker {
    /// Not needed yet.
    #[default]
    None,
    /// There.
    Live,
    /// Gone without being asked to, and why.
    Died(Rc<str>),
}

/// A row that is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selected {
    /// Its number.
    pub row: i64,
    /// Its message; unknown while the row is not in the window yet.
    pub seq: Option<Seq>,
}

/// The message that is shown in full.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum DetailState {
    /// None.
    #[default]
    Closed,
    /// Asked for.
    Loading,
    /// There.
    Open(Shared<Detail>),
    /// No longer in the log.
    Gone,
}

impl Mirror {
    /// A session that nothing is known of yet.
    pub fn new() -> Mirror {
        Mirror { following: true, ..Mirror::default() }
    }

    /// A session that nothing is known of yet, in place of this one; what is on the screen beside it stays.
    pub(super) fn start_anew(&mut self) {
        let old = std::mem::replace(self, Mirror::new());
        self.composer = old.composer;
        self.arg = old.arg;
        self.n_args_removed = old.n_args_removed;
        self.file = old.file;
        self.visible = old.visible;
    }

    /// Rows that came since following stopped.
    pub fn n_new(&self) -> u64 {
        match self.following {
            true => 0,
            false => (self.head.rows.1 - self.seen_end.max(self.head.rows.0)).max(0) as u64,
        }
    }

    /// Whether there is a connection, or there is about to be one.
    pub fn is_connected_or_opening(&self) -> bool {
        match *self.status {
            Status::Connecting { .. } | Status::Connected { .. } | Status::Reconnecting { .. } => true,
            Status::NotConnected | Status::Closing | Status::Disconnected(_) | Status::Failed(_) => false,
        }
    }

    /// Counts what came since the last second.
    pub(super) fn count(&mut self, now: Time) {
        let (since, before) = self.counted;
        let micros = now.micros_since(since);
        if micros >= 950_000 {
            let rate = |now: u64, before: u64| ((now - before) * 1_000_000 + micros / 2) / micros;
            // Over more than a few seconds it would be a mean of long ago.
            self.rates = match micros < 3_000_000 {
                true => (rate(self.traffic.n_received, before.n_received), rate(self.traffic.n_sent, before.n_sent)),
                false => (0, 0),
            };
            self.counted = (now, self.traffic);
        }
    }

    /// How long the numbers of events stay as they are.
    const EVENTS_MILLIS: u64 = 250;

    /// When [`Self::tell_events`] is due.
    pub(super) fn events_deadline(&self) -> Option<Time> {
        self.tell_events_at
    }

    /// Tells what is known of event names, if it is time to.
    pub(super) fn tell_events(&mut self, now: Time) {
        if self.tell_events_at.is_some_and(|at| at <= now) {
            self.tell_events_at = None;
            self.events_told_at = now;
            self.events = Shared::new(self.seen.clone());
        }
    }

    /// The other half of what is selected: of an event its ack, of an ack its event.
    pub fn joined(&self) -> Option<Seq> {
        let selected = self.selected?;
        let event = match (self.row(selected.row), &self.detail) {
            (Some(row), _) if Some(row.seq) == selected.seq => row.event.as_ref(),
            (_, DetailState::Open(detail)) if Some(detail.seq) == selected.seq => detail.event.as_ref(),
            _ => None,
        };
        event?.ack?.other
    }

    /// The row of a number, if it was sent.
    pub fn row(&self, row: i64) -> Option<&Row> {
        let index = usize::try_from(row - self.window.first_row).ok()?;
        (self.window.generation == self.head.generation).then(|| self.window.rows.get(index))?
    }

    /// What the session is to send; `None` if it knows already.
    pub(super) fn wanted_look(&mut self, is_active: bool) -> Option<Look> {
        let (first_row, n_rows) = self.visible;
        let look = Look {
            at: if self.following { At::End } else { At::Row(first_row) },
            n_rows: if is_active { n_rows } else { 0 },
        };
        if self.look == look || self.worker != Worker::Live {
            return None;
        }
        self.look = look;
        Some(look)
    }

    /// What the session is to tell of its console; `None` if it knows already.
    pub(super) fn wanted_console(&mut self, look: ConsoleLook) -> Option<ConsoleLook> {
        if self.console_look == look || self.worker != Worker::Live {
            return None;
        }
        self.console_look = look.clone();
        Some(look)
    }

    pub(super) fn set_visible(&mut self, first_row: i64, n_rows: u32) {
        self.visible = (first_row, n_rows);
    }

    pub(super) fn first_visible(&self) -> i64 {
        self.visible.0
    }

    pub(super) fn n_visible(&self) -> i64 {
        i64::from(self.visible.1).max(1)
    }

    pub(super) fn follow(&mut self, following: bool) {
        if self.following && !following {
            self.seen_end = self.head.rows.1;
        }
        self.following = following;
        if following {
            self.selected = None;
        }
    }

    /// Selects a row and brings it into sight.
    pub(super) fn select(&mut self, row: i64) {
        self.follow(false);
        let row = row.clamp(self.head.rows.0, (self.head.rows.1 - 1).max(self.head.rows.0));
        self.selected = Some(Selected { row, seq: self.row(row).map(|row| row.seq) });
        self.reveal(row);
    }

    pub(super) fn reveal(&mut self, row: i64) {
        let nonce = self.reveal.map_or(0, |(_, nonce)| nonce.wrapping_add(1));
        self.reveal = Some((row, nonce));
    }

    /// Takes in what the session said. Returns the message whose detail is wanted now that its row is known.
    pub(super) fn said(&mut self, said: FromSession, now: Time) -> Option<Seq> {
        match said {
            FromSession::Update(update) => return self.updated(*update, now),
            FromSession::Detail(detail) => {
                // An answer that comes after the selection has moved on is not the one that is waited for.
                let is_wanted = self.selected.is_some_and(|selected| selected.seq == Some(detail.seq));
                if is_wanted && self.detail != DetailState::Closed {
                    self.detail = DetailState::Open(Shared::new(*detail));
                }
            }
            FromSession::Gone(seq) => {
                if self.selected.is_some_and(|selected| selected.seq == Some(seq)) && self.detail != DetailState::Closed
                {
                    self.detail = DetailState::Gone;
                }
            }
            // The driver has dealt with the bytes and reports on them itself; a report is for the clipboard.
            FromSession::Body(_) | FromSession::Report(_) | FromSession::ConsoleText(_) | FromSession::Hidden(_) => {}
        }
        None
    }

    fn updated(&mut self, update: Update, now: Time) -> Option<Seq> {
        self.granted = false;
        if update.head.generation != self.head.generation {
            self.regenerated();
        }
        if !matches!(update.status, Status::Connected { .. }) {
            self.rates = (0, 0);
        }
        self.status.set(update.status);
        if let Some(about) = update.about {
            self.about = Shared::new(*about);
        }
        self.traffic = update.traffic;
        self.head = update.head;
        if let Some(window) = update.window {
            self.window = Shared::new(window);
        }
        if let Some(console) = update.console {
            self.console = Shared::new(console);
        }
        let mut next = 0;
        for seen in update.events {
            self.tell_events_at.get_or_insert(self.events_told_at.plus_millis(Mirror::EVENTS_MILLIS));
            // They come in the order in which they were first seen, so the next one is not far.
            let (before, after) = self.seen.split_at(next.min(self.seen.len()));
            let is_it = |known: &EventSeen| known.name == seen.name;
            let place = after.iter().position(is_it).map(|at| next + at).or_else(|| before.iter().position(is_it));
            next = place.unwrap_or(self.seen.len()) + 1;
            match place {
                Some(place) => self.seen[place] = seen,
                None => self.seen.push(seen),
            }
        }
        self.tell_events(now);
        if let (Some(row), Some(selected)) = (update.revealed, &mut self.selected) {
            selected.row = row;
            self.follow(false);
            self.reveal(row);
        }
        self.resolve_selected()
    }

    /// Row numbers mean something else now: what is selected is known by its message alone until it is found again.
    fn regenerated(&mut self) {
        let selected = self.selected.take();
        self.follow(true);
        self.selected = selected.filter(|selected| selected.seq.is_some());
    }

    fn resolve_selected(&mut self) -> Option<Seq> {
        let selected = self.selected?;
        if selected.seq.is_some() {
            return None;
        }
        let seq = self.row(selected.row)?.seq;
        self.selected = Some(Selected { seq: Some(seq), ..selected });
        (self.detail != DetailState::Closed).then_some(seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::log::{Direction, Kind};
    use crate::wire::{Ack, AckState, Event};

    fn seen(name: &str, count: u64) -> EventSeen {
        EventSeen { name: name.into(), count, last_at: Time(0) }
    }

    fn update(events: Vec<EventSeen>, window: Option<Window>) -> FromSession {
        FromSession::Update(Box::new(Update {
            status: Status::NotConnected,
            about: None,
            traffic: Traffic::default(),
            head: Head::default(),
            window,
            revealed: None,
            events,
            console: None,
        }))
    }

    #[test]
    fn the_numbers_of_events_change_at_most_four_times_a_second() {
        let mut mirror = Mirror::new();
        let told = |mirror: &Mirror| mirror.events.iter().map(|seen| seen.count).collect::<Vec<u64>>();
        let at = |millis: u64| Time(0).plus_millis(10_000 + millis);
        mirror.said(update(vec![seen("a", 1), seen("b", 2)], None), at(0));
        assert_eq!(told(&mirror), [1, 2]);
        mirror.said(update(vec![seen("c", 3), seen("a", 4)], None), at(100));
        assert_eq!((told(&mirror), mirror.events_deadline()), (vec![1, 2], Some(at(250))));
        mirror.said(update(vec![seen("b", 5)], None), at(200));
        mirror.tell_events(at(250));
        assert_eq!((told(&mirror), mirror.events_deadline()), (vec![4, 5, 3], None));
    }

    #[test]
    fn the_other_half_of_what_is_selected_is_known() {
        let ack = Ack { id: 0, state: AckState::Waiting, other: Some(Seq(9)) };
        let row = Row {
            seq: Seq(7),
            at: Time(0),
            delta_micros: None,
            kind: Kind::Event,
            direction: Direction::Outgoing,
            preview: String::new(),
            hits: Vec::new(),
            n_bytes: 0,
            event: Some(Event { name: "join".into(), ack: Some(ack) }),
        };
        let mut mirror = Mirror::new();
        mirror.said(update(Vec::new(), Some(Window { generation: 0, first_row: 3, rows: vec![row] })), Time(0));
        mirror.selected = Some(Selected { row: 3, seq: Some(Seq(7)) });
        assert_eq!(mirror.joined(), Some(Seq(9)));
        mirror.selected = Some(Selected { row: 3, seq: Some(Seq(8)) });
        assert_eq!(mirror.joined(), None);
    }
}

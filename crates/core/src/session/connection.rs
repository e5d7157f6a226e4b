//! One connection after another: opening, open, closing, and why it ended.

use crate::ids::Link;
use crate::session::close::Close;
use crate::session::log::Kind;
use crate::session::msg::Effect;
use crate::time::Time;
use crate::units;
use crate::wire::{Connect, Status};

/// The connection of a session.
///
/// Invariant: each way out of [`Phase::Opening`], [`Phase::Open`] and [`Phase::Closing`] gives one row that says so, and
/// [`Phase::Opening`] and [`Phase::Closing`] have a deadline. Test: `any_order_of_events_ends_well`.
#[derive(Debug, Default)]
pub(super) struct Connection {
    phase: Phase,
    status: Status,
    url: String,
    n_links: u32,
}

#[derive(Debug, Clone, Copy, Default)]
enum Phase {
    #[default]
    Idle,
    Opening {
        link: Link,
        since: Time,
        deadline: Time,
    },
    Open {
        link: Link,
    },
    Closing {
        link: Link,
        deadline: Time,
    },
}

/// Something for the log.
#[derive(Debug)]
pub(super) struct Happened {
    pub(super) kind: Kind,
    pub(super) text: String,
}

impl Happened {
    pub(super) fn notice(text: impl Into<String>) -> Happened {
        Happened { kind: Kind::Notice, text: text.into() }
    }

    pub(super) fn problem(text: impl Into<String>) -> Happened {
        Happened { kind: Kind::Problem, text: text.into() }
    }
}

/// How long a server may take to answer a close frame.
const CLOSING_MILLIS: u64 = 5_000;

impl Connection {
    pub(super) fn status(&self) -> &Status {
        &self.status
    }

    pub(super) fn is_current(&self, link: Link) -> bool {
        match self.phase {
            Phase::Idle => false,
            Phase::Opening { link: current, .. }
            | Phase::Open { link: current }
            | Phase::Closing { link: current, .. } => current == link,
        }
    }

    pub(super) fn is_opening(&self) -> bool {
        matches!(self.phase, Phase::Opening { .. })
    }

    pub(super) fn open_link(&self) -> Option<Link> {
        match self.phase {
            Phase::Open { link } => Some(link),
            Phase::Idle | Phase::Opening { .. } | Phase::Closing { .. } => None,
        }
    }

    pub(super) fn deadline(&self) -> Option<Time> {
        match self.phase {
            Phase::Opening { deadline, .. } | Phase::Closing { deadline, .. } => Some(deadline),
            Phase::Idle | Phase::Open { .. } => None,
        }
    }

    /// Opens a connection, unless one is open or opening. One that is still closing is let go.
    pub(super) fn open(&mut self, now: Time, connect: Connect, effects: &mut Vec<Effect>) -> Vec<Happened> {
        let mut happened = Vec::new();
        match self.phase {
            Phase::Opening { .. } | Phase::Open { .. } => return happened,
            Phase::Closing { link, .. } => {
                effects.push(Effect::Abandon(link));
                happened.push(Happened::notice("Closed · not waiting for the server's answer"));
            }
            Phase::Idle => {}
        }
        self.n_links += 1;
        let link = Link(self.n_links);
        let deadline = now.plus_millis(u64::from(connect.timeout_millis));
        self.url = connect.url;
        self.phase = Phase::Opening { link, since: now, deadline };
        self.status = Status::Connecting { since: now };
        effects.push(Effect::Open(link, self.url.clone()));
        happened.push(Happened::notice(format!("Connecting to {}", self.url)));
        happened
    }

    /// Closes the connection, or gives up opening it, or stops waiting for its end.
    pub(super) fn close(&mut self, now: Time, effects: &mut Vec<Effect>) -> Option<Happened> {
        match self.phase {
            Phase::Idle => None,
            Phase::Opening { link, .. } => {
                effects.push(Effect::Abandon(link));
                Some(self.end(Status::Disconnected("Cancelled".into()), Happened::notice("Cancelled")))
            }
            Phase::Open { link } => {
                self.phase = Phase::Closing { link, deadline: now.plus_millis(CLOSING_MILLIS) };
                self.status = Status::Closing;
                effects.push(Effect::Close(link));
                None
            }
            Phase::Closing { link, .. } => {
                effects.push(Effect::Abandon(link));
                let text = "Closed · not waiting for the server's answer";
                Some(self.end(Status::Disconnected(text.into()), Happened::notice(text)))
            }
        }
    }

    pub(super) fn opened(&mut self, now: Time, subprotocol: String) -> Option<Happened> {
        let Phase::Opening { link, since, .. } = self.phase else {
            return None;
        };
        let took = units::span(now.micros_since(since));
        let mut text = format!("Connected to {} in {took}", self.url);
        if !subprotocol.is_empty() {
            text.push_str(" · subprotocol ");
            text.push_str(&subprotocol);
        }
        self.phase = Phase::Open { link };
        self.status = Status::Connected { since: now, subprotocol };
        Some(Happened::notice(text))
    }

    /// The browser would not try.
    pub(super) fn refused(&mut self, why: &str) -> Option<Happened> {
        let Phase::Opening { .. } = self.phase else { return None };
        let text = format!("Could not connect to {}: {why}", self.url);
        Some(self.end(Status::Failed(why.into()), Happened::problem(text)))
    }

    pub(super) fn closed(&mut self, close: &Close) -> Option<Happened> {
        let words = close.words();
        match self.phase {
            Phase::Idle => None,
            Phase::Opening { .. } => {
                let text = format!(
                    "Could not connect to {} · {words} · the browser does not tell a page why: \
                     is a WebSocket server there, at this port and path?",
                    self.url
                );
                Some(self.end(Status::Failed(words), Happened::problem(text)))
            }
            Phase::Open { .. } => {
                let happened = match close.code {
                    1006 => Happened::problem(format!("Connection lost · {words}")),
                    _ if close.is_regular() => Happened::notice(format!("Closed by the server · {words}")),
                    _ => Happened::problem(format!("Closed by the server · {words}")),
                };
                Some(self.end(Status::Disconnected(words), happened))
            }
            Phase::Closing { .. } => {
                let happened = Happened::notice(format!("Closed · {words}"));
                Some(self.end(Status::Disconnected(words), happened))
            }
        }
    }

    /// Gives up what is past its deadline.
    pub(super) fn timer(&mut self, now: Time, effects: &mut Vec<Effect>) -> Option<Happened> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return None;
        }
        match self.phase {
            Phase::Idle | Phase::Open { .. } => None,
            Phase::Opening { link, since, deadline } => {
                effects.push(Effect::Abandon(link));
                let patience = match deadline.micros_since(since) {
                    micros if micros % 1_000_000 == 0 => format!("{} s", micros / 1_000_000),
                    micros => units::span(micros),
                };
                let why = format!("No answer from {} within {patience}", self.url);
                Some(self.end(Status::Failed(why.clone()), Happened::problem(why)))
            }
            Phase::Closing { link, .. } => {
                effects.push(Effect::Abandon(link));
                let text = format!("Closed · the server did not confirm within {} s", CLOSING_MILLIS / 1000);
                Some(self.end(Status::Disconnected(text.clone()), Happened::notice(text)))
            }
        }
    }

    fn end(&mut self, status: Status, happened: Happened) -> Happened {
        self.phase = Phase::Idle;
        self.status = status;
        happened
    }
}

//! One connection after another: opening, open, closing, why it ended, and when it is tried again.

use super::close::{self, Close};
use super::diagnose::{self, Ended, Failure, IoEnded, Progress};
use super::log::Kind;
use super::msg::{Answer, Refusal};
use super::report;
use duplex_socketio::backoff::{Backoff, Chance};

use crate::ids::Link;
use crate::request::socket_io::Version;
use crate::time::Time;
use crate::units;
use crate::wire::{
    About, Cause, CloseFrame, Connect, Ending, Engine, Policy, Probe, Reconnect, Remedy, Status, Surroundings, Traffic,
};

/// The connections of a session.
///
/// Invariant: each way out of [`Phase::Opening`], [`Phase::Open`] and [`Phase::Closing`] gives one row that says so, and
/// every phase but [`Phase::Idle`] and [`Phase::Open`] has a deadline. Test: `any_order_of_events_ends_well`.
#[derive(Debug, Default)]
pub(super) struct Connection {
    phase: Phase,
    status: Status,
    about: About,
    about_has_changed: bool,
    /// What opens when the closing is done.
    next: Option<Connect>,
    /// Attempts since the last connection that lasted.
    n_attempts: u32,
    failure: Option<Failure>,
    chance: Chance,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Phase {
    #[default]
    Idle,
    /// Between two attempts.
    Waiting {
        until: Time,
    },
    Opening {
        deadline: Time,
    },
    Open,
    Closing {
        deadline: Time,
        /// Closed by Duplex, and not to be opened again, because a message was too big.
        is_too_big: bool,
    },
}

/// What a connection asks of what carries it: a WebSocket, or a client of Socket.IO.
#[derive(Debug)]
pub(super) enum Ask {
    /// To be opened.
    Open(Link, Connect),
    /// To be closed, and to say how.
    Close(Link, CloseFrame),
    /// To be closed, and not heard of any more.
    Abandon(Link),
    /// To ask the server of this URL by HTTP.
    Probe(Link, String),
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

/// What a connection lives in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) now: Time,
    pub(super) policy: &'a Policy,
    pub(super) surroundings: Surroundings,
    pub(super) traffic: Traffic,
    /// When a message was sent or received.
    pub(super) active_at: Time,
    /// How far a client of Socket.IO is.
    pub(super) progress: Progress,
}

/// How a client of Socket.IO says that its connection ended.
#[derive(Debug, Default)]
pub(super) struct IoEnd {
    pub(super) words: String,
    /// What there is to say beside them.
    pub(super) advice: String,
    pub(super) causes: Vec<Cause>,
    pub(super) can_retry: bool,
    /// Whether a side wanted it.
    pub(super) is_regular: bool,
    pub(super) remedy: Option<Remedy>,
}

/// How long a server may take to answer a close frame.
const CLOSING_MILLIS: u64 = 5_000;
/// What Duplex closes with when a message is over the maximum size.
const TOO_BIG: u16 = 4009;

impl Connection {
    pub(super) fn new(seed: u64) -> Connection {
        Connection { chance: Chance(seed), ..Connection::default() }
    }

    pub(super) fn status(&self) -> &Status {
        &self.status
    }

    /// What is to be known of the connection, once after each change of it.
    pub(super) fn take_about(&mut self) -> Option<Box<About>> {
        std::mem::take(&mut self.about_has_changed).then(|| Box::new(self.about.clone()))
    }

    /// What happened to the connection, for somebody who is to help.
    pub(super) fn report(&self, surroundings: Surroundings, agent: &str) -> String {
        report::text(&self.status, &self.about, surroundings, agent)
    }

    pub(super) fn is_current(&self, link: Link) -> bool {
        link == self.link() && self.has_socket()
    }

    /// Whether there is a socket: opening, open or closing.
    pub(super) fn has_socket(&self) -> bool {
        !matches!(self.phase, Phase::Idle | Phase::Waiting { .. })
    }

    /// Whether it is opening, or will be.
    pub(super) fn is_pending(&self) -> bool {
        matches!(self.phase, Phase::Opening { .. } | Phase::Waiting { .. }) || self.next.is_some()
    }

    pub(super) fn is_socket_io(&self) -> bool {
        self.about.connect.socket_io.is_some()
    }

    /// Which connection of its session it is, from 1.
    pub(super) fn number(&self) -> u32 {
        self.about.number
    }

    /// What the session had received before it.
    pub(super) fn n_received_before(&self) -> u64 {
        self.about.before.n_received
    }

    /// Something would most likely help.
    pub(super) fn advise(&mut self, remedy: Remedy) {
        self.about.remedy = Some(remedy);
        self.about_has_changed = true;
    }

    pub(super) fn open_link(&self) -> Option<Link> {
        (self.phase == Phase::Open).then(|| self.link())
    }

    pub(super) fn deadline(&self) -> Option<Time> {
        match self.phase {
            Phase::Opening { deadline } | Phase::Closing { deadline, .. } => Some(deadline),
            Phase::Waiting { until } => Some(until),
            Phase::Idle | Phase::Open => None,
        }
    }

    /// Opens a connection, unless one is open or opening. One that is still closing is let go; one that is waited for is
    /// tried at once.
    pub(super) fn open(&mut self, scene: Scene<'_>, connect: Connect, asks: &mut Vec<Ask>) -> Vec<Happened> {
        let mut happened = Vec::new();
        match self.phase {
            Phase::Opening { .. } | Phase::Open => return happened,
            Phase::Closing { .. } => happened.extend(self.let_go(scene, asks)),
            Phase::Idle | Phase::Waiting { .. } => {}
        }
        self.n_attempts = 0;
        self.begin(scene, connect, &mut happened, asks);
        happened
    }

    /// Closes the connection, and opens another one when that is done.
    pub(super) fn reopen(&mut self, scene: Scene<'_>, connect: Connect, asks: &mut Vec<Ask>) -> Vec<Happened> {
        if self.phase != Phase::Open {
            let mut happened = self.cancel(scene, asks);
            happened.extend(self.open(scene, connect, asks));
            return happened;
        }
        let frame = CloseFrame { code: 1000, reason: String::new() };
        self.start_closing(scene, frame, false, asks);
        self.next = Some(connect);
        Vec::new()
    }

    /// Closes the connection, or gives up opening it, or stops waiting for its end.
    pub(super) fn close(&mut self, scene: Scene<'_>, frame: CloseFrame, asks: &mut Vec<Ask>) -> Vec<Happened> {
        match self.phase {
            Phase::Open => {
                self.start_closing(scene, frame, false, asks);
                Vec::new()
            }
            Phase::Idle | Phase::Waiting { .. } | Phase::Opening { .. } | Phase::Closing { .. } => {
                self.cancel(scene, asks)
            }
        }
    }

    /// Closes a connection that brought a message over the maximum size.
    pub(super) fn close_too_big(&mut self, scene: Scene<'_>, n_bytes: u64, asks: &mut Vec<Ask>) {
        if self.phase == Phase::Open {
            let size = units::bytes(n_bytes);
            let reason =
                format!("A message of {size} is over the maximum of {}", units::bytes(scene.policy.max_message_bytes));
            self.start_closing(scene, CloseFrame { code: TOO_BIG, reason }, true, asks);
        }
    }

    pub(super) fn opened(&mut self, scene: Scene<'_>, subprotocol: String, extensions: String) -> Option<Happened> {
        let Phase::Opening { .. } = self.phase else {
            return None;
        };
        let took = units::span(scene.now.micros_since(self.about.began_at));
        let mut text = format!("Connected in {took}");
        for (name, value) in [("subprotocol", &subprotocol), ("extensions", &extensions)] {
            if !value.is_empty() {
                text.push_str(&format!(" · {name} {value}"));
            }
        }
        self.phase = Phase::Open;
        self.status = Status::Connected { since: scene.now };
        self.about.opened_at = Some(scene.now);
        self.about.subprotocol = subprotocol;
        self.about.extensions = extensions;
        self.about_has_changed = true;
        Some(Happened::notice(text))
    }

    /// The namespace is there.
    pub(super) fn io_opened(&mut self, scene: Scene<'_>, namespace: &str, engine: Engine) -> Option<Happened> {
        let Phase::Opening { .. } = self.phase else {
            return None;
        };
        let took = units::span(scene.now.micros_since(self.about.began_at));
        let recovered = if engine.is_recovered { " · recovered: what was missed follows" } else { "" };
        let Engine { sid, transport, ping_interval_millis, ping_timeout_millis, max_payload_bytes, .. } = &engine;
        let mut text = format!("Connected to {namespace} in {took} · sid {sid} · {transport}{recovered}");
        text.push_str(&format!("\n\nPing interval {ping_interval_millis} ms\nPing timeout {ping_timeout_millis} ms"));
        if let Some(n_bytes) = max_payload_bytes {
            text.push_str(&format!("\nLargest message {}", units::bytes(*n_bytes)));
        }
        self.phase = Phase::Open;
        self.status = Status::Connected { since: scene.now };
        self.about.opened_at = Some(scene.now);
        self.about.engine = Some(engine);
        self.about_has_changed = true;
        Some(Happened::notice(text))
    }

    /// Changes what is known of the connection, if it is open. Whether it is.
    pub(super) fn edit_engine(&mut self, change: impl FnOnce(&mut Engine)) -> bool {
        let engine = self.about.engine.as_mut().filter(|_| self.phase == Phase::Open);
        self.about_has_changed |= engine.is_some();
        engine.map(change).is_some()
    }

    /// Whether its own heartbeat tells the round trip: in Engine.IO 3 it is the client that pings.
    pub(super) fn measures_by_heartbeat(&self) -> bool {
        self.about.connect.socket_io.as_ref().is_some_and(|socket_io| socket_io.version == Version::V2)
    }

    /// Why a client of Socket.IO ended.
    pub(super) fn io_explain(&self, scene: Scene<'_>, ended: IoEnded) -> IoEnd {
        diagnose::of_io_end(ended, &self.about.connect, scene.surroundings, &scene.policy.close_names)
    }

    /// A client of Socket.IO says that it ended.
    pub(super) fn io_ended(&mut self, scene: Scene<'_>, end: IoEnd, asks: &mut Vec<Ask>) -> Vec<Happened> {
        let IoEnd { words, advice, causes, can_retry, is_regular, remedy } = end;
        self.about.remedy = self.about.remedy.or(remedy);
        match self.phase {
            Phase::Idle | Phase::Waiting { .. } => Vec::new(),
            Phase::Opening { .. } => {
                let probe = if can_retry { Probe::Possible } else { Probe::Useless };
                self.failure = Some(Failure::Closed);
                let row = Happened::problem(format!("Could not connect · {words}"));
                self.ended(scene, row, &advice, Ending { words, causes, probe }, can_retry, asks)
            }
            Phase::Open => {
                let row = match is_regular {
                    true => Happened::notice(format!("Disconnected · {words}")),
                    false => Happened::problem(format!("Disconnected · {words}{}", unsent(scene))),
                };
                let ending = Ending { words, causes, probe: Probe::Useless };
                self.ended(scene, row, &advice, ending, can_retry, asks)
            }
            Phase::Closing { is_too_big: true, .. } => {
                let row = Happened::problem(format!("Closed: a message was over the maximum size · {words}"));
                self.ended(scene, row, "", plain(words), false, asks)
            }
            Phase::Closing { is_too_big: false, .. } => {
                self.ended(scene, Happened::notice(format!("Closed · {words}")), "", plain(words), false, asks)
            }
        }
    }

    /// The browser would not try.
    pub(super) fn refused(&mut self, scene: Scene<'_>, refusal: Refusal, asks: &mut Vec<Ask>) -> Vec<Happened> {
        let Phase::Opening { .. } = self.phase else {
            return Vec::new();
        };
        let words = match &refusal {
            Refusal::MixedContent(words) | Refusal::Other(words) => format!("Refused by the browser · {words}"),
            Refusal::Policy(_) => "Blocked by a content-security policy".to_string(),
        };
        // It would refuse again.
        self.failed(scene, Failure::Refused(refusal), words, asks)
    }

    pub(super) fn closed(&mut self, scene: Scene<'_>, close: &Close, asks: &mut Vec<Ask>) -> Vec<Happened> {
        let words = close.words(&scene.policy.close_names);
        match self.phase {
            Phase::Idle | Phase::Waiting { .. } => Vec::new(),
            Phase::Opening { .. } => self.failed(scene, Failure::Closed, words, asks),
            Phase::Open => {
                let ended = Ended {
                    close,
                    lived_micros: self.lived_micros(scene),
                    idle_micros: scene.now.micros_since(self.about.opened_at.unwrap_or_default().max(scene.active_at)),
                    surroundings: scene.surroundings,
                };
                let ending = Ending { words, causes: diagnose::of_end(&ended), probe: Probe::Useless };
                let (kind, sentence) = match close.code {
                    1006 if close.had_error => (Kind::Problem, "Connection lost: the server broke the protocol"),
                    1006 => (Kind::Problem, "Connection lost"),
                    _ if close.is_regular() => (Kind::Notice, "Closed by the server"),
                    _ => (Kind::Problem, "Closed by the server"),
                };
                let text = format!("{sentence} · {}{}", ending.words, unsent(scene));
                let advice = close::meaning(close.code).1.to_string();
                self.ended(scene, Happened { kind, text }, &advice, ending, true, asks)
            }
            Phase::Closing { is_too_big, .. } => {
                let (kind, sentence) = match is_too_big {
                    true => (Kind::Problem, "Closed: a message was over the maximum size"),
                    false => (Kind::Notice, "Closed"),
                };
                let text = format!("{sentence} · {words}{}", unsent(scene));
                self.ended(scene, Happened { kind, text }, "", plain(words), false, asks)
            }
        }
    }

    /// Gives up what is past its deadline, and tries again what was waited for.
    pub(super) fn timer(&mut self, scene: Scene<'_>, asks: &mut Vec<Ask>) -> Vec<Happened> {
        if self.deadline().is_none_or(|deadline| scene.now < deadline) {
            return Vec::new();
        }
        match self.phase {
            Phase::Idle | Phase::Open => Vec::new(),
            Phase::Waiting { .. } => {
                let mut happened = Vec::new();
                self.begin(scene, self.about.connect.clone(), &mut happened, asks);
                happened
            }
            Phase::Opening { deadline } => {
                asks.push(Ask::Abandon(self.link()));
                let patience = match deadline.micros_since(self.about.began_at) {
                    micros if micros % 1_000_000 == 0 => format!("{} s", micros / 1_000_000),
                    micros => units::span(micros),
                };
                let words = format!("No answer from {} within {patience}", self.about.connect.url);
                self.about.remedy = self.about.remedy.or(diagnose::of_silence(&self.about.connect, scene.progress));
                self.failed(scene, Failure::TimedOut, words, asks)
            }
            Phase::Closing { .. } => {
                asks.push(Ask::Abandon(self.link()));
                let text = format!("Closed · the server did not confirm within {} s", CLOSING_MILLIS / 1000);
                let advice = "It took no notice of the close frame: it hangs, or the network to it is broken.";
                let happened = Happened::problem(format!("{text}{}", unsent(scene)));
                self.ended(scene, happened, advice, plain(text), false, asks)
            }
        }
    }

    /// Asks the server of the connection that failed by HTTP.
    pub(super) fn probe(&mut self, asks: &mut Vec<Ask>) {
        if let Status::Failed(ending) = &mut self.status
            && ending.probe == Probe::Possible
        {
            ending.probe = Probe::Running;
            let connect = &self.about.connect;
            let url = diagnose::handshake_url(connect).unwrap_or_else(|| connect.url.clone());
            asks.push(Ask::Probe(Link::first_of(self.about.number), url));
        }
    }

    /// What came of it.
    pub(super) fn probed(&mut self, scene: Scene<'_>, link: Link, answer: Answer) -> Option<Happened> {
        let is_current = link == self.link();
        match (&mut self.status, &self.failure) {
            (Status::Failed(ending), Some(failure)) if is_current && ending.probe == Probe::Running => {
                ending.probe = Probe::Done;
                ending.causes = diagnose::of_failure(
                    failure,
                    &self.about.connect,
                    scene.surroundings,
                    scene.progress,
                    Some(answer),
                );
                let found = ending.causes.first().map(|cause| cause.why.as_str()).unwrap_or_default();
                Some(Happened::notice(format!("Checked by HTTP · {found}{}", list(&ending.causes))))
            }
            _ => None,
        }
    }

    /// What is waited for may not be wanted any more.
    pub(super) fn policy_changed(&mut self, scene: Scene<'_>, asks: &mut Vec<Ask>) -> Vec<Happened> {
        match (self.phase, scene.policy.reconnect) {
            (Phase::Waiting { .. }, None) => self.cancel(scene, asks),
            _ => Vec::new(),
        }
    }

    /// The computer has its network again: there is no point in waiting any longer.
    pub(super) fn online_again(&mut self, now: Time) {
        if let Phase::Waiting { until } = &mut self.phase {
            *until = now;
        }
    }

    fn link(&self) -> Link {
        Link::first_of(self.about.number)
    }

    fn lived_micros(&self, scene: Scene<'_>) -> u64 {
        self.about.opened_at.map_or(0, |at| scene.now.micros_since(at))
    }

    fn begin(&mut self, scene: Scene<'_>, connect: Connect, happened: &mut Vec<Happened>, asks: &mut Vec<Ask>) {
        let attempt = scene.policy.reconnect.filter(|_| self.n_attempts > 0);
        self.about = About {
            number: self.about.number + 1,
            connect,
            began_at: scene.now,
            before: scene.traffic,
            last_end: std::mem::take(&mut self.about.last_end),
            ..About::default()
        };
        self.about_has_changed = true;
        self.failure = None;
        let Connect { url, subprotocols, timeout_millis, .. } = &self.about.connect;
        self.phase = Phase::Opening { deadline: scene.now.plus_millis(u64::from(*timeout_millis)) };
        let mut text = format!("Connection {} · {url}", self.about.number);
        self.status = match attempt {
            Some(Reconnect { n_attempts, .. }) => {
                text.push_str(&format!(" · attempt {}", of(self.n_attempts, n_attempts)));
                Status::Reconnecting { attempt: self.n_attempts, n_attempts, at: None }
            }
            None => Status::Connecting { since: scene.now },
        };
        if !subprotocols.is_empty() {
            text.push_str(&format!("\n\nSubprotocols offered: {}", subprotocols.join(", ")));
        }
        happened.push(Happened { kind: Kind::Divider, text });
        asks.push(Ask::Open(self.link(), self.about.connect.clone()));
    }

    fn start_closing(&mut self, scene: Scene<'_>, frame: CloseFrame, is_too_big: bool, asks: &mut Vec<Ask>) {
        self.phase = Phase::Closing { deadline: scene.now.plus_millis(CLOSING_MILLIS), is_too_big };
        self.status = Status::Closing;
        asks.push(Ask::Close(self.link(), frame));
    }

    /// Ends at once what is not open.
    fn cancel(&mut self, scene: Scene<'_>, asks: &mut Vec<Ask>) -> Vec<Happened> {
        self.next = None;
        match self.phase {
            Phase::Idle | Phase::Open => Vec::new(),
            Phase::Waiting { .. } => {
                let text = "Stopped reconnecting";
                self.phase = Phase::Idle;
                self.status = Status::Disconnected(plain(text.into()));
                vec![Happened::notice(text)]
            }
            Phase::Opening { .. } => {
                asks.push(Ask::Abandon(self.link()));
                self.ended(scene, Happened::notice("Cancelled"), "", plain("Cancelled".into()), false, asks)
            }
            Phase::Closing { .. } => self.let_go(scene, asks),
        }
    }

    fn let_go(&mut self, scene: Scene<'_>, asks: &mut Vec<Ask>) -> Vec<Happened> {
        self.next = None;
        asks.push(Ask::Abandon(self.link()));
        let text = "Closed · not waiting for the server's answer";
        self.ended(scene, Happened::notice(format!("{text}{}", unsent(scene))), "", plain(text.into()), false, asks)
    }

    fn failed(&mut self, scene: Scene<'_>, failure: Failure, words: String, asks: &mut Vec<Ask>) -> Vec<Happened> {
        let connect = &self.about.connect;
        let causes = diagnose::of_failure(&failure, connect, scene.surroundings, scene.progress, None);
        let text = match failure {
            Failure::TimedOut => words.clone(),
            Failure::Closed | Failure::Refused(_) => format!("Could not connect · {words}"),
        };
        let can_retry = !matches!(failure, Failure::Refused(_));
        let probe = if can_retry { Probe::Possible } else { Probe::Useless };
        self.failure = Some(failure);
        self.ended(scene, Happened::problem(text), "", Ending { words, causes, probe }, can_retry, asks)
    }

    /// The one way out of a connection: its row, then the next one if there is to be one.
    fn ended(
        &mut self,
        scene: Scene<'_>,
        row: Happened,
        advice: &str,
        ending: Ending,
        can_retry: bool,
        asks: &mut Vec<Ask>,
    ) -> Vec<Happened> {
        let lived_micros = self.lived_micros(scene);
        let Happened { kind, mut text } = row;
        let mut waits = None;
        if let Some(reconnect) = scene.policy.reconnect.filter(|_| can_retry && self.next.is_none()) {
            // One that the server takes and drops at once has not come back.
            if lived_micros > u64::from(reconnect.max_interval_millis) * 1000 {
                self.n_attempts = 0;
            }
            if reconnect.n_attempts == 0 || self.n_attempts < reconnect.n_attempts {
                self.n_attempts += 1;
                let delay = delay_millis(&reconnect, self.n_attempts, &mut self.chance);
                waits = Some((scene.now.plus_millis(delay), reconnect.n_attempts));
                let attempt = of(self.n_attempts, reconnect.n_attempts);
                text.push_str(&format!(" · attempt {attempt} in {}", units::span(delay * 1000)));
            } else if self.n_attempts > 0 {
                text.push_str(&format!(" · given up after {} attempts", self.n_attempts));
            }
        }
        text.push_str(&self.story(scene, advice, &ending.causes));
        self.about.ended_at = Some(scene.now);
        self.about.last_end.clone_from(&ending.words);
        self.about_has_changed = true;
        let mut happened = vec![Happened { kind, text }];
        match waits {
            Some((until, n_attempts)) => {
                self.phase = Phase::Waiting { until };
                self.status = Status::Reconnecting { attempt: self.n_attempts, n_attempts, at: Some(until) };
            }
            None => {
                self.phase = Phase::Idle;
                self.status = match self.about.opened_at {
                    None if self.failure.is_some() => Status::Failed(ending),
                    _ => Status::Disconnected(ending),
                };
                if let Some(next) = self.next.take() {
                    self.n_attempts = 0;
                    self.begin(scene, next, &mut happened, asks);
                }
            }
        }
        happened
    }

    /// What the row of an end says when it is opened.
    fn story(&self, scene: Scene<'_>, advice: &str, causes: &[Cause]) -> String {
        let mut story = String::new();
        if !advice.is_empty() {
            story.push_str(&format!("\n\n{advice}"));
        }
        if self.about.opened_at.is_some() {
            let (before, now) = (self.about.before, scene.traffic);
            story.push_str(&format!(
                "\n\nOpen for {}\nReceived {}, {}\nSent {}, {}",
                units::span(self.lived_micros(scene)),
                units::messages(now.n_received - before.n_received),
                units::bytes(now.bytes_received - before.bytes_received),
                units::messages(now.n_sent - before.n_sent),
                units::bytes(now.bytes_sent - before.bytes_sent),
            ));
        }
        story.push_str(&list(causes));
        story
    }
}

fn plain(words: String) -> Ending {
    Ending { words, ..Ending::default() }
}

/// How long to wait before an attempt, counted from 1.
fn delay_millis(reconnect: &Reconnect, attempt: u32, chance: &mut Chance) -> u64 {
    let backoff = Backoff {
        min_millis: u64::from(reconnect.interval_millis),
        max_millis: u64::from(reconnect.max_interval_millis.max(reconnect.interval_millis)),
        jitter: f64::from(reconnect.jitter_percent.min(100)) / 100.0,
    };
    backoff.delay_millis(attempt.saturating_sub(1), chance.fraction())
}

/// `2 of 5`, or `2` of attempts without end.
fn of(attempt: u32, n_attempts: u32) -> String {
    match n_attempts {
        0 => attempt.to_string(),
        n_attempts => format!("{attempt} of {n_attempts}"),
    }
}

/// What never left the browser is lost, which must be said.
fn unsent(scene: Scene<'_>) -> String {
    match scene.traffic.bytes_waiting {
        0 => String::new(),
        n_bytes => format!(" · {} were not sent", units::bytes(n_bytes)),
    }
}

/// Causes as numbered lines.
fn list(causes: &[Cause]) -> String {
    let mut text = String::new();
    for (index, Cause { why, advice }) in causes.iter().enumerate() {
        let head = if index == 0 { "\n\nMost likely first:" } else { "" };
        text.push_str(&format!("{head}\n{}. {why}.\n   {advice}", index + 1));
    }
    text
}

//! One connection after another: opening, open, closing, why it ended, and when it is tried again.

use super::close::{self, Close};
use super::diagnose::{self, Ended, Failure};
use super::log::Kind;
use super::msg::{Answer, Effect, Refusal};
use super::report;
use super::retry::{self, Chance};
use crate::ids::Link;
use crate::time::Time;
use crate::units;
use crate::wire::{About, Cause, CloseFrame, Connect, Ending, Policy, Probe, Reconnect, Status, Surroundings, Traffic};

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
    pub(super) fn open(&mut self, scene: Scene<'_>, connect: Connect, effects: &mut Vec<Effect>) -> Vec<Happened> {
        let mut happened = Vec::new();
        match self.phase {
            Phase::Opening { .. } | Phase::Open => return happened,
            Phase::Closing { .. } => happened.extend(self.let_go(scene, effects)),
            Phase::Idle | Phase::Waiting { .. } => {}
        }
        self.n_attempts = 0;
        self.begin(scene, connect, &mut happened, effects);
        happened
    }

    /// Closes the connection, and opens another one when that is done.
    pub(super) fn reopen(&mut self, scene: Scene<'_>, connect: Connect, effects: &mut Vec<Effect>) -> Vec<Happened> {
        if self.phase != Phase::Open {
            let mut happened = self.cancel(scene, effects);
            happened.extend(self.open(scene, connect, effects));
            return happened;
        }
        let frame = CloseFrame { code: 1000, reason: String::new() };
        self.start_closing(scene, frame, false, effects);
        self.next = Some(connect);
        Vec::new()
    }

    /// Closes the connection, or gives up opening it, or stops waiting for its end.
    pub(super) fn close(&mut self, scene: Scene<'_>, frame: CloseFrame, effects: &mut Vec<Effect>) -> Vec<Happened> {
        match self.phase {
            Phase::Open => {
                self.start_closing(scene, frame, false, effects);
                Vec::new()
            }
            Phase::Idle | Phase::Waiting { .. } | Phase::Opening { .. } | Phase::Closing { .. } => {
                self.cancel(scene, effects)
            }
        }
    }

    /// Closes a connection that brought a message over the maximum size.
    pub(super) fn close_too_big(&mut self, scene: Scene<'_>, n_bytes: u64, effects: &mut Vec<Effect>) {
        if self.phase == Phase::Open {
            let size = units::bytes(n_bytes);
            let reason =
                format!("A message of {size} is over the maximum of {}", units::bytes(scene.policy.max_message_bytes));
            self.start_closing(scene, CloseFrame { code: TOO_BIG, reason }, true, effects);
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

    /// The browser would not try.
    pub(super) fn refused(&mut self, scene: Scene<'_>, refusal: Refusal, effects: &mut Vec<Effect>) -> Vec<Happened> {
        let Phase::Opening { .. } = self.phase else {
            return Vec::new();
        };
        let words = match &refusal {
            Refusal::MixedContent(words) | Refusal::Other(words) => format!("Refused by the browser · {words}"),
            Refusal::Policy(_) => "Blocked by a content-security policy".to_string(),
        };
        // It would refuse again.
        self.failed(scene, Failure::Refused(refusal), words, effects)
    }

    pub(super) fn closed(&mut self, scene: Scene<'_>, close: &Close, effects: &mut Vec<Effect>) -> Vec<Happened> {
        let words = close.words(&scene.policy.close_names);
        match self.phase {
            Phase::Idle | Phase::Waiting { .. } => Vec::new(),
            Phase::Opening { .. } => self.failed(scene, Failure::Closed, words, effects),
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
                self.ended(scene, Happened { kind, text }, &advice, ending, true, effects)
            }
            Phase::Closing { is_too_big, .. } => {
                let (kind, sentence) = match is_too_big {
                    true => (Kind::Problem, "Closed: a message was over the maximum size"),
                    false => (Kind::Notice, "Closed"),
                };
                let text = format!("{sentence} · {words}{}", unsent(scene));
                self.ended(scene, Happened { kind, text }, "", plain(words), false, effects)
            }
        }
    }

    /// Gives up what is past its deadline, and tries again what was waited for.
    pub(super) fn timer(&mut self, scene: Scene<'_>, effects: &mut Vec<Effect>) -> Vec<Happened> {
        if self.deadline().is_none_or(|deadline| scene.now < deadline) {
            return Vec::new();
        }
        match self.phase {
            Phase::Idle | Phase::Open => Vec::new(),
            Phase::Waiting { .. } => {
                let mut happened = Vec::new();
                self.begin(scene, self.about.connect.clone(), &mut happened, effects);
                happened
            }
            Phase::Opening { deadline } => {
                effects.push(Effect::Abandon(self.link()));
                let patience = match deadline.micros_since(self.about.began_at) {
                    micros if micros % 1_000_000 == 0 => format!("{} s", micros / 1_000_000),
                    micros => units::span(micros),
                };
                let words = format!("No answer from {} within {patience}", self.about.connect.url);
                self.failed(scene, Failure::TimedOut, words, effects)
            }
            Phase::Closing { .. } => {
                effects.push(Effect::Abandon(self.link()));
                let text = format!("Closed · the server did not confirm within {} s", CLOSING_MILLIS / 1000);
                let advice = "It took no notice of the close frame: it hangs, or the network to it is broken.";
                let happened = Happened::problem(format!("{text}{}", unsent(scene)));
                self.ended(scene, happened, advice, plain(text), false, effects)
            }
        }
    }

    /// Asks the server of the connection that failed by HTTP.
    pub(super) fn probe(&mut self, effects: &mut Vec<Effect>) {
        if let Status::Failed(ending) = &mut self.status
            && ending.probe == Probe::Possible
        {
            ending.probe = Probe::Running;
            effects.push(Effect::Probe(Link(self.about.number), self.about.connect.url.clone()));
        }
    }

    /// What came of it.
    pub(super) fn probed(&mut self, scene: Scene<'_>, link: Link, answer: Answer) -> Option<Happened> {
        let is_current = link == self.link();
        match (&mut self.status, &self.failure) {
            (Status::Failed(ending), Some(failure)) if is_current && ending.probe == Probe::Running => {
                ending.probe = Probe::Done;
                ending.causes = diagnose::of_failure(failure, &self.about.connect, scene.surroundings, Some(answer));
                let found = ending.causes.first().map(|cause| cause.why.as_str()).unwrap_or_default();
                Some(Happened::notice(format!("Checked by HTTP · {found}{}", list(&ending.causes))))
            }
            _ => None,
        }
    }

    /// What is waited for may not be wanted any more.
    pub(super) fn policy_changed(&mut self, scene: Scene<'_>, effects: &mut Vec<Effect>) -> Vec<Happened> {
        match (self.phase, scene.policy.reconnect) {
            (Phase::Waiting { .. }, None) => self.cancel(scene, effects),
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
        Link(self.about.number)
    }

    fn lived_micros(&self, scene: Scene<'_>) -> u64 {
        self.about.opened_at.map_or(0, |at| scene.now.micros_since(at))
    }

    fn begin(&mut self, scene: Scene<'_>, connect: Connect, happened: &mut Vec<Happened>, effects: &mut Vec<Effect>) {
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
        let Connect { url, subprotocols, timeout_millis } = &self.about.connect;
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
        effects.push(Effect::Open(self.link(), self.about.connect.clone()));
    }

    fn start_closing(&mut self, scene: Scene<'_>, frame: CloseFrame, is_too_big: bool, effects: &mut Vec<Effect>) {
        self.phase = Phase::Closing { deadline: scene.now.plus_millis(CLOSING_MILLIS), is_too_big };
        self.status = Status::Closing;
        effects.push(Effect::Close(self.link(), frame));
    }

    /// Ends at once what is not open.
    fn cancel(&mut self, scene: Scene<'_>, effects: &mut Vec<Effect>) -> Vec<Happened> {
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
                effects.push(Effect::Abandon(self.link()));
                self.ended(scene, Happened::notice("Cancelled"), "", plain("Cancelled".into()), false, effects)
            }
            Phase::Closing { .. } => self.let_go(scene, effects),
        }
    }

    fn let_go(&mut self, scene: Scene<'_>, effects: &mut Vec<Effect>) -> Vec<Happened> {
        self.next = None;
        effects.push(Effect::Abandon(self.link()));
        let text = "Closed · not waiting for the server's answer";
        self.ended(scene, Happened::notice(format!("{text}{}", unsent(scene))), "", plain(text.into()), false, effects)
    }

    fn failed(
        &mut self,
        scene: Scene<'_>,
        failure: Failure,
        words: String,
        effects: &mut Vec<Effect>,
    ) -> Vec<Happened> {
        let connect = &self.about.connect;
        let causes = diagnose::of_failure(&failure, connect, scene.surroundings, None);
        let text = match failure {
            Failure::TimedOut => words.clone(),
            Failure::Closed | Failure::Refused(_) => format!("Could not connect · {words}"),
        };
        let can_retry = !matches!(failure, Failure::Refused(_));
        let probe = if can_retry { Probe::Possible } else { Probe::Useless };
        self.failure = Some(failure);
        self.ended(scene, Happened::problem(text), "", Ending { words, causes, probe }, can_retry, effects)
    }

    /// The one way out of a connection: its row, then the next one if there is to be one.
    fn ended(
        &mut self,
        scene: Scene<'_>,
        row: Happened,
        advice: &str,
        ending: Ending,
        can_retry: bool,
        effects: &mut Vec<Effect>,
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
                let delay = retry::delay_millis(&reconnect, self.n_attempts, &mut self.chance);
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
                    self.begin(scene, next, &mut happened, effects);
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

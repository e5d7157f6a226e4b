//! Runs a conversation: `<` from the server, `>` to it, `!` an event, `@` the clock moves on by so many milliseconds, `.` the
//! caller wants something.
//!
//! ```text
//! . connect / {"token":"t"}       . emit / ["a",1] 500 (an ack within 500 ms; "ack" for any time)
//! . disconnect /                  . answer / 7 ["a"]      . close      . reconnect
//! < opened                        < #3 text               < <04 ff>            (#3: over link 3; the last one otherwise)
//! < HTTP 200 4a␞2                 < closed 1006           < failed
//! > open websocket&sid=a          > #3 text               > <04 ff>
//! > GET polling                   > POST polling&sid=a 41 > close
//! ```

use std::fmt::Write as _;

use crate::backoff::Backoff;
use crate::client::{Ack, Cause, Client, Config, Event, Reconnection};
use crate::engine::link::{Close, Link, Response, Transmit};
use crate::engine::packet::Frame;
use crate::engine::payload::Body;
use crate::packet::{Packet, Payload};
use crate::time::Time;

/// Checks that after each input what is sent (first) and what happens (then) is just that.
pub(super) fn check(config: Config, script: &str) {
    let script: Vec<&str> = script.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut desk = Desk::new(config);
    let mut found = String::new();
    for line in script.iter().filter(|line| line.starts_with(['<', '@', '.'])) {
        desk.act(line);
        let _ = writeln!(found, "{line}");
        desk.tell(&mut found);
    }
    let wanted: String = script.iter().map(|line| format!("{line}\n")).collect();
    assert!(found == wanted, "--- wanted\n{wanted}--- found\n{found}");
}

/// No chance in the delays.
pub(super) fn config() -> Config {
    let backoff = Backoff { jitter: 0.0, ..Backoff::default() };
    Config {
        origin: "http://host".to_owned(),
        reconnection: Some(Reconnection { backoff, max_attempts: None }),
        ..Config::default()
    }
}

struct Desk {
    client: Client,
    now: Time,
    link: u64,
}

impl Desk {
    fn new(config: Config) -> Desk {
        Desk { client: Client::new(config), now: Time::default(), link: 0 }
    }

    fn act(&mut self, line: &str) {
        let (sign, rest) = line.split_at(1);
        let rest = rest.trim_start();
        match sign {
            "@" => {
                self.now = self.now.plus_millis(rest.parse().expect("milliseconds"));
                self.client.handle_timeout(self.now);
            }
            "." => self.want(rest),
            _ => {
                let (link, rest) = match rest.strip_prefix('#').and_then(|rest| rest.split_once(' ')) {
                    Some((link, rest)) => (link.parse().expect("a link"), rest),
                    None => (self.link, rest),
                };
                self.link = link;
                self.hear(Link(link), rest);
            }
        }
    }

    fn want(&mut self, rest: &str) {
        let mut words = rest.splitn(4, ' ');
        let mut word = || words.next().unwrap_or_default();
        let (verb, name, third, fourth) = (word(), word(), word(), word());
        let json = |text: &str| Payload::json(text.replace('_', " ")).expect("JSON");
        match verb {
            "connect" if third.starts_with('{') => {
                self.client.connect(self.now, name, Some(json(third)), "").expect("a namespace");
            }
            "connect" => self.client.connect(self.now, name, None, third).expect("a namespace"),
            "disconnect" => self.client.disconnect(self.now, name),
            "close" => self.client.close(self.now),
            "reconnect" => self.client.reconnect_now(self.now),
            "emit" => {
                let ack = match fourth {
                    "" => Ack::None,
                    "ack" => Ack::Wait,
                    millis => Ack::WaitMillis(millis.parse().expect("milliseconds")),
                };
                let payload = match third.contains("bytes") {
                    true => crate::args::Args::event("bytes").bytes(vec![0xc8]).finish(),
                    false => json(third),
                };
                self.client.emit(self.now, name, payload, ack).expect("can be sent");
            }
            "answer" => {
                let id = third.parse().expect("an id");
                self.client.answer(self.now, name, id, &json(fourth)).expect("can be answered");
            }
            _ => panic!("unknown verb {verb}"),
        }
    }

    fn hear(&mut self, link: Link, rest: &str) {
        let now = self.now;
        if rest == "opened" {
            self.client.handle_opened(now, link);
        } else if let Some(code) = rest.strip_prefix("closed ") {
            let code = code.parse().expect("a code");
            self.client.handle_closed(now, link, Close { code, ..Close::default() });
        } else if rest == "failed" {
            self.client.handle_closed(now, link, Close { code: 1006, is_error: true, ..Close::default() });
        } else if let Some(answer) = rest.strip_prefix("HTTP ") {
            let (status, body) = answer.split_once(' ').unwrap_or((answer, ""));
            let body = match bytes(body) {
                Some(bytes) => Body::Binary(bytes),
                None => Body::Text(body.replace('␞', "\u{1e}")),
            };
            self.client.handle_response(now, link, Response { status: status.parse().expect("a status"), body });
        } else if let Some(bytes) = bytes(rest) {
            self.client.handle_binary(now, link, bytes);
        } else {
            self.client.handle_text(now, link, rest.to_owned());
        }
    }

    fn tell(&mut self, out: &mut String) {
        while let Some(transmit) = self.client.poll_transmit() {
            let at = |url: &str| {
                let query = url.split_once("transport=").expect("a transport").1;
                let parts: Vec<&str> = query.split('&').filter(|part| !part.starts_with("t=")).collect();
                parts.join("&")
            };
            let (link, text) = match &transmit {
                Transmit::Open { link, url } => (link, format!("open {}", at(url))),
                Transmit::Text { link, frame } => (link, frame.clone()),
                Transmit::Binary { link, frame } => (link, hex(frame)),
                Transmit::Get { link, url } => (link, format!("GET {}", at(url))),
                Transmit::Post { link, url, body } => {
                    (link, format!("POST {} {}", at(url), body.replace('\u{1e}', "␞")))
                }
                Transmit::Close { link } => (link, "close".to_owned()),
            };
            let _ = match link.0 == self.link {
                true => writeln!(out, "> {text}"),
                false => writeln!(out, "> #{} {text}", link.0),
            };
            self.link = link.0;
        }
        while let Some(event) = self.client.poll_event() {
            let _ = writeln!(out, "! {}", self.show(&event));
        }
    }

    fn show(&self, event: &Event) -> String {
        let packet = |packet: &Packet| {
            let id = packet.id().map(|id| format!("{id} ")).unwrap_or_default();
            let bytes: String = packet.attachments().iter().map(|bytes| format!(" {}", hex(bytes))).collect();
            format!("{} {id}{}{bytes}", packet.namespace(), packet.payload().unwrap_or_default())
        };
        match event {
            Event::Opened { .. } => "Opened".to_owned(),
            Event::Upgraded => "Upgraded".to_owned(),
            Event::Connected { namespace, sid, is_recovered } => {
                format!("Connected {namespace} {sid}{}", if *is_recovered { " recovered" } else { "" })
            }
            Event::Refused { packet: refusal } => format!("Refused {}", packet(refusal)),
            Event::Message { packet: message } => format!("Message {}", packet(message)),
            Event::Acked { packet: answer, rtt_micros, is_late, .. } => {
                format!("Acked {} in {} ms{}", packet(answer), rtt_micros / 1000, if *is_late { ", late" } else { "" })
            }
            Event::AckTimedOut { namespace, id } => format!("AckTimedOut {namespace} {}", id.0),
            Event::AckLost { namespace, id } => format!("AckLost {namespace} {}", id.0),
            Event::StrayAck { packet: stray } => format!("StrayAck {}", packet(stray)),
            Event::Stray { packet: stray } => format!("Stray {} {}", stray.kind(), packet(stray)),
            Event::TooLarge { namespace, size, limit, .. } => format!("TooLarge {namespace} {size} of {limit}"),
            Event::Disconnected { namespace, reason } => format!("Disconnected {namespace} {reason}"),
            Event::Closed { reason, cause } => format!("Closed {reason}, {}", show_cause(cause)),
            Event::ConnectFailed { cause } => format!("ConnectFailed {}", show_cause(cause)),
            Event::Reconnecting { attempt, at } => {
                format!("Reconnecting {attempt} in {} ms", at.micros_since(self.now) / 1000)
            }
            Event::ReconnectFailed => "ReconnectFailed".to_owned(),
            Event::Malformed { error, frame } => match frame {
                Frame::Text(text) => format!("Malformed {text}: {error}"),
                Frame::Binary(bytes) => format!("Malformed {}: {error}", hex(bytes)),
            },
            Event::Mismatch(mismatch) => format!("{mismatch:?}"),
            Event::Heartbeat { rtt_micros: None } => "Heartbeat".to_owned(),
            Event::Heartbeat { rtt_micros: Some(micros) } => format!("Heartbeat in {} ms", micros / 1000),
        }
    }
}

fn show_cause(cause: &Cause) -> String {
    match cause {
        Cause::Link(close) => format!("link {}", close.code),
        Cause::Refused(refusal) => {
            let code = refusal.code.map(|code| format!(" code {code}")).unwrap_or_default();
            let message = refusal.message.as_deref().map(|message| format!(" {message}")).unwrap_or_default();
            format!("HTTP {}{code}{message}", refusal.status)
        }
        Cause::Client | Cause::Server | Cause::ConnectTimeout | Cause::Silence | Cause::Malformed | Cause::Mismatch => {
            format!("{cause:?}")
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("<{}>", digits.join(" "))
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix('<')?.strip_suffix('>')?;
    digits.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).ok()).collect()
}

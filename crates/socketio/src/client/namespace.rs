//! One namespace of a client: how far it is, what waits for it, and what is needed to recover it.

use std::collections::{BTreeSet, VecDeque};

use crate::acks::Acks;
use crate::args;
use crate::json;
use crate::packet::{Packet, Payload};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// To be asked for when the connection allows it.
    Wanted,
    Asked,
    Connected,
    /// Refused or left; asked for again only by the caller.
    Left,
}

#[derive(Debug)]
pub(super) struct Namespace {
    pub(super) name: String,
    pub(super) auth: Option<Payload>,
    /// Servers 2.x.
    pub(super) query: String,
    pub(super) state: State,
    /// Made just now, so that asking for it is not the second time.
    pub(super) is_new: bool,
    pub(super) acks: Acks,
    /// Emits from before the connect answer, in order.
    pub(super) unsent: VecDeque<Unsent>,
    /// Events from before the connect answer, in order.
    pub(super) unheard: VecDeque<Packet>,
    /// Acks that the server waits for.
    pub(super) asked: BTreeSet<u64>,
    pub(super) pid: Option<String>,
    /// As JSON, with its quotes.
    pub(super) offset: Option<String>,
}

#[derive(Debug)]
pub(super) struct Unsent {
    pub(super) payload: Payload,
    pub(super) id: Option<u64>,
}

impl Namespace {
    pub(super) fn new(name: String) -> Namespace {
        Namespace {
            name,
            auth: None,
            query: String::new(),
            state: State::Wanted,
            is_new: true,
            acks: Acks::default(),
            unsent: VecDeque::new(),
            unheard: VecDeque::new(),
            asked: BTreeSet::new(),
            pid: None,
            offset: None,
        }
    }

    pub(super) fn is_active(&self) -> bool {
        match self.state {
            State::Wanted | State::Asked | State::Connected => true,
            State::Left => false,
        }
    }

    /// What goes with the connect: the auth payload, and where to go on (section 11 of the notes on the protocol).
    pub(super) fn connect_payload(&self) -> Option<Payload> {
        let (Some(pid), Some(offset)) = (&self.pid, &self.offset) else { return self.auth.clone() };
        let mut text = format!("{{\"pid\":{},\"offset\":{offset}", json::quoted(pid));
        // Members of the auth payload come after and win, as in the official client.
        let members = self.auth.as_ref().and_then(|auth| auth.text().trim().strip_prefix('{')).map(str::trim_start);
        match members {
            None | Some("}") => text.push('}'),
            Some(members) => {
                text.push(',');
                text.push_str(members);
            }
        }
        Some(Payload { text, ..Payload::default() })
    }

    /// Remembers the offset of an event that is given to the caller: its last argument, if that is a text.
    pub(super) fn note_offset(&mut self, packet: &Packet) {
        if self.pid.is_none() || packet.id().is_some() {
            return;
        }
        // Only what ends so can have one; the rest need not be split.
        let Some(payload) =
            packet.payload().filter(|payload| payload.trim_end().trim_end_matches(']').trim_end().ends_with('"'))
        else {
            return;
        };
        let Ok(elements) = args::split(payload) else { return };
        if let Some(last) = elements.last().filter(|last| last.starts_with('"') && elements.len() > 1) {
            self.offset = Some((*last).to_owned());
        }
    }
}

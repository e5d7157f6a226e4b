//! The log of a session: append-only, in pages of records and chunks of payload, oldest dropped first at its limits.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::ids::Seq;
use crate::time::Time;

mod arena;
pub mod names;
mod record;
pub mod search;
pub mod view;

use arena::Arena;
use names::{NameId, Names};
use record::Record;
pub use record::{Direction, Kind};

use crate::wire::Ack;

/// How much a log keeps. What is over is dropped, oldest first, and said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Rows, system rows included.
    pub n_rows: u64,
    /// Bytes of memory, payloads and records.
    pub n_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { n_rows: 2_000_000, n_bytes: 512_000_000 }
    }
}

/// One message, borrowed from the log.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its place.
    pub seq: Seq,
    /// When it arrived or was sent.
    pub at: Time,
    /// What the payload is.
    pub kind: Kind,
    /// Which way it went.
    pub direction: Direction,
    /// The payload, as far as it is kept; of an event or ack with its attachments.
    pub payload: &'a [u8],
    /// The payload's bytes before it was cut.
    pub n_bytes: u64,
    /// The event's name; of an ack, that of the event it answers.
    pub name: NameId,
    /// What few messages have.
    pub extra: Option<&'a Extra>,
}

impl<'a> Entry<'a> {
    /// The payload without its attachments.
    pub fn text(&self) -> &'a [u8] {
        let n_attached = self.attachments().map(|sizes| sizes.iter().sum::<u32>() as usize);
        &self.payload[..self.payload.len() - n_attached.unwrap_or_default().min(self.payload.len())]
    }

    /// The sizes of the attachments, which follow the text in the payload; nothing for a message that was cut.
    pub fn attachments(&self) -> Option<&'a [u32]> {
        let extra = self.extra.filter(|extra| extra.n_bytes.is_none())?;
        Some(&extra.attachments[..])
    }

    /// One attachment.
    pub fn attachment(&self, number: usize) -> Option<&'a [u8]> {
        let sizes = self.attachments()?;
        let before = sizes.get(..number)?.iter().sum::<u32>() as usize;
        self.payload[self.text().len()..].get(before..before + *sizes.get(number)? as usize)
    }
}

/// What few messages have beside their record.
#[derive(Debug, Clone, Default)]
pub struct Extra {
    /// The payload's bytes before it was cut.
    pub n_bytes: Option<u64>,
    /// The ack that it asks for or is.
    pub ack: Option<Ack>,
    attachments: Box<[u32]>,
}

/// A message to be kept.
#[derive(Debug, Clone, Copy)]
pub struct New<'a, A> {
    /// Which way it goes.
    pub direction: Direction,
    /// What the payload is.
    pub kind: Kind,
    /// Its text or its bytes.
    pub payload: &'a [u8],
    /// The event's name.
    pub name: NameId,
    /// What belongs behind the payload.
    pub attachments: A,
    /// The ack that it asks for or is.
    pub ack: Option<Ack>,
}

/// Append-only. Invariant: `first <= end`, records of `first..end` are all there, and their spans are in the arena or in
/// chunks dropped together with them.
#[derive(Debug, Default)]
pub struct Log {
    pages: VecDeque<Vec<Record>>,
    /// The place of the first record of the first page; a multiple of the page size.
    base: u64,
    first: u64,
    end: u64,
    arena: Arena,
    limits: Limits,
    /// The event names.
    names: Names,
    /// What few messages have, in order.
    extras: VecDeque<(Seq, Extra)>,
    /// Changes when something changes of a message that is there already.
    revision: u32,
    /// Kept at append, never recounted.
    n_messages: u64,
    n_dropped: u64,
}

impl Log {
    const PAGE_ROWS: usize = 4096;

    /// An empty log with its limits.
    pub fn new(limits: Limits) -> Log {
        Log { limits, ..Log::default() }
    }

    /// Adds a message without a name; the payload is copied, once.
    pub fn append(&mut self, at: Time, direction: Direction, kind: Kind, payload: &[u8]) -> Seq {
        let attachments = std::iter::empty();
        self.append_new(at, New { direction, kind, payload, name: NameId::NONE, attachments, ack: None })
    }

    /// Adds a message; payload and attachments are copied, once.
    pub fn append_new<'a>(&mut self, at: Time, new: New<'_, impl Iterator<Item = &'a [u8]> + Clone>) -> Seq {
        let New { direction, kind, payload, name, attachments, ack } = new;
        let span = self.arena.push(payload, attachments.clone());
        let record = Record { at, span, kind, direction, name };
        let attachments: Box<[u32]> = attachments.map(|attachment| attachment.len() as u32).collect();
        if ack.is_some() || !attachments.is_empty() {
            self.extras.push_back((Seq(self.end), Extra { n_bytes: None, ack, attachments }));
        }
        match self.pages.back_mut() {
            Some(page) if page.len() < Log::PAGE_ROWS => page.push(record),
            Some(_) | None => {
                let mut page = Vec::with_capacity(Log::PAGE_ROWS);
                page.push(record);
                self.pages.push_back(page);
            }
        }
        let seq = Seq(self.end);
        self.end += 1;
        self.n_messages += u64::from(direction != Direction::System);
        self.enforce_limits();
        seq
    }

    /// The message at a place, if it is still there.
    pub fn get(&self, seq: Seq) -> Option<Entry<'_>> {
        let record = self.record(seq)?;
        let payload = self.arena.get(record.span);
        let extra = self.extra_place(seq).map(|place| &self.extras[place].1);
        Some(Entry {
            seq,
            at: record.at,
            kind: record.kind,
            direction: record.direction,
            payload,
            n_bytes: extra.and_then(|extra| extra.n_bytes).unwrap_or(payload.len() as u64),
            name: record.name,
            extra,
        })
    }

    /// What was appended last is the beginning of a message of so many bytes.
    pub fn note_cut(&mut self, n_bytes: u64) {
        let Some(last) = self.end.checked_sub(1).map(Seq) else { return };
        match self.extras.back_mut() {
            Some((seq, extra)) if *seq == last => extra.n_bytes = Some(n_bytes),
            Some(_) | None => self.extras.push_back((last, Extra { n_bytes: Some(n_bytes), ..Extra::default() })),
        }
    }

    /// Changes how the ack of a message stands.
    pub fn set_ack(&mut self, seq: Seq, change: impl FnOnce(&mut Ack)) {
        if let Some(place) = self.extra_place(seq)
            && let Some(ack) = &mut self.extras[place].1.ack
        {
            change(ack);
            self.revision = self.revision.wrapping_add(1);
        }
    }

    /// Changes when something changes of a message that is there already.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The event names.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The id of an event name.
    pub fn name_id(&mut self, name: &str) -> NameId {
        self.names.id(name)
    }

    /// The oldest place that is kept.
    pub fn first(&self) -> Seq {
        Seq(self.first)
    }

    /// The place that the next message gets.
    pub fn end(&self) -> Seq {
        Seq(self.end)
    }

    /// Messages received and sent that are kept; system rows are not counted.
    pub fn n_messages(&self) -> u64 {
        self.n_messages
    }

    /// Messages (without system rows) that the limits dropped.
    pub fn n_dropped(&self) -> u64 {
        self.n_dropped
    }

    /// Keeps to other limits from now on.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        while self.end - self.first > limits.n_rows {
            self.enforce_limits();
        }
        self.enforce_limits();
    }

    /// Bytes of memory held.
    pub fn n_bytes(&self) -> u64 {
        let n_extra = self.extras.len() * size_of::<(Seq, Extra)>();
        (self.arena.n_bytes() + self.pages.len() * Log::PAGE_ROWS * size_of::<Record>() + n_extra) as u64
    }

    /// Forgets everything before a place, and gives its memory to what comes. Not counted as dropped.
    pub fn forget_before(&mut self, seq: Seq) {
        self.advance_first(seq.0.min(self.end));
        let oldest = self.record(Seq(self.first)).map(|record| record.span.chunk);
        match oldest {
            Some(chunk) => self.arena.drop_before(chunk),
            None => while self.arena.drop_oldest().is_some() {},
        }
    }

    fn extra_place(&self, seq: Seq) -> Option<usize> {
        match self.extras.is_empty() {
            true => None,
            false => self.extras.binary_search_by_key(&seq, |extra| extra.0).ok(),
        }
    }

    fn record(&self, seq: Seq) -> Option<&Record> {
        if seq.0 < self.first || seq.0 >= self.end {
            return None;
        }
        let index = (seq.0 - self.base) as usize;
        self.pages.get(index / Log::PAGE_ROWS)?.get(index % Log::PAGE_ROWS)
    }

    fn enforce_limits(&mut self) {
        // Rows go by the page, so that the limit is checked against nothing most of the time; the newest always stay.
        if self.end - self.first > self.limits.n_rows {
            let page_end = self.base + Log::PAGE_ROWS as u64;
            let keep_from = if self.pages.len() > 1 { page_end.max(self.first + 1) } else { self.first + 1 };
            self.drop_to(keep_from);
        }
        while self.n_bytes() > self.limits.n_bytes {
            let Some(chunk) = self.arena.drop_oldest() else { break };
            let mut first = self.first;
            while let Some(record) = self.record(Seq(first))
                && record.span.chunk == chunk
            {
                first += 1;
            }
            self.drop_to(first);
        }
    }

    fn drop_to(&mut self, first: u64) {
        let before = self.n_messages;
        self.advance_first(first);
        self.n_dropped += before - self.n_messages;
        if let Some(chunk) = self.record(Seq(self.first)).map(|record| record.span.chunk) {
            self.arena.drop_before(chunk);
        }
    }

    fn advance_first(&mut self, first: u64) {
        for seq in self.first..first {
            if self.record(Seq(seq)).is_some_and(|record| record.direction != Direction::System) {
                self.n_messages -= 1;
            }
        }
        self.first = self.first.max(first);
        while self.extras.pop_front_if(|(seq, _)| seq.0 < first).is_some() {}
        while self.base + Log::PAGE_ROWS as u64 <= self.first && self.pages.pop_front().is_some() {
            self.base += Log::PAGE_ROWS as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(n_rows: u64, n_bytes: u64) -> Log {
        Log::new(Limits { n_rows, n_bytes })
    }

    fn push(log: &mut Log, payload: &[u8]) -> Seq {
        log.append(Time(7), Direction::Incoming, Kind::Text, payload)
    }

    #[test]
    fn what_is_appended_stays_as_it_was() {
        let mut log = log(1_000_000, 1 << 30);
        for index in 0..10_000u32 {
            push(&mut log, index.to_string().as_bytes());
        }
        push(&mut log, &vec![b'x'; 3 << 20]);
        push(&mut log, b"");
        assert_eq!(log.get(Seq(0)).map(|entry| entry.payload), Some(&b"0"[..]));
        assert_eq!(log.get(Seq(9_999)).map(|entry| entry.payload), Some(&b"9999"[..]));
        assert_eq!(log.get(Seq(10_000)).map(|entry| entry.payload.len()), Some(3 << 20));
        assert_eq!(log.get(Seq(10_001)).map(|entry| entry.payload.len()), Some(0));
        assert!(log.get(Seq(10_002)).is_none());
    }

    #[test]
    fn the_oldest_rows_go_first_and_are_counted() {
        let mut log = log(10_000, 1 << 30);
        log.append(Time(0), Direction::System, Kind::Notice, b"Connected");
        for index in 0..20_000u32 {
            push(&mut log, index.to_string().as_bytes());
        }
        let kept = log.end().0 - log.first().0;
        assert!(kept <= 10_000 && kept > 10_000 - 4096, "{kept} rows kept");
        assert_eq!(log.n_messages() + log.n_dropped(), 20_000);
        assert_eq!(log.get(Seq(20_000)).map(|entry| entry.payload), Some(&b"19999"[..]));
    }

    #[test]
    fn few_big_messages_keep_to_the_limit_of_bytes() {
        let mut log = log(1_000_000, 10 << 20);
        for _ in 0..100 {
            push(&mut log, &vec![1; 2 << 20]);
        }
        assert!(log.n_bytes() <= 10 << 20);
        assert_eq!(log.n_messages() + log.n_dropped(), 100);
        assert_eq!(log.get(log.first()).map(|entry| entry.payload.len()), Some(2 << 20));
    }

    #[test]
    fn one_message_over_the_limit_is_kept() {
        let mut log = log(1_000_000, 1 << 20);
        push(&mut log, b"small");
        let seq = push(&mut log, &vec![1; 4 << 20]);
        assert_eq!(log.get(seq).map(|entry| entry.payload.len()), Some(4 << 20));
        assert_eq!(log.n_dropped(), 1);
    }

    #[test]
    fn a_small_limit_of_rows_is_exact() {
        let mut log = log(3, 1 << 30);
        for index in 0..10u32 {
            push(&mut log, index.to_string().as_bytes());
        }
        assert_eq!((log.first(), log.end(), log.n_dropped()), (Seq(7), Seq(10), 7));
    }

    #[test]
    fn forgetting_gives_memory_back_and_drops_nothing() {
        let mut log = log(1_000_000, 1 << 30);
        for _ in 0..100_000 {
            push(&mut log, &[0; 120]);
        }
        let full = log.n_bytes();
        log.forget_before(log.end());
        assert!(log.n_bytes() < full / 10);
        assert_eq!((log.n_dropped(), log.n_messages()), (0, 0));
        let seq = push(&mut log, b"next");
        assert_eq!(log.get(seq).map(|entry| entry.payload), Some(&b"next"[..]));
    }

    #[test]
    fn overhead_is_small() {
        let mut log = log(2_000_000, 1 << 30);
        for _ in 0..100_000 {
            push(&mut log, &[0; 120]);
        }
        assert!(log.n_bytes() / 100_000 < 120 + 40);
    }
}

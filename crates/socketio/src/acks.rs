//! Who waits for which ack since when.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::time::Time;

/// How many acks that timed out are remembered, to know a late one when it comes.
const MAX_LATE: usize = 1000;

/// The acks that one namespace waits for. Ids start at 0 and are never used again.
#[derive(Debug, Default)]
pub(crate) struct Acks {
    next_id: u64,
    waiting: BTreeMap<u64, Waiting>,
    deadlines: BTreeSet<(Time, u64)>,
    late: VecDeque<(u64, Time)>,
}

#[derive(Debug)]
struct Waiting {
    since: Time,
    deadline: Option<Time>,
}

/// An ack that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Came {
    pub(crate) since: Time,
    pub(crate) is_late: bool,
}

impl Acks {
    /// The id that the next `ask` gives.
    pub(crate) fn next_id(&self) -> u64 {
        self.next_id
    }

    pub(crate) fn ask(&mut self, now: Time, timeout_millis: Option<u64>) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        let deadline = timeout_millis.map(|millis| now.plus_millis(millis));
        self.waiting.insert(id, Waiting { since: now, deadline });
        self.deadlines.extend(deadline.map(|at| (at, id)));
        id
    }

    /// Nothing if nobody asked, or it came already.
    pub(crate) fn come(&mut self, id: u64) -> Option<Came> {
        if let Some(waiting) = self.forget(id) {
            return Some(Came { since: waiting.since, is_late: false });
        }
        let place = self.late.iter().position(|(late, _)| *late == id)?;
        self.late.remove(place).map(|(_, since)| Came { since, is_late: true })
    }

    /// One that is due, until there is none.
    pub(crate) fn time_out(&mut self, now: Time) -> Option<u64> {
        let &(_, id) = self.deadlines.first().filter(|(at, _)| *at <= now)?;
        let waiting = self.forget(id)?;
        if self.late.len() == MAX_LATE {
            self.late.pop_front();
        }
        self.late.push_back((id, waiting.since));
        Some(id)
    }

    /// All that wait but those that `keeps` says, oldest first: the connection is gone.
    pub(crate) fn lose(&mut self, keeps: impl Fn(u64) -> bool) -> Vec<u64> {
        let lost: Vec<u64> = self.waiting.keys().copied().filter(|id| !keeps(*id)).collect();
        for id in &lost {
            self.forget(*id);
        }
        lost
    }

    pub(crate) fn poll_timeout(&self) -> Option<Time> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    fn forget(&mut self, id: u64) -> Option<Waiting> {
        let waiting = self.waiting.remove(&id)?;
        if let Some(at) = waiting.deadline {
            self.deadlines.remove(&(at, id));
        }
        Some(waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ack_comes_once() {
        let mut acks = Acks::default();
        assert_eq!(acks.ask(Time(5), None), 0);
        assert_eq!(acks.come(0), Some(Came { since: Time(5), is_late: false }));
        assert_eq!(acks.come(0), None);
        assert_eq!(acks.ask(Time(6), None), 1);
    }

    #[test]
    fn a_late_ack_is_known() {
        let mut acks = Acks::default();
        acks.ask(Time(0), Some(3));
        acks.ask(Time(0), Some(2));
        assert_eq!(acks.poll_timeout(), Some(Time::from_millis(2)));
        assert_eq!(acks.time_out(Time::from_millis(1)), None);
        assert_eq!(acks.time_out(Time::from_millis(3)), Some(1));
        assert_eq!(acks.time_out(Time::from_millis(3)), Some(0));
        assert_eq!(acks.come(1), Some(Came { since: Time(0), is_late: true }));
        assert_eq!((acks.come(1), acks.poll_timeout()), (None, None));
    }

    #[test]
    fn a_lost_connection_loses_what_was_sent() {
        let mut acks = Acks::default();
        for _ in 0..3 {
            acks.ask(Time(0), Some(9));
        }
        assert_eq!(acks.lose(|id| id == 1), [0, 2]);
        assert_eq!(acks.time_out(Time::from_millis(9)), Some(1));
    }
}

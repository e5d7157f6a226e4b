//! Which rows of the log show: all since Clear, or those that pass the filter, found a slice at a time.

use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::search::Needle;
use super::{Direction, Entry, Log};
use crate::ids::Seq;
use crate::request::socket_io::Names;

/// What rows must be to show.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filter {
    /// Text that the payload has, in any case; empty for any.
    pub text: String,
    /// The one direction to show, or all.
    pub direction: Option<Direction>,
    /// The event names to show.
    pub names: Names,
}

impl Filter {
    /// Whether every row shows.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.direction.is_none() && self.names.are_all()
    }
}

/// The rows that show, in order, each with a number: its *row*. Rows at the end get the next numbers; older matches that
/// are found later get numbers below those already given, so a row keeps its number until the filter changes.
///
/// Invariant: without a filter a row's number is its place in the log, and nothing is kept per row.
#[derive(Debug, Default)]
pub struct View {
    filter: Filter,
    needle: Option<Needle>,
    /// With a filter of names: whether each shows, by its place among the log's.
    shown_names: Vec<bool>,
    /// Where Clear was pressed: what is before does not show.
    cleared: Seq,
    /// With a filter: what matched so far, from row `first_match`.
    matches: VecDeque<Seq>,
    first_match: i64,
    /// The matches that are system rows, few as they are: what is left are messages.
    system_matches: VecDeque<Seq>,
    /// With a filter: everything from here on has been looked at.
    scanned_from: Seq,
    generation: u32,
}

impl View {
    /// Changes the filter and starts looking again, from the newest row.
    pub fn set_filter(&mut self, log: &Log, filter: Filter) {
        self.needle = Needle::new(&filter.text);
        self.filter = filter;
        self.shown_names.clear();
        self.learn_names(log);
        self.restart(log);
    }

    /// Hides what is before a place, or shows it again.
    pub fn set_cleared(&mut self, log: &Log, cleared: Seq) {
        self.cleared = cleared;
        self.restart(log);
    }

    /// Where Clear was pressed.
    pub fn cleared(&self) -> Seq {
        self.cleared
    }

    /// Counts changes of what row numbers mean.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// To be called after each append.
    pub fn appended(&mut self, log: &Log, seq: Seq) {
        if self.filter.is_empty() {
            return;
        }
        self.learn_names(log);
        if let Some(entry) = log.get(seq)
            && self.passes(&entry)
        {
            self.matches.push_back(seq);
            if entry.direction == Direction::System {
                self.system_matches.push_back(seq);
            }
        }
        let oldest = self.oldest(log);
        while self.matches.pop_front_if(|seq| *seq < oldest).is_some() {
            self.first_match += 1;
        }
        while self.system_matches.pop_front_if(|seq| *seq < oldest).is_some() {}
    }

    /// Looks at so many rows more. Returns whether some are left.
    pub fn advance(&mut self, log: &Log, n_rows: u64) -> bool {
        let oldest = self.oldest(log);
        if self.filter.is_empty() || self.scanned_from <= oldest {
            return false;
        }
        let from = self.scanned_from.0.saturating_sub(n_rows).max(oldest.0);
        for seq in (from..self.scanned_from.0).rev().map(Seq) {
            if let Some(entry) = log.get(seq)
                && self.passes(&entry)
            {
                self.matches.push_front(seq);
                self.first_match -= 1;
                if entry.direction == Direction::System {
                    self.system_matches.push_front(seq);
                }
            }
        }
        self.scanned_from = Seq(from);
        from > oldest.0
    }

    /// Whether rows are still to be looked at.
    pub fn is_scanning(&self, log: &Log) -> bool {
        !self.filter.is_empty() && self.scanned_from > self.oldest(log)
    }

    /// The rows that show.
    pub fn rows(&self, log: &Log) -> Range<i64> {
        match self.filter.is_empty() {
            true => self.oldest(log).0 as i64..log.end().0 as i64,
            false => self.first_match..self.first_match + self.matches.len() as i64,
        }
    }

    /// The message of a row.
    pub fn seq(&self, log: &Log, row: i64) -> Option<Seq> {
        match self.filter.is_empty() {
            true => self.rows(log).contains(&row).then_some(Seq(row as u64)),
            false => self.matches.get(usize::try_from(row - self.first_match).ok()?).copied(),
        }
    }

    /// The row of a message, if it shows.
    pub fn row_of(&self, log: &Log, seq: Seq) -> Option<i64> {
        match self.filter.is_empty() {
            true => self.rows(log).contains(&(seq.0 as i64)).then_some(seq.0 as i64),
            false => self.matches.binary_search(&seq).ok().map(|index| self.first_match + index as i64),
        }
    }

    /// How many messages pass the filter, system rows not counted; nothing without a filter.
    pub fn n_matching(&self) -> Option<u64> {
        (!self.filter.is_empty()).then(|| (self.matches.len() - self.system_matches.len()) as u64)
    }

    /// The text to mark in rows.
    pub fn needle(&self) -> Option<&Needle> {
        self.needle.as_ref()
    }

    fn oldest(&self, log: &Log) -> Seq {
        log.first().max(self.cleared)
    }

    fn restart(&mut self, log: &Log) {
        self.matches = VecDeque::new();
        self.first_match = 0;
        self.system_matches = VecDeque::new();
        self.scanned_from = log.end();
        self.generation += 1;
    }

    /// Looks up whether the names show that are new.
    fn learn_names(&mut self, log: &Log) {
        if !self.filter.names.are_all() && self.shown_names.len() < log.names().len() {
            let new = log.names().iter().skip(self.shown_names.len());
            self.shown_names.extend(new.map(|name| self.filter.names.show(name)));
        }
    }

    fn passes(&self, entry: &Entry<'_>) -> bool {
        let name = entry.name.index().and_then(|index| self.shown_names.get(index));
        *name.unwrap_or(&true)
            && self.filter.direction.is_none_or(|direction| direction == entry.direction)
            && self.needle.as_ref().is_none_or(|needle| needle.find(entry.payload, 0).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Limits};
    use super::*;
    use crate::time::Time;

    struct Both {
        log: Log,
        view: View,
    }

    impl Both {
        fn new(n_rows: u64) -> Both {
            Both { log: Log::new(Limits { n_rows, n_bytes: 1 << 30 }), view: View::default() }
        }

        fn push(&mut self, direction: Direction, text: &str) {
            let seq = self.log.append(Time(0), direction, Kind::Text, text.as_bytes());
            self.view.appended(&self.log, seq);
        }

        fn filter(&mut self, text: &str, direction: Option<Direction>) {
            self.view.set_filter(&self.log, Filter { text: text.into(), direction, ..Filter::default() });
        }

        fn shown(&self) -> Vec<String> {
            let rows = self.view.rows(&self.log);
            rows.map(|row| {
                let seq = self.view.seq(&self.log, row).expect("a row that shows has a message");
                assert_eq!(self.view.row_of(&self.log, seq), Some(row));
                let entry = self.log.get(seq).expect("what shows is in the log");
                String::from_utf8_lossy(entry.payload).into_owned()
            })
            .collect()
        }
    }

    #[test]
    fn all_rows_show_at_first() {
        let mut both = Both::new(100);
        both.push(Direction::System, "Connected");
        both.push(Direction::Incoming, "a");
        assert_eq!(both.shown(), ["Connected", "a"]);
        assert_eq!(both.view.n_matching(), None);
    }

    #[test]
    fn the_newest_matches_are_found_first_and_keep_their_rows() {
        let mut both = Both::new(100);
        for text in ["x1", "y2", "x3", "y4", "x5"] {
            both.push(Direction::Incoming, text);
        }
        both.filter("X", None);
        assert!(both.view.advance(&both.log, 2));
        assert_eq!(both.shown(), ["x5"]);
        let row = both.view.row_of(&both.log, Seq(4));
        both.push(Direction::Incoming, "x6");
        assert!(!both.view.advance(&both.log, 10));
        assert_eq!(both.shown(), ["x1", "x3", "x5", "x6"]);
        assert_eq!(both.view.row_of(&both.log, Seq(4)), row);
        assert_eq!(both.view.n_matching(), Some(4));
    }

    #[test]
    fn directions_are_filtered_and_system_rows_are_not_messages() {
        let mut both = Both::new(100);
        both.push(Direction::System, "Connected to ws://x");
        both.push(Direction::Outgoing, "x");
        both.push(Direction::Incoming, "x");
        both.filter("x", None);
        both.view.advance(&both.log, 10);
        assert_eq!((both.shown().len(), both.view.n_matching()), (3, Some(2)));
        both.filter("", Some(Direction::Outgoing));
        both.view.advance(&both.log, 10);
        assert_eq!(both.shown(), ["x"]);
    }

    #[test]
    fn what_the_limits_drop_leaves_the_matches() {
        let mut both = Both::new(3);
        both.filter("x", None);
        for index in 0..10 {
            both.push(Direction::Incoming, &format!("x{index}"));
        }
        assert_eq!(both.shown(), ["x7", "x8", "x9"]);
        assert_eq!(both.view.n_matching(), Some(3));
    }

    #[test]
    fn clear_hides_and_undo_shows() {
        let mut both = Both::new(100);
        both.push(Direction::Incoming, "before");
        both.view.set_cleared(&both.log, both.log.end());
        both.push(Direction::Incoming, "after");
        assert_eq!(both.shown(), ["after"]);
        both.view.set_cleared(&both.log, Seq(0));
        assert_eq!(both.shown(), ["before", "after"]);
    }
}

//! Every packet, request and decision of a session in order: kept as a log of its own, told only while somebody looks.

use super::log::search::Needle;
use super::log::{Direction, Entry, Kind, Limits, Log};
use super::show;
use crate::ids::Seq;
use crate::time::Time;
use crate::units;
use crate::wire::{self, ConsoleLine, ConsoleLook};

/// The console of a session.
#[derive(Debug)]
pub(super) struct Console {
    log: Log,
    look: ConsoleLook,
    /// Used again for each line, so that a line costs no allocation.
    line: Vec<u8>,
    /// The end of the lines when the page was told, and when that was; nothing if it is to be told at once.
    told: Option<(Seq, Time)>,
}

impl Default for Console {
    fn default() -> Console {
        let limits = Limits { n_rows: 20_000, n_bytes: 8_000_000 };
        Console { log: Log::new(limits), look: ConsoleLook::default(), line: Vec::new(), told: None }
    }
}

/// What the console has to tell.
pub(super) enum News {
    Nothing,
    /// Something, but it was told too short a time ago.
    Later,
    Now(wire::Console),
}

impl Console {
    /// Bytes of a packet that a line shows.
    const CUT_BYTES: usize = 512;
    /// How often it is told: no one reads faster.
    const PAUSE_MICROS: u64 = 200_000;

    /// Adds a line: what it is, and of what follows as much as a line shows.
    pub(super) fn say(&mut self, at: Time, direction: Direction, head: &[&str], text: &str) {
        self.line.clear();
        for part in head {
            self.line.extend_from_slice(part.as_bytes());
        }
        let shown = show::cut(text.as_bytes(), 0, Console::CUT_BYTES);
        self.line.extend_from_slice(shown);
        if shown.len() < text.len() {
            self.line.extend_from_slice(" … ".as_bytes());
            self.line.extend_from_slice(units::bytes(text.len() as u64).as_bytes());
        }
        self.log.append(at, direction, Kind::Text, &self.line);
    }

    pub(super) fn set_look(&mut self, look: ConsoleLook) {
        self.look = look;
        self.told = None;
    }

    pub(super) fn tell(&mut self, now: Time) -> News {
        if self.look.n_lines == 0 {
            return News::Nothing;
        }
        match self.told {
            Some((end, _)) if end == self.log.end() => return News::Nothing,
            Some((_, at)) if now.micros_since(at) < Console::PAUSE_MICROS => return News::Later,
            Some(_) | None => {}
        }
        self.told = Some((self.log.end(), now));
        let mut n_matching = 0;
        let mut lines = Vec::new();
        for entry in self.matching().rev() {
            n_matching += 1;
            if lines.len() < self.look.n_lines as usize {
                lines.push(ConsoleLine {
                    number: entry.seq.0,
                    at: entry.at,
                    direction: entry.direction,
                    text: String::from_utf8_lossy(entry.payload).into_owned(),
                });
            }
        }
        lines.reverse();
        let n_lines = self.log.end().0 - self.log.first().0;
        News::Now(wire::Console { n_lines, n_matching, n_dropped: self.log.first().0, lines })
    }

    /// All lines that pass the filter, each with its time in UTC.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for entry in self.matching() {
            let arrow = match entry.direction {
                Direction::Incoming => '↓',
                Direction::Outgoing => '↑',
                Direction::System => '•',
            };
            let line = String::from_utf8_lossy(entry.payload);
            text.push_str(&format!("{} {arrow} {line}\n", units::iso(entry.at, 0)));
        }
        text
    }

    fn matching(&self) -> impl DoubleEndedIterator<Item = Entry<'_>> {
        let needle = Needle::new(&self.look.filter);
        let lines = (self.log.first().0..self.log.end().0).filter_map(|seq| self.log.get(Seq(seq)));
        lines.filter(move |entry| needle.as_ref().is_none_or(|needle| needle.find(entry.payload, 0).is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(console: &mut Console, millis: u64) -> Option<wire::Console> {
        match console.tell(Time(millis * 1000)) {
            News::Now(told) => Some(told),
            News::Later | News::Nothing => None,
        }
    }

    #[test]
    fn lines_are_cut_filtered_capped_and_told_now_and_then() {
        let mut console = Console::default();
        console.say(Time(0), Direction::Incoming, &["websocket ", "message "], &"ä".repeat(1000));
        assert!(told(&mut console, 0).is_none(), "nobody looks");
        console.set_look(ConsoleLook { n_lines: 2, filter: String::new() });
        let first = told(&mut console, 0).expect("somebody looks");
        assert!(first.lines[0].text.starts_with("websocket message ää") && first.lines[0].text.ends_with("ä … 2.0 kB"));
        for index in 0..30_000 {
            console.say(Time(0), Direction::System, &["note "], &index.to_string());
        }
        assert!(told(&mut console, 100).is_none(), "not so soon");
        let next = told(&mut console, 200).expect("there is news");
        assert_eq!(next.lines.iter().map(|line| &line.text[..]).collect::<Vec<_>>(), ["note 29998", "note 29999"]);
        assert!(next.n_lines <= 20_000 && next.n_lines + next.n_dropped == 30_001);
        assert!(told(&mut console, 900).is_none(), "nothing is new");
        console.set_look(ConsoleLook { n_lines: 9, filter: "NOTE 2999".into() });
        assert_eq!(told(&mut console, 901).map(|told| told.n_matching), Some(10));
        assert_eq!(console.text().lines().count(), 10);
    }
}

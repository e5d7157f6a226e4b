//! The history: what was connected and sent, by day.

use crate::app::shared::Shared;
use crate::ids::ItemId;
use crate::request::socket_io::Protocol;
use crate::request::{Message, Request};
use crate::time::Time;

/// Something that was done with a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Who it is.
    pub id: ItemId,
    /// When it was done last.
    pub at: Time,
    /// Whether a message was sent; otherwise a connection was opened.
    pub is_sent: bool,
    /// How often it was done that day.
    pub n_times: u32,
    /// The request of a collection that it was done with: its variables are those of that collection.
    pub item: Option<ItemId>,
    /// The request as it was, variables not resolved. A very long message is left out.
    pub request: Request,
}

impl Visit {
    /// Whether it has each of these words, given in small letters, in its name, its URL or what was sent.
    pub fn has(&self, words: &[&str]) -> bool {
        let Request { kind, url, message, socket_io, .. } = &self.request;
        let sent = match kind {
            Protocol::Raw => &message.text,
            Protocol::SocketIo => &socket_io.event.name,
        };
        let text = [self.request.title(), "\n", url, "\n", sent].concat().to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

/// One day, in local time.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// `2026-01-31`.
    pub date: String,
    /// What was done, oldest first.
    pub visits: Shared<Vec<Shared<Visit>>>,
    /// Whether it has changes that are not stored.
    pub is_dirty: bool,
}

/// All days, newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    days: Shared<Vec<Day>>,
}

impl History {
    /// A longer message is left out: the request is what one comes back for.
    pub const MAX_MESSAGE_BYTES: usize = 20_000;
    /// More than this is not kept: the oldest goes.
    pub const MAX_VISITS: usize = 500;

    /// All days, newest first.
    pub fn days(&self) -> &Shared<Vec<Day>> {
        &self.days
    }

    /// One visit.
    pub fn get(&self, id: ItemId) -> Option<&Visit> {
        self.days.iter().flat_map(|day| day.visits.iter()).find(|visit| visit.id == id).map(|visit| &**visit)
    }

    /// Takes down what was done. The same thing done again on one day is one entry.
    pub fn add(&mut self, zone_minutes: i32, visit: Visit) {
        let visit = Visit { request: short(&visit.request), ..visit };
        let day = self.day(&date(visit.at, zone_minutes));
        day.is_dirty = true;
        let visits = day.visits.edit();
        let is_same = |known: &Shared<Visit>| {
            (known.is_sent, known.item) == (visit.is_sent, visit.item) && known.request == visit.request
        };
        let visit = match visits.iter().rposition(is_same) {
            Some(place) => {
                let known = visits.remove(place);
                Visit { id: known.id, n_times: known.n_times + 1, ..visit }
            }
            None => visit,
        };
        visits.push(Shared::new(visit));
        self.drop_oldest();
    }

    /// Takes in what another page took down, or what was stored. Whether this page has something that the other has not.
    pub fn merge(&mut self, date: &str, theirs: Vec<Visit>) -> bool {
        let day = self.day(date);
        let mut has_more = day.visits.iter().any(|ours| theirs.iter().all(|theirs| theirs.id != ours.id));
        let visits = day.visits.edit();
        for theirs in theirs {
            match visits.iter_mut().find(|ours| ours.id == theirs.id) {
                None => visits.push(Shared::new(theirs)),
                Some(ours) if (theirs.at, theirs.n_times) > (ours.at, ours.n_times) => *ours = Shared::new(theirs),
                Some(ours) => has_more |= (theirs.at, theirs.n_times) != (ours.at, ours.n_times),
            }
        }
        visits.sort_by_key(|visit| visit.at);
        day.is_dirty |= has_more;
        has_more
    }

    /// Takes a day out.
    pub fn remove(&mut self, date: &str) -> Option<Day> {
        let place = self.days.iter().position(|day| day.date == date)?;
        Some(self.days.edit().remove(place))
    }

    /// Puts days back.
    pub fn put_back(&mut self, days: Vec<Day>) {
        for mut day in days {
            let theirs = day.visits.iter().map(|visit| Visit::clone(visit)).collect();
            day.is_dirty = true;
            self.merge(&day.date, theirs);
            self.day(&day.date).is_dirty = true;
        }
    }

    /// A day, to change it; it is made if there is none.
    pub fn day(&mut self, date: &str) -> &mut Day {
        let days = self.days.edit();
        // Dates sort as they are written.
        let place = days.iter().position(|day| *day.date <= *date).unwrap_or(days.len());
        if days.get(place).is_none_or(|day| day.date != date) {
            days.insert(place, Day { date: date.to_string(), visits: Shared::default(), is_dirty: false });
        }
        &mut days[place]
    }

    fn drop_oldest(&mut self) {
        let n_visits: usize = self.days.iter().map(|day| day.visits.len()).sum();
        for _ in History::MAX_VISITS..n_visits {
            if let Some(day) = self.days.edit().iter_mut().rev().find(|day| !day.visits.is_empty()) {
                day.visits.edit().remove(0);
                day.is_dirty = true;
            }
        }
    }
}

/// The same, without a message that is very long.
fn short(request: &Request) -> Request {
    let mut request = request.clone();
    let args = &mut request.socket_io.event.args;
    for message in std::iter::once(&mut request.message).chain(args) {
        if message.text.len() > History::MAX_MESSAGE_BYTES {
            *message = Message { format: message.format, text: String::new() };
        }
    }
    request
}

/// The date of a moment, in local time: `2026-01-31`. (Days from civil, H. Hinnant: chrono-compatible low-level date
/// algorithms, 2021.)
pub fn date(at: Time, zone_minutes: i32) -> String {
    let days = (at.millis() as i64 + i64::from(zone_minutes) * 60_000).div_euclid(86_400_000) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// How a day is called at some moment: `Today`, `Yesterday`, `11 November 2026`.
pub fn day_name(day: &str, now: Time, zone_minutes: i32) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAY_MICROS: u64 = 86_400_000_000;
    if day == date(now, zone_minutes) {
        return "Today".into();
    }
    if day == date(Time(now.0.saturating_sub(DAY_MICROS)), zone_minutes) {
        return "Yesterday".into();
    }
    let mut parts = day.split('-');
    let (Some(year), Some(month), Some(of_month)) = (parts.next(), parts.next(), parts.next()) else {
        return day.into();
    };
    match month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)) {
        Some(month) => format!("{} {month} {year}", of_month.trim_start_matches('0')),
        None => day.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::dice::Dice;

    fn visit(at: Time, request: Request, dice: &mut Dice) -> Visit {
        Visit { id: dice.id(), at, is_sent: false, n_times: 1, item: None, request }
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        let day = |millis: u64, zone| date(Time(millis * 1000), zone);
        assert_eq!(day(0, 0), "1970-01-01");
        assert_eq!(day(951_782_400_000, 0), "2000-02-29");
        assert_eq!(day(1_767_225_599_999, 0), "2025-12-31");
        assert_eq!(day(1_767_225_599_999, 60), "2026-01-01");
        assert_eq!(day(1_767_225_600_000, -60), "2025-12-31");
    }

    #[test]
    fn days_are_called_as_people_call_them() {
        let now = Time(1_767_225_599_999_000);
        let name = |day: &str, zone| day_name(day, now, zone);
        assert_eq!(name("2025-12-31", 0), "Today");
        assert_eq!(name("2025-12-30", 0), "Yesterday");
        assert_eq!(name("2025-12-31", 60), "Yesterday");
        assert_eq!(name("2025-11-01", 0), "1 November 2025");
        assert_eq!(name("2026-01-01", 0), "1 January 2026", "another page may be ahead");
        assert_eq!([name("2025-13-01", 0), name("soon", 0)], ["2025-13-01", "soon"]);
    }

    #[test]
    fn what_was_done_is_found_by_name_url_and_message() {
        let mut request = Request { name: "Echo".into(), url: "ws://host/path".into(), ..Request::default() };
        request.message.text = "Hello".into();
        request.socket_io.event.name = "chat".into();
        let mut visit = Visit { id: ItemId(1), at: Time(0), is_sent: true, n_times: 1, item: None, request };
        assert!(visit.has(&[]) && visit.has(&["echo", "host"]) && visit.has(&["hello"]));
        assert!(!visit.has(&["echo", "chat"]));
        visit.request.kind = Protocol::SocketIo;
        assert!(visit.has(&["chat"]) && !visit.has(&["hello"]));
    }

    #[test]
    fn the_same_thing_is_taken_down_once_a_day() {
        let (mut history, mut dice) = (History::default(), Dice::new(1));
        let request = |url: &str| Request { url: url.into(), ..Request::default() };
        for (second, url) in [(0, "a"), (1, "b"), (2, "a"), (90_000, "a")] {
            history.add(0, visit(Time(second * 1_000_000), request(url), &mut dice));
        }
        let shown: Vec<String> = history
            .days()
            .iter()
            .flat_map(|day| {
                day.visits.iter().map(move |visit| format!("{} {} {}", day.date, visit.request.url, visit.n_times))
            })
            .collect();
        assert_eq!(shown, ["1970-01-02 a 1", "1970-01-01 b 1", "1970-01-01 a 2"]);
    }

    #[test]
    fn the_oldest_goes() {
        let (mut history, mut dice) = (History::default(), Dice::new(1));
        for number in 0..=History::MAX_VISITS as u64 {
            let request = Request { url: number.to_string(), ..Request::default() };
            history.add(0, visit(Time(number * 3_600_000_000), request, &mut dice));
        }
        let all: Vec<_> = history.days().iter().flat_map(|day| day.visits.iter()).collect();
        assert_eq!(all.len(), History::MAX_VISITS);
        assert!(all.iter().all(|visit| visit.request.url != "0"));
    }
}

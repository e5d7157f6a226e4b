//! All number wording: 12 ms, 4.8 kB, 18,241.

use crate::time::Time;

/// `18241` as `18,241`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 message`, `18,241 messages`.
pub fn messages(n: u64) -> String {
    match n {
        1 => "1 message".to_string(),
        n => format!("{} messages", count(n)),
    }
}

/// Bytes in powers of 1000: `214 B`, `4.8 kB`, `64.0 kB`, `2.1 MB`.
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if n < 1000 {
        return format!("{n} B");
    }
    // In tenths of the unit, rounded. No floats: what formats them is larger than all of this file.
    let mut tenths = n.saturating_add(50) / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths = (tenths + 500) / 1000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// A span of time: `0.4 ms` below ten milliseconds, `12 ms`, `1.0 s`, `2 m 05 s`, `1 h 02 m`.
pub fn span(micros: u64) -> String {
    let millis = micros / 1000;
    match millis {
        0 if micros == 0 => "0 ms".to_string(),
        0..10 => format!("{millis}.{} ms", micros / 100 % 10),
        10..1000 => format!("{millis} ms"),
        1000..60_000 => format!("{}.{} s", millis / 1000, millis / 100 % 10),
        60_000..3_600_000 => format!("{} m {:02} s", millis / 60_000, millis / 1000 % 60),
        _ => format!("{} h {:02} m", millis / 3_600_000, millis / 60_000 % 60),
    }
}

/// How long something has lasted: `00:12:41`.
pub fn uptime(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The time of day with milliseconds, `14:03:07.412`, `zone_minutes` east of UTC.
pub fn clock(at: Time, zone_minutes: i32) -> String {
    let local = at.millis() as i64 + i64::from(zone_minutes) * 60_000;
    let millis = local.rem_euclid(86_400_000);
    let (seconds, millis) = (millis / 1000, millis % 1000);
    format!("{:02}:{:02}:{:02}.{millis:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The time of day, `14:03`, `zone_minutes` east of UTC.
pub fn hours(at: Time, zone_minutes: i32) -> String {
    let mut clock = clock(at, zone_minutes);
    clock.truncate("14:03".len());
    clock
}

/// The whole moment in ISO 8601 with its zone: `2026-01-07T14:02:11.482+01:00`.
pub fn iso(at: Time, zone_minutes: i32) -> String {
    let local = at.millis() as i64 + i64::from(zone_minutes) * 60_000;
    let (year, month, day) = date(local.div_euclid(86_400_000));
    let sign = if zone_minutes < 0 { '-' } else { '+' };
    let zone = zone_minutes.abs();
    let clock = clock(at, zone_minutes);
    format!("{year:04}-{month:02}-{day:02}T{clock}{sign}{:02}:{:02}", zone / 60, zone % 60)
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar: Howard Hinnant's
/// `civil_from_days`.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_worded() {
        assert_eq!([count(0), count(999), count(1000), count(1_000_000)], ["0", "999", "1,000", "1,000,000"]);
        assert_eq!([messages(1), messages(0)], ["1 message", "0 messages"]);
        assert_eq!([bytes(214), bytes(4800), bytes(64_000), bytes(999_999)], ["214 B", "4.8 kB", "64.0 kB", "1.0 MB"]);
        assert_eq!([span(0), span(412), span(12_900), span(999_999)], ["0 ms", "0.4 ms", "12 ms", "999 ms"]);
        assert_eq!([span(1_000_000), span(125_000_000)], ["1.0 s", "2 m 05 s"]);
        assert_eq!(uptime(761), "00:12:41");
    }

    #[test]
    fn moments_are_local_and_keep_milliseconds() {
        let at = Time::from_millis(1_767_790_931_482.5);
        assert_eq!(clock(at, 0), "13:02:11.482");
        assert_eq!(hours(at, -60), "12:02");
        assert_eq!(iso(at, 60), "2026-01-07T14:02:11.482+01:00");
        assert_eq!(iso(at, -14 * 60), "2026-01-06T23:02:11.482-14:00");
        assert_eq!(iso(Time(951_782_400_000_000), 0), "2000-02-29T00:00:00.000+00:00");
    }
}

//! A moment, as the caller's clock gives it.

/// Microseconds since a start of the caller's choice. Only differences matter; a clock that is set back loses nothing
/// but the precision of deadlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub u64);

impl Time {
    /// A moment so many whole milliseconds after the start.
    pub const fn from_millis(millis: u64) -> Time {
        Time(millis.saturating_mul(1000))
    }

    /// Whole milliseconds since the start, cut.
    pub const fn millis(self) -> u64 {
        self.0 / 1000
    }

    /// This moment and so many milliseconds more.
    pub const fn plus_millis(self, millis: u64) -> Time {
        Time(self.0.saturating_add(millis.saturating_mul(1000)))
    }

    /// Microseconds from `earlier` to here; 0 if the clock was set back.
    pub const fn micros_since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_time_overflows() {
        assert_eq!(Time::from_millis(3).plus_millis(4), Time(7000));
        assert_eq!(Time(u64::MAX).plus_millis(u64::MAX), Time(u64::MAX));
        assert_eq!(Time(3).micros_since(Time(9)), 0);
    }
}

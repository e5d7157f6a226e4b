//! A moment, as the drivers read it from the browser's clock and hand it in.

use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Time(pub u64);

impl Time {
    /// A moment so many milliseconds after 1970, fractions kept down to a microsecond; what is not a time becomes 0.
    pub fn from_millis(millis: f64) -> Time {
        Time((millis * 1000.0).max(0.0) as u64)
    }

    /// Milliseconds since 1970, cut.
    pub fn millis(self) -> u64 {
        self.0 / 1000
    }

    /// This moment and so many milliseconds more.
    pub fn plus_millis(self, millis: u64) -> Time {
        Time(self.0.saturating_add(millis.saturating_mul(1000)))
    }

    /// Microseconds from `earlier` to here; 0 when the clock was set back.
    pub fn micros_since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds from `earlier` to here; 0 when the clock was set back.
    pub fn seconds_since(self, earlier: Time) -> u64 {
        self.micros_since(earlier) / 1_000_000
    }
}

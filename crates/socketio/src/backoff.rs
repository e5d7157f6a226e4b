//! How long to wait before connecting again: delays that double up to a limit, with chance from a seed.

/// What the delays are made of; the defaults are those of the official client.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    /// The first delay in milliseconds.
    pub min_millis: u64,
    /// No delay is longer, chance included.
    pub max_millis: u64,
    /// From 0 to 1: the part of a delay that chance may add or take away. Anything else is taken as 0.
    pub jitter: f64,
}

impl Default for Backoff {
    fn default() -> Backoff {
        Backoff { min_millis: 1000, max_millis: 5000, jitter: 0.5 }
    }
}

impl Backoff {
    /// Milliseconds to wait before an attempt, counted from 0; `random` is from 0 to below 1 (section 10 of the notes
    /// on the protocol). The limit cuts after chance, and large attempts stay at the limit.
    pub fn delay_millis(&self, attempt: u32, random: f64) -> u64 {
        // 2^1023 is the largest power of two that is a number; the product may be infinite, and is then cut.
        let base = self.min_millis as f64 * 2_f64.powi(attempt.min(1023) as i32);
        let jitter = if (0.0..=1.0).contains(&self.jitter) { self.jitter } else { 0.0 };
        let random = random.clamp(0.0, 1.0);
        let deviation = (random * jitter * base).floor();
        let is_longer = (random * 10.0) as u64 % 2 == 1;
        let delay = match is_longer {
            true => base + deviation,
            // Both may be infinite; so is their difference then.
            false if base.is_infinite() => base,
            false => base - deviation,
        };
        delay.min(self.max_millis as f64) as u64
    }
}

/// Chance from a seed: SplitMix64 (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone, Default)]
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    pub fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_limit() {
        let backoff = Backoff { jitter: 0.0, ..Backoff::default() };
        let delays = [0, 1, 2, 3, 50, 1023, 5000, u32::MAX].map(|attempt| backoff.delay_millis(attempt, 0.7));
        assert_eq!(delays, [1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000]);
    }

    #[test]
    fn chance_never_passes_the_limit() {
        let mut chance = Chance(3);
        for attempt in (0..40).chain([1022, 1023, 1024, u32::MAX]) {
            for _ in 0..50 {
                let delay = Backoff::default().delay_millis(attempt, chance.fraction());
                assert!((500..=5000).contains(&delay), "{attempt}: {delay}");
            }
        }
    }

    #[test]
    fn wrong_settings_do_no_harm() {
        let backoff = Backoff { min_millis: u64::MAX, max_millis: 7, jitter: f64::NAN };
        assert_eq!(backoff.delay_millis(u32::MAX, f64::NAN), 7);
        assert_eq!(Backoff { min_millis: 0, ..Backoff::default() }.delay_millis(u32::MAX, 0.3), 0);
    }
}

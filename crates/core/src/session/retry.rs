//! When to try again: waits that double up to a limit, with some chance in them.

use crate::wire::Reconnect;

/// Chance from a seed: SplitMix64 (Steele, Lea and Flood, 2014).
#[derive(Debug, Default)]
pub(super) struct Chance(pub(super) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Milliseconds to wait before an attempt, counted from 1: doubled each time, made up to `jitter_percent` shorter or
/// longer, never above the largest interval.
pub(super) fn delay_millis(reconnect: &Reconnect, attempt: u32, chance: &mut Chance) -> u64 {
    let largest = u64::from(reconnect.max_interval_millis.max(reconnect.interval_millis));
    let doublings = attempt.saturating_sub(1).min(31);
    let delay = (u64::from(reconnect.interval_millis) << doublings).min(largest);
    let spread = delay * u64::from(reconnect.jitter_percent.min(100)) / 100;
    let shifted = delay - spread + chance.next() % (2 * spread + 1);
    shifted.min(largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(jitter_percent: u32, seed: u64) -> Vec<u64> {
        let reconnect = Reconnect { n_attempts: 0, interval_millis: 1000, max_interval_millis: 5000, jitter_percent };
        let mut chance = Chance(seed);
        [1, 2, 3, 4, 5, 100, u32::MAX].map(|attempt| delay_millis(&reconnect, attempt, &mut chance)).to_vec()
    }

    #[test]
    fn waits_double_up_to_the_limit() {
        assert_eq!(delays(0, 7), [1000, 2000, 4000, 5000, 5000, 5000, 5000]);
    }

    #[test]
    fn chance_stays_within_its_bounds_and_below_the_limit() {
        for seed in 0..200 {
            let delays = delays(50, seed);
            assert!((500..=1500).contains(&delays[0]) && (1000..=3000).contains(&delays[1]), "{delays:?}");
            assert!(delays[2..].iter().all(|delay| (2000..=5000).contains(delay)), "{delays:?}");
        }
        assert_ne!(delays(50, 1), delays(50, 2));
        assert_eq!(delays(50, 1), delays(50, 1));
    }
}

//! Random numbers from a seed: ids that two pages do not share, and the numbers of revisions.

use crate::ids::ItemId;

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). Not for secrets.
#[derive(Debug, Clone, Default)]
pub struct Dice(u64);

impl Dice {
    /// Dice that the driver's seed makes unlike those of any other page.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// An id that nothing has yet.
    pub fn id(&mut self) -> ItemId {
        ItemId(self.roll() >> 16)
    }

    /// The number of a revision.
    pub fn rev(&mut self) -> u32 {
        (self.roll() >> 32) as u32
    }
}

/// A number that follows from another one and looks like none other.
pub fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

//! Newtypes for what is counted, so that two counts are never mixed up.

use serde::{Deserialize, Serialize};

/// One tab of the page, unique while the page lives and stored with its draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TabId(pub u32);

/// Something in the library, unique among all of it: a collection, an environment, a folder, a request, a variable; or a
/// visit of the history. 48 random bits, so that two pages never give the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ItemId(pub u64);

impl std::fmt::Display for ItemId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:012x}", self.0)
    }
}

/// The place of one message in its session's log: given once, in order, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Seq(pub u64);

/// One socket or one HTTP exchange of a session. Never given twice, so that what an abandoned one still says is ignored:
/// above the lowest 40 bits stands the number of its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Link(pub u64);

impl Link {
    /// The first one of a connection, counted from 1.
    pub fn first_of(connection: u32) -> Link {
        Link(u64::from(connection) << 40)
    }
}

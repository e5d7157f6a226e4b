//! Newtypes for what is counted, so that two counts are never mixed up.

use serde::{Deserialize, Serialize};

/// One tab of the page, unique while the page lives and stored with its draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TabId(pub u32);

/// The place of one message in its session's log: given once, in order, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Seq(pub u64);

/// One socket of a session. A new one is made for each attempt, so that what an abandoned socket still says is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Link(pub u32);

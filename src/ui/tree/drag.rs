//! Where a row that is dragged would fall: without a browser.

use super::cursor::{end_of, position};
use super::{DropPlace, TreeRow};

/// So much of a branch at its upper and lower edge stands for the places before and after it.
const EDGE_SHARE: f64 = 0.25;

/// Where a row would fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Landing {
    /// In relation to which row.
    pub target: u64,
    /// Where in relation to it.
    pub place: DropPlace,
    /// The row on which it is drawn: another one only below the last row.
    pub drawn_on: u64,
}

/// Where it would fall with the pointer over the row at `over`, at `share` of its height.
pub(super) fn landing(rows: &[TreeRow], dragged: u64, over: usize, share: f64) -> Option<Landing> {
    let row = rows.get(over)?;
    if position(rows, dragged).is_some_and(|at| (at..end_of(rows, at)).contains(&over)) {
        // Nothing falls into itself.
        return None;
    }
    let place = match row.open {
        None if share < 0.5 => DropPlace::Before,
        None => DropPlace::After,
        Some(_) if share < EDGE_SHARE => DropPlace::Before,
        // Below the head of an open branch is its first row, not what comes after the branch.
        Some(false) if share > 1.0 - EDGE_SHARE => DropPlace::After,
        Some(_) => DropPlace::Inside,
    };
    Some(Landing { target: row.id, place, drawn_on: row.id })
}

/// Where it would fall with the pointer below the last row: after the last root.
pub(super) fn landing_below(rows: &[TreeRow], dragged: u64) -> Option<Landing> {
    let root = rows.iter().rfind(|row| row.level <= 1)?;
    let last = rows.last()?;
    (root.id != dragged).then_some(Landing { target: root.id, place: DropPlace::After, drawn_on: last.id })
}

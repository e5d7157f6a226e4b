//! Where the keyboard is in a tree, and where a key takes it: without a browser.

use std::rc::Rc;

use super::TreeRow;

/// What a row is looked for among, on either side of one that is gone.
const MAX_AWAY: usize = 64;

/// The row the keyboard is on.
///
/// Invariant: `at` is a place among `rows`, or 0 if there are none.
pub(super) struct Cursor {
    rows: Rc<[TreeRow]>,
    at: usize,
}

/// What a key does.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stride {
    /// The cursor goes to that place.
    To(usize),
    /// The branch under the cursor opens or closes.
    Toggle(bool),
}

impl Cursor {
    /// No rows yet.
    pub(super) fn new() -> Self {
        Self { rows: Rc::new([]), at: 0 }
    }

    /// The place.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes to a place, or to the last one there is.
    pub(super) fn go(&mut self, at: usize) {
        self.at = at.min(self.rows.len().saturating_sub(1));
    }

    /// Goes to a row, if there is one of that id; says whether.
    pub(super) fn go_to(&mut self, id: u64) -> bool {
        let at = position(&self.rows, id);
        self.at = at.unwrap_or(self.at);
        at.is_some()
    }

    /// These are the rows now. It stays on its own, or on what has taken its place.
    pub(super) fn adopt(&mut self, rows: &Rc<[TreeRow]>) {
        if Rc::ptr_eq(&self.rows, rows) {
            return;
        }
        self.at = match self.rows.get(self.at).map(|row| position(rows, row.id)) {
            Some(Some(at)) => at,
            Some(None) => self.nearest(rows).unwrap_or(self.at),
            None => 0,
        };
        self.rows = Rc::clone(rows);
        self.go(self.at);
    }

    /// What is nearest to a row that is gone: the branch that was closed over it, else the row that came after it, else
    /// the one before it.
    fn nearest(&self, rows: &[TreeRow]) -> Option<usize> {
        let mut at = self.at;
        while let Some(above) = parent(&self.rows, at) {
            let found = position(rows, self.rows.get(above)?.id);
            if let Some(found) = found {
                if rows.get(found).is_some_and(|row| row.open == Some(false)) {
                    return Some(found);
                }
                break;
            }
            at = above;
        }
        let (before, after) = (self.rows.get(..self.at)?, self.rows.get(self.at + 1..)?);
        let find = |row: &TreeRow| position(rows, row.id);
        let next = after.iter().take(MAX_AWAY).find_map(find);
        next.or_else(|| before.iter().rev().take(MAX_AWAY).find_map(find))
    }
}

/// The place of a row.
pub(super) fn position(rows: &[TreeRow], id: u64) -> Option<usize> {
    rows.iter().position(|row| row.id == id)
}

/// The place of the branch a row is in.
pub(super) fn parent(rows: &[TreeRow], at: usize) -> Option<usize> {
    let level = rows.get(at)?.level;
    rows.get(..at)?.iter().rposition(|row| row.level < level)
}

/// One more than the place of the last row that is in a branch, or is it.
pub(super) fn end_of(rows: &[TreeRow], at: usize) -> usize {
    let Some(row) = rows.get(at) else { return at };
    let n_below = rows.iter().skip(at + 1).take_while(|below| below.level > row.level).count();
    at + 1 + n_below
}

/// What a key without others held does, per the tree pattern of the WAI-ARIA Authoring Practices.
pub(super) fn stride(rows: &[TreeRow], at: usize, key: &str) -> Option<Stride> {
    let row = rows.get(at)?;
    let last = rows.len() - 1;
    let is_parent = end_of(rows, at) > at + 1;
    let to = match (key, row.open) {
        ("ArrowDown", _) => (at + 1).min(last),
        ("ArrowUp", _) => at.saturating_sub(1),
        ("Home", _) => 0,
        ("End", _) => last,
        ("ArrowRight", Some(false)) => return Some(Stride::Toggle(true)),
        ("ArrowRight", _) if is_parent => at + 1,
        ("ArrowRight", _) => at,
        ("ArrowLeft", Some(true)) => return Some(Stride::Toggle(false)),
        ("ArrowLeft", _) => parent(rows, at).unwrap_or(at),
        _ => return None,
    };
    Some(Stride::To(to))
}

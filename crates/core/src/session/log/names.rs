//! Event names, each kept once.

use std::collections::BTreeMap;

/// An event name of a log; [`NameId::NONE`] for what is no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameId(u16);

impl NameId {
    /// No name.
    pub const NONE: NameId = NameId(0);

    /// Its place in [`Names::iter`]; nothing for no name.
    pub fn index(self) -> Option<usize> {
        usize::from(self.0).checked_sub(1)
    }
}

/// The names, in the order they were first seen. After so many that 16 bits cannot count them, all others share one.
#[derive(Debug, Default)]
pub struct Names {
    list: Vec<String>,
    ids: BTreeMap<String, NameId>,
}

impl Names {
    const MAX: usize = u16::MAX as usize - 1;

    /// The id of a name.
    pub fn id(&mut self, name: &str) -> NameId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        if self.list.len() >= Names::MAX {
            return NameId(Names::MAX as u16);
        }
        let name = if self.list.len() + 1 == Names::MAX { "(other events)" } else { name };
        self.list.push(name.to_string());
        let id = NameId(self.list.len() as u16);
        self.ids.insert(name.to_string(), id);
        id
    }

    /// The name of an id.
    pub fn get(&self, id: NameId) -> Option<&str> {
        self.list.get(id.index()?).map(String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_once_and_never_run_out() {
        let mut names = Names::default();
        let first = names.id("tick");
        for index in 0..70_000 {
            names.id(&index.to_string());
        }
        assert_eq!((names.id("tick"), names.get(first)), (first, Some("tick")));
        let late = names.id("late");
        assert_eq!((names.id("later"), names.get(late)), (late, Some("(other events)")));
        assert_eq!((names.get(NameId::NONE), names.len()), (None, Names::MAX));
    }
}

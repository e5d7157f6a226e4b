//! How much of the browser's storage is used, and by what.

use super::App;
use super::backup::counted;
use super::keeping::size;
use super::library::document::Kind;
use super::stored;

/// What the storage of one origin holds in Chromium, Firefox and Safari, in UTF-16 units. None of them tells it.
pub const N_LIMIT: u64 = 5 * 1024 * 1024;

/// How much room is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Enough.
    Enough,
    /// A fifth, or less.
    Short,
    /// Next to nothing.
    NearlyFull,
    /// This page may not write: another one does.
    ReadOnly,
    /// The browser keeps nothing for this page.
    None,
}

impl App {
    /// How much room is left for what this page keeps.
    pub fn room(&self) -> Room {
        match (&self.environment.storage_problem, self.n_used() * 100 / N_LIMIT) {
            (Some(_), _) => Room::None,
            (None, _) if !self.environment.can_write => Room::ReadOnly,
            (None, 95..) => Room::NearlyFull,
            (None, 80..) => Room::Short,
            (None, _) => Room::Enough,
        }
    }

    /// What is kept, in words, each with its size in UTF-16 units: `3 collections`. It is all written out for that.
    pub fn kept(&self) -> Vec<(String, u64)> {
        let mut kept = Vec::new();
        for kind in [Kind::Collection, Kind::Environment] {
            let documents = self.workspace.library.of_kind(kind);
            let sizes =
                documents.iter().map(|document| size(&stored::write(&stored::convert::from_document(document))));
            kept.push((counted(documents.len(), kind.name()), sizes.sum()));
        }
        let days = self.workspace.history.days();
        let sizes = days.iter().map(|day| size(&stored::write(&stored::convert::from_visits(&day.visits))));
        kept.push((format!("History of {}", counted(days.len(), "day")), sizes.sum()));
        kept.push((counted(self.tabs.open().len(), "open tab"), size(&stored::write(&self.stored_tabs()))));
        kept
    }
}

//! How what several pages write becomes one.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::library::document::{Kind, Merged};
use crate::app::notices::Action;
use crate::app::stored::{self, StoredError, v1};
use crate::app::workspace::GLOBALS;
use crate::ids::ItemId;

use super::HISTORY;

impl App {
    /// Writes what this page has of a key, with what stands there merged into it.
    pub(super) fn take_turn(&mut self, key: &str, text: Option<&str>, effects: &mut Vec<Effect>) {
        if let Some(date) = key.strip_prefix(HISTORY) {
            let theirs = text.map(stored::read::<v1::Day>);
            match theirs {
                Some(Ok(theirs)) => {
                    self.workspace.history.merge(date, stored::convert::to_visits(theirs));
                }
                Some(Err(error)) => self.not_read(key, text.unwrap_or_default(), &error, effects),
                None => {}
            }
            let day = self.workspace.history.day(date);
            if day.visits.is_empty() {
                self.workspace.history.remove(date);
                effects.push(Effect::Remove { key: key.to_string() });
            } else if !self.keeping.newer.iter().any(|newer| newer == key) {
                let value = stored::write(&stored::convert::from_visits(&day.visits));
                effects.push(Effect::Save { key: key.to_string(), value });
            }
            return;
        }
        let Some(id) = self.document_of(key) else { return };
        match text.map(stored::read::<v1::Document>) {
            Some(Ok(theirs)) => self.merge(id, theirs),
            Some(Err(error)) => self.not_read(key, text.unwrap_or_default(), &error, effects),
            None => {}
        }
        if let Some(document) = self.workspace.library.edit(id)
            && !self.keeping.newer.iter().any(|newer| newer == key)
        {
            document.forget(self.now);
            let value = stored::write(&stored::convert::from_document(document));
            effects.push(Effect::Save { key: key.to_string(), value });
        }
    }

    /// Takes in what another page wrote.
    pub(super) fn changed_elsewhere(&mut self, key: &str, text: Option<&str>, effects: &mut Vec<Effect>) {
        if key.is_empty() {
            // All of it was cleared. What this page has is still here: it is stored again.
            let text =
                "This browser's storage was cleared from elsewhere. What this page shows is kept and stored again.";
            self.notices.problem(text, Some(Action::Download));
            for id in self.workspace.library.documents().iter().map(|document| document.id).collect::<Vec<_>>() {
                if let Some(document) = self.workspace.library.edit(id) {
                    document.is_dirty = document.entries().len() > 1;
                }
            }
            self.keeping.are_tabs_dirty = true;
            return;
        }
        if let Some(date) = key.strip_prefix(HISTORY) {
            match text.map(stored::read::<v1::Day>) {
                Some(Ok(theirs)) => {
                    self.workspace.history.merge(date, stored::convert::to_visits(theirs));
                }
                // A broken value is said, and set aside, by who writes the key next.
                Some(Err(_)) => {}
                None if !self.workspace.history.day(date).is_dirty => {
                    self.workspace.history.remove(date);
                }
                None => {}
            }
            return;
        }
        let (what, _) = key.split_once('/').unwrap_or((key, ""));
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.prefix() == what) else { return };
        let known = self.document_of(key);
        match (text.map(stored::read::<v1::Document>), known) {
            (Some(Ok(theirs)), Some(id)) => self.merge(id, theirs),
            (Some(Ok(theirs)), None) => self.workspace.library.add(stored::convert::to_document(kind, theirs)),
            (Some(Err(error @ StoredError::Newer { .. })), _) => {
                self.not_read(key, text.unwrap_or_default(), &error, effects);
            }
            (Some(Err(StoredError::Unreadable(_))), _) => {}
            (None, Some(id)) if id != GLOBALS => {
                if self.workspace.library.document(id).is_some_and(|document| !document.is_dirty) {
                    self.workspace.library.remove(id);
                }
            }
            (None, _) => {}
        }
    }

    pub(super) fn document_of(&self, key: &str) -> Option<ItemId> {
        let documents = self.workspace.library.documents();
        documents.iter().find(|document| document.key() == key).map(|document| document.id)
    }

    fn merge(&mut self, id: ItemId, theirs: v1::Document) {
        let Some(document) = self.workspace.library.edit(id) else { return };
        let theirs = stored::convert::to_document(document.kind, theirs);
        let Merged { n_both, .. } = document.merge(&theirs);
        if n_both > 0 {
            let words = if n_both == 1 { "One thing was" } else { "Some things were" };
            let text = format!("{words} changed in two pages at once, in {}: both versions are kept", document.name());
            self.notices.problem(text, None);
        }
    }
}

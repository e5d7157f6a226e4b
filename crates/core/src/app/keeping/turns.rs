//! How what several pages write becomes one.

use crate::app::App;
use crate::app::effect::Effect;
use crate::app::library::document::{Kind, Merged};
use crate::app::notices::Action;
use crate::app::shared::Shared;
use crate::app::stored::{self, StoredError, v1};
use crate::app::theme::Theme;
use crate::app::workspace::GLOBALS;
use crate::ids::ItemId;

use super::HISTORY;

impl App {
    /// Writes what this page has of a key, with what stands there merged into it.
    pub(super) fn take_turn(&mut self, key: &str, text: Option<&str>, effects: &mut Vec<Effect>) {
        self.found(key, text);
        if let Some(date) = key.strip_prefix(HISTORY) {
            return self.take_turn_of_day(date, text, effects);
        }
        let known = self.document_of(key);
        match (text.map(stored::read::<v1::Document>), known) {
            (Some(Ok(theirs)), Some(id)) => self.merge(id, theirs),
            (Some(Ok(theirs)), None) => {
                if let Some(kind) = kind_of(key) {
                    self.workspace.library.add(stored::convert::to_document(kind, theirs));
                }
            }
            (Some(Err(error)), Some(_)) => self.not_read(key, text.unwrap_or_default(), &error, effects),
            (None, Some(id)) if id != GLOBALS => self.deleted_elsewhere(id),
            (Some(Err(_)) | None, _) => {}
        }
        if let Some(document) = known.and_then(|id| self.workspace.library.edit(id))
            && document.is_dirty
            && !self.keeping.is_locked(key)
        {
            document.forget(self.now);
            let value = stored::write(&stored::convert::from_document(document));
            effects.push(Effect::Save { key: key.to_string(), value });
        }
    }

    /// What could not be read may not stand there any more.
    fn found(&mut self, key: &str, text: Option<&str>) {
        let stands = |text_of: &str| text == Some(text_of);
        self.keeping.broken.retain(|broken| broken.key != key || stands(&broken.text) || !broken.is_stored);
    }

    fn take_turn_of_day(&mut self, date: &str, text: Option<&str>, effects: &mut Vec<Effect>) {
        let key = format!("{HISTORY}{date}");
        match text.map(stored::read::<v1::Day>) {
            Some(Ok(theirs)) => {
                self.workspace.history.merge(date, stored::convert::to_visits(theirs));
            }
            Some(Err(error)) => self.not_read(&key, text.unwrap_or_default(), &error, effects),
            None => {}
        }
        let day = self.workspace.history.day(date);
        if text.is_none() && !day.is_dirty {
            self.workspace.history.remove(date);
        } else if day.visits.is_empty() {
            self.workspace.history.remove(date);
            effects.push(Effect::Remove { key });
        } else if day.is_dirty && !self.keeping.is_locked(&key) {
            let value = stored::write(&stored::convert::from_visits(&day.visits));
            effects.push(Effect::Save { key, value });
        }
    }

    /// A document is not stored any more. With changes of this page it is stored again: nobody has seen them.
    fn deleted_elsewhere(&mut self, id: ItemId) {
        let Some(document) = self.workspace.library.document(id).filter(|document| document.was_stored) else { return };
        let name = document.name().to_string();
        if document.is_dirty {
            let text = format!("{name} was deleted in another page. It has changes of this page, and is kept.");
            return self.notices.problem(text, None);
        }
        let is_open = self.tabs.open().iter().any(|tab| self.collection_of(tab) == Some(id));
        self.workspace.library.remove(id);
        if is_open {
            let text = format!("{name} was deleted in another page. What is open of it stays, and can be saved again.");
            self.notices.problem(text, None);
        }
    }

    /// Takes in what another page wrote.
    pub(super) fn changed_elsewhere(&mut self, key: &str, text: Option<&str>, effects: &mut Vec<Effect>) {
        if key.is_empty() {
            return self.cleared_elsewhere(effects);
        }
        self.found(key, text);
        // What comes and goes may be older than what this page did since: then what stands there now tells.
        let look = Effect::TakeTurn { keys: vec![key.to_string()], is_leaving: false };
        if let Some(date) = key.strip_prefix(HISTORY) {
            match text.map(stored::read::<v1::Day>) {
                Some(Ok(theirs)) => {
                    self.workspace.history.merge(date, stored::convert::to_visits(theirs));
                }
                // A broken value is said, and set aside, by who writes the key next.
                Some(Err(_)) => {}
                None => effects.push(look),
            }
            return;
        }
        if kind_of(key).is_none() {
            return;
        }
        match (text.map(stored::read::<v1::Document>), self.document_of(key)) {
            (Some(Ok(theirs)), Some(id)) => self.merge(id, theirs),
            (Some(Ok(_)), None) | (None, Some(_)) => effects.push(look),
            (Some(Err(error @ StoredError::Newer { .. })), _) => {
                self.not_read(key, text.unwrap_or_default(), &error, effects);
            }
            (Some(Err(StoredError::Unreadable(_))), _) | (None, None) => {}
        }
    }

    /// All of it was cleared. What this page has is still here: it is stored again.
    fn cleared_elsewhere(&mut self, effects: &mut Vec<Effect>) {
        let text = "This browser's storage was cleared from elsewhere. What this page shows is kept and stored again.";
        self.notices.problem(text, Some(Action::Download));
        self.keeping.newer.clear();
        self.keeping.aside = Shared::default();
        for id in self.workspace.library.documents().iter().map(|document| document.id).collect::<Vec<_>>() {
            if let Some(document) = self.workspace.library.edit(id) {
                document.is_dirty = id != GLOBALS || document.entries().len() > 1;
                document.was_stored = false;
            }
        }
        let dates: Vec<String> = self.workspace.history.days().iter().map(|day| day.date.clone()).collect();
        for date in dates {
            self.workspace.history.day(&date).is_dirty = true;
        }
        self.keeping.are_tabs_dirty = true;
        if self.keeping.are_samples_known {
            self.save_setting(stored::SAMPLES_KEY, effects);
        }
        if self.theme != Theme::System {
            self.save_setting(stored::THEME_KEY, effects);
        }
        if !self.close_names.is_empty() {
            self.save_setting(stored::CLOSE_NAMES_KEY, effects);
        }
    }

    pub(in crate::app) fn document_of(&self, key: &str) -> Option<ItemId> {
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

/// What a document under this key is.
fn kind_of(key: &str) -> Option<Kind> {
    let (what, _) = key.split_once('/')?;
    Kind::ALL.into_iter().find(|kind| kind.prefix() == what)
}

//! What is kept in the browser: read at the start, written when it has changed, merged with what other pages write.

use super::backup::Backup;
use super::effect::Effect;
use super::library::document::{Document, Kind, Merged};
use super::msg::{Overlay, StorageMsg};
use super::notices::Action;
use super::shared::Shared;
use super::stored::{self, Stored, StoredError, v1};
use super::tabs::{Tab, Tabs};
use super::theme::Theme;
use super::workspace::{GLOBALS, no_globals};
use super::{App, ClosedTab};
use crate::ids::{ItemId, TabId};
use crate::time::Time;

/// What is to be stored, and since when.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    /// When the first of the changes was made that are not stored.
    changed_at: Option<Time>,
    /// Whether the tabs have changed.
    pub(super) are_tabs_dirty: bool,
    /// Whether the values for the session have changed.
    pub(super) are_secrets_dirty: bool,
    /// Whether a turn was asked for and has not come.
    is_waiting: bool,
    /// When what could not be stored is tried again.
    again_at: Option<Time>,
    /// The keys whose value is a newer release's: they are not overwritten.
    newer: Vec<String>,
    /// Other pages' tabs that this one has taken over: they go once this page's are stored.
    adopted: Vec<String>,
    /// What is set aside, with its size in UTF-16 units.
    pub(super) aside: Shared<Vec<(String, u64)>>,
    /// Whether the history is not stored: said once, not for each message.
    is_history_lost: bool,
    /// The UTF-16 units that everything of this origin takes.
    pub(super) n_used: u64,
}

impl Keeping {
    /// How long changes are gathered before they are stored.
    const SAVE_MILLIS: u64 = 400;
    /// How long it takes until what could not be stored is tried again.
    const AGAIN_MILLIS: u64 = 10_000;

    pub(super) fn deadline(&self) -> Option<Time> {
        let save = self.changed_at.filter(|_| !self.is_waiting).map(|at| at.plus_millis(Keeping::SAVE_MILLIS));
        match (save, self.again_at) {
            (Some(save), Some(again)) => Some(save.min(again)),
            (save, again) => save.or(again),
        }
    }
}

impl App {
    /// What is set aside because it could not be read: keys and sizes in UTF-16 units.
    pub fn aside(&self) -> &Shared<Vec<(String, u64)>> {
        &self.keeping.aside
    }

    /// The UTF-16 units that everything of this origin takes in the browser's storage.
    pub fn n_used(&self) -> u64 {
        self.keeping.n_used
    }

    /// Whether the browser promised not to clear the storage when space is short; nothing while it was not asked.
    pub fn is_persistent(&self) -> Option<bool> {
        self.is_persistent
    }

    /// Reads what was stored. What cannot be read is set aside, and said.
    pub(super) fn restore(&mut self, effects: &mut Vec<Effect>) {
        if let Some(problem) = &self.environment.storage_problem {
            let text = format!(
                "This browser keeps nothing for this page: {problem}. What you do here is lost when it closes."
            );
            self.notices.problem(text, Some(Action::Download));
        } else if !self.environment.can_write {
            let text = "Another page of Duplex is open, and on this address the browser cannot make two take turns. \
                        What you change here is not stored: use the other page, or close it and reload this one.";
            self.notices.problem(text, Some(Action::Download));
        }
        let stored = std::mem::take(&mut self.environment.stored);
        let aside = stored.iter().filter(|(key, _)| key.starts_with(ASIDE));
        self.keeping.aside = Shared::new(aside.map(|(key, value)| (key.clone(), size(value))).collect());
        self.keeping.n_used = self.environment.n_used;
        self.workspace.library.add(no_globals());
        let mut tabs: Vec<(String, v1::Tabs)> = Vec::new();
        for (key, text) in &stored {
            let (what, id) = key.split_once('/').unwrap_or((key, ""));
            match what {
                "collection" | "environment" | "globals" => {
                    let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.prefix() == what) else { continue };
                    if let Some(document) = self.read::<v1::Document>(key, text, &stored, effects) {
                        self.adopt(stored::convert::to_document(kind, document));
                    }
                }
                "history" => {
                    if let Some(day) = self.read::<v1::Day>(key, text, &stored, effects) {
                        self.workspace.history.merge(id, stored::convert::to_visits(day));
                        self.workspace.history.day(id).is_dirty = false;
                    }
                }
                "tabs"
                    if id == self.environment.page || !self.environment.other_pages.iter().any(|page| page == id) =>
                {
                    if let Some(of_page) = self.read::<v1::Tabs>(key, text, &stored, effects) {
                        tabs.push((id.to_string(), of_page));
                    }
                }
                _ => match key.as_str() {
                    // The theme is a matter of taste: an unreadable one is chosen anew with a click.
                    stored::THEME_KEY => {
                        self.theme = stored::read(text).map_or(Theme::System, stored::convert::to_theme)
                    }
                    stored::CLOSE_NAMES_KEY => {
                        if let Some(names) = self.read::<v1::CloseNames>(key, text, &stored, effects) {
                            self.close_names = Shared::new(stored::convert::to_close_names(names));
                        }
                    }
                    _ => {}
                },
            }
        }
        let secrets = std::mem::take(&mut self.environment.session_stored);
        if let Some((_, text)) = secrets.iter().find(|(key, _)| key == stored::SECRETS_KEY)
            && let Ok(secrets) = stored::read(text)
        {
            self.workspace.secrets = Shared::new(stored::convert::to_secrets(secrets));
        }
        self.restore_tabs(tabs);
        let is_known = stored.iter().any(|(key, _)| key == stored::SAMPLES_KEY);
        if !is_known && !self.environment.demo_url.is_empty() {
            self.add_samples();
            if self.environment.can_write {
                let value = stored::write(&v1::Samples { added: true });
                effects.push(Effect::Save { key: stored::SAMPLES_KEY.into(), value });
            }
        }
    }

    /// The tabs of this page, and those of pages that are no more: nobody else would show them.
    fn restore_tabs(&mut self, mut stored: Vec<(String, v1::Tabs)>) {
        stored.sort_by_key(|(page, _)| *page != self.environment.page);
        if stored.is_empty() {
            // Somebody who opens a page beside another one sees what there is.
            let collections = self.workspace.library.of_kind(Kind::Collection).into_iter().map(|document| document.id);
            self.workspace.open = Shared::new(collections.collect());
        }
        let (mut open, mut closed, mut active) = (Vec::new(), Vec::new(), None);
        for (page, tabs) in stored {
            let is_own = page == self.environment.page;
            if !is_own {
                self.keeping.adopted.push(format!("tabs/{page}"));
                self.keeping.are_tabs_dirty = true;
            }
            let n_before = open.len() as u32;
            for (list, of_page) in [(&mut open, tabs.tabs), (&mut closed, tabs.closed)] {
                for tab in of_page {
                    let mut tab = stored::convert::to_tab(tab);
                    let is_front = tab.id.0 == tabs.active;
                    if n_before > 0 {
                        // Ids are this page's own: another page gave the same ones.
                        tab.id = TabId(tab.id.0 + 1_000 * (n_before + 1));
                    }
                    if is_front {
                        active.get_or_insert(tab.id);
                    }
                    list.push(tab);
                }
            }
            self.workspace.environment = self.workspace.environment.or(tabs.environment.map(ItemId));
            self.workspace.open.edit().extend(tabs.open.into_iter().map(ItemId));
        }
        // A blank one beside others says nothing.
        if open.len() > 1 && !self.keeping.adopted.is_empty() {
            let blank = Tab::new(TabId(0));
            let is_blank = |tab: &Tab| tab.request == blank.request && tab.origin.is_none();
            if open.iter().any(|tab| !is_blank(tab)) {
                open.retain(|tab| !is_blank(tab));
            }
        }
        self.tabs = Tabs::new(open, active.unwrap_or(TabId(0)));
        self.tabs.reserve(closed.iter().map(|tab| tab.id));
        self.closed = closed.into_iter().map(|tab| ClosedTab { index: usize::MAX, tab: Shared::new(tab) }).collect();
    }

    /// What stands under a key; what cannot be read is set aside, and said.
    fn read<T: Stored>(
        &mut self,
        key: &str,
        text: &str,
        stored: &[(String, String)],
        effects: &mut Vec<Effect>,
    ) -> Option<T> {
        match stored::read(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let known = stored.iter().any(|(other, value)| value == text && is_aside_of(other, key));
                if !known {
                    self.not_read(key, text, &error, effects);
                }
                None
            }
        }
    }

    /// Says that a value was not read, and keeps it where nothing overwrites it.
    fn not_read(&mut self, key: &str, text: &str, error: &StoredError, effects: &mut Vec<Effect>) {
        let what = words_of(key);
        match error {
            StoredError::Unreadable(_) => {
                let aside = format!("{ASIDE}{key}/{}", self.now.millis());
                let notice = format!(
                    "{what} was not restored: {error}. It is set aside in this browser's storage as {aside}: the storage \
                     meter at the foot of the page gives it to you as a file."
                );
                self.notices.problem(notice, None);
                self.keeping.aside.edit().push((aside.clone(), size(text)));
                effects.push(Effect::Save { key: aside, value: text.to_string() });
            }
            StoredError::Newer { .. } => {
                self.keeping.newer.push(key.to_string());
                let notice = format!(
                    "{what} was not restored: {error}. It stays as it is, and is not changed by this page. Reload to get \
                     the newer version."
                );
                self.notices.problem(notice, Some(Action::Download));
            }
        }
    }

    /// Notes what has changed, so that it is stored in a moment.
    pub(super) fn note_changes(&mut self) {
        let is_dirty = self.keeping.are_tabs_dirty || self.keeping.are_secrets_dirty || self.has_dirty();
        if is_dirty && self.environment.can_write {
            self.keeping.changed_at.get_or_insert(self.now);
        }
    }

    fn has_dirty(&self) -> bool {
        self.workspace.library.documents().iter().any(|document| document.is_dirty)
            || self.workspace.history.days().iter().any(|day| day.is_dirty)
    }

    /// Stores what has changed, if it is time.
    pub(super) fn save_if_due(&mut self, effects: &mut Vec<Effect>) {
        if self.keeping.deadline().is_some_and(|deadline| deadline <= self.now) {
            self.save(false, effects);
        }
    }

    /// Stores what has changed. What is this page's own at once; for what all pages share it waits for its turn.
    pub(super) fn save(&mut self, is_leaving: bool, effects: &mut Vec<Effect>) {
        self.keeping.again_at = None;
        if !self.environment.can_write || self.keeping.changed_at.is_none() && !self.has_dirty() {
            return;
        }
        self.keeping.changed_at = None;
        if std::mem::take(&mut self.keeping.are_secrets_dirty) {
            let value = stored::write(&stored::convert::from_secrets(&self.workspace.secrets));
            effects.push(Effect::SaveForSession { key: stored::SECRETS_KEY.into(), value });
        }
        let key = self.tabs_key();
        if self.keeping.are_tabs_dirty && !self.keeping.newer.contains(&key) {
            effects.push(Effect::Save { key, value: stored::write(&self.stored_tabs()) });
        }
        let keys = self.dirty_keys();
        if !keys.is_empty() && (is_leaving || !self.keeping.is_waiting) {
            self.keeping.is_waiting = !is_leaving;
            effects.push(Effect::TakeTurn { keys, is_leaving });
        }
    }

    fn dirty_keys(&self) -> Vec<String> {
        let documents = self.workspace.library.documents().iter().filter(|document| document.is_dirty);
        let days = self.workspace.history.days().iter().filter(|day| day.is_dirty);
        let keys = documents.map(|document| document.key()).chain(days.map(|day| format!("{HISTORY}{}", day.date)));
        keys.filter(|key| !self.keeping.newer.contains(key)).collect()
    }

    pub(super) fn tabs_key(&self) -> String {
        format!("tabs/{}", self.environment.page)
    }

    pub(super) fn stored_tabs(&self) -> v1::Tabs {
        v1::Tabs {
            active: self.tabs.active().0,
            tabs: self.tabs.open().iter().map(|tab| stored::convert::from_tab(tab)).collect(),
            closed: self.closed.iter().map(|closed| stored::convert::from_tab(&closed.tab)).collect(),
            environment: self.workspace.environment.map(|id| id.0),
            open: self.workspace.open.iter().map(|id| id.0).collect(),
        }
    }

    pub(super) fn storage_msg(&mut self, msg: StorageMsg, effects: &mut Vec<Effect>) {
        match msg {
            StorageMsg::Turn(found) => {
                self.keeping.is_waiting = false;
                let before = self.saved_requests();
                for (key, text) in found {
                    self.take_turn(&key, text.as_deref(), effects);
                }
                self.follow_saved(&before);
            }
            StorageMsg::Changed(key, text) => {
                let before = self.saved_requests();
                self.changed_elsewhere(&key, text.as_deref(), effects);
                self.follow_saved(&before);
            }
            StorageMsg::Saved(key) => self.saved(&key, effects),
            StorageMsg::Failed(key, why) => self.not_saved(&key, &why),
            StorageMsg::Used(n_used) => self.keeping.n_used = n_used,
            StorageMsg::Persisted(is_persistent) => self.is_persistent = Some(is_persistent),
            StorageMsg::Picked(name, Ok(text)) => match Backup::read(&name, &text) {
                Ok(backup) => {
                    self.backup = Some(Shared::new(backup));
                    self.workspace.overlay = Some(Overlay::Restore);
                }
                Err(problem) => self.not_picked(format!("Nothing was restored: {problem}")),
            },
            StorageMsg::Picked(name, Err(why)) => self.not_picked(format!("{name} was not read: {why}")),
        }
    }

    /// Says why a file is no backup, before everything else: behind a dialog nobody would hear of it.
    fn not_picked(&mut self, text: String) {
        self.workspace.overlay.take_if(|overlay| *overlay == Overlay::Storage);
        self.notices.problem(text, None);
    }

    /// Writes what this page has of a key, with what stands there merged into it.
    fn take_turn(&mut self, key: &str, text: Option<&str>, effects: &mut Vec<Effect>) {
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
    fn changed_elsewhere(&mut self, key: &str, text: Option<&str>, effects: &mut Vec<Effect>) {
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

    fn document_of(&self, key: &str) -> Option<ItemId> {
        let documents = self.workspace.library.documents();
        documents.iter().find(|document| document.key() == key).map(|document| document.id)
    }

    /// Takes in a document that was read at the start.
    fn adopt(&mut self, document: Document) {
        match self.workspace.library.edit(document.id) {
            Some(known) => {
                known.merge(&document);
                (known.is_dirty, known.was_stored) = (false, true);
            }
            None => self.workspace.library.add(document),
        }
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

    /// A value is stored: it is as this page has it.
    fn saved(&mut self, key: &str, effects: &mut Vec<Effect>) {
        if key == self.tabs_key() {
            self.keeping.are_tabs_dirty = false;
            for key in self.keeping.adopted.drain(..) {
                effects.push(Effect::Remove { key });
            }
        }
        if let Some(date) = key.strip_prefix(HISTORY) {
            self.workspace.history.day(date).is_dirty = false;
            self.keeping.is_history_lost = false;
        }
        if let Some(id) = self.document_of(key)
            && let Some(document) = self.workspace.library.edit(id)
        {
            document.stored();
        }
        if !self.keeping.are_tabs_dirty && !self.has_dirty() {
            self.notices.remove_offers_of(&Action::Download);
        }
    }

    fn not_saved(&mut self, key: &str, why: &str) {
        self.keeping.again_at = Some(self.now.plus_millis(Keeping::AGAIN_MILLIS));
        let name = match self.document_of(key).and_then(|id| self.workspace.library.document(id)) {
            Some(document) => document.name().to_string(),
            None if key.starts_with(HISTORY) && std::mem::replace(&mut self.keeping.is_history_lost, true) => return,
            None => words_of(key),
        };
        let text = format!(
            "{name} is not saved: {why}. It is lost when this page closes, unless you make room or download it."
        );
        self.notices.problem(text, Some(Action::Download));
    }
}

/// Where what cannot be read is kept.
const ASIDE: &str = "backup/";
const HISTORY: &str = "history/";

fn is_aside_of(aside: &str, key: &str) -> bool {
    aside.strip_prefix(ASIDE).and_then(|rest| rest.rsplit_once('/')).is_some_and(|(of, _)| of == key)
}

/// What a key holds, at the start of a sentence.
fn words_of(key: &str) -> String {
    match key.split_once('/').unwrap_or((key, "")) {
        ("collection", _) => "A collection",
        ("environment", _) => "An environment",
        ("globals", _) => "The list of global variables",
        ("tabs", _) => "The list of open tabs",
        ("history", date) => return format!("The history of {date}"),
        ("settings", "close-names") => "The list of names of close codes",
        ("settings" | "theme", _) => "A setting",
        _ => return format!("The value of {key}"),
    }
    .to_string()
}

/// The UTF-16 units of a text.
pub(super) fn size(text: &str) -> u64 {
    text.encode_utf16().count() as u64
}

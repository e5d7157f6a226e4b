//! What is kept in the browser: read at the start, written when it has changed, merged with what other pages write.

use super::App;
use super::backup::Backup;
use super::effect::Effect;
use super::msg::{Overlay, StorageMsg};
use super::notices::{Action, NoticeId};
use super::shared::Shared;
use super::stored::{self, v1};
use crate::time::Time;

mod start;
mod turns;

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
    /// What cannot be read and stands where it was found.
    broken: Vec<Broken>,
    /// The settings that are not stored.
    settings: Vec<&'static str>,
    /// Whether it is stored that the samples were added.
    are_samples_known: bool,
    /// What could not be stored, why, and the notice that says so.
    failed: Vec<(String, String, NoticeId)>,
    /// The UTF-16 units that everything of this origin takes.
    pub(super) n_used: u64,
}

/// A value that could not be read.
#[derive(Debug)]
struct Broken {
    key: String,
    text: String,
    /// The key under which it is set aside.
    aside: String,
    /// Whether it stands there. Invariant: before that nothing is written to its own key.
    is_stored: bool,
}

impl Keeping {
    /// How long changes are gathered before they are stored.
    const SAVE_MILLIS: u64 = 400;
    /// How long it takes until what could not be stored is tried again.
    const AGAIN_MILLIS: u64 = 10_000;

    /// Whether nothing may be written to a key.
    fn is_locked(&self, key: &str) -> bool {
        self.newer.iter().any(|newer| newer == key)
            || self.broken.iter().any(|broken| broken.key == key && !broken.is_stored)
    }

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

    /// Whether this page writes: it may, and it could read what stands there.
    pub(super) fn can_keep(&self) -> bool {
        self.environment.can_write && self.environment.storage_problem.is_none()
    }

    /// Notes what has changed, so that it is stored in a moment. What failed a moment ago waits until it is tried again, or
    /// until the person has changed something.
    pub(super) fn note_changes(&mut self, has_edits: bool) {
        if self.can_keep() && (has_edits || self.keeping.again_at.is_none()) && self.has_unsaved() {
            self.keeping.changed_at.get_or_insert(self.now);
        }
        if !self.keeping.failed.is_empty() {
            let failed = std::mem::take(&mut self.keeping.failed);
            let (still, settled) = failed.into_iter().partition(|(key, _, _)| self.is_unsaved_key(key));
            self.keeping.failed = still;
            for (_, _, notice) in settled {
                self.notices.take(notice);
            }
        }
    }

    fn has_unsaved(&self) -> bool {
        let is_open = |key: &str| !self.keeping.is_locked(key);
        self.keeping.are_tabs_dirty && is_open(&self.tabs_key())
            || self.keeping.are_secrets_dirty && is_open(stored::SECRETS_KEY)
            || self.keeping.settings.iter().any(|key| is_open(key))
            || self.keeping.broken.iter().any(|broken| !broken.is_stored)
            || !self.dirty_keys().is_empty()
    }

    fn is_unsaved_key(&self, key: &str) -> bool {
        self.keeping.are_tabs_dirty && key == self.tabs_key()
            || self.keeping.are_secrets_dirty && key == stored::SECRETS_KEY
            || self.keeping.settings.contains(&key)
            || self.keeping.broken.iter().any(|broken| broken.aside == key && !broken.is_stored)
            || self.dirty_keys().iter().any(|dirty| dirty == key)
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
        self.keeping.changed_at = None;
        if !self.can_keep() || !self.has_unsaved() {
            return;
        }
        for broken in self.keeping.broken.iter().filter(|broken| !broken.is_stored) {
            effects.push(Effect::Save { key: broken.aside.clone(), value: broken.text.clone() });
        }
        if self.keeping.are_secrets_dirty && !self.keeping.is_locked(stored::SECRETS_KEY) {
            self.keeping.are_secrets_dirty = false;
            let value = stored::write(&stored::convert::from_secrets(&self.workspace.secrets));
            effects.push(Effect::SaveForSession { key: stored::SECRETS_KEY.into(), value });
        }
        for key in self.keeping.settings.clone() {
            self.save_setting(key, effects);
        }
        let key = self.tabs_key();
        if self.keeping.are_tabs_dirty && !self.keeping.is_locked(&key) {
            effects.push(Effect::Save { key, value: stored::write(&self.stored_tabs()) });
        }
        let keys = self.dirty_keys();
        if !keys.is_empty() && (is_leaving || !self.keeping.is_waiting) {
            self.keeping.is_waiting = !is_leaving;
            effects.push(Effect::TakeTurn { keys, is_leaving });
        }
    }

    /// Stores a setting, which has changed.
    pub(super) fn save_setting(&mut self, key: &'static str, effects: &mut Vec<Effect>) {
        if !self.keeping.settings.contains(&key) {
            self.keeping.settings.push(key);
        }
        if self.keeping.is_locked(key) {
            return;
        }
        let value = match key {
            stored::THEME_KEY => stored::write(&stored::convert::from_theme(self.theme)),
            stored::CLOSE_NAMES_KEY => stored::write(&stored::convert::from_close_names(&self.close_names)),
            _ => stored::write(&v1::Samples { added: true }),
        };
        effects.push(Effect::Save { key: key.into(), value });
    }

    /// The keys that this page shares with others and that have changes, but for those that may not be written.
    fn dirty_keys(&self) -> Vec<String> {
        let documents = self.workspace.library.documents().iter().filter(|document| document.is_dirty);
        let days = self.workspace.history.days().iter().filter(|day| day.is_dirty);
        let keys = documents.map(|document| document.key()).chain(days.map(|day| format!("{HISTORY}{}", day.date)));
        keys.filter(|key| !self.keeping.is_locked(key)).collect()
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
            StorageMsg::Used(n_used) => {
                if n_used < self.keeping.n_used && self.keeping.again_at.is_some() {
                    // Somebody has made room.
                    self.keeping.again_at = Some(self.now);
                }
                self.keeping.n_used = n_used;
            }
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
        }
        self.keeping.settings.retain(|setting| *setting != key);
        self.keeping.broken.retain(|broken| broken.key != key);
        if let Some(broken) = self.keeping.broken.iter_mut().find(|broken| broken.aside == key) {
            broken.is_stored = true;
        }
        if let Some(id) = self.document_of(key)
            && let Some(document) = self.workspace.library.edit(id)
        {
            document.stored();
        }
    }

    /// Removes what was set aside; also where it was found, or it would be set aside again.
    pub(super) fn remove_aside(&mut self, aside: String, effects: &mut Vec<Effect>) {
        if let Some(place) = self.keeping.broken.iter().position(|broken| broken.aside == aside) {
            effects.push(Effect::Remove { key: self.keeping.broken.remove(place).key });
        }
        self.keeping.aside.edit().retain(|(known, _)| *known != aside);
        effects.push(Effect::Remove { key: aside });
    }

    fn not_saved(&mut self, key: &str, why: &str) {
        self.keeping.again_at = Some(self.now.plus_millis(Keeping::AGAIN_MILLIS));
        // A turn that failed does not come.
        self.keeping.is_waiting = false;
        if key == stored::SECRETS_KEY {
            self.keeping.are_secrets_dirty = true;
        }
        let is_history = key.starts_with(HISTORY);
        // The history is said once, not for each day; and who has read it need not read it at each attempt.
        let is_said = |(of, known, _): &(String, String, NoticeId)| {
            of == key && known == why || is_history && of.starts_with(HISTORY)
        };
        if self.keeping.failed.iter().any(is_said) {
            return;
        }
        let name = match self.document_of(key).and_then(|id| self.workspace.library.document(id)) {
            Some(document) => document.name().to_string(),
            None => words_of(key),
        };
        if !self.is_unsaved_key(key) {
            return self.notices.problem(format!("{name} is not removed: {why}."), None);
        }
        let (text, action) = match key.starts_with(ASIDE) {
            true => {
                let text = format!(
                    "What could not be read is not set aside yet: {why}. It stays where it is, and nothing is written over it."
                );
                (text, None)
            }
            false => {
                let text = format!(
                    "{name} is not saved: {why}. It is lost when this page closes, unless you make room or download it."
                );
                (text, Some(Action::Download))
            }
        };
        let notice = self.notices.lasting(text, action);
        self.keeping.failed.push((key.to_string(), why.to_string(), notice));
    }
}

/// Where what cannot be read is kept.
const ASIDE: &str = "backup/";
const HISTORY: &str = "history/";

/// The key of what stands aside under this one.
fn original_of(aside: &str) -> Option<&str> {
    Some(aside.strip_prefix(ASIDE)?.rsplit_once('/')?.0)
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
        ("secrets", _) => "What is kept for this session only",
        ("settings" | "theme", _) => "A setting",
        _ => return format!("The value of {key}"),
    }
    .to_string()
}

/// The UTF-16 units of a text.
pub(super) fn size(text: &str) -> u64 {
    text.encode_utf16().count() as u64
}

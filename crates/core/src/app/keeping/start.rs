//! What a page finds in the browser when it starts.

use crate::app::effect::Effect;
use crate::app::library::document::{Document, Kind};
use crate::app::notices::Action;
use crate::app::shared::Shared;
use crate::app::stored::{self, Stored, StoredError, v1};
use crate::app::tabs::{Tab, Tabs};
use crate::app::workspace::no_globals;
use crate::app::{App, ClosedTab};
use crate::ids::{ItemId, TabId};

use super::{ASIDE, Broken, original_of, size, words_of};

impl App {
    /// Reads what was stored. What cannot be read is set aside, and said.
    pub(in crate::app) fn restore(&mut self, effects: &mut Vec<Effect>) {
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
                    stored::THEME_KEY => match stored::read(text) {
                        Ok(theme) => self.theme = stored::convert::to_theme(theme),
                        // The theme is a matter of taste: an unreadable one is chosen anew with a click.
                        Err(StoredError::Unreadable(_)) => {}
                        Err(error @ StoredError::Newer { .. }) => self.not_read(key, text, &error, effects),
                    },
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
        if let Some((key, text)) = secrets.iter().find(|(key, _)| key == stored::SECRETS_KEY) {
            match stored::read(text) {
                Ok(secrets) => self.workspace.secrets = Shared::new(stored::convert::to_secrets(secrets)),
                Err(error @ StoredError::Newer { .. }) => self.not_read(key, text, &error, effects),
                // Not set aside: it is not to lie where it stays.
                Err(error @ StoredError::Unreadable(_)) => {
                    self.notices.problem(format!("{} was not restored: {error}. Enter it again.", words_of(key)), None);
                }
            }
        }
        self.restore_tabs(tabs);
        self.keeping.are_samples_known = stored.iter().any(|(key, _)| key == stored::SAMPLES_KEY);
        if !self.keeping.are_samples_known && !self.environment.demo_url.is_empty() {
            self.add_samples();
            self.keeping.are_samples_known = true;
            self.save_setting(stored::SAMPLES_KEY, effects);
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
                let is_copy = |(other, value): &&(String, String)| value == text && original_of(other) == Some(key);
                match stored.iter().find(is_copy) {
                    Some((aside, _)) => self.keeping.broken.push(Broken {
                        key: key.to_string(),
                        text: text.to_string(),
                        aside: aside.clone(),
                        is_stored: true,
                    }),
                    None => self.not_read(key, text, &error, effects),
                }
                None
            }
        }
    }

    /// Says that a value was not read, and keeps it where nothing overwrites it.
    pub(super) fn not_read(&mut self, key: &str, text: &str, error: &StoredError, effects: &mut Vec<Effect>) {
        let what = words_of(key);
        match error {
            StoredError::Unreadable(_) if !self.can_keep() => {
                self.notices.problem(format!("{what} was not restored: {error}. It stays as it is."), None);
            }
            StoredError::Unreadable(_) => {
                if self.keeping.broken.iter().any(|broken| broken.key == key && broken.text == text) {
                    return;
                }
                let aside = format!("{ASIDE}{key}/{}", self.now.millis());
                let notice = format!(
                    "{what} was not restored: {error}. It is set aside in this browser's storage as {aside}: the storage \
                     meter at the foot of the page gives it to you as a file."
                );
                self.notices.problem(notice, None);
                self.keeping.aside.edit().push((aside.clone(), size(text)));
                let broken =
                    Broken { key: key.to_string(), text: text.to_string(), aside: aside.clone(), is_stored: false };
                self.keeping.broken.push(broken);
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
}

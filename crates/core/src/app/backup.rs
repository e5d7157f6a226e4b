//! All that is kept in this browser as one file, and back again.

use serde_json::Value as Json;

use super::App;
use super::effect::Effect;
use super::history;
use super::library::document::{Document, Kind};
use super::library::entry::{Entry, Value};
use super::msg::{HistoryMsg, TabsMsg, WorkspaceMsg};
use super::shared::Shared;
use super::stored::{self, Stored, v1};
use super::tabs::Origin;
use super::workspace::Undo;
use crate::ids::ItemId;
use crate::request::Request;
use crate::variables::VariableKind;

/// What was read from a backup.
#[derive(Debug, Default)]
pub struct Backup {
    /// The file's name.
    pub name: String,
    documents: Vec<Document>,
    days: Vec<v1::Day>,
    dates: Vec<String>,
    tabs: Vec<Request>,
    close_names: Option<v1::CloseNames>,
    /// What in it cannot be read, and why.
    pub problems: Vec<String>,
}

impl Backup {
    /// Reads a file. What in it cannot be read is told, and the rest is not given up for it.
    pub fn read(name: &str, text: &str) -> Result<Backup, String> {
        let file: Json = serde_json::from_str(text).map_err(|error| format!("{name} is not JSON: {error}"))?;
        let is_ours = file.get("duplex").and_then(Json::as_str) == Some("workspace");
        let Some(keys) = file.get("keys").and_then(Json::as_object).filter(|_| is_ours) else {
            return Err(format!("{name} is not a backup of Duplex: it has no \"duplex\": \"workspace\" with \"keys\""));
        };
        let mut backup = Backup { name: name.to_string(), ..Backup::default() };
        for (key, value) in keys {
            if let Err(error) = backup.take(key, value) {
                backup.problems.push(format!("{key}: {error}"));
            }
        }
        Ok(backup)
    }

    fn take(&mut self, key: &str, value: &Json) -> Result<(), stored::StoredError> {
        let (what, id) = key.split_once('/').unwrap_or((key, ""));
        match Kind::ALL.into_iter().find(|kind| kind.prefix() == what) {
            Some(kind) => {
                let document = stored::convert::to_document(kind, stored::open(value)?);
                self.documents.push(document);
            }
            None if what == "history" => {
                self.days.push(stored::open(value)?);
                self.dates.push(id.to_string());
            }
            None if what == "tabs" => {
                let tabs: v1::Tabs = stored::open(value)?;
                let requests = tabs.tabs.into_iter().map(|tab| stored::convert::to_request(tab.request));
                self.tabs.extend(requests.filter(|request| *request != Request::default()));
            }
            None if key == stored::CLOSE_NAMES_KEY => self.close_names = Some(stored::open(value)?),
            // The theme stays as it is here, and what is unknown is not ours to judge.
            None => {}
        }
        Ok(())
    }

    /// What is in it, in words: `2 collections with 14 requests`, and so on.
    pub fn summary(&self) -> Vec<String> {
        let of_kind = |kind| self.documents.iter().filter(move |document| document.kind == kind);
        let n_requests = |document: &Document| {
            document.entries().iter().filter(|entry| matches!(entry.value, Some(Value::Request(_)))).count()
        };
        let n_variables = |document: &Document| document.variables().len();
        let mut lines = Vec::new();
        for document in of_kind(Kind::Collection) {
            lines.push(format!("Collection {}: {}", document.name(), counted(n_requests(document), "request")));
        }
        for document in of_kind(Kind::Environment) {
            lines.push(format!("Environment {}: {}", document.name(), counted(n_variables(document), "variable")));
        }
        for n_variables in of_kind(Kind::Globals).map(n_variables).filter(|n_variables| *n_variables > 0) {
            lines.push(format!("Globals: {}", counted(n_variables, "variable")));
        }
        if !self.tabs.is_empty() {
            lines.push(format!("Open tabs: {}", self.tabs.len()));
        }
        if !self.days.is_empty() {
            lines.push(format!("History: {}", counted(self.days.len(), "day")));
        }
        lines
    }
}

/// `1 request`, `14 requests`.
pub(super) fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

impl App {
    /// The backup that was chosen.
    pub fn backup(&self) -> Option<&Shared<Backup>> {
        self.backup.as_ref()
    }

    pub(super) fn workspace_msg(&mut self, msg: WorkspaceMsg, effects: &mut Vec<Effect>) {
        match msg {
            WorkspaceMsg::Backup { with_secrets } => self.download(with_secrets, effects),
            WorkspaceMsg::PickBackup => effects.push(Effect::PickFile),
            WorkspaceMsg::Restore => {
                self.workspace.overlay = None;
                if let Some(backup) = self.backup.take() {
                    self.restore_backup(&backup, effects);
                }
            }
            WorkspaceMsg::Persist => effects.push(Effect::Persist),
            WorkspaceMsg::DownloadAside(key) => effects.push(Effect::DownloadKey { key }),
            WorkspaceMsg::RemoveAside(key) => {
                self.remove_aside(key, effects);
            }
        }
    }

    pub(super) fn history_msg(&mut self, msg: HistoryMsg, effects: &mut Vec<Effect>) {
        match msg {
            HistoryMsg::Open(id) => {
                if let Some(visit) = self.workspace.history.get(id) {
                    let (request, item) = (Box::new(visit.request.clone()), visit.item);
                    self.tabs_msg(TabsMsg::New { request, connect: false }, effects);
                    // With the variables of its collection, as far as that is still there.
                    let home = item.and_then(|item| Some((item, self.workspace.library.home(item)?.revs(item))));
                    if let Some(tab) = self.tabs.edit(self.tabs.active()) {
                        tab.origin = home.map(|(item, revs)| Origin { item, revs });
                    }
                }
            }
            HistoryMsg::Clear(date) => {
                let dates: Vec<String> = self.workspace.history.days().iter().map(|day| day.date.clone()).collect();
                let gone: Vec<_> = dates
                    .iter()
                    .filter(|known| date.as_ref().is_none_or(|date| *date == **known))
                    .filter_map(|date| self.workspace.history.remove(date))
                    .collect();
                for day in &gone {
                    effects.push(Effect::Remove { key: format!("history/{}", day.date) });
                }
                let text = match date {
                    None => "Cleared the history".to_string(),
                    Some(date) => format!("Cleared {}", self.day_name(&date)),
                };
                self.offer_undo(text, Undo::Days(gone));
            }
        }
    }

    /// Gives the person all that is here as a file.
    pub(super) fn download(&mut self, with_secrets: bool, effects: &mut Vec<Effect>) {
        let mut keys = serde_json::Map::new();
        for document in self.workspace.library.documents().iter() {
            let mut stored = stored::convert::from_document(document);
            if !with_secrets {
                let variables = stored.entries.iter_mut().filter_map(|entry| entry.variable.as_mut());
                variables.filter(|variable| !variable.kind.is_empty()).for_each(|variable| variable.value.clear());
            }
            keys.insert(document.key(), enveloped(&stored));
        }
        for day in self.workspace.history.days().iter() {
            keys.insert(format!("history/{}", day.date), enveloped(&stored::convert::from_visits(&day.visits)));
        }
        keys.insert(self.tabs_key(), enveloped(&self.stored_tabs()));
        if !self.close_names.is_empty() {
            let names = stored::convert::from_close_names(&self.close_names);
            keys.insert(stored::CLOSE_NAMES_KEY.into(), enveloped(&names));
        }
        let mut file = serde_json::Map::new();
        file.insert("duplex".into(), "workspace".into());
        file.insert("keys".into(), Json::Object(keys));
        let date = history::date(self.now, self.environment.zone_minutes);
        effects.push(Effect::Download {
            name: format!("duplex-workspace-{date}.json"),
            text: Json::Object(file).to_string(),
        });
    }

    /// Brings back what is in a backup. What is here and not there stays; what is other here is kept beside it.
    fn restore_backup(&mut self, backup: &Backup, effects: &mut Vec<Effect>) {
        let mut undos = Vec::new();
        let (mut n_back, mut n_beside) = (0, 0);
        for document in &backup.documents {
            if self.workspace.library.document(document.id).is_none() {
                n_back += document.entries().iter().filter(|entry| entry.value.is_some()).count();
                self.workspace.library.add(document.clone().to_be_stored());
                undos.push(Undo::NewDocument(document.id));
                continue;
            }
            undos.push(self.restore_document(document, &mut n_back, &mut n_beside));
        }
        for (date, day) in backup.dates.iter().zip(&backup.days) {
            self.workspace.history.merge(date, stored::convert::to_visits(day.clone()));
            self.workspace.history.day(date).is_dirty = true;
        }
        for request in &backup.tabs {
            if self.tabs.open().iter().all(|tab| tab.request != *request) {
                let tab = self.tabs.add(request.clone());
                self.mirrors.add(tab);
            }
        }
        if let Some(names) = &backup.close_names {
            for name in stored::convert::to_close_names(names.clone()) {
                if !self.close_names.contains(&name) {
                    self.close_names.edit().push(name);
                }
            }
            self.save_setting(stored::CLOSE_NAMES_KEY, effects);
        }
        let mut text = format!("Restored {}: {}", backup.name, counted(n_back, "thing"));
        if n_beside > 0 {
            text.push_str(&format!(" of which {n_beside} had changed: what was here is kept as the second version"));
        }
        self.offer_undo(text, Undo::All(undos));
    }

    fn restore_document(&mut self, document: &Document, n_back: &mut usize, n_beside: &mut usize) -> Undo {
        let now = self.now;
        let dice = &mut self.workspace.dice;
        let mut undo: Vec<(ItemId, Option<Value>)> = Vec::new();
        let Some(here) = self.workspace.library.edit(document.id) else { return Undo::All(Vec::new()) };
        for theirs in document.entries() {
            let Some(value) = &theirs.value else { continue };
            let ours = here.get(theirs.id).cloned();
            let current = ours.as_ref().and_then(|entry| entry.value.as_ref());
            if current.is_some_and(|current| is_same(current, value)) {
                continue;
            }
            *n_back += 1;
            undo.push((theirs.id, current.cloned()));
            match &ours {
                None => here.add(Entry { is_fresh: true, ..Entry::clone(theirs) }),
                Some(ours) => {
                    if current.is_some() && theirs.id != here.id {
                        *n_beside += 1;
                        let second = Entry { id: dice.id(), is_fresh: true, ..ours.second_version() };
                        undo.push((second.id, None));
                        here.add(second);
                    }
                    here.set(now, theirs.id, Some(value.clone()), dice);
                }
            }
        }
        Undo::Values(document.id, undo)
    }
}

/// Whether a backup has nothing that is not here: a secret that was left out of it is no change.
fn is_same(here: &Value, backup: &Value) -> bool {
    match (here, backup) {
        (Value::Variable(here), Value::Variable(backup))
            if backup.kind != VariableKind::Plain && backup.value.is_empty() =>
        {
            (&here.name, here.kind) == (&backup.name, backup.kind)
        }
        _ => here == backup,
    }
}

fn enveloped<T: Stored>(data: &T) -> Json {
    serde_json::from_str(&stored::write(data)).unwrap_or_default()
}

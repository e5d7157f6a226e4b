//! The workspace: what a person does to collections, environments and variables, and how tabs stand to them.

use std::collections::BTreeSet;

use super::App;
use super::dice::Dice;
use super::effect::{Effect, Focus};
use super::history::{self, Day, History};
use super::library::document::{Document, Kind};
use super::library::entry::{Entry, Folder, Value};
use super::library::{Library, TreeItem};
use super::msg::{LibraryMsg, Overlay};
use super::notices::Action;
use super::shared::Shared;
use super::tabs::{Origin, Tab, Tabs};
use crate::ids::{ItemId, TabId};
use crate::request::Request;
use crate::variables::Scopes;

mod places;
mod variables;

/// The globals have one id in every browser, so that pages that made them at the same time have the same ones.
pub const GLOBALS: ItemId = ItemId(1);

/// What is kept in this browser, and what of it shows.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) library: Library,
    pub(super) history: History,
    pub(super) dice: Dice,
    /// The active environment.
    pub(super) environment: Option<ItemId>,
    /// Values that are kept for the session only.
    pub(super) secrets: Shared<Vec<(ItemId, String)>>,
    /// The open collections and folders.
    pub(super) open: Shared<BTreeSet<ItemId>>,
    filter: Shared<String>,
    renaming: Option<ItemId>,
    tree: Shared<Vec<TreeItem>>,
    /// The tabs with changes that are not saved.
    unsaved: Shared<Vec<TabId>>,
    /// For each collection that a tab is of, where its names have their values.
    scopes: Vec<(Option<ItemId>, Shared<Scopes>)>,
    pub(super) undos: Vec<(u32, Undo)>,
    next_undo: u32,
    /// The id of the variable that is added next.
    new_variable: ItemId,
    pub(super) overlay: Option<Overlay>,
    /// Of what the tree and the scopes were made last.
    made_of: MadeOf,
}

impl Workspace {
    /// An empty one.
    pub(super) fn new(seed: u64) -> Workspace {
        Workspace { dice: Dice::new(seed), ..Workspace::default() }
    }
}

/// What the tree and the scopes follow from.
#[derive(Debug, Clone, PartialEq, Default)]
struct MadeOf {
    library: Library,
    open: Shared<BTreeSet<ItemId>>,
    filter: Shared<String>,
    environment: Option<ItemId>,
    secrets: Shared<Vec<(ItemId, String)>>,
    tabs: Tabs,
}

/// What can be taken back.
#[derive(Debug)]
pub(super) enum Undo {
    /// These were deleted from a document, or changed in it.
    Values(ItemId, Vec<(ItemId, Option<Value>)>),
    /// A document was added.
    NewDocument(ItemId),
    /// A document was deleted.
    Document(Shared<Document>),
    /// Days of the history were.
    Days(Vec<Day>),
    /// Several at once.
    All(Vec<Undo>),
}

impl App {
    /// Collections, environments and globals.
    pub fn library(&self) -> &Library {
        &self.workspace.library
    }

    /// What was connected and sent.
    pub fn history(&self) -> &History {
        &self.workspace.history
    }

    /// How a day of the history is called now: `Today`, `Yesterday`, `11 November 2026`.
    pub fn day_name(&self, date: &str) -> String {
        history::day_name(date, self.now, self.environment.zone_minutes)
    }

    /// The active environment.
    pub fn active_environment(&self) -> Option<ItemId> {
        self.workspace.environment.filter(|id| self.workspace.library.document(*id).is_some())
    }

    /// The rows of the tree of collections.
    pub fn tree(&self) -> &Shared<Vec<TreeItem>> {
        &self.workspace.tree
    }

    /// The collections and their folders, as rows of a tree in which all are open.
    pub fn folders(&self) -> Vec<TreeItem> {
        self.workspace.library.folders()
    }

    /// What the names in the tree must have.
    pub fn tree_filter(&self) -> &str {
        &self.workspace.filter
    }

    /// Whose name is being edited in the tree.
    pub fn renaming(&self) -> Option<ItemId> {
        self.workspace.renaming
    }

    /// What stands before the page.
    pub fn overlay(&self) -> Option<Overlay> {
        self.workspace.overlay.clone()
    }

    /// The value of a variable that is kept for the session only.
    pub fn secret(&self, variable: ItemId) -> &str {
        variables::secret_of(&self.workspace.secrets, variable)
    }

    /// The id that a variable gets which is added next.
    pub fn new_variable(&self) -> ItemId {
        self.workspace.new_variable
    }

    /// The collection that a tab is of.
    pub fn collection_of(&self, tab: &Tab) -> Option<ItemId> {
        let origin = tab.origin.as_ref()?;
        self.workspace.library.home(origin.item).map(|home| home.id)
    }

    /// Where the names in a tab have their values, the strongest first.
    pub fn scopes(&self, tab: TabId) -> Shared<Scopes> {
        let collection = self.tabs.get(tab).and_then(|tab| self.collection_of(tab));
        let known = self.workspace.scopes.iter().find(|(of, _)| *of == collection);
        known.map(|(_, scopes)| scopes.clone()).unwrap_or_default()
    }

    /// Whether a tab has changes that are not saved where it was opened from.
    pub fn is_unsaved(&self, tab: &Tab) -> bool {
        tab.origin.as_ref().is_some_and(|origin| self.workspace.library.request(origin.item) != Some(&tab.request))
    }

    /// The tabs that have such changes, in order.
    pub fn unsaved(&self) -> &Shared<Vec<TabId>> {
        &self.workspace.unsaved
    }

    pub(super) fn library_msg(&mut self, msg: LibraryMsg, effects: &mut Vec<Effect>) {
        let now = self.now;
        match msg {
            LibraryMsg::NewCollection => {
                let id = self.new_document(Kind::Collection, "New collection");
                self.workspace.open.edit().insert(id);
                self.workspace.renaming = Some(id);
            }
            LibraryMsg::NewFolder(parent) => {
                let folder = Folder { name: "New folder".into(), ..Folder::default() };
                let id = self.add_to(parent, Value::Folder(folder));
                self.workspace.renaming = id;
            }
            LibraryMsg::NewRequest(parent) => {
                let request = Request { name: "New request".into(), ..Request::default() };
                if let Some(id) = self.add_to(parent, Value::Request(Box::new(request))) {
                    // The keyboard goes to its name, not to its URL.
                    self.open_item(id, true);
                    self.workspace.renaming = Some(id);
                }
            }
            LibraryMsg::Open { item, is_pinned } => {
                self.open_item(item, is_pinned);
                if is_pinned {
                    effects.push(Effect::Focus(Focus::Url));
                }
            }
            LibraryMsg::Toggle(item, true) => {
                self.workspace.open.edit().insert(item);
            }
            LibraryMsg::Toggle(item, false) => {
                self.workspace.open.edit().remove(&item);
            }
            LibraryMsg::Filter(text) => self.workspace.filter = Shared::new(text),
            LibraryMsg::StartRename(item) => {
                self.workspace.renaming = self.workspace.library.value(item).is_some().then_some(item);
            }
            LibraryMsg::StopRename => self.workspace.renaming = None,
            LibraryMsg::Rename(item, name) => {
                self.workspace.renaming = None;
                if !name.trim().is_empty() {
                    self.edit_value(item, |value| value.set_name(name.trim().to_string()));
                }
            }
            LibraryMsg::Notes(item, notes) => self.edit_value(item, |value| {
                if let Value::Folder(folder) = value {
                    folder.notes = notes;
                }
            }),
            LibraryMsg::Duplicate(item) => self.duplicate(item),
            LibraryMsg::Delete(item) => self.delete(item, effects),
            LibraryMsg::Move { item, target, place } => self.drop_at(item, target, place),
            LibraryMsg::Step(item, step) => self.step(item, step),
            LibraryMsg::Save(tab) => self.save_tab(tab),
            LibraryMsg::SaveAs { tab, parent, name } => {
                let parent = parent.unwrap_or_else(|| {
                    let id = self.new_document(Kind::Collection, "My collection");
                    self.workspace.open.edit().insert(id);
                    id
                });
                let Some(request) = self.tabs.get(tab).map(|tab| tab.request.clone()) else { return };
                let request = Request { name: name.trim().to_string(), ..request };
                let Some(item) = self.add_to(parent, Value::Request(Box::new(request.clone()))) else { return };
                let revs = self.workspace.library.home(item).map(|home| home.revs(item)).unwrap_or_default();
                if let Some(tab) = self.tabs.edit(tab) {
                    *tab = Tab { request, origin: Some(Origin { item, revs }), is_preview: false, ..tab.clone() };
                }
                self.workspace.overlay = None;
                self.notices.info(now, format!("Saved {}", name.trim()), None);
                self.persist_once(effects);
            }
        }
    }

    /// Brings what follows from the library in step with it.
    pub(super) fn follow_library(&mut self) {
        let Workspace { library, open, filter, environment, secrets, made_of, .. } = &mut self.workspace;
        let now_of = MadeOf {
            library: library.clone(),
            open: open.clone(),
            filter: filter.clone(),
            environment: *environment,
            secrets: secrets.clone(),
            tabs: self.tabs.clone(),
        };
        if *made_of == now_of {
            return;
        }
        let before = std::mem::replace(made_of, now_of);
        let is_other_library = before.library != *library;
        if is_other_library || before.open != *open || before.filter != *filter {
            self.workspace.tree = Shared::new(library.rows(open, filter));
        }
        let unsaved = self.tabs.open().iter().filter(|tab| self.is_unsaved(tab)).map(|tab| tab.id);
        let unsaved: Vec<TabId> = unsaved.collect();
        if *self.workspace.unsaved != unsaved {
            self.workspace.unsaved = Shared::new(unsaved);
        }
        let mut collections: Vec<Option<ItemId>> = self.tabs.open().iter().map(|tab| self.collection_of(tab)).collect();
        collections.sort_unstable();
        collections.dedup();
        let environment = self.active_environment();
        let Workspace { library, secrets, scopes, .. } = &self.workspace;
        let scopes = collections.into_iter().map(|of| {
            let made = library.scopes(environment, of, secrets);
            let known = scopes.iter().find(|(known, _)| *known == of);
            // What has not changed keeps its pointer: nothing renders for it.
            let same = known.filter(|(_, known)| **known == made).map(|(_, known)| known.clone());
            (of, same.unwrap_or_else(|| Shared::new(made)))
        });
        self.workspace.scopes = scopes.collect();
        if self.workspace.new_variable == ItemId::default()
            || self.workspace.library.home(self.workspace.new_variable).is_some()
        {
            self.workspace.new_variable = self.workspace.dice.id();
        }
    }

    /// Keeps what was deleted until its notice goes.
    pub(super) fn offer_undo(&mut self, text: String, undo: Undo) {
        let id = self.workspace.next_undo;
        self.workspace.next_undo += 1;
        self.workspace.undos.push((id, undo));
        self.notices.info(self.now, text, Some(Action::Undo(id)));
    }

    /// Takes something back.
    pub(super) fn undo(&mut self, id: u32, effects: &mut Vec<Effect>) {
        if let Some(place) = self.workspace.undos.iter().position(|(of, _)| *of == id) {
            let (_, undo) = self.workspace.undos.remove(place);
            self.carry_out_undo(undo, effects);
        }
    }

    fn carry_out_undo(&mut self, undo: Undo, effects: &mut Vec<Effect>) {
        match undo {
            Undo::Values(document, values) => {
                let Workspace { library, dice, .. } = &mut self.workspace;
                if let Some(document) = library.edit(document) {
                    for (id, value) in values {
                        document.set(self.now, id, value, dice);
                    }
                }
            }
            Undo::NewDocument(id) => {
                if let Some(document) = self.workspace.library.remove(id) {
                    effects.push(Effect::Remove { key: document.key() });
                }
            }
            Undo::Document(document) => {
                self.workspace.library.add(Document::clone(&document).to_be_stored());
            }
            Undo::Days(days) => self.workspace.history.put_back(days),
            Undo::All(undos) => undos.into_iter().for_each(|undo| self.carry_out_undo(undo, effects)),
        }
    }

    fn new_document(&mut self, kind: Kind, name: &str) -> ItemId {
        let id = self.workspace.dice.id();
        let document = Document::new(self.now, kind, id, name, &mut self.workspace.dice);
        self.workspace.library.add(document);
        id
    }

    /// Adds something at the end of a folder, which is opened.
    pub(super) fn add_to(&mut self, parent: ItemId, value: Value) -> Option<ItemId> {
        let home = self.workspace.library.home(parent)?.id;
        let Workspace { library, dice, open, .. } = &mut self.workspace;
        let document = library.edit(home)?;
        let id = dice.id();
        let place = document.place_at_end(self.now, parent);
        document.add(Entry::new(id, place, value, dice.rev()));
        // With all that it is in.
        let mut at = parent;
        while let Some(entry) = document.get(at).filter(|_| at != home) {
            open.edit().insert(at);
            at = document.parent(entry);
        }
        open.edit().insert(home);
        Some(id)
    }

    /// Changes what something is. A tab that shows it as it is saved shows the change, too.
    fn edit_value(&mut self, item: ItemId, change: impl FnOnce(&mut Value)) {
        let Some(home) = self.workspace.library.home(item).map(|home| home.id) else { return };
        let before = self.saved_requests();
        let Workspace { library, dice, .. } = &mut self.workspace;
        if let Some(document) = library.edit(home)
            && let Some(mut value) = document.value(item).cloned()
        {
            change(&mut value);
            let name = value.name().to_string();
            let is_request = matches!(value, Value::Request(_));
            document.set(self.now, item, Some(value), dice);
            // Who renames it here knows of it: a draft with other changes has the name, too.
            for tab in self.tabs_of(item) {
                let revs = self.workspace.library.home(item).map(|home| home.revs(item));
                if let Some(tab) = self.tabs.edit(tab).filter(|_| is_request) {
                    tab.request.name.clone_from(&name);
                    tab.origin = revs.map(|revs| Origin { item, revs });
                }
            }
        }
        self.follow_saved(&before);
    }

    fn tabs_of(&self, item: ItemId) -> Vec<TabId> {
        let is_of = |tab: &&Shared<Tab>| tab.origin.as_ref().is_some_and(|origin| origin.item == item);
        self.tabs.open().iter().filter(is_of).map(|tab| tab.id).collect()
    }

    /// The saved requests of all tabs, before the library changes.
    pub(super) fn saved_requests(&self) -> Vec<(TabId, Request)> {
        let saved = |tab: &Shared<Tab>| {
            let request = self.workspace.library.request(tab.origin.as_ref()?.item)?;
            Some((tab.id, request.clone()))
        };
        self.tabs.open().iter().filter_map(saved).collect()
    }

    /// After the library has changed: tabs without changes of their own show what is saved now.
    pub(super) fn follow_saved(&mut self, before: &[(TabId, Request)]) {
        for (id, before) in before {
            let Some(tab) = self.tabs.get(*id).filter(|tab| tab.request == *before) else { continue };
            let Some(item) = tab.origin.as_ref().map(|origin| origin.item) else { continue };
            let Some(home) = self.workspace.library.home(item) else { continue };
            let (Some(request), revs) = (home.request(item).cloned(), home.revs(item)) else { continue };
            if let Some(tab) = self.tabs.edit(*id).filter(|_| request != *before) {
                (tab.request, tab.origin) = (request, Some(Origin { item, revs }));
            }
        }
    }

    /// Shows a request in a tab: in the one it has, in the one that only looks at another one, or in a new one.
    fn open_item(&mut self, item: ItemId, is_pinned: bool) {
        let Some(home) = self.workspace.library.home(item) else { return };
        let Some(request) = home.request(item).cloned() else { return };
        let origin = Origin { item, revs: home.revs(item) };
        if let Some(&tab) = self.tabs_of(item).first() {
            self.tabs.select(tab);
            if let Some(tab) = self.tabs.edit(tab).filter(|tab| is_pinned && tab.is_preview) {
                tab.is_preview = false;
            }
            return;
        }
        let is_idle = |tab: &Shared<Tab>| self.mirror(tab.id).worker == super::mirror::Worker::None;
        let is_free = |tab: &Shared<Tab>| is_idle(tab) && (tab.is_preview || tab.request == Request::default());
        let active = self.tabs.active();
        let free = self.tabs.open().iter().filter(|tab| is_free(tab));
        // That in front, else one that only looks; a blank one elsewhere may be wanted blank.
        let place =
            free.filter(|tab| tab.id == active || tab.is_preview).map(|tab| tab.id).min_by_key(|id| *id != active);
        if let Some(old) = place {
            self.mirrors.remove(old);
        }
        let id = self.tabs.show_in(place, request, origin, !is_pinned);
        self.mirrors.add(id);
    }

    fn delete(&mut self, item: ItemId, effects: &mut Vec<Effect>) {
        let Some(home) = self.workspace.library.home(item).cloned() else { return };
        let text = format!("Deleted {}", home.value(item).map_or("", Value::name));
        self.workspace.renaming = None;
        if home.id == item {
            if home.kind != Kind::Globals && self.workspace.library.remove(item).is_some() {
                effects.push(Effect::Remove { key: home.key() });
                self.workspace.overlay.take_if(|overlay| *overlay == Overlay::Variables(item));
                self.offer_undo(text, Undo::Document(home));
            }
            return;
        }
        let values = home.subtree(item).into_iter().map(|id| (id, home.value(id).cloned())).collect();
        self.workspace.library.delete(self.now, item, &mut self.workspace.dice);
        self.offer_undo(text, Undo::Values(home.id, values));
    }

    fn save_tab(&mut self, id: TabId) {
        let Some(tab) = self.tabs.get(id).cloned() else { return };
        let home = tab.origin.as_ref().and_then(|origin| self.workspace.library.home(origin.item)).map(|home| home.id);
        let (Some(origin), Some(home)) = (&tab.origin, home) else {
            self.workspace.overlay = Some(Overlay::Save(id));
            return;
        };
        let Workspace { library, dice, .. } = &mut self.workspace;
        let Some(document) = library.edit(home) else { return };
        let item = origin.item;
        let request = Value::Request(Box::new(tab.request.clone()));
        let name = request.name().to_string();
        let (item, is_twice) = match document.get(item) {
            Some(saved) if Some(&saved.head()) != origin.revs.first() => {
                let mut entry = Entry { revs: origin.revs.clone(), is_fresh: false, ..saved.clone() };
                entry.set(self.now, Some(request), dice.rev());
                document.take_in(entry)
            }
            Some(_) | None => {
                document.set(self.now, item, Some(request), dice);
                (item, false)
            }
        };
        let (saved, revs) = (document.request(item).cloned(), document.revs(item));
        if let Some(tab) = self.tabs.edit(id) {
            tab.request = saved.unwrap_or_else(|| tab.request.clone());
            tab.origin = Some(Origin { item, revs });
            tab.is_preview = false;
        }
        let text = match is_twice {
            false => format!("Saved {name}"),
            true => format!("{name} was changed in another page, too: both are kept, one as its second version"),
        };
        self.notices.info(self.now, text, None);
    }

    /// Asks the browser once a page to keep what is here: when there is something worth keeping.
    pub(super) fn persist_once(&mut self, effects: &mut Vec<Effect>) {
        if self.is_persistent.is_none() {
            self.is_persistent = Some(false);
            effects.push(Effect::Persist);
        }
    }
}

/// A document without anything in it for what counts everywhere. The same in every page.
pub(super) fn no_globals() -> Document {
    let place = Default::default();
    let head = Entry::new(GLOBALS, place, Value::Folder(Folder { name: "Globals".into(), notes: String::new() }), 1);
    Document::read(Kind::Globals, GLOBALS, vec![Entry { is_fresh: false, ..head }])
}
